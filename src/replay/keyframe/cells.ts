// State of a context as cells: each knows how it is asked for and which commands set it. What a context does not have
// (an extension, the other profile) the driver refuses to tell, and is left alone.
import type { CommandArgument, CommandWriter } from '../../trace/command_writer.js';
import { type ApiVersion, has, hasFixedFunction } from './features.js';
import type { Answer, CellQuestions } from './questions.js';

export type CellValue = Int32Array | Float32Array | Float64Array;

export interface Cell {
  readonly key: string;
  /** Called for each snapshot; the answer is ready after the questions were asked. */
  ask(questions: CellQuestions): Answer<CellValue | undefined>;
  /** Its answer has another length now and then. */
  readonly varies?: true;
  emit(out: CommandWriter, value: CellValue): void;
}

/** What decides which cells a context has. */
export interface ContextShape extends ApiVersion {
  readonly textureUnits: number;
  /** Units of the fixed function, and coordinate sets. */
  readonly fixedUnits: number;
  readonly coordinateSets: number;
  readonly drawBuffers: number;
  readonly viewports: number;
  readonly attributes: number;
  readonly clipDistances: number;
  readonly uniformBuffers: number;
  readonly storageBuffers: number;
  readonly atomicBuffers: number;
  readonly imageUnits: number;
  readonly lights: number;
}

type Args = readonly CommandArgument[];

function concatenated(parts: readonly (CellValue | undefined)[]): CellValue | undefined {
  const found = parts.filter(part => part !== undefined);
  if (found.length !== parts.length || found.length === 0) return undefined;
  if (found.length === 1) return found[0];
  const total = found.reduce((sum, part) => sum + part.length, 0);
  const out = found.some(part => part instanceof Float64Array)
    ? new Float64Array(total)
    : found.some(part => part instanceof Float32Array)
      ? new Float32Array(total)
      : new Int32Array(total);
  let at = 0;
  for (const part of found) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Values by glGetIntegerv and so on; `emit` gets them one after the other. */
export function cell(
  form: 'ints' | 'floats' | 'doubles',
  pnames: string | readonly string[],
  emit: (out: CommandWriter, v: number[]) => void,
): Cell {
  const list = typeof pnames === 'string' ? [pnames] : pnames;
  const get = form === 'ints' ? 'glGetIntegerv' : form === 'floats' ? 'glGetFloatv' : 'glGetDoublev';
  return {
    key: list.join('+'),
    ask(questions) {
      const parts = list.map(pname => questions[form](get, pname));
      return () => concatenated(parts.map(part => part()));
    },
    emit: (out, value) => emit(out, [...value]),
  };
}

export const simple = (form: 'ints' | 'floats' | 'doubles', command: string, pnames: string | readonly string[], ...before: Args): Cell =>
  cell(form, pnames, (out, v) => void out.call(command, ...before, ...v));

export function capability(name: string, ...more: readonly number[]): Cell {
  const [index] = more;
  const indexed = index !== undefined;
  return {
    key: indexed ? `${name}[${index}]` : name,
    ask(questions) {
      const answer = indexed ? questions.truth('glIsEnabledi', name, index) : questions.truth('glIsEnabled', name);
      return () => {
        const value = answer();
        return value === undefined ? undefined : Int32Array.of(value ? 1 : 0);
      };
    },
    emit(out, [on]) {
      if (indexed) out.call(on ? 'glEnablei' : 'glDisablei', name, index);
      else out.call(on ? 'glEnable' : 'glDisable', name);
    },
  };
}

/** Values by another question. */
export function asked(
  key: string,
  form: 'ints' | 'floats' | 'doubles',
  questions: readonly (readonly [string, ...CommandArgument[]])[],
  emit: (out: CommandWriter, v: CellValue) => void,
): Cell {
  return {
    key,
    ask(q) {
      const parts = questions.map(([command, ...args]) => q[form](command, ...args));
      return () => concatenated(parts.map(part => part()));
    },
    emit,
  };
}

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

const CAPS = [
  'COLOR_LOGIC_OP',
  'CULL_FACE',
  'DEPTH_CLAMP',
  'DEPTH_TEST',
  'DITHER',
  'FRAMEBUFFER_SRGB',
  'LINE_SMOOTH',
  'MULTISAMPLE',
  'POLYGON_OFFSET_FILL',
  'POLYGON_OFFSET_LINE',
  'POLYGON_OFFSET_POINT',
  'POLYGON_SMOOTH',
  'PRIMITIVE_RESTART',
  'PRIMITIVE_RESTART_FIXED_INDEX',
  'RASTERIZER_DISCARD',
  'SAMPLE_ALPHA_TO_COVERAGE',
  'SAMPLE_ALPHA_TO_ONE',
  'SAMPLE_COVERAGE',
  'SAMPLE_SHADING',
  'SAMPLE_MASK',
  'STENCIL_TEST',
  'TEXTURE_CUBE_MAP_SEAMLESS',
  'PROGRAM_POINT_SIZE',
  'DEPTH_BOUNDS_TEST_EXT',
  'STENCIL_TEST_TWO_SIDE_EXT',
  'BLEND_ADVANCED_COHERENT_KHR',
  'CONSERVATIVE_RASTERIZATION_NV',
  'CONSERVATIVE_RASTERIZATION_INTEL',
];

const HINTS = ['LINE_SMOOTH_HINT', 'POLYGON_SMOOTH_HINT', 'TEXTURE_COMPRESSION_HINT', 'FRAGMENT_SHADER_DERIVATIVE_HINT'];
export const FIXED_HINTS = ['PERSPECTIVE_CORRECTION_HINT', 'POINT_SMOOTH_HINT', 'FOG_HINT', 'GENERATE_MIPMAP_HINT'];

export const hints = (names: readonly string[]): Cell[] => names.map(name => simple('ints', 'glHint', `GL_${name}`, `GL_${name}`));

const PIXEL_STORE = [
  'SWAP_BYTES',
  'LSB_FIRST',
  'ROW_LENGTH',
  'IMAGE_HEIGHT',
  'SKIP_PIXELS',
  'SKIP_ROWS',
  'SKIP_IMAGES',
  'ALIGNMENT',
  'COMPRESSED_BLOCK_WIDTH',
  'COMPRESSED_BLOCK_HEIGHT',
  'COMPRESSED_BLOCK_DEPTH',
  'COMPRESSED_BLOCK_SIZE',
];

const pixelStore = (): Cell[] =>
  ['PACK', 'UNPACK'].flatMap(which =>
    PIXEL_STORE.map(name => simple('ints', 'glPixelStorei', `GL_${which}_${name}`, `GL_${which}_${name}`)),
  );

function stencil(): Cell[] {
  return ['', 'BACK_'].flatMap(side => {
    const face = side === '' ? 'GL_FRONT' : 'GL_BACK';
    const s = (name: string) => `GL_STENCIL_${side}${name}`;
    return [
      cell(
        'ints',
        [s('FUNC'), s('REF'), s('VALUE_MASK')],
        (out, [func, ref, mask]) => void out.call('glStencilFuncSeparate', face, func!, ref!, mask!),
      ),
      simple('ints', 'glStencilOpSeparate', [s('FAIL'), s('PASS_DEPTH_FAIL'), s('PASS_DEPTH_PASS')], face),
      simple('ints', 'glStencilMaskSeparate', s('WRITEMASK'), face),
    ];
  });
}

function blending(shape: ContextShape): Cell[] {
  const functions = ['SRC_RGB', 'DST_RGB', 'SRC_ALPHA', 'DST_ALPHA'].map(name => `GL_BLEND_${name}`);
  const equations = ['RGB', 'ALPHA'].map(name => `GL_BLEND_EQUATION_${name}`);
  if (!has(shape, 'blendingPerBuffer'))
    return [simple('ints', 'glBlendFuncSeparate', functions), simple('ints', 'glBlendEquationSeparate', equations)];
  return range(shape.drawBuffers).flatMap(i => [
    asked(
      `${functions[0]}[${i}]`,
      'ints',
      functions.map(name => ['glGetIntegeri_v', name, i]),
      (out, v) => void out.call('glBlendFuncSeparatei', i, ...v),
    ),
    asked(
      `${equations[0]}[${i}]`,
      'ints',
      equations.map(name => ['glGetIntegeri_v', name, i]),
      (out, v) => void out.call('glBlendEquationSeparatei', i, ...v),
    ),
  ]);
}

function perDrawBuffer(shape: ContextShape): Cell[] {
  if (!has(shape, 'maskPerBuffer')) return [capability('GL_BLEND'), simple('ints', 'glColorMask', 'GL_COLOR_WRITEMASK')];
  return range(shape.drawBuffers).flatMap(i => [
    capability('GL_BLEND', i),
    asked(
      `GL_COLOR_WRITEMASK[${i}]`,
      'ints',
      [['glGetIntegeri_v', 'GL_COLOR_WRITEMASK', i]],
      (out, v) => void out.call('glColorMaski', i, ...v),
    ),
  ]);
}

function viewports(shape: ContextShape): Cell[] {
  if (!has(shape, 'viewportArrays'))
    return [
      simple('ints', 'glViewport', 'GL_VIEWPORT'),
      simple('ints', 'glScissor', 'GL_SCISSOR_BOX'),
      shape.es ? simple('floats', 'glDepthRangef', 'GL_DEPTH_RANGE') : simple('doubles', 'glDepthRange', 'GL_DEPTH_RANGE'),
      capability('GL_SCISSOR_TEST'),
    ];
  return range(shape.viewports).flatMap(i => [
    asked(`GL_VIEWPORT[${i}]`, 'floats', [['glGetFloati_v', 'GL_VIEWPORT', i]], (out, v) => void out.call('glViewportIndexedf', i, ...v)),
    asked(
      `GL_SCISSOR_BOX[${i}]`,
      'ints',
      [['glGetIntegeri_v', 'GL_SCISSOR_BOX', i]],
      (out, v) => void out.call('glScissorIndexed', i, ...v),
    ),
    asked(
      `GL_DEPTH_RANGE[${i}]`,
      'doubles',
      [['glGetDoublei_v', 'GL_DEPTH_RANGE', i]],
      (out, v) => void out.call('glDepthRangeIndexed', i, ...v),
    ),
    capability('GL_SCISSOR_TEST', i),
  ]);
}

/** Everything but bindings and what only the fixed function has. */
export function commonCells(shape: ContextShape): Cell[] {
  return [
    ...CAPS.map(name => capability(`GL_${name}`)),
    ...range(shape.clipDistances).map(i => capability(`GL_CLIP_DISTANCE${i}`)),
    ...perDrawBuffer(shape),
    ...blending(shape),
    ...viewports(shape),
    ...stencil(),
    ...pixelStore(),
    ...hints(HINTS),
    simple('floats', 'glBlendColor', 'GL_BLEND_COLOR'),
    simple('floats', 'glClearColor', 'GL_COLOR_CLEAR_VALUE'),
    shape.es ? simple('floats', 'glClearDepthf', 'GL_DEPTH_CLEAR_VALUE') : simple('doubles', 'glClearDepth', 'GL_DEPTH_CLEAR_VALUE'),
    simple('ints', 'glClearStencil', 'GL_STENCIL_CLEAR_VALUE'),
    simple('ints', 'glDepthFunc', 'GL_DEPTH_FUNC'),
    simple('ints', 'glDepthMask', 'GL_DEPTH_WRITEMASK'),
    simple('ints', 'glCullFace', 'GL_CULL_FACE_MODE'),
    simple('ints', 'glFrontFace', 'GL_FRONT_FACE'),
    simple('ints', 'glLogicOp', 'GL_LOGIC_OP_MODE'),
    simple('floats', 'glLineWidth', 'GL_LINE_WIDTH'),
    simple('floats', 'glPointSize', 'GL_POINT_SIZE'),
    simple('floats', 'glPointParameterf', 'GL_POINT_FADE_THRESHOLD_SIZE', 'GL_POINT_FADE_THRESHOLD_SIZE'),
    simple('ints', 'glPointParameteri', 'GL_POINT_SPRITE_COORD_ORIGIN', 'GL_POINT_SPRITE_COORD_ORIGIN'),
    cell('ints', 'GL_POLYGON_MODE', (out, [front, back = front]) => {
      if (shape.core || front === back) out.call('glPolygonMode', 'GL_FRONT_AND_BACK', front!);
      else {
        out.call('glPolygonMode', 'GL_FRONT', front!);
        out.call('glPolygonMode', 'GL_BACK', back!);
      }
    }),
    simple('floats', 'glPolygonOffset', ['GL_POLYGON_OFFSET_FACTOR', 'GL_POLYGON_OFFSET_UNITS']),
    simple('floats', 'glPolygonOffsetClamp', ['GL_POLYGON_OFFSET_FACTOR', 'GL_POLYGON_OFFSET_UNITS', 'GL_POLYGON_OFFSET_CLAMP']),
    cell(
      'floats',
      ['GL_SAMPLE_COVERAGE_VALUE', 'GL_SAMPLE_COVERAGE_INVERT'],
      (out, [value, invert]) => void out.call('glSampleCoverage', value!, invert !== 0),
    ),
    asked(
      'GL_SAMPLE_MASK_VALUE',
      'ints',
      [['glGetIntegeri_v', 'GL_SAMPLE_MASK_VALUE', 0]],
      (out, v) => void out.call('glSampleMaski', 0, v[0]!),
    ),
    simple('floats', 'glMinSampleShading', 'GL_MIN_SAMPLE_SHADING_VALUE'),
    simple('ints', 'glProvokingVertex', 'GL_PROVOKING_VERTEX'),
    simple('ints', 'glPrimitiveRestartIndex', 'GL_PRIMITIVE_RESTART_INDEX'),
    simple('ints', 'glClampColor', 'GL_CLAMP_READ_COLOR', 'GL_CLAMP_READ_COLOR'),
    simple('ints', 'glPatchParameteri', 'GL_PATCH_VERTICES', 'GL_PATCH_VERTICES'),
    asked(
      'GL_PATCH_DEFAULT_OUTER_LEVEL',
      'floats',
      [['glGetFloatv', 'GL_PATCH_DEFAULT_OUTER_LEVEL']],
      (out, v) => void out.call('glPatchParameterfv', 'GL_PATCH_DEFAULT_OUTER_LEVEL', v),
    ),
    asked(
      'GL_PATCH_DEFAULT_INNER_LEVEL',
      'floats',
      [['glGetFloatv', 'GL_PATCH_DEFAULT_INNER_LEVEL']],
      (out, v) => void out.call('glPatchParameterfv', 'GL_PATCH_DEFAULT_INNER_LEVEL', v),
    ),
    simple('ints', 'glClipControl', ['GL_CLIP_ORIGIN', 'GL_CLIP_DEPTH_MODE']),
    ...range(shape.attributes).flatMap(i =>
      i === 0 && hasFixedFunction(shape)
        ? []
        : [
            asked(
              `GL_CURRENT_VERTEX_ATTRIB[${i}]`,
              'floats',
              [['glGetVertexAttribfv', i, 'GL_CURRENT_VERTEX_ATTRIB']],
              (out, v) => void out.call('glVertexAttrib4fv', i, v),
            ),
          ],
    ),
  ];
}
