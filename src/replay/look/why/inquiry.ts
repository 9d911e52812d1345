// A draw or clear under inquiry: what it did as the program made it, and executions of it with one thing changed.
import { CallPages } from '../../../inspect/call_pages.js';
import { errorName } from '../../../inspect/error_names.js';
import type { Cause, Trial } from '../../../inspect/why.js';
import type { Player } from '../../player.js';
import { contextOfCall } from '../context.js';
import { DrawAgain, drawSpan } from '../draw_again.js';
import type { AttachmentName } from '../image.js';
import { type Ask, LookError, Questions } from '../questions.js';
import { type At, countSamples, type Hurdle } from '../samples.js';
import { bitsOf, clearedAttachments } from './cleared.js';
import { Changed, type Pictures, picturesOf, type Target, targetOf } from './target.js';

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** How an execution is looked at. */
export interface TrialOptions {
  /** It draws elsewhere, or onto something else: what was there before is looked at anew. */
  readonly elsewhere?: boolean;
  /** Pixels that come out otherwise than as the program made them, in place of those that the draw changes. */
  readonly otherwise?: boolean;
  /** Executed in its place. */
  readonly instead?: Ask;
}

export class Inquiry {
  readonly player: Player;
  readonly pages: CallPages;
  readonly draw: DrawAgain;
  readonly context: number;
  readonly pixel: Pixel | undefined;
  readonly target: Target;
  /** What it clears, as bits of glClear; undefined: it is a draw. */
  readonly clears: number | undefined;
  /** Attachments that are compared: colours, or depth where there are none; of a clear those that it names. */
  readonly looked: readonly AttachmentName[];
  readonly tried: Trial[] = [];
  readonly before: Pictures;
  /** GL error of the draw when it was recorded; '' = none. */
  readonly error: string;
  #after: Pictures | undefined;

  /** Throws LookError when the call draws and clears nothing, or cannot be asked about. */
  constructor(player: Player, call: number, pixel: Pixel | undefined) {
    this.player = player;
    this.pixel = pixel;
    this.pages = new CallPages(player.reader);
    const span = bitsOf(this.pages, call) === undefined ? drawSpan(this.pages, call) : { first: call, call };
    this.draw = new DrawAgain(player, span);
    this.draw.begin();
    this.context = contextOfCall(player, span.first);
    if (player.contexts().find(({ id }) => id === this.context)?.listMode)
      throw new LookError(`call ${call} goes into a display list: nothing is drawn there; ask at a glCallList`);
    this.target = targetOf(player, this.context);
    this.clears = bitsOf(this.pages, span.call);
    this.looked =
      this.clears !== undefined
        ? clearedAttachments(this.clears, this.target.colors)
        : this.target.colors.length > 0
          ? this.target.colors
          : ['depth'];
    this.before = picturesOf(player, this.context, this.looked);
    let error = '';
    for (let each = span.first; each <= span.call && error === ''; each++) {
      const found = this.pages.at(each);
      if (found?.error && this.pages.stream(each) === this.pages.stream(span.call)) error = errorName(found.error.error);
    }
    this.error = error;
    if (pixel && this.target.width > 0 && (pixel.x >= this.target.width || pixel.y >= this.target.height))
      throw new LookError(`the picture has ${this.target.width}x${this.target.height} pixels`);
  }

  questions(): Questions {
    return new Questions(this.player, this.context);
  }

  /** The pixel from the bottom left. */
  get at(): At | undefined {
    return this.pixel && { x: this.pixel.x, y: this.target.height - 1 - this.pixel.y };
  }

  /** `this pixel`, `it`: what the inquiry is about. */
  get subject(): string {
    return this.pixel ? 'the pixel' : 'the draw';
  }

  /** What it draws into, for people. */
  get targetText(): string {
    const { framebuffer, drawable } = this.target;
    if (framebuffer === 0) return drawable === 0 ? 'no drawable' : `drawable:${drawable}`;
    const [first] = this.before.values();
    return first ? first.of : `framebuffer:${framebuffer}`;
  }

  /** Executes it as the program does; the player stands behind it. */
  asItIs(): Changed {
    this.draw.begin();
    this.player.goAfter(this.draw.span.call);
    this.#after = picturesOf(this.player, this.context, this.looked);
    return new Changed(this.before, this.#after);
  }

  get after(): Pictures {
    if (!this.#after) throw new Error('asItIs comes first');
    return this.#after;
  }

  /** The draw once more after `prepare`, writing; undefined when `prepare` said false: it could not. */
  trial(change: string, prepare: (questions: Questions) => unknown, options: TrialOptions = {}): Trial | undefined {
    const { player, context, draw } = this;
    draw.begin();
    draw.spoil();
    if (prepare(this.questions()) === false) return undefined;
    const names = options.elsewhere ? targetOf(player, context).colors : this.looked;
    const before = options.elsewhere ? picturesOf(player, context, names) : options.otherwise ? this.after : this.before;
    const writer = player.write();
    const { instead } = options;
    const { first, end } = instead ? { first: writer.call(...instead), end: writer.calls } : draw.write(writer);
    const answers = player.ask(context, writer);
    let error = 0;
    for (let call = first; call < end && error === 0; call++) error = answers.error(call);
    const changed = new Changed(before, picturesOf(player, context, names));
    const sized = changed.width === this.target.width && changed.height === this.target.height;
    const trial = {
      change,
      samples: null,
      pixels: changed.count(sized ? this.pixel : undefined),
      error: error === 0 ? '' : errorName(error),
    };
    this.tried.push(trial);
    return trial;
  }

  /** The cause with its proof, if with the change pixels come out otherwise; else nothing. */
  attempt(
    parts: Pick<Cause, 'id' | 'text'> & Partial<Cause>,
    change: string,
    prepare: (questions: Questions) => unknown,
    options: TrialOptions = {},
  ): Cause[] {
    const proof = this.trial(change, prepare, options);
    return (proof?.pixels ?? 0) > 0 ? [cause({ ...parts, proof: proof! })] : [];
  }

  /** Samples of the draw with some of the state taken away, writing nothing. */
  count(change: string, removed: readonly Hurdle[], whole = false): Trial {
    const [counted] = countSamples(this.questions(), this.draw, [removed], whole ? undefined : this.at);
    const trial = { change, samples: counted!.samples, pixels: null, error: counted!.error === 0 ? '' : errorName(counted!.error) };
    this.tried.push(trial);
    return trial;
  }
}

/** A cause with what is not said. */
export function cause(parts: Pick<Cause, 'id' | 'text'> & Partial<Cause>): Cause {
  return { proof: null, state: [], calls: [], ...parts };
}
