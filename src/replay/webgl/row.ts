// A row of the table of calls: what a function of OpenGL is on WebGL 2, and when it is nothing there.
import type { CallArguments } from './call_arguments.js';
import type { EsContext } from './context.js';
import type { RecordedPlace } from './program.js';

/** Something that the back end cannot do, by name. */
export interface Impossible {
  readonly kind: 'call' | 'format' | 'shader' | 'context';
  readonly what: string;
}

/** What a row may need beyond its context. */
export interface Surroundings {
  /** What the recording notes of the link that is executed. */
  readonly places: readonly RecordedPlace[];
  /** A shader or program that ANGLE does not take: its compiler's words. */
  failed(kind: 'shader' | 'program', name: number, log: string): void;
  /** Not known before it was executed. */
  cannot(what: Impossible): void;
}

export interface Row {
  run(x: EsContext, a: CallArguments, around: Surroundings): void;
  /** By name, from the arguments alone; empty: it can be done. */
  impossible?(a: CallArguments, es: boolean): readonly Impossible[];
}

export type Rows = Readonly<Record<string, Row>>;

export const impossibleCall = (what: string): readonly Impossible[] => [{ kind: 'call', what }];
export const possible: readonly Impossible[] = [];

/** Rows for several functions. */
export function each(names: readonly string[], row: (name: string) => Row): Rows {
  return Object.fromEntries(names.map(name => [name, row(name)]));
}

/** glBindTexture → bindTexture. */
export const methodOf = (name: string) => name.charAt(2).toLowerCase() + name.slice(3);

/** The function under its name in WebGL: numbers as they are, names of objects as ANGLE's objects. */
export function direct(name: string, method = methodOf(name)): Row {
  return {
    run(x, a) {
      const values = a.call.arguments.map(({ parameter, value }) => {
        const number = typeof value === 'object' ? 0 : Number(value);
        return parameter.object === '' ? number : x.object(parameter.object, number);
      });
      x.angle.call(method, ...values);
    },
  };
}
