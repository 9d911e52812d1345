// Why a draw left a pixel as it was: samples of the draw at the pixel with every test off, and with one at a time as the
// program has it.
import type { CauseId } from '../../inspect/why.js';
import type { DrawAgain } from './draw_again.js';
import type { Questions } from './questions.js';
import { type At, colorMasks, countSamples, type Hurdle, hurdlesOf, type Size } from './samples.js';

export type Refusal = CauseId | 'not covered, or discarded by the fragment shader' | 'the same value, or blending that keeps it';

export interface Refused {
  /** What is in the way by itself. */
  readonly hurdles: readonly Hurdle[];
  /** Samples with everything taken away, and as the program has it. */
  readonly free: number;
  readonly kept: number;
  /** Everything that could be taken away. */
  readonly all: readonly Hurdle[];
}

/** Which of the draw's tests refuse all of its samples, each by itself; of one pixel where `at` is given. */
export function refusing(questions: Questions, draw: DrawAgain, size: Size | undefined, at?: At): Refused {
  const all = hurdlesOf(questions, size);
  const [free, kept, ...alone] = countSamples(questions, draw, [all, [], ...all.map(one => all.filter(each => each !== one))], at);
  return {
    hurdles: free!.samples === 0 ? [] : all.filter((_, i) => alone[i]!.samples === 0),
    free: free!.samples,
    kept: kept!.samples,
    all,
  };
}

export function refusalOf(questions: Questions, draw: DrawAgain, size: Size, at: At): Refusal[] {
  const { hurdles, free, kept } = refusing(questions, draw, size, at);
  if (free === 0) return ['not covered, or discarded by the fragment shader'];
  if (hurdles.length > 0) return hurdles.map(({ id }) => id);
  if (kept === 0) return ['several tests together'];
  const [mask = []] = colorMasks(questions);
  return mask.slice(0, 3).every(each => each === 0) ? ['colour mask'] : ['the same value, or blending that keeps it'];
}
