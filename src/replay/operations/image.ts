// An attachment or a texture after a call, or before it, as numbers.
import { placeOfCall } from '../../inspect/call_place.js';
import type { RawImage } from '../../inspect/raw_image.js';
import { type AttachmentName, ImageReader } from '../look/image.js';
import { LookError } from '../look/questions.js';
import type { Player } from '../player.js';

export interface ImageParams {
  readonly call: number;
  /** Without the call itself. */
  readonly before?: boolean;
  readonly attachment?: AttachmentName;
  /** In place of an attachment. */
  readonly texture?: { readonly name: number; readonly level: number; readonly layer: number };
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
export function image(player: Player, { call, before = false, attachment = 'color0', texture }: ImageParams): RawImage {
  player.goBefore(before ? call : call + 1);
  const reader = new ImageReader(player, contextOfCall(player, call));
  return texture ? reader.texture(texture.name, texture.level, texture.layer) : reader.attachment(attachment);
}
