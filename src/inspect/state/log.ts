// The change log of a trace's state: for each cell (a variable of a context, a property of an object) the calls that set
// it and to what. State at any call, who set something, and the next and previous change are binary searches. Pure.
import { deserialize, serialize } from 'node:v8';
import type { ObjectScope, StateObjectKind } from '../../spec/state/index.js';
import { sameValue } from './diff.js';
import { ABSENT, isPresence } from './presence.js';
import type { StateValue } from './snapshot.js';

/** Raised whenever files written by another version cannot be used. */
const VERSION = 2;

/** What a cell belongs to: a context, or an object of a context or a share group (by its first context). */
export interface CellOwner {
  readonly scope: ObjectScope;
  readonly id: number;
  readonly kind?: StateObjectKind;
  readonly name?: number;
}

export interface LogCell {
  readonly owner: number;
  readonly path: string;
}

/** An entry of the log. */
export interface CellEntry {
  /** The call that set it. */
  readonly call: number;
  readonly value: StateValue;
  /** As it was when the context or object came into being: nobody set it. */
  readonly initial: boolean;
  /** It had that value already. */
  readonly same: boolean;
}

const INITIAL = 1;
const SAME = 2;

interface Stored {
  readonly version: number;
  readonly calls: number;
  readonly owners: readonly CellOwner[];
  readonly cellOwner: Uint32Array;
  readonly paths: readonly string[];
  /** First entry of each cell, and the end. */
  readonly start: Uint32Array;
  readonly call: Uint32Array;
  readonly value: Uint32Array;
  readonly flags: Uint8Array;
  /** Values: form, where they begin, how many numbers. */
  readonly form: Uint8Array;
  readonly at: Uint32Array;
  readonly length: Uint32Array;
  readonly numbers: Float64Array;
  readonly others: readonly (string | readonly string[] | Uint8Array)[];
}

const FORM = { number: 0, boolean: 1, numbers: 2, other: 3 } as const;

/** Grows by doubling. */
class Column<T extends Uint32Array | Float64Array | Uint8Array> {
  length = 0;
  data: T;
  readonly #make: (size: number) => T;
  constructor(make: (size: number) => T) {
    this.#make = make;
    this.data = make(1024);
  }
  push(value: number): number {
    if (this.length === this.data.length) {
      const larger = this.#make(this.length * 2);
      larger.set(this.data as never);
      this.data = larger;
    }
    this.data[this.length] = value;
    return this.length++;
  }
  done(): T {
    return this.data.slice(0, this.length) as T;
  }
}
const u32 = () => new Column(size => new Uint32Array(size));

/** Distinct values, each once as far as the tables of known ones reach. */
class ValuePool {
  readonly form = new Column(size => new Uint8Array(size));
  readonly at = u32();
  readonly count = u32();
  readonly numbers = new Column(size => new Float64Array(size));
  readonly others: (string | readonly string[] | Uint8Array)[] = [];
  readonly #scalars = new Map<number, number>();
  readonly #known = new Map<string, number>();
  readonly #flags = [-1, -1];

  add(value: StateValue): number {
    if (typeof value === 'boolean') {
      const i = Number(value);
      if (this.#flags[i] === -1) this.#flags[i] = this.#push(FORM.boolean, [i]);
      return this.#flags[i]!;
    }
    if (typeof value === 'number') {
      let found = this.#scalars.get(value);
      if (found === undefined || Object.is(value, -0)) {
        found = this.#push(FORM.number, [value]);
        this.#scalars.set(value, found);
      }
      return found;
    }
    const numbers = Array.isArray(value) && value.every(each => typeof each === 'number') ? (value as readonly number[]) : undefined;
    const key = numbers ? numbers.join() : typeof value === 'string' && value.length < 256 ? `"${value}` : undefined;
    const found = key === undefined ? undefined : this.#known.get(key);
    if (found !== undefined) return found;
    let made: number;
    if (numbers) made = this.#push(FORM.numbers, numbers);
    else {
      this.others.push(value as string | readonly string[] | Uint8Array);
      made = this.form.push(FORM.other);
      this.at.push(this.others.length - 1);
      this.count.push(1);
    }
    if (this.#known.size > 200_000) this.#known.clear();
    if (key !== undefined) this.#known.set(key, made);
    return made;
  }

  #push(form: number, numbers: readonly number[]): number {
    const made = this.form.push(form);
    this.at.push(this.numbers.length);
    this.count.push(numbers.length);
    for (const each of numbers) this.numbers.push(each);
    return made;
  }
}

/** Takes entries in the order of calls. */
export class StateLogWriter {
  readonly #owners: CellOwner[] = [];
  readonly #ownerIds = new Map<string, number>();
  readonly #cellOwner: number[] = [];
  readonly #paths: string[] = [];
  /** Cells of each owner by path. */
  readonly #cellsOf: Map<string, number>[] = [];
  readonly #current: (StateValue | undefined)[] = [];
  readonly #entryCell = u32();
  readonly #entryCall = u32();
  readonly #entryValue = u32();
  readonly #entryFlags = new Column(size => new Uint8Array(size));
  readonly #pool = new ValuePool();

  owner(owner: CellOwner): number {
    const key = `${owner.scope} ${owner.id} ${owner.kind ?? ''} ${owner.name ?? ''}`;
    let id = this.#ownerIds.get(key);
    if (id === undefined) {
      id = this.#owners.length;
      this.#owners.push(owner);
      this.#cellsOf.push(new Map());
      this.#ownerIds.set(key, id);
    }
    return id;
  }

  cell(owner: number, path: string): number {
    const cells = this.#cellsOf[owner]!;
    let cell = cells.get(path);
    if (cell === undefined) {
      cell = this.#paths.length;
      cells.set(path, cell);
      this.#cellOwner.push(owner);
      this.#paths.push(path);
      this.#current.push(undefined);
    }
    return cell;
  }

  /** Cell ids of an owner that were set, by path. */
  find(owner: number, path: string): number | undefined {
    return this.#cellsOf[owner]!.get(path);
  }

  current(cell: number): StateValue | undefined {
    return this.#current[cell];
  }

  /** Paths and cells of an owner that has few. */
  pathsOf(owner: number): (readonly [string, number])[] {
    return [...this.#cellsOf[owner]!];
  }

  /** The object is gone: whoever has its name next begins without values. */
  forget(owner: number): void {
    for (const [path, cell] of this.#cellsOf[owner]!) if (!isPresence(path)) this.#current[cell] = undefined;
  }
  ownerIdOf(cell: number): number {
    return this.#cellOwner[cell]!;
  }
  ownerOf(id: number): CellOwner {
    return this.#owners[id]!;
  }

  get entries(): number {
    return this.#entryCall.length;
  }
  get cells(): number {
    return this.#paths.length;
  }
  path(cell: number): string {
    return this.#paths[cell]!;
  }

  /** `noteSame`: it is worth an entry even when the value is the one it had. Whether it changed. */
  set(cell: number, call: number, value: StateValue, noteSame: boolean, initial = false): boolean {
    const before = this.#current[cell];
    const same = sameValue(before, value);
    if (same && (!noteSame || initial)) return false;
    this.#entryCell.push(cell);
    this.#entryCall.push(call);
    this.#entryValue.push(this.#pool.add(value));
    this.#entryFlags.push((initial ? INITIAL : 0) | (same ? SAME : 0));
    this.#current[cell] = value;
    return !same;
  }

  /** The log so far, valid before call `calls`. */
  finish(calls: number): StateLog {
    const cells = this.#paths.length;
    const entries = this.#entryCall.length;
    const start = new Uint32Array(cells + 1);
    for (let i = 0; i < entries; i++) start[this.#entryCell.data[i]! + 1]!++;
    for (let cell = 0; cell < cells; cell++) start[cell + 1]! += start[cell]!;
    const next = start.slice();
    const call = new Uint32Array(entries);
    const value = new Uint32Array(entries);
    const flags = new Uint8Array(entries);
    for (let i = 0; i < entries; i++) {
      const at = next[this.#entryCell.data[i]!]!++;
      call[at] = this.#entryCall.data[i]!;
      value[at] = this.#entryValue.data[i]!;
      flags[at] = this.#entryFlags.data[i]!;
    }
    const pool = this.#pool;
    return new StateLog({
      version: VERSION,
      calls,
      owners: this.#owners,
      cellOwner: Uint32Array.from(this.#cellOwner),
      paths: this.#paths,
      start,
      call,
      value,
      flags,
      form: pool.form.done(),
      at: pool.at.done(),
      length: pool.count.done(),
      numbers: pool.numbers.done(),
      others: pool.others,
    });
  }
}

export class StateLog {
  readonly #stored: Stored;
  readonly #byOwner = new Map<string, number[]>();
  readonly #presence = new Map<string, Map<string, number>>();

  constructor(stored: Stored) {
    this.#stored = stored;
    const cells: number[][] = stored.owners.map(() => []);
    const presence = stored.owners.map(() => new Map<string, number>());
    for (let cell = 0; cell < stored.paths.length; cell++) {
      const id = stored.cellOwner[cell]!;
      const path = stored.paths[cell]!;
      if (isPresence(path)) presence[id]!.set(path, cell);
      else cells[id]!.push(cell);
    }
    stored.owners.forEach((owner, id) => {
      this.#byOwner.set(ownerKey(owner), cells[id]!);
      this.#presence.set(ownerKey(owner), presence[id]!);
    });
  }

  /** As a file has it. */
  encode(): Uint8Array {
    return serialize(this.#stored);
  }

  /** Undefined when another version wrote it, or it is no log at all. */
  static decode(bytes: Uint8Array): StateLog | undefined {
    try {
      const stored = deserialize(bytes) as Stored;
      return stored.version === VERSION ? new StateLog(stored) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Calls that it covers, from 0. */
  get calls(): number {
    return this.#stored.calls;
  }
  get entries(): number {
    return this.#stored.call.length;
  }
  get cells(): number {
    return this.#stored.paths.length;
  }
  get owners(): readonly CellOwner[] {
    return this.#stored.owners;
  }

  /** Cells of an owner; empty when it never had one. */
  cellsOf(owner: CellOwner): readonly number[] {
    return this.#byOwner.get(ownerKey(owner)) ?? [];
  }

  /** Who set a cell, for texts and JSON at one call. */
  setBy(call: number): (owner: CellOwner, path: string) => number | undefined {
    const known = new Map<string, ReadonlyMap<string, number>>();
    return (owner, path) => {
      const key = ownerKey(owner);
      let paths = known.get(key);
      if (!paths) {
        paths = new Map(this.cellsOf(owner).map(cell => [this.path(cell), cell]));
        known.set(key, paths);
      }
      const cell = paths.get(path);
      const entry = cell === undefined ? undefined : this.at(cell, call);
      return entry && !entry.initial ? entry.call : undefined;
    };
  }

  /** See presence.ts. */
  presence(owner: CellOwner, path: string, call: number): StateValue | undefined {
    const cell = this.#presence.get(ownerKey(owner))?.get(path);
    return cell === undefined ? undefined : this.valueAt(cell, call);
  }

  /** What a cell holds after `call`; undefined: it was not there yet, or is no longer. */
  valueAt(cell: number, call: number): StateValue | undefined {
    const i = this.#last(cell, call);
    const value = i === undefined ? undefined : this.#value(this.#stored.value[i]!);
    return value === ABSENT ? undefined : value;
  }

  path(cell: number): string {
    return this.#stored.paths[cell]!;
  }
  owner(cell: number): CellOwner {
    return this.#stored.owners[this.#stored.cellOwner[cell]!]!;
  }

  /** Index of the last entry of a cell up to and with `call`; undefined: it was not there yet. */
  #last(cell: number, call: number): number | undefined {
    const { start, call: calls } = this.#stored;
    let low = start[cell]!;
    let high = start[cell + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (calls[middle]! <= call) low = middle + 1;
      else high = middle;
    }
    return low === start[cell]! ? undefined : low - 1;
  }

  #entry(i: number): CellEntry {
    const { call, flags, value } = this.#stored;
    return { call: call[i]!, value: this.#value(value[i]!), initial: (flags[i]! & INITIAL) !== 0, same: (flags[i]! & SAME) !== 0 };
  }

  #value(i: number): StateValue {
    const { form, at, length, numbers, others } = this.#stored;
    const begin = at[i]!;
    switch (form[i]) {
      case FORM.number:
        return numbers[begin]!;
      case FORM.boolean:
        return numbers[begin] !== 0;
      case FORM.numbers:
        return [...numbers.subarray(begin, begin + length[i]!)];
      default:
        return others[begin]!;
    }
  }

  /** Who set a cell last, up to and with `call`. */
  at(cell: number, call: number): CellEntry | undefined {
    const i = this.#last(cell, call);
    const entry = i === undefined ? undefined : this.#entry(i);
    return entry?.value === ABSENT ? undefined : entry;
  }

  /** The last entry up to `call` that changed the value. */
  changedAt(cell: number, call: number): CellEntry | undefined {
    let i = this.#last(cell, call);
    if (i === undefined) return undefined;
    while (i > this.#stored.start[cell]! && (this.#stored.flags[i]! & SAME) !== 0) i--;
    return this.#entry(i);
  }

  /** The entry before that change. */
  previous(cell: number, call: number): CellEntry | undefined {
    const here = this.changedAt(cell, call);
    return here && here.call > 0 ? this.changedAt(cell, here.call - 1) : undefined;
  }

  /** The first change after `call`. */
  next(cell: number, call: number): CellEntry | undefined {
    const { start, flags } = this.#stored;
    let i = (this.#last(cell, call) ?? start[cell]! - 1) + 1;
    while (i < start[cell + 1]! && (flags[i]! & SAME) !== 0) i++;
    return i < start[cell + 1]! ? this.#entry(i) : undefined;
  }
}

function ownerKey({ scope, id, kind, name }: CellOwner): string {
  return `${scope} ${id} ${kind ?? ''} ${name ?? ''}`;
}
