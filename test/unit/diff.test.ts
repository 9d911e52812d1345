// Comparing: alignment of sequences, calls of traces, pictures.
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { alignSequences } from '../../src/inspect/diff/align.js';
import { diffCalls } from '../../src/inspect/diff/calls.js';
import { diffImages, heatColor, heatMap } from '../../src/inspect/diff/images.js';
import { callsOfFrame } from '../../src/inspect/frames.js';
import { TraceReader } from '../../src/trace/reader.js';
import { rewriteTrace } from '../../src/trace/rewrite.js';
import { temporaryFolder } from './trace_sample.js';

/** Length of the longest common subsequence, by the table: what an alignment cannot exceed. */
function longest(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (let j = 0; j < b.length; j++) next.push(x === b[j] ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return row[b.length]!;
}

test('alignments ascend, pair what is equal, and are as long as can be where nothing is unique', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  for (let round = 0; round < 300; round++) {
    const letters = 2 + random(4);
    const a = Array.from({ length: random(30) }, () => random(letters));
    const b = random(2) ? Array.from({ length: random(30) }, () => random(letters)) : a.filter(() => random(5) > 0);
    const matches = alignSequences(a, b);
    let [i, j, total] = [0, 0, 0];
    for (const match of matches) {
      assert.ok(match.a >= i && match.b >= j && match.length > 0);
      for (let k = 0; k < match.length; k++) assert.equal(a[match.a + k], b[match.b + k]);
      [i, j] = [match.a + match.length, match.b + match.length];
      total += match.length;
    }
    assert.ok(i <= a.length && j <= b.length);
    const counts = (list: readonly number[], x: number) => list.filter(each => each === x).length;
    const anyUnique = a.some(x => counts(a, x) === 1 && counts(b, x) === 1);
    const best = longest(a, b);
    // an element that occurs once in a piece is taken at its word, and may cost a little
    if (anyUnique) assert.ok(total >= best / 2);
    else assert.ok(total <= best && total >= best - 2, `${total} of ${best}: ${a} ${b}`);
  }
});

test('calls that were left out and changed are found, and nothing else', async t => {
  const file = resolve(import.meta.dirname, '../../traces/core_fbo.pb');
  const reader = new TraceReader(file);
  const shorter = join(
    temporaryFolder(clean => t.after(clean)),
    'b.pb',
  );
  const result = await rewriteTrace(reader, shorter, {
    keeps: call => call !== 243 && call !== 500,
    replace(cursor) {
      if (cursor.call !== 267) return undefined;
      const bytes = new Uint8Array(cursor.words.slice(cursor.start, cursor.end).buffer);
      new DataView(bytes.buffer).setFloat32(8, 1.5, true); // glUniform1f(level)
      return bytes;
    },
  });
  assert.equal(result.calls, reader.calls - 2);
  assert.equal(result.frames, reader.frames);
  const other = new TraceReader(shorter);
  t.after(() => {
    reader.close();
    other.close();
  });
  assert.deepEqual(diffCalls(reader, reader).differences, []);
  const { same, removed, added, changed, differences, drawAfter } = diffCalls(reader, other);
  assert.deepEqual([same, removed, added, changed], [reader.calls - 3, 2, 0, 1]);
  assert.deepEqual(
    differences.map(each => [each.kind, 'a' in each ? each.a : -1]),
    [
      ['removed', 243],
      ['changed', 267],
      ['removed', 500],
    ],
  );
  const level = differences[1];
  assert.deepEqual(level?.kind === 'changed' && level.arguments, [{ name: 'v0', a: '3', b: '1.5' }]);
  assert.deepEqual(drawAfter, { a: 247, b: 246 });
  const added2 = diffCalls(other, reader);
  assert.deepEqual([added2.removed, added2.added], [0, 2]);
  const frames = diffCalls(reader, reader, { rangeA: callsOfFrame(reader, 3), rangeB: callsOfFrame(reader, 4) });
  assert.equal(frames.removed + frames.added, 0);
  assert.ok(frames.differences.every(each => each.kind === 'changed' && each.name !== 'sglSwapBuffers'));
});

test('pictures: count, place, largest and mean error, heat', () => {
  const picture = (width: number, height: number, fill: number[]) => ({
    width,
    height,
    data: Uint8Array.from({ length: width * height * 4 }, (_, i) => fill[i % 4]!),
  });
  const a = picture(4, 3, [10, 20, 30, 255]);
  const b = picture(4, 3, [10, 20, 30, 0]);
  assert.equal(diffImages(a, b).different, 0);
  b.data.set([10, 80, 30], (1 * 4 + 2) * 4);
  b.data.set([13, 20, 30], (2 * 4 + 3) * 4);
  const found = diffImages(a, b);
  assert.deepEqual([found.different, found.most, found.mean, found.pixels], [2, 60, 63 / 36, 12]);
  assert.deepEqual(found.box, { x: 2, y: 1, width: 2, height: 2 });
  assert.deepEqual(found.first && [found.first.x, found.first.y], [2, 1]);
  const heat = heatMap(a, b);
  assert.deepEqual([...heat.data.subarray(24, 28)], [...heatColor(1), 255]);
  assert.deepEqual([...heat.data.subarray(0, 4)], [4, 4, 4, 255]);
  assert.ok(!diffImages(a, picture(5, 3, [10, 20, 30, 255])).sameSize);
  const light = ([r, g, bl]: readonly number[]) => 0.2126 * r! + 0.7152 * g! + 0.0722 * bl!;
  for (let i = 0; i < 20; i++) assert.ok(light(heatColor((i + 1) / 20)) > light(heatColor(i / 20)), 'lightness alone tells the error');
});
