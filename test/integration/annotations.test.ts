// What programs tell tools is carried whatever the host's driver offers, stands in the trace, and ends the frames of programs
// that never swap.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl } from './support.js';

const program = join(folder, 'annotations');
execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/annotations.c'), '-o', program, '-lEGL', '-lGL']);

const said = ['extensions 1 1 1 1 1', 'EXT label 20 corners of the house', 'KHR label 7 garden ', 'error 0', ''];

for (const [host, env] of [
  ['as the host has them', {}],
  ['on a host without markers', { MESA_EXTENSION_OVERRIDE: '-GL_GREMEDY_string_marker' }],
] as const) {
  test(`markers and labels, ${host}`, async () => {
    const { code, stdout, stderr } = await sgl(['run', '--', program, 'pbuffer'], { env });
    assert.equal(code, 0, stderr);
    assert.deepEqual(stdout.split('\n'), said);
    assert.equal(stderr, '', 'nobody needs to hear of what a driver lacks of these');
  });
}

const names = [
  'glPushDebugGroup',
  'glPushGroupMarkerEXT',
  'glStringMarkerGREMEDY',
  'glInsertEventMarkerEXT',
  'glDebugMessageInsert',
  'glLabelObjectEXT',
  'glObjectLabel',
];
const texts = ['all of the picture', 'sky', 'to the end', 'first', 'sun rises', 'said in passing', 'corners of the house', 'garden '];

for (const kind of ['pbuffer', 'surfaceless']) {
  test(`a ${kind} program without swaps has frames that can be named`, async () => {
    const trace = join(folder, `${kind}.pb`);
    const recorded = await sgl(['record', '-o', trace, '--', program, kind]);
    assert.equal(recorded.code, 0, recorded.stderr);
    assert.equal(JSON.parse((await sgl(['info', '--json', trace])).stdout).frames, 3);
    const all = (await sgl(['dump', trace])).stdout;
    for (const word of [...names, ...texts]) assert.ok(all.includes(word), `${word} is not in the trace`);
    const second = (await sgl(['dump', trace, '--calls', 'f1'])).stdout;
    assert.equal(second.match(/glFrameTerminatorGREMEDY/g)?.length, 1);
    assert.match(second, /glClearColor\(red = 0\.33/);
    const verified = JSON.parse((await sgl(['replay', '--verify', '--json', trace])).stdout);
    assert.equal(verified.replies.different, 0);
    assert.equal(verified.frames.identical, kind === 'pbuffer' ? 3 : 0);
    assert.equal(verified.frames.withoutHash, kind === 'pbuffer' ? 0 : 3); // without a surface there is no picture of the frame
    if (kind === 'surfaceless') return;
    const pictures = await sgl(['image', trace, '--at', 'f1', '-o', join(folder, 'pictures')]);
    assert.equal(pictures.code, 0, pictures.stderr);
    assert.ok(existsSync(join(folder, 'pictures/f000001.png')), pictures.stdout);
  });
}

test('with a window the swaps are the frames', async () => {
  const source = join(root, 'test/programs/window_frames.c');
  const [windowed, trace] = [join(folder, 'window_frames'), join(folder, 'windowed.pb')];
  execFileSync('gcc', ['-O1', '-w', source, '-o', windowed, '-lGL', '-lX11']);
  assert.equal((await sgl(['record', '-o', trace, '--', windowed])).code, 0);
  assert.equal(JSON.parse((await sgl(['info', '--json', trace])).stdout).frames, 2);
});
