// What each entry point does to objects and bindings: a rule by name, by pattern, or from the objects that its parameters
// name. Aliases with a vendor's suffix follow the function without it.
import { GL } from './bindings.js';
import { draw, drawTargets, readTargets } from './draws.js';
import { exact } from './exact_rules.js';
import { boundTexture, many, named, onBuffer, onTexture, pixelsFrom, type Rule } from './rule_parts.js';

const COPIES = /^glCopyTex(Sub)?Image/;

/** By pattern, first match counts. */
const patterns: readonly (readonly [RegExp, Rule])[] = [
  [
    /^gl(Gen|Create)(Textures|Buffers|Queries|Samplers|Framebuffers|Renderbuffers|VertexArrays|TransformFeedbacks|ProgramPipelines|ProgramsARB)/,
    many('makes'),
  ],
  [
    /^glDelete(Textures|Buffers|Queries|Samplers|Framebuffers|Renderbuffers|VertexArrays|TransformFeedbacks|ProgramPipelines|ProgramsARB)/,
    many('deletes'),
  ],
  [
    /^gl(Uniform|ProgramUniform)(\d|Matrix|Subroutines|Handle)/,
    (t, c) => (c.name.startsWith('glProgram') ? named(t, c, 'sets', 'uniform') : t.emit('program', t.state.program, 'sets', 'uniform')),
  ],
  [/^gl(Compressed)?Tex(Sub)?Image[123]D|^glTexStorage|^glTexImage\dDMultisample/, onTexture('writes', 'image')],
  [
    COPIES,
    (t, c) => {
      readTargets(t, t.state.readFramebuffer, 'copy', { color: true, depth: false, stencil: false });
      t.emit('texture', boundTexture(t, c), 'writes', 'copy');
    },
  ],
  [
    /^glCopyTextureSubImage/,
    (t, c) => {
      readTargets(t, t.state.readFramebuffer, 'copy', { color: true, depth: false, stencil: false });
      t.emit('texture', c.number(0), 'writes', 'copy');
    },
  ],
  [/^glGenerateMipmap$/, onTexture('reads and writes', 'mipmap')],
  [/^glGenerateTextureMipmap/, (t, c) => named(t, c, 'reads and writes', 'mipmap')],
  [/^glTexParameter/, onTexture('sets')],
  [/^glGet(n?Compressed)?(n)?TexImage|^glGetnTexImage/, onTexture('reads', 'read back')],
  [/^glGetTex(Level)?Parameter/, onTexture('uses', 'asked')],
  [
    /^glTexBuffer/,
    (t, c) => {
      t.emit('texture', boundTexture(t, c), 'sets', 'buffer');
      named(t, c, 'binds', 'texture');
    },
  ],
  [/^glBuffer(Data|SubData|Storage)$/, onBuffer('writes', 'data')],
  [/^glClearBuffer(Sub)?Data$/, onBuffer('writes', 'clear')],
  [/^gl(MapBuffer|MapBufferRange)$/, onBuffer('uses', 'mapped')],
  [/^gl(UnmapBuffer|FlushMappedBufferRange)$/, onBuffer('writes', 'mapped')],
  [/^glGetBufferSubData$/, onBuffer('reads', 'read back')],
  [/^glGetBuffer(Parameter|Pointer)/, onBuffer('uses', 'asked')],
  [
    /^glClear(Named)?Buffer(iv|uiv|fv|fi)$/,
    (t, c) => {
      const isNamed = c.name.startsWith('glClearNamed');
      const buffer = c.number(isNamed ? 1 : 0);
      drawTargets(t, isNamed ? c.number(0) : t.state.drawFramebuffer, 'clear', {
        color: buffer === GL.COLOR,
        depth: buffer === GL.DEPTH || buffer === GL.DEPTH_STENCIL,
        stencil: buffer === GL.STENCIL || buffer === GL.DEPTH_STENCIL,
      });
    },
  ],
  [/^glGet(Query|n?)Object|^glGetQueryBufferObject/, (t, c) => named(t, c, 'reads', 'result')],
  [/^gl(Get|Is|Are)/, (t, c) => named(t, c, 'uses', 'asked')],
  [
    /^gl(DispatchCompute|Draw|MultiDraw|ArrayElement|CallLists|Rect|Bitmap|CopyPixels|EvalMesh)/,
    (t, c) => {
      named(t, c, 'reads');
      draw(t, c);
      if (/^gl(Bitmap|DrawPixels)/.test(c.name)) pixelsFrom(t, c);
      if (c.name === 'glCopyPixels') readTargets(t, t.state.readFramebuffer, 'copy', { color: true, depth: false, stencil: false });
    },
  ],
  [
    /Image|Storage|SubData|BufferData|^glInvalidate|^glClearTex|^glFlushMapped|^glUnmap/,
    (t, c) => {
      named(t, c, 'writes');
      pixelsFrom(t, c);
    },
  ],
];

/** Client state and whatever else executes at once while a display list is compiled (OpenGL 4.6 compatibility, 21.4). */
const NOT_IN_LISTS =
  /^(sgl|glGen(?!erateMipmap)|glCreate|glDelete|glGet|glIs|glAre|glBindBuffer|glBufferData|glBufferSubData|glMapBuffer|glUnmapBuffer|glFlushMapped|glBindVertexArray|gl\w*Pointer|gl(Enable|Disable)(ClientState|VertexAttribArray)|glClientActiveTexture|glNewList|glEndList|glReadPixels|glShaderSource|glCompileShader|glAttach|glDetach|glLinkProgram|glBindFramebuffer|glBindRenderbuffer|glFramebuffer|glRenderbuffer|glFinish|glFlush|glPixelStore)/;

class Rules {
  readonly #found = new Map<string, Rule | undefined>();
  readonly #inLists = new Map<string, boolean>();

  /** The rule of a function; undefined: it touches no object. */
  of(name: string): Rule | undefined {
    if (this.#found.has(name)) return this.#found.get(name);
    const base = name.replace(/(ARB|EXT|OES|NV|APPLE|ANGLE|ATI)$/, '');
    // direct state access of EXT has parameters of its own
    const isOwn = /EXT$/.test(name) && /Named|Texture(Sub)?(Image|Parameter|Storage)|MultiTex/.test(name);
    const rule =
      exact[name] ??
      (isOwn ? undefined : exact[base]) ??
      patterns.find(([pattern]) => pattern.test(isOwn ? name : base))?.[1] ??
      ((t, c) => named(t, c, 'sets'));
    this.#found.set(name, rule);
    return rule;
  }

  executesInLists(name: string): boolean {
    let found = this.#inLists.get(name);
    if (found === undefined) {
      found = NOT_IN_LISTS.test(name);
      this.#inLists.set(name, found);
    }
    return found;
  }
}

export const rules = new Rules();
