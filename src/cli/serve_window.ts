// The windows of `sgl serve --window`: what each program shows, stopped and stepped by keys. Between two pictures the program runs
// freely; for a picture it stands in front of a swap.
import type { StopAt } from '../native.js';
import type { LiveProgram } from '../renderer/live.js';
import { OP } from '../trace/protocol_commands.js';
import { FrameRate, FrameWindow, type WindowAction } from './frame_window.js';

/** Before what a frame is whole. */
export const atSwap: StopAt = { opcodes: [OP.swapBuffers] };
/** A picture so often at most. */
const PICTURE_MS = 16;
/** Pictures that may be missing before it is said: the first may come while the program is not ready. */
const TOLD_AFTER = 5;

export class ProgramWindow {
  readonly #program: LiveProgram;
  readonly #rate = new FrameRate();
  #window: FrameWindow | undefined;
  /** Pictures in a row that could not be read, before there was one. */
  #unread = 0;
  #paused = false;
  #closed = false;
  #wake = () => {};

  readonly #say: (line: string) => void;

  constructor(program: LiveProgram, say: (line: string) => void) {
    this.#program = program;
    this.#say = say;
  }

  /** Until the program ends, or the window is closed; then it runs without. Throws CommandError when no window can be made. */
  async run(): Promise<void> {
    const program = this.#program;
    try {
      for (let where = await program.stop(); where && !this.#closed; where = await program.stop()) {
        // between glBegin and glEnd, or without a context, there is nothing to show: the window keeps what it has
        const pixels = await program.look('picture', {}).catch((error: unknown) => this.#unreadable(error));
        if (pixels) {
          this.#window ??= await FrameWindow.open(this.#name, pixels.width, pixels.height, action => this.#act(action));
          this.#window.show(pixels);
        }
        this.#title(where.frames);
        if (this.#paused && !this.#closed) await this.#sleep();
        if (this.#closed) break;
        // one that is stopped takes one step; one that runs is let alone until the next picture is due
        if (this.#paused) program.goOn(atSwap);
        else {
          program.goOn();
          await this.#sleep(PICTURE_MS);
          if (this.#closed || program.ended !== undefined) break;
          program.goOn(atSwap);
        }
      }
    } finally {
      if (program.ended === undefined) program.goOn();
      this.#window?.close();
    }
  }

  /** Says once why there is no window, when there was nothing to show for a while. */
  #unreadable(error: unknown): undefined {
    if (this.#window || ++this.#unread !== TOLD_AFTER) return;
    const why = error instanceof Error ? error.message : String(error);
    this.#say(`${this.#name} has no window here yet: ${TOLD_AFTER} of its pictures could not be read (${why}); it runs on`);
  }

  get #name(): string {
    return `${this.#program.program} (process ${this.#program.pid})`;
  }

  #title(frame: number): void {
    if (!this.#window) return;
    const rate = this.#rate.add(frame);
    this.#window.title = `sgl: ${this.#name} frame ${frame}, ${this.#paused ? 'stopped' : `${rate.toFixed(0)} frames a second`}`;
  }

  async #sleep(ms?: number): Promise<void> {
    await new Promise<void>(wake => {
      this.#wake = wake;
      if (ms !== undefined) setTimeout(wake, ms);
    });
  }

  #act(action: WindowAction): void {
    if (action === 'close') this.#closed = true;
    else if (action === 'pause') {
      this.#paused = !this.#paused;
      this.#rate.reset();
    } else if (action === 'next') this.#paused = true;
    else return;
    this.#wake();
  }
}
