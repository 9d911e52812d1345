// Fragments that pass all tests, and whose colours do not arrive.
import { enumText } from '../../../inspect/format.js';
import type { Cause } from '../../../inspect/why.js';
import { type Ask, bytesOf, type Questions } from '../questions.js';
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
  if (target.colors.length === 0) found.push(...noDrawBuffer(inquiry, `${arrive} no draw buffer is chosen (glDrawBuffer(GL_NONE))`));
  const attempt = (id: Cause['id'], text: string, state: readonly string[], change: string, ...call: Ask) => {
    found.push(...inquiry.attempt({ id, text: `${arrive} ${text}`, state }, change, prepare => prepare.run([call])));
  };
  const masks = colorMasks(questions);
  if (masks.some(mask => mask.some(each => each === 0)))
    attempt(
      'colour mask',
      'the colour mask keeps their colours away',
      ['color.mask'],
      'glColorMask(true, true, true, true)',
      ...(['glColorMask', true, true, true, true] as const),
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
      ['color.logic_op_mode', 'color.logic_op'],
      'glDisable(GL_COLOR_LOGIC_OP)',
      'glDisable',
      COLOR_LOGIC_OP,
    );
  if (blend)
    attempt(
      'blending',
      `blending (${named('BlendingFactor', src)}, ${named('BlendingFactor', dst)}) leaves what is there`,
      ['blend.src_rgb', 'blend.dst_rgb', 'blend.enabled'],
      'glDisable(GL_BLEND)',
      'glDisable',
      BLEND,
    );
  if (found.length > 0) return found;
  const textures = textureCauses(inquiry);
  if (textures.length > 0) return textures;
  found.push(
    ...unseenTarget(inquiry),
    ...onOtherGround(inquiry, { id: 'the colour that is there', text: `${arrive} they have the colour that is there already` }),
  );
  if (found.length > 0) return found;
  return [cause({ id: 'unknown', text: `${samples} samples pass all tests, and what they write is what was there` })];
}

/** Of a draw or clear of colours in a framebuffer without draw buffers. */
export function noDrawBuffer(inquiry: Inquiry, text: string): Cause[] {
  const { framebuffer } = inquiry.target;
  const buffer = framebuffer === 0 ? 'GL_BACK' : 'GL_COLOR_ATTACHMENT0';
  const parts = { id: 'no draw buffer', text, state: [`framebuffer:${framebuffer}.draw_buffer[0]`] } as const;
  const proven = inquiry.attempt(parts, `glDrawBuffer(${buffer})`, prepare => prepare.run([['glDrawBuffer', buffer]]), { elsewhere: true });
  return proven.length > 0 || inquiry.clears === undefined ? proven : [cause(parts)];
}

/** The cause if over another colour than the one that is there pixels change. */
export function onOtherGround(inquiry: Inquiry, parts: Pick<Cause, 'id' | 'text'>): Cause[] {
  return inquiry.attempt(parts, 'another colour below it', otherGround, { elsewhere: true });
}

/** Clears the colours to some that nobody draws in. */
function otherGround(questions: Questions): void {
  const writer = questions.write();
  const scissor = writer.call('glIsEnabled', 'GL_SCISSOR_TEST');
  const isScissored = questions.ask(writer).reply(scissor)?.result?.value === true;
  const masks = colorMasks(questions)[0] ?? [1, 1, 1, 1];
  const [red = 0, green = 0, blue = 0, alpha = 0] = floatsOf(questions, 'GL_COLOR_CLEAR_VALUE');
  questions.run([
    ['glDisable', 'GL_SCISSOR_TEST'],
    ['glColorMask', true, true, true, true],
    ['glClearColor', 0.81, 0.13, 0.62, 0.37],
    ['glClear', 'GL_COLOR_BUFFER_BIT'],
    ['glClearColor', red, green, blue, alpha],
    ['glColorMask', masks[0] !== 0, masks[1] !== 0, masks[2] !== 0, masks[3] !== 0],
    [isScissored ? 'glEnable' : 'glDisable', 'GL_SCISSOR_TEST'],
  ]);
}

function floatsOf(questions: Questions, name: string): number[] {
  const writer = questions.write();
  const asked = writer.call('glGetFloatv', name, { room: 16 });
  const bytes = bytesOf(questions.ask(writer).reply(asked));
  return bytes ? [...new Float32Array(bytes.buffer)] : [];
}
