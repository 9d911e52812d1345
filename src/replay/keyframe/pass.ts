// The owner's side of the background pass (pass_child.ts): fills a store of keyframes while questions are answered.
import type { ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { codec } from '../../trace/codec.js';
import { progressFile, startReplayProcess } from '../replay_process.js';
import { type Chunk, KeyframeStore, type PackedKeyframe } from './store.js';

export type PassMessage =
  | { readonly kind: 'keyframe'; readonly keyframe: PackedKeyframe; readonly contents: readonly Chunk[] }
  | { readonly kind: 'obstacle'; readonly call: number; readonly what: string }
  | { readonly kind: 'failed'; readonly what: string }
  | { readonly kind: 'done'; readonly ms: number };

export interface PassRequest {
  readonly file: string;
  /** Replay between keyframes, ms. */
  readonly spacingMs: number;
}

export const BUDGET = 256 << 20;
const SPACING_MS = 60;

export class KeyframePass {
  readonly store: KeyframeStore;
  /** Time of the whole pass, once it is through. */
  ms: number | undefined;
  /** What forbade keyframes: how often. */
  readonly obstacles = new Map<string, number>();
  failure: string | undefined;
  /** The process has ended. */
  readonly ended: Promise<void>;
  #child: ChildProcess | undefined;

  constructor(file: string, { budget = BUDGET, spacingMs = SPACING_MS } = {}) {
    this.store = new KeyframeStore(codec(), budget);
    const progress = progressFile();
    const script = new URL(import.meta.url.endsWith('.ts') ? './pass_child.ts' : './pass_child.js', import.meta.url);
    const child = startReplayProcess(script, progress);
    this.#child = child;
    child.on('message', (message: PassMessage) => this.#take(message));
    child.on('error', error => {
      this.failure = error.message;
    });
    this.ended = new Promise(resolve => {
      child.on('exit', () => {
        this.#child = undefined;
        closeSync(progress);
        resolve();
      });
    });
    child.unref();
    child.channel?.unref();
    child.send({ file, spacingMs } satisfies PassRequest);
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
  }

  #take(message: PassMessage): void {
    if (message.kind === 'keyframe') this.store.add(message.keyframe, message.contents);
    else if (message.kind === 'obstacle') this.obstacles.set(message.what, (this.obstacles.get(message.what) ?? 0) + 1);
    else if (message.kind === 'failed') this.failure = message.what;
    else {
      this.ms = message.ms;
      this.store.complete = true;
    }
  }
}
