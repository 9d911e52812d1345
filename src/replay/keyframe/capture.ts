// Everything that lives between two calls, read from a driver that stands still: a keyframe. What cannot be made again
// is an obstacle: there is no keyframe at that call.
import type { LiveContext, LiveDrawable, LiveStream } from '../../native.js';
import type { Asker } from '../asker.js';
import {
  type BufferCapture,
  captureBuffers,
  captureRenderbuffers,
  captureSamplers,
  liveNames,
  type RenderbufferCapture,
  type SamplerCapture,
} from './buffers.js';
import { CellReader } from './cell_reader.js';
import type { CellValue, ContextShape } from './cells.js';
import { type ContextCapture, captureContext, cellsOf } from './context_state.js';
import { captureDrawable, type DrawableCapture } from './drawables.js';
import { has } from './features.js';
import type { TraceHistory } from './history.js';
import type { GroupHistory, LoggedCommand, LoggedList } from './object_history.js';
import { FIRST_HELPER, FIRST_STREAM, isOwnContext, isOwnStream, KeyframeObstacle, type Place, SPARE } from './place.js';
import { capturePrograms, type ProgramsCapture } from './programs.js';
import { Questions } from './questions.js';
import { captureTextures, liveTextures, type TextureCapture } from './textures.js';
import { isEs1 } from './world.js';

export interface GroupCapture {
  /** Number of the share group, see LiveContext.group. */
  readonly number: number;
  /** A context of the group whose request the helper repeats. */
  readonly model: LiveContext;
  readonly history: GroupHistory;
  readonly buffers: readonly BufferCapture[];
  readonly textures: readonly TextureCapture[];
  readonly renderbuffers: readonly RenderbufferCapture[];
  readonly samplers: readonly SamplerCapture[];
  readonly programs: ProgramsCapture;
  readonly lists: ReadonlyMap<number, LoggedList>;
  readonly syncs: readonly LoggedCommand[];
  /** Names that were generated and that no binding makes (samplers, texture views: all), by the command that does it. */
  readonly generated: ReadonlyMap<string, readonly number[]>;
  readonly version: number;
}

export interface Keyframe {
  readonly call: number;
  readonly groups: readonly GroupCapture[];
  readonly contexts: readonly ContextCapture[];
  /** Contexts that were never current. */
  readonly fresh: readonly LiveContext[];
  readonly drawables: readonly DrawableCapture[];
  readonly streams: readonly LiveStream[];
  /** Commands of each stream that wait for the call they belong to. */
  readonly pending: ReadonlyMap<number, readonly Uint8Array[]>;
  readonly highestStream: number;
  /** Multisampled images of which only one value a pixel was kept. */
  readonly resolved: readonly string[];
}

const PRISTINE = 0x80;

/** Contexts of our own, one a share group; made when first needed, and kept. */
export class Helpers {
  readonly #byGroup = new Map<number, number>();
  readonly #cells = new Map<number, CellReader>();
  readonly #pristine = new Map<string, ReadonlyMap<string, CellValue>>();
  readonly #standing: Asker;

  constructor(standing: Asker) {
    this.#standing = standing;
  }

  /** What reads the cells of a context. */
  cells(context: LiveContext, shape: ContextShape): CellReader {
    let reader = this.#cells.get(context.id);
    if (!reader) {
      reader = new CellReader(this.#standing, cellsOf(shape));
      this.#cells.set(context.id, reader);
    }
    return reader;
  }

  /** Cells of a new context like this one. */
  pristine(context: LiveContext, shape: ContextShape): ReadonlyMap<string, CellValue> {
    const { draw, read } = context;
    const sizes = this.#standing.drawables().filter(({ id }) => id === draw || id === read);
    const key = JSON.stringify([context.id, context.buffersChosen, draw, read, sizes.map(({ width, height }) => [width, height])]);
    let cells = this.#pristine.get(key);
    if (!cells) {
      cells = pristineCells(this.#standing, context, shape);
      this.#pristine.set(key, cells);
    }
    return cells;
  }

  /** The helper of a group, current in a stream of its own. */
  of(model: LiveContext): { context: number; stream: number } {
    const index = this.#byGroup.get(model.group) ?? this.#byGroup.size;
    const made = { context: FIRST_HELPER + index, stream: FIRST_STREAM + index };
    if (!this.#byGroup.has(model.group)) {
      this.#byGroup.set(model.group, index);
      const questions = new Questions(this.#standing, 0, made.stream);
      const isThere = this.#standing.native.contexts().some(({ id }) => id === made.context);
      if (!isThere) questions.do('sglCreateContext', made.context, model.id, ...requestOf(model));
      questions.do('sglMakeCurrent', made.context, 0, 0);
      questions.run();
    }
    return made;
  }
}

/** What the helper of `model`'s group is asked for with, behind its number and the one that it shares with. Always a
 * compatibility context: there binding a name that was never generated makes the object. */
export const requestOf = (model: LiveContext): number[] => [1, 0, 2, model.flags & 4, model.resetStrategy, 1];

const GENERATORS: Readonly<Record<string, string>> = {
  texture: 'glGenTextures',
  buffer: 'glGenBuffers',
  renderbuffer: 'glGenRenderbuffers',
  sampler: 'glGenSamplers',
};

/** Takes a keyframe. `resolve`: of multisampled images one value a pixel is enough. Throws KeyframeObstacle with what forbids one here. `history` was advanced to this call. */
export function captureKeyframe(
  standing: Asker,
  helpers: Helpers,
  history: TraceHistory,
  call: number,
  { resolve = false }: { readonly resolve?: boolean } = {},
): Keyframe {
  const resolved: string[] = [];
  const multisample = (what: string) => void (resolve ? resolved.push(what) : obstacle(`${what} is multisampled`));
  const live = standing
    .contexts()
    .filter(({ id }) => !isOwnContext(id))
    .sort((a, b) => a.id - b.id);
  const streams = standing.streams().filter(({ id }) => !isOwnStream(id));
  for (const stream of streams) if (stream.parked) throw new KeyframeObstacle('a thread waits for a sync');
  for (const context of live) refuseUnfinished(context);
  const [image] = history.images;
  if (image !== undefined) obstacle(`EGL image ${image} exists`);
  const prepared = live.filter(context => context.prepared);
  // what the contexts were given must have happened before another one looks
  for (const context of prepared) finish(standing, context.id);
  const models = new Map<number, LiveContext>();
  for (const context of prepared) if (!models.has(context.group)) models.set(context.group, context);
  const places = new Map<number, Place & { stream: number }>();
  for (const model of models.values()) places.set(model.group, placeOf(standing, helpers.of(model), multisample));
  const contexts = prepared.map(context => {
    const place = placeIn(standing, places.get(context.group)!, context);
    const { uncarried } = history.context(context.id);
    if (uncarried) obstacle(`${uncarried} was called, whose state is not carried`);
    return captureContext(
      place,
      context,
      history.context(context.id),
      standing.vertexArrays(context.id),
      shape => helpers.cells(context, shape).read(context.id, context.stream),
      shape => helpers.pristine(context, shape),
    );
  });
  const groups = [...models.values()].map(model => captureGroup(places.get(model.group)!, model, history.groupOf(model.id)));
  for (const context of contexts) refuseDeleted(context, groups.find(({ number }) => number === context.live.group)!);
  const drawables = captureDrawables(standing.drawables(), [...places.values()][0]);
  return {
    call,
    groups,
    contexts,
    fresh: live.filter(context => !context.prepared),
    drawables,
    streams,
    pending: new Map([...history.pending].map(([stream, commands]) => [stream, [...commands]])),
    highestStream: history.highestStream,
    resolved,
  };
}

/** A context has these from the drawable that it is first current with. */
const OF_DRAWABLE = /^GL_(VIEWPORT|SCISSOR_BOX)/;

/** The drawable that a context is first current with, since that decides which buffers it draws to and reads. `any`: one of the
 * program's; none: not finite. */
export const firstSurface = (context: LiveContext, any: number): number =>
  context.buffersChosen || context.es ? context.draw || (Number.isFinite(any) ? any : 0) : 0;

/** State of a context that was just made as `model` was, current with its drawables; without what these decide. */
export function pristineCells(standing: Asker, model: LiveContext, shape: ContextShape): Map<string, CellValue> {
  const made = FIRST_HELPER + PRISTINE;
  const surface = firstSurface(model, Math.min(...standing.drawables().map(({ id }) => id)));
  const making = new Questions(standing, 0, FIRST_STREAM + PRISTINE);
  making.do('sglCreateContext', made, 0, model.major, model.minor, model.profile, model.flags, model.resetStrategy, model.doubleBuffered);
  making.do('sglMakeCurrent', made, surface, surface && (model.read || surface));
  making.run();
  const cells = new CellReader(standing, cellsOf(shape)).read(made, FIRST_STREAM + PRISTINE);
  for (const key of cells.keys()) if (OF_DRAWABLE.test(key)) cells.delete(key);
  const ending = new Questions(standing, 0, FIRST_STREAM + PRISTINE);
  ending.do('sglMakeCurrent', 0, 0, 0);
  ending.do('sglDestroyContext', made);
  ending.run();
  return cells;
}

/** What is told without a question: between glBegin and glEnd one would be an error, which the program would find later. */
function refuseUnfinished(context: LiveContext): void {
  const { id, destroyed, insideBegin, listMode, attribMasks, clientAttribDepth } = context;
  if (destroyed) obstacle(`context ${id} was destroyed while it was current`);
  if (isEs1(context)) obstacle(`context ${id} is an OpenGL ES 1 context`);
  if (insideBegin) obstacle(`context ${id} is between glBegin and glEnd`);
  if (listMode !== 0) obstacle('a display list is being compiled');
  if (attribMasks.length > 0) obstacle(`${attribMasks.length} glPushAttrib are open`);
  if (clientAttribDepth > 0) obstacle(`${clientAttribDepth} glPushClientAttrib are open`);
}

const FRAMEBUFFER_TEXTURE = 0x1702;

/** An object that was deleted while something still uses it has no name any more to read it by. */
function refuseDeleted(context: ContextCapture, group: GroupCapture): void {
  const textures = new Set(group.textures.map(({ name }) => name));
  const renderbuffers = new Set(group.renderbuffers.map(({ name }) => name));
  const buffers = new Set(group.buffers.map(({ name }) => name));
  for (const { name: texture, buffer } of group.textures)
    if (buffer && buffer.name !== 0 && !buffers.has(buffer.name))
      obstacle(`texture ${texture} shows buffer ${buffer.name}, which was deleted`);
  for (const { name: framebuffer, attachments } of context.framebuffers)
    for (const { type, name } of attachments)
      if (name !== 0 && !(type === FRAMEBUFFER_TEXTURE ? textures : renderbuffers).has(name))
        obstacle(`framebuffer ${framebuffer} uses ${type === FRAMEBUFFER_TEXTURE ? 'texture' : 'renderbuffer'} ${name}, which was deleted`);
  for (const [key, value] of context.cells) {
    const name = value[0]!;
    if (name === 0) continue;
    if (key.includes('GL_TEXTURE_BINDING_') && !textures.has(name)) obstacle(`texture ${name} is bound, and was deleted`);
    if (
      /^GL_(?!DRAW_FRAME|READ_FRAME|RENDER)[A-Z_]*BUFFER(_BINDING)?(\[\d+\])?$/.test(key) &&
      key.includes('BINDING') &&
      !buffers.has(name)
    )
      obstacle(`buffer ${name} is bound, and was deleted`);
  }
}

function finish(standing: Asker, context: number): void {
  const questions = new Questions(standing, context);
  questions.do('glFinish');
  questions.run();
}

function obstacle(what: string): never {
  throw new KeyframeObstacle(what);
}

/** By a context of our own in a share group. */
export function placeOf(
  standing: Asker,
  { context, stream }: { readonly context: number; readonly stream: number },
  multisample: (what: string) => void,
): Place & { stream: number } {
  const questions = new Questions(standing, context);
  const major = questions.int('glGetIntegerv', 'GL_MAJOR_VERSION');
  const minor = questions.int('glGetIntegerv', 'GL_MINOR_VERSION');
  questions.run();
  const version = (major() ?? 2) * 10 + (minor() ?? 1);
  return {
    asker: standing,
    helper: context,
    stream,
    version,
    es: false, // whatever the program's contexts are
    core: false,
    hasIntegerParameters: version >= 30,
    spare: SPARE,
    obstacle,
    multisample,
  };
}

/** The same for one context: its version may be another. */
export function placeIn(standing: Asker, place: Place, context: LiveContext): Place {
  const questions = new Questions(standing, context.id);
  const major = questions.int('glGetIntegerv', 'GL_MAJOR_VERSION');
  const minor = questions.int('glGetIntegerv', 'GL_MINOR_VERSION');
  questions.run();
  return { ...place, version: (major() ?? 2) * 10 + (minor() ?? 1), es: context.es, core: context.core };
}

function captureGroup(place: Place, model: LiveContext, history: GroupHistory): GroupCapture {
  const buffers = captureBuffers(place, liveNames(place, history.names('buffer'), 'glIsBuffer'));
  const textures = captureTextures(place, history, liveTextures(place, history));
  const renderbuffers = captureRenderbuffers(place, liveNames(place, history.names('renderbuffer'), 'glIsRenderbuffer'));
  const samplers = has(place, 'samplers') ? captureSamplers(place, liveNames(place, history.names('sampler'), 'glIsSampler')) : [];
  for (const { obstacle: inTheWay } of history.lists.values()) if (inTheWay) place.obstacle(inTheWay);
  const objects: Readonly<Record<string, ReadonlySet<number>>> = {
    texture: new Set(textures.filter(({ view }) => !view).map(({ name }) => name)), // binding makes no view
    buffer: new Set(buffers.map(({ name }) => name)),
    renderbuffer: new Set(renderbuffers.map(({ name }) => name)),
  };
  return {
    number: model.group,
    model,
    history,
    buffers,
    textures,
    renderbuffers,
    samplers,
    programs: capturePrograms(place, history),
    lists: new Map(history.lists),
    syncs: [...history.syncs.values()],
    generated: new Map(
      Object.entries(GENERATORS).map(([kind, command]) => [
        command,
        [...history.names(kind).generated].filter(name => kind === 'sampler' || !objects[kind]?.has(name)).sort((a, b) => a - b),
      ]),
    ),
    version: place.version,
  };
}

function captureDrawables(live: readonly LiveDrawable[], place: (Place & { stream: number }) | undefined): DrawableCapture[] {
  return [...live]
    .sort((a, b) => a.id - b.id)
    .map(drawable =>
      place
        ? captureDrawable(place, place.stream, drawable)
        : { live: drawable, color: undefined, front: undefined, depth: undefined, accum: undefined },
    );
}
