// A part of the trace as a trace of its own (`sgl trim`).
import type { Player } from '../player.js';
import { trim as cut, type TrimOptions, type TrimResult } from '../trim.js';

export type TrimParams = TrimOptions;

export function trim(player: Player, params: TrimParams): Promise<TrimResult> {
  return cut(player, params);
}
