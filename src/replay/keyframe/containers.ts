// Objects that belong to one context: framebuffers, vertex arrays, queries, transform feedback, program pipelines.
import type { KeptArray, KeptVertexArray } from '../../native.js';
import type { CommandWriter } from '../../trace/command_writer.js';
import { type ApiVersion, has, hasFixedFunction } from './features.js';
import type { ContextHistory } from './object_history.js';
import type { Place } from './place.js';
import { type Answer, Questions } from './questions.js';

// ---- Framebuffers -----------------------------------------------------------------------------------------

export interface AttachmentCapture {
  readonly attachment: number;
  /** GL_TEXTURE or GL_RENDERBUFFER. */
  readonly type: number;
  readonly name: number;
  readonly level: number;
  readonly face: number;
  readonly layer: number;
  readonly layered: boolean;
}

export interface FramebufferCapture {
  readonly name: number;
  readonly attachments: readonly AttachmentCapture[];
  readonly drawBuffers: Uint32Array;
  readonly readBuffer: number;
  /** GL_FRAMEBUFFER_DEFAULT_…: for framebuffers without attachments. */
  readonly defaults: readonly { readonly name: string; readonly value: number }[];
}

const DEFAULTS = ['WIDTH', 'HEIGHT', 'LAYERS', 'SAMPLES', 'FIXED_SAMPLE_LOCATIONS'].map(name => `GL_FRAMEBUFFER_DEFAULT_${name}`);
const DEPTH = 0x8d00;
const STENCIL = 0x8d20;
const COLOR = 0x8ce0;
const RENDERBUFFER = 0x8d41;

export function captureFramebuffers(
  place: Place,
  context: number,
  history: ContextHistory,
  drawBuffers: number,
  attachments: number,
): FramebufferCapture[] {
  const names = liveIn(place, context, history, 'framebuffer', 'glIsFramebuffer');
  if (names.length === 0) return [];
  const questions = new Questions(place.asker, context);
  const draw = questions.int('glGetIntegerv', 'GL_DRAW_FRAMEBUFFER_BINDING');
  const read = questions.int('glGetIntegerv', 'GL_READ_FRAMEBUFFER_BINDING');
  const points = [...Array.from({ length: attachments }, (_, i) => COLOR + i), DEPTH, STENCIL];
  const target = 'GL_FRAMEBUFFER';
  const asked = names.map(name => {
    questions.do('glBindFramebuffer', target, name);
    return {
      name,
      attachments: points.map(point => {
        const ask = (pname: string) =>
          questions.int('glGetFramebufferAttachmentParameteriv', target, point, `GL_FRAMEBUFFER_ATTACHMENT_${pname}`);
        return {
          point,
          type: ask('OBJECT_TYPE'),
          object: ask('OBJECT_NAME'),
          level: ask('TEXTURE_LEVEL'),
          face: ask('TEXTURE_CUBE_MAP_FACE'),
          layer: ask('TEXTURE_LAYER'),
          layered: ask('LAYERED'),
        };
      }),
      draws: Array.from({ length: drawBuffers }, (_, i) => questions.int('glGetIntegerv', 0x8825 + i)),
      read: questions.int('glGetIntegerv', 'GL_READ_BUFFER'),
      defaults: has(place, 'framebufferDefaults')
        ? DEFAULTS.map(pname => ({ name: pname, value: questions.int('glGetFramebufferParameteriv', target, pname) }))
        : [],
    };
  });
  questions.run();
  const back = new Questions(place.asker, context);
  if (place.es && !has(place, 'separateFramebuffers')) back.do('glBindFramebuffer', target, draw() ?? 0);
  else if (has(place, 'separateFramebuffers') || draw() === read()) {
    back.do('glBindFramebuffer', 'GL_DRAW_FRAMEBUFFER', draw() ?? 0);
    back.do('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', read() ?? 0);
  }
  back.run();
  return asked.map(({ name, attachments: all, draws, read: readBuffer, defaults }) => ({
    name,
    attachments: all.flatMap(({ point, type, object, level, face, layer, layered }) => {
      const kind = type() ?? 0;
      if (kind !== 0x1702 && kind !== RENDERBUFFER) return [];
      return [
        {
          attachment: point,
          type: kind,
          name: object() ?? 0,
          level: level() ?? 0,
          face: face() ?? 0,
          layer: layer() ?? 0,
          layered: (layered() ?? 0) !== 0,
        },
      ];
    }),
    drawBuffers: Uint32Array.from(draws, d => d() ?? 0),
    readBuffer: readBuffer() ?? 0,
    defaults: defaults.flatMap(({ name: pname, value }) => (value() ? [{ name: pname, value: value()! }] : [])),
  }));
}

export function emitFramebuffer(
  out: CommandWriter,
  framebuffer: FramebufferCapture,
  api: ApiVersion,
  textureTarget: (name: number) => number,
): void {
  const target = 'GL_FRAMEBUFFER';
  out.call('glBindFramebuffer', target, framebuffer.name);
  for (const a of framebuffer.attachments) emitAttachment(out, a, textureTarget);
  if (api.es && !has(api, 'separateFramebuffers')) return; // one color buffer there, and nothing to choose
  let last = framebuffer.drawBuffers.length;
  while (last > 1 && framebuffer.drawBuffers[last - 1] === 0) last--;
  out.call('glDrawBuffers', last, framebuffer.drawBuffers.subarray(0, last));
  out.call('glReadBuffer', framebuffer.readBuffer);
  for (const { name, value } of framebuffer.defaults) out.call('glFramebufferParameteri', target, name, value);
}

function emitAttachment(out: CommandWriter, a: AttachmentCapture, textureTarget: (name: number) => number): void {
  const target = 'GL_FRAMEBUFFER';
  if (a.type === RENDERBUFFER) {
    out.call('glFramebufferRenderbuffer', target, a.attachment, 'GL_RENDERBUFFER', a.name);
    return;
  }
  const kind = textureTarget(a.name);
  const value = out.names.value.bind(out.names);
  const is = (...names: string[]) => names.some(name => kind === value(name));
  if (a.layered) out.call('glFramebufferTexture', target, a.attachment, a.name, a.level);
  else if (
    is('GL_TEXTURE_3D', 'GL_TEXTURE_1D_ARRAY', 'GL_TEXTURE_2D_ARRAY', 'GL_TEXTURE_CUBE_MAP_ARRAY', 'GL_TEXTURE_2D_MULTISAMPLE_ARRAY')
  )
    out.call('glFramebufferTextureLayer', target, a.attachment, a.name, a.level, a.layer);
  else if (is('GL_TEXTURE_1D')) out.call('glFramebufferTexture1D', target, a.attachment, kind, a.name, a.level);
  else out.call('glFramebufferTexture2D', target, a.attachment, is('GL_TEXTURE_CUBE_MAP') ? a.face : kind, a.name, a.level);
}

// ---- Vertex arrays ----------------------------------------------------------------------------------------

export type VertexArrayCapture = KeptVertexArray;

const GENERIC = 15;
const POINT_SIZE = 47;
const CLIENT_STATES = [
  'GL_VERTEX_ARRAY',
  'GL_NORMAL_ARRAY',
  'GL_COLOR_ARRAY',
  'GL_SECONDARY_COLOR_ARRAY',
  'GL_FOG_COORD_ARRAY',
  'GL_INDEX_ARRAY',
  'GL_EDGE_FLAG_ARRAY',
];

/** Only what is not as in a new one. `elementBuffer`: also of the default one. */
export function emitVertexArray(out: CommandWriter, vertexArray: VertexArrayCapture, api: ApiVersion): void {
  const hasDefault = !api.core; // a core context cannot use it
  if (has(api, 'vertexArrays') ? vertexArray.name !== 0 || hasDefault : !api.es) out.call('glBindVertexArray', vertexArray.name);
  for (const array of vertexArray.arrays) {
    if (array.slot >= GENERIC && array.slot < POINT_SIZE) emitGeneric(out, array, vertexArray.arrays);
    else if (hasFixedFunction(api) && array.slot < GENERIC) emitFixed(out, array);
  }
  if (vertexArray.name !== 0 || hasDefault) out.call('glBindBuffer', 'GL_ELEMENT_ARRAY_BUFFER', vertexArray.elementBuffer);
}

const FLOAT = 0x1406;
const isSet = (a: KeptArray): boolean => a.type !== 0 && (a.pointer !== 0 || a.buffer !== 0 || a.enabled);
/** Its form stays when its buffer was deleted. */
const isFormed = (a: KeptArray): boolean => isSet(a) || a.size !== 4 || a.type !== FLOAT || a.stride !== 0 || a.normalized || a.kind !== 0;

function emitFixed(out: CommandWriter, a: KeptArray): void {
  const unit = a.slot - 7;
  if (isSet(a)) {
    const where = a.buffer !== 0 ? { offset: a.pointer } : a.pointer === 0 ? null : { client: true as const };
    out.call('glBindBuffer', 'GL_ARRAY_BUFFER', a.buffer);
    if (unit >= 0) out.call('glClientActiveTexture', 0x84c0 + unit);
    const { size, type, stride } = a;
    if (a.slot === 0) out.call('glVertexPointer', size, type, stride, where);
    else if (a.slot === 1) out.call('glNormalPointer', type, stride, where);
    else if (a.slot === 2) out.call('glColorPointer', size, type, stride, where);
    else if (a.slot === 3) out.call('glSecondaryColorPointer', size, type, stride, where);
    else if (a.slot === 4) out.call('glFogCoordPointer', type, stride, where);
    else if (a.slot === 5) out.call('glIndexPointer', type, stride, where);
    else if (a.slot === 6) out.call('glEdgeFlagPointer', stride, where);
    else out.call('glTexCoordPointer', size, type, stride, where);
  }
  if (!a.enabled) return;
  if (unit >= 0) out.call('glClientActiveTexture', 0x84c0 + unit);
  out.call('glEnableClientState', unit >= 0 ? 'GL_TEXTURE_COORD_ARRAY' : CLIENT_STATES[a.slot]!);
}

function emitGeneric(out: CommandWriter, a: KeptArray, all: readonly KeptArray[]): void {
  const index = a.slot - GENERIC;
  // the pointer of an array in client memory says nothing: what it reads comes with each draw
  const legacy = a.binding === a.slot && a.relativeOffset === 0 && (a.buffer === 0 ? 0 : a.pointer) === a.bufferOffset;
  if (legacy && isFormed(a)) {
    const where = a.buffer !== 0 ? { offset: a.pointer } : a.pointer === 0 ? null : { client: true as const };
    out.call('glBindBuffer', 'GL_ARRAY_BUFFER', a.buffer);
    if (a.kind === 1) out.call('glVertexAttribIPointer', index, a.size, a.type, a.stride, where);
    else if (a.kind === 2) out.call('glVertexAttribLPointer', index, a.size, a.type, a.stride, where);
    else out.call('glVertexAttribPointer', index, a.size, a.type, a.normalized, a.stride, where);
    if (a.divisor !== 0) out.call('glVertexAttribDivisor', index, a.divisor);
  } else if (!legacy) {
    // a format of its own, and a binding that others may read as well
    if (a.kind === 1) out.call('glVertexAttribIFormat', index, a.size, a.type, a.relativeOffset);
    else if (a.kind === 2) out.call('glVertexAttribLFormat', index, a.size, a.type, a.relativeOffset);
    else out.call('glVertexAttribFormat', index, a.size, a.type, a.normalized, a.relativeOffset);
    out.call('glVertexAttribBinding', index, a.binding - GENERIC);
    out.call('glBindVertexBuffer', index, a.buffer, a.bufferOffset, a.bufferStride);
    if (a.divisor !== 0) out.call('glVertexBindingDivisor', index, a.divisor);
    const read = all[a.binding];
    if (read && read.slot !== a.slot) {
      out.call('glBindVertexBuffer', read.slot - GENERIC, read.buffer, read.bufferOffset, read.bufferStride);
      if (read.divisor !== 0) out.call('glVertexBindingDivisor', read.slot - GENERIC, read.divisor);
    }
  }
  if (a.enabled) out.call('glEnableVertexAttribArray', index);
}

// ---- Queries, transform feedback, pipelines -------------------------------------------------------------------

export interface QueryCapture {
  readonly name: number;
  readonly target: number;
}

export function captureQueries(place: Place, context: number, history: ContextHistory): QueryCapture[] {
  if (history.conditionalRender) place.obstacle('conditional rendering is on');
  for (const query of history.activeQueries.values()) place.obstacle(`query ${query} is active`);
  return liveIn(place, context, history, 'query', 'glIsQuery').map(name => ({ name, target: history.queryTarget.get(name) ?? 0 }));
}

const TIMESTAMP = 0x8e28;

export function emitQuery(out: CommandWriter, { name, target }: QueryCapture): void {
  if (target === TIMESTAMP) out.call('glQueryCounter', name, target);
  else if (target !== 0) {
    out.call('glBeginQuery', target, name);
    out.call('glEndQuery', target);
  }
}

export interface FeedbackCapture {
  readonly name: number;
  readonly buffers: readonly { readonly index: number; readonly name: number; readonly start: bigint; readonly size: bigint }[];
  readonly generic: number;
}

export function captureFeedback(place: Place, context: number, history: ContextHistory): FeedbackCapture[] {
  if (!has(place, 'feedback')) return [];
  const hasObjects = has(place, 'feedbackObjects');
  const names = hasObjects ? [0, ...liveIn(place, context, history, 'transformFeedback', 'glIsTransformFeedback')] : [0];
  const questions = new Questions(place.asker, context);
  const current = hasObjects ? questions.int('glGetIntegerv', 'GL_TRANSFORM_FEEDBACK_BINDING') : () => 0;
  const count = questions.int('glGetIntegerv', 'GL_MAX_TRANSFORM_FEEDBACK_BUFFERS');
  questions.run();
  const second = new Questions(place.asker, context);
  const asked = names.map(name => {
    if (hasObjects) second.do('glBindTransformFeedback', 'GL_TRANSFORM_FEEDBACK', name);
    return {
      name,
      active: hasObjects ? second.int('glGetIntegerv', 'GL_TRANSFORM_FEEDBACK_ACTIVE') : () => 0,
      generic: second.int('glGetIntegerv', 'GL_TRANSFORM_FEEDBACK_BUFFER_BINDING'),
      buffers: Array.from({ length: Math.min(count() ?? 4, 4) }, (_, index) => ({
        index,
        name: second.int('glGetIntegeri_v', 'GL_TRANSFORM_FEEDBACK_BUFFER_BINDING', index),
        start: second.longs('glGetInteger64i_v', 'GL_TRANSFORM_FEEDBACK_BUFFER_START', index),
        size: second.longs('glGetInteger64i_v', 'GL_TRANSFORM_FEEDBACK_BUFFER_SIZE', index),
      })),
    };
  });
  if (hasObjects) second.do('glBindTransformFeedback', 'GL_TRANSFORM_FEEDBACK', current() ?? 0);
  second.run();
  return asked.map(({ name, active, generic, buffers }) => {
    if (active()) place.obstacle('transform feedback is active');
    return {
      name,
      generic: generic() ?? 0,
      buffers: buffers.flatMap(b =>
        b.name() ? [{ index: b.index, name: b.name()!, start: b.start()?.[0] ?? 0n, size: b.size()?.[0] ?? 0n }] : [],
      ),
    };
  });
}

export function emitFeedback(out: CommandWriter, { name, buffers, generic }: FeedbackCapture, hasObjects: boolean): void {
  if (hasObjects) out.call('glBindTransformFeedback', 'GL_TRANSFORM_FEEDBACK', name);
  for (const b of buffers)
    if (b.size > 0n) out.call('glBindBufferRange', 'GL_TRANSFORM_FEEDBACK_BUFFER', b.index, b.name, b.start, b.size);
    else out.call('glBindBufferBase', 'GL_TRANSFORM_FEEDBACK_BUFFER', b.index, b.name);
  out.call('glBindBuffer', 'GL_TRANSFORM_FEEDBACK_BUFFER', generic);
}

const STAGES: readonly (readonly [string, number])[] = [
  ['GL_VERTEX_SHADER', 1],
  ['GL_FRAGMENT_SHADER', 2],
  ['GL_GEOMETRY_SHADER', 4],
  ['GL_TESS_CONTROL_SHADER', 8],
  ['GL_TESS_EVALUATION_SHADER', 16],
  ['GL_COMPUTE_SHADER', 32],
];

export interface PipelineCapture {
  readonly name: number;
  readonly active: number;
  readonly stages: readonly { readonly bit: number; readonly program: number }[];
}

export function capturePipelines(place: Place, context: number, history: ContextHistory): PipelineCapture[] {
  const names = liveIn(place, context, history, 'programPipeline', 'glIsProgramPipeline');
  const questions = new Questions(place.asker, context);
  const asked = names.map(name => ({
    name,
    active: questions.int('glGetProgramPipelineiv', name, 'GL_ACTIVE_PROGRAM'),
    stages: STAGES.map(([stage, bit]) => ({ bit, program: questions.int('glGetProgramPipelineiv', name, stage) })),
  }));
  questions.run();
  return asked.map(({ name, active, stages }) => ({
    name,
    active: active() ?? 0,
    stages: stages.flatMap(({ bit, program }) => (program() ? [{ bit, program: program()! }] : [])),
  }));
}

export function emitPipeline(out: CommandWriter, { name, active, stages }: PipelineCapture): void {
  out.call('glBindProgramPipeline', name);
  for (const { bit, program } of stages) out.call('glUseProgramStages', name, bit, program);
  if (active !== 0) out.call('glActiveShaderProgram', name, active);
}

/** Names of a kind that are objects of a context now. */
export function liveIn(place: Place, context: number, history: ContextHistory, kind: string, is: string): number[] {
  const questions = new Questions(place.asker, context);
  const asked: { name: number; is: Answer<boolean | undefined> }[] = [...history.names(kind).seen]
    .sort((a, b) => a - b)
    .map(name => ({ name, is: questions.truth(is, name) }));
  questions.run();
  return asked.filter(row => row.is()).map(({ name }) => name);
}
