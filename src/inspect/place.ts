// Places in a trace as people pass them on: `1234` (a call), `f12` (what frame 12 presents: its swap), `f12:draw3` (its
// draw 3, from 0), `f12:call5`, `f12:clear0`, `f12:error0`, `end`; and from where one stands: `+10`, `-2`, `f+1`, `f-1`.
import { FLAG } from '../trace/dictionary.js';
import type { TraceReader } from '../trace/reader.js';
import { CallPages } from './call_pages.js';

export class PlaceError extends Error {
  constructor(text: string, what: string) {
    super(`${JSON.stringify(text)} is not a place: ${what}`);
    this.name = 'PlaceError';
  }
}

export type PlaceKind = 'call' | 'draw' | 'clear' | 'dispatch' | 'copy' | 'error';

export type Place =
  | { readonly kind: 'call'; readonly call: number }
  | { readonly kind: 'end' }
  /** The swap of a frame. */
  | { readonly kind: 'frame'; readonly frame: number }
  | { readonly kind: 'in frame'; readonly frame: number; readonly what: PlaceKind; readonly number: number }
  | { readonly kind: 'calls on'; readonly by: number }
  | { readonly kind: 'frames on'; readonly by: number };

const HELP = 'write a call (1234), a frame (f12), something in a frame (f12:draw3, f12:call5), end, or a step (+10, -2, f+1)';
const WITHIN = /^f(\d{1,9}):(call|draw|clear|dispatch|copy|error)?(\d{1,12})$/;

/** Throws PlaceError. */
export function parsePlace(text: string): Place {
  const word = text.trim();
  if (word === 'end') return { kind: 'end' };
  if (/^\d{1,15}$/.test(word)) return { kind: 'call', call: Number(word) };
  if (/^[+-]\d{1,12}$/.test(word)) return { kind: 'calls on', by: Number(word) };
  if (/^f[+-]\d{1,9}$/.test(word)) return { kind: 'frames on', by: Number(word.slice(1)) };
  if (/^f\d{1,9}$/.test(word)) return { kind: 'frame', frame: Number(word.slice(1)) };
  const within = WITHIN.exec(word);
  if (within) return { kind: 'in frame', frame: Number(within[1]), what: (within[2] ?? 'call') as PlaceKind, number: Number(within[3]) };
  throw new PlaceError(text, HELP);
}

/** Whether a call is one of those that `f12:draw3` counts. */
function counts(pages: CallPages, what: PlaceKind): (opcode: number, call: number) => boolean {
  if (what === 'call') return () => true;
  if (what === 'error') return (_opcode, call) => pages.hasError(call);
  const { dictionary } = pages.reader;
  return opcode => (dictionary.flags(opcode) & FLAG[what]) !== 0;
}

const named = (count: number, what: string) => `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;

/** The call that a place means; steps are counted from `from`. Throws PlaceError when the trace does not have it. */
export function resolvePlace(text: string, pages: CallPages, from = 0): number {
  const place = parsePlace(text);
  const { calls } = pages;
  if (calls === 0) throw new PlaceError(text, 'the trace has no calls');
  const clamp = (call: number) => Math.max(0, Math.min(calls - 1, call));
  switch (place.kind) {
    case 'call':
      if (place.call >= calls) throw new PlaceError(text, `the trace has calls 0 to ${calls - 1}`);
      return place.call;
    case 'end':
      return calls - 1;
    case 'calls on':
      return clamp(from + place.by);
    case 'frames on':
      return pages.frame(Math.max(0, Math.min(pages.frames - 1, pages.frameOf(from) + place.by))).last;
    case 'frame':
    case 'in frame': {
      if (place.frame >= pages.frames)
        throw new PlaceError(text, pages.frames === 0 ? 'the trace has no frames' : `the trace has frames 0 to ${pages.frames - 1}`);
      const { first, last } = pages.frame(place.frame);
      if (place.kind === 'frame') return last;
      const holds = counts(pages, place.what);
      let seen = 0;
      for (let at = first - 1; ; seen++) {
        const next = pages.nearest(at, 1, holds, last - at + 1);
        if (next === undefined) break;
        if (seen === place.number) return next;
        at = next;
      }
      throw new PlaceError(text, `frame ${place.frame} has ${named(seen, place.what)}, counted from 0`);
    }
  }
}

/** Draws of the frame that was asked about last. */
const lastDraws = new WeakMap<CallPages, { readonly frame: number; readonly draws: readonly number[] }>();

function drawsOf(pages: CallPages, frame: number): readonly number[] {
  const known = lastDraws.get(pages);
  if (known?.frame === frame) return known.draws;
  const { first, last } = pages.frame(frame);
  const holds = counts(pages, 'draw');
  const draws: number[] = [];
  for (let at = first - 1; ; ) {
    const next = pages.nearest(at, 1, holds, last - at + 1);
    if (next === undefined) break;
    draws.push(next);
    at = next;
  }
  lastDraws.set(pages, { frame, draws });
  return draws;
}

/** How a place is passed on: `f12:draw3`, `f12` for a swap, else `f12:call5`. */
export function placeText(pages: CallPages, call: number): string {
  const frame = pages.frameOf(call);
  const { first, last, mark } = pages.frame(frame);
  if (mark && call === last) return `f${frame}`;
  if ((pages.flags(call) & FLAG.draw) === 0) return `f${frame}:call${call - first}`;
  const draws = drawsOf(pages, frame);
  let [low, high] = [0, draws.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (draws[middle]! < call) low = middle + 1;
    else high = middle;
  }
  return `f${frame}:draw${low}`;
}

const pagesOfTraces = new WeakMap<TraceReader, CallPages>();

/** One for each trace that is open. */
export function pagesOf(reader: TraceReader): CallPages {
  let pages = pagesOfTraces.get(reader);
  if (!pages) {
    pages = new CallPages(reader);
    pagesOfTraces.set(reader, pages);
  }
  return pages;
}

/** How a call of a trace is passed on. */
export function placeName(reader: TraceReader, call: number): string {
  return placeText(pagesOf(reader), call);
}

/** A call set with call numbers in the place of `f12:draw3` and `end`. Throws PlaceError. */
export function withCallNumbers(callSet: string, pages: CallPages): string {
  return callSet.replace(/(?<![\w/@:.])(f\d{1,9}:[a-z]*\d{1,12}|end)(?![\w:.])/g, place => String(resolvePlace(place, pages)));
}
