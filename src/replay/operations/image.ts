// An attachment or a texture after a call, or before it, as numbers.
import type { RawImage } from '../../inspect/raw_image.js';
import { contextOfCall } from '../look/context.js';
import { type ImageWanted, imageOf } from '../look/image.js';
import { imageAfter } from '../look/steps_back.js';
import type { Player } from '../player.js';

export interface ImageParams extends ImageWanted {
  readonly call: number;
  /** Without the call itself. */
  readonly before?: boolean;
}

/** Throws LookError when there is nothing to see. */
export function image(player: Player, { call, before = false, ...wanted }: ImageParams): RawImage {
  if (!before) return imageAfter(player, call, wanted);
  player.goBefore(call);
  return imageOf(player, contextOfCall(player, call), wanted);
}
