// State that hangs on something else that is bound: the conventional arrays of a vertex array, current texture
// coordinates of a unit, what the draw framebuffer is like.
import { binding, bool, choice, float, group, int, properties } from './rows.js';
import type { Domain, StateQuery, StateRow } from './types.js';

type Enum = `GL_${string}`;
const ARRAYS: readonly (readonly [string, string, readonly string[], string])[] = [
  ['vertex', 'VERTEX', ['SIZE', 'TYPE', 'STRIDE'], 'glVertexPointer glVertexPointerEXT glVertexArrayVertexOffsetEXT'],
  ['normal', 'NORMAL', ['TYPE', 'STRIDE'], 'glNormalPointer glNormalPointerEXT glVertexArrayNormalOffsetEXT'],
  ['color', 'COLOR', ['SIZE', 'TYPE', 'STRIDE'], 'glColorPointer glColorPointerEXT glVertexArrayColorOffsetEXT'],
  ['secondary_color', 'SECONDARY_COLOR', ['SIZE', 'TYPE', 'STRIDE'], 'glSecondaryColorPointer glVertexArraySecondaryColorOffsetEXT'],
  ['index', 'INDEX', ['TYPE', 'STRIDE'], 'glIndexPointer glIndexPointerEXT glVertexArrayIndexOffsetEXT'],
  ['fog_coord', 'FOG_COORD', ['TYPE', 'STRIDE'], 'glFogCoordPointer glVertexArrayFogCoordOffsetEXT'],
  ['edge_flag', 'EDGE_FLAG', ['STRIDE'], 'glEdgeFlagPointer glEdgeFlagPointerEXT glVertexArrayEdgeFlagOffsetEXT'],
];
const SWITCH =
  'glEnableClientState(array) glDisableClientState(array) glEnableVertexArrayEXT(array) glDisableVertexArrayEXT(array) glInterleavedArrays';
const SIZES: Readonly<Record<string, number>> = { vertex: 4, color: 4, secondary_color: 3, texture_coord: 4 };

/** Asked of the vertex array that is bound: by name the drivers do not tell them of the default one. */
const ask = (pname: Enum): { readonly query: StateQuery } =>
  /_ARRAY$/.test(pname)
    ? { query: { command: 'glIsEnabled', args: [pname] } }
    : { query: { command: 'glGetIntegerv', args: [pname, '$out'] } };

function arrayRows(
  name: string,
  short: string,
  parts: readonly string[],
  set: string,
  options: { readonly domain?: Domain; readonly how: typeof ask },
): StateRow[] {
  const { domain, how } = options;
  const pname = (part: string): Enum => `GL_${short}_ARRAY${part === '' ? '' : `_${part}`}`;
  const rows = properties(
    { compatibility: true, attrib: 'GL_CLIENT_VERTEX_ARRAY_BIT', ...(domain && { domain }) },
    bool(`${name}.enabled`, pname(''), false, SWITCH, how(pname(''))),
    ...parts.map(part => {
      const at = pname(part);
      const setters = `${set} glInterleavedArrays`;
      if (part === 'TYPE') return choice(`${name}.type`, at, 'VertexPointerType', 'GL_FLOAT', setters, how(at));
      return int(`${name}.${part.toLowerCase()}`, at, part === 'SIZE' ? SIZES[name]! : 0, setters, how(at));
    }),
    binding(`${name}.buffer`, pname('BUFFER_BINDING'), 'buffer', `${set} glInterleavedArrays glDeleteBuffers`, {
      since: '1.5',
      ...how(pname('BUFFER_BINDING')),
    }),
  );
  if (!domain) return rows;
  // Another unit of the client's: its arrays can be asked from then on.
  const setBy = (row: StateRow) => [...row.setBy, 'glClientActiveTexture(texture)'];
  return rows.map(row => ({ ...row, path: row.path.replace(`[].${name}.`, `${name}[].`), setBy: setBy(row) }));
}

/** Of the vertex array that is bound, in the compatibility profile; texture coordinates of the client's active unit. */
export const conventionalArrayRows: readonly StateRow[] = [
  ...ARRAYS.flatMap(([name, short, parts, set]) => arrayRows(name, short, parts, set, { how: ask })),
  ...arrayRows(
    'texture_coord',
    'TEXTURE_COORD',
    ['SIZE', 'TYPE', 'STRIDE'],
    'glTexCoordPointer glTexCoordPointerEXT glMultiTexCoordPointerEXT glVertexArrayTexCoordOffsetEXT glVertexArrayMultiTexCoordOffsetEXT',
    {
      domain: { name: 'texture coordinate set', count: 'GL_MAX_TEXTURE_COORDS', base: 'GL_TEXTURE0' },
      how: ask,
    },
  ),
];

/** Asked with the unit made active: there is no other way. */
export const unitRows: readonly StateRow[] = group(
  'coord',
  { compatibility: true, since: '1.3', domain: { name: 'texture coordinate set', count: 'GL_MAX_TEXTURE_COORDS', base: 'GL_TEXTURE0' } },
  float(
    'current',
    'GL_CURRENT_TEXTURE_COORDS',
    [0, 0, 0, 1],
    'glTexCoord[1-4P]* glMultiTexCoord[1-4]*(target) glMultiTexCoordP[1-4]*(texture) glEvalCoord* glEvalPoint* glEvalMesh* glArrayElement',
    {
      attrib: 'GL_CURRENT_BIT',
      query: { command: 'glGetFloatv', args: ['GL_CURRENT_TEXTURE_COORDS', '$out'], activeTexture: true },
    },
  ),
  float('raster', 'GL_CURRENT_RASTER_TEXTURE_COORDS', [0, 0, 0, 1], 'glRasterPos* glWindowPos*', {
    attrib: 'GL_CURRENT_BIT',
    query: { command: 'glGetFloatv', args: ['GL_CURRENT_RASTER_TEXTURE_COORDS', '$out'], activeTexture: true },
  }),
  int('matrix_depth', 'GL_TEXTURE_STACK_DEPTH', 1, 'glPushMatrix glPopMatrix glMatrixPushEXT glMatrixPopEXT', {
    query: { command: 'glGetIntegerv', args: ['GL_TEXTURE_STACK_DEPTH', '$out'], activeTexture: true },
  }),
);

const QUERIES = {
  samples_passed: ['GL_SAMPLES_PASSED', '1.5'],
  any_samples_passed: ['GL_ANY_SAMPLES_PASSED', '3.3'],
  any_samples_passed_conservative: ['GL_ANY_SAMPLES_PASSED_CONSERVATIVE', '4.3'],
  primitives_generated: ['GL_PRIMITIVES_GENERATED', '3.0'],
  transform_feedback_primitives_written: ['GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN', '3.0'],
  time_elapsed: ['GL_TIME_ELAPSED', '3.3'],
} as const;
/** The query that is active for each target. */
export const activeQueryRows: readonly StateRow[] = group(
  'active_query',
  {},
  ...Object.entries(QUERIES).map(([name, [target, since]]) =>
    binding(
      name,
      target,
      'query',
      'glBeginQuery(target) glEndQuery(target) glBeginQueryIndexed(target) glEndQueryIndexed(target) glDeleteQueries',
      {
        since,
        query: { command: 'glGetQueryiv', args: [target, 'GL_CURRENT_QUERY', '$out'] },
      },
    ),
  ),
);

const FRAMEBUFFERS =
  'glBindFramebuffer glBindFramebufferEXT glDeleteFramebuffers glFramebufferTexture* glFramebufferRenderbuffer* glNamedFramebuffer* glReadBuffer glDrawBuffer*';
const of = (name: string, options = {}) => int(name, `GL_${name.toUpperCase()}` as Enum, undefined, FRAMEBUFFERS, options);
/** What the framebuffers that are bound are like. */
export const targetRows: readonly StateRow[] = group(
  'target',
  {},
  ...['red', 'green', 'blue', 'alpha', 'depth', 'stencil'].map(each => of(`${each}_bits`)),
  of('samples', { since: '1.3' }),
  of('sample_buffers', { since: '1.3' }),
  bool('doublebuffer', 'GL_DOUBLEBUFFER', true, FRAMEBUFFERS),
  bool('stereo', 'GL_STEREO', false, FRAMEBUFFERS),
  bool('framebuffer_srgb_capable', 'GL_FRAMEBUFFER_SRGB_CAPABLE_EXT', true, FRAMEBUFFERS, { since: 'EXT_framebuffer_sRGB' }),
  choice('implementation_color_read_format', 'GL_IMPLEMENTATION_COLOR_READ_FORMAT', 'PixelFormat', undefined, FRAMEBUFFERS, {
    since: '4.1',
  }),
  choice('implementation_color_read_type', 'GL_IMPLEMENTATION_COLOR_READ_TYPE', 'PixelType', undefined, FRAMEBUFFERS, { since: '4.1' }),
  ...['accum_red', 'accum_green', 'accum_blue', 'accum_alpha', 'index'].map(each => of(`${each}_bits`, { compatibility: true })),
  of('aux_buffers', { compatibility: true }),
  bool('rgba_mode', 'GL_RGBA_MODE', true, FRAMEBUFFERS, { compatibility: true }),
  bool('index_mode', 'GL_INDEX_MODE', false, FRAMEBUFFERS, { compatibility: true }),
  bool('rgba_integer_mode', 'GL_RGBA_INTEGER_MODE_EXT', false, FRAMEBUFFERS, { compatibility: true, since: 'EXT_texture_integer' }),
  bool('rgba_float_mode', 'GL_RGBA_FLOAT_MODE_ARB', false, FRAMEBUFFERS, { compatibility: true, since: 'ARB_color_buffer_float' }),
);
