// Builders for rows of the state table.
import type { ObjectKind } from '../types.js';
import type { Domain, StateInitial, StateQuery, StateRow, ValueKind } from './types.js';

type Enum = `GL_${string}`;

export interface RowOptions {
  readonly since?: string;
  readonly compatibility?: boolean;
  readonly attrib?: string;
  readonly domain?: Domain;
  readonly constant?: boolean;
  /** Elements. */
  readonly count?: number;
  /** The enum that names it in commands, where that is not the one to ask with. */
  readonly pname?: Enum;
  /** How it is asked for, in place of glGet. */
  readonly query?: StateQuery;
}

/** A row before its group is known. */
export type OpenRow = (group: string, options: RowOptions) => StateRow;

const words = (text: string) => text.split(/\s+/).filter(Boolean);

const GET: Readonly<Record<ValueKind, string>> = {
  bool: 'Integer',
  int: 'Integer',
  uint: 'Integer',
  int64: 'Integer64',
  float: 'Float',
  double: 'Double',
  enum: 'Integer',
  bits: 'Integer',
  name: 'Integer',
  pointer: 'Pointer',
  text: 'Integer',
  bytes: 'Integer',
};

/** glGet for a value of that kind, with an index where the row has one. */
function plainGet(kind: ValueKind, pname: string, indexed: boolean): StateQuery {
  const what = GET[kind];
  if (indexed) return { command: `glGet${what}i_v`, args: [pname, '$index', '$out'] };
  return { command: `glGet${what}v`, args: [pname, '$out'] };
}

export function row(
  name: string,
  pname: Enum | undefined,
  kind: ValueKind,
  initial: StateInitial | undefined,
  set: string,
  own: RowOptions & { readonly enums?: string; readonly object?: ObjectKind } = {},
): OpenRow {
  return (group, shared) => {
    const options = { ...shared, ...own };
    const { domain, since, compatibility, constant, enums, object } = options;
    const query = options.query ?? plainGet(kind, pname ?? '', domain !== undefined);
    return {
      path: `${group}${domain ? '[]' : ''}.${name}`,
      kind,
      count: options.count ?? (Array.isArray(initial) ? initial.length : 1),
      query,
      setBy: words(set),
      attrib: words(`${shared.attrib ?? ''} ${own.attrib ?? ''}`),
      ...((options.pname ?? pname) !== undefined && { pname: options.pname ?? pname }),
      ...(initial !== undefined && { initial }),
      ...(domain !== undefined && { domain }),
      ...(since !== undefined && { since }),
      ...(compatibility && { compatibility }),
      ...(constant && { constant }),
      ...(enums !== undefined && { enums }),
      ...(object !== undefined && { object }),
    };
  };
}

/** What glEnable switches. */
export function cap(name: string, pname: Enum, initial: boolean, set = '', options: RowOptions = {}): OpenRow {
  return (group, shared) => {
    const indexed = (options.domain ?? shared.domain) !== undefined;
    const query: StateQuery = indexed ? { command: 'glIsEnabledi', args: [pname, '$index'] } : { command: 'glIsEnabled', args: [pname] };
    const setters = indexed
      ? 'glEnable(cap) glDisable(cap) glEnablei(target,index) glDisablei(target,index)'
      : 'glEnable(cap) glDisable(cap)';
    return row(name, pname, 'bool', initial, `${setters} ${set}`, { query, attrib: 'GL_ENABLE_BIT', ...options })(group, shared);
  };
}

/** The builder of rows of one kind. */
function ofKind<Initial extends StateInitial | undefined>(kind: ValueKind) {
  return (name: string, pname: Enum, initial: Initial, set: string, options: RowOptions = {}): OpenRow =>
    row(name, pname, kind, initial, set, options);
}

type Numbers = number | readonly number[] | undefined;

export const bool = ofKind<boolean>('bool');
export const int = ofKind<Numbers>('int');
export const uint = ofKind<number | undefined>('uint');
export const float = ofKind<Numbers>('float');
export const double = ofKind<Numbers>('double');

export function choice(
  name: string,
  pname: Enum,
  enums: string,
  initial: Enum | readonly Enum[] | undefined,
  set: string,
  options: RowOptions = {},
): OpenRow {
  return row(name, pname, 'enum', initial, set, { enums, ...options });
}

/** The name of an object. */
export function binding(name: string, pname: Enum, object: ObjectKind, set: string, options: RowOptions = {}): OpenRow {
  return row(name, pname, 'name', 0, set, { object, ...options });
}

export function group(name: string, options: RowOptions, ...rows: readonly OpenRow[]): StateRow[] {
  return rows.map(open => open(name, options));
}

/** Rows for objects: paths without a group. */
export function properties(options: RowOptions, ...rows: readonly OpenRow[]): StateRow[] {
  return rows.map(open => {
    const made = open('', options);
    return { ...made, path: made.path.replace(/^\./, '') };
  });
}
