// State that the client library answers for itself, and errors that it knows there are none of: after random calls, good and bad,
// a program reads what it reads natively; and not each question makes it wait.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl, start } from './support.js';

function build(name: string): string {
  const file = join(folder, name);
  execFileSync('gcc', ['-O1', '-Wall', '-Wextra', join(root, `test/programs/${name}.c`), '-o', file, '-lEGL', '-lGL']);
  return file;
}
const program = build('state_answers');
const STEPS = '2000';

/** Bits: lists, lists with open glBegin, high units, framebuffers, deletes, attribute stacks, two contexts, a debug callback. */
for (const [profile, seeds] of [
  ['compatibility', [0, 1, 3, 4, 8, 32, 33, 48, 64, 112, 128]],
  ['core', [0, 116]],
  ['es1', [0]],
  ['es2', [0, 116]],
] as const) {
  test(`random calls in a ${profile} context read back as natively`, async () => {
    for (const seed of seeds) {
      const args = [profile, String(seed), STEPS];
      const native = await start(program, args).result;
      assert.equal(native.code, 0, `${args}: ${native.stderr}`);
      const lines = native.stdout.split('\n');
      assert.ok(lines.length > 500, `${args}: ${lines.length} lines`);
      const ours = await sgl(['run', '--', program, ...args]);
      assert.equal(ours.code, 0, `${args}: ${ours.stderr}`);
      assert.deepEqual(ours.stdout.split('\n'), lines, args.join(' '));
    }
  });
}

test('what only looks known is asked', async () => {
  const traps = build('state_traps');
  const native = await start(traps, []).result;
  assert.equal(native.code, 0, native.stderr);
  const ours = await sgl(['run', '--', traps]);
  assert.equal(ours.code, 0, ours.stderr);
  assert.deepEqual(ours.stdout.split('\n'), native.stdout.split('\n'));
});

test('questions are answered without waiting, and a replay gives the others again', async () => {
  const trace = join(folder, 'state_answers.pb');
  const recorded = await sgl(['record', '-o', trace, '--', program, 'compatibility', '0', STEPS]);
  assert.equal(recorded.code, 0, recorded.stderr);
  const asked = recorded.stdout.split('\n').filter(line => line !== '').length;
  const found = await Promise.all(['glGet*', 'glIsEnabled'].map(name => sgl(['find', trace, name])));
  const waited = found.flatMap(({ stdout }) => stdout.split('\n')).filter(line => /^\d+ gl/.test(line)).length;
  assert.ok(waited > 10 && waited < asked * 0.9, `${waited} of ${asked} questions made the program wait`);
  assert.equal((await sgl(['replay', '--verify', trace])).code, 0);
});
