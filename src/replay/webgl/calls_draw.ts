// Buffers, vertex arrays and draws.
import type { CallArguments } from './call_arguments.js';
import type { EsContext } from './context.js';
import { direct, each, impossibleCall, possible, type Row, type Rows } from './row.js';

const PIXEL_PACK_BUFFER = 0x88eb;
const PIXEL_UNPACK_BUFFER = 0x88ec;
const FIXED = 0x140c;
const HALF_FLOAT_OES = 0x8d61;
const HALF_FLOAT = 0x140b;
const USAGES: ReadonlySet<number> = new Set([0x88e0, 0x88e1, 0x88e2, 0x88e4, 0x88e5, 0x88e6, 0x88e8, 0x88e9, 0x88ea]);
const STATIC_DRAW = 0x88e4;
/** Points to triangle fans: quads and polygons, adjacencies and patches are not there. */
const LAST_MODE = 6;

const mode = (a: CallArguments) => (a.number('mode') <= LAST_MODE ? possible : impossibleCall(`${a.call.name}(${a.enumName('mode')})`));

function pointer(integer: boolean): Row {
  return {
    run(x, a) {
      const index = a.number('index');
      const type = a.number('type') === HALF_FLOAT_OES ? HALF_FLOAT : a.number('type');
      const [size, stride, normalized] = [a.number('size'), a.number('stride'), a.number('normalized') !== 0];
      if (a.isClient('pointer')) {
        x.arrays.client.set(index, { size, type, normalized, integer, stride });
        return;
      }
      x.arrays.client.delete(index);
      const offset = a.offset('pointer') ?? 0;
      if (integer) x.angle.call('vertexAttribIPointer', index, size, type, stride, offset);
      else x.angle.call('vertexAttribPointer', index, size, type, normalized, stride, offset);
    },
    impossible: a =>
      a.number('type') === FIXED
        ? [{ kind: 'format', what: 'vertices of GL_FIXED' }]
        : a.number('size') > 4
          ? impossibleCall('vertices of GL_BGRA')
          : possible,
  };
}

/** A draw from an element buffer, or from indices that the call brings. */
function elements(draw: (x: EsContext, a: CallArguments, offset: number) => void): Row {
  return {
    run(x, a) {
      const indices = a.bytes('indices');
      if (indices) x.withIndices(indices, () => draw(x, a, 0));
      else draw(x, a, a.offset('indices') ?? 0);
    },
    impossible: mode,
  };
}

const attribute = (name: string): Row => ({
  run(x, a) {
    const [, size = '4'] = /^glVertexAttrib(\d)fv$/.exec(name)!;
    const values = a.floats('v');
    x.angle.call(`vertexAttrib${size}f`, a.number('index'), ...values.subarray(0, Number(size)));
  },
});

export const drawCalls: Rows = {
  // buffers
  glBindBuffer: { run: (x, a) => x.bindBuffer(a.number('target'), a.number('buffer')) },
  glBindBufferBase: {
    run(x, a, around) {
      x.noteBuffer(a.number('target'), a.number('buffer'));
      direct('glBindBufferBase').run(x, a, around);
    },
  },
  glBindBufferRange: {
    run(x, a, around) {
      x.noteBuffer(a.number('target'), a.number('buffer'));
      direct('glBindBufferRange').run(x, a, around);
    },
  },
  glBufferData: {
    run(x, a) {
      const target = a.number('target');
      const data = a.bytes('data');
      const usage = USAGES.has(a.number('usage')) ? a.number('usage') : STATIC_DRAW;
      const buffer = x.boundBuffer(target);
      if (target === PIXEL_UNPACK_BUFFER || x.shadows.has(buffer))
        x.shadows.set(buffer, data ? data.slice() : new Uint8Array(a.number('size')));
      x.angle.call('bufferData', target, data ?? a.number('size'), usage);
    },
  },
  glBufferSubData: {
    run(x, a) {
      const data = a.bytes('data');
      if (!data) return;
      const shadow = x.shadows.get(x.boundBuffer(a.number('target')));
      if (shadow && a.number('offset') + data.length <= shadow.length) shadow.set(data, a.number('offset'));
      x.angle.call('bufferSubData', a.number('target'), a.number('offset'), data);
    },
  },
  glCopyBufferSubData: {
    run(x, a, around) {
      // what the copy wrote is not known here
      x.shadows.delete(x.boundBuffer(a.number('writeTarget')));
      direct('glCopyBufferSubData').run(x, a, around);
    },
  },
  glReadPixels: {
    run(x, a) {
      // into the program's memory: the recording has it. Into a buffer: later calls may read it
      const buffer = x.boundBuffer(PIXEL_PACK_BUFFER);
      if (buffer === 0) return;
      x.shadows.delete(buffer);
      const values = ['x', 'y', 'width', 'height', 'format', 'type'].map(name => a.number(name));
      x.angle.call('readPixels', ...values, null);
    },
    // the package passes no offsets on
    impossible: a => ((a.offset('pixels') ?? 0) > 0 ? impossibleCall('glReadPixels into a buffer, not at its beginning') : possible),
  },

  // vertex arrays
  glBindVertexArray: {
    run(x, a) {
      x.vertexArray = a.number('array');
      x.angle.call('bindVertexArray', x.object('vertexArray', x.vertexArray));
    },
  },
  glVertexAttribPointer: pointer(false),
  glVertexAttribIPointer: pointer(true),
  ...each(
    [
      ...['glEnableVertexAttribArray', 'glDisableVertexAttribArray', 'glVertexAttribDivisor', 'glVertexAttrib1f', 'glVertexAttrib2f'],
      ...['glVertexAttrib3f', 'glVertexAttrib4f', 'glVertexAttribI4i', 'glVertexAttribI4ui'],
    ],
    name => direct(name),
  ),
  ...each(['glVertexAttrib1fv', 'glVertexAttrib2fv', 'glVertexAttrib3fv', 'glVertexAttrib4fv'], attribute),
  glVertexAttribI4iv: { run: (x, a) => void x.angle.call('vertexAttribI4iv', a.number('index'), a.integers('v')) },
  glVertexAttribI4uiv: { run: (x, a) => void x.angle.call('vertexAttribI4uiv', a.number('index'), a.unsigned('v')) },

  // draws
  glDrawArrays: { ...direct('glDrawArrays'), impossible: mode },
  glDrawArraysInstanced: { ...direct('glDrawArraysInstanced'), impossible: mode },
  glDrawElements: elements((x, a, offset) => x.angle.call('drawElements', a.number('mode'), a.number('count'), a.number('type'), offset)),
  glDrawRangeElements: elements((x, a, offset) =>
    x.angle.call('drawRangeElements', ...['mode', 'start', 'end', 'count', 'type'].map(name => a.number(name)), offset),
  ),
  glDrawElementsInstanced: elements((x, a, offset) =>
    x.angle.call('drawElementsInstanced', a.number('mode'), a.number('count'), a.number('type'), offset, a.number('instancecount')),
  ),
  glMultiDrawArrays: {
    run(x, a) {
      const [first, count] = [a.integers('first'), a.integers('count')];
      for (let i = 0; i < a.number('drawcount'); i++) x.angle.call('drawArrays', a.number('mode'), first[i] ?? 0, count[i] ?? 0);
    },
    impossible: mode,
  },
};
