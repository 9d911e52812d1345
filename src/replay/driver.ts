// Replays a trace through the addon's Replayer, forward only, inside this process: what the replay process runs, and
// what tests run with a replayer of their own. A driver crash takes the process that this runs in.
import type { ForwardReplayer, Pixels, ReplayedFrame, RunResult } from '../native.js';
import { CommandCursor, type CommandSource, madeCurrent } from '../trace/commands.js';
import type { TraceReader } from '../trace/reader.js';
import { REPLY_NOTE, type Segment } from '../trace/segment.js';

/** Consecutive commands of one stream. */
interface Run {
  readonly stream: number;
  context: number;
  /** Bytes in the segment's commands. */
  start: number;
  readonly end: number;
  firstCall: number;
  /** Number of the call after its last one. */
  readonly endCall: number;
  readonly batches: number;
}

/** Batches that follow each other in one stream without a gap are executed at once: crossing into native code costs
 * more than a small batch. */
function runsOf(segment: CommandSource, merge = true): Run[] {
  const { batches } = segment;
  const runs: Run[] = [];
  for (let i = 0; i < batches.rows; i++) {
    const [stream, firstCall, start, end] = [batches.stream[i]!, batches.firstCall[i]!, batches.start[i]!, batches.start[i + 1]!];
    const last = runs.at(-1);
    const endCall = firstCall + batches.calls[i]!;
    if (merge && last && last.stream === stream && last.endCall === firstCall) {
      runs[runs.length - 1] = { ...last, end, endCall, batches: last.batches + 1 };
    } else runs.push({ stream, context: batches.context[i]!, start, end, firstCall, endCall, batches: 1 });
  }
  return runs;
}

const RECORD_BYTES = 24; // RecordHeader and RecordReply
const REPLY_RECORD = 2;

/** Answers and notes as journal records (native/journal.h), for calls from `first` to before `end`, sorted by call. */
export function expectedReplies(segments: readonly Segment[], first: number, end: number, notesOnly = false): Uint8Array {
  const rows: { segment: Segment; row: number; call: number; bytes: number }[] = [];
  let size = 0;
  for (const segment of segments) {
    const { call, start, flags, rows: count } = segment.replies;
    for (let row = 0; row < count; row++) {
      if (call[row]! < first || call[row]! >= end) continue;
      if (notesOnly && !(flags[row]! & REPLY_NOTE)) continue;
      const bytes = start[row + 1]! - start[row]!;
      rows.push({ segment, row, call: call[row]!, bytes });
      size += RECORD_BYTES + ((bytes + 7) & ~7);
    }
  }
  rows.sort((a, b) => a.call - b.call);
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const { segment, row, call, bytes } of rows) {
    view.setUint32(at, REPLY_RECORD, true);
    view.setUint32(at + 4, bytes + 16, true);
    view.setBigUint64(at + 8, BigInt(call), true);
    view.setUint32(at + 16, segment.replies.opcode[row]!, true);
    view.setUint32(at + 20, segment.replies.flags[row]!, true);
    out.set(segment.replyPayload(row), at + RECORD_BYTES);
    at += RECORD_BYTES + ((bytes + 7) & ~7);
  }
  return out;
}

export interface DriverHooks {
  /** Before each piece that is executed: its first call and the call after its last. */
  readonly onRun?: (firstCall: number, endCall: number) => void;
  readonly onFrames?: (frames: readonly ReplayedFrame[]) => void;
  readonly onErrors?: (errors: RunResult['errors']) => void;
  readonly onProgress?: (calls: number, total: number) => void;
}

export interface DriverOptions {
  /** Compare answers with the recorded ones. */
  readonly compareReplies?: boolean;
}

/** Forward replay of one trace. */
export class ReplayDriver {
  /** Why the replay could not go on: a command that the executor refuses. */
  malformed: string | undefined;
  /** Execute one call at a time: finds the one that crashes. */
  singleCalls = false;
  readonly #reader: TraceReader;
  readonly #native: ForwardReplayer;
  readonly #options: DriverOptions;
  readonly #hooks: DriverHooks;
  #segment = 0;
  #runs: Run[] = [];
  #commands: Uint8Array = new Uint8Array(0);
  #cursor: CommandCursor | undefined;
  #next = 0;
  #stream = 0;

  constructor(reader: TraceReader, native: ForwardReplayer, options: DriverOptions = {}, hooks: DriverHooks = {}) {
    this.#reader = reader;
    this.#native = native;
    this.#options = options;
    this.#hooks = hooks;
  }

  /** Number of the call that would be executed next. */
  get nextCall(): number {
    return this.#next;
  }

  /** Goes on at `call` as if everything before it had been executed: a keyframe was restored. What waits in other streams
   * for a later call is the keyframe's. */
  startAt(call: number): void {
    if (call <= 0) return;
    const reader = this.#reader;
    this.#segment = Math.max(0, reader.segmentOfCall(call - 1));
    if (!this.#openSegment()) return;
    const cursor = this.#cursor!;
    let context = 0;
    let batch = -1;
    while (cursor.next()) {
      if (cursor.batch !== batch) context = cursor.context;
      batch = cursor.batch;
      context = madeCurrent(cursor) ?? context;
      if (cursor.isCall && cursor.call === call - 1) break;
    }
    const at = cursor.end * 4;
    this.#runs = this.#runs
      .filter(run => run.end > at)
      .map(run => (run.start < at ? { ...run, start: at, firstCall: call, context } : run));
    this.#stream = cursor.stream;
    this.#next = call;
  }

  /** Executes everything up to and with `call`. Throws TraceError when the trace is damaged. */
  runTo(call: number): void {
    while (this.#next <= call && this.malformed === undefined) {
      const run = this.#runs[0];
      if (!run) {
        if (!this.#openSegment()) return;
        continue;
      }
      if (run.firstCall > call && run.endCall > run.firstCall) return;
      if (run.endCall <= call + 1 && !this.singleCalls) {
        this.#runs.shift();
        this.#execute(run);
      } else this.#executePart(run, this.singleCalls ? run.firstCall : call);
    }
  }

  /** The stream of the last executed call. */
  get stream(): number {
    return this.#stream;
  }

  runAll(): void {
    this.runTo(Number.MAX_SAFE_INTEGER);
    this.#native.finish();
  }

  /** The picture in the back buffer of `drawable`, or of the one that the last executed call drew to. */
  pixels(drawable?: number): Pixels {
    const wanted = drawable ?? this.#native.currentDrawable(this.#stream);
    if (wanted === 0) throw new Error(`no drawable is current at call ${this.#next - 1}: there is no picture`);
    return this.#native.pixels(wanted);
  }

  /** Plumbing at a segment's end belongs to calls of the next: it waits in the executor. */
  #openSegment(): boolean {
    const reader = this.#reader;
    if (this.#segment >= reader.segments.length) {
      this.#next = reader.calls; // more may come: of a trace that is being written
      return false;
    }
    const segment = reader.segment(this.#segment);
    const following = this.#segment + 1 < reader.segments.length ? [reader.segment(this.#segment + 1)] : [];
    this.#segment++;
    this.#commands = segment.commands;
    this.#cursor = new CommandCursor(segment);
    this.#runs = runsOf(segment);
    const notesOnly = !this.#options.compareReplies;
    const expected = expectedReplies([segment, ...following], segment.firstCall, segment.firstCall + segment.calls, notesOnly);
    if (expected.length > 0 || !notesOnly) this.#native.expect(expected);
    this.#hooks.onProgress?.(segment.firstCall, reader.calls);
    return true;
  }

  #execute(run: Run): void {
    const { stream, context, firstCall, endCall } = run;
    this.#stream = stream;
    this.#hooks.onRun?.(firstCall, endCall);
    const result = this.#native.run(this.#commands.subarray(run.start, run.end), stream, context, firstCall);
    this.#next = endCall;
    if (result.frames.length > 0) this.#hooks.onFrames?.(result.frames);
    if (result.errors.length > 0) this.#hooks.onErrors?.(result.errors);
    if (result.malformed === undefined) return;
    // One broken command keeps all that was merged with it from running: then batch by batch.
    if (run.batches > 1 && result.calls === 0) this.#runs.unshift(...this.#batchesOf(run));
    else this.malformed = result.malformed;
  }

  #batchesOf(run: Run): Run[] {
    this.#next = run.firstCall;
    return runsOf(this.#cursor!.segment, false).filter(batch => batch.start >= run.start && batch.end <= run.end);
  }

  /** Executes a run up to and with `call`; what is left of it stays in front. */
  #executePart(run: Run, call: number): void {
    const cursor = this.#cursor!;
    const { batches } = cursor.segment;
    let row = 0;
    while (batches.start[row + 1]! <= run.start) row++;
    cursor.seekBatch(row);
    let context = run.context;
    let end = run.end;
    while (cursor.next() && cursor.start * 4 < run.end) {
      if (cursor.start * 4 < run.start) continue;
      context = madeCurrent(cursor) ?? context;
      if (cursor.isCall && cursor.call >= call) {
        end = cursor.end * 4;
        break;
      }
    }
    const endCall = Math.min(run.endCall, call + 1);
    if (end >= run.end) this.#runs.shift();
    else this.#runs[0] = { ...run, start: end, firstCall: endCall, context };
    this.#execute({ ...run, end, endCall, batches: 1 });
  }
}
