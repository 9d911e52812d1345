// Writes a trace: packets appended to a file, each one whole as soon as its promise settles, an index at the end.
// Knows packets; what to record and when is the recorder's business.
import { type FileHandle, open } from 'node:fs/promises';
import { machine, release, type } from 'node:os';
import type { Codec, PackedSegment, TraceEnd, WrittenSegment } from './codec.js';
import { Dictionary, dictionaryPacket } from './dictionary.js';
import { HostInfo } from './host_info.js';
import { type Ended, IndexBuilder, indexMessage, type TraceIndex } from './index_packet.js';
import { encodePacket, type PacketName, TRAILER_BYTES } from './packet.js';
import { type pb, toUnsignedLong } from './pb.js';

export const TRACE_MAGIC = 'sgl trace';
export const TRACE_VERSION = 1;

export interface ClientDescription {
  readonly program: string;
  readonly commandLine: string;
  readonly pid: number;
  readonly protocol: number;
  readonly pointerBits: number;
}

export interface TraceWriterOptions {
  readonly client: ClientDescription;
  /** Name and version of this program. */
  readonly recorder: string;
  /** CLOCK_MONOTONIC that becomes time 0. */
  readonly originNs: bigint;
  /** Today's commands, by opcode. */
  readonly model: Dictionary;
  readonly codec: Codec;
}

export class TraceWriter {
  readonly file: string;
  readonly #handle: FileHandle;
  readonly #options: TraceWriterOptions;
  readonly #index = new IndexBuilder();
  readonly #described = new Dictionary();
  readonly #host: HostInfo;
  #bytes = 0;

  private constructor(file: string, handle: FileHandle, options: TraceWriterOptions) {
    this.file = file;
    this.#handle = handle;
    this.#options = options;
    this.#host = new HostInfo(options.codec);
  }

  /** Creates (or empties) the file and writes its header. */
  static async create(file: string, options: TraceWriterOptions): Promise<TraceWriter> {
    const writer = new TraceWriter(file, await open(file, 'w'), options);
    const { client, originNs } = options;
    const now = process.hrtime.bigint();
    await writer.#write('header', {
      header: {
        magic: TRACE_MAGIC,
        version: TRACE_VERSION,
        recorder: options.recorder,
        protocol: client.protocol,
        program: client.program,
        commandLine: client.commandLine,
        pid: client.pid,
        pointerBits: client.pointerBits,
        wallTimeNs: toUnsignedLong(Date.now() * 1e6 - Number(now - originNs)),
        monotonicNs: toUnsignedLong(Number(originNs)),
        hostSystem: `${type()} ${release()} ${machine()}`,
      },
    });
    return writer;
  }

  get bytes(): number {
    return this.#bytes;
  }
  get calls(): number {
    return this.#index.calls;
  }
  get frames(): number {
    return this.#index.frames;
  }
  get durationNs(): number {
    return this.#index.durationNs;
  }

  /** Writes a segment, and around it what the trace has not described yet. Calls must not overlap: await each. */
  async segment(packed: PackedSegment): Promise<void> {
    const { model, codec } = this.#options;
    const dictionary = await dictionaryPacket(model, this.#described, packed.opcodes, codec);
    if (dictionary) await this.#write('dictionary', dictionary);
    this.wrote(await codec.writeSegment(this.#handle.fd, this.end, packed.segment));
    for (const packet of await this.#host.take(packed.objects, packed.answers)) await this.#write(packet.host ? 'host' : 'objects', packet);
  }

  /** Of the open file, for who appends segments itself; each is to be told of (wrote) before anything else is written. */
  get descriptor(): number {
    return this.#handle.fd;
  }

  /** Where such a segment goes. */
  get end(): TraceEnd {
    const { calls, frames, durationNs } = this.#index;
    return { offset: this.#bytes, calls, frames, durationNs };
  }

  /** A segment was appended; of one that somebody else wrote, all commands and objects are described already. */
  wrote(segment: WrittenSegment): void {
    this.#index.addSegment(segment.offset, segment);
    this.#bytes = segment.offset + segment.bytes;
  }

  /** Writes the index and closes the file. */
  async close(ended: Ended): Promise<TraceIndex> {
    const index = this.#index.finish(ended);
    await this.#append(closing(index, this.#bytes, this.#options.codec));
    await this.#handle.close();
    return index;
  }

  /** Closes the file as it is, without index: what was written stays readable. */
  async abandon(): Promise<void> {
    await this.#handle.close();
  }

  async #write(name: PacketName, packet: pb.TracePacket.$Properties): Promise<void> {
    const offset = this.#bytes;
    await this.#append(encodePacket(packet, this.#options.codec));
    this.#index.add(offset, name);
  }

  async #append(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) done += (await this.#handle.write(bytes, done, bytes.length - done, this.#bytes + done)).bytesWritten;
    this.#bytes += bytes.length;
  }
}

/** Index and trailer as they end a file that has `offset` bytes so far. */
export function closing(index: TraceIndex, offset: number, codec: Codec): Uint8Array {
  const packet = encodePacket({ index: indexMessage(index) }, codec);
  const fileBytes = offset + packet.length + TRAILER_BYTES;
  const trailer = encodePacket({ trailer: { indexOffset: toUnsignedLong(offset), fileBytes: toUnsignedLong(fileBytes) } }, codec);
  if (trailer.length !== TRAILER_BYTES) throw new Error(`a trailer of ${trailer.length} bytes`);
  const out = new Uint8Array(packet.length + trailer.length);
  out.set(packet);
  out.set(trailer, packet.length);
  return out;
}
