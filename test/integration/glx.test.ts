// GLX through sgl: contexts and drawables that are made, shared, moved and destroyed, windows and their pictures, errors
// of the X protocol, configurations. What the programs print natively they print through sgl, and in a replay nothing
// that came after such a change is lost.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl, start } from './support.js';

for (const name of ['glx_contexts', 'glx_present', 'glx_errors', 'client_runtime']) {
  test(`${name}.c prints what it prints natively, and its replay gives the same answers`, async () => {
    const program = join(folder, name);
    const trace = join(folder, `${name}.pb`);
    execFileSync('gcc', ['-O1', '-w', join(root, `test/programs/${name}.c`), '-o', program, '-lGL', '-lX11', '-lpthread']);
    const native = await start(program, []).result;
    assert.equal(native.code, 0, native.stderr);
    const env = { SGL_SYNC_PRESENT: '1' }; // some of them read their windows through X
    const ours = await sgl(['record', '-o', trace, '--', program], { env });
    assert.equal(ours.code, 0, ours.stderr);
    assert.deepEqual(ours.stdout.split('\n'), native.stdout.split('\n'));
    const replay = await sgl(['replay', '--verify', '--json', trace]);
    assert.equal(replay.code, 0, replay.stdout);
    const { replies } = JSON.parse(replay.stdout) as { replies: { total: number; different: number } };
    assert.ok(replies.total > 0);
    assert.equal(replies.different, 0);
  });
}

test('glx_configs.c finds the configurations and visuals that it finds natively, in the same order', async () => {
  const program = join(folder, 'glx_configs');
  execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/glx_configs.c'), '-o', program, '-lGL', '-lX11']);
  const native = await start(program, []).result;
  assert.equal(native.code, 0, native.stderr);
  assert.ok(native.stdout.split('\n').length > 10_000);
  const ours = await sgl(['run', '--', program]);
  assert.equal(ours.code, 0, ours.stderr);
  assert.deepEqual(ours.stdout.split('\n'), native.stdout.split('\n'));
});
