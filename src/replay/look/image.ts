// Reads attachments and textures between two calls, in their own precision. State that is touched on the way is put back.
// OpenGL 4.6 compatibility, sections 9.2.3 (attachments), 8.11 (texture queries), 18.2 (reading pixels).
import type { Components, RawImage } from '../../inspect/raw_image.js';
import type { CommandWriter } from '../../trace/command_writer.js';
import type { Asker } from '../asker.js';
import { PixelState } from './pixel_state.js';
import { LookError, Questions } from './questions.js';

export type AttachmentName = 'depth' | 'stencil' | `color${number}`;

const TYPE = { normalized: 0x8c17, signedNormalized: 0x8f9c, float: 0x1406, int: 0x1404, uint: 0x1405 } as const;
const OBJECT = { none: 0, renderbuffer: 0x8d41, texture: 0x1702, window: 0x8218 } as const;
/** Names for what is made and deleted within one question. The executor asks the driver for names until it gets the one it is
 * told, and drivers do not give a name twice: so they are small, and new each time. Programs allocate ascending and do not
 * come so far with framebuffers and renderbuffers. */
let ownName = 19_990;
const FIRST_FACE = 0x8515;
/** Colour 0 to 7, depth, stencil. */
const ATTACHMENT_POINTS = [...Array.from({ length: 8 }, (_, i) => 0x8ce0 + i), 0x8d00, 0x8d20];

interface ReadFormat {
  readonly format: string;
  readonly type: string;
  readonly components: Components;
  readonly channels: 1 | 4;
  readonly what: RawImage['what'];
}

/** How to read without loss: from component type and the largest component's bits. */
function formatFor(what: RawImage['what'], componentType: number, bits: number, es: boolean): ReadFormat {
  if (what === 'depth') return { format: 'GL_DEPTH_COMPONENT', type: 'GL_FLOAT', components: 'floats', channels: 1, what };
  if (what === 'stencil') return { format: 'GL_STENCIL_INDEX', type: 'GL_UNSIGNED_INT', components: 'unsigned', channels: 1, what };
  if (componentType === TYPE.int) return { format: 'GL_RGBA_INTEGER', type: 'GL_INT', components: 'integers', channels: 4, what };
  if (componentType === TYPE.uint) return { format: 'GL_RGBA_INTEGER', type: 'GL_UNSIGNED_INT', components: 'unsigned', channels: 4, what };
  const isBytes = componentType === TYPE.normalized && (bits <= 8 || es);
  return {
    format: 'GL_RGBA',
    type: isBytes ? 'GL_UNSIGNED_BYTE' : 'GL_FLOAT',
    components: isBytes ? 'bytes' : 'floats',
    channels: 4,
    what,
  };
}

function valuesOf(bytes: Uint8Array, components: Components): RawImage['data'] {
  const copy = Uint8Array.from(bytes);
  if (components === 'bytes') return copy;
  if (components === 'floats') return new Float32Array(copy.buffer);
  return components === 'integers' ? new Int32Array(copy.buffer) : new Uint32Array(copy.buffer);
}

/** Rows the other way round. */
function flipped(data: RawImage['data'], height: number): RawImage['data'] {
  const row = data.length / height;
  const out = data.slice();
  for (let y = 0; y < height; y++) out.set(data.subarray(y * row, (y + 1) * row) as never, (height - 1 - y) * row);
  return out;
}

/** A part of an attachment: pixels from the top left corner. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly format: number;
  readonly samples: number;
}

/** A region in OpenGL's own coordinates, from the bottom left. Throws LookError when it lies outside. */
function within({ width, height }: { readonly width: number; readonly height: number }, region: Region | undefined): Region {
  if (!region) return { x: 0, y: 0, width, height };
  if (region.x + region.width > width || region.y + region.height > height)
    throw new LookError(`the picture has ${width}x${height} pixels`);
  return { ...region, y: height - region.y - region.height };
}

export interface ImageWanted {
  /** color0 without it. */
  readonly attachment?: AttachmentName;
  /** In place of an attachment. */
  readonly texture?: { readonly name: number; readonly level: number; readonly layer: number };
}

/** Throws LookError when there is nothing to see. */
export function imageOf(asker: Asker, context: number, { attachment = 'color0', texture }: ImageWanted): RawImage {
  const reader = new ImageReader(asker, context);
  return texture ? reader.texture(texture.name, texture.level, texture.layer) : reader.attachment(attachment);
}

export class ImageReader {
  readonly #asker: Asker;
  readonly #questions: Questions;

  /** Throws LookError when the context cannot be asked now. */
  constructor(asker: Asker, context: number) {
    this.#asker = asker;
    this.#questions = new Questions(asker, context);
  }

  /** What draws write now: an attachment of the draw framebuffer, or of the window. Throws LookError when there is none. */
  attachment(name: AttachmentName, region?: Region): RawImage {
    const questions = this.#questions;
    const [draw = 0] = questions.get(['GL_DRAW_FRAMEBUFFER_BINDING']);
    const what = name === 'depth' || name === 'stencil' ? name : 'color';
    const index = what === 'color' ? Number(name.slice(5)) : 0;
    return draw === 0 ? this.#window(what, index, region) : this.#attached(draw, what, index, name, region);
  }

  #window(what: RawImage['what'], index: number, region: Region | undefined): RawImage {
    if (index > 0) throw new LookError('a window has color0 only');
    const id = this.#asker.contexts().find(({ id }) => id === this.#questions.context)?.draw ?? 0;
    const drawable = this.#asker.drawables().find(each => each.id === id);
    if (!drawable) throw new LookError('no drawable is current at this call');
    const questions = this.#questions;
    const point = what === 'color' ? 'GL_BACK_LEFT' : what === 'depth' ? 'GL_DEPTH' : 'GL_STENCIL';
    const [bits = []] = questions.integers([
      ['glGetFramebufferAttachmentParameteriv', 'GL_DRAW_FRAMEBUFFER', point, 'GL_FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE'],
    ]);
    if (what !== 'color' && bits[0] === OBJECT.none) throw new LookError(`the window has no ${what} buffer`);
    const [component = []] = questions.integers([
      ['glGetFramebufferAttachmentParameteriv', 'GL_DRAW_FRAMEBUFFER', point, 'GL_FRAMEBUFFER_ATTACHMENT_COMPONENT_TYPE'],
    ]);
    const read = formatFor(what, component[0] ?? TYPE.normalized, 8, questions.es);
    const { width, height, x, y } = within(drawable, region);
    const pixels = new PixelState(questions);
    const [readFramebuffer = 0] = questions.get(['GL_READ_FRAMEBUFFER_BINDING']);
    const bind = (w: CommandWriter, name: number) => w.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', name);
    if (readFramebuffer !== 0) questions.run([['glBindFramebuffer', 'GL_READ_FRAMEBUFFER', 0]]);
    const [readBuffer = 0] = questions.get(['GL_READ_BUFFER']);
    const writer = questions.write();
    if (what === 'color') writer.call('glReadBuffer', drawable.doubleBuffered ? 'GL_BACK' : 'GL_FRONT');
    const data = this.#readPixels(writer, pixels, read, { x, y, width, height }, w => {
      if (what === 'color') w.call('glReadBuffer', readBuffer);
      if (readFramebuffer !== 0) bind(w, readFramebuffer);
    });
    return { width, height, ...read, data, format: '', of: `drawable:${id}`, samples: 1 };
  }

  #readPixels(
    writer: CommandWriter,
    pixels: PixelState,
    { format, type, components, channels }: ReadFormat,
    { x, y, width, height }: Region,
    restore: (writer: CommandWriter) => void,
  ): RawImage['data'] {
    pixels.begin(writer);
    const room = width * height * channels * (components === 'bytes' ? 1 : 4);
    const call = writer.call('glReadPixels', x, y, width, height, format, type, { room });
    pixels.end(writer);
    restore(writer);
    const answers = this.#questions.ask(writer);
    const value = answers.reply(call)?.outs[0]?.value;
    if (typeof value !== 'object' || value.kind !== 'data' || value.bytes.length < room)
      throw new LookError(`glReadPixels of ${format} failed here (error 0x${answers.error(call).toString(16)})`);
    return flipped(valuesOf(value.bytes.subarray(0, room), components), height);
  }

  #attached(framebuffer: number, what: RawImage['what'], index: number, name: string, region: Region | undefined): RawImage {
    const questions = this.#questions;
    const point = what === 'color' ? 0x8ce0 + index : what === 'depth' ? 0x8d00 : 0x8d20;
    const parameter = (pname: string | number) => ['glGetFramebufferAttachmentParameteriv', 'GL_DRAW_FRAMEBUFFER', point, pname] as const;
    const answers = questions.integers(
      [
        'GL_FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE',
        'GL_FRAMEBUFFER_ATTACHMENT_OBJECT_NAME',
        'GL_FRAMEBUFFER_ATTACHMENT_COMPONENT_TYPE',
        'GL_FRAMEBUFFER_ATTACHMENT_TEXTURE_LEVEL',
        'GL_FRAMEBUFFER_ATTACHMENT_TEXTURE_LAYER',
        'GL_FRAMEBUFFER_ATTACHMENT_TEXTURE_CUBE_MAP_FACE',
        0x8212,
        0x8213,
        0x8214,
        0x8215,
      ].map(parameter),
    );
    const [type = 0, object = 0, component = 0, level = 0, layer = 0, face = 0, ...bits] = answers.map(values => values[0] ?? 0);
    if (type === OBJECT.none) throw new LookError(`framebuffer ${framebuffer} has no ${name} attachment at this call`);
    const size = type === OBJECT.renderbuffer ? this.#renderbuffer(object) : this.#textureSize(object, level, face);
    const read = formatFor(what, component, Math.max(...bits), questions.es);
    if (region && size.samples > 1) throw new LookError('single pixels of a multisampled framebuffer cannot be followed');
    const place = within(size, region);
    const data = this.#framebuffer(framebuffer, point, read, size, place);
    const where = type === OBJECT.renderbuffer ? '' : `${level > 0 ? ` level ${level}` : ''}${layer > 0 ? ` layer ${layer}` : ''}`;
    const of = `${type === OBJECT.renderbuffer ? 'renderbuffer' : 'texture'}:${object}${where}`;
    return {
      width: size.width,
      height: size.height,
      ...read,
      data,
      format: this.#formatName(size.format),
      of,
      samples: Math.max(1, size.samples),
    };
  }

  /** Of what draws write now, by its first attachment; 0x0 when there is none. */
  size(): { readonly width: number; readonly height: number } {
    const questions = this.#questions;
    const [draw = 0] = questions.get(['GL_DRAW_FRAMEBUFFER_BINDING']);
    const id = this.#asker.contexts().find(({ id }) => id === questions.context)?.draw ?? 0;
    if (draw === 0) return this.#asker.drawables().find(each => each.id === id) ?? { width: 0, height: 0 };
    const parameters = [
      'GL_FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE',
      'GL_FRAMEBUFFER_ATTACHMENT_OBJECT_NAME',
      'GL_FRAMEBUFFER_ATTACHMENT_TEXTURE_LEVEL',
      'GL_FRAMEBUFFER_ATTACHMENT_TEXTURE_CUBE_MAP_FACE',
    ];
    for (const point of ATTACHMENT_POINTS) {
      const [type = 0, object = 0, level = 0, face = 0] = questions
        .integers(parameters.map(pname => ['glGetFramebufferAttachmentParameteriv', 'GL_DRAW_FRAMEBUFFER', point, pname] as const))
        .map(values => values[0] ?? 0);
      if (type === OBJECT.renderbuffer) return this.#renderbuffer(object);
      if (type === OBJECT.texture) return this.#textureSize(object, level, face);
    }
    return { width: 0, height: 0 };
  }

  #formatName(format: number): string {
    const { dictionary } = this.#asker.names;
    return dictionary.enumName('InternalFormat', format) ?? `0x${format.toString(16)}`;
  }

  /** Reads an attachment of a framebuffer object; of a multisampled one through a resolved copy. */
  #framebuffer(framebuffer: number, point: number, read: ReadFormat, size: Size, place: Region): RawImage['data'] {
    const questions = this.#questions;
    const own = ownName++;
    const pixels = new PixelState(questions);
    const [oldDraw = 0, oldRead = 0, oldRenderbuffer = 0, scissor = 0] = questions.get([
      'GL_DRAW_FRAMEBUFFER_BINDING',
      'GL_READ_FRAMEBUFFER_BINDING',
      'GL_RENDERBUFFER_BINDING',
      'GL_SCISSOR_TEST',
    ]);
    questions.run([['glBindFramebuffer', 'GL_READ_FRAMEBUFFER', framebuffer]]);
    const [readBuffer = 0] = questions.get(['GL_READ_BUFFER']);
    const writer = questions.write();
    const isColor = read.what === 'color';
    if (isColor) writer.call('glReadBuffer', point);
    const { width, height, samples } = size;
    if (samples > 1) {
      const mask = isColor ? 'GL_COLOR_BUFFER_BIT' : read.what === 'depth' ? 'GL_DEPTH_BUFFER_BIT' : 'GL_STENCIL_BUFFER_BIT';
      const isPacked = [0x88f0, 0x8cad, 0x84f9].includes(size.format);
      const attachment = isColor ? 'GL_COLOR_ATTACHMENT0' : isPacked ? 'GL_DEPTH_STENCIL_ATTACHMENT' : point;
      writer.call('glGenRenderbuffers', 1, Uint32Array.of(own));
      writer.call('glBindRenderbuffer', 'GL_RENDERBUFFER', own);
      writer.call('glRenderbufferStorage', 'GL_RENDERBUFFER', size.format, width, height);
      writer.call('glGenFramebuffers', 1, Uint32Array.of(own));
      writer.call('glBindFramebuffer', 'GL_DRAW_FRAMEBUFFER', own);
      writer.call('glFramebufferRenderbuffer', 'GL_DRAW_FRAMEBUFFER', attachment, 'GL_RENDERBUFFER', own);
      if (scissor) writer.call('glDisable', 'GL_SCISSOR_TEST');
      writer.call('glBlitFramebuffer', 0, 0, width, height, 0, 0, width, height, mask, 'GL_NEAREST');
      if (scissor) writer.call('glEnable', 'GL_SCISSOR_TEST');
      if (isColor) writer.call('glReadBuffer', readBuffer);
      writer.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', own);
    }
    return this.#readPixels(writer, pixels, read, place, w => {
      if (samples > 1) {
        w.call('glBindFramebuffer', 'GL_DRAW_FRAMEBUFFER', oldDraw);
        w.call('glDeleteFramebuffers', 1, Uint32Array.of(own));
        w.call('glBindRenderbuffer', 'GL_RENDERBUFFER', oldRenderbuffer);
        w.call('glDeleteRenderbuffers', 1, Uint32Array.of(own));
      } else if (isColor) w.call('glReadBuffer', readBuffer);
      w.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', oldRead);
    });
  }

  #renderbuffer(name: number): Size {
    const questions = this.#questions;
    const [previous = 0] = questions.get(['GL_RENDERBUFFER_BINDING']);
    questions.run([['glBindRenderbuffer', 'GL_RENDERBUFFER', name]]);
    const parameters = ['GL_RENDERBUFFER_WIDTH', 'GL_RENDERBUFFER_HEIGHT', 'GL_RENDERBUFFER_INTERNAL_FORMAT', 'GL_RENDERBUFFER_SAMPLES'];
    const [width = 0, height = 0, format = 0, samples = 0] = questions
      .integers(parameters.map(pname => ['glGetRenderbufferParameteriv', 'GL_RENDERBUFFER', pname] as const))
      .map(values => values[0] ?? 0);
    questions.run([['glBindRenderbuffer', 'GL_RENDERBUFFER', previous]]);
    return { width, height, format, samples };
  }

  /** Calls `look` while the texture is bound to its target, and binds what was bound before. */
  #bound<T>(texture: number, look: (target: string) => T): T {
    const questions = this.#questions;
    const writer = questions.write();
    const exists = writer.call('glIsTexture', texture);
    if (questions.ask(writer).reply(exists)?.result?.value !== true) throw new LookError(`texture ${texture} does not exist at this call`);
    for (const [target, binding] of TARGETS) {
      const [[previous] = []] = questions.integers([['glGetIntegerv', binding]]);
      if (previous === undefined) continue;
      // binding to a target that is not its own is an error, and changes nothing
      if (questions.run([['glBindTexture', target, texture]])[0] !== 0) continue;
      try {
        return look(target);
      } finally {
        questions.run([['glBindTexture', target, previous]]);
      }
    }
    throw new LookError(`texture ${texture} can be bound to no target that is known here`);
  }

  #textureSize(texture: number, level: number, face: number): Size {
    return this.#bound(texture, target => this.#levelSize(target, level, face));
  }

  #levelSize(target: string, level: number, face: number): Size & { depth: number; types: number[]; bits: number[] } {
    const place = target === 'GL_TEXTURE_CUBE_MAP' ? face || FIRST_FACE : target;
    const parameters = [
      'GL_TEXTURE_WIDTH',
      'GL_TEXTURE_HEIGHT',
      0x8071,
      'GL_TEXTURE_INTERNAL_FORMAT',
      0x9106,
      0x8c10,
      0x8c11,
      0x8c12,
      0x8c13,
      0x8c14,
      0x8c15,
      0x8c16, // component types: red to alpha, luminance, intensity, depth
      0x805c,
      0x805d,
      0x805e,
      0x805f,
      0x8060,
      0x8061,
      0x884a,
      0x88f1, // and bits, and stencil
    ];
    const answers = this.#questions.integers(parameters.map(pname => ['glGetTexLevelParameteriv', place, level, pname] as const));
    const [width = 0, height = 0, depth = 0, format = 0, samples = 0, ...rest] = answers.map(values => values[0] ?? 0);
    return { width, height, depth, format, samples, types: rest.slice(0, 7), bits: rest.slice(7) };
  }

  /** One layer of a level of a texture; of a cube map the layers are faces. Throws LookError when there is none. */
  texture(texture: number, level: number, layer: number, what: 'stencil' | undefined = undefined): RawImage {
    const questions = this.#questions;
    return this.#bound(texture, target => {
      const isCube = target === 'GL_TEXTURE_CUBE_MAP';
      const face = isCube ? FIRST_FACE + layer : 0;
      const isLayered = /3D|ARRAY/.test(target);
      if (layer < 0 || (isCube && layer > 5) || (!isCube && !isLayered && layer > 0))
        throw new LookError(`texture ${texture} has no layer ${layer}`);
      const size = this.#levelSize(target, level, face);
      const rowsAreLayers = target === 'GL_TEXTURE_1D_ARRAY';
      const layers = rowsAreLayers ? size.height : isLayered ? size.depth : isCube ? 6 : 1;
      const { width } = size;
      const height = rowsAreLayers ? 1 : Math.max(1, size.height);
      if (width === 0) throw new LookError(`texture ${texture} has no level ${level} at this call`);
      if (layer >= layers) throw new LookError(`texture ${texture} has layers 0 to ${layers - 1} in level ${level}`);
      const isDepth = size.bits[6]! > 0;
      const isStencil = what === 'stencil' || (!isDepth && size.bits[7]! > 0);
      const kind = isStencil ? 'stencil' : isDepth ? 'depth' : 'color';
      const componentType = size.types.find(type => type !== 0) ?? TYPE.normalized;
      const read = formatFor(kind, componentType, Math.max(...size.bits.slice(0, 6)), questions.es);
      const of = `texture:${texture}${level > 0 ? ` level ${level}` : ''}${layers > 1 ? ` layer ${layer}` : ''}`;
      const common = { width, height, ...read, format: this.#formatName(size.format), of, samples: Math.max(1, size.samples) };
      if (size.samples > 0 || questions.es) {
        const data = this.#throughFramebuffer(texture, target, level, layer, face, read, { ...size, height });
        return { ...common, data };
      }
      const pixels = new PixelState(questions);
      const writer = questions.write();
      pixels.begin(writer);
      const values = width * (rowsAreLayers ? size.height : height) * (isLayered && !rowsAreLayers ? size.depth : 1) * read.channels;
      const place = isCube ? face : target;
      const call = writer.call('glGetTexImage', place, level, read.format, read.type, {
        room: values * (read.components === 'bytes' ? 1 : 4),
      });
      pixels.end(writer);
      const answers = questions.ask(writer);
      // five words (native/readback.h: ImageHead), the length, then tight rows
      const payload = answers.payload(call)?.subarray(24);
      const each = width * height * read.channels * (read.components === 'bytes' ? 1 : 4);
      const from = isCube ? 0 : layer * each;
      if (!payload || payload.length < from + each)
        throw new LookError(`texture ${texture} cannot be read back (error 0x${answers.error(call).toString(16)})`);
      return { ...common, data: flipped(valuesOf(payload.subarray(from, from + each), read.components), height) };
    });
  }

  /** For what glGetTexImage does not give: multisampled textures, OpenGL ES. */
  #throughFramebuffer(
    texture: number,
    target: string,
    level: number,
    layer: number,
    face: number,
    read: ReadFormat,
    size: Size,
  ): RawImage['data'] {
    const questions = this.#questions;
    const name = ownName++;
    const [oldRead = 0] = questions.get(['GL_READ_FRAMEBUFFER_BINDING']);
    const point = read.what === 'color' ? 0x8ce0 : read.what === 'depth' ? 0x8d00 : 0x8d20;
    const isLayered = /3D|ARRAY/.test(target);
    questions.run([
      ['glGenFramebuffers', 1, Uint32Array.of(name)],
      ['glBindFramebuffer', 'GL_READ_FRAMEBUFFER', name],
      isLayered
        ? ['glFramebufferTextureLayer', 'GL_READ_FRAMEBUFFER', point, texture, level, layer]
        : ['glFramebufferTexture2D', 'GL_READ_FRAMEBUFFER', point, face || target, texture, level],
    ]);
    try {
      return this.#framebuffer(name, point, read, size, within(size, undefined));
    } finally {
      questions.run([
        ['glBindFramebuffer', 'GL_READ_FRAMEBUFFER', oldRead],
        ['glDeleteFramebuffers', 1, Uint32Array.of(name)],
      ]);
    }
  }
}

/** Targets with the question for their binding in the active unit. Those that more programs use come first. */
const TARGETS: readonly (readonly [string, string])[] = [
  ['GL_TEXTURE_2D', 'GL_TEXTURE_BINDING_2D'],
  ['GL_TEXTURE_CUBE_MAP', 'GL_TEXTURE_BINDING_CUBE_MAP'],
  ['GL_TEXTURE_2D_ARRAY', 'GL_TEXTURE_BINDING_2D_ARRAY'],
  ['GL_TEXTURE_3D', 'GL_TEXTURE_BINDING_3D'],
  ['GL_TEXTURE_2D_MULTISAMPLE', 'GL_TEXTURE_BINDING_2D_MULTISAMPLE'],
  ['GL_TEXTURE_RECTANGLE', 'GL_TEXTURE_BINDING_RECTANGLE'],
  ['GL_TEXTURE_1D', 'GL_TEXTURE_BINDING_1D'],
  ['GL_TEXTURE_1D_ARRAY', 'GL_TEXTURE_BINDING_1D_ARRAY'],
  ['GL_TEXTURE_CUBE_MAP_ARRAY', 'GL_TEXTURE_BINDING_CUBE_MAP_ARRAY'],
  ['GL_TEXTURE_2D_MULTISAMPLE_ARRAY', 'GL_TEXTURE_BINDING_2D_MULTISAMPLE_ARRAY'],
];
