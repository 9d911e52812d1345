// A draw that changes its target: what it samples may not be there, it may draw where nobody looks, or be drawn over before the
// frame is presented.
import { writesBetween } from '../../../inspect/frame_writes.js';
import { frameOf } from '../../../inspect/frames.js';
import { objectKey, objectText } from '../../../inspect/objects/kinds.js';
import { trackObjects } from '../../../inspect/objects/tracker.js';
import type { RawImage } from '../../../inspect/raw_image.js';
import type { Cause } from '../../../inspect/why.js';
import type { Pixels } from '../../../native.js';
import { failedProgram } from './failures.js';
import { cause, type Inquiry } from './inquiry.js';
import type { Changed } from './target.js';
import { bindCopy, bindOther, type Sampled, sampledBy } from './textures.js';

/** What a draw is found to be used for, where nothing is wrong. */
export interface Seen {
  readonly causes: readonly Cause[];
  /** Where it is seen, as the end of a sentence. */
  readonly where: string;
}

/** Calls after the draw that are looked at one by one for what draws over it. */
const MOST_STEPS = 200;

/** Wrong things about a draw that changes its target. */
export function shownCauses(inquiry: Inquiry, changed: Changed): Seen {
  const wrong = [...failedProgram(inquiry), ...textureCauses(inquiry)];
  if (wrong.length > 0) return { causes: wrong, where: '' };
  const mark = presenting(inquiry);
  if (mark && isPresented(inquiry, mark)) return covered(inquiry, changed, mark);
  const reader = readAfter(inquiry);
  return { causes: reader === undefined && mark ? [wrongTarget(inquiry, mark.frame)] : [], where: reader ?? '' };
}

/** A target that is neither presented nor read. */
export function unseenTarget(inquiry: Inquiry): Cause[] {
  const mark = presenting(inquiry);
  if (!mark || isPresented(inquiry, mark) || readAfter(inquiry) !== undefined) return [];
  return [wrongTarget(inquiry, mark.frame)];
}

const isPresented = ({ target }: Inquiry, { drawable }: Presented) => target.framebuffer === 0 && target.drawable === drawable;

interface Presented {
  readonly frame: number;
  readonly call: number;
  readonly drawable: number;
}

/** The swap that ends the draw's frame, and of the target's own window if that is presented soon. */
function presenting({ player, draw, target }: Inquiry): Presented | undefined {
  const { reader } = player;
  const first = frameOf(reader, draw.span.call);
  if (first === undefined) return undefined;
  for (let frame = first; frame < Math.min(reader.frames, first + 8); frame++) {
    const mark = reader.frame(frame);
    if (mark && target.framebuffer === 0 && mark.drawable === target.drawable) return { frame, call: mark.call, drawable: mark.drawable };
  }
  const mark = reader.frame(first);
  return mark && { frame: first, call: mark.call, drawable: mark.drawable };
}

// ---- Textures -----------------------------------------------------------------------------------------------

/** Textures that are not there or not complete, and those that are drawn into; each changes what the draw makes. */
export function textureCauses(inquiry: Inquiry): Cause[] {
  inquiry.draw.begin();
  const sampled = sampledBy(inquiry.player, inquiry.context);
  return sampled.flatMap(each => [
    ...(each.incomplete === '' ? [] : missing(inquiry, each)),
    ...(each.attachedAs === '' ? [] : loop(inquiry, each)),
  ]);
}

const through = ({ uniform, unit }: Sampled) => (uniform === '' ? `unit ${unit}` : `${uniform} (unit ${unit})`);

function missing(inquiry: Inquiry, sampled: Sampled): Cause[] {
  const { cure, texture, incomplete, state } = sampled;
  const other = () =>
    inquiry.trial(`a texture of our own in unit ${sampled.unit}`, questions => bindOther(questions, sampled), { otherwise: true });
  const proof = cure
    ? inquiry.trial(
        cure.change,
        questions => {
          const writer = questions.write();
          cure.apply(writer);
          questions.ask(writer);
        },
        { otherwise: true },
      )
    : other();
  // that what it samples is not used is no reason
  if (!proof || proof.pixels === 0) return [];
  const id = texture === 0 ? 'unbound texture' : 'incomplete texture';
  return [cause({ id, text: `${through(sampled)} samples black: ${incomplete}`, proof, state })];
}

function loop(inquiry: Inquiry, sampled: Sampled): Cause[] {
  const proof = inquiry.trial('a copy of the texture in its place', questions => bindCopy(questions, sampled, inquiry.target), {
    otherwise: true,
  });
  const same = proof && proof.pixels === 0 ? '; this driver happens to draw the same with a copy' : '';
  return [
    cause({
      id: 'feedback loop',
      text: `${through(sampled)} samples texture ${sampled.texture}, which is also drawn into (${sampled.attachedAs}): what is read is undefined${same}`,
      proof: proof ?? null,
      state: [
        `texture_unit[${sampled.unit}].binding_${sampled.target.replace('GL_TEXTURE_', '').toLowerCase()}`,
        'binding.draw_framebuffer',
      ],
    }),
  ];
}

// ---- The target ---------------------------------------------------------------------------------------------

/** Who reads what the draw wrote, up to the end of the next frame, before it is deleted; undefined: nobody. */
function readAfter({ player, draw }: Inquiry): string | undefined {
  const { reader } = player;
  const frame = frameOf(reader, draw.span.call);
  const last = frame === undefined ? reader.calls : (reader.frame(Math.min(reader.frames - 1, frame + 1))?.call ?? reader.calls);
  const written = new Set<string>();
  for (const { call, accesses } of trackObjects(reader)) {
    if (call.call > last) return undefined;
    if (call.call < draw.span.call) continue;
    for (const { object, access, as } of accesses) {
      const isTarget = object.kind === 'texture' || object.kind === 'renderbuffer' || object.kind === 'drawable';
      if (!isTarget) continue;
      if (call.call === draw.span.call) {
        if (access === 'writes') written.add(objectKey(object));
      } else if (access.startsWith('reads') && written.has(objectKey(object)))
        return `call ${call.call} ${call.name} reads ${objectText(object)} (${as})`;
    }
  }
  return undefined;
}

function wrongTarget(inquiry: Inquiry, frame: number): Cause {
  const { target, targetText } = inquiry;
  const into = target.framebuffer === 0 ? targetText : `framebuffer ${target.framebuffer} (${targetText})`;
  const proof =
    target.framebuffer === 0
      ? undefined
      : inquiry.trial(
          'glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0)',
          questions => questions.run([['glBindFramebuffer', 'GL_DRAW_FRAMEBUFFER', 0]]),
          {
            elsewhere: true,
          },
        );
  return cause({
    id: 'wrong target',
    text: `it draws into ${into}, which is not what frame ${frame} presents, and which nothing reads`,
    proof: proof ?? null,
    state: target.framebuffer === 0 ? [] : ['binding.draw_framebuffer'],
  });
}

// ---- Drawn over ----------------------------------------------------------------------------------------------

/** Which pixels of the window are others than in another picture. */
function others(pixels: readonly number[], before: Image, now: Image): number {
  if (before.width !== now.width || before.height !== now.height) return pixels.length;
  return pixels.filter(pixel => [0, 1, 2].some(c => before.data[pixel * 4 + c] !== now.data[pixel * 4 + c])).length;
}

type Image = Pick<Pixels, 'width' | 'height'> & { readonly data: ArrayLike<number> };

/** What the frame presents, and what it would without the draw: its primitives end before they are rasterized. */
function presented(inquiry: Inquiry, { call: swap, drawable }: Presented): { readonly as: Pixels; readonly without: Pixels } {
  const { player, draw } = inquiry;
  player.goBefore(swap);
  const as = player.pixels(drawable);
  draw.begin();
  draw.spoil();
  const [discards = 0] = inquiry.questions().get(['GL_RASTERIZER_DISCARD']);
  inquiry.questions().run([['glEnable', 'GL_RASTERIZER_DISCARD']]);
  player.goAfter(draw.span.call);
  if (discards === 0) inquiry.questions().run([['glDisable', 'GL_RASTERIZER_DISCARD']]);
  player.goBefore(swap);
  return { as, without: player.pixels(drawable) };
}

/** Whether what the draw made is still seen when the frame is presented, and what covers it if not. */
function covered(inquiry: Inquiry, changed: Changed, mark: Presented): Seen {
  const { player, draw, pixel } = inquiry;
  const pixels = pixel ? [pixel.y * changed.width + pixel.x] : Array.from({ length: changed.width * changed.height }, (_, i) => i);
  const { as, without } = presented(inquiry, mark);
  const left = others(pixels, as, without);
  const proof = { change: `left out, in what frame ${mark.frame} presents`, samples: null, pixels: left, error: '' };
  inquiry.tried.push(proof);
  const much = pixel ? 'the pixel' : `${left} pixel${left === 1 ? '' : 's'} of frame ${mark.frame}`;
  if (left > 0) return { causes: [], where: `without it ${much} would be different` };
  const drawn = inquiry.after.get('color0');
  const mine = pixel ? pixels : changed.pixels;
  const calls = drawn?.components === 'bytes' ? coveredBy(inquiry, mine, drawn, mark) : [];
  const [by] = calls;
  const what = by === undefined ? 'later calls draw over it' : `call ${by} ${player.reader.callName(by)} draws over the last of it`;
  draw.spoil();
  return {
    causes: [cause({ id: 'covered later', text: `${what}: what frame ${mark.frame} presents is the same without it`, proof, calls })],
    where: '',
  };
}

/** The call after which no pixel has the colour that the draw gave it. */
function coveredBy({ player, draw }: Inquiry, pixels: readonly number[], drawn: RawImage, { call: swap, drawable }: Presented): number[] {
  // writes to something else change nothing here: which ones reach the window need not be known
  const writers = writesBetween(player.reader, draw.span.call + 1, swap - 1);
  draw.begin();
  const isGone = (i: number) => {
    player.goAfter(writers[i]!.call);
    return others(pixels, drawn, player.pixels(drawable)) === pixels.length;
  };
  let [low, high] = [0, writers.length - 1];
  // forwards costs least; of very many, halves
  while (high - low > MOST_STEPS) {
    const middle = (low + high) >> 1;
    if (isGone(middle)) high = middle;
    else low = middle + 1;
  }
  while (low < high && !isGone(low)) low++;
  const last = writers[low];
  return last ? [last.call] : [];
}
