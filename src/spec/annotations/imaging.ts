// The imaging subset: color tables, convolution, histogram, minmax (GL_ARB_imaging; what OpenGL 4.5 took over of it).
import { type Annotations, byHand, combine, each, gets, inputByName, merge, pixels, pointers, suffixType } from './rules.js';

const READBACK = 'the size is that of a table or filter, which only the renderer knows';
const readBack = (...parameters: string[]) =>
  pointers(Object.fromEntries(parameters.map(p => [p, byHand])), { clientByHand: READBACK, executorByHand: READBACK });

export const imaging: Annotations = merge(
  {
    glColorTable: pointers({ table: pixels({ width: 'width', format: 'format', type: 'type', dimensions: 1 }, true) }),
    glColorSubTable: pointers({ data: pixels({ width: 'count', format: 'format', type: 'type', dimensions: 1 }) }),
    glConvolutionFilter1D: pointers({ image: pixels({ width: 'width', format: 'format', type: 'type', dimensions: 1 }) }),
    glConvolutionFilter2D: pointers({
      image: pixels({ width: 'width', height: 'height', format: 'format', type: 'type', dimensions: 2 }),
    }),
    glSeparableFilter2D: pointers({
      row: pixels({ width: 'width', format: 'format', type: 'type', dimensions: 1 }),
      column: pixels({ width: 'height', format: 'format', type: 'type', dimensions: 1 }),
    }),
  },
  each(['glGetColorTable'], readBack('table')),
  each(['glGetConvolutionFilter'], readBack('image')),
  each(['glGetSeparableFilter'], readBack('row', 'column', 'span')),
  each(['glGetHistogram', 'glGetMinmax'], readBack('values')),
  each(combine('glGetnColorTable', ['', 'ARB']), readBack('table')),
  each(combine('glGetnConvolutionFilter', ['', 'ARB']), readBack('image')),
  each(combine('glGetnSeparableFilter', ['', 'ARB']), readBack('row', 'column', 'span')),
  each(combine('glGetn', ['Histogram', 'Minmax'], ['', 'ARB']), readBack('values')),
  each(combine('glConvolutionParameter', ['fv', 'iv']), name =>
    pointers({ params: inputByName('convolution_parameter', 'pname', suffixType(name)) })),
  each(combine('glColorTableParameter', ['fv', 'iv']), name =>
    pointers({ params: inputByName('color_table_parameter', 'pname', suffixType(name)) })),
  gets(combine('glGet', ['ColorTable', 'Convolution', 'Histogram', 'Minmax'], 'Parameter', ['fv', 'iv']), 'params'),
);
