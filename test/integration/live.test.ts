// A live program that is stopped, looked at, stepped and let go on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { programEnvironment } from '../../src/cli/program.js';
import type { LiveProgram } from '../../src/renderer/live.js';
import type { Recording } from '../../src/renderer/recording.js';
import { regionPath } from '../../src/renderer/region_name.js';
import { Supervisor } from '../../src/renderer/supervisor.js';
import { modelNames } from '../../src/replay/asker.js';
import { TraceReader } from '../../src/trace/reader.js';
import { descendants, detframe, folder, type Running, regionName, sleep, start } from './support.js';

const opcode = (name: string) => modelNames().command(name).opcode;
const SWAP = opcode('sglSwapBuffers');
const CALL_LIST = opcode('glCallList');

interface Live {
  readonly live: LiveProgram;
  readonly recording: Recording | undefined;
  readonly program: Running;
  readonly supervisor: Supervisor;
}

const supervisors: Supervisor[] = [];
after(() => Promise.all(supervisors.map(supervisor => supervisor.close())));

/** Starts glxgears for so many frames; it stands at its first call. */
async function startLive(frames: number, trace?: string): Promise<Live> {
  const name = regionName();
  let arrive = (_: Pick<Live, 'live' | 'recording'>) => {};
  const arrived = new Promise<Pick<Live, 'live' | 'recording'>>(resolve => {
    arrive = resolve;
  });
  const supervisor = new Supervisor({
    path: regionPath(name),
    bytes: 64 << 20,
    limits: { maxUpload: 1 << 30, overlay: false },
    keepSpare: false,
    ...(trace ? { recording: { fileFor: () => trace } } : {}),
    live: () => ({ call: 0 }),
    onLive: (live, recording) => arrive({ live, recording }),
  });
  supervisors.push(supervisor);
  const program = start('glxgears', [], {
    env: { ...programEnvironment(name), LD_PRELOAD: detframe(), DF_FRAMES: String(frames), DF_OUT: join(folder, `${name}.frames`) },
  });
  return { ...(await arrived), program, supervisor };
}

test('a program stands at a call, shows the frame so far, steps, and goes on', async () => {
  const file = join(folder, 'live.pb');
  const { live, program, supervisor } = await startLive(40, file);
  assert.equal((await live.stop())?.call, 0);

  live.goOn({ opcodes: [SWAP], skip: 19 });
  assert.equal((await live.stop())?.opcode, SWAP);
  const whole = await live.look('picture', {});
  live.goOn({ opcodes: [CALL_LIST], skip: 1 });
  const second = await live.stop();
  assert.ok(second?.opcode === CALL_LIST && second.frames === 20, JSON.stringify(second));
  const sofar = await live.look('picture', {});
  assert.ok(sofar.width === 300 && whole.width === 300);
  const lit = ({ data }: { data: Uint8Array }) => data.filter((value, i) => i % 4 !== 3 && value > 0).length;
  assert.ok(lit(sofar) > 0 && lit(sofar) < lit(whole), `${lit(sofar)} of ${lit(whole)}: one gear of three`);

  // What was executed so far is in the trace already.
  await sleep(300);
  const reader = new TraceReader(file);
  assert.ok(reader.calls >= second.call, `${reader.calls} of ${second.call} calls`);
  assert.equal(reader.callName(second.call - 1).startsWith('gl'), true);
  reader.close();

  live.goOn({ call: second.call + 1 });
  assert.equal((await live.stop())?.call, second.call + 1);
  const stepped = await live.look('picture', {});
  assert.ok(lit(stepped) > lit(sofar), 'the second gear came');
  await assert.rejects(live.look('picture', { drawable: 99 }), /no such drawable/);

  live.goOn();
  assert.equal((await program.result).code, 0);
  await supervisor.close();
  assert.equal(readFileSync(file).length > 0, true);
});

test('a stopped program that is ended leaves nothing behind', async () => {
  const { live, program, supervisor } = await startLive(1000);
  await live.stop();
  await sleep(50);
  program.kill('SIGKILL');
  await program.result;
  await supervisor.close();
  assert.equal(live.ended, true);
  await assert.rejects(live.look('picture', {}), /is gone/);
  assert.deepEqual(
    descendants(process.pid).filter(pid => pid === program.pid),
    [],
  );
});
