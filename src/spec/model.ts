// The command model: every OpenGL entry point that sgl carries, from the registry, our annotations
// (src/spec/annotations) and, where both are silent, rules that follow from the registry's `len`.
import { annotations as ours } from './annotations/index.js';
import { defaultRule } from './defaults.js';
import { carriedEnums, carriedExtensions, notAliases, refusedCommands } from './extensions.js';
import { carriedEsExtensions, esAliases } from './extensions_es.js';
import { FIRST_GL, MissingOpcodes, readOpcodes } from './opcodes.js';
import { type Registry, type RegistryCommand, type RegistryEnum, readRegistry } from './registry.js';
import type { Annotation, Carriage, Command, ObjectKind, Parameter } from './types.js';
import { valueType } from './values.js';

/** Something that neither registry nor annotation tells: the command cannot be carried until it is said. */
export interface Gap {
  readonly command: string;
  /** Undefined: the result. */
  readonly parameter?: string;
  readonly why: string;
}

export interface Model {
  readonly commands: readonly Command[];
  /** Highest opcode that was ever given away. */
  readonly highestOpcode: number;
  readonly gaps: readonly Gap[];
  /** Annotations of functions that are not carried, and of parameters that do not exist. */
  readonly strayAnnotations: readonly string[];
  /** Every enum of the registry's OpenGL, for headers and names. */
  readonly enums: readonly RegistryEnum[];
  /** Enum values that only extensions bring that are not carried: decoders refuse them. */
  readonly refusedEnums: ReadonlySet<number>;
  /** Extension names that contexts of desktop OpenGL may advertise when the host has them. */
  readonly extensions: readonly string[];
  /** The same for contexts of OpenGL ES. */
  readonly esExtensions: readonly string[];
}

/** One row to be: an entry point and its other names. */
interface Row {
  readonly command: RegistryCommand;
  readonly aliases: readonly string[];
  readonly requiredBy: readonly string[];
}

const OBJECT_CLASSES: Readonly<Record<string, ObjectKind>> = {
  buffer: 'buffer',
  texture: 'texture',
  framebuffer: 'framebuffer',
  renderbuffer: 'renderbuffer',
  'vertex array': 'vertexArray',
  sampler: 'sampler',
  query: 'query',
  program: 'program',
  shader: 'shader',
  'program pipeline': 'programPipeline',
  'transform feedback': 'transformFeedback',
  'display list': 'displayList',
  sync: 'sync',
};

/** Names of all commands in the order in which versions and extensions bring them, with who brings each: first those of
 * desktop OpenGL, then what only OpenGL ES has. */
function carriedNames(registry: Registry): { all: Map<string, string[]>; desktop: ReadonlySet<string> } {
  const carried = new Map<string, string[]>();
  const bring = (name: string, by: string) => {
    if (name in refusedCommands) return;
    const list = carried.get(name);
    if (list) list.push(by);
    else carried.set(name, [by]);
  };
  for (const version of registry.versions) for (const name of version.commands) bring(name, version.name);
  for (const extension of carriedExtensions) for (const name of registry.extensions.get(extension)?.commands ?? []) bring(name, extension);
  const desktop = new Set(carried.keys());
  for (const version of registry.esVersions) for (const name of version.commands) bring(name, version.name);
  for (const extension of carriedEsExtensions)
    for (const name of registry.esExtensions.get(extension)?.commands ?? []) bring(name, extension);
  return { all: carried, desktop };
}

/** Passed in the same registers with the same meaning of the bits: GLenum and GLint are, GLint and GLfloat are not. */
function sameValue(a: string, b: string): boolean {
  const x = valueType(a);
  const y = valueType(b);
  const whole = (form: string) => form === 'signed' || form === 'unsigned';
  return x.c === y.c || (x.bytes === 4 && y.bytes === 4 && whole(x.form) && whole(y.form));
}

function sameSignature(a: RegistryCommand, b: RegistryCommand): boolean {
  if (!sameValue(a.result.type, b.result.type) || a.parameters.length !== b.parameters.length) return false;
  return a.parameters.every((p, i) => {
    const q = b.parameters[i];
    return q !== undefined && p.pointer === q.pointer && (p.pointer > 0 || sameValue(p.base, q.base));
  });
}

/** The end of the alias chain of `name`, itself when it is no alias. */
function chainEnd(registry: Registry, name: string): string {
  const start = registry.commands.get(name);
  let at = start;
  for (const seen = new Set<string>(); start && at && !seen.has(at.name) && !notAliases.has(at.name); ) {
    seen.add(at.name);
    const next = registry.commands.get(at.alias ?? esAliases[at.name] ?? '');
    if (!next || !sameSignature(start, next)) break;
    at = next;
  }
  return at?.name ?? name;
}

/** One row for each set of carried names that are the same function; it has the name at the chain's end if that is carried.
 * Desktop OpenGL decides the name where it has the function. */
function rows(registry: Registry): Row[] {
  const { all: carried, desktop } = carriedNames(registry);
  const groups = new Map<string, string[]>();
  for (const name of carried.keys()) {
    const end = chainEnd(registry, name);
    groups.set(end, [...(groups.get(end) ?? []), name]);
  }
  return [...groups].map(([end, members]) => {
    const naming = members.some(member => desktop.has(member)) ? members.filter(member => desktop.has(member)) : members;
    const name = naming.includes(end) ? end : (naming[0] ?? end);
    const command = registry.commands.get(name);
    if (!command) throw new Error(`${registry.file}: a version or extension brings ${name}, which has no <command>`);
    const requiredBy = [...new Set(members.flatMap(member => carried.get(member) ?? []))];
    return { command, aliases: members.filter(member => member !== name), requiredBy };
  });
}

function carriageOf(command: RegistryCommand, parameters: readonly Parameter[], annotation: Annotation): Carriage {
  if (annotation.clientOnly !== undefined) return 'client';
  if (annotation.clientByHand !== undefined) return 'hand';
  const returns = command.result.type !== 'void' && annotation.newName === undefined;
  return returns || parameters.some(p => p.rule?.kind.startsWith('out')) ? 'reply' : 'async';
}

function objectOf(objectClass: string | undefined): { object?: ObjectKind } {
  const object = objectClass === undefined ? undefined : OBJECT_CLASSES[objectClass];
  return object === undefined ? {} : { object };
}

/** Joins one row with its annotation; what nobody says goes to `gaps`. */
function join(row: Row, opcode: number, gaps: Gap[]): Command {
  const { command } = row;
  const annotation: Annotation = ours[command.name] ?? row.aliases.map(name => ours[name]).find(found => found !== undefined) ?? {};
  const byHand = annotation.clientOnly !== undefined || annotation.clientByHand !== undefined;
  const parameters = command.parameters.map((p): Parameter => {
    const { name, type, base, pointer, isConst, group, objectClass } = p;
    const common = { name, type, base, pointer, isConst, ...(group !== undefined && { group }), ...objectOf(objectClass) };
    const said = annotation.pointers?.[name];
    if (said) return { ...common, rule: said };
    if (pointer === 0) {
      if (!byHand && valueType(base).unknown)
        gaps.push({ command: command.name, parameter: name, why: `values of type ${base} have no form on the wire` });
      return common;
    }
    const rule = defaultRule(command, p, objectOf(objectClass).object);
    if (typeof rule !== 'string') return { ...common, rule };
    if (byHand) return { ...common, rule: { kind: 'hand' } };
    gaps.push({ command: command.name, parameter: name, why: rule });
    return common;
  });
  if (!byHand && (command.result.type.includes('*') || valueType(command.result.type).unknown)) {
    gaps.push({ command: command.name, why: `a result of type ${command.result.type} has no form on the wire` });
  }
  const { type, group, objectClass } = command.result;
  return {
    name: command.name,
    opcode,
    result: { type, ...(group !== undefined && { group }), ...objectOf(objectClass) },
    parameters,
    carriage: carriageOf(command, parameters, annotation),
    aliases: row.aliases,
    requiredBy: row.requiredBy,
    annotation,
  };
}

function strays(commands: readonly Command[]): string[] {
  const known = new Map<string, Command>();
  for (const command of commands) for (const name of [command.name, ...command.aliases]) known.set(name, command);
  return Object.entries(ours).flatMap(([name, annotation]) => {
    const command = known.get(name);
    if (!command) return [`${name}: not a command that is carried`];
    return Object.keys(annotation.pointers ?? {})
      .filter(parameter => !command.parameters.some(p => p.name === parameter && (p.pointer > 0 || p.base === 'GLintptr')))
      .map(parameter => `${name}: has no pointer parameter ${parameter}`);
  });
}

/** Values that some extension brings, but neither a version nor a carried extension. */
function refusedEnums(registry: Registry): Set<number> {
  const value = (name: string) => Number(registry.enums.get(name)?.value ?? 0);
  const carried = new Set(carriedEnums.map(value));
  for (const version of registry.versions) for (const name of version.enums) carried.add(value(name));
  for (const extension of carriedExtensions) for (const name of registry.extensions.get(extension)?.enums ?? []) carried.add(value(name));
  for (const version of registry.esVersions) for (const name of version.enums) carried.add(value(name));
  for (const extension of carriedEsExtensions)
    for (const name of registry.esExtensions.get(extension)?.enums ?? []) carried.add(value(name));
  const all = [...registry.extensions.values(), ...registry.esExtensions.values()].flatMap(extension => extension.enums.map(value));
  return new Set(all.filter(candidate => !carried.has(candidate)));
}

/** Names of all rows in model order: what opcodes.txt must list. */
export function rowNames(registry: Registry = readRegistry()): string[] {
  return rows(registry).map(row => row.command.name);
}

/** Throws MissingOpcodes when opcodes.txt does not list a command. */
export function loadModel(registry: Registry = readRegistry()): Model {
  const list = rows(registry);
  const opcodes = readOpcodes();
  const missing = list.map(row => row.command.name).filter(name => !opcodes.has(name));
  if (missing.length > 0) throw new MissingOpcodes(missing);
  const gaps: Gap[] = [];
  const commands = list.map(row => join(row, opcodes.get(row.command.name) ?? 0, gaps)).sort((a, b) => a.opcode - b.opcode);
  return {
    commands,
    highestOpcode: FIRST_GL + opcodes.size - 1,
    gaps,
    strayAnnotations: strays(commands),
    enums: [...registry.enums.values()],
    refusedEnums: refusedEnums(registry),
    extensions: carriedExtensions,
    esExtensions: carriedEsExtensions,
  };
}
