// An attachment or a texture after a call, or before it, as numbers.
import { placeOfCall } from '../../inspect/call_place.js';
import type { RawImage } from '../../inspect/raw_image.js';
import { type ImageWanted, imageOf } from '../look/image.js';
import { LookError } from '../look/questions.js';
import type { Player } from '../player.js';

export interface ImageParams extends ImageWanted {
  readonly call: number;
  /** Without the call itself. */
  readonly before?: boolean;
}

/** The context in which a call is executed. Throws LookError when there is none. */
export function contextOfCall(player: Player, call: number): number {
  const place = placeOfCall(player.reader, call);
  if (!place) throw new LookError(`the trace has no call ${call}`);
  // the call itself may be what makes a context current
  const current = player.contexts().find(({ stream }) => stream === place.stream)?.id;
  const context = current ?? place.context;
  if (context === 0) throw new LookError(`no context is current at call ${call}`);
  return context;
}

/** Throws LookError when there is nothing to see. */
export function image(player: Player, { call, before = false, ...wanted }: ImageParams): RawImage {
  player.goBefore(before ? call : call + 1);
  return imageOf(player, contextOfCall(player, call), wanted);
}
