// One segment of a trace, unpacked: its commands and tables. Everything is checked against everything else here, so
// that whoever walks over the commands need not.
import type { Codec } from './codec.js';
import { checkRows, expand, expandDelta } from './columns.js';
import { longToHash, longToNumber, type pb } from './pb.js';

/** No segment holds more commands than a packet may have bytes. */
const MAX_COMMAND_BYTES = 64 << 20;
const MAX_REPLIES = 1 << 22;
/** Call numbers that a segment may skip between its batches: readers keep a place for each. */
const MAX_SKIPPED = 1 << 24;

export interface FrameMark {
  /** From 0, in the order of the trace. */
  readonly frame: number;
  /** The swap's call number. */
  readonly call: number;
  readonly timeNs: number;
  readonly drawable: number;
  readonly width: number;
  readonly height: number;
  readonly context: number;
  /** XXH3-64 of its pixels; 0 = not hashed. */
  readonly hash: bigint;
}

export interface ErrorMark {
  readonly call: number;
  readonly error: number;
  readonly context: number;
}

export interface LossMark {
  /** The next call number after the gap. */
  readonly call: number;
  readonly timeNs: number;
  readonly reason: string;
}

export interface BatchTable {
  readonly rows: number;
  /** Where each batch begins in the commands; one more at the end. */
  readonly start: Uint32Array;
  readonly stream: Uint32Array;
  readonly context: Uint32Array;
  readonly calls: Uint32Array;
  readonly firstCall: Float64Array;
  readonly timeNs: Float64Array;
}

/** Flag of a row that is no answer, but what a replay must know of the call (native/journal.h, kReplyNote). */
export const REPLY_NOTE = 0x40000000;

export interface ReplyTable {
  readonly rows: number;
  readonly call: Float64Array;
  readonly opcode: Uint32Array;
  readonly flags: Uint32Array;
  /** Where each payload begins; one more at the end. */
  readonly start: Uint32Array;
}

function starts(lengths: Uint32Array, total: number, what: string): Uint32Array {
  const start = new Uint32Array(lengths.length + 1);
  let at = 0;
  for (let i = 0; i < lengths.length; i++) {
    at += lengths[i]!;
    if (at > total) break;
    start[i + 1] = at;
  }
  if (at !== total) throw new RangeError(`its ${what} do not have the length that they claim`);
  return start;
}

export class Segment {
  readonly firstCall: number;
  readonly calls: number;
  readonly timeNs: number;
  readonly durationNs: number;
  readonly batches: BatchTable;
  readonly replies: ReplyTable;
  readonly frames: readonly FrameMark[];
  readonly errors: readonly ErrorMark[];
  readonly losses: readonly LossMark[];
  readonly #message: pb.Segment.$Properties;
  readonly #codec: Codec;
  #commands: Uint8Array | undefined;
  #payload: Uint8Array | undefined;

  /** Throws when the tables contradict each other. `firstFrame`: number of its first frame mark. */
  constructor(message: pb.Segment.$Properties, firstFrame: number, codec: Codec) {
    this.#message = message;
    this.#codec = codec;
    this.firstCall = longToNumber(message.firstCall);
    this.calls = message.calls ?? 0;
    this.timeNs = longToNumber(message.timeNs);
    this.durationNs = longToNumber(message.durationNs);
    const end = this.firstCall + this.calls;
    if (this.firstCall < 0 || !Number.isSafeInteger(end)) throw new RangeError(`its calls are said to be ${this.firstCall} to ${end}`);
    this.batches = this.#readBatches();
    this.replies = this.#readReplies();
    this.frames = this.#readFrames(firstFrame);
    const errors = message.errors;
    const rows = checkRows(errors?.rows ?? 0, MAX_REPLIES);
    const calls = expandDelta(errors?.call, rows, this.firstCall);
    const codes = expand(errors?.error, rows);
    const contexts = expand(errors?.context, rows);
    this.errors = Array.from(codes, (error, i) => ({ call: calls[i]!, error, context: contexts[i]! }));
    this.losses = (message.loss ?? []).map(loss => ({
      call: longToNumber(loss.call),
      timeNs: longToNumber(loss.timeNs),
      reason: loss.reason ?? '',
    }));
  }

  /** The commands of all batches, unpacked at first use. Throws when they are damaged. */
  get commands(): Uint8Array {
    if (!this.#commands) {
      const block = this.#message.commands;
      this.#commands = this.#codec.zstdDecompress(block?.zstd ?? new Uint8Array(0), block?.rawBytes ?? 0);
    }
    return this.#commands;
  }

  /** The payload of a reply (a view). */
  replyPayload(row: number): Uint8Array {
    if (!this.#payload) {
      const block = this.#message.replies?.payload;
      this.#payload = this.#codec.zstdDecompress(block?.zstd ?? new Uint8Array(0), block?.rawBytes ?? 0);
    }
    return this.#payload.subarray(this.replies.start[row]!, this.replies.start[row + 1]!);
  }

  /** Unpacks everything now: throws when it is damaged. */
  unpack(): void {
    if (this.commands.length !== (this.#message.commands?.rawBytes ?? 0)) throw new RangeError('its commands are shorter than it claims');
    if (this.replies.rows > 0) this.replyPayload(0);
  }

  /** Compressed and raw size of the commands and of the replies. */
  get sizes(): { commands: number; rawCommands: number; replies: number; rawReplies: number } {
    const { commands, replies } = this.#message;
    return {
      commands: commands?.zstd?.length ?? 0,
      rawCommands: commands?.rawBytes ?? 0,
      replies: replies?.payload?.zstd?.length ?? 0,
      rawReplies: replies?.payload?.rawBytes ?? 0,
    };
  }

  #readBatches(): BatchTable {
    const { batches, commands } = this.#message;
    const total = commands?.rawBytes ?? 0;
    if (total > MAX_COMMAND_BYTES) throw new RangeError(`a segment of ${total} bytes of commands`);
    // A batch has a command; a table that costs a few bytes in the file must not cost hundreds of MiB here.
    const rows = checkRows(batches?.rows ?? 0, total / 4);
    const start = starts(expand(batches?.bytes, rows), total, 'batches');
    const calls = expand(batches?.calls, rows);
    const gap = expand(batches?.gap, rows);
    const time = batches?.time ?? [];
    if (time.length > rows) throw new RangeError('a column is longer than its table');
    const firstCall = new Float64Array(rows);
    const timeNs = new Float64Array(rows);
    let call = this.firstCall;
    let at = this.timeNs;
    for (let i = 0; i < rows; i++) {
      call += gap[i]!;
      firstCall[i] = call;
      call += calls[i]!;
      at += time.length === 0 ? 0 : longToNumber(time[Math.min(i, time.length - 1)]);
      timeNs[i] = at;
      if (start[i + 1]! % 4 !== 0) throw new RangeError('a batch that is no whole number of words');
      if (calls[i]! * 4 > start[i + 1]! - start[i]!) throw new RangeError('a batch claims more calls than it has words');
    }
    if (call - this.firstCall !== this.calls) throw new RangeError('its batches do not have as many calls as it claims');
    if (this.calls > total / 4 + MAX_SKIPPED) throw new RangeError(`it skips more than ${MAX_SKIPPED} call numbers`);
    return { rows, start, stream: expand(batches?.stream, rows), context: expand(batches?.context, rows), calls, firstCall, timeNs };
  }

  #readReplies(): ReplyTable {
    const replies = this.#message.replies;
    const rows = checkRows(replies?.rows ?? 0, MAX_REPLIES);
    return {
      rows,
      call: expandDelta(replies?.call, rows, this.firstCall),
      opcode: expand(replies?.opcode, rows),
      flags: expand(replies?.flags, rows),
      start: starts(expand(replies?.bytes, rows), replies?.payload?.rawBytes ?? 0, 'replies'),
    };
  }

  #readFrames(firstFrame: number): FrameMark[] {
    const frames = this.#message.frames;
    const rows = checkRows(frames?.rows ?? 0, MAX_REPLIES);
    const hashes = frames?.hash ?? [];
    if (hashes.length !== 0 && hashes.length !== rows) throw new RangeError('it has hashes for some frames only');
    const call = expandDelta(frames?.call, rows, this.firstCall);
    const time = expandDelta(frames?.time, rows, this.timeNs);
    const drawable = expand(frames?.drawable, rows);
    const width = expand(frames?.width, rows);
    const height = expand(frames?.height, rows);
    const context = expand(frames?.context, rows);
    return Array.from({ length: rows }, (_, i) => ({
      frame: firstFrame + i,
      call: call[i]!,
      timeNs: time[i]!,
      drawable: drawable[i]!,
      width: width[i]!,
      height: height[i]!,
      context: context[i]!,
      hash: hashes[i] === undefined ? 0n : longToHash(hashes[i]!),
    }));
  }
}
