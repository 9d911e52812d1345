// Why another implementation shows a frame otherwise.
import { type Explained, type ExplainOptions, explainFrame } from '../look/explain.js';
import type { Player } from '../player.js';

export function explain(player: Player, options: ExplainOptions): Explained {
  return explainFrame(player, options);
}
