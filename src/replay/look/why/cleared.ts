// What a clear was asked to clear, as its call says.
import type { CallPages } from '../../../inspect/call_pages.js';
import type { AttachmentName } from '../image.js';

export const COLOR = 0x4000;
export const DEPTH = 0x100;
export const STENCIL = 0x400;
/** Of glClearBuffer*. */
const BUFFERS: Readonly<Record<number, number>> = { 6144: COLOR, 6145: DEPTH, 6146: STENCIL, 34041: DEPTH | STENCIL };

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
