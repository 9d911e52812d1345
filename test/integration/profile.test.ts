// sgl profile on a sample: every call is timed once, and the files it writes are whole.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, sampleTrace, sgl } from './support.js';

test('sgl profile times each call of the frames, and writes events and a page', async () => {
  const [events, page] = [join(folder, 'events.json'), join(folder, 'profile.html')];
  const { code, stdout, stderr } = await sgl([
    'profile',
    sampleTrace('core_fbo'),
    '--frames',
    '2-4',
    '--json',
    '--trace',
    events,
    '--html',
    page,
  ]);
  assert.equal(code, 0, stderr);
  const { total, frames, functions } = JSON.parse(stdout);
  assert.equal(total.calls, 3 * 38);
  assert.deepEqual(
    frames.map(({ frame }: { frame: number }) => frame),
    [2, 3, 4],
  );
  const draws = functions.find(({ name }: { name: string }) => name === 'glDrawArraysInstanced');
  assert.ok(draws.calls === 3 && draws.cpuMs > 0 && draws.finishMs > 0);
  const { traceEvents } = JSON.parse(readFileSync(events, 'utf8'));
  assert.equal(traceEvents.filter(({ tid, ph }: { tid: number; ph: string }) => tid === 3 && ph === 'X').length, total.calls);
  assert.match(readFileSync(page, 'utf8'), /<svg viewBox/);
});
