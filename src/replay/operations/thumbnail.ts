// A small picture of what a frame presented: little enough to be sent for each of many frames.
import { type Image, resample } from '../../inspect/images.js';
import type { Player } from '../player.js';

export interface ThumbnailParams {
  readonly frame: number;
  /** It fits into so many pixels. */
  readonly width: number;
  readonly height: number;
}

export function thumbnail(player: Pick<Player, 'reader' | 'goBefore' | 'pixels'>, { frame, width, height }: ThumbnailParams): Image {
  const mark = player.reader.frame(frame);
  if (!mark) throw new Error(`there is no frame ${frame}`);
  player.goBefore(mark.call);
  const picture = player.pixels(mark.drawable);
  const scale = Math.min(1, width / picture.width, height / picture.height);
  const fit = (size: number) => Math.max(1, Math.round(size * scale));
  return resample(picture, { x: 0, y: 0, width: picture.width, height: picture.height }, fit(picture.width), fit(picture.height));
}
