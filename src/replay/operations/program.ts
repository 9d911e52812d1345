// A program after a call: its shaders, uniforms with values.
import { contextOfCall } from '../look/context.js';
import { type ProgramView, programView } from '../look/program.js';
import type { Player } from '../player.js';

export interface ProgramParams {
  readonly call: number;
  /** The one in use without it. */
  readonly program?: number;
}

export function program(player: Player, { call, program }: ProgramParams): ProgramView {
  player.goBefore(call + 1);
  return programView(player, contextOfCall(player, call), program);
}
