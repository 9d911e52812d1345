// The OpenGL version that a program sees, by --gl and by the variables of its environment: numbers, strings, shading language
// and profile agree with each other.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { environmentFor, folder, regionName, root, serve, sgl, start } from './support.js';

const program = join(folder, 'gl_version');
execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/gl_version.c'), '-o', program, '-lGL', '-lX11']);

const native = (await start(program, []).result).stdout.split('\n');
/** What it says with changes to lines that begin so. */
const expected = (changes: Readonly<Record<string, string>>) =>
  native.map(line => Object.entries(changes).find(([start]) => line.startsWith(`${start}:`))?.[1] ?? line);
const core = (number: string, language: string, newest = '-') =>
  `version ${number} number ${number} language ${language} profile 1 listed one by one newest ${newest} error 0`;

test('without them a program sees what it sees natively', async () => {
  const { stdout, stderr } = await sgl(['run', '--', program]);
  assert.deepEqual(stdout.split('\n'), native, stderr);
});

test('--gl 3.3core: every desktop context is a core one of 3.3, newer ones are refused', async () => {
  const { stdout } = await sgl(['run', '--gl', '3.3core', '--', program]);
  const changes = { plain: `plain: ${core('3.3', '3.30')}`, 'core 3.2': `core 3.2: ${core('3.3', '3.30')}`, 'core 4.5': 'core 4.5: none' };
  assert.deepEqual(stdout.split('\n'), expected(changes));
});

test('--gl 4.6compat: core contexts become compatibility contexts, and a newer version than the host has may be claimed', async () => {
  const { stdout } = await sgl(['run', '--gl', '4.6compat', '--', program]);
  for (const kind of ['plain', 'core 3.2', 'core 4.5'])
    assert.match(stdout, new RegExp(`^${kind}: version 4\\.6 number 4\\.6 language 4\\.60 profile 2 listed in a line`, 'm'));
});

test('--gl es3.1: OpenGL ES contexts alone', async () => {
  const { stdout } = await sgl(['run', '--gl', 'es3.1', '--', program]);
  const es = 'version 3.1 ES number 3.1 language OpenGL ES GLSL ES 3.10 profile 0 listed in a line newest - error 0';
  assert.deepEqual(stdout.split('\n'), expected({ 'es 2': `es 2: ${es}` }));
});

test('a program has its version from its environment, whatever its renderer offers', async () => {
  const name = regionName();
  const server = await serve(name, ['-g', '2.1']);
  const plain = await start(program, [], { env: environmentFor(name) }).result;
  assert.match(plain.stdout, /^plain: version 2\.1 number 2\.1 language 1\.20 /m);
  assert.match(plain.stdout, /^core 3\.2: none$/m);
  const env = { ...environmentFor(name), GL_VERSION_OVERRIDE: '4.3core', GLSL_VERSION_OVERRIDE: '410', GLX_VERSION_OVERRIDE: '1.3' };
  const own = await start(program, [], { env }).result;
  const changes = {
    plain: `plain: ${core('4.3', '4.10', '410')}`,
    'core 3.2': `core 3.2: ${core('4.3', '4.10', '410')}`,
    'core 4.5': 'core 4.5: none',
  };
  assert.deepEqual(
    own.stdout.split('\n'),
    expected(changes).map(line => line.replace('GLX 1.4', 'GLX 1.3')),
  );
  const shared = await sgl(['run', '--shm', name, '--gl', '3.3', '--', program]);
  assert.match(shared.stdout, /^plain: version 3\.3 /m);
  const wrong = await start(program, [], { env: { ...environmentFor(name), GL_VERSION_OVERRIDE: 'newest' } }).result;
  assert.match(wrong.stderr, /GL_VERSION_OVERRIDE=newest is no version/);
  server.kill('SIGINT');
  await server.result;
});

test('what is no version of OpenGL is refused', async () => {
  for (const version of ['5.0', '3.0core', 'es4.0', 'core']) {
    const { code, stderr } = await sgl(['run', '--gl', version, '--', 'true']);
    assert.equal(code, 2);
    assert.match(stderr, /--gl takes an OpenGL version/);
  }
});

test('a recording under another profile replays as it was made', async () => {
  const trace = join(folder, 'override.pb');
  assert.equal((await sgl(['record', '--gl', '4.6core', '-o', trace, '--', program])).code, 0);
  const verified = await sgl(['replay', '--verify', '--json', trace]);
  assert.equal(verified.code, 0, verified.stderr);
  assert.equal(JSON.parse(verified.stdout).replies.different, 0);
  // what the contexts were is in the trace, not what they claimed to be
  assert.match((await sgl(['info', trace])).stdout, /asked for \d\.\d core/);
});
