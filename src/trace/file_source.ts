// A trace file as packets: reads, bounds, checksums. What it cannot read it reports with file name and offset.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Codec } from './codec.js';
import { TraceError } from './errors.js';
import { decodePacket, MAX_PREFIX, readPrefix, TRAILER_BYTES } from './packet.js';
import { longToNumber, type pb } from './pb.js';

export interface PacketAt {
  readonly packet: pb.TracePacket;
  readonly offset: number;
  /** Offset of the next packet. */
  readonly end: number;
}

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'is a directory, not a trace',
  ENOTDIR: 'no such file',
  EIO: 'read error',
};

export class FileSource {
  readonly file: string;
  #bytes: number;
  readonly #codec: Codec;
  #descriptor: number;

  constructor(file: string, codec: Codec) {
    this.file = file;
    this.#codec = codec;
    this.#descriptor = this.#attempt(() => openSync(file, 'r'));
    const stat = this.#attempt(() => fstatSync(this.#descriptor));
    if (!stat.isFile()) {
      this.close();
      throw new TraceError('not a trace', file, stat.isDirectory() ? 'is a directory, not a trace' : 'is not a regular file');
    }
    this.#bytes = stat.size;
  }

  /** When it was opened, or when `grow` was called last: a file that grows is read up to here. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes in what was appended since. */
  grow(): void {
    this.#bytes = Math.max(this.#bytes, this.#attempt(() => fstatSync(this.#descriptor)).size);
  }

  close(): void {
    if (this.#descriptor >= 0) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  /** Up to `length` bytes from `offset`; fewer at the end of the file. */
  read(offset: number, length: number): Uint8Array {
    const room = Math.max(0, Math.min(length, this.bytes - offset));
    const bytes = Buffer.allocUnsafeSlow(room);
    let done = 0;
    while (done < room) {
      const n = this.#attempt(() => readSync(this.#descriptor, bytes, done, room - done, offset + done));
      if (n === 0) break;
      done += n;
    }
    return done === room ? bytes : bytes.subarray(0, done);
  }

  /** The packet at `offset`, or undefined when the file ends before its end. Throws when it is damaged. */
  packet(offset: number): PacketAt | undefined {
    const prefix = readPrefix(this.read(offset, MAX_PREFIX));
    if (prefix.kind === 'cut') return undefined;
    if (prefix.kind === 'wrong') throw new TraceError('damaged', this.file, `damaged: ${prefix.what}`, offset);
    const end = offset + prefix.prefixBytes + prefix.length;
    if (end > this.bytes) return undefined;
    const bytes = this.read(offset + prefix.prefixBytes, prefix.length);
    if (bytes.length < prefix.length) return undefined;
    const opened = decodePacket(bytes, this.#codec);
    if (opened.wrong !== undefined) throw new TraceError('damaged', this.file, `damaged: ${opened.wrong}`, offset);
    return { packet: opened.packet, offset, end };
  }

  /** Offset of the index, when the file ends with a trailer that fits it. */
  indexOffset(): number | undefined {
    const at = this.bytes - TRAILER_BYTES;
    if (at <= 0) return undefined;
    const bytes = this.read(at, TRAILER_BYTES);
    const prefix = readPrefix(bytes);
    if (prefix.kind !== 'packet' || prefix.prefixBytes + prefix.length !== TRAILER_BYTES) return undefined;
    const { packet } = decodePacket(bytes.subarray(prefix.prefixBytes), this.#codec);
    const trailer = packet?.trailer;
    if (!trailer || longToNumber(trailer.fileBytes) !== this.bytes) return undefined;
    const offset = longToNumber(trailer.indexOffset);
    return offset > 0 && offset < at ? offset : undefined;
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      throw new TraceError('not a trace', this.file, SYSTEM_ERRORS[code] ?? `cannot be read (${code || (error as Error).message})`);
    }
  }
}
