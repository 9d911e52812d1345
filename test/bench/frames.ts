// Frames a second and processor time a frame of whole programs, in each way, sampled while they run: starting up is not
// counted. The processor time is that of all processes that take part: program, renderer, supervisor.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { counted, folder, pause, processorTimes, type Running, resume, sleep, start, untilFrames, usedMs } from './machine.js';
import type { Settings } from './main.js';
import { RECORDING_SHARE, scenePrograms } from './recording.js';
import { columns, type Figure, geometricMean, rotated, rounded } from './table.js';
import { commandFor, frameCounter, type Way, ways } from './ways.js';

/** Windows of each way in a round. */
const WINDOWS = 3;
/** Then renderer and recorder have done what the window left to them: a recorder writes 4 times a second. */
const AFTERWARDS_MS = 350;

const LEAST_GLXGEARS = 0.7;
const LEAST_GLMARK2 = 0.8;
/** What a program did in one window of time. */
interface Window {
  readonly fps: number;
  /** µs of processor time a frame, of all processes of its way. */
  readonly cpu: number;
}

/** One way of running a program. It is stopped except in its windows, so that the ways are measured by turns, with what
 * else the machine does spread evenly. */
class Contestant {
  readonly windows: Window[] = [];
  readonly #running: Running;
  readonly #count: string;
  readonly #trace: string;

  constructor(way: Way, program: readonly string[], preload: string) {
    this.#count = join(folder, `frames.${way}`);
    this.#trace = join(folder, `trace.${way}`);
    rmSync(this.#count, { force: true });
    const command = commandFor(way, program, { env: { BENCH_COUNT: this.#count }, preload: [preload], trace: this.#trace });
    this.#running = start(command, { limitMs: 600_000 });
  }

  async warmUp(): Promise<void> {
    await untilFrames(this.#running, this.#count, 5);
    await sleep(700);
    pause(this.#pid());
  }

  async window(seconds: number): Promise<void> {
    const sample = () => ({ times: processorTimes(this.#running.pid), frames: counted(this.#count).frames });
    const before = sample();
    resume(this.#pid());
    const since = performance.now();
    await sleep(seconds * 1000);
    const fps = (1000 * (counted(this.#count).frames - before.frames)) / (performance.now() - since);
    pause(this.#pid());
    await sleep(AFTERWARDS_MS);
    const after = sample();
    const frames = after.frames - before.frames;
    if (frames > 0) this.windows.push({ fps, cpu: (1000 * usedMs(before.times, after.times)) / frames });
  }

  async end(): Promise<void> {
    if (!this.#running.hasEnded()) {
      const pid = counted(this.#count).pid || this.#running.pid; // whatever started it, when it never drew
      process.kill(pid, 'SIGTERM');
      resume(pid);
    }
    await this.#running.ended;
    rmSync(this.#trace, { force: true });
  }

  /** The program's own, whatever started it. */
  #pid(): number {
    const { pid } = counted(this.#count);
    if (pid === 0 || this.#running.hasEnded()) throw new Error('a program ended while it was measured');
    return pid;
  }
}

/** The windows that were disturbed least: the mean of the best third. */
function undisturbed(values: readonly number[], best: 'most' | 'least'): number {
  const sorted = [...values].sort((a, b) => (best === 'most' ? b - a : a - b)).slice(0, Math.ceil(values.length / 3));
  return sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
}

/** Each round starts every way anew: how fast a process is also depends on where its memory happens to lie, and that
 * differs more from process to process than what is measured here. */
async function compare(program: readonly string[], { rounds, seconds }: Settings, preload: string): Promise<Map<Way, Window>> {
  const seen = new Map<Way, Window[]>(ways.map(way => [way, []]));
  for (let round = 0; round < rounds; round++) {
    const contestants = new Map<Way, Contestant>();
    try {
      for (const way of rotated(ways, round)) {
        const contestant = new Contestant(way, program, preload);
        contestants.set(way, contestant);
        await contestant.warmUp();
      }
      for (let turn = 0; turn < WINDOWS; turn++) {
        for (const way of rotated(ways, turn)) await contestants.get(way)?.window(seconds);
      }
    } finally {
      for (const [way, contestant] of contestants) {
        await contestant.end();
        seen.get(way)?.push(...contestant.windows);
      }
    }
  }
  return new Map(
    [...seen].map(([way, windows]) => [
      way,
      {
        fps: undisturbed(
          windows.map(({ fps }) => fps),
          'most',
        ),
        cpu: undisturbed(
          windows.map(({ cpu }) => cpu),
          'least',
        ),
      },
    ]),
  );
}

export async function benchFrames(settings: Settings): Promise<Figure[]> {
  const preload = frameCounter();
  const figures: Figure[] = [];
  const ratios: Record<'run' | 'record', number[]> = { run: [], record: [] };
  const table: string[][] = [['frames a second | µs of processor a frame', ...ways, '', ...ways]];
  for (const [name, ...program] of scenePrograms) {
    const best = await compare(program, settings, preload);
    const of = (way: Way): Window => best.get(way) ?? { fps: Number.NaN, cpu: Number.NaN };
    table.push([name, ...ways.map(way => rounded(of(way).fps)), '|', ...ways.map(way => rounded(of(way).cpu))]);
    for (const way of ways) {
      figures.push({ bench: 'frames', name: `${name}, ${way}`, value: of(way).fps, unit: 'frames/s' });
      figures.push({ bench: 'frames', name: `${name} processor, ${way}`, value: of(way).cpu, unit: 'µs/frame' });
    }
    for (const way of ['run', 'record'] as const) ratios[way].push(of(way).fps / of('native').fps);
  }
  settings.show(columns(table));
  for (const way of ['run', 'record'] as const) {
    const [gears, ...others] = ratios[way];
    const slack = way === 'record' ? 1 - RECORDING_SHARE : 1;
    figures.push({
      bench: 'frames',
      name: `glxgears of native, ${way}`,
      value: gears ?? Number.NaN,
      unit: '',
      target: { least: LEAST_GLXGEARS * slack },
    });
    figures.push({
      bench: 'frames',
      name: `glmark2 of native, ${way}`,
      value: geometricMean(others),
      unit: '',
      target: { least: LEAST_GLMARK2 * slack },
      note: 'geometric mean',
    });
  }
  return figures;
}
