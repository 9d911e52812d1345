// Where a command names objects: words of its fixed part and arrays in its tail. Computed once an opcode from the
// trace's dictionary, so that walking over a million commands decodes none.
import { type CommandCursor, POINTER } from '../../trace/commands.js';
import type { CommandInfo, Dictionary } from '../../trace/dictionary.js';

/** One parameter that names objects. */
export interface NamePlace {
  /** Object kind of the dictionary: texture, buffer … */
  readonly kind: string;
  /** First word, from the command's arguments. */
  readonly word: number;
  /** An array behind a pointer. */
  readonly isArray: boolean;
}

export interface Places {
  readonly command: CommandInfo;
  readonly names: readonly NamePlace[];
  /** Word of each parameter, by name. */
  readonly word: ReadonlyMap<string, number>;
  /** Words of sending pointers, in order: their tails follow the fixed part in this order. */
  readonly pointers: readonly number[];
  readonly fixedWords: number;
  /** Word of a result that the client chose; -1 without. */
  readonly resultWord: number;
}

const WIDE = new Set(['int64', 'uint64', 'double', 'handle']);

function placesOf(command: CommandInfo): Places {
  const names: NamePlace[] = [];
  const word = new Map<string, number>();
  const pointers: number[] = [];
  let at = 0;
  for (const parameter of command.parameters) {
    const isPointer = parameter.kind === 'in' || parameter.kind === 'out';
    word.set(parameter.name, at);
    if (parameter.kind === 'in') pointers.push(at);
    // Assembly programs have names of their own, although the registry counts them among the others.
    const kind = parameter.object === 'program' && /Programs?(String)?ARB$/.test(command.name) ? 'programArb' : parameter.object;
    if (kind !== '' && parameter.kind !== 'out') names.push({ kind, word: at, isArray: isPointer });
    at += WIDE.has(parameter.kind) ? 2 : 1;
  }
  const resultWord = command.resultChosen ? at : -1;
  if (command.resultChosen && command.result) at += WIDE.has(command.result.kind) ? 2 : 1;
  return { command, names, word, pointers, fixedWords: at, resultWord };
}

/** Places of all commands of a dictionary, made when they are first asked for. */
export class PlaceTable {
  readonly #dictionary: Dictionary;
  readonly #rows = new Map<number, Places | null>();

  constructor(dictionary: Dictionary) {
    this.#dictionary = dictionary;
  }

  /** Undefined: an unknown command. */
  of(opcode: number): Places | undefined {
    let row = this.#rows.get(opcode);
    if (row === undefined) {
      const command = this.#dictionary.commands.get(opcode);
      row = command ? placesOf(command) : null;
      this.#rows.set(opcode, row);
    }
    return row ?? undefined;
  }
}

/** The words behind the sending pointer at `word`; undefined when there are none in the command itself. */
export function tailWords(cursor: CommandCursor, places: Places, word: number): Uint32Array | undefined {
  const { words, args, end } = cursor;
  let at = args + places.fixedWords;
  for (const pointer of places.pointers) {
    const value = words[args + pointer]!;
    const length =
      value === POINTER.null || value === POINTER.client ? 0 : value === POINTER.staged || value === POINTER.offset ? 2 : (value + 3) >>> 2;
    if (pointer === word) return value > POINTER.maxInline || at + length > end ? undefined : words.subarray(at, at + length);
    at += length;
  }
  return undefined;
}
