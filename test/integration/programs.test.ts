// Programs of our own for what is easily forgotten: what they print natively they print through sgl, pictures included,
// and a replay gives every recorded answer again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl, start } from './support.js';

for (const [name, lines] of [
  ['old_gl', 150],
  ['new_gl', 100],
  ['shared_threads', 60],
  ['spirv', 15],
  ['window_clears', 50],
  ['accumulation', 2500],
] as const) {
  test(`${name}.c prints what it prints natively, and so does its replay`, async () => {
    const program = join(folder, name);
    const trace = join(folder, `${name}.pb`);
    execFileSync('gcc', ['-O1', '-w', join(root, `test/programs/${name}.c`), '-o', program, '-lGL', '-lX11', '-lpthread']);
    const native = await start(program, []).result;
    assert.equal(native.code, 0, native.stderr);
    assert.ok(native.stdout.split('\n').length > lines, native.stdout);
    const ours = await sgl(['record', '-o', trace, '--', program]);
    assert.equal(ours.code, 0, ours.stderr);
    assert.deepEqual(ours.stdout.split('\n'), native.stdout.split('\n'));
    const replay = await sgl(['replay', '--verify', '--json', trace]);
    assert.equal(replay.code, 0, replay.stderr + replay.stdout);
    const { replies } = JSON.parse(replay.stdout) as { replies: { total: number; different: number } };
    assert.ok(replies.total > 20);
    assert.equal(replies.different, 0);
  });
}

test('a trace cut out of accumulation.c between frames that accumulate has the same frames', async () => {
  const part = join(folder, 'accumulation_part.pb');
  const trimmed = await sgl(['trim', join(folder, 'accumulation.pb'), '--frames', '3-5', '-o', part, '--json']);
  assert.equal(trimmed.code, 0, trimmed.stderr + trimmed.stdout);
  const { verified } = JSON.parse(trimmed.stdout) as {
    verified: { frames: { total: number; identical: number }; replies: { different: number } };
  };
  assert.equal(verified.frames.total, 3);
  assert.equal(verified.frames.identical, 3);
  assert.equal(verified.replies.different, 0);
});
