// Keyframes of one trace, in memory and in a file of the cache: commands in pieces that are kept once however many keyframes have them, thinned to a
// budget. Any of them can be dropped at any time: without one, a seek replays from an earlier call.
import { deserialize, serialize } from 'node:v8';
import type { Codec } from '../../trace/codec.js';
import type { Keyframe } from './capture.js';
import type { Part, Piece } from './emit.js';
import type { TraceHistory } from './history.js';
import { SHADER_OF_TYPE } from './object_history.js';
import type { MadeProgram } from './programs.js';
import { type World, worldOf } from './world.js';

/** Commands of one stream, as pieces by their hash. */
export interface PackedRun {
  readonly stream: number;
  readonly chunks: readonly bigint[];
  readonly part?: Part;
}

export interface PackedKeyframe {
  /** Everything before this call was executed. */
  readonly call: number;
  /** Time of a straight replay up to here. */
  readonly ms: number;
  readonly runs: readonly PackedRun[];
  /** Calls that its commands make. */
  readonly calls: number;
  readonly world: World;
  readonly programs: readonly { readonly group: number; readonly made: readonly MadeProgram[] }[];
  /** Names that the trace had by this call and not by the keyframe that was packed before. */
  readonly newNames: readonly KnownNames[];
}

/** Names of objects, alive or not. */
export interface KnownNames {
  readonly scope: 'group' | 'context';
  /** Context, or the first of the group. */
  readonly owner: number;
  readonly kind: string;
  readonly names: readonly number[];
}

/** What was packed already: chunks by hash, names by owner. */
export class Packed {
  readonly chunks = new Set<bigint>();
  readonly #names = new Map<string, Set<number>>();

  newNames(history: TraceHistory): KnownNames[] {
    const rows: KnownNames[] = [];
    const take = (scope: KnownNames['scope'], owner: number, kind: string, known: ReadonlySet<number>) => {
      const key = `${scope} ${owner} ${kind}`;
      let packed = this.#names.get(key);
      if (!packed) {
        packed = new Set();
        this.#names.set(key, packed);
      }
      if (packed.size === known.size) return;
      const names = [...known].filter(name => !packed.has(name));
      for (const name of names) packed.add(name);
      rows.push({ scope, owner, kind, names });
    };
    for (const group of new Set([...history.contexts.keys()].map(id => history.groupOf(id))))
      for (const [kind, { known }] of group.kinds) take('group', group.first, kind, known);
    for (const [id, context] of history.contexts) for (const [kind, { known }] of context.kinds) take('context', id, kind, known);
    return rows;
  }
}

export interface Chunk {
  readonly hash: bigint;
  readonly rawBytes: number;
  readonly zstd: Uint8Array;
}

/** Commands of at least so many bytes are pieces of their own: images and the like, which other keyframes have, too. */
const CHUNK_BYTES = 4096;
/** Of a piece in memory, beside its commands; bytes. */
const CHUNK_OVERHEAD = 64;

/** A keyframe's commands in pieces. `ms`: time of a straight replay up to it. */
export async function packKeyframe(
  keyframe: Keyframe,
  ms: number,
  pieces: readonly Piece[],
  codec: Codec,
  packed: Packed,
  history: TraceHistory,
): Promise<{ keyframe: PackedKeyframe; contents: Chunk[] }> {
  const contents: Chunk[] = [];
  const runs: PackedRun[] = [];
  let calls = 0;
  for (const { stream, writer, part } of pieces) {
    calls += writer.calls;
    const chunks: bigint[] = [];
    for (const bytes of chunksOf(writer.bytes())) {
      const hash = codec.xxh3(bytes);
      chunks.push(hash);
      if (packed.chunks.has(hash)) continue;
      packed.chunks.add(hash);
      contents.push({ hash, rawBytes: bytes.length, zstd: await codec.zstdCompress(bytes, 1) });
    }
    runs.push({ stream, chunks, ...(part !== undefined && { part }) });
  }
  const programs = keyframe.groups.map(({ number, programs: { made } }) => ({ group: number, made }));
  const live = [...keyframe.contexts.map(context => context.live), ...keyframe.fresh];
  const world = worldOf(
    live,
    keyframe.drawables.map(drawable => drawable.live),
    id => history.groupOf(id).first,
  );
  return { keyframe: { call: keyframe.call, ms, runs, calls, world, programs, newNames: packed.newNames(history) }, contents };
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

/** Raised whenever files written by another version cannot be used. */
const VERSION = 1;
/** Bytes of the head, and its hash. */
const FRONT_BYTES = 16;

/** What a file has before the bodies of the chunks. */
interface StoredHead {
  readonly version: number;
  readonly keyframes: readonly PackedKeyframe[];
  /** `sum`: hash of the compressed bytes. */
  readonly chunks: readonly { readonly hash: bigint; readonly rawBytes: number; readonly bytes: number; readonly sum: bigint }[];
  readonly names: ReadonlyMap<string, number[]>;
  readonly namesUpTo: number;
}

export class KeyframeStore {
  /** The background pass is through. */
  complete = false;
  readonly budget: number;
  readonly #codec: Codec;
  #keyframes: PackedKeyframe[] = []; // by call
  readonly #chunks = new Map<bigint, Chunk>();
  readonly #names = new Map<string, number[]>();
  #bytes = 0;
  #namesUpTo = 0;

  /** `budget`: bytes. */
  constructor(codec: Codec, budget: number) {
    this.#codec = codec;
    this.budget = budget;
  }

  /** As a file has it, in parts. */
  *encoded(): Generator<Uint8Array> {
    const chunks = [...this.#chunks.values()];
    const { xxh3 } = this.#codec;
    const head = serialize({
      version: VERSION,
      keyframes: this.#keyframes,
      chunks: chunks.map(({ hash, rawBytes, zstd }) => ({ hash, rawBytes, bytes: zstd.length, sum: xxh3(zstd) })),
      names: this.#names,
      namesUpTo: this.#namesUpTo,
    } satisfies StoredHead);
    yield new Uint8Array(BigUint64Array.of(BigInt(head.length), xxh3(head)).buffer);
    yield head;
    for (const { zstd } of chunks) yield zstd;
  }

  /** Of a file of `size` bytes that `read` gives in order, each time exactly so many. Undefined when it is damaged, another version
   * wrote it, or it is larger than the budget. */
  static decode(codec: Codec, budget: number, size: number, read: (bytes: number) => Uint8Array<ArrayBuffer>): KeyframeStore | undefined {
    try {
      const [headBytes, headHash] = new BigUint64Array(read(FRONT_BYTES).buffer);
      const head = read(Number(headBytes));
      if (codec.xxh3(head) !== headHash) return undefined;
      const stored = deserialize(head) as StoredHead;
      const bodyBytes = stored.chunks.reduce((sum, { bytes }) => sum + bytes, 0);
      if (stored.version !== VERSION || bodyBytes > budget || FRONT_BYTES + head.length + bodyBytes !== size) return undefined;
      const store = new KeyframeStore(codec, budget);
      for (const { hash, rawBytes, bytes, sum } of stored.chunks) {
        const zstd = read(bytes);
        if (codec.xxh3(zstd) !== sum) return undefined;
        store.#chunks.set(hash, { hash, rawBytes, zstd });
        store.#bytes += bytes + CHUNK_OVERHEAD;
      }
      for (const [key, names] of stored.names) store.#names.set(key, names);
      store.#namesUpTo = stored.namesUpTo;
      store.#keyframes = [...stored.keyframes];
      store.complete = true;
      return store;
    } catch {
      return undefined;
    }
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
      this.#bytes += chunk.zstd.length + CHUNK_OVERHEAD;
    }
    for (const { scope, owner, kind, names } of keyframe.newNames) {
      const known = this.#names.get(`${scope} ${owner} ${kind}`);
      if (known) known.push(...names);
      else this.#names.set(`${scope} ${owner} ${kind}`, [...names]);
    }
    this.#namesUpTo = Math.max(this.#namesUpTo, keyframe.call);
    this.#keyframes.push(keyframe);
    this.#keyframes.sort((a, b) => a.call - b.call);
    while (this.#bytes > this.budget && this.#keyframes.length > 0) this.#thin();
  }

  /** The names that objects of a kind may have before `call`; undefined: not known that far. */
  names(call: number, scope: KnownNames['scope'], owner: number, kind: string): readonly number[] | undefined {
    return call > this.#namesUpTo ? undefined : (this.#names.get(`${scope} ${owner} ${kind}`) ?? []);
  }

  /** Name and type of the shaders of a group, as far as they are known. */
  shaders(owner: number): number[] {
    const start = `group ${owner} ${SHADER_OF_TYPE}`;
    return [...this.#names].flatMap(([key, names]) =>
      key.startsWith(start) ? names.flatMap(name => [name, Number(key.slice(start.length))]) : [],
    );
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
  commands(chunks: PackedRun['chunks']): Uint8Array | undefined {
    const parts: Uint8Array[] = [];
    for (const hash of chunks) {
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
        this.#bytes -= chunk.zstd.length + CHUNK_OVERHEAD;
      }
  }
}
