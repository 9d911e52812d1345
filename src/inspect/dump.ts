// Calls as lines of text or as JSON records: the data behind `sgl dump`.
import type { TraceReader } from '../trace/reader.js';
import type { CallSelection } from './callset.js';
import { errorName } from './error_names.js';
import { callText, valueJson } from './format.js';
import { placeName } from './place.js';
import { type WalkedCall, walkCalls } from './walk.js';

export interface CallRecord {
  readonly call: number;
  /** How it is passed on: `f12:draw3`. */
  readonly place: string;
  readonly name: string;
  readonly stream: number;
  readonly context: number;
  readonly timeNs: number;
  readonly args: Readonly<Record<string, unknown>>;
  /** What the function returned. */
  readonly result?: unknown;
  /** What receiving pointers got. */
  readonly outs?: Readonly<Record<string, unknown>>;
  /** Name of the GL error that it raised. */
  readonly error?: string;
  /** Number of the frame that it ends. */
  readonly frame?: number;
  /** Calls are missing right before it, and why. */
  readonly lost?: string;
}

export function callRecord(walked: WalkedCall, reader: TraceReader): CallRecord {
  const { dictionary } = reader;
  const { call, reply, error, frame, loss } = walked;
  const result = call.result ?? reply?.result;
  return {
    call: call.call,
    place: placeName(reader, call.call),
    name: call.name,
    stream: call.stream,
    context: walked.context,
    timeNs: walked.timeNs,
    args: Object.fromEntries(call.arguments.map(argument => [argument.parameter.name, valueJson(argument, dictionary)])),
    ...(result && { result: valueJson(result, dictionary) }),
    ...(reply &&
      reply.outs.length > 0 && { outs: Object.fromEntries(reply.outs.map(out => [out.parameter.name, valueJson(out, dictionary)])) }),
    ...(error && { error: errorName(error.error) }),
    ...(frame && { frame: frame.frame }),
    ...(loss && { lost: loss.reason }),
  };
}

/** One line for each call; lines that begin with `//` say what stands between. */
export function* dumpLines(reader: TraceReader, selection: CallSelection): Generator<string> {
  const { dictionary } = reader;
  for (const { call, reply, error, frame, loss } of walkCalls(reader, selection)) {
    if (loss) yield `// calls are missing here: ${loss.reason}`;
    const said = error ? ` // ${errorName(error.error)}` : '';
    yield callText(call, reply, dictionary) + said;
    if (frame) yield `// frame ${frame.frame}: ${frame.width}x${frame.height}, drawable ${frame.drawable}`;
  }
}

export function* dumpRecords(reader: TraceReader, selection: CallSelection): Generator<CallRecord> {
  for (const walked of walkCalls(reader, selection)) yield callRecord(walked, reader);
}
