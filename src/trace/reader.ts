// Reads a trace: by its index when it was closed in good order, else by walking over its packets up to the last whole
// one. The file is untrusted: whatever is in it, the answer is data or a TraceError.
import { type Codec, codec as nativeCodec } from './codec.js';
import { CommandCursor } from './commands.js';
import { Dictionary, readDictionary } from './dictionary.js';
import { TraceError } from './errors.js';
import { FileSource, type PacketAt } from './file_source.js';
import { type Ended, endedOf, IndexBuilder, readIndex, type SegmentRow, type TraceIndex } from './index_packet.js';
import { KIND, readPrefix } from './packet.js';
import { longToNumber, type pb } from './pb.js';
import { type FrameMark, Segment } from './segment.js';
import { checkVersion, upgradePacket } from './upgrade.js';
import { TRACE_MAGIC } from './writer.js';

export interface TraceHeader {
  readonly version: number;
  readonly recorder: string;
  readonly protocol: number;
  readonly program: string;
  readonly commandLine: string;
  readonly pid: number;
  readonly pointerBits: number;
  /** Unix time of the origin, ns. */
  readonly wallTimeNs: number;
  readonly hostSystem: string;
}

export interface HostDescription {
  readonly vendor: string;
  readonly renderer: string;
  readonly version: string;
  readonly shadingLanguageVersion: string;
  readonly extensions: readonly string[];
  readonly limits: ReadonlyMap<number, number>;
}

export interface ContextDescription {
  readonly id: number;
  readonly share: number;
  readonly requested: { readonly major: number; readonly minor: number; readonly profile: number; readonly flags: number };
  readonly call: number;
  /** major * 10 + minor; 0 = unknown. */
  readonly version: number;
  readonly error: number;
}

export interface DrawableDescription {
  readonly id: number;
  readonly config: number;
  readonly width: number;
  readonly height: number;
  readonly doubleBuffered: boolean;
  readonly kind: 'window' | 'pbuffer' | 'pixmap';
  readonly call: number;
  readonly resizes: readonly { readonly call: number; readonly width: number; readonly height: number }[];
}

export interface SectionRow {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly offset: number;
}

/** Segments kept unpacked. */
const CACHED = 4;
const LOST: Ended = { how: 'lost', code: 0, reason: '' };

interface Walked {
  readonly builder: IndexBuilder;
  ended: Ended;
  offset: number;
}

export class TraceReader {
  readonly file: string;
  readonly header: TraceHeader;
  readonly dictionary = new Dictionary();
  #index: TraceIndex;
  #complete: boolean;
  /** Of a trace without closing index: what was found, and how far it was walked over. */
  #walked: Walked | undefined;
  readonly #source: FileSource;
  readonly #codec: Codec;
  readonly #cache = new Map<number, Segment>();
  #host: HostDescription | undefined;
  readonly #contexts = new Map<number, ContextDescription>();
  readonly #drawables = new Map<number, DrawableDescription>();
  readonly #sections = new Map<string, SectionRow>();
  /** Bytes after the last whole packet. */
  #cutBytes = 0;

  /** Throws TraceError. */
  constructor(file: string, codec: Codec = nativeCodec()) {
    this.file = file;
    this.#codec = codec;
    this.#source = new FileSource(file, codec);
    try {
      const first = this.#readHeader();
      this.header = first.header;
      const indexAt = this.#source.indexOffset();
      this.#complete = indexAt !== undefined;
      this.#index = indexAt === undefined ? this.#walkFrom(first.end) : this.#readIndex(indexAt);
    } catch (error) {
      this.#source.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#source.bytes;
  }
  /** The closing index is there. */
  get complete(): boolean {
    return this.#complete;
  }
  get index(): TraceIndex {
    return this.#index;
  }
  get segments(): readonly SegmentRow[] {
    return this.index.segments;
  }
  get calls(): number {
    return this.index.calls;
  }
  get frames(): number {
    return this.index.frames;
  }
  get host(): HostDescription | undefined {
    return this.#host;
  }
  get contexts(): readonly ContextDescription[] {
    return [...this.#contexts.values()];
  }
  get drawables(): readonly DrawableDescription[] {
    return [...this.#drawables.values()];
  }
  get sections(): readonly SectionRow[] {
    return [...this.#sections.values()];
  }
  /** Bytes at the end of a cut-off file that are no whole packet. */
  get cutBytes(): number {
    return this.#cutBytes;
  }

  /** Of a trace that is being written: takes in what was appended since. Gives whether there is anything new. Throws TraceError. */
  grow(): boolean {
    if (this.#complete || !this.#walked) return false;
    const { offset } = this.#walked;
    this.#source.grow();
    if (this.#source.bytes === offset) return false;
    this.#index = this.#walk(this.#walked);
    if (this.#source.indexOffset() !== undefined) this.#complete = true;
    return this.#walked.offset > offset;
  }

  /** Segment `i`, unpacked and kept for a while. Throws TraceError when it is damaged. */
  segment(i: number): Segment {
    const kept = this.#cache.get(i);
    if (kept) {
      this.#cache.delete(i);
      this.#cache.set(i, kept);
      return kept;
    }
    const segment = this.tables(i);
    // Unpacked here, so that damage is reported with its place.
    this.#guard(this.segments[i]!.offset, () => segment.unpack());
    this.#cache.set(i, segment);
    if (this.#cache.size > CACHED) this.#cache.delete(this.#cache.keys().next().value!);
    return segment;
  }

  /** Segment `i` with its tables only: commands and replies are not unpacked, nor is it kept. */
  tables(i: number): Segment {
    const row = this.segments[i];
    if (!row) throw new RangeError(`segment ${i} of ${this.segments.length}`);
    const message = this.#at(row.offset).packet.segment;
    return this.#guard(row.offset, () => {
      if (!message) throw new RangeError('no segment where the index names one');
      const segment = new Segment(message, row.firstFrame, this.#codec);
      if (segment.firstCall !== row.firstCall || segment.calls !== row.calls || segment.frames.length !== row.frames) {
        throw new RangeError('a segment is not the one that the index names');
      }
      return segment;
    });
  }

  /** Segment that holds a call: the last that begins at or before it; -1 when there is none. */
  segmentOfCall(call: number): number {
    return this.#last(row => row.firstCall <= call);
  }

  /** The mark of frame `frame`; undefined when the trace has no such frame. */
  frame(frame: number): FrameMark | undefined {
    if (!(frame >= 0 && frame < this.frames)) return undefined;
    const i = this.#last(row => row.firstFrame <= frame);
    return this.segment(i).frames[frame - this.segments[i]!.firstFrame];
  }

  /** Name of the function that a call called; '' when the trace does not hold the call. */
  callName(call: number): string {
    const i = this.segmentOfCall(call);
    if (i < 0) return '';
    const cursor = new CommandCursor(this.segment(i));
    while (cursor.next()) if (cursor.isCall && cursor.call === call) return this.dictionary.name(cursor.opcode);
    return '';
  }

  /** Contents of a section. */
  section(name: string): Uint8Array | undefined {
    const row = this.#sections.get(name);
    if (!row) return undefined;
    const { section } = this.#at(row.offset).packet;
    const contents = section?.contents ?? new Uint8Array(0);
    const raw = longToNumber(section?.rawBytes);
    return raw === 0 ? contents : this.#guard(row.offset, () => this.#codec.zstdDecompress(contents, raw));
  }

  /** Reads every packet and checks all sums and tables. Throws TraceError at the first that is damaged. */
  verify(progress?: (done: number, total: number) => void): void {
    const end = this.bytes - this.#cutBytes;
    let segment = 0;
    for (let offset = 0; offset < end; ) {
      const { packet, end: next } = this.#at(offset);
      if (packet.segment) {
        if (this.segments[segment]?.offset !== offset) throw this.#damaged(offset, 'a segment that the index does not name');
        this.segment(segment++);
      } else if (packet.dictionary) this.#guard(offset, () => readDictionary(packet.dictionary!, new Dictionary(), this.#codec));
      offset = next;
      progress?.(offset, end);
    }
    if (segment !== this.segments.length) throw this.#damaged(end, 'the index names segments that are not there');
  }

  close(): void {
    this.#source.close();
    this.#cache.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #last(holds: (row: SegmentRow) => boolean): number {
    let low = 0;
    let high = this.segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.segments[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #readHeader(): { header: TraceHeader; end: number } {
    const { file, bytes } = this;
    if (bytes === 0) throw new TraceError('not a trace', file, 'is empty');
    const start = this.#source.read(0, 64);
    const prefix = readPrefix(start);
    // The header's own bytes: field 1 of TracePacket, its length, then the magic as field 1.
    const seemsOurs = Buffer.from(start).includes(`\n\t${TRACE_MAGIC}`);
    if (!seemsOurs) {
      const cut = bytes < 16 && start[0] === 0x0a;
      throw new TraceError('not a trace', file, cut ? 'is too short to be a trace' : 'is not an sgl trace');
    }
    if (prefix.kind === 'wrong') throw new TraceError('damaged', file, `damaged: ${prefix.what}`, 0);
    const first = this.#source.packet(0);
    if (!first) throw new TraceError('not a trace', file, 'was cut off within its header: nothing in it can be read');
    const message = first.packet.header;
    if (message?.magic !== TRACE_MAGIC) throw new TraceError('not a trace', file, 'is not an sgl trace');
    checkVersion(message.version ?? 0, file, message.recorder ?? '');
    return {
      end: first.end,
      header: {
        version: message.version ?? 0,
        recorder: message.recorder ?? '',
        protocol: message.protocol ?? 0,
        program: message.program ?? '',
        commandLine: message.commandLine ?? '',
        pid: message.pid ?? 0,
        pointerBits: message.pointerBits ?? 0,
        wallTimeNs: longToNumber(message.wallTimeNs),
        hostSystem: message.hostSystem ?? '',
      },
    };
  }

  #readIndex(offset: number): TraceIndex {
    const { packet } = this.#at(offset);
    const message = packet.index;
    if (!message) throw this.#damaged(offset, 'no index where the trailer names one');
    const index = this.#guard(offset, () => readIndex(message));
    for (const row of index.packets) if (row.kind !== KIND.segment && row.kind !== KIND.header) this.#take(this.#at(row.offset));
    return index;
  }

  /** Finds everything by walking: for files that were cut off, or never closed. */
  #walkFrom(start: number): TraceIndex {
    this.#walked = { builder: new IndexBuilder(), ended: LOST, offset: start };
    this.#walked.builder.add(0, 'header');
    return this.#walk(this.#walked);
  }

  #walk(walked: Walked): TraceIndex {
    const { builder } = walked;
    for (;;) {
      const { offset } = walked;
      const found = this.#source.packet(offset);
      if (!found) break;
      const packet = upgradePacket(found.packet, this.header.version);
      if (packet.segment) {
        const segment = this.#guard(offset, () => new Segment(packet.segment!, builder.frames, this.#codec));
        if (segment.firstCall < builder.calls) throw this.#damaged(offset, 'a segment whose calls were there before');
        builder.addSegment(offset, { ...segment, timeNs: segment.timeNs, durationNs: segment.durationNs, frames: segment.frames.length });
      } else {
        if (packet.index) walked.ended = this.#guard(offset, () => endedOf(packet.index!));
        if (packet.body !== undefined) builder.add(offset, packet.body);
        this.#take({ ...found, packet });
      }
      walked.offset = found.end;
    }
    this.#cutBytes = this.bytes - walked.offset;
    return builder.finish(walked.ended);
  }

  #take({ packet, offset }: PacketAt): void {
    if (packet.dictionary) this.#guard(offset, () => readDictionary(packet.dictionary!, this.dictionary, this.#codec));
    else if (packet.host) this.#guard(offset, () => this.#takeHost(packet.host!));
    else if (packet.objects) this.#takeObjects(packet.objects);
    else if (packet.section) {
      const { name = '', contentType = '', rawBytes, contents } = packet.section;
      const bytes = longToNumber(rawBytes) || (contents?.length ?? 0);
      this.#sections.set(name ?? '', { name: name ?? '', contentType: contentType ?? '', bytes, offset });
    }
  }

  #takeHost(host: pb.Host.$Properties): void {
    const { zstd, rawBytes } = host.extensions ?? {};
    const extensions = new TextDecoder().decode(this.#codec.zstdDecompress(zstd ?? new Uint8Array(0), rawBytes ?? 0));
    this.#host = {
      vendor: host.vendor ?? '',
      renderer: host.renderer ?? '',
      version: host.version ?? '',
      shadingLanguageVersion: host.shadingLanguageVersion ?? '',
      extensions: extensions === '' ? [] : extensions.split('\n'),
      limits: new Map((host.limit ?? []).map(limit => [limit.pname ?? 0, longToNumber(limit.value)])),
    };
  }

  #takeObjects(objects: pb.Objects.$Properties): void {
    for (const c of objects.context ?? []) {
      const requested = { major: c.major ?? 0, minor: c.minor ?? 0, profile: c.profile ?? 0, flags: c.flags ?? 0 };
      const id = c.id ?? 0;
      this.#contexts.set(id, {
        id,
        share: c.share ?? 0,
        requested,
        call: longToNumber(c.call),
        version: c.version ?? 0,
        error: c.error ?? 0,
      });
    }
    for (const d of objects.drawable ?? []) {
      const id = d.id ?? 0;
      const size = { call: longToNumber(d.call), width: d.width ?? 0, height: d.height ?? 0 };
      const known = this.#drawables.get(id);
      if (known && d.config === 0) {
        this.#drawables.set(id, { ...known, resizes: [...known.resizes, size] });
        continue;
      }
      const kind = (['window', 'pbuffer', 'pixmap'] as const)[d.kind ?? 0] ?? 'window';
      this.#drawables.set(id, { id, ...size, config: d.config ?? 0, doubleBuffered: d.doubleBuffered ?? false, kind, resizes: [] });
    }
  }

  /** The packet at an offset where there must be one. */
  #at(offset: number): PacketAt {
    const found = this.#source.packet(offset);
    if (!found) throw this.#damaged(offset, 'a packet that runs past the end of the file');
    return { ...found, packet: upgradePacket(found.packet, this.header?.version ?? 1) };
  }

  #damaged(offset: number, what: string): TraceError {
    return new TraceError('damaged', this.file, `damaged: ${what}`, offset);
  }

  /** Runs `action`; what it throws is damage at `offset`. */
  #guard<T>(offset: number, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (error instanceof TraceError) throw error;
      throw this.#damaged(offset, (error as Error).message);
    }
  }
}
