// Types of the state table: one row for each variable of a context and each property of an object, with how it is asked
// for, what its value is, and which calls set it. Dumps, diffs, the change log, saving and restoring read it.
import type { ObjectKind } from '../types.js';

/** What a value is. `name`: the name of an object of `object`'s kind; `enum`, `bits`: of the registry group `enums`. */
export type ValueKind = 'bool' | 'int' | 'uint' | 'int64' | 'float' | 'double' | 'enum' | 'bits' | 'name' | 'pointer' | 'text' | 'bytes';

/** Indices over which a row is repeated. */
export interface Domain {
  readonly name: string;
  /** How many: a number, or the limit that tells. */
  readonly count: number | `GL_${string}`;
  /** First index; 0 without it. */
  readonly first?: number;
  /** Enum that index 0 has in queries (GL_LIGHT0); without it the index is passed as it is. */
  readonly base?: `GL_${string}`;
}

/**
 * A command that asks. Arguments: enums by name, numbers, and `$index` (of the domain), `$name` (of the object),
 * `$out` (where the answer goes). `offset`: elements of the answer that belong to other rows.
 */
export interface StateQuery {
  readonly command: `gl${string}`;
  readonly args: readonly (string | number)[];
  readonly offset?: number;
  /** Asked while the unit that `$index` names is the active texture unit. */
  readonly activeTexture?: boolean;
}

export type StateInitial = number | boolean | string | readonly (number | string)[];

export interface StateRow {
  /** `blend.enabled`; `[]` stands for the index: `texture_unit[].binding_2d`. For objects the part after the name. */
  readonly path: string;
  readonly kind: ValueKind;
  readonly enums?: string;
  readonly object?: ObjectKind;
  /** Elements; 0: as many as the driver gives. */
  readonly count: number;
  readonly query: StateQuery;
  /** The enum that names it in commands: what `glEnable(cap)`, `(pname)` and other enum parameters compare with. */
  readonly pname?: string;
  readonly domain?: Domain;
  /** Value in a new context or object, enums by name; undefined: it depends on implementation, window or arguments. */
  readonly initial?: StateInitial;
  /**
   * Calls that set it: `glBlendFunc`, `glTexParameter*`, `glColor[34]*`. In parentheses the parameters that choose the row: those that
   * are enums must be the row's own one, or its domain's base plus the index; numbers are the index (`glBlendFunci(buf)`).
   */
  readonly setBy: readonly string[];
  /** Bits of glPushAttrib or glPushClientAttrib that save it. */
  readonly attrib: readonly string[];
  /** Only outside the core profile. */
  readonly compatibility?: boolean;
  /** Version or extension that brings it, when OpenGL 1.1 did not have it. */
  readonly since?: string;
  /** Never changes in the life of a context. */
  readonly constant?: boolean;
}

/** Where objects live: with all contexts that share, or in one context. */
export type ObjectScope = 'shared' | 'context';

export interface ObjectTable {
  readonly kind: ObjectKind;
  /** `texture:3` */
  readonly label: string;
  readonly scope: ObjectScope;
  /** `glIsTexture`; undefined: there is no such question. */
  readonly exists?: `glIs${string}`;
  /** Name 0 is an object as well (default vertex array, default framebuffer). */
  readonly zero?: boolean;
  readonly rows: readonly StateRow[];
}
