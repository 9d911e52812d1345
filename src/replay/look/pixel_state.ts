// State that changes what a readback returns (OpenGL 4.6 compatibility, sections 18.2 and 8.4.4): set aside for a readback of
// our own, and put back.
import type { CommandWriter } from '../../trace/command_writer.js';
import { bytesOf, type Questions } from './questions.js';

const PACK = [
  'GL_PACK_SWAP_BYTES',
  'GL_PACK_LSB_FIRST',
  'GL_PACK_ROW_LENGTH',
  'GL_PACK_SKIP_ROWS',
  'GL_PACK_SKIP_PIXELS',
  'GL_PACK_IMAGE_HEIGHT',
  'GL_PACK_SKIP_IMAGES',
];
const TRANSFER: Readonly<Record<string, number>> = {
  GL_MAP_COLOR: 0,
  GL_MAP_STENCIL: 0,
  GL_INDEX_SHIFT: 0,
  GL_INDEX_OFFSET: 0,
  GL_RED_SCALE: 1,
  GL_RED_BIAS: 0,
  GL_GREEN_SCALE: 1,
  GL_GREEN_BIAS: 0,
  GL_BLUE_SCALE: 1,
  GL_BLUE_BIAS: 0,
  GL_ALPHA_SCALE: 1,
  GL_ALPHA_BIAS: 0,
  GL_DEPTH_SCALE: 1,
  GL_DEPTH_BIAS: 0,
};
const CLAMP_READ_COLOR = 0x891c;
const FIXED_ONLY = 0x891d;

/** Asks for the state once; `begin` and `end` write the commands around a readback. */
export class PixelState {
  readonly #pack = new Map<string, number>();
  readonly #transfer = new Map<string, number>();
  readonly #buffer: number;
  readonly #clamp: number;

  constructor(questions: Questions) {
    const writer = questions.write();
    const pack = ['GL_PACK_ALIGNMENT', ...PACK].map(name => [name, writer.call('glGetIntegerv', name, { room: 64 })] as const);
    const transfer = Object.keys(TRANSFER).map(name => [name, writer.call('glGetFloatv', name, { room: 64 })] as const);
    const buffer = writer.call('glGetIntegerv', 'GL_PIXEL_PACK_BUFFER_BINDING', { room: 64 });
    const clamp = writer.call('glGetIntegerv', CLAMP_READ_COLOR, { room: 64 });
    const answers = questions.ask(writer);
    const integer = (call: number) => {
      const bytes = bytesOf(answers.reply(call));
      return bytes && bytes.length >= 4 ? new Int32Array(bytes.buffer, 0, 1)[0]! : undefined;
    };
    for (const [name, call] of pack) {
      const value = integer(call);
      if (value !== undefined) this.#pack.set(name, value);
    }
    for (const [name, call] of transfer) {
      const bytes = bytesOf(answers.reply(call));
      if (bytes && bytes.length >= 4) this.#transfer.set(name, new Float32Array(bytes.buffer, 0, 1)[0]!);
    }
    this.#buffer = integer(buffer) ?? 0;
    this.#clamp = integer(clamp) ?? FIXED_ONLY;
  }

  begin(writer: CommandWriter): void {
    for (const [name, value] of this.#pack) {
      const plain = name === 'GL_PACK_ALIGNMENT' ? 1 : 0;
      if (value !== plain) writer.call('glPixelStorei', name, plain);
    }
    for (const [name, value] of this.#transfer) if (value !== TRANSFER[name]) writer.call('glPixelTransferf', name, TRANSFER[name]!);
    if (this.#buffer !== 0) writer.call('glBindBuffer', 'GL_PIXEL_PACK_BUFFER', 0);
    if (this.#clamp !== FIXED_ONLY) writer.call('glClampColor', CLAMP_READ_COLOR, FIXED_ONLY);
  }

  end(writer: CommandWriter): void {
    for (const [name, value] of this.#pack) if (value !== (name === 'GL_PACK_ALIGNMENT' ? 1 : 0)) writer.call('glPixelStorei', name, value);
    for (const [name, value] of this.#transfer) if (value !== TRANSFER[name]) writer.call('glPixelTransferf', name, value);
    if (this.#buffer !== 0) writer.call('glBindBuffer', 'GL_PIXEL_PACK_BUFFER', this.#buffer);
    if (this.#clamp !== FIXED_ONLY) writer.call('glClampColor', CLAMP_READ_COLOR, this.#clamp);
  }
}
