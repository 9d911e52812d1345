// Shaders, programs and what can be asked of them (GL 4.6, chapter 7), assembly programs, ATI_fragment_shader.
import {
  type Annotations, byHand, combine, each, gets, input, inputBytes, measured, merge, output, outputText, pointers, text, textOrNull,
} from './rules.js';

const STRINGS = 'an array of strings';
const STAGES = 'a stage that a host may not have: the name is made by the renderer';
const LINKS = 'a recording keeps where the linked program has its parts';
const length = output('1', 'i');

/** Names of things in a program: the driver gives as much of the text as fits. */
const nameOf = (parameter: string) => pointers({ length, [parameter]: outputText('bufSize', 'length') });
const log = (parameter: string, capacity = 'bufSize') =>
  pointers({ length, [parameter]: outputText(capacity, 'length') }, { replyClass: 'environment' });

export const programs: Annotations = merge(
  {
    glShaderSource: pointers({ string: byHand, length: byHand }, { clientByHand: STRINGS, executorByHand: STRINGS }),
    glCreateShaderProgramv: pointers({ strings: byHand }, { clientByHand: STRINGS, executorByHand: STRINGS }),
    glCreateShaderProgramEXT: pointers({ string: byHand }, { clientByHand: STRINGS, executorByHand: STRINGS }),
    glTransformFeedbackVaryings: pointers({ varyings: byHand }, { clientByHand: STRINGS, executorByHand: STRINGS }),
    glGetUniformIndices: pointers({ uniformNames: byHand, uniformIndices: byHand }, { clientByHand: STRINGS, executorByHand: STRINGS }),
    glCompileShaderIncludeARB: pointers({ path: byHand, length: byHand }, { clientByHand: STRINGS, executorByHand: STRINGS }),
    glCreateShader: { clientByHand: STAGES, newName: { object: 'shader' } },

    glShaderBinary: pointers({ shaders: input('count', 'ui'), binary: inputBytes('sgl_size(length)') }),
    glProgramBinary: pointers({ binary: inputBytes('sgl_size(length)') }, { executorByHand: LINKS }),
    glLinkProgram: { executorByHand: LINKS },
    glUniformSubroutinesuiv: pointers({ indices: input('count', 'ui') }, { executorByHand: 'places and values are numbers that a replay may have to translate' }),
    glSpecializeShader: pointers(
      { pEntryPoint: text(), pConstantIndex: input('numSpecializationConstants >> 31 ? 0 : numSpecializationConstants', 'ui'), pConstantValue: input('numSpecializationConstants >> 31 ? 0 : numSpecializationConstants', 'ui') },
      { executorByHand: 'a count that cannot be is an error before anything is read' },
    ),
    glGetProgramBinary: pointers(
      { length, binaryFormat: output('1', 'i'), binary: output('bufSize', 'b') },
      { executorByHand: 'writes as many bytes as the binary has', replyClass: 'environment' },
    ),
    glGetAttachedShaders: pointers(
      { count: output('1', 'i'), shaders: output('maxCount', 'ui') },
      { executorByHand: 'writes as many names as there are' },
    ),
    glGetAttachedObjectsARB: pointers(
      { count: output('1', 'i'), obj: output('maxCount', 'ui') },
      { executorByHand: 'writes as many names as there are' },
    ),
    glGetActiveAttrib: pointers({ length, size: output('1', 'i'), type: output('1', 'i'), name: outputText('bufSize', 'length') }),
    glGetActiveUniform: pointers({ length, size: output('1', 'i'), type: output('1', 'i'), name: outputText('bufSize', 'length') }),
    glGetTransformFeedbackVarying: pointers({ length, size: output('1', 'i'), type: output('1', 'i'), name: outputText('bufSize', 'length') }),
    glGetActiveSubroutineName: nameOf('name'),
    glGetActiveSubroutineUniformName: nameOf('name'),
    glGetActiveUniformBlockName: nameOf('uniformBlockName'),
    glGetActiveUniformName: nameOf('uniformName'),
    glGetProgramResourceName: nameOf('name'),
    glGetShaderSource: nameOf('source'),
    glGetShaderInfoLog: log('infoLog'),
    glGetProgramInfoLog: log('infoLog'),
    glGetProgramPipelineInfoLog: log('infoLog'),
    glGetInfoLogARB: log('infoLog', 'maxLength'),
    glGetActiveUniformsiv: pointers({ uniformIndices: input('uniformCount', 'ui'), params: output('uniformCount', 'i') }),
    glGetProgramResourceiv: pointers(
      { props: input('propCount', 'i'), length, params: output('count', 'i') },
      { executorByHand: 'writes as many values as the properties have, at most count' },
    ),
    glGetShaderPrecisionFormat: pointers({ range: output('2', 'i'), precision: output('1', 'i') }),
    glGetUniformSubroutineuiv: pointers({ params: measured }),
    glGetProgramStageiv: pointers({ values: measured }),
    glGetActiveSubroutineUniformiv: pointers({ values: measured }),

    glNamedStringARB: pointers({ name: textOrNull('namelen'), string: textOrNull('stringlen') }),
    glDeleteNamedStringARB: pointers({ name: textOrNull('namelen') }),
    glIsNamedStringARB: pointers({ name: textOrNull('namelen') }),
    glGetNamedStringARB: pointers({ name: textOrNull('namelen'), stringlen: output('1', 'i'), string: outputText('bufSize', 'stringlen') }),
    glGetNamedStringivARB: pointers({ name: textOrNull('namelen'), params: measured }),

    glProgramStringARB: pointers({ string: inputBytes('sgl_size(len)') }),
    glNamedProgramStringEXT: pointers({ string: inputBytes('sgl_size(len)') }),
    glGetProgramStringARB: pointers({ string: byHand }, { clientByHand: 'its length is another state of the program', executorByHand: 'its length is another state of the program' }),
    glGetNamedProgramStringEXT: pointers({ string: byHand }, { clientByHand: 'its length is another state of the program', executorByHand: 'its length is another state of the program' }),
  },
  each(
    ['glProgramEnvParameters4fvEXT', 'glProgramLocalParameters4fvEXT', 'glNamedProgramLocalParameters4fvEXT'],
    { notNegative: ['count'] },
  ),
  each(['glBindAttribLocation', 'glBindFragDataLocation', 'glBindFragDataLocationIndexed'], pointers({ name: text() })),
  each(
    combine('glGet', [
      'AttribLocation', 'UniformLocation', 'FragDataLocation', 'FragDataIndex', 'ProgramResourceIndex', 'ProgramResourceLocation',
      'ProgramResourceLocationIndex', 'SubroutineIndex', 'SubroutineUniformLocation',
    ]),
    pointers({ name: text() }, { replyClass: 'location' }),
  ),
  { glGetUniformBlockIndex: pointers({ uniformBlockName: text() }, { replyClass: 'location' }) },
  gets(
    combine('glGet', [
      'ActiveAtomicCounterBufferiv', 'ActiveUniformBlockiv', 'ProgramInterfaceiv', 'ProgramPipelineiv', 'Programiv', 'Shaderiv',
      'Uniformfv', 'Uniformdv', 'Uniformiv', 'Uniformuiv', 'Uniformi64vARB', 'Uniformui64vARB', 'Uniformi64vNV', 'Uniformui64vNV',
      'nUniformfv', 'nUniformdv', 'nUniformiv', 'nUniformuiv', 'nUniformfvARB', 'nUniformdvARB', 'nUniformivARB', 'nUniformuivARB',
      'nUniformi64vARB', 'nUniformui64vARB', 'ObjectParameterfvARB', 'ObjectParameterivARB',
      'ProgramEnvParameterfvARB', 'ProgramEnvParameterdvARB', 'ProgramLocalParameterfvARB', 'ProgramLocalParameterdvARB', 'ProgramivARB',
      'NamedProgramLocalParameterfvEXT', 'NamedProgramLocalParameterdvEXT', 'NamedProgramLocalParameterIivEXT',
      'NamedProgramLocalParameterIuivEXT', 'NamedProgramivEXT',
    ]),
    'params',
  ),
);
