// What the client library knows of a context without asking (guest/common/memo.h): the names it can answer, and what each
// command does to them. The generators write a table and a hook in each entry point from this; a command that is not
// named here makes everything unknown, so a forgotten one costs a question and never an answer's truth; one that is written by
// hand must be named.
import { contextRows } from './state/index.js';
import type { Command } from './types.js';

type Enum = `GL_${string}`;
/** Compatibility profile, core profile, OpenGL ES 1, later OpenGL ES. */
export type MemoProfile = 'compatibility' | 'core' | 'es1' | 'es2';

/** A name of glGet or glIsEnabled. */
export interface MemoName {
  readonly pname: Enum;
  /** The name whose cell has the value. */
  readonly cell: Enum;
  /** By glGet, by glGetTexEnv, or by glIsEnabled and glGet. */
  readonly asked: 'get' | 'texEnv' | 'capability';
  /** That have its setter. */
  readonly profiles: readonly MemoProfile[];
  /** Of the active texture unit. */
  readonly unit: boolean;
  /** Values that are no error in any context that has it; empty for booleans. */
  readonly values: readonly Enum[];
}

const ALL: readonly MemoProfile[] = ['compatibility', 'core', 'es1', 'es2'];
const FIXED: readonly MemoProfile[] = ['compatibility', 'es1'];
const DESKTOP: readonly MemoProfile[] = ['compatibility', 'core'];
const OLD: readonly MemoProfile[] = ['compatibility'];

const capabilities = (profiles: readonly MemoProfile[], unit: boolean, ...names: readonly Enum[]): MemoName[] =>
  names.map(pname => ({ pname, cell: pname, asked: 'capability', profiles, unit, values: [] }));
const value = (pname: Enum, profiles: readonly MemoProfile[], values: readonly Enum[], also: readonly Enum[] = []): MemoName[] =>
  [pname, ...also].map(name => ({ pname: name, cell: pname, asked: 'get', profiles, unit: false, values }));
const ofUnit = (names: readonly MemoName[]): MemoName[] => names.map(name => ({ ...name, unit: true }));

/** What OpenGL 1.1 and OpenGL ES 1 allow. */
const SOURCES: readonly Enum[] = [
  'GL_ZERO',
  'GL_ONE',
  'GL_DST_COLOR',
  'GL_ONE_MINUS_DST_COLOR',
  'GL_SRC_ALPHA',
  'GL_ONE_MINUS_SRC_ALPHA',
  'GL_DST_ALPHA',
  'GL_ONE_MINUS_DST_ALPHA',
  'GL_SRC_ALPHA_SATURATE',
];
const DESTINATIONS: readonly Enum[] = [
  'GL_ZERO',
  'GL_ONE',
  'GL_SRC_COLOR',
  'GL_ONE_MINUS_SRC_COLOR',
  'GL_SRC_ALPHA',
  'GL_ONE_MINUS_SRC_ALPHA',
  'GL_DST_ALPHA',
  'GL_ONE_MINUS_DST_ALPHA',
];

export const memoNames: readonly MemoName[] = [
  ...capabilities(
    ALL,
    false,
    'GL_BLEND',
    'GL_CULL_FACE',
    'GL_DEPTH_TEST',
    'GL_DITHER',
    'GL_POLYGON_OFFSET_FILL',
    'GL_SCISSOR_TEST',
    'GL_STENCIL_TEST',
  ),
  ...capabilities(
    FIXED,
    false,
    'GL_ALPHA_TEST',
    'GL_LIGHTING',
    'GL_FOG',
    'GL_NORMALIZE',
    'GL_COLOR_MATERIAL',
    'GL_POINT_SMOOTH',
    'GL_LIGHT0',
    'GL_LIGHT1',
    'GL_LIGHT2',
    'GL_LIGHT3',
    'GL_LIGHT4',
    'GL_LIGHT5',
    'GL_LIGHT6',
    'GL_LIGHT7',
  ),
  ...capabilities(DESKTOP, false, 'GL_POLYGON_SMOOTH', 'GL_POLYGON_OFFSET_LINE', 'GL_POLYGON_OFFSET_POINT'),
  ...capabilities(['compatibility', 'core', 'es1'], false, 'GL_LINE_SMOOTH', 'GL_COLOR_LOGIC_OP'),
  ...capabilities(OLD, false, 'GL_LINE_STIPPLE', 'GL_POLYGON_STIPPLE'),
  ...capabilities(FIXED, true, 'GL_TEXTURE_2D'),
  ...capabilities(OLD, true, 'GL_TEXTURE_1D', 'GL_TEXTURE_GEN_S', 'GL_TEXTURE_GEN_T', 'GL_TEXTURE_GEN_R', 'GL_TEXTURE_GEN_Q'),
  ...value('GL_BLEND_SRC_RGB', ALL, SOURCES, ['GL_BLEND_SRC']),
  ...value('GL_BLEND_DST_RGB', ALL, DESTINATIONS, ['GL_BLEND_DST']),
  ...value('GL_BLEND_SRC_ALPHA', ALL, SOURCES),
  ...value('GL_BLEND_DST_ALPHA', ALL, DESTINATIONS),
  ...value('GL_FRONT_FACE', ALL, ['GL_CW', 'GL_CCW']),
  ...value('GL_CULL_FACE_MODE', ALL, ['GL_FRONT', 'GL_BACK', 'GL_FRONT_AND_BACK']),
  ...value('GL_DEPTH_FUNC', ALL, ['GL_NEVER', 'GL_LESS', 'GL_EQUAL', 'GL_LEQUAL', 'GL_GREATER', 'GL_NOTEQUAL', 'GL_GEQUAL', 'GL_ALWAYS']),
  ...value('GL_DEPTH_WRITEMASK', ALL, []),
  ...value('GL_SHADE_MODEL', FIXED, ['GL_FLAT', 'GL_SMOOTH']),
  ...value('GL_MATRIX_MODE', FIXED, ['GL_MODELVIEW', 'GL_PROJECTION', 'GL_TEXTURE']),
  ...value('GL_ACTIVE_TEXTURE', ALL, ['GL_TEXTURE0', 'GL_TEXTURE1']),
  // any name: sgl_memo_glBindTexture knows which are allowed
  ...ofUnit(value('GL_TEXTURE_BINDING_2D', ALL, [])),
  ...ofUnit(value('GL_TEXTURE_ENV_MODE', FIXED, ['GL_MODULATE', 'GL_DECAL', 'GL_BLEND', 'GL_REPLACE'])).map(
    name => ({ ...name, asked: 'texEnv' }) as const,
  ),
];

/** Bits of glPushAttrib that save it, by the state table. */
export function memoAttrib({ pname, cell }: MemoName): readonly string[] {
  const light = /^GL_LIGHT\d$/.test(pname);
  const found = contextRows.filter(({ query, pname: own, domain }) =>
    light ? domain?.base === 'GL_LIGHT0' : [pname, cell].some(name => query.args.includes(name) || own === name),
  );
  if (found.length === 0) throw new Error(`${pname}: no row of the state table, so it is not known what glPopAttrib does to it`);
  return [...new Set(found.flatMap(row => row.attrib))].filter(bit => !bit.startsWith('GL_CLIENT'));
}

/** They say by sgl_memo_NAME(cx, parameters...) what they do, and whether this call cannot be an error. */
const HOOKED = new Set([
  'glActiveTexture',
  'glBindTexture',
  'glDeleteTextures',
  'glDeleteTexturesEXT',
  'glTexEnvi',
  'glTexEnvf',
  'glTexParameteri',
  'glTexParameterf',
  'glBlendFunc',
  'glMatrixMode',
  'glShadeModel',
  'glFrontFace',
  'glCullFace',
  'glDepthFunc',
  'glDepthMask',
  'glClear',
  'glPushAttrib',
  'glPopAttrib',
  'glEnd',
  'glNewList',
  'glEndList',
  'glCallList',
  'glCallLists',
  'glBindFramebuffer',
  'glBindFramebufferEXT',
  'glBindFramebufferOES',
  'glUseProgram',
  'glBindBuffer',
  'glEnableClientState',
  'glDisableClientState',
  'glVertexPointer',
  'glColorPointer',
  'glTexCoordPointer',
  'glNormalPointer',
]);
/** No error outside of glBegin and glEnd, where there is fixed function. */
const FIXED_FUNCTION = /^gl(LoadIdentity|(Load|Mult)Matrix[fd]|Rotate[fd]|Scale[fd]|Translate[fd])$/;
/** The same, in any context. */
const ANYWHERE = /^glClearColor$/;

/** Neither change a cell nor whether a draw is an error. */
const CALM = [
  /^gl(Vertex|Color|Normal|TexCoord|MultiTexCoord|SecondaryColor|RasterPos|WindowPos)P?[1-4](b|d|f|i|s|x|ub|ui|us)v?$/,
  /^glVertexAttrib[ILP]?[1-4]N?(b|d|f|i|s|ub|ui|us)v?$/,
  /^gl(Index(d|f|i|s|ub)v?|EdgeFlagv?|FogCoord[fd]v?|Material[fix]v?|Rect[dfis]v?|EvalCoord[12][df]v?|EvalPoint[12]|Begin)$/,
  /^gl(Frustum|Ortho)[fx]?$|^gl(Push|Pop)Matrix$|^gl(Load|Mult)TransposeMatrix[fd]$|^gl(LoadMatrix|MultMatrix|Rotate|Scale|Translate)x$/,
  /^gl(Get|Is)(?!Unit)/,
  /^gl(Program)?Uniform(Matrix)?\d/,
  /^gl(Light|LightModel|Fog|TexGen|TexParameter|PointParameter)[fidx]v?$|^glTexParameterI/,
  /^gl(AlphaFunc|PointSize|LineWidth|LineStipple|PolygonStipple|PolygonOffset|ClearDepth|ClearDepthf|ClearStencil|ClearIndex|ClearAccum|Accum|Hint|Viewport|Scissor|DepthRange|DepthRangef|StencilFunc|StencilOp|StencilMask|ColorMask|BlendColor|SampleCoverage|PixelZoom|PixelStore[fi]|ColorMaterial|LogicOp|ClipPlane|ListBase)$/,
  /^gl(GenTextures|GenBuffers|GenLists|GenQueries|DeleteLists|DeleteQueries|BeginQuery|EndQuery|Flush|Finish)$/,
  /^gl(InitNames|LoadName|PushName|PopName|PassThrough)$/,
];
/** Change no cell, but may make draws errors, or no longer. */
const KEEPS = [
  /^gl(Compressed|Copy)?Tex(Sub)?Image[123]D$|^glGenerateMipmap$|^glTexStorage[123]D$/,
  /^gl(PolygonMode|Bitmap|DrawPixels|CopyPixels|ReadPixels|PixelMap\w+|PixelTransfer[fi]|DrawBuffers?|ReadBuffer)$/,
  /^gl(BufferData|BufferSubData|BufferStorage|CopyBufferSubData|DeleteBuffers|BindBufferBase|BindBufferRange)$/,
  /^gl(SecondaryColor|FogCoord|Index|EdgeFlag|VertexAttrib|VertexAttribI)Pointer$|^gl(Enable|Disable)VertexAttribArray$|^glVertexAttribDivisor$/,
  /^gl(InterleavedArrays|ClientActiveTexture|PushClientAttrib|PopClientAttrib|BindVertexArray|GenVertexArrays|DeleteVertexArrays)$/,
  /^gl(ShaderSource|CompileShader|AttachShader|DetachShader|DeleteShader|CreateProgram|ValidateProgram|BindAttribLocation|BindFragDataLocation)$/,
  /^gl(Gen|Bind|Delete)(Framebuffers|Renderbuffers?|Samplers?)(EXT)?$|^glFramebuffer(Texture\w*|Renderbuffer(EXT)?)$|^glRenderbufferStorage(Multisample)?(EXT)?$|^glCheckFramebufferStatus(EXT)?$/,
  /^glSamplerParameter[fi]v?$|^glBlitFramebuffer$|^glUniformBlockBinding$|^gl(FenceSync|DeleteSync|WaitSync|MemoryBarrier)$/,
  /^gl(Push|Pop)DebugGroup$|^gl(ObjectLabel|DebugMessageInsert|DebugMessageControl)$|^gl(StringMarker|FrameTerminator)GREMEDY$/,
  /^gl(InsertEventMarker|PushGroupMarker|PopGroupMarker)EXT$/,
];
/** Bring in what other contexts of the share group can change, so that a draw here is an error then. */
const OWN_PIPELINE =
  /^gl(UseProgramObject|UseProgramStages|BindProgramPipeline|BindProgram|BindFragmentShader|UseShaderProgram|ActiveProgram|BeginTransformFeedback|BindTransformFeedback)(ARB|EXT|NV|ATI|OES)?$/;

/** Entry points written by hand that say what they do: by sgl_memo_enable, sgl_memo_glDrawArrays, and as one that watches. */
export const TOLD_BY_HAND: ReadonlySet<string> = new Set(['glEnable', 'glDisable', 'glDrawArrays', 'glDebugMessageCallback']);
/**
 * Entry points written by hand that say nothing. They change no cell, and whether a draw is an error only where it uses what
 * other contexts can change: buffers, programs, transform feedback. Such draws are never taken to be none.
 */
const CALM_BY_HAND = [
  /^gl(Multi)?Draw(Arrays|Elements|RangeElements|TransformFeedback)\w*$|^glArrayElement$/,
  /^gl(FeedbackBuffer|SelectBuffer|RenderMode)$/,
  /^gl(Map|Unmap|FlushMapped)(Named)?Buffer(Range)?(EXT)?$/,
  /^gl(CreateShader|ShaderSource|CompileShaderIncludeARB|CreateShaderProgram(v|EXT)|LinkProgram|ProgramBinary|DeleteProgram|TransformFeedbackVaryings)$/,
  /^gl(FenceSync|ClientWaitSync)$|^glEGLImageTargetTex(ture)?StorageEXT$/,
];

/** An entry point that is written by hand and of which nobody has decided what the memo must know; undefined: there is none. */
export function undecidedByHand(commands: readonly Pick<Command, 'name' | 'carriage'>[]): string | undefined {
  return commands.find(
    ({ name, carriage }) =>
      (carriage === 'hand' || carriage === 'client') &&
      !TOLD_BY_HAND.has(name) &&
      ![...CALM, ...CALM_BY_HAND].some(pattern => pattern.test(name)),
  )?.name;
}

/** What a generated entry point does before its command. */
export interface MemoHook {
  /** C statements. */
  readonly before: readonly string[];
  /** C expression, with effects: whether this call cannot be an error. */
  readonly sure?: string;
}

export function memoHook({ name, parameters }: Pick<Command, 'name' | 'parameters'>): MemoHook {
  if (HOOKED.has(name)) return { before: [], sure: `sgl_memo_${name}(${['cx', ...parameters.map(p => p.name)].join(', ')})` };
  if (FIXED_FUNCTION.test(name)) return { before: [], sure: 'sgl_memo_fixed(cx)' };
  if (ANYWHERE.test(name)) return { before: [], sure: 'sgl_memo_outside(cx)' };
  const own = OWN_PIPELINE.test(name) ? ['sgl_memo_own_pipeline(cx);'] : [];
  if (CALM.some(pattern => pattern.test(name))) return { before: own };
  return { before: [KEEPS.some(pattern => pattern.test(name)) ? 'sgl_memo_unprove(cx);' : 'sgl_memo_forget(cx);', ...own] };
}
