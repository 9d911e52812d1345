// A draw of which no fragment is made, whatever the tests are: no vertices, no program, nothing in view, or a shader that discards.
import { drawRequest } from '../../../inspect/draw_call.js';
import { enumText } from '../../../inspect/format.js';
import type { Cause } from '../../../inspect/why.js';
import type { Questions } from '../questions.js';
import { plainFragment, programInUse, relink, wholeProgram } from '../relink.js';
import type { Hurdle } from '../samples.js';
import { noProgram, unlinked } from './failures.js';
import { cause, type Inquiry } from './inquiry.js';
import { captured, modeOf, outOfView } from './places.js';
import { primitives } from './positions.js';

export function noFragments(inquiry: Inquiry, all: readonly Hurdle[]): Cause {
  const { pixel } = inquiry;
  const questions = inquiry.questions();
  if (pixel) {
    const whole = inquiry.count('the whole draw, with all tests off', all, true);
    const discards = whole.samples! > 0 ? discarded(inquiry, all) : undefined;
    if (discards) return discards;
    if (whole.samples! > 0)
      return cause({
        id: 'not covered',
        text: `the draw does not cover ${pixel.x},${pixel.y}: its ${whole.samples} samples are elsewhere`,
        proof: whole,
      });
  }
  const empty = noVertices(inquiry);
  if (empty) return empty;
  const { core = false } = inquiry.player.contexts().find(({ id }) => id === inquiry.context) ?? {};
  if (core && programInUse(questions) === 0) return noProgram(inquiry, '');
  const program = programInUse(questions);
  if (program !== 0 && questions.integers([['glGetProgramiv', program, 'GL_LINK_STATUS']])[0]?.[0] === 0)
    return unlinked(inquiry, program, '');
  const where = captured(inquiry);
  const misplaced = where && outOfView(inquiry, where, all);
  if (misplaced) return misplaced;
  const discards = discarded(inquiry, all);
  if (discards) return discards;
  return cause({
    id: 'unknown',
    text: where
      ? `its ${where.vertices} vertices are in view, but no sample is covered: it may be too small, or fall between samples`
      : 'no sample is covered, and the positions of its vertices cannot be captured here',
  });
}
function noVertices(inquiry: Inquiry): Cause | undefined {
  const { pages, draw, player } = inquiry;
  draw.begin();
  const made = primitives(inquiry.questions(), draw);
  if (made > 0) return undefined;
  const calls = [draw.span.call];
  const mode = enumText(player.names.dictionary, 'PrimitiveType', modeOf(inquiry));
  if (draw.isImmediate) {
    const vertices = count(inquiry, /^glVertex/);
    const text = vertices === 0 ? 'there is no glVertex between glBegin and glEnd' : `${vertices} vertices make no ${mode}`;
    return cause({ id: vertices === 0 ? 'no vertices' : 'too few vertices', text, calls: [draw.span.first] });
  }
  const decoded = pages.at(draw.span.call)?.call;
  const request = decoded && drawRequest(decoded);
  const parts = request && !request.indirect ? request.parts : [];
  const vertices = parts.reduce((sum, part) => sum + part.count, 0);
  const instances = Math.max(0, ...parts.map(part => part.instances));
  if (parts.length > 0 && vertices > 0 && instances === 0) {
    const proof = inquiry.trial('one instance', questions => oneInstance(inquiry, questions, parts[0]!.count));
    return cause({ id: 'no instances', text: 'the draw asks for 0 instances', calls, proof: proof ?? null });
  }
  const text =
    parts.length === 0
      ? 'the draw makes no primitives'
      : vertices === 0
        ? 'the draw asks for 0 vertices'
        : `${vertices} vertices make no ${mode}`;
  return cause({ id: vertices === 0 ? 'no vertices' : 'too few vertices', text, calls, proof: arrayTrial(inquiry) });
}

/** The same vertices once: as a call of our own before the draw, which makes nothing itself. */
function oneInstance(inquiry: Inquiry, questions: Questions, vertices: number): boolean {
  const { pages, draw } = inquiry;
  const decoded = pages.at(draw.span.call)?.call;
  if (!decoded || !/^glDrawArraysInstanced/.test(decoded.name)) return false;
  const first = Number(decoded.arguments.find(({ parameter }) => parameter.name === 'first')?.value ?? 0);
  questions.run([['glDrawArrays', modeOf(inquiry), first, vertices]]);
  return true;
}

/** As many vertices as the arrays hold, if that can be told. */
function arrayTrial(inquiry: Inquiry): Cause['proof'] {
  const { player, context } = inquiry;
  inquiry.draw.begin();
  const arrays = player.native.vertexArray(context).arrays.filter(({ buffer, stride }) => buffer !== 0 && stride > 0);
  const questions = inquiry.questions();
  const held = arrays.map(({ buffer, offset, stride }) => Math.floor((questions.buffer(buffer).length - offset) / stride));
  const vertices = held.length === 0 ? 0 : Math.min(...held);
  if (vertices <= 0) return null;
  return (
    inquiry.trial(`all ${vertices} vertices that its arrays hold`, prepare =>
      prepare.run([['glDrawArrays', modeOf(inquiry), 0, vertices]]),
    ) ?? null
  );
}

function count({ pages, draw }: Inquiry, name: RegExp): number {
  let found = 0;
  for (let call = draw.span.first; call <= draw.span.call; call++) if (name.test(pages.name(call))) found++;
  return found;
}

function discarded(inquiry: Inquiry, all: readonly Hurdle[]): Cause | undefined {
  const { draw, player, context } = inquiry;
  draw.begin();
  const program = programInUse(inquiry.questions(), 0x8b30);
  if (program === 0) return undefined;
  draw.spoil();
  const view = wholeProgram(player, context, program);
  const fragment = view.shaders.find(({ type, source }) => type === 'GL_FRAGMENT_SHADER' && /\bmain\s*\(/.test(source));
  if (!fragment || !relink(player, context, view, [{ shader: fragment.shader, source: plainFragment(fragment.source) }]).linked)
    return undefined;
  const proof = inquiry.count('a fragment shader that keeps everything', all);
  if (proof.samples === 0) return undefined;
  return cause({
    id: 'fragment shader discards',
    text: `the fragment shader of program ${program} discards all of it`,
    proof,
    state: view.uniforms
      .filter(({ block, type }) => block === undefined && !/sampler|image|mat/.test(type))
      .slice(0, 3)
      .map(({ name }) => `program:${program}.uniform[${name}].value`),
  });
}
