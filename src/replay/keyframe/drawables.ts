// Windows, pbuffers and pixmaps with what is in them. Depth and stencil come back bit for bit: a blit into a framebuffer
// of the same formats, upside down. The host's windows have their rows the other way round than framebuffer objects, so
// that this blit moves rows as they are, while any other one goes through a shader.
import type { LiveDrawable } from '../../native.js';
import type { CommandWriter } from '../../trace/command_writer.js';
import { GL } from './gl.js';
import type { Place, SpareNames } from './place.js';
import { Questions } from './questions.js';

export interface DrawableCapture {
  readonly live: LiveDrawable;
  readonly color: Uint8Array | undefined;
  readonly front: Uint8Array | undefined;
  readonly depth: Uint8Array | undefined;
  /** The accumulation buffer, unless it is all zero. */
  readonly accum: Uint8Array | undefined;
}

/** SGL_DRAWABLE_ACCUM in guest/common/wire.h. */
const WITH_ACCUM = 0x1000;

interface Formats {
  readonly color: { readonly internal: string; readonly type: number };
  readonly depth:
    | { readonly internal: string; readonly format: number; readonly type: number; readonly attachment: string; readonly mask: number }
    | undefined;
}

function formatsOf(d: LiveDrawable): Formats {
  const color = d.isFloat
    ? { internal: 'GL_RGBA32F', type: GL.FLOAT }
    : d.red === 10
      ? { internal: 'GL_RGB10_A2', type: GL.UNSIGNED_INT_2_10_10_10_REV }
      : { internal: 'GL_RGBA8', type: GL.UNSIGNED_BYTE };
  const both = { format: GL.DEPTH_STENCIL, type: GL.UNSIGNED_INT_24_8, attachment: 'GL_DEPTH_STENCIL_ATTACHMENT', mask: 0x500 };
  const depth = { format: GL.DEPTH_COMPONENT, type: GL.UNSIGNED_INT, attachment: 'GL_DEPTH_ATTACHMENT', mask: 0x100 };
  if (d.depth > 0 && d.stencil > 0) return { color, depth: { internal: 'GL_DEPTH24_STENCIL8', ...both } };
  if (d.depth > 0) return { color, depth: { internal: `GL_DEPTH_COMPONENT${d.depth}`, ...depth } };
  if (d.stencil > 0)
    return {
      color,
      depth: {
        internal: 'GL_STENCIL_INDEX8',
        format: GL.STENCIL_INDEX,
        type: GL.UNSIGNED_BYTE,
        attachment: 'GL_STENCIL_ATTACHMENT',
        mask: 0x400,
      },
    };
  return { color, depth: undefined };
}

/** In the helper's stream, with the drawable current. */
export function captureDrawable(place: Place, stream: number, live: LiveDrawable): DrawableCapture {
  if (live.destroyed) return { live, color: undefined, front: undefined, depth: undefined, accum: undefined };
  if (live.samples > 0) place.multisample(`drawable ${live.id}`);
  const { color, depth } = formatsOf(live);
  const { width, height } = live;
  const questions = new Questions(place.asker, place.helper, stream);
  questions.do('sglMakeCurrent', place.helper, live.id, live.id);
  questions.do('glPixelStorei', 'GL_PACK_ALIGNMENT', 1);
  questions.do('glBindFramebuffer', 'GL_FRAMEBUFFER', 0);
  const out = questions.writer;
  const read = (buffer: string) => {
    // a multisampled one cannot be read itself
    if (live.samples > 0)
      makeFramebuffer(out, place.spare, color.internal, 'GL_COLOR_ATTACHMENT0', width, height, GL.RGBA, color.type, null);
    questions.do('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', 0);
    questions.do('glReadBuffer', buffer);
    if (live.samples > 0) {
      out.call('glBlitFramebuffer', 0, 0, width, height, 0, 0, width, height, 0x4000, 'GL_NEAREST');
      questions.do('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', place.spare.framebuffer);
    }
    const pixels = questions.bytes('glReadPixels', 0, 0, width, height, GL.RGBA, color.type, { room: 1 << 30 });
    if (live.samples > 0) dropFramebuffer(out, place.spare, 'GL_COLOR_ATTACHMENT0');
    return pixels;
  };
  const front = live.doubleBuffered && live.hasFront ? read('GL_FRONT') : undefined;
  const back = read(live.doubleBuffered ? 'GL_BACK' : 'GL_FRONT');
  let depths: (() => Uint8Array | undefined) | undefined;
  if (depth) {
    makeFramebuffer(out, place.spare, depth.internal, depth.attachment, width, height, depth.format, depth.type, null);
    out.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', 0);
    out.call('glBindFramebuffer', 'GL_DRAW_FRAMEBUFFER', place.spare.framebuffer);
    out.call('glBlitFramebuffer', 0, 0, width, height, 0, height, width, 0, depth.mask, 'GL_NEAREST');
    out.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', place.spare.framebuffer);
    depths = questions.bytes('glReadPixels', 0, 0, width, height, depth.format, depth.type, { room: 1 << 30 });
    dropFramebuffer(out, place.spare, depth.attachment);
  }
  const accum = live.kind & WITH_ACCUM ? questions.bytes('sglGetAccum', live.id) : undefined;
  questions.do('sglMakeCurrent', place.helper, 0, 0);
  questions.run();
  const found = back();
  if (!found || (depths && !depths())) place.obstacle(`drawable ${live.id} cannot be read back`);
  return { live, color: found, front: front?.(), depth: depths?.(), accum: accum?.() };
}

function makeFramebuffer(
  out: CommandWriter,
  { texture, framebuffer }: SpareNames,
  internal: string,
  attachment: string,
  width: number,
  height: number,
  format: number,
  type: number,
  data: Uint8Array | null,
): void {
  out.call('glBindTexture', 'GL_TEXTURE_2D', texture);
  out.call('glTexParameteri', 'GL_TEXTURE_2D', 'GL_TEXTURE_MAX_LEVEL', 0);
  out.call('glTexImage2D', 'GL_TEXTURE_2D', 0, internal, width, height, 0, format, type, data);
  out.call('glBindFramebuffer', 'GL_FRAMEBUFFER', framebuffer);
  out.call('glFramebufferTexture2D', 'GL_FRAMEBUFFER', attachment, 'GL_TEXTURE_2D', texture, 0);
  const buffer = attachment.startsWith('GL_COLOR') ? attachment : 'GL_NONE';
  out.call('glDrawBuffers', 1, Uint32Array.of(out.names.value(buffer)));
  out.call('glReadBuffer', buffer);
}

function dropFramebuffer(out: CommandWriter, { texture, framebuffer }: SpareNames, attachment: string): void {
  out.call('glBindFramebuffer', 'GL_FRAMEBUFFER', framebuffer);
  out.call('glFramebufferTexture2D', 'GL_FRAMEBUFFER', attachment, 'GL_TEXTURE_2D', 0, 0);
  out.call('glDeleteTextures', 1, Uint32Array.of(texture));
  out.call('glBindFramebuffer', 'GL_FRAMEBUFFER', 0);
  out.call('glDeleteFramebuffers', 1, Uint32Array.of(framebuffer));
}

/** The contents, in a context that has the drawable current and its state as it began. */
export function emitDrawableContents(out: CommandWriter, drawable: DrawableCapture, spare: SpareNames): void {
  const { live, color, front, depth, accum } = drawable;
  const formats = formatsOf(live);
  const { width, height } = live;
  const blit = (mask: number, flipped: boolean) => {
    out.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', spare.framebuffer);
    out.call('glBindFramebuffer', 'GL_DRAW_FRAMEBUFFER', 0);
    out.call('glBlitFramebuffer', 0, 0, width, height, 0, flipped ? height : 0, width, flipped ? 0 : height, mask, 'GL_NEAREST');
  };
  const colors = (data: Uint8Array, buffer: string) => {
    makeFramebuffer(out, spare, formats.color.internal, 'GL_COLOR_ATTACHMENT0', width, height, GL.RGBA, formats.color.type, data);
    out.call('glBindFramebuffer', 'GL_FRAMEBUFFER', 0);
    out.call('glDrawBuffer', buffer);
    blit(0x4000, false);
    dropFramebuffer(out, spare, 'GL_COLOR_ATTACHMENT0');
  };
  if (live.kind & WITH_ACCUM) out.call('sglSetAccum', live.id, accum ?? null);
  if (front) colors(front, 'GL_FRONT');
  if (color) colors(color, live.doubleBuffered ? 'GL_BACK' : 'GL_FRONT');
  if (depth && formats.depth) {
    const { internal, attachment, format, type, mask } = formats.depth;
    makeFramebuffer(out, spare, internal, attachment, width, height, format, type, depth);
    blit(mask, true);
    dropFramebuffer(out, spare, attachment);
  }
}
