// Textures: what a texture object holds, read back in a context of our own, and the commands that make it again.
import type { CommandWriter } from '../../trace/command_writer.js';
import type { Asker } from '../asker.js';
import { type Attach, type BlitImage, emitBlitted, readResolved } from './buffers.js';
import { COMPONENTS, componentsOf, isDepth, isInteger, type Transfer, transferOf } from './formats.js';
import { GL } from './gl.js';
import { joined } from './history.js';
import type { GroupHistory } from './object_history.js';
import type { Place } from './place.js';
import { type Answer, Questions } from './questions.js';

export interface TextureImage {
  /** Face of a cube map, else the texture's target. */
  readonly target: number;
  readonly level: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly internalFormat: number;
  readonly compressed: boolean;
  readonly transfer: Transfer;
  /** Undefined: the texture shows another's storage. Of a multisampled one: a value a pixel, layer after layer. */
  readonly data: Uint8Array | undefined;
  readonly isDepth: boolean;
  readonly hasStencil: boolean;
}

export interface TextureParameter {
  readonly name: string;
  readonly form: 'i' | 'f' | 'I';
  readonly value: Int32Array | Float32Array;
}

export interface TextureCapture {
  readonly name: number;
  readonly target: number;
  /** Levels of immutable storage; 0 = mutable. */
  readonly immutableLevels: number;
  readonly images: readonly TextureImage[];
  readonly parameters: readonly TextureParameter[];
  /** glTextureView that made it. */
  readonly view: Uint8Array | undefined;
  readonly buffer: { readonly name: number; readonly format: number; readonly offset: number; readonly size: number } | undefined;
  readonly samples: { readonly count: number; readonly fixed: boolean } | undefined;
}

/** Texture 0 of these targets is an object, too. */
export const DEFAULT_TARGETS = [GL.TEXTURE_1D, GL.TEXTURE_2D, GL.TEXTURE_3D, GL.TEXTURE_CUBE_MAP, GL.TEXTURE_RECTANGLE] as const;

const MAX_LEVELS = 15;
const PARAMETERS: readonly (readonly [string, TextureParameter['form']])[] = [
  ['GL_TEXTURE_MIN_FILTER', 'i'],
  ['GL_TEXTURE_MAG_FILTER', 'i'],
  ['GL_TEXTURE_WRAP_S', 'i'],
  ['GL_TEXTURE_WRAP_T', 'i'],
  ['GL_TEXTURE_WRAP_R', 'i'],
  ['GL_TEXTURE_MIN_LOD', 'f'],
  ['GL_TEXTURE_MAX_LOD', 'f'],
  ['GL_TEXTURE_LOD_BIAS', 'f'],
  ['GL_TEXTURE_BASE_LEVEL', 'i'],
  ['GL_TEXTURE_MAX_LEVEL', 'i'],
  ['GL_TEXTURE_COMPARE_MODE', 'i'],
  ['GL_TEXTURE_COMPARE_FUNC', 'i'],
  ['GL_TEXTURE_SWIZZLE_RGBA', 'i'],
  ['GL_TEXTURE_MAX_ANISOTROPY', 'f'],
  ['GL_DEPTH_STENCIL_TEXTURE_MODE', 'i'],
  ['GL_TEXTURE_SRGB_DECODE_EXT', 'i'],
  ['GL_TEXTURE_PRIORITY', 'f'],
  ['GL_DEPTH_TEXTURE_MODE', 'i'],
  ['GL_GENERATE_MIPMAP', 'i'],
  ['GL_TEXTURE_CUBE_MAP_SEAMLESS', 'i'],
  ['GL_TEXTURE_REDUCTION_MODE_ARB', 'i'],
];
/** Of a new texture, except rectangles: what is so need not be said. */
const INITIAL: Readonly<Record<string, readonly number[]>> = {
  GL_TEXTURE_MIN_FILTER: [0x2702],
  GL_TEXTURE_MAG_FILTER: [0x2601],
  GL_TEXTURE_WRAP_S: [0x2901],
  GL_TEXTURE_WRAP_T: [0x2901],
  GL_TEXTURE_WRAP_R: [0x2901],
  GL_TEXTURE_MIN_LOD: [-1000],
  GL_TEXTURE_MAX_LOD: [1000],
  GL_TEXTURE_LOD_BIAS: [0],
  GL_TEXTURE_BASE_LEVEL: [0],
  GL_TEXTURE_MAX_LEVEL: [1000],
  GL_TEXTURE_COMPARE_MODE: [0],
  GL_TEXTURE_COMPARE_FUNC: [0x0203],
  GL_TEXTURE_SWIZZLE_RGBA: [0x1903, 0x1904, 0x1905, 0x1906],
  GL_TEXTURE_MAX_ANISOTROPY: [1],
  GL_DEPTH_STENCIL_TEXTURE_MODE: [0x1902],
  GL_TEXTURE_SRGB_DECODE_EXT: [0x8a49],
  GL_TEXTURE_PRIORITY: [1],
  GL_DEPTH_TEXTURE_MODE: [0x1909],
  GL_GENERATE_MIPMAP: [0],
  GL_TEXTURE_CUBE_MAP_SEAMLESS: [0],
  GL_TEXTURE_REDUCTION_MODE_ARB: [0x9367],
  GL_TEXTURE_BORDER_COLOR: [0, 0, 0, 0],
};
/** What rectangles have otherwise. */
const RECTANGLE: Readonly<Record<string, readonly number[]>> = {
  GL_TEXTURE_MIN_FILTER: [0x2601],
  GL_TEXTURE_WRAP_S: [0x812f],
  GL_TEXTURE_WRAP_T: [0x812f],
  GL_TEXTURE_WRAP_R: [0x812f],
};
const initialOf = (name: string, target: number): readonly number[] | undefined =>
  (target === GL.TEXTURE_RECTANGLE ? RECTANGLE[name] : undefined) ?? INITIAL[name];
const isInitial = ({ name, value }: TextureParameter, target: number): boolean => {
  const initial = initialOf(name, target);
  return initial !== undefined && initial.length === value.length && initial.every((n, i) => n === value[i]);
};
/** GL_BGRA_EXT, GL_ETC1_RGB8_OES: our own context is one of OpenGL. */
const ONLY_ES: ReadonlySet<number> = new Set([0x80e1, 0x8d64]);
export const isMultisample = (target: number): boolean =>
  target === GL.TEXTURE_2D_MULTISAMPLE || target === GL.TEXTURE_2D_MULTISAMPLE_ARRAY;
const facesOf = (target: number) =>
  target === GL.TEXTURE_CUBE_MAP ? [0, 1, 2, 3, 4, 5].map(face => GL.TEXTURE_CUBE_MAP_POSITIVE_X + face) : [target];
const dimensionsOf = (target: number) =>
  target === GL.TEXTURE_1D ? 1 : target === GL.TEXTURE_3D || target === GL.TEXTURE_2D_ARRAY || target === GL.TEXTURE_CUBE_MAP_ARRAY ? 3 : 2;

interface Asked {
  readonly name: number;
  readonly target: number;
  readonly parameters: readonly {
    readonly row: (typeof PARAMETERS)[number];
    readonly value: Answer<Int32Array | Float32Array | undefined>;
  }[];
  readonly border: Answer<Float32Array | undefined>;
  readonly borderInts: Answer<Int32Array | undefined>;
  readonly immutable: Answer<number | undefined>;
  readonly levels: Answer<number | undefined>;
  readonly widths: readonly Answer<number | undefined>[];
  readonly bound: number;
}

/** Which of `names` are textures, with their targets. */
export interface TextureName {
  readonly name: number;
  readonly target: number;
}

export function liveTextures(place: Place, history: GroupHistory): TextureName[] {
  const questions = new Questions(place.asker, place.helper);
  const names = [...history.names('texture').seen].sort((a, b) => a - b);
  const are = names.map(name => questions.truth('glIsTexture', name));
  questions.run();
  const live = names.filter((_, i) => are[i]!()).map(name => ({ name, target: history.textureTarget.get(name) ?? GL.TEXTURE_2D }));
  return [...DEFAULT_TARGETS.map(target => ({ name: 0, target })), ...live];
}

/** Texture 0 of each target as it is in the beginning. */
export function resetDefaultTextures(asker: Asker, context: number): void {
  const questions = new Questions(asker, context);
  const levels = DEFAULT_TARGETS.flatMap(target => {
    questions.do('glBindTexture', target, 0);
    return facesOf(target).flatMap(face =>
      Array.from({ length: target === GL.TEXTURE_RECTANGLE ? 1 : MAX_LEVELS }, (_, level) => ({
        target,
        face,
        level,
        width: questions.int('glGetTexLevelParameteriv', face, level, 'GL_TEXTURE_WIDTH'),
      })),
    );
  });
  questions.run();
  const clearing = new Questions(asker, context);
  for (const { target, face, level, width } of levels) {
    if ((width() ?? 0) === 0) continue;
    const size = Array.from({ length: dimensionsOf(target) }, () => 0);
    clearing.do(`glTexImage${size.length}D`, face, level, 'GL_RGBA', ...size, 0, 'GL_RGBA', 'GL_UNSIGNED_BYTE', null);
  }
  for (const target of DEFAULT_TARGETS) {
    emitParameters(
      clearing.writer,
      target,
      PARAMETERS.flatMap(([name, form]) => {
        const initial = initialOf(name, target);
        return initial ? [{ name, form, value: form === 'f' ? Float32Array.from(initial) : Int32Array.from(initial) }] : [];
      }),
    );
    clearing.do('glTexParameterfv', target, 'GL_TEXTURE_BORDER_COLOR', new Float32Array(4));
  }
  clearing.run();
}

/** Reads textures back. Throws KeyframeObstacle when one cannot be. */
export function captureTextures(place: Place, history: GroupHistory, textures: readonly TextureName[]): TextureCapture[] {
  const asked = askTextures(place, textures);
  const images = askImages(place, asked, history);
  return asked.flatMap((texture, i) => {
    const captured = textureOf(place, texture, images[i]!, history);
    return captured ? [captured] : [];
  });
}

function askTextures(place: Place, textures: readonly TextureName[]): Asked[] {
  const questions = new Questions(place.asker, place.helper);
  const asked = textures.map(({ name, target }): Asked => {
    const bound = questions.do('glBindTexture', target, name);
    const isBuffer = target === GL.TEXTURE_BUFFER;
    const multisample = isMultisample(target);
    const rows = isBuffer || multisample ? PARAMETERS.filter(([row]) => /SWIZZLE|_LEVEL$/.test(row)) : PARAMETERS;
    return {
      name,
      target,
      bound,
      parameters: isBuffer
        ? []
        : rows.map(row => ({ row, value: questions[row[1] === 'f' ? 'floats' : 'ints'](`glGetTexParameter${row[1]}v`, target, row[0]) })),
      border: questions.floats('glGetTexParameterfv', target, 'GL_TEXTURE_BORDER_COLOR'),
      borderInts: place.hasIntegerParameters ? questions.ints('glGetTexParameterIiv', target, 'GL_TEXTURE_BORDER_COLOR') : () => undefined,
      immutable: questions.int('glGetTexParameteriv', target, 'GL_TEXTURE_IMMUTABLE_FORMAT'),
      levels: questions.int('glGetTexParameteriv', target, 'GL_TEXTURE_IMMUTABLE_LEVELS'),
      widths: Array.from({ length: isBuffer || multisample || target === GL.TEXTURE_RECTANGLE ? 1 : MAX_LEVELS }, (_, level) =>
        questions.int('glGetTexLevelParameteriv', facesOf(target)[0]!, level, 'GL_TEXTURE_WIDTH'),
      ),
    };
  });
  questions.run();
  for (const { name, target, bound } of asked)
    if (name !== 0 && questions.error(bound) !== 0) place.obstacle(`texture ${name} cannot be bound to 0x${target.toString(16)} again`);
  return asked;
}

interface AskedImage {
  readonly target: number;
  readonly level: number;
  readonly facts: ReadonlyMap<string, Answer<number | undefined>>;
}

const LEVEL_FACTS = [
  'GL_TEXTURE_WIDTH',
  'GL_TEXTURE_HEIGHT',
  'GL_TEXTURE_DEPTH',
  'GL_TEXTURE_COMPRESSED',
  'GL_TEXTURE_SAMPLES',
  'GL_TEXTURE_FIXED_SAMPLE_LOCATIONS',
  'GL_TEXTURE_BUFFER_DATA_STORE_BINDING',
  'GL_TEXTURE_BUFFER_OFFSET',
  'GL_TEXTURE_BUFFER_SIZE',
  ...Object.values(COMPONENTS),
];

function askImages(place: Place, asked: readonly Asked[], history: GroupHistory): TextureImageFacts[][] {
  const questions = new Questions(place.asker, place.helper);
  const images = asked.map(({ name, target, widths }): AskedImage[] => {
    questions.do('glBindTexture', target, name);
    return widths.flatMap((width, level) =>
      (width() ?? 0) === 0
        ? []
        : facesOf(target).map(face => ({
            target: face,
            level,
            facts: new Map(LEVEL_FACTS.map(fact => [fact, questions.int('glGetTexLevelParameteriv', face, level, fact)])),
          })),
    );
  });
  questions.run();
  const known = images.map(all => all.map(factsOf));
  const reading = new Questions(place.asker, place.helper);
  reading.do('glPixelStorei', 'GL_PACK_ALIGNMENT', 1);
  return known.map((all, i) => {
    const { name, target } = asked[i]!;
    const readable = target !== GL.TEXTURE_BUFFER && !isMultisample(target) && !history.views.has(name);
    if (readable && all.length > 0) reading.do('glBindTexture', target, name);
    const datas = all.map(facts =>
      !readable || facts.width * facts.height * facts.depth === 0
        ? undefined
        : facts.compressed
          ? reading.image('glGetCompressedTexImage', facts.target, facts.level, { room: 1 })
          : reading.image('glGetTexImage', facts.target, facts.level, facts.transfer.format, facts.transfer.type, { room: 1 }),
    );
    // one crossing a texture: the answers of large ones need not be in memory all at once
    if (readable && all.length > 0) reading.run();
    const done = all.map((facts, n) => ({ ...facts, data: datas[n]?.() }));
    for (const [n, facts] of done.entries())
      if (datas[n] && !facts.data) place.obstacle(`level ${facts.level} of texture ${name} cannot be read back`);
    return done;
  });
}

interface TextureImageFacts extends TextureImage {
  readonly samples: number;
  readonly fixed: boolean;
  readonly buffer: TextureCapture['buffer'];
}

function factsOf({ target, level, facts }: AskedImage): TextureImageFacts {
  const fact = (name: string) => facts.get(name)?.() ?? 0;
  const components = componentsOf(fact);
  return {
    target,
    level,
    width: fact('GL_TEXTURE_WIDTH'),
    height: fact('GL_TEXTURE_HEIGHT'),
    depth: fact('GL_TEXTURE_DEPTH'),
    internalFormat: components.internalFormat,
    compressed: fact('GL_TEXTURE_COMPRESSED') !== 0,
    transfer: transferOf(components),
    isDepth: isDepth(components),
    hasStencil: components.stencil > 0,
    data: undefined,
    samples: fact('GL_TEXTURE_SAMPLES'),
    fixed: fact('GL_TEXTURE_FIXED_SAMPLE_LOCATIONS') !== 0,
    buffer:
      target === GL.TEXTURE_BUFFER
        ? {
            name: fact('GL_TEXTURE_BUFFER_DATA_STORE_BINDING'),
            format: components.internalFormat,
            offset: fact('GL_TEXTURE_BUFFER_OFFSET'),
            size: fact('GL_TEXTURE_BUFFER_SIZE'),
          }
        : undefined,
  };
}

function textureOf(place: Place, asked: Asked, images: TextureImageFacts[], history: GroupHistory): TextureCapture | undefined {
  const { name, target } = asked;
  const parameters: TextureParameter[] = [];
  for (const { row, value } of asked.parameters) {
    const found = value();
    if (found && found.length > 0) parameters.push({ name: row[0], form: row[1], value: found });
  }
  if (target !== GL.TEXTURE_BUFFER && !isMultisample(target)) {
    const border = asked.border();
    const ints = asked.borderInts();
    const integer = images[0] !== undefined && isInteger(images[0].transfer);
    if (integer && ints) parameters.push({ name: 'GL_TEXTURE_BORDER_COLOR', form: 'I', value: ints });
    else if (border) parameters.push({ name: 'GL_TEXTURE_BORDER_COLOR', form: 'f', value: border });
  }
  const first = images[0];
  if (first && ONLY_ES.has(first.internalFormat))
    place.obstacle(`texture ${name} has the format 0x${first.internalFormat.toString(16)}, which only OpenGL ES has`);
  if (name === 0 && !first && parameters.every(parameter => isInitial(parameter, target))) return undefined;
  const view = history.views.get(name);
  if (first && isMultisample(target)) {
    place.multisample(`texture ${name}`);
    const layers = Array.from({ length: target === GL.TEXTURE_2D_MULTISAMPLE ? 1 : first.depth }, (_, layer) =>
      readResolved(place, first, layerOf(target, name, layer)),
    );
    images[0] = { ...first, data: joined(layers) };
  }
  return {
    name,
    target,
    immutableLevels: asked.immutable() ? (asked.levels() ?? images.length) : 0,
    images: images.map(({ samples: _, fixed: __, buffer: ___, ...image }) => image),
    parameters,
    view: view?.bytes,
    buffer: first?.buffer,
    samples: first && isMultisample(target) ? { count: first.samples, fixed: first.fixed } : undefined,
  };
}

/** Makes a texture that does not exist. Its name was generated; unpacking is tight. */
export function emitTexture(out: CommandWriter, texture: TextureCapture): void {
  const { name, target } = texture;
  if (texture.view) out.append(joined([texture.view]), 1);
  out.call('glBindTexture', target, name);
  if (texture.buffer) {
    const { buffer } = texture;
    if (buffer.name !== 0 && buffer.size > 0 && buffer.offset > 0)
      out.call('glTexBufferRange', target, buffer.format, buffer.name, buffer.offset, buffer.size);
    else out.call('glTexBuffer', target, buffer.format, buffer.name);
    return;
  }
  if (!texture.view) {
    if (texture.immutableLevels > 0) emitStorage(out, texture);
    else if (texture.samples) emitMutableMultisample(out, texture);
    // the lowest level first: the driver sizes the whole by it
    for (const image of texture.images) if (!texture.samples) emitImage(out, texture, image);
    if (texture.samples) emitMultisampleContents(out, texture);
  }
  // texture 0 is no new one, and a view begins with what it shows
  const isNew = name !== 0 && !texture.view;
  emitParameters(
    out,
    target,
    texture.parameters.filter(parameter => !isNew || !isInitial(parameter, target)),
  );
}

/** A layer of a multisampled texture. */
const layerOf =
  (target: number, name: number, layer: number): Attach =>
  (out, to, attachment, on) =>
    void (target === GL.TEXTURE_2D_MULTISAMPLE
      ? out.call('glFramebufferTexture2D', to, attachment, target, on ? name : 0, 0)
      : out.call('glFramebufferTextureLayer', to, attachment, on ? name : 0, 0, layer));

function emitMultisampleContents(out: CommandWriter, { name, target, images }: TextureCapture): void {
  const [image] = images;
  if (!image?.data) return;
  const layers = target === GL.TEXTURE_2D_MULTISAMPLE ? 1 : image.depth;
  const bytes = image.data.length / layers;
  for (let layer = 0; layer < layers; layer++)
    emitBlitted(out, image satisfies BlitImage, layerOf(target, name, layer), image.data.subarray(layer * bytes, (layer + 1) * bytes));
  out.call('glBindTexture', target, name);
}

function emitStorage(out: CommandWriter, { target, images, immutableLevels, samples }: TextureCapture): void {
  const base = images[0];
  if (!base) return;
  const { width, height, depth, internalFormat } = base;
  if (samples) {
    if (target === GL.TEXTURE_2D_MULTISAMPLE)
      out.call('glTexStorage2DMultisample', target, samples.count, internalFormat, width, height, samples.fixed);
    else out.call('glTexStorage3DMultisample', target, samples.count, internalFormat, width, height, depth, samples.fixed);
    return;
  }
  const dimensions = dimensionsOf(target);
  if (dimensions === 1) out.call('glTexStorage1D', target, immutableLevels, internalFormat, width);
  else if (dimensions === 2) out.call('glTexStorage2D', target, immutableLevels, internalFormat, width, height);
  else out.call('glTexStorage3D', target, immutableLevels, internalFormat, width, height, depth);
}

function emitMutableMultisample(out: CommandWriter, { target, images, samples }: TextureCapture): void {
  const base = images[0];
  if (!base || !samples) return;
  const { width, height, depth, internalFormat } = base;
  if (target === GL.TEXTURE_2D_MULTISAMPLE)
    out.call('glTexImage2DMultisample', target, samples.count, internalFormat, width, height, samples.fixed);
  else out.call('glTexImage3DMultisample', target, samples.count, internalFormat, width, height, depth, samples.fixed);
}

export function emitParameters(out: CommandWriter, target: number, parameters: readonly TextureParameter[]): void {
  for (const { name, form, value } of parameters)
    out.call(form === 'I' ? 'glTexParameterIiv' : `glTexParameter${form}v`, target, name, value);
}

/** Contents of a level: into storage that is there, or making it. */
export function emitImage(out: CommandWriter, texture: Pick<TextureCapture, 'target' | 'immutableLevels'>, image: TextureImage): void {
  const { target, level, width, height, depth, internalFormat, data = null, transfer } = image;
  const dimensions = dimensionsOf(texture.target);
  const size = dimensions === 1 ? [width] : dimensions === 2 ? [width, height] : [width, height, depth];
  if (texture.immutableLevels > 0) {
    if (!data) return;
    const offsets = size.map(() => 0);
    if (image.compressed)
      out.call(`glCompressedTexSubImage${dimensions}D`, target, level, ...offsets, ...size, internalFormat, data.length, data);
    else out.call(`glTexSubImage${dimensions}D`, target, level, ...offsets, ...size, transfer.format, transfer.type, data);
  } else if (image.compressed && data)
    out.call(`glCompressedTexImage${dimensions}D`, target, level, internalFormat, ...size, 0, data.length, data);
  else {
    const { format, type, storageType = type } = transfer;
    const apart = storageType !== type;
    out.call(`glTexImage${dimensions}D`, target, level, internalFormat, ...size, 0, format, storageType, apart ? null : data);
    if (apart && data) out.call(`glTexSubImage${dimensions}D`, target, level, ...size.map(() => 0), ...size, format, type, data);
  }
}
