// A replayer that stands somewhere made as new, so that a keyframe can be restored on it: contexts, windows and compiled
// programs stay, all else goes. Making contexts and compiling are what a restore would take longest for.
import type { LiveContext, NativeReplayer } from '../../native.js';
import type { Asker } from '../asker.js';
import { firstSurface, placeIn, placeOf, pristineCells, requestOf } from './capture.js';
import { CellReader } from './cell_reader.js';
import type { CellValue, ContextShape } from './cells.js';
import { captureStacks, cellsOf, emitCells, selectStack, shapeOf } from './context_state.js';
import { helperOf } from './emit.js';
import { FIRST_STREAM, isOwnContext, KeyframeObstacle, type Place } from './place.js';
import { Questions } from './questions.js';
import type { KeyframeStore, PackedKeyframe } from './store.js';
import { resetDefaultTextures } from './textures.js';
import { canBecome, isEs1 } from './world.js';

const HIGHEST_NAME = 0xfffffffe;
/** The stream in which contexts are made as new. */
const STREAM = FIRST_STREAM + 0x81;

/** What is known of a context of this replayer, for as long as it lives. */
interface Known {
  readonly place: Place;
  readonly shape: ContextShape;
  readonly reader: CellReader;
  readonly pristine: ReadonlyMap<string, CellValue>;
}

/** Deletions by kind. */
const OF_CONTEXT: Readonly<Record<string, string>> = {
  vertexArray: 'glDeleteVertexArrays',
  framebuffer: 'glDeleteFramebuffers',
  query: 'glDeleteQueries',
  transformFeedback: 'glDeleteTransformFeedbacks',
  programPipeline: 'glDeleteProgramPipelines',
};
const OF_GROUP: Readonly<Record<string, string>> = {
  sampler: 'glDeleteSamplers',
  texture: 'glDeleteTextures',
  buffer: 'glDeleteBuffers',
  renderbuffer: 'glDeleteRenderbuffers',
};
const QUERY_TARGETS = [
  'GL_SAMPLES_PASSED',
  'GL_ANY_SAMPLES_PASSED',
  'GL_ANY_SAMPLES_PASSED_CONSERVATIVE',
  'GL_PRIMITIVES_GENERATED',
  'GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN',
  'GL_TIME_ELAPSED',
];

/** Programs that a keyframe needs and that are not as it has them, by group. */
export type Stale = ReadonlyMap<number, ReadonlySet<number>>;

export class WarmReplayer {
  readonly #standing: Asker;
  readonly #native: NativeReplayer;
  readonly #known = new Map<number, Known>();
  /** Helpers whose groups have had the highest names. */
  readonly #named = new Set<number>();

  /** `standing`: of this replayer. */
  constructor(standing: Asker, native: NativeReplayer) {
    this.#standing = standing;
    this.#native = native;
  }

  /** As new but for contexts, windows and programs; undefined when that cannot be. `call`: where it stands. */
  clear(keyframe: PackedKeyframe, store: KeyframeStore, call: number): Stale | undefined {
    const all = this.#native.contexts();
    const contexts = all.filter(({ id }) => !isOwnContext(id));
    if (!canBecome(keyframe.world, contexts, this.#native.drawables())) return undefined;
    if (contexts.some(isEs1) || store.names(call, 'group', 0, '') === undefined) return undefined;
    try {
      const prepared = contexts.filter(context => context.prepared);
      const models = new Map<number, LiveContext>();
      for (const context of prepared) if (!models.has(context.group)) models.set(context.group, context);
      for (const context of prepared) this.#quiet(context);
      this.#native.forgetStreams();
      for (const model of models.values()) this.#helper(model, all);
      for (const context of prepared) this.#clearContext(context, models.get(context.group)!, keyframe, store, call);
      const stale = new Map<number, ReadonlySet<number>>();
      this.knowShaders(keyframe, store);
      for (const model of models.values()) {
        this.#clearGroup(model, keyframe, store, call);
        stale.set(model.group, this.#programs(model, keyframe));
      }
      this.#native.forgetStreams();
      return stale;
    } catch (error) {
      if (error instanceof KeyframeObstacle) return undefined;
      throw error;
    }
  }

  /** Tells what the names between those that the keyframe has are of. */
  knowShaders({ world }: PackedKeyframe, store: KeyframeStore): void {
    const there = new Set(this.#native.contexts().map(({ id }) => id));
    for (const { id, first } of world.contexts) if (there.has(id)) this.#native.knowShaders(id, Uint32Array.from(store.shaders(first)));
  }

  /** Programs are as the keyframe has them now. */
  settle(keyframe: PackedKeyframe): void {
    for (const { group, made } of keyframe.programs)
      for (const { name, call, deleted } of made) this.#native.setProgram(group, name, call, !deleted);
  }

  /** Ends what was begun: nothing can be asked or deleted before. */
  #quiet(context: LiveContext): void {
    const ending = new Questions(this.#standing, context.id);
    if (context.insideBegin) ending.do('glEnd');
    if (context.listMode !== 0) ending.do('glEndList');
    for (const _ of context.attribMasks) ending.do('glPopAttrib');
    for (let i = 0; i < context.clientAttribDepth; i++) ending.do('glPopClientAttrib');
    if (!context.core && !context.es) ending.do('glRenderMode', 'GL_RENDER');
    ending.run();
    const asking = new Questions(this.#standing, context.id);
    const active = QUERY_TARGETS.map(target => ({ target, query: asking.int('glGetQueryiv', target, 'GL_CURRENT_QUERY') }));
    const feedback = asking.int('glGetIntegerv', 'GL_TRANSFORM_FEEDBACK_ACTIVE');
    asking.run();
    const stopping = new Questions(this.#standing, context.id);
    for (const { target, query } of active) if ((query() ?? 0) !== 0) stopping.do('glEndQuery', target);
    if ((feedback() ?? 0) !== 0) stopping.do('glEndTransformFeedback');
    stopping.do('glEndConditionalRender');
    stopping.run();
  }

  #helper(model: LiveContext, all: readonly LiveContext[]): void {
    const id = helperOf(model.group);
    if (this.#named.has(id)) return;
    this.#named.add(id);
    const making = new Questions(this.#standing, 0, STREAM);
    // a keyframe that was restored on a new replayer left it there
    if (!all.some(context => context.id === id)) making.do('sglCreateContext', id, model.id, ...requestOf(model));
    making.do('sglMakeCurrent', id, 0, 0);
    // from the highest names on, drivers that count upwards look for free ones
    const highest = Uint32Array.of(HIGHEST_NAME);
    making.do('glBindTexture', 'GL_TEXTURE_2D', HIGHEST_NAME);
    making.do('glDeleteTextures', 1, highest);
    making.do('glBindBuffer', 'GL_ARRAY_BUFFER', HIGHEST_NAME);
    making.do('glDeleteBuffers', 1, highest);
    making.do('glBindRenderbuffer', 'GL_RENDERBUFFER', HIGHEST_NAME);
    making.do('glDeleteRenderbuffers', 1, highest);
    making.run();
  }

  #current(context: number, draw: number, read: number): void {
    const making = new Questions(this.#standing, 0, STREAM);
    making.do('sglMakeCurrent', context, draw, read);
    making.run();
  }

  #knownOf(context: LiveContext, model: LiveContext): Known {
    let known = this.#known.get(context.id);
    if (!known) {
      const obstacle = (what: string): never => {
        throw new KeyframeObstacle(what);
      };
      const group = placeOf(this.#standing, { context: helperOf(model.group), stream: STREAM }, obstacle);
      const place = placeIn(this.#standing, group, context);
      const shape = shapeOf(place, context);
      known = {
        place,
        shape,
        reader: new CellReader(this.#standing, cellsOf(shape)),
        pristine: pristineCells(this.#standing, context, shape),
      };
      this.#known.set(context.id, known);
    }
    return known;
  }

  #clearContext(context: LiveContext, model: LiveContext, { world }: PackedKeyframe, store: KeyframeStore, call: number): void {
    const surface = firstSurface(context, world.drawables[0]?.id ?? 0);
    const { place, shape, reader, pristine } = this.#knownOf(context, model);
    this.#current(context.id, surface, surface && (context.read || surface));
    this.#native.resetContext(STREAM);
    const stacks = captureStacks(place, context.id, shape);
    const setting = new Questions(this.#standing, context.id);
    for (const { mode, unit, matrices } of stacks) {
      selectStack(setting.writer, { mode, unit });
      for (let i = 1; i < matrices.length; i++) setting.do('glPopMatrix');
      setting.do('glLoadIdentity');
    }
    emitCells(setting.writer, shape, pristine, reader.read(context.id, STREAM));
    for (const [kind, command] of Object.entries(OF_CONTEXT))
      this.#delete(setting, command, store.names(call, 'context', context.id, kind));
    setting.run();
  }

  #clearGroup(model: LiveContext, { world }: PackedKeyframe, store: KeyframeStore, call: number): void {
    const helper = helperOf(model.group);
    const owner = world.contexts.find(({ id }) => id === model.id)!.first;
    this.#current(helper, 0, 0);
    const deleting = new Questions(this.#standing, helper);
    for (const [kind, command] of Object.entries(OF_GROUP)) this.#delete(deleting, command, store.names(call, 'group', owner, kind));
    for (const list of store.names(call, 'group', owner, 'displayList') ?? []) deleting.do('glDeleteLists', list, 1);
    deleting.run();
    resetDefaultTextures(this.#standing, helper);
  }

  #delete(out: Questions, command: string, names: readonly number[] | undefined): void {
    if (names && names.length > 0) out.do(command, names.length, Uint32Array.from(names));
  }

  /** Deletes programs that the keyframe does not have, or has otherwise. */
  #programs(model: LiveContext, { programs }: PackedKeyframe): ReadonlySet<number> {
    const made = programs.find(({ group }) => group === model.group)?.made ?? [];
    const rows = this.#native.keptPrograms(model.id);
    const now = new Map<number, number>();
    for (let i = 0; i < rows.length; i += 3) now.set(rows[i]!, rows[i + 1]!);
    const stale = new Set(made.filter(({ name, call }) => now.get(name) !== call).map(({ name }) => name));
    // nothing makes a program unlinked: drivers were seen to crash over one whose binary they had refused
    for (const { name, unlinked } of made)
      if (unlinked && stale.has(name) && now.has(name)) throw new KeyframeObstacle(`program ${name} is not linked there`);
    // what is linked again is linked from what its shaders were then
    for (const { name, shaders } of made) if (stale.has(name)) for (const shader of shaders) stale.add(shader);
    const kept = new Map(made.filter(({ name }) => !stale.has(name)).map(row => [row.name, row]));
    for (const [name, call] of now) {
      const keep = kept.get(name);
      this.#native.setProgram(model.id, name, call, keep !== undefined && !keep.deleted);
    }
    return stale;
  }
}
