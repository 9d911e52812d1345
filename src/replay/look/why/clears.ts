// Clears that leave what they were to clear: masks, scissor, buffers that are not there. And, for a draw that the depth or stencil
// test refuses, whether the last clear of these values did nothing.
import type { Cause } from '../../../inspect/why.js';
import { FLAG } from '../../../trace/dictionary.js';
import type { Ask } from '../questions.js';
import { colorMasks } from '../samples.js';
import { bitsOf, COLOR, DEPTH, STENCIL } from './cleared.js';
import { incompleteFramebuffer } from './failures.js';
import { cause, type Inquiry } from './inquiry.js';
import type { Changed } from './target.js';
import { noDrawBuffer, onOtherGround } from './unwritten.js';

/** Calls before a draw in which its clear is looked for. */
const FAR = 200_000;

/** Why a clear changed nothing, or not all that it names. `changed`: what it did. */
export function clearCauses(inquiry: Inquiry, bits: number, changed: Changed): Cause[] {
  const { draw, error, before, looked, target } = inquiry;
  draw.begin();
  const calls = [draw.span.call];
  if (error !== '')
    return [
      incompleteFramebuffer(inquiry) ?? cause({ id: 'call failed', text: `the call fails with ${error}, so that it does nothing`, calls }),
    ];
  if (bits === 0) {
    const proof = inquiry.trial('glClear(GL_COLOR_BUFFER_BIT)', () => undefined, { elsewhere: true, instead: ['glClear', COLOR] });
    return [cause({ id: 'nothing to clear', text: 'its mask names no buffer', calls, proof: proof ?? null })];
  }
  const missing = looked.filter(name => !before.has(name));
  if (bits === COLOR && target.colors.length === 0) return noDrawBuffer(inquiry, 'no draw buffer is chosen (GL_NONE)');
  if (looked.length > 0 && missing.length === looked.length)
    return [cause({ id: 'nothing to clear', text: `what it draws into has no ${missing.join(' and ')} that could be cleared`, calls })];
  const questions = inquiry.questions();
  const [depthMask = 1, stencilMask = 0xff] = questions.get(['GL_DEPTH_WRITEMASK', 'GL_STENCIL_WRITEMASK']);
  const masks = colorMasks(questions);
  const writer = questions.write();
  const asked = [0x8c89, 0x0c11].map(cap => writer.call('glIsEnabled', cap)); // GL_RASTERIZER_DISCARD, GL_SCISSOR_TEST
  const answers = questions.ask(writer);
  const [discards, scissored] = asked.map(call => answers.reply(call)?.result?.value === true);
  const found: Cause[] = [];
  const attempt = (parts: Pick<Cause, 'id' | 'text' | 'state'>, change: string, ...call: Ask) => {
    found.push(...inquiry.attempt(parts, change, prepare => prepare.run([call]), { otherwise: true }));
  };
  if (discards)
    attempt(
      {
        id: 'rasterizer discard',
        text: 'GL_RASTERIZER_DISCARD is on, which stops clears, too',
        state: ['primitive.rasterizer_discard'],
      },
      'glDisable(GL_RASTERIZER_DISCARD)',
      'glDisable',
      0x8c89,
    );
  if (bits & COLOR && masks.every(mask => mask.every(each => each === 0)))
    attempt(
      { id: 'colour mask', text: 'the colour mask keeps the colours as they are', state: ['color.mask'] },
      'glColorMask(true, true, true, true)',
      ...(['glColorMask', true, true, true, true] as const),
    );
  if (bits & DEPTH && depthMask === 0)
    attempt(
      { id: 'depth mask', text: 'the depth stays as it is: glDepthMask(GL_FALSE) holds for clears, too', state: ['depth.writemask'] },
      'glDepthMask(true)',
      'glDepthMask',
      true,
    );
  if (bits & STENCIL && (stencilMask & 0xff) === 0)
    attempt(
      {
        id: 'stencil mask',
        text: 'the stencil stays as it is: the stencil mask of 0 holds for clears, too',
        state: ['stencil.front.writemask'],
      },
      'glStencilMask(0xff)',
      'glStencilMask',
      0xff,
    );
  // where it clears a part, that is what a scissor is for
  if (scissored && changed.pixels.length === 0 && found.length === 0)
    attempt(
      { id: 'scissor test', text: 'the scissor box holds for clears, too', state: ['scissor.box', 'scissor.test'] },
      'glDisable(GL_SCISSOR_TEST)',
      'glDisable',
      0x0c11,
    );
  if (found.length > 0 || changed.count(inquiry.pixel) > 0) return found;
  const same = { id: 'the colour that is there', text: 'what is there has the values already that it clears to' } as const;
  const proven = bits & COLOR ? onOtherGround(inquiry, same) : [];
  return proven.length > 0 ? proven : [cause(same)];
}

/** The last clear before a draw that was to clear what a test compares with, and did not because of a mask. */
export function keptFrom(
  inquiry: Inquiry,
  what: 'depth' | 'stencil',
): { readonly call: number; readonly mask: number | undefined } | undefined {
  const { pages, draw, player, context, target } = inquiry;
  const { dictionary } = pages.reader;
  const bit = what === 'depth' ? DEPTH : STENCIL;
  const setter = what === 'depth' ? 'glDepthMask' : 'glStencilMask';
  const stream = pages.stream(draw.span.first);
  const call = pages.nearest(
    draw.span.first,
    -1,
    (opcode, at) => (dictionary.flags(opcode) & FLAG.clear) !== 0 && pages.stream(at) === stream && ((bitsOf(pages, at) ?? 0) & bit) !== 0,
    FAR,
  );
  if (call === undefined) return undefined;
  player.goBefore(call);
  const questions = inquiry.questions();
  const [framebuffer = 0, depthMask = 1, stencilMask = 1] = questions.get([
    'GL_DRAW_FRAMEBUFFER_BINDING',
    'GL_DEPTH_WRITEMASK',
    'GL_STENCIL_WRITEMASK',
  ]);
  const live = player.contexts().find(({ id }) => id === context);
  draw.begin();
  if (framebuffer !== target.framebuffer || (framebuffer === 0 && live?.draw !== target.drawable)) return undefined;
  if ((what === 'depth' ? depthMask : stencilMask & 0xff) !== 0) return undefined;
  const set = pages.nearest(call, -1, (opcode, at) => dictionary.name(opcode) === setter && pages.stream(at) === stream, FAR);
  return { call, mask: set !== undefined && Number(pages.at(set)?.call.arguments[0]?.value ?? 1) === 0 ? set : undefined };
}
