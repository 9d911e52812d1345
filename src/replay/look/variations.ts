// Ways to execute the same draws that OpenGL leaves open: each is a change of the shaders or of a setting, after which an
// implementation would still be right. What a driver draws under them is what another one may draw, too.
import type { ProgramView } from './program.js';
import { LookError, type Questions } from './questions.js';
import { type Edit, wrapped } from './relink.js';

export const VARIATIONS = ['precision', 'geometry', 'detail', 'depth', 'geometry and precision'] as const;
export type VariationKind = (typeof VARIATIONS)[number];

/** One way to execute a frame. */
export interface Variation {
  readonly kind: VariationKind;
  /** Pixels, levels of detail or units of depth by which something is moved; 0: nothing is moved by steps. */
  readonly by: number;
  /** New sources of a program's shaders; none: it stays as it is. Throws LookError where it cannot be changed so. */
  edits?(view: ProgramView): Edit[];
  /** Executed before each draw; `index` counts those of the frame. `program`: the one in use. */
  before?(questions: Questions, program: number, index: number): void;
  after?(questions: Questions): void;
}

/** Pixels: from the least step of a rasterizer with 8 bits behind the point up to half a pixel. */
const STEPS = [1 / 256, 1 / 16, 1 / 4, 1 / 2] as const;
const DIRECTIONS = [-1, 0, 1].flatMap(x => [-1, 0, 1].map(y => [x, y] as const)).filter(([x, y]) => x !== 0 || y !== 0);
/** Levels of detail. */
const DETAIL = 1 / 4;

/** What is tried of a kind, the smallest steps first: each list at once. */
export function variationsOf(kind: VariationKind): readonly (readonly Variation[])[] {
  switch (kind) {
    case 'precision':
      return [[{ kind, by: 0, edits: ({ shaders }) => shaders.map(({ shader, source }) => ({ shader, source: precise(source) })) }]];
    case 'geometry':
    case 'geometry and precision':
      return STEPS.map(by => DIRECTIONS.map(direction => moved(kind, by, direction)));
    case 'detail':
      return [[-DETAIL, DETAIL].map((by): Variation => ({ kind, by: DETAIL, edits: view => otherDetail(view, by) }))];
    case 'depth':
      return [[-1, 1].map(depthOrder)];
  }
}

// ---- Positions ----------------------------------------------------------------------------------------------

const LAST_STAGES = ['GL_GEOMETRY_SHADER', 'GL_TESS_EVALUATION_SHADER', 'GL_VERTEX_SHADER'];
const OFFSET = 'sgl_offset';

function moved(kind: VariationKind, by: number, [x, y]: readonly [number, number]): Variation {
  const full = kind === 'geometry and precision';
  return {
    kind,
    by,
    edits({ shaders }) {
      const type = LAST_STAGES.find(each => shaders.some(shader => shader.type === each));
      if (type === 'GL_GEOMETRY_SHADER') throw new LookError('positions that a geometry shader makes cannot be moved');
      const last = shaders.find(each => each.type === type && /\bmain\s*\(/.test(each.source));
      if (!last) throw new LookError('no shader of a program makes positions');
      return shaders.map(({ shader, source }) => {
        const base = full ? precise(source) : source;
        if (shader !== last.shader) return { shader, source: base };
        return { shader, source: wrapped(base, `gl_Position.xy += ${OFFSET} * gl_Position.w;`, `uniform vec2 ${OFFSET};`) };
      });
    },
    before(questions, program) {
      const [[, , width = 0, height = 0] = []] = questions.integers([['glGetIntegerv', 'GL_VIEWPORT']]);
      const writer = questions.write();
      const asked = writer.call('glGetUniformLocation', program, OFFSET);
      const location = Number(questions.ask(writer).reply(asked)?.result?.value ?? -1);
      // a pixel is two of normalized device coordinates by the size
      const offset = [(2 * x * by) / Math.max(1, width), (2 * y * by) / Math.max(1, height)] as const;
      if (location >= 0) questions.run([['glUniform2f', location, ...offset]]);
    },
  };
}

// ---- Shaders ------------------------------------------------------------------------------------------------

/** Where declarations may begin: behind the lines that have to come first. */
function declarationsFrom(source: string): number {
  const last = [...source.matchAll(/^[^\S\n]*#[^\S\n]*(version|extension)[^\n]*(\n|$)/gm)].at(-1);
  return last ? last.index + last[0].length : 0;
}

const versionOf = (source: string) => Number(/^[^\S\n]*#[^\S\n]*version\s+(\d+)/m.exec(source)?.[1] ?? 100);
const isEs = (source: string) => versionOf(source) === 100 || /^[^\S\n]*#[^\S\n]*version\s+\d+\s+es/m.test(source);

/** The same shader with full precision throughout. */
export function precise(source: string): string {
  const code = source.replace(/\b(mediump|lowp)\b/g, 'highp');
  // values of textures have what their samplers have
  if (!isEs(source)) return code;
  const at = declarationsFrom(code);
  return `${code.slice(0, at)}precision highp sampler2D;\nprecision highp samplerCube;\n${code.slice(at)}`;
}

/** The same program with other levels of detail: what its fragment shader samples with a bias of ours. */
function otherDetail({ shaders }: ProgramView, by: number): Edit[] {
  return shaders
    .filter(({ type, source }) => type === 'GL_FRAGMENT_SHADER' && /\btexture(2D|Cube)?\s*\(/.test(source))
    .map(({ shader, source }) => {
      const at = declarationsFrom(source);
      return { shader, source: `${source.slice(0, at)}${biased(source, by)}${source.slice(at)}` };
    });
}

function biased(source: string, by: number): string {
  const version = versionOf(source);
  const highp = isEs(source) ? 'highp ' : '';
  const old = isEs(source) ? version === 100 : version < 130;
  const functions = old
    ? [
        ['texture2D', 'sampler2D', 'vec2'],
        ['textureCube', 'samplerCube', 'vec3'],
      ]
    : [
        ['texture', 'sampler2D', 'vec2'],
        ['texture', 'samplerCube', 'vec3'],
      ];
  const bias = by.toFixed(4);
  const lines = functions.flatMap(([name, sampler, place]) => [
    `${highp}vec4 sgl_${name}(${sampler} s, ${highp}${place} p) { return ${name}(s, p, ${bias}); }`,
    `${highp}vec4 sgl_${name}(${sampler} s, ${highp}${place} p, ${highp}float b) { return ${name}(s, p, b + ${bias}); }`,
  ]);
  return `${lines.join('\n')}\n${[...new Set(functions.map(([name]) => `#define ${name} sgl_${name}`))].join('\n')}\n`;
}

// ---- Depth --------------------------------------------------------------------------------------------------

/** Each draw a unit of depth nearer (or farther) than the one before: which of two that lie at the same depth wins. */
function depthOrder(sign: number): Variation {
  let ours = false;
  return {
    kind: 'depth',
    by: 1,
    before(questions, _program, index) {
      const enabled = (['GL_DEPTH_TEST', 'GL_POLYGON_OFFSET_FILL'] as const).map(name => questions.get([name])[0] !== 0);
      // a program that moves depth itself has ordered its draws
      ours = enabled[0] === true && enabled[1] === false;
      if (!ours) return;
      questions.run([
        ['glEnable', 'GL_POLYGON_OFFSET_FILL'],
        ['glPolygonOffset', 0, sign * (index + 1)],
      ]);
    },
    after(questions) {
      if (ours) questions.run([['glDisable', 'GL_POLYGON_OFFSET_FILL']]);
    },
  };
}
