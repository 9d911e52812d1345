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

export class ProgramWindow {
  readonly #program: LiveProgram;
  readonly #rate = new FrameRate();
  #window: FrameWindow | undefined;
  #paused = false;
  #closed = false;
  #wake = () => {};

  constructor(program: LiveProgram) {
    this.#program = program;
  }

  /** Until the program ends, or the window is closed; then it runs without. Throws CommandError when no window can be made. */
  async run(): Promise<void> {
    const program = this.#program;
    try {
      for (let where = await program.stop(); where && !this.#closed; where = await program.stop()) {
        // between glBegin and glEnd, or without a context, there is nothing to show: the window keeps what it has
        const pixels = await program.look('picture', {}).catch(() => undefined);
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
