// Who set a value: from the change log, for one variable of a context or one property of an object. Pure.
import { objectTables, type StateObjectKind } from '../../spec/state/index.js';
import type { CellEntry, CellOwner, StateLog } from './log.js';
import { cellType, rowPath, valueText } from './lookup.js';

export interface CellHistory {
  readonly owner: CellOwner;
  readonly path: string;
  /** The last entry up to the call; undefined: the context or object was not there yet. */
  readonly set: CellEntry | undefined;
  /** The last one that changed the value, when that is another. */
  readonly changed: CellEntry | undefined;
  readonly before: CellEntry | undefined;
  readonly next: CellEntry | undefined;
}

/** What `--state` names: `blend.enabled`, `texture_unit[0].binding_2d`, `texture:3.min_filter`, `texture:3`. */
export interface StateName {
  readonly kind?: StateObjectKind;
  readonly name?: number;
  /** Empty: all properties of the object. */
  readonly path: string;
}

const kinds = new Map((Object.keys(objectTables) as StateObjectKind[]).map(kind => [objectTables[kind].label, kind]));

/** Undefined when it is neither a path nor an object's. */
export function parseStateName(text: string): StateName | undefined {
  const [, label, name, path = ''] = /^(\w+):(\d+)(?:\.(.+))?$/s.exec(text) ?? [];
  if (label === undefined) return /^\w/.test(text) ? { path: text } : undefined;
  const kind = kinds.get(label);
  return kind === undefined ? undefined : { kind, name: Number(name), path };
}

/** Whether an owner is the context, or the share group that the context is in. */
export function ownedBy(
  contexts: readonly { readonly id: number; readonly share: number }[],
  context: number,
): (owner: Pick<CellOwner, 'scope' | 'id'>) => boolean {
  const shares = new Map(contexts.map(({ id, share }) => [id, share]));
  let group = context;
  for (let steps = 0; steps < shares.size && shares.get(group); steps++) group = shares.get(group)!;
  return ({ scope, id }) => id === (scope === 'context' ? context : group);
}

/** The path itself, all indices of it (`light.enabled`), or all of a group (`blend`). */
function matches(path: string, wanted: string): boolean {
  return (
    wanted === '' ||
    path === wanted ||
    rowPath(path).replaceAll('[]', '') === wanted ||
    path.startsWith(`${wanted}.`) ||
    path.startsWith(`${wanted}[`)
  );
}

/** The nearest call after (step 1) or before `from` that changes a cell of that name; with `value` only to that one. */
export function nearestChange(log: StateLog, wanted: StateName, value: string | undefined, from: number, step: 1 | -1): number | undefined {
  let nearest: number | undefined;
  for (const owner of log.owners) {
    if (owner.kind !== wanted.kind || owner.name !== wanted.name) continue;
    for (const cell of log.cellsOf(owner)) {
      const path = log.path(cell);
      if (!matches(path, wanted.path)) continue;
      const type = cellType(owner.kind, path);
      const follow = (at: number) => (step === 1 ? log.next(cell, at) : at > 0 ? log.changedAt(cell, at - 1) : undefined);
      for (let entry = follow(from); entry; entry = follow(entry.call)) {
        if (nearest !== undefined && step * (entry.call - nearest) >= 0) break;
        if (entry.initial || (value !== undefined && valueText(type, entry.value) !== value)) continue;
        nearest = entry.call;
        break;
      }
    }
  }
  return nearest;
}

/** Histories of all cells that a name means, at a call. `owns`: contexts and share groups to look in. */
export function whoSet(log: StateLog, wanted: StateName, call: number, owns: (owner: CellOwner) => boolean): CellHistory[] {
  const found: CellHistory[] = [];
  for (const owner of log.owners) {
    if (owner.kind !== wanted.kind || owner.name !== wanted.name || !owns(owner)) continue;
    for (const cell of log.cellsOf(owner)) {
      const path = log.path(cell);
      if (!matches(path, wanted.path)) continue;
      const set = log.at(cell, call);
      const changed = log.changedAt(cell, call);
      found.push({
        owner,
        path,
        set,
        changed: changed?.call === set?.call ? undefined : changed,
        before: log.previous(cell, call),
        next: log.next(cell, call),
      });
    }
  }
  return found;
}
