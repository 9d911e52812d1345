// Variables of a context.
import { activeQueryRows, targetRows, unitRows } from './arrays.js';
import { bindingRows } from './bindings.js';
import { fixedFunctionRows } from './fixed_function.js';
import { limitRows } from './limits.js';
import { currentAttributeRows } from './objects_more.js';
import { pipelineRows } from './pipeline.js';
import type { StateRow } from './types.js';

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
