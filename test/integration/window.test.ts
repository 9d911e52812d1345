// The windows of `sgl replay --window` and `sgl serve --window`: keys stop, step and seek; the title says where it is.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { environmentFor, folder, regionName, root, sampleTrace, serve, start, startSgl, until } from './support.js';

const keys = join(folder, 'press_keys');
before(() => {
  execFileSync('gcc', ['-O1', '-Wall', join(root, 'test/programs/press_keys.c'), '-o', keys, '-lX11']);
});

/** Presses keys in the window with these words in its title; gives the title, undefined when there is none. */
function press(words: string, ...names: string[]): string | undefined {
  const { status, stdout } = spawnSync(keys, [words, ...names], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? stdout.trim() : undefined;
}

const titled = (words: string, pattern: RegExp) =>
  until(`a title like ${pattern}`, () => pattern.exec(press(words) ?? '') ?? undefined, 20_000);

test('a replay in a window is stopped, stepped and taken to other frames by keys', async () => {
  const words = 'sgl: ';
  const replay = startSgl(['replay', '--window', '--paused', sampleTrace('glxgears')], { limitMs: 90_000 });
  await titled(words, /frame 0 of 59, stopped$/);
  press(words, 'Right');
  await titled(words, /frame 1 of 59, stopped$/);
  press(words, 'Right', 'n');
  await titled(words, /frame 3 of 59, stopped$/);
  press(words, 'Left');
  await titled(words, /frame 2 of 59, stopped$/);
  press(words, 'Page_Down');
  await titled(words, /frame 8 of 59, stopped$/);
  press(words, 'End');
  await titled(words, /frame 59 of 59, stopped$/);
  press(words, 'Page_Up');
  await titled(words, /frame 53 of 59, stopped$/);
  press(words, 'q');
  assert.equal((await replay.result).code, 0);
  assert.equal(press(words), undefined);
});

test('a program that is served shows in a window, stands there when asked to, and goes on', async () => {
  const name = regionName();
  const server = await serve(name, ['--window']);
  const gears = start('glxgears', [], { env: environmentFor(name), limitMs: 120_000 });
  const words = 'sgl: glxgears (process';
  const [, pid] = await titled(words, /process (\d+)\) frame \d+, \d+ frames a second$/);
  assert.equal(Number(pid), gears.pid);
  press(words, 'space');
  const [, at] = await titled(words, /frame (\d+), stopped$/);
  press(words, 'Right');
  await titled(words, new RegExp(`frame ${Number(at) + 1}, stopped$`));
  press(words, 'n');
  await titled(words, new RegExp(`frame ${Number(at) + 2}, stopped$`));
  press(words, 'space');
  const [, later] = await titled(words, /frame (\d+), \d+ frames a second$/);
  assert.ok(Number(later) > Number(at) + 2);
  // without its window it runs on
  press(words, 'q');
  await until('the window to close', () => press(words) === undefined);
  assert.equal(gears.exitCode, null);
  gears.kill('SIGINT');
  await gears.result;
  await until('the server to notice that the program left', () => server.said.stderr.includes('is gone'));
  server.kill('SIGINT');
  const { stderr, code } = await server.result;
  assert.equal(code, 0, stderr);
  const [, frames] = /after \d+ calls and (\d+) frames/.exec(stderr) ?? [];
  assert.ok(Number(frames) > Number(later), stderr);
});
