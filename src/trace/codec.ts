// The native part of reading and writing traces (native/codec.cpp): zstd, XXH3 and the packing of journal segments.
// Loaded from the addon at first use, so that code which only names types needs no addon.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export interface PackOptions {
  /** zstd level. */
  readonly level: number;
  /** Subtracted from every time: CLOCK_MONOTONIC of the trace's origin. */
  readonly originNs: bigint;
}

/** One of the protocol's own commands (its arguments) or the answer to one (its payload). */
export interface OwnRecord {
  readonly call: number;
  readonly opcode: number;
  readonly flags: number;
  readonly bytes: Uint8Array;
}

declare const nativeSegment: unique symbol;

/** What native/pack_segment.h makes of one journal segment. */
export interface PackedSegment {
  /** Call numbers that it covers: its calls, and those that were lost between its batches. */
  readonly calls: number;
  /** How many it has of each. */
  readonly batches: number;
  readonly replies: number;
  /** Those that occur, ascending. */
  readonly opcodes: Uint32Array;
  readonly objects: readonly OwnRecord[];
  readonly answers: readonly OwnRecord[];
  /** Bytes of the journal that were no whole records. */
  readonly ignored: number;
  /** The segment itself, for writeSegment. */
  readonly segment: { readonly [nativeSegment]: true };
}

/** Where the next segment goes, and what it counts on from. */
export interface TraceEnd {
  readonly offset: number;
  readonly calls: number;
  readonly frames: number;
  readonly durationNs: number;
}

/** A segment that stands in the trace. Times are from the origin. */
export interface WrittenSegment {
  readonly offset: number;
  readonly bytes: number;
  readonly firstCall: number;
  readonly calls: number;
  readonly timeNs: number;
  readonly durationNs: number;
  /** How many it has. */
  readonly frames: number;
}

export interface Codec {
  /** One zstd frame, made on a worker thread. */
  zstdCompress(data: Uint8Array, level: number): Promise<Uint8Array>;
  /** Throws when `data` is not exactly one zstd frame of `rawBytes` bytes. */
  zstdDecompress(data: Uint8Array, rawBytes: number): Uint8Array;
  /** XXH3-64, seed 0. */
  xxh3(data: Uint8Array): bigint;
  packSegment(records: ArrayBuffer, options: PackOptions): Promise<PackedSegment>;
  /** Writes the whole packet of a segment to the end of an open file, on a worker thread. Rejects when it is larger than a packet
   * may be, or cannot be written. */
  writeSegment(descriptor: number, end: TraceEnd, segment: PackedSegment['segment']): Promise<WrittenSegment>;
}

let loaded: Codec | undefined;

/** The addon's codec. Throws when the addon is not built. `SGL_ADDON` names another build of it. */
export function codec(): Codec {
  if (!loaded) {
    const file = process.env.SGL_ADDON || fileURLToPath(new URL('../../build/Release/sgl.node', import.meta.url));
    try {
      loaded = createRequire(import.meta.url)(file) as Codec;
    } catch (error) {
      throw new Error(`the native addon cannot be loaded (${(error as Error).message.split('\n')[0]}); build it with \`npm run build\``);
    }
  }
  return loaded;
}
