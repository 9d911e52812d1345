// State queries, query objects, syncs, errors, strings, debug output, flushing (GL 4.6, chapters 2, 4, 20 and 22).
import { type Annotations, byHand, combine, each, gets, input, merge, offset, output, outputText, pointers, text, textOrNull } from './rules.js';

const SYNC = 'a sync is named by a token of the client';
const QUERY_BUFFER = 'the result goes into a bound query buffer, or comes back';
const MARKERS = 'the driver gets them only where it offers them';
const LABELS = 'kept by the renderer where the driver keeps none';
const DEBUG = 'the renderer keeps the debug messages; the callback is the program\'s own code';

export const queries: Annotations = merge(
  gets(combine('glGet', ['Booleanv', 'Doublev', 'Floatv', 'Integerv', 'Integer64v', 'Booleani_v', 'Doublei_v', 'Floati_v', 'Integeri_v', 'Integer64i_v']), 'data'),
  gets(['glGetTransformFeedbackiv', 'glGetTransformFeedbacki_v', 'glGetTransformFeedbacki64_v'], 'param'),
  gets(['glGetQueryiv', 'glGetQueryIndexediv'], 'params', 'environment'),
  each(combine('glGetQueryObject', ['iv', 'uiv', 'i64v', 'ui64v']), pointers(
    { params: byHand }, { clientByHand: QUERY_BUFFER, executorByHand: QUERY_BUFFER, replyClass: 'timing' },
  )),
  {
    glGetError: { executorByHand: 'errors are the renderer\'s own record, those of its own calls taken out' },
    glGetGraphicsResetStatus: { replyClass: 'environment' },
    glGetString: {
      clientByHand: 'strings come with the context', executorByHand: 'only the error of an assembly program is asked', replyClass: 'environment',
    },
    glGetStringi: { clientOnly: 'strings come with the context' },
    glFlush: { publish: true },
    // the program waits until everything before it is executed and finished
    glFinish: { executorByHand: 'answers, with nothing, when it is done', clientByHand: 'waits for an empty answer' },

    glFenceSync: { clientByHand: SYNC, executorByHand: SYNC },
    glDeleteSync: { executorByHand: SYNC },
    glIsSync: { executorByHand: SYNC },
    glWaitSync: { executorByHand: SYNC },
    glClientWaitSync: { executorByHand: 'other streams go on while one waits', replyClass: 'timing' },
    glGetSynciv: pointers({ length: output('1', 'i'), values: output('count', 'i') }, { executorByHand: SYNC, replyClass: 'timing' }),

    glDebugMessageCallback: pointers({ userParam: byHand }, { clientByHand: DEBUG, executorByHand: DEBUG }),
    glDebugMessageControl: pointers({ ids: input('count', 'ui') }, { executorByHand: DEBUG }),
    glDebugMessageInsert: pointers({ buf: text('length') }, { flags: ['marker'] }),
    glGetDebugMessageLog: pointers(
      {
        sources: output('count', 'i'), types: output('count', 'i'), ids: output('count', 'ui'), severities: output('count', 'i'),
        lengths: output('count', 'i'), messageLog: output('bufSize', 'b'),
      },
      { executorByHand: DEBUG, replyClass: 'environment' },
    ),
    glPushDebugGroup: pointers({ message: text('length') }, { flags: ['marker'] }),
    glPopDebugGroup: { flags: ['marker'] },
    glObjectLabel: pointers({ label: textOrNull('length') }),
    glObjectPtrLabel: pointers({ ptr: offset, label: textOrNull('length') }, { executorByHand: SYNC }),
    glGetObjectLabel: pointers({ length: output('1', 'i'), label: outputText('bufSize', 'length') }),
    glGetObjectPtrLabel: pointers({ ptr: offset, length: output('1', 'i'), label: outputText('bufSize', 'length') }, { executorByHand: SYNC }),
    // EXT_debug_label and EXT_debug_marker: a length of 0 means a zero-terminated string
    glLabelObjectEXT: pointers({ label: { kind: 'inString', length: '(length == 0 ? -1 : length)' , nullable: true } }, { executorByHand: LABELS }),
    glGetObjectLabelEXT: pointers({ length: output('1', 'i'), label: outputText('bufSize', 'length') }, { executorByHand: LABELS }),
    glStringMarkerGREMEDY: pointers({ string: { kind: 'inString', length: '(len <= 0 ? -1 : len)' } }, { flags: ['marker'], executorByHand: MARKERS }),
    glFrameTerminatorGREMEDY: { executorByHand: 'ends a frame of a program without swaps', flags: ['marker'], publish: true },
    glInsertEventMarkerEXT: pointers({ marker: { kind: 'inString', length: '(length <= 0 ? -1 : length)' } }, { flags: ['marker'], executorByHand: MARKERS }),
    glPushGroupMarkerEXT: pointers({ marker: { kind: 'inString', length: '(length <= 0 ? -1 : length)' } }, { flags: ['marker'], executorByHand: MARKERS }),
    glPopGroupMarkerEXT: { flags: ['marker'], executorByHand: MARKERS },
  },
);
