// EGL through sgl answers as the host's EGL does: configurations and choices, contexts, surfaces, what is current,
// syncs, and the mistakes that it notices.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl, start } from './support.js';

function build(name: string): string {
  const program = join(folder, name);
  execFileSync('gcc', [
    '-O1',
    join(root, `test/programs/${name}.c`),
    '-o',
    program,
    '-lEGL',
    '-lGLESv1_CM',
    '-lGLESv2',
    '-lX11',
    '-lpthread',
  ]);
  return program;
}

/** Lines without the names of vendor and extensions, which are each implementation's own. */
const answers = (text: string) => text.split('\n').filter(line => !/^(client|vendor|extensions) /.test(line));

async function same(program: string, env: Record<string, string> = {}): Promise<string> {
  const native = await start(program, [], { env }).result;
  assert.equal(native.code, 0, native.stderr);
  const ours = await sgl(['run', '--', program], { env });
  assert.equal(ours.code, 0, ours.stderr);
  assert.deepEqual(answers(ours.stdout), answers(native.stdout));
  return ours.stdout;
}

const configs = build('egl_configs');
const objects = build('egl_objects');

test('configurations and choices are those of the host on X11, surfaceless and device displays', async () => {
  const text = await same(configs);
  assert.match(text, /^vendor sgl$/m, 'the program did not reach sgl');
});

test('contexts, surfaces, current state and syncs are as natively with windows', async () => {
  await same(objects);
});

test('contexts, surfaces, current state and syncs are as natively without a window system', async () => {
  await same(objects, { NO_X: '1' });
});

test('images of textures and renderbuffers are shared by contexts that share nothing else, as natively; a replay answers the same', async () => {
  const images = build('egl_images');
  await same(images, { NO_X: '1' });
  const trace = join(folder, 'images.pb');
  assert.equal((await sgl(['record', '-o', trace, '--', images])).code, 0);
  const { replies } = JSON.parse((await sgl(['replay', '--verify', '--json', trace])).stdout) as {
    replies: { total: number; different: number };
  };
  assert.ok(replies.total > 100);
  assert.equal(replies.different, 0);
});

test('OpenGL ES 1 to 3 draw what they draw natively', async () => {
  await same(build('es_drawing'));
});

test('a replay of OpenGL ES gives the same answers', async () => {
  const trace = join(folder, 'es.pb');
  assert.equal((await sgl(['record', '-o', trace, '--', join(folder, 'es_drawing')])).code, 0);
  const verified = await sgl(['replay', '--verify', '--json', trace]);
  const { replies } = JSON.parse(verified.stdout) as { replies: { total: number; different: number } };
  assert.ok(replies.total > 20);
  assert.equal(replies.different, 0, verified.stdout);
});
