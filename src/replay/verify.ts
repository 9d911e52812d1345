// Verification: replayed frames and answers against the recorded ones.
import type { ForwardReplayer, ReplayedFrame } from '../native.js';
import type { TraceReader } from '../trace/reader.js';
import type { FrameMark } from '../trace/segment.js';
import { type DriverHooks, ReplayDriver } from './driver.js';
import type { Omission } from './webgl/omissions.js';
import { WebglReplayer } from './webgl/replayer.js';

/** Differences that are told one by one. */
const SAMPLES = 20;

export interface FrameDifference {
  readonly frame: number;
  readonly call: number;
  readonly what: string;
}

export interface VerifyResult {
  readonly calls: number;
  readonly frames: {
    readonly total: number;
    readonly identical: number;
    /** Frames that were recorded without a hash: nothing to compare, not in `total`. */
    readonly withoutHash: number;
    readonly differences: readonly FrameDifference[];
  };
  readonly replies: {
    readonly total: number;
    readonly different: number;
    readonly samples: readonly { readonly call: number; readonly name: string; readonly text: string }[];
  };
  readonly errors: { readonly recorded: number; readonly replayed: number };
  /** The recording ends with a command that the renderer refused, and so does the replay. */
  readonly malformed: string | null;
  /** What the webgl back end left out; missing on the host's driver. */
  readonly omissions?: readonly Omission[];
  readonly wallMs: number;
}

/** Whether the replay gave everything again. */
export function isIdentical(result: VerifyResult): boolean {
  return result.frames.identical === result.frames.total && result.replies.different === 0 && result.malformed === null;
}

/** Pairs recorded and replayed frames by call, whichever comes first. */
class FrameMatcher {
  total = 0;
  identical = 0;
  withoutHash = 0;
  readonly differences: FrameDifference[] = [];
  readonly #recorded = new Map<number, FrameMark>();
  readonly #replayed = new Map<number, ReplayedFrame>();

  recorded(mark: FrameMark): void {
    if (mark.hash === 0n) this.withoutHash++;
    else this.total++;
    const replayed = this.#replayed.get(mark.call);
    if (!replayed) this.#recorded.set(mark.call, mark);
    else {
      this.#replayed.delete(mark.call);
      this.#compare(mark, replayed);
    }
  }

  replayed(frame: ReplayedFrame): void {
    const mark = this.#recorded.get(frame.call);
    if (!mark) this.#replayed.set(frame.call, frame);
    else {
      this.#recorded.delete(frame.call);
      this.#compare(mark, frame);
    }
  }

  finish(): void {
    for (const mark of this.#recorded.values()) if (mark.hash !== 0n) this.#different(mark, 'was not presented again');
  }

  #compare(mark: FrameMark, frame: ReplayedFrame): void {
    if (mark.hash === 0n) return;
    if (mark.width !== frame.width || mark.height !== frame.height) {
      this.#different(mark, `recorded ${mark.width}x${mark.height}, replayed ${frame.width}x${frame.height}`);
    } else if (mark.hash !== frame.hash) this.#different(mark, 'other pixels');
    else this.identical++;
  }

  #different(mark: FrameMark, what: string): void {
    if (this.differences.length < SAMPLES) this.differences.push({ frame: mark.frame, call: mark.call, what });
  }
}

export function verify(reader: TraceReader, native: ForwardReplayer, hooks: Pick<DriverHooks, 'onRun' | 'onProgress'> = {}): VerifyResult {
  const started = performance.now();
  const frames = new FrameMatcher();
  let recordedErrors = 0;
  for (let i = 0; i < reader.segments.length; i++) {
    const segment = reader.tables(i);
    for (const mark of segment.frames) frames.recorded(mark);
    recordedErrors += segment.errors.length;
  }
  let replayedErrors = 0;
  const driver = new ReplayDriver(
    reader,
    native,
    { compareReplies: true },
    {
      ...hooks,
      onFrames: all => {
        for (const frame of all) frames.replayed(frame);
      },
      onErrors: errors => {
        replayedErrors += errors.length;
      },
    },
  );
  driver.runAll();
  frames.finish();
  const { total, identical, withoutHash, differences } = frames;
  const replies = native.replies();
  const samples = replies.samples.slice(0, SAMPLES).map(({ call, opcode, text }) => ({ call, name: reader.dictionary.name(opcode), text }));
  return {
    calls: reader.calls,
    frames: { total, identical, withoutHash, differences: differences.sort((a, b) => a.call - b.call) },
    replies: { total: replies.total, different: replies.different, samples },
    errors: { recorded: recordedErrors, replayed: replayedErrors },
    malformed: driver.malformed ?? null,
    ...(native instanceof WebglReplayer && { omissions: native.omissions }),
    wallMs: performance.now() - started,
  };
}

export interface BenchResult {
  readonly calls: number;
  readonly frames: number;
  readonly wallMs: number;
  /** Of the whole replay process, the driver's threads included. */
  readonly cpuMs: number;
  readonly callsPerSecond: number;
  readonly malformed: string | null;
}

/** Replays everything as fast as it goes: reading, unpacking and executing. Pictures are neither read back nor hashed. */
export function bench(reader: TraceReader, native: ForwardReplayer, hooks: Pick<DriverHooks, 'onRun' | 'onProgress'> = {}): BenchResult {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const driver = new ReplayDriver(reader, native, {}, hooks);
  driver.runAll();
  const wallMs = performance.now() - started;
  const used = process.cpuUsage(cpu);
  return {
    calls: reader.calls,
    frames: reader.frames,
    wallMs,
    cpuMs: (used.user + used.system) / 1000,
    callsPerSecond: wallMs > 0 ? (reader.calls / wallMs) * 1000 : 0,
    malformed: driver.malformed ?? null,
  };
}
