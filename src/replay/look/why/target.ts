// What a draw writes to: its colour buffers before and after, and which pixels differ.
import type { RawImage } from '../../../inspect/raw_image.js';
import type { Player } from '../../player.js';
import { type AttachmentName, ImageReader } from '../image.js';
import { LookError, Questions } from '../questions.js';

const NONE = 0;
const COLOR_ATTACHMENT0 = 0x8ce0;
const MOST_DRAW_BUFFERS = 8;

export interface Target {
  /** Of the draw framebuffer; 0: the window. */
  readonly framebuffer: number;
  /** Its drawable, when it is the window. */
  readonly drawable: number;
  /** Colour attachments that draws reach. */
  readonly colors: readonly AttachmentName[];
  readonly width: number;
  readonly height: number;
}

/** What draws reach in a context now. */
export function targetOf(player: Player, context: number): Target {
  const questions = new Questions(player, context);
  const [framebuffer = 0] = questions.get(['GL_DRAW_FRAMEBUFFER_BINDING']);
  const buffers = questions.get(Array.from({ length: MOST_DRAW_BUFFERS }, (_, i) => 0x8825 + i));
  const [single = 0] = questions.get([0x0c01]); // GL_DRAW_BUFFER, where there is only one
  const drawable = player.contexts().find(({ id }) => id === context)?.draw ?? 0;
  const reached = buffers.some(each => each !== NONE) ? buffers.filter(each => each !== NONE) : [single].filter(each => each !== NONE);
  const colors =
    framebuffer === 0
      ? reached.slice(0, 1).map(() => 'color0' as const)
      : [...new Set(reached)].map((buffer): AttachmentName => `color${buffer - COLOR_ATTACHMENT0}`);
  return { framebuffer, drawable, colors, ...sizeOf(new ImageReader(player, context)) };
}

/** A framebuffer may lack what would tell. */
function sizeOf(reader: ImageReader): { readonly width: number; readonly height: number } {
  try {
    return reader.size();
  } catch (error) {
    if (error instanceof LookError) return { width: 0, height: 0 };
    throw error;
  }
}

/** Pictures by attachment; what cannot be read is missing. */
export type Pictures = ReadonlyMap<AttachmentName, RawImage>;

export function picturesOf(player: Player, context: number, names: readonly AttachmentName[]): Pictures {
  const reader = new ImageReader(player, context);
  const found = new Map<AttachmentName, RawImage>();
  for (const name of names)
    try {
      found.set(name, reader.attachment(name));
    } catch (error) {
      if (!(error instanceof LookError)) throw error;
    }
  return found;
}

/** Which pixels differ between two readings of the same attachments. */
export class Changed {
  readonly width: number;
  readonly height: number;
  /** Numbers of pixels (y * width + x, from the top left), ascending. */
  readonly pixels: readonly number[];

  constructor(before: Pictures, after: Pictures) {
    const [first] = after.values();
    this.width = first?.width ?? 0;
    this.height = first?.height ?? 0;
    const pixels = new Set<number>();
    for (const [name, image] of after) {
      const old = before.get(name);
      if (!old || old.width !== image.width || old.height !== image.height || old.channels !== image.channels) continue;
      const { data, channels, width } = image;
      for (let i = 0; i < data.length; i++) {
        if (Object.is(data[i], old.data[i])) continue;
        const at = Math.floor(i / channels);
        pixels.add(Math.floor(at / width) * this.width + (at % width));
        i = at * channels + channels - 1;
      }
    }
    this.pixels = [...pixels].sort((a, b) => a - b);
  }

  /** Those of one pixel only, where it is asked for. */
  count(pixel: { readonly x: number; readonly y: number } | undefined): number {
    if (!pixel) return this.pixels.length;
    return this.pixels.includes(pixel.y * this.width + pixel.x) ? 1 : 0;
  }

  /** `60x40 pixels at 20,30`. */
  get box(): string {
    let [left, top, right, bottom] = [this.width, this.height, -1, -1];
    for (const each of this.pixels) {
      const [x, y] = [each % this.width, Math.floor(each / this.width)];
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
    return right < 0 ? 'nowhere' : `${right - left + 1}x${bottom - top + 1} pixels at ${left},${top}`;
  }
}
