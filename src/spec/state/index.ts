// The state table: variables of contexts, properties of objects.
export { conventionalArrayRows } from './arrays.js';
export { contextRows } from './context.js';
export { attachmentRows, framebufferBufferRows, objectTables, type StateObjectKind, textureLevelRows } from './objects.js';
export {
  boundAttributeRows,
  transformFeedbackBufferRows,
  vertexAttributeRows,
  vertexBindingRows,
} from './objects_more.js';
export { cellPath, type OwnedRow, ownedRows } from './owned.js';
export type { Domain, ObjectScope, ObjectTable, StateInitial, StateQuery, StateRow, ValueKind } from './types.js';
