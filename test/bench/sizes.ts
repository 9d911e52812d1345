// The size of traces: as many frames of each program recorded by sgl and by apitrace.
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { folder, run, start } from './machine.js';
import type { Settings } from './main.js';
import { columns, type Figure, rounded } from './table.js';
import { apitraceLibrary, commandFor, frameCounter, sgl } from './ways.js';

const FRAMES = 60;
const scenes = [
  ...[
    'build',
    'texture',
    'shading',
    'bump',
    'effect2d',
    'pulsar',
    'desktop',
    'buffer',
    'ideas',
    'jellyfish',
    'terrain',
    'shadow',
    'refract',
  ],
  ...['conditionals', 'function', 'loop'],
];
const programs: readonly (readonly [string, ...string[]])[] = [
  ['glxgears', 'glxgears'],
  ...scenes.map(scene => [scene, 'glmark2', '-s', '200x150', '-b', `${scene}:duration=60`] as [string, ...string[]]),
];

interface Info {
  readonly calls: number;
  readonly frames: number;
  readonly bytes: number;
  readonly sizes: { readonly commandsCompressed: number; readonly repliesCompressed: number };
}

export async function benchSizes({ show, only }: Settings & { readonly only: string }): Promise<Figure[]> {
  if (!apitraceLibrary) {
    show('sizes: apitrace is not installed');
    return [];
  }
  const preload = frameCounter();
  const figures: Figure[] = [];
  const table: string[][] = [['bytes of a trace', 'calls', 'sgl', 'of it calls', 'apitrace', 'sgl/apitrace']];
  for (const [name, ...program] of programs.filter(([each]) => each.includes(only))) {
    const ours = join(folder, 'size.pb');
    const theirs = join(folder, 'size.trace');
    const env = { BENCH_FRAMES: String(FRAMES) };
    for (const [way, trace] of [
      ['record', ours],
      ['apitrace', theirs],
    ] as const) {
      rmSync(trace, { force: true });
      await start(commandFor(way, program, { env, preload: [preload], trace }), { limitMs: 180_000 }).ended;
    }
    const info = JSON.parse((await run(sgl('info', '--json', ours))).stdout) as Info;
    if (info.frames !== FRAMES) throw new Error(`${name}: ${info.frames} frames recorded, not ${FRAMES}`);
    const calls = info.sizes.commandsCompressed + info.sizes.repliesCompressed;
    const peer = statSync(theirs).size;
    table.push([name, String(info.calls), String(info.bytes), String(calls), String(peer), rounded(calls / peer)]);
    figures.push({
      bench: 'sizes',
      name,
      value: calls / peer,
      unit: 'of apitrace',
      target: { most: 1 },
      note: `whole file ${rounded(info.bytes / peer)}`,
    });
  }
  show(columns(table));
  return figures;
}
