// What a context has bound, and how pixels are stored.
import { binding, bool, choice, group, int, row } from './rows.js';
import type { Domain, StateRow } from './types.js';

export const textureUnits: Domain = { name: 'texture unit', count: 'GL_MAX_COMBINED_TEXTURE_IMAGE_UNITS', base: 'GL_TEXTURE0' };
/** glGet…i_v take the unit's number. */
const plainUnits: Domain = { name: 'texture unit', count: 'GL_MAX_COMBINED_TEXTURE_IMAGE_UNITS' };

/** Target → when it came. */
export const textureTargets = {
  GL_TEXTURE_1D: '1.1',
  GL_TEXTURE_2D: '1.1',
  GL_TEXTURE_3D: '1.2',
  GL_TEXTURE_CUBE_MAP: '1.3',
  GL_TEXTURE_1D_ARRAY: '3.0',
  GL_TEXTURE_2D_ARRAY: '3.0',
  GL_TEXTURE_RECTANGLE: '3.1',
  GL_TEXTURE_BUFFER: '3.1',
  GL_TEXTURE_2D_MULTISAMPLE: '3.2',
  GL_TEXTURE_2D_MULTISAMPLE_ARRAY: '3.2',
  GL_TEXTURE_CUBE_MAP_ARRAY: '4.0',
} as const;

const DELETES_TEXTURES = 'glDeleteTextures';
const textureBinding = (target: keyof typeof textureTargets) =>
  binding(
    `binding_${target.replace('GL_TEXTURE_', '').toLowerCase()}`,
    target.replace('GL_TEXTURE_', 'GL_TEXTURE_BINDING_') as `GL_${string}`,
    'texture',
    `glBindTexture(target) glBindTextures glBindTextureUnit(unit) glBindMultiTextureEXT(texunit) ${DELETES_TEXTURES}`,
    { since: textureTargets[target], pname: target },
  );

const DELETES_BUFFERS = 'glDeleteBuffers';
const bufferBinding = (name: string, pname: `GL_${string}`, since: string) =>
  binding(
    name,
    pname,
    'buffer',
    `glBindBuffer glBindBufferBase glBindBufferRange glBindBuffersBase glBindBuffersRange ${DELETES_BUFFERS}`,
    { since },
  );

/** Buffer bindings with an index: object, start and size. */
function indexedBuffers(name: string, prefix: string, limit: `GL_${string}`, since: string): StateRow[] {
  const set = `glBindBufferBase(index) glBindBufferRange(index) glBindBuffersBase glBindBuffersRange ${DELETES_BUFFERS}`;
  return group(
    `buffer.${name}`,
    { since, domain: { name: `${name} binding`, count: limit } },
    binding('binding', `GL_${prefix}_BINDING`, 'buffer', set),
    row('start', `GL_${prefix}_START`, 'int64', 0, set),
    row('size', `GL_${prefix}_SIZE`, 'int64', 0, set),
  );
}

const store = (side: 'pack' | 'unpack'): StateRow[] => {
  const at = (name: string): `GL_${string}` => `GL_${side.toUpperCase()}_${name}`;
  const set = 'glPixelStoref(pname) glPixelStorei(pname)';
  return group(
    `pixel_store.${side}`,
    { attrib: 'GL_CLIENT_PIXEL_STORE_BIT' },
    bool('swap_bytes', at('SWAP_BYTES'), false, set),
    bool('lsb_first', at('LSB_FIRST'), false, set),
    int('row_length', at('ROW_LENGTH'), 0, set),
    int('image_height', at('IMAGE_HEIGHT'), 0, set, { since: '1.2' }),
    int('skip_rows', at('SKIP_ROWS'), 0, set),
    int('skip_pixels', at('SKIP_PIXELS'), 0, set),
    int('skip_images', at('SKIP_IMAGES'), 0, set, { since: '1.2' }),
    int('alignment', at('ALIGNMENT'), 4, set),
    int('compressed_block_width', at('COMPRESSED_BLOCK_WIDTH'), 0, set, { since: '4.2' }),
    int('compressed_block_height', at('COMPRESSED_BLOCK_HEIGHT'), 0, set, { since: '4.2' }),
    int('compressed_block_depth', at('COMPRESSED_BLOCK_DEPTH'), 0, set, { since: '4.2' }),
    int('compressed_block_size', at('COMPRESSED_BLOCK_SIZE'), 0, set, { since: '4.2' }),
    ...(side === 'pack' ? [bool('invert', 'GL_PACK_INVERT_MESA', false, set, { since: 'MESA_pack_invert' })] : []),
  );
};

const imageUnits: Domain = { name: 'image unit', count: 'GL_MAX_IMAGE_UNITS' };
const IMAGES = 'glBindImageTexture(unit) glBindImageTextureEXT(index) glBindImageTextures glDeleteTextures';

export const bindingRows: readonly StateRow[] = [
  ...group(
    'binding',
    {},
    binding('program', 'GL_CURRENT_PROGRAM', 'program', 'glUseProgram', { since: '2.0' }),
    binding('program_pipeline', 'GL_PROGRAM_PIPELINE_BINDING', 'programPipeline', 'glBindProgramPipeline glDeleteProgramPipelines', {
      since: '4.1',
    }),
    binding('vertex_array', 'GL_VERTEX_ARRAY_BINDING', 'vertexArray', 'glBindVertexArray glDeleteVertexArrays', { since: '3.0' }),
    binding(
      'draw_framebuffer',
      'GL_DRAW_FRAMEBUFFER_BINDING',
      'framebuffer',
      'glBindFramebuffer glBindFramebufferEXT glDeleteFramebuffers',
      { since: '3.0' },
    ),
    binding(
      'read_framebuffer',
      'GL_READ_FRAMEBUFFER_BINDING',
      'framebuffer',
      'glBindFramebuffer glBindFramebufferEXT glDeleteFramebuffers',
      { since: '3.0' },
    ),
    binding('renderbuffer', 'GL_RENDERBUFFER_BINDING', 'renderbuffer', 'glBindRenderbuffer glBindRenderbufferEXT glDeleteRenderbuffers', {
      since: '3.0',
    }),
    binding(
      'transform_feedback',
      'GL_TRANSFORM_FEEDBACK_BINDING',
      'transformFeedback',
      'glBindTransformFeedback glDeleteTransformFeedbacks',
      {
        since: '4.0',
      },
    ),
    bool(
      'transform_feedback_active',
      'GL_TRANSFORM_FEEDBACK_BUFFER_ACTIVE',
      false,
      'glBeginTransformFeedback glEndTransformFeedback glBindTransformFeedback',
      {
        since: '4.0',
      },
    ),
    bool(
      'transform_feedback_paused',
      'GL_TRANSFORM_FEEDBACK_BUFFER_PAUSED',
      false,
      'glPauseTransformFeedback glResumeTransformFeedback glEndTransformFeedback glBindTransformFeedback',
      { since: '4.0' },
    ),
    choice('active_texture', 'GL_ACTIVE_TEXTURE', 'TextureUnit', 'GL_TEXTURE0', 'glActiveTexture', {
      since: '1.3',
      attrib: 'GL_TEXTURE_BIT',
    }),
  ),
  ...group(
    'buffer',
    {},
    bufferBinding('array', 'GL_ARRAY_BUFFER_BINDING', '1.5'),
    bufferBinding('copy_read', 'GL_COPY_READ_BUFFER_BINDING', '3.1'),
    bufferBinding('copy_write', 'GL_COPY_WRITE_BUFFER_BINDING', '3.1'),
    bufferBinding('draw_indirect', 'GL_DRAW_INDIRECT_BUFFER_BINDING', '4.0'),
    bufferBinding('dispatch_indirect', 'GL_DISPATCH_INDIRECT_BUFFER_BINDING', '4.3'),
    bufferBinding('parameter', 'GL_PARAMETER_BUFFER_BINDING', '4.6'),
    bufferBinding('pixel_pack', 'GL_PIXEL_PACK_BUFFER_BINDING', '2.1'),
    bufferBinding('pixel_unpack', 'GL_PIXEL_UNPACK_BUFFER_BINDING', '2.1'),
    bufferBinding('query', 'GL_QUERY_BUFFER_BINDING', '4.4'),
    bufferBinding('texture', 'GL_TEXTURE_BUFFER', '3.1'),
    bufferBinding('uniform', 'GL_UNIFORM_BUFFER_BINDING', '3.1'),
    bufferBinding('shader_storage', 'GL_SHADER_STORAGE_BUFFER_BINDING', '4.3'),
    bufferBinding('atomic_counter', 'GL_ATOMIC_COUNTER_BUFFER_BINDING', '4.2'),
    bufferBinding('transform_feedback', 'GL_TRANSFORM_FEEDBACK_BUFFER_BINDING', '3.0'),
  ),
  ...indexedBuffers('uniform', 'UNIFORM_BUFFER', 'GL_MAX_UNIFORM_BUFFER_BINDINGS', '3.1'),
  ...indexedBuffers('shader_storage', 'SHADER_STORAGE_BUFFER', 'GL_MAX_SHADER_STORAGE_BUFFER_BINDINGS', '4.3'),
  ...indexedBuffers('atomic_counter', 'ATOMIC_COUNTER_BUFFER', 'GL_MAX_ATOMIC_COUNTER_BUFFER_BINDINGS', '4.2'),
  ...group(
    'texture_unit',
    { domain: plainUnits, attrib: 'GL_TEXTURE_BIT' },
    ...(Object.keys(textureTargets) as (keyof typeof textureTargets)[]).map(textureBinding),
    binding('sampler', 'GL_SAMPLER_BINDING', 'sampler', 'glBindSampler(unit) glBindSamplers glDeleteSamplers', { since: '3.3' }),
  ),
  ...group(
    'image_unit',
    { domain: imageUnits, since: '4.2' },
    binding('name', 'GL_IMAGE_BINDING_NAME', 'texture', IMAGES),
    int('level', 'GL_IMAGE_BINDING_LEVEL', 0, IMAGES),
    bool('layered', 'GL_IMAGE_BINDING_LAYERED', false, IMAGES),
    int('layer', 'GL_IMAGE_BINDING_LAYER', 0, IMAGES),
    choice('access', 'GL_IMAGE_BINDING_ACCESS', 'BufferAccessARB', 'GL_READ_ONLY', IMAGES),
    choice('format', 'GL_IMAGE_BINDING_FORMAT', 'InternalFormat', 'GL_R8', IMAGES),
  ),
  ...group(
    'texture',
    { attrib: 'GL_TEXTURE_BIT' },
    bool('cube_map_seamless', 'GL_TEXTURE_CUBE_MAP_SEAMLESS', false, 'glEnable(cap) glDisable(cap)', { since: '3.2' }),
  ),
  ...store('unpack'),
  ...store('pack'),
];
