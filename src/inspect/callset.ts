// Call sets: how verbs and panels name calls. `4`, `10-20`, `100-`, `*`, `f12` (the calls of a frame), `f10-f20`,
// `@file` (one or more sets a line, # comments), several parted by commas; each with filters: `0-1000/draw`, `*/frame`,
// `*/glTex*`, `*/error`, `*/GL_INVALID_ENUM`, `*/texture:3` (calls that use an object), `*/draw/10` (every tenth). Pure: what a
// trace has is asked through TraceCalls.
import { FLAG } from '../trace/dictionary.js';
import { errorNumber } from './error_names.js';
import { ObjectNameError, type ObjectPattern, parseObject } from './objects/kinds.js';

export class CallSetError extends Error {
  constructor(text: string, what: string) {
    super(`${JSON.stringify(text)} is not a call set: ${what}`);
    this.name = 'CallSetError';
  }
}

export type Filter =
  | { readonly kind: 'flag'; readonly mask: number }
  /** Any GL error, or one by its number. */
  | { readonly kind: 'error'; readonly error?: number }
  | { readonly kind: 'object'; readonly object: ObjectPattern }
  | { readonly kind: 'name'; readonly pattern: RegExp }
  | { readonly kind: 'every'; readonly step: number };

export interface CallSetItem {
  /** As it was written. */
  readonly text: string;
  readonly unit: 'calls' | 'frames';
  readonly first: number;
  /** Inclusive; Infinity = to the end. */
  readonly last: number;
  readonly filters: readonly Filter[];
}

const FLAGS: Readonly<Record<string, number>> = {
  draw: FLAG.draw,
  clear: FLAG.clear,
  dispatch: FLAG.dispatch,
  copy: FLAG.copy,
  frame: FLAG.frame,
  marker: FLAG.marker,
  reply: FLAG.reply,
};
const FILTER_HELP =
  'filters are draw, clear, dispatch, copy, frame, marker, reply, error, an error like GL_INVALID_ENUM, an object like texture:3, a number (every nth) and a name like glTex*';
const MAX_FILES = 16;

function parseFilter(text: string, whole: string): Filter {
  const mask = FLAGS[text];
  if (mask !== undefined) return { kind: 'flag', mask };
  if (text === 'error') return { kind: 'error' };
  if (text.startsWith('GL_')) {
    const error = errorNumber(text);
    if (error !== undefined) return { kind: 'error', error };
  }
  if (text.includes(':')) {
    try {
      return { kind: 'object', object: parseObject(text) };
    } catch (error) {
      if (error instanceof ObjectNameError) throw new CallSetError(whole, error.message);
      throw error;
    }
  }
  if (/^\d+$/.test(text)) {
    const step = Number(text);
    if (step >= 1 && Number.isSafeInteger(step)) return { kind: 'every', step };
  }
  if (/^(gl|sgl)[A-Za-z0-9*]*$/.test(text)) return { kind: 'name', pattern: new RegExp(`^${text.replaceAll('*', '.*')}$`) };
  throw new CallSetError(whole, `${text === '' ? 'there is nothing after a /' : `no filter ${JSON.stringify(text)}`}; ${FILTER_HELP}`);
}

function parseItem(text: string): CallSetItem {
  const [range = '', ...filters] = text.split('/');
  const parsed = { text, filters: filters.map(filter => parseFilter(filter, text)) };
  if (range === '*') return { ...parsed, unit: 'calls', first: 0, last: Number.POSITIVE_INFINITY };
  const match = /^(f?)(\d+)(?:(-)(?:(f?)(\d+))?)?$/.exec(range);
  if (!match) throw new CallSetError(text, 'write a call (4), a range (10-20), a frame (f12), frames (f10-f20), * or @file');
  const [, frame, from, dash, frameTo, to] = match;
  const first = Number(from);
  const last = to !== undefined ? Number(to) : dash ? Number.POSITIVE_INFINITY : first;
  if (!Number.isSafeInteger(first) || (to !== undefined && !Number.isSafeInteger(last)))
    throw new CallSetError(text, 'the number is too large');
  if (to !== undefined && frame === '' && frameTo === 'f') throw new CallSetError(text, 'a range is of calls or of frames, not of both');
  if (last < first) throw new CallSetError(text, `${last} is before ${first}`);
  return { ...parsed, unit: frame === 'f' ? 'frames' : 'calls', first, last };
}

/** Throws CallSetError. `readFile` gives the text of an @file. */
export function parseCallSet(text: string, readFile: (path: string) => string): readonly CallSetItem[] {
  let files = 0;
  const parse = (part: string): CallSetItem[] => {
    const trimmed = part.trim();
    if (trimmed === '') throw new CallSetError(text, 'a part of it is empty');
    if (!trimmed.startsWith('@')) return [parseItem(trimmed)];
    if (++files > MAX_FILES) throw new CallSetError(text, `more than ${MAX_FILES} files`);
    let contents: string;
    try {
      contents = readFile(trimmed.slice(1));
    } catch (error) {
      throw new CallSetError(trimmed, `the file cannot be read (${(error as Error).message})`);
    }
    return contents
      .split(/\r?\n/)
      .map(line => line.replace(/#.*/, '').trim())
      .filter(line => line !== '')
      .flatMap(line => line.split(/[\s,]+/).flatMap(parse));
  };
  return text.split(',').flatMap(parse);
}

/** What resolving a call set asks of a trace. */
export interface TraceCalls {
  readonly calls: number;
  readonly frames: number;
  frame(frame: number): { readonly call: number } | undefined;
}

/** What is asked about one call. */
export interface CallFacts {
  readonly call: number;
  readonly flags: number;
  readonly name: string;
  readonly hasError: boolean;
  /** The GL error that it raised; 0 = none. */
  readonly error?: number;
}

/** Calls of a trace that use an object, named or through bindings. */
export type CallsUsing = (object: ObjectPattern) => ReadonlySet<number>;

interface Resolved {
  readonly item: CallSetItem;
  readonly first: number;
  readonly last: number;
  seen: number;
  /** Of its object filters, in their order. */
  readonly using: readonly ReadonlySet<number>[];
}

/** A call set in a particular trace. Ask for calls in ascending order (every-nth filters count). */
export class CallSelection {
  readonly #items: Resolved[];

  /** Throws CallSetError when the set names calls or frames that the trace does not have. `callsUsing` is needed for
   * filters by object (uses.ts has it). */
  constructor(items: readonly CallSetItem[], trace: TraceCalls, callsUsing?: CallsUsing) {
    this.#items = items.map(item => resolve(item, trace, callsUsing));
  }

  /** The lowest and highest call that can be in it. */
  get first(): number {
    return Math.min(...this.#items.map(item => item.first));
  }
  get last(): number {
    return Math.max(...this.#items.map(item => item.last));
  }
  /** Whether a call of the range can be in it. */
  touches(first: number, last: number): boolean {
    return this.#items.some(item => item.first <= last && item.last >= first);
  }

  includes(facts: CallFacts): boolean {
    let found = false;
    // Every item is asked, so that its every-nth filters count right.
    for (const resolved of this.#items) {
      if (facts.call < resolved.first || facts.call > resolved.last) continue;
      if (resolved.item.filters.every(filter => passes(filter, facts, resolved))) found = true;
    }
    return found;
  }

  /** Whether telling needs the name, flags or error of calls. */
  get hasFilters(): boolean {
    return this.#items.some(({ item }) => item.filters.length > 0);
  }
}

function passes(filter: Filter, facts: CallFacts, state: Resolved): boolean {
  switch (filter.kind) {
    case 'flag':
      return (facts.flags & filter.mask) !== 0;
    case 'error':
      return filter.error === undefined ? facts.hasError : facts.error === filter.error;
    case 'object': {
      const at = state.item.filters.filter(each => each.kind === 'object').indexOf(filter);
      return state.using[at]?.has(facts.call) ?? false;
    }
    case 'name':
      return filter.pattern.test(facts.name);
    case 'every':
      return state.seen++ % filter.step === 0;
  }
}

function resolve(item: CallSetItem, trace: TraceCalls, callsUsing: CallsUsing | undefined): Resolved {
  const using = item.filters.flatMap(filter => {
    if (filter.kind !== 'object') return [];
    if (!callsUsing) throw new CallSetError(item.text, 'filters by object cannot be used here');
    return [callsUsing(filter.object)];
  });
  if (item.unit === 'calls') {
    const isAll = item.first === 0 && item.last === Number.POSITIVE_INFINITY;
    if (item.first >= trace.calls && !isAll) throw new CallSetError(item.text, outOfRange('calls', trace.calls));
    return { item, first: item.first, last: Math.min(item.last, trace.calls - 1), seen: 0, using };
  }
  if (item.first >= trace.frames) throw new CallSetError(item.text, outOfRange('frames', trace.frames));
  const last = trace.frame(Math.min(item.last, trace.frames - 1))!.call;
  const first = item.first === 0 ? 0 : trace.frame(item.first - 1)!.call + 1;
  return { item, first, last, seen: 0, using };
}

export function outOfRange(what: 'calls' | 'frames', count: number): string {
  return count === 0 ? `the trace has no ${what}` : `the trace has ${what} 0 to ${count - 1}`;
}
