// Checks what an inspector asks for: it comes from another process.
import type { StopAt } from '../native.js';
import type { LookName } from '../replay/looks.js';
import { objectTables } from '../spec/state/index.js';
import type { ControlRequest } from './live_wire.js';

export class RequestError extends Error {}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isName = (value: unknown) => isCount(value) && value < 2 ** 32;
const isMaybe = (value: unknown, holds: (value: unknown) => boolean) => value === undefined || holds(value);
const isList = (value: unknown, holds: (value: unknown) => boolean, most: number) =>
  Array.isArray(value) && value.length <= most && value.every(holds);
const isBytes = (value: unknown) => value instanceof Uint8Array;

function isStopAt(value: unknown): value is StopAt {
  if (!isObject(value)) return false;
  const { call, opcodes, frame, skip, error } = value;
  const isOpcode = (each: unknown) => isCount(each) && each < 65536;
  return (
    [call, frame, skip].every(each => isMaybe(each, isCount)) &&
    isMaybe(opcodes, list => isList(list, isOpcode, 65536)) &&
    isMaybe(error, each => typeof each === 'boolean')
  );
}

const isPart = (value: unknown) =>
  isObject(value) &&
  ['first', 'count', 'instances', 'baseInstance', 'offset'].every(name => isCount(value[name])) &&
  Number.isSafeInteger(value.baseVertex);

function isDraw(value: unknown): boolean {
  if (!isObject(value) || !isCount(value.call) || typeof value.name !== 'string' || !isObject(value.request)) return false;
  const { mode, indexType, indices, parts, indirect } = value.request;
  const isIndirect = (each: unknown) => isObject(each) && ['offset', 'count', 'stride'].every(name => isName(each[name]));
  const isSent = (each: unknown) => isObject(each) && Number.isSafeInteger(each.first) && isBytes(each.data);
  return (
    isName(mode) &&
    isName(indexType) &&
    isMaybe(indices, isBytes) &&
    isList(parts, isPart, 1 << 20) &&
    isMaybe(indirect, isIndirect) &&
    value.sent instanceof Map &&
    [...value.sent].every(([slot, array]) => isName(slot) && isSent(array))
  );
}

const isTexture = (value: unknown) => isObject(value) && [value.name, value.level, value.layer].every(isName);
const isKindOfObject = (value: unknown) =>
  isObject(value) &&
  typeof value.kind === 'string' &&
  Object.hasOwn(objectTables, value.kind) &&
  isMaybe(value.names, list => isList(list, isName, 1 << 20));

const params: Readonly<Record<LookName, (params: Fields) => boolean>> = {
  picture: ({ drawable }) => isMaybe(drawable, isName),
  image: ({ attachment, texture }) =>
    isMaybe(attachment, text => typeof text === 'string' && /^(color\d{1,2}|depth|stencil)$/.test(text)) && isMaybe(texture, isTexture),
  mesh: ({ draw, instance, most }) => isDraw(draw) && isMaybe(instance, isName) && isMaybe(most, isCount),
  program: ({ program }) => isMaybe(program, isName),
  state: ({ object }) => isMaybe(object, isKindOfObject),
};

/** Throws RequestError. */
export function checkRequest(value: unknown): ControlRequest {
  if (!isObject(value) || !isCount(value.id)) throw new RequestError('a request is an object with a number `id`');
  const isFine = () => {
    switch (value.do) {
      case 'programs':
        return true;
      case 'attach':
        return isName(value.pid);
      case 'goOn':
        return isMaybe(value.at, isStopAt);
      case 'look':
        return (
          typeof value.look === 'string' &&
          Object.hasOwn(params, value.look) &&
          isObject(value.params) &&
          params[value.look as LookName](value.params)
        );
      default:
        return false;
    }
  };
  if (!isFine()) throw new RequestError(`${String(value.do)} is no request, or its parameters are none of its`);
  return value as unknown as ControlRequest;
}
