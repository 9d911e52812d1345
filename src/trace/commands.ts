// Walks over the commands of a segment: where each one is, its opcode and call number. Allocates nothing per command.
import { isCall, OP } from './protocol_commands.js';
import type { Segment } from './segment.js';

/** Values of a pointer's word that are no length (guest/common/wire.h). */
export const POINTER = { null: 0xffffffff, staged: 0xfffffffe, offset: 0xfffffffd, client: 0xfffffffc, maxInline: 0xffffff00 } as const;

/** The bytes as words; a copy only when they do not stand on a word boundary. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >>> 2);
}

/** What is walked over: a segment, or as much of one as has commands. */
export type CommandSource = Pick<Segment, 'commands' | 'batches' | 'firstCall'>;

/** `while (cursor.next()) …`. All positions are words, from the start of the segment's commands. */
export class CommandCursor<Source extends CommandSource = Segment> {
  readonly segment: Source;
  readonly words: Uint32Array;
  /** Row of the batch that the command is in. */
  batch = -1;
  opcode = 0;
  /** Where the command begins, where its arguments begin, where it ends. */
  start = 0;
  args = 0;
  end = 0;
  /** Call number; of plumbing, that of the call it belongs to: the next one. */
  call = 0;
  isCall = false;
  /** The program died in this call, before it could be sent: it was not executed. */
  notExecuted = false;
  /** The batch that just ended had a command that does not fit in it: the renderer stopped there. */
  malformed = false;
  #next = 0;
  #batchEnd = 0;
  #nextCall = 0;
  #skips = false;

  constructor(segment: Source) {
    this.segment = segment;
    this.words = wordsOf(segment.commands);
    this.#nextCall = segment.firstCall;
  }

  /** Moves to the next command; false after the last. */
  next(): boolean {
    const { words } = this;
    let at = this.#next;
    this.malformed = false;
    for (;;) {
      while (at >= this.#batchEnd) {
        if (!this.#openBatch()) return false;
        at = this.#next;
      }
      const word = words[at]!;
      let length = word >>> 16;
      let header = 1;
      if (length === 0 && at + 1 < this.#batchEnd) {
        length = words[at + 1]!;
        header = 2;
      }
      if (length < header || length > this.#batchEnd - at) {
        this.malformed = true;
        at = this.#batchEnd;
        continue;
      }
      this.opcode = word & 0xffff;
      this.start = at;
      this.args = at + header;
      this.end = this.#next = at + length;
      this.call = this.#nextCall;
      this.isCall = isCall(this.opcode);
      if (this.isCall) {
        this.#nextCall++;
        this.notExecuted = this.#skips;
      }
      this.#skips = this.opcode === OP.notExecuted;
      return true;
    }
  }

  get argumentWords(): number {
    return this.end - this.args;
  }
  get stream(): number {
    return this.segment.batches.stream[this.batch]!;
  }
  get context(): number {
    return this.segment.batches.context[this.batch]!;
  }

  /** Goes on at the beginning of a batch. */
  seekBatch(row: number): void {
    this.batch = row - 1;
    this.#next = this.#batchEnd = 0;
  }

  #openBatch(): boolean {
    const { batches } = this.segment;
    if (this.batch + 1 >= batches.rows) return false;
    this.batch++;
    this.#next = batches.start[this.batch]! >>> 2;
    this.#batchEnd = batches.start[this.batch + 1]! >>> 2;
    this.#nextCall = batches.firstCall[this.batch]!;
    return true;
  }
}

/** Context that a MAKE_CURRENT command asks for. */
export function madeCurrent(cursor: CommandCursor<CommandSource>): number | undefined {
  return cursor.opcode === OP.makeCurrent && cursor.argumentWords >= 1 ? cursor.words[cursor.args] : undefined;
}
