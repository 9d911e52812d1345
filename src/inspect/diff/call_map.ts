// Which call of one trace stands for a call of another, by what differs between them. Pure.
import type { DiffStep } from './calls.js';

interface Shift {
  /** From this call of a on. */
  readonly from: number;
  /** How much further its partner in b is. */
  readonly by: number;
}

export class CallMap {
  readonly #shifts: Shift[] = [{ from: 0, by: 0 }];
  readonly #onlyInA = new Set<number>();
  /** Where the differences are, as calls of a, ascending. */
  readonly places: readonly number[];

  constructor(steps: readonly DiffStep[]) {
    let by = 0;
    const places: number[] = [];
    for (const { kind, a, b } of steps) {
      if (kind === 'removed') {
        this.#onlyInA.add(a);
        by--;
        this.#shifts.push({ from: a + 1, by });
      } else if (kind === 'added') {
        by++;
        this.#shifts.push({ from: b + 1 - by, by });
      }
      const place = kind === 'added' ? b + 1 - by : a;
      if (place !== places.at(-1)) places.push(place);
    }
    this.places = places;
  }

  isOnlyInA(call: number): boolean {
    return this.#onlyInA.has(call);
  }

  /** Of a call that only a has: the one before which it would stand, less one, so that both have done the same. */
  toB(call: number): number {
    let low = 0;
    let high = this.#shifts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#shifts[middle]!.from <= call) low = middle;
      else high = middle - 1;
    }
    const at = call + this.#shifts[low]!.by;
    return Math.max(0, this.#onlyInA.has(call) ? at - 1 : at);
  }
}
