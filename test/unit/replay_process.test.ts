// What the owner of a replay process is told when the process dies.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ReplayError, verifyTrace } from '../../src/replay/replay_process.js';
import { temporaryFolder, writeSample } from './trace_sample.js';

const script = fileURLToPath(new URL('./fixtures/crashing_replay.mjs', import.meta.url));

test('a crash of the driver is told with its call', async t => {
  const file = join(
    temporaryFolder(clean => t.after(clean)),
    'a.pb',
  );
  await writeSample(file);
  await assert.rejects(verifyTrace(file, { script }), (error: unknown) => {
    assert(error instanceof ReplayError);
    assert.equal(error.exitCode, 1);
    assert.equal(error.message, `${file}: the replay process ended (SIGKILL): the driver crashed in call 13 glDrawArrays`);
    return true;
  });
  const early = file.replace('a.pb', 'early.pb');
  copyFileSync(file, early);
  await assert.rejects(verifyTrace(early, { script }), {
    message: `${early}: the replay process ended (SIGKILL) before it executed anything`,
  });
});

test('a replay can be stopped', async t => {
  const file = join(
    temporaryFolder(clean => t.after(clean)),
    'a.pb',
  );
  await writeSample(file);
  await assert.rejects(verifyTrace(file, { script, signal: AbortSignal.abort() }), { message: 'the replay was stopped' });
});

test('what is wrong with a file is told by the process that reads it', async t => {
  const folder = temporaryFolder(clean => t.after(clean));
  await assert.rejects(verifyTrace(join(folder, 'none.pb')), (error: unknown) => {
    assert(error instanceof ReplayError);
    assert.equal(error.exitCode, 2);
    assert.match(error.message, /none\.pb: no such file/);
    return true;
  });
});
