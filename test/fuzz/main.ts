// The long part of the fuzzer (`npm run test:fuzz -- --from 0 --seeds 200`): every verb on each damaged trace.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tryTrace } from './verbs.js';

const { values } = parseArgs({ options: { from: { type: 'string', default: '0' }, seeds: { type: 'string', default: '200' } } });
const first = Number(values.from);
const seeds = Number(values.seeds);
if (!Number.isSafeInteger(first) || first < 0 || !Number.isSafeInteger(seeds) || seeds < 1) {
  console.error('test:fuzz: --from and --seeds are whole numbers, and at least one seed is tried');
  process.exit(2);
}
const end = first + seeds;
const folder = mkdtempSync(join(tmpdir(), 'sgl-fuzz-'));
let wrong = 0;
try {
  for (let seed = first; seed < end; seed++)
    for (const line of await tryTrace(seed, folder)) {
      wrong++;
      console.log(line);
    }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${seeds} traces, ${wrong} wrong endings`);
process.exitCode = wrong > 0 ? 1 : 0;
