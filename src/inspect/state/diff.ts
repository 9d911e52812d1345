// What differs between two snapshots of state.
import type { StateObjectKind } from '../../spec/state/index.js';
import type { ObjectState, StateSnapshot, StateValue } from './snapshot.js';

export interface CellChange {
  readonly path: string;
  /** Undefined: it is not there. */
  readonly before: StateValue | undefined;
  readonly after: StateValue | undefined;
}

/** What a difference is about: a context, or an object of a share group or context. */
export interface Owner {
  readonly context?: number;
  readonly group?: number;
  readonly kind?: StateObjectKind;
  readonly name?: number;
}

export interface OwnerChange {
  readonly owner: Owner;
  readonly what: 'made' | 'gone' | 'changed';
  readonly changes: readonly CellChange[];
}

export function sameValue(a: StateValue | undefined, b: StateValue | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) && Number.isNaN(b);
  if ((a instanceof Uint8Array && b instanceof Uint8Array) || (Array.isArray(a) && Array.isArray(b)))
    return a.length === b.length && a.every((each: number | string, i: number) => Object.is(each, b[i]) || each === b[i]);
  return false;
}

export function sameValues(a: ReadonlyMap<string, StateValue>, b: ReadonlyMap<string, StateValue>): boolean {
  if (a.size !== b.size) return false;
  for (const [path, value] of a) if (!sameValue(value, b.get(path))) return false;
  return true;
}

export function diffValues(before: ReadonlyMap<string, StateValue>, after: ReadonlyMap<string, StateValue>): CellChange[] {
  const changes: CellChange[] = [];
  for (const [path, value] of after) {
    const old = before.get(path);
    if (!sameValue(old, value)) changes.push({ path, before: old, after: value });
  }
  for (const [path, value] of before) if (!after.has(path)) changes.push({ path, before: value, after: undefined });
  return changes;
}

interface Entry {
  readonly owner: Owner;
  readonly values: ReadonlyMap<string, StateValue>;
}

function entries(snapshot: StateSnapshot): Map<string, Entry> {
  const found = new Map<string, Entry>();
  const add = (owner: Owner, values: ReadonlyMap<string, StateValue>) =>
    found.set(`${owner.context ?? ''} ${owner.group ?? ''} ${owner.kind ?? ''} ${owner.name ?? ''}`, { owner, values });
  const objects = (list: readonly ObjectState[], owner: Owner) => {
    for (const { kind, name, values } of list) add({ ...owner, kind, name }, values);
  };
  for (const context of snapshot.contexts) {
    add({ context: context.id }, context.values);
    objects(context.objects, { context: context.id });
  }
  for (const group of snapshot.groups) objects(group.objects, { group: group.id });
  return found;
}

/** From `before` to `after`, in the order of the snapshots. */
export function diffSnapshots(before: StateSnapshot, after: StateSnapshot): OwnerChange[] {
  const old = entries(before);
  const now = entries(after);
  const changes: OwnerChange[] = [];
  for (const [key, { owner, values }] of now) {
    const was = old.get(key);
    const cells = diffValues(was?.values ?? new Map(), values);
    if (!was) changes.push({ owner, what: 'made', changes: cells });
    else if (cells.length > 0) changes.push({ owner, what: 'changed', changes: cells });
  }
  for (const [key, { owner }] of old) if (!now.has(key)) changes.push({ owner, what: 'gone', changes: [] });
  return changes;
}
