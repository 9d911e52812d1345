// What a program does and where it waits: the data behind `sgl stat`.
import { CommandCursor } from '../trace/commands.js';
import { FLAG } from '../trace/dictionary.js';
import type { TraceReader } from '../trace/reader.js';
import { REPLY_NOTE } from '../trace/segment.js';

export interface EntryPointStat {
  readonly name: string;
  readonly calls: number;
  /** Bytes of its commands, uncompressed; staged data counts for the command that takes it. */
  readonly bytes: number;
  /** How often the program waited for an answer. */
  readonly waits: number;
  readonly replyBytes: number;
  readonly errors: number;
}

export interface Distribution {
  readonly min: number;
  readonly median: number;
  readonly mean: number;
  readonly p95: number;
  readonly max: number;
}

export interface TraceStat {
  readonly calls: number;
  readonly frames: number;
  /** Of the file. */
  readonly bytes: number;
  readonly commandBytes: number;
  readonly bytesPerCall: number;
  readonly batches: number;
  readonly streams: number;
  readonly waits: number;
  readonly waitsPerFrame: number;
  readonly callsPerFrame: Distribution | null;
  readonly drawsPerFrame: Distribution | null;
  readonly frameTimeNs: Distribution | null;
  /** Most calls first. */
  readonly entryPoints: readonly EntryPointStat[];
}

interface Counts {
  calls: number;
  bytes: number;
  waits: number;
  replyBytes: number;
  errors: number;
}

function distribution(values: number[]): Distribution | null {
  if (values.length === 0) return null;
  values.sort((a, b) => a - b);
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))]!;
  return { min: values[0]!, median: at(0.5), mean: values.reduce((a, b) => a + b, 0) / values.length, p95: at(0.95), max: values.at(-1)! };
}

/** Reads all commands. Throws TraceError when the trace is damaged. */
export function traceStat(reader: TraceReader, progress?: (done: number, total: number) => void): TraceStat {
  const byOpcode = new Map<number, Counts>();
  const countsOf = (opcode: number): Counts => {
    let counts = byOpcode.get(opcode);
    if (!counts) {
      counts = { calls: 0, bytes: 0, waits: 0, replyBytes: 0, errors: 0 };
      byOpcode.set(opcode, counts);
    }
    return counts;
  };
  const failed = new Set<number>();
  const streams = new Set<number>();
  const callsPerFrame: number[] = [];
  const drawsPerFrame: number[] = [];
  const times: number[] = [];
  let commandBytes = 0;
  let batches = 0;
  let waits = 0;
  let frameStart = 0;
  let draws = 0;
  for (let i = 0; i < reader.segments.length; i++) {
    const segment = reader.segment(i);
    commandBytes += segment.commands.length;
    batches += segment.batches.rows;
    for (const stream of segment.batches.stream) streams.add(stream);
    for (const { call } of segment.errors) failed.add(call);
    for (const { timeNs } of segment.frames) times.push(timeNs);
    const plumbing = new Map<number, number>(); // bytes by stream, for the call that follows
    const cursor = new CommandCursor(segment);
    while (cursor.next()) {
      const size = (cursor.end - cursor.start) * 4;
      if (!cursor.isCall) {
        plumbing.set(cursor.stream, (plumbing.get(cursor.stream) ?? 0) + size);
        continue;
      }
      const { opcode, call } = cursor;
      const counts = countsOf(opcode);
      counts.calls++;
      counts.bytes += size + (plumbing.get(cursor.stream) ?? 0);
      if (plumbing.size > 0) plumbing.delete(cursor.stream);
      if (failed.has(call)) counts.errors++;
      const flags = reader.dictionary.flags(opcode);
      if (flags & FLAG.draw) draws++;
      if (flags & FLAG.frame) {
        callsPerFrame.push(call + 1 - frameStart);
        drawsPerFrame.push(draws);
        frameStart = call + 1;
        draws = 0;
      }
    }
    const { replies } = segment;
    for (let row = 0; row < replies.rows; row++) {
      if (replies.flags[row]! & REPLY_NOTE) continue;
      const counts = countsOf(replies.opcode[row]!);
      counts.waits++;
      waits++;
      counts.replyBytes += replies.start[row + 1]! - replies.start[row]!;
    }
    progress?.(i + 1, reader.segments.length);
  }
  const entryPoints = [...byOpcode]
    .map(([opcode, counts]) => ({ name: reader.dictionary.name(opcode), ...counts }))
    .sort((a, b) => b.calls - a.calls || a.name.localeCompare(b.name));
  return {
    calls: reader.calls,
    frames: reader.frames,
    bytes: reader.bytes,
    commandBytes,
    bytesPerCall: reader.calls > 0 ? reader.bytes / reader.calls : 0,
    batches,
    streams: streams.size,
    waits,
    waitsPerFrame: reader.frames > 0 ? waits / reader.frames : 0,
    callsPerFrame: distribution(callsPerFrame),
    drawsPerFrame: distribution(drawsPerFrame),
    frameTimeNs: distribution(times.slice(1).map((time, i) => time - times[i]!)),
    entryPoints,
  };
}
