// An inspector's side of a program that runs elsewhere: its supervisor's socket (live_server.ts).
import { readdirSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { StopAt, Stopped } from '../native.js';
import type { LookName, Looks } from '../replay/looks.js';
import { socketPath } from './live_server.js';
import {
  type Attached,
  type Candidate,
  type ControlMessage,
  type ControlRequest,
  decodeLine,
  encodeLine,
  lineReader,
} from './live_wire.js';

/** Pictures of large windows, as base64. */
const LONGEST_LINE = 1 << 30;
const FOLDER = '/dev/shm';

type ControlEvent = Extract<ControlMessage, { event: string }>;
type Ask = ControlRequest extends infer Each ? (Each extends ControlRequest ? Omit<Each, 'id'> : never) : never;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A connection to a supervisor. */
export class LiveConnection {
  readonly region: string;
  #onEvent: ((event: ControlEvent) => void) | undefined;
  /** Events that nobody heard of yet. */
  #unheard: ControlEvent[] = [];
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #closed = false;

  private constructor(region: string, socket: Socket) {
    this.region = region;
    this.#socket = socket;
    socket.setEncoding('utf8');
    const take = lineReader(LONGEST_LINE, line => this.#take(decodeLine(line) as ControlMessage));
    socket.on('data', (piece: string) => {
      if (take(piece)) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#closed = true;
      for (const { reject } of this.#waiting.values()) reject(new Error('the renderer is gone'));
      this.#waiting.clear();
      this.#tell({ event: 'ended', reason: 'the renderer is gone' });
    });
  }

  /** Rejects when nobody listens there, or it is another user's. */
  static async open(region: string): Promise<LiveConnection> {
    const path = socketPath(region);
    const { uid } = statSync(path);
    if (uid !== process.getuid?.()) throw new Error(`${path} is another user's`);
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new LiveConnection(region, socket);
  }

  /** Hears of all events, those before too. */
  set onEvent(hear: (event: ControlEvent) => void) {
    this.#onEvent = hear;
    for (const event of this.#unheard.splice(0)) hear(event);
  }

  #tell(event: ControlEvent): void {
    if (this.#onEvent) this.#onEvent(event);
    else this.#unheard.push(event);
  }

  async programs(): Promise<Candidate[]> {
    return (await this.#ask({ do: 'programs' })) as Candidate[];
  }

  async attach(pid: number): Promise<Attached> {
    return (await this.#ask({ do: 'attach', pid })) as Attached;
  }

  async goOn(at?: StopAt): Promise<void> {
    await this.#ask(at ? { do: 'goOn', at } : { do: 'goOn' });
  }

  async look<Name extends LookName>(look: Name, params: Looks[Name]['params']): Promise<Looks[Name]['result']> {
    return (await this.#ask({ do: 'look', look, params })) as Looks[Name]['result'];
  }

  /** The program goes on. */
  close(): void {
    this.#onEvent = () => {};
    this.#socket.end();
    this.#socket.unref();
  }

  #ask(request: Ask): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error('the renderer is gone'));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(encodeLine({ ...request, id } as ControlRequest));
    });
  }

  #take(message: ControlMessage): void {
    if ('event' in message) {
      this.#tell(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('problem' in message) waiting?.reject(new Error(message.problem));
    else waiting?.resolve(message.result);
  }
}

/** Regions in /dev/shm whose supervisor listens. */
export function listeningRegions(): string[] {
  const end = socketPath('');
  return readdirSync(FOLDER)
    .filter(name => name.endsWith(end))
    .map(name => `${FOLDER}/${name.slice(0, -end.length)}`);
}

export type { Attached, Candidate, Stopped };
