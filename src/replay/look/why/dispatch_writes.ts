// What a compute program can write to: its shader storage blocks and images, with what is bound where they look; their contents
// before and after.
import type { RawImage } from '../../../inspect/raw_image.js';
import type { Player } from '../../player.js';
import { ImageReader } from '../image.js';
import { programView } from '../program.js';
import { bytesOf, LookError, Questions, textOf } from '../questions.js';

const SHADER_STORAGE_BLOCK = 0x92e6;
const SHADER_STORAGE_BINDING = 0x90d3;
const BUFFER_BINDING = 0x9302;
const IMAGE_BINDING_NAME = 0x8f3a;
const UNIFORM_TYPE = 0x8a37;
/** Types of uniforms that are images: GL_IMAGE_1D to GL_UNSIGNED_INT_IMAGE_2D_MULTISAMPLE_ARRAY, of floats, integers and natural
 * numbers in turn. */
const IMAGES = { first: 0x904c, last: 0x906c, shapes: 11 } as const;
const KINDS = ['RGBA32F', 'RGBA32I', 'RGBA32UI'] as const;
/** Shapes that a texture of our own can have, by their place among the types. */
const SHAPES: Readonly<Record<number, string>> = { 1: 'GL_TEXTURE_2D', 2: 'GL_TEXTURE_3D', 7: 'GL_TEXTURE_2D_ARRAY' };
/** Of what is compared of each buffer, bytes. */
const MOST_BYTES = 64 << 20;

export interface Storage {
  readonly block: string;
  readonly binding: number;
  readonly buffer: number;
}

/** Shader storage blocks of a program, with what is bound where they look. */
export function storages(questions: Questions, program: number): Storage[] {
  const [[count = 0] = []] = questions.integers([['glGetProgramInterfaceiv', program, SHADER_STORAGE_BLOCK, 'GL_ACTIVE_RESOURCES']]);
  return Array.from({ length: count }, (_, i) => {
    const writer = questions.write();
    const [named, bound] = [
      writer.call('glGetProgramResourceName', program, SHADER_STORAGE_BLOCK, i, 256, null, { room: 256 }),
      writer.call('glGetProgramResourceiv', program, SHADER_STORAGE_BLOCK, i, 1, Uint32Array.of(BUFFER_BINDING), 1, null, { room: 4 }),
    ];
    const answers = questions.ask(writer);
    const bytes = bytesOf(answers.reply(bound), (answers.reply(bound)?.outs.length ?? 1) - 1);
    const binding = bytes && bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true) : 0;
    const [[buffer = 0] = []] = questions.integers([['glGetIntegeri_v', SHADER_STORAGE_BINDING, binding]]);
    return { block: nameOf(answers.reply(named)) || String(i), binding, buffer };
  });
}

/** The name that a question answers last. */
function nameOf(reply: Parameters<typeof bytesOf>[0]): string {
  const last = reply?.outs.at(-1)?.value;
  return typeof last === 'string' ? last : textOf(bytesOf(reply, (reply?.outs.length ?? 1) - 1));
}

export interface ImageUse {
  readonly name: string;
  readonly unit: number;
  readonly texture: number;
  /** What a texture needs to fit there; undefined: none of ours does. */
  readonly fits: { readonly target: string; readonly format: string } | undefined;
}

/** Image uniforms of a program, with the textures that are bound to their units. */
export function images(player: Player, context: number, program: number): ImageUse[] {
  const questions = new Questions(player, context);
  const [[count = 0] = []] = questions.integers([['glGetProgramiv', program, 'GL_ACTIVE_UNIFORMS']]);
  const types = questions.integers(
    Array.from({ length: count }, (_, i) => ['glGetActiveUniformsiv', program, 1, Uint32Array.of(i), UNIFORM_TYPE] as const),
  );
  const found: ImageUse[] = [];
  for (const [i, [type = 0]] of types.entries()) {
    if (type < IMAGES.first || type > IMAGES.last) continue;
    const writer = questions.write();
    const asked = writer.call('glGetActiveUniformName', program, i, 256, null, { room: 256 });
    const name = nameOf(questions.ask(writer).reply(asked)) || String(i);
    const locating = questions.write();
    const located = locating.call('glGetUniformLocation', program, name);
    const location = Number(questions.ask(locating).reply(located)?.result?.value ?? -1);
    const [[unit = 0] = []] = questions.integers([['glGetUniformiv', program, location]]);
    const [[texture = 0] = []] = questions.integers([['glGetIntegeri_v', IMAGE_BINDING_NAME, unit]]);
    const target = SHAPES[(type - IMAGES.first) % IMAGES.shapes];
    const format = formatOf(player, context, program, name) ?? `GL_${KINDS[Math.floor((type - IMAGES.first) / IMAGES.shapes)]!}`;
    found.push({ name, unit, texture, fits: target === undefined ? undefined : { target, format } });
  }
  return found;
}

/** The format that an image has in the shader's source: `layout(rgba8) uniform image2D name`. */
function formatOf(player: Player, context: number, program: number, image: string): string | undefined {
  try {
    for (const { source } of programView(player, context, program).shaders) {
      const declared = new RegExp(`layout\\s*\\(([^)]*)\\)[^;]*image\\w+\\s+${image.replace(/\[.*/, '')}\\b`).exec(source);
      const format = /\b(?:rgba|rgb|rg|r)\d+\w*/.exec(declared?.[1] ?? '');
      if (format) return `GL_${format[0].toUpperCase()}`;
    }
  } catch (error) {
    if (!(error instanceof LookError)) throw error;
  }
  return undefined;
}

/** By what is written to. */
type Contents = ReadonlyMap<string, ArrayLike<number>>;

export class Writes {
  readonly #player: Player;
  readonly #context: number;
  readonly #buffers: readonly number[];
  readonly #textures: readonly number[];

  constructor(player: Player, context: number, buffers: readonly number[], textures: readonly number[]) {
    this.#player = player;
    this.#context = context;
    const real = (names: readonly number[]) => [...new Set(names)].filter(Boolean);
    this.#buffers = real(buffers);
    this.#textures = real(textures);
  }

  /** All that the program can write to now. */
  static of(player: Player, context: number, program: number): Writes {
    const blocks = storages(new Questions(player, context), program);
    const used = images(player, context, program);
    return new Writes(
      player,
      context,
      blocks.map(({ buffer }) => buffer),
      used.map(({ texture }) => texture),
    );
  }

  /** What stands in them now; nothing of what cannot be read. Of textures the first level and layer. */
  contents(): Contents {
    const questions = new Questions(this.#player, this.#context);
    const found = new Map<string, ArrayLike<number>>();
    const read = (key: string, values: () => ArrayLike<number>) => {
      try {
        found.set(key, values());
      } catch (problem) {
        if (!(problem instanceof LookError)) throw problem;
      }
    };
    for (const buffer of this.#buffers) read(`buffer:${buffer}`, () => questions.buffer(buffer, 0, MOST_BYTES));
    const reader = new ImageReader(this.#player, this.#context);
    const texture = (name: number): RawImage => reader.texture(name, 0, 0);
    for (const name of this.#textures) read(`texture:${name}`, () => texture(name).data);
    return found;
  }

  /** What is different afterwards: `8 bytes of 1 buffer and 12 values of 1 image`. */
  changes(before: Contents): { readonly count: number; readonly text: string } {
    const after = this.contents();
    const different = (kind: 'buffer' | 'texture') => {
      let count = 0;
      for (const [key, now] of after) {
        const old = before.get(key);
        if (!key.startsWith(kind)) continue;
        for (let i = 0; i < now.length; i++) if (now[i] !== old?.[i]) count++;
      }
      return count;
    };
    const [bytes, values] = [different('buffer'), different('texture')];
    const s = (list: readonly unknown[]) => (list.length === 1 ? '' : 's');
    const parts = [
      ...(this.#buffers.length > 0 ? [`${bytes} bytes of ${this.#buffers.length} buffer${s(this.#buffers)}`] : []),
      ...(this.#textures.length > 0 ? [`${values} values of ${this.#textures.length} image${s(this.#textures)}`] : []),
    ];
    return { count: bytes + values, text: parts.join(' and ') };
  }
}
