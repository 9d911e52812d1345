// Makes calls of commands: names and values by the trace's own dictionary. Pure.
import { type CommandCursor, type CommandSource, POINTER } from '../trace/commands.js';
import type { CommandInfo, Dictionary, Kind, ParameterInfo } from '../trace/dictionary.js';
import { OP } from '../trace/protocol_commands.js';

/** Data behind a pointer. */
export type DataValue =
  | { readonly kind: 'data'; readonly bytes: Uint8Array; readonly element: Kind }
  | { readonly kind: 'staged'; readonly length: number }
  | { readonly kind: 'offset'; readonly offset: bigint }
  | { readonly kind: 'null' }
  | { readonly kind: 'client' }
  /** A receiving pointer: room in bytes. */
  | { readonly kind: 'room'; readonly length: number };
export type Value = number | bigint | boolean | DataValue;

export interface Argument {
  readonly parameter: ParameterInfo;
  readonly value: Value;
}

export interface DecodedReply {
  readonly flags: number;
  readonly result: Argument | undefined;
  /** What receiving pointers got, by parameter. */
  readonly outs: readonly Argument[];
  /** Bytes of the payload. */
  readonly bytes: number;
}

export interface DecodedCall {
  readonly call: number;
  readonly opcode: number;
  readonly name: string;
  readonly command: CommandInfo | undefined;
  readonly stream: number;
  readonly arguments: readonly Argument[];
  /** A name that the client chose as the result. */
  readonly result: Argument | undefined;
  /** Bytes of the command that no parameter explains (formats of their own). */
  readonly restBytes: number;
  /** The program died in this call: nothing came of it, and the data that it had in memory is not known. */
  readonly notExecuted: boolean;
}

const WIDE: ReadonlySet<Kind> = new Set<Kind>(['int64', 'uint64', 'double', 'handle']);
const scratch = new DataView(new ArrayBuffer(8));

function valueFrom(kind: Kind, low: number, high: number): Value {
  switch (kind) {
    case 'int':
      return low | 0;
    case 'float':
      scratch.setUint32(0, low);
      return scratch.getFloat32(0);
    case 'double':
      scratch.setUint32(0, high);
      scratch.setUint32(4, low);
      return scratch.getFloat64(0);
    case 'int64':
      return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
    case 'uint64':
    case 'handle':
      return (BigInt(high) << 32n) | BigInt(low);
    case 'boolean':
      return low === 0 ? false : low === 1 ? true : low;
    default:
      return low;
  }
}

/** The command under the cursor. What does not fit its description is left in restBytes. */
export function decodeCall(cursor: CommandCursor<CommandSource>, dictionary: Dictionary): DecodedCall {
  const { words, args, end, opcode } = cursor;
  const command = dictionary.commands.get(opcode);
  const decoded: Argument[] = [];
  const pointers: { index: number; parameter: ParameterInfo; word: number }[] = [];
  let at = args;
  for (const parameter of command?.parameters ?? []) {
    const size = WIDE.has(parameter.kind) ? 2 : 1;
    if (at + size > end) break;
    if (parameter.kind === 'in' || parameter.kind === 'out') {
      pointers.push({ index: decoded.length, parameter, word: words[at]! });
      decoded.push({ parameter, value: { kind: 'null' } });
    } else decoded.push({ parameter, value: valueFrom(parameter.kind, words[at]!, size === 2 ? words[at + 1]! : 0) });
    at += size;
    // In a format of its own the places up to the first pointer hold; what comes then, nobody here knows.
    if (command?.opaque && pointers.length > 0) break;
  }
  let result: Argument | undefined;
  if (command?.resultChosen && command.result && !command.opaque) {
    const size = WIDE.has(command.result.kind) ? 2 : 1;
    if (at + size <= end) {
      result = { parameter: command.result, value: valueFrom(command.result.kind, words[at]!, size === 2 ? words[at + 1]! : 0) };
      at += size;
    }
  }
  if (command?.opaque) {
    if (pointers.length > 0) decoded.length = pointers[0]!.index;
  } else {
    for (const { index, parameter, word } of pointers) {
      const taken = pointerValue(cursor, parameter, word, at);
      if (!taken) break;
      decoded[index] = { parameter, value: taken.value };
      at = taken.next;
    }
  }
  const { call, stream, notExecuted } = cursor;
  const restBytes = Math.max(0, end - at) * 4;
  return { call, opcode, name: dictionary.name(opcode), command, stream, arguments: decoded, result, restBytes, notExecuted };
}

function pointerValue(
  cursor: CommandCursor<CommandSource>,
  parameter: ParameterInfo,
  word: number,
  at: number,
): { value: DataValue; next: number } | undefined {
  const { words, end } = cursor;
  if (word === POINTER.null) return { value: { kind: 'null' }, next: at };
  if (word === POINTER.client) return { value: { kind: 'client' }, next: at };
  if (word === POINTER.staged || word === POINTER.offset) {
    if (at + 2 > end) return undefined;
    const [low, high] = [words[at]!, words[at + 1]!];
    const value: DataValue =
      word === POINTER.staged
        ? { kind: 'staged', length: low + high * 2 ** 32 }
        : { kind: 'offset', offset: (BigInt(high) << 32n) | BigInt(low) };
    return { value, next: at + 2 };
  }
  if (parameter.kind === 'out') return { value: { kind: 'room', length: word }, next: at };
  const length = Math.ceil(word / 4);
  if (word > POINTER.maxInline || at + length > end) return undefined;
  const bytes = new Uint8Array(words.buffer, words.byteOffset + at * 4, word);
  return { value: { kind: 'data', bytes, element: parameter.element }, next: at + length };
}

/** What the program was told. */
export function decodeReply(opcode: number, flags: number, payload: Uint8Array, dictionary: Dictionary): DecodedReply {
  const command = dictionary.commands.get(opcode);
  const outs: Argument[] = [];
  const bytes = payload.length;
  if (flags !== 0 || !command || opcode === OP.queryHost || opcode === OP.createContext) return { flags, result: undefined, outs, bytes };
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  let at = 0;
  let result: Argument | undefined;
  if (command.result && !command.resultChosen && bytes >= 8) {
    result = { parameter: command.result, value: valueFrom(command.result.kind, view.getUint32(0, true), view.getUint32(4, true)) };
    at = 8;
  }
  for (const parameter of command.opaque ? [] : command.parameters) {
    if (parameter.kind !== 'out') continue;
    if (at + 4 > bytes) break;
    const length = view.getUint32(at, true);
    at += 4;
    if (length === POINTER.null) {
      outs.push({ parameter, value: { kind: 'null' } });
      continue;
    }
    if (length > bytes - at) break;
    outs.push({ parameter, value: { kind: 'data', bytes: payload.subarray(at, at + length), element: parameter.element } });
    at += (length + 3) & ~3;
  }
  return { flags, result, outs, bytes };
}
