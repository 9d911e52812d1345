// Memory that a round of making and destroying leaves behind (test/programs/leaks.c): natively in the program, through sgl
// in the program and in the renderer process that serves it. For the test suite, and for `npm run test:leaks`.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

export interface Growth {
  /** Bytes of anonymous memory a round: heaps, and what a driver maps for itself. */
  readonly heap: number;
  /** Bytes of resident memory a round: the same, files and shared memory. */
  readonly resident: number;
}
export interface Leaks {
  readonly native: Growth;
  readonly program: Growth;
  readonly renderer: Growth;
}
/** What is made in each round; the number of objects in it. */
export const kinds = { contexts: 2, objects: 21, maps: 24, threads: 3, programs: 3, alive: 21 } as const;
export type Kind = keyof typeof kinds;

export function build(folder: string): string {
  const program = join(folder, 'leaks');
  execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/leaks.c'), '-o', program, '-lGL', '-lX11', '-lpthread']);
  return program;
}

function memory(pid: number): Growth {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024;
  return { heap: field('Anonymous'), resident: field('Rss') };
}

function children(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
  return text
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .flatMap(child => [child, ...children(child)]);
}

function cpuTicks(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Resolves when the child has said `word`. */
function said(child: ChildProcess, word: string, limitMs: number): Promise<void> {
  return new Promise((done, fail) => {
    let text = '';
    const timer = setTimeout(() => fail(new Error(`not within ${limitMs / 1000} s: ${word}`)), limitMs);
    const look = (data: Buffer) => {
      text += data;
      if (!text.includes(word)) return;
      clearTimeout(timer);
      done();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', code => {
      clearTimeout(timer);
      fail(new Error(`ended with ${code} before it said ${word}: ${text}`));
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise(done => child.once('close', done));
}

/** Runs the program and measures the processes that `pids` names when it is warm. */
async function measure(
  program: string,
  kind: Kind,
  warm: number,
  rounds: number,
  env: Readonly<Record<string, string | undefined>>,
  pids: (program: number) => number[],
): Promise<Growth[]> {
  const limitMs = 60_000 + (warm + rounds) * 100;
  const child = spawn(program, [kind, String(warm), String(rounds)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, SGL_SHM: undefined, LD_PRELOAD: undefined, vblank_mode: '0', ...env },
  });
  try {
    const isWarm = said(child, 'warm', limitMs);
    await isWarm;
    const watched = pids(child.pid as number);
    const before = watched.map(memory);
    const isDone = said(child, 'done', limitMs);
    child.stdin.write('go on\n');
    await isDone;
    const after = watched.map(memory);
    child.stdin.write('end\n');
    await ended(child);
    return after.map(({ heap, resident }, i) => {
      const then = before[i] as Growth;
      return { heap: (heap - then.heap) / rounds, resident: (resident - then.resident) / rounds };
    });
  } finally {
    child.kill('SIGKILL');
  }
}

let regions = 0;

export async function leaks(program: string, kind: Kind, warm: number, rounds: number): Promise<Leaks> {
  const name = `sgl_leaks_${process.pid}_${regions++}`;
  const server = spawn(process.execPath, [join(root, 'bin/sgl.js'), 'serve', '--shm', name], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const [native] = await measure(program, kind, warm, rounds, {}, pid => [pid]);
    if (!existsSync(`/dev/shm/${name}`)) await said(server, 'serving', 30_000);
    // of the server's processes the one that works is ours; another is a spare
    const busiest = () => children(server.pid as number).sort((a, b) => cpuTicks(b) - cpuTicks(a))[0] as number;
    const env = { SGL_SHM: name, LD_LIBRARY_PATH: join(root, 'build/libsgl') };
    const [through, renderer] = await measure(program, kind, warm, rounds, env, pid => [pid, busiest()]);
    return { native: native as Growth, program: through as Growth, renderer: renderer as Growth };
  } finally {
    server.kill('SIGINT');
    await ended(server);
  }
}
