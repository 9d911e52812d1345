// Calls of a trace by number, in any order: what a list that scrolls and a cursor that steps need. Keeps the pages (one
// a segment) that were looked at last, so that memory does not grow with the trace.
import { CommandCursor } from '../trace/commands.js';
import type { TraceReader } from '../trace/reader.js';
import type { FrameMark, Segment } from '../trace/segment.js';
import { decodeCall, decodeReply } from './decode.js';
import { Marks, type WalkedCall } from './walk.js';

const KEPT_PAGES = 4;
const KEPT_CALLS = 2048;
/** Column value of a call number that no batch has: calls that were lost. */
export const NO_CALL = 0xffff;

/** The calls of one segment. */
interface Page {
  readonly segment: Segment;
  readonly first: number;
  readonly end: number;
  /** By call number less `first`. */
  readonly opcodes: Uint16Array;
  readonly marks: Marks;
  readonly cursor: CommandCursor;
}

/** First and last call of a frame, both inclusive; what follows the last swap is one frame more, without a mark. */
export interface FrameRange {
  readonly frame: number;
  readonly first: number;
  readonly last: number;
  readonly mark: FrameMark | undefined;
}

export class CallPages {
  readonly reader: TraceReader;
  readonly #pages = new Map<number, Page>();
  readonly #calls = new Map<number, WalkedCall | undefined>();
  /** Of each segment that was asked about. */
  readonly #marks = new Map<number, readonly FrameMark[]>();

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  get calls(): number {
    return this.reader.calls;
  }

  /** The trace grew: `segments` were there before. What belongs to calls of the last one may have come since. */
  grown(segments: number): void {
    for (const i of [...this.#pages.keys()]) if (i >= segments - 1) this.#pages.delete(i);
    this.#calls.clear();
  }

  /** Frames, and the calls behind the last swap if there are any as one more. */
  get frames(): number {
    const last = this.reader.frames === 0 ? -1 : this.#mark(this.reader.frames - 1)!.call;
    return this.reader.frames + (last + 1 < this.calls ? 1 : 0);
  }

  /** Opcode of a call; NO_CALL when the trace lacks it. Throws TraceError when the place is damaged. */
  opcode(call: number): number {
    const page = this.#page(call);
    return page ? page.opcodes[call - page.first]! : NO_CALL;
  }

  flags(call: number): number {
    return this.reader.dictionary.flags(this.opcode(call));
  }

  name(call: number): string {
    const opcode = this.opcode(call);
    return opcode === NO_CALL ? '(lost)' : this.reader.dictionary.name(opcode);
  }

  /** The stream (thread) that made the call. */
  stream(call: number): number {
    const page = this.#page(call);
    return page ? page.segment.batches.stream[batchOf(page.segment, call)]! : 0;
  }

  hasError(call: number): boolean {
    return this.#page(call)?.marks.errors.has(call) ?? false;
  }

  /** The call with its arguments and what came back; undefined when the trace lacks it. */
  at(call: number): WalkedCall | undefined {
    if (this.#calls.has(call)) return this.#calls.get(call);
    const walked = this.#decode(call);
    if (this.#calls.size >= KEPT_CALLS) this.#calls.clear();
    this.#calls.set(call, walked);
    return walked;
  }

  /** The nearest call after (step 1) or before (step -1) `call` for which `holds`; undefined when there is none within `limit` calls. */
  nearest(
    call: number,
    step: 1 | -1,
    holds: (opcode: number, call: number) => boolean,
    limit = Number.POSITIVE_INFINITY,
  ): number | undefined {
    const end = step === 1 ? Math.min(this.calls, call + limit) : Math.max(-1, call - limit);
    for (let at = call + step; step === 1 ? at < end : at > end; ) {
      const page = this.#page(at);
      if (!page) {
        at += step;
        continue;
      }
      const stop = step === 1 ? Math.min(end, page.end) : Math.max(end, page.first - 1);
      for (; at !== stop; at += step) if (holds(page.opcodes[at - page.first]!, at)) return at;
    }
    return undefined;
  }

  /** The nearest call with one of the flags of `mask`. */
  nearestFlag(call: number, step: 1 | -1, mask: number): number | undefined {
    const { dictionary } = this.reader;
    return this.nearest(call, step, opcode => (dictionary.flags(opcode) & mask) !== 0);
  }

  /** Number of the frame that a call belongs to. */
  frameOf(call: number): number {
    const { segments } = this.reader;
    // A mark stands in the segment of its call or in a later one, never earlier.
    for (let i = Math.max(0, this.reader.segmentOfCall(call)); i < segments.length; i++) {
      if (segments[i]!.frames === 0) continue;
      const marks = this.#marksOf(i);
      if (marks.at(-1)!.call < call) continue;
      return marks.find(mark => mark.call >= call)!.frame;
    }
    return this.reader.frames;
  }

  frame(frame: number): FrameRange {
    const mark = this.#mark(frame);
    const first = frame === 0 ? 0 : (this.#mark(frame - 1)?.call ?? -1) + 1;
    return { frame, first, last: mark?.call ?? Math.max(first, this.calls - 1), mark };
  }

  #mark(frame: number): FrameMark | undefined {
    const { segments, frames } = this.reader;
    if (!(frame >= 0 && frame < frames)) return undefined;
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (segments[middle]!.firstFrame <= frame) low = middle + 1;
      else high = middle;
    }
    return this.#marksOf(low - 1)[frame - segments[low - 1]!.firstFrame];
  }

  /** Frame marks of a segment, without unpacking it. */
  #marksOf(i: number): readonly FrameMark[] {
    let marks = this.#marks.get(i);
    if (!marks) {
      marks = this.#pages.get(i)?.segment.frames ?? this.reader.tables(i).frames;
      this.#marks.set(i, marks);
    }
    return marks;
  }

  #page(call: number): Page | undefined {
    if (!(call >= 0 && call < this.calls)) return undefined;
    const page = this.#pageOfSegment(this.reader.segmentOfCall(call));
    return page && call >= page.first && call < page.end ? page : undefined;
  }

  #pageOfSegment(i: number): Page | undefined {
    if (i < 0) return undefined;
    const kept = this.#pages.get(i);
    if (kept) {
      if (this.#pages.size > 1) {
        this.#pages.delete(i);
        this.#pages.set(i, kept);
      }
      return kept;
    }
    const { reader } = this;
    const segment = reader.segment(i);
    const first = segment.firstCall;
    const opcodes = new Uint16Array(segment.calls).fill(NO_CALL);
    const cursor = new CommandCursor(segment);
    while (cursor.next()) if (cursor.isCall) opcodes[cursor.call - first] = cursor.opcode;
    const marks = new Marks(i + 1 < reader.segments.length ? [segment, reader.segment(i + 1)] : [segment]);
    const page = { segment, first, end: first + segment.calls, opcodes, marks, cursor };
    this.#pages.set(i, page);
    if (this.#pages.size > KEPT_PAGES) this.#pages.delete(this.#pages.keys().next().value!);
    return page;
  }

  #decode(call: number): WalkedCall | undefined {
    const page = this.#page(call);
    if (!page || page.opcodes[call - page.first] === NO_CALL) return undefined;
    const { cursor, marks, segment } = page;
    const row = batchOf(segment, call);
    // A walk in order goes on where it is.
    if (cursor.batch !== row || cursor.call >= call) cursor.seekBatch(row);
    while (cursor.next()) {
      if (!cursor.isCall || cursor.call !== call) continue;
      const { dictionary } = this.reader;
      const reply = marks.reply(call);
      return {
        call: decodeCall(cursor, dictionary),
        reply: reply && decodeReply(reply.opcode, reply.flags, reply.payload, dictionary),
        timeNs: segment.batches.timeNs[cursor.batch]!,
        context: cursor.context,
        error: marks.errors.get(call),
        frame: marks.frames.get(call),
        loss: marks.losses.get(call),
      };
    }
    return undefined;
  }
}

/** Row of the last batch that begins at or before a call. */
function batchOf(segment: Segment, call: number): number {
  const { firstCall, rows } = segment.batches;
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (firstCall[middle]! <= call) low = middle + 1;
    else high = middle;
  }
  // Batches without calls have the number of the next: the call is in the last that begins there.
  return Math.max(0, low - 1);
}
