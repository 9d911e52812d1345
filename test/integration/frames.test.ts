// Frames through sgl are the frames of the host's driver, bit for bit: deterministic programs, natively and through sgl.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { detframe, environmentFor, folder, regionName, root, serve, sgl, start } from './support.js';

const hard = join(folder, 'hard_to_seek');
execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/hard_to_seek.c'), '-o', hard, '-lGL', '-lX11']);

const programs: readonly [name: string, frames: number, ...command: string[]][] = [
  ['glxgears', 60, 'glxgears'],
  ['es2gears', 60, 'es2gears_x11'],
  ...['build', 'texture', 'bump', 'shadow'].map((scene): [string, number, ...string[]] => [
    scene,
    20,
    'glmark2',
    '-s',
    '300x200',
    '-b',
    `${scene}:duration=4`,
  ]),
  ['hard_to_seek', 30, hard, '30'],
  ['texture with 4 samples', 20, 'glmark2', '-s', '300x200', '-b', 'texture:duration=4', '--visual-config', 'samples=4'],
];

/** Variables that make `count` frames deterministic and their hashes go to a file. */
function harness(count: number, out: string): Record<string, string> {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return { LD_PRELOAD: detframe(), DF_FRAMES: String(count), DF_OUT: out, HOME: home, XDG_RUNTIME_DIR: home };
}

const lines = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);

for (const [name, count, command, ...args] of programs) {
  test(`${name}: ${count} frames as on the host's driver`, async () => {
    const native = join(folder, `${name}.native`);
    const ours = join(folder, `${name}.sgl`);
    await start(command as string, args, { env: harness(count, native) }).result;
    const variables = Object.entries(harness(count, ours)).map(([key, value]) => `${key}=${value}`);
    const { stderr } = await sgl(['run', '--', 'env', ...variables, command as string, ...args]);
    assert.equal(lines(native).length, count);
    assert.deepEqual(lines(ours), lines(native), stderr);
    assert.match(readFileSync(`${ours}.gl`, 'utf8'), /\(sgl\)$/m, 'GL_RENDERER does not name sgl');
  });
}

test('four programs at once on one renderer: each right', async () => {
  const native = join(folder, 'four.native');
  await start('glxgears', [], { env: harness(60, native) }).result;
  const name = regionName();
  const server = await serve(name);
  const outputs = [0, 1, 2, 3].map(n => join(folder, `four.${n}`));
  await Promise.all(outputs.map(out => start('glxgears', [], { env: { ...environmentFor(name), ...harness(60, out) } }).result));
  for (const out of outputs) assert.deepEqual(lines(out), lines(native));
  server.kill('SIGINT');
  await server.result;
});
