// Pictures as numbers: what was read from attachments and textures, and how they become pictures for eyes. Pure.

/** Components of a pixel as they were read. */
export type Components = 'bytes' | 'floats' | 'integers' | 'unsigned';

export interface RawImage {
  readonly width: number;
  readonly height: number;
  /** 1 (depth, stencil) or 4. */
  readonly channels: 1 | 4;
  readonly what: 'color' | 'depth' | 'stencil';
  readonly components: Components;
  /** Rows from the top (OpenGL counts them from the bottom), `channels` values a pixel. */
  readonly data: Uint8Array | Float32Array | Int32Array | Uint32Array;
  /** Internal format, e.g. GL_RGBA16F; '' when OpenGL does not tell. */
  readonly format: string;
  /** What it is of: `texture:3 level 0`, `drawable:1`. */
  readonly of: string;
  /** Above 1: samples were put together. */
  readonly samples: number;
}

export interface ImageRange {
  readonly low: number;
  readonly high: number;
}

export interface ImageFacts {
  /** Smallest and largest finite value, over all channels but a constant alpha; null when there is none. */
  readonly range: ImageRange | null;
  readonly nan: number;
  readonly infinite: number;
}

/** Whether all alphas are the same: then they say nothing. */
function constantAlpha({ channels, data }: RawImage): boolean {
  if (channels !== 4) return false;
  for (let i = 7; i < data.length; i += 4) if (data[i] !== data[3]) return false;
  return true;
}

export function imageFacts(image: RawImage): ImageFacts {
  const { data, channels } = image;
  const skip = constantAlpha(image) ? 3 : -1;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let nan = 0;
  let infinite = 0;
  for (let i = 0; i < data.length; i++) {
    if (channels === 4 && (i & 3) === skip) continue;
    const value = data[i]!;
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
    else {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return { range: low <= high ? { low, high } : null, nan, infinite };
}

export interface ShowOptions {
  /** Values that become black and white; without it what the kind of picture suggests. */
  readonly range?: ImageRange;
  /** Show alpha as it is; else pictures are opaque. */
  readonly alpha?: boolean;
}

/** What is shown as black and as white. Floats and bytes as they are; integers, depth and stencil stretched over what occurs. */
export function shownRange(image: RawImage, facts: ImageFacts): ImageRange {
  if (image.components === 'bytes' && image.what === 'color') return { low: 0, high: 255 };
  if (image.components === 'floats' && image.what === 'color') return { low: 0, high: 1 };
  const { low, high } = facts.range ?? { low: 0, high: 1 };
  return low === high ? { low: Math.min(low, 0), high: Math.max(high, low === 0 ? 1 : low) } : { low, high };
}

/** RGBA bytes for a PNG. Values that are no number are magenta, infinite ones are yellow (+) and blue (−). */
export function showImage(image: RawImage, options: ShowOptions = {}): { width: number; height: number; data: Uint8Array } {
  const { width, height, channels, data } = image;
  if (image.components === 'bytes' && image.what === 'color' && channels === 4 && !options.range) {
    const out = Uint8Array.from(data);
    if (!options.alpha) for (let i = 3; i < out.length; i += 4) out[i] = 255;
    return { width, height, data: out };
  }
  const { low, high } = options.range ?? shownRange(image, imageFacts(image));
  const scale = high === low ? 0 : 255 / (high - low);
  const out = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * 4;
    const from = pixel * channels;
    let odd: readonly number[] | undefined;
    for (let channel = 0; channel < 3; channel++) {
      const value = data[from + (channels === 1 ? 0 : channel)]!;
      if (Number.isNaN(value)) odd = [255, 0, 255];
      else if (!Number.isFinite(value)) odd ??= value > 0 ? [255, 255, 0] : [0, 0, 255];
      else out[at + channel] = Math.max(0, Math.min(255, Math.round((value - low) * scale)));
    }
    if (odd) out.set(odd, at);
    const alpha = channels === 4 && options.alpha ? data[from + 3]! : Number.NaN;
    out[at + 3] = Number.isNaN(alpha) ? 255 : Math.max(0, Math.min(255, Math.round((alpha - low) * scale)));
  }
  return { width, height, data: out };
}
