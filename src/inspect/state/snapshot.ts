// What a snapshot of OpenGL's state consists of. Values are OpenGL's own numbers, so that they can be set again;
// format.ts makes names and texts of them, with the table in src/spec/state.
import type { StateObjectKind } from '../../spec/state/index.js';

export type StateValue = number | boolean | string | Uint8Array | readonly number[] | readonly string[];

export interface ObjectState {
  readonly kind: StateObjectKind;
  readonly name: number;
  /** The name was generated and never used: there is no object yet. */
  readonly unused?: boolean;
  /** By path: `min_filter`, `level[0].width`, `uniform[name].value`. */
  readonly values: ReadonlyMap<string, StateValue>;
}

export interface ContextState {
  readonly id: number;
  readonly api: 'OpenGL' | 'OpenGL ES';
  readonly profile: 'core' | 'compatibility' | 'es';
  /** `4.5`; empty when the context was never current. */
  readonly version: string;
  /** Id of its share group: that of the group's first context. */
  readonly group: number;
  /** The program's thread in which it is current. */
  readonly stream?: number;
  /** Drawables there; 0 = none. */
  readonly draw: number;
  readonly read: number;
  /** GL error that the program has not asked for yet; 0 = none. */
  readonly pendingError: number;
  /** Why it has no values. */
  readonly silent?: string;
  /** By path: `blend.enabled`, `texture_unit[3].binding_2d`. */
  readonly values: ReadonlyMap<string, StateValue>;
  /** What contexts do not share: framebuffers, vertex arrays, queries, pipelines, transform feedback. */
  readonly objects: readonly ObjectState[];
}

export interface ShareGroupState {
  readonly id: number;
  readonly contexts: readonly number[];
  readonly objects: readonly ObjectState[];
}

export interface StateSnapshot {
  /** The calls before this one were executed. */
  readonly position: number;
  readonly contexts: readonly ContextState[];
  readonly groups: readonly ShareGroupState[];
}
