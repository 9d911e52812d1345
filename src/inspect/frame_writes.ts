// The calls of a frame that draw, clear or copy.
import { CommandCursor } from '../trace/commands.js';
import { FLAG } from '../trace/dictionary.js';
import type { TraceReader } from '../trace/reader.js';
import { callsOfFrame } from './frames.js';

export interface FrameWrite {
  readonly call: number;
  readonly name: string;
  /** The thread that makes it. */
  readonly stream: number;
  readonly isDraw: boolean;
  /** A program was linked since the write before it. */
  readonly linked: boolean;
}

const WRITES = FLAG.draw | FLAG.clear | FLAG.copy;
const LINKS = /^gl(LinkProgram|ProgramBinary)/;

/** In the order of their numbers; RangeError when there is no such frame. */
export function writesOfFrame(reader: TraceReader, frame: number): FrameWrite[] {
  const { first, last } = callsOfFrame(reader, frame);
  const { dictionary } = reader;
  const found: { call: number; name: string; stream: number; isDraw: boolean }[] = [];
  const links: number[] = [];
  for (let i = reader.segmentOfCall(first); i >= 0 && i < reader.segments.length && reader.segments[i]!.firstCall <= last; i++) {
    const cursor = new CommandCursor(reader.segment(i));
    while (cursor.next()) {
      const { call, opcode, stream } = cursor;
      if (!cursor.isCall || call < first || call > last) continue;
      const flags = dictionary.flags(opcode);
      if (flags & WRITES) found.push({ call, name: dictionary.name(opcode), stream, isDraw: (flags & FLAG.draw) !== 0 });
      else if (LINKS.test(dictionary.name(opcode))) links.push(call);
    }
  }
  found.sort((a, b) => a.call - b.call);
  return found.map((write, i) => ({
    ...write,
    linked: links.some(call => call < write.call && call > (found[i - 1]?.call ?? -1)),
  }));
}
