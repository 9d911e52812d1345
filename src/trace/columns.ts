// Tables as columns (proto/trace.proto, "Numbers in columns"): a column shorter than its table goes on with its last
// value. Turns whole columns into short ones and back.
import type Long from 'long';
import { longToNumber, toLong } from './pb.js';

/** More rows than any packet of 64 MiB can mean; what claims more is damaged. */
export const MAX_ROWS = 1 << 24;

/** The column without the run of equal values at its end (but one); empty when all are 0. */
export function shorten(values: ArrayLike<number>): number[] {
  let length = values.length;
  while (length > 1 && values[length - 1] === values[length - 2]) length--;
  if (length === 1 && values[0] === 0) return [];
  return Array.prototype.slice.call(values, 0, length) as number[];
}

/** Differences of absolute values, the first one to `start`, shortened. */
export function shortenDelta(values: ArrayLike<number>, start: number): Long[] {
  const deltas = new Float64Array(values.length);
  let last = start;
  for (let i = 0; i < values.length; i++) {
    deltas[i] = values[i]! - last;
    last = values[i]!;
  }
  return shorten(deltas).map(toLong);
}

export function expand(column: readonly number[] | null | undefined, rows: number): Uint32Array {
  const out = new Uint32Array(rows);
  const given = column?.length ?? 0;
  if (given > rows) throw new RangeError(`a column has ${given} values for ${rows} rows`);
  for (let i = 0; i < given; i++) out[i] = column![i]!;
  if (given > 0 && given < rows) out.fill(column![given - 1]!, given);
  return out;
}

/** Absolute values from a column of differences. */
export function expandDelta(column: readonly (Long | number)[] | null | undefined, rows: number, start: number): Float64Array {
  const out = new Float64Array(rows);
  const given = column?.length ?? 0;
  if (given > rows) throw new RangeError(`a column has ${given} values for ${rows} rows`);
  let value = start;
  let delta = 0;
  for (let i = 0; i < rows; i++) {
    if (i < given) delta = longToNumber(column![i]!);
    value += delta;
    out[i] = value;
  }
  return out;
}

export function checkRows(rows: number, limit = MAX_ROWS): number {
  if (rows > limit) throw new RangeError(`a table claims ${rows} rows`);
  return rows;
}
