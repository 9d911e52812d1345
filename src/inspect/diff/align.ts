// Aligns two sequences of numbers: equal ends first, then elements that occur once in each (patience), then Myers' shortest edit
// script where what is left is small. Pure, and close to linear for sequences that are mostly alike.

/** A run that both sequences have: `length` elements from `a` and from `b` on. */
export interface Match {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

/** Edits that Myers' algorithm looks for before it gives up on a piece. */
const MOST_EDITS = 1200;

class Aligner {
  readonly matches: Match[] = [];

  constructor(
    readonly a: ArrayLike<number>,
    readonly b: ArrayLike<number>,
  ) {}

  /** Adds to the last run where it goes on. */
  match(a: number, b: number, length: number): void {
    if (length === 0) return;
    const last = this.matches.at(-1);
    if (last && last.a + last.length === a && last.b + last.length === b)
      this.matches[this.matches.length - 1] = { ...last, length: last.length + length };
    else this.matches.push({ a, b, length });
  }

  /** Pieces [a0, a1) and [b0, b1), in ascending order. */
  align(a0: number, a1: number, b0: number, b1: number): void {
    const { a, b } = this;
    let prefix = 0;
    while (a0 + prefix < a1 && b0 + prefix < b1 && a[a0 + prefix] === b[b0 + prefix]) prefix++;
    this.match(a0, b0, prefix);
    const [fromA, fromB] = [a0 + prefix, b0 + prefix];
    let suffix = 0;
    while (a1 - suffix > fromA && b1 - suffix > fromB && a[a1 - suffix - 1] === b[b1 - suffix - 1]) suffix++;
    const [toA, toB] = [a1 - suffix, b1 - suffix];
    if (fromA < toA && fromB < toB) this.#middle(fromA, toA, fromB, toB);
    this.match(toA, toB, suffix);
  }

  #middle(a0: number, a1: number, b0: number, b1: number): void {
    const anchors = this.#anchors(a0, a1, b0, b1);
    if (anchors.length === 0) {
      this.#myers(a0, a1, b0, b1);
      return;
    }
    let [atA, atB] = [a0, b0];
    for (const [i, j] of anchors) {
      if (i < atA || j < atB) continue; // a suffix match before took it
      this.align(atA, i, atB, j);
      this.match(i, j, 1);
      [atA, atB] = [i + 1, j + 1];
    }
    this.align(atA, a1, atB, b1);
  }

  /** Elements that occur once in each piece, as the longest ascending chain. */
  #anchors(a0: number, a1: number, b0: number, b1: number): [number, number][] {
    const once = new Map<number, number>(); // element → place in a; -1: more than one
    for (let i = a0; i < a1; i++) once.set(this.a[i]!, once.has(this.a[i]!) ? -1 : i);
    const inB = new Map<number, number>();
    for (let j = b0; j < b1; j++) {
      const element = this.b[j]!;
      if (once.has(element)) inB.set(element, inB.has(element) ? -1 : j);
    }
    const pairs: [number, number][] = [];
    for (const [element, i] of once) {
      const j = i < 0 ? undefined : inB.get(element);
      if (j !== undefined && j >= 0) pairs.push([i, j]);
    }
    // pairs are ascending in a: the longest chain that is ascending in b too
    const tops: number[] = []; // pair with the lowest end of chains of each length
    const before = new Int32Array(pairs.length);
    for (let p = 0; p < pairs.length; p++) {
      const j = pairs[p]![1];
      let low = 0;
      let high = tops.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (pairs[tops[middle]!]![1] < j) low = middle + 1;
        else high = middle;
      }
      before[p] = low > 0 ? tops[low - 1]! : -1;
      tops[low] = p;
    }
    const chain: [number, number][] = [];
    for (let p = tops.at(-1) ?? -1; p >= 0; p = before[p]!) chain.push(pairs[p]!);
    return chain.reverse();
  }

  /** The shortest edit script (Myers 1986), if it is short enough; else what is equal place by place. */
  #myers(a0: number, a1: number, b0: number, b1: number): void {
    const { a, b } = this;
    const [n, m] = [a1 - a0, b1 - b0];
    const most = Math.min(n + m, MOST_EDITS);
    const reach = new Int32Array(2 * most + 3);
    const middle = most + 1;
    const history: Int32Array[] = [];
    let edits = 0;
    search: for (; edits <= most; edits++) {
      history.push(reach.slice(middle - edits - 1, middle + edits + 2));
      for (let k = -edits; k <= edits; k += 2) {
        let x =
          k === -edits || (k !== edits && reach[middle + k - 1]! < reach[middle + k + 1]!)
            ? reach[middle + k + 1]!
            : reach[middle + k - 1]! + 1;
        while (x < n && x - k < m && a[a0 + x] === b[b0 + x - k]) x++;
        reach[middle + k] = x;
        if (x >= n && x - k >= m) break search;
      }
    }
    if (edits > most) {
      for (let i = 0; i < Math.min(n, m); i++) if (a[a0 + i] === b[b0 + i]) this.match(a0 + i, b0 + i, 1);
      return;
    }
    const runs: Match[] = [];
    let [x, y] = [n, m];
    for (let d = edits; d > 0; d--) {
      const at = history[d]!; // k = -d-1 … d+1
      const value = (k: number) => at[k + d + 1]!;
      const k = x - y;
      const previous = k === -d || (k !== d && value(k - 1) < value(k + 1)) ? k + 1 : k - 1;
      const startX = value(previous);
      const fromX = previous > k ? startX : startX + 1;
      if (x > fromX) runs.push({ a: a0 + fromX, b: b0 + fromX - k, length: x - fromX });
      [x, y] = [startX, startX - previous];
    }
    if (x > 0) runs.push({ a: a0, b: b0, length: x });
    for (const run of runs.reverse()) this.match(run.a, run.b, run.length);
  }
}

/** Runs that correspond to each other, ascending in both. */
export function alignSequences(a: ArrayLike<number>, b: ArrayLike<number>): Match[] {
  const aligner = new Aligner(a, b);
  aligner.align(0, a.length, 0, b.length);
  return aligner.matches;
}
