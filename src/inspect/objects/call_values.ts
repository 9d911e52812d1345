// A decoded call's values by position, as the object tracker reads them.
import type { DecodedCall } from '../decode.js';

export class CallValues {
  constructor(readonly decoded: DecodedCall) {}

  get name(): string {
    return this.decoded.name;
  }

  /** A number; 0 when the call does not have it. */
  number(i: number): number {
    const value = this.decoded.arguments[i]?.value;
    return typeof value === 'object' || value === undefined ? 0 : Number(value);
  }

  /** 32-bit elements of the data behind a pointer; empty when there are none here. */
  list(i: number): readonly number[] {
    const value = this.decoded.arguments[i]?.value;
    if (typeof value !== 'object' || value.kind !== 'data') return [];
    const { bytes } = value;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.length >> 2 }, (_, at) => view.getUint32(at * 4, true));
  }

  text(i: number): string {
    const value = this.decoded.arguments[i]?.value;
    if (typeof value !== 'object' || value.kind !== 'data') return '';
    const end = value.bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? value.bytes : value.bytes.subarray(0, end));
  }

  /** Whether the pointer leads to data that the command brings, or into a bound buffer. */
  pointer(i: number): 'data' | 'offset' | 'none' {
    const value = this.decoded.arguments[i]?.value;
    if (typeof value !== 'object') return 'none';
    return value.kind === 'offset' ? 'offset' : value.kind === 'null' ? 'none' : 'data';
  }

  /** The offset of a pointer into a bound buffer. */
  offset(i: number): number {
    const value = this.decoded.arguments[i]?.value;
    return typeof value === 'object' && value.kind === 'offset' ? Number(value.offset) : 0;
  }

  /** The name that the client chose as the result. */
  get result(): number {
    const value = this.decoded.result?.value;
    return typeof value === 'object' || value === undefined ? 0 : Number(value);
  }
}
