// Plumbing of one stream of commands: pieces that came ahead, vertices from the program's memory.
import type { Argument, DecodedCall } from '../../inspect/decode.js';
import { POINTER } from '../../trace/commands.js';
import type { SentArray } from './context.js';

/** First slot of generic attributes (enum sgl_array_slot in guest/common/track.h). */
const FIRST_GENERIC = 15;
const ARRAY_WORDS = 8;

export class StreamState {
  readonly id: number;
  context = 0;
  drawable = 0;
  /** Blobs that came in pieces, the oldest first; the last may be incomplete. */
  readonly #staged: Uint8Array[] = [];
  /** For the draw that follows. */
  arrays: SentArray[] = [];
  /** Arrays of fixed functions came, too. */
  hasFixedArrays = false;

  constructor(id: number) {
    this.id = id;
  }

  /** SGL_OP_STAGE: total, offset, a piece. */
  stage(words: Uint32Array): void {
    const bytes = bytesOf(words);
    const total = words[0]! + words[1]! * 2 ** 32;
    const offset = words[2]! + words[3]! * 2 ** 32;
    if (offset === 0) this.#staged.push(new Uint8Array(total));
    this.#staged.at(-1)?.set(bytes.subarray(16, 16 + Math.max(0, Math.min(bytes.length - 16, total - offset))), offset);
  }

  /** The call with what was staged for it in its place. */
  withStaged(call: DecodedCall): DecodedCall {
    if (this.#staged.length === 0) return call;
    const whole = (argument: Argument): Argument => {
      if (typeof argument.value !== 'object' || argument.value.kind !== 'staged') return argument;
      const bytes = this.#staged.shift() ?? new Uint8Array(0);
      return { parameter: argument.parameter, value: { kind: 'data', bytes, element: argument.parameter.element } };
    };
    return { ...call, arguments: call.arguments.map(whole) };
  }

  /** SGL_OP_CLIENT_ARRAYS (guest/common/client_arrays.h). */
  clientArrays(words: Uint32Array): void {
    const bytes = bytesOf(words);
    const [arrays = 0, blocks = 0] = words;
    const table = 2 + arrays * ARRAY_WORDS;
    let at = table + blocks * 2;
    const data: Uint8Array[] = [];
    for (let i = 0; i < blocks; i++) {
      const word = words[table + i * 2 + 1] ?? 0;
      if (word === POINTER.staged) {
        data.push(this.#staged.shift() ?? new Uint8Array(0));
        at += 2;
      } else {
        data.push(bytes.subarray(at * 4, at * 4 + word));
        at += (word + 3) >>> 2;
      }
    }
    for (let i = 0; i < arrays; i++) {
      const row = words.subarray(2 + i * ARRAY_WORDS, 2 + (i + 1) * ARRAY_WORDS);
      const [slot = 0, block = 0, low = 0, high = 0, first = 0, firstHigh = 0] = row;
      if (slot < FIRST_GENERIC) this.hasFixedArrays = true;
      const found = data[block];
      if (slot >= FIRST_GENERIC && found)
        this.arrays.push({
          index: slot - FIRST_GENERIC,
          first: first + (firstHigh | 0) * 2 ** 32,
          data: found.subarray(low + high * 2 ** 32),
        });
    }
  }
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
