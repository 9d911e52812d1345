// The window of `sgl replay --window`: shows each frame when it was shown in the recording, and any other on request.
import type { Backend } from '../replay/backend.js';
import { ReplaySession } from '../replay/session.js';
import { TraceReader } from '../trace/reader.js';
import { exitCode } from './command.js';
import { FrameRate, FrameWindow, type WindowAction } from './frame_window.js';
import { frameRange } from './trace_input.js';

/** Titles change so often at most. */
const TITLE_MS = 250;

export interface WindowOptions {
  /** Frames of a call set: f10-f20. */
  readonly at: string | undefined;
  readonly backend: Backend;
  /** Begin stopped. */
  readonly paused: boolean;
}

/** Shows a trace until its end, or until the window is closed. */
export async function showInWindow(file: string, { at, backend, paused }: WindowOptions): Promise<number> {
  const reader = new TraceReader(file);
  const session = new ReplaySession(file, { backend });
  try {
    const range = frameRange(at, reader.frames, '--at with --window');
    await new Showing(reader, session, range, paused).run();
    return exitCode.fine;
  } finally {
    session.close();
    reader.close();
  }
}

class Showing {
  readonly #reader: TraceReader;
  readonly #session: ReplaySession;
  readonly #first: number;
  readonly #last: number;
  readonly #rate = new FrameRate();
  /** The frame that comes next. */
  #next: number;
  #paused: boolean;
  #closed = false;
  #wake = () => {};
  /** Clock minus recording, ms. */
  #offset: number | undefined;
  #shown = 0;
  #titled = 0;

  constructor(
    reader: TraceReader,
    session: ReplaySession,
    { first, last }: { readonly first: number; readonly last: number },
    paused: boolean,
  ) {
    this.#reader = reader;
    this.#paused = paused;
    this.#session = session;
    [this.#first, this.#last, this.#next] = [first, last, first];
  }

  async run(): Promise<void> {
    const mark = this.#reader.frame(this.#first);
    const window = await FrameWindow.open(`sgl: ${this.#reader.file}`, mark?.width ?? 640, mark?.height ?? 480, action =>
      this.#act(action),
    );
    try {
      while (!this.#closed && (this.#next <= this.#last || this.#paused)) {
        if (this.#next > this.#last) this.#next = this.#last;
        const frame = this.#next++;
        await this.#show(window, frame);
        if (this.#paused && !this.#closed && this.#next === frame + 1) await this.#sleep();
      }
    } finally {
      window.close();
    }
  }

  async #show(window: FrameWindow, frame: number): Promise<void> {
    const { call, drawable, timeNs } = this.#reader.frame(frame)!;
    const pixels = await this.#session.do('picture', { call, before: true, drawable });
    // the clock goes on from wherever somebody went
    this.#offset ??= performance.now() - timeNs / 1e6;
    const wait = this.#offset + timeNs / 1e6 - performance.now();
    if (wait > 1 && !this.#paused) await this.#sleep(wait);
    else this.#offset -= wait; // the replay is slower than the recording was: later frames count from here
    if (this.#closed) return;
    window.show(pixels);
    const rate = this.#rate.add(++this.#shown);
    if (!this.#paused && performance.now() - this.#titled < TITLE_MS) return;
    this.#titled = performance.now();
    const pace = this.#paused ? 'stopped' : `${rate.toFixed(0)} frames a second`;
    window.title = `sgl: ${this.#reader.file} frame ${frame} of ${this.#reader.frames - 1}, ${pace}`;
  }

  async #sleep(ms?: number): Promise<void> {
    await new Promise<void>(wake => {
      this.#wake = wake;
      if (ms !== undefined) setTimeout(wake, ms);
    });
  }

  #act(action: WindowAction): void {
    const shown = this.#next - 1;
    const tenth = Math.max(1, Math.round((this.#last - this.#first) / 10));
    const go = (frame: number) => {
      this.#next = Math.max(this.#first, Math.min(this.#last, frame));
      this.#offset = undefined;
    };
    switch (action) {
      case 'close':
        this.#closed = true;
        break;
      case 'pause':
        this.#paused = !this.#paused;
        // the title says so
        if (this.#paused) go(shown);
        this.#offset = undefined;
        this.#rate.reset();
        break;
      case 'next':
      case 'back':
        this.#paused = true;
        go(action === 'next' ? shown + 1 : shown - 1);
        break;
      case 'on tenth':
        go(shown + tenth);
        break;
      case 'back tenth':
        go(shown - tenth);
        break;
      case 'first':
        go(this.#first);
        break;
      case 'last':
        this.#paused = true;
        go(this.#last);
    }
    this.#wake();
  }
}
