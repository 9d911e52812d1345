// What takes a walk over the whole trace, asked of a thread of its own (analysis_worker.ts): passes, uses of objects. Begins
// with the first question; answers are kept.
import { Worker } from 'node:worker_threads';
import type { AlignedCalls } from '../inspect/diff/calls.js';
import type { Pass } from '../inspect/passes.js';
import type { Use } from '../inspect/uses.js';
import { type Kept, Results } from './pictures.js';

export type AnalysisRequest = { readonly id: number } & Question;
export type AnalysisResponse = { readonly id: number } & ({ readonly result: unknown } | { readonly problem: string });
type Question =
  | { readonly what: 'passes' }
  | { readonly what: 'uses'; readonly object: string }
  | { readonly what: 'diff'; readonly file: string };

const KEPT_ROWS = 1 << 20;

export class Analysis {
  readonly #file: string;
  readonly #onChange: () => void;
  readonly #results = new Results<readonly unknown[]>(rows => rows.length, KEPT_ROWS);
  readonly #waiting = new Map<number, string>();
  #worker: Worker | undefined;
  #next = 1;

  constructor(file: string, onChange: () => void) {
    this.#file = file;
    this.#onChange = onChange;
  }

  /** Nothing is being looked for. */
  get idle(): boolean {
    return this.#waiting.size === 0;
  }

  /** All passes of the trace; undefined while they are looked for. */
  passes(): Kept<readonly Pass[]> | undefined {
    return this.#ask('passes', { what: 'passes' }) as Kept<readonly Pass[]> | undefined;
  }

  /** What the trace does with an object (`texture:3`). */
  uses(object: string): Kept<readonly Use[]> | undefined {
    return this.#ask(`uses ${object}`, { what: 'uses', object }) as Kept<readonly Use[]> | undefined;
  }

  /** What differs from the calls of another trace: one row. */
  diff(file: string): Kept<readonly [AlignedCalls]> | undefined {
    return this.#ask(`diff ${file}`, { what: 'diff', file }) as Kept<readonly [AlignedCalls]> | undefined;
  }

  #ask(key: string, question: Question): Kept<readonly unknown[]> | undefined {
    const kept = this.#results.get(key);
    if (kept || [...this.#waiting.values()].includes(key)) return kept;
    const id = this.#next++;
    this.#waiting.set(id, key);
    this.#start().postMessage({ id, ...question } satisfies AnalysisRequest);
    return undefined;
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './analysis_worker.ts' : './analysis_worker.js', import.meta.url), {
      workerData: this.#file,
    });
    this.#worker = worker;
    worker.on('message', (response: AnalysisResponse) => {
      const key = this.#waiting.get(response.id);
      this.#waiting.delete(response.id);
      if (key !== undefined)
        this.#results.set(key, 'problem' in response ? { problem: response.problem } : { value: response.result as readonly unknown[] });
      this.#onChange();
    });
    worker.on('error', error => {
      this.#worker = undefined;
      for (const key of this.#waiting.values()) this.#results.set(key, { problem: error.message });
      this.#waiting.clear();
      this.#onChange();
    });
    return worker;
  }

  /** The trace grew. */
  forget(): void {
    this.#results.clear();
  }

  close(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}
