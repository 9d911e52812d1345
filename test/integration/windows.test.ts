// Windows and contexts in the ways that no public program covers: front buffers, resizing, contexts without a configuration or
// a surface, robustness. What the programs print natively they print through sgl, and a replay gives each answer again.
// And what a program sees whose renderer process is killed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { cpuTicks, descendants, environmentFor, folder, regionName, root, serve, sgl, start, until } from './support.js';

function build(name: string): string {
  const program = join(folder, name);
  execFileSync('gcc', ['-O1', '-Wall', '-Wextra', join(root, `test/programs/${name}.c`), '-o', program, '-lGL', '-lEGL', '-lX11']);
  return program;
}

for (const name of ['front_buffer', 'resizing', 'surfaceless', 'robustness']) {
  test(`${name}.c prints what it prints natively, and its replay gives the same answers`, async () => {
    const program = build(name);
    const trace = join(folder, `${name}.pb`);
    const native = await start(program, []).result;
    assert.equal(native.code, 0, native.stderr);
    const ours = await sgl(['record', '-o', trace, '--', program], { env: { SGL_SYNC_PRESENT: '1' } });
    assert.equal(ours.code, 0, ours.stderr);
    assert.ok(native.stdout.length > 500);
    assert.deepEqual(ours.stdout.split('\n'), native.stdout.split('\n'));
    const replay = await sgl(['replay', '--verify', '--json', trace]);
    assert.equal(replay.code, 0, replay.stdout);
    const { replies } = JSON.parse(replay.stdout) as { replies: { total: number; different: number } };
    assert.ok(replies.total > 0);
    assert.equal(replies.different, 0);
  });
}

for (const [how, status] of [
  ['lost', '8255'], // GL_UNKNOWN_CONTEXT_RESET
  ['untold', '0'],
] as const) {
  test(`a program whose renderer is killed (${how}) is told so as it asked, and ends by itself`, async () => {
    const region = regionName();
    const server = await serve(region);
    const program = start(build('robustness'), [how], { env: environmentFor(region) });
    await until('the program draws', () => program.said.stdout.includes('waiting, status 0'));
    const renderers = descendants(server.pid as number).sort((a, b) => cpuTicks(b) - cpuTicks(a));
    process.kill(renderers[0] as number, 'SIGKILL'); // the other one is the spare
    const { code, stdout, stderr } = await program.result;
    assert.equal(code, 0, stderr);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
    assert.deepEqual(stdout.trim().split('\n').slice(1), [
      `status ${status}, again ${status}, error 0, read 9`,
      'goes on: fence ends 1',
      'another context: 0',
    ]);
    server.kill('SIGINT');
    await server.result;
  });
}
