// Colour attachments as WebGL lets them be read.
import type { RawImage } from '../../inspect/raw_image.js';
import { LookError } from '../look/questions.js';
import type { EsContext } from './context.js';
import { upsideDown } from './surface.js';

const READ_FRAMEBUFFER = 0x8ca8;
const READ_BUFFER = 0x0c02;
const COLOR_ATTACHMENT0 = 0x8ce0;
const FRAMEBUFFER_COMPLETE = 0x8cd5;
const READ_TYPE = 0x8b9a;
const RGBA = 0x1908;
const RGBA_INTEGER = 0x8d99;
const [UNSIGNED_BYTE, INT, UNSIGNED_INT, FLOAT, HALF_FLOAT] = [0x1401, 0x1404, 0x1405, 0x1406, 0x140b];

/** Of the framebuffer that the program draws into: `color0` … Throws LookError when it cannot be read. */
export function readAttachment(context: EsContext, attachment: string): RawImage {
  const [, digits] = /^color(\d+)$/.exec(attachment) ?? [];
  if (digits === undefined) throw new LookError(`${attachment} cannot be read with WebGL: only colours can`);
  const framebuffer = context.drawFramebuffer;
  if (framebuffer === 0) {
    const pixels = context.pixels(context.drawable);
    if (!pixels) throw new LookError('nothing was drawn in this context');
    const { width, height, data } = pixels;
    return {
      width,
      height,
      channels: 4,
      what: 'color',
      components: 'bytes',
      data,
      format: 'GL_RGBA8',
      of: `drawable:${context.drawable}`,
      samples: 1,
    };
  }
  const point = COLOR_ATTACHMENT0 + Number(digits);
  const attached = context.attachments.get(framebuffer)?.get(point);
  const size = attached && (attached.kind === 'texture' ? context.textureSizes : context.renderbufferSizes).get(attached.name);
  if (!attached || !size) throw new LookError(`framebuffer ${framebuffer} has no ${attachment}`);
  const [width, height] = size.map(pixels => Math.max(1, pixels >> attached.level)) as [number, number];
  const { angle } = context;
  return context.reading(() => {
    angle.call('bindFramebuffer', READ_FRAMEBUFFER, context.object('framebuffer', framebuffer));
    if (angle.number('checkFramebufferStatus', READ_FRAMEBUFFER) !== FRAMEBUFFER_COMPLETE)
      throw new LookError(`framebuffer ${framebuffer} is incomplete`);
    const before = angle.number('getParameter', READ_BUFFER);
    angle.call('readBuffer', point);
    const type = angle.number('getParameter', READ_TYPE);
    const whole = (data: RawImage['data'], components: RawImage['components'], format: number, as: number): RawImage => {
      angle.call('readPixels', 0, 0, width, height, format, as, data);
      return {
        width,
        height,
        channels: 4,
        what: 'color',
        components,
        data: upsideDown(data, width * 4),
        format: '',
        of: `${attached.kind}:${attached.name}${attached.level > 0 ? ` level ${attached.level}` : ''}`,
        samples: 1,
      };
    };
    try {
      const values = width * height * 4;
      let image: RawImage;
      if (type === FLOAT || type === HALF_FLOAT) image = whole(new Float32Array(values), 'floats', RGBA, FLOAT);
      else if (type === INT) image = whole(new Int32Array(values), 'integers', RGBA_INTEGER, INT);
      else if (type === UNSIGNED_INT) image = whole(new Uint32Array(values), 'unsigned', RGBA_INTEGER, UNSIGNED_INT);
      else image = whole(new Uint8Array(values), 'bytes', RGBA, UNSIGNED_BYTE);
      if (angle.errors().length > 0)
        throw new LookError(`${attachment} of framebuffer ${framebuffer} cannot be read with WebGL (multisampled?)`);
      return image;
    } finally {
      angle.call('readBuffer', before);
    }
  });
}
