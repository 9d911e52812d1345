// Opening the trace that a verb works on, and reading call sets from the command line.
import { readFileSync } from 'node:fs';
import { CallSelection, CallSetError, type CallSetItem, parseCallSet } from '../inspect/callset.js';
import { callsUsing } from '../inspect/uses.js';
import { TraceReader } from '../trace/reader.js';
import { type Arguments, CommandError, UsageError } from './command.js';
import { Progress } from './output.js';
import { callSetOf } from './places.js';

/** Opens the trace that the arguments name, or a file, for the time of `action`. */
export async function withTrace<T>(from: Arguments | string | undefined, action: (trace: TraceReader) => T | Promise<T>): Promise<T> {
  const file = typeof from === 'object' ? from.single('trace') : from;
  if (file === undefined) throw new UsageError('which trace?');
  const trace = new TraceReader(file);
  try {
    return await action(trace);
  } finally {
    trace.close();
  }
}

/** A call set as written; wrong ones are wrong use. */
export function readCallSet(text: string): readonly CallSetItem[] {
  try {
    return parseCallSet(text, path => readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof CallSetError) throw new UsageError(error.message);
    throw error;
  }
}

/** The calls of `trace` that a call set names; wrong sets are wrong use. */
export function selectCalls(text: string, trace: TraceReader): CallSelection {
  try {
    return new CallSelection(readCallSet(callSetOf(trace, text)), trace, callsUsing(trace));
  } catch (error) {
    if (error instanceof CallSetError) throw new UsageError(error.message);
    throw error;
  }
}

/** A progress line for work in steps: pass `step` on, and call `clear` at the end. */
export function stepProgress(doing: string): { readonly step: (done: number, total: number) => void; clear(): void } {
  const progress = new Progress();
  return {
    step: (done, total) => progress.update(() => `${doing}: ${total > 0 ? Math.floor((100 * done) / total) : 100} %`),
    clear: () => progress.clear(),
  };
}

/** Frames `first` to `last` of a call set like f10-f20; all without one. */
export function frameRange(at: string | undefined, frames: number, option: string): { first: number; last: number } {
  if (frames === 0) throw new CommandError('the trace has no frames to show');
  if (at === undefined) return { first: 0, last: frames - 1 };
  const [item, second] = readCallSet(at);
  if (!item || second || item.unit !== 'frames' || item.filters.length > 0)
    throw new UsageError(`${option} takes frames: f60 or f10-f20, not '${at}'`);
  if (item.first >= frames) throw new UsageError(`--at ${at}: the trace has frames 0 to ${frames - 1}`);
  return { first: item.first, last: Math.min(item.last, frames - 1) };
}
