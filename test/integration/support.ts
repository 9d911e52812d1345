// What the integration tests share: running sgl and programs, deterministic frames, waiting for something to come true.
// They need an X server (test/run brings one) and the built project.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';

export const root = resolve(import.meta.dirname, '../..');

/** A recording of traces/. */
export const sampleTrace = (name: string) => join(root, 'traces', `${name}.pb`);
const program = join(root, 'bin/sgl.js');

/** A folder that goes when the test file ends. */
export const folder = mkdtempSync(join(tmpdir(), 'sgl-test-'));
const started = new Set<ChildProcess>();
const regionPrefix = `sgl_test_${process.pid}_`;
after(() => {
  for (const child of started) {
    child.stdout?.destroy();
    child.stderr?.destroy();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
  rmSync(folder, { recursive: true, force: true });
  // those of servers that were killed
  for (const name of readdirSync('/dev/shm')) if (name.startsWith(regionPrefix)) rmSync(join('/dev/shm', name), { force: true });
});

export interface Result {
  /** Exit code; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running extends ChildProcess {
  readonly result: Promise<Result>;
  /** What it has said so far. */
  readonly said: { stdout: string; stderr: string };
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly limitMs?: number;
  /** Its standard input is a pipe; else there is none. */
  readonly input?: boolean;
}

/** How long the output of a process that has ended may take to arrive. */
const lastWordsMs = 1000;

/** Starts a command with SGL_SHM and LD_PRELOAD unset, unless `env` sets them; it is killed after `limitMs`. */
export function start(
  command: string,
  args: readonly string[],
  { env = {}, cwd = root, limitMs = 60_000, input = false }: StartOptions = {},
): Running {
  const child = spawn(command, args, {
    cwd,
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', vblank_mode: '0', SGL_SHM: undefined, LD_PRELOAD: undefined, NODE_OPTIONS: undefined, ...env },
  }) as Running;
  started.add(child);
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', data => {
    said.stdout += data;
  });
  child.stderr?.on('data', data => {
    said.stderr += data;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const result = new Promise<Result>((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      const finish = () => done({ code: code ?? undefined, signal: signal ?? undefined, ...said });
      child.once('close', finish);
      // a process that it left behind may hold the pipes open
      setTimeout(finish, lastWordsMs).unref();
    });
  });
  return Object.assign(child, { result, said });
}

export function startSgl(args: readonly string[], options?: StartOptions): Running {
  return start(process.execPath, [program, ...args], options);
}

export async function sgl(args: readonly string[], options?: StartOptions): Promise<Result> {
  return startSgl(args, options).result;
}

/** Looks every 50 ms until `condition` gives something; fails after `limitMs`. */
export async function until<T>(what: string, condition: () => T | undefined | false, limitMs = 10_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${limitMs / 1000} s: ${what}`);
    await sleep(50);
  }
}

export const sleep = (ms: number) => new Promise<void>(wake => setTimeout(wake, ms));

/** A region name that no other test uses. */
let regions = 0;
export const regionName = () => `${regionPrefix}${regions++}`;

/** Starts `sgl serve` and waits until its region is there. */
export async function serve(name: string, args: readonly string[] = []): Promise<Running> {
  const server = startSgl(['serve', '--shm', name, ...args], { limitMs: 300_000 });
  await until(`sgl serve makes its region: ${server.said.stderr}`, () => server.said.stderr.includes('serving'));
  return server;
}

/** The environment in which programs find the renderer of a region. */
export function environmentFor(name: string): Record<string, string> {
  return { SGL_SHM: name, LD_LIBRARY_PATH: join(root, 'build/libsgl') };
}

let frameLibrary: string | undefined;
/** test/programs/detframe.c, built: makes a program's clock and frames deterministic and hashes each frame. */
export function detframe(): string {
  if (!frameLibrary) {
    frameLibrary = join(folder, 'detframe.so');
    execFileSync('gcc', ['-O2', '-w', '-shared', '-fPIC', join(root, 'test/programs/detframe.c'), '-o', frameLibrary, '-ldl']);
  }
  return frameLibrary;
}

/** Processes whose parent is `pid`, and theirs. */
export function descendants(pid: number): number[] {
  let children: string;
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    return [];
  }
  return children
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .flatMap(child => [child, ...descendants(child)]);
}

/** Processor time of a process so far, in ticks of 10 ms. */
export function cpuTicks(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}

export const sizeOf = (file: string) => (existsSync(file) ? statSync(file).size : -1);
