// What is kept of traces has a limit.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pruneCache } from '../../src/replay/cache.js';

test('beyond the limit the oldest traces go, never the one at hand nor what is no trace', () => {
  const home = mkdtempSync(join(tmpdir(), 'sgl-cache-'));
  const before = process.env.XDG_CACHE_HOME;
  process.env.XDG_CACHE_HOME = home;
  try {
    const folders = [1, 2, 3, 4].map(age => join(home, 'sgl', String(age).repeat(32)));
    const other = join(home, 'sgl', 'notes');
    for (const [i, folder] of [...folders, other].entries()) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'keyframes'), new Uint8Array(1000));
      utimesSync(folder, i + 1, i + 1);
    }
    const there = () => [...folders, other].map(folder => existsSync(folder));
    pruneCache(4000, folders[0]!);
    assert.deepEqual(there(), [true, true, true, true, true]);
    pruneCache(2500, folders[0]!);
    assert.deepEqual(there(), [true, false, false, true, true]);
    pruneCache(0, folders[0]!);
    assert.deepEqual(there(), [true, false, false, false, true]);
  } finally {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(home, { recursive: true });
  }
});
