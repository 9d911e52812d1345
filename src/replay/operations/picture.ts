// What a drawable shows after a call, or before it.
import type { Pixels } from '../../native.js';
import type { Player } from '../player.js';

export interface PictureParams {
  readonly call: number;
  /** Without the call itself: what a swap presents. */
  readonly before?: boolean;
  /** The one that the call drew to without it. */
  readonly drawable?: number;
}

export function picture(player: Pick<Player, 'goBefore' | 'pixels'>, { call, before = false, drawable }: PictureParams): Pixels {
  player.goBefore(before ? call : call + 1);
  return player.pixels(drawable);
}
