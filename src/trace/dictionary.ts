// What commands look like: names, parameters, enum names. Read from the trace itself, so that any later version can
// name and decode its calls; written to it from today's command model.
import type { Codec } from './codec.js';
import { pb } from './pb.js';

export type Kind =
  | 'none'
  | 'int'
  | 'uint'
  | 'int64'
  | 'uint64'
  | 'float'
  | 'double'
  | 'boolean'
  | 'enum'
  | 'bitfield'
  | 'handle'
  | 'in'
  | 'out'
  | 'byte'
  | 'ubyte'
  | 'short'
  | 'ushort'
  | 'char';

/** In the order of the numbers in proto/trace.proto. */
const KINDS: readonly Kind[] = [
  'none',
  'int',
  'uint',
  'int64',
  'uint64',
  'float',
  'double',
  'boolean',
  'enum',
  'bitfield',
  'handle',
  'in',
  'out',
  'byte',
  'ubyte',
  'short',
  'ushort',
  'char',
];
const kindNumber = new Map(KINDS.map((kind, number) => [kind, number]));

/** Bits of CommandInfo.flags. */
export const FLAG = { draw: 1, clear: 2, dispatch: 4, copy: 8, frame: 16, list: 32, marker: 64, reply: 128 } as const;
export type FlagName = keyof typeof FLAG;

export type ReplyClassName = 'exact' | 'location' | 'timing' | 'environment';
const REPLY_CLASSES: readonly ReplyClassName[] = ['exact', 'location', 'timing', 'environment'];

export interface ParameterInfo {
  readonly name: string;
  readonly kind: Kind;
  /** As C spells it. */
  readonly type: string;
  readonly group: string;
  /** What the data of a pointer consists of. */
  readonly element: Kind;
  readonly object: string;
}

export interface CommandInfo {
  readonly opcode: number;
  readonly name: string;
  readonly parameters: readonly ParameterInfo[];
  readonly result: ParameterInfo | undefined;
  readonly call: boolean;
  readonly flags: number;
  readonly replyClass: ReplyClassName;
  /** The words do not follow the parameters. */
  readonly opaque: boolean;
  /** The result is a name that the client chose: one more word after the parameters. */
  readonly resultChosen: boolean;
}

export interface EnumGroupInfo {
  readonly name: string;
  /** [value, name without GL_], several names for a value allowed: the first counts. */
  readonly values: readonly (readonly [number, string])[];
}

/** Commands by opcode and enum groups by name. Grows as dictionary packets come in. */
export class Dictionary {
  readonly commands = new Map<number, CommandInfo>();
  readonly groups = new Map<string, EnumGroupInfo>();
  readonly #names = new Map<string, Map<number, string>>();
  readonly #anyNames = new Map<number, string>();

  add(command: CommandInfo): void {
    this.commands.set(command.opcode, command);
  }

  addGroup(group: EnumGroupInfo): void {
    this.groups.set(group.name, group);
    this.#names.delete(group.name);
    this.#anyNames.clear();
  }

  /** Name of an enum value, with GL_; undefined when the group does not have it. */
  enumName(group: string, value: number): string | undefined {
    let names = this.#names.get(group);
    if (!names) {
      names = new Map();
      for (const [number, text] of this.groups.get(group)?.values ?? []) if (!names.has(number)) names.set(number, `GL_${text}`);
      this.#names.set(group, names);
    }
    return names.get(value);
  }

  name(opcode: number): string {
    return this.commands.get(opcode)?.name ?? `opcode ${opcode}`;
  }

  /** A name for a value from whichever group has it; only for values that mean one thing everywhere. */
  anyEnumName(value: number): string | undefined {
    if (value < 0x100) return undefined;
    if (this.#anyNames.size === 0) {
      for (const { values } of this.groups.values())
        for (const [number, text] of values) if (!this.#anyNames.has(number)) this.#anyNames.set(number, `GL_${text}`);
    }
    return this.#anyNames.get(value);
  }

  /** The flags of a command; 0 for one that nobody described. */
  flags(opcode: number): number {
    return this.commands.get(opcode)?.flags ?? 0;
  }
}

function parameterMessage(parameter: ParameterInfo): pb.Parameter.$Properties {
  return {
    name: parameter.name,
    kind: kindNumber.get(parameter.kind) ?? 0,
    type: parameter.type,
    group: parameter.group,
    element: kindNumber.get(parameter.element) ?? 0,
    object: parameter.object,
  };
}

function parameterInfo(message: pb.Parameter.$Properties): ParameterInfo {
  return {
    name: message.name ?? '',
    kind: KINDS[message.kind ?? 0] ?? 'uint',
    type: message.type ?? '',
    group: message.group ?? '',
    element: KINDS[message.element ?? 0] ?? 'none',
    object: message.object ?? '',
  };
}

/** The part of the model that the given opcodes need and that `written` does not have yet; undefined when there is none.
 * What is returned is added to `written`. */
export async function dictionaryPacket(
  model: Dictionary,
  written: Dictionary,
  opcodes: Iterable<number>,
  codec: Codec,
): Promise<pb.TracePacket.$Properties | undefined> {
  const commands: CommandInfo[] = [];
  const groups: EnumGroupInfo[] = [];
  for (const opcode of opcodes) {
    const command = model.commands.get(opcode);
    if (!command || written.commands.has(opcode)) continue;
    commands.push(command);
    written.add(command);
    for (const { group } of [...command.parameters, ...(command.result ? [command.result] : [])]) {
      const found = group === '' ? undefined : model.groups.get(group);
      if (!found || written.groups.has(group)) continue;
      groups.push(found);
      written.addGroup(found);
    }
  }
  if (commands.length === 0) return undefined;
  const contents = pb.DictionaryContents.encode({
    command: commands.map(command => ({
      opcode: command.opcode,
      name: command.name,
      parameter: command.parameters.map(parameterMessage),
      ...(command.result && { result: parameterMessage(command.result) }),
      call: command.call,
      flags: command.flags,
      replyClass: REPLY_CLASSES.indexOf(command.replyClass),
      opaque: command.opaque,
      resultChosen: command.resultChosen,
    })),
    group: groups.map(group => ({ name: group.name, value: group.values.map(v => v[0]), text: group.values.map(v => v[1]) })),
  }).finish();
  return { dictionary: { contents: { rawBytes: contents.length, zstd: await codec.zstdCompress(contents, 3) } } };
}

/** Adds what a dictionary packet describes. Throws when its contents are damaged. */
export function readDictionary(message: pb.Dictionary.$Properties, into: Dictionary, codec: Codec): void {
  const block = message.contents;
  const raw = codec.zstdDecompress(block?.zstd ?? new Uint8Array(0), block?.rawBytes ?? 0);
  const contents = pb.DictionaryContents.decode(raw);
  for (const command of contents.command) {
    into.add({
      opcode: command.opcode ?? 0,
      name: command.name ?? '',
      parameters: (command.parameter ?? []).map(parameterInfo),
      result: command.result ? parameterInfo(command.result) : undefined,
      call: command.call ?? false,
      flags: command.flags ?? 0,
      replyClass: REPLY_CLASSES[command.replyClass ?? 0] ?? 'environment',
      opaque: command.opaque ?? false,
      resultChosen: command.resultChosen ?? false,
    });
  }
  for (const group of contents.group) {
    const text = group.text ?? [];
    into.addGroup({ name: group.name ?? '', values: (group.value ?? []).map((value, i) => [value, text[i] ?? ''] as const) });
  }
}
