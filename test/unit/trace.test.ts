// Writing and reading traces: what comes back, cut-off files, flipped bits, other files, repair, sections.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codec } from '../../src/trace/codec.js';
import { TraceError } from '../../src/trace/errors.js';
import { decodePacket, encodePacket, readPrefix, TRAILER_BYTES } from '../../src/trace/packet.js';
import { pb, toUnsignedLong } from '../../src/trace/pb.js';
import { OP } from '../../src/trace/protocol_commands.js';
import { TraceReader } from '../../src/trace/reader.js';
import { appendSection, repair } from '../../src/trace/repair.js';
import { TRACE_MAGIC, TraceWriter } from '../../src/trace/writer.js';
import { command, concat, memory, records, words } from './journal_records.js';
import { GL, sampleModel, temporaryFolder, writeSample } from './trace_sample.js';

/** Everything that reading gives, as plain data. */
function contents(file: string) {
  const reader = new TraceReader(file);
  try {
    return {
      calls: reader.calls,
      frames: reader.frames,
      complete: reader.complete,
      ended: reader.index.ended,
      segments: reader.segments.map((_, i) => {
        const { batches, replies, frames, errors, losses, commands } = reader.segment(i);
        const payloads = Array.from({ length: replies.rows }, (_, row) => Buffer.from(reader.segment(i).replyPayload(row)).toString('hex'));
        return { batches, replies, payloads, frames, errors, losses, commands: Buffer.from(commands).toString('hex') };
      }),
    };
  } finally {
    reader.close();
  }
}

function isTraceError(kind: TraceError['kind'], file: string) {
  return (error: unknown) => {
    assert(error instanceof TraceError, `not a TraceError: ${error}`);
    assert.equal(error.kind, kind);
    assert(error.message.startsWith(`${file}: `), error.message);
    return true;
  };
}

test('a trace gives back what was written', async t => {
  const file = join(temporaryFolder(t.after.bind(t)), 'a.pb');
  await writeSample(file, { how: 'signal', code: 9, reason: '' });
  const reader = new TraceReader(file);
  t.after(() => reader.close());
  assert.equal(reader.complete, true);
  assert.deepEqual(reader.index.ended, { how: 'signal', code: 9, reason: '' });
  assert.equal(reader.calls, 21);
  assert.equal(reader.frames, 5);
  assert.equal(reader.index.durationNs, 205_000_000);
  assert.equal(reader.header.program, 'sample');
  assert.equal(reader.host?.renderer, 'Renderer X');
  assert.equal(reader.host?.version, '4.5 Test');
  assert.deepEqual(reader.host?.extensions, ['GL_EXT_one', 'GL_EXT_two']);
  assert.equal(reader.host?.limits.get(0x0d33), 16384);
  assert.equal(reader.contexts[0]?.version, 45);
  assert.deepEqual(
    reader.drawables.map(d => [d.id, d.width, d.height, d.kind]),
    [[1, 300, 200, 'window']],
  );
  assert.equal(reader.dictionary.name(GL.drawArrays), 'glDrawArrays');
  assert.equal(reader.dictionary.enumName('PrimitiveType', 4), 'GL_TRIANGLES');
  assert.deepEqual(
    reader.segments.map(s => [s.firstCall, s.calls, s.firstFrame, s.frames]),
    [
      [0, 6, 0, 1],
      [6, 9, 1, 2],
      [15, 6, 3, 2],
    ],
  );

  const second = reader.segment(1);
  assert.deepEqual([...second.batches.firstCall], [6, 7, 8, 9, 12]);
  assert.deepEqual([...second.batches.stream], [0, 0, 0, 0, 1]);
  assert.deepEqual(second.errors, [{ call: 7, error: 0x502, context: 1 }]);
  assert.deepEqual(
    second.frames.map(f => f.hash),
    [0xffffffffffffffffn, 3n],
  );
  assert.equal(second.frames[1]!.timeNs, 105_000_000);
  assert.deepEqual([...second.replies.call], [8]);
  assert.deepEqual([...second.replyPayload(0)], [2, 5, 0, 0, 0, 0, 0, 0]);
  const third = reader.segment(2);
  assert.deepEqual(third.losses, [{ call: 18, timeNs: 203_000_000, reason: 'a thread was stopped' }]);
  assert.deepEqual(reader.frame(4), { frame: 4, call: 20, timeNs: 205_000_000, drawable: 1, width: 8, height: 2, context: 1, hash: 5n });
  assert.equal(reader.frame(5), undefined);
  assert.deepEqual(
    [0, 5, 6, 20, 99].map(call => reader.segmentOfCall(call)),
    [0, 0, 1, 2, 2],
  );
  reader.verify();
});

test('walking finds what the index says', async t => {
  const folder = temporaryFolder(t.after.bind(t));
  await writeSample(join(folder, 'closed.pb'));
  await writeSample(join(folder, 'open.pb'), 'not closed');
  const closed = contents(join(folder, 'closed.pb'));
  const open = contents(join(folder, 'open.pb'));
  assert.equal(open.complete, false);
  assert.deepEqual(open.ended, { how: 'lost', code: 0, reason: '' });
  assert.deepEqual(open.segments, closed.segments);
  assert.equal(open.calls, closed.calls);
});

test('cut off at any byte, a trace reads up to its last whole packet', async t => {
  const folder = temporaryFolder(t.after.bind(t));
  const whole = join(folder, 'whole.pb');
  await writeSample(whole);
  const bytes = readFileSync(whole);
  const all = contents(whole);
  const file = join(folder, 'cut.pb');
  let lastCalls = 0;
  for (let length = 0; length < bytes.length; length++) {
    writeFileSync(file, bytes.subarray(0, length));
    let cut: ReturnType<typeof contents>;
    try {
      cut = contents(file);
    } catch (error) {
      isTraceError('not a trace', file)(error);
      assert.equal(lastCalls, 0, `unreadable at ${length} though shorter cuts were readable`);
      continue;
    }
    assert.equal(cut.complete, false);
    assert(cut.calls >= lastCalls, `fewer calls at ${length}`);
    lastCalls = cut.calls;
    assert.deepEqual(cut.segments, all.segments.slice(0, cut.segments.length));
  }
  assert.equal(lastCalls, all.calls);
});

test('a flipped bit anywhere is found', async t => {
  const folder = temporaryFolder(t.after.bind(t));
  const whole = join(folder, 'whole.pb');
  await writeSample(whole);
  const bytes = readFileSync(whole);
  const file = join(folder, 'flipped.pb');
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes);
    flipped[at]! ^= 1 << (at % 8);
    writeFileSync(file, flipped);
    try {
      const reader = new TraceReader(file);
      const { complete } = reader;
      reader.verify();
      reader.close();
      // The trailer has no other use than to say where the index is: without it the trace reads as one that was cut off.
      assert.equal(complete, false, `not found at byte ${at}`);
    } catch (error) {
      assert(error instanceof TraceError, `byte ${at}: ${error}`);
    }
  }
});

test('random bytes in the middle never do more than a TraceError', async t => {
  const folder = temporaryFolder(t.after.bind(t));
  const whole = join(folder, 'whole.pb');
  await writeSample(whole);
  const bytes = readFileSync(whole);
  const file = join(folder, 'random.pb');
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % below;
  };
  for (let round = 0; round < 300; round++) {
    const mixed = Buffer.from(bytes);
    for (let n = 1 + random(8); n > 0; n--) mixed[random(mixed.length)] = random(256);
    writeFileSync(file, mixed);
    try {
      contents(file);
    } catch (error) {
      assert(error instanceof TraceError, String(error));
    }
  }
});

test('an index whose totals are not those of its segments is damage, and takes no memory', async t => {
  const folder = temporaryFolder(t.after.bind(t));
  const whole = join(folder, 'whole.pb');
  await writeSample(whole);
  const bytes = readFileSync(whole);
  const packets: pb.TracePacket[] = [];
  for (let at = 0; at < bytes.length; ) {
    const prefix = readPrefix(bytes.subarray(at));
    assert(prefix.kind === 'packet');
    const end = at + prefix.prefixBytes + prefix.length;
    packets.push(decodePacket(bytes.subarray(at + prefix.prefixBytes, end), codec()).packet!);
    at = end;
  }
  const unchanged = () => {};
  const changes: readonly ((index: pb.Index.$Properties) => void)[] = [
    unchanged,
    index => Object.assign(index, { totalCalls: toUnsignedLong(2 ** 53) }),
    index => Object.assign(index, { totalFrames: toUnsignedLong(2 ** 53) }),
    index => Object.assign(index, { firstCall: [toUnsignedLong(6), toUnsignedLong(0), toUnsignedLong(0)] }),
  ];
  const file = join(folder, 'changed.pb');
  for (const change of changes) {
    const parts: Uint8Array[] = [];
    let bytesSoFar = 0;
    let indexAt = 0;
    for (const packet of packets) {
      const copy = pb.TracePacket.decode(pb.TracePacket.encode(packet).finish());
      delete (copy as { checksum?: unknown }).checksum;
      if (copy.index) {
        indexAt = bytesSoFar;
        change(copy.index);
      }
      if (copy.trailer) {
        copy.trailer.indexOffset = toUnsignedLong(indexAt);
        copy.trailer.fileBytes = toUnsignedLong(bytesSoFar + TRAILER_BYTES);
      }
      const part = encodePacket(copy, codec());
      parts.push(part);
      bytesSoFar += part.length;
    }
    writeFileSync(file, Buffer.concat(parts));
    if (change === unchanged) new TraceReader(file).close();
    else assert.throws(() => new TraceReader(file), isTraceError('damaged', file));
  }
});

test('other files are told apart', t => {
  const folder = temporaryFolder(t.after.bind(t));
  const cases: [string, Uint8Array, RegExp][] = [
    ['empty.pb', new Uint8Array(0), /is empty/],
    ['text.pb', Buffer.from('hello\n'), /not an sgl trace/],
    ['newline.pb', Buffer.from('\n'), /too short/],
    ['huge.pb', Buffer.from('0affffffffffffffff7f', 'hex'), /too short|not an sgl trace/],
    ['zeros.pb', new Uint8Array(4096), /not an sgl trace/],
  ];
  for (const [name, bytes, message] of cases) {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    assert.throws(
      () => new TraceReader(file),
      error => isTraceError('not a trace', file)(error) && message.test((error as Error).message),
    );
  }
  assert.throws(() => new TraceReader(folder), /is a directory/);
  assert.throws(() => new TraceReader(join(folder, 'none.pb')), /no such file/);
});

test('a newer format is named', t => {
  const file = join(temporaryFolder(t.after.bind(t)), 'newer.pb');
  writeFileSync(file, encodePacket({ header: { magic: TRACE_MAGIC, version: 99, recorder: 'sgl 9.0' } }, codec()));
  assert.throws(
    () => new TraceReader(file),
    error => isTraceError('newer', file)(error) && /sgl 9\.0.*newer sgl/.test((error as Error).message),
  );
});

test('repair gives a cut-off trace its index again', async t => {
  const folder = temporaryFolder(t.after.bind(t));
  const file = join(folder, 'a.pb');
  await writeSample(file, 'not closed');
  const before = contents(file);
  appendFileSync(file, Buffer.from('0aff0122', 'hex'));
  assert.deepEqual(repair(file), { changed: true, calls: 21, frames: 5, removedBytes: 4 });
  const after = contents(file);
  assert.equal(after.complete, true);
  assert.deepEqual(after.segments, before.segments);
  assert.equal(after.ended.how, 'lost');
  assert.equal(repair(file).changed, false);
});

test('sections are appended and superseded', async t => {
  const file = join(temporaryFolder(t.after.bind(t)), 'a.pb');
  await writeSample(file);
  const text = new TextEncoder().encode('x'.repeat(1000));
  await appendSection(file, { name: 'note', contentType: 'text/plain', contents: new TextEncoder().encode('first') });
  await appendSection(file, { name: 'note', contentType: 'text/plain', contents: text });
  await appendSection(file, { name: 'empty', contentType: '', contents: new Uint8Array(0) });
  const reader = new TraceReader(file);
  t.after(() => reader.close());
  assert.deepEqual(
    reader.sections.map(s => [s.name, s.bytes]),
    [
      ['note', 1000],
      ['empty', 0],
    ],
  );
  assert.deepEqual(Buffer.from(reader.section('note')!), Buffer.from(text));
  assert.equal(reader.calls, 21);
  reader.verify();
});

test('answers and marks may come after their calls, in segments without any; lost numbers leave a gap', async t => {
  const file = join(temporaryFolder(t.after.bind(t)), 'late.pb');
  const options = {
    client: { program: 'p', commandLine: '', pid: 1, protocol: 1, pointerBits: 64 },
    recorder: 't',
    originNs: 0n,
    model: sampleModel(),
    codec: codec(),
  };
  const writer = await TraceWriter.create(file, options);
  const error = command(GL.getError);
  for (const segment of [
    [records.batch(0, 2, concat([error, error]), { timeNs: 1n })],
    [records.reply(1, GL.getError, words(0, 0)), records.frame(1, 9n, 7n), records.reply(0, GL.getError, words(1, 0))],
    [records.batch(5, 1, error, { timeNs: 10n }), records.batch(9, 1, error, { timeNs: 11n })],
    [],
  ])
    await writer.segment(await codec().packSegment(memory(segment), { level: 1, originNs: 0n }));
  await writer.close({ how: 'exit', code: 3, reason: '' });
  const reader = new TraceReader(file);
  t.after(() => reader.close());
  reader.verify();
  assert.deepEqual(
    reader.segments.map(s => [s.firstCall, s.calls]),
    [
      [0, 2],
      [2, 0],
      [5, 5],
      [10, 0],
    ],
  );
  assert.deepEqual([...reader.segment(1).replies.call], [1, 0]);
  assert.equal(reader.frame(0)?.call, 1);
  assert.deepEqual([...reader.segment(2).batches.firstCall], [5, 9]);
  assert.equal(reader.calls, 10);
  assert.equal(reader.index.ended.code, 3);
  assert.equal(reader.callName(9), 'glGetError');
  assert.equal(reader.callName(7), '');
});

test('protoc reads a trace', async t => {
  const file = join(temporaryFolder(t.after.bind(t)), 'a.pb');
  await writeSample(file);
  let text: string;
  try {
    text = execFileSync('protoc', ['--decode=sgl.trace.Trace', '-I', 'proto', 'proto/trace.proto'], {
      input: readFileSync(file),
      encoding: 'utf8',
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return t.skip('no protoc here');
    throw error;
  }
  assert.match(text, /magic: "sgl trace"/);
  assert.match(text, /renderer: "Renderer X"/);
  assert.equal(text.match(/^ {2}segment \{/gm)?.length, 3);
});

test('a torn journal segment gives its whole records and says what was lost', async () => {
  const whole = new Uint8Array(
    memory([records.batch(0, 1, Uint8Array.of(64, 0, 2, 0, 0, 0x40, 0, 0)), records.reply(0, OP.waitGl, new Uint8Array(100))]),
  );
  const first = 8 + 32 + 8;
  for (let length = 0; length < whole.length; length++) {
    const packed = await codec().packSegment(whole.slice(0, length).buffer, { level: 1, originNs: 0n });
    assert.equal(packed.batches, length >= first ? 1 : 0);
    assert.equal(packed.calls, length >= first ? 1 : 0);
    assert.equal(packed.replies, length >= first + 8 + 16 + 100 ? 1 : 0);
  }
});

test('wild journal records are ignored, not followed', async () => {
  const wild = new Uint8Array(64).fill(0xff);
  assert.equal((await codec().packSegment(wild.buffer, { level: 1, originNs: 0n })).ignored, 64);
  const short = records.batch(0, 1, new Uint8Array(0));
  new DataView(short.buffer).setUint32(4, 8, true); // shorter than its own header
  const packed = await codec().packSegment(memory([short]), { level: 1, originNs: 0n });
  assert.equal(packed.batches, 0);
  assert(packed.ignored > 0);
});

test('the codec refuses what is not exactly one block', async () => {
  const data = new TextEncoder().encode('abc'.repeat(1000));
  const packed = await codec().zstdCompress(data, 1);
  assert.deepEqual(Buffer.from(codec().zstdDecompress(packed, 3000)), Buffer.from(data));
  for (const wrong of [2999, 3001, 0, -1, 1.5, 2 ** 40, Number.NaN]) assert.throws(() => codec().zstdDecompress(packed, wrong));
  assert.throws(() => codec().zstdDecompress(Buffer.concat([packed, packed]), 3000));
  assert.throws(() => codec().zstdDecompress(packed.subarray(0, packed.length - 1), 3000));
  assert.equal(codec().xxh3(new Uint8Array(0)), 0x2d06800538d394c2n);
});
