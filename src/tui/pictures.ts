// Pictures that panels want, from a replayer in a process of its own. One is made at a time; what is wanted meanwhile
// counts only if it still is when that one is done. The last ones are kept.
import type { Image } from '../inspect/images.js';
import type { OperationName, Operations } from '../replay/operations.js';
import { ReplaySession } from '../replay/session.js';

const KEPT_BYTES = 96 << 20;
/** Keys that repeat come this fast; a picture for each would be made for nobody. */
const PAUSE_MS = 15;

type Work = () => Promise<void>;

/** A warm replayer and the newest work for it. */
export class Replayer {
  readonly #session: ReplaySession;
  #running = false;
  #wanted: { readonly key: string; readonly work: Work } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** Of the work that is being done; '' = none. */
  doing = '';

  constructor(file: string, onProgress: (calls: number, total: number) => void = () => {}) {
    this.#session = new ReplaySession(file, { onProgress });
  }

  get idle(): boolean {
    return !this.#running && this.#wanted === undefined;
  }
  get pid(): number | undefined {
    return this.#session.pid;
  }

  do<Name extends OperationName>(operation: Name, params: Operations[Name]['params']): Promise<Operations[Name]['result']> {
    return this.#session.do(operation, params);
  }

  /** Has `work` done next, in place of what waits. Work of the same key is not begun twice. */
  want(key: string, work: Work): void {
    if (this.#closed || this.doing === key || this.#wanted?.key === key) return;
    this.#wanted = { key, work };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#next(), PAUSE_MS);
  }

  /** What waits is not wanted any more. */
  drop(): void {
    this.#wanted = undefined;
  }

  async #next(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#wanted && !this.#closed) {
      const { key, work } = this.#wanted;
      this.#wanted = undefined;
      this.doing = key;
      await work();
      this.doing = '';
    }
    this.#running = false;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#session.close();
  }
}

export type Kept<T> = { readonly value: T } | { readonly problem: string };

/** Results by key, the oldest dropped when they are too many bytes. Problems are kept too: what failed is not tried again
 * by itself. */
export class Results<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #bytesOf: (value: T) => number;
  readonly #most: number;
  #bytes = 0;

  constructor(bytesOf: (value: T) => number, most = KEPT_BYTES) {
    this.#bytesOf = bytesOf;
    this.#most = most;
  }

  get(key: string): Kept<T> | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  set(key: string, kept: Kept<T>): void {
    this.delete(key);
    this.#kept.set(key, kept);
    this.#bytes += 'value' in kept ? this.#bytesOf(kept.value) : 64;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#most || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const kept = this.#kept.get(key);
    if (!kept) return;
    this.#kept.delete(key);
    this.#bytes -= 'value' in kept ? this.#bytesOf(kept.value) : 64;
  }
}

/** What is to be seen: the drawable after a call, or what a swap presents. */
export interface PictureWanted {
  readonly call: number;
  /** Set for a swap. */
  readonly drawable?: number;
}

const keyOf = ({ call, drawable }: PictureWanted) => (drawable === undefined ? `after ${call}` : `swap ${call}`);

export class Pictures {
  readonly #replayer: Replayer;
  readonly #results = new Results<Image>(image => image.data.length);
  readonly #onChange: () => void;

  constructor(replayer: Replayer, onChange: () => void) {
    this.#replayer = replayer;
    this.#onChange = onChange;
  }

  /** The picture if it is there; else it is made next. */
  picture(wanted: PictureWanted): Kept<Image> | undefined {
    const key = keyOf(wanted);
    const kept = this.#results.get(key);
    if (kept) this.#replayer.drop();
    else this.#replayer.want(key, () => this.#make(key, wanted));
    return kept;
  }

  /** Tries again what failed. */
  retry(wanted: PictureWanted): void {
    this.#results.delete(keyOf(wanted));
    this.#onChange();
  }

  async #make(key: string, { call, drawable }: PictureWanted): Promise<void> {
    try {
      const image = await this.#replayer.do('picture', drawable === undefined ? { call } : { call, before: true, drawable });
      this.#results.set(key, { value: image });
    } catch (error) {
      this.#results.set(key, { problem: (error as Error).message });
    }
    this.#onChange();
  }
}

/** Thumbnails of frames, by a replayer of their own, so that they do not move the one that follows the cursor. */
export class Thumbnails {
  readonly width: number;
  readonly height: number;
  readonly #replayer: Replayer;
  readonly #results = new Results<Image>(image => image.data.length, KEPT_BYTES / 4);
  readonly #onChange: () => void;

  constructor(replayer: Replayer, onChange: () => void, width = 64, height = 48) {
    this.#replayer = replayer;
    this.#onChange = onChange;
    this.width = width;
    this.height = height;
  }

  get(frame: number): Kept<Image> | undefined {
    return this.#results.get(String(frame));
  }

  /** Has those of the frames made that are missing, in the order of the trace. */
  want(frames: readonly number[]): void {
    const frame = frames.find(each => this.get(each) === undefined);
    if (frame !== undefined) this.#replayer.want(String(frame), () => this.#make(frame));
  }

  async #make(frame: number): Promise<void> {
    const { width, height } = this;
    try {
      this.#results.set(String(frame), { value: await this.#replayer.do('thumbnail', { frame, width, height }) });
    } catch (error) {
      this.#results.set(String(frame), { problem: (error as Error).message });
    }
    this.#onChange();
  }
}
