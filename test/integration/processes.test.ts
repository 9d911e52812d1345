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
const libraries = join(folder, 'odd_libraries');

before(() => {
  build('odd_processes', '-lGL', '-lEGL');
  build('odd_libraries', '-ldl');
});

/** Its windows are looked at through X. */
const env = { SGL_SYNC_PRESENT: '1' };

function assertSame(ours: Result, native: Result): void {
  assert.ok(native.stdout.length > 20, native.stderr);
  assert.deepEqual(ours.stdout.split('\n'), native.stdout.split('\n'), ours.stderr);
  assert.equal(ours.code, native.code, ours.stderr);
}

for (const [name, what] of [
  ['ends', 'draws in exit handlers and destructors'],
  ['children', 'has children of every kind while its threads draw'],
  ['threads-end', 'has threads that end, are cancelled, and destroy what others use'],
  ['first-thread-ends', 'goes on without its first thread'],
  ['first-thread-ended', 'begins to draw when its first thread has ended'],
  ['stacks', 'has little stacks and large thread-local variables'],
  ['signals', 'gets a thousand signals a second'],
  ['signal-thread', 'draws in a thread that waits for signals'],
  ['no-descriptors', 'has no descriptors left'],
  ['closed-descriptors', 'closes all descriptors'],
  ['other-root', 'has no files to look at'],
  ['no-output', 'has no standard streams'],
  ['displays', 'has several connections to the X server, and closes them'],
  ['both', 'uses GLX and EGL in one thread'],
  ['many-windows', 'has 300 windows'],
  ['no-context', 'calls OpenGL without a context'],
] as const)
  test(`a program that ${what} sees what it sees natively`, async () => {
    assertSame(await sgl(['run', '--', processes, name], { env }), await start(processes, [name]).result);
  });

test('every entry point can be called without a context', async () => {
  const names = readFileSync(join(root, 'src/spec/opcodes.txt'), 'utf8');
  const program = start(process.execPath, [join(root, 'bin/sgl.js'), 'run', '--', processes, 'no-context-at-all'], { input: true });
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
