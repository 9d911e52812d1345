// Reads the Khronos registry of OpenGL (gl.xml): commands with their C types, enums, and what each
// version and extension brings. Says what the registry says; judgement is in model.ts and extensions.ts.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';

export interface RegistryParameter {
  readonly name: string;
  /** C type with single spaces, e.g. `const void *const*`. An array parameter is spelt as a pointer. */
  readonly type: string;
  readonly base: string;
  readonly pointer: 0 | 1 | 2;
  readonly isConst: boolean;
  readonly len?: string;
  readonly group?: string;
  readonly objectClass?: string;
}

export interface RegistryCommand {
  readonly name: string;
  readonly result: { readonly type: string; readonly group?: string; readonly objectClass?: string };
  readonly parameters: readonly RegistryParameter[];
  /** The command that the registry says this one is under another name. */
  readonly alias?: string;
}

export interface RegistryEnum {
  readonly name: string;
  /** As the registry spells it: `0x1234` or decimal. */
  readonly value: string;
  readonly groups: readonly string[];
  /** Belongs to a set of bits. */
  readonly bitmask: boolean;
}

/** A version (`GL_VERSION_3_0`) or an extension: what it brings to one API. */
export interface RegistryFeature {
  readonly name: string;
  readonly commands: readonly string[];
  readonly enums: readonly string[];
}

export interface Registry {
  readonly file: string;
  readonly commands: ReadonlyMap<string, RegistryCommand>;
  readonly enums: ReadonlyMap<string, RegistryEnum>;
  /** OpenGL 1.0 to 4.6 in order. What later core profiles removed is still in. */
  readonly versions: readonly RegistryFeature[];
  readonly extensions: ReadonlyMap<string, RegistryFeature>;
  /** OpenGL ES 1.0 to 3.2 in order, and what extensions bring to it. */
  readonly esVersions: readonly RegistryFeature[];
  readonly esExtensions: ReadonlyMap<string, RegistryFeature>;
}

const DEFAULT_FOLDER = '/usr/share/khronos-api';

/** Where gl.xml is: in the folder that SGL_REGISTRY names, else where Debian's khronos-api puts it. */
export function registryFile(): string {
  const folder = process.env.SGL_REGISTRY || DEFAULT_FOLDER;
  const file = join(folder, 'gl.xml');
  if (!existsSync(file)) {
    throw new Error(`no OpenGL registry at ${file}: install Debian's khronos-api, or set SGL_REGISTRY to a folder with gl.xml`);
  }
  return file;
}

/** One XML node in document order: an element, or text (tag ''). */
interface Node {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  readonly text: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** From the parser's ordered form: [{tag: [children…], ':@': {attributes}} | {'#text': …}]. */
function toNodes(raw: unknown): Node[] {
  if (!Array.isArray(raw)) return [];
  const nodes: Node[] = [];
  for (const item of raw as unknown[]) {
    if (!isRecord(item)) continue;
    const attributes: Record<string, string> = {};
    const rawAttributes = item[':@'];
    if (isRecord(rawAttributes)) for (const [key, value] of Object.entries(rawAttributes)) attributes[key] = String(value);
    for (const [tag, value] of Object.entries(item)) {
      if (tag === ':@') continue;
      if (tag === '#text') nodes.push({ tag: '', attributes: {}, children: [], text: String(value) });
      else nodes.push({ tag, attributes, children: toNodes(value), text: '' });
    }
  }
  return nodes;
}

function textOf(node: Node): string {
  return node.tag === '' ? node.text : node.children.map(textOf).join('');
}

function childrenOf(node: Node, tag: string): Node[] {
  return node.children.filter(child => child.tag === tag);
}

function child(node: Node, tag: string): Node {
  const found = node.children.find(candidate => candidate.tag === tag);
  if (!found) throw new Error(`gl.xml: <${node.tag}> without <${tag}>`);
  return found;
}

/** `const GLfloat *v` → type and name. Text before <name> is the type, text after it an array bound. */
function declaration(node: Node): { type: string; name: string; bound?: string } {
  let type = '';
  let name = '';
  let after = '';
  for (const part of node.children) {
    if (part.tag === 'name') name = textOf(part).trim();
    else if (name === '') type += textOf(part);
    else after += textOf(part);
  }
  type = type
    .replace(/\s+/g, ' ')
    .replace(/\s*\*\s*/g, '*')
    .replace(/\*+(const\*)?/, match => ` ${match}`)
    .trim();
  const bound = /\[(\d+)\]/.exec(after)?.[1];
  return bound === undefined ? { type, name } : { type: `${type} *`, name, bound };
}

function parameter(node: Node): RegistryParameter {
  const { type, name, bound } = declaration(node);
  const stars = type.split('*').length - 1;
  if (stars > 2) throw new Error(`gl.xml: parameter ${name} of type ${type} has more indirections than this reads`);
  const base = type.replace(/\bconst\b|\*/g, '').trim();
  const { len = bound, group, class: objectClass } = node.attributes;
  return {
    name,
    type,
    base,
    pointer: stars as 0 | 1 | 2,
    isConst: /^const\b/.test(type),
    ...(len !== undefined && { len }),
    ...(group !== undefined && { group }),
    ...(objectClass !== undefined && { objectClass }),
  };
}

function command(node: Node): RegistryCommand {
  const proto = child(node, 'proto');
  const { type, name } = declaration(proto);
  const alias = node.children.find(part => part.tag === 'alias')?.attributes.name;
  const { group, class: objectClass } = proto.attributes;
  return {
    name,
    result: { type, ...(group !== undefined && { group }), ...(objectClass !== undefined && { objectClass }) },
    parameters: childrenOf(node, 'param').map(parameter),
    ...(alias !== undefined && { alias }),
  };
}

const DESKTOP = /^gl(core)?$/;
const ES = /^gles[12]$/;

/** What the <require> elements bring that are for these APIs. */
function feature(node: Node, apis: RegExp): RegistryFeature {
  const commands: string[] = [];
  const enums: string[] = [];
  for (const block of childrenOf(node, 'require')) {
    const { api } = block.attributes;
    if (api !== undefined && !apis.test(api)) continue;
    for (const item of block.children) {
      const name = item.attributes.name;
      if (name === undefined) continue;
      if (item.tag === 'command') commands.push(name);
      else if (item.tag === 'enum') enums.push(name);
    }
  }
  return { name: node.attributes.name ?? '', commands, enums };
}

export function readRegistry(file: string = registryFile()): Registry {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    trimValues: false,
    parseTagValue: false,
    parseAttributeValue: false,
  });
  const parsed: unknown = parser.parse(readFileSync(file, 'utf8'));
  const root = toNodes(parsed).find(node => node.tag === 'registry');
  if (!root) throw new Error(`${file}: not an OpenGL registry (no <registry> element)`);

  const enums = new Map<string, RegistryEnum>();
  for (const block of childrenOf(root, 'enums')) {
    for (const item of childrenOf(block, 'enum')) {
      const { name, value, group, api } = item.attributes;
      if (name === undefined || value === undefined || (api !== undefined && api !== 'gl')) continue;
      const groups = [group, block.attributes.group].flatMap(list => list?.split(',') ?? []);
      enums.set(name, { name, value, groups: [...new Set(groups)], bitmask: block.attributes.type === 'bitmask' });
    }
  }

  const commands = new Map<string, RegistryCommand>();
  for (const item of childrenOf(child(root, 'commands'), 'command')) {
    const read = command(item);
    commands.set(read.name, read);
  }

  const versions = (apis: RegExp) =>
    childrenOf(root, 'feature')
      .filter(item => apis.test(item.attributes.api ?? ''))
      .map(item => feature(item, apis));
  const extensions = (apis: RegExp) =>
    new Map(
      childrenOf(child(root, 'extensions'), 'extension')
        .map(item => feature(item, apis))
        .map(read => [read.name, read]),
    );
  return {
    file,
    commands,
    enums,
    versions: versions(/^gl$/),
    extensions: extensions(DESKTOP),
    esVersions: versions(ES),
    esExtensions: extensions(ES),
  };
}
