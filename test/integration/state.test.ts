// State as the driver tells it, on the sample traces: new contexts against the table, objects bound or not.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { cellType, isInitial, valueText } from '../../src/inspect/state/lookup.js';
import type { ObjectState, StateSnapshot } from '../../src/inspect/state/snapshot.js';
import { stateOf } from '../../src/replay/operations/state.js';
import { Player } from '../../src/replay/player.js';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, sampleTrace, sgl } from './support.js';

process.env.XDG_CACHE_HOME = join(folder, 'cache');

function withPlayer<T>(name: string, use: (player: Player, reader: TraceReader) => T): T {
  const reader = new TraceReader(sampleTrace(name));
  const player = new Player(reader);
  try {
    return use(player, reader);
  } finally {
    player.close();
    reader.close();
  }
}

function at(player: Player, call: number): StateSnapshot {
  player.goAfter(call);
  return stateOf(player);
}

const object = (objects: readonly ObjectState[], kind: string, name: number) =>
  objects.find(each => each.kind === kind && each.name === name)?.values;

/** What the renderer has switched on for itself. */
const OWN = new Set(['debug.output', 'debug.output_synchronous']);

for (const [trace, least] of [
  ['fixed_function', 3000],
  ['core_fbo', 2000],
] as const) {
  test(`a new context has the values that the table says: ${trace}`, () => {
    withPlayer(trace, (player, reader) => {
      let call = 0;
      while (!player.contexts().some(context => context.prepared)) player.goAfter(call++);
      const { contexts } = stateOf(player);
      const { values } = contexts.find(context => context.version !== '')!;
      const wrong = [...values].filter(([path, value]) => !OWN.has(path) && isInitial(cellType(undefined, path), value) === false);
      assert.deepEqual(
        wrong.map(([path, value]) => `${path} ${valueText(cellType(undefined, path), value)}`),
        [],
      );
      assert.ok(values.size > least, `${values.size} values`);
      assert.ok(reader.calls > call);
    });
  });
}

test('objects are there whether bound or not, each with its properties', () => {
  withPlayer('core_fbo', (player, reader) => {
    const { contexts, groups } = at(player, reader.frame(1)!.call);
    const [context] = contexts;
    const [group] = groups;
    assert.ok(context && group);
    const texture = object(group.objects, 'texture', 1)!;
    assert.equal(texture.get('target'), 0x0de1);
    assert.equal(texture.get('level[0].width'), 128);
    assert.equal(texture.get('level[7].width'), 1);
    assert.equal(texture.has('level[8].width'), false);
    const framebuffer = object(context.objects, 'framebuffer', 1)!;
    assert.equal(framebuffer.get('attachment[color1].name'), 2);
    assert.equal(framebuffer.has('attachment[color3].name'), false);
    const array = object(context.objects, 'vertexArray', 1)!;
    assert.notEqual(context.values.get('binding.vertex_array'), 1, 'this vertex array is not bound');
    assert.equal(array.get('attribute[0].size'), 3);
    assert.equal(array.get('binding[2].divisor'), 1);
    const shader = group.objects.find(each => each.kind === 'shader')!;
    assert.match(String(shader.values.get('source')), /#version/);
    const program = object(group.objects, 'program', Number(context.values.get('binding.program')))!;
    assert.equal(program.get('link_status'), true);
    assert.ok([...program.keys()].some(path => /^uniform\[.*\]\.value$/.test(path)));
  });
});

test('asking changes nothing: the picture and the state are the same afterwards', () => {
  withPlayer('fixed_function', (player, reader) => {
    const middle = Math.floor(reader.calls / 2);
    const once = at(player, middle);
    const again = at(player, middle);
    assert.deepEqual(again, once);
    player.goBefore(reader.frame(reader.frames - 1)!.call);
    const asked = Buffer.from(player.pixels().data);
    const straight = withPlayer('fixed_function', (other, same) => {
      other.goBefore(same.frame(same.frames - 1)!.call);
      return Buffer.from(other.pixels().data);
    });
    assert.ok(asked.equals(straight));
  });
});

test('asking between glBegin and glEnd leaves no error behind', () => {
  withPlayer('fixed_function', (player, reader) => {
    // the first ones are compiled into a list
    const begin = Array.from({ length: reader.calls }, (_, call) => call).findLast(call => reader.callName(call) === 'glBegin')!;
    player.goBefore(begin + 1);
    assert.match(stateOf(player).contexts[0]?.silent ?? '', /between glBegin and glEnd/);
    player.goBefore(begin + 20);
    assert.deepEqual(
      player.contexts().map(({ insideBegin, pendingError }) => ({ insideBegin, pendingError })),
      [{ insideBegin: false, pendingError: 0 }],
    );
  });
});

test('the verb prints state, one object, and what differs between two calls', async () => {
  const file = sampleTrace('core_fbo');
  const all = await sgl(['state', file, '--at', 'f1']);
  assert.equal(all.code, 0, all.stderr);
  assert.match(all.stdout, /^@N: call N set it\n\ncontext 1: OpenGL 4\.\d core, current in thread 0, drawable 1\n/);
  assert.ok(all.stdout.split('\n').every(line => line.length <= 100));
  const texture = await sgl(['state', file, '--at', 'f1', '--object', 'texture:1', '--json']);
  const json = JSON.parse(texture.stdout) as { share_groups: { objects: { texture: Record<string, { min_filter: string }> } }[] };
  assert.deepEqual(Object.keys(json.share_groups[0]!.objects.texture), ['1']);
  assert.match(json.share_groups[0]!.objects.texture['1']!.min_filter, /^GL_LINEAR/);
  const difference = await sgl(['state', file, '--at', '30', '--diff', 'f1']);
  assert.equal(difference.code, 1, difference.stderr);
  assert.match(difference.stdout, /binding\.program +0 -> 4/);
  const none = await sgl(['state', file, '--at', 'f1', '--diff', 'f1']);
  assert.equal(none.code, 0);
  assert.equal(none.stdout, 'no difference\n');
  const wrong = await sgl(['state', file, '--at', 'f1', '--object', 'texture:77']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /there is no texture:77/);
});
