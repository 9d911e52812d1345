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

before(async () => {
  const program = join(folder, 'kept_state');
  execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/kept_state.c'), '-o', program, '-lGL', '-lX11']);
  const { code, stdout, stderr } = await sgl(['record', '-o', recorded, '--', program, '5']);
  assert.equal(code, 0, stderr);
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
