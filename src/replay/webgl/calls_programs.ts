// Shaders, programs, uniforms.
import type { EsContext } from './context.js';
import { translateShader } from './glsl.js';
import { Program } from './program.js';
import { each, type Impossible, impossibleCall, possible, type Row, type Rows } from './row.js';

const [VERTEX_SHADER, FRAGMENT_SHADER] = [0x8b31, 0x8b30];
const COMPILE_STATUS = 0x8b81;

/** Where the current program has the uniform that was recorded at `location`; undefined: nowhere. */
function place(x: EsContext, location: number): number | undefined {
  const at = location < 0 ? -1 : (x.programs.get(x.currentProgram)?.uniform(location) ?? -1);
  return at < 0 ? undefined : at;
}

/** glUniform3f and glUniform3fv: element by element, since places that follow each other there need not here. */
function uniform(name: string): Row {
  const [, size = '1', type = 'f', isVector] = /^glUniform(\d)(f|i|ui)(v)?$/.exec(name)!;
  const method = `uniform${size}${type}`;
  const width = Number(size);
  return {
    run(x, a) {
      const first = a.number('location');
      if (!isVector) {
        const at = place(x, first);
        const values = a.call.arguments.slice(1).map(({ value }) => Number(value));
        if (at !== undefined) x.angle.call(method, at, ...values);
        return;
      }
      const all = type === 'f' ? a.floats('value') : type === 'i' ? a.integers('value') : a.unsigned('value');
      for (let i = 0; i < a.number('count'); i++) {
        const at = place(x, first + i);
        if (at !== undefined) x.angle.call(method, at, ...all.subarray(i * width, (i + 1) * width));
      }
    },
  };
}

function matrix(name: string): Row {
  const [, columns = '4', rows = columns] = /^glUniformMatrix(\d)(?:x(\d))?fv$/.exec(name)!;
  const values = Number(columns) * Number(rows);
  const method = name.replace(/^glUniform/, 'uniform');
  return {
    run(x, a) {
      const all = a.floats('value');
      for (let i = 0; i < a.number('count'); i++) {
        const at = place(x, a.number('location') + i);
        if (at !== undefined) x.angle.call(method, at, a.number('transpose') !== 0, all.slice(i * values, (i + 1) * values));
      }
    },
  };
}

function isStage(type: number): boolean {
  return type === VERTEX_SHADER || type === FRAGMENT_SHADER;
}

export const programCalls: Rows = {
  glCreateShader: {
    run(x, a) {
      x.shaderTypes.set(a.result, a.number('type'));
      x.created('shader', a.result, x.angle.number('createShader', a.number('type')));
    },
    impossible: a => (isStage(a.number('type')) ? possible : [{ kind: 'shader', what: a.enumName('type') }]),
  },
  glShaderSource: {
    run(x, a) {
      const { source } = translateShader(a.texts('string', 'length').join(''), x.es);
      x.angle.call('shaderSource', x.object('shader', a.number('shader')), source);
    },
    impossible(a, es): readonly Impossible[] {
      const { impossible, from } = translateShader(a.texts('string', 'length').join(''), es);
      return impossible.map(what => ({ kind: 'shader', what: `${what} (version ${from})` }));
    },
  },
  glCompileShader: {
    run(x, a, around) {
      const shader = x.object('shader', a.number('shader'));
      if (shader === 0) return;
      x.angle.call('compileShader', shader);
      if (x.angle.number('getShaderParameter', shader, COMPILE_STATUS) !== 0) return;
      around.failed('shader', a.number('shader'), String(x.angle.call('getShaderInfoLog', shader)).trim());
    },
  },
  glDeleteShader: {
    run(x, a) {
      const shader = x.object('shader', a.number('shader'));
      if (shader !== 0) x.angle.call('deleteShader', shader);
    },
  },
  glCreateProgram: {
    run(x, a) {
      const object = x.angle.number('createProgram');
      x.created('program', a.result, object);
      x.programs.set(a.result, new Program(object));
    },
  },
  ...each(['glAttachShader', 'glDetachShader'], name => ({
    run(x, a) {
      const [program, shader] = [x.object('program', a.number('program')), x.object('shader', a.number('shader'))];
      if (program !== 0 && shader !== 0) x.angle.call(name === 'glAttachShader' ? 'attachShader' : 'detachShader', program, shader);
    },
  })),
  glBindAttribLocation: {
    run: (x, a) => void x.angle.call('bindAttribLocation', x.object('program', a.number('program')), a.number('index'), a.text('name')),
  },
  glTransformFeedbackVaryings: {
    run: (x, a) =>
      void x.angle.call(
        'transformFeedbackVaryings',
        x.object('program', a.number('program')),
        a.texts('varyings').slice(0, a.number('count')),
        a.number('bufferMode'),
      ),
  },
  glLinkProgram: {
    run(x, a, around) {
      const log = x.programs.get(a.number('program'))?.link(x.angle, around.places);
      if (log !== undefined) around.failed('program', a.number('program'), log);
    },
  },
  glValidateProgram: { run: (x, a) => void x.angle.call('validateProgram', x.object('program', a.number('program'))) },
  glUseProgram: {
    run(x, a) {
      x.currentProgram = a.number('program');
      x.angle.call('useProgram', x.object('program', x.currentProgram));
    },
  },
  glDeleteProgram: {
    run(x, a) {
      const program = x.object('program', a.number('program'));
      if (program !== 0) x.angle.call('deleteProgram', program);
    },
  },
  glUniformBlockBinding: {
    run(x, a) {
      const block = x.programs.get(a.number('program'))?.block(a.number('uniformBlockIndex'));
      const program = x.object('program', a.number('program'));
      if (block !== undefined) x.angle.call('uniformBlockBinding', program, block, a.number('uniformBlockBinding'));
    },
  },
  ...each(
    ['1', '2', '3', '4'].flatMap(size => ['f', 'i', 'ui', 'fv', 'iv', 'uiv'].map(type => `glUniform${size}${type}`)),
    uniform,
  ),
  ...each(
    ['2', '3', '4', '2x3', '3x2', '2x4', '4x2', '3x4', '4x3'].map(size => `glUniformMatrix${size}fv`),
    matrix,
  ),
  glProgramBinary: { run() {}, impossible: () => impossibleCall('glProgramBinary') },
};
