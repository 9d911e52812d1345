// Why a draw does not show, with the calls that are to blame: the session executes it again, the change log tells who set what.
import { CallPages } from '../inspect/call_pages.js';
import { placeOfCall } from '../inspect/call_place.js';
import { callText } from '../inspect/format.js';
import type { StateLog } from '../inspect/state/log.js';
import { cellType, valueText } from '../inspect/state/lookup.js';
import { ownedBy, parseStateName, whoSet } from '../inspect/state/who.js';
import type { Cause, SetBy, Why, WhyWithCalls } from '../inspect/why.js';
import type { TraceReader } from '../trace/reader.js';

/** The answer with the calls that set the state to blame. Without a log only those that the answer names itself. */
export function withCalls(why: Why, reader: TraceReader, log: StateLog | undefined): WhyWithCalls {
  const pages = new CallPages(reader);
  const context = placeOfCall(reader, why.call)?.context ?? 0;
  const text = (call: number) => {
    const walked = pages.at(call);
    return walked ? callText(walked.call, walked.reply, reader.dictionary) : `${call}`;
  };
  const named = (state: string): SetBy[] => {
    const wanted = parseStateName(state);
    if (!log || !wanted) return [];
    return whoSet(log, wanted, why.call, ownedBy(reader.contexts, context)).flatMap(({ owner, path, set, changed }) => {
      const by = changed ?? set;
      if (!by) return [];
      return [
        {
          state,
          value: valueText(cellType(owner.kind, path), by.value),
          call: by.initial ? null : by.call,
          text: by.initial ? '' : text(by.call),
        },
      ];
    });
  };
  const setBy = ({ state, calls }: Cause) => {
    const found = state.flatMap(named);
    // what nobody set is to blame only where nobody set anything
    const set = found.filter(({ call }) => call !== null);
    return [...calls.map((call): SetBy => ({ state: '', value: '', call, text: text(call) })), ...(set.length > 0 ? set : found)];
  };
  return { ...why, setBy: why.causes.map(setBy) };
}
