// What a session can be asked: one row an operation. Each runs in the session's process, on its player, and gives
// something that passes over Node's channel (structured clone).
import { type PictureParams, picture } from './operations/picture.js';
import { type StateParams, state } from './operations/state.js';
import { type ThumbnailParams, thumbnail } from './operations/thumbnail.js';
import type { Player } from './player.js';

/** Messages of `params` and result by operation. */
export interface Operations {
  readonly picture: { readonly params: PictureParams; readonly result: ReturnType<typeof picture> };
  readonly thumbnail: { readonly params: ThumbnailParams; readonly result: ReturnType<typeof thumbnail> };
  readonly state: { readonly params: StateParams; readonly result: ReturnType<typeof state> };
}
export type OperationName = keyof Operations;

type Table = {
  readonly [Name in OperationName]: (
    player: Player,
    params: Operations[Name]['params'],
  ) => Operations[Name]['result'] | Promise<Operations[Name]['result']>;
};

export const operations: Table = { picture, state, thumbnail };
