// Properties of objects. What OpenGL tells only by walking through lists of its own (active uniforms, attached shaders,
// levels that exist) is asked by src/replay/state; the rows here are what a single question answers.
import type { ObjectKind } from '../types.js';
import { pipelineRows, programRows, queryRows, shaderRows, transformFeedbackRows, vertexArrayRows } from './objects_more.js';
import { bool, choice, float, int, type OpenRow, properties, row } from './rows.js';
import type { Domain, ObjectTable, StateQuery, StateRow } from './types.js';

type Enum = `GL_${string}`;
const ask = (command: `gl${string}`, ...args: (string | number)[]): { readonly query: StateQuery } => ({ query: { command, args } });

// --- textures ---------------------------------------------------------------------------------------------------
const TEX = 'glTexParameter*(pname) glTextureParameter*(pname) glMultiTexParameter*(pname)';
const texInt = (pname: Enum) => ask('glGetTextureParameteriv', '$name', pname, '$out');
const texFloat = (pname: Enum) => ask('glGetTextureParameterfv', '$name', pname, '$out');
const STORAGE = 'glTexStorage* glTextureStorage* glTextureView';

const sampling = (ints: (pname: Enum) => object, floats: (pname: Enum) => object, set: string): OpenRow[] => [
  choice('min_filter', 'GL_TEXTURE_MIN_FILTER', 'TextureMinFilter', undefined, set, ints('GL_TEXTURE_MIN_FILTER')),
  choice('mag_filter', 'GL_TEXTURE_MAG_FILTER', 'TextureMagFilter', 'GL_LINEAR', set, ints('GL_TEXTURE_MAG_FILTER')),
  choice('wrap_s', 'GL_TEXTURE_WRAP_S', 'TextureWrapMode', undefined, set, ints('GL_TEXTURE_WRAP_S')),
  choice('wrap_t', 'GL_TEXTURE_WRAP_T', 'TextureWrapMode', undefined, set, ints('GL_TEXTURE_WRAP_T')),
  choice('wrap_r', 'GL_TEXTURE_WRAP_R', 'TextureWrapMode', undefined, set, ints('GL_TEXTURE_WRAP_R')),
  float('border_color', 'GL_TEXTURE_BORDER_COLOR', [0, 0, 0, 0], set, floats('GL_TEXTURE_BORDER_COLOR')),
  float('min_lod', 'GL_TEXTURE_MIN_LOD', -1000, set, { since: '1.2', ...floats('GL_TEXTURE_MIN_LOD') }),
  float('max_lod', 'GL_TEXTURE_MAX_LOD', 1000, set, { since: '1.2', ...floats('GL_TEXTURE_MAX_LOD') }),
  float('lod_bias', 'GL_TEXTURE_LOD_BIAS', 0, set, { since: '1.4', ...floats('GL_TEXTURE_LOD_BIAS') }),
  choice('compare_mode', 'GL_TEXTURE_COMPARE_MODE', 'TextureCompareMode', 'GL_NONE', set, {
    since: '1.4',
    ...ints('GL_TEXTURE_COMPARE_MODE'),
  }),
  choice('compare_func', 'GL_TEXTURE_COMPARE_FUNC', 'DepthFunction', 'GL_LEQUAL', set, {
    since: '1.4',
    ...ints('GL_TEXTURE_COMPARE_FUNC'),
  }),
  float('max_anisotropy', 'GL_TEXTURE_MAX_ANISOTROPY', 1, set, { since: '4.6', ...floats('GL_TEXTURE_MAX_ANISOTROPY') }),
  bool('cube_map_seamless', 'GL_TEXTURE_CUBE_MAP_SEAMLESS', false, set, {
    since: 'ARB_seamless_cubemap_per_texture',
    ...ints('GL_TEXTURE_CUBE_MAP_SEAMLESS'),
  }),
  choice('srgb_decode', 'GL_TEXTURE_SRGB_DECODE_EXT', '', 'GL_DECODE_EXT', set, {
    since: 'EXT_texture_sRGB_decode',
    ...ints('GL_TEXTURE_SRGB_DECODE_EXT'),
  }),
  choice('reduction_mode', 'GL_TEXTURE_REDUCTION_MODE_ARB', '', 'GL_WEIGHTED_AVERAGE_ARB', set, {
    since: 'ARB_texture_filter_minmax',
    ...ints('GL_TEXTURE_REDUCTION_MODE_ARB'),
  }),
];

const tex = (name: string, pname: Enum, initial: number, set: string, since: string) =>
  int(name, pname, initial, set, { since, ...texInt(pname) });

const textureRows: readonly StateRow[] = properties(
  {},
  choice('target', 'GL_TEXTURE_TARGET', 'TextureTarget', undefined, 'glBindTexture glCreateTextures glTextureView', {
    since: '4.5',
    ...texInt('GL_TEXTURE_TARGET'),
  }),
  ...sampling(texInt, texFloat, TEX),
  tex('base_level', 'GL_TEXTURE_BASE_LEVEL', 0, TEX, '1.2'),
  tex('max_level', 'GL_TEXTURE_MAX_LEVEL', 1000, TEX, '1.2'),
  ...(['R', 'G', 'B', 'A'] as const).map(channel =>
    choice(
      `swizzle_${channel.toLowerCase()}`,
      `GL_TEXTURE_SWIZZLE_${channel}`,
      'TextureSwizzle',
      `GL_${{ R: 'RED', G: 'GREEN', B: 'BLUE', A: 'ALPHA' }[channel]}` as Enum,
      'glTexParameter* glTextureParameter* glMultiTexParameter*',
      { since: '3.3', ...texInt(`GL_TEXTURE_SWIZZLE_${channel}`) },
    ),
  ),
  choice('depth_stencil_mode', 'GL_DEPTH_STENCIL_TEXTURE_MODE', '', 'GL_DEPTH_COMPONENT', TEX, {
    since: '4.3',
    ...texInt('GL_DEPTH_STENCIL_TEXTURE_MODE'),
  }),
  row('immutable_format', 'GL_TEXTURE_IMMUTABLE_FORMAT', 'bool', false, STORAGE, {
    since: '4.2',
    ...texInt('GL_TEXTURE_IMMUTABLE_FORMAT'),
  }),
  tex('immutable_levels', 'GL_TEXTURE_IMMUTABLE_LEVELS', 0, STORAGE, '4.3'),
  tex('view_min_level', 'GL_TEXTURE_VIEW_MIN_LEVEL', 0, STORAGE, '4.3'),
  tex('view_num_levels', 'GL_TEXTURE_VIEW_NUM_LEVELS', 0, STORAGE, '4.3'),
  tex('view_min_layer', 'GL_TEXTURE_VIEW_MIN_LAYER', 0, STORAGE, '4.3'),
  tex('view_num_layers', 'GL_TEXTURE_VIEW_NUM_LAYERS', 0, STORAGE, '4.3'),
  choice('image_format_compatibility', 'GL_IMAGE_FORMAT_COMPATIBILITY_TYPE', '', undefined, '', {
    since: '4.2',
    ...texInt('GL_IMAGE_FORMAT_COMPATIBILITY_TYPE'),
  }),
  float('priority', 'GL_TEXTURE_PRIORITY', 1, `${TEX} glPrioritizeTextures`, { compatibility: true, ...texFloat('GL_TEXTURE_PRIORITY') }),
  row('resident', 'GL_TEXTURE_RESIDENT', 'bool', undefined, '', { compatibility: true, ...texInt('GL_TEXTURE_RESIDENT') }),
  choice('depth_mode', 'GL_DEPTH_TEXTURE_MODE', '', 'GL_LUMINANCE', TEX, {
    compatibility: true,
    since: '1.4',
    ...texInt('GL_DEPTH_TEXTURE_MODE'),
  }),
  row('generate_mipmap', 'GL_GENERATE_MIPMAP', 'bool', false, TEX, { compatibility: true, since: '1.4', ...texInt('GL_GENERATE_MIPMAP') }),
);

export const levels: Domain = { name: 'level', count: 16 };
const IMAGE =
  'glTexImage* glTextureImage* glMultiTexImage* glCopyTexImage* glCopyTextureImage* glCompressedTexImage* glCompressedTextureImage* glTexStorage* glTextureStorage* glTexBuffer* glTextureBuffer* glTextureView glGenerateMipmap glGenerateTextureMipmap glTexImage2DMultisample glTexImage3DMultisample';
const level = (pname: Enum) => ask('glGetTextureLevelParameteriv', '$name', '$index', pname, '$out');
const perLevel = (name: string, pname: Enum, initial: number, since?: string) =>
  int(name, pname, initial, IMAGE, { ...(since && { since }), ...level(pname) });

/** Of each image of a texture; those of a cube map are the ones of its first face. */
export const textureLevelRows: readonly StateRow[] = properties(
  { domain: levels },
  perLevel('width', 'GL_TEXTURE_WIDTH', 0),
  perLevel('height', 'GL_TEXTURE_HEIGHT', 0),
  perLevel('depth', 'GL_TEXTURE_DEPTH', 0, '1.2'),
  row('border', 'GL_TEXTURE_BORDER', 'int', 0, IMAGE, { compatibility: true, ...level('GL_TEXTURE_BORDER') }),
  choice('internal_format', 'GL_TEXTURE_INTERNAL_FORMAT', 'InternalFormat', undefined, IMAGE, level('GL_TEXTURE_INTERNAL_FORMAT')),
  perLevel('samples', 'GL_TEXTURE_SAMPLES', 0, '3.2'),
  row('fixed_sample_locations', 'GL_TEXTURE_FIXED_SAMPLE_LOCATIONS', 'bool', true, IMAGE, {
    since: '3.2',
    ...level('GL_TEXTURE_FIXED_SAMPLE_LOCATIONS'),
  }),
  row('compressed', 'GL_TEXTURE_COMPRESSED', 'bool', false, IMAGE, { since: '1.3', ...level('GL_TEXTURE_COMPRESSED') }),
  perLevel('compressed_image_size', 'GL_TEXTURE_COMPRESSED_IMAGE_SIZE', 0, '1.3'),
  ...(['RED', 'GREEN', 'BLUE', 'ALPHA', 'DEPTH', 'STENCIL', 'SHARED', 'LUMINANCE', 'INTENSITY'] as const).map(channel =>
    int(`${channel.toLowerCase()}_size`, `GL_TEXTURE_${channel}_SIZE` as Enum, 0, IMAGE, {
      ...level(`GL_TEXTURE_${channel}_SIZE` as Enum),
      ...((channel === 'LUMINANCE' || channel === 'INTENSITY') && { compatibility: true }),
    }),
  ),
  ...(['RED', 'GREEN', 'BLUE', 'ALPHA', 'DEPTH'] as const).map(channel =>
    choice(`${channel.toLowerCase()}_type`, `GL_TEXTURE_${channel}_TYPE`, '', 'GL_NONE', IMAGE, {
      since: '3.0',
      ...level(`GL_TEXTURE_${channel}_TYPE`),
    }),
  ),
  row('buffer', 'GL_TEXTURE_BUFFER_DATA_STORE_BINDING', 'name', 0, IMAGE, {
    object: 'buffer',
    since: '3.1',
    ...level('GL_TEXTURE_BUFFER_DATA_STORE_BINDING'),
  }),
  perLevel('buffer_offset', 'GL_TEXTURE_BUFFER_OFFSET', 0, '4.3'),
  perLevel('buffer_size', 'GL_TEXTURE_BUFFER_SIZE', 0, '4.3'),
);

// --- samplers, buffers, renderbuffers -------------------------------------------------------------------------------
const samplerRows = properties(
  { since: '3.3' },
  ...sampling(
    pname => ask('glGetSamplerParameteriv', '$name', pname, '$out'),
    pname => ask('glGetSamplerParameterfv', '$name', pname, '$out'),
    'glSamplerParameter*(pname)',
  ),
);

const buf = (pname: Enum) => ask('glGetNamedBufferParameteriv', '$name', pname, '$out');
const buf64 = (pname: Enum) => ask('glGetNamedBufferParameteri64v', '$name', pname, '$out');
const DATA = 'glBufferData glNamedBufferData glNamedBufferDataEXT glBufferStorage glNamedBufferStorage';
const MAP = 'glMapBuffer glMapBufferRange glMapNamedBuffer glMapNamedBufferRange glUnmapBuffer glUnmapNamedBuffer';
const bufferRows = properties(
  {},
  row('size', 'GL_BUFFER_SIZE', 'int64', 0, DATA, buf64('GL_BUFFER_SIZE')),
  choice('usage', 'GL_BUFFER_USAGE', 'BufferUsageARB', 'GL_STATIC_DRAW', DATA, buf('GL_BUFFER_USAGE')),
  row('immutable_storage', 'GL_BUFFER_IMMUTABLE_STORAGE', 'bool', false, DATA, { since: '4.4', ...buf('GL_BUFFER_IMMUTABLE_STORAGE') }),
  row('storage_flags', 'GL_BUFFER_STORAGE_FLAGS', 'bits', 0, DATA, {
    since: '4.4',
    enums: 'BufferStorageMask',
    ...buf('GL_BUFFER_STORAGE_FLAGS'),
  }),
  row('mapped', 'GL_BUFFER_MAPPED', 'bool', false, `${MAP} ${DATA}`, buf('GL_BUFFER_MAPPED')),
  choice('access', 'GL_BUFFER_ACCESS', 'BufferAccessARB', 'GL_READ_WRITE', `${MAP} ${DATA}`, buf('GL_BUFFER_ACCESS')),
  row('access_flags', 'GL_BUFFER_ACCESS_FLAGS', 'bits', 0, `${MAP} ${DATA}`, {
    since: '3.0',
    enums: 'MapBufferAccessMask',
    ...buf('GL_BUFFER_ACCESS_FLAGS'),
  }),
  row('map_offset', 'GL_BUFFER_MAP_OFFSET', 'int64', 0, `${MAP} ${DATA}`, { since: '3.0', ...buf64('GL_BUFFER_MAP_OFFSET') }),
  row('map_length', 'GL_BUFFER_MAP_LENGTH', 'int64', 0, `${MAP} ${DATA}`, { since: '3.0', ...buf64('GL_BUFFER_MAP_LENGTH') }),
);

const rb = (pname: Enum) => ask('glGetNamedRenderbufferParameteriv', '$name', pname, '$out');
const RB = 'glRenderbufferStorage* glNamedRenderbufferStorage*';
const renderbufferRows = properties(
  { since: '3.0' },
  int('width', 'GL_RENDERBUFFER_WIDTH', 0, RB, rb('GL_RENDERBUFFER_WIDTH')),
  int('height', 'GL_RENDERBUFFER_HEIGHT', 0, RB, rb('GL_RENDERBUFFER_HEIGHT')),
  choice('internal_format', 'GL_RENDERBUFFER_INTERNAL_FORMAT', 'InternalFormat', undefined, RB, rb('GL_RENDERBUFFER_INTERNAL_FORMAT')),
  int('samples', 'GL_RENDERBUFFER_SAMPLES', 0, RB, rb('GL_RENDERBUFFER_SAMPLES')),
  ...(['RED', 'GREEN', 'BLUE', 'ALPHA', 'DEPTH', 'STENCIL'] as const).map(channel =>
    int(`${channel.toLowerCase()}_size`, `GL_RENDERBUFFER_${channel}_SIZE`, 0, RB, rb(`GL_RENDERBUFFER_${channel}_SIZE`)),
  ),
);

// --- framebuffers ---------------------------------------------------------------------------------------------------
const fb = (pname: Enum) => ask('glGetNamedFramebufferParameteriv', '$name', pname, '$out');
const FB = 'glFramebufferParameteri(pname) glNamedFramebufferParameteri(pname)';
const framebufferRows = properties(
  { since: '4.3' },
  int('default_width', 'GL_FRAMEBUFFER_DEFAULT_WIDTH', 0, FB, fb('GL_FRAMEBUFFER_DEFAULT_WIDTH')),
  int('default_height', 'GL_FRAMEBUFFER_DEFAULT_HEIGHT', 0, FB, fb('GL_FRAMEBUFFER_DEFAULT_HEIGHT')),
  int('default_layers', 'GL_FRAMEBUFFER_DEFAULT_LAYERS', 0, FB, fb('GL_FRAMEBUFFER_DEFAULT_LAYERS')),
  int('default_samples', 'GL_FRAMEBUFFER_DEFAULT_SAMPLES', 0, FB, fb('GL_FRAMEBUFFER_DEFAULT_SAMPLES')),
  bool(
    'default_fixed_sample_locations',
    'GL_FRAMEBUFFER_DEFAULT_FIXED_SAMPLE_LOCATIONS',
    false,
    FB,
    fb('GL_FRAMEBUFFER_DEFAULT_FIXED_SAMPLE_LOCATIONS'),
  ),
  bool('flip_x', 'GL_FRAMEBUFFER_FLIP_X_MESA', false, FB, { since: 'MESA_framebuffer_flip_x', ...fb('GL_FRAMEBUFFER_FLIP_X_MESA') }),
  bool('flip_y', 'GL_FRAMEBUFFER_FLIP_Y_MESA', false, FB, { since: 'MESA_framebuffer_flip_y', ...fb('GL_FRAMEBUFFER_FLIP_Y_MESA') }),
  bool('swap_xy', 'GL_FRAMEBUFFER_SWAP_XY_MESA', false, FB, { since: 'MESA_framebuffer_swap_xy', ...fb('GL_FRAMEBUFFER_SWAP_XY_MESA') }),
  bool('programmable_sample_locations', 'GL_FRAMEBUFFER_PROGRAMMABLE_SAMPLE_LOCATIONS_ARB', false, FB, {
    since: 'ARB_sample_locations',
    ...fb('GL_FRAMEBUFFER_PROGRAMMABLE_SAMPLE_LOCATIONS_ARB'),
  }),
  bool('sample_location_pixel_grid', 'GL_FRAMEBUFFER_SAMPLE_LOCATION_PIXEL_GRID_ARB', false, FB, {
    since: 'ARB_sample_locations',
    ...fb('GL_FRAMEBUFFER_SAMPLE_LOCATION_PIXEL_GRID_ARB'),
  }),
);

/** Of the framebuffer that is bound for drawing (draw_buffer) or reading; Mesa answers them for any by name. */
export const framebufferBufferRows: readonly StateRow[] = properties(
  { attrib: 'GL_COLOR_BUFFER_BIT' },
  choice(
    'draw_buffer',
    'GL_DRAW_BUFFER0',
    'DrawBufferMode',
    undefined,
    'glDrawBuffer glDrawBuffers glNamedFramebufferDrawBuffer glNamedFramebufferDrawBuffers glFramebufferDrawBufferEXT glFramebufferDrawBuffersEXT',
    {
      since: '2.0',
      domain: { name: 'draw buffer', count: 'GL_MAX_DRAW_BUFFERS', base: 'GL_DRAW_BUFFER0' },
      ...ask('glGetIntegerv', '$index', '$out'),
    },
  ),
  choice(
    'read_buffer',
    'GL_READ_BUFFER',
    'ReadBufferMode',
    undefined,
    'glReadBuffer glNamedFramebufferReadBuffer glFramebufferReadBufferEXT',
    ask('glGetIntegerv', 'GL_READ_BUFFER', '$out'),
  ),
);

const ATTACH = 'glFramebufferTexture* glFramebufferRenderbuffer* glNamedFramebufferTexture* glNamedFramebufferRenderbuffer*';
const at = (pname: Enum) => ask('glGetNamedFramebufferAttachmentParameteriv', '$name', '$index', pname, '$out');
const attached = (name: string, short: string, kind: 'int' | 'bool', since = '3.0') =>
  row(name, `GL_FRAMEBUFFER_ATTACHMENT_${short}`, kind, kind === 'int' ? 0 : false, ATTACH, {
    since,
    ...at(`GL_FRAMEBUFFER_ATTACHMENT_${short}`),
  });

/** Of each attachment point. */
export const attachmentRows: readonly StateRow[] = properties(
  { since: '3.0', domain: { name: 'attachment', count: 1 } },
  choice(
    'type',
    'GL_FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE',
    'FramebufferAttachmentParameterName',
    'GL_NONE',
    ATTACH,
    at('GL_FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE'),
  ),
  attached('name', 'OBJECT_NAME', 'int'),
  attached('level', 'TEXTURE_LEVEL', 'int'),
  choice(
    'cube_map_face',
    'GL_FRAMEBUFFER_ATTACHMENT_TEXTURE_CUBE_MAP_FACE',
    'TextureTarget',
    'GL_NONE',
    ATTACH,
    at('GL_FRAMEBUFFER_ATTACHMENT_TEXTURE_CUBE_MAP_FACE'),
  ),
  attached('layer', 'TEXTURE_LAYER', 'int'),
  attached('layered', 'LAYERED', 'bool', '3.2'),
  choice(
    'component_type',
    'GL_FRAMEBUFFER_ATTACHMENT_COMPONENT_TYPE',
    '',
    'GL_NONE',
    ATTACH,
    at('GL_FRAMEBUFFER_ATTACHMENT_COMPONENT_TYPE'),
  ),
  choice(
    'color_encoding',
    'GL_FRAMEBUFFER_ATTACHMENT_COLOR_ENCODING',
    '',
    'GL_LINEAR',
    ATTACH,
    at('GL_FRAMEBUFFER_ATTACHMENT_COLOR_ENCODING'),
  ),
  attached('red_size', 'RED_SIZE', 'int'),
  attached('green_size', 'GREEN_SIZE', 'int'),
  attached('blue_size', 'BLUE_SIZE', 'int'),
  attached('alpha_size', 'ALPHA_SIZE', 'int'),
  attached('depth_size', 'DEPTH_SIZE', 'int'),
  attached('stencil_size', 'STENCIL_SIZE', 'int'),
);

export type StateObjectKind = Extract<
  ObjectKind,
  | 'texture'
  | 'sampler'
  | 'buffer'
  | 'renderbuffer'
  | 'framebuffer'
  | 'vertexArray'
  | 'shader'
  | 'program'
  | 'programPipeline'
  | 'transformFeedback'
  | 'query'
  | 'displayList'
>;

/** One entry a kind, in the order in which they are shown. */
export const objectTables: Readonly<Record<StateObjectKind, ObjectTable>> = {
  texture: { kind: 'texture', label: 'texture', scope: 'shared', exists: 'glIsTexture', rows: textureRows },
  sampler: { kind: 'sampler', label: 'sampler', scope: 'shared', exists: 'glIsSampler', rows: samplerRows },
  buffer: { kind: 'buffer', label: 'buffer', scope: 'shared', exists: 'glIsBuffer', rows: bufferRows },
  renderbuffer: { kind: 'renderbuffer', label: 'renderbuffer', scope: 'shared', exists: 'glIsRenderbuffer', rows: renderbufferRows },
  shader: { kind: 'shader', label: 'shader', scope: 'shared', exists: 'glIsShader', rows: shaderRows },
  program: { kind: 'program', label: 'program', scope: 'shared', exists: 'glIsProgram', rows: programRows },
  displayList: { kind: 'displayList', label: 'display_list', scope: 'shared', exists: 'glIsList', rows: [] },
  framebuffer: {
    kind: 'framebuffer',
    label: 'framebuffer',
    scope: 'context',
    exists: 'glIsFramebuffer',
    zero: true,
    rows: framebufferRows,
  },
  vertexArray: {
    kind: 'vertexArray',
    label: 'vertex_array',
    scope: 'context',
    exists: 'glIsVertexArray',
    zero: true,
    rows: vertexArrayRows,
  },
  programPipeline: {
    kind: 'programPipeline',
    label: 'program_pipeline',
    scope: 'context',
    exists: 'glIsProgramPipeline',
    rows: pipelineRows,
  },
  transformFeedback: {
    kind: 'transformFeedback',
    label: 'transform_feedback',
    scope: 'context',
    exists: 'glIsTransformFeedback',
    zero: true,
    rows: transformFeedbackRows,
  },
  query: { kind: 'query', label: 'query', scope: 'context', exists: 'glIsQuery', rows: queryRows },
};
