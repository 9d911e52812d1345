// Which object names may be in use where a program's calls stand still. OpenGL has no list of them: a trace's own commands name
// them; of a live program, the driver is asked name by name.
import { ObjectNames } from '../../inspect/object_names.js';
import { objectTables, type StateObjectKind } from '../../spec/state/index.js';
import type { TraceReader } from '../../trace/reader.js';
import type { Asker } from '../asker.js';
import { Questions } from './questions.js';

export interface NameSource {
  /** The number of a context's share group. */
  groupOf(context: number): number;
  /** Names of a kind, ascending, in the contexts that `owns` holds for. `context`: one of them that can be asked. */
  names(kind: StateObjectKind, owns: (context: number) => boolean, context: number): readonly number[];
}

/** Names that the commands of a trace give. */
export class TraceNames implements NameSource {
  readonly #reader: TraceReader;
  readonly #position: () => number;
  #names: { readonly segments: number; readonly all: ObjectNames } | undefined;

  /** `position`: the call that the asker stands before. */
  constructor(reader: TraceReader, position: () => number) {
    this.#reader = reader;
    this.#position = position;
  }

  get #all(): ObjectNames {
    // a trace that is being written grows
    const segments = this.#reader.segments.length;
    if (this.#names?.segments !== segments) this.#names = { segments, all: new ObjectNames(this.#reader) };
    return this.#names.all;
  }

  groupOf(context: number): number {
    return this.#all.groupOf(context);
  }

  names(kind: StateObjectKind, owns: (context: number) => boolean): readonly number[] {
    return this.#all.before(this.#position(), kind, owns);
  }
}

/** Names asked for at once; so many in a row that are no objects are taken for the end. */
const CHUNK = 2048;

/** Names that the driver knows: from 1 on, as generated names are, up to where no more come. */
export class ProbedNames implements NameSource {
  readonly #asker: Asker;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  groupOf(context: number): number {
    return this.#asker.contexts().find(({ id }) => id === context)?.group ?? context;
  }

  names(kind: StateObjectKind, _owns: (context: number) => boolean, context: number): readonly number[] {
    const { exists } = objectTables[kind];
    if (!exists) return [];
    const found: number[] = [];
    for (let first = 1, last = 1; last > 0; first += CHUNK) {
      last = 0;
      const questions = new Questions(this.#asker, context);
      for (let name = first; name < first + CHUNK; name++)
        questions.call(exists, [name], (_bytes, _element, result) => {
          if ((result ?? 0) === 0) return;
          found.push(name);
          last = name;
        });
      questions.ask();
    }
    return found;
  }
}
