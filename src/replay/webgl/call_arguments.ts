// Arguments of a recorded call by the names that OpenGL's headers give them.
import type { DecodedCall, Value } from '../../inspect/decode.js';
import type { Dictionary } from '../../trace/dictionary.js';

const decoder = new TextDecoder();

export class CallArguments {
  readonly call: DecodedCall;
  readonly #dictionary: Dictionary;

  constructor(call: DecodedCall, dictionary: Dictionary) {
    this.call = call;
    this.#dictionary = dictionary;
  }

  /** An enum by its name: GL_TEXTURE_2D. */
  enumName(name: string): string {
    const value = this.number(name);
    const group = this.call.arguments.find(({ parameter }) => parameter.name === name)?.parameter.group ?? '';
    return this.#dictionary.enumName(group, value) ?? this.#dictionary.anyEnumName(value) ?? `0x${value.toString(16)}`;
  }

  #value(name: string): Value | undefined {
    return this.call.arguments.find(({ parameter }) => parameter.name === name)?.value;
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  /** 0 when the call has no such number. */
  number(name: string): number {
    const value = this.#value(name);
    return value === undefined || typeof value === 'object' ? 0 : Number(value);
  }

  /** Data that the call brings, on a memory of its own (ANGLE takes whole buffers); undefined: NULL, or an offset. */
  bytes(name: string): Uint8Array | undefined {
    const value = this.#value(name);
    return typeof value === 'object' && value.kind === 'data' ? Uint8Array.from(value.bytes) : undefined;
  }

  floats(name: string): Float32Array {
    return new Float32Array(this.#words(name));
  }

  integers(name: string): Int32Array {
    return new Int32Array(this.#words(name));
  }

  unsigned(name: string): Uint32Array {
    return new Uint32Array(this.#words(name));
  }

  #words(name: string): ArrayBuffer {
    const bytes = this.bytes(name) ?? new Uint8Array(0);
    return bytes.buffer.slice(0, bytes.length & ~3) as ArrayBuffer;
  }

  /** Into a bound buffer; undefined: not an offset. */
  offset(name: string): number | undefined {
    const value = this.#value(name);
    if (typeof value !== 'object') return undefined;
    return value.kind === 'offset' ? Number(value.offset) : value.kind === 'null' ? 0 : undefined;
  }

  /** Whether the data lies in the program's memory and comes with each draw. */
  isClient(name: string): boolean {
    const value = this.#value(name);
    return typeof value === 'object' && value.kind === 'client';
  }

  text(name: string): string {
    const bytes = this.bytes(name) ?? new Uint8Array(0);
    const end = bytes.indexOf(0);
    return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** Strings one after the other, as long as `lengths` says (-1: a NULL), or each with its zero. */
  texts(name: string, lengths?: string): string[] {
    const bytes = this.bytes(name) ?? new Uint8Array(0);
    if (lengths === undefined) return decoder.decode(bytes).split('\0').slice(0, -1);
    let at = 0;
    return Array.from(this.integers(lengths), length => {
      const text = length > 0 ? decoder.decode(bytes.subarray(at, at + length)) : '';
      at += Math.max(0, length);
      return text;
    });
  }

  /** The name that the client chose as the result. */
  get result(): number {
    const value = this.call.result?.value;
    return typeof value === 'object' || value === undefined ? 0 : Number(value);
  }
}
