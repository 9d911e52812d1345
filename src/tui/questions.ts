// Questions of panels to the replayer, by operation and its parameters: the answer if it is there, else it is asked next. One
// question an operation waits at a time; the last answers are kept.
import type { OperationName, Operations } from '../replay/operations.js';
import { type Kept, type Replayer, Results } from './pictures.js';

const KEPT_ANSWERS = 24;

export class Questions {
  readonly #replayer: Replayer;
  readonly #onChange: () => void;
  readonly #results = new Results<unknown>(() => 1, KEPT_ANSWERS);

  constructor(replayer: Replayer, onChange: () => void) {
    this.#replayer = replayer;
    this.#onChange = onChange;
  }

  ask<Name extends OperationName>(
    operation: Name,
    params: Operations[Name]['params'],
  ): Kept<Awaited<Operations[Name]['result']>> | undefined {
    const key = `${operation} ${JSON.stringify(params)}`;
    const kept = this.#results.get(key);
    if (!kept)
      this.#replayer.want(operation, key, async () => {
        try {
          this.#results.set(key, { value: await this.#replayer.do(operation, params) });
        } catch (error) {
          this.#results.set(key, { problem: (error as Error).message });
        }
        this.#onChange();
      });
    return kept as Kept<Awaited<Operations[Name]['result']>> | undefined;
  }

  /** What failed is tried again. */
  retry(): void {
    this.#results.dropProblems();
    this.#onChange();
  }
}
