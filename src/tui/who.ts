// Who set a value of the state: from the trace's change log, which is made when first asked for and kept in the cache folder.
import { dirname, join } from 'node:path';
import type { CellEntry, StateLog } from '../inspect/state/log.js';
import { cellType, valueText } from '../inspect/state/lookup.js';
import { ownedBy, parseStateName, whoSet } from '../inspect/state/who.js';
import { stateLog } from '../replay/state/log_store.js';
import { objectTables } from '../spec/state/index.js';
import type { Inspector } from './inspector.js';

/** One value at a call. */
export interface Who {
  readonly name: string;
  readonly value: string;
  /** Calls; undefined: nobody did. */
  readonly set: WhoCall | undefined;
  readonly before: WhoCall | undefined;
  readonly next: WhoCall | undefined;
}

export interface WhoCall {
  readonly call: number;
  readonly value: string;
  /** So it was when it came into being. */
  readonly initial: boolean;
}

export class WhoSet {
  readonly #inspector: Inspector;
  #log: StateLog | undefined;
  #problem = '';
  #making: Promise<StateLog> | undefined;
  /** What was asked for: `blend.enabled`, `texture:3`. */
  name = '';

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
  }

  get problem(): string {
    return this.#problem;
  }

  /** No log is being made. */
  get idle(): boolean {
    return this.#making === undefined;
  }

  /** The change log, once it is there. */
  get log(): StateLog | undefined {
    return this.#log;
  }

  ask(name: string): void {
    this.name = name;
    this.#problem = '';
    this.load();
  }

  /** Has the change log read, or made. What failed is not tried again by itself. */
  load(): void {
    if (this.#problem === '') this.ready().catch(() => {}); // `problem` keeps what went wrong
  }

  /** The change log. Rejects when it cannot be made. */
  ready(): Promise<StateLog> {
    if (this.#log) return Promise.resolve(this.#log);
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
      this.#inspector.busy = '';
      this.#inspector.changed();
    });
    return this.#making;
  }

  async #make(): Promise<StateLog> {
    const inspector = this.#inspector;
    const onProgress = (calls: number, total: number) => {
      inspector.busy = calls < total ? `making the change log ${Math.floor((100 * calls) / total)} %` : '';
      inspector.changed();
    };
    // of a trace that grows nothing is kept
    const folder = inspector.live && { folder: join(dirname(inspector.file), `calls-${inspector.reader.calls}`) };
    try {
      const log = await stateLog(inspector.file, { onProgress, ...folder });
      this.#log = log;
      return log;
    } catch (error) {
      this.#problem = (error as Error).message;
      throw error;
    }
  }

  /** The trace grew. */
  forget(): void {
    this.#log = undefined;
  }

  /** Values of that name after a call; undefined while the log is made. */
  at(call: number): readonly Who[] | undefined {
    const wanted = parseStateName(this.name);
    if (!this.#log || !wanted) return undefined;
    const { reader, pages } = this.#inspector;
    const context = pages.at(call)?.context ?? 0;
    const owns = context === 0 ? () => true : ownedBy(reader.contexts, context);
    return whoSet(this.#log, wanted, call, owns).map(({ owner, path, set, changed, before, next }) => {
      const type = cellType(owner.kind, path);
      const entry = (each: CellEntry | undefined): WhoCall | undefined =>
        each && { call: each.call, value: valueText(type, each.value), initial: each.initial };
      return {
        name: owner.kind === undefined ? path : `${objectTables[owner.kind].label}:${owner.name}.${path}`,
        value: set ? valueText(type, set.value) : '(not there yet)',
        set: entry(changed ?? set),
        before: entry(before),
        next: entry(next),
      };
    });
  }
}
