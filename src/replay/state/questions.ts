// Questions of the state table, written as commands, and their answers read back as values.
import type { StateValue } from '../../inspect/state/snapshot.js';
import type { StateQuery, ValueKind } from '../../spec/state/index.js';
import type { CommandArgument, CommandWriter } from '../../trace/command_writer.js';
import { FLAG, type Kind } from '../../trace/dictionary.js';
import type { Answers, Asker } from '../asker.js';

/** Room for an answer whose length only the driver knows. */
const OPEN_ROOM = 16384;
const SMALL_ROOM = 256;

/** What the questions need to know of a row. */
export interface Asked {
  readonly query: StateQuery;
  readonly kind: ValueKind;
  /** Elements; 0: as many as come. */
  readonly count: number;
}

type Sink = (value: StateValue) => void;
type Reader = (answers: Answers) => void;

/** Gathers questions for one context; `ask` sends them and hands each answer to its sink. What the driver refuses has no answer. */
export class Questions {
  readonly #asker: Asker;
  readonly #context: number;
  #writer: CommandWriter;
  #readers: Reader[] = [];

  constructor(asker: Asker, context: number) {
    this.#asker = asker;
    this.#context = context;
    this.#writer = asker.write();
  }

  get isEmpty(): boolean {
    return this.#writer.isEmpty;
  }

  /** A row's question. `index`: what `$index` stands for; `name`: of the object; `size`: bytes of a text. */
  row(asked: Asked, sink: Sink, index = 0, name = 0, size = 0): void {
    const { query, kind, count } = asked;
    const room = { room: size > 0 ? size : count === 0 ? OPEN_ROOM : Math.max(SMALL_ROOM, count * 8) };
    const args = query.args.map((argument): CommandArgument => {
      switch (argument) {
        case '$index':
          return index;
        case '$name':
          return name;
        case '$size':
          return size;
        case '$length':
          return null;
        case '$out':
          return room;
        default:
          return argument;
      }
    });
    this.call(query.command, args, (bytes, element, result) => {
      if (result !== undefined) sink(kind === 'bool' ? result !== 0 : result);
      else sink(answerValue(bytes, element, kind, count, query.offset ?? 0));
    });
  }

  /** A command that sets something; what it changes, the questions must set back. */
  set(command: string, args: readonly CommandArgument[]): void {
    this.#writer.call(command, ...args);
  }

  /** Any question: the sink gets the bytes of the last receiving pointer, or the result. */
  call(command: string, args: readonly CommandArgument[], sink: (bytes: Uint8Array, element: Kind, result?: number) => void): void {
    if (!this.#asker.names.has(command)) return;
    const info = this.#asker.names.command(command);
    if ((info.flags & FLAG.reply) === 0) return; // the client library's own (pointers)
    const number = this.#writer.call(command, ...args);
    const outs = info.parameters.filter(parameter => parameter.kind === 'out');
    const element = outs.at(-1)?.element ?? 'none';
    this.#readers.push(answers => {
      const payload = answers.payload(number);
      if (!payload) return;
      const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
      let at = 0;
      if (info.result) {
        if (outs.length === 0) {
          sink(payload, element, payload.length >= 4 ? view.getUint32(0, true) : 0);
          return;
        }
        at = 8;
      }
      for (const out of outs) {
        if (at + 4 > payload.length) return;
        const length = view.getUint32(at, true);
        at += 4;
        if (length === 0xffffffff) continue;
        // Nothing at all: between glBegin and glEnd, where there is no error to be told of either.
        if (out === outs.at(-1) && length > 0) sink(payload.subarray(at, at + length), element);
        at += (length + 3) & ~3;
      }
    });
  }

  /** Sends what was gathered; sinks may gather more for the next round. */
  ask(): void {
    if (this.isEmpty) return;
    const writer = this.#writer;
    const readers = this.#readers;
    this.#writer = this.#asker.write();
    this.#readers = [];
    const answers = this.#asker.ask(this.#context, writer);
    for (const read of readers) read(answers);
  }

  /** Until no sink asks on. */
  askAll(): void {
    while (!this.isEmpty) this.ask();
  }
}

const SIZES: Partial<Record<Kind, number>> = {
  int: 4,
  uint: 4,
  enum: 4,
  bitfield: 4,
  float: 4,
  double: 8,
  int64: 8,
  uint64: 8,
  handle: 8,
  ubyte: 1,
  boolean: 1,
  ushort: 2,
  short: 2,
  none: 8,
};

/** Numbers of an answer. */
export function numbersOf(bytes: Uint8Array, element: Kind, unsigned = false): number[] {
  const size = SIZES[element] ?? 4;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => {
    const at = i * size;
    switch (element) {
      case 'float':
        return view.getFloat32(at, true);
      case 'double':
        return view.getFloat64(at, true);
      case 'int64':
      case 'none':
      case 'handle':
      case 'uint64':
        return Number(view.getBigInt64(at, true));
      case 'ushort':
        return view.getUint16(at, true);
      case 'ubyte':
      case 'boolean':
        return bytes[at]!;
      default:
        return unsigned ? view.getUint32(at, true) : view.getInt32(at, true);
    }
  });
}

const utf8 = new TextDecoder();
const UNSIGNED = new Set<ValueKind>(['uint', 'enum', 'bits', 'name', 'pointer']);

export function answerValue(bytes: Uint8Array, element: Kind, kind: ValueKind, count: number, offset = 0): StateValue {
  if (kind === 'bytes') return Uint8Array.from(bytes);
  if (kind === 'text') {
    const end = bytes.indexOf(0);
    return utf8.decode(end < 0 ? bytes : bytes.subarray(0, end));
  }
  if (count === 1 && offset === 0 && bytes.length >= 4 && (element === 'int' || element === 'enum' || element === 'uint')) {
    const word = bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24); // most answers are of this form
    return kind === 'bool' ? word !== 0 : UNSIGNED.has(kind) ? word >>> 0 : word;
  }
  const all = numbersOf(bytes, element, UNSIGNED.has(kind));
  if (count === 0) return all;
  const numbers = all.slice(offset, offset + count);
  if (count === 1) return kind === 'bool' ? numbers[0] !== 0 : (numbers[0] ?? 0);
  return numbers;
}
