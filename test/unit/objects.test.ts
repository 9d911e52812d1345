// Objects followed through the sample traces: who uses them, what is never deleted, passes, searching.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { CallSelection, CallSetError, parseCallSet } from '../../src/inspect/callset.js';
import { errorRecords, findCalls, parseCondition } from '../../src/inspect/find.js';
import { callsOfFrame, frameOf } from '../../src/inspect/frames.js';
import { parseObject } from '../../src/inspect/objects/kinds.js';
import { TrackedProgram } from '../../src/inspect/objects/programs.js';
import { passGraph, passLines, tracePasses } from '../../src/inspect/passes.js';
import { callsUsing, objectUses, traceLeaks } from '../../src/inspect/uses.js';
import { TraceReader } from '../../src/trace/reader.js';
import { temporaryFolder, writeSample } from './trace_sample.js';

function open(name: string, t: { after(clean: () => void): void }): TraceReader {
  const reader = new TraceReader(resolve(import.meta.dirname, `../../traces/${name}.pb`));
  t.after(() => reader.close());
  return reader;
}
const select = (text: string, reader: TraceReader) =>
  new CallSelection(
    parseCallSet(text, () => ''),
    reader,
    callsUsing(reader),
  );

test('uses name the calls that reach a texture through bindings, attachments and samplers', t => {
  const reader = open('core_fbo', t);
  const uses = objectUses(reader, parseObject('texture:1')).filter(({ frame }) => frame === 3);
  assert.deepEqual(
    uses.map(({ access, name, as }) => [access, name, as]),
    [
      ['writes', 'glBlitFramebuffer', 'color0, blit'],
      ['binds', 'glBindTexture', 'unit 0'],
      ['reads and writes', 'glGenerateMipmap', 'mipmap'],
      ['reads', 'glDrawArrays', 'unit 0, picture'],
    ],
  );
  const buffer = objectUses(reader, parseObject('buffer:3'), { access: new Set(['reads']) });
  assert.ok(buffer.every(({ name, as }) => name.startsWith('glDrawArraysInstanced') && /^attribute [01]$/.test(as)));
  assert.throws(() => objectUses(reader, parseObject('texture:77')), /never uses texture:77/);
});

test('a display list uses what was bound when it ran', t => {
  const reader = open('fixed_function', t);
  const reads = objectUses(reader, parseObject('texture:1'), { access: new Set(['reads']) });
  assert.equal(reads.length, 2 * reader.frames);
  assert.ok(reads.every(({ name, as }) => name === 'glCallList' && as === 'unit 0'));
});

test('storage buffers, counters and images belong to the programs that declare them', t => {
  const reader = open('compute_ssbo', t);
  const passes = tracePasses(reader, select('f3', reader));
  assert.deepEqual(
    passes.map(({ kind }) => kind),
    ['compute', 'render'],
  );
  const [compute, render] = passes;
  assert.ok(compute?.targets.some(({ object, as }) => object === 'texture:1' && as === 'image 0'));
  assert.ok(render?.reads.some(({ object, from }) => object === 'texture:1' && from === compute?.pass));
  assert.ok(render?.targets.every(({ as }) => as === 'window'));
});

test('passes know their targets and which pass they read from', t => {
  const reader = open('core_fbo', t);
  const passes = tracePasses(reader, select('f3', reader));
  assert.deepEqual(
    passes.map(({ kind, draws, clears, copies, targets, reads }) => ({
      kind,
      draws,
      clears,
      copies,
      targets: targets.map(each => each.object),
      reads: reads.map(each => each.object),
    })),
    [
      { kind: 'render', draws: 1, clears: 3, copies: 0, targets: ['renderbuffer:1', 'renderbuffer:2', 'renderbuffer:3'], reads: [] },
      {
        kind: 'copy',
        draws: 0,
        clears: 0,
        copies: 4,
        targets: ['texture:1', 'texture:1', 'texture:2', 'texture:2'],
        reads: ['renderbuffer:1', 'renderbuffer:2'],
      },
      { kind: 'render', draws: 1, clears: 0, copies: 0, targets: ['drawable:1'], reads: ['texture:1', 'texture:2'] },
    ],
  );
  const text = [...passLines(passes)].join('\n');
  assert.match(
    text,
    /^frame 3\n {2}pass 9 {2}render, calls 240-247 \(f3:call7\): 1 draw, 3 clears, program 1\n {4}into color0 renderbuffer:1/,
  );
  assert.match([...passGraph(passes)].join('\n'), /p9 -> p10 \[label="renderbuffer:1"\]/);
});

test('leaks name who made what nobody deleted', t => {
  const { objects, made, deleted } = traceLeaks(open('core_fbo', t));
  const texture = objects.find(({ object }) => object === 'texture:2');
  assert.equal(texture?.madeBy, 'glGenTextures');
  assert.equal(texture?.madeAt, 82);
  assert.equal(objects.length, made - deleted);
  assert.ok(objects.every(({ wentWithContext }) => wentWithContext));
  assert.ok(!objects.some(({ object }) => object === 'shader:2'), 'deleted right after it was attached');
});

test('finding by name, argument, object and error', t => {
  const reader = open('core_fbo', t);
  const find = (set: string, search: Parameters<typeof findCalls>[2]) =>
    [...findCalls(reader, select(set, reader), search)].map(({ call }) => call.call);
  assert.deepEqual(find('*', { name: '*teximage*', conditions: [parseCondition('level>5')] }), [90, 91, 103, 104]);
  assert.deepEqual(find('*', { conditions: [parseCondition('string~normals')] }), [29]);
  assert.deepEqual(find('0-60', { conditions: [parseCondition('GL_ARRAY_BUFFER'), parseCondition('buffer=4')] }), [58]);
  assert.deepEqual(find('*', { name: 'glGetUniformLocation', conditions: [parseCondition('result=1')] }), [39]);
  assert.deepEqual(find('0-75/renderbuffer:2', {}), [68, 72, 73, 74]);
  assert.throws(() => parseCondition('width>'), /compares with nothing/);
  assert.throws(() => parseCondition('a b'), /is no condition/);
});

test('errors are found by kind', async t => {
  const file = `${temporaryFolder(clean => t.after(clean))}/a.pb`;
  await writeSample(file);
  const reader = new TraceReader(file);
  t.after(() => reader.close());
  assert.deepEqual(
    [...errorRecords(reader, select('*', reader))].map(({ error, frame, record }) => [error, frame, record.call]),
    [['GL_INVALID_OPERATION', 1, 7]],
  );
  const calls = (set: string) => [...findCalls(reader, select(set, reader), {})].map(({ call }) => call.call);
  assert.deepEqual(calls('*/GL_INVALID_OPERATION'), [7]);
  assert.deepEqual(calls('*/GL_INVALID_ENUM'), []);
  assert.throws(() => select('*/texture:x', reader), CallSetError);
  assert.deepEqual([frameOf(reader, 5), frameOf(reader, 6), frameOf(reader, 21)], [0, 1, undefined]);
  assert.deepEqual(callsOfFrame(reader, 1), { first: 6, last: 11 });
});

test('sources tell samplers, images and blocks; answers and uniforms place them', () => {
  const program = new TrackedProgram();
  program.link([
    `#version 430
     layout(binding = 2) uniform sampler2DArray sheets[2]; // uniform sampler3D not;
     uniform highp isampler2D ids; uniform sampler2DShadow shadow;
     layout(rgba8, binding = 1) uniform writeonly image2D out1;
     layout(std140, binding = 4) uniform Frame { mat4 m; };
     layout(std430, binding = 5) readonly buffer Cells { int cell[]; };`,
  ]);
  program.learnLocation('ids', 7);
  program.setUniforms(7, [3]);
  program.learnLocation('shadow', -1);
  assert.deepEqual(
    [...program.samplers.values()].map(({ name, target, units }) => [name, target, units]),
    [
      ['sheets', 0x8c1a, [2, 3]],
      ['ids', 0x0de1, [3]],
    ],
  );
  assert.deepEqual(
    [...program.images.values()].map(({ units }) => units),
    [[1]],
  );
  assert.deepEqual(
    [program.usesBinding('uniform', 4), program.usesBinding('uniform', 5), program.usesBinding('buffer', 5), program.writesBinding(5)],
    [true, false, true, false],
  );
});
