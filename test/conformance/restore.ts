// `npm run test:restore [-- FILE… | --seeks N [FILE…]] [--seed N] [--jobs N] [--json]`: the oracle of keyframes.
// Without --seeks: each test of piglit's smoke list is recorded (or FILE taken); keyframes at random calls are restored on a
// replayer that stood elsewhere and played to the end; answers, errors, frames and what is there in the end must be those of
// a straight replay. With --seeks: N random calls of each of ten traces, reached by keyframes; all state and every
// attachment there must be those of a straight replay. Exit code 1 if something differs.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readList } from './lists.js';
import { installPiglit, runPiglit } from './piglit.js';
import { folder, run, runScript, runSgl, say, serve, startXServer } from './processes.js';
import type { Verdict } from './restore_one.js';

const root = resolve(import.meta.dirname, '../..');
const LIMIT_MS = 600_000;

/** Compatibility, several contexts, compute, the program that is hard on purpose, display lists, core, OpenGL ES. */
const TRACES = ['fixed_function', 'contexts', 'compute_ssbo', 'hard_to_seek', 'glxgears', 'core_fbo', 'es3_scenes'];
/** And recorded anew: many framebuffers, once more in OpenGL ES, persistent maps. */
const PROGRAMS: readonly { readonly name: string; readonly command: (binary: string) => readonly string[]; readonly source?: string }[] = [
  {
    name: 'glmark2 shadow',
    command: () => ['glmark2', '-s', '200x150', '--frame-end', 'finish', '-b', 'shadow:nframes=12', '-b', 'desktop:effect=blur:nframes=8'],
  },
  {
    name: 'glmark2-es2',
    command: () => [
      'glmark2-es2',
      '-s',
      '200x150',
      '--frame-end',
      'finish',
      '-b',
      'texture:nframes=10',
      '-b',
      'terrain:nframes=5',
      '-b',
      'refract:nframes=6',
    ],
  },
  { name: 'buffer_maps', source: 'buffer_maps.c', command: binary => [binary] },
];

interface Judged {
  readonly file: string;
  readonly verdict?: Verdict;
  /** Why there is none. */
  readonly failure?: string;
}

async function judge(file: string, args: readonly string[]): Promise<Judged> {
  const outcome = await run(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'restore_one.ts'), file, ...args], {
    limitMs: LIMIT_MS,
  });
  if (outcome.code === 0) return { file, verdict: JSON.parse(outcome.stdout) as Verdict };
  return { file, failure: outcome.stderr.trim().split('\n').at(-1) || `it ended with ${outcome.code ?? 'a signal'}` };
}

async function recordSmokeList(jobs: number): Promise<string[]> {
  installPiglit(say);
  const list = readList(join(import.meta.dirname, 'piglit-smoke.txt'));
  const server = await serve({ file: join(folder, 'recorded.pb'), onLine: () => undefined });
  say(`recording ${list.tests.length} tests of piglit`);
  await runPiglit(list, list.tests, { env: server.env, jobs });
  await server.end();
  return readdirSync(folder)
    .filter(name => /^recorded.*\.pb$/.test(name))
    .map(name => join(folder, name));
}

async function recordPrograms(): Promise<string[]> {
  const files = TRACES.map(name => join(root, 'traces', `${name}.pb`));
  for (const { name, command, source } of PROGRAMS) {
    const binary = join(folder, name);
    if (source !== undefined) {
      const path = join(root, 'test/programs', source);
      const built = await run('gcc', ['-O1', '-w', path, '-o', binary, '-lGL', '-lX11', '-lm', '-ldl', '-lpthread'], { limitMs: 60_000 });
      if (built.code !== 0) throw new Error(`${path} cannot be compiled: ${built.stderr}`);
    }
    const file = `${binary}.pb`;
    const recorded = await runSgl(['record', '-o', file, '--', ...command(binary)], { limitMs: 120_000 });
    if (recorded.code !== 0) throw new Error(`${command(binary).join(' ')} cannot be recorded: ${recorded.stderr.slice(-300)}`);
    files.push(file);
  }
  return files;
}

function line({ file, verdict, failure }: Judged): string {
  if (!verdict) return `${file}: ${failure}`;
  const { command, places, warm, frames, replies, obstacles, differences } = verdict;
  const name = command.replace(/\S*\//g, '');
  const forbidden = Object.entries(obstacles).map(([what, count]) => `${count} places without a keyframe: ${what}`);
  const seen = frames + replies > 0 ? `, ${frames} frames, ${replies} answers` : '';
  const head = places === 0 ? 'no keyframe possible' : differences.length === 0 ? 'same' : 'DIFFERENT';
  const lines = [`${name}: ${head} (${places} places, ${warm} of them warm${seen})`, ...forbidden, ...differences];
  return lines.join('\n    ');
}

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeks: { type: 'string' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
    },
  });
  for (const [name, value] of Object.entries(values))
    if (typeof value === 'string' && !/^\d+$/.test(value)) throw new Error(`--${name} ${value}: not a number`);
  const { seeks, seed, json } = values;
  const jobs = Math.max(1, Number(values.jobs));
  process.env.DISPLAY = await startXServer();
  const given = positionals.map(file => resolve(file));
  const files = given.length > 0 ? given : seeks === undefined ? await recordSmokeList(jobs) : await recordPrograms();
  const args = ['--seed', seed, ...(seeks === undefined ? [] : ['--seeks', seeks])];
  const all: Judged[] = [];
  const waiting = [...files];
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const judged = await judge(file, args);
      all.push(judged);
      if (!json) process.stdout.write(`${line(judged)}\n`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  const verdicts = all.flatMap(({ verdict }) => verdict ?? []);
  const without = verdicts.filter(({ places }) => places === 0).length;
  const different = verdicts.filter(({ differences }) => differences.length > 0).length;
  const failed = all.length - verdicts.length;
  if (json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  else {
    const [places, warm] = [verdicts.reduce((sum, one) => sum + one.places, 0), verdicts.reduce((sum, one) => sum + one.warm, 0)];
    process.stdout.write(
      `${all.length} traces: ${different} differ, ${failed} failed, ${without} without a keyframe; ${places} places, ${warm} of them warm\n`,
    );
  }
  return different + failed === 0;
}

await runScript('restore', main);
