// What an inspector and a supervisor say to each other, and where a live program is to stop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRequest } from '../../src/renderer/live_request.js';
import { type ControlRequest, decodeLine, encodeLine, lineReader } from '../../src/renderer/live_wire.js';
import { parseStopAt } from '../../src/renderer/stop_at.js';
import { modelNames } from '../../src/replay/asker.js';
import { FLAG } from '../../src/trace/dictionary.js';

const opcode = (name: string) => modelNames().command(name).opcode;

test('messages keep bytes, maps, big and strange numbers', () => {
  const result = {
    bytes: Uint8Array.of(0, 255, 7),
    words: Uint32Array.of(1, 2 ** 32 - 1),
    floats: Float32Array.of(0.5, Number.NaN, Number.NEGATIVE_INFINITY),
    whole: Int32Array.of(-1),
    map: new Map<string, unknown>([
      ['a', 1n << 60n],
      ['b', new Map([[1, Number.POSITIVE_INFINITY]])],
    ]),
    none: null,
  };
  const line = encodeLine({ id: 1, result });
  assert.equal(line.indexOf('\n'), line.length - 1);
  assert.deepEqual(decodeLine(line), { id: 1, result });
});

test('lines come whole however they are cut, and not without end', () => {
  const lines: string[] = [];
  const read = lineReader(20, line => lines.push(line));
  for (const piece of ['ab', 'c\nd', '\n\n', 'rest']) assert.equal(read(piece), false);
  assert.deepEqual(lines, ['abc', 'd', '']);
  assert.equal(read('x'.repeat(17)), true);
});

test('requests are checked: what is asked, and each parameter', () => {
  const draw = {
    call: 3,
    name: 'glDrawArrays',
    request: { mode: 4, indexType: 0, parts: [{ first: 0, count: 3, instances: 1, baseVertex: -2, baseInstance: 0, offset: 0 }] },
    sent: new Map([[15, { first: -1, data: Uint8Array.of(1) }]]),
  };
  const fine: Omit<ControlRequest, 'id'>[] = [
    { do: 'programs' },
    { do: 'attach', pid: 17 },
    { do: 'goOn' },
    { do: 'goOn', at: { call: 0, opcodes: [1, 2], frame: 3, skip: 1, error: true } },
    { do: 'look', look: 'image', params: { attachment: 'depth' } },
    { do: 'look', look: 'image', params: { texture: { name: 3, level: 0, layer: 0 } } },
    { do: 'look', look: 'mesh', params: { draw, most: 9 } },
    { do: 'look', look: 'state', params: { object: { kind: 'texture', names: [1] } } },
  ].map(each => each as Omit<ControlRequest, 'id'>);
  for (const request of fine) {
    const sent = { ...request, id: 5 } as ControlRequest;
    assert.deepEqual(checkRequest(decodeLine(encodeLine(sent))), sent);
  }
  const part = draw.request.parts[0];
  for (const wrong of [
    undefined,
    7,
    [],
    { do: 'programs' },
    { id: -1, do: 'programs' },
    { id: 1 },
    { id: 1, do: 'toString' },
    { id: 1, do: 'attach', pid: '17' },
    { id: 1, do: 'attach', pid: 2 ** 40 },
    { id: 1, do: 'goOn', at: 5 },
    { id: 1, do: 'goOn', at: { call: -1 } },
    { id: 1, do: 'goOn', at: { opcodes: [65536] } },
    { id: 1, do: 'goOn', at: { error: 1 } },
    { id: 1, do: 'look', look: 'constructor', params: {} },
    { id: 1, do: 'look', look: 'picture' },
    { id: 1, do: 'look', look: 'picture', params: { drawable: 'x' } },
    { id: 1, do: 'look', look: 'image', params: { attachment: '../x' } },
    { id: 1, do: 'look', look: 'image', params: { texture: { name: 1, level: 0 } } },
    { id: 1, do: 'look', look: 'state', params: { object: { kind: '__proto__' } } },
    { id: 1, do: 'look', look: 'mesh', params: {} },
    { id: 1, do: 'look', look: 'mesh', params: { draw: { ...draw, sent: {} } } },
    { id: 1, do: 'look', look: 'mesh', params: { draw: { ...draw, request: { ...draw.request, parts: [{ ...part, count: -1 }] } } } },
  ])
    assert.throws(() => checkRequest(wrong), `${JSON.stringify(wrong)}`);
});

test('places to stop', () => {
  const draws = parseStopAt('draw');
  assert.ok(draws.opcodes!.includes(opcode('glCallList')) && !draws.opcodes!.includes(opcode('glEnable')));
  assert.deepEqual(parseStopAt('1234'), { call: 1234 });
  assert.deepEqual(parseStopAt('error'), { error: true });
  assert.deepEqual(parseStopAt('f20:glCallList:1'), { opcodes: [opcode('glCallList')], frame: 20, skip: 1 });
  assert.deepEqual(parseStopAt('f20:draw3'), { ...draws, frame: 20, skip: 3 });
  const end = parseStopAt('f20');
  assert.equal(end.frame, 20);
  assert.ok(end.opcodes!.every(each => modelNames().dictionary.flags(each) & FLAG.frame));
  const call = parseStopAt('f2:call0');
  assert.ok(call.opcodes!.includes(opcode('sglMakeCurrent')) && !call.opcodes!.includes(5), 'plumbing is no call');
  assert.deepEqual(parseStopAt('glUniform2f'), { opcodes: [opcode('glUniform2f')] });
  assert.deepEqual(parseStopAt('glUniform2f:7'), { opcodes: [opcode('glUniform2f')], skip: 7 });
  assert.ok(parseStopAt('glTex*').opcodes!.length > 20);
  for (const wrong of ['', 'f', 'f2:', 'f2:draw3:', 'somewhere', 'glNoSuchThing', 'f2:3', '-1', 'end'])
    assert.throws(() => parseStopAt(wrong), /no place to stop|no function/, wrong);
});
