// The table of calls: every function of OpenGL ES 2 and 3.0 (what WebGL 2 has), and those of desktop OpenGL that are the same.
import type { CallArguments } from './call_arguments.js';
import { drawCalls } from './calls_draw.js';
import { programCalls } from './calls_programs.js';
import { stateCalls } from './calls_state.js';
import { textureCalls } from './calls_textures.js';
import { type Impossible, impossibleCall, possible, type Row, type Rows } from './row.js';

const rows: Rows = { ...stateCalls, ...programCalls, ...textureCalls, ...drawCalls };

/** Questions: the recording has the answers, and what is drawn does not depend on them. */
const QUESTION = /^gl(Get|Is|CheckFramebufferStatus|CheckNamedFramebufferStatus|AreTexturesResident)/;
/** What changes no picture: hints, labels and messages for debuggers, permissions to forget, maps (what was written comes apart). */
const WITHOUT_EFFECT =
  /^gl(Hint|ReleaseShaderCompiler|MaxShaderCompilerThreads|(Object|ObjectPtr)Label|LabelObject|DebugMessage\w+|(Push|Pop)DebugGroup|(Push|Pop)GroupMarker|InsertEventMarker|StringMarker|FrameTerminator|Invalidate\w+|DiscardFramebuffer|MapBuffer|MapBufferRange|UnmapBuffer|FlushMappedBufferRange|ProgramParameteri)([A-Z]{2,})?$/;
/** The model has rows of their own for some functions of ES extensions. */
const ENDING = /(OES|EXT|ARB|ANGLE|NV|APPLE|KHR|IMG|CHROMIUM)$/;

const nothing: Row = { run() {} };

/** The row of a function; undefined: WebGL 2 has nothing for it. */
export function rowOf(name: string): Row | undefined {
  return rows[name] ?? rows[name.replace(ENDING, '')] ?? (QUESTION.test(name) || WITHOUT_EFFECT.test(name) ? nothing : undefined);
}

/** Protocol commands that the replayer carries out itself, or that draw nothing. */
const PROTOCOL: ReadonlySet<string> = new Set([
  ...['sglQueryHost', 'sglCreateContext', 'sglDestroyContext', 'sglCreateDrawable', 'sglResizeDrawable', 'sglDestroyDrawable'],
  ...['sglMakeCurrent', 'sglSwapBuffers', 'sglWaitGl', 'sglReleaseThread', 'sglFinishContext'],
]);

/** What of a call cannot be done, by name; empty: all of it can. `es`: in a context of OpenGL ES. */
export function impossibleIn(name: string, a: CallArguments, es: boolean): readonly Impossible[] {
  if (PROTOCOL.has(name)) return possible;
  const row = rowOf(name);
  return row ? (row.impossible?.(a, es) ?? possible) : impossibleCall(name);
}
