// A live program that is stopped, looked at, stepped and let go on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { programEnvironment } from '../../src/cli/program.js';
import { diffSnapshots } from '../../src/inspect/state/diff.js';
import type { LiveProgram } from '../../src/renderer/live.js';
import type { Recording } from '../../src/renderer/recording.js';
import { regionPath } from '../../src/renderer/region_name.js';
import { Supervisor } from '../../src/renderer/supervisor.js';
import { modelNames } from '../../src/replay/asker.js';
import { drawAsked } from '../../src/replay/look/mesh.js';
import { image } from '../../src/replay/operations/image.js';
import { mesh } from '../../src/replay/operations/mesh.js';
import { program as programOf } from '../../src/replay/operations/program.js';
import { state } from '../../src/replay/operations/state.js';
import { Player } from '../../src/replay/player.js';
import { TraceReader } from '../../src/trace/reader.js';
import { descendants, detframe, folder, type Running, regionName, root, sgl, sleep, start, until } from './support.js';

const opcode = (name: string) => modelNames().command(name).opcode;
const SWAP = opcode('sglSwapBuffers');
const CALL_LIST = opcode('glCallList');

interface Live {
  readonly live: LiveProgram;
  readonly recording: Recording | undefined;
  readonly program: Running;
  readonly supervisor: Supervisor;
}

function callsOf(file: string): number {
  const reader = new TraceReader(file);
  try {
    return reader.calls;
  } finally {
    reader.close();
  }
}

/** Says where they differ; a whole difference of pictures takes minutes. */
function alike(a: unknown, b: unknown): void {
  const texts = [a, b].map(each => inspect(each, { depth: 9, maxArrayLength: 1 << 20 }).split('\n'));
  const at = texts[0]!.findIndex((line, i) => line !== texts[1]![i]);
  assert.ok(at < 0 && texts[0]!.length === texts[1]!.length, `line ${at}: ${texts[0]![at]} is not ${texts[1]![at]}`);
}

const supervisors: Supervisor[] = [];
after(() => Promise.all(supervisors.map(supervisor => supervisor.close())));

/** Starts a program for so many frames; it stands at its first call. */
async function startLive(frames: number, trace?: string, command: readonly string[] = ['glxgears']): Promise<Live> {
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
  const [file, ...args] = command as [string, ...string[]];
  const program = start(file, args, {
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
  assert.notEqual(live.ended, undefined);
  await assert.rejects(live.look('picture', {}), /is gone/);
  assert.deepEqual(
    descendants(process.pid).filter(pid => pid === program.pid),
    [],
  );
});

test('what is seen of a program that stands is what a replay shows there', async () => {
  const file = join(folder, 'live_looks.pb');
  const binary = join(folder, 'core_fbo');
  execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/core_fbo.c'), '-o', binary, '-lGL', '-lX11']);
  const { live, program, supervisor } = await startLive(20, file, [binary]);
  await live.stop();
  const draw = opcode('glDrawArraysInstanced');
  live.goOn({ opcodes: [draw], frame: 3 });
  const at = await live.stop();
  assert.ok(at?.opcode === draw && at.frames === 3, `${JSON.stringify(at)}`);
  // after the draw, which is the last call then
  live.goOn({ call: at.call + 1 });
  const where = await live.stop();
  const { call } = { call: where!.call - 1 };
  await until('the trace has it', () => existsSync(file) && callsOf(file) > call);
  const reader = new TraceReader(file);
  const asked = drawAsked(reader, call);
  const seen = {
    image: await live.look('image', {}),
    texture: await live.look('image', { texture: { name: 1, level: 0, layer: 0 } }),
    mesh: await live.look('mesh', { draw: asked }),
    program: await live.look('program', {}),
    state: await live.look('state', {}),
  };
  const player = new Player(reader);
  try {
    alike(seen.image, image(player, { call }));
    alike(seen.texture, image(player, { call, texture: { name: 1, level: 0, layer: 0 } }));
    alike(seen.mesh, mesh(player, { call }));
    assert.ok(seen.mesh.vertices.length > 0, 'vertices');
    alike(seen.program, programOf(player, { call }));
    assert.ok(seen.program.uniforms.length > 0, 'uniforms');
    const replayed = state(player, { call });
    assert.equal(seen.state.position, replayed.position);
    const differences = diffSnapshots(seen.state, replayed).flatMap(({ owner, what, changes }) =>
      changes.map(({ path }) => `${what} ${JSON.stringify(owner)} ${path}`),
    );
    assert.deepEqual(differences, []);
    assert.ok(
      seen.state.groups[0]?.objects.some(({ kind }) => kind === 'texture'),
      'textures',
    );
  } finally {
    player.close();
    reader.close();
  }
  // nothing of the looking has changed what the program does
  live.goOn();
  assert.equal((await program.result).code, 0);
  await supervisor.close();
  const { code, stdout } = await sgl(['replay', file]);
  assert.equal(code, 0, stdout);
});

test('a program stands behind the call that raised an error, and between glBegin and glEnd', async () => {
  const source = readFileSync(join(root, 'test/programs/one_bug.c'), 'utf8');
  const wrong = join(folder, 'one_error.c');
  writeFileSync(wrong, source.replace('glClear(GL_COLOR', 'if (frame == 3) glEnable(0xdead);\n        glClear(GL_COLOR'));
  const binary = join(folder, 'one_error');
  execFileSync('gcc', ['-O1', '-w', `-I${join(root, 'test/programs')}`, wrong, '-o', binary, '-lGL', '-lX11']);
  const file = join(folder, 'one_error.pb');
  const { live, program, supervisor } = await startLive(10, file, [binary]);
  await live.stop();
  live.goOn({ error: true });
  const at = await live.stop();
  assert.deepEqual([at?.error, at?.frames], [0x500, 3]);
  live.goOn({ opcodes: [opcode('glVertex3f')] });
  assert.equal((await live.stop())?.opcode, opcode('glVertex3f'));
  assert.equal((await live.look('picture', {})).width, 160);
  await assert.rejects(live.look('image', {}), /between glBegin and glEnd/);
  assert.equal((await live.look('state', {})).contexts[0]?.silent, 'between glBegin and glEnd OpenGL answers nothing');
  live.goOn();
  assert.equal((await program.result).code, 0);
  await supervisor.close();
  const reader = new TraceReader(file);
  assert.equal(reader.callName(at!.call - 1), 'glEnable');
  reader.close();
  assert.equal((await sgl(['replay', file])).code, 0);
});

test("questions do not get into the program's debug output", async () => {
  const source = readFileSync(join(root, 'test/programs/one_bug.c'), 'utf8');
  const debugged = join(folder, 'debugged.c');
  writeFileSync(
    debugged,
    `#define GL_GLEXT_PROTOTYPES\n${source}`
      .replace(
        'static void quad',
        'static int said;\nstatic void message(GLenum a, GLenum b, GLuint c, GLenum d, GLsizei n, const GLchar *text, const void *user) { said++; }\nstatic void quad',
      )
      .replace('glClearColor(', 'glEnable(GL_DEBUG_OUTPUT); glDebugMessageCallback(message, NULL); glClearColor(')
      .replace(
        'glClear(GL_COLOR',
        'if (frame == 7) glDebugMessageCallback(NULL, NULL);\n        if (frame % 3 == 1) glEnable(0xdead);\n        glClear(GL_COLOR',
      )
      .replace(
        'glXMakeCurrent(dpy, None',
        'GLint logged = 0; glGetIntegerv(GL_DEBUG_LOGGED_MESSAGES, &logged); printf("%d said, %d logged\\n", said, logged);\n    glXMakeCurrent(dpy, None',
      ),
  );
  const binary = join(folder, 'debugged');
  execFileSync('gcc', ['-O1', '-w', `-I${join(root, 'test/programs')}`, debugged, '-o', binary, '-lGL', '-lX11']);
  const native = await start(binary, ['9']).result;
  assert.match(native.stdout, /^[1-9]\d* said, [1-9]\d* logged\n$/);
  const { live, program, supervisor } = await startLive(1000, undefined, [binary, '9']);
  await live.stop();
  for (const frame of [2, 5, 8]) {
    live.goOn({ opcodes: [SWAP], frame });
    assert.equal((await live.stop())?.frames, frame);
    assert.equal((await live.look('state', {})).contexts[0]?.values.get('debug.output'), true);
  }
  live.goOn();
  assert.equal((await program.result).stdout, native.stdout);
  await supervisor.close();
});
