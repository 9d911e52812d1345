// All state after a call, or of some objects.
import type { StateSnapshot } from '../../inspect/state/snapshot.js';
import type { StateObjectKind } from '../../spec/state/index.js';
import type { Player } from '../player.js';
import { StateReader } from '../state/snapshot.js';

export interface StateParams {
  /** State after this call. */
  readonly call: number;
  /** Only objects of this kind; with `names` only those. No context variables are left out. */
  readonly object?: { readonly kind: StateObjectKind; readonly names?: readonly number[] };
}

const readers = new WeakMap<Player, StateReader>();

/** The reader of a player's state, kept with it. */
export function stateReader(player: Player): StateReader {
  let reader = readers.get(player);
  if (!reader) {
    reader = new StateReader(player);
    readers.set(player, reader);
  }
  return reader;
}

export function state(player: Player, { call, object }: StateParams): StateSnapshot {
  player.goAfter(call);
  return stateReader(player).snapshot(object ? { objects: new Map([[object.kind, object.names]]) } : {});
}
