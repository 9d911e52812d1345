// Snapshots and differences for people: groups, aligned, within 100 columns.
import type { StateObjectKind } from '../../spec/state/index.js';
import { type OwnerChange, sameValue, sameValues } from './diff.js';
import { objectLabel, type SetBy } from './json.js';
import type { CellOwner } from './log.js';
import { byPath, cellType, isInitial, numberText, pathParts, valueText } from './lookup.js';
import type { ContextState, ObjectState, StateSnapshot, StateValue } from './snapshot.js';

const COLUMNS = 100;

export interface TextOptions {
  /** Only what is not as in a new context or object. */
  readonly changed?: boolean;
  /** Texts (shader sources, logs) in full. */
  readonly texts?: boolean;
  /** Which call set a value: shown behind it. */
  readonly setBy?: SetBy;
  /** What the implementation can do, too. */
  readonly limits?: boolean;
  /** Lines of the snapshots before, for what is the same again; of the same options, and without `setBy`. */
  readonly known?: KnownLines;
}

/** From call to call little changes: lines of contexts and objects whose values are those of the last time. */
export class KnownLines {
  readonly #known = new Map<string, { readonly values: ReadonlyMap<string, StateValue>; readonly lines: string[] }>();

  of({ scope, id, kind, name }: CellOwner, values: ReadonlyMap<string, StateValue>, make: () => string[]): string[] {
    const key = `${scope} ${id} ${kind} ${name}`;
    const before = this.#known.get(key);
    if (before && sameValues(before.values, values)) return before.lines;
    if (this.#known.size >= MOST_OWNERS) this.#known.clear(); // most of them are deleted by now
    const lines = make();
    this.#known.set(key, { values, lines });
    return lines;
  }
}
const MOST_OWNERS = 5000;

interface GroupTitle {
  /** `blend`, `texture_unit[3]` */
  readonly title: string;
  /** `texture_unit`; undefined without an index. */
  readonly series: string | undefined;
  readonly index: string;
}

interface Group extends GroupTitle {
  readonly cells: [string, StateValue, boolean][];
}

/** A cell's group, and the last part of its path. */
const placeOf = byPath((path): GroupTitle & { readonly last: string } => {
  const part = pathParts(path).at(-1)!;
  const inBrackets = path.endsWith(']');
  const end = inBrackets ? path.lastIndexOf(`[${part}]`) : path.length - part.length - 1;
  const title = path.slice(0, Math.max(0, end));
  const open = title.indexOf('[');
  return {
    title,
    series: open < 0 || !title.endsWith(']') ? undefined : title.slice(0, open),
    index: open < 0 ? '' : title.slice(open + 1, -1),
    last: inBrackets ? `[${part}]` : part,
  };
});

/** Cells by all of their path but the last part. */
function groupsOf(kind: StateObjectKind | undefined, values: ReadonlyMap<string, StateValue>): Group[] {
  const groups = new Map<string, Group>();
  for (const [path, value] of values) {
    const { title, series, index, last } = placeOf(path);
    let group = groups.get(title);
    if (!group) {
      group = { title, series, index, cells: [] };
      groups.set(title, group);
    }
    group.cells.push([last, value, isInitial(cellType(kind, path), value) ?? false]);
  }
  return [...groups.values()];
}

const isSeries = (group: Group) => group.series !== undefined && /^\d+$/.test(group.index);
/** Nothing of it was set, and it is one of many: said in one line. */
const untouched = (group: Group) => (isSeries(group) || group.title.split('.').length > 2) && group.cells.every(([, , initial]) => initial);

/** The last of the groups from `first` on that hold the same values under another index. */
function endOfRun(groups: readonly Group[], first: number): number {
  const group = groups[first]!;
  let end = first;
  if (!isSeries(group)) return end;
  for (let i = first + 1; i < groups.length; i++) {
    const next = groups[i]!;
    const same =
      next.series === group.series &&
      next.cells.length === group.cells.length &&
      next.cells.every(([name, value], at) => name === group.cells[at]![0] && sameValue(value, group.cells[at]![1]));
    if (!same) break;
    end = i;
  }
  return end;
}

function wrapped(indent: string, text: string): string[] {
  const lines: string[] = [];
  let rest = text;
  while (indent.length + rest.length > COLUMNS) {
    const at = rest.lastIndexOf(' ', COLUMNS - indent.length);
    if (at <= 0) break;
    lines.push(indent + rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...lines, indent + rest];
}

function cellLines(
  kind: StateObjectKind | undefined,
  path: string,
  name: string,
  value: StateValue,
  width: number,
  indent: string,
  options: TextOptions,
): string[] {
  const type = cellType(kind, path);
  const head = `${indent}${name.padEnd(width)}  `;
  const under = ' '.repeat(head.length);
  if (typeof value === 'string') {
    if (!options.texts || value === '') return [`${head}${value === '' ? '""' : `${value.trimEnd().split('\n').length} lines`}`];
    return [
      head.trimEnd(),
      ...value
        .trimEnd()
        .split('\n')
        .map(line => `${indent}  | ${line}`),
    ];
  }
  if (Array.isArray(value) && value.length === 16 && typeof value[0] === 'number') {
    const cells = (value as readonly number[]).map(each => numberText(type, each));
    const wide = Math.max(...cells.map(cell => cell.length));
    // As it is written in mathematics: OpenGL keeps columns one after the other.
    return [0, 1, 2, 3].map(
      row => `${row === 0 ? head : under}${[0, 1, 2, 3].map(column => cells[column * 4 + row]!.padStart(wide)).join('  ')}`,
    );
  }
  return wrapped(under, valueText(type, value)).map((line, i) => (i === 0 ? head + line.slice(under.length) : line));
}

function valueLines(owner: CellOwner, values: ReadonlyMap<string, StateValue>, indent: string, options: TextOptions): string[] {
  const make = () => linesOf(owner, values, indent, options);
  return options.known ? options.known.of(owner, values, make) : make();
}

function linesOf(owner: CellOwner, values: ReadonlyMap<string, StateValue>, indent: string, options: TextOptions): string[] {
  const { kind } = owner;
  const lines: string[] = [];
  const groups = groupsOf(kind, values).filter(({ title }) => options.limits || kind !== undefined || !/^limit\b/.test(title));
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!;
    const end = endOfRun(groups, i);
    i = end;
    const title = group === groups[end] ? group.title : `${group.series}[${group.index}..${groups[end]!.index}]`;
    if (untouched(group)) {
      if (!options.changed) lines.push(`${indent}${title}: as in the beginning`);
      continue;
    }
    const cells = options.changed ? group.cells.filter(([, , initial]) => !initial) : group.cells;
    if (cells.length === 0) continue;
    const inner = group.title === '' ? indent : `${indent}  `;
    if (group.title !== '') lines.push(indent + title);
    const width = Math.max(...cells.map(([name]) => name.length));
    for (const [name, value] of cells) {
      const path = group.title === '' ? name : name.startsWith('[') ? group.title + name : `${group.title}.${name}`;
      const [first = '', ...more] = cellLines(kind, path, name, value, width, inner, options);
      const call = options.setBy?.(owner, path);
      const mark = call === undefined ? '' : `  @${call}`;
      lines.push(first.length + mark.length <= COLUMNS ? first + mark : first, ...more);
    }
  }
  return lines;
}

function objectLines(owner: CellOwner, object: ObjectState, indent: string, options: TextOptions): string[] {
  const label = `${indent}${objectLabel(object)}`;
  if (object.unused) return [`${label}: a name without an object yet`];
  const lines = valueLines({ ...owner, kind: object.kind, name: object.name }, object.values, `${indent}  `, options);
  return [lines.length === 0 && options.changed ? `${label}: as in the beginning` : label, ...lines];
}

function contextTitle(context: ContextState): string {
  const { id, api, version, profile, stream, draw, read, silent } = context;
  const where = stream === undefined ? 'current nowhere' : `current in thread ${stream}`;
  const to = draw === 0 ? 'no drawable' : read === draw ? `drawable ${draw}` : `drawable ${draw}, reading from ${read}`;
  const what = `${api}${version ? ` ${version}` : ''}${api === 'OpenGL' ? ` ${profile}` : ''}`;
  return `context ${id}: ${what}, ${where}${stream === undefined ? '' : `, ${to}`}${silent === undefined ? '' : `: ${silent}`}`;
}

export function snapshotText(snapshot: StateSnapshot, options: TextOptions = {}): string {
  const lines: string[] = options.setBy ? ['@N: call N set it', ''] : [];
  for (const context of snapshot.contexts) {
    const owner: CellOwner = { scope: 'context', id: context.id };
    lines.push(contextTitle(context), ...valueLines(owner, context.values, '  ', options));
    for (const object of context.objects) lines.push(...objectLines(owner, object, '  ', options));
    lines.push('');
  }
  for (const group of snapshot.groups) {
    if (group.objects.length === 0) continue;
    const of = group.contexts.length === 1 ? `context ${group.contexts[0]}` : `contexts ${group.contexts.join(', ')}, which share`;
    lines.push(`objects of ${of}`);
    for (const object of group.objects) lines.push(...objectLines({ scope: 'shared', id: group.id }, object, '  ', options));
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

export function diffText(changes: readonly OwnerChange[]): string {
  const lines: string[] = [];
  for (const { owner, what, changes: cells } of changes) {
    const object = objectLabel(owner);
    const title =
      object === undefined ? `context ${owner.context}` : owner.context === undefined ? object : `${object} of context ${owner.context}`;
    lines.push(`${title}${what === 'changed' ? '' : `: ${what}`}`);
    if (what === 'made') continue;
    const width = Math.max(0, ...cells.map(({ path }) => path.length));
    for (const { path, before, after } of cells) {
      const type = cellType(owner.kind, path);
      const text = (value: StateValue | undefined) =>
        value === undefined
          ? '(not there)'
          : typeof value === 'string' && value.length > 40
            ? `${value.length} characters`
            : valueText(type, value);
      const line = `  ${path.padEnd(width)}  ${text(before)} -> ${text(after)}`;
      if (line.length <= COLUMNS) lines.push(line);
      else lines.push(`  ${path}`, ...wrapped('      ', text(before)), ...wrapped('   -> ', text(after)));
    }
  }
  return lines.length === 0 ? 'no difference\n' : `${lines.join('\n')}\n`;
}
