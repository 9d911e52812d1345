// Where a call stands: its stream, its context, what it is.
import { CommandCursor, madeCurrent } from '../trace/commands.js';
import type { TraceReader } from '../trace/reader.js';
import { type DecodedCall, decodeCall } from './decode.js';

export interface CallPlace {
  readonly call: number;
  readonly stream: number;
  /** Current before the call; 0 = none. */
  readonly context: number;
  readonly decoded: DecodedCall;
  /** The plumbing that came with it: client arrays and the like, opcode and argument words. */
  readonly plumbing: readonly { readonly opcode: number; readonly words: Uint32Array }[];
}

/** Undefined when the trace does not hold the call. Throws TraceError when it is damaged. */
export function placeOfCall(reader: TraceReader, call: number): CallPlace | undefined {
  const i = reader.segmentOfCall(call);
  if (i < 0) return undefined;
  const segment = reader.segment(i);
  const cursor = new CommandCursor(segment);
  const { batches } = segment;
  let row = 0;
  while (row < batches.rows && batches.firstCall[row]! + batches.calls[row]! <= call) row++;
  if (row >= batches.rows) return undefined;
  // plumbing may stand at the end of the batch before
  cursor.seekBatch(Math.max(0, row - 1));
  let context = 0;
  let batch = -1;
  let plumbing: { opcode: number; words: Uint32Array; stream: number }[] = [];
  while (cursor.next()) {
    if (cursor.batch !== batch) {
      batch = cursor.batch;
      context = cursor.context;
    }
    if (!cursor.isCall)
      plumbing.push({ opcode: cursor.opcode, words: cursor.words.subarray(cursor.args, cursor.end), stream: cursor.stream });
    else if (cursor.call === call) {
      const { stream } = cursor;
      return {
        call,
        stream,
        context,
        decoded: decodeCall(cursor, reader.dictionary),
        plumbing: plumbing.filter(each => each.stream === stream),
      };
    } else {
      context = madeCurrent(cursor) ?? context;
      plumbing = plumbing.filter(each => each.stream !== cursor.stream);
    }
  }
  return undefined;
}
