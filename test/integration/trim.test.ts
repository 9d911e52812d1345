// Trimmed traces: from frames in the middle, they replay to the frames and answers of the whole.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, root, sampleTrace, sgl } from './support.js';

interface Trimmed {
  readonly firstFrame: number;
  readonly frames: number;
  readonly verified: {
    readonly frames: { readonly total: number; readonly identical: number };
    readonly replies: { readonly total: number; readonly different: number };
    readonly malformed: string | null;
  };
}

function hashes(file: string): bigint[] {
  const reader = new TraceReader(file);
  try {
    return Array.from({ length: reader.frames }, (_, frame) => reader.frame(frame)!.hash);
  } finally {
    reader.close();
  }
}

for (const name of readdirSync(join(root, 'traces')).filter(file => file.endsWith('.pb'))) {
  test(`the middle of ${name} replays to the same frames and answers`, async () => {
    const whole = sampleTrace(name.slice(0, -3));
    const all = hashes(whole);
    for (const [first, last] of [
      [1, 1],
      [Math.floor(all.length / 2), all.length - 1],
    ] as const) {
      const output = join(folder, `${first}-${name}`);
      const result = await sgl(['trim', whole, '--frames', `${first}-${last}`, '-o', output, '--json']);
      assert.equal(result.code, 0, result.stderr + result.stdout);
      const { firstFrame, frames, verified } = JSON.parse(result.stdout) as Trimmed;
      assert.equal(firstFrame, first);
      assert.equal(frames, last - first + 1);
      assert.deepEqual(hashes(output), all.slice(first, last + 1));
      assert.equal(verified.frames.identical, verified.frames.total);
      assert.equal(verified.replies.different, 0);
    }
  });
}

test('what trim cannot do it says: frames that are not there, no output, the trace itself', async () => {
  const whole = sampleTrace('glxgears');
  for (const [args, message] of [
    [['trim', whole, '--frames', '5-9999', '-o', join(folder, 'x.pb')], /has \d+ frames/],
    [['trim', whole, '--frames', '5-9'], /where to/],
    [['trim', whole, '-o', join(folder, 'x.pb')], /which frames/],
    [['trim', whole, '--frames', '1-2', '-o', whole], /the trace itself/],
  ] as const) {
    const { code, stderr } = await sgl(args);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});

test('record --frames keeps those frames, which replay identically', async () => {
  const output = join(folder, 'frames.pb');
  const program = join(folder, 'core_fbo');
  execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/core_fbo.c'), '-o', program, '-lGL', '-lX11', '-lm']);
  const recorded = await sgl(['record', '-o', output, '--frames', '5-8', '--', program, '12']);
  assert.equal(recorded.code, 0, recorded.stderr);
  assert.match(recorded.stderr, /frames 5 to 8/);
  assert.equal(hashes(output).length, 4);
  const replayed = await sgl(['replay', '--verify', output]);
  assert.equal(replayed.code, 0, replayed.stdout);
  assert.equal((await sgl(['record', '-o', output, '--frames', '8-5', '--', 'true'])).code, 2);
});
