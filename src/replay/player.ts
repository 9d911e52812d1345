// A replay that can be moved and asked: goes to a call, and answers questions in OpenGL's own words there. Runs in the
// process that calls it (a session's process, or a test's); session.ts is its owner's side.
import { addon, type NativeReplayer, type Pixels } from '../native.js';
import type { TraceReader } from '../trace/reader.js';
import { Asker } from './asker.js';
import { type DriverHooks, ReplayDriver } from './driver.js';
import type { KeyframeStore, PackedKeyframe } from './keyframe/store.js';

export class PlayerError extends Error {}

export class Player extends Asker {
  readonly reader: TraceReader;
  readonly #hooks: DriverHooks;
  #native: NativeReplayer;
  #driver: ReplayDriver;
  /** Keyframes that seeks may use; without them every way back begins at call 0. */
  keyframes: KeyframeStore | undefined;
  /** What restoring a keyframe took the last time, ms. */
  #restoreMs = 50;

  constructor(reader: TraceReader, hooks: DriverHooks = {}) {
    super();
    this.reader = reader;
    this.#hooks = hooks;
    this.#native = this.#newReplayer();
    this.#driver = new ReplayDriver(reader, this.#native, {}, hooks);
  }

  #newReplayer(): NativeReplayer {
    const { Replayer } = addon();
    return new Replayer({ hashFrames: false });
  }

  /** The call that would be executed next: all before it were. */
  get position(): number {
    return Math.min(this.#driver.nextCall, this.reader.calls);
  }

  /** The replayer itself, for pictures and state that commands cannot ask for. */
  override get native(): NativeReplayer {
    return this.#native;
  }

  /** Executes everything before `call` and nothing after. Throws PlayerError when the trace cannot be replayed so far. */
  goBefore(call: number): void {
    const keyframe = this.#keyframeFor(call);
    if (!(keyframe && this.#restore(keyframe)) && call < this.position) this.#restart();
    this.#driver.runTo(call - 1);
    const { malformed } = this.#driver;
    if (malformed !== undefined)
      throw new PlayerError(`the replay ends at call ${this.#driver.nextCall}, before call ${call}: ${malformed}`);
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
    const from = position <= call ? keyframes.msAt(position) : 0;
    return keyframe.ms - from > this.#restoreMs || (position > call && keyframe.call > 0 && keyframe.ms > this.#restoreMs)
      ? keyframe
      : undefined;
  }

  /** Makes a replayer anew as the keyframe has it; false when it cannot be: it was dropped meanwhile. */
  #restore(keyframe: PackedKeyframe): boolean {
    const started = performance.now();
    const runs = keyframe.runs.map(run => ({ stream: run.stream, commands: this.keyframes!.commands(run) }));
    if (runs.some(({ commands }) => !commands)) return false;
    this.#restart();
    for (const { stream, commands } of runs) {
      const { malformed } = this.#native.run(commands!, stream, 0, 0);
      if (malformed === undefined) continue;
      this.keyframes!.drop();
      this.#restart();
      return false;
    }
    this.#driver.startAt(keyframe.call);
    this.#restoreMs = performance.now() - started;
    return true;
  }

  #restart(): void {
    this.#native.close();
    this.#native = this.#newReplayer();
    this.#driver = new ReplayDriver(this.reader, this.#native, {}, this.#hooks);
  }

  /** The picture in the back buffer of `drawable`, or of the one that the last executed call drew to. */
  override pixels(drawable?: number): Pixels {
    return this.#driver.pixels(drawable);
  }

  close(): void {
    this.#native.close();
  }
}
