// Where a live program is to stop, as people write it: `1234` (in front of that call), `f20` (at the end of frame 20, in front of
// its swap), `f20:draw3`, `f20:call2`, `f20:glCallList:1` (the second of that name), and without a frame `glTex*`, `draw:9`, `error`.
import type { StopAt } from '../native.js';
import { modelNames } from '../replay/asker.js';
import { FLAG } from '../trace/dictionary.js';

export class StopAtError extends Error {}

const KINDS = ['draw', 'clear', 'dispatch', 'copy', 'frame', 'marker'] as const;
const HELP =
  'write a call (1234), a frame (f20: its end), something in a frame from 0 on (f20:draw3, f20:call2, f20:glCallList:1), a name (glTex*), draw or error';
/** Those of the protocol that count as calls begin here (guest/common/wire.h). */
const FIRST_CALL = 16;

type Kind = (typeof KINDS)[number];
const kindOf = (word: string): Kind | undefined => KINDS.find(kind => kind === word);

/** Commands with one of the flags. */
export function opcodesOf(mask: number): number[] {
  return [...modelNames().dictionary.commands.values()].filter(({ flags }) => (flags & mask) !== 0).map(({ opcode }) => opcode);
}

/** Commands of a name; * stands for anything. */
export function opcodesNamed(name: string): number[] {
  const pattern = new RegExp(`^${name.replaceAll('*', '.*')}$`);
  return [...modelNames().dictionary.commands.values()].filter(each => pattern.test(each.name)).map(({ opcode }) => opcode);
}

function opcodesFor(word: string, text: string): number[] {
  if (word === 'call')
    return [...modelNames().dictionary.commands.values()].map(({ opcode }) => opcode).filter(opcode => opcode >= FIRST_CALL);
  const kind = kindOf(word);
  if (kind) return opcodesOf(FLAG[kind]);
  if (!/^(gl|sgl)[A-Za-z0-9*]*$/.test(word)) throw new StopAtError(`${JSON.stringify(text)} is no place to stop: ${HELP}`);
  const opcodes = opcodesNamed(word);
  if (opcodes.length === 0) throw new StopAtError(`there is no function that is named ${word}`);
  return opcodes;
}

/** Throws StopAtError. */
export function parseStopAt(text: string): StopAt {
  const word = text.trim();
  if (/^\d{1,15}$/.test(word)) return { call: Number(word) };
  if (word === 'error') return { error: true };
  const within = /^(?:f(\d{1,9})(?::|$))?(?:([A-Za-z][A-Za-z0-9*]*?)(?::?(\d{1,9}))?)?$/.exec(word);
  const [, frame, what, skip] = within ?? [];
  if (!within || (frame === undefined && what === undefined) || word.endsWith(':'))
    throw new StopAtError(`${JSON.stringify(text)} is no place to stop: ${HELP}`);
  // the number may be the end of a function's name: glUniform2
  const numbered =
    what !== undefined && skip !== undefined && !word.includes(`:${skip}`) && !/^(call|draw|clear|dispatch|copy)$/.test(what);
  const name = numbered ? `${what}${skip}` : what;
  return {
    opcodes: opcodesFor(name ?? 'frame', text),
    ...(frame !== undefined && { frame: Number(frame) }),
    ...(skip !== undefined && !numbered && { skip: Number(skip) }),
  };
}
