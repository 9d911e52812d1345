// Uniforms of programs by location, for the state pass: which cell a location is part of and how it is asked for.
import type { StateLogWriter } from '../../inspect/state/log_writer.js';
import type { StateValue } from '../../inspect/state/snapshot.js';
import type { ProbeForms } from './probe_writer.js';
import { numbersOf } from './questions.js';
import { elementCount, type UniformForm, uniformForm } from './uniform_types.js';

export interface PassUniform {
  readonly cell: number;
  readonly function: number;
  /** Of each element of an array. */
  readonly locations: readonly number[];
  readonly words: number;
  readonly form: UniformForm;
}

const GET = { float: 'glGetUniformfv', int: 'glGetUniformiv', uint: 'glGetUniformuiv', double: 'glGetUniformdv' } as const;
const SETTER = /^gl(Program)?Uniform(Matrix)?\d/;

export class UniformTable {
  readonly #programs = new Map<number, Map<number, PassUniform>>();
  readonly #byCell = new Map<number, PassUniform>();

  isSetter(command: string): boolean {
    return SETTER.test(command);
  }

  /** From the properties of a program that was linked. */
  learn(
    forms: ProbeForms,
    owner: number,
    _program: number,
    values: ReadonlyMap<string, StateValue>,
    cellOf: (path: string) => number,
  ): void {
    const uniforms = new Map<number, PassUniform>();
    for (const [path, value] of values) {
      const name = /^uniform\[(.*)\]\.location$/s.exec(path)?.[1];
      if (name === undefined || typeof value !== 'number' || value < 0) continue;
      const form = uniformForm(Number(values.get(`uniform[${name}].type`) ?? 0));
      const size = Number(values.get(`uniform[${name}].array_size`) ?? 1);
      const number = forms.function(GET[form.element], 2, false);
      if (number === undefined) continue;
      // Elements of an array stand one after the other wherever this was tried; a program may ask, and ours did not.
      const locations = Array.from({ length: size }, (_, i) => value + i);
      const uniform: PassUniform = {
        cell: cellOf(`uniform[${name}].value`),
        function: number,
        locations,
        words: elementCount(form) * (form.element === 'double' ? 2 : 1),
        form,
      };
      for (const location of locations) uniforms.set(location, uniform);
      this.#byCell.set(uniform.cell, uniform);
    }
    this.#programs.set(owner, uniforms);
  }

  at(owner: number, location: number): PassUniform | undefined {
    return this.#programs.get(owner)?.get(location);
  }

  /** Takes the answers of all elements; gives where the next answer begins. */
  take(log: StateLogWriter, cell: number, call: number, answers: Uint32Array, at: number, parts: number, noteSame: boolean): number {
    const uniform = this.#byCell.get(cell)!;
    const { form, words } = uniform;
    const all: number[] = [];
    let failed = false;
    let next = at;
    for (let i = 0; i < parts; i++) {
      if (answers[next] !== 0) failed = true;
      const bytes = new Uint8Array(answers.buffer, answers.byteOffset + (next + 1) * 4, words * 4);
      const numbers = numbersOf(bytes, form.element, form.element === 'uint');
      all.push(...(form.bool ? numbers.map(each => (each === 0 ? 0 : 1)) : numbers));
      next += 1 + words;
    }
    if (!failed) log.set(cell, call, all.length === 1 ? all[0]! : all, noteSame);
    return next;
  }
}
