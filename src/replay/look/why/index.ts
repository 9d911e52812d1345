// Why a draw does not show, or shows the wrong thing: executed as the program made it, and again with one thing changed at a
// time. What is claimed was seen to make the difference.
import type { Cause, Why } from '../../../inspect/why.js';
import type { Player } from '../../player.js';
import { clearCauses } from './clears.js';
import { dispatchOf, whyDispatch } from './dispatches.js';
import { hiddenCauses } from './hidden.js';
import { Inquiry, type Pixel } from './inquiry.js';
import { shownCauses } from './shown.js';

export interface WhyOptions {
  /** A draw, a call between its glBegin and glEnd, a clear or a dispatch. */
  readonly call: number;
  /** One pixel of it, from the top left. */
  readonly pixel?: Pixel;
}

const UNSEEN: ReadonlySet<Cause['id']> = new Set(['wrong target', 'covered later']);

/** Throws LookError when the call does none of these, or the pixel lies outside. The player is left as the program had it. */
export function whyOf(player: Player, { call, pixel }: WhyOptions): Why {
  const dispatch = dispatchOf(player, call);
  if (dispatch) return whyDispatch(player, dispatch);
  const inquiry = new Inquiry(player, call, pixel);
  try {
    return answer(inquiry, pixel);
  } finally {
    inquiry.draw.leave();
  }
}

function answer(inquiry: Inquiry, pixel: Pixel | undefined): Why {
  const { draw, pages, targetText } = inquiry;
  const changed = inquiry.asItIs();
  const pixels = changed.count(pixel);
  inquiry.tried.push({ change: '', samples: null, pixels, error: inquiry.error });
  const common = { call: draw.span.call, name: pages.name(draw.span.call), target: targetText, pixel: pixel ?? null, tried: inquiry.tried };
  if (inquiry.clears !== undefined) {
    const causes = clearCauses(inquiry, inquiry.clears, changed);
    if (causes.length === 0)
      return { ...common, shows: true, causes, verdict: `It shows: the clear changes ${pixels} pixels (${changed.box}).` };
    const kept = pixels === 0 ? 'The clear changes nothing' : `The clear changes ${pixels} pixels, but not all that it names`;
    return {
      ...common,
      shows: causes[0]!.id === 'the colour that is there',
      causes,
      verdict: `${kept}: ${causes[0]!.text}${proofText(causes[0]!)}.`,
    };
  }
  if (pixels === 0) {
    const causes = hiddenCauses(inquiry);
    return { ...common, shows: false, causes, verdict: hiddenVerdict(inquiry, causes) };
  }
  const { causes, where } = shownCauses(inquiry, changed);
  const what = pixel ? `the draw changes ${pixel.x},${pixel.y}` : `the draw changes ${pixels} pixels (${changed.box})`;
  const depth = inquiry.target.colors.length === 0 ? ' of depth; no colour is drawn to' : '';
  if (causes.length === 0)
    return { ...common, shows: true, causes, verdict: `It shows: ${what}${depth}${where === '' ? '' : `; ${where}`}.` };
  return {
    ...common,
    shows: false,
    causes,
    verdict: `It draws, but is not ${UNSEEN.has(causes[0]!.id) ? 'seen' : 'right'}: ${what}, and ${causes[0]!.text}${proofText(causes[0]!)}.`,
  };
}

function proofText({ proof, id }: Cause): string {
  if (!proof || id === 'covered later') return '';
  const { samples, pixels, change } = proof;
  const s = (count: number) => (count === 1 ? '' : 's');
  const passes = samples ? `${samples} sample${s(samples)} pass${samples === 1 ? 'es' : ''}` : '';
  const made = passes || (pixels ? `${pixels} pixel${s(pixels)} change${pixels === 1 ? 's' : ''}` : '');
  return made === '' ? '' : `. With ${change}, ${made}`;
}

function hiddenVerdict({ pixel }: Inquiry, causes: readonly Cause[]): string {
  const [first, ...more] = causes;
  const others = more.length === 0 ? '' : ` Also in the way: ${more.map(({ id }) => id).join(', ')}.`;
  return `${pixel ? 'The draw leaves the pixel as it was' : 'Nothing shows'}: ${first!.text}${proofText(first!)}.${others}`;
}
