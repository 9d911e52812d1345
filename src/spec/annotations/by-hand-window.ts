// Functions whose executor side is written by hand because the program's drawable is a window and the host's is
// a pbuffer, which has one colour buffer and no front (native/exec_front.cpp, exec_clear.cpp).
import { type Annotations, combine, each, merge } from './rules.js';

const FRONT = 'a window\'s front buffer is a surface of its own';
const CLEAR = 'the host\'s pbuffer has one colour buffer, which these do not find by the name of GL_BACK';
const STATE = 'a window\'s buffers are reported as the program knows them';

export const handWindow: Annotations = merge(
  each(
    ['glDrawBuffer', 'glDrawBuffers', 'glReadBuffer', 'glNamedFramebufferDrawBuffer', 'glNamedFramebufferReadBuffer', 'glPushAttrib', 'glPopAttrib', 'glFlush'],
    { executorByHand: FRONT },
  ),
  each(combine(['glClearBuffer', 'glClearNamedFramebuffer'], ['fv', 'iv', 'uiv']), { executorByHand: CLEAR }),
  each(['glGetFramebufferParameteriv', 'glGetNamedFramebufferParameteriv'], { executorByHand: STATE }),
  each(combine('glGet', ['Booleanv', 'Doublev', 'Floatv', 'Integerv', 'Integer64v']), { executorByHand: STATE }),
);
