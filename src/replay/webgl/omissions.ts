// What a replay on WebGL leaves out or gets refused: by name, how often, first where.
import type { Impossible } from './row.js';

export interface Omission {
  /** `refused`: ANGLE raised an error that the recording does not have. */
  readonly kind: Impossible['kind'] | 'refused';
  readonly what: string;
  readonly count: number;
  /** The first call that it concerns. */
  readonly first: number;
}

const ORDER: readonly Omission['kind'][] = ['context', 'call', 'format', 'shader', 'refused'];

export class Omissions {
  readonly #found = new Map<string, Omission>();

  add({ kind, what }: Pick<Omission, 'kind' | 'what'>, call: number): void {
    const key = `${kind} ${what}`;
    const found = this.#found.get(key);
    this.#found.set(key, found ? { ...found, count: found.count + 1 } : { kind, what, count: 1, first: call });
  }

  /** By kind, the most frequent first. */
  list(): Omission[] {
    return [...this.#found.values()].sort(
      (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.count - a.count || a.first - b.first,
    );
  }
}
