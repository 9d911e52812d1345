// Writes steps of commands and questions for the addon's runProbed, and hands the answers to the cells that wait for them.
import type { NativeReplayer, ProbedRun } from '../../native.js';
import type { StateRow } from '../../spec/state/index.js';
import type { CommandNames } from '../../trace/command_writer.js';
import type { Kind } from '../../trace/dictionary.js';

/** How a row is asked with runProbed. */
export interface ProbeForm {
  readonly function: number;
  /** Arguments; index and name are put in their places. */
  readonly args: readonly number[];
  readonly indexAt: number;
  readonly nameAt: number;
  readonly words: number;
  /** What the answer consists of. */
  readonly element: Kind;
  readonly returns: boolean;
}

/** What the executor answers itself, as the program's windows would: never the driver. */
const ANSWERED_BY_US = new Set(['GL_DOUBLEBUFFER', 'GL_STEREO', 'GL_READ_BUFFER', 'GL_DRAW_BUFFER0']);
const ELEMENT_WORDS: Partial<Record<Kind, number>> = { double: 2, int64: 2, uint64: 2 };

/** Forms by row; asks the addon for each function once. */
export class ProbeForms {
  readonly #names: CommandNames;
  readonly #native: NativeReplayer;
  readonly #functions = new Map<string, number | undefined>();
  readonly #forms = new Map<StateRow, ProbeForm | undefined>();

  constructor(names: CommandNames, native: NativeReplayer) {
    this.#names = names;
    this.#native = native;
  }

  function(name: string, args: number, returns: boolean): number | undefined {
    if (!this.#functions.has(name)) {
      try {
        this.#functions.set(name, this.#native.probeFunction(name, args, returns));
      } catch {
        this.#functions.set(name, undefined);
      }
    }
    return this.#functions.get(name);
  }

  /** Undefined: it has to be asked with a command (texts, answers of any length, functions that the driver has not). */
  of(row: StateRow): ProbeForm | undefined {
    if (this.#forms.has(row)) return this.#forms.get(row);
    const form =
      row.count === 0 || row.kind === 'text' || row.kind === 'bytes' || ANSWERED_BY_US.has(row.pname ?? '') ? undefined : this.#make(row);
    this.#forms.set(row, form);
    return form;
  }

  #make({ query, count }: StateRow): ProbeForm | undefined {
    const command = this.#names.command(query.command);
    const returns = command.result !== undefined;
    const inputs = query.args.filter(argument => argument !== '$out');
    if (!returns && query.args.at(-1) !== '$out') return undefined;
    const number = this.function(query.command, inputs.length, returns);
    if (number === undefined || inputs.length > 4) return undefined;
    const element: Kind = returns ? 'uint' : (command.parameters.at(-1)?.element ?? 'int');
    return {
      function: number,
      args: inputs.map(argument => (typeof argument === 'number' ? argument : argument.startsWith('$') ? 0 : this.#names.value(argument))),
      indexAt: inputs.indexOf('$index'),
      nameAt: inputs.indexOf('$name'),
      words: ((query.offset ?? 0) + count) * (ELEMENT_WORDS[element] ?? 1),
      element,
      returns,
    };
  }
}

/** A growing program of steps. */
export class ProbeWriter {
  #words = new Uint32Array(4096);
  #used = 0;
  #step = -1;

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  /** Commands up to `end` (in words), of which the first call is `firstCall`; then the questions that follow. */
  step(end: number, firstCall: number): void {
    this.#reserve(4);
    this.#step = this.#used;
    this.#words[this.#used] = end;
    this.#words[this.#used + 1] = firstCall >>> 0;
    this.#words[this.#used + 2] = Math.floor(firstCall / 2 ** 32);
    this.#words[this.#used + 3] = 0;
    this.#used += 4;
  }

  ask(number: number, a: number, b: number, c: number, d: number, words: number): void {
    this.#reserve(6);
    const at = this.#used;
    this.#words[at] = number;
    this.#words[at + 1] = a;
    this.#words[at + 2] = b;
    this.#words[at + 3] = c;
    this.#words[at + 4] = d;
    this.#words[at + 5] = words;
    this.#words[this.#step + 3]!++;
    this.#used += 6;
  }

  run(native: NativeReplayer, commands: Uint8Array, stream: number): ProbedRun {
    const result = native.runProbed(commands, stream, this.#words.slice(0, this.#used));
    this.#used = 0;
    this.#step = -1;
    return result;
  }

  #reserve(words: number): void {
    if (this.#used + words <= this.#words.length) return;
    const larger = new Uint32Array(this.#words.length * 2);
    larger.set(this.#words);
    this.#words = larger;
  }
}
