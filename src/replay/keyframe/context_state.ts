// A context's own state: bindings, stacks of matrices and all cells. Asking for a matrix stack takes it down, and builds
// it up again: everything else only looks.
import type { KeptVertexArray, LiveContext } from '../../native.js';
import type { CommandWriter } from '../../trace/command_writer.js';
import { asked, type Cell, type CellValue, type ContextShape, cell, commonCells, range, simple } from './cells.js';
import {
  captureFeedback,
  captureFramebuffers,
  capturePipelines,
  captureQueries,
  emitFeedback,
  emitFramebuffer,
  emitPipeline,
  emitQuery,
  emitVertexArray,
  type FeedbackCapture,
  type FramebufferCapture,
  type PipelineCapture,
  type QueryCapture,
} from './containers.js';
import { has, hasFixedFunction } from './features.js';
import { fixedCells, onUnit } from './fixed_cells.js';
import type { ContextHistory, GroupHistory } from './object_history.js';
import type { Place } from './place.js';
import { proxyCells } from './proxies.js';
import { Questions } from './questions.js';

export interface MatrixStack {
  /** GL_MODELVIEW … */
  readonly mode: number;
  /** Texture unit of GL_TEXTURE; -1 for the others. */
  readonly unit: number;
  /** From the bottom to the top. */
  readonly matrices: readonly Float64Array[];
}

interface IntegerAttribute {
  readonly index: number;
  readonly isUnsigned: boolean;
  readonly value: Int32Array;
}

export interface ContextCapture {
  readonly live: LiveContext;
  readonly shape: ContextShape;
  readonly cells: ReadonlyMap<string, CellValue>;
  /** Cells of a context that was just made with the same request and drawables. */
  readonly pristine: ReadonlyMap<string, CellValue>;
  /** Current values of generic attributes that were set as integers. */
  readonly integerAttributes: readonly IntegerAttribute[];
  readonly stacks: readonly MatrixStack[];
  readonly framebuffers: readonly FramebufferCapture[];
  readonly vertexArrays: readonly KeptVertexArray[];
  readonly queries: readonly QueryCapture[];
  readonly feedback: readonly FeedbackCapture[];
  readonly pipelines: readonly PipelineCapture[];
  /** Names that were generated, by the command that does it. */
  readonly generated: ReadonlyMap<string, readonly number[]>;
}

const TEXTURE_TARGETS: readonly (readonly [string, string])[] = [
  ['GL_TEXTURE_1D', 'GL_TEXTURE_BINDING_1D'],
  ['GL_TEXTURE_2D', 'GL_TEXTURE_BINDING_2D'],
  ['GL_TEXTURE_3D', 'GL_TEXTURE_BINDING_3D'],
  ['GL_TEXTURE_CUBE_MAP', 'GL_TEXTURE_BINDING_CUBE_MAP'],
  ['GL_TEXTURE_RECTANGLE', 'GL_TEXTURE_BINDING_RECTANGLE'],
  ['GL_TEXTURE_1D_ARRAY', 'GL_TEXTURE_BINDING_1D_ARRAY'],
  ['GL_TEXTURE_2D_ARRAY', 'GL_TEXTURE_BINDING_2D_ARRAY'],
  ['GL_TEXTURE_CUBE_MAP_ARRAY', 'GL_TEXTURE_BINDING_CUBE_MAP_ARRAY'],
  ['GL_TEXTURE_BUFFER', 'GL_TEXTURE_BINDING_BUFFER'],
  ['GL_TEXTURE_2D_MULTISAMPLE', 'GL_TEXTURE_BINDING_2D_MULTISAMPLE'],
  ['GL_TEXTURE_2D_MULTISAMPLE_ARRAY', 'GL_TEXTURE_BINDING_2D_MULTISAMPLE_ARRAY'],
];
const BUFFERS: readonly (readonly [string, string])[] = [
  ['GL_ARRAY_BUFFER', 'GL_ARRAY_BUFFER_BINDING'],
  ['GL_COPY_READ_BUFFER', 'GL_COPY_READ_BUFFER_BINDING'],
  ['GL_COPY_WRITE_BUFFER', 'GL_COPY_WRITE_BUFFER_BINDING'],
  ['GL_DRAW_INDIRECT_BUFFER', 'GL_DRAW_INDIRECT_BUFFER_BINDING'],
  ['GL_DISPATCH_INDIRECT_BUFFER', 'GL_DISPATCH_INDIRECT_BUFFER_BINDING'],
  ['GL_PIXEL_PACK_BUFFER', 'GL_PIXEL_PACK_BUFFER_BINDING'],
  ['GL_PIXEL_UNPACK_BUFFER', 'GL_PIXEL_UNPACK_BUFFER_BINDING'],
  ['GL_QUERY_BUFFER', 'GL_QUERY_BUFFER_BINDING'],
  ['GL_TEXTURE_BUFFER', 'GL_TEXTURE_BUFFER_BINDING'],
  ['GL_PARAMETER_BUFFER', 'GL_PARAMETER_BUFFER_BINDING'],
];

const LIMITS = {
  textureUnits: 'GL_MAX_COMBINED_TEXTURE_IMAGE_UNITS',
  fixedUnits: 'GL_MAX_TEXTURE_UNITS',
  coordinateSets: 'GL_MAX_TEXTURE_COORDS',
  drawBuffers: 'GL_MAX_DRAW_BUFFERS',
  viewports: 'GL_MAX_VIEWPORTS',
  attributes: 'GL_MAX_VERTEX_ATTRIBS',
  clipDistances: 'GL_MAX_CLIP_DISTANCES',
  uniformBuffers: 'GL_MAX_UNIFORM_BUFFER_BINDINGS',
  storageBuffers: 'GL_MAX_SHADER_STORAGE_BUFFER_BINDINGS',
  atomicBuffers: 'GL_MAX_ATOMIC_COUNTER_BUFFER_BINDINGS',
  imageUnits: 'GL_MAX_IMAGE_UNITS',
  lights: 'GL_MAX_LIGHTS',
  colorAttachments: 'GL_MAX_COLOR_ATTACHMENTS',
} as const;

export function shapeOf(place: Place, context: LiveContext): ContextShape & { colorAttachments: number } {
  const questions = new Questions(place.asker, context.id);
  const asked = Object.entries(LIMITS).map(([key, pname]) => [key, questions.int('glGetIntegerv', pname)] as const);
  questions.run();
  const limits = Object.fromEntries(asked.map(([key, value]) => [key, value() ?? 0])) as { [Key in keyof typeof LIMITS]: number };
  return { ...limits, es: context.es, core: context.core, version: place.version };
}

function bufferRanges(target: string, count: number): Cell[] {
  const names = range(count).map(index => ({ index, key: `${target}[${index}]` }));
  return [
    ...names.map(
      ({ index, key }): Cell => ({
        key,
        ask(questions) {
          const buffer = questions.int('glGetIntegeri_v', `${target}_BINDING`, index);
          const start = questions.longs('glGetInteger64i_v', `${target}_START`, index);
          const size = questions.longs('glGetInteger64i_v', `${target}_SIZE`, index);
          return () => {
            const name = buffer();
            return name === undefined ? undefined : Float64Array.of(name, Number(start()?.[0] ?? 0n), Number(size()?.[0] ?? 0n));
          };
        },
        emit(out, [name, start, size]) {
          if (name && size) out.call('glBindBufferRange', target, index, name, start!, size);
          else out.call('glBindBufferBase', target, index, name!);
        },
      }),
    ),
    cell('ints', `${target}_BINDING`, (out, [name]) => void out.call('glBindBuffer', target, name!)),
  ];
}

const IMAGE = ['NAME', 'LEVEL', 'LAYERED', 'LAYER', 'ACCESS', 'FORMAT'].map(name => `GL_IMAGE_BINDING_${name}`);

function bindings(shape: ContextShape): Cell[] {
  return [
    ...range(shape.textureUnits).flatMap(unit =>
      TEXTURE_TARGETS.map(([target, binding]) => onUnit(unit, simple('ints', 'glBindTexture', binding, target))),
    ),
    ...(has(shape, 'samplers')
      ? range(shape.textureUnits).map(unit =>
          onUnit(
            unit,
            cell('ints', 'GL_SAMPLER_BINDING', (out, [name]) => void out.call('glBindSampler', unit, name!)),
          ),
        )
      : []),
    cell('ints', 'GL_ACTIVE_TEXTURE', (out, [unit]) => void out.call('glActiveTexture', unit!)),
    ...(has(shape, 'images')
      ? range(shape.imageUnits).map(unit =>
          asked(
            `GL_IMAGE[${unit}]`,
            'ints',
            IMAGE.map(pname => ['glGetIntegeri_v', pname, unit]),
            (out, v) => void out.call('glBindImageTexture', unit, v[0]!, v[1]!, v[2] !== 0, v[3]!, v[4]!, v[5]!),
          ),
        )
      : []),
    ...(has(shape, 'uniformBuffers') ? bufferRanges('GL_UNIFORM_BUFFER', shape.uniformBuffers) : []),
    ...(has(shape, 'storageBuffers') ? bufferRanges('GL_SHADER_STORAGE_BUFFER', shape.storageBuffers) : []),
    ...(has(shape, 'atomicBuffers') ? bufferRanges('GL_ATOMIC_COUNTER_BUFFER', shape.atomicBuffers) : []),
    ...BUFFERS.map(([target, binding]) => cell('ints', binding, (out, [name]) => void out.call('glBindBuffer', target, name!))),
    cell('ints', 'GL_RENDERBUFFER_BINDING', (out, [name]) => void out.call('glBindRenderbuffer', 'GL_RENDERBUFFER', name!)),
    ...(has(shape, 'pipelines')
      ? [cell('ints', 'GL_PROGRAM_PIPELINE_BINDING', (out, [name]) => void out.call('glBindProgramPipeline', name!))]
      : []),
    cell('ints', 'GL_CURRENT_PROGRAM', (out, [name]) => void out.call('glUseProgram', name!)),
    ...(has(shape, 'feedbackObjects')
      ? [
          cell(
            'ints',
            'GL_TRANSFORM_FEEDBACK_BINDING',
            (out, [name]) => void out.call('glBindTransformFeedback', 'GL_TRANSFORM_FEEDBACK', name!),
          ),
        ]
      : []),
    ...(has(shape, 'vertexArrays') || hasFixedFunction(shape)
      ? [cell('ints', 'GL_VERTEX_ARRAY_BINDING', (out, [name]) => void out.call('glBindVertexArray', name!))]
      : []),
    ...(shape.es && !has(shape, 'separateFramebuffers')
      ? [cell('ints', 'GL_FRAMEBUFFER_BINDING', (out, [name]) => void out.call('glBindFramebuffer', 'GL_FRAMEBUFFER', name!))]
      : [
          cell('ints', 'GL_DRAW_FRAMEBUFFER_BINDING', (out, [name]) => void out.call('glBindFramebuffer', 'GL_DRAW_FRAMEBUFFER', name!)),
          cell('ints', 'GL_READ_FRAMEBUFFER_BINDING', (out, [name]) => void out.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', name!)),
        ]),
  ];
}

/** All cells in the order in which they are set. */
export function cellsOf(shape: ContextShape): Cell[] {
  return [
    ...(hasFixedFunction(shape) ? fixedCells(shape) : []),
    ...commonCells(shape),
    ...(shape.es ? [] : proxyCells()),
    ...bindings(shape),
    ...(hasFixedFunction(shape)
      ? [
          cell('ints', 'GL_CLIENT_ACTIVE_TEXTURE', (out, [unit]) => void out.call('glClientActiveTexture', unit!)),
          cell('ints', 'GL_MATRIX_MODE', (out, [mode]) => void out.call('glMatrixMode', mode!)),
        ]
      : []),
  ];
}

// ---- Matrices -------------------------------------------------------------------------------------------------

const MODELVIEW = 0x1700;
const PROJECTION = 0x1701;
const TEXTURE = 0x1702;
const DEPTHS: Readonly<Record<number, string>> = { [MODELVIEW]: 'GL_MODELVIEW', [PROJECTION]: 'GL_PROJECTION', [TEXTURE]: 'GL_TEXTURE' };

export function captureStacks(place: Place, context: number, shape: ContextShape): MatrixStack[] {
  if (!hasFixedFunction(shape)) return [];
  const which = [
    { mode: MODELVIEW, unit: -1 },
    { mode: PROJECTION, unit: -1 },
    ...range(shape.coordinateSets).map(unit => ({ mode: TEXTURE, unit })),
  ];
  const questions = new Questions(place.asker, context);
  const mode = questions.int('glGetIntegerv', 'GL_MATRIX_MODE');
  const active = questions.int('glGetIntegerv', 'GL_ACTIVE_TEXTURE');
  const tops = which.map(stack => {
    if (stack.unit >= 0) questions.do('glActiveTexture', 0x84c0 + stack.unit);
    const name = DEPTHS[stack.mode]!;
    return {
      ...stack,
      depth: questions.int('glGetIntegerv', `${name}_STACK_DEPTH`),
      top: questions.doubles('glGetDoublev', `${name}_MATRIX`),
    };
  });
  questions.run();
  const stacks = tops.map(({ mode: of, unit, depth, top }) => ({ mode: of, unit, matrices: [top()!], depth: depth() ?? 1 }));
  const deep = stacks.filter(stack => stack.depth > 1);
  if (deep.length > 0) {
    const popping = new Questions(place.asker, context);
    const below = deep.map(stack => {
      selectStack(popping.writer, stack);
      return range(stack.depth - 1).map(() => {
        popping.do('glPopMatrix');
        return popping.doubles('glGetDoublev', `${DEPTHS[stack.mode]}_MATRIX`);
      });
    });
    popping.run();
    const pushing = new Questions(place.asker, context);
    for (const [i, stack] of deep.entries()) {
      stack.matrices = [...below[i]!.map(matrix => matrix()!).reverse(), ...stack.matrices];
      selectStack(pushing.writer, stack);
      for (const matrix of stack.matrices.slice(1)) {
        pushing.do('glPushMatrix');
        pushing.do('glLoadMatrixd', matrix);
      }
    }
    pushing.run();
  }
  const back = new Questions(place.asker, context);
  back.do('glMatrixMode', mode() ?? MODELVIEW);
  back.do('glActiveTexture', active() ?? 0x84c0);
  back.run();
  return stacks.map(({ mode: of, unit, matrices }) => ({ mode: of, unit, matrices }));
}

export function selectStack(out: CommandWriter, { mode, unit }: Pick<MatrixStack, 'mode' | 'unit'>): void {
  if (unit >= 0) out.call('glActiveTexture', 0x84c0 + unit);
  out.call('glMatrixMode', mode);
}

export function emitStack(out: CommandWriter, stack: MatrixStack): void {
  selectStack(out, stack);
  for (const [i, matrix] of stack.matrices.entries()) {
    if (i > 0) out.call('glPushMatrix');
    out.call('glLoadMatrixd', matrix);
  }
}

// ---- The whole ------------------------------------------------------------------------------------------------

const GENERATORS: Readonly<Record<string, string>> = {
  framebuffer: 'glGenFramebuffers',
  vertexArray: 'glGenVertexArrays',
  query: 'glGenQueries',
  transformFeedback: 'glGenTransformFeedbacks',
  programPipeline: 'glGenProgramPipelines',
};

export function captureContext(
  place: Place,
  live: LiveContext,
  history: ContextHistory,
  vertexArrays: readonly KeptVertexArray[],
  current: (shape: ContextShape) => ReadonlyMap<string, CellValue>,
  pristine: (shape: ContextShape) => ReadonlyMap<string, CellValue>,
): ContextCapture {
  const shape = shapeOf(place, live);
  if (hasFixedFunction(shape)) {
    const questions = new Questions(place.asker, live.id);
    const mode = questions.int('glGetIntegerv', 'GL_RENDER_MODE');
    questions.run();
    if ((mode() ?? RENDER) !== RENDER) place.obstacle('selection or feedback is on');
  }
  const cells = current(shape);
  return {
    live,
    shape,
    cells,
    pristine: pristine(shape),
    integerAttributes: captureIntegers(place, live.id, history),
    stacks: captureStacks(place, live.id, shape),
    framebuffers: captureFramebuffers(place, live.id, history, shape.drawBuffers, Math.max(shape.colorAttachments, 1)),
    vertexArrays,
    queries: captureQueries(place, live.id, history),
    feedback: captureFeedback(place, live.id, history),
    pipelines: has(place, 'pipelines') ? capturePipelines(place, live.id, history) : [],
    generated: new Map(
      Object.entries(GENERATORS).map(([kind, command]) => [command, [...history.names(kind).generated].sort((a, b) => a - b)]),
    ),
  };
}

const RENDER = 0x1c00;

/** A driver tells the value in any form, but not in which it was given. */
function captureIntegers(place: Place, context: number, { integerAttributes }: ContextHistory): IntegerAttribute[] {
  const questions = new Questions(place.asker, context);
  const values = [...integerAttributes].map(([index, isUnsigned]) => ({
    index,
    isUnsigned,
    value: questions.ints('glGetVertexAttribIiv', index, 'GL_CURRENT_VERTEX_ATTRIB'),
  }));
  questions.run();
  return values.flatMap(({ index, isUnsigned, value }) => {
    const found = value();
    return found ? [{ index, isUnsigned, value: found }] : [];
  });
}

/** Everything of a context that was just made, or that has nothing but defaults. */
export function emitContext(out: CommandWriter, context: ContextCapture, group: GroupHistory): void {
  const { shape, cells } = context;
  for (const [command, names] of context.generated) if (names.length > 0) out.call(command, names.length, Uint32Array.from(names));
  for (const framebuffer of context.framebuffers) emitFramebuffer(out, framebuffer, shape, name => group.textureTarget.get(name) ?? 0x0de1);
  if (context.live.buffersChosen) emitWindowBuffers(out, context);
  for (const vertexArray of context.vertexArrays) emitVertexArray(out, vertexArray, shape);
  for (const feedback of context.feedback) emitFeedback(out, feedback, has(shape, 'feedbackObjects'));
  for (const pipeline of context.pipelines) emitPipeline(out, pipeline);
  for (const query of context.queries) emitQuery(out, query);
  for (const stack of context.stacks) if (!isInitial(stack)) emitStack(out, stack);
  emitCells(out, shape, cells, context.pristine);
  for (const { index, isUnsigned, value } of context.integerAttributes)
    out.call(isUnsigned ? 'glVertexAttribI4uiv' : 'glVertexAttribI4iv', index, isUnsigned ? new Uint32Array(value.buffer) : value);
}

/** Bindings that making the objects of the context changed. */
const ALWAYS = new Set([
  'GL_DRAW_FRAMEBUFFER_BINDING',
  'GL_READ_FRAMEBUFFER_BINDING',
  'GL_VERTEX_ARRAY_BINDING',
  'GL_ARRAY_BUFFER_BINDING',
  'GL_TRANSFORM_FEEDBACK_BINDING',
  'GL_PROGRAM_PIPELINE_BINDING',
  'GL_CLIENT_ACTIVE_TEXTURE',
  'GL_CURRENT_PROGRAM',
  'GL_ACTIVE_TEXTURE',
  'GL_MATRIX_MODE',
]);

/** Sets the cells that differ from `now`. */
export function emitCells(
  out: CommandWriter,
  shape: ContextShape,
  cells: ReadonlyMap<string, CellValue>,
  now: ReadonlyMap<string, CellValue>,
): void {
  // the raster position takes the current values along, and Mesa's glPopAttrib forgets where fog coordinates come from
  let current = false;
  for (const row of cellsOf(shape)) {
    const value = cells.get(row.key);
    if (!value || (isEqual(value, now.get(row.key)) && !ALWAYS.has(row.key) && !(current && /GL_CURRENT_|GL_FOG_COORD_SRC/.test(row.key))))
      continue;
    current ||= row.key.startsWith('GL_CURRENT_RASTER');
    row.emit(out, value);
  }
}

const isEqual = (a: CellValue, b: CellValue | undefined): boolean =>
  b !== undefined && a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

const isInitial = ({ matrices }: MatrixStack): boolean =>
  matrices.length === 1 && matrices[0]!.every((value, i) => value === (i % 5 === 0 ? 1 : 0));

/** Which of the window's buffers are drawn to and read: as the program named them, where the executor knows. */
function emitWindowBuffers(out: CommandWriter, { live, framebuffers }: ContextCapture): void {
  if (framebuffers.length > 0) out.call('glBindFramebuffer', 'GL_FRAMEBUFFER', 0);
  if (live.drawSelected !== 0) out.call('glDrawBuffer', live.drawSelected);
  if (live.readSelected !== 0) out.call('glReadBuffer', live.readSelected);
}
