// Functions whose client side is written by hand because the client answers them, remembers something with
// them, or presents with them (guest/common/gl_state.c, gl_sync.c, gl_locations.c, gl_formats.c, gl_debug.c).
import { type Annotations, combine, each, merge } from './rules.js';

const STATE = 'limits and state that the client has are answered at once';
const LOCATIONS = 'locations are asked once after a link';
const FORMATS = 'each question is asked once';
const DEBUG = 'debug output is the program\'s, not the renderer\'s own';

export const handClient: Annotations = merge(
  each(combine('glGet', ['Booleanv', 'Doublev', 'Floatv', 'Integerv', 'Integer64v']), { clientByHand: STATE }),
  each(['glGetUniformLocation', 'glGetAttribLocation', 'glLinkProgram', 'glDeleteProgram', 'glProgramBinary'], { clientByHand: LOCATIONS }),
  {
    glGetError: { clientByHand: 'no error is known without asking when nothing was sent since the last answer' },
    glGetGraphicsResetStatus: { clientByHand: 'a lost renderer is a reset' },
    glClientWaitSync: { clientByHand: 'mapped memory is brought up to date when the wait ends' },
    glFlush: { clientByHand: 'shows what was drawn to the front' },
    glGetInternalformativ: { clientByHand: FORMATS },
    glGetInternalformati64v: { clientByHand: FORMATS },
    glIsEnabled: { clientByHand: DEBUG },
    glGetTexEnviv: { clientByHand: STATE },
  },
  each(['glEnable', 'glDisable'], { clientByHand: DEBUG, executorByHand: DEBUG }),
  each(['glPushDebugGroup', 'glPopDebugGroup', 'glDebugMessageInsert'], { executorByHand: DEBUG }),
);
