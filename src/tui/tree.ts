// The tree of calls as rows: frames, and in them debug groups, passes and calls. No list of all rows exists anywhere: a
// row knows the next and the one before it, so a trace of any length scrolls alike.
import type { CallPages } from '../inspect/call_pages.js';
import { frameSpans, type Span } from '../inspect/outline.js';

export type Row =
  /** The heading of a frame. */
  | { readonly kind: 'frame'; readonly frame: number }
  /** The heading of a span that no call heads. */
  | { readonly kind: 'span'; readonly frame: number; readonly span: Span }
  | { readonly kind: 'call'; readonly frame: number; readonly call: number };

const KEPT_FRAMES = 64;

/** Spans of a frame by where they begin. */
interface FrameOutline {
  readonly first: number;
  readonly last: number;
  /** By first call. */
  readonly spans: readonly Span[];
  /** Index of the span around each; -1 = none. */
  readonly parents: Int32Array;
  /** Spans that their first call heads. */
  readonly headed: ReadonlyMap<number, Span>;
  /** Spans with a heading of their own, before that call. */
  readonly passes: ReadonlyMap<number, Span>;
}

export const sameRow = (a: Row, b: Row): boolean =>
  a.kind === b.kind &&
  a.frame === b.frame &&
  (a.kind === 'call' ? a.call === (b as typeof a).call : a.kind === 'span' ? a.span.first === (b as typeof a).span.first : true);

function parentsOf(spans: readonly Span[]): Int32Array {
  const parents = new Int32Array(spans.length);
  const open: number[] = [];
  spans.forEach((span, i) => {
    while (open.length > 0 && spans[open.at(-1)!]!.last < span.first) open.pop();
    parents[i] = open.at(-1) ?? -1;
    open.push(i);
  });
  return parents;
}

export class CallTree {
  readonly pages: CallPages;
  readonly #spans: (pages: CallPages, frame: number) => readonly Span[];
  readonly #outlines = new Map<number, FrameOutline>();
  /** Frames that are open; of the others only the heading shows. */
  readonly #open = new Set<number>();
  /** First calls of spans that are closed. */
  readonly #closed = new Set<number>();
  /** The frame that is open because the cursor is in it. */
  #visited = -1;

  constructor(pages: CallPages, spans: (pages: CallPages, frame: number) => readonly Span[] = (p, frame) => frameSpans(p, p.frame(frame))) {
    this.pages = pages;
    this.#spans = spans;
  }

  /** What stands around calls is known better now. */
  forget(): void {
    this.#outlines.clear();
  }

  outline(frame: number): FrameOutline {
    let outline = this.#outlines.get(frame);
    if (!outline) {
      const { first, last } = this.pages.frame(frame);
      const spans = this.#spans(this.pages, frame);
      const headed = new Map(spans.filter(({ kind }) => kind !== 'pass').map(span => [span.first, span]));
      const passes = new Map(spans.filter(({ kind }) => kind === 'pass').map(span => [span.first, span]));
      outline = { first, last, spans, parents: parentsOf(spans), headed, passes };
      if (this.#outlines.size >= KEPT_FRAMES) this.#outlines.delete(this.#outlines.keys().next().value!);
      this.#outlines.set(frame, outline);
    }
    return outline;
  }

  isOpen(row: Row): boolean {
    if (row.kind === 'frame') return this.#open.has(row.frame) || row.frame === this.#visited;
    if (row.kind === 'span') return !this.#closed.has(-1 - row.span.first);
    return !this.#closed.has(row.call);
  }

  /** Whether something can be folded there. */
  canFold(row: Row): boolean {
    return row.kind !== 'call' || this.outline(row.frame).headed.has(row.call);
  }

  setOpen(row: Row, open: boolean): void {
    if (row.kind === 'frame') {
      if (open) this.#open.add(row.frame);
      else {
        this.#open.delete(row.frame);
        if (this.#visited === row.frame) this.#visited = -1;
      }
      return;
    }
    const key = row.kind === 'span' ? -1 - row.span.first : row.call;
    if (open) this.#closed.delete(key);
    else if (this.canFold(row)) this.#closed.add(key);
  }

  /** The row of a call; opens what hides it. */
  reveal(call: number): Row {
    const frame = this.pages.frameOf(call);
    this.visit(frame);
    for (const span of this.#around(frame, call)) {
      if (span.kind === 'pass') this.#closed.delete(-1 - span.first);
      else if (span.first !== call) this.#closed.delete(span.first);
    }
    return { kind: 'call', frame, call };
  }

  /** The cursor is in this frame: it stays open as long as that is so. */
  visit(frame: number): void {
    this.#visited = frame;
  }

  /** Spans that hold a call, outermost first; the one it heads included. */
  #around(frame: number, call: number): Span[] {
    const { spans, parents } = this.outline(frame);
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle]!.first <= call) low = middle + 1;
      else high = middle;
    }
    const around: Span[] = [];
    for (let i = low - 1; i >= 0; i = parents[i]!) if (spans[i]!.last >= call) around.unshift(spans[i]!);
    return around;
  }

  /** How far a row stands in. */
  depth(row: Row): number {
    if (row.kind === 'frame') return 0;
    if (row.kind === 'span') return 1 + row.span.depth;
    return (
      1 +
      this.#around(row.frame, row.call).filter(span => span.kind === 'pass' || (span.first !== row.call && span.last !== row.call)).length
    );
  }

  /** What a row is in: the innermost span, or the frame. */
  heading(row: Row): Row {
    const frame: Row = { kind: 'frame', frame: row.frame };
    if (row.kind !== 'call') return frame;
    const span = this.#around(row.frame, row.call).findLast(each => each.kind === 'pass' || each.first !== row.call);
    if (!span) return frame;
    return span.kind === 'pass' ? { kind: 'span', frame: row.frame, span } : { kind: 'call', frame: row.frame, call: span.first };
  }

  /** The span that a row is the heading of. */
  spanOf(row: Row): Span | undefined {
    if (row.kind === 'span') return row.span;
    return row.kind === 'call' ? this.outline(row.frame).headed.get(row.call) : undefined;
  }

  next(row: Row): Row | undefined {
    if (row.kind === 'frame') {
      if (!this.isOpen(row)) return this.#frame(row.frame + 1);
      return this.#entering(row.frame, this.outline(row.frame).first);
    }
    const span = this.spanOf(row);
    if (span && !this.isOpen(row)) return this.#entering(row.frame, span.last + 1);
    return row.kind === 'span' ? { kind: 'call', frame: row.frame, call: row.span.first } : this.#entering(row.frame, row.call + 1);
  }

  previous(row: Row): Row | undefined {
    if (row.kind === 'frame') {
      const before = this.#frame(row.frame - 1);
      if (!before || !this.isOpen(before)) return before;
      return this.#visible(before.frame, this.outline(before.frame).last);
    }
    const { first, passes } = this.outline(row.frame);
    const call = row.kind === 'span' ? row.span.first : row.call;
    const pass = passes.get(call);
    if (row.kind === 'call' && pass) return { kind: 'span', frame: row.frame, span: pass };
    return call <= first ? { kind: 'frame', frame: row.frame } : this.#visible(row.frame, call - 1);
  }

  #frame(frame: number): Row | undefined {
    return frame >= 0 && frame < this.pages.frames ? { kind: 'frame', frame } : undefined;
  }

  /** The first row of what begins at a call. */
  #entering(frame: number, call: number): Row | undefined {
    const { last, passes } = this.outline(frame);
    if (call > last) return this.#frame(frame + 1);
    const pass = passes.get(call);
    return pass ? { kind: 'span', frame, span: pass } : { kind: 'call', frame, call };
  }

  /** The row that stands for a call: its own, or that of the outermost closed span around it. */
  #visible(frame: number, call: number): Row {
    for (const span of this.#around(frame, call)) {
      if (span.kind === 'pass') {
        const row: Row = { kind: 'span', frame, span };
        if (!this.isOpen(row)) return row;
      } else if (span.first !== call && this.#closed.has(span.first)) return { kind: 'call', frame, call: span.first };
    }
    return { kind: 'call', frame, call };
  }
}
