// Vertex arrays in the program's memory, mapped buffers, selection and feedback: what programs print natively they
// print through sgl, and a replay gives every recorded answer again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl, start } from './support.js';

for (const name of ['client_arrays', 'buffer_maps']) {
  test(`${name}.c prints what it prints natively, and so does its replay`, async () => {
    const program = join(folder, name);
    const trace = join(folder, `${name}.pb`);
    execFileSync('gcc', ['-O1', '-w', join(root, `test/programs/${name}.c`), '-o', program, '-lGL', '-lX11']);
    const native = await start(program, []).result;
    assert.equal(native.code, 0, native.stderr);
    const ours = await sgl(['record', '-o', trace, '--', program]);
    assert.equal(ours.code, 0, ours.stderr);
    assert.deepEqual(ours.stdout.split('\n'), native.stdout.split('\n'));
    const replay = await sgl(['replay', '--verify', '--json', trace]);
    assert.equal(replay.code, 0, replay.stderr);
    const { replies } = JSON.parse(replay.stdout) as { replies: { total: number; different: number } };
    assert.ok(replies.total > 100);
    assert.equal(replies.different, 0);
    if (name !== 'buffer_maps') return;
    // most of its maps only write, again and again: those need no answer
    const stat = await sgl(['stat', '--json', trace]);
    const { entryPoints } = JSON.parse(stat.stdout) as { entryPoints: { name: string; calls: number; waits: number }[] };
    const maps = entryPoints.find(each => each.name === 'glMapBuffer');
    assert.ok(maps && maps.calls > 300 && maps.waits < 100, JSON.stringify(maps));
  });
}
