// The calls that draw, clear or copy, by their flags alone: into what is not known (pixel_writers.ts knows, after a walk over all
// of the trace before them).
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

/** RangeError when there is no such frame. */
export function writesOfFrame(reader: TraceReader, frame: number): FrameWrite[] {
  const { first, last } = callsOfFrame(reader, frame);
  return writesBetween(reader, first, last);
}

/** From call `first` to `last`, in the order of their numbers; those of immediate mode at their glEnd, those that go into a
 * display list at its glEndList, since they may be executed, too. */
export function writesBetween(reader: TraceReader, first: number, last: number): FrameWrite[] {
  const { dictionary } = reader;
  const found: { call: number; name: string; stream: number; isDraw: boolean }[] = [];
  const links: number[] = [];
  /** Threads that are between glNewList and glEndList. */
  const listing = new Set<number>();
  for (let i = reader.segmentOfCall(first); i >= 0 && i < reader.segments.length && reader.segments[i]!.firstCall <= last; i++) {
    const cursor = new CommandCursor(reader.segment(i));
    while (cursor.next()) {
      const { call, opcode, stream } = cursor;
      if (!cursor.isCall || call < first || call > last) continue;
      const flags = dictionary.flags(opcode);
      const name = dictionary.name(opcode);
      if (name === 'glNewList') listing.add(stream);
      else if (name === 'glEndList') {
        if (listing.delete(stream)) found.push({ call, name, stream, isDraw: false });
      } else if (flags & WRITES) {
        if (!listing.has(stream) && name !== 'glArrayElement') found.push({ call, name, stream, isDraw: (flags & FLAG.draw) !== 0 });
      } else if (LINKS.test(name)) links.push(call);
    }
  }
  found.sort((a, b) => a.call - b.call);
  links.sort((a, b) => a - b);
  let next = 0;
  return found.map(write => {
    const before = next;
    while (next < links.length && links[next]! < write.call) next++;
    return { ...write, linked: next > before };
  });
}
