// One renderer process as the supervisor sees it: started warm, given a client later, and watched until it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { addon, type Journal } from '../native.js';
import { rendererEnvironment } from './environment.js';
import { type EndedMessage, journalDescriptor, type LiveRequest, type LiveResponse, type ServeMessage } from './messages.js';

/** In the sources (tests run them as they are) it needs the loader that we have. */
const fromSources = import.meta.url.endsWith('.ts');
const childProgram = [
  ...(fromSources ? process.execArgv : []),
  fileURLToPath(new URL(fromSources ? './child.ts' : './child.js', import.meta.url)),
];

/** How a renderer process ended. */
export interface RendererExit {
  /** Why it serves no more; empty when the client left in good order. */
  readonly reason: string;
  /** The process itself failed: a crash of the driver, or someone killed it. */
  readonly crashed: boolean;
  readonly calls: number;
  readonly frames: number;
}

/** Room for what comes while a segment is compressed and written. Without a recording little of it is ever touched. */
const journalSize = { segments: 8, segmentBytes: 4 << 20 };

export class RendererProcess {
  readonly journal: Journal;
  readonly exited: Promise<RendererExit>;
  /** Hears of a program that may be stopped. */
  onLive: ((response: LiveResponse) => void) | undefined;
  private readonly child: ChildProcess;
  private said: EndedMessage | undefined;
  private killedFor: string | undefined;

  constructor(readonly recording: boolean) {
    this.journal = new (addon().Journal)({ ...journalSize, recording });
    const stdio: ('ignore' | 'inherit' | 'ipc' | number)[] = ['ignore', 'inherit', 'inherit', 'ipc'];
    stdio[journalDescriptor] = this.journal.fd;
    this.child = spawn(process.execPath, childProgram, { serialization: 'advanced', stdio, env: rendererEnvironment() });
    this.child.on('message', (message: EndedMessage | LiveResponse) => {
      if ('live' in message) this.onLive?.(message);
      else this.said = message;
    });
    this.exited = new Promise(resolve => {
      this.child.once('error', error =>
        resolve({ reason: `the renderer process could not be started: ${error.message}`, crashed: true, calls: 0, frames: 0 }),
      );
      this.child.once('exit', (code, signal) => resolve(this.exit(code, signal)));
    });
  }

  /** Whether the process is gone already: such a spare is of no use. */
  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined;
  }

  serve(message: ServeMessage): void {
    // A renderer that died while it waited is noticed by `exited`.
    this.child.send(message, () => {});
  }

  askLive(request: LiveRequest): void {
    this.child.send(request, () => {});
  }

  /** Ends the process at once; `reason` becomes the reason of its exit. */
  kill(reason: string): void {
    this.killedFor ??= reason;
    this.child.kill('SIGKILL');
  }

  private exit(code: number | null, signal: NodeJS.Signals | null): RendererExit {
    if (this.said) return { ...this.said, crashed: false };
    const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
    return { reason: this.killedFor ?? `the renderer process ${how}`, crashed: this.killedFor === undefined, calls: 0, frames: 0 };
  }
}
