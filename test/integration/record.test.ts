// Recording real programs: every frame comes out of the replay as it went in, exit codes and signals are the program's own.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { descendants, detframe, environmentFor, folder, regionName, serve, sgl, sleep, start, startSgl, until } from './support.js';

const file = (name: string) => join(folder, name);

/** A program for so many frames, its clock deterministic. */
const frames = (count: number, ...command: string[]) => [
  'env',
  `LD_PRELOAD=${detframe()}`,
  `DF_FRAMES=${count}`,
  'DF_NOREAD=1',
  ...command,
];

async function verified(trace: string): Promise<number> {
  const { code, stdout, stderr } = await sgl(['replay', '--verify', '--json', trace], { limitMs: 120_000 });
  assert.equal(code, 0, stderr || stdout);
  const result = JSON.parse(stdout);
  assert.equal(result.frames.identical, result.frames.total);
  assert.equal(result.replies.different, 0);
  return result.frames.total;
}

/** Command line of a process; empty when there is none. */
function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

async function info(trace: string) {
  const { code, stdout, stderr } = await sgl(['info', '--json', trace]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

test('glxgears and a glmark2 scene: all frames identical when replayed', async () => {
  const programs: [string, string[]][] = [
    ['gears.pb', ['glxgears']],
    ['ideas.pb', ['glmark2', '-s', '300x200', '-b', 'ideas:duration=3']],
  ];
  for (const [name, command] of programs) {
    const { code, stderr } = await sgl(['record', '-o', file(name), '--', ...frames(60, ...command)]);
    assert.equal(code, 0, stderr);
    assert.equal(await verified(file(name)), 60);
    const facts = await info(file(name));
    assert.equal(facts.frames, 60);
    assert.equal(facts.complete, true);
    assert.equal(facts.client.program, command[0]);
    assert.match(facts.host.renderer, /\w/);
    assert.ok(facts.calls > 60 && facts.durationNs > 0 && facts.bytes > 0);
  }
});

test('a disk that is full is told, and the program runs on', async () => {
  const { code, stderr } = await sgl(['record', '-o', '/dev/full', '--', ...frames(20, 'glxgears')]);
  assert.equal(code, 1);
  assert.match(stderr, /^sgl: \/dev\/full: nothing more is recorded: .*no space left/im);
});

test('pictures, calls and counts of what was recorded', async () => {
  const trace = file('gears.pb');
  const images = file('images');
  assert.equal((await sgl(['image', trace, '--at', 'f0,f59', '-o', images])).code, 0);
  assert.deepEqual(readdirSync(images).sort(), ['f000000.png', 'f000059.png']);
  assert.equal((await sgl(['replay', trace, '--snapshots', images, '--at', 'f7'])).code, 0);
  assert.ok(existsSync(join(images, 'f000007.png')));
  const dump = await sgl(['dump', trace, '--calls', 'f1/glClear']);
  assert.match(dump.stdout, /^\d+ glClear\(mask = GL_DEPTH_BUFFER_BIT \| GL_COLOR_BUFFER_BIT\)\n$/);
  const record = JSON.parse((await sgl(['dump', '--json', trace, '--calls', '*/frame/60'])).stdout);
  assert.equal(record.frame, 0);
  const stat = JSON.parse((await sgl(['stat', '--json', trace])).stdout);
  assert.equal(stat.frames, 60);
  assert.equal(stat.entryPoints.find((each: { name: string }) => each.name === 'glClear').calls, 60);
  const bench = JSON.parse((await sgl(['replay', '--bench', '--json', trace])).stdout);
  assert.ok(bench.calls === stat.calls && bench.frames === 60 && bench.wallMs > 0 && bench.cpuMs > 0);
});

test("the program's exit code and the signal that ended it are passed on", async () => {
  const codes: [string[], number][] = [
    [['sh', '-c', 'exit 7'], 7],
    [['sh', '-c', 'kill -TERM $$'], 128 + 15],
    [['sh', '-c', 'kill -SEGV $$'], 128 + 11],
    [['/no/such/program'], 127],
  ];
  for (const verb of ['run', 'record']) {
    for (const [command, expected] of codes) {
      const { code, stderr } = await sgl([verb, '--', ...command], { cwd: folder });
      assert.equal(code, expected, `${verb} ${command.join(' ')}: ${stderr}`);
    }
  }
});

test('a signal to sgl goes to the program, and the trace is closed', async () => {
  const trace = file('signalled.pb');
  const recording = startSgl(['record', '-o', trace, '--', 'glxgears']);
  await until('frames are recorded', () => existsSync(trace) && readFileSync(trace).length > 20_000);
  recording.kill('SIGTERM');
  assert.equal((await recording.result).code, 128 + 15);
  const facts = await info(trace);
  assert.equal(facts.complete, true);
  assert.equal(facts.ended, 'signal');
  assert.equal(facts.endedCode, 15);
});

test('kill -9 of the program: the trace has every frame that it swapped, and replays', async () => {
  const trace = file('killed.pb');
  const counter = file('killed.count');
  const script = `echo $$ > ${file('killed.pid')}; exec env LD_PRELOAD=${detframe()} DF_NOREAD=1 DF_REAL=1 DF_COUNT=${counter} glxgears`;
  const recording = startSgl(['record', '-o', trace, '--', 'sh', '-c', script]);
  const swapped = () => (existsSync(counter) ? Number(readFileSync(counter).readBigUInt64LE()) : 0);
  await until('300 frames', () => swapped() >= 300, 30_000);
  process.kill(Number(readFileSync(file('killed.pid'), 'utf8')), 'SIGKILL');
  const { code } = await recording.result;
  const count = swapped();
  assert.equal(code, 137);
  const total = await verified(trace);
  assert.ok(total === count || total === count + 1, `${count} swaps returned, ${total} frames in the trace`);
  const facts = await info(trace);
  assert.equal(facts.ended, 'signal');
  assert.equal(facts.endedCode, 9);
});

test('kill -9 of the recorder: what was written is a readable trace that repairs', async () => {
  const trace = file('recorder.pb');
  const recording = startSgl(['record', '-o', trace, '--', 'timeout', '20', ...frames(100_000, 'glxgears')]);
  await until('frames are recorded', () => existsSync(trace) && readFileSync(trace).length > 20_000);
  await sleep(600);
  const orphans = descendants(recording.pid as number);
  recording.kill('SIGKILL');
  await recording.result;
  for (const pid of orphans) killIfThere(pid);
  const facts = await info(trace);
  assert.equal(facts.complete, false);
  assert.equal(facts.ended, 'lost');
  assert.ok(facts.frames > 0);
  assert.equal((await sgl(['repair', trace])).code, 0);
  assert.equal(await verified(trace), facts.frames);
});

test('kill -9 of the recorder: its renderers remove its region, and end', async () => {
  const trace = file('region.pb');
  const recording = startSgl(['record', '-o', trace, '--', 'timeout', '20', 'glxgears']);
  const regions = () => readdirSync('/dev/shm').filter(name => name.startsWith(`sgl-private-${recording.pid}-`));
  await until('frames are recorded', () => existsSync(trace) && readFileSync(trace).length > 20_000, 30_000);
  assert.ok(regions().length > 0);
  const started = descendants(recording.pid as number);
  recording.kill('SIGKILL');
  await recording.result; // it ends when nobody has its stderr any more
  assert.doesNotMatch(recording.said.stderr, /^(?!sgl: )./m, 'a renderer does not say how it dies');
  await until('nothing is left in /dev/shm', () => regions().length === 0);
  const renderers = () => started.filter(pid => readCommand(pid).includes('renderer/child'));
  await until('no renderer is left', () => renderers().length === 0);
  for (const pid of started) killIfThere(pid);
});

test('parts by signal: what is drawn between two signals, each a trace of its own', async () => {
  const trace = file('parts.pb');
  const recording = startSgl(['record', '--parts', '-o', trace, '--', ...frames(100_000, 'glxgears')]);
  const says = (what: RegExp, times: number) =>
    until(`${what} ${times} times: ${recording.said.stderr}`, () => (recording.said.stderr.match(what) ?? []).length >= times, 30_000);
  await says(new RegExp(`kill -USR1 ${recording.pid}`, 'g'), 1);
  await until('frames are recorded', () => existsSync(trace) && readFileSync(trace).length > 20_000);
  for (const part of [1, 2]) {
    recording.kill('SIGUSR1');
    await says(/a part begins with frame \d+/g, part);
    await sleep(300);
    recording.kill('SIGUSR1');
    await says(/the part ends before frame \d+/g, part);
  }
  for (const pid of descendants(recording.pid as number)) if (readFileSync(`/proc/${pid}/comm`, 'utf8') === 'glxgears\n') process.kill(pid);
  const { code, stderr } = await recording.result;
  assert.equal(code, 143, stderr);
  const bounds = [...stderr.matchAll(/frame (\d+)\n/g)].map(([, number]) => Number(number));
  assert.equal(bounds.length, 4, stderr);
  assert.equal(await verified(trace), bounds[1]! - bounds[0]!);
  assert.equal(await verified(file('parts-2.pb')), bounds[3]! - bounds[2]!);
  assert.equal(existsSync(`${trace}.whole`), false);
});

test('several processes of one program get a trace each; a program without OpenGL gets none', async () => {
  const trace = file('several.pb');
  const command = frames(10, 'sh', '-c', 'glxgears; glxgears');
  assert.equal((await sgl(['record', '-o', trace, '--', ...command])).code, 0);
  assert.equal(await verified(trace), 10);
  assert.equal(await verified(file('several-2.pb')), 10);
  const nothing = await sgl(['record', '-o', file('nothing.pb'), '--', 'true']);
  assert.equal(nothing.code, 0);
  assert.match(nothing.stderr, /used no OpenGL/);
  assert.equal(existsSync(file('nothing.pb')), false);
});

test('a renderer that others use records on request; record without a program records all', async () => {
  const shared = regionName();
  const server = await serve(shared);
  const trace = file('shared.pb');
  const { code, stderr } = await sgl(['record', '--shm', shared, '-o', trace, '--', ...frames(20, 'glxgears')]);
  assert.equal(code, 0, stderr);
  assert.equal(await verified(trace), 20);
  server.kill('SIGINT');
  await server.result;

  const all = regionName();
  const recorder = startSgl(['record', '--shm', all, '-o', file('all.pb')]);
  await until('it serves', () => recorder.said.stderr.includes('serving'));
  for (let n = 0; n < 2; n++) {
    const [command, ...words] = frames(15, 'glxgears') as [string, ...string[]];
    assert.equal((await sgl(['run', '--shm', all, '--', command, ...words])).code, 0);
  }
  recorder.kill('SIGINT');
  assert.equal((await recorder.result).code, 0);
  assert.equal(await verified(file('all.pb')), 15);
  assert.equal(await verified(file('all-2.pb')), 15);
});

test('a program whose renderer is not there is told what to start', async () => {
  const { code, stderr } = await sgl(['run', '--shm', 'sgl_nobody', '--', 'true']);
  assert.equal(code, 2);
  assert.match(stderr, /no renderer serves \/dev\/shm\/sgl_nobody; start one with `sgl serve --shm sgl_nobody`/);
  const untouched = await start('ls', ['/'], { env: environmentFor('sgl_nobody') }).result;
  assert.equal(untouched.code, 0);
  assert.equal(untouched.stderr, '');
  const lost = await start('glxinfo', ['-B'], { env: environmentFor('sgl_nobody') }).result;
  assert.equal(lost.stderr.split('\n').filter(line => line.startsWith('sgl: ')).length, 1, lost.stderr);
  assert.match(lost.stderr, /sgl serve/);
});
