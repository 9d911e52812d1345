// What a session prepares behind the questions, one after the other and with a lower priority: keyframes, then the change
// log of the state. Whoever asks one question and leaves needs neither, and whoever waits for the first answer waits for
// nothing else: they begin behind it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addon } from '../native.js';
import { codec } from '../trace/codec.js';
import { CACHE_BYTES, cacheFolder, pruneCache, readParts, writeWhole } from './cache.js';
import { BUDGET, KeyframePass } from './keyframe/pass.js';
import { KeyframeStore } from './keyframe/store.js';
import type { Player } from './player.js';
import { cachedStateLog, stateLog } from './state/log_store.js';

/** From the first answer on: who asked goes on or is gone by then. */
const AFTER_ANSWER_MS = 500;
/** When nothing is asked. */
const UNASKED_MS = 10_000;

/** Names and formats in a keyframe are those of the driver that it was read from. */
function keyframesOf(file: string): string {
  const { renderer, version } = addon().hostInfo();
  const driver = codec().xxh3(new TextEncoder().encode(`${renderer}\n${version}`));
  return join(cacheFolder(file), `keyframes-${driver.toString(16).padStart(16, '0')}`);
}

/** How far it is. */
export interface BackgroundStatus {
  readonly keyframes: {
    readonly count: number;
    /** Kept in memory, compressed. */
    readonly bytes: number;
    readonly complete: boolean;
    /** What forbade keyframes: how often. */
    readonly obstacles: Readonly<Record<string, number>>;
    readonly failure?: string;
  };
  readonly stateLog: { readonly complete: boolean; readonly entries: number; readonly failure?: string };
  /** From when the session began until everything was there, ms; undefined: it is not yet. */
  readonly ms?: number;
}

export class Background {
  readonly #player: Player;
  readonly #file: string;
  readonly #began = performance.now();
  readonly #stop = new AbortController();
  #pass: KeyframePass | undefined;
  #logFailure: string | undefined;
  #ms: number | undefined;
  #looked = false;
  #start: NodeJS.Timeout;
  #answered = false;
  #running = false;

  constructor(player: Player, file: string) {
    this.#player = player;
    this.#file = file;
    // a trace that is still being written has more tomorrow
    if (player.reader.complete) player.keyframes = this.#cached();
    this.#start = this.#runAfter(UNASKED_MS);
  }

  /** The keyframes that an earlier session left, if there are any. */
  #cached(): KeyframeStore | undefined {
    return readParts(keyframesOf(this.#file), (size, read) => KeyframeStore.decode(codec(), BUDGET, size, read));
  }

  async #makeKeyframes(): Promise<void> {
    this.#pass = new KeyframePass(this.#file);
    const { store } = this.#pass;
    this.#player.keyframes = store;
    await this.#pass.ended;
    if (!store.complete || !this.#player.reader.complete) return;
    try {
      mkdirSync(cacheFolder(this.#file), { recursive: true });
      writeWhole(keyframesOf(this.#file), store.encoded());
      pruneCache(CACHE_BYTES, cacheFolder(this.#file));
    } catch (error) {
      process.stderr.write(`sgl: keyframes are not kept for the next session: ${(error as Error).message}\n`);
    }
  }

  #runAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => void this.#run(), ms).unref();
  }

  /** Of each question about the trace, once its answer is there. */
  answered(): void {
    if (this.#answered) return;
    this.#answered = true;
    if (this.#running) return;
    clearTimeout(this.#start);
    this.#start = this.#runAfter(AFTER_ANSWER_MS);
  }

  /** Takes the log that an earlier session left, if there is one. */
  lookForLog(): void {
    if (this.#looked) return;
    this.#looked = true;
    // a trace that is still being written has more tomorrow
    if (this.#player.reader.complete) this.#player.stateLog = cachedStateLog(this.#file);
  }

  async #run(): Promise<void> {
    this.#running = true;
    if (!this.#player.keyframes) await this.#makeKeyframes();
    if (this.#stop.signal.aborted) return;
    this.lookForLog();
    if (!this.#player.stateLog && this.#player.reader.complete)
      try {
        this.#player.stateLog = await stateLog(this.#file, { background: this.#stop.signal });
      } catch (error) {
        this.#logFailure = (error as Error).message; // state is asked of the driver then
      }
    this.#ms = performance.now() - this.#began;
  }

  status(): BackgroundStatus {
    const store = this.#player.keyframes;
    const { failure, obstacles = new Map<string, number>() } = this.#pass ?? {};
    return {
      keyframes: {
        count: store?.count ?? 0,
        bytes: store?.bytes ?? 0,
        complete: store?.complete ?? false,
        obstacles: Object.fromEntries(obstacles),
        ...(failure !== undefined && { failure }),
      },
      stateLog: {
        complete: this.#player.stateLog !== undefined,
        entries: this.#player.stateLog?.entries ?? 0,
        ...(this.#logFailure !== undefined && { failure: this.#logFailure }),
      },
      ...(this.#ms !== undefined && { ms: this.#ms }),
    };
  }

  stop(): void {
    clearTimeout(this.#start);
    this.#stop.abort();
    this.#pass?.stop();
  }
}
