// The history of a pixel of a program with a known scene: which calls changed it, and what refused the others.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { callsOfFrame } from '../../src/inspect/frames.js';
import { pixelHistory } from '../../src/replay/look/history.js';
import { Player } from '../../src/replay/player.js';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, root, sampleTrace, sgl } from './support.js';

test('sgl history names the draws of a pixel and what refused the others', async () => {
  const program = join(folder, 'one_bug');
  execFileSync('gcc', ['-O1', join(root, 'test/programs/one_bug.c'), '-o', program, '-lGL', '-lX11']);
  const trace = join(folder, 'bad.pb');
  assert.equal((await sgl(['record', '-o', trace, '--', program, '7', 'bug'])).code, 0);
  const { stdout, stderr } = await sgl(['history', trace, '--pixel', '110,75', '--at', 'f5', '--json']);
  const { events, looked, target } = JSON.parse(stdout || stderr);
  assert.equal(target.object, 'drawable:1');
  assert.equal(looked, 5);
  assert.deepEqual(
    events.map(({ name, changed, refused }: { name: string; changed: boolean; refused: string[] }) => [name, changed, refused]),
    [
      ['glClear', true, []],
      ['glEnd', true, []],
      ['glEnd', true, []],
      ['glEnd', false, ['depth test']],
    ],
  );
  // the glass over the clear colour, then the ground blended over it: the mistake
  assert.deepEqual(events[2].before.color, [39, 128, 89, 255]);
  assert.deepEqual(events[2].after.color, [173, 181, 45, 255]);
  const text = await sgl(['history', trace, '--pixel', '30,60', '--at', 'f5']);
  assert.match(
    text.stdout,
    /2 of 5 calls that write there touched it\n.*glClear.*\n.*glEnd {2}26 26 76 255, depth 1 → 204 51 26 255, depth 0\.75\n/,
  );
  assert.match((await sgl(['history', trace, '--pixel', '400,60', '--at', 'f5'])).stderr, /the picture has 160x120 pixels/);
});

test('draws from arrays, lists and into textures; the replay goes on as before', () => {
  for (const name of ['compute_ssbo', 'glxgears', 'fixed_function']) {
    const reader = new TraceReader(sampleTrace(name));
    const player = new Player(reader);
    const picture = (frame: number) => {
      player.goBefore(reader.frame(frame)!.call);
      return Buffer.from(player.pixels().data).toString('base64');
    };
    const expected = picture(4);
    const { first, last } = callsOfFrame(reader, 3);
    const width = reader.drawables.at(-1)!.width;
    const { events } = pixelHistory(player, { x: width >> 1, y: 60, at: last - 1, from: first });
    assert.ok(events.length > 0, name);
    // each event begins with what the one before left
    for (let i = 1; i < events.length; i++) assert.deepEqual(events[i]!.before.color, events[i - 1]!.after.color, name);
    assert.equal(picture(4), expected, name);
    player.close();
    reader.close();
  }
});
