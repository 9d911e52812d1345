// Where the vertices of a draw end up: gl_Position, captured by transform feedback from the draw's own vertex shader (OpenGL
// 4.6, section 13.3), or from one that does what the fixed function does. And the same shader with its positions changed.

import type { Player } from '../../player.js';
import type { DrawAgain } from '../draw_again.js';
import type { ProgramView } from '../program.js';
import { Questions } from '../questions.js';
import { programInUse, relink, wholeProgram, wrapped } from '../relink.js';

const MOST_BYTES = 64 << 20;
/** Of what is made for this: see ownName in image.ts. */
const OWN = { program: 27_991, shader: 27_992, buffer: 27_993, written: 27_994, generated: 27_995 } as const;
const FIXED = '#version 130\nvoid main() { gl_Position = ftransform(); gl_FrontColor = gl_Color; gl_BackColor = gl_Color; }\n';

/** What stands for the last stage that makes positions, with what is done after it. Undefined: it cannot be changed. */
export function changePositions(player: Player, context: number, body: string, feedback = false): ProgramView | undefined {
  const questions = new Questions(player, context);
  const program = programInUse(questions);
  const varyings = feedback ? ['gl_Position'] : [];
  if (program === 0) return fixedFunction(player, context, questions, body, varyings);
  const view = wholeProgram(player, context, program);
  const last = ['GL_GEOMETRY_SHADER', 'GL_TESS_EVALUATION_SHADER', 'GL_VERTEX_SHADER'].find(type =>
    view.shaders.some(each => each.type === type),
  );
  const shader = view.shaders.find(each => each.type === last && /\bmain\s*\(/.test(each.source));
  if (!shader || (last === 'GL_GEOMETRY_SHADER' && body !== '')) return undefined;
  const edits = body === '' ? [] : [{ shader: shader.shader, source: wrapped(shader.source, body) }];
  return relink(player, context, view, edits, varyings).linked ? view : undefined;
}

function fixedFunction(
  player: Player,
  context: number,
  questions: Questions,
  body: string,
  varyings: readonly string[],
): ProgramView | undefined {
  const { core = true, es = true } = player.contexts().find(({ id }) => id === context) ?? {};
  if (core || es) return undefined;
  const writer = questions.write();
  writer.call('glCreateProgram', OWN.program);
  writer.call('glCreateShader', 'GL_VERTEX_SHADER', OWN.shader);
  writer.shaderSource(OWN.shader, [body === '' ? FIXED : wrapped(FIXED, body)]);
  writer.call('glCompileShader', OWN.shader);
  writer.call('glAttachShader', OWN.program, OWN.shader);
  writer.call('glLinkProgram', OWN.program);
  writer.call('glUseProgram', OWN.program);
  questions.ask(writer);
  const view = wholeProgram(player, context, OWN.program);
  return varyings.length === 0 || relink(player, context, view, [], varyings).linked ? view : undefined;
}

/** Primitive modes of transform feedback, by the draw's. */
function feedbackMode(mode: number): string {
  if (mode === 0) return 'GL_POINTS';
  return [1, 2, 3, 10, 11].includes(mode) ? 'GL_LINES' : 'GL_TRIANGLES';
}

export interface Positions {
  /** x, y, z, w of each vertex of each primitive, in clip coordinates. */
  readonly values: Float32Array;
  /** Vertices of a primitive. */
  readonly each: 1 | 2 | 3;
}

/** Captures them; the player stands before the draw and is spoilt. Undefined: this draw's cannot be captured. */
export function capturePositions(player: Player, context: number, draw: DrawAgain, mode: number): Positions | undefined {
  draw.spoil();
  const view = changePositions(player, context, '', true);
  if (!view) return undefined;
  const questions = new Questions(player, context);
  const isGeometry = view.shaders.some(({ type }) => type === 'GL_GEOMETRY_SHADER' || type.startsWith('GL_TESS'));
  const primitive = isGeometry ? 'GL_TRIANGLES' : feedbackMode(mode);
  const made = primitives(questions, draw);
  const each = primitive === 'GL_POINTS' ? 1 : primitive === 'GL_LINES' ? 2 : 3;
  // a quad counts once and becomes two triangles
  const bytes = Math.min(MOST_BYTES, made * 2 * 3 * 16);
  if (bytes === 0) return { values: new Float32Array(0), each };
  const writer = questions.write();
  writer.call('glGenBuffers', 1, Uint32Array.of(OWN.buffer));
  writer.call('glBindBuffer', 'GL_TRANSFORM_FEEDBACK_BUFFER', OWN.buffer);
  writer.call('glBufferData', 'GL_TRANSFORM_FEEDBACK_BUFFER', bytes, null, 'GL_STREAM_READ');
  writer.call('glBindBufferBase', 'GL_TRANSFORM_FEEDBACK_BUFFER', 0, OWN.buffer);
  writer.call('glEnable', 'GL_RASTERIZER_DISCARD');
  writer.call('glGenQueries', 1, Uint32Array.of(OWN.written));
  writer.call('glBeginQuery', 0x8c88, OWN.written); // GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN
  writer.call('glBeginTransformFeedback', primitive);
  draw.write(writer);
  writer.call('glEndTransformFeedback');
  writer.call('glEndQuery', 0x8c88);
  questions.ask(writer);
  const written = queried(questions, OWN.written) * each * 16;
  if (written === 0) return undefined;
  const values = questions.buffer(OWN.buffer, 0, Math.min(bytes, written));
  return { values: new Float32Array(values.buffer, values.byteOffset, values.byteLength >> 2), each };
}

function queried(questions: Questions, query: number): number {
  return questions.integers([['glGetQueryObjectuiv', query, 'GL_QUERY_RESULT']])[0]?.[0] ?? 0;
}

/** Primitives that the draw makes, before any are clipped or culled. The player is spoilt. */
export function primitives(questions: Questions, draw: DrawAgain): number {
  draw.spoil();
  const writer = questions.write();
  writer.call('glGenQueries', 1, Uint32Array.of(OWN.generated));
  writer.call('glBeginQuery', 0x8c87, OWN.generated); // GL_PRIMITIVES_GENERATED
  draw.write(writer);
  writer.call('glEndQuery', 0x8c87);
  questions.ask(writer);
  return queried(questions, OWN.generated);
}

export interface Placed {
  readonly vertices: number;
  /** Positions with a component that is no finite number. */
  readonly broken: number;
  /** Where all of the others are: `left of the view`; '' when they are on several sides. */
  readonly side: string;
  /** All primitives have no area, or no length. */
  readonly flat: boolean;
  /** x, y, width, height of the finite ones, in normalized device coordinates; undefined when all are behind the eye. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | undefined;
}

const SIDES: readonly (readonly [string, (x: number, y: number, z: number, w: number) => boolean])[] = [
  ['behind the eye', (_x, _y, _z, w) => w <= 0],
  ['left of the view', (x, _y, _z, w) => x < -w],
  ['right of the view', (x, _y, _z, w) => x > w],
  ['below the view', (_x, y, _z, w) => y < -w],
  ['above the view', (_x, y, _z, w) => y > w],
  ['before the near plane', (_x, _y, z, w) => z < -w],
  ['beyond the far plane', (_x, _y, z, w) => z > w],
];

export function placed({ values, each }: Positions): Placed {
  const vertices = values.length >> 2;
  const outside = SIDES.map(() => 0);
  let [broken, fine] = [0, 0];
  let [left, bottom, right, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < vertices; i++) {
    const [x, y, z, w] = values.subarray(i * 4, i * 4 + 4) as unknown as [number, number, number, number];
    if (!(Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z) && Number.isFinite(w))) {
      broken++;
      continue;
    }
    fine++;
    SIDES.forEach(([, holds], side) => {
      if (holds(x, y, z, w)) outside[side]!++;
    });
    if (w <= 0) continue;
    [left, bottom, right, top] = [Math.min(left, x / w), Math.min(bottom, y / w), Math.max(right, x / w), Math.max(top, y / w)];
  }
  const side = fine === 0 ? undefined : SIDES.find((_, i) => outside[i] === fine);
  return {
    vertices,
    broken,
    side: side?.[0] ?? '',
    flat: fine > 0 && broken === 0 && isFlat(values, each),
    box: right < left ? undefined : { x: left, y: bottom, width: right - left, height: top - bottom },
  };
}

/** Whether no primitive has an area (a length), on the screen. */
function isFlat(values: Float32Array, each: 1 | 2 | 3): boolean {
  if (each === 1) return false;
  for (let i = 0; i + each * 4 <= values.length; i += each * 4) {
    const at = (vertex: number) => [values[i + vertex * 4]!, values[i + vertex * 4 + 1]!, values[i + vertex * 4 + 3]!] as const;
    const [ax, ay, aw] = at(0);
    const [bx, by, bw] = at(1);
    if (each === 2) {
      if (ax * bw !== bx * aw || ay * bw !== by * aw) return false;
      continue;
    }
    const [cx, cy, cw] = at(2);
    if (ax * (by * cw - cy * bw) - bx * (ay * cw - cy * aw) + cx * (ay * bw - by * aw) !== 0) return false;
  }
  return true;
}
