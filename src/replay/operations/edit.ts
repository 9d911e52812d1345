// The shaders of a draw, and the draw with another one.
import { type Editable, type Edited, type EditOptions, editable as editableAt, edited as editedDraw } from '../look/edit.js';
import type { Player } from '../player.js';

export function editable(player: Player, { call }: { readonly call: number }): Editable[] {
  return editableAt(player, call);
}

export function edited(player: Player, options: EditOptions): Edited {
  return editedDraw(player, options);
}
