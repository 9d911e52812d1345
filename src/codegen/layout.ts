// Where the arguments of a command stand on the wire (guest/common/wire.h, "Commands"), and how C spells
// them. Both emitters, client and decoder, take their word numbers from here.
import type { Command, Parameter, PointerRule } from '../spec/types.js';
import { type ValueType, valueType } from '../spec/values.js';

export interface Place {
  readonly parameter: Parameter;
  /** First word in the fixed part, the header not counted. */
  readonly word: number;
  /** Of a parameter passed by value. */
  readonly value: ValueType;
}

export interface CommandLayout {
  readonly places: readonly Place[];
  /** Word of a result name that the client chose. */
  readonly nameWord?: number;
  readonly fixedWords: number;
}

export function layoutOf(command: Command): CommandLayout {
  let word = 0;
  const places = command.parameters.map((parameter): Place => {
    const value = valueType(parameter.base);
    const place = { parameter, word, value };
    word += parameter.pointer > 0 ? 1 : value.words;
    return place;
  });
  if (command.annotation.newName === undefined) return { places, fixedWords: word };
  return { places, nameWord: word, fixedWords: word + 1 };
}

/** Rules whose data goes from the program to the renderer, in the command's tail. */
export type SendingRule = Extract<
  PointerRule,
  { kind: 'in' | 'inString' | 'inPixels' | 'inUnpack' | 'offset' | 'vertexPointer' | 'newNames' }
>;
/** Rules whose data comes back in the reply. */
export type ReceivingRule = Extract<PointerRule, { kind: 'out' | 'outMeasured' | 'outString' | 'outPixels' | 'outPack' }>;

const SENDING = ['in', 'inString', 'inPixels', 'inUnpack', 'offset', 'vertexPointer', 'newNames'];
export function isSending(rule: PointerRule | undefined): rule is SendingRule {
  return rule !== undefined && SENDING.includes(rule.kind);
}
export function isReceiving(rule: PointerRule | undefined): rule is ReceivingRule {
  return rule?.kind.startsWith('out') === true;
}

export function returnsValue(command: Command): boolean {
  return command.result.type !== 'void' && command.annotation.newName === undefined;
}

/** Whether the renderer answers: always, or only when no pixel pack buffer takes the data. */
export function replies(command: Command): boolean {
  return returnsValue(command) || command.parameters.some(p => isReceiving(p.rule) || (p.rule?.kind === 'hand' && !p.isConst));
}

/** `(GLenum target, const GLfloat *v)` or `(void)`. */
export function parameterList(command: Pick<Command, 'parameters'>): string {
  if (command.parameters.length === 0) return '(void)';
  return `(${command.parameters.map(p => (p.type.endsWith('*') ? `${p.type}${p.name}` : `${p.type} ${p.name}`)).join(', ')})`;
}

export function argumentList(command: Pick<Command, 'parameters'>): string {
  return command.parameters.map(p => p.name).join(', ');
}

const OBJECT_NAMES: Readonly<Record<string, string>> = { fragmentShaderAti: 'FRAGMENT_SHADER_ATI', programArb: 'PROGRAM_ARB' };
/** Enumerator of guest/common/objects.h: `vertexArray` → `SGL_OBJECT_VERTEX_ARRAY`. */
export function objectConstant(kind: string): string {
  return `SGL_OBJECT_${OBJECT_NAMES[kind] ?? kind.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`;
}

/** Does a C expression of the command speak of the tracked state? */
export function usesState(command: Command): boolean {
  if (command.annotation.track) return true;
  return command.parameters.some(({ rule }) => {
    if (!rule) return false;
    if (['inPixels', 'inUnpack', 'outPixels', 'outPack', 'vertexPointer'].includes(rule.kind)) return true;
    return JSON.stringify(rule).includes('cx->') || JSON.stringify(rule).includes('(cx');
  });
}
