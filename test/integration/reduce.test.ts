// A trace with a wrong pixel shrinks to the few calls that make it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl } from './support.js';

test('sgl reduce keeps the wrong pixel and little else', async () => {
  const program = join(folder, 'one_bug');
  execFileSync('gcc', ['-O1', join(root, 'test/programs/one_bug.c'), '-o', program, '-lGL', '-lX11']);
  const trace = join(folder, 'bad.pb');
  assert.equal((await sgl(['record', '-o', trace, '--', program, '4', '2', '2'])).code, 0);
  // the last frame's pixel as the mistake makes it: the ground blended over the glass
  const keep = join(folder, 'keep.mjs');
  writeFileSync(
    keep,
    `import { Trace } from ${JSON.stringify(join(root, 'dist/library/index.js'))};
const trace = Trace.open(process.argv[2]);
let wrong = false;
for (let frame = 0; frame < trace.frameCount && !wrong; frame++) {
  const { data, width } = await trace.picture({ frame });
  wrong = [173, 181, 45].every((value, i) => data[(75 * width + 110) * 4 + i] === value);
}
trace.close();
process.exit(wrong ? 0 : 1);
`,
  );
  const small = join(folder, 'small.pb');
  const { code, stdout, stderr } = await sgl(
    ['reduce', trace, '--keep', `${process.execPath} ${keep} {}`, '-o', small, '--max', '40', '--json'],
    { limitMs: 400_000 },
  );
  assert.equal(code, 0, stderr);
  const result = JSON.parse(stdout);
  assert.ok(result.calls < result.callsBefore / 2, stdout);
  execFileSync(process.execPath, [keep, small]);
  const never = await sgl(['reduce', trace, '--keep', 'false', '-o', small]);
  assert.equal(never.code, 1);
  assert.match(never.stderr, /the command must exit with 0 for it/);
  assert.equal((await sgl(['reduce', trace, '--keep', 'true', '-o', trace])).code, 2);
});
