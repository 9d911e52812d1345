// Vertex arrays and drawing commands (GL 4.6 compatibility, chapter 10). Client memory behind array and index pointers
// travels with each draw; see guest/common/client_arrays.h.
import { type Annotations, byHand, combine, each, gets, input, inputOrNull, merge, pointers, vertexPointer } from './rules.js';

const ARRAYS = 'client-side arrays and indices travel with the draw';
const draw = { clientByHand: ARRAYS, executorByHand: ARRAYS, flags: ['draw'] as const };
const BEGIN = 'between them buffers cannot be read and errors not asked for';
const POINTER = 'the pointer that the program gave is in the client';

/** Draws with nothing behind a pointer but what the arrays bring. */
const ARRAY_DRAWS = [
  'glDrawArrays', 'glDrawArraysInstanced', 'glDrawArraysInstancedBaseInstance', 'glArrayElement',
  'glDrawTransformFeedback', 'glDrawTransformFeedbackInstanced', 'glDrawTransformFeedbackStream', 'glDrawTransformFeedbackStreamInstanced',
];
const ELEMENT_DRAWS = combine('glDraw', [
  'Elements', 'ElementsBaseVertex', 'ElementsInstanced', 'ElementsInstancedBaseInstance', 'ElementsInstancedBaseVertex',
  'ElementsInstancedBaseVertexBaseInstance', 'RangeElements', 'RangeElementsBaseVertex',
]);
const INDIRECT_DRAWS = [
  'glDrawArraysIndirect', 'glDrawElementsIndirect', 'glMultiDrawArraysIndirect', 'glMultiDrawElementsIndirect',
  'glMultiDrawArraysIndirectCount', 'glMultiDrawElementsIndirectCount',
];

/** Array pointers: an offset into the array buffer, or client memory. */
const POINTERS = [
  'glVertexPointer', 'glNormalPointer', 'glColorPointer', 'glSecondaryColorPointer', 'glFogCoordPointer', 'glIndexPointer',
  'glEdgeFlagPointer', 'glTexCoordPointer', 'glVertexAttribPointer', 'glVertexAttribIPointer', 'glVertexAttribLPointer',
  'glMultiTexCoordPointerEXT', 'glInterleavedArrays',
  'glVertexPointerEXT', 'glNormalPointerEXT', 'glColorPointerEXT', 'glIndexPointerEXT', 'glEdgeFlagPointerEXT', 'glTexCoordPointerEXT',
];

export const arrays: Annotations = merge(
  each(ARRAY_DRAWS, draw),
  each(ELEMENT_DRAWS, pointers({ indices: byHand }, draw)),
  each(INDIRECT_DRAWS, pointers({ indirect: byHand }, draw)),
  {
    glMultiDrawArrays: pointers({ first: byHand, count: byHand }, draw),
    glMultiDrawElements: pointers({ count: byHand, indices: byHand }, draw),
    glMultiDrawElementsBaseVertex: pointers({ count: byHand, indices: byHand, basevertex: byHand }, draw),
    glBegin: { executorByHand: BEGIN },
    glEnd: { executorByHand: BEGIN, flags: ['draw'] },
    glRects: { flags: ['draw'] },
    glRecti: { flags: ['draw'] },
    glRectf: { flags: ['draw'] },
    glRectd: { flags: ['draw'] },
    glRectsv: { flags: ['draw'] },
    glRectiv: { flags: ['draw'] },
    glRectfv: { flags: ['draw'] },
    glRectdv: { flags: ['draw'] },
    glEvalMesh1: { flags: ['draw'] },
    glEvalMesh2: { flags: ['draw'] },
    glDispatchCompute: { flags: ['dispatch'] },
    glDispatchComputeIndirect: { flags: ['dispatch'] },

    glGetVertexAttribPointerv: pointers({ pointer: byHand }, { clientOnly: POINTER }),
    glGetPointerv: pointers({ params: byHand }, { clientOnly: POINTER }),
    glGetPointerIndexedvEXT: pointers({ data: byHand }, { clientOnly: POINTER }),
    glGetPointeri_vEXT: pointers({ params: byHand }, { clientOnly: POINTER }),
    glGetVertexArrayPointeri_vEXT: pointers({ param: byHand }, { clientOnly: POINTER }),
    glGetVertexArrayPointervEXT: pointers({ param: byHand }, { clientOnly: POINTER }),
    glBindVertexBuffers: pointers({
      buffers: inputOrNull('count', 'ui'), offsets: inputOrNull('count', 'intptr'),
      strides: inputOrNull('count', 'i'),
    }),
    glVertexArrayVertexBuffers: pointers({
      buffers: inputOrNull('count', 'ui'), offsets: inputOrNull('count', 'intptr'),
      strides: inputOrNull('count', 'i'),
    }),
  },
  // the registry says n elements: it is n vertices
  each(combine('glVertexAttribs', ['1', '2', '3', '4'], 'hvNV'), name => pointers({ v: input('n', 's', Number(name.charAt(15))) }, { notNegative: ['n'] })),
  each(POINTERS, pointers({ pointer: vertexPointer })),
  gets(combine('glGetVertexAttrib', ['fv', 'dv', 'iv', 'Iiv', 'Iuiv', 'Ldv']), 'params'),
  gets(['glGetVertexArrayiv', 'glGetVertexArrayIndexediv', 'glGetVertexArrayIndexed64iv', 'glGetVertexArrayIntegervEXT', 'glGetVertexArrayIntegeri_vEXT'], 'param'),
);
