// Segments with much in their frames are compressed for speed, batch by batch: what is put in comes out, and repeats are
// found. What comes before the first frame is compressed well.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { codec } from '../../src/trace/codec.js';
import { TraceReader } from '../../src/trace/reader.js';
import { TraceWriter } from '../../src/trace/writer.js';
import { memory, records } from './journal_records.js';
import { sampleModel, temporaryFolder } from './trace_sample.js';

const LARGE = 1 << 20;

/** The same bytes each time, without repeats. */
function noise(bytes: number, seed: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  for (let i = 0, x = seed; i < words.length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    words[i] = x ^ (x >>> 15);
  }
  return new Uint8Array(words.buffer, 0, bytes);
}

/** Writes them as the batches of one segment and reads them again; returns how large the trace is. */
async function written(t: TestContext, batches: readonly Uint8Array[], { beforeFrames = false } = {}): Promise<number> {
  const file = join(temporaryFolder(t.after.bind(t)), 'a.pb');
  const writer = await TraceWriter.create(file, {
    client: { program: 'p', commandLine: '', pid: 1, protocol: 1, pointerBits: 64 },
    recorder: 't',
    originNs: 0n,
    model: sampleModel(),
    codec: codec(),
  });
  const frame = records.frame(0, 0n, 1n);
  const all = batches.map((batch, i) => records.batch(i, 1, batch));
  const segment = memory(beforeFrames ? [...all, frame] : [frame, ...all]);
  await writer.segment(await codec().packSegment(segment, { level: 1, originNs: 0n }));
  await writer.close({ how: 'exit', code: 0, reason: '' });
  const reader = new TraceReader(file);
  try {
    assert.ok(Buffer.from(reader.segment(0).commands).equals(Buffer.concat(batches)), 'what was written is not what is read');
  } finally {
    reader.close();
  }
  return statSync(file).size;
}

test('rows that repeat cost next to nothing, in one batch or in many', async t => {
  const row = noise(4800, 1);
  const empty = await written(t, [noise(16, 1)]);
  for (const inBatch of [1, 7, 400]) {
    const batch = new Uint8Array(Buffer.concat(Array.from({ length: inBatch }, () => row)));
    const batches = Array.from({ length: Math.ceil(400 / inBatch) }, () => batch);
    const bytes = (await written(t, batches)) - empty;
    assert.ok(bytes < 3 * row.length, `${bytes} bytes`);
  }
});

test('repeats of a few words next to each other are found', async t => {
  const floats = new Float32Array(600_000);
  for (let i = 0; i < floats.length; i++) floats[i] = Math.sin(Math.floor(i / 240) + (Math.floor(i / 3) % 2));
  const bytes = await written(t, [new Uint8Array(floats.buffer)]);
  assert.ok(bytes < floats.byteLength / 10, `${bytes} bytes`);
});

test('what does not repeat grows by little', async t => {
  const batches = Array.from({ length: 8 }, (_, i) => noise(LARGE / 4, i + 9));
  const bytes = await written(t, batches);
  assert.ok(bytes < 2 * LARGE + 4096, `${bytes} bytes`);
});

test('repeats at each distance from both ends of a batch, and batches shorter than a repeat', async t => {
  const block = noise(64, 3);
  const batches = [noise(LARGE, 2)];
  for (let at = 0; at < 200; at += 4) {
    const data = noise(264, at + 5).slice();
    data.set(block, at);
    batches.push(data, block, data.subarray(at), block.subarray(0, 4 + (at % 60)));
  }
  await written(t, batches);
});

test('what repeats further back than the window is written again', async t => {
  const block = noise(4096, 5);
  const bytes = await written(t, [block, new Uint8Array(12 << 20), block, block]);
  assert.ok(bytes > 8192, `${bytes} bytes`);
});

test('what comes before the first frame is compressed well', async t => {
  const bits = noise(LARGE / 4, 7).map(byte => byte & 15);
  const bytes = await written(t, [bits, bits.map(byte => byte ^ 5), bits.map(byte => byte ^ 9)], { beforeFrames: true });
  assert.ok(bytes < (0.7 * (3 * LARGE)) / 4, `${bytes} bytes`);
});
