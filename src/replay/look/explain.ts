// Why another implementation shows a frame otherwise: the frame's draws are executed again in the ways that OpenGL leaves open
// (variations.ts), and each pixel that differs is looked for among the colours that this driver gives then.
import { ROUNDING_LEVELS } from '../../inspect/diff/explain.js';
import type { Picture } from '../../inspect/diff/images.js';
import { writesOfFrame } from '../../inspect/frame_writes.js';
import { callsOfFrame } from '../../inspect/frames.js';
import { type Player, PlayerError } from '../player.js';
import { LookError, Questions } from './questions.js';
import { programInUse, relink, wholeProgram } from './relink.js';
import { VARIATIONS, type Variation, type VariationKind, variationsOf } from './variations.js';

export interface ExplainOptions {
  readonly frame: number;
  /** What the other implementation presents. */
  readonly other: Picture;
  /** Differences of colours up to so many levels of 255 count as none. */
  readonly tolerance: number;
}

export interface Explanation {
  readonly kind: VariationKind | 'rounding';
  /** Pixels whose colour in the other picture lies between those that this driver gives. */
  readonly pixels: number;
  /** What the geometry or the level of detail is moved by at most for it (pixels, levels); 0 where there are no steps. */
  readonly by: number;
}

export interface Explained {
  /** Pixels that differ by more than the tolerance. */
  readonly different: number;
  /** In the order in which they were tried: a pixel counts once, for the first that explains it. */
  readonly explanations: readonly Explanation[];
  /** Numbers of the pixels that none explains (y * width + x, from the top left), ascending. */
  readonly unexplained: Uint32Array;
  /** What could not be tried, and why. */
  readonly untried: readonly { readonly kind: VariationKind; readonly why: string }[];
}

/** Each channel's least and largest value among pictures. */
class Range {
  readonly #low: Uint8Array;
  readonly #high: Uint8Array;

  constructor({ data }: Picture) {
    this.#low = Uint8Array.from(data);
    this.#high = Uint8Array.from(data);
  }

  add({ data }: Picture): void {
    for (let i = 0; i < data.length; i++) {
      if (data[i]! < this.#low[i]!) this.#low[i] = data[i]!;
      if (data[i]! > this.#high[i]!) this.#high[i] = data[i]!;
    }
  }

  /** Whether a pixel's colour lies within, or beside by no more than `slack`. */
  has({ data }: Picture, pixel: number, slack: number): boolean {
    for (let i = pixel * 4; i < pixel * 4 + 3; i++) if (data[i]! < this.#low[i]! - slack || data[i]! > this.#high[i]! + slack) return false;
    return true;
  }
}

function errorAt(a: Picture, b: Picture, pixel: number): number {
  let worst = 0;
  for (let i = pixel * 4; i < pixel * 4 + 3; i++) worst = Math.max(worst, Math.abs(a.data[i]! - b.data[i]!));
  return worst;
}

/** Executes the frame's draws again in all ways. The player begins anew afterwards. Throws LookError when the pictures have
 * not the same size, and where the frame cannot be replayed. */
export function explainFrame(player: Player, { frame, other, tolerance }: ExplainOptions): Explained {
  const mark = player.reader.frame(frame);
  if (!mark) throw new LookError(`the trace has no frame ${frame}`);
  player.goBefore(mark.call);
  const own = player.pixels(mark.drawable);
  if (own.width !== other.width || own.height !== other.height) throw new LookError('the two pictures have not the same size');
  let left: number[] = [];
  for (let pixel = 0; pixel < own.width * own.height; pixel++) if (errorAt(own, other, pixel) > tolerance) left.push(pixel);
  const different = left.length;
  const explanations: Explanation[] = [];
  const untried: { kind: VariationKind; why: string }[] = [];
  const helped = new Set<VariationKind>();
  for (const kind of VARIATIONS) {
    if (left.length === 0) break;
    // both at once only where each alone explains some
    if (kind === 'geometry and precision' && !(helped.has('geometry') && helped.has('precision'))) continue;
    const range = new Range(own);
    try {
      for (const variations of variationsOf(kind)) {
        for (const variation of variations) range.add(execute(player, frame, variation));
        // one step lost where a colour is stored is no difference where others are
        const rest = left.filter(pixel => !range.has(other, pixel, errorAt(own, other, pixel) > ROUNDING_LEVELS ? 1 : 0));
        if (rest.length < left.length) {
          explanations.push({ kind, pixels: left.length - rest.length, by: variations[0]!.by });
          helped.add(kind);
        }
        left = rest;
        if (left.length === 0) break;
      }
    } catch (error) {
      if (!(error instanceof LookError || error instanceof PlayerError)) throw error;
      untried.push({ kind, why: error.message });
    }
  }
  player.goBefore(0);
  const unexplained = left.filter(pixel => errorAt(own, other, pixel) > ROUNDING_LEVELS);
  if (unexplained.length < left.length) explanations.push({ kind: 'rounding', pixels: left.length - unexplained.length, by: 0 });
  return { different, explanations, unexplained: Uint32Array.from(unexplained), untried };
}

/** What the frame presents when its draws are executed so. Throws LookError when they cannot be. */
function execute(player: Player, frame: number, variation: Variation): Picture {
  const { reader } = player;
  const mark = reader.frame(frame)!;
  // what an earlier variation changed is in no keyframe's way
  player.goBefore(0);
  player.goBefore(callsOfFrame(reader, frame).first);
  const changed = new Set<string>();
  writesOfFrame(reader, frame).forEach(({ call, stream, isDraw, linked }, index) => {
    if (linked) changed.clear();
    if (!isDraw) return;
    player.goBefore(call);
    const context = player.contexts().find(each => each.stream === stream);
    if (!context || context.insideBegin) return;
    const questions = new Questions(player, context.id);
    const program = programInUse(questions);
    if (program !== 0) change(player, context.id, program, variation, changed);
    variation.before?.(questions, program, index);
    if (!variation.after) return;
    player.goAfter(call);
    variation.after(questions);
  });
  player.goBefore(mark.call);
  return player.pixels(mark.drawable);
}

/** Gives a program its new shaders, once. */
function change(player: Player, context: number, program: number, variation: Variation, changed: Set<string>): void {
  const key = `${context} ${program}`;
  if (!variation.edits || changed.has(key)) return;
  changed.add(key);
  const view = wholeProgram(player, context, program);
  const edits = variation.edits(view).filter(({ shader, source }) => view.shaders.find(each => each.shader === shader)?.source !== source);
  if (edits.length === 0) return;
  const { linked, log } = relink(player, context, view, edits);
  if (!linked) throw new LookError(`program ${program} does not link so: ${log.split('\n')[0]}`);
}
