// What somebody who looks into a long trace waits for: state and framebuffers at random calls, through a session, as clients
// of the library see it; before the background passes are done and after. Beside `apitrace replay -D` on the same programs.
// The clock counts here, since a person waits: on a machine that does nothing else.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { family, folder, run, sleep } from './machine.js';
import type { Settings } from './main.js';
import { columns, type Figure, rounded } from './table.js';
import { commandFor, compiled, root, sgl, ways } from './ways.js';

export interface SeekSettings {
  /** Frames of the recordings that are measured in frames. */
  readonly frames: number;
  /** Least calls of the one that is measured in calls. */
  readonly calls: number;
  readonly seeks: number;
  /** Only recordings whose name has this in it. */
  readonly only: string;
}

const STATE_MS = 50;
const FRAMEBUFFER_MS = 300;
/** ... or so much and the native time of a frame. */
const FRAMEBUFFER_AND_FRAME_MS = 200;
const FIRST_MS = 5000;
const MEMORY_MIB = 600;
const SEED = 20261122;
/** A frame of glmark2's scene `ideas` has more. */
const CALLS_OF_IDEAS = 300;
const PEER_SEEKS = 3;
const PASSES_LIMIT_MS = 30 * 60_000;

interface Recording {
  readonly name: string;
  readonly program: readonly string[];
}

/** Proportional memory of a session and its passes, MiB. */
function memory(): number {
  let kib = 0;
  for (const member of family(process.pid))
    try {
      if (readFileSync(`/proc/${member}/cmdline`, 'latin1').includes('/dist/replay/'))
        kib += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/smaps_rollup`, 'latin1'))?.[1] ?? 0);
    } catch {
      // it has ended
    }
  return kib / 1024;
}

function* randomNumbers(seed: number): Generator<number> {
  for (let x = seed; ; ) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    yield x / 2 ** 32;
  }
}

const percentile = (times: readonly number[], part: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(part * times.length))] ?? Number.NaN;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

interface Seen {
  readonly firstMs: number;
  readonly earlyState: readonly number[];
  readonly earlyPicture: readonly number[];
  readonly state: readonly number[];
  readonly picture: readonly number[];
  readonly memoryMiB: number;
  readonly passesMs: number;
  readonly keyframeBytes: number;
  readonly keyframes: number;
  readonly calls: number;
  readonly frameMs: number;
}

async function seek(file: string, seeks: number): Promise<Seen> {
  const { wallMs, frames } = JSON.parse((await run(sgl('replay', '--bench', '--json', file), { limitMs: 600_000 })).stdout) as {
    wallMs: number;
    frames: number;
  };
  // as it is built: so little memory and so fast a start clients have
  const { Trace } = (await import(join(root, 'dist/library/index.js'))) as typeof import('../../src/library/index.js');
  const opened = performance.now();
  const trace = Trace.open(file);
  const first = trace.frame(0).last;
  const random = randomNumbers(SEED);
  const anywhere = () => first + Math.floor(random.next().value * (trace.callCount - first - 1));
  let memoryMiB = 0;
  const sampling = setInterval(() => {
    memoryMiB = Math.max(memoryMiB, memory());
  }, 500);
  try {
    await trace.picture(anywhere());
    const firstMs = performance.now() - opened;
    const status = () => trace.session.do('background', {});
    const earlyState: number[] = [];
    const earlyPicture: number[] = [];
    let now = await status();
    while (now?.ms === undefined) {
      if (performance.now() - opened > PASSES_LIMIT_MS) throw new Error(`the passes over ${file} do not end`);
      if (now?.keyframes.failure ?? now?.stateLog.failure) throw new Error(now?.keyframes.failure ?? now?.stateLog.failure);
      if (earlyState.length < seeks / 4) {
        earlyPicture.push(await timed(() => trace.picture(anywhere())));
        earlyState.push(await timed(() => trace.state(anywhere())));
      } else await sleep(250);
      now = await status();
    }
    const picture: number[] = [];
    const state: number[] = [];
    for (let i = 0; i < seeks; i++) picture.push(await timed(() => trace.picture(anywhere())));
    for (let i = 0; i < seeks; i++) state.push(await timed(() => trace.state(anywhere())));
    const { bytes, count } = now.keyframes;
    return {
      firstMs,
      earlyState,
      earlyPicture,
      state,
      picture,
      memoryMiB,
      passesMs: now.ms,
      keyframeBytes: bytes,
      keyframes: count,
      calls: trace.callCount,
      frameMs: wallMs / Math.max(1, frames),
    };
  } finally {
    clearInterval(sampling);
    trace.close();
  }
}

/** How long `apitrace replay -D` takes to tell state and framebuffers, at calls spread over its recording. */
async function peer(file: string): Promise<number[]> {
  const said = (await run({ file: 'apitrace', args: ['info', file] }, { limitMs: 600_000 })).stdout;
  const calls = Number(
    /"(?:ActualDataSize|CallsCount|TotalCalls|FinalCall\w*)"/.test(said) ? /"\w*Call\w*":\s*(\d+)/.exec(said)?.[1] : Number.NaN,
  );
  const last = Number.isFinite(calls) ? calls : await lastCall(file);
  const times: number[] = [];
  for (let i = 1; i <= PEER_SEEKS; i++)
    times.push(
      (
        await run(
          { file: 'apitrace', args: ['replay', '--headless', '-D', String(Math.floor((last * i) / (PEER_SEEKS + 1))), file] },
          { limitMs: 600_000 },
        )
      ).wallMs,
    );
  return times;
}

/** The number of its last swap. */
async function lastCall(file: string): Promise<number> {
  const shell = `apitrace dump --calls='*/frame' --color=never '${file}' | tail -n 1`;
  return Number(/^\s*(\d+)/.exec((await run({ file: 'sh', args: ['-c', shell] }, { limitMs: 600_000 })).stdout)?.[1]);
}

export async function benchSeek({ show, frames, calls, seeks, only }: Settings & SeekSettings): Promise<Figure[]> {
  const scene = (name: string, count: number) => ['glmark2', '-s', '300x200', '-b', `${name}:nframes=${count}:duration=100000`];
  const forCalls = Math.ceil(calls / CALLS_OF_IDEAS);
  const recordings: Recording[] = [
    { name: `glmark2 build, ${frames} frames`, program: scene('build', frames) },
    { name: `glmark2 ideas, ${forCalls} frames`, program: scene('ideas', forCalls) },
    { name: `hard to seek, ${frames} frames`, program: [compiled('hard_to_seek'), String(frames)] },
  ];
  // what an earlier run left in the cache would be no pass
  process.env.XDG_CACHE_HOME = join(folder, 'cache');
  mkdirSync(process.env.XDG_CACHE_HOME);
  const figures: Figure[] = [];
  const rows = [
    [
      'seeks, ms',
      'calls',
      'first',
      'state p95',
      'framebuffer p95',
      'median',
      'early state',
      'early framebuffer',
      'MiB',
      'passes s',
      'keyframes',
      'their MiB',
      'apitrace -D',
    ],
  ];
  for (const { name, program } of recordings.filter(recording => recording.name.includes(only))) {
    const file = join(folder, 'seek.pb');
    await run(commandFor('record', program, { trace: file }), { limitMs: 900_000 });
    const seen = await seek(file, seeks);
    let peers: number[] = [];
    if (ways.includes('apitrace')) {
      const theirs = join(folder, 'seek.trace');
      await run(commandFor('apitrace', program, { trace: theirs }), { limitMs: 900_000 });
      peers = await peer(theirs);
    }
    const p95 = (times: readonly number[]) => percentile(times, 0.95);
    rows.push([
      name,
      String(seen.calls),
      rounded(seen.firstMs),
      rounded(p95(seen.state)),
      rounded(p95(seen.picture)),
      rounded(percentile(seen.picture, 0.5)),
      rounded(p95(seen.earlyState)),
      rounded(p95(seen.earlyPicture)),
      rounded(seen.memoryMiB),
      rounded(seen.passesMs / 1000),
      String(seen.keyframes),
      rounded(seen.keyframeBytes / 2 ** 20),
      peers.map(ms => rounded(ms)).join(' '),
    ]);
    const figure = (what: string, value: number, unit: string, most?: number): Figure => ({
      bench: 'seek',
      name: `${name}: ${what}`,
      value,
      unit,
      ...(most !== undefined && { target: { most } }),
    });
    figures.push(
      figure('state, p95', p95(seen.state), 'ms', STATE_MS),
      figure('framebuffer, p95', p95(seen.picture), 'ms', Math.max(FRAMEBUFFER_MS, FRAMEBUFFER_AND_FRAME_MS + seen.frameMs)),
      figure('first answer', seen.firstMs, 'ms', FIRST_MS),
      figure('memory', seen.memoryMiB, 'MiB', MEMORY_MIB),
      figure('state before the passes are done, p95', p95(seen.earlyState), 'ms'),
      figure('framebuffer before the passes are done, p95', p95(seen.earlyPicture), 'ms'),
      figure('passes', seen.passesMs / 1000, 's'),
      figure('keyframes', seen.keyframeBytes / 2 ** 20, 'MiB'),
      ...(peers.length > 0 ? [figure('apitrace replay -D, mean', peers.reduce((sum, ms) => sum + ms, 0) / peers.length, 'ms')] : []),
    );
    show(columns([rows[0]!, rows.at(-1)!]));
  }
  return figures;
}
