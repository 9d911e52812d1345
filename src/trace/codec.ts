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

/** What native/pack_segment.h makes of one journal segment. Calls and times are absolute (times from the origin). */
export interface PackedSegment {
  readonly firstCall: number;
  readonly calls: number;
  readonly timeNs: number;
  readonly endNs: number;
  readonly batches: {
    readonly bytes: Uint32Array;
    readonly calls: Uint32Array;
    readonly stream: Uint32Array;
    readonly context: Uint32Array;
    readonly gap: Uint32Array;
    /** ns since the batch before. */
    readonly time: Float64Array;
  };
  readonly replies: {
    readonly call: Float64Array;
    readonly opcode: Uint32Array;
    readonly flags: Uint32Array;
    readonly bytes: Uint32Array;
    readonly payload: Uint8Array;
    readonly payloadBytes: number;
  };
  readonly frames: {
    readonly call: Float64Array;
    readonly time: Float64Array;
    readonly drawable: Uint32Array;
    readonly width: Uint32Array;
    readonly height: Uint32Array;
    readonly context: Uint32Array;
    readonly hash: BigUint64Array;
  };
  readonly errors: { readonly call: Float64Array; readonly error: Uint32Array; readonly context: Uint32Array };
  readonly losses: readonly { readonly call: number; readonly time: number; readonly reason: string }[];
  readonly commands: Uint8Array;
  readonly commandBytes: number;
  readonly opcodes: Uint32Array;
  readonly objects: readonly OwnRecord[];
  readonly answers: readonly OwnRecord[];
  /** Bytes of the journal that were no whole records. */
  readonly ignored: number;
}

export interface Codec {
  /** One zstd frame, made on a worker thread. */
  zstdCompress(data: Uint8Array, level: number): Promise<Uint8Array>;
  /** Throws when `data` is not exactly one zstd frame of `rawBytes` bytes. */
  zstdDecompress(data: Uint8Array, rawBytes: number): Uint8Array;
  /** XXH3-64, seed 0. */
  xxh3(data: Uint8Array): bigint;
  packSegment(records: ArrayBuffer, options: PackOptions): Promise<PackedSegment>;
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
