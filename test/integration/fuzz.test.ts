// Damaged traces and hostile requests, a few of each; `npm run test:fuzz` has the long part.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asks, tryTrace } from '../fuzz/verbs.js';
import { folder, sampleTrace, startSgl } from './support.js';

const SEEDS = 22;

test('verbs end with 0, 1 or 2 on damaged traces, and say what is wrong with them', async () => {
  // each verb twice, on traces of their own
  for (let seed = 0; seed < SEEDS; seed++)
    assert.deepEqual(await tryTrace(seed, folder, [asks[seed % asks.length]!, asks[(seed * 7 + 5) % asks.length]!]), []);
});

test('a session answers every line of nonsense, and goes on', async () => {
  const deep = (open: string, close: string) => open.repeat(200_000) + close.repeat(200_000);
  const lines = [
    '{',
    '"text"',
    '[]',
    deep('[', ']'),
    `{"jsonrpc":"2.0","id":${deep('[', ']')},"method":"info"}`,
    `{"jsonrpc":"2.0","id":1,"method":"info","params":${deep('{"a":', '').replace(/:$/, ':1')}${'}'.repeat(200_000)}}`,
    '{"jsonrpc":"2.0","id":1,"method":"__proto__"}',
    '{"jsonrpc":"2.0","id":1,"method":"info","params":{"__proto__":1,"constructor":2}}',
    '{"jsonrpc":"2.0","id":1,"method":"calls","params":{"calls":[1]}}',
    `{"jsonrpc":"2.0","id":1,"method":"${'x'.repeat(1 << 20)}"}`,
  ];
  const session = startSgl(['session', sampleTrace('glxgears'), '--stdio'], { input: true });
  session.stdin!.end([...lines, '{"jsonrpc":"2.0","id":"last","method":"methods"}', ''].join('\n'));
  const { code, stdout, stderr } = await session.result;
  assert.equal(code, 0, stderr);
  const answers = stdout.trim().split('\n');
  assert.equal(answers.length, lines.length + 1);
  for (const [i, answer] of answers.slice(0, -1).entries())
    assert.ok('error' in [JSON.parse(answer)].flat()[0], `line ${i}: ${answer.slice(0, 200)}`);
  assert.equal(JSON.parse(answers.at(-1)!).id, 'last');
});
