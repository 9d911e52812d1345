// What the conformance tests start: programs with a time limit, an X server and a renderer of their own. All of it ends
// with them.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

export const sglProgram = resolve(import.meta.dirname, '../../bin/sgl.js');
/** A folder that goes in the end. */
export const folder = mkdtempSync(join(tmpdir(), 'sgl-conformance-'));
const started = new Set<ChildProcess>();

export function cleanUp(): void {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}

/** To stderr: progress, and what went wrong. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs a script: exit code 0 when `main` finds all well, 1 when not, 2 when it throws. Whatever it started ends with it. */
export async function runScript(name: string, main: () => Promise<boolean>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      cleanUp();
      process.exit(130);
    });
  try {
    process.exitCode = (await main()) ? 0 : 1;
  } catch (error) {
    say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  } finally {
    cleanUp();
  }
}

export type Variables = Readonly<Record<string, string | undefined>>;

export interface Outcome {
  /** null: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command, with no trace of another renderer in its environment unless `env` has one. */
export function start(
  command: string,
  args: readonly string[],
  env: Variables,
): { child: ChildProcess; said: { stdout: string; stderr: string } } {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8', SGL_SHM: undefined, LD_LIBRARY_PATH: undefined, LD_PRELOAD: undefined, ...env },
  });
  started.add(child);
  child.once('exit', () => started.delete(child));
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', data => {
    said.stdout += data;
  });
  child.stderr?.on('data', data => {
    said.stderr += data;
  });
  return { child, said };
}

/** Runs a command to its end, or kills it after `limitMs`. */
export function run(
  command: string,
  args: readonly string[],
  { env = {}, limitMs }: { env?: Variables; limitMs: number },
): Promise<Outcome> {
  const { child, said } = start(command, args, env);
  return new Promise((done, fail) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.once('error', fail);
    child.once('close', code => {
      clearTimeout(timer);
      done({ code, ...said });
    });
  });
}

export function runSgl(args: readonly string[], options: { env?: Variables; limitMs: number }): Promise<Outcome> {
  return run(process.execPath, [sglProgram, ...args], options);
}

async function until(what: string, child: ChildProcess, condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 300 || child.exitCode !== null) throw new Error(`${what} did not start`);
    await new Promise(wake => setTimeout(wake, 100));
  }
}

/** An X server without a screen; returns its DISPLAY. With -noreset: without it tests fail at random. */
export async function startXServer(): Promise<string> {
  const args = ['-displayfd', '1', '-screen', '0', '1280x1024x24', '+extension', 'GLX', '-nolisten', 'tcp', '-noreset'];
  const { child, said } = start('Xvfb', args, {});
  await until('Xvfb', child, () => said.stdout.endsWith('\n'));
  return `:${said.stdout.trim()}`;
}

export interface Server {
  readonly pid: number;
  /** For the programs that are to use it. */
  readonly env: Variables;
  /** What happened to clients that lost their renderer. */
  lost(): string[];
  /** Ends it, and waits until its recordings are whole. */
  end(): Promise<void>;
}

export interface RecordingTo {
  /** The first program's recording; those of others get numbers. */
  readonly file: string;
  /** Hears what the renderer says. */
  readonly onLine: (line: string) => void;
}

/** One renderer for all that follows. */
export async function serve(recording?: RecordingTo): Promise<Server> {
  const name = `sgl_conformance_${process.pid}`;
  const verb = recording ? ['record', '-o', recording.file] : ['serve'];
  const { child, said } = start(process.execPath, [sglProgram, ...verb, '--shm', name], {});
  if (recording && child.stderr) createInterface(child.stderr).on('line', recording.onLine);
  await until('sgl serve', child, () => said.stderr.includes('serving') && existsSync(`/dev/shm/${name}`));
  const env = JSON.parse((await runSgl(['env', '--shm', name, '--json'], { limitMs: 20_000 })).stdout);
  const end = async () => {
    const ended = new Promise(done => child.once('exit', done));
    child.kill('SIGINT');
    await ended;
  };
  return { pid: child.pid as number, env, lost: () => said.stderr.split('\n').filter(line => line.includes('lost its renderer')), end };
}
