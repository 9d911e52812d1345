// How many threads Mesa's llvmpipe draws with. It deals out tiles of 64x64 pixels, and the program's thread waits for them at each
// change between drawing to a texture and reading it: where there are few tiles, waking threads takes longer than drawing.
import type { TraceReader } from '../trace/reader.js';

/** Eight tiles. With 160x120 pixels and two processors, replaying test/programs/hard_to_seek.c took 7.5 s with threads, of which
 * drawing was less than a second. */
const FEW_PIXELS = 8 * 64 * 64;

const VARIABLE = 'LP_NUM_THREADS';

/** Call before the driver is loaded. What the user set counts; other drivers do not read it. */
export function chooseDrawingThreads(reader: TraceReader): void {
  const frame = reader.frame(0);
  if (frame && frame.width * frame.height <= FEW_PIXELS) process.env[VARIABLE] ??= '0';
}
