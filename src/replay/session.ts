// The owner's side of a session: a process that keeps a trace open on a warm replayer (session_child.ts). A driver
// crash takes that process and not its owner, and the next operation starts another.
import type { ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Backend } from './backend.js';
import type { OperationName, Operations } from './operations.js';
import { callBeingExecuted, progressFile, ReplayError, startReplayProcess } from './replay_process.js';

export type SessionRequest =
  | { readonly id: number; readonly kind: 'open'; readonly file: string; readonly backend: Backend }
  | { readonly id: number; readonly kind: 'do'; readonly operation: OperationName; readonly params: unknown };

export type SessionResponse =
  | { readonly kind: 'progress'; readonly calls: number; readonly total: number }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly name: string; readonly exitCode: number };

export interface SessionOptions {
  readonly onProgress?: (calls: number, total: number) => void;
  /** What the trace is executed on (default: native). */
  readonly backend?: Backend;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One trace, open for operations. They are answered in the order in which they were asked. */
export class ReplaySession {
  readonly file: string;
  readonly #options: SessionOptions;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | undefined;
  #next = 1;
  #closed = false;

  constructor(file: string, options: SessionOptions = {}) {
    this.file = file;
    this.#options = options;
  }

  /** Throws ReplayError with the operation's message; when the driver crashed, with the call that it was in;
   * when the session was closed. */
  async do<Name extends OperationName>(operation: Name, params: Operations[Name]['params']): Promise<Operations[Name]['result']> {
    if (this.#closed) throw new ReplayError(`${this.file}: the session was closed`);
    if (!this.#child) {
      this.#start();
      await this.#send({ id: this.#next++, kind: 'open', file: this.file, backend: this.#options.backend ?? 'native' });
    }
    return (await this.#send({ id: this.#next++, kind: 'do', operation, params })) as Operations[Name]['result'];
  }

  /** Process id of the replayer; undefined before the first operation and after a crash. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** What was not answered yet never will be. The process ends as soon as it has done what it is at; nobody waits for it. */
  close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.values()) reject(new ReplayError(`${this.file}: the session was closed`));
    this.#waiting.clear();
    if (this.#child?.connected) this.#child.disconnect();
    // while a message has come in part, Node waits for the rest of it and then forgets to disconnect
    this.#child?.kill('SIGTERM');
    this.#child?.unref();
    this.#child = undefined;
  }

  #send(request: SessionRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      this.#child?.send(request);
    });
  }

  #start(): void {
    const progress = progressFile();
    const child = startReplayProcess(
      new URL(import.meta.url.endsWith('.ts') ? './session_child.ts' : './session_child.js', import.meta.url),
      progress,
    );
    this.#child = child;
    child.on('message', (response: SessionResponse) => {
      if (response.kind === 'progress') {
        this.#options.onProgress?.(response.calls, response.total);
        return;
      }
      const waiting = this.#waiting.get(response.id);
      this.#waiting.delete(response.id);
      if (response.kind === 'result') waiting?.resolve(response.result);
      else waiting?.reject(new ReplayError(response.message, response.exitCode));
    });
    // what cannot be sent to a process that is going is an error, too: how that ended comes with its exit
    child.on('error', error => {
      if (child.pid === undefined) this.#gone(child, progress, `cannot be started: ${error.message}`);
    });
    child.on('exit', (code, signal) => this.#gone(child, progress, `ended (${signal ?? `exit code ${code}`})`));
  }

  #gone(child: ChildProcess, progress: number, how: string): void {
    if (this.#child === child) this.#child = undefined;
    const { first, end } = callBeingExecuted(progress);
    const where =
      first === undefined ? 'before it executed anything' : end - first > 1 ? `in calls ${first} to ${end - 1}` : `in call ${first}`;
    for (const { reject } of this.#waiting.values()) reject(new ReplayError(`${this.file}: the replay process ${how} ${where}`));
    this.#waiting.clear();
    closeSync(progress);
  }
}
