// A program that was attached to, from whoever looks at it: where it stands, its steps, and looks at its real state. Its trace grows
// meanwhile; calls that went by are looked at in that.
import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StopAt, Stopped } from '../native.js';
import { modelNames } from '../replay/asker.js';
import { drawAsked } from '../replay/look/mesh.js';
import type { OperationName, Operations } from '../replay/operations.js';
import { FLAG } from '../trace/dictionary.js';
import { TraceReader } from '../trace/reader.js';
import type { LiveConnection } from './live_client.js';
import type { Attached } from './live_wire.js';
import { opcodesOf, parseStopAt } from './stop_at.js';

export type Step = 'call' | 'draw' | 'frame';

const WORK = FLAG.draw | FLAG.clear | FLAG.dispatch;
/** A trace that grows all the time is looked at so often. */
const GROW_MS = 200;
const ENDING_MS = 2000;
/** How often to look whether a program that is not recorded yet made a call. */
const LOOK_MS = 50;
/** Keys that repeat are faster than steps. */
const MOST_STEPS = 100;

/** `grown`: its trace has more calls; also before `stopped` and `ended`. */
export type LiveEvent = 'running' | 'grown' | 'stopped' | 'ended';

export class SteppedProgram {
  readonly program: string;
  readonly pid: number;
  readonly trace: string;
  /** The trace has all its calls: what went by can be replayed. */
  readonly whole: boolean;
  where: Stopped | undefined;
  /** It is gone: why, '' when it ended by itself. */
  ended: string | undefined;
  /** Hears what becomes of it. */
  hear: ((event: LiveEvent) => void) | undefined;
  readonly #connection: LiveConnection;
  /** Goes on by one call as soon as it stands: past a draw that was the aim. */
  #past = false;
  /** A step is being done, and those that were asked for meanwhile. */
  #stepping = false;
  #steps: Step[] = [];
  /** Where it is to go from the first call of a trace that begins in the middle. */
  #first: StopAt | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reader: TraceReader | undefined;

  /** Has it stop first at `at` (stop_at.ts). Throws StopAtError. */
  constructor(connection: LiveConnection, { program, pid, trace, whole }: Attached, at: string) {
    this.#connection = connection;
    const first = parseStopAt(at);
    this.program = program;
    this.pid = pid;
    this.trace = trace;
    this.whole = whole;
    connection.onEvent = event => {
      if (event.event === 'stopped') this.#stopped(event.where);
      else if (event.event === 'ended') this.#gone(event.reason);
      else this.#timer ??= setTimeout(() => this.#grown(), GROW_MS);
    };
    if (whole) this.#goOn(first);
    else if (first.call !== 0) this.#first = first;
  }

  /** Opens its trace, once it has a call, or the program stands in front of its first. Throws when the program ended before. */
  async open(): Promise<TraceReader> {
    for (;;) {
      // its header may not be there yet
      if (existsSync(this.trace) && statSync(this.trace).size > 0) {
        const reader = new TraceReader(this.trace);
        this.#reader = reader;
        while (reader.calls === 0 && this.running) {
          await sleep(LOOK_MS);
          reader.grow();
        }
        return reader;
      }
      if (this.ended !== undefined) throw new Error(`${this.program} ended before it made a call`);
      await sleep(LOOK_MS);
    }
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
    this.hear?.('grown');
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
    else this.#show();
  }

  #show(): void {
    this.#grown();
    this.hear?.('stopped');
  }

  #gone(reason: string): void {
    if (this.ended !== undefined) return;
    this.ended = reason;
    this.where = undefined;
    this.#grown();
    this.hear?.('ended');
  }

  #goOn(at?: StopAt): void {
    this.where = undefined;
    this.#connection.goOn(at).catch((error: Error) => this.#gone(error.message));
    this.hear?.('running');
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

  /** To the next of several places; without any, until it is paused. */
  goOn(at?: StopAt): void {
    this.#forgetSteps();
    this.#goOn(at);
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
        const reader = this.#reader;
        return reader && Promise.resolve().then(() => this.#connection.look('mesh', { ...params, draw: drawAsked(reader, call) }));
      }
      default:
        return undefined;
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
    this.goOn(); // its renderer stands, and would not notice
    for (let waited = 0; waited < ENDING_MS && this.ended === undefined; waited += 20) await new Promise(wake => setTimeout(wake, 20));
    if (this.ended === undefined) kill('SIGKILL');
    this.detach();
  }
}
