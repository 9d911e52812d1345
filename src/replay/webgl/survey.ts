// What a trace uses that WebGL 2 does not have: from the trace alone, before anything is executed.
import { decodeCall } from '../../inspect/decode.js';
import { CommandCursor } from '../../trace/commands.js';
import { OP } from '../../trace/protocol_commands.js';
import type { TraceReader } from '../../trace/reader.js';
import { CallArguments } from './call_arguments.js';
import { impossibleIn } from './calls.js';
import { type Omission, Omissions } from './omissions.js';
import { StreamState } from './stream.js';

const ES_PROFILE = 4;

/** Up to and with call `last`. Throws TraceError when the trace is damaged. */
export function surveyTrace(reader: TraceReader, last = reader.calls - 1): readonly Omission[] {
  const omissions = new Omissions();
  const es = new Map<number, boolean>();
  const streams = new Map<number, StreamState>();
  const users = new Map<number, number>();
  const { dictionary } = reader;
  for (let i = 0; i < reader.segments.length && reader.segments[i]!.firstCall <= last; i++) {
    const cursor = new CommandCursor(reader.segment(i));
    let batch = -1;
    while (cursor.next()) {
      let stream = streams.get(cursor.stream);
      if (!stream) {
        stream = new StreamState(cursor.stream);
        streams.set(cursor.stream, stream);
      }
      if (cursor.batch !== batch) stream.context = cursor.context;
      batch = cursor.batch;
      const words = cursor.words.subarray(cursor.args, cursor.end);
      if (cursor.opcode === OP.stage) stream.stage(words);
      if (cursor.opcode === OP.clientArrays) stream.clientArrays(words);
      if (!cursor.isCall || cursor.call > last) continue;
      const call = stream.withStaged(decodeCall(cursor, dictionary));
      const a = new CallArguments(call, dictionary);
      if (stream.hasFixedArrays) omissions.add({ kind: 'call', what: 'arrays of fixed functions' }, call.call);
      [stream.arrays, stream.hasFixedArrays] = [[], false];
      if (call.opcode === OP.createContext) {
        es.set(a.number('context'), a.number('profile') === ES_PROFILE);
        if (a.number('share') !== 0)
          omissions.add({ kind: 'context', what: `objects of context ${a.number('share')} in context ${a.number('context')}` }, call.call);
      } else if (call.opcode === OP.destroyContext) {
        for (const [drawable, user] of users) if (user === a.number('context')) users.delete(drawable);
      } else if (call.opcode === OP.makeCurrent) {
        stream.context = a.number('context');
        const [drawable, context] = [a.number('draw'), stream.context];
        const user = users.get(drawable);
        if (drawable !== 0 && user !== undefined && user !== context)
          omissions.add({ kind: 'context', what: `contexts ${user} and ${context} drawing to one window` }, call.call);
        if (drawable !== 0) users.set(drawable, user ?? context);
      }
      for (const what of impossibleIn(call.name, a, es.get(stream.context) ?? true)) omissions.add(what, call.call);
    }
  }
  return omissions.list();
}
