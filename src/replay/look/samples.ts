// How many samples a draw makes when some state is otherwise: it is executed again without writing anything, counting, with
// every test off, with one as the program has it, with one changed. What a fragment's way to the framebuffer consists of
// (OpenGL 4.6, chapters 13, 14 and 17) stands here as data.
import type { CauseId } from '../../inspect/why.js';
import type { CommandWriter } from '../../trace/command_writer.js';
import type { DrawAgain } from './draw_again.js';
import { bytesOf, type Questions } from './questions.js';

/** One piece of state that keeps fragments away, as the program has it now. */
export interface Hurdle {
  readonly id: CauseId;
  /** Taking it away, in OpenGL's words. */
  readonly change: string;
  /** Names of the state to blame. */
  readonly state: readonly string[];
  readonly remove: (writer: CommandWriter) => void;
  readonly restore: (writer: CommandWriter) => void;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A pixel from the bottom left. */
export interface At {
  readonly x: number;
  readonly y: number;
}

interface Test {
  readonly cap: number;
  readonly name: string;
  readonly id: CauseId;
  readonly state: readonly string[];
}

const SCISSOR_TEST = 0x0c11;
const DEPTH_CLAMP = 0x864f;
const CLIP_PLANE = 0x3000;
const CLIP_PLANES = 8;
const SAMPLES_PASSED = 0x8914;
const ANY_SAMPLES_PASSED = 0x8c2f;
const STENCIL_STATE = ['func', 'ref', 'value_mask'].map(name => `stencil.front.${name}`);

const TESTS: readonly Test[] = [
  { cap: 0x8c89, name: 'GL_RASTERIZER_DISCARD', id: 'rasterizer discard', state: ['primitive.rasterizer_discard'] },
  {
    cap: 0x0b44,
    name: 'GL_CULL_FACE',
    id: 'face culling',
    state: ['polygon.front_face', 'polygon.cull_face_mode', 'polygon.cull_face'],
  },
  ...Array.from({ length: CLIP_PLANES }, (_, i): Test => {
    return { cap: CLIP_PLANE + i, name: `GL_CLIP_DISTANCE${i}`, id: 'clip plane', state: [`clip_plane[${i}].enabled`] };
  }),
  { cap: SCISSOR_TEST, name: 'GL_SCISSOR_TEST', id: 'scissor test', state: ['scissor.box', 'scissor.test'] },
  { cap: 0x809e, name: 'GL_SAMPLE_ALPHA_TO_COVERAGE', id: 'alpha to coverage', state: ['multisample.alpha_to_coverage'] },
  {
    cap: 0x80a0,
    name: 'GL_SAMPLE_COVERAGE',
    id: 'sample coverage',
    state: ['multisample.sample_coverage_value', 'multisample.sample_coverage'],
  },
  { cap: 0x8e51, name: 'GL_SAMPLE_MASK', id: 'sample mask', state: ['multisample.sample_mask_value', 'multisample.sample_mask'] },
  {
    cap: 0x0bc0,
    name: 'GL_ALPHA_TEST',
    id: 'alpha test',
    state: ['color.alpha_test_func', 'color.alpha_test_ref', 'color.alpha_test'],
  },
  { cap: 0x0b90, name: 'GL_STENCIL_TEST', id: 'stencil test', state: [...STENCIL_STATE, 'stencil.test'] },
  { cap: 0x8890, name: 'GL_DEPTH_BOUNDS_TEST_EXT', id: 'depth bounds test', state: ['depth.bounds', 'depth.bounds_test'] },
  { cap: 0x0b71, name: 'GL_DEPTH_TEST', id: 'depth test', state: ['depth.func', 'depth.test'] },
];

/** What stands in the way of fragments now, in the order in which they meet it. `size`: of the target. */
export function hurdlesOf(questions: Questions, size: Size | undefined): Hurdle[] {
  const writer = questions.write();
  const asked = [...TESTS.map(({ cap }) => cap), DEPTH_CLAMP].map(cap => writer.call('glIsEnabled', cap));
  const answers = questions.ask(writer);
  const isOn = asked.map(call => answers.reply(call)?.result?.value);
  const hurdles = TESTS.filter((_, i) => isOn[i] === true).map(({ cap, name, id, state }): Hurdle => {
    return { id, state, change: `glDisable(${name})`, remove: w => w.call('glDisable', cap), restore: w => w.call('glEnable', cap) };
  });
  if (isOn.at(-1) === false)
    hurdles.splice(hurdles.findIndex(({ id }) => id === 'scissor test') >>> 0, 0, {
      id: 'near or far plane',
      state: [],
      change: 'glEnable(GL_DEPTH_CLAMP)',
      remove: w => w.call('glEnable', DEPTH_CLAMP),
      restore: w => w.call('glDisable', DEPTH_CLAMP),
    });
  const [[x = 0, y = 0, width = 0, height = 0] = []] = questions.integers([['glGetIntegerv', 'GL_VIEWPORT']]);
  if (size) {
    const isEmpty = width === 0 || height === 0;
    const isOutside = x >= size.width || y >= size.height || x + width <= 0 || y + height <= 0;
    if (isEmpty || isOutside)
      hurdles.unshift({
        id: isEmpty ? 'empty viewport' : 'viewport outside',
        state: ['viewport.box'],
        change: `glViewport(0, 0, ${size.width}, ${size.height})`,
        remove: w => w.call('glViewport', 0, 0, size.width, size.height),
        restore: w => w.call('glViewport', x, y, width, height),
      });
  }
  return hurdles;
}

export interface Counted {
  /** Samples that passed; in OpenGL ES 1 stands for any. */
  readonly samples: number;
  /** GLenum; 0 = none. */
  readonly error: number;
}

let queryName = 29_990;

/**
 * Counts the samples of the draw for each trial, with the hurdles of its list taken away; of one pixel where `at` is given. The
 * context is left as it was, but for what the draw itself changes (display lists, feedback, storage buffers), and for an
 * occlusion query of the program, which is ended.
 */
export function countSamples(questions: Questions, draw: DrawAgain, trials: readonly (readonly Hurdle[])[], at?: At): Counted[] {
  const query = questions.es ? ANY_SAMPLES_PASSED : SAMPLES_PASSED;
  const masks = colorMasks(questions);
  const [[sx = 0, sy = 0, sw = 0, sh = 0] = [], depthMask = [], stencil = [], backStencil = [], active = []] = questions.integers([
    ['glGetIntegerv', 'GL_SCISSOR_BOX'],
    ['glGetIntegerv', 0x0b72], // GL_DEPTH_WRITEMASK
    ['glGetIntegerv', 0x0b98], // GL_STENCIL_WRITEMASK
    ['glGetIntegerv', 0x8ca5], // GL_STENCIL_BACK_WRITEMASK
    ['glGetQueryiv', query, 0x8865],
  ]);
  const enabled = questions.write();
  const scissor = enabled.call('glIsEnabled', SCISSOR_TEST);
  const isScissored = questions.ask(enabled).reply(scissor)?.result?.value === true;
  const inScissor = at === undefined || (at.x >= sx && at.y >= sy && at.x < sx + sw && at.y < sy + sh);
  const writer = questions.write();
  const name = queryName++;
  writer.call('glGenQueries', 1, Uint32Array.of(name));
  if ((active[0] ?? 0) !== 0) writer.call('glEndQuery', query);
  writer.call('glColorMask', false, false, false, false);
  writer.call('glDepthMask', false);
  writer.call('glStencilMask', 0);
  const asked = trials.map(removed => {
    for (const hurdle of removed) hurdle.remove(writer);
    if (at) {
      const keeps = isScissored && !removed.some(({ id }) => id === 'scissor test');
      writer.call('glEnable', SCISSOR_TEST);
      writer.call('glScissor', at.x, at.y, keeps && !inScissor ? 0 : 1, 1);
    }
    writer.call('glBeginQuery', query, name);
    const calls = draw.write(writer);
    writer.call('glEndQuery', query);
    const result = writer.call('glGetQueryObjectuiv', name, 'GL_QUERY_RESULT', { room: 4 });
    for (const hurdle of removed.toReversed()) hurdle.restore(writer);
    return { ...calls, result };
  });
  if (at) {
    writer.call(isScissored ? 'glEnable' : 'glDisable', SCISSOR_TEST);
    writer.call('glScissor', sx, sy, sw, sh);
  }
  writeMasks(writer, masks);
  writer.call('glDepthMask', depthMask[0] !== 0);
  writer.call('glStencilMaskSeparate', 'GL_FRONT', stencil[0] ?? 0);
  writer.call('glStencilMaskSeparate', 'GL_BACK', backStencil[0] ?? 0);
  writer.call('glDeleteQueries', 1, Uint32Array.of(name));
  const replies = questions.ask(writer);
  return asked.map(({ first, end, result }) => {
    const bytes = bytesOf(replies.reply(result));
    let error = 0;
    for (let call = first; call < end && error === 0; call++) error = replies.error(call);
    return { samples: bytes ? new Uint32Array(bytes.buffer, 0, 1)[0]! : 0, error };
  });
}

const MOST_DRAW_BUFFERS = 8;

/** Colour masks by draw buffer; of those that differ from the first only. */
export function colorMasks(questions: Questions): (readonly number[])[] {
  const [first = [1, 1, 1, 1], ...indexed] = questions.integers([
    ['glGetIntegerv', 0x0c23], // GL_COLOR_WRITEMASK
    ...Array.from({ length: MOST_DRAW_BUFFERS }, (_, i) => ['glGetIntegeri_v', 0x0c23, i] as const),
  ]);
  return [first.slice(0, 4), ...indexed.map(mask => mask.slice(0, 4))];
}

function writeMasks(writer: CommandWriter, [first = [], ...indexed]: readonly (readonly number[])[]): void {
  const flags = (mask: readonly number[]) => [mask[0] !== 0, mask[1] !== 0, mask[2] !== 0, mask[3] !== 0] as const;
  writer.call('glColorMask', ...flags(first));
  indexed.forEach((mask, i) => {
    if (mask.length === 4 && String(mask) !== String(first)) writer.call('glColorMaski', i, ...flags(mask));
  });
}
