// All rows of the state table with what they belong to: a context, objects of a kind, parts of such objects.
import { conventionalArrayRows } from './arrays.js';
import { contextRows } from './context.js';
import { attachmentRows, framebufferBufferRows, objectTables, type StateObjectKind, textureLevelRows } from './objects.js';
import { boundAttributeRows, transformFeedbackBufferRows, vertexAttributeRows, vertexBindingRows } from './objects_more.js';
import type { StateRow } from './types.js';

/** A row as it is kept for each owner: `prefix` stands before the index of rows of parts (`level`, `attachment`). */
export interface OwnedRow {
  readonly row: StateRow;
  /** Undefined: of a context. */
  readonly kind?: StateObjectKind;
  readonly prefix: string;
  /** Told of whatever is bound, and not by name. */
  readonly bound?: true;
}

const parts: Partial<Record<StateObjectKind, readonly (readonly [prefix: string, rows: readonly StateRow[], bound?: true])[]>> = {
  texture: [['level', textureLevelRows]],
  framebuffer: [
    ['attachment', attachmentRows],
    ['', framebufferBufferRows, true],
  ],
  vertexArray: [
    ['attribute', vertexAttributeRows],
    ['attribute', boundAttributeRows, true],
    ['binding', vertexBindingRows],
    ['', conventionalArrayRows, true],
  ],
  transformFeedback: [['buffer', transformFeedbackBufferRows]],
};

/** Every row there is. */
export const ownedRows: readonly OwnedRow[] = [
  ...contextRows.map(row => ({ row, prefix: '' })),
  ...(Object.keys(objectTables) as StateObjectKind[]).flatMap(kind => [
    ...objectTables[kind].rows.map(row => ({ row, kind, prefix: '' })),
    ...(parts[kind] ?? []).flatMap(([prefix, rows, bound]) => rows.map(row => ({ row, kind, prefix, ...(bound && { bound }) }))),
  ]),
];

/** The path of a row at an index; `label` where the index has a name (`attachment[color0]`). */
export function cellPath({ row, prefix }: OwnedRow, label: string | number): string {
  if (!row.domain) return prefix === '' ? row.path : `${prefix}${row.path.replace('[]', `[${label}]`)}`;
  if (row.path.startsWith('[].') && prefix === '') return `${row.path.slice(3)}[${label}]`;
  return `${prefix}${row.path.replace('[]', `[${label}]`)}`;
}
