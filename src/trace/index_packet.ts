// The index of a trace: where its packets are. Gathered while writing or walking, written as an Index packet.
import type Long from 'long';
import { checkRows, expand, expandDelta, shorten, shortenDelta } from './columns.js';
import { KIND, type PacketName } from './packet.js';
import { longToNumber, type pb, toUnsignedLong } from './pb.js';

export type EndedHow = 'exit' | 'signal' | 'lost';
export interface Ended {
  readonly how: EndedHow;
  /** Exit code or signal number, when known. */
  readonly code: number;
  readonly reason: string;
}
const ENDED: readonly EndedHow[] = ['lost', 'exit', 'signal'];

/** Where a packet is and what it holds. */
export interface PacketRow {
  readonly offset: number;
  readonly kind: number;
}
export interface SegmentRow extends PacketRow {
  readonly firstCall: number;
  readonly calls: number;
  /** Number of its first frame mark. */
  readonly firstFrame: number;
  readonly frames: number;
  /** ns since the origin. */
  readonly timeNs: number;
}

export interface TraceIndex {
  readonly packets: readonly PacketRow[];
  readonly segments: readonly SegmentRow[];
  readonly calls: number;
  readonly frames: number;
  readonly durationNs: number;
  readonly ended: Ended;
  readonly repaired: boolean;
}

export class IndexBuilder {
  readonly packets: PacketRow[] = [];
  readonly segments: SegmentRow[] = [];
  frames = 0;
  durationNs = 0;

  /** Calls so far: the number that the next one would have. */
  get calls(): number {
    const last = this.segments.at(-1);
    return last ? last.firstCall + last.calls : 0;
  }

  add(offset: number, name: PacketName): void {
    this.packets.push({ offset, kind: KIND[name] });
  }

  addSegment(offset: number, segment: { firstCall: number; calls: number; timeNs: number; durationNs: number; frames: number }): void {
    this.add(offset, 'segment');
    const { firstCall, calls, timeNs, frames } = segment;
    this.segments.push({ offset, kind: KIND.segment, firstCall, calls, timeNs, firstFrame: this.frames, frames });
    this.frames += frames;
    this.durationNs = Math.max(this.durationNs, timeNs + segment.durationNs);
  }

  finish(ended: Ended, repaired = false): TraceIndex {
    const { packets, segments, calls, frames, durationNs } = this;
    return { packets, segments, calls, frames, durationNs, ended, repaired };
  }
}

const wide = (values: number[], start: number): Long[] => shortenDelta(values, start).map(value => value.toUnsigned());

export function indexMessage(index: TraceIndex): pb.Index.$Properties {
  const { packets, segments, ended } = index;
  return {
    rows: packets.length,
    offset: wide(
      packets.map(p => p.offset),
      0,
    ),
    kind: shorten(packets.map(p => p.kind)),
    firstCall: wide(
      segments.map(s => s.firstCall),
      0,
    ),
    calls: shorten(segments.map(s => s.calls)),
    frames: shorten(segments.map(s => s.frames)),
    time: shortenDelta(
      segments.map(s => s.timeNs),
      0,
    ),
    totalCalls: toUnsignedLong(index.calls),
    totalFrames: toUnsignedLong(index.frames),
    durationNs: toUnsignedLong(index.durationNs),
    ended: ENDED.indexOf(ended.how),
    code: ended.code,
    reason: ended.reason,
    repaired: index.repaired,
  };
}

export function endedOf(message: pb.Index.$Properties): Ended {
  return { how: ENDED[message.ended ?? 0] ?? 'lost', code: message.code ?? 0, reason: message.reason ?? '' };
}

/** Throws RangeError when the columns contradict each other. */
export function readIndex(message: pb.Index.$Properties): TraceIndex {
  const rows = checkRows(message.rows ?? 0);
  const kinds = expand(message.kind, rows);
  const offsets = expandDelta(message.offset, rows, 0);
  const count = kinds.reduce((n, kind) => n + (kind === KIND.segment ? 1 : 0), 0);
  const firstCalls = expandDelta(message.firstCall, count, 0);
  const calls = expand(message.calls, count);
  const frames = expand(message.frames, count);
  const times = expandDelta(message.time, count, 0);
  const packets: PacketRow[] = [];
  const segments: SegmentRow[] = [];
  let firstFrame = 0;
  let end = 0;
  for (let i = 0; i < rows; i++) {
    const row = { offset: offsets[i]!, kind: kinds[i]! };
    if (i > 0 && row.offset <= packets[i - 1]!.offset) throw new RangeError('offsets do not ascend');
    packets.push(row);
    if (row.kind !== KIND.segment) continue;
    const s = segments.length;
    if (firstCalls[s]! < end) throw new RangeError('segments do not ascend');
    end = firstCalls[s]! + calls[s]!;
    if (!Number.isSafeInteger(end)) throw new RangeError(`calls up to ${end}`);
    segments.push({ ...row, firstCall: firstCalls[s]!, calls: calls[s]!, firstFrame, frames: frames[s]!, timeNs: times[s]! });
    firstFrame += frames[s]!;
  }
  if (longToNumber(message.totalCalls) !== end || longToNumber(message.totalFrames) !== firstFrame)
    throw new RangeError('its totals are not those of its segments');
  return {
    packets,
    segments,
    calls: end,
    frames: firstFrame,
    durationNs: longToNumber(message.durationNs),
    ended: endedOf(message),
    repaired: message.repaired ?? false,
  };
}
