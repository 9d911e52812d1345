// Formats of textures and renderbuffers: what WebGL 2 takes as it is, what can be said in its words, and what it does not have.

export interface TextureFormat {
  readonly internalFormat: number;
  readonly format: number;
  readonly type: number;
  /** Bytes 0 and 2 of each pixel of four change places. */
  readonly swaps?: boolean;
}

const GL = {
  BYTE: 0x1400,
  UNSIGNED_BYTE: 0x1401,
  UNSIGNED_SHORT: 0x1403,
  UNSIGNED_INT: 0x1405,
  FLOAT: 0x1406,
  HALF_FLOAT: 0x140b,
  HALF_FLOAT_OES: 0x8d61,
  UNSIGNED_INT_8_8_8_8_REV: 0x8367,
  UNSIGNED_INT_24_8: 0x84fa,
  DEPTH_COMPONENT: 0x1902,
  DEPTH_STENCIL: 0x84f9,
  RED: 0x1903,
  ALPHA: 0x1906,
  RGB: 0x1907,
  RGBA: 0x1908,
  LUMINANCE: 0x1909,
  LUMINANCE_ALPHA: 0x190a,
  RG: 0x8227,
  BGRA: 0x80e1,
  R8: 0x8229,
  RG8: 0x822b,
  RGB8: 0x8051,
  RGBA8: 0x8058,
  DEPTH_COMPONENT16: 0x81a5,
  DEPTH_COMPONENT24: 0x81a6,
  DEPTH_COMPONENT32F: 0x8cac,
  DEPTH24_STENCIL8: 0x88f0,
} as const;

/** Sized formats of OpenGL ES 3.0, table 3.13 and 3.14. */
const SIZED: ReadonlySet<number> = new Set([
  0x8229, 0x8f94, 0x822d, 0x822e, 0x8232, 0x8231, 0x8234, 0x8233, 0x8236, 0x8235, 0x822b, 0x8f95, 0x822f, 0x8230, 0x8238, 0x8237, 0x823a,
  0x8239, 0x823c, 0x823b, 0x8051, 0x8c41, 0x8d62, 0x8f96, 0x8c3a, 0x8c3d, 0x881b, 0x8815, 0x8d7d, 0x8d8f, 0x8d77, 0x8d89, 0x8d71, 0x8d83,
  0x8058, 0x8c43, 0x8f97, 0x8057, 0x8056, 0x8059, 0x881a, 0x8814, 0x8d7c, 0x8d8e, 0x906f, 0x8d76, 0x8d88, 0x8d70, 0x8d82, 0x81a5, 0x81a6,
  0x8cac, 0x88f0, 0x8cad, 0x8d48,
]);
const UNSIZED: ReadonlySet<number> = new Set([GL.ALPHA, GL.RGB, GL.RGBA, GL.LUMINANCE, GL.LUMINANCE_ALPHA]);

/** Internal formats that are another one's older or extension's name. */
const SAME: ReadonlyMap<number, number> = new Map([
  [3, GL.RGB],
  [4, GL.RGBA],
  [GL.BGRA, GL.RGBA],
  [0x93a1, GL.RGBA8], // BGRA8_EXT
]);

/** By unsized format and type of ES 2 extensions and of desktop OpenGL: the sized format that is meant. */
const SIZE_OF: ReadonlyMap<string, number> = new Map(
  (
    [
      [GL.RGBA, GL.FLOAT, 0x8814],
      [GL.RGB, GL.FLOAT, 0x8815],
      [GL.RG, GL.FLOAT, 0x8230],
      [GL.RED, GL.FLOAT, 0x822e],
      [GL.RGBA, GL.HALF_FLOAT, 0x881a],
      [GL.RGB, GL.HALF_FLOAT, 0x881b],
      [GL.RG, GL.HALF_FLOAT, 0x822f],
      [GL.RED, GL.HALF_FLOAT, 0x822d],
      [GL.RED, GL.UNSIGNED_BYTE, GL.R8],
      [GL.RG, GL.UNSIGNED_BYTE, GL.RG8],
      [GL.DEPTH_COMPONENT, GL.UNSIGNED_SHORT, GL.DEPTH_COMPONENT16],
      [GL.DEPTH_COMPONENT, GL.UNSIGNED_INT, GL.DEPTH_COMPONENT24],
      [GL.DEPTH_COMPONENT, GL.FLOAT, GL.DEPTH_COMPONENT32F],
      [GL.DEPTH_STENCIL, GL.UNSIGNED_INT_24_8, GL.DEPTH24_STENCIL8],
      [GL.RGBA, 0x8368, 0x8059],
    ] as const
  ).map(([format, type, sized]) => [`${format},${type}`, sized]),
);

/** What an image of these three enums is in WebGL 2; undefined: nothing there holds it. */
export function textureFormat(internalFormat: number, format: number, type: number): TextureFormat | undefined {
  const swaps = format === GL.BGRA;
  const plainFormat = swaps ? GL.RGBA : format;
  const plainType = type === GL.HALF_FLOAT_OES ? GL.HALF_FLOAT : type === GL.UNSIGNED_INT_8_8_8_8_REV ? GL.UNSIGNED_BYTE : type;
  // as words RGBA 8_8_8_8_REV is RGBA in bytes on machines that store the lowest byte first
  if (swaps && plainType !== GL.UNSIGNED_BYTE) return undefined;
  const inside = SAME.get(internalFormat) ?? internalFormat;
  const more = swaps ? { swaps } : {};
  if (SIZED.has(inside)) return { internalFormat: inside, format: plainFormat, type: plainType, ...more };
  const isUnsized =
    UNSIZED.has(inside) || inside === GL.RED || inside === GL.RG || inside === GL.DEPTH_COMPONENT || inside === GL.DEPTH_STENCIL;
  if (!isUnsized) return undefined;
  const sized = SIZE_OF.get(`${inside},${plainType}`);
  if (sized !== undefined) return { internalFormat: sized, format: plainFormat, type: plainType, ...more };
  // in ES the internal format is the format again; desktop programs may ask for other components than they send
  if (!UNSIZED.has(inside)) return undefined;
  if (inside === plainFormat) return { internalFormat: inside, format: plainFormat, type: plainType, ...more };
  return undefined;
}

/** A format of memory that no data comes with: glTexStorage*, renderbuffers. */
export function storageFormat(internalFormat: number): number | undefined {
  if (SIZED.has(internalFormat)) return internalFormat;
  switch (internalFormat) {
    case GL.RGBA:
    case 0x93a1:
      return GL.RGBA8;
    case GL.RGB:
      return GL.RGB8;
    case GL.DEPTH_COMPONENT:
    case 0x81a7: // 32 bits, which no driver has
      return GL.DEPTH_COMPONENT24;
    case GL.DEPTH_STENCIL:
      return GL.DEPTH24_STENCIL8;
    default:
      return undefined;
  }
}

/** Exchanges red and blue of pixels of four bytes; other bytes between rows may change, too: nobody reads them. */
export function swapRedAndBlue(pixels: Uint8Array): Uint8Array {
  for (let i = 0; i + 3 < pixels.length; i += 4) [pixels[i], pixels[i + 2]] = [pixels[i + 2]!, pixels[i]!];
  return pixels;
}
