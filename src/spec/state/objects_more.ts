// Properties of vertex arrays, shaders, programs, pipelines, queries and transform feedback objects.
import { bool, choice, float, int, properties, row } from './rows.js';
import type { Domain, StateQuery, StateRow } from './types.js';

type Enum = `GL_${string}`;
const ask = (command: `gl${string}`, ...args: (string | number)[]): { readonly query: StateQuery } => ({ query: { command, args } });

// --- vertex arrays --------------------------------------------------------------------------------------------------
const attributes: Domain = { name: 'attribute', count: 'GL_MAX_VERTEX_ATTRIBS' };
const bindings: Domain = { name: 'binding', count: 'GL_MAX_VERTEX_ATTRIB_BINDINGS' };
const va = (pname: Enum) => ask('glGetVertexArrayIndexediv', '$name', '$index', pname, '$out');
const POINTER =
  'glVertexAttribPointer(index) glVertexAttribIPointer(index) glVertexAttribLPointer(index) glVertexArrayVertexAttrib*OffsetEXT(index)';
const FORMAT = `${POINTER} glVertexAttrib*Format(attribindex) glVertexArrayAttrib*Format(attribindex) glVertexArrayVertexAttrib*FormatEXT(attribindex)`;
const BIND =
  'glBindVertexBuffer(bindingindex) glBindVertexBuffers glVertexArrayVertexBuffer(bindingindex) glVertexArrayVertexBuffers glVertexArrayBindVertexBufferEXT(bindingindex) glDeleteBuffers';
const DIVISOR =
  'glVertexAttribDivisor glVertexBindingDivisor(bindingindex) glVertexArrayBindingDivisor(bindingindex) glVertexArrayVertexBindingDivisorEXT(bindingindex) glVertexArrayVertexAttribDivisorEXT';

export const vertexArrayRows: readonly StateRow[] = properties(
  { since: '3.0' },
  row('element_array_buffer', 'GL_ELEMENT_ARRAY_BUFFER_BINDING', 'name', 0, 'glBindBuffer glVertexArrayElementBuffer glDeleteBuffers', {
    object: 'buffer',
    ...ask('glGetVertexArrayiv', '$name', 'GL_ELEMENT_ARRAY_BUFFER_BINDING', '$out'),
  }),
);

/** Of each generic attribute of a vertex array. */
export const vertexAttributeRows: readonly StateRow[] = properties(
  { domain: attributes, since: '2.0' },
  bool(
    'enabled',
    'GL_VERTEX_ATTRIB_ARRAY_ENABLED',
    false,
    'glEnableVertexAttribArray(index) glDisableVertexAttribArray(index) glEnableVertexArrayAttrib(index) glDisableVertexArrayAttrib(index) glEnableVertexArrayAttribEXT(index) glDisableVertexArrayAttribEXT(index)',
    va('GL_VERTEX_ATTRIB_ARRAY_ENABLED'),
  ),
  int('size', 'GL_VERTEX_ATTRIB_ARRAY_SIZE', 4, FORMAT, va('GL_VERTEX_ATTRIB_ARRAY_SIZE')),
  choice('type', 'GL_VERTEX_ATTRIB_ARRAY_TYPE', 'VertexAttribPointerType', 'GL_FLOAT', FORMAT, va('GL_VERTEX_ATTRIB_ARRAY_TYPE')),
  bool('normalized', 'GL_VERTEX_ATTRIB_ARRAY_NORMALIZED', false, FORMAT, va('GL_VERTEX_ATTRIB_ARRAY_NORMALIZED')),
  bool('integer', 'GL_VERTEX_ATTRIB_ARRAY_INTEGER', false, FORMAT, { since: '3.0', ...va('GL_VERTEX_ATTRIB_ARRAY_INTEGER') }),
  bool('long', 'GL_VERTEX_ATTRIB_ARRAY_LONG', false, FORMAT, { since: '4.1', ...va('GL_VERTEX_ATTRIB_ARRAY_LONG') }),
  int('stride', 'GL_VERTEX_ATTRIB_ARRAY_STRIDE', 0, POINTER, va('GL_VERTEX_ATTRIB_ARRAY_STRIDE')),
  int('relative_offset', 'GL_VERTEX_ATTRIB_RELATIVE_OFFSET', 0, FORMAT, { since: '4.3', ...va('GL_VERTEX_ATTRIB_RELATIVE_OFFSET') }),
  int('divisor', 'GL_VERTEX_ATTRIB_ARRAY_DIVISOR', 0, DIVISOR, { since: '3.3', ...va('GL_VERTEX_ATTRIB_ARRAY_DIVISOR') }),
);

/** The same for the vertex array that is bound: what can only be asked of it. */
export const boundAttributeRows: readonly StateRow[] = properties(
  { domain: attributes, since: '2.0' },
  row('buffer', 'GL_VERTEX_ATTRIB_ARRAY_BUFFER_BINDING', 'name', 0, `${POINTER} ${BIND}`, {
    object: 'buffer',
    ...ask('glGetVertexAttribiv', '$index', 'GL_VERTEX_ATTRIB_ARRAY_BUFFER_BINDING', '$out'),
  }),
  int(
    'binding',
    'GL_VERTEX_ATTRIB_BINDING',
    undefined,
    `${POINTER} glVertexAttribBinding(attribindex) glVertexArrayAttribBinding(attribindex)`,
    {
      since: '4.3',
      ...ask('glGetVertexAttribiv', '$index', 'GL_VERTEX_ATTRIB_BINDING', '$out'),
    },
  ),
);

/** Of each vertex buffer binding of a vertex array. */
export const vertexBindingRows: readonly StateRow[] = properties(
  { domain: bindings, since: '4.3' },
  row('buffer', 'GL_VERTEX_BINDING_BUFFER', 'name', 0, `${BIND} ${POINTER}`, { object: 'buffer', ...va('GL_VERTEX_BINDING_BUFFER') }),
  row(
    'offset',
    'GL_VERTEX_BINDING_OFFSET',
    'int64',
    0,
    `${BIND} ${POINTER}`,
    ask('glGetVertexArrayIndexed64iv', '$name', '$index', 'GL_VERTEX_BINDING_OFFSET', '$out'),
  ),
  int('stride', 'GL_VERTEX_BINDING_STRIDE', 16, `${BIND} ${POINTER}`, va('GL_VERTEX_BINDING_STRIDE')),
  int('divisor', 'GL_VERTEX_BINDING_DIVISOR', 0, DIVISOR, va('GL_VERTEX_BINDING_DIVISOR')),
);

/** Current values of generic attributes: state of the context. */
export const currentAttributeRows: readonly StateRow[] = properties(
  { domain: attributes, since: '2.0', attrib: 'GL_CURRENT_BIT' },
  float('value', 'GL_CURRENT_VERTEX_ATTRIB', [0, 0, 0, 1], 'glVertexAttrib[1-4]*(index) glVertexAttrib[ILP][1-4]*(index)', {
    ...ask('glGetVertexAttribfv', '$index', 'GL_CURRENT_VERTEX_ATTRIB', '$out'),
  }),
);

// --- shaders, programs, pipelines -------------------------------------------------------------------------------------
const sh = (pname: Enum) => ask('glGetShaderiv', '$name', pname, '$out');
export const shaderRows: readonly StateRow[] = properties(
  { since: '2.0' },
  choice('type', 'GL_SHADER_TYPE', 'ShaderType', undefined, 'glCreateShader', sh('GL_SHADER_TYPE')),
  bool('compile_status', 'GL_COMPILE_STATUS', false, 'glCompileShader glSpecializeShader', sh('GL_COMPILE_STATUS')),
  bool('delete_status', 'GL_DELETE_STATUS', false, 'glDeleteShader glDeleteObjectARB', sh('GL_DELETE_STATUS')),
  bool('completion_status', 'GL_COMPLETION_STATUS_KHR', true, '', {
    since: 'KHR_parallel_shader_compile',
    ...sh('GL_COMPLETION_STATUS_KHR'),
  }),
  bool('spir_v_binary', 'GL_SPIR_V_BINARY', false, 'glShaderBinary glShaderSource', { since: '4.6', ...sh('GL_SPIR_V_BINARY') }),
  int('info_log_length', 'GL_INFO_LOG_LENGTH', 0, 'glCompileShader glSpecializeShader', sh('GL_INFO_LOG_LENGTH')),
  int('source_length', 'GL_SHADER_SOURCE_LENGTH', 0, 'glShaderSource', sh('GL_SHADER_SOURCE_LENGTH')),
  row('source', undefined, 'text', '', 'glShaderSource', { count: 0, ...ask('glGetShaderSource', '$name', '$size', '$length', '$out') }),
  row('info_log', undefined, 'text', '', 'glCompileShader glSpecializeShader', {
    count: 0,
    ...ask('glGetShaderInfoLog', '$name', '$size', '$length', '$out'),
  }),
);

const pr = (pname: Enum) => ask('glGetProgramiv', '$name', pname, '$out');
const LINK = 'glLinkProgram glProgramBinary glCreateShaderProgramv';
const linked = (name: string, pname: Enum, since?: string) => int(name, pname, 0, LINK, { ...(since && { since }), ...pr(pname) });
export const programRows: readonly StateRow[] = properties(
  { since: '2.0' },
  bool('link_status', 'GL_LINK_STATUS', false, LINK, pr('GL_LINK_STATUS')),
  bool('validate_status', 'GL_VALIDATE_STATUS', false, `glValidateProgram ${LINK}`, pr('GL_VALIDATE_STATUS')),
  bool('delete_status', 'GL_DELETE_STATUS', false, 'glDeleteProgram glDeleteObjectARB', pr('GL_DELETE_STATUS')),
  bool('completion_status', 'GL_COMPLETION_STATUS_KHR', true, '', {
    since: 'KHR_parallel_shader_compile',
    ...pr('GL_COMPLETION_STATUS_KHR'),
  }),
  bool('separable', 'GL_PROGRAM_SEPARABLE', false, 'glProgramParameteri(pname) glCreateShaderProgramv', {
    since: '4.1',
    ...pr('GL_PROGRAM_SEPARABLE'),
  }),
  bool('binary_retrievable_hint', 'GL_PROGRAM_BINARY_RETRIEVABLE_HINT', false, 'glProgramParameteri(pname)', {
    since: '4.1',
    ...pr('GL_PROGRAM_BINARY_RETRIEVABLE_HINT'),
  }),
  linked('info_log_length', 'GL_INFO_LOG_LENGTH'),
  int('attached_shader_count', 'GL_ATTACHED_SHADERS', 0, 'glAttachShader glDetachShader glCreateShaderProgramv', pr('GL_ATTACHED_SHADERS')),
  linked('active_attributes', 'GL_ACTIVE_ATTRIBUTES'),
  linked('active_attribute_max_length', 'GL_ACTIVE_ATTRIBUTE_MAX_LENGTH'),
  linked('active_uniforms', 'GL_ACTIVE_UNIFORMS'),
  linked('active_uniform_max_length', 'GL_ACTIVE_UNIFORM_MAX_LENGTH'),
  linked('active_uniform_blocks', 'GL_ACTIVE_UNIFORM_BLOCKS', '3.1'),
  linked('active_uniform_block_max_name_length', 'GL_ACTIVE_UNIFORM_BLOCK_MAX_NAME_LENGTH', '3.1'),
  linked('active_atomic_counter_buffers', 'GL_ACTIVE_ATOMIC_COUNTER_BUFFERS', '4.2'),
  choice(
    'transform_feedback_buffer_mode',
    'GL_TRANSFORM_FEEDBACK_BUFFER_MODE',
    'TransformFeedbackBufferMode',
    'GL_INTERLEAVED_ATTRIBS',
    `glTransformFeedbackVaryings ${LINK}`,
    {
      since: '3.0',
      ...pr('GL_TRANSFORM_FEEDBACK_BUFFER_MODE'),
    },
  ),
  linked('transform_feedback_varyings', 'GL_TRANSFORM_FEEDBACK_VARYINGS', '3.0'),
  linked('transform_feedback_varying_max_length', 'GL_TRANSFORM_FEEDBACK_VARYING_MAX_LENGTH', '3.0'),
  linked('geometry_vertices_out', 'GL_GEOMETRY_VERTICES_OUT', '3.2'),
  choice('geometry_input_type', 'GL_GEOMETRY_INPUT_TYPE', 'PrimitiveType', undefined, LINK, {
    since: '3.2',
    ...pr('GL_GEOMETRY_INPUT_TYPE'),
  }),
  choice('geometry_output_type', 'GL_GEOMETRY_OUTPUT_TYPE', 'PrimitiveType', undefined, LINK, {
    since: '3.2',
    ...pr('GL_GEOMETRY_OUTPUT_TYPE'),
  }),
  linked('geometry_shader_invocations', 'GL_GEOMETRY_SHADER_INVOCATIONS', '4.0'),
  linked('tess_control_output_vertices', 'GL_TESS_CONTROL_OUTPUT_VERTICES', '4.0'),
  choice('tess_gen_mode', 'GL_TESS_GEN_MODE', 'PrimitiveType', undefined, LINK, { since: '4.0', ...pr('GL_TESS_GEN_MODE') }),
  choice('tess_gen_spacing', 'GL_TESS_GEN_SPACING', '', undefined, LINK, { since: '4.0', ...pr('GL_TESS_GEN_SPACING') }),
  choice('tess_gen_vertex_order', 'GL_TESS_GEN_VERTEX_ORDER', 'FrontFaceDirection', undefined, LINK, {
    since: '4.0',
    ...pr('GL_TESS_GEN_VERTEX_ORDER'),
  }),
  bool('tess_gen_point_mode', 'GL_TESS_GEN_POINT_MODE', false, LINK, { since: '4.0', ...pr('GL_TESS_GEN_POINT_MODE') }),
  row('compute_work_group_size', 'GL_COMPUTE_WORK_GROUP_SIZE', 'int', undefined, LINK, {
    since: '4.3',
    count: 3,
    ...pr('GL_COMPUTE_WORK_GROUP_SIZE'),
  }),
  row('info_log', undefined, 'text', '', `${LINK} glValidateProgram`, {
    count: 0,
    ...ask('glGetProgramInfoLog', '$name', '$size', '$length', '$out'),
  }),
);

const pp = (pname: Enum) => ask('glGetProgramPipelineiv', '$name', pname, '$out');
export const pipelineRows: readonly StateRow[] = properties(
  { since: '4.1' },
  row('active_program', 'GL_ACTIVE_PROGRAM', 'name', 0, 'glActiveShaderProgram', { object: 'program', ...pp('GL_ACTIVE_PROGRAM') }),
  ...(['VERTEX', 'TESS_CONTROL', 'TESS_EVALUATION', 'GEOMETRY', 'FRAGMENT', 'COMPUTE'] as const).map(stage =>
    row(`${stage.toLowerCase()}_program`, `GL_${stage}_SHADER`, 'name', 0, 'glUseProgramStages', {
      object: 'program',
      ...pp(`GL_${stage}_SHADER`),
    }),
  ),
  bool('validate_status', 'GL_VALIDATE_STATUS', false, 'glValidateProgramPipeline', pp('GL_VALIDATE_STATUS')),
  int('info_log_length', 'GL_INFO_LOG_LENGTH', 0, 'glValidateProgramPipeline', pp('GL_INFO_LOG_LENGTH')),
  row('info_log', undefined, 'text', '', 'glValidateProgramPipeline', {
    count: 0,
    ...ask('glGetProgramPipelineInfoLog', '$name', '$size', '$length', '$out'),
  }),
);

// --- transform feedback, queries, syncs -------------------------------------------------------------------------------
const XFB =
  'glBindBufferBase(index) glBindBufferRange(index) glBindBuffersBase glBindBuffersRange glTransformFeedbackBufferBase(index) glTransformFeedbackBufferRange(index) glDeleteBuffers';
export const transformFeedbackRows: readonly StateRow[] = properties(
  { since: '4.0' },
  bool(
    'active',
    'GL_TRANSFORM_FEEDBACK_ACTIVE',
    false,
    'glBeginTransformFeedback glEndTransformFeedback',
    ask('glGetTransformFeedbackiv', '$name', 'GL_TRANSFORM_FEEDBACK_ACTIVE', '$out'),
  ),
  bool(
    'paused',
    'GL_TRANSFORM_FEEDBACK_PAUSED',
    false,
    'glPauseTransformFeedback glResumeTransformFeedback glEndTransformFeedback',
    ask('glGetTransformFeedbackiv', '$name', 'GL_TRANSFORM_FEEDBACK_PAUSED', '$out'),
  ),
);
export const transformFeedbackBufferRows: readonly StateRow[] = properties(
  { since: '4.0', domain: { name: 'buffer', count: 'GL_MAX_TRANSFORM_FEEDBACK_BUFFERS' } },
  row('binding', 'GL_TRANSFORM_FEEDBACK_BUFFER_BINDING', 'name', 0, XFB, {
    object: 'buffer',
    ...ask('glGetTransformFeedbacki_v', '$name', 'GL_TRANSFORM_FEEDBACK_BUFFER_BINDING', '$index', '$out'),
  }),
  row(
    'start',
    'GL_TRANSFORM_FEEDBACK_BUFFER_START',
    'int64',
    0,
    XFB,
    ask('glGetTransformFeedbacki64_v', '$name', 'GL_TRANSFORM_FEEDBACK_BUFFER_START', '$index', '$out'),
  ),
  row(
    'size',
    'GL_TRANSFORM_FEEDBACK_BUFFER_SIZE',
    'int64',
    0,
    XFB,
    ask('glGetTransformFeedbacki64_v', '$name', 'GL_TRANSFORM_FEEDBACK_BUFFER_SIZE', '$index', '$out'),
  ),
);

/** The result is not asked for: that would wait. */
export const queryRows: readonly StateRow[] = properties(
  { since: '1.5' },
  choice('target', 'GL_QUERY_TARGET', 'QueryTarget', undefined, 'glBeginQuery glBeginQueryIndexed glQueryCounter glCreateQueries', {
    since: '4.5',
    ...ask('glGetQueryObjectiv', '$name', 'GL_QUERY_TARGET', '$out'),
  }),
);
