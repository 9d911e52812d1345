// What can be looked at wherever a program's calls stand still: at a call of a replay, and in a live program that was
// stopped. One row a look. Results pass over Node's channel (structured clone).
import type { Pixels } from '../native.js';
import type { Asker } from './asker.js';

/** Params and result by name. */
export interface Looks {
  /** The picture in the back buffer of a drawable; without one, of what is being drawn to. */
  readonly picture: { readonly params: { readonly drawable?: number }; readonly result: Pixels };
}
export type LookName = keyof Looks;

type Table = { readonly [Name in LookName]: (asker: Asker, params: Looks[Name]['params']) => Looks[Name]['result'] };

export const looks: Table = {
  picture: (asker, { drawable }) => asker.pixels(drawable),
};
