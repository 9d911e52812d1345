// Which object a command works on when it does not name it, and what it deletes or calls: for the state pass.
import { decodeCall } from '../../inspect/decode.js';
import type { CommandRules } from '../../inspect/state/rules.js';
import type { StateObjectKind } from '../../spec/state/index.js';
import type { CommandCursor } from '../../trace/commands.js';
import type { Dictionary } from '../../trace/dictionary.js';

const TEXTURE_BINDINGS = new Map<number, string>([
  [0x0de0, '1d'],
  [0x0de1, '2d'],
  [0x806f, '3d'],
  [0x8513, 'cube_map'],
  ...[0, 1, 2, 3, 4, 5].map((face): [number, string] => [0x8515 + face, 'cube_map']),
  [0x8c18, '1d_array'],
  [0x8c1a, '2d_array'],
  [0x84f5, 'rectangle'],
  [0x8c2a, 'buffer'],
  [0x9100, '2d_multisample'],
  [0x9102, '2d_multisample_array'],
  [0x9009, 'cube_map_array'],
]);

const BUFFER_BINDINGS = new Map<number, string>([
  [0x8892, 'array'],
  [0x8f36, 'copy_read'],
  [0x8f37, 'copy_write'],
  [0x8f3f, 'draw_indirect'],
  [0x90ee, 'dispatch_indirect'],
  [0x80ee, 'parameter'],
  [0x88eb, 'pixel_pack'],
  [0x88ec, 'pixel_unpack'],
  [0x9192, 'query'],
  [0x8c2a, 'texture'],
  [0x8a11, 'uniform'],
  [0x90d2, 'shader_storage'],
  [0x92c0, 'atomic_counter'],
  [0x8c8e, 'transform_feedback'],
]);
const ELEMENT_ARRAY_BUFFER = 0x8893;
const READ_FRAMEBUFFER = 0x8ca8;
const GL_TEXTURE0 = 0x84c0;

/** Path of the binding that a texture target has in a unit (GL_TEXTURE0 + n). */
export function textureBinding(target: number, unit: number): string | undefined {
  const binding = TEXTURE_BINDINGS.get(target);
  return binding === undefined ? undefined : `texture_unit[${unit - GL_TEXTURE0}].binding_${binding}`;
}

export function bufferBinding(target: number): string | undefined {
  const binding = BUFFER_BINDINGS.get(target);
  return binding === undefined ? undefined : `buffer.${binding}`;
}

/** Name of the object of a kind that a command changes through a binding; undefined: none, or nobody knows which. */
export function boundName(
  kind: StateObjectKind,
  { name, places }: CommandRules,
  args: Uint32Array,
  value: (path: string) => number,
  elementArray: () => number,
): number | undefined {
  const argument = (wanted: string) => {
    const place = places.find(each => each.name === wanted);
    return place ? args[place.word] : undefined;
  };
  const target = argument('target');
  switch (kind) {
    case 'texture': {
      const path = textureBinding(target ?? 0, argument('texunit') ?? value('binding.active_texture'));
      return path === undefined ? undefined : value(path);
    }
    case 'buffer': {
      if (target === ELEMENT_ARRAY_BUFFER) return elementArray();
      const path = bufferBinding(target ?? 0);
      return path === undefined ? undefined : value(path);
    }
    case 'renderbuffer':
      return value('binding.renderbuffer');
    case 'framebuffer':
      return value(target === READ_FRAMEBUFFER || name === 'glReadBuffer' ? 'binding.read_framebuffer' : 'binding.draw_framebuffer');
    case 'vertexArray':
      return value('binding.vertex_array');
    case 'transformFeedback':
      return value('binding.transform_feedback');
    default:
      return undefined;
  }
}

const COLOR_ATTACHMENT0 = 0x8ce0;
const DEPTH = 0x8d00;
const STENCIL = 0x8d20;
const DEPTH_STENCIL = 0x821a;

/** Attachment points as indices: their enums. */
export const attachmentPoints = {
  of(attachment: number | undefined, colors: number): number[] {
    if (attachment === DEPTH_STENCIL) return [DEPTH, STENCIL];
    if (attachment !== undefined) return [attachment];
    return [...Array.from({ length: colors }, (_, i) => COLOR_ATTACHMENT0 + i), DEPTH, STENCIL];
  },
  label(point: number): string {
    return point === DEPTH ? 'depth' : point === STENCIL ? 'stencil' : `color${point - COLOR_ATTACHMENT0}`;
  },
};

function dataOf(
  cursor: CommandCursor,
  dictionary: Dictionary,
): { readonly bytes: Uint8Array; readonly args: ReturnType<typeof decodeCall>['arguments'] } {
  const { arguments: args } = decodeCall(cursor, dictionary);
  const data = args.map(({ value }) => value).find(value => typeof value === 'object' && value.kind === 'data');
  return { bytes: typeof data === 'object' && data.kind === 'data' ? data.bytes : new Uint8Array(0), args };
}

/** Names that a glDelete command frees. */
export function deletedNames(cursor: CommandCursor, dictionary: Dictionary): number[] {
  const { bytes, args } = dataOf(cursor, dictionary);
  if (bytes.length > 0) return [...new Uint32Array(Uint8Array.from(bytes.subarray(0, bytes.length & ~3)).buffer)];
  const first = args[0];
  return typeof first?.value === 'number' ? [first.value] : [];
}

const ELEMENT: Readonly<Record<number, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5124: 4, 5125: 4 };

/** Lists that glCallList or glCallLists runs. */
export function listNames(name: string, cursor: CommandCursor, base: number): number[] {
  const { words, args, end } = cursor;
  if (name === 'glCallList') return [words[args]!];
  // n, type, pointer, then the names
  const size = ELEMENT[words[args + 1]!];
  if (size === undefined) return [];
  const bytes = new Uint8Array(words.buffer, words.byteOffset + (args + 3) * 4, Math.max(0, (end - args - 3) * 4));
  const count = Math.min(words[args]!, Math.floor(bytes.length / size));
  return Array.from({ length: count }, (_, i) => {
    let value = 0;
    for (let byte = size - 1; byte >= 0; byte--) value = value * 256 + bytes[i * size + byte]!;
    return base + value;
  });
}
