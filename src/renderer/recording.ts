// The recording of one client: a thread of its journal (native/segment_recorder.h) appends most segments to the trace; here is
// what else a trace has, and what becomes of the file.
import { existsSync, rmSync } from 'node:fs';
import { extname } from 'node:path';
import type { ClientRow, Journal } from '../native.js';
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
  private begun: Promise<void> | undefined;
  /** Ends when the segment that the trace had to say more about is in the file. */
  private held: Promise<unknown> | undefined;
  private onFinished: (() => void) | undefined;
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
    this.begun = this.writer.then(writer => {
      if (this.isFinished) return;
      // without a file the segments are emptied all the same: the client goes on
      const to = writer ? { descriptor: writer.descriptor, offset: writer.bytes } : { descriptor: -1, offset: 0 };
      journal.record({ ...to, level: zstdLevel, originNs: this.originNs }, () => this.hear(journal, writer));
    });
  }

  /** The renderer process is gone: writes what is left in its journal, and closes the trace. */
  async end(ended: Ended): Promise<{ calls: number; frames: number }> {
    const { journal } = this;
    if (journal && !this.isFinished) {
      await this.begun;
      await new Promise<void>(resolve => {
        this.onFinished = resolve;
        journal.finish();
      });
      journal.recordNoMore();
    }
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
    this.journal?.recordNoMore();
    await this.held;
    // what cannot be closed is removed all the same
    await (await this.writer)?.abandon().catch(() => {});
    rmSync(this.file, { force: true });
  }

  private hear(journal: Journal, writer: TraceWriter | undefined): void {
    if (this.isFinished) return;
    const { written, held, failure, finished } = journal.news();
    if (writer) {
      for (const segment of written) writer.wrote(segment);
      if (failure !== '') this.fail(new Error(failure));
      this.note(writer);
      if (held) this.held = this.write(writer, held).then(() => !this.isFinished && journal.goOn(this.failure ? null : writer.end));
    }
    if (written.length > 0) this.onWritten?.();
    if (finished) this.onFinished?.();
  }

  private async write(writer: TraceWriter, packed: PackedSegment): Promise<void> {
    try {
      if (!this.failure) await writer.segment(packed);
      this.note(writer);
      this.onWritten?.();
    } catch (error) {
      this.fail(error);
    }
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
