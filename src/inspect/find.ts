// Searching the calls of a trace: by name, argument, object and error. The data behind `sgl find` and `sgl errors`.
import type { TraceReader } from '../trace/reader.js';
import type { CallSelection } from './callset.js';
import type { Argument } from './decode.js';
import { type CallRecord, callRecord } from './dump.js';
import { errorName } from './error_names.js';
import { callText, valueText } from './format.js';
import { frameOf } from './frames.js';
import { type WalkedCall, walkCalls } from './walk.js';

/** A condition on arguments, results and answers: `texture=3`, `GL_RGBA8` (any of them), `width>512`, `string~normalMap`. */
export interface ArgumentCondition {
  /** Of the parameter; '' = any. */
  readonly name: string;
  readonly operator: '=' | '!=' | '<' | '>' | '<=' | '>=' | '~';
  readonly value: string;
}

export class ConditionError extends Error {
  override readonly name = 'ConditionError';
  readonly exitCode = 2;
}

/** Throws ConditionError. */
export function parseCondition(text: string): ArgumentCondition {
  const match = /^([A-Za-z_]\w*)?(!=|<=|>=|=|<|>|~)(.*)$/s.exec(text);
  if (!match) {
    if (/^[\w.+-]+$/.test(text)) return { name: '', operator: '=', value: text };
    throw new ConditionError(`'${text}' is no condition: write texture=3, width>512, string~word, or a value like GL_RGBA8`);
  }
  const [, name = '', operator, value = ''] = match;
  if (value === '') throw new ConditionError(`'${text}' compares with nothing`);
  return { name, operator: operator as ArgumentCondition['operator'], value };
}

export interface Search {
  /** Name with * for anything, upper and lower case alike. */
  readonly name?: string;
  /** All must hold. */
  readonly conditions?: readonly ArgumentCondition[];
}

function argumentsOf({ call, reply }: WalkedCall): Argument[] {
  const outs = new Map((reply?.outs ?? []).map(out => [out.parameter.name, out]));
  const result = call.result ?? reply?.result;
  return [
    ...call.arguments.map(each => outs.get(each.parameter.name) ?? each),
    ...(result ? [{ parameter: { ...result.parameter, name: 'result' }, value: result.value }] : []),
  ];
}

const whole = /^\d+$/;

function holds(argument: Argument, { operator, value }: ArgumentCondition, reader: TraceReader): boolean {
  const { value: own } = argument;
  const isText = typeof own === 'object' && own.kind === 'data' && own.element === 'char';
  const text = isText ? new TextDecoder().decode(own.bytes) : valueText(argument, reader.dictionary);
  if (operator === '~') return text.includes(value);
  if (operator === '=' || operator === '!=') {
    const names = isText ? [text.replace(/\0.*$/s, '')] : [text, ...text.split(' | '), ...elements(own, text)];
    const same =
      names.includes(value) ||
      (typeof own !== 'object' && whole.test(value) && Number(own) === Number(value)) ||
      hexOf(own) === value.toLowerCase();
    return same === (operator === '=');
  }
  if (typeof own === 'object') return false;
  const [left, right] = [Number(own), Number(value)];
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  return operator === '<=' ? left <= right : left >= right;
}

const hexOf = (value: Argument['value']) => (typeof value === 'number' && value >= 0 ? `0x${value.toString(16)}` : undefined);
/** Elements of `[1, 2, 3]`. */
const elements = (value: Argument['value'], text: string) =>
  typeof value === 'object' && text.startsWith('[') ? text.slice(1, -1).split(', ') : [];

/** Calls of the selection that the search describes. Throws TraceError. */
export function* findCalls(reader: TraceReader, selection: CallSelection, search: Search): Generator<WalkedCall> {
  const pattern = search.name === undefined ? undefined : new RegExp(`^${search.name.replaceAll('*', '.*')}$`, 'i');
  for (const walked of walkCalls(reader, selection)) {
    if (pattern && !pattern.test(walked.call.name)) continue;
    const conditions = search.conditions ?? [];
    if (conditions.length > 0) {
      const values = argumentsOf(walked);
      const meets = (condition: ArgumentCondition) =>
        values.some(
          argument => (condition.name === '' || argument.parameter.name === condition.name) && holds(argument, condition, reader),
        );
      if (!conditions.every(meets)) continue;
    }
    yield walked;
  }
}

export interface ErrorRecord {
  readonly error: string;
  readonly frame: number | undefined;
  readonly record: CallRecord;
  /** As `sgl dump` prints it. */
  readonly text: string;
}

/** Calls that raised a GL error. */
export function* errorRecords(reader: TraceReader, selection: CallSelection): Generator<ErrorRecord> {
  for (const walked of walkCalls(reader, selection)) {
    const { call, reply, error } = walked;
    if (!error) continue;
    yield {
      error: errorName(error.error),
      frame: frameOf(reader, call.call),
      record: callRecord(walked, reader),
      text: callText(call, reply, reader.dictionary),
    };
  }
}
