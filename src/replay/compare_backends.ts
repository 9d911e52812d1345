// One trace on two back ends: which frames differ, by how much, which draw is the first whose result differs, and what may explain
// it. What `sgl diff --backends` prints, as data.
import { ROUNDING_LEVELS, type Verdict, verdictOf } from '../inspect/diff/explain.js';
import { diffImages, heatMap, type ImageDifference, type Picture } from '../inspect/diff/images.js';
import { writesOfFrame } from '../inspect/frame_writes.js';
import { placeName } from '../inspect/place.js';
import { showImage } from '../inspect/raw_image.js';
import type { TraceReader } from '../trace/reader.js';
import type { Backend } from './backend.js';
import type { Explained } from './look/explain.js';
import { ReplayError } from './replay_process.js';
import { ReplaySession } from './session.js';
import type { Omission } from './webgl/omissions.js';

export interface BackendOptions {
  /** Frames that are compared (default: all). */
  readonly frames?: { readonly first: number; readonly last: number };
  /** Differences of colours up to so many levels of 255 count as none (default: 0). */
  readonly tolerance?: number;
  /** Frames that are shown and whose draws are looked at: those least explained by rounding, the first ones of them (default: 1). */
  readonly pictures?: number;
  readonly onProgress?: (what: string) => void;
}

export interface DifferentFrame {
  readonly frame: number;
  /** Its swap. */
  readonly call: number;
  readonly difference: ImageDifference;
  readonly verdict: Verdict;
}

export interface FirstDraw {
  readonly frame: number;
  /** The first draw, clear or copy of the frame whose result differs; null: after none of them. */
  readonly call: number | null;
  readonly name: string;
  /** `f12:draw3`; null with `call`. */
  readonly place: string | null;
  /** What it draws into differed before it: an earlier frame is the cause. */
  readonly before: boolean;
  readonly of: string;
  readonly difference: ImageDifference | null;
  readonly verdict: Verdict;
  /** What may explain it, the likeliest first. */
  readonly reasons: readonly string[];
}

export interface ShownFrame extends DifferentFrame {
  readonly left: Picture;
  readonly right: Picture;
  readonly heat: Picture;
  readonly draw: FirstDraw;
  /** What executing the frame's draws again proves, or why they could not be. */
  readonly explained: FrameExplained | { readonly problem: string };
}

/** In which ways the host's driver gives the colours of the other back end. */
export interface FrameExplained extends Omit<Explained, 'unexplained'> {
  readonly unexplained: number;
  /** The first of them, from the top; and the first draw whose result differs at one of them. Null: there is none. */
  readonly rest: { readonly x: number; readonly y: number; readonly most: number; readonly draw: FirstDraw } | null;
}

export interface BackendComparison {
  readonly a: Backend;
  readonly b: Backend;
  readonly compared: number;
  /** Beyond the tolerance. */
  readonly different: readonly DifferentFrame[];
  readonly shown: readonly ShownFrame[];
  /** What a back end left out up to the last compared frame. */
  readonly omissions: readonly Omission[];
}

const SEVERITY: readonly Verdict[] = ['same', 'rounding', 'rasterization', 'more'];

/** Those that rounding explains least, the largest error first. */
export function worstFirst(frames: readonly DifferentFrame[]): DifferentFrame[] {
  return [...frames].sort(
    (x, y) => SEVERITY.indexOf(y.verdict) - SEVERITY.indexOf(x.verdict) || y.difference.most - x.difference.most || x.frame - y.frame,
  );
}

/** Draws of one frame up to which each one is looked at; more are narrowed down. */
const LINEAR = 512;
const PIECES = 32;

/** Compares. Throws TraceError and ReplayError. */
export async function compareBackends(
  reader: TraceReader,
  [a, b]: readonly [Backend, Backend],
  options: BackendOptions = {},
): Promise<BackendComparison> {
  const { tolerance = 0, onProgress } = options;
  const first = options.frames?.first ?? 0;
  const last = Math.min(options.frames?.last ?? Number.POSITIVE_INFINITY, reader.frames - 1);
  const sessions = [new ReplaySession(reader.file, { backend: a }), new ReplaySession(reader.file, { backend: b })] as const;
  const both = async <T>(ask: (session: ReplaySession) => Promise<T>): Promise<[T, T]> => {
    const [left, right] = await Promise.all(sessions.map(ask));
    return [left!, right!];
  };
  try {
    const different: DifferentFrame[] = [];
    const shown: Found[] = [];
    for (let frame = first; frame <= last; frame++) {
      onProgress?.(`frame ${frame} of ${last}`);
      const { call, drawable } = reader.frame(frame)!;
      const [left, right] = await both(session => session.do('picture', { call, before: true, drawable }));
      const difference = diffImages(left, right);
      if (difference.sameSize && difference.most <= tolerance) continue;
      const found: DifferentFrame = { frame, call, difference, verdict: verdictOf(left, right, difference) };
      different.push(found);
      shown.push({ ...found, left, right, heat: heatMap(left, right) });
      // of pictures only those that will be shown are kept
      shown.sort((x, y) => SEVERITY.indexOf(y.verdict) - SEVERITY.indexOf(x.verdict) || x.frame - y.frame);
      shown.length = Math.min(shown.length, options.pictures ?? 1);
    }
    const omissions = (await Promise.all([a, b].map((backend, i) => (backend === 'webgl' ? sessions[i]!.do('omissions', {}) : [])))).flat();
    const explained: ShownFrame[] = [];
    for (const frame of shown) {
      onProgress?.(`draws of frame ${frame.frame}`);
      const draw = await firstDraw(reader, frame, both, tolerance, omissions);
      onProgress?.(`frame ${frame.frame} again, in the ways that OpenGL leaves open`);
      const native = sessions[a === 'native' ? 0 : 1]!;
      explained.push({ ...frame, draw, explained: await explain(reader, native, frame, [a, both, tolerance, omissions]) });
    }
    return { a, b, compared: Math.max(0, last - first + 1), different, shown: explained, omissions };
  } finally {
    for (const session of sessions) session.close();
  }
}

/** What the host's driver can show of a frame in place of what it does; and what remains, with the draw that it comes from. */
async function explain(
  reader: TraceReader,
  native: ReplaySession,
  found: Found,
  [a, both, tolerance, omissions]: readonly [Backend, Both, number, readonly Omission[]],
): Promise<ShownFrame['explained']> {
  const { width, height, data } = a === 'native' ? found.right : found.left;
  let proof: Explained;
  try {
    proof = await native.do('explain', { frame: found.frame, other: { width, height, data }, tolerance });
  } catch (error) {
    if (error instanceof ReplayError) return { problem: error.message };
    throw error;
  }
  const { unexplained: pixels, ...explained } = proof;
  const first = pixels[0];
  if (first === undefined) return { ...explained, unexplained: 0, rest: null };
  const draw = await firstDraw(reader, found, both, tolerance, omissions, pixels);
  const rest = { x: first % width, y: Math.floor(first / width), most: mostAt(found, pixels), draw };
  return { ...explained, unexplained: pixels.length, rest };
}

const errorOf = (a: Picture, b: Picture, pixel: number) =>
  Math.max(...[0, 1, 2].map(c => Math.abs(a.data[pixel * 4 + c]! - b.data[pixel * 4 + c]!)));

function mostAt({ left, right }: Found, pixels: Uint32Array): number {
  let most = 0;
  for (const pixel of pixels) most = Math.max(most, errorOf(left, right, pixel));
  return most;
}

type Found = Omit<ShownFrame, 'draw' | 'explained'>;
type Both = <T>(ask: (session: ReplaySession) => Promise<T>) => Promise<[T, T]>;

interface Looked {
  readonly left: Picture;
  readonly right: Picture;
  readonly of: string;
  readonly difference: ImageDifference;
}

/** What is drawn to after a call, in both; undefined: it cannot be looked at there. */
async function look(both: Both, call: number, before = false): Promise<Looked | undefined> {
  try {
    const [left, right] = await both(session => session.do('image', { call, before, attachment: 'color0' }));
    const [a, b] = [showImage(left), showImage(right)];
    return { left: a, right: b, of: left.of, difference: diffImages(a, b) };
  } catch (error) {
    if (error instanceof ReplayError) return undefined;
    throw error;
  }
}

async function firstDraw(
  reader: TraceReader,
  { frame, left, difference, verdict }: Found,
  both: Both,
  tolerance: number,
  omissions: readonly Omission[],
  /** Of what is presented only these pixels count. */
  pixels?: Uint32Array,
): Promise<FirstDraw> {
  const draws = writesOfFrame(reader, frame);
  const presented = `drawable:${reader.frame(frame)!.drawable}`;
  const differs = (looked: Looked | undefined) => {
    if (looked === undefined) return false;
    if (!pixels || looked.of !== presented || looked.left.width !== left.width) return looked.difference.most > tolerance;
    return pixels.some(pixel => errorOf(looked.left, looked.right, pixel) > Math.max(tolerance, ROUNDING_LEVELS));
  };
  let [from, to] = [0, draws.length];
  let found: { readonly call: number; readonly name: string; readonly looked: Looked; readonly before: boolean } | undefined;
  while (from < to) {
    const step = to - from <= LINEAR ? 1 : Math.ceil((to - from) / PIECES);
    let hit = -1;
    for (let i = from + step - 1; i < to + step - 1 && hit < 0; i += step) {
      const at = Math.min(i, to - 1);
      const { call } = draws[at]!;
      // what this frame draws into may differ since an earlier one
      const start = step === 1 ? await look(both, call, true) : undefined;
      const looked = await look(both, call);
      if (!looked || !differs(looked)) continue;
      hit = at;
      found = { ...draws[at]!, looked, before: differs(start) };
    }
    if (hit < 0 || step === 1) break;
    [from, to] = [Math.max(from, hit - step + 1), hit + 1];
  }
  if (!found) {
    return {
      ...{ frame, call: null, name: '', place: null, before: false, of: '', difference, verdict },
      reasons: [
        'no draw of the frame has a result that differs in its first colour',
        ...reasonsFor(verdict, omissions, reader.frame(frame)!.call),
      ],
    };
  }
  const { call, name, looked, before } = found;
  const kind = verdictOf(looked.left, looked.right, looked.difference);
  const facts = await factsOf(both, call);
  const reasons = reasonsFor(kind, omissions, call, typeof facts === 'string' ? undefined : facts);
  if (typeof facts === 'string') reasons.push(`what its shaders do is not known: ${facts}`);
  return {
    frame,
    call,
    name,
    place: placeName(reader, call),
    before,
    of: looked.of,
    difference: looked.difference,
    verdict: kind,
    reasons,
  };
}

/** What shaders do that makes small differences large, or leaves them open. */
export interface ShaderFacts {
  /** `mediump` or `lowp`, where one asks for less than full precision. */
  readonly precision: string | undefined;
  /** Where a result changes by leaps: floor, mod, if … */
  readonly leaps: readonly string[];
}

export function shaderFacts(source: string): ShaderFacts {
  const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|^[ \t]*#[^\n]*/gm, ' ');
  const leaps = [...code.matchAll(/\b(floor|ceil|fract|mod|step|sign|round|trunc|if|discard)\b/g)].map(([word]) => word);
  return { precision: /\b(mediump|lowp)\b/.exec(source)?.[1], leaps: [...new Set(leaps)] };
}

/** Facts of the shaders of a call, or why neither back end tells them. */
async function factsOf(both: Both, call: number): Promise<ShaderFacts | string> {
  const answers = await both(session =>
    session.do('program', { call }).catch((error: unknown) => {
      if (error instanceof ReplayError) return error.message;
      throw error;
    }),
  );
  // only the host's driver tells
  const program = answers.find(answer => typeof answer !== 'string');
  if (program === undefined || typeof program === 'string') return String(answers[0]);
  return shaderFacts(program.shaders.map(({ source }) => source).join('\n'));
}

/** In words, the likeliest first. `call`: what came before it may be the cause. */
export function reasonsFor(verdict: Verdict, omissions: readonly Omission[], call: number, shader?: ShaderFacts): string[] {
  const before = omissions.filter(({ first }) => first <= call);
  const reasons = before.map(({ kind, what, count, first }) =>
    kind === 'refused'
      ? `ANGLE refused ${what}, ${times(count)} from call ${first} on, which the recorded driver took`
      : kind === 'shader'
        ? `ANGLE does not take ${what} (call ${first})`
        : `not executed on webgl: ${what}, ${times(count)} from call ${first} on`,
  );
  if (verdict === 'rounding') reasons.unshift('by 1 or 2 of 255: rounding of colours, which drivers may do in their own ways');
  if (verdict === 'rasterization')
    reasons.unshift(
      'the pixels that differ lie between their neighbours: edges or sampling positions moved by less than a pixel, within what OpenGL leaves open',
    );
  if (shader?.precision && verdict !== 'more')
    reasons.push(`a shader of the draw asks for ${shader.precision} only: each driver may compute more precisely than that`);
  if (verdict !== 'more') return reasons;
  const leaps = shader?.leaps ?? [];
  if (leaps.length > 0)
    reasons.push(
      `a shader of the draw leaps (${leaps.join(', ')}): where a value lies just at an edge of these, rounding decides on which side`,
    );
  if (before.length === 0)
    reasons.push(
      `${leaps.length > 0 ? 'if it is not that' : 'neither rounding nor commands that were left out'}: a mistake of one of the two drivers, or the program relies on what OpenGL leaves undefined`,
    );
  return reasons;
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
