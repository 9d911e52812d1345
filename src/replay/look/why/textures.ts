// The textures that a draw samples: whether they are there, are complete (OpenGL 4.6, section 8.17), and are not what it draws
// into (section 9.3.1).
import type { CommandWriter } from '../../../trace/command_writer.js';
import type { Player } from '../../player.js';
import { programView } from '../program.js';
import { LookError, Questions } from '../questions.js';
import { programInUse } from '../relink.js';

/** By the GLSL type of the sampler, without a leading i or u and a trailing Shadow. */
const TARGETS: Readonly<Record<string, string>> = {
  sampler1D: 'GL_TEXTURE_1D',
  sampler2D: 'GL_TEXTURE_2D',
  sampler3D: 'GL_TEXTURE_3D',
  samplerCube: 'GL_TEXTURE_CUBE_MAP',
  sampler1DArray: 'GL_TEXTURE_1D_ARRAY',
  sampler2DArray: 'GL_TEXTURE_2D_ARRAY',
  samplerCubeArray: 'GL_TEXTURE_CUBE_MAP_ARRAY',
  sampler2DRect: 'GL_TEXTURE_RECTANGLE',
  samplerBuffer: 'GL_TEXTURE_BUFFER',
  sampler2DMS: 'GL_TEXTURE_2D_MULTISAMPLE',
  sampler2DMSArray: 'GL_TEXTURE_2D_MULTISAMPLE_ARRAY',
};
const WITH_MIPMAPS = new Set(['1D', '2D', '3D', 'CUBE_MAP', '1D_ARRAY', '2D_ARRAY', 'CUBE_MAP_ARRAY'].map(name => `GL_TEXTURE_${name}`));
const FIXED_TARGETS = ['GL_TEXTURE_CUBE_MAP', 'GL_TEXTURE_3D', 'GL_TEXTURE_2D', 'GL_TEXTURE_1D'];
const FIXED_UNITS = 8;
const FIRST_FACE = 0x8515;
const TEXTURE0 = 0x84c0;
const NEAREST = 0x2600;
const LINEAR = 0x2601;
const NEAREST_MIPMAP_NEAREST = 0x2700;
const MOST_LEVELS = 16;

/** What a draw samples through one unit. */
export interface Sampled {
  /** Name of the uniform; '' for the fixed function. */
  readonly uniform: string;
  readonly unit: number;
  /** `GL_TEXTURE_2D`. */
  readonly target: string;
  readonly texture: number;
  /** GLSL begins with i or u, or the format is of integers. */
  readonly isInteger: boolean;
  /** Why it samples as black (0, 0, 0, 1); '' when it is complete. */
  readonly incomplete: string;
  /** State to blame for that, as `sgl who` takes it. */
  readonly state: readonly string[];
  /** What would complete it, as far as one call can: undefined, another texture in its place. */
  readonly cure: { readonly change: string; readonly apply: (writer: CommandWriter) => void } | undefined;
  /** It is attached to what is drawn into: `color0`. */
  readonly attachedAs: string;
}

interface Use {
  readonly uniform: string;
  readonly unit: number;
  readonly target: string;
  readonly isInteger: boolean;
}

/** Samplers of the programs in use, or units that the fixed function textures from. */
function uses(player: Player, context: number, questions: Questions): Use[] {
  const programs = new Set([0x8b31, 0x8b30].map(stage => programInUse(questions, stage)).filter(program => program !== 0));
  const found: Use[] = [];
  for (const program of programs)
    for (const { name, type, values } of programView(player, context, program).uniforms) {
      const [, kind, plain = ''] = /^([iu]?)(sampler\w+?)(?:Shadow)?$/.exec(type) ?? [];
      const target = TARGETS[plain];
      if (!target) continue;
      for (const [unit] of values) if (unit !== undefined) found.push({ uniform: name, unit, target, isInteger: kind !== '' });
    }
  const { core = true, es = true } = player.contexts().find(({ id }) => id === context) ?? {};
  if (programs.size > 0 || core || es) return found;
  const [active = TEXTURE0] = questions.get(['GL_ACTIVE_TEXTURE']);
  const [units = 1] = questions.get(['GL_MAX_TEXTURE_UNITS'], 1);
  const writer = questions.write();
  const asked = Array.from({ length: Math.min(FIXED_UNITS, units) }, (_, unit) => {
    writer.call('glActiveTexture', TEXTURE0 + unit);
    return FIXED_TARGETS.map(target => [target, writer.call('glIsEnabled', target)] as const);
  });
  writer.call('glActiveTexture', active);
  const answers = questions.ask(writer);
  asked.forEach((calls, unit) => {
    const on = calls.find(([, call]) => answers.reply(call)?.result?.value === true);
    if (on) found.push({ uniform: '', unit, target: on[0], isInteger: false });
  });
  return found;
}

const label = (target: string) => target.replace('GL_TEXTURE_', '').toLowerCase();

/** All that a draw samples now. Bindings are left as they were. */
export function sampledBy(player: Player, context: number): Sampled[] {
  const questions = new Questions(player, context);
  let wanted: Use[];
  try {
    wanted = uses(player, context, questions);
  } catch (error) {
    if (error instanceof LookError) return [];
    throw error;
  }
  const [active = TEXTURE0] = questions.get(['GL_ACTIVE_TEXTURE']);
  const attached = attachments(questions);
  const found = wanted.map((use): Sampled => {
    questions.run([['glActiveTexture', TEXTURE0 + use.unit]]);
    const [texture = 0] = questions.get([use.target.replace('GL_TEXTURE_', 'GL_TEXTURE_BINDING_')]);
    const defect = defectOf(questions, use, texture);
    return {
      ...use,
      texture,
      incomplete: defect?.what ?? '',
      state: defect?.state ?? [],
      cure: defect?.cure,
      attachedAs: attached.get(texture) ?? '',
    };
  });
  questions.run([['glActiveTexture', active]]);
  return found;
}

/** Attachments of the draw framebuffer that are textures, by texture. */
function attachments(questions: Questions): Map<number, string> {
  const found = new Map<number, string>();
  const [framebuffer = 0] = questions.get(['GL_DRAW_FRAMEBUFFER_BINDING']);
  if (framebuffer === 0) return found;
  const points: (readonly [number, string])[] = [
    ...Array.from({ length: 8 }, (_, i) => [0x8ce0 + i, `color${i}`] as const),
    [0x8d00, 'depth'],
    [0x8d20, 'stencil'],
  ];
  for (const [point, name] of points) {
    const [type = 0, object = 0] = questions
      .integers(
        ['GL_FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE', 'GL_FRAMEBUFFER_ATTACHMENT_OBJECT_NAME'].map(
          pname => ['glGetFramebufferAttachmentParameteriv', 'GL_DRAW_FRAMEBUFFER', point, pname] as const,
        ),
      )
      .map(values => values[0] ?? 0);
    if (type === 0x1702 && !found.has(object)) found.set(object, name);
  }
  return found;
}

interface Defect {
  readonly what: string;
  readonly state: readonly string[];
  readonly cure?: Sampled['cure'];
}

/** Why the texture bound in the active unit is not complete; undefined when it is. */
function defectOf(questions: Questions, { target, unit }: Use, texture: number): Defect | undefined {
  if (target === 'GL_TEXTURE_BUFFER') return undefined;
  const binding = `texture_unit[${unit}].binding_${label(target)}`;
  const place = target === 'GL_TEXTURE_CUBE_MAP' ? FIRST_FACE : target;
  const [min = 0, mag = 0, base = 0, max = 1000, immutable = 0] = questions
    .integers(
      [
        'GL_TEXTURE_MIN_FILTER',
        'GL_TEXTURE_MAG_FILTER',
        'GL_TEXTURE_BASE_LEVEL',
        'GL_TEXTURE_MAX_LEVEL',
        'GL_TEXTURE_IMMUTABLE_FORMAT',
      ].map(pname => ['glGetTexParameteriv', target, pname] as const),
    )
    .map(values => values[0]);
  const [sampler = 0] = questions.get(['GL_SAMPLER_BINDING']);
  const [[samplerMin] = [], [samplerMag] = []] =
    sampler === 0
      ? []
      : questions.integers([
          ['glGetSamplerParameteriv', sampler, 'GL_TEXTURE_MIN_FILTER'],
          ['glGetSamplerParameteriv', sampler, 'GL_TEXTURE_MAG_FILTER'],
        ]);
  const [minFilter, magFilter] = [samplerMin ?? min, samplerMag ?? mag];
  const filterState = sampler === 0 ? `texture:${texture}.min_filter` : `sampler:${sampler}.min_filter`;
  const levels = Array.from({ length: Math.min(MOST_LEVELS, Math.max(0, max - base) + 1) }, (_, i) => base + i);
  const sizes = questions.integers(
    levels.flatMap(level =>
      ['GL_TEXTURE_WIDTH', 'GL_TEXTURE_HEIGHT', 0x8071, 'GL_TEXTURE_INTERNAL_FORMAT', 0x8c10].map(
        pname => ['glGetTexLevelParameteriv', place, level, pname] as const,
      ),
    ),
  );
  const level = (i: number) => sizes.slice(i * 5, i * 5 + 5).map(values => values[0] ?? 0) as [number, number, number, number, number];
  const [width, height, depth, format, componentType] = level(0);
  if (width === 0) {
    const what = texture === 0 ? `no texture is bound to ${target} of unit ${unit}` : `texture ${texture} has no image in level ${base}`;
    const state = texture === 0 ? [binding] : base > 0 ? [`texture:${texture}.base_level`, binding] : [binding];
    const cure =
      base > 0 ? { change: `glTexParameteri(${target}, GL_TEXTURE_BASE_LEVEL, 0)`, apply: parameter(target, unit, 0x813c, 0) } : undefined;
    return { what, state, ...(cure && { cure }) };
  }
  const name = texture === 0 ? `the default texture of ${target}` : `texture ${texture}`;
  const isInteger = componentType === 0x1404 || componentType === 0x1405;
  if (isInteger && ((minFilter !== NEAREST && minFilter !== NEAREST_MIPMAP_NEAREST) || magFilter !== NEAREST))
    return {
      what: `${name} holds integers, which cannot be filtered, and its filter is not GL_NEAREST`,
      state: [filterState],
      cure: filterCure(target, unit, sampler, NEAREST),
    };
  if (minFilter === NEAREST || minFilter === LINEAR || !WITH_MIPMAPS.has(target) || immutable !== 0) return undefined;
  const [layersDown, layersDeep] = [target === 'GL_TEXTURE_1D_ARRAY', /ARRAY/.test(target)];
  const halved = (size: number, by: number, keep: boolean) => (keep ? size : Math.max(1, size >> by));
  const most = Math.max(width, layersDown ? 1 : height, layersDeep ? 1 : depth);
  const last = Math.min(Math.floor(Math.log2(most)), levels.length - 1);
  for (let i = 1; i <= last; i++) {
    const [w, h, d, f] = level(i);
    if (w === halved(width, i, false) && h === halved(height, i, layersDown) && d === halved(depth, i, layersDeep) && f === format)
      continue;
    const wrong =
      w === 0
        ? `level ${base + i} is missing`
        : `level ${base + i} has ${w}x${h} instead of ${halved(width, i, false)}x${halved(height, i, layersDown)}`;
    return {
      what: `${name} is filtered with mipmaps, but ${wrong}`,
      state: [filterState, `texture:${texture}.max_level`],
      cure: filterCure(target, unit, sampler, LINEAR),
    };
  }
  return undefined;
}

function parameter(target: string, unit: number, pname: number, value: number): (writer: CommandWriter) => void {
  return writer => {
    writer.call('glActiveTexture', TEXTURE0 + unit);
    writer.call('glTexParameteri', target, pname, value);
  };
}

function filterCure(target: string, unit: number, sampler: number, filter: number): NonNullable<Sampled['cure']> {
  const name = filter === NEAREST ? 'GL_NEAREST' : 'GL_LINEAR';
  const both = filter === NEAREST;
  if (sampler === 0)
    return {
      change: `glTexParameteri(${target}, GL_TEXTURE_MIN_FILTER, ${name})`,
      apply: writer => {
        parameter(target, unit, 0x2801, filter)(writer);
        if (both) parameter(target, unit, 0x2800, filter)(writer);
      },
    };
  return {
    change: `glSamplerParameteri(${sampler}, GL_TEXTURE_MIN_FILTER, ${name})`,
    apply: writer => {
      writer.call('glSamplerParameteri', sampler, 0x2801, filter);
      if (both) writer.call('glSamplerParameteri', sampler, 0x2800, filter);
    },
  };
}

const OWN_TEXTURE = 27_996;

/** Binds a texture of one colour in the place of what is sampled; it is complete. False: there is none for this target. The
 * player is spoilt by it. */
export function bindOther(questions: Questions, { target, unit, isInteger }: Sampled): boolean {
  if (isInteger || !['GL_TEXTURE_1D', 'GL_TEXTURE_2D', 'GL_TEXTURE_RECTANGLE'].includes(target)) return false;
  const size = 4;
  const pixels = new Uint8Array(size * size * 4).fill(255);
  for (let i = 0; i < pixels.length; i += 4) pixels[i + 1] = 0; // magenta: not what anybody expects
  const writer = questions.write();
  if (!questions.es) writer.call('glBindBuffer', 'GL_PIXEL_UNPACK_BUFFER', 0);
  for (const name of ['ROW_LENGTH', 'SKIP_ROWS', 'SKIP_PIXELS']) writer.call('glPixelStorei', `GL_UNPACK_${name}`, 0);
  writer.call('glPixelStorei', 'GL_UNPACK_ALIGNMENT', 4);
  writer.call('glActiveTexture', TEXTURE0 + unit);
  writer.call('glGenTextures', 1, Uint32Array.of(OWN_TEXTURE));
  writer.call('glBindTexture', target, OWN_TEXTURE);
  if (target === 'GL_TEXTURE_1D')
    writer.call('glTexImage1D', target, 0, 'GL_RGBA8', size, 0, 'GL_RGBA', 'GL_UNSIGNED_BYTE', pixels.subarray(0, size * 4));
  else writer.call('glTexImage2D', target, 0, 'GL_RGBA8', size, size, 0, 'GL_RGBA', 'GL_UNSIGNED_BYTE', pixels);
  writer.call('glTexParameteri', target, 'GL_TEXTURE_MIN_FILTER', NEAREST);
  writer.call('glTexParameteri', target, 'GL_TEXTURE_MAG_FILTER', NEAREST);
  questions.ask(writer);
  return true;
}

const SAMPLING = ['GL_TEXTURE_MIN_FILTER', 'GL_TEXTURE_MAG_FILTER', 'GL_TEXTURE_WRAP_S', 'GL_TEXTURE_WRAP_T'];

/** Binds a copy of the texture in its place, so that what the draw writes does not change what it reads. False: it is not
 * two-dimensional, or is not colour. The player is spoilt by it. */
export function bindCopy(questions: Questions, { target, unit, attachedAs }: Sampled, size: { width: number; height: number }): boolean {
  const color = /^color(\d)$/.exec(attachedAs);
  if (target !== 'GL_TEXTURE_2D' || !color) return false;
  questions.run([['glActiveTexture', TEXTURE0 + unit]]);
  const [framebuffer = 0] = questions.get(['GL_DRAW_FRAMEBUFFER_BINDING']);
  const values = questions.integers(SAMPLING.map(pname => ['glGetTexParameteriv', target, pname] as const));
  const [[format = 0x8058] = []] = questions.integers([['glGetTexLevelParameteriv', target, 0, 'GL_TEXTURE_INTERNAL_FORMAT']]);
  const writer = questions.write();
  writer.call('glBindFramebuffer', 'GL_READ_FRAMEBUFFER', framebuffer);
  writer.call('glReadBuffer', 0x8ce0 + Number(color[1]));
  writer.call('glGenTextures', 1, Uint32Array.of(OWN_TEXTURE));
  writer.call('glBindTexture', target, OWN_TEXTURE);
  writer.call('glCopyTexImage2D', target, 0, format, 0, 0, size.width, size.height, 0);
  writer.call('glTexParameteri', target, 'GL_TEXTURE_MAX_LEVEL', 0);
  SAMPLING.forEach((pname, i) => {
    if (values[i]?.[0] !== undefined) writer.call('glTexParameteri', target, pname, values[i]![0]!);
  });
  questions.ask(writer);
  return true;
}
