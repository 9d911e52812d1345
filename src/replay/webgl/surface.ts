// The default framebuffer of a window or pbuffer in one context: a framebuffer object, since ANGLE's own surface has one pixel.
import type { Pixels } from '../../native.js';
import type { Angle } from './angle.js';

/** Bits of a configuration of the recording's host. */
export interface Config {
  readonly red: number;
  readonly alpha: number;
  readonly depth: number;
  readonly stencil: number;
  readonly samples: number;
}

const FRAMEBUFFER = 0x8d40;
const READ_FRAMEBUFFER = 0x8ca8;
const DRAW_FRAMEBUFFER = 0x8ca9;
const RENDERBUFFER = 0x8d41;
const COLOR_ATTACHMENT0 = 0x8ce0;
const DEPTH_ATTACHMENT = 0x8d00;
const STENCIL_ATTACHMENT = 0x8d20;
const DEPTH_STENCIL_ATTACHMENT = 0x821a;
const COLOR_BUFFER_BIT = 0x4000;
const NEAREST = 0x2600;
const SCISSOR_TEST = 0x0c11;
const [RGBA, UNSIGNED_BYTE] = [0x1908, 0x1401];

function colorFormat({ red, alpha }: Config): number {
  if (red === 5) return alpha > 0 ? 0x8057 : 0x8d62; // RGB5_A1, RGB565
  if (red === 4) return 0x8056;
  if (red === 10) return 0x8059;
  return alpha > 0 ? 0x8058 : 0x8051;
}

export class Surface {
  readonly #angle: Angle;
  readonly config: Config;
  width = 0;
  height = 0;
  /** What the program draws into in place of framebuffer 0. */
  readonly framebuffer: number;
  readonly #color: number;
  readonly #depth: number;
  /** With samples: where they are put together for reading. */
  readonly #resolved: { readonly framebuffer: number; readonly color: number } | undefined;

  /** Bindings of framebuffers and the renderbuffer are the caller's to restore. */
  constructor(angle: Angle, config: Config, width: number, height: number) {
    this.#angle = angle;
    this.config = config;
    this.framebuffer = angle.number('createFramebuffer');
    this.#color = angle.number('createRenderbuffer');
    this.#depth = angle.number('createRenderbuffer');
    this.#resolved =
      config.samples > 1 ? { framebuffer: angle.number('createFramebuffer'), color: angle.number('createRenderbuffer') } : undefined;
    this.resize(width, height);
  }

  /** Its contents are black afterwards, as a new window's. */
  resize(width: number, height: number): void {
    if (width === this.width && height === this.height) return;
    [this.width, this.height] = [width, height];
    const { depth, stencil, samples } = this.config;
    this.#attach(this.framebuffer, this.#color, COLOR_ATTACHMENT0, colorFormat(this.config), samples);
    if (depth > 0 || stencil > 0) {
      const [format, attachment] =
        depth === 0
          ? [0x8d48, STENCIL_ATTACHMENT]
          : stencil > 0
            ? [0x88f0, DEPTH_STENCIL_ATTACHMENT]
            : [depth > 24 ? 0x8cac : depth > 16 ? 0x81a6 : 0x81a5, DEPTH_ATTACHMENT];
      this.#attach(this.framebuffer, this.#depth, attachment!, format!, samples);
    }
    if (this.#resolved) this.#attach(this.#resolved.framebuffer, this.#resolved.color, COLOR_ATTACHMENT0, colorFormat(this.config), 0);
  }

  #attach(framebuffer: number, renderbuffer: number, attachment: number, format: number, samples: number): void {
    const angle = this.#angle;
    angle.call('bindFramebuffer', FRAMEBUFFER, framebuffer);
    angle.call('bindRenderbuffer', RENDERBUFFER, renderbuffer);
    if (samples > 1) angle.call('renderbufferStorageMultisample', RENDERBUFFER, samples, format, this.width, this.height);
    else angle.call('renderbufferStorage', RENDERBUFFER, format, this.width, this.height);
    angle.call('framebufferRenderbuffer', FRAMEBUFFER, attachment, RENDERBUFFER, renderbuffer);
  }

  /** What it shows. Framebuffer bindings are the caller's to restore; its pixel store for reading must be as at the start. */
  read(): Pixels {
    const angle = this.#angle;
    const { width, height } = this;
    if (this.#resolved) {
      const scissor = angle.call('isEnabled', SCISSOR_TEST) === true;
      if (scissor) angle.call('disable', SCISSOR_TEST);
      angle.call('bindFramebuffer', READ_FRAMEBUFFER, this.framebuffer);
      angle.call('bindFramebuffer', DRAW_FRAMEBUFFER, this.#resolved.framebuffer);
      angle.call('blitFramebuffer', 0, 0, width, height, 0, 0, width, height, COLOR_BUFFER_BIT, NEAREST);
      if (scissor) angle.call('enable', SCISSOR_TEST);
    }
    angle.call('bindFramebuffer', READ_FRAMEBUFFER, this.#resolved?.framebuffer ?? this.framebuffer);
    const rows = new Uint8Array(width * height * 4);
    angle.call('readPixels', 0, 0, width, height, RGBA, UNSIGNED_BYTE, rows);
    return { width, height, data: upsideDown(rows, width * 4) };
  }
}

/** Rows from the top of rows from the bottom. */
export function upsideDown<T extends Uint8Array | Float32Array | Int32Array | Uint32Array>(rows: T, stride: number): T {
  const turned = rows.slice() as T;
  const height = stride > 0 ? rows.length / stride : 0;
  for (let y = 0; y < height; y++) turned.set(rows.subarray(y * stride, (y + 1) * stride), (height - 1 - y) * stride);
  return turned;
}
