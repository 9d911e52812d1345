// Buffers, renderbuffers and samplers: read back in a context of our own, and made again.
import type { CommandWriter } from '../../trace/command_writer.js';
import { type Components, isDepth, type Transfer, transferOf } from './formats.js';
import { GL } from './gl.js';
import type { NameSet } from './object_history.js';
import { type Place, SPARE } from './place.js';
import { Questions } from './questions.js';

export interface BufferCapture {
  readonly name: number;
  readonly size: number;
  readonly usage: number;
  /** GL_BUFFER_STORAGE_FLAGS; undefined = mutable. */
  readonly storage: number | undefined;
  readonly data: Uint8Array | undefined;
  readonly mapped: { readonly offset: number; readonly length: number; readonly access: number } | undefined;
}

const PERSISTENT = 0x40;
const DYNAMIC_STORAGE = 0x100;

/** Names of a kind that are objects now. */
export function liveNames(place: Place, set: NameSet, is: string): number[] {
  const questions = new Questions(place.asker, place.helper);
  const names = [...set.seen].sort((a, b) => a - b);
  const are = names.map(name => questions.truth(is, name));
  questions.run();
  return names.filter((_, i) => are[i]!());
}

export function captureBuffers(place: Place, names: readonly number[]): BufferCapture[] {
  const target = 'GL_ARRAY_BUFFER';
  const questions = new Questions(place.asker, place.helper);
  const ask = (pname: string) => questions.int('glGetBufferParameteriv', target, pname);
  const asked = names.map(name => {
    questions.do('glBindBuffer', target, name);
    return {
      name,
      size: ask('GL_BUFFER_SIZE'),
      usage: ask('GL_BUFFER_USAGE'),
      mapped: ask('GL_BUFFER_MAPPED'),
      immutable: ask('GL_BUFFER_IMMUTABLE_STORAGE'),
      flags: ask('GL_BUFFER_STORAGE_FLAGS'),
      offset: ask('GL_BUFFER_MAP_OFFSET'),
      length: ask('GL_BUFFER_MAP_LENGTH'),
      access: ask('GL_BUFFER_ACCESS_FLAGS'),
    };
  });
  questions.run();
  return asked.map(({ name, size, usage, mapped, immutable, flags, offset, length, access }) => {
    const bytes = size() ?? 0;
    const isMapped = (mapped() ?? 0) !== 0;
    if (isMapped && !((access() ?? 0) & PERSISTENT)) place.obstacle(`buffer ${name} is mapped`);
    let data: Uint8Array | undefined;
    if (bytes > 0) {
      const reading = new Questions(place.asker, place.helper);
      reading.do('glBindBuffer', target, name);
      const contents = reading.bytes('glGetBufferSubData', target, 0, bytes, { room: bytes });
      reading.run();
      data = contents();
      if (data?.length !== bytes) place.obstacle(`buffer ${name} cannot be read back`);
    }
    return {
      name,
      size: bytes,
      usage: usage() ?? 0,
      storage: immutable() ? (flags() ?? 0) : undefined,
      data,
      mapped: isMapped ? { offset: offset() ?? 0, length: length() ?? 0, access: access() ?? 0 } : undefined,
    };
  });
}

export function emitBuffer(out: CommandWriter, buffer: BufferCapture): void {
  const { name, size, usage, storage, data = null, mapped } = buffer;
  out.call('glBindBuffer', 'GL_ARRAY_BUFFER', name);
  if (storage !== undefined) out.call('glBufferStorage', 'GL_ARRAY_BUFFER', size, data, storage);
  else if (size > 0) out.call('glBufferData', 'GL_ARRAY_BUFFER', size, data, usage);
  // without invalidating or waiting: the contents are there
  if (mapped) out.call('glMapBufferRange', 'GL_ARRAY_BUFFER', mapped.offset, mapped.length, mapped.access & ~0x2c, 2);
}

/** New contents of a buffer that is the same otherwise; false when only a new one can have them. */
export function emitBufferContents(out: CommandWriter, buffer: BufferCapture): boolean {
  const { name, size, usage, storage, data } = buffer;
  if (!data || (storage !== undefined && !(storage & DYNAMIC_STORAGE))) return false;
  out.call('glBindBuffer', 'GL_ARRAY_BUFFER', name);
  if (storage !== undefined) out.call('glBufferSubData', 'GL_ARRAY_BUFFER', 0, size, data);
  else out.call('glBufferData', 'GL_ARRAY_BUFFER', size, data, usage);
  return true;
}

// ---- Renderbuffers --------------------------------------------------------------------------------------

export interface RenderbufferCapture {
  readonly name: number;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly internalFormat: number;
  readonly transfer: Transfer;
  readonly isDepth: boolean;
  readonly hasStencil: boolean;
  readonly data: Uint8Array | undefined;
}

function attachmentOf(r: Pick<BlitImage, 'isDepth' | 'hasStencil' | 'transfer'>): string {
  if (!r.isDepth) return 'GL_COLOR_ATTACHMENT0';
  if (r.transfer.format === GL.STENCIL_INDEX) return 'GL_STENCIL_ATTACHMENT';
  return r.hasStencil ? 'GL_DEPTH_STENCIL_ATTACHMENT' : 'GL_DEPTH_ATTACHMENT';
}

export function captureRenderbuffers(place: Place, names: readonly number[]): RenderbufferCapture[] {
  const questions = new Questions(place.asker, place.helper);
  const target = 'GL_RENDERBUFFER';
  const asked = names.map(name => {
    questions.do('glBindRenderbuffer', target, name);
    const ask = (pname: string) => questions.int('glGetRenderbufferParameteriv', target, `GL_RENDERBUFFER_${pname}`);
    const sizes = ['RED', 'GREEN', 'BLUE', 'ALPHA', 'DEPTH', 'STENCIL'].map(part => ask(`${part}_SIZE`));
    return { name, width: ask('WIDTH'), height: ask('HEIGHT'), samples: ask('SAMPLES'), format: ask('INTERNAL_FORMAT'), sizes };
  });
  questions.run();
  return asked.map(({ name, width, height, samples, format, sizes }) => {
    const [red = 0, green = 0, blue = 0, alpha = 0, depth = 0, stencil = 0] = sizes.map(size => size() ?? 0);
    const size = { width: width() ?? 0, height: height() ?? 0, samples: samples() ?? 0, internalFormat: format() ?? 0 };
    const shape = { red, green, blue, alpha, depth, stencil, luminance: 0, intensity: 0, internalFormat: size.internalFormat };
    const components = { ...shape, ...componentTypes(place, name, shape, size) };
    const known = { name, ...size, transfer: transferOf(components), isDepth: isDepth(components), hasStencil: stencil > 0 };
    if (size.width * size.height === 0) return { ...known, data: undefined };
    if (size.samples > 0) place.multisample(`renderbuffer ${name}`);
    return { ...known, data: size.samples > 0 ? readResolved(place, known, renderbufferSource(name)) : readRenderbuffer(place, known) };
  });
}

/** Component types: asked for as of a framebuffer's attachment. */
function componentTypes(
  place: Place,
  name: number,
  shape: Omit<Components, 'type' | 'depthType'>,
  { width, height }: { width: number; height: number },
): Pick<Components, 'type' | 'depthType'> {
  const attachment = shape.depth > 0 ? 'GL_DEPTH_ATTACHMENT' : shape.stencil > 0 ? 'GL_STENCIL_ATTACHMENT' : 'GL_COLOR_ATTACHMENT0';
  if (width * height === 0) return { type: 0, depthType: 0 };
  const questions = new Questions(place.asker, place.helper);
  questions.do('glBindFramebuffer', 'GL_FRAMEBUFFER', SPARE.framebuffer);
  questions.do('glFramebufferRenderbuffer', 'GL_FRAMEBUFFER', attachment, 'GL_RENDERBUFFER', name);
  const type = questions.int(
    'glGetFramebufferAttachmentParameteriv',
    'GL_FRAMEBUFFER',
    attachment,
    'GL_FRAMEBUFFER_ATTACHMENT_COMPONENT_TYPE',
  );
  questions.do('glFramebufferRenderbuffer', 'GL_FRAMEBUFFER', attachment, 'GL_RENDERBUFFER', 0);
  questions.run();
  const found = type() ?? 0;
  return { type: found, depthType: shape.depth > 0 ? found : 0 };
}

function readRenderbuffer(place: Place, r: Omit<RenderbufferCapture, 'data'>): Uint8Array {
  const questions = new Questions(place.asker, place.helper);
  const attachment = attachmentOf(r);
  questions.do('glBindFramebuffer', 'GL_FRAMEBUFFER', SPARE.framebuffer);
  questions.do('glFramebufferRenderbuffer', 'GL_FRAMEBUFFER', attachment, 'GL_RENDERBUFFER', r.name);
  chooseBuffers(questions.writer, r.isDepth);
  questions.do('glPixelStorei', 'GL_PACK_ALIGNMENT', 1);
  const data = questions.bytes('glReadPixels', 0, 0, r.width, r.height, r.transfer.format, r.transfer.type, { room: 1 << 30 });
  questions.do('glFramebufferRenderbuffer', 'GL_FRAMEBUFFER', attachment, 'GL_RENDERBUFFER', 0);
  questions.run();
  return data() ?? place.obstacle(`renderbuffer ${r.name} cannot be read back`);
}

function chooseBuffers(out: CommandWriter, isDepth: boolean): void {
  const buffer = isDepth ? 'GL_NONE' : 'GL_COLOR_ATTACHMENT0';
  out.call('glDrawBuffers', 1, Uint32Array.of(out.names.value(buffer)));
  out.call('glReadBuffer', buffer);
}

/** An image that is no single-sampled texture: contents go through a texture of its format, and a blit. */
export interface BlitImage {
  readonly width: number;
  readonly height: number;
  readonly internalFormat: number;
  readonly transfer: Transfer;
  readonly isDepth: boolean;
  readonly hasStencil: boolean;
}

/** Attaches the image to the framebuffer that is bound to `target`, or nothing. */
export type Attach = (out: CommandWriter, target: string, attachment: string, on: boolean) => void;

export const renderbufferSource =
  (name: number): Attach =>
  (out, target, attachment, on) =>
    void out.call('glFramebufferRenderbuffer', target, attachment, 'GL_RENDERBUFFER', on ? name : 0);

const maskOf = (image: BlitImage): number =>
  image.isDepth ? (image.transfer.format === GL.STENCIL_INDEX ? 0 : 0x100) | (image.hasStencil ? 0x400 : 0) : 0x4000;

/** The spare texture as an attachment of the first framebuffer of our own, the image as one of the second. */
function blitBetween(
  out: CommandWriter,
  image: BlitImage,
  attach: Attach,
  data: Uint8Array | null,
  toImage: boolean,
  then?: () => void,
): void {
  const { width, height, internalFormat, transfer } = image;
  const attachment = attachmentOf(image);
  const [draw, read] = toImage ? [SPARE.framebuffer + 1, SPARE.framebuffer] : [SPARE.framebuffer, SPARE.framebuffer + 1];
  const [drawTarget, readTarget] = ['GL_DRAW_FRAMEBUFFER', 'GL_READ_FRAMEBUFFER'];
  const ofTexture = toImage ? readTarget : drawTarget;
  const ofImage = toImage ? drawTarget : readTarget;
  const buffer = image.isDepth ? 'GL_NONE' : 'GL_COLOR_ATTACHMENT0';
  out.call('glBindTexture', 'GL_TEXTURE_2D', SPARE.texture);
  out.call('glTexParameteri', 'GL_TEXTURE_2D', 'GL_TEXTURE_MAX_LEVEL', 0);
  out.call('glTexImage2D', 'GL_TEXTURE_2D', 0, internalFormat, width, height, 0, transfer.format, transfer.type, data);
  out.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', read);
  out.call('glBindFramebuffer', 'GL_DRAW_FRAMEBUFFER', draw);
  out.call('glFramebufferTexture2D', ofTexture, attachment, 'GL_TEXTURE_2D', SPARE.texture, 0);
  attach(out, ofImage, attachment, true);
  out.call('glReadBuffer', buffer);
  out.call('glDrawBuffers', 1, Uint32Array.of(out.names.value(buffer)));
  out.call('glBlitFramebuffer', 0, 0, width, height, 0, 0, width, height, maskOf(image), 'GL_NEAREST');
  if (then) {
    out.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', SPARE.framebuffer);
    out.call('glReadBuffer', buffer);
    then();
    out.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', read);
  }
  out.call('glFramebufferTexture2D', ofTexture, attachment, 'GL_TEXTURE_2D', 0, 0);
  attach(out, ofImage, attachment, false);
  out.call('glDeleteTextures', 1, Uint32Array.of(SPARE.texture));
  out.call('glBindFramebuffer', 'GL_FRAMEBUFFER', 0);
  out.call('glDeleteFramebuffers', 2, Uint32Array.of(SPARE.framebuffer, SPARE.framebuffer + 1));
}

/** One value a pixel of a multisampled image. */
export function readResolved(place: Place, image: BlitImage, attach: Attach): Uint8Array {
  const questions = new Questions(place.asker, place.helper);
  questions.do('glPixelStorei', 'GL_PACK_ALIGNMENT', 1);
  let data: (() => Uint8Array | undefined) | undefined;
  blitBetween(questions.writer, image, attach, null, false, () => {
    data = questions.bytes('glReadPixels', 0, 0, image.width, image.height, image.transfer.format, image.transfer.type, { room: 1 << 30 });
  });
  questions.run();
  return data?.() ?? place.obstacle('a multisampled image cannot be read back');
}

export function emitBlitted(out: CommandWriter, image: BlitImage, attach: Attach, data: Uint8Array): void {
  blitBetween(out, image, attach, data, true);
}

export function emitRenderbuffer(out: CommandWriter, r: RenderbufferCapture): void {
  const { name, width, height, samples, internalFormat } = r;
  out.call('glBindRenderbuffer', 'GL_RENDERBUFFER', name);
  if (width * height === 0) return;
  if (samples > 0) out.call('glRenderbufferStorageMultisample', 'GL_RENDERBUFFER', samples, internalFormat, width, height);
  else out.call('glRenderbufferStorage', 'GL_RENDERBUFFER', internalFormat, width, height);
  if (r.data) emitBlitted(out, r, renderbufferSource(name), r.data);
}

// ---- Samplers ---------------------------------------------------------------------------------------------

export interface SamplerCapture {
  readonly name: number;
  readonly parameters: readonly { readonly name: string; readonly isFloat: boolean; readonly value: Int32Array | Float32Array }[];
}

const SAMPLER_INTS = [
  'MIN_FILTER',
  'MAG_FILTER',
  'WRAP_S',
  'WRAP_T',
  'WRAP_R',
  'COMPARE_MODE',
  'COMPARE_FUNC',
  'SRGB_DECODE_EXT',
  'CUBE_MAP_SEAMLESS',
  'REDUCTION_MODE_ARB',
];
const SAMPLER_FLOATS = ['MIN_LOD', 'MAX_LOD', 'LOD_BIAS', 'MAX_ANISOTROPY', 'BORDER_COLOR'];

export function captureSamplers(place: Place, names: readonly number[]): SamplerCapture[] {
  const questions = new Questions(place.asker, place.helper);
  const asked = names.map(name => ({
    name,
    ints: SAMPLER_INTS.map(row => ({ row, value: questions.ints('glGetSamplerParameteriv', name, `GL_TEXTURE_${row}`) })),
    floats: SAMPLER_FLOATS.map(row => ({ row, value: questions.floats('glGetSamplerParameterfv', name, `GL_TEXTURE_${row}`) })),
  }));
  questions.run();
  return asked.map(({ name, ints, floats }) => ({
    name,
    parameters: [...ints.map(p => ({ ...p, isFloat: false })), ...floats.map(p => ({ ...p, isFloat: true }))].flatMap(
      ({ row, value, isFloat }) => {
        const found = value();
        return found ? [{ name: `GL_TEXTURE_${row}`, isFloat, value: found }] : [];
      },
    ),
  }));
}

export function emitSampler(out: CommandWriter, { name, parameters }: SamplerCapture): void {
  out.call('glBindSampler', 0, name); // makes it an object
  for (const p of parameters) out.call(p.isFloat ? 'glSamplerParameterfv' : 'glSamplerParameteriv', name, p.name, p.value);
  out.call('glBindSampler', 0, 0);
}
