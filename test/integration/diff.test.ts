// A program with a deliberate mistake: the comparison names the call that is missing, the frames and the pixels.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { folder, root, sgl } from './support.js';

const program = join(folder, 'one_bug');

test('sgl diff names the missing call, the frames that differ, and shows the pixels', async () => {
  execFileSync('gcc', ['-O1', join(root, 'test/programs/one_bug.c'), '-o', program, '-lGL', '-lX11']);
  const [good, bad] = [join(folder, 'good.pb'), join(folder, 'bad.pb')];
  assert.equal((await sgl(['record', '-o', good, '--', program, '8'])).code, 0);
  assert.equal((await sgl(['record', '-o', bad, '--', program, '8', 'bug'])).code, 0);
  const page = join(folder, 'diff.html');
  const { code, stdout, stderr } = await sgl(['diff', good, bad, '--json', '-o', folder, '--html', page]);
  assert.equal(code, 1, stderr);
  const found = JSON.parse(stdout);
  assert.equal(found.same, false);
  assert.deepEqual([found.calls.removed, found.calls.added, found.calls.changed], [3, 0, 0]);
  assert.match(found.calls.differences[0].text, /glDisable\(cap = GL_BLEND\)/);
  assert.deepEqual(found.frames.different, [5, 6, 7]);
  assert.match(JSON.stringify(found.state.changes), /blend/);
  const [picture] = found.pictures;
  assert.equal(picture.a.frame, 5);
  // the ground: x 0.2 to 0.8, y -0.9 to 0.1 of 160x120
  assert.deepEqual(picture.box, { x: 96, y: 54, width: 48, height: 60 });
  const heat = PNG.sync.read(readFileSync(picture.files[2]));
  assert.deepEqual([heat.width, heat.height], [160, 120]);
  const html = readFileSync(page, 'utf8');
  assert.equal(html.match(/data:image\/png;base64,/g)?.length, 3);
  assert.ok(!/(src|href)="http/.test(html), 'nothing is loaded from elsewhere');
  const same = await sgl(['diff', good, good]);
  assert.equal(same.code, 0, same.stdout);
  assert.match(same.stdout, /calls: all \d+ are the same\nframes: all 8 are the same/);
  const places = await sgl(['diff', good, '--at', 'f5,f6']);
  assert.match(places.stdout, /picture of f5 and f6: \d+ of 19200 pixels differ/);
  const wrong = await sgl(['diff', good, '--at', 'f99']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /"f99" is not a place: the trace has frames 0 to 8/);
});
