// All state after a call, or of some objects.
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
}

export function snapshotOptions(object: StateWanted['object']): SnapshotOptions {
  return object ? { objects: new Map([[object.kind, object.names]]) } : {};
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

export function state(player: Player, { call, object }: StateParams): StateSnapshot {
  player.goAfter(call);
  return stateOf(player, object);
}
