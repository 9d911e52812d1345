// Differences between two pictures: how many pixels, how much, where; and as a heat map that people with any colour vision can
// read: lightness and hue both rise with the error, from dark blue to light yellow.

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, rows from the top. */
  readonly data: Uint8Array;
}

export interface ImageDifference {
  /** Pixels that are compared: those that both have. */
  readonly pixels: number;
  readonly sameSize: boolean;
  /** Pixels that differ in a colour, alpha left out. */
  readonly different: number;
  /** Largest difference of a colour, 0 to 255. */
  readonly most: number;
  /** Mean absolute difference over all colours of all pixels. */
  readonly mean: number;
  /** Around all pixels that differ; null when none does. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
  /** The first that differs, from the top. */
  readonly first: { readonly x: number; readonly y: number; readonly a: readonly number[]; readonly b: readonly number[] } | null;
}

export function diffImages(a: Picture, b: Picture): ImageDifference {
  const width = Math.min(a.width, b.width);
  const height = Math.min(a.height, b.height);
  let [different, most, sum] = [0, 0, 0];
  let [left, top, right, bottom] = [width, height, -1, -1];
  let first: ImageDifference['first'] = null;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [i, j] = [(y * a.width + x) * 4, (y * b.width + x) * 4];
      let worst = 0;
      for (let c = 0; c < 3; c++) {
        const error = Math.abs(a.data[i + c]! - b.data[j + c]!);
        sum += error;
        if (error > worst) worst = error;
      }
      if (worst === 0) continue;
      different++;
      most = Math.max(most, worst);
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
      first ??= { x, y, a: [...a.data.subarray(i, i + 4)], b: [...b.data.subarray(j, j + 4)] };
    }
  const pixels = width * height;
  return {
    pixels,
    sameSize: a.width === b.width && a.height === b.height,
    different,
    most,
    mean: pixels > 0 ? sum / (pixels * 3) : 0,
    box: different > 0 ? { x: left, y: top, width: right - left + 1, height: bottom - top + 1 } : null,
    first,
  };
}

/** Support points of a scale whose lightness rises evenly; blue to yellow stays apart for every kind of colour vision. */
const SCALE: readonly (readonly [number, number, number])[] = [
  [0, 32, 77],
  [60, 77, 110],
  [124, 123, 120],
  [187, 173, 108],
  [255, 234, 70],
];

export function heatColor(share: number): [number, number, number] {
  const at = Math.max(0, Math.min(1, share)) * (SCALE.length - 1);
  const i = Math.min(SCALE.length - 2, Math.floor(at));
  const [from, to] = [SCALE[i]!, SCALE[i + 1]!];
  const mix = (c: number) => Math.round(from[c]! + (to[c]! - from[c]!) * (at - i));
  return [mix(0), mix(1), mix(2)];
}

/** Pixels that are equal show the first picture, grey and dark; the others the error, on a scale up to the largest one. */
export function heatMap(a: Picture, b: Picture): Picture {
  const width = Math.min(a.width, b.width);
  const height = Math.min(a.height, b.height);
  const { most } = diffImages(a, b);
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [i, j, at] = [(y * a.width + x) * 4, (y * b.width + x) * 4, (y * width + x) * 4];
      const [r, g, bl] = [a.data[i]!, a.data[i + 1]!, a.data[i + 2]!];
      const worst = Math.max(Math.abs(r - b.data[j]!), Math.abs(g - b.data[j + 1]!), Math.abs(bl - b.data[j + 2]!));
      // the smallest error must be seen: it begins well above the scale's dark end
      if (worst > 0) data.set(heatColor(0.35 + (0.65 * worst) / most), at);
      else data.fill((0.299 * r + 0.587 * g + 0.114 * bl) * 0.25, at, at + 3);
      data[at + 3] = 255;
    }
  return { width, height, data };
}
