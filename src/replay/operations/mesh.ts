// The vertices of a draw.
import { contextOfCall } from '../look/context.js';
import { drawAsked, type Mesh, type MeshOptions, meshOf } from '../look/mesh.js';
import type { Player } from '../player.js';

export interface MeshParams extends MeshOptions {
  readonly call: number;
}

export function mesh(player: Player, { call, ...options }: MeshParams): Mesh {
  const draw = drawAsked(player.reader, call);
  player.goBefore(call);
  return meshOf(player, contextOfCall(player, call), draw, options);
}
