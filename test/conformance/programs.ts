// `npm run test:programs [-- --only WORD] [--no-record] [--json]`: real programs of Debian, frame by frame, natively and
// through sgl (programs.txt has the list; docs/programs.md what came of it). Each is also recorded, and its recording
// replayed. Programs that are not installed are skipped, and named. Exit code 1: one differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { folder, type Outcome, run, runScript, runSgl, startXServer, type Variables } from './processes.js';
import { buildPrograms, isInstalled, type Program, programList, readPrograms, surroundings } from './program_list.js';

const built = join(folder, 'built');
const limitMs = 120_000;

interface Tried {
  readonly name: string;
  /** `same`, `not installed`, else what is wrong. */
  readonly outcome: string;
  readonly frames: number;
  readonly replayed: string;
}

/** The variables of a run that stops after the frames, its hashes in `out`. Its home is empty, so that no run finds what another left. */
function harness(program: Program, out: string): Variables {
  const home = join(folder, 'home');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { mode: 0o700 });
  const own = { ...surroundings, ...program.variables, HOME: home, XDG_RUNTIME_DIR: home };
  if (program.frames === 0) return own;
  return { ...own, LD_PRELOAD: join(built, 'detframe.so'), DF_FRAMES: String(program.frames), DF_OUT: out, DF_SEED: '1' };
}

/** What is compared: hashes of frames, or what was printed. */
function seen(program: Program, out: string, { stdout }: Outcome): string {
  if (program.frames === 0) return stdout;
  return existsSync(out) ? readFileSync(out, 'utf8') : '';
}

async function natively(program: Program): Promise<string> {
  const out = join(folder, 'native.txt');
  rmSync(out, { force: true });
  const [command, ...args] = program.command;
  return seen(program, out, await run(command as string, args, { env: harness(program, out), limitMs }));
}

/** Through `sgl run` or `sgl record`: the program's variables are not for sgl itself. */
async function throughSgl(program: Program, verb: readonly string[], out: string): Promise<Outcome> {
  rmSync(out, { force: true });
  const variables = Object.entries(harness(program, out)).map(([name, value]) => `${name}=${value}`);
  return runSgl([...verb, '--', 'env', ...variables, ...program.command], { limitMs });
}

const framesOf = (text: string) => text.split('\n').filter(Boolean).length;

async function tryOne(program: Program, record: boolean): Promise<Tried> {
  const { name } = program;
  if (!isInstalled(program)) return { name, outcome: `not installed (Debian: ${program.packages})`, frames: 0, replayed: '' };
  const native = await natively(program);
  const frames = framesOf(native);
  if (frames === 0 || frames < program.frames) return { name, outcome: `natively only ${frames} frames`, frames, replayed: '' };
  const out = join(folder, 'sgl.txt');
  const outcome = await throughSgl(program, ['run'], out);
  const ours = seen(program, out, outcome);
  const problems: string[] = [];
  if (program.frames > 0 && !(existsSync(`${out}.gl`) && readFileSync(`${out}.gl`, 'utf8').includes('(sgl)')))
    problems.push('it did not use sgl');
  if (/^sgl: .*(lost|died|crash)/m.test(outcome.stderr)) problems.push(outcome.stderr.trim().split('\n').at(-1) ?? '');
  if (ours !== native) {
    const lines = ours.split('\n');
    const equal = native.split('\n').filter((line, i) => line !== '' && line === lines[i]).length;
    const steady = (await natively(program)) === native ? '' : ' (not the same twice natively either)';
    problems.push(`${equal} of ${frames} frames as natively${steady}`);
  }
  const replayed = record ? await recordAndReplay(program) : '';
  if (record && !/^identical/.test(replayed)) problems.push(replayed);
  return { name, outcome: problems.length > 0 ? problems.join('; ') : 'same', frames, replayed };
}

async function recordAndReplay(program: Program): Promise<string> {
  const traces = () => readdirSync(folder).filter(file => /^program(-\d+)?\.pb$/.test(file));
  await throughSgl(program, ['record', '-o', join(folder, 'program.pb')], join(folder, 'recorded.txt'));
  const files = traces();
  if (files.length === 0) return 'nothing was recorded';
  let frames = 0;
  let replies = 0;
  for (const file of files) {
    const { code, stdout, stderr } = await runSgl(['replay', '--verify', '--json', join(folder, file)], {
      env: program.variables,
      limitMs,
    });
    rmSync(join(folder, file));
    if (code !== 0) return `its replay differs: ${(stderr || stdout).trim().slice(0, 600)}`;
    const verified = JSON.parse(stdout) as { frames: { total: number }; replies: { total: number } };
    frames += verified.frames.total;
    replies += verified.replies.total;
  }
  return `identical: ${frames} frames, ${replies} answers`;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      list: { type: 'string', default: programList },
      'no-record': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const all = readPrograms(values.list, built);
  const wanted = all.filter(({ name }) => values.only === undefined || name.toLowerCase().includes(values.only.toLowerCase()));
  process.env.DISPLAY = await startXServer();
  buildPrograms(built);
  const tried: Tried[] = [];
  for (const program of wanted) {
    const one = await tryOne(program, !values['no-record']);
    tried.push(one);
    if (!values.json)
      process.stdout.write(
        `${one.name}: ${one.outcome}${one.frames > 0 ? `, ${one.frames} frames` : ''}${one.replayed ? `; replay ${one.replayed}` : ''}\n`,
      );
  }
  const missing = tried.filter(({ outcome }) => outcome.startsWith('not installed'));
  const same = tried.filter(({ outcome }) => outcome === 'same');
  if (values.json) process.stdout.write(`${JSON.stringify(tried, null, 2)}\n`);
  else
    process.stdout.write(
      `${same.length} programs the same, ${tried.length - same.length - missing.length} not, ${missing.length} not installed\n`,
    );
  return same.length + missing.length === tried.length && same.length > 0;
}

await runScript('programs', main);
