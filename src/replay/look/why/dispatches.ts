// Dispatches of compute shaders that do nothing, or write to nowhere: refused, without a program or work groups, or with buffers
// and images that are not bound. Proven by executing them again with that one thing there.
import { CallPages } from '../../../inspect/call_pages.js';
import { errorName } from '../../../inspect/error_names.js';
import type { Cause, Trial, Why } from '../../../inspect/why.js';
import { FLAG } from '../../../trace/dictionary.js';
import type { Player } from '../../player.js';
import { contextOfCall } from '../context.js';
import { DrawAgain } from '../draw_again.js';
import { type Ask, LookError, Questions } from '../questions.js';
import { programInUse } from '../relink.js';
import { type ImageUse, images, type Storage, storages, Writes } from './dispatch_writes.js';
import { cause } from './inquiry.js';
import { programsBefore } from './programs.js';

const COMPUTE_SHADER = 0x91b9;
const SHADER_STORAGE_BUFFER = 0x90d2;
const DISPATCH_INDIRECT_BINDING = 0x90ef;
const READ_WRITE = 0x88ba;
const OWN = 27_970;
/** Of a buffer of our own, bytes; of a texture, pixels and layers. */
const OWN_BYTES = 1 << 20;
const OWN_SIZE = { width: 256, height: 256, layers: 8 } as const;

export interface Dispatch {
  readonly call: number;
  readonly pages: CallPages;
}

/** The dispatch that a call is; undefined: it is none. */
export function dispatchOf(player: Player, call: number): Dispatch | undefined {
  const pages = new CallPages(player.reader);
  return (pages.flags(call) & FLAG.dispatch) !== 0 ? { call, pages } : undefined;
}

/** Why a dispatch does nothing. Throws LookError where it cannot be asked about. */
export function whyDispatch(player: Player, dispatch: Dispatch): Why {
  const inquiry = new DispatchInquiry(player, dispatch);
  try {
    return inquiry.answer();
  } finally {
    inquiry.again.leave();
  }
}

class DispatchInquiry {
  readonly again: DrawAgain;
  readonly #player: Player;
  readonly #pages: CallPages;
  readonly #call: number;
  readonly #context: number;
  /** GL error of the call when it was recorded; '' = none. */
  readonly #error: string;
  readonly #tried: Trial[] = [];

  constructor(player: Player, { call, pages }: Dispatch) {
    this.#player = player;
    this.#pages = pages;
    this.#call = call;
    this.again = new DrawAgain(player, { first: call, call });
    this.again.begin();
    this.#context = contextOfCall(player, call);
    const found = pages.at(call)?.error;
    this.#error = found ? errorName(found.error) : '';
    if (this.#error !== '') this.#tried.push({ change: '', samples: null, pixels: null, error: this.#error });
  }

  get #questions(): Questions {
    return new Questions(this.#player, this.#context);
  }

  answer(): Why {
    const [error, call] = [this.#error, this.#call];
    const program = programInUse(this.#questions, COMPUTE_SHADER);
    if (program === 0) return this.#nothing(this.#noProgram());
    if (error !== '') return this.#nothing(cause({ id: 'call failed', text: `the call fails with ${error}`, calls: [call] }));
    const groups = this.#groups();
    if (groups?.includes(0)) return this.#nothing(this.#noGroups(groups, program));
    const blocks = storages(this.#questions, program);
    const used = images(this.#player, this.#context, program);
    const causes = [
      ...blocks.filter(({ buffer }) => buffer === 0).map(block => this.#unboundBuffer(block, program)),
      ...used.filter(({ texture }) => texture === 0).map(image => this.#unboundImage(image, program)),
    ];
    if (causes.length > 0) return this.#why(false, `The dispatch reaches nothing in one place: ${causes[0]!.text}.`, causes);
    this.again.begin();
    const writes = Writes.of(this.#player, this.#context, program);
    const before = writes.contents();
    this.#player.goAfter(call);
    const { text } = writes.changes(before);
    const size = groups ? `${groups.join(' x ')} work groups` : 'work groups whose number a buffer holds';
    const where = used.length === 0 ? '' : `; images: ${used.map(({ name, texture }) => `${name} = texture:${texture}`).join(', ')}`;
    return this.#why(true, `It is executed: ${size}, program ${program}${text === '' ? '' : `; it changes ${text}`}${where}.`, []);
  }

  #why(shows: boolean, verdict: string, causes: readonly Cause[]): Why {
    const name = this.#pages.name(this.#call);
    return { call: this.#call, name, target: '', pixel: null, shows, verdict, causes, tried: this.#tried };
  }

  #nothing(found: Cause): Why {
    const proven = found.proof ? `. With ${found.proof.change}` : '';
    return this.#why(false, `The dispatch does nothing: ${found.text}${proven}.`, [found]);
  }

  /** The dispatch once more after `prepare`, or `instead` in its place. `change` gets what came of it; undefined: it fails. */
  #trial(change: string, prepare: readonly Ask[], writes: () => Writes, instead?: Ask): Trial | undefined {
    this.again.begin();
    this.again.spoil();
    this.#questions.run(prepare);
    const looked = writes();
    const before = looked.contents();
    const writer = this.#player.write();
    const { first, end } = instead ? { first: writer.call(...instead), end: writer.calls } : this.again.write(writer);
    writer.call('glMemoryBarrier', 0xffffffff);
    const answers = this.#player.ask(this.#context, writer);
    for (let each = first; each < end; each++) if (answers.error(each) !== 0) return undefined;
    const { text } = looked.changes(before);
    const trial = { change: text === '' ? change : `${change}, it changes ${text}`, samples: null, pixels: null, error: '' };
    this.#tried.push(trial);
    return trial;
  }

  #noProgram(): Cause {
    const fails = this.#error === '' ? '' : `, so that the call fails (${this.#error})`;
    let proof: Trial | undefined;
    for (const program of programsBefore(this.#pages, this.#call)) {
      const writes = () => Writes.of(this.#player, this.#context, program);
      proof = this.#trial(`glUseProgram(${program})`, [['glUseProgram', program]], writes);
      if (proof) break;
    }
    const text = `no program with a compute shader is in use${fails}`;
    return cause({ id: 'no program', text, state: ['binding.program'], proof: proof ?? null });
  }

  /** Numbers of work groups in three directions; undefined: they cannot be told. */
  #groups(): number[] | undefined {
    const decoded = this.#pages.at(this.#call)?.call;
    const found = (decoded?.arguments ?? []).filter(({ parameter }) => /^num_groups_/.test(parameter.name));
    if (found.length > 0) return found.map(({ value }) => Number(value));
    const [buffer = 0] = this.#questions.get([DISPATCH_INDIRECT_BINDING]);
    const offset = Number(decoded?.arguments[0]?.value ?? 0);
    if (buffer === 0) return undefined;
    try {
      const bytes = this.#questions.buffer(buffer, offset, 12);
      return bytes.length === 12 ? [...new Uint32Array(bytes.buffer)] : undefined;
    } catch (problem) {
      if (problem instanceof LookError) return undefined;
      throw problem;
    }
  }

  #noGroups(groups: readonly number[], program: number): Cause {
    const [x = 1, y = 1, z = 1] = groups.map(count => Math.max(1, count));
    const writes = () => Writes.of(this.#player, this.#context, program);
    const proof = this.#trial(`glDispatchCompute(${x}, ${y}, ${z})`, [], writes, ['glDispatchCompute', x, y, z]);
    const text = `it asks for ${groups.join(' x ')} work groups, which are none`;
    return cause({ id: 'no work groups', text, calls: [this.#call], proof: proof ?? null });
  }

  #unboundBuffer({ block, binding }: Storage, program: number): Cause {
    const proof = this.#trial(
      'a buffer of zeros bound to it',
      [
        ['glGenBuffers', 1, Uint32Array.of(OWN)],
        ['glBindBuffer', SHADER_STORAGE_BUFFER, OWN],
        ['glBufferData', SHADER_STORAGE_BUFFER, OWN_BYTES, new Uint8Array(OWN_BYTES), 'GL_DYNAMIC_COPY'],
        ['glBindBufferBase', SHADER_STORAGE_BUFFER, binding, OWN],
      ],
      () => new Writes(this.#player, this.#context, [OWN], []),
    );
    return cause({
      id: 'unbound buffer',
      text: `no buffer is bound to shader storage ${binding}, where block ${block} of program ${program} is`,
      proof: proof ?? null,
      state: [`buffer.shader_storage[${binding}].binding`],
    });
  }

  #unboundImage({ name, unit, fits }: ImageUse, program: number): Cause {
    const { width, height, layers } = OWN_SIZE;
    const proof =
      fits &&
      this.#trial(
        `a texture of our own (${fits.format.replace('GL_', '')}) bound to it`,
        [
          ['glGenTextures', 1, Uint32Array.of(OWN)],
          ['glBindTexture', fits.target, OWN],
          fits.target === 'GL_TEXTURE_2D'
            ? ['glTexStorage2D', fits.target, 1, fits.format, width, height]
            : ['glTexStorage3D', fits.target, 1, fits.format, width, height, layers],
          ['glBindImageTexture', unit, OWN, 0, true, 0, READ_WRITE, fits.format],
        ],
        () => new Writes(this.#player, this.#context, [], [OWN]),
      );
    return cause({
      id: 'unbound image',
      text: `no texture is bound to image unit ${unit}, which ${name} of program ${program} uses`,
      proof: proof ?? null,
      state: [`image_unit[${unit}].name`],
    });
  }
}
