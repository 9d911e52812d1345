// Times put together by function, pass and frame, and as trace events.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { CallSelection, parseCallSet } from '../../src/inspect/callset.js';
import { callsOfFrame } from '../../src/inspect/frames.js';
import { tracePasses } from '../../src/inspect/passes.js';
import { sumProfile, traceEvents } from '../../src/inspect/profile.js';
import { TraceReader } from '../../src/trace/reader.js';

test('sums of a frame, its passes and functions; events in order', t => {
  const reader = new TraceReader(resolve(import.meta.dirname, '../../traces/core_fbo.pb'));
  t.after(() => reader.close());
  const { first, last } = callsOfFrame(reader, 3);
  const calls = Array.from({ length: last - first + 1 }, (_, i) => ({
    call: first + i,
    name: reader.callName(first + i),
    cpuMs: 1,
    finishMs: i === 5 ? 3 : 0,
  }));
  const selection = new CallSelection(
    parseCallSet('f3', () => ''),
    reader,
  );
  const passes = tracePasses(reader, selection);
  const { total, functions, frames, slowest, passes: byPass } = sumProfile(reader, calls, passes, 2);
  assert.deepEqual([total.calls, total.cpuMs, total.finishMs], [38, 38, 3]);
  assert.equal(
    functions.reduce((sum, each) => sum + each.calls, 0),
    38,
  );
  assert.deepEqual(
    frames.map(({ frame, calls }) => [frame, calls]),
    [[3, 38]],
  );
  assert.deepEqual([slowest.length, slowest[0]?.call], [2, first + 5]);
  assert.deepEqual(
    byPass.map(pass => pass.calls),
    passes.map(pass => pass.lastCall - pass.firstCall + 1),
  );
  const { traceEvents: events } = traceEvents(reader, calls, passes) as {
    traceEvents: { ph: string; name: string; ts: number; dur: number; tid: number }[];
  };
  const frame = events.find(({ name }) => name === 'frame 3');
  assert.deepEqual([frame?.ts, frame?.dur], [0, 41_000]);
  const inOrder = events.filter(({ ph, tid }) => ph === 'X' && tid >= 3);
  assert.equal(inOrder.length, 39);
  for (let i = 1; i < inOrder.length; i++) assert.equal(inOrder[i]!.ts, inOrder[i - 1]!.ts + inOrder[i - 1]!.dur);
});
