// Why a draw left a pixel as it was: the draw is executed again without writing anything, counting samples in a box of one
// pixel, with every test off, and then with one test at a time as the program has it.
import type { CommandWriter } from '../../trace/command_writer.js';
import { bytesOf, type Questions } from './questions.js';

export type Refusal =
  | 'not covered, or discarded by the fragment shader'
  | 'rasterizer discard'
  | 'face culling'
  | 'scissor test'
  | 'stencil test'
  | 'depth test'
  | 'alpha test'
  | 'several tests together'
  | 'colour mask'
  | 'the same value, or blending that keeps it';

const CULL_FACE = 0x0b44;
const SCISSOR_TEST = 0x0c11;
const STENCIL_TEST = 0x0b90;
const DEPTH_TEST = 0x0b71;
const ALPHA_TEST = 0x0bc0;
const RASTERIZER_DISCARD = 0x8c89;
const SAMPLES_PASSED = 0x8914;

const TESTS: readonly (readonly [number, Refusal])[] = [
  [CULL_FACE, 'face culling'],
  [SCISSOR_TEST, 'scissor test'],
  [ALPHA_TEST, 'alpha test'],
  [STENCIL_TEST, 'stencil test'],
  [DEPTH_TEST, 'depth test'],
];

let queryName = 29_990;

/** `draw` writes the draw's commands; x and y from the bottom left. The context is left as it was, but for what the draw itself
 * changes (display lists, feedback, storage buffers), and for an occlusion query of the program, which is ended. */
export function refusalOf(questions: Questions, x: number, y: number, draw: (writer: CommandWriter) => void): Refusal[] {
  const enabled = questions.write();
  const asked = [RASTERIZER_DISCARD, ...TESTS.map(([test]) => test)].map(test => [test, enabled.call('glIsEnabled', test)] as const);
  const answers = questions.ask(enabled);
  const isOn = new Map(asked.map(([test, call]) => [test, answers.reply(call)?.result?.value === true]));
  if (isOn.get(RASTERIZER_DISCARD)) return ['rasterizer discard'];
  const [[sx = 0, sy = 0, sw = 0, sh = 0] = [], mask = [], depthMask = [], stencil = [], backStencil = []] = questions.integers([
    ['glGetIntegerv', 'GL_SCISSOR_BOX'],
    ['glGetIntegerv', 0x0c23], // GL_COLOR_WRITEMASK
    ['glGetIntegerv', 0x0b72], // GL_DEPTH_WRITEMASK
    ['glGetIntegerv', 0x0b98], // GL_STENCIL_WRITEMASK
    ['glGetIntegerv', 0x8ca5], // GL_STENCIL_BACK_WRITEMASK
  ]);
  const active = questions.integers([['glGetQueryiv', SAMPLES_PASSED, 0x8865]])[0]?.[0] ?? 0;
  const inScissor = x >= sx && y >= sy && x < sx + sw && y < sy + sh;
  const writer = questions.write();
  const name = queryName++;
  writer.call('glGenQueries', 1, Uint32Array.of(name));
  if (active !== 0) writer.call('glEndQuery', SAMPLES_PASSED);
  writer.call('glColorMask', false, false, false, false);
  writer.call('glDepthMask', false);
  writer.call('glStencilMask', 0);
  writer.call('glEnable', SCISSOR_TEST);
  writer.call('glScissor', x, y, 1, 1);
  const possible = TESTS.filter(([test]) => isOn.get(test) && test !== SCISSOR_TEST);
  const count = (on: readonly number[]): number => {
    for (const [test] of possible) writer.call(on.includes(test) ? 'glEnable' : 'glDisable', test);
    writer.call('glBeginQuery', SAMPLES_PASSED, name);
    draw(writer);
    writer.call('glEndQuery', SAMPLES_PASSED);
    return writer.call('glGetQueryObjectuiv', name, 'GL_QUERY_RESULT', { room: 4 });
  };
  const covered = count([]);
  const alone = possible.map(([test, why]) => [why, count([test])] as const);
  const together = count(possible.map(([test]) => test));
  for (const [test] of possible) writer.call('glEnable', test);
  if (!isOn.get(SCISSOR_TEST)) writer.call('glDisable', SCISSOR_TEST);
  writer.call('glScissor', sx, sy, sw, sh);
  writer.call('glColorMask', mask[0] !== 0, mask[1] !== 0, mask[2] !== 0, mask[3] !== 0);
  writer.call('glDepthMask', depthMask[0] !== 0);
  writer.call('glStencilMaskSeparate', 'GL_FRONT', stencil[0] ?? 0);
  writer.call('glStencilMaskSeparate', 'GL_BACK', backStencil[0] ?? 0);
  writer.call('glDeleteQueries', 1, Uint32Array.of(name));
  const replies = questions.ask(writer);
  const passed = (call: number) => {
    const bytes = bytesOf(replies.reply(call));
    return bytes ? new Uint32Array(bytes.buffer, 0, 1)[0]! > 0 : true;
  };
  if (!passed(covered)) return ['not covered, or discarded by the fragment shader'];
  const reasons: Refusal[] = alone.filter(([, call]) => !passed(call)).map(([why]) => why);
  if (isOn.get(SCISSOR_TEST) && !inScissor) reasons.unshift('scissor test');
  if (reasons.length > 0) return reasons;
  if (!passed(together)) return ['several tests together'];
  return mask.slice(0, 3).every(each => each === 0) ? ['colour mask'] : ['the same value, or blending that keeps it'];
}
