// All state after a call, or of some objects.
import { snapshotFromLog } from '../../inspect/state/from_log.js';
import type { StateSnapshot } from '../../inspect/state/snapshot.js';
import type { StateObjectKind } from '../../spec/state/index.js';
import type { Player } from '../player.js';
import { TraceNames } from '../state/name_source.js';
import { type SnapshotOptions, StateReader } from '../state/snapshot.js';

export interface StateWanted {
  /** Only objects of this kind; with `names` only those. No context variables are left out. */
  readonly object?: { readonly kind: StateObjectKind; readonly names?: readonly number[] };
}

export interface StateParams extends StateWanted {
  /** State after this call. */
  readonly call: number;
  /** Ask the driver, whatever the change log knows already. */
  readonly replay?: boolean;
}

export function snapshotOptions(object: StateWanted['object']): SnapshotOptions {
  return object ? { objects: new Map([[object.kind, object.names]]) } : {};
}

const groups = new WeakMap<Player, ReadonlyMap<number, number>>();

/** The first context of the share group. */
function firstOf(shares: ReadonlyMap<number, number>, id: number): number {
  const share = shares.get(id);
  return share ? firstOf(shares, share) : id;
}

const readers = new WeakMap<Player, StateReader>();

/** All state where a player stands. */
export function stateOf(player: Player, object?: StateParams['object']): StateSnapshot {
  let reader = readers.get(player);
  if (!reader) {
    reader = new StateReader(player, new TraceNames(player.reader, () => player.position));
    readers.set(player, reader);
  }
  return reader.snapshot(player.position, snapshotOptions(object));
}

export function state(player: Player, { call, object, replay = false }: StateParams): StateSnapshot {
  const log = replay ? undefined : player.stateLog;
  if (log && call < log.calls) {
    let names = groups.get(player);
    if (!names) {
      names = new Map(player.reader.contexts.map(({ id, share }) => [id, share]));
      groups.set(player, names);
    }
    return snapshotFromLog(log, call, id => firstOf(names, id), snapshotOptions(object).objects);
  }
  player.goAfter(call);
  return stateOf(player, object);
}
