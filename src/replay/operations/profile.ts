// How long calls take when they are replayed one at a time.
import { CommandCursor, madeCurrent } from '../../trace/commands.js';
import { FLAG } from '../../trace/dictionary.js';
import type { Player } from '../player.js';

export interface ProfileParams {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

export interface CallTime {
  readonly call: number;
  readonly name: string;
  readonly context: number;
  /** FLAG bits. */
  readonly flags: number;
  /** In the driver and the executor, milliseconds. */
  readonly cpuMs: number;
  /** Of draws, clears, dispatches and copies: until a glFinish after the call returned; 0 for others. */
  readonly finishMs: number;
}

export interface Profile {
  readonly calls: readonly CallTime[];
  readonly renderer: string;
}

const WORK = FLAG.draw | FLAG.clear | FLAG.dispatch | FLAG.copy;

export function profile(player: Player, { first, last }: ProfileParams): Profile {
  const { reader } = player;
  player.goBefore(first);
  const calls: CallTime[] = [];
  const current = new Map<number, number>();
  for (let i = Math.max(0, reader.segmentOfCall(first)); i < reader.segments.length && reader.segments[i]!.firstCall <= last; i++) {
    const cursor = new CommandCursor(reader.segment(i));
    while (cursor.next() && cursor.call <= last) {
      if (!cursor.isCall) continue;
      const { call, opcode, stream } = cursor;
      const context = current.get(stream) ?? cursor.context;
      const made = madeCurrent(cursor);
      if (made !== undefined) current.set(stream, made);
      if (call < first) continue;
      const flags = reader.dictionary.flags(opcode);
      const begin = performance.now();
      player.goAfter(call);
      const done = performance.now();
      let finishMs = 0;
      const inside = player.contexts().find(({ id }) => id === context)?.insideBegin ?? true;
      if (flags & WORK && context !== 0 && !inside) {
        const writer = player.write();
        writer.call('glFinish');
        player.ask(context, writer);
        finishMs = performance.now() - done;
      }
      calls.push({ call, name: reader.dictionary.name(opcode), context, flags, cpuMs: done - begin, finishMs });
    }
  }
  return { calls, renderer: reader.host?.renderer ?? '' };
}
