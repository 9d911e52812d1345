// The program behind the inspector of a live one: tells the inspector what becomes of it, goes on to breakpoints, and records
// parts of it.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type LiveEvent, SteppedProgram } from '../renderer/stepped_program.js';
import { modelNames } from '../replay/asker.js';
import { ReplaySession } from '../replay/session.js';
import type { Breakpoint } from './breakpoints.js';
import type { Inspector } from './inspector.js';

export class Live extends SteppedProgram {
  /** First frame of the recording that goes on. */
  recording: number | undefined;
  #inspector: Inspector | undefined;

  /** From now on the inspector hears of what happens. */
  bind(inspector: Inspector): void {
    this.#inspector = inspector;
    this.hear = event => this.#tell(inspector, event);
    if (this.where) this.#tell(inspector, 'stopped');
  }

  #tell(inspector: Inspector, event: LiveEvent): void {
    const { where, ended } = this;
    if (event === 'grown') inspector.grown();
    else if (event === 'running') inspector.changed();
    else inspector.stopped(this.now);
    if (event === 'stopped' && where && where.error !== 0)
      inspector.say(
        `call ${where.call - 1} raised ${modelNames().dictionary.enumName('ErrorCode', where.error) ?? `error ${where.error}`}`,
        'problem',
      );
    if (event === 'ended') inspector.say(`${this.program} has ended${ended ? `: ${ended}` : ''}; its calls are still here`);
  }

  /** On to the nearest of the breakpoints; without any, until it is paused. */
  goOnTo(breakpoints: readonly Breakpoint[]): void {
    if (breakpoints.length === 0) {
      this.goOn();
      return;
    }
    const next = this.where?.call ?? 0;
    const calls = breakpoints.flatMap(({ call }) => (call !== undefined && call > next ? [call] : []));
    const opcodes = [...modelNames().dictionary.commands.keys()].filter(opcode =>
      breakpoints.some(each => each.call === undefined && each.text !== 'error' && each.holds?.(opcode, -1)),
    );
    this.goOn({
      ...(calls.length > 0 && { call: Math.min(...calls) }),
      opcodes,
      error: breakpoints.some(({ text }) => text === 'error'),
    });
  }

  /** Begins a recording with the frame that is being drawn. */
  startRecording(): void {
    const pages = this.#inspector?.pages;
    if (pages) this.recording = this.where?.frames ?? pages.reader.frames;
  }

  /** A name for it that is not taken. */
  recordingName(): string {
    const first = `${this.program.replace(/[^\w.+-]/g, '_')}-f${this.recording ?? 0}`;
    for (let n = 1; ; n++) {
      const name = `${first}${n === 1 ? '' : `-${n}`}.pb`;
      if (!existsSync(name)) return name;
    }
  }

  /** Writes the frames since the recording began, with all that they need. Gives what to say. */
  async stopRecording(file: string): Promise<string> {
    const firstFrame = this.recording;
    const reader = this.#inspector?.reader;
    this.recording = undefined;
    if (firstFrame === undefined || !reader) return 'nothing is being recorded';
    this.#inspector?.grown();
    const lastFrame = reader.frames - 1;
    if (lastFrame < firstFrame) return `no frame was finished since f${firstFrame}: nothing is written`;
    const session = new ReplaySession(reader.file);
    try {
      const result = await session.do('trim', { firstFrame, lastFrame, file: resolve(file) });
      const early = result.because === undefined ? '' : `, from f${result.firstFrame} on: ${result.because}`;
      return `${file}: ${result.frames} frames, ${result.calls} calls${early}`;
    } finally {
      session.close();
    }
  }
}
