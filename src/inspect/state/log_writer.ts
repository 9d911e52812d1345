// What a state pass writes a change log (log.ts) with: entries in the order of calls, each value once. Pure.
import { sameValue } from './diff.js';
import { type CellOwner, FORM, INITIAL, SAME, StateLog, VERSION } from './log.js';
import { isPresence } from './presence.js';
import type { StateValue } from './snapshot.js';

const BLOCK_BITS = 15;
const BLOCK = 1 << BLOCK_BITS;

/** Grows by blocks: what it holds is never copied to grow. */
class Column<T extends Uint32Array | Float64Array | Uint8Array> {
  length = 0;
  #blocks: T[] = [];
  readonly #make: (size: number) => T;
  constructor(make: (size: number) => T) {
    this.#make = make;
  }
  push(value: number): number {
    const i = this.length++;
    if ((i & (BLOCK - 1)) === 0) this.#blocks.push(this.#make(BLOCK));
    this.#blocks[i >>> BLOCK_BITS]![i & (BLOCK - 1)] = value;
    return i;
  }
  at(i: number): number {
    return this.#blocks[i >>> BLOCK_BITS]![i & (BLOCK - 1)]!;
  }
  /** All of it; the column is empty then. */
  take(): T {
    const all = this.#make(this.length);
    for (let i = 0; i < this.length; i += BLOCK) all.set(this.#blocks[i >>> BLOCK_BITS]!.subarray(0, this.length - i) as never, i);
    this.clear();
    return all;
  }
  clear(): void {
    this.#blocks = [];
    this.length = 0;
  }
}
const u32 = () => new Column(size => new Uint32Array(size));
const u8 = () => new Column(size => new Uint8Array(size));

/** Values that are looked for again: more would cost more than what is written twice. */
const KNOWN = 50_000;
const hashed = new Float64Array(1);
const hashedWords = new Uint32Array(hashed.buffer);

function hashOf(numbers: readonly number[]): number {
  let hash = numbers.length;
  for (const each of numbers) {
    hashed[0] = each;
    hash = Math.imul(hash ^ hashedWords[0]!, 0x9e3779b1);
    hash = Math.imul((hash ^ (hash >>> 15)) + hashedWords[1]!, 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return hash >> 1; // small integers, which maps hold without an object for each
}

/** Distinct values, each once as far as the tables of known ones reach. */
class ValuePool {
  readonly form = u8();
  readonly at = u32();
  readonly count = u32();
  readonly numbers = new Column(size => new Float64Array(size));
  readonly others: (string | readonly string[] | Uint8Array)[] = [];
  readonly #scalars = new Map<number, number>();
  /** By a hash of the numbers: the last value that has it. */
  readonly #arrays = new Map<number, number>();
  readonly #strings = new Map<string, number>();
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
        if (this.#scalars.size >= KNOWN) this.#scalars.clear();
        this.#scalars.set(value, found);
      }
      return found;
    }
    if (Array.isArray(value) && value.every(each => typeof each === 'number')) return this.#array(value as readonly number[]);
    const key = typeof value === 'string' && value.length < 256 ? value : undefined;
    const found = key === undefined ? undefined : this.#strings.get(key);
    if (found !== undefined) return found;
    this.others.push(value as string | readonly string[] | Uint8Array);
    const made = this.form.push(FORM.other);
    this.at.push(this.others.length - 1);
    this.count.push(1);
    if (key === undefined) return made;
    if (this.#strings.size >= KNOWN) this.#strings.clear();
    this.#strings.set(key, made);
    return made;
  }

  #array(numbers: readonly number[]): number {
    const hash = hashOf(numbers);
    const found = this.#arrays.get(hash);
    if (found !== undefined && this.#holds(found, numbers)) return found;
    const made = this.#push(FORM.numbers, numbers);
    if (this.#arrays.size >= KNOWN) this.#arrays.clear();
    this.#arrays.set(hash, made);
    return made;
  }

  #holds(value: number, numbers: readonly number[]): boolean {
    const begin = this.at.at(value);
    return this.count.at(value) === numbers.length && numbers.every((each, i) => Object.is(this.numbers.at(begin + i), each));
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
  readonly #cellOwner = u32();
  readonly #cellPath = u32();
  readonly #paths: string[] = [];
  readonly #pathIds = new Map<string, number>();
  /** Cells of each owner by path. */
  readonly #cellsOf: Map<string, number>[] = [];
  readonly #current: (StateValue | undefined)[] = [];
  readonly #entryCell = u32();
  readonly #entryCall = u32();
  readonly #entryValue = u32();
  readonly #entryFlags = u8();
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
      let id = this.#pathIds.get(path);
      if (id === undefined) {
        id = this.#paths.length;
        this.#paths.push(path);
        this.#pathIds.set(path, id);
      }
      cell = this.#cellPath.push(id);
      cells.set(this.#paths[id]!, cell); // one string for all objects
      this.#cellOwner.push(owner);
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
    return this.#cellOwner.at(cell);
  }
  ownerOf(id: number): CellOwner {
    return this.#owners[id]!;
  }

  get entries(): number {
    return this.#entryCall.length;
  }
  get cells(): number {
    return this.#cellPath.length;
  }
  path(cell: number): string {
    return this.#paths[this.#cellPath.at(cell)]!;
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

  /** The log, valid before call `calls`. The writer is empty then: each column goes as soon as it is sorted. */
  finish(calls: number): StateLog {
    const cells = this.cells;
    const entries = this.#entryCall.length;
    const start = new Uint32Array(cells + 1);
    for (let i = 0; i < entries; i++) start[this.#entryCell.at(i) + 1]!++;
    for (let cell = 0; cell < cells; cell++) start[cell + 1]! += start[cell]!;
    const byCell = <T extends Uint32Array | Uint8Array>(column: Column<T>, sorted: T): T => {
      const next = start.slice();
      for (let i = 0; i < entries; i++) sorted[next[this.#entryCell.at(i)]!++] = column.at(i);
      column.clear();
      return sorted;
    };
    this.#cellsOf.length = 0;
    this.#current.length = 0;
    const pool = this.#pool;
    const columns = {
      call: byCell(this.#entryCall, new Uint32Array(entries)),
      value: byCell(this.#entryValue, new Uint32Array(entries)),
      flags: byCell(this.#entryFlags, new Uint8Array(entries)),
    };
    this.#entryCell.clear();
    return new StateLog({
      version: VERSION,
      calls,
      owners: this.#owners,
      cellOwner: this.#cellOwner.take(),
      cellPath: this.#cellPath.take(),
      paths: this.#paths,
      start,
      ...columns,
      form: pool.form.take(),
      at: pool.at.take(),
      length: pool.count.take(),
      numbers: pool.numbers.take(),
      others: pool.others,
    });
  }
}
