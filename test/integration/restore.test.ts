// The oracle of keyframes on a few traces; `npm run test:restore` has it on many.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { Verdict } from '../conformance/restore_one.js';
import { folder, root, sampleTrace, sgl, start } from './support.js';

const LIMIT_MS = 300_000;
const recorded = join(folder, 'kept_state.pb');

async function judge(file: string, ...args: readonly string[]): Promise<Verdict> {
  const script = join(root, 'test/conformance/restore_one.ts');
  const { code, stdout, stderr } = await start(process.execPath, ['--import', 'tsx', script, file, ...args], { limitMs: LIMIT_MS }).result;
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Verdict;
}

/** Builds one of test/programs and records it; gives its output. */
async function record(name: string, libraries: readonly string[], ...args: readonly string[]): Promise<string> {
  const program = join(folder, name);
  execFileSync('gcc', ['-O1', '-w', join(root, `test/programs/${name}.c`), '-o', program, ...libraries]);
  const { code, stdout, stderr } = await sgl(['record', '-o', `${program}.pb`, '--', program, ...args]);
  assert.equal(code, 0, stderr);
  return stdout;
}

before(async () => {
  const stdout = await record('kept_state', ['-lGL', '-lX11'], '5');
  assert.match(stdout, /5 frames, error 0/);
});

test('a program that keeps much state plays on from random calls as it was recorded', async () => {
  const { places, warm, replies, differences } = await judge(recorded, '--restores', '16');
  assert.deepEqual(differences, []);
  assert.ok(places >= 12 && warm >= 8 && replies > 50, `${places} places, ${warm} warm, ${replies} answers`);
});

for (const name of ['contexts', 'hard_to_seek'])
  test(`${name} plays on from random calls as it was recorded`, async () => {
    const { places, differences } = await judge(sampleTrace(name), '--restores', '4');
    assert.deepEqual(differences, []);
    assert.ok(places > 0);
  });

test('all state and every attachment reached by keyframes are as in a straight replay', async () => {
  const { places, warm, differences } = await judge(recorded, '--seeks', '20');
  assert.deepEqual(differences, []);
  assert.ok(places === 20 && warm > 10, `${warm} of ${places} warm`);
});

for (const name of ['es_drawing', 'egl_images', 'egl_objects'])
  test(`${name}, of OpenGL ES among others, plays on from random calls, and shows the same everywhere`, async () => {
    await record(name, ['-lEGL', '-lGL', '-lX11', '-lm', '-ldl', '-lpthread']);
    const file = join(folder, `${name}.pb`);
    for (const args of [
      ['--restores', '4'],
      ['--seeks', '12'],
    ]) {
      const { places, differences } = await judge(file, ...args);
      assert.deepEqual(differences, []);
      assert.ok(places > 0);
    }
  });

test('es3_scenes shows the same everywhere, and not only on ways from the first call on', async () => {
  const { warm, differences } = await judge(sampleTrace('es3_scenes'), '--seeks', '12');
  assert.deepEqual(differences, []);
  assert.ok(warm > 6, `${warm} warm`);
});
