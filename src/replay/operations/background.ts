// How far a session is with what it prepares behind the questions: keyframes and the change log.
import type { BackgroundStatus } from '../background.js';
import type { Player } from '../player.js';

/** Undefined: it prepares nothing. */
export function background(player: Player): BackgroundStatus | undefined {
  return player.background?.status();
}
