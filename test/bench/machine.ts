// The machine as the benchmarks see it: an X server of their own, programs run to their end with the processor time of
// everything they started, samples of what a running program has used so far.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from './ways.js';

/** A folder that goes when the benchmarks end. */
export const folder = mkdtempSync(join(tmpdir(), 'sgl-bench-'));
const started = new Set<ChildProcess>();

/** Processes that were stopped for a while. */
const stopped = new Set<number>();

export function pause(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  stopped.add(pid);
}

export function resume(pid: number): void {
  process.kill(pid, 'SIGCONT');
  stopped.delete(pid);
}

/** Ends what was started. With SIGTERM: a renderer takes its shared memory along. */
export function cleanUp(): void {
  for (const child of started) {
    child.stdout?.destroy();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  }
  for (const pid of stopped) {
    try {
      process.kill(pid, 'SIGTERM');
      process.kill(pid, 'SIGCONT');
    } catch {
      // it is gone already
    }
  }
  rmSync(folder, { recursive: true, force: true });
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    cleanUp();
    process.exit(code);
  });
}

/** Starts an X server without a screen; returns its DISPLAY. It ends with the benchmarks. */
export async function startXServer(): Promise<string> {
  const args = ['-displayfd', '1', '-screen', '0', '1280x1024x24', '+extension', 'GLX', '-nolisten', 'tcp', '-noreset'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  started.add(server);
  const number = await new Promise<string>((done, fail) => {
    server.once('error', fail);
    server.once('exit', () => fail(new Error('Xvfb ended before it said its display')));
    let said = '';
    server.stdout.on('data', data => {
      said += data;
      if (said.endsWith('\n')) done(said.trim());
    });
  });
  return `:${number}`;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Outcome>;
  readonly hasEnded: () => boolean;
  kill(signal: NodeJS.Signals): void;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly limitMs?: number;
}

/** Starts a command; kills it after `limitMs`. */
export function start({ file, args }: Command, { env = {}, limitMs = 120_000 }: StartOptions = {}): Running {
  const since = performance.now();
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', vblank_mode: '0', SGL_SHM: undefined, LD_PRELOAD: undefined, ...env },
  });
  started.add(child);
  let stdout = '';
  let stderr = '';
  let over = false;
  child.stdout.on('data', data => {
    stdout += data;
  });
  child.stderr.on('data', data => {
    stderr += data;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const ended = new Promise<Outcome>((done, fail) => {
    child.once('error', fail);
    child.once('exit', () => {
      over = true;
    });
    child.once('close', code => {
      clearTimeout(timer);
      started.delete(child);
      done({ code, stdout, stderr, wallMs: performance.now() - since });
    });
  });
  return { pid: child.pid ?? 0, ended, hasEnded: () => over, kill: signal => child.kill(signal) };
}

/** Runs a command to its end; throws what it said when it fails. */
export async function run(command: Command, options?: StartOptions): Promise<Outcome> {
  const outcome = await start(command, options).ended;
  if (outcome.code !== 0) {
    const said = (outcome.stderr || outcome.stdout).trim().split('\n').slice(-3).join('\n');
    throw new Error(`${command.file} ${command.args.join(' ')} ended with ${outcome.code ?? 'a signal'}: ${said}`);
  }
  return outcome;
}

export const sleep = (ms: number) => new Promise<void>(wake => setTimeout(wake, ms));

/** A process and all that it started. */
export function family(pid: number): number[] {
  let children: string;
  try {
    children = readdirSync(`/proc/${pid}/task`)
      .map(task => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'))
      .join(' ');
  } catch {
    return [pid];
  }
  return [pid, ...children.split(' ').filter(Boolean).map(Number).flatMap(family)];
}

/** Processor time of one process so far, in ms, over all its living threads: schedstat has it in ns. */
export function processorMs(pid: number): number {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    if (!existsSync(`/proc/${pid}/schedstat`)) return ticksMs(pid);
    return tasks.reduce((sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
  } catch {
    return 0; // it has ended
  }
}

/** The same from `stat`, in steps of 10 ms. */
function ticksMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Processor time of a process and all that it started and that is still running, by process, in ms. */
export function processorTimes(pid: number): Map<number, number> {
  return new Map(family(pid).map(member => [member, processorMs(member)]));
}

/** What was used between two samples; a process that came between counts in full. */
export function usedMs(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [pid, ms] of after) sum += ms - (before.get(pid) ?? 0);
  return sum;
}

/** What the frame counter writes into its file: frames that the program has swapped, and its process id. */
export function counted(file: string): { readonly frames: number; readonly pid: number } {
  if (!existsSync(file)) return { frames: 0, pid: 0 };
  const bytes = readFileSync(file);
  return bytes.length < 16 ? { frames: 0, pid: 0 } : { frames: Number(bytes.readBigUInt64LE(0)), pid: Number(bytes.readBigUInt64LE(8)) };
}

/** Looks until the program has swapped `frames`; throws when it ended before, or does not get there. */
export async function untilFrames(running: Running, file: string, frames: number): Promise<void> {
  const end = Date.now() + 30_000;
  while (counted(file).frames < frames) {
    if (Date.now() > end) throw new Error('a program shows no frames');
    if (running.hasEnded()) throw new Error(`a program ended before it showed ${frames} frames: ${(await running.ended).stderr.trim()}`);
    await sleep(20);
  }
}
