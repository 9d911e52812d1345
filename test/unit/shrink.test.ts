// Shrinking lists: what is needed stays, everything else goes.
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { least, shrink } from '../../src/inspect/shrink.js';
import { ReduceError, reduceTrace } from '../../src/replay/reduce.js';
import { TraceReader } from '../../src/trace/reader.js';
import { temporaryFolder } from './trace_sample.js';

test('the units that a test needs are what is left', async () => {
  for (const needed of [[], [0], [999], [3, 500, 501, 998], [1, 2, 3, 4, 5]]) {
    let tests = 0;
    const units = Array.from({ length: 1000 }, (_, i) => i);
    const kept = await shrink(units, async left => {
      tests++;
      return needed.every(unit => left.includes(unit));
    });
    assert.deepEqual(kept, needed);
    assert.ok(tests < 150, `${tests} tests for ${needed.length} of 1000`);
  }
  // one of a pair is enough; which one is left is up to it
  const kept = await shrink([...'abcdefgh'], async left => left.includes('b') || left.includes('g'));
  assert.equal(kept.length, 1);
  assert.equal(await least(1000, async n => n >= 377), 377);
  assert.deepEqual(await shrink([1, 2, 3], async () => false), [1, 2, 3]);
});

test('a trace shrinks to the calls that a test asks for', async t => {
  const reader = new TraceReader(resolve(import.meta.dirname, '../../traces/core_fbo.pb'));
  t.after(() => reader.close());
  const file = join(
    temporaryFolder(clean => t.after(clean)),
    'small.pb',
  );
  const names = (path: string) => {
    const small = new TraceReader(path);
    const found = Array.from({ length: small.calls }, (_, call) => small.callName(call));
    small.close();
    return found;
  };
  const result = await reduceTrace(reader, file, {
    keep: async path => {
      const found = names(path);
      return (
        found.includes('glBlitFramebuffer') && found.filter(name => name === 'sglSwapBuffers').length >= 2 && found.includes('glBufferData')
      );
    },
  });
  assert.equal(result.callsBefore, reader.calls);
  assert.deepEqual(names(file).sort(), ['glBlitFramebuffer', 'glBufferData', 'sglSwapBuffers', 'sglSwapBuffers']);
  assert.equal(result.calls, 4);
  assert.ok(!result.stopped);
  await assert.rejects(reduceTrace(reader, file, { keep: async () => false }), ReduceError);
});
