// `npm run test:conformance [-- --list FILE | --smoke] [--native] [--record] [--jobs N] [--json]`: piglit's tests through
// the client library must come out as on the driver itself. Prints each test that is worse; exit code 1 if there is one.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPiglit, isWorse, type Results, readList, runPiglit } from './piglit.js';
import { cleanUp, type Server, serve, startXServer } from './processes.js';
import { recordAndReplay } from './record.js';

const nativeFile = join(import.meta.dirname, 'piglit-native.json');
/** With more worse tests than this the fault is not a busy machine: they are not tried again. */
const retried = 60;

const help = `npm run test:conformance -- [options]
  --list FILE  names of tests, one a line (default: test/conformance/piglit.txt)
  --smoke      the short list, test/conformance/piglit-smoke.txt
  --native     run the tests on the driver itself, too, and keep these results in test/conformance/piglit-native.json
  --record     record each test and replay it instead: all answers must be the recorded ones
  --jobs N     tests at a time (default: 2)
  --json       print an object
`;

interface Settings {
  readonly tests: readonly string[];
  readonly jobs: number;
  readonly native: boolean;
  readonly json: boolean;
}

/** What goes on is told on the side, so that standard output has results only. */
const say = (line: string) => process.stderr.write(`${line}\n`);

/** Native results: the kept ones; tests that have none, or all of them when asked, are run. */
async function nativeResults({ tests, jobs, native }: Settings): Promise<Results> {
  const kept: Results = JSON.parse(readFileSync(nativeFile, 'utf8'));
  const run = native ? tests : tests.filter(test => !(test in kept));
  if (run.length === 0) return kept;
  say(`${run.length} tests on the driver itself`);
  const all = { ...kept, ...(await runPiglit(run, { env: {}, jobs })) };
  if (native) {
    const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(nativeFile, `${JSON.stringify(sorted, null, 2)}\n`);
  }
  return all;
}

function worseOf(tests: readonly string[], native: Results, ours: Results): string[] {
  return tests.filter(test => isWorse(ours[test] ?? 'missing', native[test] ?? 'missing'));
}

async function compare(settings: Settings): Promise<boolean> {
  const { tests, jobs, json } = settings;
  const native = await nativeResults(settings);
  const server: Server = await serve();
  say(`${tests.length} tests through sgl`);
  let ours = await runPiglit(tests, { env: server.env, jobs });
  const first = worseOf(tests, native, ours);
  if (first.length > 0 && first.length <= retried) {
    say(`${first.length} of them again, one at a time`); // a time-out on a busy machine is no fault
    ours = { ...ours, ...(await runPiglit(first, { env: server.env, jobs: 1 })) };
  }
  const worse = worseOf(tests, native, ours).map(test => ({ test, native: native[test] ?? 'missing', sgl: ours[test] ?? 'missing' }));
  const lost = server.lost();
  if (json) process.stdout.write(`${JSON.stringify({ tests: tests.length, worse, lost, results: ours }, null, 2)}\n`);
  else {
    for (const row of worse) process.stdout.write(`${row.test}: ${row.native} natively, ${row.sgl} through sgl\n`);
    for (const line of lost) process.stdout.write(`${line}\n`);
    const renderers = lost.length > 0 ? `, ${lost.length} clients lost their renderer` : '';
    process.stdout.write(`${tests.length} tests, ${worse.length} worse than natively${renderers}\n`);
  }
  return worse.length === 0 && lost.length === 0;
}

async function record({ tests, jobs, json }: Settings): Promise<boolean> {
  const good = new Set(['identical', 'no calls']);
  const results = await recordAndReplay(tests, jobs, ({ test, outcome }) => {
    if (!json && !good.has(outcome)) process.stdout.write(`${test}: ${outcome}\n`);
  });
  const bad = results.filter(({ outcome }) => !good.has(outcome));
  const silent = results.filter(({ outcome }) => outcome === 'no calls').length;
  const replies = results.reduce((sum, result) => sum + result.replies, 0);
  if (json) process.stdout.write(`${JSON.stringify({ tests: tests.length, results }, null, 2)}\n`);
  else
    process.stdout.write(
      `${tests.length} tests recorded and replayed (${silent} made no calls), ${replies} answers; ${bad.length} tests differ\n`,
    );
  return bad.length === 0;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      list: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      native: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return true;
  }
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1) throw new Error(`--jobs ${values.jobs}: not a number above 0`);
  const tests = readList(values.list ?? join(import.meta.dirname, values.smoke ? 'piglit-smoke.txt' : 'piglit.txt'));
  installPiglit(say);
  process.env.DISPLAY = await startXServer();
  const settings = { tests, jobs, native: values.native, json: values.json };
  return values.record ? record(settings) : compare(settings);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    cleanUp();
    process.exit(130);
  });
try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  say(`conformance: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
} finally {
  cleanUp();
}
