// Object names in a stream that no client would choose: near ones are given, those out of the driver's reach refused.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyTrace } from '../../src/replay/replay_process.js';
import { TraceReader } from '../../src/trace/reader.js';
import { rewriteTrace } from '../../src/trace/rewrite.js';
import { folder, sampleTrace } from './support.js';

/** The trace core_fbo with the name that its first command of that kind asks for replaced: why its replay ends, if it does. */
async function asking(command: string, name: number): Promise<string | null> {
  const file = join(folder, `${command}_${name}.pb`);
  const reader = new TraceReader(sampleTrace('core_fbo'));
  let asked = 0;
  try {
    await rewriteTrace(reader, file, {
      keeps: () => true,
      replace: cursor => {
        if (reader.dictionary.name(cursor.opcode) !== command || asked++ > 0) return undefined;
        const words = cursor.words.slice(cursor.start, cursor.end);
        words[words.length - 1] = name;
        return new Uint8Array(words.buffer);
      },
    });
  } finally {
    reader.close();
  }
  assert.ok(asked > 0, `the trace has a ${command}`);
  return (await verifyTrace(file)).malformed;
}

for (const command of ['glGenTextures', 'glGenBuffers', 'glCreateProgram']) {
  test(`${command}: a name a few thousand on is given`, async () => {
    assert.equal(await asking(command, 5000), null);
  });
  test(`${command}: a name out of reach is refused`, async () => {
    for (const name of [0, 0x7fffffff, 0xffffffff])
      assert.match((await asking(command, name)) ?? '', /asks for an object name that this driver does not give/);
  });
}
