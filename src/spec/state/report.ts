// `npm run state:report`: every enum that a query command of the registry takes has a row in the state table, or a reason
// why it has none.
import { carriedExtensions } from '../extensions.js';
import { carriedEsExtensions } from '../extensions_es.js';
import type { Model } from '../model.js';
import type { Registry } from '../registry.js';
import { type OwnedRow, objectTables, ownedRows, type StateRow } from './index.js';
import { groupReasons, listed, reasons } from './report_reasons.js';

export interface QueryEnum {
  readonly name: string;
  readonly value: number;
  /** Query commands that take it, and by which parameter's group. */
  readonly groups: readonly string[];
  readonly state: 'row' | 'listed' | 'alias' | 'not carried' | 'reason' | 'gap';
  /** Path of the row, the other name, or the reason. */
  readonly text: string;
}

/** All rows, by what they belong to. */
export function everyRow(): readonly (readonly [string, StateRow])[] {
  const owner = ({ kind, prefix }: OwnedRow) => (kind === undefined ? '' : `${objectTables[kind].label}:${prefix}`);
  return ownedRows.map(owned => [owner(owned), owned.row]);
}

/** Values that the table asks with, each with where. */
function coveredValues(value: (name: string) => number | undefined): Map<number, string> {
  const covered = new Map<number, string>();
  const add = (name: string | undefined, where: string, more = 0) => {
    const number = name === undefined ? undefined : value(name);
    if (number !== undefined && !covered.has(number + more)) covered.set(number + more, where);
  };
  for (const [owner, { path, query, pname, domain }] of everyRow()) {
    const where = `${owner}${path}`;
    add(pname, where);
    for (const argument of query.args) if (typeof argument === 'string' && argument.startsWith('GL_')) add(argument, where);
    if (domain?.base) for (let i = 0; i < 32; i++) add(domain.base, where, i);
  }
  for (const [, { path, domain }] of everyRow()) if (typeof domain?.count === 'string') add(domain.count, `how many there are of ${path}`);
  return covered;
}

const QUERY = /^gl(Get|IsEnabled)/;
/** Parameters whose enum says what is asked. */
const ASKS = /^(pname|cap|query|map|plane|name|props|value|pname)$/;

/** Groups of the enums that query commands take. */
export function queryGroups(model: Model): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { name, parameters } of model.commands) {
    if (!QUERY.test(name)) continue;
    for (const parameter of parameters) {
      const asks = ASKS.test(parameter.name) || (/i_v$|IsEnabledi$/.test(name) && parameter.name === 'target');
      if (!asks || parameter.group === undefined || parameter.base !== 'GLenum') continue;
      const list = groups.get(parameter.group);
      if (list) list.push(name);
      else groups.set(parameter.group, [name]);
    }
  }
  return groups;
}

export function stateReport(model: Model, registry: Registry): QueryEnum[] {
  const groups = queryGroups(model);
  const values = new Map([...registry.enums.values()].map(({ name, value }) => [name, Number(value)]));
  const covered = coveredValues(name => values.get(name));
  const known = new Map(listed.map(([name, where]) => [values.get(name), where]));
  const carried = new Set<string>();
  for (const version of [...registry.versions, ...registry.esVersions]) for (const name of version.enums) carried.add(name);
  for (const extension of carriedExtensions) for (const name of registry.extensions.get(extension)?.enums ?? []) carried.add(name);
  for (const extension of carriedEsExtensions) for (const name of registry.esExtensions.get(extension)?.enums ?? []) carried.add(name);
  const carriedValue = new Map<number, string>();
  for (const name of carried) {
    const value = values.get(name);
    if (value !== undefined && !carriedValue.has(value)) carriedValue.set(value, name);
  }
  const list: QueryEnum[] = [];
  for (const { name, groups: memberOf } of registry.enums.values()) {
    const asked = memberOf.filter(group => groups.has(group));
    // Limits without a group are query enums all the same.
    if (asked.length === 0 && !(carried.has(name) && memberOf.length === 0 && /^GL_(MAX|MIN|NUM)_|_BINDING$/.test(name))) continue;
    const value = values.get(name)!;
    list.push({ name, value, groups: asked, ...verdict(name, value, asked) });
  }
  return list.sort((a, b) => a.name.localeCompare(b.name));

  function verdict(name: string, value: number, asked: readonly string[]): Pick<QueryEnum, 'state' | 'text'> {
    const path = covered.get(value);
    if (path !== undefined) return { state: 'row', text: path };
    const where = known.get(value);
    if (where !== undefined) return { state: 'listed', text: where };
    if (!carried.has(name)) {
      const other = carriedValue.get(value);
      if (other === undefined) return { state: 'not carried', text: 'of extensions that are not carried' };
      return { state: 'alias', text: `another name of ${other}` };
    }
    const reason =
      reasons.find(([pattern]) => pattern.test(name))?.[1] ?? asked.map(group => groupReasons[group]).find(each => each !== undefined);
    return reason === undefined ? { state: 'gap', text: 'NO ROW AND NO REASON' } : { state: 'reason', text: reason };
  }
}

export function stateReportText(list: readonly QueryEnum[]): string {
  const count = (state: QueryEnum['state']) => list.filter(each => each.state === state).length;
  return [
    ...list.map(({ name, state, text }) => `${name.padEnd(58)} ${state.padEnd(12)} ${text}`),
    '',
    `${list.length} query enums: ${count('row')} by ${everyRow().length} rows, ${count('listed')} in lists that the driver gives, ${count('alias')} other names, ${count('reason')} with a reason, ${count('not carried')} only of extensions that are not carried, ${count('gap')} gaps`,
    '',
  ].join('\n');
}
