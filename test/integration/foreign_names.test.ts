// Names and configurations from elsewhere mean what they mean natively: core contexts refuse names that were not generated, and a
// configuration is good on each connection to its X server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl, start } from './support.js';

test('names that nobody generated, and configurations of another connection', async () => {
  const program = join(folder, 'foreign_names');
  execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/foreign_names.c'), '-o', program, '-lGL', '-lX11']);
  const native = await start(program, []).result;
  assert.equal(native.code, 0, native.stderr);
  const ours = await sgl(['run', '--', program]);
  assert.equal(ours.stdout, native.stdout, ours.stderr);
});
