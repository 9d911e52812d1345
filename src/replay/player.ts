// A replay that can be moved and asked: goes to a call, and answers questions in OpenGL's own words there. Runs in the
// process that calls it (a session's process, or a test's); session.ts is its owner's side.
import type { StateLog } from '../inspect/state/log.js';
import { addon, type LiveContext, type NativeReplayer, type Pixels } from '../native.js';
import type { TraceReader } from '../trace/reader.js';
import { Asker } from './asker.js';
import type { Background } from './background.js';
import { type DriverHooks, type DriverOptions, ReplayDriver } from './driver.js';
import { isOwnContext } from './keyframe/place.js';
import type { KeyframeStore, PackedKeyframe } from './keyframe/store.js';
import { WarmReplayer } from './keyframe/warm.js';
import { UnseenDraws } from './unseen_draws.js';

export class PlayerError extends Error {}

/** What a replay from call 0 takes more than its commands: contexts, and programs that are compiled anew. */
const RESTART_MS = 200;

/** Number of a keyframe's calls while they are executed: none that the trace has notes for. */
const RESTORING = 2 ** 52;

export interface PlayerOptions extends DriverOptions {
  /** It will go to keyframes, so that what the program deletes is kept (native/kept_objects.h). */
  readonly seeking?: boolean;
  /** Hash what each frame shows, for DriverHooks.onFrames. */
  readonly hashFrames?: boolean;
}

export class Player extends Asker {
  readonly reader: TraceReader;
  readonly #hooks: DriverHooks;
  readonly #options: PlayerOptions;
  #native: NativeReplayer;
  #driver: ReplayDriver;
  #warm: WarmReplayer;
  readonly #unseen: UnseenDraws | undefined;
  /** Keyframes that seeks may use; without them every way back begins at call 0. */
  keyframes: KeyframeStore | undefined;
  /** What fills these in. */
  background: Background | undefined;
  /** The change log, once it is there: state is read from it. */
  stateLog: StateLog | undefined;
  /** What restoring a keyframe took the last time, ms. */
  #restoreMs = 50;

  constructor(reader: TraceReader, hooks: DriverHooks = {}, options: PlayerOptions = {}) {
    super();
    this.reader = reader;
    this.#hooks = hooks;
    this.#options = options;
    this.#unseen = options.seeking && !options.hashFrames ? new UnseenDraws(reader) : undefined;
    this.#native = this.#newReplayer();
    this.#warm = new WarmReplayer(this, this.#native);
    this.#driver = this.#newDriver();
  }

  #newReplayer(): NativeReplayer {
    const { Replayer } = addon();
    const { hashFrames = false, seeking = false } = this.#options;
    return new Replayer({ hashFrames, seeking });
  }

  #newDriver(): ReplayDriver {
    return new ReplayDriver(this.reader, this.#native, this.#options, this.#hooks);
  }

  /** The call that would be executed next: all before it were. */
  get position(): number {
    return Math.min(this.#driver.nextCall, this.reader.calls);
  }

  /** The replayer itself, for pictures and state that commands cannot ask for. */
  override get native(): NativeReplayer {
    return this.#native;
  }

  /** The program's: keyframes have one of their own. */
  override contexts(): LiveContext[] {
    return super.contexts().filter(({ id }) => !isOwnContext(id));
  }

  /** Executes everything before `call` and nothing after. Throws PlayerError when the trace cannot be replayed so far. */
  goBefore(call: number): void {
    const keyframe = this.#keyframeFor(call);
    if (!(keyframe && this.#restore(keyframe)) && call < this.position) this.#restart();
    this.#skipUnseen(call);
    this.#driver.runTo(call - 1);
    if (this.#driver.malformed !== undefined && this.keyframes) {
      // not on a replayer that was elsewhere before, perhaps
      this.#restart();
      this.#driver.runTo(call - 1);
    }
    const { malformed } = this.#driver;
    if (malformed !== undefined)
      throw new PlayerError(`the replay ends at call ${this.#driver.nextCall}, before call ${call}: ${malformed}`);
  }

  /** Goes as far towards `call` as window draws need not be executed. */
  #skipUnseen(call: number): void {
    const clear = this.#unseen?.clearBefore(this.position, call);
    if (clear === undefined) return;
    this.#native.skipWindowDraws(true);
    try {
      this.#driver.runTo(clear - 1);
    } catch (error) {
      // what it stands at was not drawn
      this.#unseen!.giveUp();
      this.#restart();
      throw error;
    } finally {
      this.#native.skipWindowDraws(false);
    }
    if (this.#driver.malformed !== undefined || this.#unseen!.covers(this)) return;
    this.#unseen!.giveUp();
    this.#restart();
  }

  /** Executes everything up to and with `call`. */
  goAfter(call: number): void {
    this.goBefore(call + 1);
  }

  /** The keyframe to go to `call` from; undefined when going on from here, or from call 0, is no slower. */
  #keyframeFor(call: number): PackedKeyframe | undefined {
    const { keyframes, position } = this;
    const keyframe = keyframes?.nearest(call);
    if (!keyframes || !keyframe) return undefined;
    const without = position <= call ? keyframe.ms - keyframes.msAt(position) : keyframe.ms + RESTART_MS;
    return without > this.#restoreMs ? keyframe : undefined;
  }

  /** Goes to a keyframe; false when that cannot be: it was dropped meanwhile. */
  #restore(keyframe: PackedKeyframe, warm = true): boolean {
    const store = this.keyframes!;
    const started = performance.now();
    const runs = keyframe.runs.map(({ stream, chunks, part }) => ({ stream, part, commands: store.commands(chunks) }));
    if (runs.some(({ commands }) => !commands)) return false;
    const stale = warm ? this.#warm.clear(keyframe, store, this.position) : undefined;
    if (!stale) this.#restart();
    for (const { stream, part, commands } of runs) {
      if (part === 'end' || (stale && part === 'make')) continue;
      if (stale && typeof part === 'object' && !stale.get(part.group)?.has(part.program)) continue;
      const { malformed } = this.#native.run(commands!, stream, 0, RESTORING);
      if (part === 'make') this.#warm.knowShaders(keyframe, store);
      if (malformed === undefined) continue;
      // a driver that gives other names than it used to, for one
      if (stale) return this.#restore(keyframe, false);
      store.drop();
      this.#restart();
      return false;
    }
    this.#warm.settle(keyframe);
    this.#driver = this.#newDriver();
    this.#driver.startAt(keyframe.call);
    // one that had to compile says little of the next
    this.#restoreMs = Math.min(performance.now() - started, 1.5 * this.#restoreMs);
    return true;
  }

  #restart(): void {
    this.#native.close();
    this.#native = this.#newReplayer();
    this.#driver = this.#newDriver();
    this.#warm = new WarmReplayer(this, this.#native);
  }

  /** The picture in the back buffer of `drawable`, or of the one that the last executed call drew to. */
  override pixels(drawable?: number): Pixels {
    return this.#driver.pixels(drawable);
  }

  close(): void {
    this.#native.close();
  }
}
