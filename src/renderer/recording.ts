// The recording of one client: takes full segments out of its renderer's journal, has them compressed on worker
// threads, and appends them to the trace in their order.
import { existsSync, rmSync } from 'node:fs';
import { extname } from 'node:path';
import type { ClientRow, Journal, JournalSegment } from '../native.js';
import { codec, type PackedSegment } from '../trace/codec.js';
import type { Ended } from '../trace/index_packet.js';
import { currentModel } from '../trace/model_dictionary.js';
import { TraceWriter } from '../trace/writer.js';

/** Which clients are recorded, and where to. */
export interface RecordingPlan {
  fileFor(client: ClientRow): string | undefined;
}

/** `trace.pb`, 2 → `trace-2.pb`. */
export function numberedFile(file: string, n: number): string {
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}-${n}${extension}`;
}

/** The file itself if there is none of that name yet, else the first numbered one that is free. */
export function unusedFile(file: string): string {
  let free = file;
  for (let n = 2; existsSync(free); n++) free = numberedFile(file, n);
  return free;
}

/** Segments being compressed at once: as many as keep one core busy while the next is written. */
const inFlight = 2;
const zstdLevel = 1;

export class Recording {
  /** Why nothing more is written, once that is so; the client goes on. */
  failure: Error | undefined;
  /** Hears of each segment that can be read. */
  onWritten: (() => void) | undefined;
  private readonly writer: Promise<TraceWriter | undefined>;
  /** libuv's clock is CLOCK_MONOTONIC, as the journal's. */
  private readonly originNs = process.hrtime.bigint();
  private journal: Journal | undefined;
  /** Ends when all segments taken so far are in the file. */
  private written: Promise<void> = Promise.resolve();
  private packing = 0;
  private totals = { calls: 0, frames: 0, bytes: 0, durationNs: 0 };
  private isFinished = false;

  constructor(
    readonly file: string,
    client: ClientRow,
    private readonly log: (line: string) => void,
    /** Only for whoever looks at the program: nobody wants to keep it. */
    readonly temporary = false,
  ) {
    this.writer = TraceWriter.create(file, {
      client: {
        program: client.program,
        commandLine: client.commandLine,
        pid: client.pid,
        protocol: client.protocol,
        pointerBits: client.bits,
      },
      recorder: 'sgl 0.1.0',
      originNs: this.originNs,
      model: currentModel(),
      codec: codec(),
    }).catch(error => this.fail(error));
  }

  get calls(): number {
    return this.totals.calls;
  }
  get frames(): number {
    return this.totals.frames;
  }
  get bytes(): number {
    return this.totals.bytes;
  }
  /** Nothing more comes. */
  get finished(): boolean {
    return this.isFinished;
  }
  /** The trace is closed. */
  get complete(): boolean {
    return this.isFinished && !this.failure;
  }

  begin(journal: Journal): void {
    this.journal = journal;
    journal.watch(() => this.takeFull(journal));
  }

  /** The renderer process is gone: writes what is left in its journal, and closes the trace. */
  async end(ended: Ended): Promise<{ calls: number; frames: number }> {
    const { journal } = this;
    if (journal) {
      for (let segment = journal.drain(); segment; segment = journal.drain()) this.add(journal, segment);
    }
    await this.written;
    const writer = await this.writer;
    if (writer && !this.failure) {
      try {
        await writer.close(ended);
        this.note(writer);
      } catch (error) {
        this.fail(error);
      }
    } else await writer?.abandon().catch(error => this.fail(error));
    this.isFinished = true;
    this.onWritten?.();
    return this.totals;
  }

  /** Nobody wants it any more: takes nothing more from the journal, and removes the file. */
  async abandon(): Promise<void> {
    this.isFinished = true;
    this.journal = undefined;
    await this.written;
    // what cannot be closed is removed all the same
    await (await this.writer)?.abandon().catch(() => {});
    rmSync(this.file, { force: true });
  }

  private takeFull(journal: Journal): void {
    while (this.packing < inFlight && !this.isFinished) {
      const segment = journal.take();
      if (!segment) return;
      this.add(journal, segment);
    }
  }

  private add(journal: Journal, segment: JournalSegment): void {
    this.packing++;
    const packed = journal.pack(segment, { level: zstdLevel, originNs: this.originNs });
    // Whoever waits for `written` hears of a failure; until then it must not count as unhandled.
    packed.catch(() => {});
    this.written = this.written.then(async () => {
      try {
        await this.write(await packed.finally(() => journal.free(segment.index)));
      } catch (error) {
        this.fail(error);
      } finally {
        this.packing--;
        this.takeFull(journal);
      }
    });
  }

  private async write(packed: PackedSegment): Promise<void> {
    const writer = await this.writer;
    if (!writer || this.failure) return;
    await writer.segment(packed);
    this.note(writer);
    this.onWritten?.();
  }

  private note(writer: TraceWriter): void {
    const { calls, frames, bytes, durationNs } = writer;
    this.totals = { calls, frames, bytes, durationNs };
  }

  private fail(error: unknown): undefined {
    if (this.failure) return undefined;
    this.failure = error instanceof Error ? error : new Error(String(error));
    this.log(`${this.file}: nothing more is recorded: ${this.failure.message}`);
    return undefined;
  }
}
