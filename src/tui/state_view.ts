// How the state page looks at state: what it compares with, and how much it shows.
import { diffSnapshots, type OwnerChange } from '../inspect/state/diff.js';
import type { StateSnapshot } from '../inspect/state/snapshot.js';
import { KnownLines, snapshotText } from '../inspect/state/text.js';
import { objectTables } from '../spec/state/index.js';

export type StateBase = 'call' | 'draw' | 'mark';
export const BASES: readonly StateBase[] = ['call', 'draw', 'mark'];

export class StateView {
  base: StateBase = 'call';
  /** Show what is as in a new context, too. */
  all = false;
  #difference: { readonly from: StateSnapshot; readonly to: StateSnapshot; readonly changes: OwnerChange[] } | undefined;
  #known = new KnownLines();
  #text: { readonly of: StateSnapshot; readonly all: boolean; readonly lines: readonly string[] } | undefined;

  nextBase(): void {
    this.base = BASES[(BASES.indexOf(this.base) + 1) % BASES.length]!;
  }

  changes(from: StateSnapshot, to: StateSnapshot): readonly OwnerChange[] {
    if (this.#difference?.from !== from || this.#difference.to !== to) this.#difference = { from, to, changes: diffSnapshots(from, to) };
    return this.#difference.changes;
  }

  /** Name of the first value that changed, as `sgl who` takes it; '' when there is none. */
  get firstChanged(): string {
    for (const { owner, changes } of this.#difference?.changes ?? []) {
      const [first] = changes;
      if (!first) continue;
      return owner.kind === undefined ? first.path : `${objectTables[owner.kind].label}:${owner.name}.${first.path}`;
    }
    return '';
  }

  /** The snapshot as `sgl state` prints it. */
  lines(snapshot: StateSnapshot): readonly string[] {
    if (this.#text && this.#text.all !== this.all) this.#known = new KnownLines();
    if (this.#text?.of !== snapshot || this.#text.all !== this.all) {
      const text = snapshotText(snapshot, { changed: !this.all, known: this.#known });
      this.#text = { of: snapshot, all: this.all, lines: text.trimEnd().split('\n') };
    }
    return this.#text.lines;
  }
}
