// Times of calls put together: by function, by pass, by frame; and as a file for Chrome's and Perfetto's viewers.

import type { TraceReader } from '../trace/reader.js';
import { frameOf } from './frames.js';
import type { Pass } from './passes.js';
import { placeName } from './place.js';

export interface TimedCall {
  readonly call: number;
  readonly name: string;
  readonly cpuMs: number;
  readonly finishMs: number;
}

export interface TimeSum {
  readonly name: string;
  readonly calls: number;
  readonly cpuMs: number;
  readonly finishMs: number;
}

export interface ProfileSums {
  readonly total: TimeSum;
  /** The longest first. */
  readonly functions: readonly TimeSum[];
  readonly slowest: readonly (TimedCall & { readonly place: string })[];
  readonly passes: readonly (TimeSum & { readonly firstCall: number; readonly lastCall: number })[];
  readonly frames: readonly (TimeSum & { readonly frame: number | null })[];
}

const whole = (each: { readonly cpuMs: number; readonly finishMs: number }) => each.cpuMs + each.finishMs;

function sum(name: string, calls: readonly TimedCall[]): TimeSum {
  return {
    name,
    calls: calls.length,
    cpuMs: calls.reduce((ms, each) => ms + each.cpuMs, 0),
    finishMs: calls.reduce((ms, each) => ms + each.finishMs, 0),
  };
}

function grouped<Key>(calls: readonly TimedCall[], key: (call: TimedCall) => Key): Map<Key, TimedCall[]> {
  const groups = new Map<Key, TimedCall[]>();
  for (const call of calls) {
    const own = groups.get(key(call));
    if (own) own.push(call);
    else groups.set(key(call), [call]);
  }
  return groups;
}

export function sumProfile(reader: TraceReader, calls: readonly TimedCall[], passes: readonly Pass[], slowest = 20): ProfileSums {
  const functions = [...grouped(calls, ({ name }) => name)].map(([name, own]) => sum(name, own)).sort((a, b) => whole(b) - whole(a));
  const frames = [...grouped(calls, ({ call }) => frameOf(reader, call) ?? null)].map(([frame, own]) => ({
    frame,
    ...sum(frame === null ? 'after the last frame' : `frame ${frame}`, own),
  }));
  const byPass = passes.map(({ pass, kind, targets, firstCall, lastCall }) => {
    const own = calls.filter(({ call }) => call >= firstCall && call <= lastCall);
    return { firstCall, lastCall, ...sum(`pass ${pass} (${kind}) into ${targets.map(({ object }) => object).join(' ')}`, own) };
  });
  return {
    total: sum('all', calls),
    functions,
    slowest: [...calls]
      .sort((a, b) => whole(b) - whole(a))
      .slice(0, slowest)
      .map(each => ({ ...each, place: placeName(reader, each.call) })),
    passes: byPass,
    frames,
  };
}

/** Trace events (the JSON that Chrome's and Perfetto's viewers open): calls one after the other, what they took to finish below, frames
 * and passes above. */
export function traceEvents(reader: TraceReader, calls: readonly TimedCall[], passes: readonly Pass[]): unknown {
  const rows = { frames: 1, passes: 2, calls: 3, finish: 4 } as const;
  const events: unknown[] = Object.entries(rows).map(([name, tid]) => ({ ph: 'M', name: 'thread_name', pid: 1, tid, args: { name } }));
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  const event = (name: string, tid: number, ts: number, dur: number, args: object = {}) =>
    events.push({ ph: 'X', name, pid: 1, tid, ts, dur, args });
  let at = 0;
  for (const { call, name, cpuMs, finishMs } of calls) {
    starts.set(call, at);
    event(name, rows.calls, at, cpuMs * 1000, { call });
    at += cpuMs * 1000;
    if (finishMs > 0) event(name, rows.finish, at, finishMs * 1000, { call });
    at += finishMs * 1000;
    ends.set(call, at);
  }
  for (const [frame, own] of grouped(calls, ({ call }) => frameOf(reader, call))) {
    const [from, to] = [starts.get(own[0]!.call)!, ends.get(own.at(-1)!.call)!];
    if (frame !== undefined) event(`frame ${frame}`, rows.frames, from, to - from);
  }
  for (const { pass, kind, firstCall, lastCall } of passes) {
    const [from, to] = [starts.get(firstCall), ends.get(lastCall)];
    if (from !== undefined && to !== undefined) event(`pass ${pass} (${kind})`, rows.passes, from, to - from, { firstCall, lastCall });
  }
  return { displayTimeUnit: 'ms', traceEvents: events };
}
