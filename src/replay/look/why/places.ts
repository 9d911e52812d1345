// Where the geometry of a draw is when none of it is in view, and what puts it there.
import type { Cause } from '../../../inspect/why.js';
import { drawAsked, meshOf } from '../mesh.js';
import { programView } from '../program.js';
import { LookError } from '../questions.js';
import { programInUse } from '../relink.js';
import type { Hurdle } from '../samples.js';
import { cause, type Inquiry } from './inquiry.js';
import { capturePositions, changePositions, type Placed, placed } from './positions.js';

/** Where the vertices of the draw end up; undefined: that cannot be captured. */
export function captured(inquiry: Inquiry): Placed | undefined {
  const { draw, player, context } = inquiry;
  draw.begin();
  const positions = capturePositions(player, context, draw, modeOf(inquiry));
  return positions && placed(positions);
}

/** GLenum of the primitives that a draw makes. */
export function modeOf({ pages, draw }: Inquiry): number {
  const { first } = draw.span;
  const value = pages.at(first)?.call.arguments.find(({ parameter }) => parameter.name === 'mode')?.value;
  return typeof value === 'number' ? value : 4;
}

/** Into the middle of the view, as large as the view. */
function intoView({ box }: Placed): string {
  if (!box) return 'gl_Position = vec4(gl_Position.xy / max(abs(gl_Position.w), 1.0e-6) * 0.5, 0.0, 1.0);';
  const scale = (size: number) => (1.8 / Math.max(size, 1e-6)).toExponential(6);
  const middle = (from: number, size: number) => (from + size / 2).toExponential(6);
  return `gl_Position.xy = (gl_Position.xy - vec2(${middle(box.x, box.width)}, ${middle(box.y, box.height)}) * gl_Position.w) * vec2(${scale(box.width)}, ${scale(box.height)}); gl_Position.z = 0.0;`;
}

/** A triangle over the whole view in the place of positions that are none. */
const REPAIRED =
  'if (any(isnan(gl_Position)) || any(isinf(gl_Position))) gl_Position = vec4(float(gl_VertexID % 3 == 1) * 4.0 - 1.0, float(gl_VertexID % 3 == 2) * 4.0 - 1.0, 0.0, 1.0);';

export function outOfView(inquiry: Inquiry, where: Placed, all: readonly Hurdle[]): Cause | undefined {
  const { vertices, broken, side, flat } = where;
  const shown = (change: string, body: string): Cause['proof'] => {
    const { draw, player, context } = inquiry;
    draw.begin();
    draw.spoil();
    return changePositions(player, context, body) ? inquiry.count(change, all, true) : null;
  };
  if (broken > 0 && (broken === vertices || side !== '')) {
    const { text, ...guilty } = nanState(inquiry);
    return cause({
      id: 'NaN positions',
      text: `${broken === vertices ? 'all' : `${broken} of`} ${vertices} positions are NaN or infinite${text}`,
      proof: shown('finite positions in their place', REPAIRED),
      ...guilty,
    });
  }
  if (side !== '' && broken === 0)
    return cause({
      id: 'outside the view',
      text: `all ${vertices} vertices are ${side}`,
      proof: shown('its vertices moved into the middle of the view', intoView(where)),
      state: matrixState(inquiry),
    });
  if (flat)
    return cause({
      id: 'no area',
      text: `the primitives of its ${vertices} vertices have no area: their corners lie on each other or in a line`,
      state: matrixState(inquiry),
    });
  return undefined;
}

/** Matrices that place vertices: uniforms, or those of the fixed function. */
export function matrixState(inquiry: Inquiry): string[] {
  const { player, context, draw } = inquiry;
  draw.begin();
  const program = programInUse(inquiry.questions());
  if (program === 0) return ['matrix.projection', 'matrix.modelview'];
  return programView(player, context, program)
    .uniforms.filter(({ type, block }) => type === 'mat4' && block === undefined)
    .slice(0, 3)
    .map(({ name }) => `program:${program}.uniform[${name}].value`);
}

/** Where the first NaN comes from. */
function nanState(inquiry: Inquiry): { text: string; state: string[]; calls: number[] } {
  const { player, context, draw, pages } = inquiry;
  draw.begin();
  const questions = inquiry.questions();
  const program = programInUse(questions);
  const isBroken = (value: number) => !Number.isFinite(value);
  if (program !== 0) {
    const uniform = programView(player, context, program).uniforms.find(({ values }) => values.some(each => each.some(isBroken)));
    if (uniform)
      return {
        text: `; the uniform ${uniform.name} has such values`,
        state: [`program:${program}.uniform[${uniform.name}].value`],
        calls: [],
      };
  } else {
    const names = ['modelview', 'projection'];
    const writer = questions.write();
    const asked = names.map(name => writer.call('glGetFloatv', `GL_${name.toUpperCase()}_MATRIX`, { room: 64 }));
    const answers = questions.ask(writer);
    const broken = names.filter((_, i) => {
      const value = answers.reply(asked[i]!)?.outs[0]?.value;
      const bytes = typeof value === 'object' && value.kind === 'data' ? Uint8Array.from(value.bytes) : new Uint8Array(0);
      return [...new Float32Array(bytes.buffer)].some(isBroken);
    });
    if (broken[0]) return { text: `; the ${broken[0]} matrix has such values`, state: [`matrix.${broken[0]}`], calls: [] };
  }
  if (draw.isImmediate) {
    for (let call = draw.span.first; call <= draw.span.call; call++) {
      const values = pages.at(call)?.call.arguments.map(({ value }) => value) ?? [];
      if (/^glVertex/.test(pages.name(call)) && values.some(value => typeof value === 'number' && isBroken(value)))
        return { text: `; the first comes with call ${call}`, state: [], calls: [call] };
    }
    return { text: '', state: [], calls: [] };
  }
  try {
    const mesh = meshOf(player, context, drawAsked(player.reader, draw.span.call));
    const at = mesh.attributes.findIndex((_, i) => mesh.vertices.some(({ values }) => values[i]?.some(isBroken)));
    const attribute = mesh.attributes[at];
    if (attribute) {
      const from = attribute.buffer === 0 ? 'the memory of the program' : `buffer ${attribute.buffer}`;
      return {
        text: `; they come with the attribute ${attribute.name} from ${from}`,
        state: [],
        calls: bufferWrites(inquiry, attribute.buffer),
      };
    }
  } catch (error) {
    if (!(error instanceof LookError)) throw error;
  }
  return { text: '', state: [], calls: [] };
}

/** The last call before the draw that put data into a buffer. */
function bufferWrites({ pages, draw }: Inquiry, buffer: number): number[] {
  if (buffer === 0) return [];
  const { dictionary } = pages.reader;
  const bound = pages.nearest(draw.span.first, -1, (opcode, at) => {
    if (!/^gl(Named)?Buffer(Sub)?(Data|Storage)/.test(dictionary.name(opcode))) return false;
    return boundBuffer(pages, at) === buffer;
  });
  return bound === undefined ? [] : [bound];
}

/** The buffer that glBufferData and the like write, by the glBindBuffer before. */
function boundBuffer(pages: Inquiry['pages'], call: number): number | undefined {
  const walked = pages.at(call)?.call;
  const [first] = walked?.arguments ?? [];
  if (walked?.name.startsWith('glNamed')) return Number(first?.value);
  const { dictionary } = pages.reader;
  const bind = pages.nearest(
    call,
    -1,
    (opcode, at) => dictionary.name(opcode) === 'glBindBuffer' && pages.at(at)?.call.arguments[0]?.value === first?.value,
  );
  return bind === undefined ? undefined : Number(pages.at(bind)?.call.arguments[1]?.value);
}
