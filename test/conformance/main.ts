// `npm run test:conformance [-- --smoke | --more | --list FILE …] [--native] [--record] [--jobs N] [--json]`: piglit's tests
// through the client library must come out as on the driver itself. Prints each test that is worse; exit code 1 if there
// is one.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { knownDifferences, type List, partKey, type Results, readList, writeNative } from './lists.js';
import { installPiglit, isWorse, runPiglit } from './piglit.js';
import { folder, runScript, type Server, say, serve, startXServer } from './processes.js';
import { isIdentical, Recordings, type Replayed, replayKey } from './record.js';

/** With more worse tests than this the fault is not a busy machine: they are not tried again. */
const retried = 60;
const furtherLists = ['piglit-more', 'piglit-egl', 'piglit-shaders'];

const help = `npm run test:conformance -- [options]
  --list FILE  a list of tests; may be given several times (default: test/conformance/piglit.txt)
  --smoke      the short list, test/conformance/piglit-smoke.txt
  --more       the further lists as well: ${furtherLists.join(', ')}
  --native     run the tests on the driver itself, too, and keep these results with the list
  --record     record each test and replay the recording, too: all answers must be the recorded ones
  --jobs N     tests at a time (default: 2)
  --json       print an object
`;

interface Settings {
  readonly jobs: number;
  readonly native: boolean;
  readonly record: boolean;
  readonly json: boolean;
}

/** What goes on is told on the side, so that standard output has results only. */
const print = (line: string) => process.stdout.write(`${line}\n`);

/** Runs tests on the driver itself. */
async function runNatively(list: List, tests: readonly string[], jobs: number): Promise<Results> {
  if (tests.length > 0) say(`${list.name}: ${tests.length} tests on the driver itself`);
  return runPiglit(list, tests, { env: {}, jobs });
}

interface Difference {
  readonly test: string;
  readonly native: string;
  readonly sgl: string;
}

/** Tests and parts of tests that are worse. Parts that pass natively are not in the lists. */
function worseOf(list: List, native: Results, ours: Results): Difference[] {
  const worse: Difference[] = [];
  const look = (key: string, expected: string, got: string) => {
    if (got !== 'pass' && isWorse(got, expected)) worse.push({ test: key, native: expected, sgl: got });
  };
  for (const test of list.tests) {
    const prefix = partKey(test, '');
    const parts = Object.keys(ours).filter(key => key.startsWith(prefix));
    for (const key of parts) look(key, native[key] ?? 'pass', ours[key] ?? 'missing');
    if (parts.length === 0) look(test, native[test] ?? 'missing', ours[test] ?? 'missing');
  }
  return worse;
}

interface Compared {
  readonly list: string;
  readonly tests: number;
  readonly worse: readonly Difference[];
  /** Worse, too, for a reason that differences.txt gives. */
  readonly known: readonly Difference[];
  /** Of tests whose native result the list does not have. */
  readonly native: Results;
  readonly results: Results;
}

async function compare(list: List, server: Server, settings: Settings): Promise<Compared> {
  let native = list.native;
  if (settings.native) {
    native = await runNatively(list, list.tests, settings.jobs);
    writeNative(list, native);
  }
  say(`${list.name}: ${list.tests.length} tests through sgl`);
  let ours = await runPiglit(list, list.tests, { env: server.env, jobs: settings.jobs });
  const unknown = list.tests.filter(test => !(test in native) && ours[test] !== 'pass');
  native = { ...native, ...(await runNatively(list, unknown, settings.jobs)) };
  let worse = worseOf(list, native, ours);
  const again = list.tests.filter(test => worse.some(row => row.test === test || row.test.startsWith(partKey(test, ''))));
  if (again.length > 0 && again.length <= retried) {
    say(`${list.name}: ${again.length} of them again, one at a time`); // a time-out on a busy machine is no fault
    ours = { ...ours, ...(await runPiglit(list, again, { env: server.env, jobs: 1 })) };
    worse = worseOf(list, native, ours);
  }
  const tests = list.tests.reduce(
    (sum, test) => sum + Math.max(1, Object.keys(ours).filter(key => key.startsWith(partKey(test, ''))).length),
    0,
  );
  const reasons = knownDifferences();
  const known = worse.filter(row => reasons.has(row.test));
  worse = worse.filter(row => !reasons.has(row.test));
  const answers = Object.fromEntries(unknown.map(test => [test, native[test] ?? 'missing']));
  if (!settings.json) {
    for (const row of worse) print(`${row.test}: ${row.native} natively, ${row.sgl} through sgl`);
    for (const row of known) print(`${row.test}: ${row.native} natively, ${row.sgl} through sgl: ${reasons.get(row.test)}`);
    const also = known.length > 0 ? ` and ${known.length} of which the reason is known` : '';
    print(`${list.name}: ${tests} tests, ${worse.length} worse than natively${also}`);
  }
  return { list: list.name, tests, worse, known, native: answers, results: ours };
}

/** Tests that the driver does not survive natively either: here it is the renderer that ends. */
const crashesOf = ({ results }: Compared, { native }: List) =>
  Object.keys(results).filter(test => results[test] !== 'pass' && native[test] === 'crash');

async function testAll(lists: readonly List[], settings: Settings): Promise<boolean> {
  const reasons = knownDifferences();
  const reasonOf = (replayed: Replayed) => reasons.get(replayKey(replayed.command));
  const recordings = settings.record
    ? new Recordings(Math.max(1, settings.jobs - 1), replayed => {
        if (settings.json || isIdentical(replayed)) return;
        const reason = reasonOf(replayed);
        print(`${replayed.command}: ${replayed.outcome}${reason ? `: ${reason}` : ''}`);
      })
    : undefined;
  const server = await serve(recordings && { file: join(folder, 'recorded.pb'), onLine: line => recordings.read(line) });
  const compared: Compared[] = [];
  for (const list of lists) compared.push(await compare(list, server, settings));
  const replayed = (await recordings?.finish()) ?? [];
  const unlike = replayed.filter(one => !isIdentical(one));
  const different = unlike.filter(one => reasonOf(one) === undefined);
  const lost = server.lost();
  const crashes = compared.flatMap((one, i) => crashesOf(one, lists[i] as List));
  const worse = compared.flatMap(one => one.worse);
  if (settings.json) print(JSON.stringify({ lists: compared, lost, ...(recordings && { replayed }) }, null, 2));
  else {
    for (const line of lost) print(line);
    if (lost.length > 0) print(`${lost.length} programs lost their renderer; ${crashes.length} tests crash natively, too`);
    if (recordings) {
      const replies = replayed.reduce((sum, one) => sum + one.replies, 0);
      const known = unlike.length > different.length ? `, and ${unlike.length - different.length} of which the reason is known` : '';
      print(`${replayed.length} programs recorded and replayed, ${replies} answers; ${different.length} programs differ${known}`);
    }
  }
  return worse.length === 0 && lost.length <= crashes.length && different.length === 0;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      list: { type: 'string', multiple: true },
      smoke: { type: 'boolean', default: false },
      more: { type: 'boolean', default: false },
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
  const own = (name: string) => join(import.meta.dirname, `${name}.txt`);
  const files = values.list ?? [own(values.smoke ? 'piglit-smoke' : 'piglit'), ...(values.more ? furtherLists.map(own) : [])];
  const lists = files.map(readList);
  installPiglit(say);
  process.execArgv.length = 0; // replay processes need no tsx: they are the built ones
  process.env.DISPLAY = await startXServer();
  return testAll(lists, { jobs, native: values.native, record: values.record, json: values.json });
}

await runScript('conformance', main);
