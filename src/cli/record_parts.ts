// Recording parts of a program's run: SIGUSR1 begins one, the next ends it. All is recorded meanwhile, since a part needs what was made
// before it; when the program has ended, each part is cut out.
import { renameSync, rmSync } from 'node:fs';
import type { LiveProgram } from '../renderer/live.js';
import { numberedFile, type Recording } from '../renderer/recording.js';
import { trimSummary, trimTrace } from './trim.js';

const SIGNAL = 'SIGUSR1';

interface Part {
  readonly first: number;
  /** Undefined: up to the end. */
  last?: number;
}

interface Followed {
  readonly recording: Recording;
  readonly program: LiveProgram;
  readonly parts: Part[];
}

/** Frames that a program has finished now: it is stopped for as long as that takes to ask. */
async function framesOf(program: LiveProgram): Promise<number | undefined> {
  if (program.where) return program.where.frames;
  program.goOn({ call: 0 });
  const where = await program.stop();
  program.goOn();
  return where?.frames;
}

export class RecordedParts {
  readonly #followed: Followed[] = [];
  readonly #say: (line: string) => void;
  readonly #onSignal = (): void => {
    for (const each of this.#followed) void this.#toggle(each);
  };

  constructor(say: (line: string) => void) {
    this.#say = say;
    process.on(SIGNAL, this.#onSignal);
  }

  follow(recording: Recording, program: LiveProgram): void {
    if (this.#followed.length === 0) this.#say(`kill -USR1 ${process.pid} begins a part, and again ends it`);
    this.#followed.push({ recording, program, parts: [] });
  }

  async #toggle({ recording, program, parts }: Followed): Promise<void> {
    const frame = await framesOf(program);
    if (frame === undefined) return;
    const open = parts.at(-1);
    if (!open || open.last !== undefined) {
      parts.push({ first: frame });
      this.#say(`${recording.file}: a part begins with frame ${frame}`);
    } else {
      open.last = frame - 1;
      this.#say(`${recording.file}: the part ends before frame ${frame}`);
    }
  }

  /** Puts the parts in place of the whole; false when one could not be cut. */
  async cut(): Promise<boolean> {
    process.off(SIGNAL, this.#onSignal);
    let fine = true;
    for (const { recording, parts } of this.#followed) if (!recording.failure && !(await this.#cut(recording, parts))) fine = false;
    return fine;
  }

  async #cut({ file, frames }: Recording, parts: readonly Part[]): Promise<boolean> {
    const whole = `${file}.whole`;
    const wanted = parts.map(({ first, last = frames - 1 }) => ({ first, last })).filter(({ first, last }) => first <= last);
    if (wanted.length === 0) {
      rmSync(file, { force: true });
      this.#say(`${file}: no frame was drawn between two signals: nothing is kept`);
      return true;
    }
    renameSync(file, whole);
    try {
      for (const [i, { first, last }] of wanted.entries()) {
        const part = i === 0 ? file : numberedFile(file, i + 1);
        this.#say(trimSummary(part, await trimTrace(whole, first, last, part), first, last));
      }
    } catch (error) {
      renameSync(whole, file);
      this.#say(`${file}: stays whole: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
    rmSync(whole, { force: true });
    return true;
  }
}
