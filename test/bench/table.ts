// Results of the benchmarks: figures, some of them with a target, and the tables they are printed in.

export interface Figure {
  /** Which benchmark. */
  readonly bench: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it should be; absent when it is there for information. */
  readonly target?: { readonly most: number } | { readonly least: number };
  readonly note?: string;
}

export function meets(figure: Figure): boolean | undefined {
  const { target, value } = figure;
  if (!target) return undefined;
  return 'most' in target ? value <= target.most : value >= target.least;
}

export function rounded(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(digits);
}

/** Rows as columns: the first column to the left, the others to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map(row =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The figures that have a target. */
export function verdicts(figures: readonly Figure[]): string {
  const rows = figures.flatMap(figure => {
    const { bench, name, value, unit, target, note } = figure;
    if (!target) return [];
    const wanted = 'most' in target ? `at most ${rounded(target.most)}` : `at least ${rounded(target.least)}`;
    return [[`${bench}: ${name}`, `${rounded(value)} ${unit}`.trim(), wanted, meets(figure) ? 'PASS' : 'short', note ? `  ${note}` : '']];
  });
  return columns([['', 'measured', 'target', '', ''], ...rows]);
}

export function geometricMean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** The items from `by` on, then those before: so that each way comes first in turn. */
export function rotated<T>(items: readonly T[], by: number): T[] {
  const at = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}
