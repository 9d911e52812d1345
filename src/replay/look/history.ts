// The history of a pixel: each call that may have changed it, with the value before and after, and why a draw's fragment was
// refused.
import { type PixelTarget, type PixelWriter, pixelWriters } from '../../inspect/pixel_writers.js';
import type { Player } from '../player.js';
import { DrawAgain } from './draw_again.js';
import { type AttachmentName, ImageReader } from './image.js';
import { LookError, Questions } from './questions.js';
import { type Refusal, refusalOf } from './refusal.js';

export interface PixelValue {
  /** In the precision of the target; null: it cannot be read there. */
  readonly color: readonly number[] | null;
  readonly depth: number | null;
  readonly stencil: number | null;
}

export interface PixelEvent {
  readonly call: number;
  readonly name: string;
  readonly before: PixelValue;
  readonly after: PixelValue;
  readonly changed: boolean;
  /** Of draws that left it as it was: each alone refuses the fragment. */
  readonly refused: readonly Refusal[];
}

export interface PixelHistory {
  readonly target: PixelTarget;
  readonly x: number;
  readonly y: number;
  readonly events: readonly PixelEvent[];
  /** Calls that were looked at; those that do not cover the pixel are not events. */
  readonly looked: number;
}

export interface HistoryOptions {
  /** Pixels from the top left corner. */
  readonly x: number;
  readonly y: number;
  readonly at: number;
  /** First call that is looked at. */
  readonly from: number;
  /** Draws that do not cover the pixel, too. */
  readonly all?: boolean;
}

/** What a pixel of the target holds now, in the context of a call that writes it. */
export function pixelValue(player: Player, target: PixelTarget, writer: PixelWriter, x: number, y: number): PixelValue {
  const region = { x, y, width: 1, height: 1 };
  const reader = new ImageReader(player, writer.context);
  const read = (name: AttachmentName): number[] | null => {
    try {
      return [...reader.attachment(name, region).data];
    } catch (error) {
      if (error instanceof LookError && name !== 'color0') return null;
      throw error;
    }
  };
  if (writer.as === '') {
    const { name, level, layer } = target;
    const image = reader.texture(name, level, Math.max(0, layer));
    const at = (y * image.width + x) * image.channels;
    return { color: [...image.data.subarray(at, at + image.channels)], depth: null, stencil: null };
  }
  return { color: read(writer.as as AttachmentName), depth: read('depth')?.[0] ?? null, stencil: read('stencil')?.[0] ?? null };
}

/** Executes the draw again; the player begins anew afterwards if that left traces. */
function refusal(player: Player, writer: PixelWriter, { x, y }: HistoryOptions): Refusal[] {
  const draw = new DrawAgain(player, writer);
  draw.begin();
  const questions = new Questions(player, writer.context);
  const size = new ImageReader(player, writer.context).size();
  try {
    return refusalOf(questions, draw, size, { x, y: size.height - 1 - y });
  } finally {
    draw.leave();
  }
}

const same = (a: PixelValue, b: PixelValue) => JSON.stringify(a) === JSON.stringify(b);

/** Throws LookError when nothing is drawn to at `at`, or the pixel lies outside. */
export function pixelHistory(player: Player, options: HistoryOptions, progress?: (done: number, total: number) => void): PixelHistory {
  const found = pixelWriters(player.reader, options.at, { from: options.from, to: options.at }, 0);
  if (!found) throw new LookError(`nothing is drawn to at call ${options.at}`);
  const { target, writers } = found;
  const value = (writer: PixelWriter) => pixelValue(player, target, writer, options.x, options.y);
  const values = writers.map((writer, i) => {
    progress?.(i, writers.length);
    player.goBefore(writer.first);
    const before = value(writer);
    player.goAfter(writer.call);
    return { writer, before, after: value(writer) };
  });
  const events: PixelEvent[] = [];
  for (const { writer, before, after } of values) {
    const { call, name, isDraw } = writer;
    const changed = !same(before, after);
    let refused: Refusal[] = [];
    if (!changed && isDraw) {
      refused = refusal(player, writer, options);
      if (refused[0]?.startsWith('not covered') && !options.all) continue;
    } else if (!changed && !options.all) refused = [];
    events.push({ call, name, before, after, changed, refused });
  }
  const { x, y } = options;
  return { target, x, y, events, looked: writers.length };
}
