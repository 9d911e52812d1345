// What is made and destroyed leaves nothing behind, in the program and in the renderer: after a while a round costs at most
// 1 KiB more than natively. `npm run test:leaks` is the long version.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build, type Kind, leaks } from '../leaks.js';
import { folder } from './support.js';

const most = 1024;
const program = build(folder);
const kinds: readonly (readonly [kind: Kind, warm: number, rounds: number])[] = [
  ['contexts', 300, 700],
  ['objects', 300, 1000],
  ['maps', 300, 700],
  ['threads', 300, 700],
  ['programs', 100, 400],
];

for (const [kind, warm, rounds] of kinds) {
  test(`${rounds} rounds of ${kind} leave no memory behind`, async () => {
    const { native, program: ours, renderer } = await leaks(program, kind, warm, rounds);
    assert.ok(ours.heap <= native.heap + most, `the program grows by ${ours.heap} bytes a round, natively ${native.heap}`);
    assert.ok(renderer.heap <= native.heap + most, `the renderer grows by ${renderer.heap} bytes a round, natively ${native.heap}`);
  });
}
