// In which context a call of the trace is executed.
import { placeOfCall } from '../../inspect/call_place.js';
import type { Player } from '../player.js';
import { LookError } from './questions.js';

/** The context in which a call is executed. Throws LookError when there is none. */
export function contextOfCall(player: Player, call: number): number {
  const place = placeOfCall(player.reader, call);
  if (!place) throw new LookError(`the trace has no call ${call}`);
  // the call itself may be what makes a context current
  const current = player.contexts().find(({ stream }) => stream === place.stream)?.id;
  const context = current ?? place.context;
  if (context === 0) throw new LookError(`no context is current at call ${call}`);
  return context;
}
