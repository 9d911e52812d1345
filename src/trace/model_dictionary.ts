// Today's command model (build/gen/model.json, written by the code generator) as a dictionary.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CommandFlag, ObjectKind, PointerRule, ReplyClass } from '../spec/types.js';
import { Dictionary, FLAG, type Kind, type ParameterInfo } from './dictionary.js';
import { protocolCommands } from './protocol_commands.js';

interface ModelParameter {
  readonly name: string;
  readonly type: string;
  readonly base: string;
  readonly pointer: 0 | 1 | 2;
  readonly group?: string;
  readonly object?: ObjectKind;
  readonly rule?: Pick<PointerRule, 'kind'>;
}

/** What this needs of build/gen/model.json. */
export interface ModelFile {
  readonly commands: readonly {
    readonly name: string;
    readonly opcode: number;
    /** The renderer answers. */
    readonly reply: boolean;
    readonly result: { readonly type: string; readonly group?: string; readonly object?: ObjectKind };
    readonly parameters: readonly ModelParameter[];
    readonly flags?: readonly CommandFlag[];
    readonly replyClass?: ReplyClass;
    /** The client chose the result, a name. */
    readonly newName?: object;
  }[];
  readonly enums: readonly { readonly name: string; readonly value: number | string; readonly groups?: readonly string[] }[];
}

const VALUE_KINDS: Readonly<Record<string, Kind>> = {
  void: 'none',
  GLvoid: 'none',
  GLenum: 'enum',
  GLbitfield: 'bitfield',
  GLboolean: 'boolean',
  GLbyte: 'int',
  GLshort: 'int',
  GLint: 'int',
  GLsizei: 'int',
  GLfixed: 'int',
  GLclampx: 'int',
  GLubyte: 'uint',
  GLushort: 'uint',
  GLuint: 'uint',
  GLhalf: 'uint',
  GLhalfARB: 'uint',
  GLhalfNV: 'uint',
  GLhandleARB: 'uint',
  GLchar: 'int',
  GLcharARB: 'int',
  GLint64: 'int64',
  GLint64EXT: 'int64',
  GLintptr: 'int64',
  GLsizeiptr: 'int64',
  GLintptrARB: 'int64',
  GLsizeiptrARB: 'int64',
  GLuint64: 'uint64',
  GLuint64EXT: 'uint64',
  GLfloat: 'float',
  GLclampf: 'float',
  GLdouble: 'double',
  GLclampd: 'double',
  GLsync: 'handle',
};
const ELEMENT_KINDS: Readonly<Record<string, Kind>> = {
  ...VALUE_KINDS,
  GLbyte: 'byte',
  GLubyte: 'ubyte',
  GLshort: 'short',
  GLushort: 'ushort',
  GLhalf: 'ushort',
  GLhalfARB: 'ushort',
  GLhalfNV: 'ushort',
  GLchar: 'char',
  GLcharARB: 'char',
  GLboolean: 'ubyte',
};
const FLAG_OF: Readonly<Record<CommandFlag, number>> = {
  draw: FLAG.draw,
  clear: FLAG.clear,
  dispatch: FLAG.dispatch,
  copy: FLAG.copy,
  frame: FLAG.frame,
  listCompile: FLAG.list,
  marker: FLAG.marker,
};

function parameterInfo(p: ModelParameter, groups: ReadonlyMap<string, unknown>): ParameterInfo {
  const isOut = p.rule?.kind.startsWith('out') || (p.rule?.kind === 'hand' && !p.type.startsWith('const'));
  // Old functions take enums as GLint (glTexImage2D's internalformat).
  const value = p.base === 'GLint' && p.group && groups.has(p.group) ? 'enum' : (VALUE_KINDS[p.base] ?? 'handle');
  return {
    name: p.name,
    kind: p.pointer === 0 ? value : isOut ? 'out' : 'in',
    type: p.type,
    group: p.group ?? '',
    element:
      p.pointer === 1 || (p.pointer === 2 && p.base === 'GLchar')
        ? (ELEMENT_KINDS[p.rule?.kind === 'inString' ? 'GLchar' : p.base] ?? 'none')
        : 'none',
    object: p.object ?? '',
  };
}

/** Words that the client adds behind the parameters of calls that it carries by hand (guest/common/buffer_map.h). */
function extraWords(name: string): ParameterInfo[] {
  const extra = /^gl(Map(Named)?Buffer)/.test(name) ? 'contentsWanted' : /^glUnmap(Named)?Buffer/.test(name) ? 'resultWanted' : undefined;
  return extra ? [{ name: extra, kind: 'uint', type: 'uint32_t', group: '', element: 'none', object: '' }] : [];
}

function enumGroups(enums: ModelFile['enums']): Map<string, [number, string][]> {
  const groups = new Map<string, [number, string][]>();
  const ungrouped: [number, string][] = [];
  for (const { name, value, groups: memberOf } of enums) {
    const number = Number(value);
    // Values wider than a word (GL_TIMEOUT_IGNORED) never stand in an enum's place.
    if (!Number.isSafeInteger(number) || number < 0 || number > 0xffffffff) continue;
    if (!memberOf || memberOf.length === 0) ungrouped.push([number, name.replace(/^GL_/, '')]);
    for (const group of memberOf ?? []) {
      const list = groups.get(group);
      const entry: [number, string] = [number, name.replace(/^GL_/, '')];
      if (list) list.push(entry);
      else groups.set(group, [entry]);
    }
  }
  groups.set('', ungrouped); // last, so that names with a group come first
  return groups;
}

export function modelDictionary(model: ModelFile): Dictionary {
  const dictionary = new Dictionary();
  const groups = enumGroups(model.enums);
  for (const [name, values] of groups) dictionary.addGroup({ name, values });
  for (const command of protocolCommands) dictionary.add(command);
  for (const { name, opcode, reply, result, parameters, flags = [], replyClass = 'exact', newName } of model.commands) {
    dictionary.add({
      opcode,
      name,
      parameters: [...parameters.map(p => parameterInfo(p, groups)), ...extraWords(name)],
      result:
        result.type === 'void'
          ? undefined
          : {
              name: '',
              kind: VALUE_KINDS[result.type] ?? (result.type.includes('*') ? 'uint64' : 'handle'),
              type: result.type,
              group: result.group ?? '',
              element: 'none',
              object: result.object ?? '',
            },
      call: true,
      flags: flags.reduce((bits, flag) => bits | FLAG_OF[flag], reply ? FLAG.reply : 0),
      replyClass,
      opaque: false,
      resultChosen: newName !== undefined || result.type === 'GLsync',
    });
  }
  return dictionary;
}

let today: Dictionary | undefined;
let values: Map<string, number> | undefined;

/** Every enum of today's model, by its whole name. */
export function currentEnums(): ReadonlyMap<string, number> {
  if (!values) {
    const { enums } = JSON.parse(readFileSync(modelFile, 'utf8')) as ModelFile;
    values = new Map(enums.map(({ name, value }) => [name, Number(value)]));
  }
  return values;
}

/** Where currentModel() reads from. */
export const modelFile = fileURLToPath(new URL('../../build/gen/model.json', import.meta.url));

/** Today's model. Throws when the code generator has not run. */
export function currentModel(): Dictionary {
  today ??= modelDictionary(JSON.parse(readFileSync(modelFile, 'utf8')) as ModelFile);
  return today;
}
