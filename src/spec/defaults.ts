// Rules for pointer parameters that follow from the registry alone: from `len`, constness and type.
// A string instead of a rule is the reason why there is none; then an annotation must say it.
import type { RegistryCommand, RegistryParameter } from './registry.js';
import type { CExpression, ObjectKind, PointerRule } from './types.js';
import { valueType } from './values.js';

/** `len` as a C expression for the bytes. */
function bytesOf(command: RegistryCommand, parameter: RegistryParameter): CExpression | undefined {
  const { len } = parameter;
  if (len === undefined) return undefined;
  const unit = valueType(parameter.base).bytes;
  if (/^\d+$/.test(len)) return String(Number(len) * unit);
  const parts = /^(\w+)(?:\*(\d+))?$/.exec(len);
  if (!parts) return undefined;
  const count = command.parameters.find(p => p.name === parts[1]);
  if (!count || count.pointer > 0) return undefined;
  return `sgl_bytes(${count.name}, ${unit * Number(parts[2] ?? 1)})`;
}

function isText(parameter: RegistryParameter): boolean {
  return valueType(parameter.base).c === 'GLchar';
}

function sending(command: RegistryCommand, parameter: RegistryParameter): PointerRule | string {
  const bytes = bytesOf(command, parameter);
  if (isText(parameter)) {
    if (bytes === undefined) return { kind: 'inString' };
    return /^sgl_bytes\((\w+), 1\)$/.test(bytes) ? { kind: 'inString', length: parameter.len ?? '' } : { kind: 'in', bytes };
  }
  if (bytes !== undefined) return { kind: 'in', bytes };
  return parameter.len === undefined ? 'the registry has no length' : `the registry's length is ${parameter.len}`;
}

function receiving(command: RegistryCommand, parameter: RegistryParameter, object: ObjectKind | undefined): PointerRule | string {
  const { len } = parameter;
  const sized = len !== undefined && /^(bufSize|maxLength)\b/.test(len);
  if (isText(parameter) && len !== undefined && command.parameters.some(p => p.name === len && p.pointer === 0)) {
    const length = command.parameters.find(p => p.name === 'length' && p.pointer === 1 && !p.isConst);
    return length ? { kind: 'outString', capacity: len, length: 'length' } : { kind: 'outString', capacity: len };
  }
  // bufSize bounds what the driver writes; how much that is, the driver knows
  if (sized) return { kind: 'outMeasured' };
  if (/^gl(Gen|Create)/.test(command.name) && parameter.base === 'GLuint' && len !== undefined && object !== undefined) {
    return { kind: 'newNames', count: len, object };
  }
  const bytes = bytesOf(command, parameter);
  if (bytes !== undefined) return { kind: 'out', bytes };
  return len === undefined ? 'the registry has no length' : `the registry's length is ${len}`;
}

/** A rule, or why there is none. */
export function defaultRule(command: RegistryCommand, parameter: RegistryParameter, object: ObjectKind | undefined): PointerRule | string {
  if (parameter.pointer === 2) return 'a pointer to pointers';
  return parameter.isConst ? sending(command, parameter) : receiving(command, parameter, object);
}
