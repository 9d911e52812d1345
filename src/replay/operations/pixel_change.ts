// Which call of a range changes a pixel.
import { pixelChange as change, type PixelChangeOptions } from '../look/pixel_change.js';
import type { Player } from '../player.js';

export function pixelChange(player: Player, options: PixelChangeOptions): number | null {
  return change(player, options);
}
