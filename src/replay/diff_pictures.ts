// Which frames of two traces may look different, by the hashes that the recordings hold: no driver is needed to rule out
// the others.
import type { TraceReader } from '../trace/reader.js';
import type { FrameMark } from '../trace/segment.js';

function samePicture(a: FrameMark, b: FrameMark): boolean {
  return a.hash !== 0n && a.hash === b.hash && a.width === b.width && a.height === b.height;
}

export interface SuspectFrames {
  /** Frames that both traces have. */
  readonly compared: number;
  readonly frames: readonly number[];
}

/** Frame N of one is compared with frame N of the other. */
export function suspectFrames(a: TraceReader, b: TraceReader): SuspectFrames {
  const compared = Math.min(a.frames, b.frames);
  const frames: number[] = [];
  for (let frame = 0; frame < compared; frame++) {
    const [left, right] = [a.frame(frame), b.frame(frame)];
    if (!left || !right || !samePicture(left, right)) frames.push(frame);
  }
  return { compared, frames };
}
