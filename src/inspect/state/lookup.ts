// The state table's row for a path, and values as names and texts by it.
import { cellPath, ownedRows, type StateObjectKind, type StateRow } from '../../spec/state/index.js';
import { CommandNames } from '../../trace/command_writer.js';
import { currentModel } from '../../trace/model_dictionary.js';
import { bitsText, enumText, floatText } from '../format.js';
import type { StateValue } from './snapshot.js';

/** Paths come again with every snapshot: what `make` says of one is kept. */
export function byPath<T>(make: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return path => {
    const before = known.get(path);
    if (before !== undefined) return before;
    if (known.size >= MOST_PATHS) known.clear(); // names of uniforms are the program's
    const value = make(path);
    known.set(path, value);
    return value;
  };
}
const MOST_PATHS = 50_000;

/** `texture_unit[3].binding_2d`: `['texture_unit', '3', 'binding_2d']`; names in brackets may have brackets and dots. */
export function pathParts(path: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const letter of path) {
    if (letter === '[' && depth++ === 0) {
      parts.push(part);
      part = '';
    } else if (letter === ']' && --depth === 0) {
      parts.push(part);
      part = '';
    } else if (letter === '.' && depth === 0) {
      if (part !== '') parts.push(part);
      part = '';
    } else part += letter;
  }
  if (part !== '') parts.push(part);
  return parts;
}

/** The path with `[]` for what stands in brackets. */
export function rowPath(path: string): string {
  let depth = 0;
  let out = '';
  for (const letter of path) {
    if (letter === ']') depth--;
    if (depth === 0) out += letter;
    if (letter === '[') depth++;
  }
  return out;
}

/** Rows by whose they are, then by path. */
const tables = new Map<StateObjectKind | undefined, Map<string, StateRow>>();
for (const owned of ownedRows) {
  const table = tables.get(owned.kind) ?? new Map<string, StateRow>();
  tables.set(owned.kind, table.set(cellPath(owned, ''), owned.row));
}

/** What a program's lists tell (src/replay/state/program_state.ts): not of one question each. */
const listed: Readonly<Record<string, Pick<StateRow, 'kind' | 'enums'>>> = {
  type: { kind: 'enum', enums: 'UniformType' },
  row_major: { kind: 'bool' },
};

export type CellType = Pick<StateRow, 'kind' | 'enums' | 'initial'>;

/** The row of a path; `kind`: of an object's property. */
export function rowOf(kind: StateObjectKind | undefined, path: string): StateRow | undefined {
  return tables.get(kind)?.get(rowPath(path));
}

const types = new Map<StateObjectKind | undefined, (path: string) => CellType>();

export function cellType(kind: StateObjectKind | undefined, path: string): CellType {
  let typeOf = types.get(kind);
  if (!typeOf) {
    typeOf = byPath(each => typeOfCell(kind, each));
    types.set(kind, typeOf);
  }
  return typeOf(path);
}

function typeOfCell(kind: StateObjectKind | undefined, path: string): CellType {
  const row = rowOf(kind, path);
  if (row) return row;
  if (kind === 'framebuffer' && path === 'status') return { kind: 'enum', enums: 'FramebufferStatus' };
  return listed[path.slice(path.lastIndexOf('.') + 1)] ?? { kind: 'int' };
}

let known: CommandNames | undefined;
const names = () => (known ??= new CommandNames(currentModel()));

function one(type: CellType, value: number): string | number | boolean {
  const { dictionary } = names();
  switch (type.kind) {
    case 'enum':
      return value === 0 ? (dictionary.enumName(type.enums ?? '', 0) ?? 'GL_NONE') : enumText(dictionary, type.enums ?? '', value);
    case 'bits':
      return bitsText(dictionary, type.enums ?? '', value);
    case 'bool':
      return value !== 0;
    default:
      return value;
  }
}

/** A value as JSON has it: enums by name. */
export function plainValue(type: CellType, value: StateValue): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'number') return finite(one(type, value));
  if (Array.isArray(value)) return value.map(each => (typeof each === 'number' ? finite(one(type, each)) : each));
  return value;
}

/** JSON has no NaN and no infinities. */
function finite(value: string | number | boolean): string | number | boolean {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** A value in one line. */
export function valueText(type: CellType, value: StateValue): string {
  if (value instanceof Uint8Array)
    return new Set(value).size === 1 ? `${value.length} bytes of 0x${value[0]!.toString(16).padStart(2, '0')}` : `<${value.length} bytes>`;
  if (typeof value === 'number') return numberText(type, value);
  if (Array.isArray(value)) return `[${value.map(each => (typeof each === 'number' ? numberText(type, each) : each)).join(', ')}]`;
  if (typeof value === 'string') return JSON.stringify(value);
  return String(value);
}

export function numberText(type: CellType, value: number): string {
  const shown = one(type, value);
  if (typeof shown !== 'number') return String(shown);
  return Number.isInteger(shown)
    ? String(shown)
    : type.kind === 'double' && Math.fround(shown) !== shown
      ? String(shown)
      : floatText(shown);
}

function initialNumber(value: number | string | boolean): number {
  return typeof value === 'string' ? names().value(value) : Number(value);
}

const initialNumbers = new WeakMap<CellType, readonly number[]>();

function wantedNumbers(type: CellType): readonly number[] {
  let wanted = initialNumbers.get(type);
  if (!wanted) {
    const { initial } = type;
    wanted = Array.isArray(initial) ? initial.map(initialNumber) : [initialNumber(initial as number | string | boolean)];
    initialNumbers.set(type, wanted);
  }
  return wanted;
}

const isNumber = (wanted: number, is: number) => wanted === is || Math.fround(wanted) === is;

/** Whether a value is that of a new context or object; undefined when the table does not say. */
export function isInitial(type: CellType, value: StateValue): boolean | undefined {
  const { initial, kind } = type;
  if (initial === undefined) return undefined;
  if (kind === 'text') return value === initial;
  const wanted = wantedNumbers(type);
  if (!Array.isArray(value)) return wanted.length === 1 && isNumber(wanted[0]!, Number(value));
  return wanted.length === value.length && wanted.every((each, i) => isNumber(each, value[i] as number));
}
