// The state table itself, and snapshots as JSON and text: no driver.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffSnapshots } from '../../src/inspect/state/diff.js';
import { diffJson, snapshotJson } from '../../src/inspect/state/json.js';
import { cellType, isInitial, pathParts, plainValue, rowOf, rowPath, valueText } from '../../src/inspect/state/lookup.js';
import type { ContextState, StateSnapshot, StateValue } from '../../src/inspect/state/snapshot.js';
import { diffText, snapshotText } from '../../src/inspect/state/text.js';
import { loadModel } from '../../src/spec/model.js';
import { readRegistry } from '../../src/spec/registry.js';
import { contextRows, ownedRows, type StateRow } from '../../src/spec/state/index.js';
import { stateReport } from '../../src/spec/state/report.js';
import { CommandNames } from '../../src/trace/command_writer.js';
import { currentModel } from '../../src/trace/model_dictionary.js';

const names = new CommandNames(currentModel());
const allRows: readonly StateRow[] = ownedRows.map(({ row }) => row);

test('every row asks by a command and enums that exist', () => {
  for (const { path, query, domain, initial } of allRows) {
    const command = names.command(query.command);
    assert.equal(query.args.length, command.parameters.length, `${path}: arguments of ${query.command}`);
    for (const argument of query.args)
      if (typeof argument === 'string' && !argument.startsWith('$'))
        assert.notEqual(names.find(argument), undefined, `${path}: ${argument}`);
    if (domain && typeof domain.count === 'string') assert.notEqual(names.find(domain.count), undefined, `${path}: ${domain.count}`);
    for (const each of Array.isArray(initial) ? initial : [initial])
      if (typeof each === 'string' && each !== '') assert.notEqual(names.find(each), undefined, `${path}: ${each}`);
  }
});

test('paths are unique', () => {
  const seen = new Set<string>();
  for (const { path } of contextRows) {
    assert.ok(!seen.has(path), path);
    seen.add(path);
  }
});

test('each setter names commands and parameters of the model', () => {
  const commands = [...names.dictionary.commands.values()];
  for (const { path, setBy } of allRows) {
    for (const word of setBy) {
      const [, pattern, list = ''] = /^([\w*[\]-]+)(?:\((.*)\))?$/.exec(word) ?? [];
      assert.ok(pattern, `${path}: ${word}`);
      const match = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
      const found = commands.filter(({ name }) => match.test(name));
      assert.ok(found.length > 0, `${path}: no command is ${pattern}`);
      for (const name of list.split(',').filter(each => each !== '' && !each.startsWith('GL_')))
        assert.ok(
          found.some(({ parameters }) => parameters.some(parameter => parameter.name === name)),
          `${path}: ${pattern} has no parameter ${name}`,
        );
    }
  }
});

test('paths come apart, with names in brackets whole', () => {
  assert.deepEqual(pathParts('texture_unit[3].binding_2d'), ['texture_unit', '3', 'binding_2d']);
  assert.deepEqual(pathParts('uniform[lights[0].color].value'), ['uniform', 'lights[0].color', 'value']);
  assert.equal(rowPath('uniform[lights[0].color].value'), 'uniform[].value');
  assert.equal(rowOf(undefined, 'blend.draw_buffer[2].enabled')?.query.command, 'glIsEnabledi');
  assert.equal(rowOf('texture', 'level[7].width')?.pname, 'GL_TEXTURE_WIDTH');
  assert.equal(rowOf(undefined, 'no.such'), undefined);
});

test('values are shown as what they are', () => {
  const filter = cellType('texture', 'min_filter');
  assert.equal(plainValue(filter, 0x2601), 'GL_LINEAR');
  const mode = cellType(undefined, 'polygon.mode');
  assert.deepEqual(plainValue(mode, [0x1b01, 0x1b02]), ['GL_LINE', 'GL_FILL']);
  assert.equal(isInitial(mode, [0x1b02, 0x1b02]), true);
  assert.equal(isInitial(mode, [0x1b01, 0x1b02]), false);
  assert.equal(valueText(cellType(undefined, 'fog.density'), Math.fround(0.1)), '0.1');
  assert.equal(plainValue(cellType(undefined, 'fog.density'), Number.NaN), 'NaN');
  assert.equal(plainValue(cellType(undefined, 'blend.src_rgb'), 0), 'GL_ZERO');
});

function snapshot(values: readonly (readonly [string, StateValue])[], textures: readonly number[]): StateSnapshot {
  const context: ContextState = {
    id: 1,
    api: 'OpenGL',
    profile: 'compatibility',
    version: '4.5',
    group: 1,
    stream: 0,
    draw: 2,
    read: 2,
    pendingError: 0x502,
    values: new Map(values),
    objects: [],
  };
  const objects = textures.map(name => ({ kind: 'texture' as const, name, values: new Map<string, StateValue>([['min_filter', 0x2600]]) }));
  return { position: 10, contexts: [context], groups: [{ id: 1, contexts: [1], objects }] };
}

test('a snapshot as JSON is a tree of groups, indices and objects', () => {
  const json = snapshotJson(
    snapshot(
      [
        ['blend.enabled', true],
        ['texture_unit[3].binding_2d', 7],
      ],
      [5],
    ),
  );
  assert.deepEqual(json, {
    contexts: [
      {
        id: 1,
        api: 'OpenGL',
        version: '4.5',
        profile: 'compatibility',
        share_group: 1,
        current: { thread: 0, draw: 2, read: 2 },
        pending_error: 'GL_INVALID_OPERATION',
        state: { blend: { enabled: true }, texture_unit: { 3: { binding_2d: 7 } } },
        objects: {},
      },
    ],
    share_groups: [{ id: 1, contexts: [1], objects: { texture: { 5: { min_filter: 'GL_NEAREST' } } } }],
  });
});

test('differences name what was set, made and deleted', () => {
  const before = snapshot([['blend.enabled', false]], [5]);
  const after = snapshot([['blend.enabled', true]], [6]);
  const changes = diffSnapshots(before, after);
  assert.deepEqual(diffJson(changes), [
    { context: 1, what: 'changed', changes: [{ path: 'blend.enabled', before: false, after: true }] },
    { share_group: 1, object: 'texture:6', what: 'made', changes: [{ path: 'min_filter', before: null, after: 'GL_NEAREST' }] },
    { share_group: 1, object: 'texture:5', what: 'gone', changes: [] },
  ]);
  assert.equal(diffText(changes), 'context 1\n  blend.enabled  false -> true\ntexture:6: made\ntexture:5: gone\n');
  assert.equal(diffText([]), 'no difference\n');
});

test('the text keeps to 100 columns and says once what many indices share', () => {
  const units = Array.from({ length: 20 }, (_, i): [string, StateValue] => [`texture_unit[${i}].binding_2d`, i === 4 ? 9 : 0]);
  const text = snapshotText(snapshot([['evaluator.map1.color_4.coefficients', Array.from({ length: 40 }, (_, i) => i / 3)], ...units], []));
  assert.ok(text.split('\n').every(line => line.length <= 100));
  assert.match(text, /texture_unit\[0\.\.3\]: as in the beginning\n {2}texture_unit\[4\]\n {4}binding_2d {2}9\n/);
});

test('every query enum of the registry has a row or a reason', () => {
  const registry = readRegistry();
  const list = stateReport(loadModel(registry), registry);
  assert.deepEqual(
    list.filter(({ state }) => state === 'gap').map(({ name }) => name),
    [],
  );
  const of = (name: string) => list.find(each => each.name === name);
  assert.deepEqual([of('GL_BLEND_SRC_RGB')?.state, of('GL_BLEND_SRC_RGB')?.text], ['row', 'blend.src_rgb']);
  assert.equal(of('GL_TIMESTAMP')?.state, 'reason');
  assert.ok(list.filter(({ state }) => state === 'row').length > 850);
});
