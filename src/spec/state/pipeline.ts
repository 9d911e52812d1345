// State of rasterisation, tests and blending, of any context.
import { bool, cap, choice, double, float, group, int, row, uint } from './rows.js';
import type { Domain, StateRow } from './types.js';

const drawBuffers: Domain = { name: 'draw buffer', count: 'GL_MAX_DRAW_BUFFERS', first: 1 };
const viewports: Domain = { name: 'viewport', count: 'GL_MAX_VIEWPORTS', first: 1 };
const clipPlanes: Domain = { name: 'clip plane', count: 'GL_MAX_CLIP_DISTANCES', base: 'GL_CLIP_DISTANCE0' };

const blendFunc = (name: string, pname: `GL_${string}`, initial: `GL_${string}`) => [
  choice(name, pname, 'BlendingFactor', initial, 'glBlendFunc glBlendFuncSeparate glBlendFunci(buf) glBlendFuncSeparatei(buf)'),
];
const blendRows = () => [
  ...blendFunc('src_rgb', 'GL_BLEND_SRC_RGB', 'GL_ONE'),
  ...blendFunc('src_alpha', 'GL_BLEND_SRC_ALPHA', 'GL_ONE'),
  ...blendFunc('dst_rgb', 'GL_BLEND_DST_RGB', 'GL_ZERO'),
  ...blendFunc('dst_alpha', 'GL_BLEND_DST_ALPHA', 'GL_ZERO'),
  choice(
    'equation_rgb',
    'GL_BLEND_EQUATION_RGB',
    'BlendEquationModeEXT',
    'GL_FUNC_ADD',
    'glBlendEquation glBlendEquationSeparate glBlendEquationi(buf) glBlendEquationSeparatei(buf)',
  ),
  choice(
    'equation_alpha',
    'GL_BLEND_EQUATION_ALPHA',
    'BlendEquationModeEXT',
    'GL_FUNC_ADD',
    'glBlendEquation glBlendEquationSeparate glBlendEquationi(buf) glBlendEquationSeparatei(buf)',
  ),
];
const writeMask = (options = {}) => row('mask', 'GL_COLOR_WRITEMASK', 'bool', [1, 1, 1, 1], 'glColorMask glColorMaski(index)', options);

const COLOR = 'GL_COLOR_BUFFER_BIT';
const POLYGON = 'GL_POLYGON_BIT';
const STENCIL = 'GL_STENCIL_BUFFER_BIT';
const MULTISAMPLE = 'GL_MULTISAMPLE_BIT';
const stencilFace = (face: 'FRONT' | 'BACK') => {
  const at = (name: string): `GL_${string}` => (face === 'FRONT' ? `GL_STENCIL_${name}` : `GL_STENCIL_BACK_${name}`);
  const since = face === 'BACK' ? { since: '2.0' } : {};
  const func = 'glStencilFunc glStencilFuncSeparate glStencilFuncSeparateATI';
  const op = 'glStencilOp glStencilOpSeparate';
  return group(
    `stencil.${face.toLowerCase()}`,
    { attrib: STENCIL, ...since },
    choice('func', at('FUNC'), 'StencilFunction', 'GL_ALWAYS', func),
    int('ref', at('REF'), 0, func),
    uint('value_mask', at('VALUE_MASK'), undefined, func),
    choice('fail', at('FAIL'), 'StencilOp', 'GL_KEEP', op),
    choice('pass_depth_fail', at('PASS_DEPTH_FAIL'), 'StencilOp', 'GL_KEEP', op),
    choice('pass_depth_pass', at('PASS_DEPTH_PASS'), 'StencilOp', 'GL_KEEP', op),
    uint('writemask', at('WRITEMASK'), undefined, 'glStencilMask glStencilMaskSeparate'),
  );
};

export const pipelineRows: readonly StateRow[] = [
  ...group(
    'viewport',
    { attrib: 'GL_VIEWPORT_BIT' },
    float('box', 'GL_VIEWPORT', undefined, 'glViewport glViewportArrayv glViewportIndexedf glViewportIndexedfv', { count: 4 }),
    double('depth_range', 'GL_DEPTH_RANGE', [0, 1], 'glDepthRange glDepthRangef glDepthRangeArrayv glDepthRangeIndexed'),
    choice('clip_origin', 'GL_CLIP_ORIGIN', 'ClipControlOrigin', 'GL_LOWER_LEFT', 'glClipControl', { since: '4.5' }),
    choice('clip_depth_mode', 'GL_CLIP_DEPTH_MODE', 'ClipControlDepth', 'GL_NEGATIVE_ONE_TO_ONE', 'glClipControl', { since: '4.5' }),
  ),
  ...group(
    'viewport.indexed',
    { attrib: 'GL_VIEWPORT_BIT', since: '4.1', domain: viewports },
    float('box', 'GL_VIEWPORT', undefined, 'glViewport glViewportArrayv glViewportIndexedf(index) glViewportIndexedfv(index)', {
      count: 4,
    }),
    double('depth_range', 'GL_DEPTH_RANGE', [0, 1], 'glDepthRange glDepthRangef glDepthRangeArrayv glDepthRangeIndexed(index)'),
  ),
  ...group(
    'scissor',
    { attrib: 'GL_SCISSOR_BIT' },
    cap('test', 'GL_SCISSOR_TEST', false, 'glEnablei(target) glDisablei(target)'),
    int('box', 'GL_SCISSOR_BOX', undefined, 'glScissor glScissorArrayv glScissorIndexed glScissorIndexedv', { count: 4 }),
  ),
  ...group(
    'scissor.indexed',
    { attrib: 'GL_SCISSOR_BIT', since: '4.1', domain: viewports },
    cap('test', 'GL_SCISSOR_TEST', false),
    int('box', 'GL_SCISSOR_BOX', undefined, 'glScissor glScissorArrayv glScissorIndexed(index) glScissorIndexedv(index)', { count: 4 }),
  ),
  ...group(
    'clip_plane',
    { attrib: 'GL_TRANSFORM_BIT', domain: clipPlanes },
    cap('enabled', 'GL_CLIP_DISTANCE0', false, '', { query: { command: 'glIsEnabled', args: ['$index'] } }),
  ),
  ...group(
    'polygon',
    { attrib: POLYGON },
    cap('cull_face', 'GL_CULL_FACE', false),
    choice('cull_face_mode', 'GL_CULL_FACE_MODE', 'TriangleFace', 'GL_BACK', 'glCullFace'),
    choice('front_face', 'GL_FRONT_FACE', 'FrontFaceDirection', 'GL_CCW', 'glFrontFace'),
    choice('mode', 'GL_POLYGON_MODE', 'PolygonMode', ['GL_FILL', 'GL_FILL'], 'glPolygonMode'),
    cap('smooth', 'GL_POLYGON_SMOOTH', false),
    cap('offset_fill', 'GL_POLYGON_OFFSET_FILL', false),
    cap('offset_line', 'GL_POLYGON_OFFSET_LINE', false),
    cap('offset_point', 'GL_POLYGON_OFFSET_POINT', false),
    float('offset_factor', 'GL_POLYGON_OFFSET_FACTOR', 0, 'glPolygonOffset glPolygonOffsetClamp glPolygonOffsetEXT'),
    float('offset_units', 'GL_POLYGON_OFFSET_UNITS', 0, 'glPolygonOffset glPolygonOffsetClamp glPolygonOffsetEXT'),
    float('offset_clamp', 'GL_POLYGON_OFFSET_CLAMP', 0, 'glPolygonOffset glPolygonOffsetClamp', { since: '4.6' }),
    choice('provoking_vertex', 'GL_PROVOKING_VERTEX', 'VertexProvokingMode', 'GL_LAST_VERTEX_CONVENTION', 'glProvokingVertex', {
      since: '3.2',
      attrib: 'GL_LIGHTING_BIT',
    }),
    cap('stipple', 'GL_POLYGON_STIPPLE', false, '', { compatibility: true }),
    row('stipple_pattern', undefined, 'bytes', undefined, 'glPolygonStipple', {
      compatibility: true,
      attrib: 'GL_POLYGON_STIPPLE_BIT',
      count: 128,
      query: { command: 'glGetPolygonStipple', args: ['$out'] },
    }),
  ),
  ...group(
    'line',
    { attrib: 'GL_LINE_BIT' },
    float('width', 'GL_LINE_WIDTH', 1, 'glLineWidth glLineWidthx'),
    cap('smooth', 'GL_LINE_SMOOTH', false),
    cap('stipple', 'GL_LINE_STIPPLE', false, '', { compatibility: true }),
    int('stipple_pattern', 'GL_LINE_STIPPLE_PATTERN', 0xffff, 'glLineStipple', { compatibility: true }),
    int('stipple_repeat', 'GL_LINE_STIPPLE_REPEAT', 1, 'glLineStipple', { compatibility: true }),
  ),
  ...group(
    'point',
    { attrib: 'GL_POINT_BIT' },
    float('size', 'GL_POINT_SIZE', 1, 'glPointSize glPointSizex'),
    cap('program_size', 'GL_PROGRAM_POINT_SIZE', false, '', { since: '2.0' }),
    float('fade_threshold_size', 'GL_POINT_FADE_THRESHOLD_SIZE', 1, 'glPointParameter*(pname)', { since: '1.4' }),
    choice('sprite_coord_origin', 'GL_POINT_SPRITE_COORD_ORIGIN', 'ClipControlOrigin', 'GL_UPPER_LEFT', 'glPointParameter*(pname)', {
      since: '2.0',
    }),
    cap('smooth', 'GL_POINT_SMOOTH', false, '', { compatibility: true }),
    cap('sprite', 'GL_POINT_SPRITE', false, '', { compatibility: true, since: '2.0' }),
    float('size_min', 'GL_POINT_SIZE_MIN', 0, 'glPointParameter*(pname)', { compatibility: true, since: '1.4' }),
    float('size_max', 'GL_POINT_SIZE_MAX', undefined, 'glPointParameter*(pname)', { compatibility: true, since: '1.4' }),
    float('distance_attenuation', 'GL_POINT_DISTANCE_ATTENUATION', [1, 0, 0], 'glPointParameter*(pname)', {
      compatibility: true,
      since: '1.4',
    }),
  ),
  ...group(
    'multisample',
    { attrib: MULTISAMPLE },
    cap('enabled', 'GL_MULTISAMPLE', true, '', { since: '1.3' }),
    cap('alpha_to_coverage', 'GL_SAMPLE_ALPHA_TO_COVERAGE', false, '', { since: '1.3' }),
    cap('alpha_to_one', 'GL_SAMPLE_ALPHA_TO_ONE', false, '', { since: '1.3' }),
    cap('sample_coverage', 'GL_SAMPLE_COVERAGE', false, '', { since: '1.3' }),
    float('sample_coverage_value', 'GL_SAMPLE_COVERAGE_VALUE', 1, 'glSampleCoverage glSampleCoveragex', { since: '1.3' }),
    bool('sample_coverage_invert', 'GL_SAMPLE_COVERAGE_INVERT', false, 'glSampleCoverage glSampleCoveragex', { since: '1.3' }),
    cap('sample_shading', 'GL_SAMPLE_SHADING', false, '', { since: '4.0' }),
    float('min_sample_shading', 'GL_MIN_SAMPLE_SHADING_VALUE', 0, 'glMinSampleShading', { since: '4.0' }),
    cap('sample_mask', 'GL_SAMPLE_MASK', false, '', { since: '3.2' }),
    uint('sample_mask_value', 'GL_SAMPLE_MASK_VALUE', 0xffffffff, 'glSampleMaski', {
      since: '3.2',
      query: { command: 'glGetIntegeri_v', args: ['GL_SAMPLE_MASK_VALUE', 0, '$out'] },
    }),
    choice('alpha_to_coverage_dither', 'GL_ALPHA_TO_COVERAGE_DITHER_MODE_NV', '', undefined, 'glAlphaToCoverageDitherControlNV', {
      since: 'NV_alpha_to_coverage_dither_control',
    }),
  ),
  ...group(
    'depth',
    { attrib: 'GL_DEPTH_BUFFER_BIT' },
    cap('test', 'GL_DEPTH_TEST', false),
    choice('func', 'GL_DEPTH_FUNC', 'DepthFunction', 'GL_LESS', 'glDepthFunc'),
    bool('writemask', 'GL_DEPTH_WRITEMASK', true, 'glDepthMask'),
    cap('clamp', 'GL_DEPTH_CLAMP', false, '', { since: '3.2', attrib: 'GL_ENABLE_BIT GL_TRANSFORM_BIT' }),
    cap('bounds_test', 'GL_DEPTH_BOUNDS_TEST_EXT', false, '', { since: 'EXT_depth_bounds_test' }),
    double('bounds', 'GL_DEPTH_BOUNDS_EXT', [0, 1], 'glDepthBoundsEXT', { since: 'EXT_depth_bounds_test' }),
  ),
  ...group(
    'stencil',
    { attrib: STENCIL },
    cap('test', 'GL_STENCIL_TEST', false),
    cap('two_side', 'GL_STENCIL_TEST_TWO_SIDE_EXT', false, '', { since: 'EXT_stencil_two_side', compatibility: true }),
    choice('active_face', 'GL_ACTIVE_STENCIL_FACE_EXT', 'TriangleFace', 'GL_FRONT', 'glActiveStencilFaceEXT', {
      since: 'EXT_stencil_two_side',
      compatibility: true,
    }),
  ),
  ...stencilFace('FRONT'),
  ...stencilFace('BACK'),
  ...group(
    'blend',
    { attrib: COLOR },
    cap('enabled', 'GL_BLEND', false, 'glEnablei(target) glDisablei(target)'),
    ...blendRows(),
    float('color', 'GL_BLEND_COLOR', [0, 0, 0, 0], 'glBlendColor', { since: '1.4' }),
    cap('advanced_coherent', 'GL_BLEND_ADVANCED_COHERENT_KHR', true, '', { since: 'KHR_blend_equation_advanced_coherent' }),
  ),
  ...group(
    'blend.draw_buffer',
    { attrib: COLOR, since: '4.0', domain: drawBuffers },
    cap('enabled', 'GL_BLEND', false, '', { since: '3.0' }),
    ...blendRows(),
  ),
  ...group(
    'color',
    { attrib: COLOR },
    writeMask(),
    cap('logic_op', 'GL_COLOR_LOGIC_OP', false),
    choice('logic_op_mode', 'GL_LOGIC_OP_MODE', 'LogicOp', 'GL_COPY', 'glLogicOp'),
    cap('dither', 'GL_DITHER', true),
    cap('framebuffer_srgb', 'GL_FRAMEBUFFER_SRGB', false, '', { since: '3.0' }),
    choice('clamp_read', 'GL_CLAMP_READ_COLOR', 'ClampColorModeARB', 'GL_FIXED_ONLY', 'glClampColor', { since: '3.0' }),
    choice('clamp_vertex', 'GL_CLAMP_VERTEX_COLOR', 'ClampColorModeARB', 'GL_TRUE', 'glClampColor', {
      since: '3.0',
      compatibility: true,
      attrib: 'GL_LIGHTING_BIT GL_ENABLE_BIT',
    }),
    choice('clamp_fragment', 'GL_CLAMP_FRAGMENT_COLOR', 'ClampColorModeARB', 'GL_FIXED_ONLY', 'glClampColor', {
      since: '3.0',
      compatibility: true,
      attrib: 'GL_ENABLE_BIT',
    }),
    cap('index_logic_op', 'GL_INDEX_LOGIC_OP', false, '', { compatibility: true }),
    uint('index_writemask', 'GL_INDEX_WRITEMASK', undefined, 'glIndexMask', { compatibility: true }),
    cap('alpha_test', 'GL_ALPHA_TEST', false, '', { compatibility: true }),
    choice('alpha_test_func', 'GL_ALPHA_TEST_FUNC', 'AlphaFunction', 'GL_ALWAYS', 'glAlphaFunc glAlphaFuncx', { compatibility: true }),
    float('alpha_test_ref', 'GL_ALPHA_TEST_REF', 0, 'glAlphaFunc glAlphaFuncx', { compatibility: true }),
  ),
  ...group('color.draw_buffer', { attrib: COLOR, since: '3.0', domain: drawBuffers }, writeMask()),
  ...group(
    'clear',
    {},
    float('color', 'GL_COLOR_CLEAR_VALUE', [0, 0, 0, 0], 'glClearColor glClearColorx glClearColorIiEXT glClearColorIuiEXT', {
      attrib: COLOR,
    }),
    double('depth', 'GL_DEPTH_CLEAR_VALUE', 1, 'glClearDepth glClearDepthf glClearDepthx', { attrib: 'GL_DEPTH_BUFFER_BIT' }),
    int('stencil', 'GL_STENCIL_CLEAR_VALUE', 0, 'glClearStencil', { attrib: STENCIL }),
    float('index', 'GL_INDEX_CLEAR_VALUE', 0, 'glClearIndex', { attrib: COLOR, compatibility: true }),
    float('accum', 'GL_ACCUM_CLEAR_VALUE', [0, 0, 0, 0], 'glClearAccum', { attrib: 'GL_ACCUM_BUFFER_BIT', compatibility: true }),
  ),
  ...group(
    'primitive',
    {},
    cap('restart', 'GL_PRIMITIVE_RESTART', false, '', { since: '3.1' }),
    cap('restart_fixed_index', 'GL_PRIMITIVE_RESTART_FIXED_INDEX', false, '', { since: '4.3' }),
    uint('restart_index', 'GL_PRIMITIVE_RESTART_INDEX', 0, 'glPrimitiveRestartIndex glPrimitiveRestartIndexNV', { since: '3.1' }),
    cap('restart_nv', 'GL_PRIMITIVE_RESTART_NV', false, 'glEnableClientState(array) glDisableClientState(array)', {
      since: 'NV_primitive_restart',
      compatibility: true,
    }),
    int('patch_vertices', 'GL_PATCH_VERTICES', 3, 'glPatchParameteri', { since: '4.0' }),
    float('patch_default_outer_level', 'GL_PATCH_DEFAULT_OUTER_LEVEL', [1, 1, 1, 1], 'glPatchParameterfv', { since: '4.0' }),
    float('patch_default_inner_level', 'GL_PATCH_DEFAULT_INNER_LEVEL', [1, 1], 'glPatchParameterfv', { since: '4.0' }),
    cap('rasterizer_discard', 'GL_RASTERIZER_DISCARD', false, '', { since: '3.0' }),
    float('bounding_box', 'GL_PRIMITIVE_BOUNDING_BOX_ARB', [-1, -1, -1, 1, 1, 1, 1, 1], 'glPrimitiveBoundingBoxARB', {
      since: 'ARB_ES3_2_compatibility',
    }),
  ),
  ...group(
    'hint',
    { attrib: 'GL_HINT_BIT' },
    ...(
      [
        ['line_smooth', 'GL_LINE_SMOOTH_HINT'],
        ['polygon_smooth', 'GL_POLYGON_SMOOTH_HINT'],
        ['texture_compression', 'GL_TEXTURE_COMPRESSION_HINT'],
        ['fragment_shader_derivative', 'GL_FRAGMENT_SHADER_DERIVATIVE_HINT'],
      ] as const
    ).map(([name, pname]) => choice(name, pname, 'HintMode', 'GL_DONT_CARE', 'glHint(target)')),
    ...(
      [
        ['perspective_correction', 'GL_PERSPECTIVE_CORRECTION_HINT'],
        ['point_smooth', 'GL_POINT_SMOOTH_HINT'],
        ['fog', 'GL_FOG_HINT'],
        ['generate_mipmap', 'GL_GENERATE_MIPMAP_HINT'],
      ] as const
    ).map(([name, pname]) => choice(name, pname, 'HintMode', 'GL_DONT_CARE', 'glHint(target)', { compatibility: true })),
  ),
  ...group(
    'debug',
    {},
    cap('output', 'GL_DEBUG_OUTPUT', false, '', { since: '4.3' }),
    cap('output_synchronous', 'GL_DEBUG_OUTPUT_SYNCHRONOUS', false, '', { since: '4.3' }),
    int('group_stack_depth', 'GL_DEBUG_GROUP_STACK_DEPTH', 1, 'glPushDebugGroup glPopDebugGroup', { since: '4.3' }),
    int('logged_messages', 'GL_DEBUG_LOGGED_MESSAGES', 0, 'glDebugMessageInsert glGetDebugMessageLog', { since: '4.3' }),
    int('next_logged_message_length', 'GL_DEBUG_NEXT_LOGGED_MESSAGE_LENGTH', 0, 'glDebugMessageInsert glGetDebugMessageLog', {
      since: '4.3',
    }),
  ),
];
