// Why a draw does not show.
import type { Why } from '../../inspect/why.js';
import { type WhyOptions, whyOf } from '../look/why/index.js';
import type { Player } from '../player.js';

export function why(player: Player, options: WhyOptions): Why {
  return whyOf(player, options);
}
