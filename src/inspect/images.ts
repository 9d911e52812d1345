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
  const [stepX, stepY] = [part.width / width, part.height / height];
  for (let y = 0; y < height; y++) {
    const top = part.y + y * stepY;
    const fromY = Math.floor(top + (stepY <= 1 ? stepY / 2 : 0));
    const toY = stepY <= 1 ? fromY + 1 : Math.max(fromY + 1, Math.floor(top + stepY));
    for (let x = 0; x < width; x++) {
      const left = part.x + x * stepX;
      const fromX = Math.floor(left + (stepX <= 1 ? stepX / 2 : 0));
      const toX = stepX <= 1 ? fromX + 1 : Math.max(fromX + 1, Math.floor(left + stepX));
      average(image, fromX, fromY, toX, toY, data, (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

function average(
  { width, height, data }: Image,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  out: Uint8Array,
  at: number,
): void {
  let [r, g, b, a, count] = [0, 0, 0, 0, 0];
  for (let y = Math.max(0, fromY); y < Math.min(height, toY); y++)
    for (let x = Math.max(0, fromX); x < Math.min(width, toX); x++) {
      const i = (y * width + x) * 4;
      r += data[i]!;
      g += data[i + 1]!;
      b += data[i + 2]!;
      a += data[i + 3]!;
      count++;
    }
  if (count === 0) return;
  out[at] = r / count;
  out[at + 1] = g / count;
  out[at + 2] = b / count;
  out[at + 3] = a / count;
}

/** What is shown of a picture: opaque colours, one channel as grey, or all four over grey squares. In place where that
 * changes nothing. */
export function shownChannels(image: Image, channels: Channels): Image {
  const { width, height, data } = image;
  const out = new Uint8Array(data.length);
  const single = channels.length === 1 ? 'rgba'.indexOf(channels) : -1;
  for (let i = 0; i < data.length; i += 4) {
    if (single >= 0) out.fill(data[i + single]!, i, i + 3);
    else if (channels === 'rgba') {
      const pixel = i >> 2;
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      const behind = (Math.floor(x / CHECK_SIZE) + Math.floor(y / CHECK_SIZE)) % 2 === 0 ? CHECK_DARK : CHECK_LIGHT;
      const alpha = data[i + 3]! / 255;
      for (let c = 0; c < 3; c++) out[i + c] = data[i + c]! * alpha + behind * (1 - alpha);
    } else out.set(data.subarray(i, i + 3), i);
    out[i + 3] = 255;
  }
  return { width, height, data: out };
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
