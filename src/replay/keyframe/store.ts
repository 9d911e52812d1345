// Keyframes of one trace, in memory: commands in pieces that are kept once however many keyframes have them, thinned to a
// budget. Any of them can be dropped at any time: without one, a seek replays from an earlier call.
import type { Codec } from '../../trace/codec.js';
import type { Piece } from './emit.js';

/** Commands of one stream, as pieces by their hash. */
export interface PackedRun {
  readonly stream: number;
  readonly chunks: readonly bigint[];
}

export interface PackedKeyframe {
  /** Everything before this call was executed. */
  readonly call: number;
  /** Time of a straight replay up to here. */
  readonly ms: number;
  readonly runs: readonly PackedRun[];
  /** Calls that its commands make. */
  readonly calls: number;
}

export interface Chunk {
  readonly hash: bigint;
  readonly rawBytes: number;
  readonly zstd: Uint8Array;
}

/** Commands of at least so many bytes are pieces of their own: images and the like, which other keyframes have, too. */
const CHUNK_BYTES = 4096;

/** A keyframe's commands in pieces. `known` tells which ones the receiver has already. */
export async function packKeyframe(
  call: number,
  ms: number,
  pieces: readonly Piece[],
  codec: Codec,
  known: Set<bigint>,
): Promise<{ keyframe: PackedKeyframe; contents: Chunk[] }> {
  const contents: Chunk[] = [];
  const runs: PackedRun[] = [];
  let calls = 0;
  for (const { stream, writer } of pieces) {
    calls += writer.calls;
    const chunks: bigint[] = [];
    for (const bytes of chunksOf(writer.bytes())) {
      const hash = codec.xxh3(bytes);
      chunks.push(hash);
      if (known.has(hash)) continue;
      known.add(hash);
      contents.push({ hash, rawBytes: bytes.length, zstd: await codec.zstdCompress(bytes, 1) });
    }
    runs.push({ stream, chunks });
  }
  return { keyframe: { call, ms, runs, calls }, contents };
}

/** Cut at whole commands: each large one alone, the small ones between them together. */
function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const word = view.getUint32(at, true);
    const words = word >>> 16 || view.getUint32(at + 4, true);
    const end = at + words * 4;
    if (words * 4 >= CHUNK_BYTES) {
      if (at > start) yield bytes.slice(start, at);
      yield bytes.slice(at, end);
      start = end;
    }
    at = end;
  }
  if (start < bytes.length) yield bytes.slice(start);
}

export class KeyframeStore {
  /** The background pass is through. */
  complete = false;
  readonly budget: number;
  readonly #codec: Codec;
  #keyframes: PackedKeyframe[] = []; // by call
  readonly #chunks = new Map<bigint, Chunk>();
  #bytes = 0;

  /** `budget`: bytes. */
  constructor(codec: Codec, budget: number) {
    this.#codec = codec;
    this.budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }
  get count(): number {
    return this.#keyframes.length;
  }

  add(keyframe: PackedKeyframe, contents: readonly Chunk[]): void {
    for (const chunk of contents) {
      if (this.#chunks.has(chunk.hash)) continue;
      this.#chunks.set(chunk.hash, chunk);
      this.#bytes += chunk.zstd.length + 64;
    }
    this.#keyframes.push(keyframe);
    this.#keyframes.sort((a, b) => a.call - b.call);
    while (this.#bytes > this.budget && this.#keyframes.length > 0) this.#thin();
  }

  /** The last one at or before `call`. */
  nearest(call: number): PackedKeyframe | undefined {
    let found: PackedKeyframe | undefined;
    for (const keyframe of this.#keyframes) {
      if (keyframe.call > call) break;
      found = keyframe;
    }
    return found;
  }

  /** About how long a straight replay takes to come to `call`. */
  msAt(call: number): number {
    const before = this.nearest(call);
    const after = this.#keyframes.find(keyframe => keyframe.call > call);
    if (!before || !after) return before?.ms ?? 0;
    return before.ms + ((after.ms - before.ms) * (call - before.call)) / (after.call - before.call);
  }

  /** The commands of a run; undefined when they were dropped. */
  commands(run: PackedRun): Uint8Array | undefined {
    const parts: Uint8Array[] = [];
    for (const hash of run.chunks) {
      const chunk = this.#chunks.get(hash);
      if (!chunk) return undefined;
      parts.push(this.#codec.zstdDecompress(chunk.zstd, chunk.rawBytes));
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  drop(): void {
    this.#keyframes = [];
    this.#chunks.clear();
    this.#bytes = 0;
  }

  /** Every second one goes; the rest stays evenly spread. */
  #thin(): void {
    this.#keyframes = this.#keyframes.length === 1 ? [] : this.#keyframes.filter((_, i) => i % 2 === 0);
    const used = new Set(this.#keyframes.flatMap(({ runs }) => runs.flatMap(({ chunks }) => chunks)));
    for (const [hash, chunk] of this.#chunks)
      if (!used.has(hash)) {
        this.#chunks.delete(hash);
        this.#bytes -= chunk.zstd.length + 64;
      }
  }
}
