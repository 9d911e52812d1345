// Which object names a program made, used and deleted, by call: read from the trace's commands alone.
import { CommandCursor, madeCurrent } from '../trace/commands.js';
import type { CommandInfo, ParameterInfo } from '../trace/dictionary.js';
import { OP } from '../trace/protocol_commands.js';
import type { TraceReader } from '../trace/reader.js';
import { type DecodedCall, decodeCall, decodeReply } from './decode.js';

export interface NameEvent {
  readonly call: number;
  readonly context: number;
  /** Object kinds of the command model; those of ARB assembly programs are `programArb`. */
  readonly kind: string;
  readonly name: number;
  readonly what: 'made' | 'deleted';
}

/** What a command does with names: one entry a parameter; undefined parameter: its result. */
interface NameUse {
  readonly what: 'made' | 'deleted';
  readonly kind: string;
  readonly parameter?: string;
}

function kindOf(command: CommandInfo, parameter: ParameterInfo): string {
  return /Programs?ARB$/.test(command.name) && parameter.object === 'program' ? 'programArb' : parameter.object;
}

function usesOf(command: CommandInfo): NameUse[] {
  const { name, result } = command;
  if (name === 'glNewList') return [{ what: 'made', kind: 'displayList', parameter: 'list' }];
  if (name === 'glDeleteObjectARB') return [];
  if (!/^gl(Gen|Create|Delete|Bind|Use)/.test(name)) return [];
  const what = name.startsWith('glDelete') ? 'deleted' : 'made';
  const uses = command.parameters
    .filter(parameter => parameter.object !== '' && parameter.object !== 'context' && parameter.object !== 'drawable')
    // glBindBufferBase and the like make objects of names that were never generated, in the compatibility profile.
    .map((parameter): NameUse => ({ what, kind: kindOf(command, parameter), parameter: parameter.name }));
  if (result && result.object !== '' && /^glCreate|^glGen/.test(name)) uses.push({ what: 'made', kind: result.object });
  return uses;
}

function namesIn(bytes: Uint8Array): number[] {
  const whole = Uint8Array.from(bytes.subarray(0, bytes.length & ~3));
  return [...new Uint32Array(whole.buffer)];
}

/** Staged data of a stream, put together (docs/protocol.md). Only what may hold names is kept. */
class Staged {
  readonly #blobs: { readonly data: Uint8Array; filled: number }[] = [];

  add(cursor: CommandCursor): void {
    const { words, args, end } = cursor;
    const total = words[args]! + words[args + 1]! * 2 ** 32;
    const offset = words[args + 2]! + words[args + 3]! * 2 ** 32;
    const kept = total <= 1 << 22 ? total : 0;
    if (offset === 0) this.#blobs.push({ data: new Uint8Array(kept), filled: 0 });
    const blob = this.#blobs.at(-1);
    if (!blob || kept === 0) return;
    const piece = new Uint8Array(words.buffer, words.byteOffset + (args + 4) * 4, (end - args - 4) * 4);
    blob.data.set(piece.subarray(0, Math.max(0, Math.min(piece.length, kept - offset))), offset);
  }
  take(): Uint8Array | undefined {
    return this.#blobs.shift()?.data;
  }
}

/** All name events of a trace, ascending by call. Throws TraceError when it is damaged. */
export function nameEvents(reader: TraceReader): NameEvent[] {
  const events: NameEvent[] = [];
  const uses = new Map<number, NameUse[]>();
  const staged = new Map<number, Staged>();
  const last = new Map<string, NameEvent['what']>();
  const made = new Map<number, number>();
  const add = (event: NameEvent) => {
    if (event.name === 0) return;
    // A bind of a name that is known tells nothing new.
    const key = `${event.context} ${event.kind} ${event.name}`;
    if (last.get(key) === event.what && event.what === 'made') return;
    last.set(key, event.what);
    events.push(event);
  };
  for (let i = 0; i < reader.segments.length; i++) {
    const segment = reader.segment(i);
    const cursor = new CommandCursor(segment);
    let batch = -1;
    while (cursor.next()) {
      if (cursor.batch !== batch) {
        batch = cursor.batch;
        made.delete(cursor.stream);
      }
      if (cursor.opcode === OP.makeCurrent) made.set(cursor.stream, madeCurrent(cursor) ?? 0);
      else if (cursor.opcode === OP.stage) {
        let pieces = staged.get(cursor.stream);
        if (!pieces) {
          pieces = new Staged();
          staged.set(cursor.stream, pieces);
        }
        pieces.add(cursor);
      }
      let found = uses.get(cursor.opcode);
      if (found === undefined) {
        const command = reader.dictionary.commands.get(cursor.opcode);
        found = command ? usesOf(command) : [];
        uses.set(cursor.opcode, found);
      }
      if (found.length === 0 && !staged.has(cursor.stream)) continue;
      if (!cursor.isCall) continue;
      const call = decodeCall(cursor, reader.dictionary);
      const context = made.get(cursor.stream) ?? cursor.context;
      const blobs = new Map<string, Uint8Array>();
      for (const { parameter, value } of call.arguments) {
        if (typeof value !== 'object' || value.kind !== 'staged') continue;
        const data = staged.get(cursor.stream)?.take();
        if (data) blobs.set(parameter.name, data);
      }
      for (const use of found)
        for (const name of namesOf(call, use, blobs, () => replyName(segment, reader, cursor)))
          add({ call: cursor.call, context, kind: use.kind, name, what: use.what });
    }
  }
  return events;
}

function namesOf(call: DecodedCall, use: NameUse, blobs: ReadonlyMap<string, Uint8Array>, fromReply: () => number): readonly number[] {
  const count = (parameter: string) => Number(call.arguments.find(argument => argument.parameter.name === parameter)?.value ?? 1);
  if (use.parameter === undefined) {
    const first = call.result ? Number(call.result.value) : fromReply();
    const range = call.name === 'glGenLists' ? Math.min(count('range'), 1 << 20) : 1;
    return Array.from({ length: first === 0 ? 0 : range }, (_, i) => first + i);
  }
  const argument = call.arguments.find(({ parameter }) => parameter.name === use.parameter);
  if (!argument) return [];
  const { value } = argument;
  if (typeof value !== 'object') {
    const range = call.name === 'glDeleteLists' ? Math.min(count('range'), 1 << 20) : 1;
    return Array.from({ length: range }, (_, i) => Number(value) + i);
  }
  if (value.kind === 'data') return namesIn(value.bytes);
  if (value.kind === 'staged') return namesIn(blobs.get(use.parameter) ?? new Uint8Array(0));
  return [];
}

function replyName(segment: CommandCursor['segment'], reader: TraceReader, cursor: CommandCursor): number {
  const { call, opcode, flags, rows } = segment.replies;
  for (let row = 0; row < rows; row++) {
    if (call[row] !== cursor.call || opcode[row] !== cursor.opcode) continue;
    return Number(decodeReply(opcode[row]!, flags[row]!, segment.replyPayload(row), reader.dictionary).result?.value ?? 0);
  }
  return 0;
}

/** Names by owner (share group or context) and kind, for any call. */
export class ObjectNames {
  readonly #events: readonly NameEvent[];
  readonly #group = new Map<number, number>();

  constructor(reader: TraceReader) {
    this.#events = nameEvents(reader);
    for (const { id, share } of reader.contexts) this.#group.set(id, share === 0 ? id : (this.#group.get(share) ?? share));
  }

  /** The context whose share group this one belongs to: the first that was made in it. */
  groupOf(context: number): number {
    return this.#group.get(context) ?? context;
  }

  /**
   * Names that were made and not deleted before call `end`, ascending. Shaders and programs stay: deleting them only marks
   * them as long as they are used.
   */
  before(end: number, kind: string, owner: (context: number) => boolean): number[] {
    const names = new Set<number>();
    for (const event of this.#events) {
      if (event.call >= end) break;
      if (event.kind !== kind || !owner(event.context)) continue;
      if (event.what === 'made') names.add(event.name);
      else if (kind !== 'shader' && kind !== 'program') names.delete(event.name);
    }
    return [...names].sort((a, b) => a - b);
  }
}
