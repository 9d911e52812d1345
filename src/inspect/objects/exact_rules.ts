// Rules of the object tracker for single entry points.
import { FIXED, GL, unitKey } from './bindings.js';
import { draw, drawTargets, readTargets } from './draws.js';
import {
  answered,
  attach,
  attribute,
  bindFramebuffer,
  bindIndexed,
  bound,
  clientState,
  enable,
  link,
  named,
  pixelsTo,
  programOf,
  type Rule,
  uniform,
} from './rule_parts.js';

export const exact: Readonly<Record<string, Rule>> = {
  sglMakeCurrent(t, c) {
    const [context, drawable, read] = [c.number(0), c.number(1), c.number(2)];
    t.makeCurrent(c.decoded.stream, context);
    const state = t.context(context);
    state.drawDrawable = drawable;
    state.readDrawable = read;
    t.emit('context', context, 'binds', '');
    t.emit('drawable', drawable, 'binds', 'draw');
    if (read !== drawable) t.emit('drawable', read, 'binds', 'read');
  },
  sglCreateContext: (t, c) => t.emit('context', c.number(0), 'makes', ''),
  sglDestroyContext: (t, c) => t.emit('context', c.number(0), 'deletes', ''),
  sglCreateDrawable: (t, c) => t.emit('drawable', c.number(0), 'makes', ''),
  sglDestroyDrawable: (t, c) => t.emit('drawable', c.number(0), 'deletes', ''),
  sglResizeDrawable: (t, c) => t.emit('drawable', c.number(0), 'sets', 'size'),
  sglSwapBuffers: (t, c) => t.emit('drawable', c.number(0), 'reads', 'presented'),

  glActiveTexture: (t, c) => {
    t.state.unit = c.number(0) - GL.TEXTURE0;
  },
  glClientActiveTexture: (t, c) => {
    t.state.clientUnit = c.number(0) - GL.TEXTURE0;
  },
  glBindTexture(t, c) {
    t.state.textures.set(unitKey(t.state.unit, c.number(0)), c.number(1));
    t.emit('texture', c.number(1), 'binds', `unit ${t.state.unit}`);
  },
  glBindTextureUnit(t, c) {
    // its target is not told: the samplers decide
    const [unit, texture] = [c.number(0), c.number(1)];
    for (const target of [0x0de0, 0x0de1, 0x806f, 0x8513, 0x84f5, 0x8c18, 0x8c1a, 0x9009, 0x8c2a, 0x9100, 0x9102])
      t.state.textures.set(unitKey(unit, target), texture);
    t.emit('texture', texture, 'binds', `unit ${unit}`);
  },
  glBindTextures(t, c) {
    c.list(2).forEach((texture, i) => {
      for (const target of [0x0de0, 0x0de1, 0x806f, 0x8513, 0x84f5, 0x8c18, 0x8c1a, 0x9009, 0x8c2a, 0x9100, 0x9102])
        t.state.textures.set(unitKey(c.number(0) + i, target), texture);
      t.emit('texture', texture, 'binds', `unit ${c.number(0) + i}`);
    });
  },
  glBindSampler(t, c) {
    t.state.samplers.set(c.number(0), c.number(1));
    t.emit('sampler', c.number(1), 'binds', `unit ${c.number(0)}`);
  },
  glBindSamplers(t, c) {
    c.list(2).forEach((sampler, i) => {
      t.state.samplers.set(c.number(0) + i, sampler);
      t.emit('sampler', sampler, 'binds', `unit ${c.number(0) + i}`);
    });
  },
  glBindImageTexture(t, c) {
    t.state.images.set(c.number(0), { texture: c.number(1), access: c.number(5) });
    t.emit('texture', c.number(1), 'binds', `image ${c.number(0)}`, { level: c.number(2) });
  },
  glBindImageTextures(t, c) {
    c.list(2).forEach((texture, i) => {
      t.state.images.set(c.number(0) + i, { texture, access: 0x88ba });
      t.emit('texture', texture, 'binds', `image ${c.number(0) + i}`);
    });
  },
  glBindBuffer(t, c) {
    t.state.bindBuffer(c.number(0), c.number(1));
    t.emit('buffer', c.number(1), 'binds', '');
  },
  glBindBufferBase: bindIndexed,
  glBindBufferRange: bindIndexed,
  glBindBuffersBase: (t, c) =>
    c.list(3).forEach((buffer, i) => {
      t.state.bindIndexed(c.number(0), c.number(1) + i, buffer);
      t.emit('buffer', buffer, 'binds', `index ${c.number(1) + i}`);
    }),
  glBindBuffersRange: (t, c) => exact.glBindBuffersBase!(t, c),
  glTransformFeedbackBufferBase(t, c) {
    t.state.bindIndexed(GL.TRANSFORM_FEEDBACK_BUFFER, c.number(1), c.number(2));
    named(t, c, 'binds');
  },
  glTransformFeedbackBufferRange: (t, c) => exact.glTransformFeedbackBufferBase!(t, c),
  glCopyBufferSubData(t, c) {
    t.emit('buffer', t.state.buffer(c.number(0)), 'reads', 'copy');
    t.emit('buffer', t.state.buffer(c.number(1)), 'writes', 'copy');
  },
  glCopyNamedBufferSubData(t, c) {
    t.emit('buffer', c.number(0), 'reads', 'copy');
    t.emit('buffer', c.number(1), 'writes', 'copy');
  },
  glCopyImageSubData(t, c) {
    const kind = (target: number) => (target === 0x8d41 ? 'renderbuffer' : 'texture');
    t.emit(kind(c.number(1)), c.number(0), 'reads', 'copy', { level: c.number(2) });
    t.emit(kind(c.number(7)), c.number(6), 'writes', 'copy', { level: c.number(8) });
  },

  glBindVertexArray(t, c) {
    t.state.vertexArray = c.number(0);
    t.emit('vertexArray', c.number(0), 'binds', '');
  },
  glVertexAttribPointer: (t, c) => attribute(t, c.number(0), c.pointer(5)),
  glVertexAttribIPointer: (t, c) => attribute(t, c.number(0), c.pointer(4)),
  glVertexAttribLPointer: (t, c) => attribute(t, c.number(0), c.pointer(4)),
  glVertexPointer: (t, c) => attribute(t, FIXED, c.pointer(3)),
  glNormalPointer: (t, c) => attribute(t, FIXED + 1, c.pointer(2)),
  glColorPointer: (t, c) => attribute(t, FIXED + 2, c.pointer(3)),
  glIndexPointer: (t, c) => attribute(t, FIXED + 3, c.pointer(2)),
  glEdgeFlagPointer: (t, c) => attribute(t, FIXED + 4, c.pointer(1)),
  glSecondaryColorPointer: (t, c) => attribute(t, FIXED + 5, c.pointer(3)),
  glFogCoordPointer: (t, c) => attribute(t, FIXED + 6, c.pointer(2)),
  glTexCoordPointer: (t, c) => attribute(t, FIXED + 16 + t.state.clientUnit, c.pointer(3)),
  glEnableVertexAttribArray: (t, c) => void t.state.array.enabled.add(c.number(0)),
  glDisableVertexAttribArray: (t, c) => void t.state.array.enabled.delete(c.number(0)),
  glEnableVertexArrayAttrib: (t, c) => void t.state.arrayNamed(c.number(0)).enabled.add(c.number(1)),
  glDisableVertexArrayAttrib: (t, c) => void t.state.arrayNamed(c.number(0)).enabled.delete(c.number(1)),
  glEnableClientState: (t, c) => clientState(t, c, true),
  glDisableClientState: (t, c) => clientState(t, c, false),
  glVertexAttribBinding: (t, c) => void t.state.array.bindingOf.set(c.number(0), c.number(1)),
  glVertexArrayAttribBinding: (t, c) => void t.state.arrayNamed(c.number(0)).bindingOf.set(c.number(1), c.number(2)),
  glBindVertexBuffer(t, c) {
    t.state.array.buffers.set(c.number(0), c.number(1));
    t.emit('buffer', c.number(1), 'binds', `vertex binding ${c.number(0)}`);
  },
  glBindVertexBuffers: (t, c) =>
    c.list(2).forEach((buffer, i) => {
      t.state.array.buffers.set(c.number(0) + i, buffer);
      t.emit('buffer', buffer, 'binds', `vertex binding ${c.number(0) + i}`);
    }),
  glVertexArrayVertexBuffer(t, c) {
    t.state.arrayNamed(c.number(0)).buffers.set(c.number(1), c.number(2));
    named(t, c, 'binds', `vertex binding ${c.number(1)}`);
  },
  glVertexArrayElementBuffer(t, c) {
    t.state.arrayNamed(c.number(0)).elementBuffer = c.number(1);
    named(t, c, 'binds', 'indices');
  },

  glBindFramebuffer: bindFramebuffer,
  glBindRenderbuffer(t, c) {
    t.state.renderbuffer = c.number(1);
    t.emit('renderbuffer', c.number(1), 'binds', '');
  },
  glRenderbufferStorage: (t, _c) => t.emit('renderbuffer', t.state.renderbuffer, 'writes', 'storage'),
  glRenderbufferStorageMultisample: (t, _c) => t.emit('renderbuffer', t.state.renderbuffer, 'writes', 'storage'),
  glFramebufferTexture: (t, c) => attach(t, bound(t, c.number(0)), c.number(1), 'texture', c.number(2), c.number(3), -1),
  glFramebufferTexture1D: (t, c) => attach(t, bound(t, c.number(0)), c.number(1), 'texture', c.number(3), c.number(4), -1),
  glFramebufferTexture2D(t, c) {
    const face = c.number(2) - 0x8515;
    attach(t, bound(t, c.number(0)), c.number(1), 'texture', c.number(3), c.number(4), face >= 0 && face < 6 ? face : -1);
  },
  glFramebufferTexture3D: (t, c) => attach(t, bound(t, c.number(0)), c.number(1), 'texture', c.number(3), c.number(4), c.number(5)),
  glFramebufferTextureLayer: (t, c) => attach(t, bound(t, c.number(0)), c.number(1), 'texture', c.number(2), c.number(3), c.number(4)),
  glFramebufferRenderbuffer: (t, c) => attach(t, bound(t, c.number(0)), c.number(1), 'renderbuffer', c.number(3), 0, -1),
  glNamedFramebufferTexture: (t, c) => attach(t, c.number(0), c.number(1), 'texture', c.number(2), c.number(3), -1),
  glNamedFramebufferTextureLayer: (t, c) => attach(t, c.number(0), c.number(1), 'texture', c.number(2), c.number(3), c.number(4)),
  glNamedFramebufferRenderbuffer: (t, c) => attach(t, c.number(0), c.number(1), 'renderbuffer', c.number(3), 0, -1),
  glDrawBuffer(t, c) {
    const framebuffer = t.state.framebufferNamed(t.state.drawFramebuffer);
    if (framebuffer) framebuffer.drawBuffers = [c.number(0)];
  },
  glDrawBuffers(t, c) {
    const framebuffer = t.state.framebufferNamed(t.state.drawFramebuffer);
    if (framebuffer) framebuffer.drawBuffers = c.list(1);
  },
  glReadBuffer(t, c) {
    const framebuffer = t.state.framebufferNamed(t.state.readFramebuffer);
    if (framebuffer) framebuffer.readBuffer = c.number(0);
  },
  glNamedFramebufferDrawBuffer(t, c) {
    t.state.framebufferNamed(c.number(0))!.drawBuffers = [c.number(1)];
    named(t, c, 'sets', 'draw buffers');
  },
  glNamedFramebufferDrawBuffers(t, c) {
    const framebuffer = t.state.framebufferNamed(c.number(0));
    if (framebuffer) framebuffer.drawBuffers = c.list(2);
    named(t, c, 'sets', 'draw buffers');
  },
  glNamedFramebufferReadBuffer(t, c) {
    const framebuffer = t.state.framebufferNamed(c.number(0));
    if (framebuffer) framebuffer.readBuffer = c.number(1);
    named(t, c, 'sets', 'read buffer');
  },
  glClear(t, c) {
    const mask = c.number(0);
    drawTargets(t, t.state.drawFramebuffer, 'clear', {
      color: (mask & GL.COLOR_BUFFER_BIT) !== 0,
      depth: (mask & GL.DEPTH_BUFFER_BIT) !== 0,
      stencil: (mask & GL.STENCIL_BUFFER_BIT) !== 0,
    });
  },
  glBlitFramebuffer(t, c) {
    const mask = c.number(8);
    const which = {
      color: (mask & GL.COLOR_BUFFER_BIT) !== 0,
      depth: (mask & GL.DEPTH_BUFFER_BIT) !== 0,
      stencil: (mask & GL.STENCIL_BUFFER_BIT) !== 0,
    };
    readTargets(t, t.state.readFramebuffer, 'blit', which);
    drawTargets(t, t.state.drawFramebuffer, 'blit', which);
  },
  glBlitNamedFramebuffer(t, c) {
    const mask = c.number(10);
    const which = { color: (mask & GL.COLOR_BUFFER_BIT) !== 0, depth: (mask & GL.DEPTH_BUFFER_BIT) !== 0, stencil: (mask & 0x400) !== 0 };
    readTargets(t, c.number(0), 'blit', which);
    drawTargets(t, c.number(1), 'blit', which);
  },
  glReadPixels(t, c) {
    const format = c.number(4);
    const depth = format === 0x1902 || format === GL.DEPTH_STENCIL;
    const stencil = format === 0x1901 || format === GL.DEPTH_STENCIL;
    readTargets(t, t.state.readFramebuffer, 'read back', { color: !depth && !stencil, depth, stencil });
    pixelsTo(t, c);
  },
  glReadnPixels: (t, c) => exact.glReadPixels!(t, c),

  glCreateShader: (t, c) => t.emit('shader', c.result, 'makes', ''),
  glCreateProgram: (t, c) => t.emit('program', c.result, 'makes', ''),
  glCreateShaderProgramv(t, c) {
    const program = programOf(t, c.result);
    program.opaque = true;
    t.emit('program', c.result, 'makes', '');
  },
  glShaderSource(t, c) {
    const value = c.decoded.arguments[2]?.value;
    const bytes = typeof value === 'object' && value.kind === 'data' ? value.bytes : new Uint8Array(0);
    t.group.sources.set(c.number(0), new TextDecoder().decode(bytes));
    t.emit('shader', c.number(0), 'writes', 'source');
  },
  glCompileShader: (t, c) => t.emit('shader', c.number(0), 'uses', 'compile'),
  glAttachShader(t, c) {
    programOf(t, c.number(0)).shaders.add(c.number(1));
    named(t, c, 'binds', 'attached');
  },
  glDetachShader(t, c) {
    programOf(t, c.number(0)).shaders.delete(c.number(1));
    named(t, c, 'sets', 'detached');
  },
  glLinkProgram: link,
  glProgramBinary(t, c) {
    programOf(t, c.number(0)).opaque = true;
    t.emit('program', c.number(0), 'writes', 'binary');
  },
  glUseProgram(t, c) {
    t.state.program = c.number(0);
    t.emit('program', c.number(0), 'binds', '');
  },
  glBindProgramPipeline(t, c) {
    t.state.pipeline = c.number(0);
    t.emit('programPipeline', c.number(0), 'binds', '');
  },
  glUseProgramStages(t, c) {
    const stages = t.state.pipelines.get(c.number(0)) ?? new Map<number, number>();
    t.state.pipelines.set(c.number(0), stages);
    for (let bit = 1; bit < 64; bit <<= 1) if (c.number(1) & bit) stages.set(bit, c.number(2));
    named(t, c, 'binds', 'stages');
  },
  glGetUniformLocation(t, c) {
    const location = answered(t);
    if (location !== undefined) programOf(t, c.number(0)).learnLocation(c.text(1), location);
    named(t, c, 'uses', 'asked');
  },
  glGetUniformBlockIndex(t, c) {
    const index = answered(t);
    if (index !== undefined && index >= 0) programOf(t, c.number(0)).learnBlock(c.text(1), index);
    named(t, c, 'uses', 'asked');
  },
  glUniformBlockBinding(t, c) {
    programOf(t, c.number(0)).bindBlock(c.number(1), c.number(2));
    named(t, c, 'sets', 'block binding');
  },
  glUniform1i: (t, c) => uniform(t, t.state.program, c.number(0), [c.number(1)]),
  glUniform1iv: (t, c) => uniform(t, t.state.program, c.number(0), c.list(2)),
  glProgramUniform1i: (t, c) => uniform(t, c.number(0), c.number(1), [c.number(2)]),
  glProgramUniform1iv: (t, c) => uniform(t, c.number(0), c.number(1), c.list(3)),

  glGenLists(t, c) {
    for (let i = 0; i < Math.min(c.number(0), 1 << 16); i++) t.emit('displayList', c.result + i, 'makes', '');
  },
  glDeleteLists(t, c) {
    for (let i = 0; i < Math.min(c.number(1), 1 << 16); i++) t.emit('displayList', c.number(0) + i, 'deletes', '');
  },
  glNewList(t, c) {
    t.beginList(c.number(0), c.number(1) === 0x1301);
    t.emit('displayList', c.number(0), 'writes', 'contents');
  },
  glEndList: t => t.endList(),
  glCallList(t, c) {
    t.emit('displayList', c.number(0), 'reads', 'executed');
    t.runList(c.number(0));
  },
  glEnd: (t, c) => draw(t, c),
  glPushAttrib: (t, c) => t.state.pushAttributes(c.number(0)),
  glPopAttrib: t => t.state.popAttributes(),
  glEnable: (t, c) => enable(t, c, true),
  glDisable: (t, c) => enable(t, c, false),

  glBeginQuery(t, c) {
    t.state.queries.set(c.number(0), c.number(1));
    t.emit('query', c.number(1), 'writes', 'begins');
  },
  glEndQuery(t, c) {
    t.emit('query', t.state.queries.get(c.number(0)) ?? 0, 'writes', 'ends');
    t.state.queries.delete(c.number(0));
  },
  glQueryCounter: (t, c) => t.emit('query', c.number(0), 'writes', 'time'),
  glBindTransformFeedback(t, c) {
    t.state.feedback = c.number(1);
    t.emit('transformFeedback', c.number(1), 'binds', '');
  },
  glBeginTransformFeedback(t) {
    t.state.feedbackActive = true;
    t.emit('transformFeedback', t.state.feedback, 'writes', 'begins');
  },
  glEndTransformFeedback(t) {
    t.state.feedbackActive = false;
    t.emit('transformFeedback', t.state.feedback, 'writes', 'ends');
  },
  glFenceSync: (t, c) => t.emit('sync', c.result || (answered(t) ?? 0), 'makes', ''),
  glDeleteSync: (t, c) => t.emit('sync', c.number(0), 'deletes', ''),
  glDeleteProgram: (t, c) => t.emit('program', c.number(0), 'deletes', ''),
  glDeleteShader: (t, c) => t.emit('shader', c.number(0), 'deletes', ''),
};
