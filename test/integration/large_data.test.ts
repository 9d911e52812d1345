// Data many times larger than the shared memory: a texture of 8192×8192 and a buffer of 512 MiB through 64 MiB.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { descendants, environmentFor, folder, regionName, root, serve, sgl, sizeOf, start, until } from './support.js';

const program = join(folder, 'large_data');
execFileSync('gcc', ['-O1', join(root, 'test/programs/large_data.c'), '-o', program, '-lGL', '-lX11']);
const limitMs = 240_000;
const native = start(program, [], { limitMs }).result;

/** Resident memory of a process in MiB. */
function resident(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Number(kilobytes) / 1024;
}

test('sgl run -m 64: what comes back is what was sent', async () => {
  const { code, stdout, stderr } = await sgl(['run', '-m', '64', '--', program], { limitMs });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  assert.equal(stdout, (await native).stdout);
});

test('sgl serve -m 64: the same, and the memory is free afterwards', async () => {
  const name = regionName();
  const server = await serve(name, ['-m', '64']);
  const running = start(program, ['wait'], { env: environmentFor(name), limitMs });
  await until('the program deletes everything', () => running.said.stdout.includes('deleted') || running.exitCode !== null, limitMs);
  assert.equal(running.said.stdout.replace('deleted\n', ''), (await native).stdout, running.said.stderr);
  assert.equal(sizeOf(`/dev/shm/${name}`), 64 << 20);
  for (const pid of [running.pid as number, server.pid as number, ...descendants(server.pid as number)])
    assert.ok(resident(pid) < 400, `process ${pid} keeps ${resident(pid).toFixed()} MiB`);
  running.kill('SIGKILL');
  await until('its end is noticed', () => server.said.stderr.includes('is gone'));
  server.kill('SIGINT');
  assert.equal((await server.result).code, 0);
});

test('more than --max-upload is refused, by name, and only that program ends', async () => {
  const { stdout, stderr } = await sgl(['run', '--max-upload', '128', '--', program], { limitMs });
  assert.match(stderr, /--max-upload/);
  assert.notEqual(stdout, (await native).stdout);
});
