// Which call of a range changes the colour of a pixel first, or last.
import { pixelWriters } from '../../inspect/pixel_writers.js';
import type { Player } from '../player.js';
import { pixelValue } from './history.js';

export interface PixelChangeOptions {
  /** Pixel from the top left corner. */
  readonly x: number;
  readonly y: number;
  /** Tells the target: what is drawn to at this call. */
  readonly at: number;
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  readonly which: 'first' | 'last';
}

/** Null: none does. */
export function pixelChange(player: Player, { x, y, at, from, to, which }: PixelChangeOptions): number | null {
  const found = pixelWriters(player.reader, at, { from, to }, 0);
  if (!found) return null;
  let last: number | null = null;
  let before: string | undefined;
  for (const writer of found.writers) {
    if (before === undefined) {
      player.goBefore(writer.first);
      before = String(pixelValue(player, found.target, writer, x, y).color);
    }
    player.goAfter(writer.call);
    const after = String(pixelValue(player, found.target, writer, x, y).color);
    if (after !== before) {
      if (which === 'first') return writer.call;
      last = writer.call;
    }
    before = after;
  }
  return last;
}
