// Errors and results of every entry point are the driver's, call by call, whatever the arguments; none of it ends the
// renderer. Calls of which the driver itself dies are found natively and left out.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { errorsProgram } from './errors.js';
import { folder, root, sgl, start } from './support.js';

/** Where answers may differ, and why. */
const OTHERWISE: readonly (readonly [calls: RegExp, why: string])[] = [
  [/^glGetn/, 'without the suffix ARB they do nothing in Mesa; through sgl they are those with it'],
  [/^gl(ReadPixels|\w*Tex\w*Image\w*) .*errors 50[012] /, 'of several mistakes a format that is not carried is the one that is told'],
  [/^glGetInternalformat\w+ .*errors 50[012] /, 'of several mistakes a negative count is the one that is told'],
  [/^glGetQueryBufferObject/, 'queries and buffers have other names where drivers do not use the names of failed calls up'],
];

const source = join(folder, 'every_call.c');
const program = join(folder, 'every_call');
writeFileSync(source, errorsProgram());
execFileSync('gcc', ['-O0', '-w', `-I${join(root, 'test/programs')}`, source, '-o', program, '-lGL', '-lX11']);

for (const round of [1, 2, 3]) {
  test(`every call with arguments of all sorts, round ${round}`, async () => {
    const deadly: string[] = [];
    let native = await start(program, [String(round)]).result;
    while (!native.stdout.endsWith('all\n') && deadly.length < 40) {
      deadly.push(native.stderr.match(/> (\w+)\n(?!.*> )/s)?.[1] ?? '');
      native = await start(program, [String(round), ...deadly], { limitMs: 20_000 }).result;
    }
    const ours = await sgl(['run', '--', program, String(round), ...deadly], { limitMs: 120_000 });
    const expected = native.stdout.split('\n');
    assert.ok(expected.length > 3000, `only ${expected.length} calls; the driver dies of ${deadly.join(', ')}`);
    const known = (line: string) => OTHERWISE.some(([calls]) => calls.test(line));
    assert.deepEqual(
      ours.stdout.split('\n').filter(line => !known(line)),
      expected.filter(line => !known(line)),
      ours.stderr.replace(/^> .*\n/gm, ''),
    );
  });
}
