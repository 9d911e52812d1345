// piglit, the OpenGL test suite that Debian packages: installing it, running a list of its tests, reading the results.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, run, type Variables } from './processes.js';

export type Results = Readonly<Record<string, string>>;

/** waffle-utils is for piglit's fast skip: it asks wflinfo what the driver has before it starts a test. */
const packages = ['piglit', 'waffle-utils'];
const programs = '/usr/lib/x86_64-linux-gnu/piglit';

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

export function readList(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

let runs = 0;

export interface RunOptions {
  readonly env: Variables;
  readonly jobs: number;
}

/** Runs tests of the profile `quick`; a test that gave no result is `missing`. */
export async function runPiglit(tests: readonly string[], { env, jobs }: RunOptions): Promise<Results> {
  if (tests.length === 0) return {};
  const out = join(folder, `piglit-${runs++}`);
  const list = `${out}.txt`;
  writeFileSync(list, `${tests.join('\n')}\n`);
  const options = ['-p', 'glx', '-o', '-c', '-j', String(jobs), '--timeout', '20', '--process-isolation', 'true', '--test-list', list];
  const limitMs = 120_000 + tests.length * 25_000;
  const outcome = await run('piglit', ['run', ...options, 'quick', out], { env: { PIGLIT_COMPRESSION: 'none', ...env }, limitMs });
  let results: Record<string, { result: string }>;
  try {
    results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')).tests;
  } catch {
    throw new Error(`piglit gave no results; it said: ${(outcome.stderr || outcome.stdout).trim().split('\n').slice(-5).join('\n')}`);
  }
  rmSync(out, { recursive: true, force: true });
  return Object.fromEntries(tests.map(test => [test, results[test]?.result ?? 'missing']));
}

/** The command of each test, as words. */
export function testCommands(tests: readonly string[]): Map<string, string[]> {
  const wanted = new Set(tests);
  const text = execFileSync('piglit', ['print-cmd', '--format', '{name}\t{command}', 'quick'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const commands = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [name, command] = line.split('\t');
    if (name === undefined || command === undefined || !wanted.has(name)) continue;
    commands.set(name, words(command));
  }
  return commands;
}

/** piglit prints paths that lead from /usr/bin or from its own folder. */
function words(command: string): string[] {
  return command
    .split(' ')
    .filter(Boolean)
    .map(word => word.replace(/^(\.\.\/lib\/x86_64-linux-gnu\/piglit|\/usr\/lib\/x86_64-linux-gnu\/piglit)\//, `${programs}/`));
}
