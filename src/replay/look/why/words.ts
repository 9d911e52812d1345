// What a test is set to when it refuses everything, in words.
import { enumText } from '../../../inspect/format.js';
import { imageFacts } from '../../../inspect/raw_image.js';
import type { CauseId } from '../../../inspect/why.js';
import type { Player } from '../../player.js';
import { ImageReader } from '../image.js';
import { LookError, Questions } from '../questions.js';

const hex = (value: number) => `0x${(value >>> 0).toString(16)}`;
const short = (value: number) => String(Number(value.toPrecision(6)));

/** Why a test refuses the draw; state is as it is before it. */
export function hurdleWords(player: Player, context: number, id: CauseId): string {
  const questions = new Questions(player, context);
  const named = (group: string, value: number) => enumText(player.names.dictionary, group, value);
  const integers = (...names: (string | number)[]) => questions.get(names);
  switch (id) {
    case 'rasterizer discard':
      return 'GL_RASTERIZER_DISCARD is on: primitives end before they are rasterized';
    case 'face culling': {
      const [mode = 0, front = 0] = integers('GL_CULL_FACE_MODE', 'GL_FRONT_FACE');
      return mode === 0x408
        ? 'GL_CULL_FACE is on and both sides of faces are culled (GL_FRONT_AND_BACK)'
        : `GL_CULL_FACE is on: all that it draws are ${named('TriangleFace', mode)} faces, which are culled (front is ${named('FrontFaceDirection', front)})`;
    }
    case 'clip plane':
      return 'all of it lies behind a clip plane of the program';
    case 'near or far plane':
      return 'all of it lies before the near plane or beyond the far plane';
    case 'empty viewport': {
      const [[, , width = 0, height = 0] = []] = questions.integers([['glGetIntegerv', 'GL_VIEWPORT']]);
      return `the viewport is ${width}x${height}: it has no size`;
    }
    case 'viewport outside': {
      const [[x = 0, y = 0, width = 0, height = 0] = []] = questions.integers([['glGetIntegerv', 'GL_VIEWPORT']]);
      return `the viewport, ${width}x${height} at ${x},${y}, lies outside of what is drawn to`;
    }
    case 'scissor test': {
      const [[x = 0, y = 0, width = 0, height = 0] = []] = questions.integers([['glGetIntegerv', 'GL_SCISSOR_BOX']]);
      return `all of it lies outside of the scissor box, ${width}x${height} at ${x},${y} from the bottom left`;
    }
    case 'sample mask': {
      const [[mask = 0] = []] = questions.integers([['glGetIntegeri_v', 'GL_SAMPLE_MASK_VALUE', 0]]);
      return `GL_SAMPLE_MASK is on with ${hex(mask)}: no sample is left`;
    }
    case 'sample coverage':
      return 'GL_SAMPLE_COVERAGE is on, and its value leaves no sample';
    case 'alpha to coverage':
      return 'GL_SAMPLE_ALPHA_TO_COVERAGE is on, and alpha is so low that no sample is left';
    case 'alpha test': {
      const [func = 0] = integers(0x0bc1); // GL_ALPHA_TEST_FUNC
      return `no alpha passes the alpha test (${named('AlphaFunction', func)})`;
    }
    case 'stencil test': {
      const [func = 0, reference = 0, mask = 0] = integers('GL_STENCIL_FUNC', 'GL_STENCIL_REF', 'GL_STENCIL_VALUE_MASK');
      return `the stencil test (${named('StencilFunction', func)} with ${reference}, mask ${hex(mask)}) fails wherever it draws${values(player, context, 'stencil')}`;
    }
    case 'depth test': {
      const [func = 0] = integers('GL_DEPTH_FUNC');
      return `the depth test (${named('DepthFunction', func)}) fails wherever it draws${values(player, context, 'depth')}`;
    }
    default:
      return `${id} refuses all of it`;
  }
}

/** What the buffer of the test holds. */
function values(player: Player, context: number, what: 'depth' | 'stencil'): string {
  try {
    const { range } = imageFacts(new ImageReader(player, context).attachment(what));
    if (!range) return '';
    return `: the ${what} there is ${range.low === range.high ? short(range.low) : `${short(range.low)} to ${short(range.high)}`}`;
  } catch (error) {
    if (error instanceof LookError) return '';
    throw error;
  }
}
