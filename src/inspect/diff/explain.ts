// What kind of difference two pictures of the same commands have: drivers may round colours and the edges of triangles in their
// own ways; more than that is a mistake of somebody's. Pure.
import type { ImageDifference, Picture } from './images.js';

export type Verdict =
  /** Nothing differs. */
  | 'same'
  /** By so little that the rounding of colours explains it. */
  | 'rounding'
  /** Each pixel that differs has a colour that lies between those around it in the other picture: edges or samples moved by
   * less than a pixel. */
  | 'rasterization'
  | 'more';

/** Levels of 255 that rounding explains: one where a colour is stored, one where it was computed. */
export const ROUNDING_LEVELS = 2;
/** Of the pixels that differ, so many must lie between their neighbours. */
const RASTERIZATION_SHARE = 0.95;

/** Share of the pixels that differ by more than rounding whose colour in `b` lies between those of 3x3 pixels in `a`, or the other
 * way round. 1 when none differs so. */
export function betweenNeighbours(a: Picture, b: Picture): number {
  const [width, height] = [Math.min(a.width, b.width), Math.min(a.height, b.height)];
  let [different, between] = [0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (errorAt(a, b, x, y) <= ROUNDING_LEVELS) continue;
      different++;
      if (isBetween(a, b, x, y, width, height) || isBetween(b, a, x, y, width, height)) between++;
    }
  return different === 0 ? 1 : between / different;
}

const errorAt = (a: Picture, b: Picture, x: number, y: number) => {
  const [i, j] = [(y * a.width + x) * 4, (y * b.width + x) * 4];
  let worst = 0;
  for (let c = 0; c < 3; c++) worst = Math.max(worst, Math.abs(a.data[i + c]! - b.data[j + c]!));
  return worst;
};

function isBetween(around: Picture, pixel: Picture, x: number, y: number, width: number, height: number): boolean {
  const at = (y * pixel.width + x) * 4;
  for (let c = 0; c < 3; c++) {
    let [low, high] = [255, 0];
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        const value = around.data[(v * around.width + u) * 4 + c]!;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    const value = pixel.data[at + c]!;
    if (value < low - ROUNDING_LEVELS || value > high + ROUNDING_LEVELS) return false;
  }
  return true;
}

export function verdictOf(a: Picture, b: Picture, difference: ImageDifference): Verdict {
  if (!difference.sameSize) return 'more';
  if (difference.different === 0) return 'same';
  if (difference.most <= ROUNDING_LEVELS) return 'rounding';
  return betweenNeighbours(a, b) >= RASTERIZATION_SHARE ? 'rasterization' : 'more';
}
