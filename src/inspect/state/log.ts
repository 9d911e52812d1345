// The change log of a trace's state: for each cell (a variable of a context, a property of an object) the calls that set
// it and to what. State at any call, who set something, and the next and previous change are binary searches. Pure.
import { deserialize, serialize } from 'node:v8';
import type { ObjectScope, StateObjectKind } from '../../spec/state/index.js';
import { ABSENT, isPresence } from './presence.js';
import type { StateValue } from './snapshot.js';

/** Raised whenever files written by another version cannot be used. */
export const VERSION = 3;

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

/** Flags of entries. */
export const INITIAL = 1;
export const SAME = 2;

/** Columns of entries, in the order of cells, and of values. */
interface Columns {
  readonly cellOwner: Uint32Array;
  /** Of each cell, in `Head.paths`. */
  readonly cellPath: Uint32Array;
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
}

interface Head {
  readonly version: number;
  readonly calls: number;
  readonly owners: readonly CellOwner[];
  /** Different ones: objects of a kind have the same. */
  readonly paths: readonly string[];
  readonly others: readonly (string | readonly string[] | Uint8Array)[];
}

type Stored = Head & Columns;

/** Columns as a file has them, one behind the other. */
const COLUMNS = {
  cellOwner: Uint32Array,
  cellPath: Uint32Array,
  start: Uint32Array,
  call: Uint32Array,
  value: Uint32Array,
  flags: Uint8Array,
  form: Uint8Array,
  at: Uint32Array,
  length: Uint32Array,
  numbers: Float64Array,
} as const satisfies Record<keyof Columns, unknown>;
const COLUMN_NAMES = Object.keys(COLUMNS) as (keyof Columns)[];

/** Forms of values. */
export const FORM = { number: 0, boolean: 1, numbers: 2, other: 3 } as const;

export class StateLog {
  readonly #stored: Stored;
  readonly #byOwner = new Map<string, number[]>();
  readonly #presence = new Map<string, Map<string, number>>();

  constructor(stored: Stored) {
    this.#stored = stored;
    const cells: number[][] = stored.owners.map(() => []);
    const presence = stored.owners.map(() => new Map<string, number>());
    for (let cell = 0; cell < stored.cellPath.length; cell++) {
      const id = stored.cellOwner[cell]!;
      const path = stored.paths[stored.cellPath[cell]!]!;
      if (isPresence(path)) presence[id]!.set(path, cell);
      else cells[id]!.push(cell);
    }
    stored.owners.forEach((owner, id) => {
      this.#byOwner.set(ownerKey(owner), cells[id]!);
      this.#presence.set(ownerKey(owner), presence[id]!);
    });
  }

  /** As a file has it, in parts: bytes of the head and of each column, the head, the columns. */
  *encoded(): Generator<Uint8Array> {
    const { version, calls, owners, paths, others } = this.#stored;
    const head = serialize({ version, calls, owners, paths, others } satisfies Head);
    const columns = COLUMN_NAMES.map(name => this.#stored[name]);
    yield new Uint8Array(Float64Array.from([head, ...columns], ({ byteLength }) => byteLength).buffer);
    yield head;
    for (const { buffer, byteOffset, byteLength } of columns) yield new Uint8Array(buffer, byteOffset, byteLength);
  }

  /** Of a file of `size` bytes that `read` gives in order, each time exactly so many. Undefined when another version wrote it,
   * or it is no log at all. */
  static decode(size: number, read: (bytes: number) => Uint8Array<ArrayBuffer>): StateLog | undefined {
    try {
      const sizes = new Float64Array(read(8 * (COLUMN_NAMES.length + 1)).buffer);
      if (sizes.reduce((sum, each) => sum + each, sizes.byteLength) !== size || !sizes.every(Number.isSafeInteger)) return undefined;
      const head = deserialize(read(sizes[0]!)) as Head;
      if (head.version !== VERSION) return undefined;
      const columns = Object.fromEntries(COLUMN_NAMES.map((name, i) => [name, new COLUMNS[name](read(sizes[i + 1]!).buffer)]));
      const { start, call, value, flags, cellOwner, cellPath } = columns as unknown as Columns;
      const fits = start.length === cellPath.length + 1 && cellOwner.length === cellPath.length && start.at(-1) === call.length;
      if (!fits || value.length !== call.length || flags.length !== call.length) return undefined;
      return new StateLog({ ...head, ...(columns as unknown as Columns) });
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
    return this.#stored.cellPath.length;
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
    return this.#stored.paths[this.#stored.cellPath[cell]!]!;
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
