// Commands that change the state which guest/common/track.h follows on both sides: pixel store, buffer bindings,
// vertex arrays, client attributes, primitive restart, the list being compiled, the current program, drawing to the front.
import { type Annotations, combine, each } from './rules.js';

export const trackedFunctions: readonly string[] = [
  'glPixelStorei', 'glPixelStoref',
  'glBindBuffer', 'glBindBufferBase', 'glBindBufferRange', 'glBindBufferOffsetEXT', 'glBindBuffersBase', 'glBindBuffersRange', 'glDeleteBuffers',
  'glBufferData', 'glBufferStorage', 'glNamedBufferData', 'glNamedBufferDataEXT', 'glNamedBufferStorage',

  // what writes buffers (guest/common/track_writes.c)
  'glBufferSubData', 'glNamedBufferSubData', 'glCopyBufferSubData', 'glCopyNamedBufferSubData', 'glNamedCopyBufferSubDataEXT',
  'glClearBufferData', 'glClearBufferSubData', 'glClearNamedBufferData', 'glClearNamedBufferSubData', 'glClearNamedBufferDataEXT',
  'glClearNamedBufferSubDataEXT', 'glInvalidateBufferData', 'glInvalidateBufferSubData',
  'glBufferPageCommitmentARB', 'glNamedBufferPageCommitmentARB', 'glNamedBufferPageCommitmentEXT',
  'glTransformFeedbackBufferBase', 'glTransformFeedbackBufferRange',
  'glTexBuffer', 'glTexBufferRange', 'glTextureBuffer', 'glTextureBufferRange', 'glTextureBufferEXT', 'glTextureBufferRangeEXT', 'glMultiTexBufferEXT',
  ...combine('glGetQueryBufferObject', ['iv', 'uiv', 'i64v', 'ui64v']),

  'glBindVertexArray', 'glGenVertexArrays', 'glCreateVertexArrays', 'glDeleteVertexArrays',
  'glVertexPointer', 'glNormalPointer', 'glColorPointer', 'glSecondaryColorPointer', 'glFogCoordPointer', 'glIndexPointer',
  'glEdgeFlagPointer', 'glTexCoordPointer', 'glPointSizePointerOES', 'glInterleavedArrays',
  'glVertexPointerEXT', 'glNormalPointerEXT', 'glColorPointerEXT', 'glIndexPointerEXT', 'glEdgeFlagPointerEXT', 'glTexCoordPointerEXT',
  'glVertexAttribPointer', 'glVertexAttribIPointer', 'glVertexAttribLPointer', 'glVertexAttribDivisor',
  'glEnableVertexAttribArray', 'glDisableVertexAttribArray',
  'glVertexAttribFormat', 'glVertexAttribIFormat', 'glVertexAttribLFormat', 'glVertexAttribBinding', 'glVertexBindingDivisor',
  'glBindVertexBuffer', 'glBindVertexBuffers',
  ...combine('glVertexArray', [
    'AttribBinding', 'AttribFormat', 'AttribIFormat', 'AttribLFormat', 'BindingDivisor', 'ElementBuffer', 'VertexBuffer', 'VertexBuffers',
  ]),
  'glEnableVertexArrayAttrib', 'glDisableVertexArrayAttrib',

  'glEnableClientState', 'glDisableClientState', 'glClientActiveTexture', 'glPushClientAttrib', 'glPopClientAttrib',
  'glPrimitiveRestartIndex', 'glPrimitiveRestartIndexNV', 'glEnable', 'glDisable',
  'glPopAttrib',
  'glBegin', 'glEnd', 'glNewList', 'glEndList', 'glCallList', 'glCallLists', 'glUseProgram',
  'glDrawBuffer', 'glDrawBuffers', 'glNamedFramebufferDrawBuffer', 'glNamedFramebufferDrawBuffers', 'glFramebufferDrawBufferEXT',

  // GL_EXT_direct_state_access
  'glMultiTexCoordPointerEXT', 'glEnableClientStateIndexedEXT', 'glDisableClientStateIndexedEXT', 'glEnableClientStateiEXT',
  'glDisableClientStateiEXT', 'glClientAttribDefaultEXT', 'glPushClientAttribDefaultEXT',
  ...combine('glVertexArray', [
    'VertexOffset', 'ColorOffset', 'EdgeFlagOffset', 'IndexOffset', 'NormalOffset', 'TexCoordOffset', 'MultiTexCoordOffset',
    'FogCoordOffset', 'SecondaryColorOffset', 'VertexAttribOffset', 'VertexAttribIOffset', 'VertexAttribLOffset', 'VertexAttribDivisor',
    'BindVertexBuffer', 'VertexAttribFormat', 'VertexAttribIFormat', 'VertexAttribLFormat', 'VertexAttribBinding', 'VertexBindingDivisor',
  ], 'EXT'),
  'glEnableVertexArrayEXT', 'glDisableVertexArrayEXT', 'glEnableVertexArrayAttribEXT', 'glDisableVertexArrayAttribEXT',
];

export const track: Annotations = each(trackedFunctions, { track: true });
