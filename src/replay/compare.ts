// Compares two traces, or two places of them: calls, frames, pictures, state. What `sgl diff` prints, as data.
import { type CallDiff, diffCalls } from '../inspect/diff/calls.js';
import { diffImages, heatMap, type ImageDifference, type Picture } from '../inspect/diff/images.js';
import { callsOfFrame } from '../inspect/frames.js';
import { showImage } from '../inspect/raw_image.js';
import { diffSnapshots, type OwnerChange } from '../inspect/state/diff.js';
import type { TraceReader } from '../trace/reader.js';
import { suspectFrames } from './diff_pictures.js';
import type { AttachmentName } from './look/image.js';
import { ReplaySession } from './session.js';

/** A place in a trace: after a call, or what a frame presents. */
export interface Place {
  readonly call: number;
  readonly frame?: number;
}

export interface ComparedPicture {
  readonly a: Place;
  readonly b: Place;
  /** What was looked at: `window`, `color0` … */
  readonly of: string;
  readonly difference: ImageDifference;
  readonly left: Picture;
  readonly right: Picture;
  readonly heat: Picture;
}

export interface CompareOptions {
  /** Places to compare; without them the whole traces. */
  readonly at?: { readonly a: Place; readonly b: Place };
  readonly attachment?: AttachmentName;
  /** Call differences that are described. */
  readonly most?: number;
  /** Frames of whole traces that are replayed to compare pictures (default: 1, the first that differs). */
  readonly pictures?: number;
  /** Only what the files tell: no driver is started. */
  readonly withoutReplay?: boolean;
  /** Leave state out. */
  readonly withoutState?: boolean;
  readonly onProgress?: (what: string) => void;
}

export interface Comparison {
  /** Of whole traces, or of the calls of two frames; null for two single calls. */
  readonly calls: CallDiff | null;
  /** Of whole traces: frames whose recorded pictures differ, or are not known to be the same. */
  readonly frames: { readonly a: number; readonly b: number; readonly compared: number; readonly different: readonly number[] } | null;
  readonly pictures: readonly ComparedPicture[];
  /** State before the first draw after the first difference of whole traces, or after two calls. Null: not compared. */
  readonly state: { readonly a: number; readonly b: number; readonly before: boolean; readonly changes: readonly OwnerChange[] } | null;
}

/** Whether nothing differs, as far as it was looked at. */
export function isSame({ calls, frames, pictures, state }: Comparison): boolean {
  const callsSame = !calls || calls.removed + calls.added + calls.changed === 0;
  const seen = pictures.every(({ difference }) => difference.different === 0 && difference.sameSize);
  return callsSame && seen && (state?.changes.length ?? 0) === 0 && (!frames || (frames.different.length === 0 && frames.a === frames.b));
}

/** Compares. Throws TraceError and ReplayError. `left` and `right` may be the same reader. */
export async function compareTraces(left: TraceReader, right: TraceReader, options: CompareOptions = {}): Promise<Comparison> {
  const { at, most = 200, onProgress } = options;
  const isWhole = at === undefined;
  const bothFrames = at?.a.frame !== undefined && at.b.frame !== undefined;
  onProgress?.('comparing calls');
  const ranges = bothFrames ? { rangeA: callsOfFrame(left, at.a.frame!), rangeB: callsOfFrame(right, at.b.frame!) } : {};
  const calls = isWhole || bothFrames ? diffCalls(left, right, { most, ...ranges }) : null;
  const suspects = isWhole ? suspectFrames(left, right) : undefined;
  const statePlaces = at ? { a: at.a.call, b: at.b.call } : (calls?.drawAfter ?? null);
  const stateBefore = !at || at.a.frame !== undefined;
  let state: Comparison['state'] = null;
  const wanted: { a: Place; b: Place }[] = at
    ? [at]
    : (suspects?.frames ?? []).slice(0, options.pictures ?? 1).map(frame => ({ a: frameAt(left, frame), b: frameAt(right, frame) }));
  const pictures: ComparedPicture[] = [];
  if (!options.withoutReplay && (wanted.length > 0 || statePlaces)) {
    onProgress?.('replaying');
    const sessions =
      left.file === right.file ? [new ReplaySession(left.file)] : [new ReplaySession(left.file), new ReplaySession(right.file)];
    try {
      for (const { a, b } of wanted) {
        // side by side where there are two processes
        const [first, second] = await Promise.all([
          look(sessions[0]!, a, options.attachment),
          look(sessions.at(-1)!, b, options.attachment),
        ]);
        const difference = diffImages(first, second);
        pictures.push({ a, b, of: options.attachment ?? 'window', difference, left: first, right: second, heat: heatMap(first, second) });
      }
      if (statePlaces && !options.withoutState) {
        // what a draw works with is there before it
        const call = (place: number) => Math.max(0, stateBefore ? place - 1 : place);
        const { a, b } = statePlaces;
        const [first, second] = await Promise.all([
          sessions[0]!.do('state', { call: call(a) }),
          sessions.at(-1)!.do('state', { call: call(b) }),
        ]);
        state = { a, b, before: stateBefore, changes: diffSnapshots(first, second) };
      }
    } finally {
      for (const session of sessions) session.close();
    }
  }
  const frames = suspects && {
    a: left.frames,
    b: right.frames,
    compared: suspects.compared,
    different: reallyDifferent(suspects.frames, pictures, left, right),
  };
  return { calls, frames: frames ?? null, pictures, state };
}

/** Frames without a recorded hash are different only if their pictures, where looked at, are. */
function reallyDifferent(frames: readonly number[], pictures: readonly ComparedPicture[], a: TraceReader, b: TraceReader): number[] {
  const same = new Set(
    pictures
      .filter(({ difference, a }) => a.frame !== undefined && difference.different === 0 && difference.sameSize)
      .map(picture => picture.a.frame),
  );
  return frames.filter(frame => !(same.has(frame) && (a.frame(frame)!.hash === 0n || b.frame(frame)!.hash === 0n)));
}

export function frameAt(trace: TraceReader, frame: number): Place {
  const mark = trace.frame(frame);
  if (!mark) throw new RangeError(`the trace has ${trace.frames} frames`);
  return { call: mark.call, frame };
}

async function look(session: ReplaySession, place: Place, attachment: AttachmentName | undefined): Promise<Picture> {
  const before = place.frame !== undefined;
  if (attachment) return showImage(await session.do('image', { call: place.call, before, attachment }));
  return session.do('picture', { call: place.call, before });
}
