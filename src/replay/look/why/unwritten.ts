// Fragments that pass all tests, and whose colours do not arrive.
import { enumText } from '../../../inspect/format.js';
import type { Cause } from '../../../inspect/why.js';
import type { Questions } from '../questions.js';
import { colorMasks } from '../samples.js';
import { cause, type Inquiry } from './inquiry.js';
import { textureCauses, unseenTarget } from './shown.js';

const COLOR_LOGIC_OP = 0x0bf2;
const BLEND = 0x0be2;

export function unwritten(inquiry: Inquiry, samples: number): Cause[] {
  const { target, player } = inquiry;
  const arrive = `${samples} samples pass all tests, but`;
  inquiry.draw.begin();
  const questions = inquiry.questions();
  const named = (group: string, value: number) => enumText(player.names.dictionary, group, value);
  const found: Cause[] = [];
  const attempt = (
    id: Cause['id'],
    text: string,
    change: string,
    state: readonly string[],
    prepare: (questions: Questions) => unknown,
    elsewhere = false,
  ) => {
    const proof = inquiry.trial(change, prepare, elsewhere ? { elsewhere } : {});
    if (proof && (proof.pixels ?? 0) > 0) found.push(cause({ id, text: `${arrive} ${text}`, proof, state }));
  };
  if (target.colors.length === 0) {
    const buffer = target.framebuffer === 0 ? 'GL_BACK' : 'GL_COLOR_ATTACHMENT0';
    const state = target.framebuffer === 0 ? 'framebuffer:0.draw_buffer[0]' : `framebuffer:${target.framebuffer}.draw_buffer[0]`;
    attempt(
      'no draw buffer',
      'no draw buffer is chosen (glDrawBuffer(GL_NONE))',
      `glDrawBuffer(${buffer})`,
      [state],
      q => q.run([['glDrawBuffer', buffer]]),
      true,
    );
  }
  const masks = colorMasks(questions);
  if (masks.some(mask => mask.some(each => each === 0)))
    attempt('colour mask', 'the colour mask keeps their colours away', 'glColorMask(true, true, true, true)', ['color.mask'], q =>
      q.run([['glColorMask', true, true, true, true]]),
    );
  const writer = questions.write();
  const asked = [COLOR_LOGIC_OP, BLEND].map(cap => writer.call('glIsEnabled', cap));
  const answers = questions.ask(writer);
  const [logic, blend] = asked.map(call => answers.reply(call)?.result?.value === true);
  const [mode = 0, src = 0, dst = 0] = questions.get([0x0bf0, 'GL_BLEND_SRC_RGB', 'GL_BLEND_DST_RGB']);
  if (logic)
    attempt(
      'logic operation',
      `the logic operation ${named('LogicOp', mode)} leaves what is there`,
      'glDisable(GL_COLOR_LOGIC_OP)',
      ['color.logic_op_mode', 'color.logic_op'],
      q => q.run([['glDisable', COLOR_LOGIC_OP]]),
    );
  if (blend)
    attempt(
      'blending',
      `blending (${named('BlendingFactor', src)}, ${named('BlendingFactor', dst)}) leaves what is there`,
      'glDisable(GL_BLEND)',
      ['blend.src_rgb', 'blend.dst_rgb', 'blend.enabled'],
      q => q.run([['glDisable', BLEND]]),
    );
  if (found.length > 0) return found;
  const textures = textureCauses(inquiry);
  if (textures.length > 0) return textures;
  found.push(...unseenTarget(inquiry));
  attempt(
    'the colour that is there',
    'they have the colour that is there already',
    'another colour below it',
    [],
    q => otherGround(q),
    true,
  );
  if (found.length > 0) return found;
  return [cause({ id: 'unknown', text: `${samples} samples pass all tests, and what they write is what was there` })];
}

/** Clears the colours to some that nobody draws in. */
function otherGround(questions: Questions): void {
  const writer = questions.write();
  const scissor = writer.call('glIsEnabled', 'GL_SCISSOR_TEST');
  const isScissored = questions.ask(writer).reply(scissor)?.result?.value === true;
  const masks = colorMasks(questions)[0] ?? [1, 1, 1, 1];
  questions.run([
    ['glDisable', 'GL_SCISSOR_TEST'],
    ['glColorMask', true, true, true, true],
    ['glClearColor', 0.81, 0.13, 0.62, 0.37],
    ['glClear', 'GL_COLOR_BUFFER_BIT'],
    ['glColorMask', masks[0] !== 0, masks[1] !== 0, masks[2] !== 0, masks[3] !== 0],
    [isScissored ? 'glEnable' : 'glDisable', 'GL_SCISSOR_TEST'],
  ]);
}
