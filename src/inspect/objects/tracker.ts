// Follows the calls of a trace and says which objects each of them makes, deletes, binds, sets, reads and writes: named in
// the call, or through what is bound. Pure: no driver is asked, so a read is "may read" (see programs.ts).
import { FLAG } from '../../trace/dictionary.js';
import type { TraceReader } from '../../trace/reader.js';
import { CallSelection } from '../callset.js';
import { type WalkedCall, walkCalls } from '../walk.js';
import { ContextBindings, GroupObjects } from './bindings.js';
import { CallValues } from './call_values.js';
import { type ObjectId, type ObjectKind, Scopes } from './kinds.js';
import { rules } from './rules.js';

export type AccessKind = 'makes' | 'deletes' | 'binds' | 'sets' | 'uses' | 'reads' | 'writes' | 'reads and writes';

export interface Access {
  readonly object: ObjectId;
  readonly access: AccessKind;
  /** In which role, e.g. `unit 3`, `color0`, `indices`. */
  readonly as: string;
  /** Of attachments. */
  readonly level?: number;
  readonly layer?: number;
}

/** What a rule works with while one call is looked at. */
export class Tracker {
  readonly scopes: Scopes;
  readonly #contexts = new Map<number, ContextBindings>();
  readonly #groups = new Map<number, GroupObjects>();
  readonly #lists = new Map<string, WalkedCall[]>();
  readonly #current = new Map<number, number>();
  readonly rules: typeof rules = rules;
  accesses: Access[] = [];
  /** The state of the context of the call. */
  state = new ContextBindings(0);
  walked!: WalkedCall;
  #depth = 0;

  constructor(reader: TraceReader) {
    this.scopes = new Scopes(reader.contexts);
  }

  get group(): GroupObjects {
    const key = this.scopes.group(this.state.context);
    let found = this.#groups.get(key);
    if (!found) {
      found = new GroupObjects();
      this.#groups.set(key, found);
    }
    return found;
  }

  context(id: number): ContextBindings {
    let found = this.#contexts.get(id);
    if (!found) {
      found = new ContextBindings(id);
      this.#contexts.set(id, found);
    }
    return found;
  }

  get contexts(): Iterable<ContextBindings> {
    return this.#contexts.values();
  }

  emit(kind: ObjectKind, name: number, access: AccessKind, as: string, more: { level?: number; layer?: number } = {}): void {
    const standsForNone = name === 0 && kind !== 'vertexArray' && kind !== 'drawable';
    if (standsForNone || (name === 0 && kind === 'drawable')) return;
    this.accesses.push({ object: this.scopes.id(kind, name, this.state.context), access, as, ...more });
  }

  /** The context that a stream has current changed in the middle of a batch. */
  makeCurrent(stream: number, context: number): void {
    this.#current.set(stream, context);
  }

  /** Takes the next call of the trace; gives what it does to objects. */
  take(walked: WalkedCall): readonly Access[] {
    this.accesses = [];
    this.walked = walked;
    const { call } = walked;
    this.state = this.context(this.#current.get(call.stream) ?? walked.context);
    if (walked.error) return [];
    this.#perform(walked);
    return this.accesses;
  }

  #perform(walked: WalkedCall): void {
    const { state } = this;
    const { call } = walked;
    const rule = this.rules.of(call.name);
    if (state.list !== 0 && !this.rules.executesInLists(call.name)) {
      if (rule || (call.command?.flags ?? 0) & FLAG.draw) this.#lists.get(this.#listKey(state.list))?.push(walked);
      if (!state.listExecutes) return;
    }
    if (rule) rule(this, new CallValues(call));
  }

  #listKey(list: number): string {
    return `${this.scopes.group(this.state.context)}:${list}`;
  }

  beginList(list: number, executes: boolean): void {
    this.state.list = list;
    this.state.listExecutes = executes;
    this.#lists.set(this.#listKey(list), []);
  }

  endList(): void {
    this.state.list = 0;
  }

  /** Executes what a display list holds, as calls of the one that runs it. */
  runList(list: number): void {
    const contents = this.#lists.get(this.#listKey(list));
    if (!contents || this.#depth > 8) return;
    this.#depth++;
    const saved = this.state.list;
    this.state.list = 0;
    for (const each of contents) this.rules.of(each.call.name)?.(this, new CallValues(each.call));
    this.state.list = saved;
    this.#depth--;
  }
}

export interface TrackedCall extends WalkedCall {
  readonly accesses: readonly Access[];
  /** What is bound after it, in its context. */
  readonly state: ContextBindings;
}

/** All calls of a trace with what they do to objects. Throws TraceError when the trace is damaged. */
export function* trackObjects(reader: TraceReader, progress?: (done: number, total: number) => void): Generator<TrackedCall> {
  const tracker = new Tracker(reader);
  const everything = new CallSelection([{ text: '*', unit: 'calls', first: 0, last: Number.POSITIVE_INFINITY, filters: [] }], reader);
  let count = 0;
  for (const walked of walkCalls(reader, everything)) {
    const accesses = tracker.take(walked);
    yield { ...walked, accesses, state: tracker.state };
    if ((++count & 0xffff) === 0) progress?.(count, reader.calls);
  }
}
