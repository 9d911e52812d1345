// The protocol's own commands (enum sgl_op in guest/common/wire.h) as dictionary entries, and their opcodes.
import { type CommandInfo, FLAG, type Kind, type ParameterInfo } from './dictionary.js';

export const OP = {
  nop: 0,
  stage: 1,
  clientArrays: 2,
  frameArea: 3,
  error: 4,
  flushMap: 5,
  drainDebug: 6,
  indexRange: 7,
  restartState: 8,
  readBuffer: 9,
  sync: 10,
  flushWords: 11,
  notExecuted: 12,
  queryHost: 16,
  createContext: 17,
  destroyContext: 18,
  createDrawable: 19,
  resizeDrawable: 20,
  destroyDrawable: 21,
  makeCurrent: 22,
  swapBuffers: 23,
  copyContext: 24,
  waitGl: 25,
  copySubBuffer: 26,
  releaseThread: 27,
  finishContext: 28,
  bindTexImage: 29,
  createImage: 30,
  destroyImage: 31,
  getAccum: 32,
  setAccum: 33,
} as const;

/** Whether commands with this opcode have a call number; the others are plumbing. */
export function isCall(opcode: number): boolean {
  return opcode >= OP.queryHost;
}

const TYPES: Partial<Record<Kind, string>> = { uint: 'uint32_t', uint64: 'uint64_t', int: 'int32_t', in: 'const void *' };

/** `kind name` pairs parted by commas; names that are object kinds say so. */
function parameters(text: string): ParameterInfo[] {
  if (text === '') return [];
  return text.split(', ').map(part => {
    const [kind, name] = part.split(' ') as [Kind, string];
    const object = /context|share|source|destination/.test(name) ? 'context' : /drawable|^draw$|^read$/.test(name) ? 'drawable' : '';
    return { name, kind, type: TYPES[kind] ?? '', group: '', element: 'none', object };
  });
}

function row(opcode: number, name: string, words: string, flags = 0, opaque = false): CommandInfo {
  return {
    opcode,
    name,
    parameters: parameters(words),
    result: undefined,
    call: isCall(opcode),
    flags,
    replyClass: 'environment',
    opaque,
    resultChosen: false,
  };
}

export const protocolCommands: readonly CommandInfo[] = [
  row(OP.nop, 'sglNop', '', 0, true),
  row(OP.stage, 'sglStage', 'uint64 total, uint64 offset', 0, true),
  row(OP.clientArrays, 'sglClientArrays', '', 0, true),
  row(OP.frameArea, 'sglFrameArea', 'uint drawable, uint slots, uint64 offset, uint64 slotBytes'),
  row(OP.error, 'sglError', 'uint error'),
  row(OP.flushMap, 'sglFlushMap', 'uint buffer, uint64 offset, in data'),
  row(OP.drainDebug, 'sglDrainDebug', '', FLAG.reply),
  row(OP.indexRange, 'sglIndexRange', 'uint type, uint64 offset, uint64 count', FLAG.reply),
  row(OP.restartState, 'sglRestartState', '', FLAG.reply),
  row(OP.readBuffer, 'sglReadBuffer', 'uint target, uint buffer, uint64 offset, uint64 bytes', FLAG.reply),
  row(OP.sync, 'sglSync', '', FLAG.reply),
  row(OP.flushWords, 'sglFlushWords', 'uint buffer, uint64 offset, uint blocks, in data'),
  row(OP.notExecuted, 'sglNotExecuted', ''),
  row(OP.queryHost, 'sglQueryHost', '', FLAG.reply),
  row(
    OP.createContext,
    'sglCreateContext',
    'uint context, uint share, uint major, uint minor, uint profile, uint flags, uint resetStrategy, uint doubleBuffered',
    FLAG.reply,
  ),
  row(OP.destroyContext, 'sglDestroyContext', 'uint context'),
  row(OP.createDrawable, 'sglCreateDrawable', 'uint drawable, uint config, uint width, uint height, uint doubleBuffered, uint kind'),
  row(OP.resizeDrawable, 'sglResizeDrawable', 'uint drawable, uint width, uint height'),
  row(OP.destroyDrawable, 'sglDestroyDrawable', 'uint drawable'),
  row(OP.makeCurrent, 'sglMakeCurrent', 'uint context, uint draw, uint read', FLAG.reply),
  row(OP.swapBuffers, 'sglSwapBuffers', 'uint drawable, uint reserved, uint64 swap', FLAG.frame),
  row(OP.copyContext, 'sglCopyContext', 'uint source, uint destination, uint mask'),
  row(OP.waitGl, 'sglWaitGl', '', FLAG.reply),
  row(OP.copySubBuffer, 'sglCopySubBuffer', 'uint drawable, int x, int y, int width, int height', FLAG.copy),
  row(OP.releaseThread, 'sglReleaseThread', ''),
  row(OP.finishContext, 'sglFinishContext', 'uint context', FLAG.reply),
  row(OP.bindTexImage, 'sglBindTexImage', 'uint drawable, uint bind'),
  row(OP.createImage, 'sglCreateImage', 'uint image, uint context, uint target, uint object, uint attributes', FLAG.reply),
  row(OP.destroyImage, 'sglDestroyImage', 'uint image'),
  row(OP.getAccum, 'sglGetAccum', 'uint drawable', FLAG.reply),
  row(OP.setAccum, 'sglSetAccum', 'uint drawable, in data'),
];
