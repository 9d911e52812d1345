// Pictures as numbers: parts, sizes, channels, single pixels, differences. RGBA, 8 bits each, rows from the top.

export interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export type Channels = 'rgb' | 'rgba' | 'r' | 'g' | 'b' | 'a';
export const CHANNELS: readonly Channels[] = ['rgb', 'rgba', 'r', 'g', 'b', 'a'];

/** A part of a picture in its pixels; may reach beyond it and need not be whole pixels. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Grey squares behind what is transparent. */
const [CHECK_DARK, CHECK_LIGHT, CHECK_SIZE] = [96, 144, 4];

/** The part as `width` by `height` pixels: averages where it gets smaller, the nearest pixel where it gets larger. Beyond
 * the picture alpha is 0. */
export function resample(image: Image, part: Part, width: number, height: number): Image {
  const data = new Uint8Array(width * height * 4);
  const columns = sources(part.x, part.width, width);
  const rows = sources(part.y, part.height, height);
  const { data: from, width: across, height: down } = image;
  for (let y = 0, at = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, rows.from[y]!), Math.min(down, rows.to[y]!)];
    for (let x = 0; x < width; x++, at += 4) {
      const left = Math.max(0, columns.from[x]!);
      const right = Math.min(across, columns.to[x]!);
      let [r, g, b, a] = [0, 0, 0, 0];
      for (let row = top; row < bottom; row++)
        for (let i = (row * across + left) * 4, end = (row * across + right) * 4; i < end; i += 4) {
          r += from[i]!;
          g += from[i + 1]!;
          b += from[i + 2]!;
          a += from[i + 3]!;
        }
      const count = (bottom - top) * (right - left);
      if (bottom <= top || right <= left) continue;
      data[at] = r / count;
      data[at + 1] = g / count;
      data[at + 2] = b / count;
      data[at + 3] = a / count;
    }
  }
  return { width, height, data };
}

/** For each of `count` steps over a part which pixels it takes; they may lie beyond the picture. */
function sources(start: number, length: number, count: number): { readonly from: Int32Array; readonly to: Int32Array } {
  const from = new Int32Array(count);
  const to = new Int32Array(count);
  const step = length / count;
  for (let i = 0; i < count; i++) {
    const at = start + i * step;
    from[i] = Math.floor(at + (step <= 1 ? step / 2 : 0));
    to[i] = step <= 1 ? from[i]! + 1 : Math.max(from[i]! + 1, Math.floor(at + step));
  }
  return { from, to };
}

/** What is shown of a picture: opaque colours, one channel as grey, or all four over grey squares. */
export function shownChannels(image: Image, channels: Channels): Image {
  const { width, height, data } = image;
  const out = data.slice();
  if (channels === 'rgba') overSquares(out, width);
  else if (channels.length === 1) {
    const from = 'rgba'.indexOf(channels);
    for (let i = 0; i < out.length; i += 4) out[i] = out[i + 1] = out[i + 2] = data[i + from]!;
  }
  for (let i = 3; i < out.length; i += 4) out[i] = 255;
  return { width, height, data: out };
}

function overSquares(data: Uint8Array, width: number): void {
  for (let i = 0; i < data.length; i += 4) {
    const pixel = i >> 2;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const behind = (Math.floor(x / CHECK_SIZE) + Math.floor(y / CHECK_SIZE)) % 2 === 0 ? CHECK_DARK : CHECK_LIGHT;
    const alpha = data[i + 3]! / 255;
    for (let c = 0; c < 3; c++) data[i + c] = data[i + c]! * alpha + behind * (1 - alpha);
  }
}

export type Pixel = readonly [number, number, number, number];

/** Undefined outside of the picture. */
export function pixelAt({ width, height, data }: Image, x: number, y: number): Pixel | undefined {
  if (!(x >= 0 && y >= 0 && x < width && y < height)) return undefined;
  const i = (Math.floor(y) * width + Math.floor(x)) * 4;
  return [data[i]!, data[i + 1]!, data[i + 2]!, data[i + 3]!];
}

export interface ImageDifference {
  /** Pixels of which a channel differs; those that only one of the pictures has count. */
  readonly pixels: number;
  /** Of any channel. */
  readonly largest: number;
  /** The first in reading order. */
  readonly first: { readonly x: number; readonly y: number } | undefined;
  /** Where they differ: brighter means more; what is equal is the second picture, dark. */
  readonly image: Image;
}

export function imageDifference(a: Image, b: Image): ImageDifference {
  const [width, height] = [Math.max(a.width, b.width), Math.max(a.height, b.height)];
  const data = new Uint8Array(width * height * 4);
  let [pixels, largest] = [0, 0];
  let first: ImageDifference['first'];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [one, two] = [pixelAt(a, x, y), pixelAt(b, x, y)];
      const by = one && two ? Math.max(...one.map((value, c) => Math.abs(value - two[c]!))) : 255;
      const i = (y * width + x) * 4;
      data[i + 3] = 255;
      if (by > 0) {
        pixels++;
        largest = Math.max(largest, by);
        first ??= { x, y };
        // Orange to yellow: seen by everybody against grey.
        data[i] = 255;
        data[i + 1] = 96 + Math.round((by / 255) * 159);
      } else {
        const grey = Math.round((two![0] + two![1] + two![2]) / 12);
        data.fill(grey, i, i + 3);
      }
    }
  return { pixels, largest, first, image: { width, height, data } };
}
