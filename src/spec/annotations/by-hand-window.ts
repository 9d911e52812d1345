// Functions whose executor side is written by hand because the program's drawable is a window and the host's is
// a pbuffer, which has one colour buffer, no front and no accumulation buffer (native/exec_front.cpp, exec_clear.cpp,
// exec_accum.cpp, exec_lists.cpp).
import { type Annotations, combine, each, merge } from './rules.js';

const FRONT = 'a window\'s front buffer is a surface of its own';
const CLEAR = 'the host\'s pbuffer has one colour buffer, which these do not find by the name of GL_BACK';
const ACCUM = 'no host configuration has an accumulation buffer';
const LISTS = 'display lists with what the driver cannot hold are cut into parts';
const STATE = 'a window\'s buffers are reported as the program knows them';

export const handWindow: Annotations = merge(
  each(
    [
      'glDrawBuffer', 'glDrawBuffers', 'glReadBuffer', 'glNamedFramebufferDrawBuffer', 'glNamedFramebufferDrawBuffers',
      'glNamedFramebufferReadBuffer', 'glFramebufferDrawBufferEXT', 'glFramebufferDrawBuffersEXT', 'glFramebufferReadBufferEXT',
      'glPushAttrib', 'glPopAttrib', 'glFlush',
    ],
    { executorByHand: FRONT },
  ),
  each(['glAccum', 'glClear'], { executorByHand: ACCUM }),
  each(['glNewList', 'glEndList', 'glCallList', 'glCallLists', 'glDeleteLists'], { executorByHand: LISTS }),
  each(combine(['glClearBuffer', 'glClearNamedFramebuffer'], ['fv', 'iv', 'uiv']), { executorByHand: CLEAR }),
  each(['glGetFramebufferParameteriv', 'glGetNamedFramebufferParameteriv'], { executorByHand: STATE }),
  each(combine('glGet', ['Booleanv', 'Doublev', 'Floatv', 'Integerv', 'Integer64v']), { executorByHand: STATE }),
);
