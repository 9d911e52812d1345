// A replay on WebGL that can be moved and looked at: what a session answers there. Forward; a way back begins at call 0.
import type { RawImage } from '../../inspect/raw_image.js';
import type { Pixels } from '../../native.js';
import type { TraceReader } from '../../trace/reader.js';
import { type DriverHooks, ReplayDriver } from '../driver.js';
import { LookError } from '../look/questions.js';
import type { ImageParams } from '../operations/image.js';
import { picture } from '../operations/picture.js';
import { thumbnail } from '../operations/thumbnail.js';
import type { OperationName, Operations } from '../operations.js';
import { readAttachment } from './attachment.js';
import type { Omission } from './omissions.js';
import { WebglReplayer } from './replayer.js';

export class WebglPlayer {
  readonly reader: TraceReader;
  readonly #hooks: DriverHooks;
  #replayer: WebglReplayer;
  #driver: ReplayDriver;

  constructor(reader: TraceReader, hooks: DriverHooks = {}) {
    this.reader = reader;
    this.#hooks = hooks;
    this.#replayer = new WebglReplayer(reader, { hashFrames: false });
    this.#driver = new ReplayDriver(reader, this.#replayer, {}, hooks);
  }

  /** Executes everything before `call` and nothing after. */
  goBefore(call: number): void {
    if (call < Math.min(this.#driver.nextCall, this.reader.calls)) {
      this.#replayer.close();
      this.#replayer = new WebglReplayer(this.reader, { hashFrames: false });
      this.#driver = new ReplayDriver(this.reader, this.#replayer, {}, this.#hooks);
    }
    this.#driver.runTo(call - 1);
    if (this.#driver.malformed !== undefined)
      throw new LookError(`the replay ends at call ${this.#driver.nextCall}, before call ${call}: ${this.#driver.malformed}`);
  }

  pixels(drawable?: number): Pixels {
    return this.#driver.pixels(drawable);
  }

  /** A colour attachment of what is drawn to in the stream of the last call. Throws LookError for what WebGL cannot read. */
  image({ call, before = false, attachment = 'color0', texture }: ImageParams): RawImage {
    this.goBefore(before ? call : call + 1);
    if (texture) throw new LookError('textures cannot be read with WebGL, only what is drawn to; leave --backend webgl out');
    const context = this.#replayer.currentContext(this.#driver.stream);
    if (!context) throw new LookError(`no context is current at call ${call}`);
    return readAttachment(context, attachment);
  }

  get omissions(): readonly Omission[] {
    return this.#replayer.omissions;
  }
}

const operations: { readonly [Name in OperationName]?: (player: WebglPlayer, params: Operations[Name]['params']) => unknown } = {
  picture,
  thumbnail,
  image: (player, params) => player.image(params),
  omissions: player => player.omissions,
};

/** Does an operation of a session. Throws LookError for those that need more of OpenGL than WebGL has. */
export function answerOnWebgl(player: WebglPlayer, name: OperationName, params: unknown): unknown {
  const operation = operations[name] as ((player: WebglPlayer, params: unknown) => unknown) | undefined;
  if (!operation) throw new LookError(`'${name}' cannot be asked of the webgl back end; leave --backend webgl out`);
  return operation(player, params);
}
