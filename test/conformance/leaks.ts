// `npm run test:leaks [KIND...]`: what stays behind of ten thousand contexts with windows, a million objects, maps 24 at
// once, threads and programs. After 500 rounds a round may cost 1 KiB more than natively, in the program and in the
// renderer. Objects that stay alive are measured for information.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Kind, kinds, leaks } from '../leaks.js';
import { cleanUp, startXServer } from './processes.js';

const most = 1024;
const rounds: Record<Kind, number> = { contexts: 10_000, objects: 50_000, maps: 10_000, threads: 5_000, programs: 3_000, alive: 50_000 };
const words = process.argv.slice(2);
const chosen = (Object.keys(kinds) as Kind[]).filter(kind => words.length === 0 || words.includes(kind));
const folder = mkdtempSync(join(tmpdir(), 'sgl-leaks-'));
let short = 0;
try {
  process.env.DISPLAY = await startXServer();
  const program = build(folder);
  console.log('bytes a round'.padEnd(32), 'natively'.padStart(12), 'program'.padStart(12), 'renderer'.padStart(12));
  for (const kind of chosen) {
    const { native, program: ours, renderer } = await leaks(program, kind, 500, rounds[kind]);
    for (const what of ['heap', 'resident'] as const) {
      const fine = kind === 'alive' || Math.max(ours[what], renderer[what]) <= native[what] + most;
      if (!fine) short++;
      const figures = [native[what], ours[what], renderer[what]].map(value => value.toFixed(0).padStart(12));
      console.log(`${kind}, ${rounds[kind]} rounds, ${what}`.padEnd(32), ...figures, kind === 'alive' ? '' : fine ? 'good' : 'TOO MUCH');
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  cleanUp();
}
process.exitCode = short > 0 ? 1 : 0;
