// Calls a second of a replay, with a driver that does nothing (GALLIUM_NOOP), so that only the replayer's own work counts.
import { join } from 'node:path';
import { folder, run } from './machine.js';
import type { Settings } from './main.js';
import { columns, type Figure, rounded } from './table.js';
import { commandFor, compiled, sgl, ways } from './ways.js';

const FRAMES = 100;
const CALLS = 30_000;
const LEAST_TIMES = 3;

interface BenchJson {
  readonly calls: number;
  readonly frames: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

export async function benchReplay({ rounds, show }: Settings): Promise<Figure[]> {
  const program = [compiled('bench_calls'), 'stream', String(FRAMES), String(CALLS)];
  const ours = join(folder, 'replay.pb');
  const theirs = join(folder, 'replay.trace');
  const withPeer = ways.includes('apitrace');
  await run(commandFor('record', program, { trace: ours }));
  if (withPeer) await run(commandFor('apitrace', program, { trace: theirs }));
  let best = 0;
  let peer = 0;
  for (let round = 0; round < rounds; round++) {
    const env = { GALLIUM_NOOP: 'true' };
    const { calls, wallMs } = JSON.parse((await run(sgl('replay', '--bench', '--json', ours), { env })).stdout) as BenchJson;
    best = Math.max(best, (1000 * calls) / wallMs);
    if (!withPeer) continue;
    const { stdout, stderr } = await run({ file: 'apitrace', args: ['replay', '-b', '--headless', theirs] }, { env });
    const seconds = Number(/in ([\d.]+) secs/.exec(stdout + stderr)?.[1]);
    if (!(seconds > 0)) throw new Error(`apitrace replay does not say how long it took: ${stdout}${stderr}`);
    peer = Math.max(peer, calls / seconds);
  }
  show(
    columns([
      ['replay, million calls a second', 'sgl', 'apitrace'],
      ['small calls, no-op driver', rounded(best / 1e6), rounded(peer / 1e6)],
    ]),
  );
  const figures: Figure[] = [{ bench: 'replay', name: 'small calls', value: best / 1e6, unit: 'million calls/s' }];
  if (withPeer) figures.push({ bench: 'replay', name: 'of apitrace', value: best / peer, unit: 'times', target: { least: LEAST_TIMES } });
  return figures;
}
