// Which frame a call belongs to.
import type { TraceReader } from '../trace/reader.js';

/** Swap calls of each trace that was asked about, ascending. */
const swaps = new WeakMap<TraceReader, Float64Array>();

function swapCalls(reader: TraceReader): Float64Array {
  let found = swaps.get(reader);
  if (!found) {
    found = new Float64Array(reader.frames);
    let at = 0;
    for (let i = 0; i < reader.segments.length; i++)
      for (const { call } of reader.tables(i).frames) if (at < found.length) found[at++] = call;
    swaps.set(reader, found);
  }
  return found;
}

/** The frame that a call belongs to: the one whose swap comes at or after it. Undefined after the last swap. */
export function frameOf(reader: TraceReader, call: number): number | undefined {
  const calls = swapCalls(reader);
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (calls[middle]! < call) low = middle + 1;
    else high = middle;
  }
  return low < calls.length ? low : undefined;
}

/** First and last call of a frame; RangeError when there is no such frame. */
export function callsOfFrame(reader: TraceReader, frame: number): { readonly first: number; readonly last: number } {
  const calls = swapCalls(reader);
  const last = calls[frame];
  if (last === undefined) throw new RangeError(`frame ${frame} of ${calls.length}`);
  return { first: frame === 0 ? 0 : calls[frame - 1]! + 1, last };
}
