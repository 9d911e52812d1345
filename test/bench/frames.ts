// Frames a second and processor time a frame of whole programs, in each way, sampled while they run: starting up is not
// counted. The processor time is that of all processes that take part: program, renderer, supervisor.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { folder, framesIn, processorTimes, sleep, start, usedMs } from './machine.js';
import type { Settings } from './main.js';
import { columns, type Figure, geometricMean, rotated, rounded } from './table.js';
import { commandFor, frameCounter, type Way, ways } from './ways.js';

const scenes = ['build', 'texture', 'buffer', 'ideas', 'shadow', 'desktop'];
export const scenePrograms: readonly (readonly [string, ...string[]])[] = [
  ['glxgears', 'glxgears'],
  ...scenes.map(scene => [scene, 'glmark2', '-s', '400x300', '-b', `${scene}:duration=60`] as [string, ...string[]]),
];

const LEAST_GLXGEARS = 0.7;
const LEAST_GLMARK2 = 0.8;
/** Recording may add this share of the processor time of a frame, or so many µs, whichever is more. */
const RECORDING_SHARE = 0.03;
const RECORDING_US = 15;

export interface Speed {
  readonly fps: number;
  /** µs of processor time a frame. */
  readonly cpu: number;
}

/** Lets a program warm up, then watches it for `seconds`. */
export async function watch(way: Way, program: readonly string[], seconds: number, preload: string): Promise<Speed> {
  const count = join(folder, 'frames');
  const trace = join(folder, `frames.${way}`);
  rmSync(count, { force: true });
  const env = { BENCH_COUNT: count, BENCH_SECONDS: String(seconds + 1.2) };
  const running = start(commandFor(way, program, { env, preload: [preload], trace }), { limitMs: (seconds + 30) * 1000 });
  const end = Date.now() + 20_000;
  while (framesIn(count) < 5 && Date.now() < end && !running.hasEnded()) await sleep(20);
  await sleep(600);
  const sample = () => ({ times: processorTimes(running.pid), frames: framesIn(count), at: performance.now() });
  const before = sample();
  await sleep(seconds * 1000);
  const after = sample();
  const { code, stderr } = await running.ended;
  rmSync(trace, { force: true });
  const frames = after.frames - before.frames;
  if (frames <= 0) throw new Error(`${program.join(' ')} (${way}) shows no frames (exit code ${code}): ${stderr.trim()}`);
  return { fps: (1000 * frames) / (after.at - before.at), cpu: (1000 * usedMs(before.times, after.times)) / frames };
}

export async function benchFrames({ rounds, seconds, show }: Settings): Promise<Figure[]> {
  const preload = frameCounter();
  const figures: Figure[] = [];
  const ratios: Record<'run' | 'record', number[]> = { run: [], record: [] };
  const table: string[][] = [['frames a second | µs of processor a frame', ...ways, '', ...ways]];
  const recording: Figure[] = [];
  for (const [name, ...program] of scenePrograms) {
    const best = new Map<Way, Speed>();
    for (let round = 0; round < rounds; round++) {
      for (const way of rotated(ways, round)) {
        const { fps, cpu } = await watch(way, program, seconds, preload);
        const sofar = best.get(way) ?? { fps: 0, cpu: Number.POSITIVE_INFINITY };
        best.set(way, { fps: Math.max(fps, sofar.fps), cpu: Math.min(cpu, sofar.cpu) });
      }
    }
    const of = (way: Way): Speed => best.get(way) ?? { fps: Number.NaN, cpu: Number.NaN };
    table.push([name, ...ways.map(way => rounded(of(way).fps)), '|', ...ways.map(way => rounded(of(way).cpu))]);
    for (const way of ways) {
      figures.push({ bench: 'frames', name: `${name}, ${way}`, value: of(way).fps, unit: 'frames/s' });
      figures.push({ bench: 'frames', name: `${name} processor, ${way}`, value: of(way).cpu, unit: 'µs/frame' });
    }
    for (const way of ['run', 'record'] as const) ratios[way].push(of(way).fps / of('native').fps);
    const [plain, recorded] = [of('run').cpu, of('record').cpu];
    const most = Math.max(RECORDING_US, RECORDING_SHARE * plain);
    const share = `${rounded((100 * (recorded - plain)) / plain)} % of ${rounded(plain)} µs`;
    recording.push({
      bench: 'frames',
      name: `recording adds, ${name}`,
      value: recorded - plain,
      unit: 'µs',
      target: { most },
      note: share,
    });
  }
  show(columns(table));
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
  return [...figures, ...recording];
}
