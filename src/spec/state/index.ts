// The state table: variables of contexts, properties of objects.
import { activeQueryRows, targetRows, unitRows } from './arrays.js';
import { bindingRows } from './bindings.js';
import { fixedFunctionRows } from './fixed_function.js';
import { limitRows } from './limits.js';
import { currentAttributeRows } from './objects_more.js';
import { pipelineRows } from './pipeline.js';
import type { StateRow } from './types.js';

export { conventionalArrayRows } from './arrays.js';
export { attachmentRows, framebufferBufferRows, objectTables, type StateObjectKind, textureLevelRows } from './objects.js';
export {
  boundAttributeRows,
  transformFeedbackBufferRows,
  vertexAttributeRows,
  vertexBindingRows,
} from './objects_more.js';
export type { Domain, ObjectScope, ObjectTable, StateInitial, StateQuery, StateRow, ValueKind } from './types.js';

/** Variables of a context. */
export const contextRows: readonly StateRow[] = [
  ...pipelineRows,
  ...bindingRows,
  ...fixedFunctionRows,
  ...unitRows,
  ...activeQueryRows,
  ...currentAttributeRows.map(row => ({ ...row, path: `vertex_attrib${row.path}` })),
  ...targetRows,
  ...limitRows,
];
