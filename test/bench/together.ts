// Four programs at once on one `sgl serve`, against four native copies at once.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { counted, folder, type Running, sleep, start, untilFrames } from './machine.js';
import type { Settings } from './main.js';
import { columns, type Figure, rotated, rounded } from './table.js';
import { commandFor, frameCounter, root, sgl } from './ways.js';

const COPIES = 4;
const LEAST_SHARE = 0.7;

const programs: readonly (readonly [string, ...string[]])[] = [
  ['glxgears', 'glxgears'],
  ['build', 'glmark2', '-s', '400x300', '-b', 'build:duration=60'],
];

/** Frames a second of each copy. */
async function speeds(
  program: readonly string[],
  seconds: number,
  env: Readonly<Record<string, string>>,
  preload: string,
): Promise<number[]> {
  const counts = Array.from({ length: COPIES }, (_, i) => join(folder, `together.${i}`));
  for (const count of counts) rmSync(count, { force: true });
  const copies = counts.map(count => {
    const variables = { ...env, BENCH_COUNT: count, BENCH_SECONDS: String(seconds * 2 + 4) };
    return start(commandFor('native', program, { env: variables, preload: [preload], trace: '' }), { limitMs: (seconds + 40) * 1000 });
  });
  const frames = () => counts.map(count => counted(count).frames);
  await Promise.all(copies.map((copy, i) => untilFrames(copy, counts[i] ?? '', 5)));
  await sleep(500);
  const before = frames();
  const since = performance.now();
  await sleep(seconds * 2000);
  const after = frames();
  const elapsed = (performance.now() - since) / 1000;
  await Promise.all(copies.map(copy => copy.ended));
  return after.map((count, i) => (count - (before[i] ?? 0)) / elapsed);
}

async function serving(region: string): Promise<Running> {
  const server = start(sgl('serve', '--shm', region), { limitMs: 600_000 });
  await sleep(1500);
  if (server.hasEnded()) throw new Error(`sgl serve ended: ${(await server.ended).stderr}`);
  return server;
}

export async function benchTogether({ rounds, seconds, show }: Settings): Promise<Figure[]> {
  const preload = frameCounter();
  const region = `sgl_bench_${process.pid}`;
  const server = await serving(region);
  const ours = { SGL_SHM: region, LD_LIBRARY_PATH: join(root, 'build/libsgl') };
  const figures: Figure[] = [];
  const table: string[][] = [[`frames a second, ${COPIES} at once`, 'native (mean)', 'sgl (each)']];
  try {
    for (const [name, ...program] of programs) {
      let bestNative = 0;
      let best: number[] = [];
      const least = (values: readonly number[]) => (values.length === 0 ? 0 : Math.min(...values));
      for (let round = 0; round < rounds; round++) {
        for (const way of rotated(['native', 'sgl'] as const, round)) {
          const found = await speeds(program, seconds, way === 'sgl' ? ours : {}, preload);
          if (way === 'native') bestNative = Math.max(bestNative, found.reduce((a, b) => a + b, 0) / COPIES);
          else if (least(found) > least(best)) best = found;
        }
      }
      table.push([name, rounded(bestNative), best.map(rounded).join(' ')]);
      const value = least(best) / bestNative;
      figures.push({ bench: 'together', name: `slowest of four ${name}`, value, unit: 'of native', target: { least: LEAST_SHARE } });
    }
  } finally {
    server.kill('SIGINT');
    await server.ended;
  }
  show(columns(table));
  return figures;
}
