// One program, many reasons why its square is not seen: `sgl why` names each, and what makes the square show proves it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Trace } from '../../src/library/index.js';
import { folder, root, sampleTrace, sgl } from './support.js';

const program = join(folder, 'unseen');
const trace = join(folder, 'unseen.pb');

/** Planted cause, what is to be named, a call that is to be blamed, and which draw of the frame it is. */
const PLANTED: readonly (readonly [cause: string, id: string, blamed?: RegExp, draw?: number])[] = [
  ['culled', 'face culling', /glFrontFace\(mode = GL_CW\)/],
  ['outside', 'outside the view', /glUniformMatrix4fv/],
  ['far', 'near or far plane', /glUniformMatrix4fv/],
  ['depth', 'depth test', /glEnable\(cap = GL_DEPTH_TEST\)/],
  ['immediate-depth', 'depth test', /glDepthFunc\(func = GL_GREATER\)/],
  ['stencil', 'stencil test', /glStencilFunc/],
  ['scissor', 'scissor test', /glScissor\(x = 0, y = 0, width = 20, height = 20\)/],
  ['several', 'several tests together', /glScissor/],
  ['colour-mask', 'colour mask', /glColorMask/],
  ['no-vertices', 'no vertices', /glDrawArrays/],
  ['no-instances', 'no instances', /glDrawArraysInstanced/],
  ['too-few', 'too few vertices', /glDrawArrays/],
  ['nan', 'NaN positions', /glBufferData/],
  ['nan-uniform', 'NaN positions', /glUniformMatrix4fv/],
  ['rasterizer-discard', 'rasterizer discard', /glEnable\(cap = GL_RASTERIZER_DISCARD\)/],
  ['discard', 'fragment shader discards', /glUniform1f/],
  ['incomplete-framebuffer', 'incomplete framebuffer', /glBindFramebuffer/],
  ['no-program', 'no program', /glLinkProgram/],
  ['unbound-texture', 'unbound texture'],
  ['incomplete-texture', 'incomplete texture'],
  ['feedback-loop', 'feedback loop', /glBindFramebuffer/],
  ['wrong-target', 'wrong target', /glBindFramebuffer/],
  ['no-draw-buffer', 'no draw buffer', /glDrawBuffer\(buf = GL_NONE\)/],
  ['blend', 'blending', /glBlendFunc/],
  ['logic-op', 'logic operation', /glLogicOp/],
  ['sample-mask', 'sample mask', /glSampleMaski/],
  ['alpha-test', 'alpha test', /glAlphaFunc/],
  ['viewport', 'empty viewport', /glViewport\(x = 0, y = 0, width = 0/],
  ['list', 'outside the view', /glTranslatef/, 1],
  ['covered', 'covered later', /glClear/],
  ['depth-kept', 'depth not cleared', /glDepthMask\(flag = GL_FALSE\)/],
];

/** The same of clears (the second of its frame) and dispatches: what is named, a call to blame, whether a trial proves it. */
const CLEARS: readonly (readonly [cause: string, id: string | undefined, blamed?: RegExp, proven?: boolean])[] = [
  ['clear-fine', undefined],
  ['clear-depth-mask', 'depth mask', /glDepthMask\(flag = GL_FALSE\)/, true],
  ['clear-colour-mask', 'colour mask', /glColorMask/, true],
  ['clear-stencil-mask', 'stencil mask', /glStencilMask\(mask = 0\)/, true],
  ['clear-discard', 'rasterizer discard', /glEnable\(cap = GL_RASTERIZER_DISCARD\)/, true],
  ['clear-scissor', 'scissor test', /glScissor\(x = 500/, true],
  ['clear-incomplete', 'incomplete framebuffer', /glBindFramebuffer/, true],
  ['clear-nothing', 'nothing to clear', /glClear\(mask = 0/],
  ['clear-same', 'the colour that is there'],
  ['dispatch-fine', undefined],
  ['dispatch-none', 'no work groups', /glDispatchCompute\(num_groups_x = 0/],
  ['dispatch-program', 'no program', /glUseProgram\(program = 0\)/],
  ['dispatch-buffer', 'unbound buffer', /glBindBufferBase\(target = GL_SHADER_STORAGE_BUFFER, index = 2, buffer = 0\)/, true],
  ['dispatch-image', 'unbound image'],
];

before(async () => {
  execFileSync('gcc', ['-O1', join(root, 'test/programs/unseen.c'), '-o', program, '-lGL', '-lX11', '-lm']);
  const causes = ['fine', ...[...PLANTED, ...CLEARS].map(([cause]) => cause)];
  assert.equal((await sgl(['record', '-o', trace, '--', program, ...causes])).code, 0);
  process.env.XDG_CACHE_HOME = folder;
});

test('each planted cause is named, proven, and blamed on the call that set it', async t => {
  const opened = Trace.open(trace);
  try {
    for (const [i, [planted, id, blamed, which = 0]] of PLANTED.entries())
      await t.test(`${planted}: ${id}`, async () => {
        const draws = [...opened.calls(`f${i + 1}/draw`)].map(({ call }) => call);
        const { shows, causes, verdict, setBy } = await opened.why(draws[which]!);
        assert.deepEqual([shows, causes[0]?.id], [false, id], verdict);
        const proof = causes[0]!.proof;
        // what is undefined may be drawn as if it were not
        if (id !== 'feedback loop' && id !== 'covered later')
          assert.ok(proof && (proof.samples ?? 0) + (proof.pixels ?? 0) > 0, JSON.stringify(causes));
        if (blamed)
          assert.ok(
            setBy[0]!.some(({ text }) => blamed.test(text)),
            JSON.stringify(setBy),
          );
      });
  } finally {
    opened.close();
  }
});

test('clears and dispatches that do nothing, or not all that they name', async t => {
  const opened = Trace.open(trace);
  try {
    for (const [i, [planted, id, blamed, proven]] of CLEARS.entries())
      await t.test(`${planted}: ${id ?? 'fine'}`, async () => {
        const frame = PLANTED.length + 1 + i;
        const [kind, which] = planted.startsWith('clear') ? ['clear', 1] : ['dispatch', 0];
        const { call } = [...opened.calls(`f${frame}/${kind}`)][Number(which)]!;
        const { shows, causes, verdict, setBy } = await opened.why(call);
        assert.deepEqual([shows, causes[0]?.id], [id === undefined || id === 'the colour that is there', id], verdict);
        if (proven) assert.ok(causes[0]!.proof, verdict);
        if (planted === 'dispatch-buffer') assert.match(causes[0]!.proof!.change, /\(8 bytes are not 0 afterwards\)/);
        if (planted === 'dispatch-fine') assert.match(verdict, /2 x 1 x 1 work groups, program \d+; it changes 8 bytes of 1 buffer\./);
        if (blamed)
          assert.ok(
            setBy[0]!.some(({ text }) => blamed.test(text)),
            JSON.stringify(setBy),
          );
      });
  } finally {
    opened.close();
  }
});

test('sgl why: the square shows, one pixel of it does not; wrong questions', async () => {
  const fine = await sgl(['why', trace, '--draw', 'f0:draw0']);
  assert.equal(fine.code, 0, fine.stderr);
  assert.match(
    fine.stdout,
    /It shows: the draw changes 4800 pixels \(80x60 pixels at 40,30\); without it 4800 pixels of frame 0 would be different/,
  );
  const outside = await sgl(['why', trace, '--draw', 'f0:draw0', '--pixel', '10,10', '--json']);
  assert.equal(outside.code, 1, outside.stderr);
  const { shows, causes } = JSON.parse(outside.stdout);
  assert.deepEqual([shows, causes[0].id, causes[0].proof.samples], [false, 'not covered', 4800]);
  const frame = 1 + PLANTED.findIndex(([planted]) => planted === 'scissor');
  const { stdout, code } = await sgl(['why', trace, '--draw', `f${frame}:draw0`, '--pixel', '80,60', '--quick']);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^call \d+ glDrawArrays into drawable:1, pixel 80,60 \(f\d+:draw\d+\)\nThe draw leaves the pixel as it was: all of it lies outside of the scissor box, 20x20 at 0,0 .*\. With glDisable\(GL_SCISSOR_TEST\), 1 sample passes/,
  );
  assert.match(stdout, /executed again:\n {2}as it is +0 samples, 0 pixels change\n {2}glDisable\(GL_SCISSOR_TEST\) +1 sample\n/);
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['--draw', 'f1:draw7'], /frame 1 has 1 draw, counted from 0/],
    [[], /which draw\?/],
    [['--draw', 'f0:draw0', '--pixel', '60'], /--pixel takes two numbers/],
  ];
  for (const [args, said] of wrong) {
    const result = await sgl(['why', trace, ...args]);
    assert.equal(result.code, 2);
    assert.match(result.stderr, said);
  }
  assert.match((await sgl(['why', trace, '--draw', 'f1'])).stderr, /sglSwapBuffers draws nothing; `sgl find TRACE --calls/);
  assert.match((await sgl(['why', trace, '--draw', 'f0:draw0', '--pixel', '400,2'])).stderr, /the picture has 160x120 pixels/);
});

test('draws of real traces show, and one that another covers does not', async () => {
  for (const [name, call, id] of [
    ['core_fbo', 247, undefined],
    ['core_fbo', 269, undefined],
    ['fixed_function', 459, undefined],
    ['fixed_function', 468, 'covered later'],
    ['glxgears', 1418, undefined],
    ['compute_ssbo', undefined, undefined],
  ] as const) {
    const opened = Trace.open(sampleTrace(name));
    try {
      const { shows, causes, verdict } = await opened.why(call ?? [...opened.calls('f3/draw')][0]!.call);
      assert.deepEqual([shows, causes[0]?.id], [id === undefined, id], `${name} ${call}: ${verdict}`);
    } finally {
      opened.close();
    }
  }
});
