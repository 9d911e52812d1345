// Vertex data decoded as a draw reads it: components of every type that OpenGL has for arrays, normalized or not (OpenGL
// 4.6, section 10.3.1). Pure.

export interface VertexFormat {
  /** GLenum of the components. */
  readonly type: number;
  readonly size: number;
  readonly normalized: boolean;
  readonly bgra: boolean;
  /** 0 float, 1 integer, 2 double. */
  readonly kind: number;
}

const BYTES: Readonly<Record<number, number>> = {
  5120: 1, // byte
  5121: 1,
  5122: 2, // short
  5123: 2,
  5124: 4, // int
  5125: 4,
  5126: 4, // float
  5130: 8, // double
  5131: 2, // half
  5132: 4, // fixed
};
const PACKED_2_10_10_10: ReadonlySet<number> = new Set([0x8d9f, 0x8368]);
const PACKED_FLOATS = 0x8c3b;
const SIGNED_BITS: Readonly<Record<number, number>> = { 5120: 8, 5122: 16, 5124: 32, 36255: 10 };
const UNSIGNED_BITS: Readonly<Record<number, number>> = { 5121: 8, 5123: 16, 5125: 32, 33640: 10 };

export function vertexBytes({ type, size }: VertexFormat): number {
  return PACKED_2_10_10_10.has(type) || type === PACKED_FLOATS ? 4 : (BYTES[type] ?? 4) * size;
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Unsigned small floats: 5 bits of exponent, then `bits` of fraction. */
function smallFloat(value: number, bits: number): number {
  const exponent = value >> bits;
  const fraction = value & ((1 << bits) - 1);
  if (exponent === 0) return (fraction / (1 << bits)) * 2 ** -14;
  if (exponent === 31) return fraction ? Number.NaN : Number.POSITIVE_INFINITY;
  return (1 + fraction / (1 << bits)) * 2 ** (exponent - 15);
}

function normalize(value: number, type: number, bits?: number): number {
  const signed = bits ?? SIGNED_BITS[type];
  if (SIGNED_BITS[type] !== undefined) return Math.max(value / (2 ** (signed! - 1) - 1), -1);
  return value / (2 ** (bits ?? UNSIGNED_BITS[type] ?? 32) - 1);
}

function component(view: DataView, at: number, type: number): number {
  switch (type) {
    case 0x1400:
      return view.getInt8(at);
    case 0x1401:
      return view.getUint8(at);
    case 0x1402:
      return view.getInt16(at, true);
    case 0x1403:
      return view.getUint16(at, true);
    case 0x1404:
      return view.getInt32(at, true);
    case 0x1405:
      return view.getUint32(at, true);
    case 0x140a:
      return view.getFloat64(at, true);
    case 0x140b:
      return halfFloat(view.getUint16(at, true));
    case 0x140c:
      return view.getInt32(at, true) / 65536;
    default:
      return view.getFloat32(at, true);
  }
}

/** The components of one element, as the shader gets them; undefined when it lies beyond the data. */
export function vertexAt(bytes: Uint8Array, offset: number, format: VertexFormat): number[] | undefined {
  const { type, size, normalized, bgra, kind } = format;
  if (offset < 0 || offset + vertexBytes(format) > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let values: number[];
  if (PACKED_2_10_10_10.has(type)) {
    const word = view.getUint32(offset, true);
    const parts = [word & 1023, (word >>> 10) & 1023, (word >>> 20) & 1023, word >>> 30];
    values = parts.map((part, i) => {
      const bits = i === 3 ? 2 : 10;
      const value = type === 0x8d9f && part >= 1 << (bits - 1) ? part - (1 << bits) : part;
      return normalized ? normalize(value, type, bits) : value;
    });
  } else if (type === PACKED_FLOATS) {
    const word = view.getUint32(offset, true);
    return [smallFloat(word & 2047, 6), smallFloat((word >>> 11) & 2047, 6), smallFloat(word >>> 22, 5)];
  } else {
    const bytesEach = BYTES[type] ?? 4;
    const isInteger = SIGNED_BITS[type] !== undefined || UNSIGNED_BITS[type] !== undefined;
    values = Array.from({ length: size }, (_, i) => {
      const value = component(view, offset + i * bytesEach, type);
      return normalized && isInteger && kind === 0 ? normalize(value, type) : value;
    });
  }
  if (bgra && values.length >= 3) [values[0], values[2]] = [values[2]!, values[0]!];
  return values.slice(0, size);
}
