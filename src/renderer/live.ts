// A program that can be stopped between two of its calls and looked at. The renderer simply takes nothing more from the
// program meanwhile, which notices nothing but the time.
import type { ClientRow, StopAt, Stopped } from '../native.js';
import type { LookName, Looks } from '../replay/looks.js';
import type { RendererProcess } from './renderer_process.js';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class LiveProgram {
  readonly program: string;
  readonly commandLine: string;
  readonly pid: number;
  /** Where it stands; undefined while it runs. */
  where: Stopped | undefined;
  /** It is gone: why, '' when it ended by itself. */
  ended: string | undefined;
  /** Hears of each stop, and of its end. */
  onChange: (() => void) | undefined;
  readonly #renderer: RendererProcess;
  readonly #waiting = new Map<number, Waiting>();
  #stops: ((where: Stopped | undefined) => void)[] = [];
  #recorded: (() => void) | undefined;
  #next = 1;

  constructor(client: Pick<ClientRow, 'program' | 'commandLine' | 'pid'>, renderer: RendererProcess) {
    this.program = client.program;
    this.commandLine = client.commandLine;
    this.pid = client.pid;
    this.#renderer = renderer;
    renderer.onLive = response => {
      if (response.live === 'stopped') {
        this.where = response.where;
        this.#tell();
        return;
      }
      if (response.live === 'recording') {
        this.#recorded?.();
        return;
      }
      const waiting = this.#waiting.get(response.id);
      this.#waiting.delete(response.id);
      if (response.live === 'seen') waiting?.resolve(response.result);
      else waiting?.reject(new Error(response.message));
    };
    void renderer.exited.then(({ reason }) => {
      this.ended = reason;
      this.where = undefined;
      for (const { reject } of this.#waiting.values()) reject(new Error(`${this.program} is gone${reason === '' ? '' : `: ${reason}`}`));
      this.#waiting.clear();
      this.#recorded?.();
      this.#tell();
    });
  }

  /** Somebody looks at it. */
  get attended(): boolean {
    return this.onChange !== undefined;
  }

  /** Goes on to the next stop, or for good. While it runs: arms the next stop, `{ call: 0 }` for the next call. */
  goOn(at?: StopAt): void {
    this.where = undefined;
    this.#renderer.askLive(at ? { live: 'goOn', at } : { live: 'goOn' });
  }

  /** Resolves with where it stands, at once if it does; undefined when it is gone. */
  async stop(): Promise<Stopped | undefined> {
    if (this.where || this.ended !== undefined) return this.where;
    return new Promise(resolve => this.#stops.push(resolve));
  }

  /**
   * Has a program that was not recorded so far recorded from its next call on, or one that was no more; resolves when that
   * call comes, or when the program is gone. Not before the last change was made.
   */
  async record(on: boolean): Promise<void> {
    if (this.ended !== undefined) return;
    this.#renderer.askLive({ live: 'record', on });
    await new Promise<void>(resolve => {
      this.#recorded = resolve;
    });
  }

  /** Looks at it where it stands. Throws when it does not, or is gone. */
  async look<Name extends LookName>(look: Name, params: Looks[Name]['params']): Promise<Looks[Name]['result']> {
    if (this.ended !== undefined) throw new Error(`${this.program} is gone`);
    const id = this.#next++;
    const result = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#renderer.askLive({ live: 'look', id, look, params });
    return (await result) as Looks[Name]['result'];
  }

  #tell(): void {
    for (const resolve of this.#stops.splice(0)) resolve(this.where);
    this.onChange?.();
  }
}
