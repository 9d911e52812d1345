// Questions in one context, written first and asked at once; each gives a function that has the answer then.
import type { CommandArgument, CommandWriter } from '../../trace/command_writer.js';
import { POINTER } from '../../trace/commands.js';
import type { Answers, Asker } from '../asker.js';

export type Answer<T> = () => T;

const text = new TextDecoder();

/** What cells ask with. */
export interface CellQuestions {
  do(name: string, ...args: readonly CommandArgument[]): number;
  bytes(name: string, ...args: readonly CommandArgument[]): Answer<Uint8Array | undefined>;
  ints(name: string, ...args: readonly CommandArgument[]): Answer<Int32Array | undefined>;
  int(name: string, ...args: readonly CommandArgument[]): Answer<number | undefined>;
  floats(name: string, ...args: readonly CommandArgument[]): Answer<Float32Array | undefined>;
  doubles(name: string, ...args: readonly CommandArgument[]): Answer<Float64Array | undefined>;
  longs(name: string, ...args: readonly CommandArgument[]): Answer<BigInt64Array | undefined>;
  truth(name: string, ...args: readonly CommandArgument[]): Answer<boolean | undefined>;
}

export class Questions implements CellQuestions {
  readonly writer: CommandWriter;
  #answers: Answers | undefined;

  constructor(
    readonly asker: Asker,
    /** Context to ask in; with `stream`, what is current there. */
    readonly context: number,
    readonly stream?: number,
  ) {
    this.writer = asker.write();
  }

  /** A command without an answer. */
  do(name: string, ...args: readonly CommandArgument[]): number {
    return this.writer.call(name, ...args);
  }

  run(): void {
    if (this.writer.isEmpty) return;
    this.#answers = this.stream === undefined ? this.asker.ask(this.context, this.writer) : this.asker.askStream(this.stream, this.writer);
  }

  /** Error of a call: 0 = none. */
  error(call: number): number {
    return this.#need().error(call);
  }

  /** Bytes of a single receiving pointer; undefined when the driver refused. */
  bytes(name: string, ...args: readonly CommandArgument[]): Answer<Uint8Array | undefined> {
    const call = this.writer.call(name, ...args);
    return () => out(this.#need().payload(call), 0);
  }

  /** The same for images: their size stands before (ImageHead, native/readback.h). */
  image(name: string, ...args: readonly CommandArgument[]): Answer<Uint8Array | undefined> {
    const call = this.writer.call(name, ...args);
    return () => out(this.#need().payload(call), 20);
  }

  ints(name: string, ...args: readonly CommandArgument[]): Answer<Int32Array | undefined> {
    const bytes = this.bytes(name, ...args, { room: 4096 });
    return () => view(bytes(), Int32Array);
  }

  /** One integer; undefined when the driver refused. */
  int(name: string, ...args: readonly CommandArgument[]): Answer<number | undefined> {
    const ints = this.ints(name, ...args);
    return () => ints()?.[0];
  }

  floats(name: string, ...args: readonly CommandArgument[]): Answer<Float32Array | undefined> {
    const bytes = this.bytes(name, ...args, { room: 4096 });
    return () => view(bytes(), Float32Array);
  }

  doubles(name: string, ...args: readonly CommandArgument[]): Answer<Float64Array | undefined> {
    const bytes = this.bytes(name, ...args, { room: 4096 });
    return () => view(bytes(), Float64Array);
  }

  longs(name: string, ...args: readonly CommandArgument[]): Answer<BigInt64Array | undefined> {
    const bytes = this.bytes(name, ...args, { room: 4096 });
    return () => view(bytes(), BigInt64Array);
  }

  /** The function's own result. */
  result(name: string, ...args: readonly CommandArgument[]): Answer<number | undefined> {
    const call = this.writer.call(name, ...args);
    return () => {
      const payload = this.#need().payload(call);
      return payload && payload.length >= 8 ? Number(new DataView(payload.buffer, payload.byteOffset, 8).getBigInt64(0, true)) : undefined;
    };
  }

  truth(name: string, ...args: readonly CommandArgument[]): Answer<boolean | undefined> {
    const result = this.result(name, ...args);
    return () => {
      const value = result();
      return value === undefined ? undefined : value !== 0;
    };
  }

  /** Receiving pointers as they stand in the payload, each undefined when it got nothing. */
  outs(name: string, ...args: readonly CommandArgument[]): Answer<readonly (Uint8Array | undefined)[]> {
    const call = this.writer.call(name, ...args);
    return () => {
      const payload = this.#need().payload(call);
      const all: (Uint8Array | undefined)[] = [];
      for (let at = 0; payload && at + 4 <= payload.length; ) {
        const bytes = out(payload, at);
        all.push(bytes);
        at += 4 + (((bytes?.length ?? 0) + 3) & ~3);
      }
      return all;
    };
  }

  #need(): Answers {
    if (!this.#answers) throw new Error('nothing was asked yet');
    return this.#answers;
  }
}

function out(payload: Uint8Array | undefined, at: number): Uint8Array | undefined {
  if (!payload || payload.length < at + 4) return undefined;
  const length = new DataView(payload.buffer, payload.byteOffset + at, 4).getUint32(0, true);
  if (length === POINTER.null || at + 4 + length > payload.length) return undefined;
  return payload.subarray(at + 4, at + 4 + length);
}

interface ArrayOf<T> {
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

function view<T>(bytes: Uint8Array | undefined, type: ArrayOf<T>): T | undefined {
  if (!bytes || bytes.length < type.BYTES_PER_ELEMENT) return undefined;
  const copy = Uint8Array.from(bytes);
  return new type(copy.buffer, 0, Math.floor(copy.length / type.BYTES_PER_ELEMENT));
}

/** Text up to its NUL. */
export function textOf(bytes: Uint8Array | undefined): string {
  if (!bytes) return '';
  const end = bytes.indexOf(0);
  return text.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
