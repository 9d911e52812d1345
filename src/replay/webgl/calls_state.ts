// State, framebuffers, objects without more to them, queries and fences.
import type { CallArguments } from './call_arguments.js';
import type { EsContext } from './context.js';
import { storageFormat } from './formats.js';
import { direct, each, impossibleCall, possible, type Row, type Rows } from './row.js';

/** What glEnable takes in WebGL 2. */
const CAPABILITIES: ReadonlySet<number> = new Set([0x0be2, 0x0b44, 0x0b71, 0x0bd0, 0x8037, 0x8c89, 0x809e, 0x80a0, 0x0c11, 0x0b90]);
/** What is always on there, or shows in no picture: multisampling, point sizes of shaders, seamless cube maps, debug output,
 * primitive restart with the largest index. */
const ALWAYS: ReadonlySet<number> = new Set([0x809d, 0x8642, 0x884f, 0x92e0, 0x8242, 0x8d69]);

const BACK = 0x0405;
const COLOR_ATTACHMENT0 = 0x8ce0;

const capability = (method: 'enable' | 'disable'): Row => ({
  run(x, a) {
    const cap = a.number('cap');
    if (CAPABILITIES.has(cap)) x.angle.call(method, cap);
  },
  impossible(a) {
    const cap = a.number('cap');
    // what WebGL does not know is off there
    return method === 'disable' || CAPABILITIES.has(cap) || ALWAYS.has(cap) ? possible : impossibleCall(`glEnable(${a.enumName('cap')})`);
  },
});

/** glDelete*: `after` puts right what the deletion changed. */
function deletes(method: string, kind: string, after?: (x: EsContext, name: number) => void): Row {
  return {
    run(x, a) {
      const pointer = a.call.arguments.find(({ parameter }) => parameter.kind === 'in')?.parameter.name ?? '';
      for (const name of a.unsigned(pointer)) {
        if (name === 0) continue;
        const object = x.forget(kind, name);
        if (object !== undefined) x.angle.call(method, object);
        after?.(x, name);
      }
    },
  };
}

/** Buffers of the default framebuffer by what they are in ours. */
const ownBuffer = (buffer: number) => (buffer === BACK || (buffer >= 0x0400 && buffer <= 0x0408) ? COLOR_ATTACHMENT0 : buffer);
const attach = (x: EsContext, a: CallArguments, kind: 'texture' | 'renderbuffer', name: number, level: number) => {
  const framebuffer = x.framebufferAt(a.number('target'));
  let found = x.attachments.get(framebuffer);
  if (!found) {
    found = new Map();
    x.attachments.set(framebuffer, found);
  }
  if (name === 0) found.delete(a.number('attachment'));
  else found.set(a.number('attachment'), { kind, name, level });
};

const renderbufferStorage: Row = {
  run(x, a) {
    const format = storageFormat(a.number('internalformat'))!;
    const samples = a.number('samples');
    const size = [a.number('width'), a.number('height')] as const;
    x.renderbufferSizes.set(x.renderbuffer, size);
    if (samples > 0) x.angle.call('renderbufferStorageMultisample', a.number('target'), samples, format, ...size);
    else x.angle.call('renderbufferStorage', a.number('target'), format, ...size);
  },
  impossible: a =>
    storageFormat(a.number('internalformat')) === undefined
      ? [{ kind: 'format', what: `renderbuffer ${a.enumName('internalformat')}` }]
      : possible,
};

export const stateCalls: Rows = {
  ...each(
    [
      ...['glActiveTexture', 'glBlendColor', 'glBlendEquation', 'glBlendEquationSeparate', 'glBlendFunc', 'glBlendFuncSeparate'],
      ...['glBlitFramebuffer', 'glClear', 'glClearBufferfi', 'glClearColor', 'glClearStencil', 'glColorMask', 'glCullFace', 'glDepthFunc'],
      ...['glDepthMask', 'glFinish', 'glFlush', 'glFrontFace', 'glLineWidth', 'glPolygonOffset', 'glSampleCoverage', 'glScissor'],
      ...['glStencilFunc', 'glStencilFuncSeparate', 'glStencilMask', 'glStencilMaskSeparate', 'glStencilOp', 'glStencilOpSeparate'],
      ...['glViewport', 'glBeginQuery', 'glEndQuery', 'glBindSampler', 'glSamplerParameterf', 'glSamplerParameteri'],
      ...['glBindTransformFeedback', 'glBeginTransformFeedback', 'glEndTransformFeedback', 'glPauseTransformFeedback'],
      'glResumeTransformFeedback',
    ],
    name => direct(name),
  ),
  glClearDepthf: direct('glClearDepth'),
  glClearDepth: direct('glClearDepth'),
  glDepthRangef: direct('glDepthRange'),
  glDepthRange: direct('glDepthRange'),
  glActiveTexture: {
    run(x, a) {
      x.textureUnit = a.number('texture');
      x.angle.call('activeTexture', x.textureUnit);
    },
  },
  glEnable: capability('enable'),
  glDisable: capability('disable'),
  glPixelStorei: { run: (x, a) => x.pixelStore(a.number('pname'), a.number('param')) },
  ...each(['glClearBufferfv', 'glClearBufferiv', 'glClearBufferuiv'], name => ({
    run(x, a) {
      const values = name.endsWith('uiv') ? a.unsigned('value') : name.endsWith('iv') ? a.integers('value') : a.floats('value');
      x.angle.call(`clearBuffer${name.slice('glClearBuffer'.length)}`, a.number('buffer'), a.number('drawbuffer'), values);
    },
  })),
  ...each(['glSamplerParameterfv', 'glSamplerParameteriv'], name => ({
    run(x, a) {
      const [value = 0] = name.endsWith('fv') ? a.floats('param') : a.integers('param');
      x.angle.call(
        name.endsWith('fv') ? 'samplerParameterf' : 'samplerParameteri',
        x.object('sampler', a.number('sampler')),
        a.number('pname'),
        value,
      );
    },
  })),

  // framebuffers
  glBindFramebuffer: { run: (x, a) => x.bindFramebuffer(a.number('target'), a.number('framebuffer')) },
  glBindRenderbuffer: {
    run(x, a) {
      x.renderbuffer = a.number('renderbuffer');
      x.angle.call('bindRenderbuffer', a.number('target'), x.object('renderbuffer', x.renderbuffer));
    },
  },
  glRenderbufferStorage: renderbufferStorage,
  glRenderbufferStorageMultisample: renderbufferStorage,
  glFramebufferTexture2D: {
    run(x, a, around) {
      attach(x, a, 'texture', a.number('texture'), a.number('level'));
      direct('glFramebufferTexture2D').run(x, a, around);
    },
  },
  glFramebufferTextureLayer: {
    run(x, a, around) {
      attach(x, a, 'texture', a.number('texture'), a.number('level'));
      direct('glFramebufferTextureLayer').run(x, a, around);
    },
  },
  glFramebufferRenderbuffer: {
    run(x, a, around) {
      attach(x, a, 'renderbuffer', a.number('renderbuffer'), 0);
      direct('glFramebufferRenderbuffer').run(x, a, around);
    },
  },
  glDrawBuffers: { run: (x, a) => void x.angle.call('drawBuffers', [...a.unsigned('bufs')].map(ownBuffer)) },
  glDrawBuffer: {
    run(x, a) {
      const buffer = ownBuffer(a.number('buf'));
      const at = buffer - COLOR_ATTACHMENT0;
      x.angle.call('drawBuffers', at >= 0 && at < 32 ? [...Array.from({ length: at }, () => 0), buffer] : [0]);
    },
  },
  glReadBuffer: { run: (x, a) => void x.angle.call('readBuffer', ownBuffer(a.number('src'))) },

  // objects: names are made when they are first used
  ...each(
    [
      ...['glGenBuffers', 'glGenTextures', 'glGenFramebuffers', 'glGenRenderbuffers', 'glGenSamplers', 'glGenQueries'],
      ...['glGenVertexArrays', 'glGenTransformFeedbacks'],
    ],
    () => ({ run() {} }),
  ),
  glDeleteBuffers: deletes('deleteBuffer', 'buffer', (x, name) => x.unbindBuffer(name)),
  glDeleteTextures: deletes('deleteTexture', 'texture', (x, name) => {
    for (const [at, bound] of x.textures) if (bound === name) x.textures.delete(at);
  }),
  glDeleteSamplers: deletes('deleteSampler', 'sampler'),
  glDeleteQueries: deletes('deleteQuery', 'query'),
  glDeleteTransformFeedbacks: deletes('deleteTransformFeedback', 'transformFeedback'),
  glDeleteVertexArrays: deletes('deleteVertexArray', 'vertexArray', (x, name) => x.forgetVertexArray(name)),
  glDeleteFramebuffers: deletes('deleteFramebuffer', 'framebuffer', (x, name) => {
    // the surface is bound again, as framebuffer 0 would be
    if (x.drawFramebuffer === name) x.drawFramebuffer = 0;
    if (x.readFramebuffer === name) x.readFramebuffer = 0;
    x.attachments.delete(name);
    x.restoreBindings();
  }),
  glDeleteRenderbuffers: deletes('deleteRenderbuffer', 'renderbuffer', (x, name) => {
    if (x.renderbuffer === name) x.renderbuffer = 0;
  }),

  // fences
  glFenceSync: {
    run: (x, a) => x.created('sync', a.result, x.angle.number('fenceSync', a.number('condition'), a.number('flags'))),
  },
  glDeleteSync: {
    run(x, a) {
      const sync = x.forget('sync', a.number('sync'));
      if (sync !== undefined) x.angle.call('deleteSync', sync);
    },
  },
  glWaitSync: { run: (x, a) => void x.angle.call('waitSync', x.object('sync', a.number('sync')), 0, -1) },
  glClientWaitSync: {
    run(x, a) {
      // the recording has the answer; here all that was sent is to be done
      x.angle.call('clientWaitSync', x.object('sync', a.number('sync')), a.number('flags'), 0);
      x.angle.call('finish');
    },
  },
};
