// State of the compatibility profile: matrices, lighting, texture environment, current attributes, pixel transfer,
// evaluators, display lists, selection and feedback.
import { textureUnits } from './bindings.js';
import { bool, cap, choice, float, group, int, type OpenRow, row } from './rows.js';
import type { Domain, StateRow } from './types.js';

type Enum = `GL_${string}`;
const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const coordUnits: Domain = { name: 'texture coordinate set', count: 'GL_MAX_TEXTURE_COORDS' };
const coordUnitEnums: Domain = { ...textureUnits, name: 'texture coordinate set', count: 'GL_MAX_TEXTURE_COORDS' };
const fixedUnits: Domain = { name: 'texture unit', count: 'GL_MAX_TEXTURE_UNITS' };
const fixedUnitEnums: Domain = { ...textureUnits, count: 'GL_MAX_TEXTURE_UNITS' };
const lights: Domain = { name: 'light', count: 'GL_MAX_LIGHTS', base: 'GL_LIGHT0' };
const clipPlanes: Domain = { name: 'clip plane', count: 'GL_MAX_CLIP_PLANES', base: 'GL_CLIP_PLANE0' };

const MATRIX =
  'glLoadIdentity glLoadMatrix* glMultMatrix* glLoadTransposeMatrix* glMultTransposeMatrix* glRotate* glScale* glTranslate* glFrustum* glOrtho* glPushMatrix glPopMatrix glMatrix*EXT';
const matrix = (name: string, pname: Enum) => float(name, pname, IDENTITY, MATRIX);
const depth = (name: string, pname: Enum) => int(name, pname, 1, 'glPushMatrix glPopMatrix glMatrixPushEXT glMatrixPopEXT');

const light = (name: string, pname: Enum, initial: number | number[] | undefined, count?: number) =>
  float(name, pname, initial, 'glLight[fix]*(light,pname)', {
    query: { command: 'glGetLightfv', args: ['$index', pname, '$out'] },
    ...(count !== undefined && { count }),
  });

const materialFace = (face: 'front' | 'back'): StateRow[] => {
  const value = (name: string, pname: Enum, initial: number | number[]) =>
    float(name, pname, initial, 'glMaterial* glColor[34P]* glColorMaterial glEnable(GL_COLOR_MATERIAL)', {
      query: { command: 'glGetMaterialfv', args: [`GL_${face.toUpperCase()}`, pname, '$out'] },
    });
  return group(
    `material.${face}`,
    { compatibility: true, attrib: 'GL_LIGHTING_BIT' },
    value('ambient', 'GL_AMBIENT', [0.2, 0.2, 0.2, 1]),
    value('diffuse', 'GL_DIFFUSE', [0.8, 0.8, 0.8, 1]),
    value('specular', 'GL_SPECULAR', [0, 0, 0, 1]),
    value('emission', 'GL_EMISSION', [0, 0, 0, 1]),
    value('shininess', 'GL_SHININESS', 0),
    value('color_indexes', 'GL_COLOR_INDEXES', [0, 1, 1]),
  );
};

const ENV = 'glTexEnv*(pname) glMultiTexEnv*EXT(texunit,pname)';
const COMBINE4 = 'NV_texture_env_combine4';
const env = (
  name: string,
  pname: Enum,
  initial: Enum,
  { enums = 'TextureEnvMode', since }: { readonly enums?: string; readonly since?: string } = {},
) =>
  choice(name, pname, enums, initial, ENV, {
    query: { command: 'glGetMultiTexEnvivEXT', args: ['$index', 'GL_TEXTURE_ENV', pname, '$out'] },
    ...(since !== undefined && { since }),
  });
const envFloat = (name: string, target: Enum, pname: Enum, initial: number | number[]) =>
  float(name, pname, initial, ENV, { query: { command: 'glGetMultiTexEnvfvEXT', args: ['$index', target, pname, '$out'] } });

const COORDS = ['S', 'T', 'R', 'Q'] as const;
const PLANES: Readonly<Record<(typeof COORDS)[number], readonly number[]>> = {
  S: [1, 0, 0, 0],
  T: [0, 1, 0, 0],
  R: [0, 0, 0, 0],
  Q: [0, 0, 0, 0],
};
const texgen = COORDS.flatMap((coord): OpenRow[] => {
  const of = (name: string, pname: Enum, initial: readonly number[]) =>
    row(`${name}_${coord.toLowerCase()}`, pname, 'double', initial, 'glTexGen*(pname) glMultiTexGen*EXT(texunit,pname)', {
      query: { command: 'glGetMultiTexGendvEXT', args: ['$index', `GL_${coord}`, pname, '$out'] },
    });
  return [
    choice(
      `mode_${coord.toLowerCase()}`,
      'GL_TEXTURE_GEN_MODE',
      'TextureGenMode',
      'GL_EYE_LINEAR',
      'glTexGen*(pname) glMultiTexGen*EXT(texunit,pname)',
      {
        query: { command: 'glGetMultiTexGenivEXT', args: ['$index', `GL_${coord}`, 'GL_TEXTURE_GEN_MODE', '$out'] },
      },
    ),
    of('object_plane', 'GL_OBJECT_PLANE', PLANES[coord]),
    of('eye_plane', 'GL_EYE_PLANE', PLANES[coord]),
  ];
});

const MAPS: readonly (readonly [string, Enum, readonly number[]])[] = [
  ['color_4', 'GL_MAP1_COLOR_4', [1, 1, 1, 1]],
  ['index', 'GL_MAP1_INDEX', [1]],
  ['normal', 'GL_MAP1_NORMAL', [0, 0, 1]],
  ['texture_coord_1', 'GL_MAP1_TEXTURE_COORD_1', [0]],
  ['texture_coord_2', 'GL_MAP1_TEXTURE_COORD_2', [0, 0]],
  ['texture_coord_3', 'GL_MAP1_TEXTURE_COORD_3', [0, 0, 0]],
  ['texture_coord_4', 'GL_MAP1_TEXTURE_COORD_4', [0, 0, 0, 1]],
  ['vertex_3', 'GL_MAP1_VERTEX_3', [0, 0, 0]],
  ['vertex_4', 'GL_MAP1_VERTEX_4', [0, 0, 0, 1]],
];
const evaluators = (dimensions: 1 | 2): StateRow[] =>
  MAPS.flatMap(([name, pname1, initial]) => {
    const pname = pname1.replace('MAP1', `MAP${dimensions}`) as Enum;
    const ask = (what: Enum) => ({ query: { command: 'glGetMapdv', args: [pname, what, '$out'] } as const });
    const set = `glMap${dimensions}*(target)`;
    return group(
      `evaluator.map${dimensions}.${name}`,
      { compatibility: true, attrib: 'GL_EVAL_BIT' },
      cap('enabled', pname, false),
      row('order', pname, 'double', dimensions === 1 ? [1] : [1, 1], set, ask('GL_ORDER')),
      row('domain', pname, 'double', dimensions === 1 ? [0, 1] : [0, 1, 0, 1], set, ask('GL_DOMAIN')),
      row('coefficients', pname, 'double', initial, set, { ...ask('GL_COEFF'), count: 0 }),
    );
  });

const PIXEL_MAPS = ['I_TO_I', 'S_TO_S', 'I_TO_R', 'I_TO_G', 'I_TO_B', 'I_TO_A', 'R_TO_R', 'G_TO_G', 'B_TO_B', 'A_TO_A'] as const;

const attribute = (name: string, pname: Enum, initial: number | readonly number[] | undefined, set: string, options = {}) =>
  float(name, pname, initial, `${set} glEvalCoord* glEvalPoint* glEvalMesh* glArrayElement`, options);
const raster = (name: string, pname: Enum, initial: number | readonly number[]) =>
  float(name, pname, initial, 'glRasterPos* glWindowPos* glBitmap glDrawPixels');

const transfer = (name: string, pname: Enum, initial: number) => float(name, pname, initial, 'glPixelTransfer*(pname)');

const fixed = { compatibility: true } as const;

export const fixedFunctionRows: readonly StateRow[] = [
  ...group(
    'matrix',
    { ...fixed, attrib: 'GL_TRANSFORM_BIT' },
    choice('mode', 'GL_MATRIX_MODE', 'MatrixMode', 'GL_MODELVIEW', 'glMatrixMode'),
    matrix('modelview', 'GL_MODELVIEW_MATRIX'),
    depth('modelview_depth', 'GL_MODELVIEW_STACK_DEPTH'),
    matrix('projection', 'GL_PROJECTION_MATRIX'),
    depth('projection_depth', 'GL_PROJECTION_STACK_DEPTH'),
    cap('normalize', 'GL_NORMALIZE', false),
    cap('rescale_normal', 'GL_RESCALE_NORMAL', false, '', { since: '1.2' }),
  ),
  ...group(
    'stack',
    fixed,
    int('attrib_depth', 'GL_ATTRIB_STACK_DEPTH', 0, 'glPushAttrib glPopAttrib'),
    int('client_attrib_depth', 'GL_CLIENT_ATTRIB_STACK_DEPTH', 0, 'glPushClientAttrib glPopClientAttrib glPushClientAttribDefaultEXT'),
    int('name_depth', 'GL_NAME_STACK_DEPTH', 0, 'glPushName glPopName glInitNames glRenderMode'),
  ),
  ...group(
    'current',
    { ...fixed, attrib: 'GL_CURRENT_BIT' },
    attribute('color', 'GL_CURRENT_COLOR', [1, 1, 1, 1], 'glColor[34P]*'),
    attribute('secondary_color', 'GL_CURRENT_SECONDARY_COLOR', undefined, 'glSecondaryColor[3P]*', { since: '1.4', count: 4 }),
    attribute('index', 'GL_CURRENT_INDEX', 1, 'glIndex[dfisu]*'),
    attribute('normal', 'GL_CURRENT_NORMAL', [0, 0, 1], 'glNormal[3P]*'),
    attribute('fog_coord', 'GL_CURRENT_FOG_COORD', 0, 'glFogCoord[dfh]*', { since: '1.4' }),
    bool('edge_flag', 'GL_EDGE_FLAG', true, 'glEdgeFlag glEdgeFlagv'),
    raster('raster_position', 'GL_CURRENT_RASTER_POSITION', [0, 0, 0, 1]),
    bool('raster_position_valid', 'GL_CURRENT_RASTER_POSITION_VALID', true, 'glRasterPos* glWindowPos*'),
    raster('raster_distance', 'GL_CURRENT_RASTER_DISTANCE', 0),
    raster('raster_color', 'GL_CURRENT_RASTER_COLOR', [1, 1, 1, 1]),
    float('raster_secondary_color', 'GL_CURRENT_RASTER_SECONDARY_COLOR', undefined, 'glRasterPos* glWindowPos*', {
      since: '2.1',
      count: 4,
    }),
    raster('raster_index', 'GL_CURRENT_RASTER_INDEX', 1),
  ),
  ...group(
    'coord',
    { ...fixed, domain: coordUnitEnums, since: '1.3' },
    float('matrix', 'GL_TEXTURE_MATRIX', IDENTITY, MATRIX, { domain: coordUnits }),
  ),
  ...group(
    'lighting',
    { ...fixed, attrib: 'GL_LIGHTING_BIT' },
    cap('enabled', 'GL_LIGHTING', false),
    float('model_ambient', 'GL_LIGHT_MODEL_AMBIENT', [0.2, 0.2, 0.2, 1], 'glLightModel*(pname)'),
    bool('model_local_viewer', 'GL_LIGHT_MODEL_LOCAL_VIEWER', false, 'glLightModel*(pname)'),
    bool('model_two_side', 'GL_LIGHT_MODEL_TWO_SIDE', false, 'glLightModel*(pname)'),
    choice('model_color_control', 'GL_LIGHT_MODEL_COLOR_CONTROL', 'LightModelColorControl', 'GL_SINGLE_COLOR', 'glLightModel*(pname)', {
      since: '1.2',
    }),
    choice('shade_model', 'GL_SHADE_MODEL', 'ShadingModel', 'GL_SMOOTH', 'glShadeModel'),
    cap('color_material', 'GL_COLOR_MATERIAL', false),
    choice('color_material_face', 'GL_COLOR_MATERIAL_FACE', 'TriangleFace', 'GL_FRONT_AND_BACK', 'glColorMaterial'),
    choice(
      'color_material_parameter',
      'GL_COLOR_MATERIAL_PARAMETER',
      'ColorMaterialParameter',
      'GL_AMBIENT_AND_DIFFUSE',
      'glColorMaterial',
    ),
    cap('color_sum', 'GL_COLOR_SUM', false, '', { since: '1.4', attrib: 'GL_FOG_BIT GL_ENABLE_BIT' }),
    cap('vertex_program_two_side', 'GL_VERTEX_PROGRAM_TWO_SIDE', false, '', { since: '2.0', attrib: 'GL_ENABLE_BIT' }),
  ),
  ...group(
    'light',
    { ...fixed, attrib: 'GL_LIGHTING_BIT', domain: lights },
    cap('enabled', 'GL_LIGHT0', false, '', { query: { command: 'glIsEnabled', args: ['$index'] } }),
    light('ambient', 'GL_AMBIENT', [0, 0, 0, 1]),
    light('diffuse', 'GL_DIFFUSE', undefined, 4),
    light('specular', 'GL_SPECULAR', undefined, 4),
    light('position', 'GL_POSITION', [0, 0, 1, 0]),
    light('spot_direction', 'GL_SPOT_DIRECTION', [0, 0, -1]),
    light('spot_exponent', 'GL_SPOT_EXPONENT', 0),
    light('spot_cutoff', 'GL_SPOT_CUTOFF', 180),
    light('constant_attenuation', 'GL_CONSTANT_ATTENUATION', 1),
    light('linear_attenuation', 'GL_LINEAR_ATTENUATION', 0),
    light('quadratic_attenuation', 'GL_QUADRATIC_ATTENUATION', 0),
  ),
  ...materialFace('front'),
  ...materialFace('back'),
  ...group(
    'clip_plane',
    { ...fixed, attrib: 'GL_TRANSFORM_BIT', domain: clipPlanes },
    row('equation', 'GL_CLIP_PLANE0', 'double', [0, 0, 0, 0], 'glClipPlane(plane) glClipPlanef(p) glClipPlanex(plane)', {
      query: { command: 'glGetClipPlane', args: ['$index', '$out'] },
    }),
  ),
  ...group(
    'fog',
    { ...fixed, attrib: 'GL_FOG_BIT' },
    cap('enabled', 'GL_FOG', false),
    choice('mode', 'GL_FOG_MODE', 'FogMode', 'GL_EXP', 'glFog[fix]*(pname)'),
    float('color', 'GL_FOG_COLOR', [0, 0, 0, 0], 'glFog[fix]*(pname)'),
    float('density', 'GL_FOG_DENSITY', 1, 'glFog[fix]*(pname)'),
    float('start', 'GL_FOG_START', 0, 'glFog[fix]*(pname)'),
    float('end', 'GL_FOG_END', 1, 'glFog[fix]*(pname)'),
    float('index', 'GL_FOG_INDEX', 0, 'glFog[fix]*(pname)'),
    choice('coord_source', 'GL_FOG_COORD_SRC', '', 'GL_FRAGMENT_DEPTH', 'glFog[fix]*(pname)', { since: '1.4' }),
    choice('distance_mode', 'GL_FOG_DISTANCE_MODE_NV', '', 'GL_EYE_PLANE_ABSOLUTE_NV', 'glFog[fix]*(pname)', { since: 'NV_fog_distance' }),
  ),
  ...group(
    'texture_unit',
    { ...fixed, attrib: 'GL_TEXTURE_BIT', domain: fixedUnitEnums },
    ...(['1D', '2D', '3D', 'CUBE_MAP', 'RECTANGLE'] as const).map(target =>
      cap(`enabled_${target.toLowerCase()}`, `GL_TEXTURE_${target}`, false, '', { domain: fixedUnits }),
    ),
    env('env_mode', 'GL_TEXTURE_ENV_MODE', 'GL_MODULATE'),
    envFloat('env_color', 'GL_TEXTURE_ENV', 'GL_TEXTURE_ENV_COLOR', [0, 0, 0, 0]),
    env('combine_rgb', 'GL_COMBINE_RGB', 'GL_MODULATE'),
    env('combine_alpha', 'GL_COMBINE_ALPHA', 'GL_MODULATE'),
    ...([0, 1, 2] as const).flatMap(i => [
      env(`source${i}_rgb`, `GL_SOURCE${i}_RGB`, (['GL_TEXTURE', 'GL_PREVIOUS', 'GL_CONSTANT'] as const)[i]),
      env(`source${i}_alpha`, `GL_SOURCE${i}_ALPHA`, (['GL_TEXTURE', 'GL_PREVIOUS', 'GL_CONSTANT'] as const)[i]),
      env(`operand${i}_rgb`, `GL_OPERAND${i}_RGB`, i === 2 ? 'GL_SRC_ALPHA' : 'GL_SRC_COLOR', { enums: 'BlendingFactor' }),
      env(`operand${i}_alpha`, `GL_OPERAND${i}_ALPHA`, 'GL_SRC_ALPHA', { enums: 'BlendingFactor' }),
    ]),
    env('source3_rgb', 'GL_SOURCE3_RGB_NV', 'GL_CONSTANT', { since: COMBINE4 }),
    env('source3_alpha', 'GL_SOURCE3_ALPHA_NV', 'GL_CONSTANT', { since: COMBINE4 }),
    env('operand3_rgb', 'GL_OPERAND3_RGB_NV', 'GL_SRC_ALPHA', { since: COMBINE4, enums: 'BlendingFactor' }),
    env('operand3_alpha', 'GL_OPERAND3_ALPHA_NV', 'GL_SRC_ALPHA', { since: COMBINE4, enums: 'BlendingFactor' }),
    envFloat('rgb_scale', 'GL_TEXTURE_ENV', 'GL_RGB_SCALE', 1),
    envFloat('alpha_scale', 'GL_TEXTURE_ENV', 'GL_ALPHA_SCALE', 1),
    envFloat('lod_bias', 'GL_TEXTURE_FILTER_CONTROL', 'GL_TEXTURE_LOD_BIAS', 0),
  ),
  ...group(
    'coord',
    { ...fixed, attrib: 'GL_TEXTURE_BIT', domain: coordUnitEnums },
    ...COORDS.map(coord => cap(`gen_${coord.toLowerCase()}`, `GL_TEXTURE_GEN_${coord}`, false, '', { domain: coordUnits })),
    ...texgen,
    bool('sprite_coord_replace', 'GL_COORD_REPLACE', false, ENV, {
      query: { command: 'glGetMultiTexEnvivEXT', args: ['$index', 'GL_POINT_SPRITE', 'GL_COORD_REPLACE', '$out'] },
      since: '2.0',
      attrib: 'GL_POINT_BIT',
    }),
  ),
  ...group(
    'pixel_transfer',
    { ...fixed, attrib: 'GL_PIXEL_MODE_BIT' },
    bool('map_color', 'GL_MAP_COLOR', false, 'glPixelTransfer*(pname)'),
    bool('map_stencil', 'GL_MAP_STENCIL', false, 'glPixelTransfer*(pname)'),
    int('index_shift', 'GL_INDEX_SHIFT', 0, 'glPixelTransfer*(pname)'),
    int('index_offset', 'GL_INDEX_OFFSET', 0, 'glPixelTransfer*(pname)'),
    ...(['red', 'green', 'blue', 'alpha', 'depth'] as const).flatMap(channel => [
      transfer(`${channel}_scale`, `GL_${channel.toUpperCase()}_SCALE`, 1),
      transfer(`${channel}_bias`, `GL_${channel.toUpperCase()}_BIAS`, 0),
    ]),
    float('zoom_x', 'GL_ZOOM_X', 1, 'glPixelZoom'),
    float('zoom_y', 'GL_ZOOM_Y', 1, 'glPixelZoom'),
  ),
  ...group(
    'pixel_map',
    fixed,
    ...PIXEL_MAPS.map(map =>
      row(map.toLowerCase(), `GL_PIXEL_MAP_${map}`, 'float', [0], 'glPixelMap*(map)', {
        count: 0,
        query: { command: 'glGetPixelMapfv', args: [`GL_PIXEL_MAP_${map}`, '$out'] },
      }),
    ),
  ),
  ...group(
    'evaluator',
    { ...fixed, attrib: 'GL_EVAL_BIT' },
    cap('auto_normal', 'GL_AUTO_NORMAL', false),
    float('map1_grid_domain', 'GL_MAP1_GRID_DOMAIN', [0, 1], 'glMapGrid1*'),
    int('map1_grid_segments', 'GL_MAP1_GRID_SEGMENTS', 1, 'glMapGrid1*'),
    float('map2_grid_domain', 'GL_MAP2_GRID_DOMAIN', [0, 1, 0, 1], 'glMapGrid2*'),
    int('map2_grid_segments', 'GL_MAP2_GRID_SEGMENTS', [1, 1], 'glMapGrid2*'),
  ),
  ...evaluators(1),
  ...evaluators(2),
  ...group(
    'list',
    fixed,
    int('base', 'GL_LIST_BASE', 0, 'glListBase', { attrib: 'GL_LIST_BIT' }),
    int('index', 'GL_LIST_INDEX', 0, 'glNewList glEndList'),
    choice('mode', 'GL_LIST_MODE', 'ListMode', 'GL_NONE', 'glNewList glEndList'),
  ),
  ...group(
    'render',
    fixed,
    choice('mode', 'GL_RENDER_MODE', 'RenderingMode', 'GL_RENDER', 'glRenderMode'),
    int('selection_buffer_size', 'GL_SELECTION_BUFFER_SIZE', 0, 'glSelectBuffer'),
    int('feedback_buffer_size', 'GL_FEEDBACK_BUFFER_SIZE', 0, 'glFeedbackBuffer'),
    choice('feedback_buffer_type', 'GL_FEEDBACK_BUFFER_TYPE', 'FeedbackType', 'GL_2D', 'glFeedbackBuffer'),
    bool('rasterposition_unclipped', 'GL_RASTER_POSITION_UNCLIPPED_IBM', false, 'glEnable(cap) glDisable(cap)', {
      since: 'IBM_rasterpos_clip',
    }),
  ),
  ...group(
    'program_arb',
    { ...fixed, attrib: 'GL_ENABLE_BIT' },
    cap('vertex', 'GL_VERTEX_PROGRAM_ARB', false, '', { since: 'ARB_vertex_program' }),
    cap('fragment', 'GL_FRAGMENT_PROGRAM_ARB', false, '', { since: 'ARB_fragment_program' }),
    cap('fragment_shader_ati', 'GL_FRAGMENT_SHADER_ATI', false, '', { since: 'ATI_fragment_shader' }),
    int('error_position', 'GL_PROGRAM_ERROR_POSITION_ARB', -1, 'glProgramStringARB', { since: 'ARB_vertex_program' }),
  ),
  ...group(
    'client_array',
    { ...fixed, attrib: 'GL_CLIENT_VERTEX_ARRAY_BIT' },
    choice('active_texture', 'GL_CLIENT_ACTIVE_TEXTURE', 'TextureUnit', 'GL_TEXTURE0', 'glClientActiveTexture', { since: '1.3' }),
    int('lock_first', 'GL_ARRAY_ELEMENT_LOCK_FIRST_EXT', 0, 'glLockArraysEXT glUnlockArraysEXT', { since: 'EXT_compiled_vertex_array' }),
    int('lock_count', 'GL_ARRAY_ELEMENT_LOCK_COUNT_EXT', 0, 'glLockArraysEXT glUnlockArraysEXT', { since: 'EXT_compiled_vertex_array' }),
  ),
];
