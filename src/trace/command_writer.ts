// Writes commands as the client library does (guest/common/wire.h): for questions to a replay, restored state, and
// traces that tools make. Commands and parameters are named as in OpenGL's own headers.

import { POINTER } from './commands.js';
import type { CommandInfo, Dictionary, ParameterInfo } from './dictionary.js';

/** Data above this many bytes goes ahead of its command in pieces, so that a batch fits into a segment. */
const INLINE_BYTES = 1 << 20;
const PIECE_BYTES = 8 << 20;

/**
 * A value for one parameter.
 *
 * - numbers, bigints, booleans; enums by number or as text (`'GL_TEXTURE_2D'`)
 * - sending pointers: bytes (any typed array), text (sent with its NUL), `{ offset }` into the bound buffer, `{ client }`
 *   (a vertex array in the program's memory: its data comes with each draw), null
 * - receiving pointers: `{ room }` in bytes, `{ offset }` into the bound buffer, null
 */
export type CommandArgument =
  | number
  | bigint
  | boolean
  | string
  | NodeJS.ArrayBufferView
  | { readonly offset: number | bigint }
  | { readonly room: number }
  | { readonly client: true }
  | null;

const WIDE = new Set(['int64', 'uint64', 'double', 'handle']);
const scratch = new DataView(new ArrayBuffer(8));
const utf8 = new TextEncoder();

/** What CommandWriter needs to know of the command model: a Dictionary, and enum values by name. */
export class CommandNames {
  readonly dictionary: Dictionary;
  readonly #commands = new Map<string, CommandInfo>();
  readonly #enums = new Map<string, number>();

  /** `enums`: those that are in no group, too; by their whole name. */
  constructor(dictionary: Dictionary, enums: ReadonlyMap<string, number> = new Map()) {
    this.dictionary = dictionary;
    for (const [name, value] of enums) this.#enums.set(name, value);
    for (const command of dictionary.commands.values()) this.#commands.set(command.name, command);
    for (const group of dictionary.groups.values()) for (const [value, text] of group.values) this.#enums.set(`GL_${text}`, value);
  }

  /** Throws when there is no such command. */
  command(name: string): CommandInfo {
    const command = this.#commands.get(name);
    if (!command) throw new Error(`the command model has no ${name}`);
    return command;
  }

  has(name: string): boolean {
    return this.#commands.has(name);
  }

  /** Value of `GL_…`. Throws when the registry has no such name. */
  value(name: string): number {
    const value = this.#enums.get(name);
    if (value === undefined) throw new Error(`the registry has no ${name}`);
    return value;
  }

  find(name: string): number | undefined {
    return this.#enums.get(name);
  }
}

/** A growing list of commands. */
export class CommandWriter {
  readonly names: CommandNames;
  /** Commands that count as calls. */
  calls = 0;
  #bytes = new Uint8Array(512);
  #words = new Uint32Array(this.#bytes.buffer);
  #used = 0; // words

  constructor(names: CommandNames) {
    this.names = names;
  }

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  /** What was written, as the wire has it. Valid until something more is. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used * 4);
  }

  /**
   * Writes one call; gives its number, from 0, among the calls of this writer. A call whose result the client chooses
   * (glCreateProgram) takes the name as one more argument. Throws when the arguments do not fit the command.
   */
  call(name: string, ...args: readonly CommandArgument[]): number {
    const command = this.names.command(name);
    if (command.opaque) throw new Error(`${name} has a format of its own`);
    const values = command.resultChosen && command.result ? [...command.parameters, command.result] : command.parameters;
    if (args.length !== values.length) throw new Error(`${name} takes ${values.length} arguments, not ${args.length}`);
    const tails = values.map((parameter, i) => this.#tail(name, parameter, args[i]!));
    const fixed = values.reduce((words, { kind }) => words + (WIDE.has(kind) ? 2 : 1), 0);
    const tailWords = tails.reduce((words, tail) => words + (tail?.words ?? 0), 0);
    let at = this.#open(command.opcode, fixed + tailWords);
    for (const [i, parameter] of values.entries()) at = this.#place(name, parameter, args[i]!, tails[i], at);
    for (const tail of tails) {
      if (!tail) continue;
      if (tail.bytes) this.#bytes.set(tail.bytes, at * 4);
      if (tail.wide !== undefined) this.#wide(tail.wide, at);
      at += tail.words;
    }
    if (command.call) this.calls++;
    return this.calls - 1;
  }

  /** glShaderSource: the pieces follow each other in one block, their lengths in another. */
  shaderSource(shader: number, sources: readonly string[]): number {
    const pieces = sources.map(source => utf8.encode(source));
    const text = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      text.set(piece, at);
      at += piece.length;
    }
    return this.call(
      'glShaderSource',
      shader,
      pieces.length,
      text,
      Int32Array.from(pieces, piece => piece.length),
    );
  }

  /** Commands as they stand in a trace or another writer. `calls`: how many of them count. */
  append(commands: Uint8Array, calls: number): void {
    this.#reserve(commands.length / 4);
    this.#bytes.set(commands, this.#used * 4);
    this.#used += commands.length / 4;
    this.calls += calls;
  }

  #tail(
    name: string,
    parameter: ParameterInfo,
    value: CommandArgument,
  ): { words: number; word: number; bytes?: Uint8Array; wide?: bigint } | undefined {
    if (parameter.kind !== 'in' && parameter.kind !== 'out') return undefined;
    if (value === null) return { words: 0, word: POINTER.null };
    if (typeof value === 'object' && 'offset' in value) return { words: 2, word: POINTER.offset, wide: BigInt(value.offset) };
    if (typeof value === 'object' && 'client' in value) return { words: 0, word: POINTER.client };
    if (parameter.kind === 'out') {
      if (typeof value === 'object' && 'room' in value) return { words: 0, word: value.room };
      throw new Error(`${name}: ${parameter.name} receives, so it takes {room}, {offset} or null`);
    }
    const bytes = typeof value === 'string' ? utf8.encode(`${value}\0`) : ArrayBuffer.isView(value) ? viewOf(value) : undefined;
    if (!bytes) throw new Error(`${name}: ${parameter.name} is a pointer`);
    if (bytes.length > INLINE_BYTES) {
      this.#stage(bytes);
      return { words: 2, word: POINTER.staged, wide: BigInt(bytes.length) };
    }
    return { words: (bytes.length + 3) >>> 2, word: bytes.length, bytes };
  }

  #place(name: string, parameter: ParameterInfo, value: CommandArgument, tail: { word: number } | undefined, at: number): number {
    const words = this.#words;
    if (tail) {
      words[at] = tail.word;
      return at + 1;
    }
    const number = typeof value === 'string' ? this.names.value(value) : value;
    if (typeof number === 'object') throw new Error(`${name}: ${parameter.name} is no pointer`);
    switch (parameter.kind) {
      case 'float':
        scratch.setFloat32(0, Number(number));
        words[at] = scratch.getUint32(0);
        return at + 1;
      case 'double':
        scratch.setFloat64(0, Number(number));
        words[at] = scratch.getUint32(4);
        words[at + 1] = scratch.getUint32(0);
        return at + 2;
      case 'int64':
      case 'uint64':
      case 'handle':
        this.#wide(BigInt(number), at);
        return at + 2;
      default:
        words[at] = Number(number); // modulo 2^32
        return at + 1;
    }
  }

  #wide(value: bigint, at: number): void {
    this.#words[at] = Number(BigInt.asUintN(32, value));
    this.#words[at + 1] = Number(BigInt.asUintN(32, value >> 32n));
  }

  #stage(bytes: Uint8Array): void {
    const command = this.names.command('sglStage');
    for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
      const piece = bytes.subarray(offset, offset + PIECE_BYTES);
      const at = this.#open(command.opcode, 4 + ((piece.length + 3) >>> 2));
      this.#wide(BigInt(bytes.length), at);
      this.#wide(BigInt(offset), at + 2);
      this.#bytes.set(piece, (at + 4) * 4);
    }
  }

  /** Header of a command with so many argument words; gives where they begin. They are zeros. */
  #open(opcode: number, words: number): number {
    const header = words + 1 <= 0xffff ? 1 : 2;
    this.#reserve(header + words);
    const at = this.#used;
    this.#words[at] = (opcode | ((header === 1 ? words + 1 : 0) << 16)) >>> 0;
    if (header === 2) this.#words[at + 1] = words + 2;
    this.#used += header + words;
    return at + header;
  }

  #reserve(words: number): void {
    const wanted = (this.#used + words) * 4;
    if (wanted <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(wanted, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#used * 4));
    this.#bytes = larger;
    this.#words = new Uint32Array(larger.buffer);
  }
}

function viewOf(view: NodeJS.ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
