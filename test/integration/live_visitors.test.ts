// Somebody comes to look at a program that sends a lot, and leaves, at moments of no choice: it never waits for who has left.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveConnection } from '../../src/renderer/live_client.js';
import { regionPath } from '../../src/renderer/region_name.js';
import { cpuTicks, environmentFor, regionName, serve, sleep, start } from './support.js';

const LIMIT_MS = 10_000;

/** Attaches, lets the program go on, and leaves after so many ms. Throws when the program does not stop first. */
async function visit(region: string, pid: number, ms: number): Promise<void> {
  const connection = await LiveConnection.open(region);
  try {
    const stopped = new Promise<void>((resolve, reject) => {
      setTimeout(() => reject(new Error('the program makes no calls')), LIMIT_MS).unref();
      connection.onEvent = event => {
        if (event.event === 'stopped') resolve();
        else if (event.event === 'ended') reject(new Error(`the program is gone: ${event.reason}`));
      };
    });
    await connection.attach(pid);
    await stopped;
    await connection.goOn();
    await sleep(ms);
  } finally {
    connection.close();
  }
}

test('visitors come and go; the program goes on', async () => {
  const name = regionName();
  const server = await serve(name);
  const program = start('glmark2', ['-s', '200x150', '-b', 'buffer:columns=600:rows=100:duration=100'], {
    env: environmentFor(name),
    limitMs: 90_000,
  });
  while (!server.said.stderr.includes('is connected')) await sleep(20);
  await sleep(500);
  for (let n = 0; n < 16; n++) {
    await visit(regionPath(name), program.pid!, (n * 61) % 300);
    await sleep((n * 37) % 90);
  }
  const before = cpuTicks(program.pid!);
  await sleep(1000);
  assert.ok(cpuTicks(program.pid!) > before, 'it still draws');
  assert.equal(program.exitCode, null);
  program.kill('SIGTERM');
  await program.result;
  server.kill('SIGTERM');
  assert.equal((await server.result).code, 0);
});
