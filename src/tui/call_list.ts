// The window on the tree of calls: which rows show, and where among them the cursor is.
import type { CallPages } from '../inspect/call_pages.js';
import type { Span } from '../inspect/outline.js';
import { CallTree, type Row, sameRow } from './tree.js';

export class CallList {
  readonly tree: CallTree;
  cursor: Row;
  /** Screen row of the cursor; -1 = wherever it looks well. */
  #offset = -1;
  #height = 1;

  constructor(pages: CallPages, spans?: (pages: CallPages, frame: number) => readonly Span[]) {
    this.tree = new CallTree(pages, spans);
    this.tree.visit(0);
    this.cursor = { kind: 'frame', frame: 0 };
  }

  /** The call that a row is about. */
  callOf(row: Row): number {
    if (row.kind === 'call') return row.call;
    return row.kind === 'span' ? row.span.first : this.tree.pages.frame(row.frame).last;
  }

  /** Puts the cursor on a row; the window stays where it is if the row is in it, else shows it with what is around. */
  moveTo(row: Row): void {
    const distance = this.#distance(this.cursor, row);
    const offset = distance === undefined ? -1 : this.#offset + distance;
    // One row more stays visible on either side.
    const margin = this.#height > 4 ? 1 : 0;
    if (this.#offset >= 0 && distance !== undefined && Math.abs(distance) <= this.#height)
      this.#offset = Math.max(margin, Math.min(this.#height - 1 - margin, offset));
    else this.#offset = -1;
    this.cursor = row;
  }

  /** Rows from one to another; undefined when they are more than a window apart. */
  #distance(from: Row, to: Row): number | undefined {
    if (sameRow(from, to)) return 0;
    let down: Row | undefined = from;
    let up: Row | undefined = from;
    for (let i = 1; i <= this.#height; i++) {
      down = down && this.tree.next(down);
      if (down && sameRow(down, to)) return i;
      up = up && this.tree.previous(up);
      if (up && sameRow(up, to)) return -i;
    }
    return undefined;
  }

  /** The rows that a window of that height shows, and the place of the cursor among them. */
  visible(height: number): { readonly rows: readonly Row[]; readonly cursor: number } {
    this.#height = Math.max(1, height);
    this.#offset = this.#offset < 0 ? Math.floor(this.#height / 3) : Math.min(this.#offset, this.#height - 1);
    const above: Row[] = [];
    for (let row = this.tree.previous(this.cursor); row && above.length < this.#offset; row = this.tree.previous(row)) above.push(row);
    const rows = [...above.reverse(), this.cursor];
    const cursor = rows.length - 1;
    this.#offset = cursor;
    for (let row = this.tree.next(this.cursor); row && rows.length < this.#height; row = this.tree.next(row)) rows.push(row);
    return { rows, cursor };
  }

  /** The row `by` rows away, or the last one in that direction. */
  away(by: number): Row {
    let row = this.cursor;
    for (let i = 0; i < Math.abs(by); i++) {
      const next = by > 0 ? this.tree.next(row) : this.tree.previous(row);
      if (!next) break;
      row = next;
    }
    return row;
  }

  get height(): number {
    return this.#height;
  }
}
