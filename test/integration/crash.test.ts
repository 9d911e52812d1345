// A program that dies in a draw: its trace ends with that draw, says so, and can be looked at there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { diedIn } from '../../src/cli/inspect.js';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, root, sampleTrace, sgl } from './support.js';

const program = join(folder, 'dies_drawing');

before(() => {
  execFileSync('gcc', ['-O1', join(root, 'test/programs/dies_drawing.c'), '-o', program, '-lGL', '-lX11']);
});

test('the trace of a program that is killed in a draw opens at that draw', async () => {
  const trace = join(folder, 'dies.pb');
  await sgl(['record', '-o', trace, '--', program]);
  const { stdout } = await sgl(['info', trace, '--json']);
  const { ended, endedCode, lastCall, calls } = JSON.parse(stdout);
  assert.deepEqual([ended, endedCode, lastCall], ['signal', 9, { call: calls - 1, name: 'glDrawArrays' }]);
  assert.match((await sgl(['info', trace])).stdout, /the program was ended by signal 9, after call \d+ glDrawArrays/);
  const reader = new TraceReader(trace);
  assert.equal(diedIn(reader), true);
  reader.close();
  const sample = new TraceReader(sampleTrace('glxgears'));
  assert.equal(diedIn(sample), false);
  sample.close();
  const mesh = JSON.parse((await sgl(['mesh', trace, '--at', String(lastCall.call), '--json'])).stdout);
  assert.deepEqual(
    [mesh.mode, mesh.vertices.map(({ values }: { values: number[][] }) => values[0])],
    [
      'GL_LINES',
      [
        [0, 0],
        [1, 0],
      ],
    ],
  );
});

for (const [mode, name, call] of [
  ['arrays', 'glDrawArrays', /glDrawArrays\(mode = GL_POINTS, first = 1, count = 2\)/],
  ['indices', 'glDrawElements', /glDrawElements\(mode = GL_TRIANGLES, count = 3, type = GL_UNSIGNED_SHORT, indices = /],
  ['many', 'glMultiDrawArrays', /glMultiDrawArrays\(mode = GL_LINE_STRIP, .*, drawcount = 2\)/],
] as const)
  test(`the trace of a program that dies in ${name} of memory that is not there ends with that call`, async () => {
    const trace = join(folder, `dies_${mode}.pb`);
    await sgl(['record', '-o', trace, '--', program, mode]);
    const { ended, endedCode, lastCall, calls } = JSON.parse((await sgl(['info', trace, '--json'])).stdout);
    assert.deepEqual([ended, endedCode, lastCall], ['signal', 11, { call: calls - 1, name, died: true }]);
    const { stdout } = await sgl(['dump', trace, '--calls', String(calls - 1)]);
    assert.match(stdout, call);
    assert.match(stdout, /the program died in this call/);
    const replay = await sgl(['replay', '--verify', '--json', trace]);
    assert.equal(replay.code, 0, replay.stderr + replay.stdout);
    // the call before it is as it was, and the call itself can be gone to
    assert.equal((await sgl(['mesh', trace, '--at', '8', '--json'])).code, 0);
    assert.equal((await sgl(['image', trace, '--at', String(calls - 1), '--attachment', 'color0', '-o', folder])).code, 0);
  });
