// What a write of 64 bytes into a coherent map and a draw from it cost on the program's thread, in each way
// (test/programs/bench_maps.c).
import { join } from 'node:path';
import { folder, run } from './machine.js';
import type { Settings } from './main.js';
import { columns, type Figure, rotated, rounded } from './table.js';
import { commandFor, compiled, type Way, ways } from './ways.js';

/** ns through sgl in a map of 64 KiB, and the share of apitrace's in one of 1 MiB. */
const MOST_NS = 3000;
const MOST_SHARE = 0.5;
const SMALL = '65536';
const LARGE = '1048576';

export async function benchMaps({ rounds, show }: Settings): Promise<Figure[]> {
  const program = compiled('bench_maps');
  const best = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const way of rotated(ways, round)) {
      const { stdout } = await run(commandFor(way, [program, '7', '2000'], { trace: join(folder, `maps.${way}`) }));
      for (const line of stdout.trim().split('\n')) {
        const [bytes, ns] = line.split(' ');
        const key = `${way} ${bytes}`;
        best.set(key, Math.min(best.get(key) ?? Number.POSITIVE_INFINITY, Number(ns)));
      }
    }
  }
  const cost = (way: Way, bytes: string) => best.get(`${way} ${bytes}`) ?? Number.NaN;
  const row = (name: string, bytes: string) => [name, ...ways.map(way => rounded(cost(way, bytes)))];
  show(columns([['ns a write and draw', ...ways], row('64 KiB, coherent', SMALL), row('1 MiB, coherent', LARGE)]));
  const figures: Figure[] = [];
  for (const way of ['run', 'record'] as const) {
    figures.push({ bench: 'maps', name: `64 bytes in 64 KiB, ${way}`, value: cost(way, SMALL), unit: 'ns', target: { most: MOST_NS } });
    if (!ways.includes('apitrace')) continue;
    const share = cost(way, LARGE) / cost('apitrace', LARGE);
    figures.push({ bench: 'maps', name: `64 bytes in 1 MiB, of apitrace's, ${way}`, value: share, unit: '', target: { most: MOST_SHARE } });
  }
  return figures;
}
