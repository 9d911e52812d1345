// `sgl serve`: starting, stopping, taking over, idling, and what happens when a renderer or a program is killed.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { cpuTicks, descendants, environmentFor, regionName, serve, sgl, sleep, start, until } from './support.js';

const inSharedMemory = (name: string) => readdirSync('/dev/shm').filter(each => each.includes(name));

test('SIGINT and SIGTERM end it, with nothing left in /dev/shm', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const name = regionName();
    const server = await serve(name);
    assert.deepEqual(inSharedMemory(name).sort(), [name, `${name}.socket`]); // the region, and where inspectors attach
    const program = start('glxgears', [], { env: environmentFor(name), limitMs: 20_000 });
    await until('glxgears is served', () => server.said.stderr.includes('is connected'));
    await sleep(500);
    server.kill(signal);
    const { code } = await server.result;
    assert.equal(code, 0);
    assert.deepEqual(inSharedMemory(name), []);
    program.kill('SIGKILL');
    await program.result;
  }
});

test('a second renderer of the same name is refused; one whose renderer was killed is taken over', async () => {
  const name = regionName();
  const first = await serve(name);
  const second = await sgl(['serve', '--shm', name], { limitMs: 10_000 });
  assert.equal(second.code, 1);
  assert.match(second.stderr, new RegExp(`${name} is in use: process ${first.pid}`));
  first.kill('SIGKILL');
  await first.result;
  assert.ok(existsSync(`/dev/shm/${name}`));
  const third = await serve(name);
  const { code, stdout } = await start('glxinfo', ['-B'], { env: environmentFor(name) }).result;
  assert.equal(code, 0);
  assert.match(stdout, /renderer string:.*\(sgl\)/);
  third.kill('SIGINT');
  await third.result;
  assert.deepEqual(inSharedMemory(name), []);
});

test('it uses under 1 % of a core with no client, with a stopped one, and after one was killed', async () => {
  const name = regionName();
  const server = await serve(name);
  const used = () => [server.pid as number, ...descendants(server.pid as number)].reduce((sum, pid) => sum + cpuTicks(pid), 0);
  const idle = async (when: string) => {
    const before = used();
    await sleep(5000);
    const ticks = used() - before;
    assert.ok(ticks <= 5, `${when}: ${ticks} ticks of 10 ms in 5 s`);
  };
  await sleep(1500);
  await idle('no client');
  const program = start('glxgears', [], { env: environmentFor(name) });
  await until('glxgears is served', () => server.said.stderr.includes('is connected'));
  await sleep(1500);
  program.kill('SIGSTOP');
  await sleep(1000);
  await idle('client stopped');
  program.kill('SIGKILL');
  await until('the supervisor notices', () => server.said.stderr.includes('is gone'));
  await sleep(1000);
  await idle('client killed');
  server.kill('SIGINT');
  assert.equal((await server.result).code, 0);
});

test('a program whose renderer process is killed gets one line and does not spin; others go on', async () => {
  const name = regionName();
  const server = await serve(name);
  const survivor = start('glxgears', [], { env: environmentFor(name) });
  await until('a renderer serves the first', () => server.said.stderr.includes('is connected'));
  const victim = start('glxgears', [], { env: environmentFor(name) });
  await until('both are served', () => server.said.stderr.match(/is connected/g)?.length === 2);
  await until('two renderers work, and a spare waits', () => descendants(server.pid as number).length === 3);
  await sleep(1500);
  const busiest = descendants(server.pid as number)
    .map(pid => ({ pid, ticks: cpuTicks(pid) }))
    .sort((a, b) => b.ticks - a.ticks);
  process.kill(busiest[0]?.pid as number, 'SIGKILL');
  await until('the supervisor says so', () => server.said.stderr.includes('lost its renderer'));
  const lost = server.said.stderr.includes(`(process ${victim.pid}) lost`) ? victim : survivor;
  const other = lost === victim ? survivor : victim;
  await sleep(2000);
  assert.equal(lost.said.stderr.trim().split('\n').length, 1, lost.said.stderr);
  if (lost.exitCode === null) {
    const ticks = cpuTicks(lost.pid as number);
    await sleep(3000);
    assert.ok(cpuTicks(lost.pid as number) - ticks <= 3, 'the program that lost its renderer spins');
  }
  assert.equal(other.exitCode, null);
  const ticks = cpuTicks(other.pid as number);
  await sleep(500);
  assert.ok(cpuTicks(other.pid as number) > ticks, 'the other program goes on');
  for (const each of [lost, other]) each.kill('SIGKILL');
  server.kill('SIGINT');
  await server.result;
});

test('--gl and --resolution bound what a program gets', async () => {
  const version = await sgl(['run', '--gl', '3.3', '--', 'glxinfo', '-B']);
  assert.match(version.stdout, /core profile version string: 3\.3/);
  assert.doesNotMatch(version.stdout, /version string: 4/);
  const size = await sgl(['run', '--resolution', '200x100', '--', 'glxinfo', '-v', '-fbconfigs']);
  assert.equal(size.code, 0, size.stderr);
});

test('replay --window shows the frames', async () => {
  const { code, stderr } = await sgl(['replay', '--window', '--at', 'f0-f9', 'traces/glxgears.pb'], { limitMs: 30_000 });
  assert.equal(code, 0, stderr);
});
