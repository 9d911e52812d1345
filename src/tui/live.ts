// The program behind the inspector of a live one: where it stands, its steps, looks at its real state, and recordings. Its trace
// grows meanwhile; calls that went by are looked at in that.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StopAt, Stopped } from '../native.js';
import type { LiveConnection } from '../renderer/live_client.js';
import type { Attached } from '../renderer/live_wire.js';
import { opcodesOf, parseStopAt } from '../renderer/stop_at.js';
import { modelNames } from '../replay/asker.js';
import { drawAsked } from '../replay/look/mesh.js';
import type { OperationName, Operations } from '../replay/operations.js';
import { ReplaySession } from '../replay/session.js';
import { FLAG } from '../trace/dictionary.js';
import type { Breakpoint } from './breakpoints.js';
import type { Inspector } from './inspector.js';

export type Step = 'call' | 'draw' | 'frame';

const WORK = FLAG.draw | FLAG.clear | FLAG.dispatch;
/** A trace that grows all the time is looked at so often. */
const GROW_MS = 200;
const ENDING_MS = 2000;
/** Keys that repeat are faster than steps. */
const MOST_STEPS = 100;

export class Live {
  readonly program: string;
  readonly pid: number;
  /** The trace has all its calls: what went by can be replayed. */
  readonly whole: boolean;
  where: Stopped | undefined;
  /** It is gone: why, '' when it ended by itself. */
  ended: string | undefined;
  /** First frame of the recording that goes on. */
  recording: number | undefined;
  readonly #connection: LiveConnection;
  #inspector: Inspector | undefined;
  /** Goes on by one call as soon as it stands: past a draw that was the aim. */
  #past = false;
  /** A step is being done, and those that were asked for meanwhile. */
  #stepping = false;
  #steps: Step[] = [];
  /** Where it is to go from the first call of a trace that begins in the middle. */
  #first: StopAt | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Has it stop first at `at` (stop_at.ts). Throws StopAtError. */
  constructor(connection: LiveConnection, { program, pid, whole }: Attached, at: string) {
    this.#connection = connection;
    const first = parseStopAt(at);
    this.program = program;
    this.pid = pid;
    this.whole = whole;
    connection.onEvent = event => {
      if (event.event === 'stopped') this.#stopped(event.where);
      else if (event.event === 'ended') this.#gone(event.reason);
      else this.#timer ??= setTimeout(() => this.#grown(), GROW_MS);
    };
    if (whole) this.#goOn(first);
    else if (first.call !== 0) this.#first = first;
  }

  /** From now on the inspector hears of what happens. */
  bind(inspector: Inspector): void {
    this.#inspector = inspector;
    if (this.where) this.#show(this.where);
  }

  get running(): boolean {
    return this.where === undefined && this.ended === undefined;
  }

  /** The last call that was executed, while it stands: what the driver's state is of. */
  get now(): number | undefined {
    return this.where && this.where.call - 1;
  }

  /** In a few words. */
  get text(): string {
    if (this.ended !== undefined) return 'ended';
    return this.where ? 'stopped' : 'running';
  }

  /** The call that comes next: `1797 glCallList`. */
  get next(): string {
    const { where } = this;
    return where ? `${where.call} ${modelNames().dictionary.name(where.opcode)}` : '';
  }

  #grown(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#inspector?.grown();
  }

  #stopped(where: Stopped): void {
    const first = this.#first;
    this.#first = undefined;
    if (this.#past) {
      this.#past = false;
      this.#goOn({ call: where.call + 1 });
      return;
    }
    this.where = where;
    if (first) {
      this.#goOn(first);
      return;
    }
    this.#stepping = false;
    const next = this.#steps.shift();
    if (next) this.step(next);
    else this.#show(where);
  }

  #show(where: Stopped): void {
    this.#grown();
    const inspector = this.#inspector;
    if (!inspector) return;
    inspector.stopped(where.call - 1);
    const error = where.error === 0 ? '' : `; call ${where.call - 1} raised ${modelNames().dictionary.enumName('ErrorCode', where.error)}`;
    if (error !== '') inspector.say(`stopped in front of ${this.next}${error}`, 'problem');
  }

  #gone(reason: string): void {
    if (this.ended !== undefined) return;
    this.ended = reason;
    this.where = undefined;
    this.#grown();
    this.#inspector?.stopped(undefined);
    this.#inspector?.say(`${this.program} has ended${reason === '' ? '' : `: ${reason}`}; its calls are still here`);
  }

  #goOn(at?: StopAt): void {
    this.where = undefined;
    this.#connection.goOn(at).catch((error: Error) => this.#gone(error.message));
    this.#inspector?.changed();
  }

  /** Stands in front of its next call. */
  pause(): void {
    this.#forgetSteps();
    this.#connection.goOn({ call: 0 }).catch((error: Error) => this.#gone(error.message));
  }

  /** It stands, or will in a moment. */
  get steps(): boolean {
    return this.where !== undefined || this.#stepping;
  }

  step(by: Step): void {
    if (!this.where) {
      if (this.#stepping && this.#steps.length < MOST_STEPS) this.#steps.push(by);
      return;
    }
    this.#stepping = true;
    this.#past = false;
    if (by === 'call') this.#goOn({ call: this.where.call + 1 });
    else if (by === 'frame') this.#goOn({ opcodes: opcodesOf(FLAG.frame) });
    // the draw that it stands in front of is the next one
    else if (opcodesOf(WORK).includes(this.where.opcode)) this.step('call');
    else {
      this.#past = true;
      this.#goOn({ opcodes: opcodesOf(WORK) });
    }
  }

  /** To a place as `--at` has it. Throws StopAtError. */
  runTo(text: string): void {
    const at = parseStopAt(text);
    this.#forgetSteps();
    this.#goOn(at);
  }

  #forgetSteps(): void {
    this.#past = this.#stepping = false;
    this.#steps = [];
  }

  /** On to the nearest of the breakpoints; without any, until it is paused. */
  goOn(breakpoints: readonly Breakpoint[]): void {
    this.#forgetSteps();
    if (breakpoints.length === 0) {
      this.#goOn();
      return;
    }
    const next = this.where?.call ?? 0;
    const calls = breakpoints.flatMap(({ call }) => (call !== undefined && call > next ? [call] : []));
    const opcodes = [...modelNames().dictionary.commands.keys()].filter(opcode =>
      breakpoints.some(each => each.call === undefined && each.text !== 'error' && each.holds?.(opcode, -1)),
    );
    this.#goOn({
      ...(calls.length > 0 && { call: Math.min(...calls) }),
      opcodes,
      error: breakpoints.some(({ text }) => text === 'error'),
    });
  }

  /** What an operation asks, of the program itself where it is about the call that it stands behind; undefined: a replay of its
   * trace is to answer. */
  answer<Name extends OperationName>(operation: Name, asked: Operations[Name]['params']): Promise<Operations[Name]['result']> | undefined {
    const params = asked as { readonly call?: number; readonly before?: boolean };
    // of a swap what it presents: that is still there
    if (params.call !== undefined && params.call === this.now && (!params.before || operation === 'picture')) {
      const look = this.#look(operation, asked);
      if (look) return look as Promise<Operations[Name]['result']>;
    }
    if (this.whole) return undefined;
    return Promise.reject(
      new Error('this call went by, and what was before it is not recorded: only where the program stands can be looked at'),
    );
  }

  #look(operation: OperationName, asked: unknown): Promise<unknown> | undefined {
    const { call, before: _, ...params } = asked as { readonly call: number; readonly before?: boolean };
    switch (operation) {
      case 'picture':
      case 'image':
      case 'program':
      case 'state':
        return this.#connection.look(operation, params);
      case 'mesh': {
        const reader = this.#inspector?.reader;
        return reader && Promise.resolve().then(() => this.#connection.look('mesh', { ...params, draw: drawAsked(reader, call) }));
      }
      default:
        return undefined;
    }
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
    this.#grown();
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

  /** The program goes on. */
  detach(): void {
    clearTimeout(this.#timer);
    this.#connection.close();
  }

  /** The program ends: it is asked to, then made to. */
  async end(): Promise<void> {
    const kill = (signal: NodeJS.Signals) => {
      try {
        process.kill(this.pid, signal);
      } catch {
        // it is gone
      }
    };
    kill('SIGTERM');
    for (let waited = 0; waited < ENDING_MS && this.ended === undefined; waited += 20) await new Promise(wake => setTimeout(wake, 20));
    if (this.ended === undefined) kill('SIGKILL');
    this.detach();
  }
}
