// Calls as text and as plain JSON data.
import type { Dictionary, Kind } from '../trace/dictionary.js';
import type { Argument, DataValue, DecodedCall, DecodedReply, Value } from './decode.js';

/** Elements of an array, characters of a text that are shown. */
const SHOWN_ELEMENTS = 16;
const SHOWN_CHARACTERS = 80;

const hex = (value: number) => `0x${value.toString(16)}`;

export function enumText(dictionary: Dictionary, group: string, value: number): string {
  return dictionary.enumName(group, value) ?? dictionary.anyEnumName(value) ?? hex(value);
}

export function bitsText(dictionary: Dictionary, group: string, value: number): string {
  const whole = dictionary.enumName(group, value);
  if (whole !== undefined) return whole;
  const names: string[] = [];
  let rest = value;
  for (let bit = 0; bit < 32; bit++) {
    const mask = (1 << bit) >>> 0;
    const name = (value & mask) !== 0 ? dictionary.enumName(group, mask) : undefined;
    if (name === undefined) continue;
    names.push(name);
    rest = (rest & ~mask) >>> 0;
  }
  if (rest !== 0 || names.length === 0) names.push(names.length === 0 && rest === 0 ? '0' : hex(rest));
  return names.join(' | ');
}

const floatTexts = new Map<number, string>();
const KEPT_TEXTS = 65536;

/** The shortest text that is the same 32-bit float. The same values come again and again, and finding it is slow. */
export function floatText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return Object.is(value, -0) ? '-0' : String(value);
  let text = floatTexts.get(value);
  if (text === undefined) {
    text = shortestFloat(value);
    if (floatTexts.size >= KEPT_TEXTS) floatTexts.clear();
    floatTexts.set(value, text);
  }
  return text;
}

function shortestFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number.parseFloat(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number.parseFloat(value.toPrecision(9)));
}

const ELEMENT_BYTES: Partial<Record<Kind, number>> = {
  byte: 1,
  ubyte: 1,
  char: 1,
  boolean: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  enum: 4,
  bitfield: 4,
  float: 4,
  int64: 8,
  uint64: 8,
  double: 8,
  handle: 8,
};

/** The elements of an array; undefined when nobody knows what they are. */
export function elementsOf(bytes: Uint8Array, element: Kind, limit = Number.POSITIVE_INFINITY): (number | bigint)[] | undefined {
  const size = ELEMENT_BYTES[element];
  if (size === undefined || bytes.length % size !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (at: number): number | bigint => {
    switch (element) {
      case 'byte':
        return view.getInt8(at);
      case 'short':
        return view.getInt16(at, true);
      case 'ushort':
        return view.getUint16(at, true);
      case 'int':
        return view.getInt32(at, true);
      case 'float':
        return view.getFloat32(at, true);
      case 'double':
        return view.getFloat64(at, true);
      case 'int64':
        return view.getBigInt64(at, true);
      case 'uint64':
      case 'handle':
        return view.getBigUint64(at, true);
      default:
        return size === 4 ? view.getUint32(at, true) : view.getUint8(at);
    }
  };
  return Array.from({ length: Math.min(limit, bytes.length / size) }, (_, i) => read(i * size));
}

/** Texts stand one after the other, each with its zero; the zero of the last may be missing. */
function textsOf(bytes: Uint8Array): string[] {
  const end = bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length;
  return new TextDecoder().decode(bytes.subarray(0, end)).split('\0');
}

function dataText(value: DataValue, group: string, dictionary: Dictionary): string {
  switch (value.kind) {
    case 'null':
      return 'NULL';
    case 'client':
      return 'client memory';
    case 'staged':
      return `<${value.length} bytes>`;
    case 'offset':
      return `offset ${value.offset}`;
    case 'room':
      return `<room for ${value.length} bytes>`;
    case 'data': {
      const { bytes, element } = value;
      if (element === 'char') {
        const texts = textsOf(bytes).map(text =>
          JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text),
        );
        return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
      }
      const elements = elementsOf(bytes, element, SHOWN_ELEMENTS + 1);
      if (!elements || element === 'ubyte') return `<${bytes.length} bytes>`;
      const shown = elements
        .slice(0, SHOWN_ELEMENTS)
        .map(each =>
          element === 'enum' ? enumText(dictionary, group, Number(each)) : element === 'float' ? floatText(Number(each)) : String(each),
        );
      return `[${shown.join(', ')}${elements.length > SHOWN_ELEMENTS ? ', …' : ''}]`;
    }
  }
}

export function valueText({ parameter, value }: Argument, dictionary: Dictionary): string {
  if (typeof value === 'object') return dataText(value, parameter.group, dictionary);
  if (typeof value === 'boolean') return value ? 'GL_TRUE' : 'GL_FALSE';
  if (parameter.kind === 'enum') return enumText(dictionary, parameter.group, Number(value));
  if (parameter.kind === 'bitfield') return bitsText(dictionary, parameter.group, Number(value));
  if (parameter.kind === 'float') return floatText(Number(value));
  return String(value);
}

/** `12 glDrawArrays(mode = GL_TRIANGLES, first = 0, count = 3)`, then what came back. */
export function callText(call: DecodedCall, reply: DecodedReply | undefined, dictionary: Dictionary): string {
  const args = call.arguments.map(argument => {
    const out = reply?.outs.find(({ parameter }) => parameter.name === argument.parameter.name);
    return `${argument.parameter.name} = ${valueText(out ?? argument, dictionary)}`;
  });
  if (call.restBytes > 0) args.push(`… ${call.restBytes} bytes`);
  const result = call.result ?? reply?.result;
  let text = `${call.call} ${call.name}(${args.join(', ')})`;
  if (result) text += ` = ${valueText(result, dictionary)}`;
  else if (reply && (call.command?.opaque ?? true) && reply.bytes > 0) text += ` = <${reply.bytes} bytes>`;
  return call.notExecuted ? `${text} // the program died in this call` : text;
}

/** A value as JSON can have it: enums as names, data as its elements, as text, or as a length. */
export function valueJson({ parameter, value }: Argument, dictionary: Dictionary): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object') {
    return parameter.kind === 'enum' || parameter.kind === 'bitfield' ? valueText({ parameter, value }, dictionary) : finite(value);
  }
  switch (value.kind) {
    case 'null':
      return null;
    case 'client':
      return { client: true };
    case 'staged':
      return { bytes: value.length };
    case 'offset':
      return { offset: Number(value.offset) };
    case 'room':
      return { room: value.length };
    case 'data': {
      if (value.element === 'char') {
        const texts = textsOf(value.bytes);
        return texts.length === 1 ? texts[0] : texts;
      }
      const elements = elementsOf(value.bytes, value.element);
      if (!elements || value.element === 'ubyte' || elements.length > 256) return { bytes: value.bytes.length };
      return elements.map(each => (typeof each === 'bigint' ? String(each) : finite(each)));
    }
  }
}

/** JSON has no NaN and no infinities. */
function finite(value: Value): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
