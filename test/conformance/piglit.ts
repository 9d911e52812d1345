// piglit, the OpenGL test suite that Debian packages: installing it, running a list of its tests, reading the results.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type List, partKey, type Results } from './lists.js';
import { folder, run, type Variables } from './processes.js';

/** waffle-utils is for piglit's fast skip: it asks wflinfo what the driver has before it starts a test. */
const packages = ['piglit', 'waffle-utils'];

/** From good to bad. */
const ranks = ['pass', 'warn', 'skip', 'fail', 'crash', 'timeout', 'incomplete', 'missing'];

export function isWorse(result: string, than: string): boolean {
  return rank(result) > rank(than);
}

const rank = (result: string) => (ranks.includes(result) ? ranks.indexOf(result) : ranks.length);

/** Makes sure that piglit is there: Debian's packages are installed where they are missing. */
export function installPiglit(say: (line: string) => void): void {
  const installed =
    spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}:${Package} ', ...packages], { encoding: 'utf8' }).stdout ?? '';
  const missing = packages.filter(name => !installed.includes(`installed:${name} `));
  if (missing.length === 0) return;
  say(`installing Debian's ${missing.join(' and ')} (piglit takes 900 MiB of disk)`);
  const root = process.getuid?.() === 0 ? [] : ['sudo'];
  for (const words of [
    ['apt-get', 'update', '-q'],
    ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-q', '-y', '--no-install-recommends', ...missing],
  ]) {
    const [command, ...args] = [...root, ...words];
    execFileSync(command as string, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

let runs = 0;

export interface RunOptions {
  readonly env: Variables;
  readonly jobs: number;
}

/** Seconds that a process may take: with one test in it, or with a whole folder of them. The longest is glx-visuals-*, which
 * ends natively at one of its first windows and here makes 270 contexts, one a visual, each with programs to compile. */
const processSeconds = { isolated: 60, shared: 600 };

interface PiglitResult {
  readonly result: string;
  readonly subtests?: Readonly<Record<string, string>>;
}

/** Runs tests of the profile `quick`; a test that gave no result is `missing`. Parts of a test are told only where many
 * tests share a process. */
export async function runPiglit(list: List, tests: readonly string[], { env, jobs }: RunOptions): Promise<Results> {
  if (tests.length === 0) return {};
  const out = join(folder, `piglit-${runs++}`);
  const names = `${out}.txt`;
  writeFileSync(names, `${tests.join('\n')}\n`);
  const seconds = list.isolated ? processSeconds.isolated : processSeconds.shared;
  const options = ['-p', list.platform, '-o', '-c', '-j', String(jobs), '--timeout', String(seconds)];
  const selection = ['--process-isolation', String(list.isolated), '--test-list', names];
  const limitMs = 120_000 + tests.length * (seconds + 5) * 1000;
  const outcome = await run('piglit', ['run', ...options, ...selection, 'quick', out], {
    env: { PIGLIT_COMPRESSION: 'none', ...env },
    limitMs,
  });
  let results: Record<string, PiglitResult>;
  try {
    results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')).tests;
  } catch {
    throw new Error(`piglit gave no results; it said: ${(outcome.stderr || outcome.stdout).trim().split('\n').slice(-5).join('\n')}`);
  }
  rmSync(out, { recursive: true, force: true });
  const flat: Record<string, string> = {};
  for (const test of tests) {
    const { result, subtests } = results[test] ?? { result: 'missing' };
    flat[test] = result;
    if (list.isolated || !subtests) continue;
    for (const [part, partResult] of Object.entries(subtests)) if (part !== '__type__') flat[partKey(test, part)] = partResult;
  }
  return flat;
}
