// Images on the way back. A step back costs a keyframe and all calls behind it, however small the step is, and whoever takes
// one mostly takes the next: so the images of the calls before are read on the same way, and the next steps cost nothing.
import type { RawImage } from '../../inspect/raw_image.js';
import { CommandCursor } from '../../trace/commands.js';
import { FLAG } from '../../trace/dictionary.js';
import type { TraceReader } from '../../trace/reader.js';
import type { Player } from '../player.js';
import { contextOfCall } from './context.js';
import { type ImageWanted, imageOf } from './image.js';
import { LookError } from './questions.js';

/** A step is no longer than this, calls: behind a jump the way goes on from there. */
const STEP_CALLS = 100;
/** What a way back may take longer for the sake of the steps that follow: ms (beyond the fewest images), images, bytes, calls. */
const MOST_MS = 40;
const FEWEST_IMAGES = 3;
const MOST_IMAGES = 16;
const MOST_BYTES = 64 << 20;
const MOST_CALLS = 400;

/** Commands that leave every image as it is, and what is drawn to. (Others may, too.) */
const KEEPS_IMAGES =
  /^gl((Program)?Uniform(Matrix)?\d|UseProgram$|BindBuffer$|BindSampler$|BindVertexArray$|ActiveTexture$|(Enable|Disable)VertexAttribArray$|VertexAttrib|Is|Get)/;

interface Step {
  readonly call: number;
  readonly stream: number;
  readonly keeps: boolean;
}

/** The calls up to and with `call`, as many as have so few images. In the order of the trace, and within a segment of it. */
function stepsTo(reader: TraceReader, call: number, images: number): Step[] {
  const i = reader.segmentOfCall(call);
  if (i < 0) return [];
  const segment = reader.segment(i);
  const { firstCall, calls, rows } = segment.batches;
  let row = 0;
  while (row < rows - 1 && firstCall[row]! + calls[row]! <= call - MOST_CALLS) row++;
  const cursor = new CommandCursor(segment);
  cursor.seekBatch(row);
  const steps: Step[] = [];
  while (cursor.next() && cursor.call <= call) {
    if (!cursor.isCall || cursor.call <= call - MOST_CALLS) continue;
    const writes = reader.dictionary.flags(cursor.opcode) & (FLAG.draw | FLAG.clear | FLAG.copy);
    const keeps = !writes && KEEPS_IMAGES.test(reader.dictionary.name(cursor.opcode));
    steps.push({ call: cursor.call, stream: cursor.stream, keeps });
  }
  let left = images;
  const first = steps.findLastIndex(step => !step.keeps && --left < 0); // -1: all of them
  return steps.slice(first + 1);
}

/** An image, or why there is none. */
type Seen = RawImage | LookError;

class StepsBack {
  /** Of which part of the calls' images the last way read some. */
  #wanted = '';
  readonly #images = new Map<number, Seen>();
  /** What the last image took. */
  #ms = Number.POSITIVE_INFINITY;
  #bytes = Number.POSITIVE_INFINITY;

  /** Throws LookError when there is nothing to see. */
  imageAfter(player: Player, call: number, wanted: ImageWanted): RawImage {
    const key = JSON.stringify(wanted);
    const back = player.position - (call + 1);
    const isKnown = key === this.#wanted && this.#images.has(call);
    if (!isKnown && back > 0 && back <= STEP_CALLS) this.#readBefore(player, call, wanted, key);
    let seen = key === this.#wanted ? this.#images.get(call) : undefined;
    if (!seen) {
      player.goBefore(call + 1);
      seen = this.#look(player, call, wanted);
    }
    if (seen instanceof LookError) throw seen;
    return seen;
  }

  /** Goes to `call`, and takes the images of the calls before it along. */
  #readBefore(player: Player, call: number, wanted: ImageWanted, key: string): void {
    this.#images.clear();
    this.#wanted = key;
    const images = Math.floor(Math.min(MOST_IMAGES, Math.max(FEWEST_IMAGES, MOST_MS / this.#ms), MOST_BYTES / this.#bytes));
    let last: { readonly seen: Seen; readonly stream: number } | undefined;
    for (const { call: at, stream, keeps } of stepsTo(player.reader, call, images)) {
      if (!keeps || last?.stream !== stream) {
        player.goBefore(at + 1);
        last = { seen: this.#look(player, at, wanted), stream };
      }
      this.#images.set(at, last.seen);
    }
  }

  #look(player: Player, call: number, wanted: ImageWanted): Seen {
    try {
      const context = contextOfCall(player, call);
      const started = performance.now();
      const image = imageOf(player, context, wanted);
      this.#ms = performance.now() - started;
      this.#bytes = image.data.byteLength;
      return image;
    } catch (error) {
      if (error instanceof LookError) return error;
      throw error;
    }
  }
}

const byPlayer = new WeakMap<Player, StepsBack>();

/** What `imageOf` gives after a call. Throws LookError when there is nothing to see. */
export function imageAfter(player: Player, call: number, wanted: ImageWanted): RawImage {
  let steps = byPlayer.get(player);
  if (!steps) {
    steps = new StepsBack();
    byPlayer.set(player, steps);
  }
  return steps.imageAfter(player, call, wanted);
}
