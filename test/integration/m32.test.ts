// 32-bit programs on the 64-bit renderer: they print what the 64-bit programs print natively, and their recordings replay.
// Needs a compiler for 32 bits, but no 32-bit OpenGL or X libraries: the programs use EGL without a window system.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl, start } from './support.js';

const library = join(root, 'build/libsgl/32');
const names = ['-lEGL', '-lGLESv1_CM', '-lGLESv2', '-lGL', '-lpthread'];
const source = (name: string) => join(root, `test/programs/${name}.c`);
const skip = process.arch === 'x64' ? false : `no 32-bit programs on ${process.arch}`;

/** For 64 bits, and for 32: X functions that the program names, but does not call, stay unresolved there. */
function build(name: string): { native: string; ours: string } {
  const [native, ours] = [join(folder, name), join(folder, `${name}.32`)];
  const headers = join('/usr/include', execFileSync('gcc', ['-print-multiarch'], { encoding: 'utf8' }).trim());
  const late = ['-fplt', '-no-pie', '-Wl,-z,lazy', '-Wl,--unresolved-symbols=ignore-all'];
  execFileSync('gcc', ['-O1', '-w', source(name), '-o', native, ...names, '-lX11']);
  execFileSync('gcc', ['-m32', '-O1', '-w', '-idirafter', headers, ...late, source(name), '-o', ours, `-L${library}`, ...names]);
  return { native, ours };
}

test('the 32-bit client library is built without 32-bit X libraries', { skip }, () => {
  execFileSync('make', ['-s', '-j2', '-C', join(root, 'guest/linux'), 'm32'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const needed = execFileSync('readelf', ['-dh', join(library, 'libGL.so.1')], { encoding: 'utf8' });
  assert.match(needed, /ELF32/);
  assert.doesNotMatch(needed, /NEEDED.*(libX|libxcb)/);
});

const env = { NO_X: '1' };

for (const name of ['egl_widths', 'es_drawing', 'egl_objects']) {
  test(`${name} with 32 bits is as natively with 64`, { skip }, async () => {
    const answers = (text: string) => text.split('\n').filter(line => !/^(client|vendor|extensions) /.test(line));
    const { native, ours } = build(name);
    const expected = await start(native, [], { env }).result;
    assert.equal(expected.code, 0, expected.stderr);
    const got = await sgl(['run', '--', ours], { env });
    assert.equal(got.code, 0, got.stderr);
    assert.deepEqual(answers(got.stdout), answers(expected.stdout));
  });
}

test('a recording of a 32-bit program says so, and replays', { skip }, async () => {
  const trace = join(folder, 'widths.pb');
  const { ours } = build('egl_widths');
  const recorded = await sgl(['record', '-o', trace, '--', ours]);
  assert.equal(recorded.code, 0, recorded.stderr);
  const info = await sgl(['info', '--json', trace]);
  assert.equal(JSON.parse(info.stdout).client.pointerBits, 32, info.stdout);
  const verified = await sgl(['replay', '--verify', '--json', trace]);
  const { replies } = JSON.parse(verified.stdout) as { replies: { total: number; different: number } };
  assert.ok(replies.total >= 8, verified.stdout);
  assert.equal(replies.different, 0, verified.stdout);
});
