// Functions whose executor side is written by hand because the program's drawable is a window and the host's is
// a pbuffer, which has one colour buffer and no front (native/exec_front.cpp).
import { type Annotations, combine, each, merge } from './rules.js';

const FRONT = 'a window\'s front buffer is a surface of its own';
const STATE = 'a window\'s buffers are reported as the program knows them';

export const handWindow: Annotations = merge(
  each(
    ['glDrawBuffer', 'glDrawBuffers', 'glReadBuffer', 'glNamedFramebufferDrawBuffer', 'glNamedFramebufferReadBuffer', 'glPushAttrib', 'glPopAttrib', 'glFlush'],
    { executorByHand: FRONT },
  ),
  each(combine('glGet', ['Booleanv', 'Doublev', 'Floatv', 'Integerv', 'Integer64v']), { executorByHand: STATE }),
);
