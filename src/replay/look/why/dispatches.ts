// Dispatches of compute shaders that do nothing, or write to nowhere: refused, without work groups, or with buffers and images that
// are not bound. Proven by executing them again with one of our own bound in the empty place.
import { CallPages } from '../../../inspect/call_pages.js';
import { errorName } from '../../../inspect/error_names.js';
import type { Cause, Trial, Why } from '../../../inspect/why.js';
import { FLAG } from '../../../trace/dictionary.js';
import type { Player } from '../../player.js';
import { contextOfCall } from '../context.js';
import { DrawAgain } from '../draw_again.js';
import { bytesOf, LookError, Questions } from '../questions.js';
import { programInUse } from '../relink.js';
import { cause } from './inquiry.js';

const COMPUTE_SHADER = 0x91b9;
const SHADER_STORAGE_BLOCK = 0x92e6;
const SHADER_STORAGE_BINDING = 0x90d3;
const BUFFER_BINDING = 0x9302;
const IMAGE_BINDING_NAME = 0x8f3a;
/** Types of uniforms that are images: GL_IMAGE_1D to GL_UNSIGNED_INT_IMAGE_2D_MULTISAMPLE_ARRAY. */
const IMAGES = [0x904c, 0x906c] as const;
const OWN = 27_970;
/** Of a buffer of our own, and of what is compared of each buffer, bytes. */
const OWN_BYTES = 1 << 20;
const MOST_BYTES = 64 << 20;

export interface Dispatch {
  readonly call: number;
  readonly pages: CallPages;
}

/** The dispatch that a call is; undefined: it is none. */
export function dispatchOf(player: Player, call: number): Dispatch | undefined {
  const pages = new CallPages(player.reader);
  return (pages.flags(call) & FLAG.dispatch) !== 0 ? { call, pages } : undefined;
}

interface Storage {
  readonly block: string;
  readonly binding: number;
  readonly buffer: number;
}

/** Shader storage blocks of a program, with what is bound where they look. */
function storages(questions: Questions, program: number): Storage[] {
  const [[count = 0] = []] = questions.integers([['glGetProgramInterfaceiv', program, SHADER_STORAGE_BLOCK, 'GL_ACTIVE_RESOURCES']]);
  return Array.from({ length: count }, (_, i) => {
    const writer = questions.write();
    const [named, bound] = [
      writer.call('glGetProgramResourceName', program, SHADER_STORAGE_BLOCK, i, 256, null, { room: 256 }),
      writer.call('glGetProgramResourceiv', program, SHADER_STORAGE_BLOCK, i, 1, Uint32Array.of(BUFFER_BINDING), 1, null, { room: 4 }),
    ];
    const answers = questions.ask(writer);
    const text = answers.reply(named)?.outs.at(-1)?.value;
    const bytes = bytesOf(answers.reply(bound), (answers.reply(bound)?.outs.length ?? 1) - 1);
    const binding = bytes && bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true) : 0;
    const [[buffer = 0] = []] = questions.integers([['glGetIntegeri_v', SHADER_STORAGE_BINDING, binding]]);
    const name =
      typeof text === 'object' && text.kind === 'data'
        ? new TextDecoder().decode(Uint8Array.from(text.bytes)).replace(/\0.*/s, '')
        : `${text ?? i}`;
    return { block: name, binding, buffer };
  });
}

interface ImageUse {
  readonly name: string;
  readonly unit: number;
  readonly texture: number;
}

function images(questions: Questions, program: number): ImageUse[] {
  const [[count = 0] = []] = questions.integers([['glGetProgramiv', program, 'GL_ACTIVE_UNIFORMS']]);
  const types = questions.integers(
    Array.from({ length: count }, (_, i) => ['glGetActiveUniformsiv', program, 1, Uint32Array.of(i), 0x8a37] as const), // GL_UNIFORM_TYPE
  );
  const found: ImageUse[] = [];
  for (const [i, [type = 0]] of types.entries()) {
    if (type < IMAGES[0] || type > IMAGES[1]) continue;
    const writer = questions.write();
    const asked = writer.call('glGetActiveUniformName', program, i, 256, null, { room: 256 });
    const value = questions.ask(writer).reply(asked)?.outs.at(-1)?.value;
    const name =
      typeof value === 'object' && value.kind === 'data'
        ? new TextDecoder().decode(Uint8Array.from(value.bytes)).replace(/\0.*/s, '')
        : `${value ?? i}`;
    const locating = questions.write();
    const located = locating.call('glGetUniformLocation', program, name);
    const location = Number(questions.ask(locating).reply(located)?.result?.value ?? -1);
    const [[unit = 0] = []] = questions.integers([['glGetUniformiv', program, location]]);
    const [[texture = 0] = []] = questions.integers([['glGetIntegeri_v', IMAGE_BINDING_NAME, unit]]);
    found.push({ name, unit, texture });
  }
  return found;
}

/** Why a dispatch does nothing. Throws LookError where it cannot be asked about. */
export function whyDispatch(player: Player, { call, pages }: Dispatch): Why {
  const again = new DrawAgain(player, { first: call, call });
  again.begin();
  const context = contextOfCall(player, call);
  const questions = () => new Questions(player, context);
  const walked = pages.at(call);
  const name = pages.name(call);
  const error = walked?.error ? errorName(walked.error.error) : '';
  const tried: Trial[] = error === '' ? [] : [{ change: '', samples: null, pixels: null, error }];
  const done = (shows: boolean, verdict: string, causes: readonly Cause[]): Why => ({
    ...{ call, name, target: '', pixel: null, shows, verdict, causes, tried },
  });
  const nothing = (...causes: readonly [Cause, ...Cause[]]) => done(false, `The dispatch does nothing: ${causes[0].text}.`, causes);
  try {
    const program = programInUse(questions(), COMPUTE_SHADER);
    const fails = error === '' ? '' : `, so that the call fails (${error})`;
    if (program === 0)
      return nothing(cause({ id: 'no program', text: `no program with a compute shader is in use${fails}`, state: ['binding.program'] }));
    if (error !== '') return nothing(cause({ id: 'call failed', text: `the call fails with ${error}`, calls: [call] }));
    const groups = (walked?.call.arguments ?? [])
      .filter(({ parameter }) => /^num_groups_/.test(parameter.name))
      .map(({ value }) => Number(value));
    if (groups.includes(0))
      return nothing(cause({ id: 'no work groups', text: `it asks for ${groups.join(' x ')} work groups, which are none`, calls: [call] }));
    const blocks = storages(questions(), program);
    const used = images(questions(), program);
    const contents = () => {
      const asking = questions();
      return [...new Set(blocks.map(({ buffer }) => buffer))].filter(Boolean).map(buffer => {
        try {
          return asking.buffer(buffer, 0, MOST_BYTES);
        } catch (problem) {
          if (problem instanceof LookError) return new Uint8Array(0);
          throw problem;
        }
      });
    };
    const causes: Cause[] = [];
    for (const { block, binding, buffer } of blocks) {
      if (buffer !== 0) continue;
      again.begin();
      again.spoil();
      const asking = questions();
      asking.run([
        ['glGenBuffers', 1, Uint32Array.of(OWN)],
        ['glBindBuffer', 0x90d2, OWN], // GL_SHADER_STORAGE_BUFFER
        ['glBufferData', 0x90d2, OWN_BYTES, new Uint8Array(OWN_BYTES), 'GL_DYNAMIC_COPY'],
        ['glBindBufferBase', 0x90d2, binding, OWN],
      ]);
      const writer = player.write();
      again.write(writer);
      player.ask(context, writer);
      const written = questions()
        .buffer(OWN)
        .reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0);
      const change = `a buffer of zeros bound to it (${written} bytes are not 0 afterwards)`;
      tried.push({ change, samples: null, pixels: null, error: '' });
      causes.push(
        cause({
          id: 'unbound buffer',
          text: `no buffer is bound to shader storage ${binding}, where block ${block} of program ${program} is`,
          proof: { change, samples: null, pixels: null, error: '' },
          state: [`buffer.shader_storage[${binding}].binding`],
        }),
      );
    }
    for (const { name: image, unit, texture } of used)
      if (texture === 0)
        causes.push(
          cause({
            id: 'unbound image',
            text: `no texture is bound to image unit ${unit}, which ${image} of program ${program} uses`,
            state: [`image_unit[${unit}].name`],
          }),
        );
    if (causes.length > 0) return done(false, `The dispatch reaches nothing in one place: ${causes[0]!.text}.`, causes);
    again.begin();
    const before = contents();
    player.goAfter(call);
    const bytes = contents().reduce(
      (sum, after, i) => sum + after.reduce((count, byte, at) => count + (byte === before[i]?.[at] ? 0 : 1), 0),
      0,
    );
    const size = groups.length > 0 ? `${groups.join(' x ')} work groups` : 'work groups whose number a buffer holds';
    const buffers = blocks.length === 0 ? '' : `; it changes ${bytes} bytes of ${before.length} buffer${before.length === 1 ? '' : 's'}`;
    const writes = used.length === 0 ? '' : `; images: ${used.map(each => `${each.name} = texture:${each.texture}`).join(', ')}`;
    return done(true, `It is executed: ${size}, program ${program}${buffers}${writes}.`, []);
  } finally {
    again.leave();
  }
}
