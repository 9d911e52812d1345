// Forward replay with a replayer of our own in place of the driver's: what is executed, in which pieces, and how
// frames and answers are compared.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ForwardReplayer, ReplayedFrame, RunResult } from '../../src/native.js';
import { ReplayDriver } from '../../src/replay/driver.js';
import { encodePng, takePictures } from '../../src/replay/pictures.js';
import { isIdentical, verify } from '../../src/replay/verify.js';
import { isCall, OP } from '../../src/trace/protocol_commands.js';
import { TraceReader } from '../../src/trace/reader.js';
import { GL, temporaryFolder, writeSample } from './trace_sample.js';

/** Walks commands as the executor does; presents the frames that it is given. */
class FakeReplayer implements ForwardReplayer {
  readonly executed: { opcode: number; call: number; stream: number; context: number }[] = [];
  readonly runs: { first: number; calls: number }[] = [];
  readonly asked: { drawable: number; after: number }[] = [];
  expected: Uint8Array[] = [];
  /** Opcode that is refused. */
  refuse = -1;
  constructor(readonly frames = new Map<number, Omit<ReplayedFrame, 'call'>>()) {}

  expect(replies: Uint8Array): void {
    this.expected.push(replies);
  }
  run(commands: Uint8Array, stream: number, context: number, firstCall: number): RunResult {
    const words = new Uint32Array(Uint8Array.from(commands).buffer);
    const frames: ReplayedFrame[] = [];
    let call = firstCall;
    for (let at = 0; at < words.length; ) {
      const opcode = words[at]! & 0xffff;
      if (opcode === this.refuse) return { calls: call - firstCall, frames, errors: [], malformed: `call ${call} is refused` };
      this.executed.push({ opcode, call, stream, context });
      const frame = this.frames.get(call);
      if (opcode === OP.swapBuffers && frame) frames.push({ call, ...frame });
      if (isCall(opcode)) call++;
      at += words[at]! >>> 16;
    }
    this.runs.push({ first: firstCall, calls: call - firstCall });
    return { calls: call - firstCall, frames, errors: [] };
  }
  replies() {
    return { total: 3, different: 0, samples: [] };
  }
  pixels(drawable: number) {
    this.asked.push({ drawable, after: this.executed.at(-1)!.call });
    return { width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255) };
  }
  currentDrawable(): number {
    return 1;
  }
  finish(): void {}
  close(): void {}
}

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

const size = { drawable: 1, width: 4, height: 4 };
const recordedFrames = () =>
  new Map([
    [5, { ...size, hash: 0x1122334455667788n }],
    [11, { ...size, hash: 0xffffffffffffffffn }],
    [14, { ...size, hash: 3n }],
    [17, { ...size, hash: 4n }],
    [20, { drawable: 1, width: 8, height: 2, hash: 5n }],
  ]);

test('everything is executed once, in order, in as few pieces as streams allow', async t => {
  const native = new FakeReplayer();
  new ReplayDriver(await sample(t), native).runAll();
  const calls = native.executed.filter(e => isCall(e.opcode)).map(e => e.call);
  assert.deepEqual(
    calls,
    Array.from({ length: 21 }, (_, i) => i),
  );
  assert.deepEqual(native.runs, [
    { first: 0, calls: 6 },
    { first: 6, calls: 6 },
    { first: 12, calls: 3 },
    { first: 15, calls: 6 },
  ]);
  assert.deepEqual(
    native.executed.find(e => e.opcode === OP.stage),
    { opcode: OP.stage, call: 6, stream: 0, context: 1 },
  );
});

test('stopping anywhere and going on executes the same', async t => {
  const reader = await sample(t);
  const whole = new FakeReplayer();
  new ReplayDriver(reader, whole).runAll();
  const all = whole.executed.map(e => [e.opcode, e.call, e.stream]);
  for (let first = 0; first < reader.calls; first++) {
    for (const second of [first + 1, first + 4]) {
      const native = new FakeReplayer();
      const driver = new ReplayDriver(reader, native);
      driver.runTo(first);
      assert.equal(driver.nextCall, first + 1);
      assert.equal(native.executed.filter(e => isCall(e.opcode)).length, first + 1);
      driver.runTo(second);
      driver.runTo(first); // never backwards
      driver.runAll();
      assert.deepEqual(
        native.executed.map(e => [e.opcode, e.call, e.stream]),
        all,
      );
    }
  }
});

test('one call at a time tells the current context of what is left', async t => {
  const native = new FakeReplayer();
  const pieces: [number, number][] = [];
  const driver = new ReplayDriver(await sample(t), native, {}, { onRun: (first, end) => pieces.push([first, end]) });
  driver.singleCalls = true;
  driver.runAll();
  assert.deepEqual(
    pieces.filter(([first, end]) => end > first),
    Array.from({ length: 21 }, (_, i) => [i, i + 1]),
  );
  assert.equal(native.executed.find(e => e.opcode === GL.clear)?.context, 1); // made current by call 2
});

test('the same frames are identical', async t => {
  const reader = await sample(t);
  const native = new FakeReplayer(recordedFrames());
  const result = verify(reader, native);
  assert.equal(isIdentical(result), true);
  assert.deepEqual(result.frames, { total: 5, identical: 5, withoutHash: 0, differences: [] });
  // header 8, RecordReply 16, payload padded to 8
  assert.deepEqual(
    native.expected.slice(1).map(e => e.length),
    [24 + 8, 24 + 8],
  );
  const view = new DataView(native.expected[1]!.buffer);
  assert.deepEqual(
    [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true), view.getUint32(16, true)],
    [2, 24, 8, GL.getError],
  );
});

test('other pixels, sizes and missing frames are told', async t => {
  const reader = await sample(t);
  const frames = recordedFrames();
  frames.set(11, { ...size, hash: 1n });
  frames.set(14, { ...size, height: 5, hash: 3n });
  frames.delete(20);
  const result = verify(reader, new FakeReplayer(frames));
  assert.equal(isIdentical(result), false);
  assert.equal(result.frames.identical, 2);
  assert.deepEqual(
    result.frames.differences.map(d => [d.frame, d.what]),
    [
      [1, 'other pixels'],
      [2, 'recorded 4x4, replayed 4x5'],
      [4, 'was not presented again'],
    ],
  );
});

test('a refused command ends the replay, and the verification says so', async t => {
  const native = new FakeReplayer(recordedFrames());
  native.refuse = GL.getError;
  const result = verify(await sample(t), native);
  assert.equal(result.malformed, 'call 8 is refused');
  assert.equal(result.frames.identical, 1);
  assert.equal(isIdentical(result), false);
});

test('a frame is taken before its swap, a call after it', async t => {
  const reader = await sample(t);
  const native = new FakeReplayer();
  const taken: number[] = [];
  takePictures(
    reader,
    native,
    [
      { call: 14, frame: reader.frame(2) },
      { call: 10, frame: undefined },
    ],
    picture => taken.push(picture.call),
  );
  assert.deepEqual(taken, [10, 14]);
  assert.deepEqual(native.asked, [
    { drawable: 1, after: 10 },
    { drawable: 1, after: 13 },
  ]);
  assert.deepEqual(
    [...encodePng({ width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255) }).subarray(1, 4)],
    [0x50, 0x4e, 0x47],
  );
});
