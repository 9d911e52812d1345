// Textures: images, copies, storage, parameters.
import type { CallArguments } from './call_arguments.js';
import type { EsContext } from './context.js';
import { storageFormat, swapRedAndBlue, textureFormat } from './formats.js';
import { direct, each, type Impossible, impossibleCall, possible, type Row, type Rows, type Surroundings } from './row.js';

const PIXEL_UNPACK_BUFFER = 0x88ec;
const CUBE_MAP = 0x8513;
/** 2D, 3D, 2D array, cube maps and their faces. */
const TARGETS: ReadonlySet<number> = new Set([0x0de1, 0x806f, 0x8c1a, CUBE_MAP, 0x8515, 0x8516, 0x8517, 0x8518, 0x8519, 0x851a]);
/** What glTexParameter takes in WebGL 2: filters, wraps, levels, comparison, anisotropy. */
const PARAMETERS: ReadonlySet<number> = new Set([
  0x2800, 0x2801, 0x2802, 0x2803, 0x8072, 0x813a, 0x813b, 0x813c, 0x813d, 0x884c, 0x884d, 0x84fe,
]);
/** Parameters that show in no picture where they have their usual values: swizzles are told apart below. */
const SWIZZLES: ReadonlyMap<number, number> = new Map([
  [0x8e42, 0x1903],
  [0x8e43, 0x1904],
  [0x8e44, 0x1905],
  [0x8e45, 0x1906],
]);

function wrongTarget(a: CallArguments): readonly Impossible[] {
  return TARGETS.has(a.number('target')) ? possible : [{ kind: 'format', what: `textures of ${a.enumName('target')}` }];
}

function boundTexture(x: EsContext, target: number): number {
  const binding = target >= 0x8515 && target <= 0x851a ? CUBE_MAP : target;
  return x.textures.get(`${x.textureUnit},${binding}`) ?? 0;
}

function noteSize(x: EsContext, a: CallArguments): void {
  if (a.number('level') === 0) x.textureSizes.set(boundTexture(x, a.number('target')), [a.number('width'), a.number('height')]);
}

/** The pixels of an upload: from the call, or from the buffer that is bound for them, as far as its contents are known. */
function pixelsOf(x: EsContext, a: CallArguments, around: Surroundings, name = 'pixels'): Uint8Array | null | undefined {
  const data = a.bytes(name);
  if (data) return data;
  const buffer = x.boundBuffer(PIXEL_UNPACK_BUFFER);
  const offset = a.offset(name);
  if (buffer === 0) return null;
  const shadow = x.shadows.get(buffer);
  if (shadow && offset !== undefined && offset < shadow.length) return shadow.slice(offset);
  around.cannot({ kind: 'call', what: `${a.call.name} from a pixel buffer that the GPU wrote` });
  return undefined;
}

/** Without the buffer for pixels: they come from memory here. */
function unpacking(x: EsContext, upload: () => void): void {
  const buffer = x.boundBuffer(PIXEL_UNPACK_BUFFER);
  if (buffer !== 0) x.angle.call('bindBuffer', PIXEL_UNPACK_BUFFER, 0);
  upload();
  if (buffer !== 0) x.angle.call('bindBuffer', PIXEL_UNPACK_BUFFER, x.object('buffer', buffer));
}

const format = (a: CallArguments) => textureFormat(a.number('internalformat'), a.number('format'), a.number('type'));
const formatName = (a: CallArguments) =>
  [...(a.has('internalformat') ? [a.enumName('internalformat')] : []), a.enumName('format'), a.enumName('type')].join(' ');

function image(dimensions: 2 | 3): Row {
  return {
    run(x, a, around) {
      const how = format(a);
      const data = pixelsOf(x, a, around);
      if (!how || data === undefined) return;
      noteSize(x, a);
      const pixels = data && how.swaps ? swapRedAndBlue(data) : data;
      const size = [a.number('width'), a.number('height'), ...(dimensions === 3 ? [a.number('depth')] : [])];
      const where = [a.number('target'), a.number('level'), how.internalFormat];
      unpacking(x, () => x.angle.call(`texImage${dimensions}D`, ...where, ...size, 0, how.format, how.type, pixels ?? undefined));
    },
    impossible(a) {
      const target = wrongTarget(a);
      if (target.length > 0) return target;
      if (a.number('border') !== 0) return impossibleCall(`${a.call.name} with a border`);
      return format(a) ? possible : [{ kind: 'format', what: `texture ${formatName(a)}` }];
    },
  };
}

/** The data of a part has the format of the whole, whatever that was called. */
function part(dimensions: 2 | 3): Row {
  const how = (a: CallArguments) => {
    const [form, type] = [a.number('format'), a.number('type')];
    const plain = type === 0x8d61 ? 0x140b : type;
    if (form !== 0x80e1) return { format: form, type: plain, swaps: false };
    return plain === 0x1401 || plain === 0x8367 ? { format: 0x1908, type: 0x1401, swaps: true } : undefined;
  };
  return {
    run(x, a, around) {
      const found = how(a);
      const data = pixelsOf(x, a, around);
      if (!found || !data) return;
      const pixels = found.swaps ? swapRedAndBlue(data) : data;
      const names = ['target', 'level', 'xoffset', 'yoffset', ...(dimensions === 3 ? ['zoffset'] : []), 'width', 'height'];
      const values = [...names, ...(dimensions === 3 ? ['depth'] : [])].map(name => a.number(name));
      unpacking(x, () => x.angle.call(`texSubImage${dimensions}D`, ...values, found.format, found.type, pixels));
    },
    impossible(a) {
      const target = wrongTarget(a);
      return target.length > 0 || how(a) ? target : [{ kind: 'format', what: `texture ${formatName(a)}` }];
    },
  };
}

function storage(dimensions: 2 | 3): Row {
  return {
    run(x, a) {
      x.textureSizes.set(boundTexture(x, a.number('target')), [a.number('width'), a.number('height')]);
      const size = [a.number('width'), a.number('height'), ...(dimensions === 3 ? [a.number('depth')] : [])];
      x.angle.call(`texStorage${dimensions}D`, a.number('target'), a.number('levels'), storageFormat(a.number('internalformat'))!, ...size);
    },
    impossible(a) {
      const target = wrongTarget(a);
      if (target.length > 0 || storageFormat(a.number('internalformat')) !== undefined) return target;
      return [{ kind: 'format', what: `texture ${a.enumName('internalformat')}` }];
    },
  };
}

function parameter(name: string): Row {
  const isFloat = /f(v?)$/.test(name);
  const value = (a: CallArguments) => {
    if (!name.endsWith('v')) return a.number('param');
    return (isFloat ? a.floats('params')[0] : a.integers('params')[0]) ?? 0;
  };
  return {
    run(x, a) {
      if (PARAMETERS.has(a.number('pname')))
        x.angle.call(isFloat ? 'texParameterf' : 'texParameteri', a.number('target'), a.number('pname'), value(a));
    },
    impossible(a) {
      const pname = a.number('pname');
      const target = wrongTarget(a);
      if (target.length > 0 || PARAMETERS.has(pname) || SWIZZLES.get(pname) === value(a)) return target;
      return impossibleCall(`${name}(${a.enumName('pname')})`);
    },
  };
}

const compressed: Row = {
  run(x, a, around) {
    const data = pixelsOf(x, a, around, 'data');
    if (!data) return;
    const values = a.call.arguments.slice(0, -1).map(({ value }) => Number(value));
    unpacking(x, () =>
      x.angle.call(a.call.name.startsWith('glCompressedTexSub') ? 'compressedTexSubImage3D' : 'compressedTexImage3D', ...values, data),
    );
  },
  impossible: wrongTarget,
};

export const textureCalls: Rows = {
  glBindTexture: {
    run(x, a) {
      x.textures.set(`${x.textureUnit},${a.number('target')}`, a.number('texture'));
      x.angle.call('bindTexture', a.number('target'), x.object('texture', a.number('texture')));
    },
    impossible: wrongTarget,
  },
  glTexImage2D: image(2),
  glTexImage3D: image(3),
  glTexSubImage2D: part(2),
  glTexSubImage3D: part(3),
  glTexStorage2D: storage(2),
  glTexStorage3D: storage(3),
  glCompressedTexImage3D: compressed,
  glCompressedTexSubImage3D: compressed,
  ...each(['glCompressedTexImage2D', 'glCompressedTexSubImage2D'], name => ({
    run() {},
    // the package has the functions of three dimensions only
    impossible: () => impossibleCall(name),
  })),
  glCopyTexImage2D: {
    run(x, a, around) {
      noteSize(x, a);
      direct('glCopyTexImage2D').run(x, a, around);
    },
    impossible: wrongTarget,
  },
  glCopyTexSubImage2D: { ...direct('glCopyTexSubImage2D'), impossible: wrongTarget },
  glCopyTexSubImage3D: { ...direct('glCopyTexSubImage3D'), impossible: wrongTarget },
  glGenerateMipmap: { ...direct('glGenerateMipmap'), impossible: wrongTarget },
  ...each(['glTexParameteri', 'glTexParameterf', 'glTexParameteriv', 'glTexParameterfv'], parameter),
};
