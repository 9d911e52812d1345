// Dumps and statistics of a small trace made by hand.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { CallSelection, parseCallSet } from '../../src/inspect/callset.js';
import { dumpLines, dumpRecords } from '../../src/inspect/dump.js';
import { bitsText } from '../../src/inspect/format.js';
import { traceStat } from '../../src/inspect/stat.js';
import { pictureName, pointsOf } from '../../src/inspect/walk.js';
import { TraceReader } from '../../src/trace/reader.js';
import { sampleModel, temporaryFolder, writeSample } from './trace_sample.js';

async function sample(t: { after(clean: () => void): void }): Promise<TraceReader> {
  const file = join(
    temporaryFolder(clean => t.after(clean)),
    'a.pb',
  );
  await writeSample(file);
  const reader = new TraceReader(file);
  t.after(() => reader.close());
  return reader;
}
const select = (text: string, reader: TraceReader) =>
  new CallSelection(
    parseCallSet(text, () => ''),
    reader,
  );

test('a dump names calls, arguments, answers, errors, frames and losses', async t => {
  const reader = await sample(t);
  assert.deepEqual(
    [...dumpLines(reader, select('*', reader))],
    [
      '0 sglCreateContext(context = 1, share = 0, major = 0, minor = 0, profile = 2, flags = 0, resetStrategy = 0, doubleBuffered = 1)',
      '1 sglCreateDrawable(drawable = 1, config = 3, width = 300, height = 200, doubleBuffered = 1, kind = 0)',
      '2 sglMakeCurrent(context = 1, draw = 1, read = 1)',
      '3 glClear(mask = GL_DEPTH_BUFFER_BIT | GL_COLOR_BUFFER_BIT)',
      '4 glDrawArrays(mode = GL_TRIANGLES, first = 0, count = 3)',
      '5 sglSwapBuffers(drawable = 1, reserved = 0, swap = 1)',
      '// frame 0: 4x4, drawable 1',
      '6 glBufferData(target = 0x8892, size = 8, data = <8 bytes>, usage = 0x88e4)',
      '7 glUniform4f(location = -1, v0 = 1, v1 = 0.5, v2 = -2, v3 = 0) // GL_INVALID_OPERATION',
      '8 glGetError() = 0x502',
      '9 glClear(mask = GL_DEPTH_BUFFER_BIT | GL_COLOR_BUFFER_BIT)',
      '10 glDrawArrays(mode = GL_TRIANGLES, first = 0, count = 3)',
      '11 sglSwapBuffers(drawable = 1, reserved = 0, swap = 2)',
      '// frame 1: 4x4, drawable 1',
      '12 glClear(mask = GL_DEPTH_BUFFER_BIT | GL_COLOR_BUFFER_BIT)',
      '13 glDrawArrays(mode = GL_TRIANGLES, first = 0, count = 3)',
      '14 sglSwapBuffers(drawable = 1, reserved = 0, swap = 3)',
      '// frame 2: 4x4, drawable 1',
      '15 glGetIntegerv(pname = 0xd33, data = [16384])',
      '16 glDrawArrays(mode = GL_TRIANGLES, first = 0, count = 3)',
      '17 sglSwapBuffers(drawable = 1, reserved = 0, swap = 4)',
      '// frame 3: 4x4, drawable 1',
      '// calls are missing here: a thread was stopped',
      '18 glClear(mask = GL_DEPTH_BUFFER_BIT | GL_COLOR_BUFFER_BIT)',
      '19 glDrawArrays(mode = GL_TRIANGLES, first = 0, count = 3)',
      '20 sglSwapBuffers(drawable = 1, reserved = 0, swap = 5)',
      '// frame 4: 8x2, drawable 1',
    ],
  );
  assert.deepEqual(
    [...dumpLines(reader, select('*/error', reader))],
    ['7 glUniform4f(location = -1, v0 = 1, v1 = 0.5, v2 = -2, v3 = 0) // GL_INVALID_OPERATION'],
  );
});

test('records carry the same as data', async t => {
  const reader = await sample(t);
  const [call] = [...dumpRecords(reader, select('15', reader))];
  assert.deepEqual(call, {
    place: 'f3:call0',
    call: 15,
    name: 'glGetIntegerv',
    stream: 0,
    context: 1,
    timeNs: 200_000_000,
    args: { pname: '0xd33', data: { room: 4 } },
    outs: { data: [16384] },
  });
  const frame = [...dumpRecords(reader, select('f2/frame', reader))][0];
  assert.equal(frame?.frame, 2);
  assert.equal(frame?.stream, 1);
});

test('points of a picture set', async t => {
  const reader = await sample(t);
  const names = (set: string) =>
    pointsOf(
      reader,
      parseCallSet(set, () => ''),
    ).map(pictureName);
  assert.deepEqual(names('*/frame'), ['f000000.png', 'f000001.png', 'f000002.png', 'f000003.png', 'f000004.png']);
  assert.deepEqual(names('f2'), ['f000002.png']);
  assert.deepEqual(names('f1-f2,4'), ['c000000004.png', 'f000001.png', 'f000002.png']);
  assert.deepEqual(names('10-11'), ['c000000010.png', 'f000001.png']);
});

test('statistics count calls, bytes, waits and frames', async t => {
  const stat = traceStat(await sample(t));
  assert.equal(stat.waits, 4);
  assert.equal(stat.streams, 2);
  assert.deepEqual(stat.callsPerFrame, { min: 3, median: 3, mean: 4.2, p95: 6, max: 6 });
  assert.deepEqual(
    stat.entryPoints.slice(0, 3).map(e => [e.name, e.calls]),
    [
      ['glDrawArrays', 5],
      ['sglSwapBuffers', 5],
      ['glClear', 4],
    ],
  );
  const buffer = stat.entryPoints.find(e => e.name === 'glBufferData');
  assert.equal(buffer?.bytes, 8 * 4 + 7 * 4); // its own words and the staged piece before
  assert.equal(stat.entryPoints.find(e => e.name === 'glGetError')?.waits, 1);
  assert.equal(stat.entryPoints.find(e => e.name === 'glUniform4f')?.errors, 1);
});

test('bits without a name are shown', () => {
  const model = sampleModel();
  assert.equal(bitsText(model, 'ClearBufferMask', 0), '0');
  assert.equal(bitsText(model, 'ClearBufferMask', 0x4001), 'GL_COLOR_BUFFER_BIT | 0x1');
  assert.equal(bitsText(model, 'none', 0x80000000), '0x80000000');
});
