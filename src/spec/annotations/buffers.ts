// Buffer objects and mapping (GL 4.6, chapter 6), framebuffers (chapter 9), clears and viewport arrays.
import {
  type Annotations, byHand, combine, each, gets, input, inputByName, inputBytes, inputOrNull, measured, merge, output, pointers, suffixType,
} from './rules.js';

const MAP = 'the program works on memory of its own, which is sent and fetched around the map';
const mapping = { clientByHand: MAP, executorByHand: MAP };
const LARGE = 'any number of bytes, without a copy between';

export const buffers: Annotations = merge(
  {
    glBufferData: pointers({ data: inputBytes('sgl_size(size)', true) }),
    glBufferStorage: pointers({ data: inputBytes('sgl_size(size)', true) }),
    glBufferSubData: pointers({ data: inputBytes('sgl_size(size)') }),
    glNamedBufferData: pointers({ data: inputBytes('sgl_size(size)', true) }),
    glNamedBufferDataEXT: pointers({ data: inputBytes('sgl_size(size)', true) }),
    glNamedBufferStorage: pointers({ data: inputBytes('sgl_size(size)', true) }),
    glNamedBufferSubData: pointers({ data: inputBytes('sgl_size(size)') }),
    glGetBufferSubData: pointers({ data: byHand }, { clientByHand: LARGE, executorByHand: LARGE }),
    glGetNamedBufferSubData: pointers({ data: byHand }, { clientByHand: LARGE, executorByHand: LARGE }),
    glGetNamedBufferSubDataEXT: pointers({ data: byHand }, { clientByHand: LARGE, executorByHand: LARGE }),
    glGetBufferPointerv: pointers({ params: byHand }, { clientOnly: 'the address of the client\'s own memory' }),
    glGetNamedBufferPointerv: pointers({ params: byHand }, { clientOnly: 'the address of the client\'s own memory' }),
    glGetNamedBufferPointervEXT: pointers({ params: byHand }, { clientOnly: 'the address of the client\'s own memory' }),
    glBindBuffersBase: pointers({ buffers: inputOrNull('count', 'ui') }),
    glBindBuffersRange: pointers({
      buffers: inputOrNull('count', 'ui'), offsets: inputOrNull('count', 'intptr'), sizes: inputOrNull('count', 'intptr'),
    }),
  },
  each(combine(['glClearBuffer', 'glClearNamedBuffer'], 'Data', ['']), pointers({ data: inputBytes('sgl_clear_value_bytes(format, type)', true) })),
  each(combine(['glClearBuffer', 'glClearNamedBuffer'], 'SubData', ['']), pointers({ data: inputBytes('sgl_clear_value_bytes(format, type)', true) })),
  each(combine('glClearNamedBuffer', ['Data', 'SubData'], 'EXT'), pointers({ data: inputBytes('sgl_clear_value_bytes(format, type)', true) })),
  each(combine('glMap', ['Buffer', 'BufferRange', 'NamedBuffer', 'NamedBufferRange', 'NamedBufferEXT', 'NamedBufferRangeEXT']), mapping),
  each(combine('glFlushMapped', ['BufferRange', 'NamedBufferRange', 'NamedBufferRangeEXT']), mapping),
  each(combine('glUnmap', ['Buffer', 'NamedBuffer', 'NamedBufferEXT']), mapping),
  gets(combine('glGetBufferParameter', ['iv', 'i64v']), 'params'),
  gets(combine('glGetNamedBufferParameter', ['iv', 'i64v', 'ivEXT']), 'params'),

  each(combine(['glClearBuffer', 'glClearNamedFramebuffer'], ['fv', 'iv', 'uiv']), name =>
    pointers({ value: inputByName('clear_buffer', 'buffer', suffixType(name)) }, { flags: ['clear'] })),
  {
    glNamedFramebufferDrawBuffers: pointers({ bufs: input('n', 'i') }),
    glInvalidateNamedFramebufferData: pointers({ attachments: input('numAttachments', 'i') }),
    glInvalidateNamedFramebufferSubData: pointers({ attachments: input('numAttachments', 'i') }),
    glDepthRangeArrayv: pointers({ v: input('count', 'd', 2) }),
    glDepthRangeArraydvNV: pointers({ v: input('count', 'd', 2) }),
    glScissorArrayv: pointers({ v: input('count', 'i', 4) }),
    glViewportArrayv: pointers({ v: input('count', 'f', 4) }),
    glWindowRectanglesEXT: pointers({ box: inputOrNull('count', 'i', 4) }),
    glFramebufferSampleLocationsfvARB: pointers({ v: input('count', 'f', 2) }),
    glNamedFramebufferSampleLocationsfvARB: pointers({ v: input('count', 'f', 2) }),
    glGetNamedFramebufferParameteriv: pointers({ param: measured }),
    glGetInternalformativ: pointers({ params: output('count', 'i') }, { executorByHand: 'writes as many values as there are, at most count' }),
    glGetInternalformati64v: pointers({ params: output('count', 'i64') }, { executorByHand: 'writes as many values as there are, at most count' }),
  },
  gets(
    combine('glGet', [
      'FramebufferAttachmentParameteriv', 'NamedFramebufferAttachmentParameteriv', 'NamedFramebufferAttachmentParameterivEXT',
      'FramebufferParameteriv', 'FramebufferParameterivEXT', 'FramebufferParameterivMESA', 'NamedFramebufferParameterivEXT',
      'RenderbufferParameteriv', 'NamedRenderbufferParameteriv', 'NamedRenderbufferParameterivEXT',
    ]),
    'params',
  ),
);
