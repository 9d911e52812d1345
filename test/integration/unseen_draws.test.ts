// Draws that a replay leaves out on its way: whatever it comes to is what a straight replay has there, and where nothing forbids
// it, draws are left out.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { captureKeyframe, Helpers } from '../../src/replay/keyframe/capture.js';
import { emitKeyframe } from '../../src/replay/keyframe/emit.js';
import { TraceHistory } from '../../src/replay/keyframe/history.js';
import { Player } from '../../src/replay/player.js';
import { UnseenDraws } from '../../src/replay/unseen_draws.js';
import { codec } from '../../src/trace/codec.js';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, root, sgl } from './support.js';

const FRAMES = 60;
const program = join(folder, 'cleared_frames');

before(() => {
  execFileSync('gcc', ['-O1', '-Wall', '-Werror', join(root, 'test/programs/cleared_frames.c'), '-o', program, '-lGL', '-lX11']);
});

/** The picture, and hashes of the commands that would make everything again: all state, textures, and the window's colour, depth
 * and stencil. */
function everything(player: Player, call: number): string[] {
  const picture = codec().xxh3(player.pixels().data);
  const history = new TraceHistory(player.reader);
  history.advance(call);
  const keyframe = captureKeyframe(player, new Helpers(player), history, call);
  return [picture, ...emitKeyframe(keyframe, player.names).map(({ writer }) => codec().xxh3(writer.bytes()))].map(String);
}

for (const [way, leavesOut] of [
  ['plain', true],
  ['scissor', false],
  ['copy', false],
  ['stencil', false],
  ['partly', true],
  ['counted', false],
] as const)
  test(`what nobody sees is left out, and nothing else (${way})`, async () => {
    const file = join(folder, `${way}.pb`);
    const { code, stdout, stderr } = await sgl(['record', '-o', file, '--', program, way, String(FRAMES)]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\w+: error 0$/m);
    const reader = new TraceReader(file);
    try {
      const frames = [20, 32, 33, 45, 58];
      // in the middle of a frame, at its end
      const calls = frames.flatMap(frame => [reader.frame(frame)!.call - 12, reader.frame(frame)!.call]);
      const expected = new Map<number, string[]>();
      const straight = new Player(reader);
      for (const call of calls) {
        straight.goBefore(call);
        expected.set(call, everything(straight, call));
      }
      straight.close();
      let left = 0;
      for (const call of calls) {
        const unseen = new UnseenDraws(reader);
        const clear = unseen.clearBefore(0, call);
        const player = new Player(reader, {}, { seeking: true });
        if (clear !== undefined) {
          player.goBefore(clear);
          left += Number(unseen.covers(player));
        }
        player.close();
        const skipping = new Player(reader, {}, { seeking: true });
        skipping.goBefore(call);
        assert.deepEqual(everything(skipping, call), expected.get(call), `before call ${call}`);
        skipping.close();
      }
      assert.equal(left > 0, leavesOut, `${left} of ${calls.length} ways`);
    } finally {
      reader.close();
    }
  });
