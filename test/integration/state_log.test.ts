// The change log against the driver: at calls all over the sample traces, every cell of a snapshot is in the log with
// that value; and the verb that reads it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { diffSnapshots, type Owner, sameValue } from '../../src/inspect/state/diff.js';
import type { CellOwner, StateLog } from '../../src/inspect/state/log.js';
import type { StateSnapshot, StateValue } from '../../src/inspect/state/snapshot.js';
import { cacheFolder } from '../../src/replay/cache.js';
import { state, stateOf } from '../../src/replay/operations/state.js';
import { Player } from '../../src/replay/player.js';
import { stateLog } from '../../src/replay/state/log_store.js';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, sampleTrace, sgl } from './support.js';

process.env.XDG_CACHE_HOME = join(folder, 'cache');

/** What a snapshot has and the log has not, or otherwise. Without a drawable a context's default framebuffer is another one. */
function differences(log: StateLog, snapshot: StateSnapshot, call: number): { readonly compared: number; readonly wrong: string[] } {
  const wrong: string[] = [];
  let compared = 0;
  const compare = (owner: CellOwner, values: ReadonlyMap<string, StateValue>, drawable: boolean) => {
    const cells = new Map(log.cellsOf(owner).map(cell => [log.path(cell), cell]));
    for (const [path, value] of values) {
      if (path.startsWith('limit') || (!drawable && (path.startsWith('target.') || (owner.kind === 'framebuffer' && owner.name === 0))))
        continue;
      // A draw from client memory leaves the stride of the packed data that came with it.
      if (
        owner.kind === 'vertexArray' &&
        /^(vertex|normal|color|secondary_color|index|fog_coord|edge_flag|texture_coord\[\d+\])\.stride$/.test(path)
      )
        continue;
      compared++;
      const cell = cells.get(path);
      const entry = cell === undefined ? undefined : log.at(cell, call);
      if (!sameValue(entry?.value, value))
        wrong.push(`${JSON.stringify(owner)} ${path} after ${call}: ${entry?.value} by ${entry?.call}, is ${value}`);
    }
  };
  for (const { id, values, objects, draw } of snapshot.contexts) {
    compare({ scope: 'context', id }, values, draw !== 0);
    for (const { kind, name, unused, values: properties } of objects)
      if (!unused) compare({ scope: 'context', id, kind, name }, properties, draw !== 0);
  }
  for (const { id, objects } of snapshot.groups)
    for (const { kind, name, unused, values } of objects) if (!unused) compare({ scope: 'shared', id, kind, name }, values, true);
  return { compared, wrong };
}

const SAMPLES = ['fixed_function', 'core_fbo', 'compute_ssbo', 'glxgears', 'contexts', 'hard_to_seek'];

for (const name of SAMPLES) {
  test(`the log has what the driver says: ${name}`, async () => {
    const file = sampleTrace(name);
    const log = await stateLog(file);
    const reader = new TraceReader(file);
    const player = new Player(reader);
    try {
      assert.equal(log.calls, reader.calls);
      let compared = 0;
      for (const part of [0.21, 0.5, 0.77, 1]) {
        const call = Math.floor((reader.calls - 1) * part);
        player.goAfter(call);
        const result = differences(log, stateOf(player), call);
        assert.deepEqual(result.wrong.slice(0, 10), [], `${result.wrong.length} differ`);
        compared += result.compared;
      }
      assert.ok(compared > 10_000, `${compared} cells`);
    } finally {
      player.close();
      reader.close();
    }
  });
}

/** What the driver does not tell without a drawable, and what one that draws nothing tells otherwise. */
const OTHERWISE = /^target\.|^attachment\[(front|back)_|^attachment\[(depth|stencil)\]|^limit\.(num_)?program_binary_formats$/;
/** A draw from client memory leaves the stride of the packed data that came with it. */
const CLIENT_STRIDE = /^(vertex|normal|color|secondary_color|index|fog_coord|edge_flag|texture_coord\[\d+\])\.stride$/;

for (const name of SAMPLES) {
  test(`state out of the log is what the driver says: ${name}`, async () => {
    const file = sampleTrace(name);
    const reader = new TraceReader(file);
    const player = new Player(reader);
    player.stateLog = await stateLog(file);
    try {
      for (const part of [0.13, 0.4, 0.66, 0.9]) {
        const call = Math.floor((reader.calls - 1) * part);
        const driver = state(player, { call, replay: true });
        const log = state(player, { call });
        const described = ({ contexts, groups }: StateSnapshot) => ({
          contexts: contexts.map(({ id, api, profile, group, stream, draw, read, silent }) => ({
            id,
            api,
            profile,
            group,
            stream,
            draw,
            read,
            silent,
          })),
          objects: [...contexts, ...groups].map(({ id, objects }) => [
            id,
            objects.map(({ kind, name: object, unused }) => [kind, object, unused]),
          ]),
        });
        assert.deepEqual(described(log), described(driver), `after ${call}`);
        const bare = new Set(driver.contexts.filter(({ draw }) => draw === 0).map(({ id }) => id));
        const isBare = ({ kind, name, context }: Owner) => kind === 'framebuffer' && name === 0 && bare.has(context ?? 0);
        const changes = diffSnapshots(driver, log).flatMap(({ owner, changes: all }) =>
          (isBare(owner) ? [] : all)
            // what OpenGL tells only of what is bound, and nothing while a list is compiled, the log has all the same
            .filter(({ path, before }) => !OTHERWISE.test(path) && !CLIENT_STRIDE.test(path) && !(before === undefined && owner.context))
            .map(({ path, before, after }) => `${JSON.stringify(owner)} ${path} after ${call}: driver ${before}, log ${after}`),
        );
        assert.deepEqual(changes.slice(0, 10), [], `${changes.length} differ`);
      }
    } finally {
      player.close();
      reader.close();
    }
  });
}

test('who set a value, before and next; from the cache the second time', async () => {
  const file = sampleTrace('core_fbo');
  const first = await sgl(['who', file, '--at', 'f1', '--state', 'binding.program']);
  assert.equal(first.code, 0, first.stderr);
  assert.match(
    first.stdout,
    /^binding\.program of context 1 is 4 after call \d+\n {2}set by +\d+ glUseProgram\(program = 4\) {2}\(f\d+:call\d+\)\n {2}before +\d+ glUseProgram\(program = 1\) {2}\(f\d+:call\d+\): 1\n/,
  );
  assert.ok(existsSync(join(cacheFolder(file), 'state.log')));
  const json = await sgl(['who', file, '--at', 'f1', '--state', 'texture:1.min_filter', '--json']);
  const [entry] = JSON.parse(json.stdout) as { value: string; set_by: { call: number; text: string }; next: unknown }[];
  assert.match(entry!.set_by.text, /glTexParameteri\(.*GL_TEXTURE_MIN_FILTER/);
  assert.match(entry!.value, /^GL_LINEAR/);
  const wrong = await sgl(['who', file, '--at', 'f1', '--state', 'no.such']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /nothing of that name/);
});

test('state shows the calls that set the values', async () => {
  const result = await sgl(['state', sampleTrace('core_fbo'), '--at', 'f1', '--json']);
  const { contexts, share_groups } = JSON.parse(result.stdout) as {
    contexts: { set_by: Record<string, number>; state: { binding: { program: number } } }[];
    share_groups: { set_by: Record<string, number> }[];
  };
  assert.equal(contexts[0]!.state.binding.program, 4);
  assert.ok(contexts[0]!.set_by['binding.program']! > 0);
  assert.ok(share_groups[0]!.set_by['texture:1.min_filter']! > 0);
});

test('a log of another version is made anew', async () => {
  const file = sampleTrace('compute_ssbo');
  mkdirSync(cacheFolder(file), { recursive: true });
  writeFileSync(join(cacheFolder(file), 'state.log'), 'what is this');
  const log = await stateLog(file);
  assert.ok(log.entries > 1000);
});
