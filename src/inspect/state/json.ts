// Snapshots and differences as JSON: names as in OpenGL without prefixes, in groups; enum values by name. docs/state.md
// describes it.
import { objectTables, type StateObjectKind } from '../../spec/state/index.js';
import { currentModel } from '../../trace/model_dictionary.js';
import { enumText } from '../format.js';
import type { CellChange, Owner, OwnerChange } from './diff.js';
import type { CellOwner } from './log.js';
import { cellType, pathParts, plainValue } from './lookup.js';
import type { ContextState, ObjectState, StateSnapshot, StateValue } from './snapshot.js';

/** Which call set a cell; undefined: nobody did, or nobody knows. */
export type SetBy = (owner: CellOwner, path: string) => number | undefined;
export type JsonTree = { [part: string]: unknown };

function put(tree: JsonTree, parts: readonly string[], value: unknown): void {
  let at = tree;
  for (const part of parts.slice(0, -1)) {
    const next = at[part];
    if (typeof next === 'object' && next !== null && !Array.isArray(next)) at = next as JsonTree;
    else {
      // A variable and a group of the same name (`blend.color`, `blend.color.…`) do not meet in the table.
      const made: JsonTree = {};
      at[part] = made;
      at = made;
    }
  }
  at[parts.at(-1)!] = value;
}

export function valuesJson(kind: StateObjectKind | undefined, values: ReadonlyMap<string, StateValue>): JsonTree {
  const tree: JsonTree = {};
  for (const [path, value] of values) put(tree, pathParts(path), plainValue(cellType(kind, path), value));
  return tree;
}

export function objectsJson(objects: readonly ObjectState[]): JsonTree {
  const tree: JsonTree = {};
  for (const { kind, name, unused, values } of objects)
    put(tree, [objectTables[kind].label, String(name)], unused ? { unused: true } : valuesJson(kind, values));
  return tree;
}

/** Calls that set what a snapshot shows, by `blend.enabled` and `texture:3.min_filter`; what nobody set is left out. */
function setByJson(setBy: SetBy, owner: CellOwner, values: ReadonlyMap<string, StateValue>, objects: readonly ObjectState[]): JsonTree {
  const tree: JsonTree = {};
  const add = (of: CellOwner, label: string, paths: Iterable<string>) => {
    for (const path of paths) {
      const call = setBy(of, path);
      if (call !== undefined) tree[label + path] = call;
    }
  };
  add(owner, '', values.keys());
  for (const { kind, name, values: properties } of objects)
    add({ ...owner, kind, name }, `${objectTables[kind].label}:${name}.`, properties.keys());
  return tree;
}

function contextJson(context: ContextState, setBy: SetBy | undefined): JsonTree {
  const { id, api, version, profile, group, stream, draw, read, pendingError, silent, values, objects } = context;
  return {
    id,
    api,
    version,
    profile,
    share_group: group,
    current: stream === undefined ? null : { thread: stream, draw, read },
    pending_error: enumText(currentModel(), 'ErrorCode', pendingError),
    ...(silent !== undefined && { silent }),
    state: valuesJson(undefined, values),
    objects: objectsJson(objects),
    ...(setBy && { set_by: setByJson(setBy, { scope: 'context', id }, values, objects) }),
  };
}

export function snapshotJson(snapshot: StateSnapshot, setBy?: SetBy): JsonTree {
  return {
    contexts: snapshot.contexts.map(context => contextJson(context, setBy)),
    share_groups: snapshot.groups.map(({ id, contexts, objects }) => ({
      id,
      contexts,
      objects: objectsJson(objects),
      ...(setBy && { set_by: setByJson(setBy, { scope: 'shared', id }, new Map(), objects) }),
    })),
  };
}

/** `texture:3`; undefined for a context. */
export function objectLabel({ kind, name }: Owner): string | undefined {
  return kind === undefined ? undefined : `${objectTables[kind].label}:${name}`;
}

export function diffJson(changes: readonly OwnerChange[]): JsonTree[] {
  const cell = (kind: StateObjectKind | undefined, { path, before, after }: CellChange) => ({
    path,
    before: before === undefined ? null : plainValue(cellType(kind, path), before),
    after: after === undefined ? null : plainValue(cellType(kind, path), after),
  });
  return changes.map(({ owner, what, changes: cells }) => {
    const object = objectLabel(owner);
    return {
      ...(owner.context !== undefined && { context: owner.context }),
      ...(owner.group !== undefined && { share_group: owner.group }),
      ...(object !== undefined && { object }),
      what,
      changes: cells.map(each => cell(owner.kind, each)),
    };
  });
}
