// sgl as a vendor of the system's libglvnd: programs load the system's own libGL, libEGL and libGLES, these load our
// library by the name that a variable gives, and everything is as natively.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { detframe, folder, regionName, root, serve, sgl, start } from './support.js';

const vendor = join(root, 'build/libsgl/glvnd');

function build(name: string, ...libraries: string[]): string {
  const program = join(folder, name);
  execFileSync('gcc', ['-O1', '-w', join(root, `test/programs/${name}.c`), '-o', program, ...libraries, '-lX11', '-lpthread']);
  return program;
}

/** Lines without the names of vendor and extensions, which are each implementation's own. */
const answers = (text: string) => text.split('\n').filter(line => !/^(client|vendor|extensions) /.test(line));

for (const [name, ...libraries] of [
  ['glx_contexts', '-lGL'],
  ['glx_errors', '-lGL'],
  ['egl_objects', '-lEGL', '-lGLESv2'],
  ['es_drawing', '-lEGL', '-lGLESv1_CM', '-lGLESv2'],
] as [string, ...string[]][]) {
  test(`${name} answers through libglvnd as natively`, async () => {
    const program = build(name, ...libraries);
    const native = await start(program, []).result;
    assert.equal(native.code, 0, native.stderr);
    const ours = await sgl(['run', '--glvnd', '--', program]);
    assert.equal(ours.code, 0, ours.stderr);
    assert.deepEqual(answers(ours.stdout), answers(native.stdout));
  });
}

for (const [name, command] of [
  ['GLX', 'glxgears'],
  ['EGL', 'es2gears_x11'],
] as const) {
  test(`${name}: ${command} draws through libglvnd what it draws natively`, async () => {
    const home = join(folder, 'home');
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const harness = (out: string) => ({ LD_PRELOAD: detframe(), DF_FRAMES: '40', DF_OUT: out, HOME: home, XDG_RUNTIME_DIR: home });
    const [native, ours] = [join(folder, `${name}.native`), join(folder, `${name}.sgl`)];
    await start(command, [], { env: harness(native) }).result;
    const variables = Object.entries(harness(ours)).map(([key, value]) => `${key}=${value}`);
    const { stderr } = await sgl(['run', '--glvnd', '--', 'env', ...variables, command]);
    assert.ok(existsSync(ours), stderr);
    assert.equal(readFileSync(ours, 'utf8'), readFileSync(native, 'utf8'));
    assert.match(readFileSync(`${ours}.gl`, 'utf8'), /\(sgl\)$/m, 'GL_RENDERER does not name sgl');
  });
}

test('GLX and EGL in one process, by the system library: one state, and the renderer keeps the host driver', async () => {
  const program = build('glvnd_both', '-lGL', '-lEGL');
  const name = regionName();
  const server = await serve(name);
  const { stdout } = await sgl(['env', '--glvnd', '--json', '--shm', name]);
  const { code, stdout: said, stderr } = await start(program, [], { env: JSON.parse(stdout) }).result;
  assert.equal(code, 0, stderr);
  assert.match(said, /^GLX renderer .*\(sgl\)$/m);
  assert.match(said, /^EGL renderer .*\(sgl\)$/m);
  // both were loaded, as one file under the vendor's names; libGL.so.1 is the system's
  const ours = realpathSync(join(vendor, 'libGLX_sgl.so.0'));
  const libraries = said.split('\n').filter(line => line.startsWith('library '));
  assert.equal(libraries.filter(line => line.includes(ours)).length, 1);
  assert.ok(libraries.some(line => /\/usr\/lib\/.*libGL\.so\.1/.test(line)));
  server.kill('SIGINT');
  await server.result;
});

test("a program that puts the system's libraries before ours comes to sgl all the same", async () => {
  const program = build('glvnd_both', '-lGL', '-lEGL');
  const system = execFileSync('sh', ['-c', 'echo /usr/lib/$(gcc -print-multiarch)'], { encoding: 'utf8' }).trim();
  const { code, stdout, stderr } = await sgl(['run', '--', 'sh', '-c', `LD_LIBRARY_PATH=${system}:$LD_LIBRARY_PATH exec "$0"`, program]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, new RegExp(`^library ${system}/libGL\\.so\\.1`, 'm'));
  assert.match(stdout, /^GLX renderer .*\(sgl\)$/m);
  assert.match(stdout, /^EGL renderer .*\(sgl\)$/m);
});

test('an installed vendor library leaves programs alone where no renderer is, and says so where it was asked for', async () => {
  const program = build('glvnd_both', '-lGL', '-lEGL');
  // as a distribution has it: every vendor's file is read, the host's driver's first
  const vendors = join(folder, 'egl_vendor.d');
  mkdirSync(vendors, { recursive: true });
  for (const file of ['/usr/share/glvnd/egl_vendor.d/50_mesa.json', join(vendor, 'egl_vendor.d/90_sgl.json')])
    copyFileSync(file, join(vendors, file.split('/').at(-1) as string));
  const installed = { LD_LIBRARY_PATH: vendor, __EGL_VENDOR_LIBRARY_DIRS: vendors };
  const native = await start(program, [], { env: installed }).result;
  assert.equal(native.code, 0, native.stderr);
  assert.doesNotMatch(native.stdout, /renderer .*\(sgl\)/);
  const asked = await start(program, [], { env: { ...installed, __GLX_VENDOR_LIBRARY_NAME: 'sgl', SGL_SHM: regionName() } }).result;
  assert.notEqual(asked.code, 0);
  assert.match(asked.stderr, /no renderer is running/);
});
