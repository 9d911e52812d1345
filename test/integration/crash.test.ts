// A program that dies in a draw: its trace ends with that draw, says so, and can be looked at there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { diedIn } from '../../src/cli/inspect.js';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, root, sampleTrace, sgl } from './support.js';

test('the trace of a program that is killed in a draw opens at that draw', async () => {
  const program = join(folder, 'dies_drawing');
  execFileSync('gcc', ['-O1', join(root, 'test/programs/dies_drawing.c'), '-o', program, '-lGL', '-lX11']);
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
