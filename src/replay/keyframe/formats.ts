// In which format and type an image travels so that not a bit of it changes: computed from what the driver says of its
// components (sizes and types of the level), since internal formats may be unsized.
import { GL } from './gl.js';

/** What the driver says of a texture level or renderbuffer. */
export interface Components {
  readonly internalFormat: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
  readonly luminance: number;
  readonly intensity: number;
  readonly depth: number;
  readonly stencil: number;
  /** GL_UNSIGNED_NORMALIZED, GL_FLOAT, GL_INT …: of the first component that there is. */
  readonly type: number;
  readonly depthType: number;
}

export interface Transfer {
  readonly format: number;
  readonly type: number;
  /** With an unsized internal format the type chooses the storage: this one, where `type` would choose another. */
  readonly storageType?: number;
}

/** How the components of a texture level are asked for. */
export const COMPONENTS = {
  internalFormat: 'GL_TEXTURE_INTERNAL_FORMAT',
  red: 'GL_TEXTURE_RED_SIZE',
  green: 'GL_TEXTURE_GREEN_SIZE',
  blue: 'GL_TEXTURE_BLUE_SIZE',
  alpha: 'GL_TEXTURE_ALPHA_SIZE',
  luminance: 'GL_TEXTURE_LUMINANCE_SIZE',
  intensity: 'GL_TEXTURE_INTENSITY_SIZE',
  depth: 'GL_TEXTURE_DEPTH_SIZE',
  stencil: 'GL_TEXTURE_STENCIL_SIZE',
  depthType: 'GL_TEXTURE_DEPTH_TYPE',
  redType: 'GL_TEXTURE_RED_TYPE',
  greenType: 'GL_TEXTURE_GREEN_TYPE',
  alphaType: 'GL_TEXTURE_ALPHA_TYPE',
  luminanceType: 'GL_TEXTURE_LUMINANCE_TYPE',
  intensityType: 'GL_TEXTURE_INTENSITY_TYPE',
} as const;

/** `fact`: the value of a pname; 0 where the driver has none. */
export function componentsOf(fact: (pname: string) => number): Components {
  const { redType, greenType, alphaType, luminanceType, intensityType, ...others } = COMPONENTS;
  const sizes = Object.fromEntries(Object.entries(others).map(([name, pname]) => [name, fact(pname)])) as Omit<Components, 'type'>;
  const types = [redType, greenType, alphaType, luminanceType, intensityType].map(fact);
  return { ...sizes, type: types.find(type => type !== 0) ?? 0 };
}

export const isInteger = ({ format }: Transfer): boolean =>
  format === GL.RED_INTEGER || format === GL.RG_INTEGER || format === GL.RGB_INTEGER || format === GL.RGBA_INTEGER;

export const isDepth = (c: Components): boolean => c.depth > 0 || c.stencil > 0;

/** A component type that holds `bits` bits of the given kind exactly. */
function typeFor(kind: number, bits: number): number {
  switch (kind) {
    case GL.FLOAT:
      return GL.FLOAT;
    case GL.INT:
      return bits <= 8 ? GL.BYTE : bits <= 16 ? GL.SHORT : GL.INT;
    case GL.UNSIGNED_INT:
      return bits <= 8 ? GL.UNSIGNED_BYTE : bits <= 16 ? GL.UNSIGNED_SHORT : GL.UNSIGNED_INT;
    case GL.SIGNED_NORMALIZED:
      return bits <= 8 ? GL.BYTE : GL.SHORT;
    default:
      return bits <= 8 ? GL.UNSIGNED_BYTE : bits <= 16 ? GL.UNSIGNED_SHORT : GL.UNSIGNED_INT;
  }
}

function depthTransfer(c: Components): Transfer {
  const isFloat = c.depthType === GL.FLOAT;
  if (c.depth === 0) return { format: GL.STENCIL_INDEX, type: GL.UNSIGNED_BYTE };
  if (c.stencil > 0) return { format: GL.DEPTH_STENCIL, type: isFloat ? GL.FLOAT_32_UNSIGNED_INT_24_8_REV : GL.UNSIGNED_INT_24_8 };
  if (c.internalFormat === GL.DEPTH_COMPONENT && c.depth === 24)
    return { format: GL.DEPTH_COMPONENT, type: GL.UNSIGNED_INT, storageType: GL.FLOAT };
  return { format: GL.DEPTH_COMPONENT, type: isFloat ? GL.FLOAT : c.depth <= 16 ? GL.UNSIGNED_SHORT : GL.UNSIGNED_INT };
}

export function transferOf(c: Components): Transfer {
  if (isDepth(c)) return depthTransfer(c);
  if (c.internalFormat === GL.RGB9_E5) return { format: GL.RGB, type: GL.UNSIGNED_INT_5_9_9_9_REV };
  const isInteger = c.type === GL.INT || c.type === GL.UNSIGNED_INT;
  if (c.red === 10 && c.green === 10 && c.blue === 10 && c.alpha > 0)
    return { format: isInteger ? GL.RGBA_INTEGER : GL.RGBA, type: GL.UNSIGNED_INT_2_10_10_10_REV };
  // Small packed formats keep the driver choosing the same storage for unsized internal formats.
  if (c.red === 5 && c.green === 6 && c.blue === 5 && c.alpha === 0) return { format: GL.RGB, type: GL.UNSIGNED_SHORT_5_6_5 };
  if (c.red === 5 && c.green === 5 && c.alpha === 1) return { format: GL.RGBA, type: GL.UNSIGNED_SHORT_5_5_5_1 };
  if (c.red === 4 && c.green === 4 && c.alpha === 4) return { format: GL.RGBA, type: GL.UNSIGNED_SHORT_4_4_4_4 };
  const bits = Math.max(c.red, c.green, c.blue, c.alpha, c.luminance, c.intensity);
  const type = typeFor(c.type, bits);
  const all = c.red === 0 || c.alpha > 0;
  if (isInteger)
    return { format: all ? GL.RGBA_INTEGER : c.blue > 0 ? GL.RGB_INTEGER : c.green > 0 ? GL.RG_INTEGER : GL.RED_INTEGER, type };
  return { format: all ? GL.RGBA : c.blue > 0 ? GL.RGB : c.green > 0 ? GL.RG : GL.RED, type };
}
