// Walks over the calls of a trace that a call set selects, each with what came back, its error and its frame.
import { CommandCursor } from '../trace/commands.js';
import { FLAG } from '../trace/dictionary.js';
import { isCall } from '../trace/protocol_commands.js';
import type { TraceReader } from '../trace/reader.js';
import { type ErrorMark, type FrameMark, type LossMark, REPLY_NOTE, type Segment } from '../trace/segment.js';
import { CallSelection, type CallSetItem, type CallsUsing, type Filter } from './callset.js';
import { type DecodedCall, type DecodedReply, decodeCall, decodeReply } from './decode.js';

export interface WalkedCall {
  readonly call: DecodedCall;
  readonly reply: DecodedReply | undefined;
  /** When the batch it is in began, ns since the origin. */
  readonly timeNs: number;
  readonly context: number;
  readonly error: ErrorMark | undefined;
  /** The frame that it ends. */
  readonly frame: FrameMark | undefined;
  /** Calls are missing right before it. */
  readonly loss: LossMark | undefined;
}

/** Replies, errors and frame marks by call: of a segment and of the next, where late ones stand. */
export class Marks {
  readonly errors = new Map<number, ErrorMark>();
  readonly frames = new Map<number, FrameMark>();
  readonly losses = new Map<number, LossMark>();
  readonly #replies = new Map<number, { readonly segment: Segment; readonly row: number }>();

  constructor(segments: readonly Segment[]) {
    for (const segment of segments) {
      for (const error of segment.errors) this.errors.set(error.call, error);
      for (const frame of segment.frames) this.frames.set(frame.call, frame);
      for (const loss of segment.losses) this.losses.set(loss.call, loss);
      for (let row = 0; row < segment.replies.rows; row++) {
        // Plumbing is answered too, under the number of the call that it serves.
        if (segment.replies.flags[row]! & REPLY_NOTE) continue;
        if (isCall(segment.replies.opcode[row]!)) this.#replies.set(segment.replies.call[row]!, { segment, row });
      }
    }
  }

  reply(call: number): { opcode: number; flags: number; payload: Uint8Array } | undefined {
    const found = this.#replies.get(call);
    if (!found) return undefined;
    const { segment, row } = found;
    return { opcode: segment.replies.opcode[row]!, flags: segment.replies.flags[row]!, payload: segment.replyPayload(row) };
  }
}

/** Calls of the selection in ascending order. Throws TraceError when the trace is damaged. */
export function* walkCalls(reader: TraceReader, selection: CallSelection): Generator<WalkedCall> {
  const { dictionary } = reader;
  for (let i = 0; i < reader.segments.length; i++) {
    const row = reader.segments[i]!;
    if (!selection.touches(row.firstCall, row.firstCall + row.calls - 1)) continue;
    const segment = reader.segment(i);
    const marks = new Marks(i + 1 < reader.segments.length ? [segment, reader.segment(i + 1)] : [segment]);
    const cursor = new CommandCursor(segment);
    while (cursor.next()) {
      if (!cursor.isCall) continue;
      const { call: number, opcode } = cursor;
      const error = marks.errors.get(number);
      const facts = {
        call: number,
        flags: dictionary.flags(opcode),
        name: dictionary.name(opcode),
        hasError: error !== undefined,
        error: error?.error ?? 0,
      };
      if (!selection.includes(facts)) continue;
      const reply = marks.reply(number);
      yield {
        call: decodeCall(cursor, dictionary),
        reply: reply && decodeReply(reply.opcode, reply.flags, reply.payload, dictionary),
        timeNs: segment.batches.timeNs[cursor.batch]!,
        context: cursor.context,
        error,
        frame: marks.frames.get(number),
        loss: marks.losses.get(number),
      };
    }
  }
}

/** A place in a trace that can have a picture: after a call, or what a frame presented. */
export interface Point {
  readonly call: number;
  /** Set when this is the picture that the swap `call` presented. */
  readonly frame: FrameMark | undefined;
}

/** The points of a call set, ascending. A frame (`f12`) is one point, its swap. Throws CallSetError. */
export function pointsOf(reader: TraceReader, callSet: readonly CallSetItem[], callsUsing?: CallsUsing): Point[] {
  const frameEnd: Filter = { kind: 'flag', mask: FLAG.frame };
  const items = callSet.map(item => (item.unit === 'frames' && item.filters.length === 0 ? { ...item, filters: [frameEnd] } : item));
  const selection = new CallSelection(items, reader, callsUsing);
  const points = new Map<number, Point>();
  for (let i = 0; i < reader.segments.length; i++) {
    const row = reader.segments[i]!;
    if (!selection.touches(row.firstCall, row.firstCall + row.calls - 1)) continue;
    const segment = reader.segment(i);
    const marks = new Marks(i + 1 < reader.segments.length ? [segment, reader.segment(i + 1)] : [segment]);
    const cursor = new CommandCursor(segment);
    while (cursor.next()) {
      if (!cursor.isCall) continue;
      const { call, opcode } = cursor;
      const facts = {
        call,
        flags: reader.dictionary.flags(opcode) | (marks.frames.has(call) ? FLAG.frame : 0), // terminators end frames, too, but not everywhere
        name: reader.dictionary.name(opcode),
        hasError: marks.errors.has(call),
        error: marks.errors.get(call)?.error ?? 0,
      };
      if (selection.includes(facts)) points.set(call, { call, frame: marks.frames.get(call) });
    }
  }
  return [...points.values()];
}

/** `f000060.png` for a frame, `c000123456.png` for a call. */
export function pictureName(point: { readonly call: number; readonly frame: { readonly frame: number } | undefined }): string {
  return point.frame ? `f${String(point.frame.frame).padStart(6, '0')}.png` : `c${String(point.call).padStart(9, '0')}.png`;
}
