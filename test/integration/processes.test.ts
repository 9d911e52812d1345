// What programs do with their process, their threads and the libraries: exit handlers that draw, children, signals, limits,
// libraries opened again and again. What the programs print natively they print through sgl.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { folder, type Result, root, sgl, start } from './support.js';

const build = (name: string, ...libraries: string[]) =>
  execFileSync('gcc', [
    '-O1',
    '-Wall',
    '-Wextra',
    join(root, `test/programs/${name}.c`),
    '-o',
    join(folder, name),
    ...libraries,
    '-lX11',
    '-lpthread',
  ]);
const processes = join(folder, 'odd_processes');
const contexts = join(folder, 'odd_contexts');
const libraries = join(folder, 'odd_libraries');

before(() => {
  for (const name of ['odd_processes', 'odd_threads', 'odd_contexts']) build(name, '-lGL', '-lEGL');
  build('odd_libraries', '-ldl');
});

/** Its windows are looked at through X. */
const env = { SGL_SYNC_PRESENT: '1' };

function assertSame(ours: Result, native: Result): void {
  assert.ok(native.stdout.length > 20, native.stderr);
  assert.deepEqual(ours.stdout.split('\n'), native.stdout.split('\n'), ours.stderr);
  assert.equal(ours.code, native.code, ours.stderr);
}

for (const [kind, name, what] of [
  ['processes', 'ends', 'draws in exit handlers and destructors'],
  ['processes', 'children', 'has children of every kind while its threads draw'],
  ['threads', 'threads-end', 'has threads that end, are cancelled, and destroy what others use'],
  ['threads', 'first-thread-ends', 'goes on without its first thread'],
  ['threads', 'first-thread-ended', 'begins to draw when its first thread has ended'],
  ['threads', 'stacks', 'has little stacks and large thread-local variables'],
  ['threads', 'signals', 'gets a thousand signals a second'],
  ['threads', 'signal-thread', 'draws in a thread that waits for signals'],
  ['processes', 'no-descriptors', 'has no descriptors left'],
  ['processes', 'closed-descriptors', 'closes all descriptors'],
  ['processes', 'other-root', 'has no files to look at'],
  ['processes', 'no-output', 'has no standard streams'],
  ['contexts', 'displays', 'has several connections to the X server, and closes them'],
  ['contexts', 'both', 'uses GLX and EGL in one thread'],
  ['contexts', 'many-windows', 'has 300 windows'],
  ['contexts', 'no-context', 'calls OpenGL without a context'],
] as const)
  test(`a program that ${what} sees what it sees natively`, async () => {
    const program = join(folder, `odd_${kind}`);
    assertSame(await sgl(['run', '--', program, name], { env }), await start(program, [name]).result);
  });

test('every entry point can be called without a context', async () => {
  const names = readFileSync(join(root, 'src/spec/opcodes.txt'), 'utf8');
  const program = start(process.execPath, [join(root, 'bin/sgl.js'), 'run', '--', contexts, 'no-context-at-all'], { input: true });
  program.stdin?.end(names);
  const { code, stdout, stderr } = await program.result;
  assert.equal(code, 0, stderr);
  const count = names.trim().split('\n').length;
  assert.deepEqual(stdout.trim().split('\n'), [`called ${count}, error 0`, 'then: f0ff80ff, error 0']);
});

test('libraries can be opened and closed again and again', async () => {
  assertSame(await sgl(['run', '--', libraries]), await start(libraries, []).result);
});

test('what a program leaves behind goes on drawing, and is waited for', async () => {
  const daemon = await sgl(['run', '--', processes, 'goes-behind']);
  assert.deepEqual([daemon.code, daemon.stdout], [0, 'behind: 6eff80ff, error 0\n'], daemon.stderr);
  const trace = join(folder, 'behind.pb');
  const launcher = await sgl(['record', '-o', trace, '--', 'sh', '-c', `${processes} hello & exit 4`]);
  assert.deepEqual([launcher.code, launcher.stdout], [4, 'hello: 46ff80ff, error 0\n'], launcher.stderr);
  assert.equal((await sgl(['replay', '--verify', trace])).code, 0);
});
