// Places of a trace in the words of the command line: `1234`, `f12`, `f12:draw3`, `end`.
import { PlaceError, pagesOf, parsePlace, resolvePlace, withCallNumbers } from '../inspect/place.js';
import { frameAt, type Place } from '../replay/compare.js';
import type { TraceReader } from '../trace/reader.js';
import { type Arguments, UsageError } from './command.js';

/** For the notes of verbs. */
export const placeNote =
  'A PLACE is a call (1234), a frame (f12: its swap), something in a frame (f12:draw3, f12:clear0, f12:call5, f12:error0) or end.';

function understood<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PlaceError) throw new UsageError(`${option}: ${error.message}`);
    throw error;
  }
}

/** The call that a place means; wrong ones are wrong use. `option` says where it was written. */
export function callAt(trace: TraceReader, text: string, option: string): number {
  return understood(option, () => resolvePlace(text, pagesOf(trace)));
}

/** The call of an option that takes a place; undefined without it. */
export function callOption(args: Arguments, option: string, trace: TraceReader): number | undefined {
  const text = args.text(option);
  return text === undefined ? undefined : callAt(trace, text, `--${option}`);
}

/** A call, or what a frame presents. */
export function placeAt(trace: TraceReader, text: string, option: string): Place {
  const place = understood(option, () => parsePlace(text));
  const call = callAt(trace, text, option);
  return place.kind === 'frame' && place.frame < trace.frames ? frameAt(trace, place.frame) : { call };
}

/** A call set with places in it, as call numbers. */
export function callSetOf(trace: TraceReader, text: string): string {
  return understood(text, () => withCallNumbers(text, pagesOf(trace)));
}
