// The variables of one context: every row of the table at every index that the context has.
import type { StateValue } from '../../inspect/state/snapshot.js';
import { contextRows, type Domain, type StateRow } from '../../spec/state/index.js';
import type { Asker } from '../asker.js';
import { Questions } from './questions.js';

/** How many indices each domain has in a context; asked once. */
export class Limits {
  readonly #asker: Asker;
  readonly #context: number;
  readonly #known = new Map<string, number>();

  constructor(asker: Asker, context: number) {
    this.#asker = asker;
    this.#context = context;
  }

  /** Asks for the limits of these domains. */
  learn(domains: Iterable<Domain>): void {
    const questions = new Questions(this.#asker, this.#context);
    for (const { count } of domains) {
      if (typeof count === 'number' || this.#known.has(count)) continue;
      this.#known.set(count, 0);
      questions.row(
        { query: { command: 'glGetIntegerv', args: [count, '$out'] }, kind: 'int', count: 1 },
        value => void this.#known.set(count, Number(value)),
      );
    }
    questions.ask();
  }

  of(domain: Domain): number {
    return typeof domain.count === 'number' ? domain.count : (this.#known.get(domain.count) ?? 0);
  }

  /** What `$index` stands for at index i. */
  index(domain: Domain, i: number): number {
    return domain.base ? this.#asker.names.value(domain.base) + i : i;
  }
}

export interface ContextKind {
  readonly core: boolean;
  readonly es: boolean;
}

/** Rows that a context can have. */
export function rowsFor(rows: readonly StateRow[], { core, es }: ContextKind): StateRow[] {
  return rows.filter(row => !(row.compatibility && (core || es)));
}

export interface ContextCell {
  readonly path: string;
  readonly row: StateRow;
  /** What `$index` stands for. */
  readonly index: number;
}

/** What a context can be asked; kept as long as it lives, since neither rows nor limits change. */
export class ContextPlan {
  readonly limits: Limits;
  readonly #asker: Asker;
  readonly #context: number;
  #cells: readonly ContextCell[];
  /** Values that never change. */
  #constants: ReadonlyMap<string, StateValue> | undefined;

  constructor(asker: Asker, context: number, kind: ContextKind) {
    this.#asker = asker;
    this.#context = context;
    this.limits = new Limits(asker, context);
    const rows = rowsFor(contextRows, kind);
    this.limits.learn(rows.flatMap(row => (row.domain ? [row.domain] : [])));
    this.#cells = rows.flatMap(row => this.#cellsOf(row));
  }

  /**
   * What the driver answered at the first `read`: others are of versions and extensions that it does not have. What is told of
   * the framebuffers that are bound comes and goes with them.
   */
  get cells(): readonly ContextCell[] {
    return this.#cells;
  }

  #cellsOf(row: StateRow): ContextCell[] {
    const { domain } = row;
    if (!domain) return [{ path: row.path, row, index: 0 }];
    const first = domain.first ?? 0;
    return Array.from({ length: Math.max(0, this.limits.of(domain) - first) }, (_, i) => ({
      path: row.path.replace('[]', `[${first + i}]`),
      row,
      index: this.limits.index(domain, first + i),
    }));
  }

  read(): Map<string, StateValue> {
    const answers = new Map<string, StateValue>();
    const questions = new Questions(this.#asker, this.#context);
    const ask = ({ path, row, index }: ContextCell) => questions.row(row, value => void answers.set(path, value), index);
    for (const cell of this.#cells) if (!cell.row.query.activeTexture && !(cell.row.constant && this.#constants)) ask(cell);
    questions.ask();
    // A command that sets something would become part of a display list that is being compiled.
    const active = answers.get('binding.active_texture');
    if (typeof active === 'number' && !answers.get('list.index')) {
      const byUnit = this.#cells.filter(({ row }) => row.query.activeTexture);
      for (const unit of new Set(byUnit.map(({ index }) => index))) {
        questions.set('glActiveTexture', [unit]);
        for (const cell of byUnit) if (cell.index === unit) ask(cell);
      }
      questions.set('glActiveTexture', [active]);
      questions.ask();
    }
    if (!this.#constants) {
      const stays = ({ path, row }: ContextCell) =>
        answers.has(path) || row.path.startsWith('target.') || (row.query.activeTexture && answers.get('list.index'));
      this.#cells = this.#cells.filter(stays);
      this.#constants = new Map(this.#cells.flatMap(({ path, row }) => (row.constant ? [[path, answers.get(path)!]] : [])));
    }
    const values = new Map<string, StateValue>();
    for (const { path } of this.#cells) {
      const value = answers.get(path) ?? this.#constants.get(path);
      if (value !== undefined) values.set(path, value);
    }
    return values;
  }
}
