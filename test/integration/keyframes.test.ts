// The oracle of seeking: whatever is reached by way of a keyframe is what a straight replay has there. Calls in
// random order.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { captureKeyframe, Helpers } from '../../src/replay/keyframe/capture.js';
import { emitKeyframe } from '../../src/replay/keyframe/emit.js';
import { TraceHistory } from '../../src/replay/keyframe/history.js';
import { KeyframeObstacle } from '../../src/replay/keyframe/place.js';
import { KeyframeStore, Packed, packKeyframe } from '../../src/replay/keyframe/store.js';
import { Player } from '../../src/replay/player.js';
import { ReplaySession } from '../../src/replay/session.js';
import { codec } from '../../src/trace/codec.js';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, root, sampleTrace } from './support.js';

process.env.XDG_CACHE_HOME = join(folder, 'cache');

const IMMEDIATE = /^gl(Begin|Vertex|Normal|TexCoord|MultiTexCoord|Color)/;

/** Numbers that look random and are the same each time. */
function* numbers(seed: number): Generator<number> {
  for (let x = seed; ; ) {
    x = (Math.imul(x, 1103515245) + 12345) >>> 0;
    yield x >>> 8;
  }
}

/** What every window shows, and a hash of it. */
function pictures(player: Player): Record<string, string> {
  return Object.fromEntries(player.drawables().map(({ id }) => [id, codec().xxh3(player.pixels(id).data).toString(16)]));
}

/** Of multisampled images a keyframe keeps one value a pixel (docs/limits.md): their contents are not compared. */
function comparable(value: object): object {
  return 'samples' in value && Number(value.samples) > 1 && 'data' in value ? { ...value, data: undefined } : value;
}

/** Everything that a keyframe would hold at a call that is the end of a frame. */
function whole(player: Player, call: number): string[] | undefined {
  const history = new TraceHistory(player.reader);
  history.advance(call);
  try {
    const { contexts, groups, drawables, streams } = captureKeyframe(player, new Helpers(player), history, call, { resolve: true });
    const plain = (_: string, value: unknown) =>
      value instanceof Map
        ? [...value]
        : value instanceof Set
          ? [...value]
          : typeof value === 'bigint'
            ? String(value)
            : value instanceof Uint8Array
              ? codec().xxh3(value).toString(16)
              : ArrayBuffer.isView(value)
                ? [...(value as Float64Array)]
                : typeof value === 'object' && value !== null && !Array.isArray(value)
                  ? comparable(value)
                  : value;
    // whom a context shares with is told by its group
    const objects = groups.map(({ history: _, lists: __, model, ...group }) => ({ ...group, model: model.id }));
    const states = contexts.map(context => ({ ...context, live: { ...context.live, share: 0 } })).sort((a, b) => a.live.id - b.live.id);
    const current = streams.filter(({ context }) => context !== 0).sort((a, b) => a.id - b.id);
    return JSON.stringify({ states, objects, drawables, current }, plain, 1).split('\n');
  } catch (error) {
    if (error instanceof KeyframeObstacle) return undefined;
    throw error;
  }
}

/** A store with five keyframes. */
async function fill(reader: TraceReader): Promise<KeyframeStore> {
  const store = new KeyframeStore(codec(), 1 << 28);
  const player = new Player(reader);
  const history = new TraceHistory(reader);
  const helpers = new Helpers(player);
  const packed = new Packed();
  const every = Math.ceil(reader.frames / 5);
  for (let frame = 0; frame < reader.frames; frame++) {
    const call = reader.frame(frame)!.call + 1;
    player.goBefore(call);
    history.advance(call);
    if (frame % every !== 0) continue;
    const keyframe = captureKeyframe(player, helpers, history, call, { resolve: true });
    // as if each frame took a minute: seeks then always go by a keyframe
    const pieces = emitKeyframe(keyframe, player.names);
    const { keyframe: made, contents } = await packKeyframe(keyframe, frame * 60_000, pieces, codec(), packed, history);
    store.add(made, contents);
  }
  player.close();
  return store;
}

function decoded(file: Buffer): KeyframeStore | undefined {
  let at = 0;
  return KeyframeStore.decode(codec(), 1 << 28, file.length, bytes => {
    if (at + bytes > file.length) throw new RangeError('no more');
    at += bytes;
    return Uint8Array.from(file.subarray(at - bytes, at));
  });
}

test('a cache of keyframes that is damaged or cut off is none', async () => {
  const reader = new TraceReader(sampleTrace('core_fbo'));
  const file = Buffer.concat([...(await fill(reader)).encoded()]);
  reader.close();
  assert.ok(decoded(file));
  for (const at of [0, 9, 31, 40, file.length >> 1, file.length - 1]) {
    const damaged = Buffer.from(file);
    damaged[at]! ^= 1;
    assert.equal(decoded(damaged), undefined, `byte ${at}`);
  }
  for (const bytes of [0, 31, 32, 1000, file.length - 1]) assert.equal(decoded(file.subarray(0, bytes)), undefined, `${bytes} bytes`);
});

test('a second session has the keyframes of the first', async () => {
  const file = sampleTrace('hard_to_seek');
  const status = async () => (await session.do('background', {}))!;
  let session = new ReplaySession(file);
  try {
    await session.do('picture', { call: 100 });
    for (let now = await status(); now.ms === undefined; now = await status()) await new Promise(resolve => setTimeout(resolve, 50));
    const { count } = (await status()).keyframes;
    assert.ok(count > 0);
    session.close();
    session = new ReplaySession(file);
    const { keyframes } = await status();
    assert.deepEqual([keyframes.complete, keyframes.count], [true, count]);
  } finally {
    session.close();
  }
});

for (const name of readdirSync(join(root, 'traces')).filter(file => file.endsWith('.pb'))) {
  test(`seeking in ${name} by keyframes comes to what a straight replay has`, async () => {
    const reader = new TraceReader(sampleTrace(name.slice(0, -3)));
    const store = await fill(reader);
    assert.ok(store.count > 0);
    const source = numbers(name.length);
    // between glBegin and glEnd looking at a picture changes what is drawn so far
    const calls = Array.from({ length: 40 }, () => 1 + (source.next().value % (reader.calls - 1)))
      .filter(call => !IMMEDIATE.test(reader.callName(call - 1)))
      .slice(0, 8)
      .sort((a, b) => a - b);
    const ends = [0.4, 0.8].map(part => reader.frame(Math.floor(part * reader.frames))!.call + 1);
    const straight = new Player(reader);
    const expected = new Map<number, Record<string, string>>();
    for (const call of calls) {
      straight.goBefore(call);
      expected.set(call, pictures(straight));
    }
    straight.close();
    const wholes = new Map<number, string[] | undefined>();
    for (const end of ends) {
      // asking for everything leaves nothing behind, but each starts afresh all the same
      const own = new Player(reader);
      own.goBefore(end);
      wholes.set(end, whole(own, end));
      own.close();
    }
    const seeking = new Player(reader, {}, { seeking: true });
    // as a later session has them
    seeking.keyframes = decoded(Buffer.concat([...store.encoded()]));
    assert.equal(seeking.keyframes?.count, store.count);
    for (const call of calls.sort((a, b) => (a % 7) - (b % 7))) {
      seeking.goBefore(call);
      assert.equal(seeking.position, call);
      assert.deepEqual(pictures(seeking), expected.get(call), `before call ${call}`);
    }
    for (const end of ends.reverse()) {
      seeking.goBefore(end + 1);
      seeking.goBefore(end);
      const found = whole(seeking, end);
      const wanted = wholes.get(end);
      const at = found?.findIndex((line, i) => line !== wanted?.[i]) ?? -1;
      assert.equal(
        at,
        -1,
        `everything before call ${end}: ${found?.slice(at - 12, at + 3).join(' ')} instead of ${wanted?.slice(at - 2, at + 3).join(' ')}`,
      );
      assert.equal(found?.length, wanted?.length);
    }
    seeking.close();
    reader.close();
  });
}
