// What a program reads back through sgl is what it reads natively: every byte, and every byte left alone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl, start } from './support.js';

const program = join(folder, 'readback');
execFileSync('gcc', ['-O1', join(root, 'test/programs/readback.c'), '-o', program, '-lGL', '-lX11']);

test('readbacks give the same bytes and errors as natively', async () => {
  const native = await start(program, []).result;
  assert.equal(native.code, 0, native.stderr);
  const ours = await sgl(['run', '--', program]);
  assert.equal(ours.code, 0, ours.stderr);
  assert.deepEqual(ours.stdout.split('\n'), native.stdout.split('\n'));
});

test('a replay reads back the same bytes', async () => {
  const trace = join(folder, 'readback.pb');
  assert.equal((await sgl(['record', '-o', trace, '--', program])).code, 0);
  const verified = await sgl(['replay', '--verify', '--json', trace]);
  const { replies } = JSON.parse(verified.stdout) as { replies: { total: number; different: number } };
  assert.ok(replies.total > 100);
  assert.equal(replies.different, 0, verified.stdout);
});
