// What recording adds to the processor time of a frame, of all processes that take part: program, renderer, supervisor.
// Both are measured in the same processes, recorded and not by turns, since two processes that do the same differ by more
// than what is looked for (where their memory lies, which core wakes which). An inspector that comes and goes turns the
// recording on and off: what is recorded for it goes the same way into a file as what `sgl record` keeps.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LiveConnection } from '../../src/renderer/live_client.js';
import { socketPath } from '../../src/renderer/live_server.js';
import { regionPath } from '../../src/renderer/region_name.js';
import { counted, folder, processorMs, processorTimes, type Running, sleep, start, untilFrames, usedMs } from './machine.js';
import type { Settings } from './main.js';
import { columns, type Figure, rounded } from './table.js';
import { frameCounter, sgl } from './ways.js';

const scenes = ['build', 'texture', 'buffer', 'ideas', 'shadow', 'desktop'];
export const scenePrograms: readonly (readonly [string, ...string[]])[] = [
  ['glxgears', 'glxgears'],
  ...scenes.map(scene => [scene, 'glmark2', '-s', '400x300', '-b', `${scene}:duration=600`] as [string, ...string[]]),
];

/** Pairs of windows in a round. */
const PAIRS = 6;
/** After a change, until files are made, segments of the last kind are written, and the program is in its step again. */
const SETTLING_MS = 400;

/** Recording may add this share of the processor time of a frame, or so many µs, whichever is more. */
export const RECORDING_SHARE = 0.03;
const RECORDING_US = 15;

/** µs of processor a frame: without recording, and what it adds, as the mean of pairs and its standard error. */
export interface RecordingCost {
  readonly plain: number;
  readonly adds: number;
  readonly error: number;
  /** The part of `adds` that the supervisor takes: compressing and writing. */
  readonly supervisor: number;
  /** While it is recorded. */
  readonly fps: number;
}

type Pair = Omit<RecordingCost, 'error'>;

/** A renderer of its own with one program. */
class Subject {
  readonly #region: string;
  readonly #count = join(folder, 'recording.frames');
  readonly #server: Running;
  readonly #running: Running;
  #connection: LiveConnection | undefined;

  private constructor(
    name: string,
    server: Running,
    program: readonly string[],
    preload: string,
    variables: Readonly<Record<string, string>>,
  ) {
    this.#region = regionPath(name);
    this.#server = server;
    rmSync(this.#count, { force: true });
    const env = [...Object.entries({ ...variables, BENCH_COUNT: this.#count, LD_PRELOAD: preload })].map(
      ([key, value]) => `${key}=${value}`,
    );
    this.#running = start(sgl('run', '--shm', name, '--', 'env', ...env, ...program), { limitMs: 600_000 });
  }

  static async start(program: readonly string[], preload: string, variables: Readonly<Record<string, string>>): Promise<Subject> {
    const name = `sgl-bench-${process.pid}`;
    const server = start(sgl('serve', '--shm', name), { limitMs: 600_000 });
    while (!existsSync(socketPath(regionPath(name)))) {
      if (server.hasEnded()) throw new Error(`sgl serve ended: ${(await server.ended).stderr.trim()}`);
      await sleep(20);
    }
    const subject = new Subject(name, server, program, preload, variables);
    await untilFrames(subject.#running, subject.#count, 5);
    await sleep(1000);
    return subject;
  }

  async record(on: boolean): Promise<void> {
    if (on) {
      const connection = await LiveConnection.open(this.#region);
      this.#connection = connection;
      const stopped = new Promise<void>((resolve, reject) => {
        connection.onEvent = event => {
          if (event.event === 'stopped') resolve();
          else if (event.event === 'ended') reject(new Error(`the program is gone: ${event.reason}`));
        };
      });
      await connection.attach(this.#pid());
      await stopped;
      await connection.goOn();
    } else {
      this.#connection?.close();
      this.#connection = undefined;
    }
    await sleep(SETTLING_MS);
  }

  /** µs of processor a frame, and frames a second. */
  async window(seconds: number): Promise<{ cpu: number; supervisor: number; fps: number }> {
    const sample = () => ({
      times: new Map([...processorTimes(this.#running.pid), ...processorTimes(this.#server.pid)]),
      supervisor: processorMs(this.#server.pid),
      frames: counted(this.#count).frames,
      at: performance.now(),
    });
    const before = sample();
    await sleep(seconds * 1000);
    const after = sample();
    const frames = after.frames - before.frames;
    return {
      cpu: (1000 * usedMs(before.times, after.times)) / frames,
      supervisor: (1000 * (after.supervisor - before.supervisor)) / frames,
      fps: (1000 * frames) / (after.at - before.at),
    };
  }

  async end(): Promise<void> {
    this.#connection?.close();
    const { pid } = counted(this.#count);
    if (!this.#running.hasEnded()) process.kill(pid || this.#running.pid, 'SIGTERM');
    await this.#running.ended;
    this.#server.kill('SIGTERM');
    await this.#server.ended;
  }

  /** The program's own, whatever started it. */
  #pid(): number {
    const { pid } = counted(this.#count);
    if (pid === 0 || this.#running.hasEnded()) throw new Error('a program ended while it was measured');
    return pid;
  }
}

/** Without the tenth at each end: what else the machine did. */
function trimmed<T>(items: readonly T[], by: (item: T) => number): T[] {
  const sorted = [...items].sort((a, b) => by(a) - by(b));
  const cut = Math.floor(sorted.length / 10);
  return sorted.slice(cut, sorted.length - cut);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Throws when the program shows too few frames to tell. */
export async function recordingCost(
  program: readonly string[],
  { rounds, seconds }: Settings,
  preload: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<RecordingCost> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const subject = await Subject.start(program, preload, variables);
    try {
      let plain = await subject.window(seconds);
      for (let n = 0; n < PAIRS; n++) {
        await subject.record(true);
        const recorded = await subject.window(seconds);
        await subject.record(false);
        const next = await subject.window(seconds);
        // between two windows without recording: what drifts is the same for both sides
        const around = (plain.cpu + next.cpu) / 2;
        pairs.push({
          plain: around,
          adds: recorded.cpu - around,
          supervisor: recorded.supervisor - (plain.supervisor + next.supervisor) / 2,
          fps: recorded.fps,
        });
        plain = next;
      }
    } finally {
      await subject.end();
    }
  }
  if (!pairs.every(({ plain, adds }) => Number.isFinite(plain) && Number.isFinite(adds))) throw new Error('too few frames');
  const kept = trimmed(pairs, ({ adds }) => adds);
  const adds = mean(kept.map(pair => pair.adds));
  const variance = mean(kept.map(pair => (pair.adds - adds) ** 2));
  return {
    plain: mean(kept.map(pair => pair.plain)),
    adds,
    error: Math.sqrt(variance / Math.max(1, kept.length - 1)),
    supervisor: mean(kept.map(pair => pair.supervisor)),
    fps: mean(kept.map(pair => pair.fps)),
  };
}

export const costColumns = ['run', 'recording adds', 'standard error', 'in the supervisor', 'frames/s recorded'];
export const costCells = ({ plain, adds, error, supervisor, fps }: RecordingCost) => [plain, adds, error, supervisor, fps].map(rounded);

/** What recording adds to a frame, with its bound. */
export function recordingAdds(bench: string, name: string, { plain, adds, error }: RecordingCost): Figure {
  return {
    bench,
    name: `recording adds, ${name}`,
    value: adds,
    unit: 'µs',
    target: { most: Math.max(RECORDING_US, RECORDING_SHARE * plain) },
    note: `${rounded((100 * adds) / plain)} % of ${rounded(plain)} µs; standard error ${rounded(error)} µs`,
  };
}

export async function benchRecording(settings: Settings & { readonly only: string }): Promise<Figure[]> {
  const preload = frameCounter();
  const figures: Figure[] = [];
  const table: string[][] = [['µs of processor a frame', ...costColumns]];
  for (const [name, ...program] of scenePrograms) {
    if (!name.includes(settings.only)) continue;
    const cost = await recordingCost(program, settings, preload);
    table.push([name, ...costCells(cost)]);
    figures.push(recordingAdds('recording', name, cost));
  }
  settings.show(columns(table));
  return figures;
}
