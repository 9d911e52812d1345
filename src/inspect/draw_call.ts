// What a draw call asks for: ranges of vertices or of indices, by name and arguments. Pure: an indirect draw's arguments
// lie in a buffer, which the caller reads.
import type { DecodedCall } from './decode.js';
import { CallValues } from './objects/call_values.js';

export interface DrawPart {
  /** First vertex, or first index. */
  readonly first: number;
  readonly count: number;
  readonly instances: number;
  readonly baseVertex: number;
  readonly baseInstance: number;
  /** Where its indices are: bytes in the element buffer. */
  readonly offset: number;
}

export interface DrawRequest {
  /** GLenum: what kind of primitives. */
  readonly mode: number;
  /** GLenum of the indices; 0: none. */
  readonly indexType: number;
  /** Indices in the call itself, in place of an element buffer. */
  readonly indices: Uint8Array | undefined;
  readonly parts: readonly DrawPart[];
  /** The parts stand in the indirect buffer: offset, how many, bytes from one to the next. */
  readonly indirect: { readonly offset: number; readonly count: number; readonly stride: number } | undefined;
}

const one = { instances: 1, baseVertex: 0, baseInstance: 0, offset: 0 } as const;

export function indexBytes(type: number): number {
  return type === 0x1401 ? 1 : type === 0x1403 ? 2 : 4;
}

/** Undefined: it does not draw from vertex arrays. */
export function drawRequest(call: DecodedCall): DrawRequest | undefined {
  const c = new CallValues(call);
  const name = call.name.replace(/(EXT|ARB|OES|NV|ANGLE)$/, '');
  const by = (parameter: string) => call.arguments.findIndex(argument => argument.parameter.name === parameter);
  const number = (parameter: string, otherwise = 0) => (by(parameter) < 0 ? otherwise : c.number(by(parameter)));
  const nothing = { indexType: 0, indices: undefined, indirect: undefined };
  const mode = number('mode');
  const instances = number('instancecount', 1);
  const baseInstance = number('baseinstance');
  const baseVertex = number('basevertex');
  if (/^glDrawArrays(Instanced(BaseInstance)?)?$/.test(name))
    return { ...nothing, mode, parts: [{ ...one, first: number('first'), count: number('count'), instances, baseInstance }] };
  if (name === 'glMultiDrawArrays') {
    const counts = c.list(by('count'));
    return { ...nothing, mode, parts: c.list(by('first')).map((first, i) => ({ ...one, first, count: counts[i] ?? 0 })) };
  }
  const indexType = number('type');
  if (/^gl(Multi)?Draw(Arrays|Elements)Indirect/.test(name)) {
    const isMulti = name.startsWith('glMulti');
    const stride = number('stride') || (indexType === 0 ? 16 : 20);
    const count = isMulti ? number('drawcount', number('maxdrawcount', 1)) : 1;
    return { ...nothing, mode, indexType, parts: [], indirect: { offset: c.offset(by('indirect')), count, stride } };
  }
  if (/^gl(Draw(Range)?Elements)/.test(name)) {
    const at = call.arguments[by('indices')]?.value;
    const indices = typeof at === 'object' && at.kind === 'data' ? at.bytes : undefined;
    const part = { first: 0, count: number('count'), instances, baseVertex, baseInstance, offset: c.offset(by('indices')) };
    return { mode, indexType, indices, indirect: undefined, parts: [part] };
  }
  return undefined;
}

/** One command of an indirect buffer (OpenGL 4.6, sections 10.4 and 10.5). */
export function indirectPart(bytes: Uint8Array, offset: number, indexType: number): DrawPart {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (i: number) => (offset + i * 4 + 4 <= bytes.length ? view.getUint32(offset + i * 4, true) : 0);
  if (indexType === 0) return { ...one, count: word(0), instances: word(1), first: word(2), baseInstance: word(3) };
  return {
    first: 0,
    count: word(0),
    instances: word(1),
    offset: word(2) * indexBytes(indexType),
    baseVertex: word(3) | 0,
    baseInstance: word(4),
  };
}
