// A snapshot of all state at a call, out of the change log: nothing is replayed. It says what the driver would
// (src/replay/state/snapshot.ts); what OpenGL tells only of what is bound it has from when that was.
import { objectTables, type StateObjectKind } from '../../spec/state/index.js';
import type { CellOwner, StateLog } from './log.js';
import { PRESENCE, THERE } from './presence.js';
import type { ContextState, ObjectState, ShareGroupState, StateSnapshot, StateValue } from './snapshot.js';

export type WantedObjects = ReadonlyMap<StateObjectKind, readonly number[] | undefined>;

const KINDS = Object.keys(objectTables) as StateObjectKind[];
const GL_TEXTURE_TARGETS_OF_ONE_LEVEL: ReadonlySet<number> = new Set([0x84f5, 0x8c2a, 0x9100, 0x9102]);

/** `groupOf`: the first context of a context's share group. `objects`: only these. */
export function snapshotFromLog(log: StateLog, call: number, groupOf: (context: number) => number, objects?: WantedObjects): StateSnapshot {
  const order = new Map(KINDS.map((kind, i) => [kind, i]));
  const byOwner = new Map<string, ObjectState[]>();
  const contexts: ContextState[] = [];
  const at = (owner: CellOwner, path: string): StateValue | undefined => log.presence(owner, path, call);
  for (const owner of log.owners) {
    const { scope, id, kind, name = 0 } = owner;
    if (kind === undefined) {
      if (at(owner, PRESENCE.made) === 1) contexts.push(contextOf(owner));
      continue;
    }
    if (objects && (!objects.has(kind) || objects.get(kind)?.includes(name) === false)) continue;
    const there = at(owner, PRESENCE.there);
    if (there !== THERE.object && there !== THERE.name) continue;
    const key = `${scope} ${id}`;
    const list = byOwner.get(key) ?? [];
    byOwner.set(key, list);
    list.push(there === THERE.name ? { kind, name, unused: true, values: new Map() } : { kind, name, values: valuesOf(owner) });
  }

  function contextOf(owner: CellOwner): ContextState {
    const version = at(owner, PRESENCE.version);
    const profile = String(at(owner, PRESENCE.profile) ?? 'compatibility') as ContextState['profile'];
    const stream = Number(at(owner, PRESENCE.stream) ?? -1);
    const base: ContextState = {
      id: owner.id,
      api: profile === 'es' ? 'OpenGL ES' : 'OpenGL',
      profile,
      version: '',
      group: groupOf(owner.id),
      ...(stream >= 0 && { stream }),
      draw: Number(at(owner, PRESENCE.draw) ?? 0),
      read: Number(at(owner, PRESENCE.read) ?? 0),
      pendingError: Number(at(owner, PRESENCE.pendingError) ?? 0),
      values: new Map(),
      objects: [],
    };
    if (version === undefined) return { ...base, silent: 'it was never current' };
    if (at(owner, PRESENCE.inside) === true) return { ...base, silent: 'between glBegin and glEnd OpenGL answers nothing' };
    return { ...base, version: String(version), values: valuesOf(owner) };
  }

  function valuesOf(owner: CellOwner): Map<string, StateValue> {
    const values = new Map<string, StateValue>();
    for (const cell of log.cellsOf(owner)) {
      const value = log.valueAt(cell, call);
      if (value !== undefined) values.set(log.path(cell), value);
    }
    if (owner.kind === 'texture') dropLevels(values);
    if (owner.kind === 'framebuffer') dropAttachments(values);
    return values;
  }

  const sorted = (key: string) => (byOwner.get(key) ?? []).sort((a, b) => order.get(a.kind)! - order.get(b.kind)! || a.name - b.name);
  contexts.sort((a, b) => a.id - b.id);
  const full = contexts.map(context => (context.silent === undefined ? { ...context, objects: sorted(`context ${context.id}`) } : context));
  const groups = [...new Set(full.map(({ group }) => group))].map((id): ShareGroupState => {
    const members = full.filter(({ group }) => group === id);
    const asked = members.some(({ silent }) => silent === undefined);
    return { id, contexts: members.map(context => context.id), objects: asked ? sorted(`shared ${id}`) : [] };
  });
  return { position: call + 1, contexts: full, groups };
}

/** Levels from 0 on as long as they have a width. */
function dropLevels(values: Map<string, StateValue>): void {
  const one = GL_TEXTURE_TARGETS_OF_ONE_LEVEL.has(Number(values.get('target') ?? 0));
  let levels = 0;
  while (levels < 16 && Number(values.get(`level[${levels}].width`) ?? 0) > 0) levels++;
  if (one) levels = Math.min(levels, 1);
  for (const path of [...values.keys()]) if (path.startsWith('level[') && Number.parseInt(path.slice(6), 10) >= levels) values.delete(path);
}

/** Of an attachment point that holds nothing only that is known. */
function dropAttachments(values: Map<string, StateValue>): void {
  for (const path of [...values.keys()]) {
    const label = /^attachment\[(\w+)\]\.(?!type$)/.exec(path)?.[1];
    if (label !== undefined && values.get(`attachment[${label}].type`) === 0) values.delete(path);
  }
}
