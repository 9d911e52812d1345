// Clears that leave what they were to clear: masks, scissor, buffers that are not there. And, for a draw that the depth or stencil
// test refuses, whether the last clear of these values did nothing.
import type { CallPages } from '../../../inspect/call_pages.js';
import type { Cause } from '../../../inspect/why.js';
import { FLAG } from '../../../trace/dictionary.js';
import type { AttachmentName } from '../image.js';
import { colorMasks } from '../samples.js';
import { incompleteFramebuffer } from './failures.js';
import { cause, type Inquiry } from './inquiry.js';
import type { Changed } from './target.js';

const COLOR = 0x4000;
const DEPTH = 0x100;
const STENCIL = 0x400;
/** Of glClearBuffer*. */
const BUFFERS: Readonly<Record<number, number>> = { 6144: COLOR, 6145: DEPTH, 6146: STENCIL, 34041: DEPTH | STENCIL };
/** Calls before a draw in which its clear is looked for. */
const FAR = 200_000;

/** Bits of glClear that a call of the framebuffer in use clears; undefined: it is another kind of clear. */
function clearedBits(name: string, args: readonly { readonly parameter: { readonly name: string }; readonly value: unknown }[]) {
  const argument = (wanted: string) => Number(args.find(({ parameter }) => parameter.name === wanted)?.value ?? 0);
  if (name === 'glClear') return argument('mask') & (COLOR | DEPTH | STENCIL);
  return /^glClearBuffer(fv|iv|uiv|fi)$/.test(name) ? (BUFFERS[argument('buffer')] ?? 0) : undefined;
}

/** What a clear was asked to clear; undefined: it has nothing to do with the framebuffer in use. */
export function bitsOf(pages: CallPages, call: number): number | undefined {
  const decoded = pages.at(call)?.call;
  return decoded && clearedBits(decoded.name, decoded.arguments);
}

/** Attachments that a clear is about. */
export function clearedAttachments(bits: number, colors: readonly AttachmentName[]): AttachmentName[] {
  return [
    ...(bits & COLOR ? colors : []),
    ...(bits & DEPTH ? (['depth'] as const) : []),
    ...(bits & STENCIL ? (['stencil'] as const) : []),
  ];
}

/** Why a clear changed nothing, or not all that it names. `changed`: what it did. */
export function clearCauses(inquiry: Inquiry, bits: number, changed: Changed): Cause[] {
  const { draw, error, before, looked, target } = inquiry;
  draw.begin();
  const calls = [draw.span.call];
  if (error !== '')
    return [
      incompleteFramebuffer(inquiry) ?? cause({ id: 'call failed', text: `the call fails with ${error}, so that it does nothing`, calls }),
    ];
  if (bits === 0) return [cause({ id: 'nothing to clear', text: 'its mask names no buffer', calls })];
  const missing = looked.filter(name => !before.has(name));
  if (bits === COLOR && target.colors.length === 0)
    return [
      cause({
        id: 'no draw buffer',
        text: 'no draw buffer is chosen (GL_NONE)',
        state: [`framebuffer:${target.framebuffer}.draw_buffer[0]`],
      }),
    ];
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
  const attempt = (
    id: Cause['id'],
    text: string,
    change: string,
    state: readonly string[],
    ...call: readonly [string, ...(string | number | boolean)[]]
  ) => {
    const proof = inquiry.trial(change, prepare => prepare.run([call]), { otherwise: true });
    if (proof && (proof.pixels ?? 0) > 0) found.push(cause({ id, text, proof, state }));
  };
  if (discards)
    attempt(
      'rasterizer discard',
      'GL_RASTERIZER_DISCARD is on, which stops clears, too',
      'glDisable(GL_RASTERIZER_DISCARD)',
      ['primitive.rasterizer_discard'],
      'glDisable',
      0x8c89,
    );
  if (bits & COLOR && masks.every(mask => mask.every(each => each === 0)))
    attempt(
      'colour mask',
      'the colour mask keeps the colours as they are',
      'glColorMask(true, true, true, true)',
      ['color.mask'],
      ...(['glColorMask', true, true, true, true] as const),
    );
  if (bits & DEPTH && depthMask === 0)
    attempt(
      'depth mask',
      'the depth stays as it is: glDepthMask(GL_FALSE) holds for clears, too',
      'glDepthMask(true)',
      ['depth.writemask'],
      'glDepthMask',
      true,
    );
  if (bits & STENCIL && (stencilMask & 0xff) === 0)
    attempt(
      'stencil mask',
      'the stencil stays as it is: the stencil mask of 0 holds for clears, too',
      'glStencilMask(0xff)',
      ['stencil.front.writemask'],
      ...(['glStencilMask', 0xff] as const),
    );
  // where it clears a part, that is what a scissor is for
  if (scissored && changed.pixels.length === 0 && found.length === 0)
    attempt(
      'scissor test',
      'the scissor box holds for clears, too',
      'glDisable(GL_SCISSOR_TEST)',
      ['scissor.box', 'scissor.test'],
      'glDisable',
      0x0c11,
    );
  if (found.length > 0 || changed.count(inquiry.pixel) > 0) return found;
  return [cause({ id: 'the colour that is there', text: 'what is there has the values already that it clears to' })];
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
