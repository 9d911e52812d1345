// Delta debugging: removes units, many at a time first, as long as a test still holds. Pure; after Zeller and
// Hildebrandt (2002), in the form that tries complements only, since most of a trace can usually go.

export interface ShrinkOptions {
  /** Stops after so many tests, with what it has. */
  readonly mostTests?: number;
}

/** Gives the units that could not be removed. `holds` is asked about lists of kept units, always shorter than the last that held. */
export async function shrink<Unit>(
  units: readonly Unit[],
  holds: (kept: readonly Unit[]) => Promise<boolean>,
  { mostTests = Number.POSITIVE_INFINITY }: ShrinkOptions = {},
): Promise<Unit[]> {
  let kept = [...units];
  let tests = 0;
  if (kept.length > 1 && tests++ < mostTests && (await holds([]))) return [];
  for (let size = Math.ceil(kept.length / 2); size >= 1 && kept.length > 0; ) {
    let removedAny = false;
    // from the end: what comes late depends on what came before, and seldom the other way round
    for (let end = kept.length; end > 0; end = Math.min(end - size, kept.length)) {
      if (tests >= mostTests) return kept;
      const start = Math.max(0, end - size);
      const without = [...kept.slice(0, start), ...kept.slice(end)];
      tests++;
      if (!(await holds(without))) continue;
      kept = without;
      removedAny = true;
    }
    if (size === 1) {
      if (!removedAny) break;
      continue; // what was needed may not be any more
    }
    size = Math.ceil(size / 2);
  }
  return kept;
}

/** The smallest n from 0 to `most` for which `holds(n)`, if it holds for all larger ones; `most` is known to hold. */
export async function least(most: number, holds: (n: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
