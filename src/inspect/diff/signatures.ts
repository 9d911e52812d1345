// Calls of a trace as numbers that are equal for equal calls: name and arguments with the data that they bring, or the name
// alone. What differs from run to run without meaning (times, answers) is not in them.
import { CommandCursor } from '../../trace/commands.js';
import { OP } from '../../trace/protocol_commands.js';
import type { TraceReader } from '../../trace/reader.js';

export interface CallRange {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

export interface Signatures {
  /** Call numbers. */
  readonly calls: Float64Array;
  /** The same number for calls with the same name, arguments and data. */
  readonly whole: Int32Array;
  readonly names: Int32Array;
  /** `whole` without what counts on by itself: the number of a swap, which is a good anchor but no difference. */
  readonly loose: Int32Array;
}

/** Numbers for texts, the same over both traces of a comparison. */
export class Interned {
  readonly #numbers = new Map<string, number>();
  readonly texts: string[] = [];
  number(text: string): number {
    let found = this.#numbers.get(text);
    if (found === undefined) {
      found = this.texts.length;
      this.#numbers.set(text, found);
      this.texts.push(text);
    }
    return found;
  }
}

const PRIME = 0x01000193;

/** Two 32-bit hashes (FNV-1a by words, with different starts and a rotation in one), so that chance does not make calls equal. */
class Hash {
  low = 0;
  high = 0;
  start(): void {
    this.low = 0x811c9dc5 | 0;
    this.high = 0x2f0b4a27 | 0;
  }
  words(words: Uint32Array, from: number, to: number): void {
    let { low, high } = this;
    for (let i = from; i < to; i++) {
      const word = words[i]!;
      low = Math.imul(low ^ word, PRIME);
      low ^= low >>> 15;
      high = Math.imul((high << 7) | (high >>> 25), 0x85ebca6b) ^ word;
    }
    this.low = low;
    this.high = high;
  }
}

/** Signatures of the calls of a range. Throws TraceError when the trace is damaged. */
export function signaturesOf(reader: TraceReader, names: Interned, hashes: Interned, range: CallRange): Signatures {
  const most = Math.max(0, Math.min(range.last, reader.calls - 1) - range.first + 1);
  const calls = new Float64Array(most);
  const whole = new Int32Array(most);
  const nameOf = new Int32Array(most);
  const loose = new Int32Array(most);
  let count = 0;
  const hash = new Hash();
  const byOpcode = new Map<number, number>();
  const plumbing = new Map<number, { low: number; high: number }>();
  for (let i = 0; i < reader.segments.length; i++) {
    const row = reader.segments[i]!;
    if (row.firstCall > range.last) break;
    if (row.firstCall + row.calls <= range.first) continue;
    const cursor = new CommandCursor(reader.segment(i));
    while (cursor.next()) {
      if (cursor.call > range.last) break;
      if (cursor.call < range.first) continue;
      const { opcode, stream } = cursor;
      const before = plumbing.get(stream);
      hash.start();
      if (before) {
        hash.low = before.low;
        hash.high = before.high;
      }
      if (!cursor.isCall) {
        // maps and staged pieces are data of the call that follows; padding and questions of the client are nothing
        if (opcode === OP.stage || opcode === OP.clientArrays || opcode === OP.flushMap) {
          hash.words(cursor.words, cursor.args, cursor.end);
          plumbing.set(stream, { low: hash.low, high: hash.high });
        }
        continue;
      }
      if (before) plumbing.delete(stream);
      let name = byOpcode.get(opcode);
      if (name === undefined) {
        name = names.number(reader.dictionary.name(opcode));
        byOpcode.set(opcode, name);
      }
      hash.words(cursor.words, cursor.args, cursor.end);
      calls[count] = cursor.call;
      nameOf[count] = name;
      whole[count] = hashes.number(`${name} ${hash.low} ${hash.high} ${stream}`);
      loose[count] = whole[count]!;
      if (opcode === OP.swapBuffers) {
        hash.start();
        hash.words(cursor.words, cursor.args, Math.min(cursor.args + 1, cursor.end));
        loose[count] = hashes.number(`${name} ${hash.low} ${hash.high} ${stream}`);
      }
      count++;
    }
  }
  return {
    calls: calls.subarray(0, count),
    whole: whole.subarray(0, count),
    names: nameOf.subarray(0, count),
    loose: loose.subarray(0, count),
  };
}
