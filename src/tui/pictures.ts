// Pictures that panels want, from a replayer in a process of its own. One is made at a time; what is wanted meanwhile
// counts only if it still is when that one is done. The last ones are kept.
import type { Image } from '../inspect/images.js';
import { type ImageRange, type RawImage, showImage } from '../inspect/raw_image.js';
import type { AttachmentName } from '../replay/look/image.js';
import type { ImageParams } from '../replay/operations/image.js';
import type { OperationName, Operations } from '../replay/operations.js';
import { ReplaySession } from '../replay/session.js';
import type { Live } from './live.js';

const KEPT_BYTES = 96 << 20;
/** Keys that repeat come this fast; a picture for each would be made for nobody. */
const PAUSE_MS = 15;

type Work = () => Promise<void>;

/** A warm replayer and the newest work for it. */
export class Replayer {
  readonly #session: ReplaySession;
  readonly #live: Live | undefined;
  readonly #onProgress: (calls: number, total: number) => void;
  #running = false;
  /** The newest work of each kind, in the order in which the kinds were wanted. */
  readonly #wanted = new Map<string, { readonly key: string; readonly work: Work }>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** Of the work that is being done; '' = none. */
  doing = '';

  /** `live`: the program that the trace is of, which answers what is about its present. */
  constructor(file: string, onProgress: (calls: number, total: number) => void = () => {}, live?: Live) {
    this.#onProgress = onProgress;
    this.#session = new ReplaySession(file, { onProgress });
    this.#live = live;
  }

  get idle(): boolean {
    return !this.#running && this.#wanted.size === 0;
  }
  get pid(): number | undefined {
    return this.#session.pid;
  }

  do<Name extends OperationName>(operation: Name, params: Operations[Name]['params']): Promise<Operations[Name]['result']> {
    const live = this.#live?.answer(operation, params);
    if (live) return live;
    // nothing goes on any more, however it ended
    return this.#session.do(operation, params).finally(() => this.#onProgress(1, 1));
  }

  /** Has `work` done next, in place of what of its kind waits. Work of the same key is not begun twice. */
  want(kind: string, key: string, work: Work): void {
    if (this.#closed || this.doing === key || this.#wanted.get(kind)?.key === key) return;
    this.#wanted.set(kind, { key, work });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#next(), PAUSE_MS);
  }

  /** What of a kind waits is not wanted any more. */
  drop(kind: string): void {
    this.#wanted.delete(kind);
  }

  async #next(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#take(); next; next = this.#take()) {
      this.doing = next.key;
      await next.work();
      this.doing = '';
    }
    this.#running = false;
  }

  #take(): { readonly key: string; readonly work: Work } | undefined {
    // State is slow and can wait: what is seen comes first.
    const kinds = [...this.#wanted.keys()];
    const kind = kinds.find(each => each !== 'state') ?? kinds[0];
    if (kind === undefined || this.#closed) return undefined;
    const next = this.#wanted.get(kind);
    this.#wanted.delete(kind);
    return next;
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
    this.#bytes += 'value' in kept ? this.#bytesOf(kept.value) : 1;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#most || oldest === key) break;
      this.delete(oldest);
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  dropProblems(): void {
    for (const [key, kept] of [...this.#kept]) if ('problem' in kept) this.delete(key);
  }

  delete(key: string): void {
    const kept = this.#kept.get(key);
    if (!kept) return;
    this.#kept.delete(key);
    this.#bytes -= 'value' in kept ? this.#bytesOf(kept.value) : 1;
  }
}

/** A picture with what it is of, and its values as they were read. */
export interface Picture extends Image {
  readonly of: string;
  readonly raw?: RawImage;
}

/** Of what a picture is wanted. */
export type Target =
  /** Of a swap what it presents; else what draws write, or the window where that cannot be read. */
  | { readonly kind: 'auto' }
  | { readonly kind: 'window' }
  | { readonly kind: 'attachment'; readonly attachment: AttachmentName }
  | { readonly kind: 'texture'; readonly name: number; readonly level: number; readonly layer: number };

export interface PictureWanted {
  readonly call: number;
  /** Set for a swap. */
  readonly drawable?: number;
  readonly target: Target;
  /** Values that are black and white; without it what suits the values. */
  readonly range?: ImageRange;
}

const keyOf = ({ call, drawable, target, range }: PictureWanted) => JSON.stringify([call, drawable, target, range]);

export class Pictures {
  readonly #replayer: Replayer;
  readonly #results = new Results<Picture>(({ data, raw }) => data.length + (raw?.data.byteLength ?? 0));
  readonly #onChange: () => void;

  constructor(replayer: Replayer, onChange: () => void) {
    this.#replayer = replayer;
    this.#onChange = onChange;
  }

  /** The picture if it is there; else it is made next. */
  picture(wanted: PictureWanted, of: 'cursor' | 'mark' = 'cursor'): Kept<Picture> | undefined {
    const key = keyOf(wanted);
    const kept = this.#results.get(key);
    if (kept) this.#replayer.drop(`picture of ${of}`);
    else this.#replayer.want(`picture of ${of}`, key, () => this.#make(key, wanted));
    return kept;
  }

  /** Tries again what failed. */
  retry(wanted: PictureWanted): void {
    this.#results.delete(keyOf(wanted));
    this.#onChange();
  }

  async #make(key: string, wanted: PictureWanted): Promise<void> {
    try {
      this.#results.set(key, { value: await this.#ask(wanted) });
    } catch (error) {
      this.#results.set(key, { problem: (error as Error).message });
    }
    this.#onChange();
  }

  async #ask({ call, drawable, target, range }: PictureWanted): Promise<Picture> {
    const window = async (): Promise<Picture> => {
      const image = await this.#replayer.do('picture', drawable === undefined ? { call } : { call, before: true, drawable });
      return { ...image, of: drawable === undefined ? 'window' : 'presented' };
    };
    const read = async (params: Omit<ImageParams, 'call'>): Promise<Picture> => {
      const raw = await this.#replayer.do('image', { call, ...params });
      return { ...showImage(raw, { alpha: true, ...(range && { range }) }), of: raw.of, raw };
    };
    switch (target.kind) {
      case 'window':
        return window();
      case 'attachment':
        return read({ attachment: target.attachment });
      case 'texture':
        return read({ texture: target });
      case 'auto':
        // Where nothing can be read from what draws write (no colour there, inside glBegin), the window still can.
        return drawable === undefined ? read({ attachment: 'color0' }).catch(window) : window();
    }
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
    if (frame !== undefined) this.#replayer.want('thumbnail', String(frame), () => this.#make(frame));
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
