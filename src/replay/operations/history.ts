// What happened to a pixel.
import { type HistoryOptions, type PixelHistory, pixelHistory } from '../look/history.js';
import type { Player } from '../player.js';

export function history(player: Player, options: HistoryOptions): PixelHistory {
  return pixelHistory(player, options);
}
