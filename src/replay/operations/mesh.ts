// The vertices of a draw.
import { type Mesh, type MeshOptions, meshOf } from '../look/mesh.js';
import type { Player } from '../player.js';

export interface MeshParams extends MeshOptions {
  readonly call: number;
}

export function mesh(player: Player, { call, ...options }: MeshParams): Mesh {
  return meshOf(player, call, options);
}
