// Cells that only contexts with the fixed function have: lighting, texture environment, fog, pixel transfer, current
// values, evaluators. Positions and planes are told in eye space: they are set under an identity matrix.
import type { CommandWriter } from '../../trace/command_writer.js';
import { asked, type Cell, type ContextShape, capability, cell, FIXED_HINTS, hints, range, simple } from './cells.js';

const CAPS = [
  'ALPHA_TEST',
  'AUTO_NORMAL',
  'COLOR_SUM',
  'FOG',
  'INDEX_LOGIC_OP',
  'LIGHTING',
  'LINE_STIPPLE',
  'NORMALIZE',
  'POINT_SMOOTH',
  'POINT_SPRITE',
  'POLYGON_STIPPLE',
  'RESCALE_NORMAL',
  'VERTEX_PROGRAM_TWO_SIDE',
  'VERTEX_PROGRAM_ARB',
  'FRAGMENT_PROGRAM_ARB',
  'FRAGMENT_SHADER_ATI',
];
const MAPS = [
  'COLOR_4',
  'INDEX',
  'NORMAL',
  'TEXTURE_COORD_1',
  'TEXTURE_COORD_2',
  'TEXTURE_COORD_3',
  'TEXTURE_COORD_4',
  'VERTEX_3',
  'VERTEX_4',
];

const LIGHT = [
  'AMBIENT',
  'DIFFUSE',
  'SPECULAR',
  'POSITION',
  'SPOT_DIRECTION',
  'SPOT_EXPONENT',
  'SPOT_CUTOFF',
  'CONSTANT_ATTENUATION',
  'LINEAR_ATTENUATION',
  'QUADRATIC_ATTENUATION',
];
const MATERIAL = ['AMBIENT', 'DIFFUSE', 'SPECULAR', 'EMISSION', 'SHININESS', 'COLOR_INDEXES'];

const withIdentity = (out: CommandWriter, emit: () => void): void => {
  out.call('glMatrixMode', 'GL_MODELVIEW');
  out.call('glPushMatrix');
  out.call('glLoadIdentity');
  emit();
  out.call('glPopMatrix');
};

function lighting({ lights }: ContextShape): Cell[] {
  return [
    ...range(lights).flatMap(i =>
      LIGHT.map(name =>
        asked(`GL_LIGHT${i}.${name}`, 'floats', [['glGetLightfv', `GL_LIGHT${i}`, `GL_${name}`]], (out, v) => {
          const set = () => void out.call('glLightfv', `GL_LIGHT${i}`, `GL_${name}`, v);
          if (name === 'POSITION' || name === 'SPOT_DIRECTION') withIdentity(out, set);
          else set();
        }),
      ),
    ),
    ...range(lights).map(i => capability(`GL_LIGHT${i}`)),
    asked(
      'GL_LIGHT_MODEL_AMBIENT',
      'floats',
      [['glGetFloatv', 'GL_LIGHT_MODEL_AMBIENT']],
      (out, v) => void out.call('glLightModelfv', 'GL_LIGHT_MODEL_AMBIENT', v),
    ),
    ...['LOCAL_VIEWER', 'TWO_SIDE', 'COLOR_CONTROL'].map(name =>
      simple('ints', 'glLightModeli', `GL_LIGHT_MODEL_${name}`, `GL_LIGHT_MODEL_${name}`),
    ),
    simple('ints', 'glShadeModel', 'GL_SHADE_MODEL'),
  ];
}

/** Materials, and after them what makes the current colour change them. */
function materials(): Cell[] {
  return [
    ...['GL_FRONT', 'GL_BACK'].flatMap(face =>
      MATERIAL.map(name =>
        asked(
          `${face}.${name}`,
          'floats',
          [['glGetMaterialfv', face, `GL_${name}`]],
          (out, v) => void out.call('glMaterialfv', face, `GL_${name}`, v),
        ),
      ),
    ),
    cell(
      'ints',
      ['GL_COLOR_MATERIAL_FACE', 'GL_COLOR_MATERIAL_PARAMETER'],
      (out, [face, parameter]) => void out.call('glColorMaterial', face!, parameter!),
    ),
    capability('GL_COLOR_MATERIAL'),
  ];
}

const FOG_INTS = ['FOG_MODE', 'FOG_COORD_SRC'];
const FOG_FLOATS = ['FOG_DENSITY', 'FOG_START', 'FOG_END', 'FOG_INDEX'];
const fog = (): Cell[] => [
  ...FOG_INTS.map(name => simple('ints', 'glFogi', `GL_${name}`, `GL_${name}`)),
  ...FOG_FLOATS.map(name => simple('floats', 'glFogf', `GL_${name}`, `GL_${name}`)),
  asked('GL_FOG_COLOR', 'floats', [['glGetFloatv', 'GL_FOG_COLOR']], (out, v) => void out.call('glFogfv', 'GL_FOG_COLOR', v)),
];

const TRANSFER_INTS = ['MAP_COLOR', 'MAP_STENCIL', 'INDEX_SHIFT', 'INDEX_OFFSET'];
const TRANSFER_FLOATS = ['RED', 'GREEN', 'BLUE', 'ALPHA', 'DEPTH'].flatMap(name => [`${name}_SCALE`, `${name}_BIAS`]);
const PIXEL_MAPS = ['I_TO_I', 'S_TO_S', 'I_TO_R', 'I_TO_G', 'I_TO_B', 'I_TO_A', 'R_TO_R', 'G_TO_G', 'B_TO_B', 'A_TO_A'];
const pixelTransfer = (): Cell[] => [
  ...TRANSFER_INTS.map(name => simple('ints', 'glPixelTransferi', `GL_${name}`, `GL_${name}`)),
  ...TRANSFER_FLOATS.map(name => simple('floats', 'glPixelTransferf', `GL_${name}`, `GL_${name}`)),
  simple('floats', 'glPixelZoom', ['GL_ZOOM_X', 'GL_ZOOM_Y']),
  ...PIXEL_MAPS.map(
    (name): Cell => ({
      ...asked(
        `GL_PIXEL_MAP_${name}`,
        'floats',
        [['glGetPixelMapfv', `GL_PIXEL_MAP_${name}`]],
        (out, v) => void out.call('glPixelMapfv', `GL_PIXEL_MAP_${name}`, v.length, v),
      ),
      varies: true,
    }),
  ),
];

const ENVIRONMENT = ['MODE', 'COLOR'].map(name => `GL_TEXTURE_ENV_${name}`);
const COMBINE = [
  'COMBINE_RGB',
  'COMBINE_ALPHA',
  'SRC0_RGB',
  'SRC1_RGB',
  'SRC2_RGB',
  'SRC0_ALPHA',
  'SRC1_ALPHA',
  'SRC2_ALPHA',
  'OPERAND0_RGB',
  'OPERAND1_RGB',
  'OPERAND2_RGB',
  'OPERAND0_ALPHA',
  'OPERAND1_ALPHA',
  'OPERAND2_ALPHA',
  'RGB_SCALE',
  'ALPHA_SCALE',
].map(name => `GL_${name}`);

/** Wraps a cell so that it is asked and set with a texture unit active. */
export function onUnit(unit: number, inner: Cell): Cell {
  const active = 0x84c0 + unit;
  return {
    key: `unit${unit}.${inner.key}`,
    ask(questions) {
      questions.do('glActiveTexture', active);
      return inner.ask(questions);
    },
    emit(out, value) {
      out.call('glActiveTexture', active);
      inner.emit(out, value);
    },
  };
}

function textureUnits({ fixedUnits, coordinateSets }: ContextShape): Cell[] {
  const environment = (target: string, pname: string): Cell =>
    asked(`${target}.${pname}`, 'floats', [['glGetTexEnvfv', target, pname]], (out, v) => void out.call('glTexEnvfv', target, pname, v));
  return [
    ...range(fixedUnits).flatMap(unit =>
      [
        ...[...ENVIRONMENT, ...COMBINE].map(pname => environment('GL_TEXTURE_ENV', pname)),
        ...['1D', '2D', '3D', 'CUBE_MAP', 'RECTANGLE'].map(name => capability(`GL_TEXTURE_${name}`)),
      ].map(inner => onUnit(unit, inner)),
    ),
    ...range(coordinateSets).flatMap(unit =>
      [
        environment('GL_TEXTURE_FILTER_CONTROL', 'GL_TEXTURE_LOD_BIAS'),
        environment('GL_POINT_SPRITE', 'GL_COORD_REPLACE'),
        ...['S', 'T', 'R', 'Q'].flatMap(coordinate => [
          ...['TEXTURE_GEN_MODE', 'OBJECT_PLANE', 'EYE_PLANE'].map(pname =>
            asked(`GL_${coordinate}.${pname}`, 'floats', [['glGetTexGenfv', `GL_${coordinate}`, `GL_${pname}`]], (out, v) => {
              const set = () => void out.call('glTexGenfv', `GL_${coordinate}`, `GL_${pname}`, v);
              if (pname === 'EYE_PLANE') withIdentity(out, set);
              else set();
            }),
          ),
          capability(`GL_TEXTURE_GEN_${coordinate}`),
        ]),
        asked(
          'GL_CURRENT_TEXTURE_COORDS',
          'floats',
          [['glGetFloatv', 'GL_CURRENT_TEXTURE_COORDS']],
          (out, v) => void out.call('glMultiTexCoord4fv', 0x84c0 + unit, v),
        ),
      ].map(inner => onUnit(unit, inner)),
    ),
  ];
}

function planes({ clipDistances }: ContextShape): Cell[] {
  return range(clipDistances).map(i =>
    asked(`GL_CLIP_PLANE${i}`, 'doubles', [['glGetClipPlane', 0x3000 + i]], (out, v) =>
      withIdentity(out, () => void out.call('glClipPlane', 0x3000 + i, v)),
    ),
  );
}

/** Components of an evaluator's points. */
const SIZES = [4, 1, 3, 1, 2, 3, 4, 3, 4];
function evaluators(): Cell[] {
  return [
    ...[1, 2].flatMap(d =>
      MAPS.flatMap((name, i): Cell[] => {
        const map = `GL_MAP${d}_${name}`;
        return [
          capability(map),
          {
            key: `${map}.values`,
            varies: true,
            ask(questions) {
              const order = questions.ints('glGetMapiv', map, 'GL_ORDER');
              const domain = questions.doubles('glGetMapdv', map, 'GL_DOMAIN');
              const points = questions.doubles('glGetMapdv', map, 'GL_COEFF');
              return () => {
                const found = [order(), domain(), points()];
                return found.every(part => part !== undefined) ? Float64Array.from(found.flatMap(part => [...part])) : undefined;
              };
            },
            emit(out, value) {
              const size = SIZES[i]!;
              out.call('glActiveTexture', 'GL_TEXTURE0'); // else an error (OpenGL 4.6 compatibility, section 21.1)
              const points = Float64Array.from(value.subarray(d === 1 ? 3 : 6));
              if (d === 1) {
                const [order, u1, u2] = value;
                out.call('glMap1d', map, u1!, u2!, size, order!, points);
              } else {
                const [uOrder, vOrder, u1, u2, v1, v2] = value;
                out.call('glMap2d', map, u1!, u2!, size * vOrder!, uOrder!, v1!, v2!, size, vOrder!, points);
              }
            },
          },
        ];
      }),
    ),
    cell('doubles', ['GL_MAP1_GRID_SEGMENTS', 'GL_MAP1_GRID_DOMAIN'], (out, v) => void out.call('glMapGrid1d', v[0]!, v[1]!, v[2]!)),
    cell(
      'doubles',
      ['GL_MAP2_GRID_SEGMENTS', 'GL_MAP2_GRID_DOMAIN'],
      (out, v) => void out.call('glMapGrid2d', v[0]!, v[2]!, v[3]!, v[1]!, v[4]!, v[5]!),
    ),
  ];
}

/** The raster position takes current values along: it is set through them, and they are set again behind it. */
function rasterPosition(): Cell[] {
  return [
    cell(
      'floats',
      [
        'GL_CURRENT_RASTER_POSITION_VALID',
        'GL_CURRENT_RASTER_POSITION',
        'GL_CURRENT_RASTER_COLOR',
        'GL_CURRENT_RASTER_SECONDARY_COLOR',
        'GL_CURRENT_RASTER_TEXTURE_COORDS',
        'GL_CURRENT_RASTER_DISTANCE',
      ],
      (out, v) => {
        out.call(
          'glPushAttrib',
          out.names.value('GL_ENABLE_BIT') |
            out.names.value('GL_FOG_BIT') |
            out.names.value('GL_TEXTURE_BIT') |
            out.names.value('GL_TRANSFORM_BIT'),
        );
        out.call('glDisable', 'GL_LIGHTING');
        out.call('glActiveTexture', 'GL_TEXTURE0');
        out.call('glFogi', 'GL_FOG_COORD_SRC', 'GL_FOG_COORD');
        out.call('glFogCoordf', v[17]!);
        out.call('glColor4f', v[5]!, v[6]!, v[7]!, v[8]!);
        out.call('glSecondaryColor3f', v[9]!, v[10]!, v[11]!);
        out.call('glTexCoord4f', v[13]!, v[14]!, v[15]!, v[16]!);
        if (v[0]) out.call('glWindowPos3f', v[1]!, v[2]!, v[3]!);
        else {
          out.call('glMatrixMode', 'GL_MODELVIEW');
          out.call('glPushMatrix');
          out.call('glLoadIdentity');
          out.call('glMatrixMode', 'GL_PROJECTION');
          out.call('glPushMatrix');
          out.call('glLoadIdentity');
          out.call('glRasterPos4f', 4, 0, 0, 1);
          out.call('glPopMatrix');
          out.call('glMatrixMode', 'GL_MODELVIEW');
          out.call('glPopMatrix');
        }
        out.call('glPopAttrib');
      },
    ),
  ];
}

const polygonStipple: Cell = {
  key: 'GL_POLYGON_STIPPLE.pattern',
  varies: true, // and where it goes depends on the pixel store
  ask(questions) {
    const rows = questions.bytes('glGetPolygonStipple', { room: 128 });
    return () => {
      const bytes = rows();
      return bytes?.length === 128 ? new Int32Array(Uint8Array.from(bytes).buffer) : undefined;
    };
  },
  emit: (out, value) => void out.call('glPolygonStipple', value),
};

/** In the order in which they are set. */
export function fixedCells(shape: ContextShape): Cell[] {
  return [
    ...rasterPosition(),
    ...CAPS.map(name => capability(`GL_${name}`)),
    ...lighting(shape),
    ...fog(),
    ...pixelTransfer(),
    ...textureUnits(shape),
    ...planes(shape),
    ...evaluators(),
    ...hints(FIXED_HINTS),
    polygonStipple,
    cell('floats', ['GL_ALPHA_TEST_FUNC', 'GL_ALPHA_TEST_REF'], (out, [func, ref]) => void out.call('glAlphaFunc', func!, ref!)),
    cell(
      'ints',
      ['GL_LINE_STIPPLE_REPEAT', 'GL_LINE_STIPPLE_PATTERN'],
      (out, [repeat, pattern]) => void out.call('glLineStipple', repeat!, pattern!),
    ),
    simple('floats', 'glPointParameterf', 'GL_POINT_SIZE_MIN', 'GL_POINT_SIZE_MIN'),
    simple('floats', 'glPointParameterf', 'GL_POINT_SIZE_MAX', 'GL_POINT_SIZE_MAX'),
    asked(
      'GL_POINT_DISTANCE_ATTENUATION',
      'floats',
      [['glGetFloatv', 'GL_POINT_DISTANCE_ATTENUATION']],
      (out, v) => void out.call('glPointParameterfv', 'GL_POINT_DISTANCE_ATTENUATION', v),
    ),
    simple('ints', 'glClampColor', 'GL_CLAMP_VERTEX_COLOR', 'GL_CLAMP_VERTEX_COLOR'),
    simple('ints', 'glClampColor', 'GL_CLAMP_FRAGMENT_COLOR', 'GL_CLAMP_FRAGMENT_COLOR'),
    simple('floats', 'glClearAccum', 'GL_ACCUM_CLEAR_VALUE'),
    simple('floats', 'glClearIndex', 'GL_INDEX_CLEAR_VALUE'),
    simple('ints', 'glIndexMask', 'GL_INDEX_WRITEMASK'),
    simple('ints', 'glListBase', 'GL_LIST_BASE'),
    simple('floats', 'glColor4f', 'GL_CURRENT_COLOR'),
    cell('floats', 'GL_CURRENT_SECONDARY_COLOR', (out, [r, g, b]) => void out.call('glSecondaryColor3f', r!, g!, b!)),
    simple('floats', 'glNormal3f', 'GL_CURRENT_NORMAL'),
    simple('floats', 'glFogCoordf', 'GL_CURRENT_FOG_COORD'),
    simple('floats', 'glIndexf', 'GL_CURRENT_INDEX'),
    simple('ints', 'glEdgeFlag', 'GL_EDGE_FLAG'),
    ...materials(),
  ];
}
