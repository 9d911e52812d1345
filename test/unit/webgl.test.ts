// The webgl back end as far as it needs no ANGLE: what it covers, what it names as not possible, shaders and formats, and what
// a comparison says about a difference.
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { betweenNeighbours, verdictOf } from '../../src/inspect/diff/explain.js';
import { diffImages, type Picture } from '../../src/inspect/diff/images.js';
import { reasonsFor, shaderFacts } from '../../src/replay/compare_backends.js';
import { rowOf } from '../../src/replay/webgl/calls.js';
import { storageFormat, textureFormat } from '../../src/replay/webgl/formats.js';
import { translateShader } from '../../src/replay/webgl/glsl.js';
import { surveyTrace } from '../../src/replay/webgl/survey.js';
import { loadModel } from '../../src/spec/model.js';
import { TraceReader } from '../../src/trace/reader.js';

const sample = (name: string) => new TraceReader(join(resolve(import.meta.dirname, '../..'), 'traces', `${name}.pb`));

test('every function of OpenGL ES 2 and 3.0 has a row', () => {
  const versions = ['GL_ES_VERSION_2_0', 'GL_ES_VERSION_3_0'];
  const commands = loadModel().commands.filter(({ requiredBy }) => requiredBy.some(by => versions.includes(by)));
  assert.ok(commands.length > 240);
  // no binaries of shaders there
  assert.deepEqual(
    commands.filter(({ name }) => !rowOf(name)).map(({ name }) => name),
    ['glShaderBinary'],
  );
});

test('names of extensions are the functions that they became', () => {
  for (const name of ['glTexImage3DOES', 'glDrawArraysInstancedANGLE', 'glGenFramebuffersOES', 'glDiscardFramebufferEXT'])
    assert.ok(rowOf(name), name);
  for (const name of ['glBegin', 'glPolygonMode', 'glDispatchCompute', 'glDrawArraysIndirect', 'glNamedBufferData'])
    assert.equal(rowOf(name), undefined);
});

test('shaders of OpenGL ES stay as they are', () => {
  const source = 'precision mediump float;\nvoid main() { gl_FragColor = vec4(1.0); }';
  assert.deepEqual(translateShader(source, true), { source, from: '100', impossible: [] });
  const three = '#version 300 es\nout highp vec4 o; void main() { o = vec4(1.0); }';
  assert.deepEqual(translateShader(three, true), { source: three, from: '300 es', impossible: [] });
});

test('desktop shaders get another version and precisions, after comments and before everything else', () => {
  const { source, impossible } = translateShader(
    '/* a */\n#version 330 core\n#extension GL_ARB_explicit_attrib_location : require\nout vec4 o;\n',
    false,
  );
  assert.deepEqual(impossible, []);
  assert.match(source, /^#version 300 es\n\nprecision highp float;/);
  assert.ok(!source.includes('330') && !source.includes('GL_ARB_explicit'));
  assert.match(translateShader('attribute vec4 a; void main() { gl_Position = a; }', false).source, /^#version 100\n/);
});

test('what OpenGL ES does not have in shaders is named', () => {
  const named = (source: string) => translateShader(source, false).impossible;
  assert.deepEqual(named('void main() { gl_Position = ftransform(); gl_FrontColor = gl_Color; }'), [
    'ftransform',
    'gl_FrontColor',
    'gl_Color',
  ]);
  assert.deepEqual(named('// gl_Vertex in words\nvoid main() {}'), []);
  assert.deepEqual(named('#version 430\nlayout(std430, binding = 1) buffer B { int i[]; };'), ['layout(binding)', 'shader storage blocks']);
  assert.deepEqual(named('#version 150\nuniform sampler1D t; void main() { gl_FragColor = texture(t, 0.5); }'), [
    'sampler1D',
    'gl_FragColor in version 130 and later',
  ]);
});

test('formats of images', () => {
  const [RGBA, RGB, BGRA, UBYTE, FLOAT, HALF_OES] = [0x1908, 0x1907, 0x80e1, 0x1401, 0x1406, 0x8d61];
  assert.deepEqual(textureFormat(RGBA, RGBA, UBYTE), { internalFormat: RGBA, format: RGBA, type: UBYTE });
  assert.deepEqual(textureFormat(0x8058, BGRA, 0x8367), { internalFormat: 0x8058, format: RGBA, type: UBYTE, swaps: true });
  assert.deepEqual(textureFormat(RGBA, RGBA, HALF_OES), { internalFormat: 0x881a, format: RGBA, type: 0x140b });
  assert.deepEqual(textureFormat(0x1902, 0x1902, 0x1405), { internalFormat: 0x81a6, format: 0x1902, type: 0x1405 });
  assert.equal(textureFormat(RGB, RGBA, UBYTE), undefined);
  assert.equal(textureFormat(0x805b, RGBA, FLOAT), undefined, 'GL_RGBA16');
  assert.equal(storageFormat(0x8045), undefined, 'GL_LUMINANCE8_ALPHA8');
  assert.equal(storageFormat(0x1902), 0x81a6);
});

test('a trace is surveyed without executing it', () => {
  const fixed = sample('fixed_function');
  const found = surveyTrace(fixed);
  const begin = found.find(({ what }) => what === 'glBegin');
  assert.deepEqual(begin && [begin.kind, begin.count, fixed.callName(begin.first)], ['call', 21, 'glBegin']);
  assert.ok(found.some(({ what }) => what === 'glEnable(GL_LIGHTING)') && found.some(({ what }) => what === 'arrays of fixed functions'));
  assert.ok(!found.some(({ what }) => /glGet|glClear$|glViewport|glEnable\(GL_DEPTH_TEST\)/.test(what)), 'what works is not in the list');
  assert.deepEqual(surveyTrace(sample('es3_scenes')), []);
  const compute = surveyTrace(sample('compute_ssbo'));
  assert.ok(compute.some(({ kind, what }) => kind === 'shader' && what === 'GL_COMPUTE_SHADER'));
  assert.ok(surveyTrace(sample('contexts')).some(({ kind, what }) => kind === 'context' && what === 'objects of context 1 in context 2'));
});

const picture = (rows: readonly (readonly number[])[]): Picture => ({
  width: rows[0]!.length,
  height: rows.length,
  data: Uint8Array.from(rows.flat().flatMap(value => [value, value, value, 255])),
});

test('differences are told apart: rounding, edges that moved, more', () => {
  const edge = picture([
    [0, 0, 200, 200],
    [0, 0, 200, 200],
    [0, 0, 200, 200],
  ]);
  const verdict = (other: Picture) => verdictOf(edge, other, diffImages(edge, other));
  assert.equal(verdict(edge), 'same');
  assert.equal(
    verdict(
      picture([
        [0, 2, 200, 200],
        [0, 0, 199, 200],
        [0, 0, 200, 200],
      ]),
    ),
    'rounding',
  );
  const moved = picture([
    [0, 200, 200, 200],
    [0, 90, 200, 200],
    [0, 0, 200, 200],
  ]);
  assert.equal(verdict(moved), 'rasterization');
  assert.equal(betweenNeighbours(edge, moved), 1);
  // a hole in the middle of a plane is in no neighbourhood
  const plane = picture([
    [50, 50, 50],
    [50, 50, 50],
    [50, 50, 50],
  ]);
  const hole = picture([
    [50, 50, 50],
    [50, 250, 50],
    [50, 50, 50],
  ]);
  assert.equal(verdictOf(hole, plane, diffImages(hole, plane)), 'rasterization', 'one pixel thin things may be lost');
  const block = picture([
    [250, 250, 250],
    [250, 250, 250],
    [250, 250, 250],
  ]);
  assert.equal(verdictOf(plane, block, diffImages(plane, block)), 'more');
});

test('reasons name what was left out before the draw, and what its shader does', () => {
  const omissions = [
    { kind: 'call', what: 'glPolygonMode', count: 3, first: 10 },
    { kind: 'call', what: 'glLogicOp', count: 1, first: 99 },
  ] as const;
  assert.deepEqual(reasonsFor('more', omissions, 50), ['not executed on webgl: glPolygonMode, 3 times from call 10 on']);
  const facts = shaderFacts('#if 1\nprecision mediump float; // if\nvoid main() { float a = mod(1.0, 2.0); }');
  assert.deepEqual(facts, { precision: 'mediump', leaps: ['mod'] });
  assert.match(reasonsFor('more', [], 50, facts).join('\n'), /leaps \(mod\)[\s\S]*a mistake of one of the two drivers/);
  assert.match(reasonsFor('rounding', [], 50, facts).join('\n'), /rounding of colours[\s\S]*mediump/);
});
