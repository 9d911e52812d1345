// Shrinks a trace while a test still holds: by frames, by functions, by groups of calls up to a draw, by calls, and at last the
// data of those that are left. What `sgl reduce` does.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeCall } from '../inspect/decode.js';
import { callsOfFrame } from '../inspect/frames.js';
import { least, shrink } from '../inspect/shrink.js';
import { CommandCursor } from '../trace/commands.js';
import { FLAG } from '../trace/dictionary.js';
import { TraceReader } from '../trace/reader.js';
import { rewriteTrace } from '../trace/rewrite.js';

export class ReduceError extends Error {
  readonly exitCode = 1;
}

export interface ReduceStep {
  readonly phase: 'tail' | 'frames' | 'functions' | 'groups' | 'calls' | 'data';
  readonly tests: number;
  readonly calls: number;
}

export interface ReduceOptions {
  /** Whether the trace in a file is still worth keeping. */
  readonly keep: (file: string) => Promise<boolean>;
  readonly onStep?: (step: ReduceStep) => void;
  /** Stops after so many tests (default: 5000). */
  readonly mostTests?: number;
}

export interface ReduceResult {
  readonly callsBefore: number;
  readonly calls: number;
  readonly frames: number;
  readonly bytes: number;
  /** Calls whose data is zeros now. */
  readonly blanked: number;
  readonly tests: number;
  /** It was stopped by the number of tests. */
  readonly stopped: boolean;
}

/** Command with `{}` for the file, or with the file behind it; exit code 0 keeps. Killed after `limitMs`, which counts as a failure. */
export function keepByCommand(command: string, limitMs: number): (file: string) => Promise<boolean> {
  return file =>
    new Promise(resolve => {
      const quoted = `'${file.replaceAll("'", "'\\''")}'`;
      const line = command.includes('{}') ? command.replaceAll('{}', quoted) : `${command} ${quoted}`;
      // a group of its own, so that what it started ends with it
      const child = spawn('/bin/sh', ['-c', line], { stdio: 'ignore', detached: true });
      const timer = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      }, limitMs);
      child.once('error', () => resolve(false));
      child.once('exit', code => {
        clearTimeout(timer);
        resolve(code === 0);
      });
    });
}

interface CallFacts {
  readonly name: string;
  readonly flags: number;
}

/** Name and flags of each call. */
function factsOf(reader: TraceReader): (CallFacts | undefined)[] {
  const facts = new Array<CallFacts | undefined>(reader.calls);
  const known = new Map<number, CallFacts>();
  for (let i = 0; i < reader.segments.length; i++) {
    const cursor = new CommandCursor(reader.segment(i));
    while (cursor.next()) {
      if (!cursor.isCall) continue;
      let own = known.get(cursor.opcode);
      if (!own) {
        own = { name: reader.dictionary.name(cursor.opcode), flags: reader.dictionary.flags(cursor.opcode) };
        known.set(cursor.opcode, own);
      }
      facts[cursor.call] = own;
    }
  }
  return facts;
}

/** The command with the data that it brings set to zeros; undefined when it brings none worth mentioning. */
function blankCommand(cursor: CommandCursor, reader: TraceReader): Uint8Array | undefined {
  const decoded = decodeCall(cursor, reader.dictionary);
  const out = Uint8Array.from(
    new Uint8Array(cursor.words.buffer, cursor.words.byteOffset + cursor.start * 4, (cursor.end - cursor.start) * 4),
  );
  let any = false;
  for (const { value } of decoded.arguments) {
    if (typeof value !== 'object' || value.kind !== 'data' || value.element === 'char' || value.bytes.length < BLANK_FROM) continue;
    const at = value.bytes.byteOffset - cursor.words.byteOffset - cursor.start * 4;
    out.fill(0, at, at + value.bytes.length);
    any = true;
  }
  return any ? out : undefined;
}

/** Bytes of data that are worth a test. */
const BLANK_FROM = 64;
const WORK = FLAG.draw | FLAG.clear | FLAG.dispatch | FLAG.copy | FLAG.frame;
const ROUNDS = 4;

class Reducer {
  readonly #reader: TraceReader;
  readonly #options: ReduceOptions;
  readonly #facts: readonly (CallFacts | undefined)[];
  readonly #candidate: string;
  readonly #best: string;
  #kept: readonly number[];
  #blank: ReadonlySet<number> = new Set();
  #phase: ReduceStep['phase'] = 'tail';
  tests = 0;

  constructor(reader: TraceReader, folder: string, best: string, options: ReduceOptions) {
    this.#reader = reader;
    this.#options = options;
    this.#candidate = join(folder, 'small.pb');
    this.#best = best;
    this.#facts = factsOf(reader);
    this.#kept = this.#facts.flatMap((facts, call) => (facts ? [call] : []));
  }

  get calls(): number {
    return this.#kept.length;
  }
  get blanked(): number {
    return this.#blank.size;
  }
  get stopped(): boolean {
    return this.tests >= this.#most;
  }
  get #most(): number {
    return this.#options.mostTests ?? 5000;
  }

  /** Writes and tests; what holds becomes the best so far. */
  async #try(kept: readonly number[], blank: ReadonlySet<number> = this.#blank): Promise<boolean> {
    if (this.stopped) return false;
    const alive = new Uint8Array(this.#reader.calls);
    for (const call of kept) alive[call] = 1;
    const reader = this.#reader;
    await rewriteTrace(reader, this.#candidate, {
      keeps: call => alive[call] === 1,
      ...(blank.size > 0 && { replace: cursor => (blank.has(cursor.call) ? blankCommand(cursor, reader) : undefined) }),
    });
    this.tests++;
    const held = await this.#options.keep(this.#candidate);
    if (held) {
      this.#kept = kept;
      this.#blank = blank;
      copyFileSync(this.#candidate, this.#best);
    }
    this.#options.onStep?.({ phase: this.#phase, tests: this.tests, calls: this.#kept.length });
    return held;
  }

  async run(): Promise<void> {
    if (!(await this.#try(this.#kept)))
      throw new ReduceError('the whole trace, written anew, does not pass the test: the command must exit with 0 for it');
    await this.#tail();
    this.#phase = 'frames';
    await this.#groups(this.#byFrames());
    for (let round = 0; round < ROUNDS && !this.stopped; round++) {
      const before = this.#kept.length;
      this.#phase = 'functions';
      await this.#groups(this.#byNames());
      this.#phase = 'groups';
      await this.#groups(this.#byWork());
      this.#phase = 'calls';
      await this.#groups(this.#byBrackets());
      await this.#groups(this.#kept.map(call => [call]));
      if (this.#kept.length === before) break;
    }
    this.#phase = 'data';
    await this.#data();
  }

  /** Ends the trace as early as can be. */
  async #tail(): Promise<void> {
    const { frames } = this.#reader;
    if (frames < 2) return;
    const all = this.#kept;
    await least(frames, async count => {
      if (count === 0) return false;
      const { last } = callsOfFrame(this.#reader, count - 1);
      return this.#try(all.filter(call => call <= last));
    });
  }

  async #groups(groups: readonly (readonly number[])[]): Promise<void> {
    if (groups.length === 0) return;
    const order = (kept: readonly (readonly number[])[]) => kept.flat().sort((a, b) => a - b);
    await shrink(groups, kept => this.#try(order(kept)), { mostTests: this.#most - this.tests });
  }

  #split(ends: (call: number, i: number) => boolean): number[][] {
    const groups: number[][] = [];
    let open: number[] = [];
    this.#kept.forEach((call, i) => {
      open.push(call);
      if (!ends(call, i)) return;
      groups.push(open);
      open = [];
    });
    if (open.length > 0) groups.push(open);
    return groups;
  }

  #byFrames(): number[][] {
    return this.#split(call => ((this.#facts[call]?.flags ?? 0) & FLAG.frame) !== 0);
  }

  /** All calls of a function, those that are called most first in the end, where removing begins. */
  #byNames(): number[][] {
    const names = new Map<string, number[]>();
    for (const call of this.#kept) {
      const { name = '' } = this.#facts[call] ?? {};
      const own = names.get(name);
      if (own) own.push(call);
      else names.set(name, [call]);
    }
    return [...names.values()].sort((a, b) => a.length - b.length);
  }

  /** What leads to a draw, a clear or a swap, with it. */
  #byWork(): number[][] {
    return this.#split(call => ((this.#facts[call]?.flags ?? 0) & WORK) !== 0);
  }

  /** From glBegin to glEnd and from glNewList to glEndList at once. */
  #byBrackets(): number[][] {
    let list = false;
    let begun = false;
    return this.#split(call => {
      const name = this.#facts[call]?.name;
      if (name === 'glNewList') list = true;
      else if (name === 'glEndList') list = false;
      else if (name === 'glBegin') begun = true;
      else if (name === 'glEnd') begun = false;
      return !list && !begun;
    });
  }

  async #data(): Promise<void> {
    const kept = new Set(this.#kept);
    const bulky: number[] = [];
    for (let i = 0; i < this.#reader.segments.length; i++) {
      const cursor = new CommandCursor(this.#reader.segment(i));
      while (cursor.next()) if (cursor.isCall && kept.has(cursor.call) && blankCommand(cursor, this.#reader)) bulky.push(cursor.call);
    }
    if (bulky.length === 0) return;
    // units are the calls that keep their data
    await shrink(bulky, full => {
      const keeps = new Set(full);
      return this.#try(this.#kept, new Set(bulky.filter(call => !keeps.has(call))));
    });
  }
}

/** Writes the smallest trace that it finds to `file`. Throws ReduceError when the whole trace does not pass. */
export async function reduceTrace(reader: TraceReader, file: string, options: ReduceOptions): Promise<ReduceResult> {
  const folder = mkdtempSync(join(tmpdir(), 'sgl-reduce-'));
  try {
    const reducer = new Reducer(reader, folder, file, options);
    const callsBefore = reducer.calls;
    await reducer.run();
    const small = new TraceReader(file);
    const { calls, frames, bytes } = small;
    small.close();
    return { callsBefore, calls, frames, bytes, blanked: reducer.blanked, tests: reducer.tests, stopped: reducer.stopped };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
