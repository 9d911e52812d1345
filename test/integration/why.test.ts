// One program, many reasons why its square is not seen: `sgl why` names each, and what makes the square show proves it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import type { WhyWithCalls } from '../../src/inspect/why.js';
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
  ['clear-nothing', 'nothing to clear', /glClear\(mask = 0/, true],
  ['clear-draw-buffer', 'no draw buffer', /glDrawBuffer\(buf = GL_NONE\)/, true],
  ['clear-same', 'the colour that is there', undefined, true],
  ['dispatch-fine', undefined],
  ['dispatch-none', 'no work groups', /glDispatchCompute\(num_groups_x = 0/, true],
  ['dispatch-indirect', 'no work groups', /glDispatchComputeIndirect/, true],
  ['dispatch-program', 'no program', /glUseProgram\(program = 0\)/, true],
  ['dispatch-buffer', 'unbound buffer', /glBindBufferBase\(target = GL_SHADER_STORAGE_BUFFER, index = 2, buffer = 0\)/, true],
  ['dispatch-image', 'unbound image', undefined, true],
];

/** What a dispatch is seen to change once the one thing is there. */
const CHANGES: Readonly<Record<string, RegExp>> = {
  'dispatch-buffer': /^a buffer of zeros bound to it, it changes 8 bytes of 1 buffer$/,
  'dispatch-none': /^glDispatchCompute\(1, 1, 1\), it changes 4 bytes of 1 buffer$/,
  'dispatch-indirect': /^glDispatchCompute\(1, 1, 1\), it changes 4 bytes of 1 buffer$/,
  'dispatch-program': /^glUseProgram\(\d+\), it changes 8 bytes of 1 buffer$/,
  'dispatch-image': /^a texture of our own \(RGBA8\) bound to it, it changes 32 values of 1 image$/,
};

before(async () => {
  execFileSync('gcc', ['-O1', join(root, 'test/programs/unseen.c'), '-o', program, '-lGL', '-lX11', '-lm']);
  const causes = ['fine', ...[...PLANTED, ...CLEARS].map(([cause]) => cause)];
  assert.equal((await sgl(['record', '-o', trace, '--', program, ...causes])).code, 0);
  process.env.XDG_CACHE_HOME = folder;
});

/** Asks about each frame's call in a subtest of its own; `check` gets the answer. */
async function ask(
  t: TestContext,
  file: string,
  rows: readonly { readonly name: string; readonly calls: string; readonly which: number; readonly blamed: RegExp | undefined }[],
  check: (row: number, answer: WhyWithCalls) => void,
): Promise<void> {
  const opened = Trace.open(file);
  try {
    for (const [i, { name, calls, which, blamed }] of rows.entries())
      await t.test(name, async () => {
        const answer = await opened.why([...opened.calls(calls)][which]!.call);
        check(i, answer);
        if (blamed)
          assert.ok(
            answer.setBy[0]!.some(({ text }) => blamed.test(text)),
            JSON.stringify(answer.setBy),
          );
      });
  } finally {
    opened.close();
  }
}

const makesDifference = ({ causes, verdict }: WhyWithCalls) => {
  const proof = causes[0]!.proof;
  assert.ok(proof && (proof.samples ?? 0) + (proof.pixels ?? 0) > 0, `${verdict} ${JSON.stringify(causes)}`);
};

test('each planted cause is named, proven, and blamed on the call that set it', async t => {
  const rows = PLANTED.map(([planted, id, blamed, which = 0], i) => ({
    ...{ name: `${planted}: ${id}`, calls: `f${i + 1}/draw`, which, blamed },
  }));
  await ask(t, trace, rows, (row, answer) => {
    const [, id] = PLANTED[row]!;
    assert.deepEqual([answer.shows, answer.causes[0]?.id], [false, id], answer.verdict);
    // what is undefined may be drawn as if it were not
    if (id !== 'feedback loop' && id !== 'covered later') makesDifference(answer);
  });
});

test('a core profile draws nothing without a program', async t => {
  const core = join(folder, 'unseen-core.pb');
  assert.equal((await sgl(['record', '-o', core, '--', program, 'core', 'fine', 'program-0'])).code, 0);
  const blamed = /glUseProgram\(program = 0\)/;
  await ask(t, core, [{ name: 'program-0: no program', calls: 'f1/draw', which: 0, blamed }], (_, answer) => {
    assert.deepEqual([answer.shows, answer.causes[0]?.id], [false, 'no program'], answer.verdict);
    makesDifference(answer);
  });
});

test('clears and dispatches that do nothing, or not all that they name', async t => {
  const rows = CLEARS.map(([planted, id, blamed], i) => {
    const [kind, which] = planted.startsWith('clear') ? (['clear', 1] as const) : (['dispatch', 0] as const);
    return { name: `${planted}: ${id ?? 'fine'}`, calls: `f${PLANTED.length + 1 + i}/${kind}`, which, blamed };
  });
  await ask(t, trace, rows, (row, answer) => {
    const [planted, id, , proven] = CLEARS[row]!;
    const { shows, causes, verdict } = answer;
    assert.deepEqual([shows, causes[0]?.id], [id === undefined || id === 'the colour that is there', id], verdict);
    if (planted === 'dispatch-fine') assert.match(verdict, /2 x 1 x 1 work groups, program \d+; it changes 8 bytes of 1 buffer\./);
    if (!proven) return;
    if (CHANGES[planted]) assert.match(causes[0]!.proof!.change, CHANGES[planted]);
    else makesDifference(answer);
  });
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
