// What a call costs on the program's thread: test/programs/bench_calls.c run in each way.
import { join } from 'node:path';
import { folder, run } from './machine.js';
import type { Settings } from './main.js';
import { columns, type Figure, rotated, rounded } from './table.js';
import { commandFor, compiled, type Way, ways } from './ways.js';

/** ns a call through sgl, and its share of what apitrace adds. */
const MOST_NS = 40;
const MOST_SHARE = 0.2;

interface Cost {
  readonly kind: string;
  readonly ns: number;
}

function parse(text: string): Map<string, Cost> {
  const rows = text
    .trim()
    .split('\n')
    .map(line => line.split(' '));
  return new Map(rows.filter(row => row.length === 4).map(([name, kind, best]) => [name!, { kind: kind!, ns: Number(best) }]));
}

export async function benchCalls({ rounds, show }: Settings): Promise<Figure[]> {
  const program = compiled('bench_calls');
  const best = new Map<Way, Map<string, Cost>>();
  for (let round = 0; round < rounds; round++) {
    for (const way of rotated(ways, round)) {
      const { stdout } = await run(commandFor(way, [program, '7', '100000'], { trace: join(folder, `calls.${way}`) }));
      const sofar = best.get(way) ?? new Map<string, Cost>();
      best.set(way, sofar);
      for (const [name, cost] of parse(stdout)) if (cost.ns < (sofar.get(name)?.ns ?? Number.POSITIVE_INFINITY)) sofar.set(name, cost);
    }
  }
  const cost = (way: Way, name: string) => best.get(way)?.get(name)?.ns ?? Number.NaN;
  const names = [...(best.get('native')?.keys() ?? [])];
  const small = names.filter(name => best.get('native')?.get(name)?.kind === 'small');
  show(
    columns([["ns a call on the program's thread", ...ways], ...names.map(name => [name, ...ways.map(way => rounded(cost(way, name)))])]),
  );
  const figures: Figure[] = [];
  for (const way of ['run', 'record'] as const) {
    const slowest = small.reduce((a, b) => (cost(way, a) >= cost(way, b) ? a : b));
    figures.push({
      bench: 'calls',
      name: `dearest small call, ${way}`,
      value: cost(way, slowest),
      unit: 'ns',
      target: { most: MOST_NS },
      note: slowest,
    });
    if (!ways.includes('apitrace')) continue;
    const share = (name: string) => cost(way, name) / Math.max(0.1, cost('apitrace', name) - cost('native', name));
    const worst = small.reduce((a, b) => (share(a) >= share(b) ? a : b));
    figures.push({
      bench: 'calls',
      name: `of what apitrace adds, ${way}`,
      value: share(worst),
      unit: '',
      target: { most: MOST_SHARE },
      note: worst,
    });
  }
  for (const way of ways)
    for (const name of names) figures.push({ bench: 'calls', name: `${name}, ${way}`, value: cost(way, name), unit: 'ns' });
  return figures;
}
