// The ways in which the benchmarks run a program: natively, through sgl, recorded by sgl, recorded by apitrace.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
const sglProgram = join(root, 'bin/sgl.js');
/** Programs that are compiled for the benchmarks. */
const built = join(root, 'build/bench');

export type Way = 'native' | 'run' | 'record' | 'apitrace';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

export const sgl = (...args: string[]): Command => ({ file: process.execPath, args: [sglProgram, ...args] });

function inPath(name: string): boolean {
  return (process.env.PATH ?? '').split(':').some(folder => folder !== '' && existsSync(join(folder, name)));
}

/** The library that apitrace preloads; undefined when apitrace is not installed. */
export const apitraceLibrary: string | undefined = (() => {
  if (!inPath('apitrace')) return undefined;
  const folders = ['/usr/lib', '/usr/local/lib', '/usr/lib64'].filter(existsSync);
  const candidates = folders.flatMap(folder => [folder, ...readdirSync(folder).map(name => join(folder, name))]);
  return candidates.map(folder => join(folder, 'apitrace/wrappers/glxtrace.so')).find(existsSync);
})();

export const ways: readonly Way[] = ['native', 'run', 'record', ...(apitraceLibrary ? (['apitrace'] as const) : [])];

export interface WayOptions {
  /** Variables for the program only, not for sgl. */
  readonly env?: Readonly<Record<string, string>>;
  /** Libraries to preload into the program. */
  readonly preload?: readonly string[];
  /** Where the ways that record write to. */
  readonly trace: string;
}

/** The command that runs `program` in this way. */
export function commandFor(way: Way, program: readonly string[], { env = {}, preload = [], trace }: WayOptions): Command {
  const libraries = way === 'apitrace' && apitraceLibrary ? [...preload, apitraceLibrary] : preload;
  const variables = { ...env, LD_PRELOAD: libraries.join(':'), ...(way === 'apitrace' ? { TRACE_FILE: trace } : {}) };
  const args = [...Object.entries(variables).map(([name, value]) => `${name}=${value}`), ...program];
  if (way === 'run') return sgl('run', '--', 'env', ...args);
  if (way === 'record') return sgl('record', '-o', trace, '--', 'env', ...args);
  return { file: 'env', args };
}

/** Compiles a program of test/programs; returns where it is. */
export function compiled(name: string): string {
  mkdirSync(built, { recursive: true });
  const to = join(built, name);
  execFileSync('gcc', ['-O2', '-w', join(root, `test/programs/${name}.c`), '-o', to, '-lGL', '-lX11', '-lpthread'], { timeout: 60_000 });
  return to;
}

/** The library that counts a program's frames (test/programs/bench_frames.c). */
export function frameCounter(): string {
  mkdirSync(built, { recursive: true });
  const to = join(built, 'bench_frames.so');
  execFileSync('gcc', ['-O2', '-w', '-shared', '-fPIC', join(root, 'test/programs/bench_frames.c'), '-o', to, '-ldl'], { timeout: 60_000 });
  return to;
}
