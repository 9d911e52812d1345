// Traces on ANGLE beside the host's driver: frames, pictures of attachments, what is named as not possible, and comparisons.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import type { FrameExplained } from '../../src/replay/compare_backends.js';
import { ReplaySession } from '../../src/replay/session.js';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, root, sampleTrace, sgl } from './support.js';

interface Compared {
  readonly compared: number;
  readonly different: readonly { readonly frame: number; readonly verdict: string; readonly difference: { readonly most: number } }[];
  readonly shown: readonly {
    readonly frame: number;
    readonly draw: { readonly call: number | null; readonly name: string; readonly reasons: readonly string[] };
    readonly explained: FrameExplained;
  }[];
  readonly omissions: readonly { readonly what: string; readonly kind: string }[];
}

async function compare(
  trace: string,
  ...more: string[]
): Promise<Compared & { readonly code: number | undefined; readonly stderr: string }> {
  const { code, stdout, stderr } = await sgl(['diff', trace, '--backends', 'native,webgl', '--json', ...more]);
  assert.ok(code === 0 || code === 1, stderr);
  return { ...(JSON.parse(stdout) as Compared), code, stderr };
}

/** Colour of a pixel, from the top left. */
function colorAt(file: string, x: number, y: number): number[] {
  const { width, data } = PNG.sync.read(readFileSync(file));
  return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
}

test('what OpenGL ES 3.0 has is drawn by ANGLE as by the host: each tile', async () => {
  const program = join(folder, 'es3_scenes');
  execFileSync('gcc', ['-O1', '-Wall', join(root, 'test/programs/es3_scenes.c'), '-o', program, '-lEGL', '-lGLESv2', '-lX11']);
  const trace = join(folder, 'es3_scenes.pb');
  const recorded = await sgl(['record', '-o', trace, '--', program, '3']);
  assert.match(recorded.stdout, /3 frames, error 0\n/);
  const { compared, different, omissions, code } = await compare(trace);
  assert.equal(compared, 3);
  assert.deepEqual(omissions, []);
  assert.deepEqual(
    different.filter(({ verdict }) => verdict === 'more'),
    [],
  );
  assert.equal(code, different.length === 0 ? 0 : 1);
  const { stdout } = await sgl(['image', trace, '--backend', 'webgl', '--at', 'f1', '-o', folder, '--json']);
  const [{ file }] = JSON.parse(stdout) as [{ file: string }];
  // the middle of each tile as the program draws it, from the top left
  const middle = (column: number, row: number) => colorAt(file, column * 64 + 32, row * 64 + 32);
  assert.deepEqual(
    [middle(0, 0), middle(1, 0), middle(3, 0)],
    [
      [255, 255, 0],
      [255, 0, 0],
      [0, 0, 255],
    ],
    'samples put together, scissored clears',
  );
  assert.deepEqual(
    [middle(1, 2), middle(2, 2)],
    [
      [255, 128, 0],
      [0, 255, 64],
    ],
    'both draw buffers',
  );
  assert.deepEqual(middle(1, 1), [64, 255, 191], 'a mapped buffer, integer attributes');
  assert.deepEqual(
    [middle(2, 1), middle(3, 1)],
    [
      [255, 64, 191],
      [128, 128, 191],
    ],
    'vertices and indices in memory',
  );
  assert.deepEqual(colorAt(file, 45, 150), [0, 128, 255], 'the second instance, its colour of a uniform block');
  assert.deepEqual(colorAt(file, 24, 88), [0, 255, 255], 'what transform feedback captured');
  assert.notDeepEqual(middle(3, 2), [0, 0, 0], 'a texture array and one from a pixel buffer');
});

test('a replay on webgl gives frames and hashes as the native one does', async () => {
  const { code, stdout } = await sgl(['replay', sampleTrace('es3_scenes'), '--backend', 'webgl', '--json']);
  assert.equal(code, 0);
  const { frames, omissions, malformed } = JSON.parse(stdout);
  assert.deepEqual([frames.total, omissions, malformed], [20, [], null]);
});

test('attachments can be looked at', async () => {
  const trace = sampleTrace('es3_scenes');
  const blit = (await sgl(['find', trace, '--name', 'glBlitFramebuffer', '--max', '1', '--json'])).stdout;
  const { call } = JSON.parse(blit) as { call: number };
  const look = async (...more: string[]) => {
    const { code, stdout, stderr } = await sgl(['image', trace, '--at', String(call - 3), '--json', '-o', folder, ...more]);
    assert.equal(code, 0, stderr);
    const [{ file, width, of }] = JSON.parse(stdout) as [{ file: string; width: number; of: string }];
    return { color: colorAt(file, 32, 32), width, of };
  };
  for (const attachment of ['color0', 'color1']) {
    const native = await look('--attachment', attachment);
    assert.deepEqual(await look('--attachment', attachment, '--backend', 'webgl'), native);
  }
  const depth = await sgl(['image', trace, '--at', String(call), '--attachment', 'depth', '--backend', 'webgl', '-o', folder]);
  assert.equal(depth.code, 1);
  assert.match(depth.stderr, /only colours can/);
});

test('desktop OpenGL where it is the same: multisampled framebuffers, two outputs, uniform blocks', async () => {
  const { compared, different, omissions } = await compare(sampleTrace('core_fbo'));
  assert.equal(compared, 20);
  assert.ok(
    different.every(({ difference }) => difference.most <= 2),
    JSON.stringify(different.slice(0, 3)),
  );
  assert.deepEqual(
    omissions.map(({ what }) => what),
    ['glReadPixels into a buffer, not at its beginning'],
  );
});

test('what cannot be done is named before it starts, and by the comparison', async () => {
  const trace = sampleTrace('fixed_function');
  const strict = await sgl(['replay', trace, '--backend', 'webgl', '--strict']);
  assert.equal(strict.code, 1);
  assert.equal(strict.stdout, '');
  assert.match(
    strict.stderr,
    /cannot do everything[\s\S]*glBegin, 21 times, first at call 24\n[\s\S]*stopped before the replay \(--strict\)/,
  );
  const page = join(folder, 'backends.html');
  const { code, different, shown } = await compare(trace, '--at', 'f0-f1', '--html', page);
  assert.equal(code, 1);
  assert.equal(different.length, 2);
  assert.ok(
    shown[0]?.draw.reasons.some(reason => /^not executed on webgl: glRotatef/.test(reason)),
    JSON.stringify(shown),
  );
  const html = readFileSync(page, 'utf8');
  assert.equal(html.match(/data:image\/png;base64,/g)?.length, 3);
});

async function recordOpinions(moved = '0'): Promise<string> {
  const program = join(folder, 'two_opinions');
  const source = join(root, 'test/programs/two_opinions.c');
  execFileSync('gcc', ['-O1', '-Wall', source, '-o', program, '-lEGL', '-lGLESv2', '-lX11']);
  const trace = join(folder, `two_opinions-${moved.replace('/', '_')}.pb`);
  const { stdout } = await sgl(['record', '-o', trace, '--', program, moved]);
  assert.equal(stdout, 'error 0\n');
  return trace;
}

test('what differs is executed again in the ways that OpenGL leaves open: what those give is explained, what remains is not', async () => {
  const trace = await recordOpinions();
  const { different, shown, code } = await compare(trace, '--pictures', '2');
  assert.equal(code, 1);
  assert.deepEqual(
    different.map(({ frame }) => frame),
    [0, 1],
    'the triangle is the same in both',
  );
  const [noise, both] = shown.map(({ explained }) => explained);
  // the host's mediump is not its highp, which is what ANGLE asks it for
  assert.ok(noise && noise.different > 1000, JSON.stringify(noise));
  assert.deepEqual(noise.explanations, [{ kind: 'precision', pixels: noise.different, by: 0 }]);
  assert.deepEqual([noise.unexplained, noise.rest], [0, null]);
  // the square of 32x32, wherever it is
  assert.deepEqual([both?.unexplained, both?.rest?.x, both?.rest?.y, both?.rest?.most], [1024, 80, 16, 255]);
  assert.equal(both?.rest?.draw.place, 'f1:draw1');
  const { stdout } = await sgl(['diff', trace, '--backends', 'native,webgl', '--at', 'f1']);
  assert.match(
    stdout,
    /\n {4}1024 \([\d.]+ %\) are unexplained: at most by 255, first at 80,16; the first draw with one is f1:draw1, call \d+ gl/,
  );
  assert.match(stdout, / lie within what native draws with full precision/);
});

test('edges are explained by geometry that moves by no more than half a pixel', async () => {
  const trace = await recordOpinions();
  const session = new ReplaySession(trace);
  try {
    const explained = async (moved: string) => {
      const other = new TraceReader(await recordOpinions(moved));
      const elsewhere = new ReplaySession(other.file);
      try {
        const { call, drawable } = other.frame(2)!;
        const { width, height, data } = await elsewhere.do('picture', { call, before: true, drawable });
        return await session.do('explain', { frame: 2, other: { width, height, data }, tolerance: 0 });
      } finally {
        elsewhere.close();
      }
    };
    const little = await explained('0.05');
    assert.ok(little.different > 0);
    assert.equal(little.unexplained.length, 0);
    assert.ok(
      little.explanations.every(({ kind, by }) => kind === 'geometry' && by <= 1 / 16),
      JSON.stringify(little.explanations),
    );
    const far = await explained('3');
    assert.ok(far.unexplained.length > far.different / 2, `${far.unexplained.length} of ${far.different}`);
  } finally {
    session.close();
  }
});

test('without an X server it says what to do; wrong names are wrong use', async () => {
  const trace = sampleTrace('es3_scenes');
  const blind = await sgl(['replay', trace, '--backend', 'webgl'], { env: { DISPLAY: undefined } });
  assert.equal(blind.code, 1);
  assert.match(blind.stderr, /needs an X server with OpenGL, and DISPLAY is not set; `xvfb-run/);
  for (const args of [
    ['replay', trace, '--backend', 'metal'],
    ['replay', trace, '--strict'],
    ['diff', trace, '--backends', 'native'],
    ['diff', trace, '--backends', 'native,native'],
  ]) {
    const { code, stderr } = await sgl(args);
    assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
  }
});
