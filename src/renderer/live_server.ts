// Lets inspectors of the same user attach to programs that a supervisor serves, over a socket beside the region's file and
// with its mode. One inspector a program; one that goes lets its program go on.
import { unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { LookName, Looks } from '../replay/looks.js';
import type { LiveProgram } from './live.js';
import { checkRequest } from './live_request.js';
import {
  type Attached,
  type Candidate,
  type ControlMessage,
  type ControlRequest,
  decodeLine,
  encodeLine,
  lineReader,
} from './live_wire.js';
import type { Recording } from './recording.js';

/** Where the supervisor of a region listens. */
export const socketPath = (region: string): string => `${region}.socket`;

/** What the server needs of a supervisor. */
export interface Programs {
  /** Those that are connected. */
  all(): readonly LiveProgram[];
  /** Of a program: its recording; begun where there is none. */
  recordingOf(program: LiveProgram): { readonly recording: Recording; readonly whole: boolean };
  /** Nobody looks at it any more. */
  left(program: LiveProgram): void;
}

/** A request has the client arrays of one draw at most. */
const LONGEST_LINE = 256 << 20;

export class LiveServer {
  readonly path: string;
  readonly #server: Server;
  readonly #visitors = new Set<Visitor>();
  readonly #waiting: (() => void)[] = [];

  /** Listens beside the region, which the caller owns: an old socket there is nobody's. */
  constructor(region: string, programs: Programs) {
    this.path = socketPath(region);
    this.#remove();
    this.#server = createServer(socket => {
      const visitor = new Visitor(socket, programs, this.#visitors);
      this.#visitors.add(visitor);
      socket.once('close', () => {
        this.#visitors.delete(visitor);
        for (const tell of this.#waiting.splice(0)) tell();
      });
    });
    // Whoever cannot open the region cannot open this.
    const mask = process.umask(0o177);
    try {
      this.#server.listen(this.path);
    } finally {
      process.umask(mask);
    }
    // The region works without.
    this.#server.on('error', () => {});
    this.#server.unref();
  }

  looksAt(program: LiveProgram): boolean {
    return [...this.#visitors].some(visitor => visitor.program === program);
  }

  /** Resolves when nobody looks at any of the programs. */
  async idle(): Promise<void> {
    while ([...this.#visitors].some(({ program }) => program !== undefined)) await new Promise<void>(gone => this.#waiting.push(gone));
  }

  close(): void {
    for (const visitor of this.#visitors) visitor.close();
    this.#server.close();
    this.#remove();
  }

  #remove(): void {
    try {
      unlinkSync(this.path);
    } catch {
      // there is none
    }
  }
}

/** One connection. */
class Visitor {
  program: LiveProgram | undefined;
  readonly #socket: Socket;
  readonly #programs: Programs;
  readonly #all: ReadonlySet<Visitor>;
  #recording: Recording | undefined;

  constructor(socket: Socket, programs: Programs, all: ReadonlySet<Visitor>) {
    this.#socket = socket;
    this.#programs = programs;
    this.#all = all;
    socket.setEncoding('utf8');
    const take = lineReader(LONGEST_LINE, line => this.#take(line));
    socket.on('data', (piece: string) => {
      if (take(piece)) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => this.#leave());
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(message: ControlMessage): void {
    if (!this.#socket.destroyed) this.#socket.write(encodeLine(message));
  }

  #take(line: string): void {
    let id = 0;
    try {
      const request = checkRequest(decodeLine(line));
      id = request.id;
      Promise.resolve(this.#answer(request)).then(
        result => this.#send({ id, result }),
        (error: Error) => this.#send({ id, problem: error.message }),
      );
    } catch (error) {
      this.#send({ id, problem: (error as Error).message });
    }
  }

  #answer(request: ControlRequest): unknown {
    switch (request.do) {
      case 'programs':
        return this.#programs.all().map(
          (program): Candidate => ({
            pid: program.pid,
            program: program.program,
            commandLine: program.commandLine,
            stopped: program.where !== undefined,
            taken: this.#isTaken(program),
          }),
        );
      case 'attach':
        return this.#attach(request.pid);
      case 'goOn':
        this.#mine.goOn(request.at);
        return undefined;
      case 'look':
        return this.#mine.look(request.look, request.params as Looks[LookName]['params']);
    }
  }

  get #mine(): LiveProgram {
    if (!this.program) throw new Error('attach to a program first');
    return this.program;
  }

  #isTaken(program: LiveProgram): boolean {
    return [...this.#all].some(visitor => visitor.program === program);
  }

  #attach(pid: number): Attached {
    const program = this.#programs.all().find(each => each.pid === pid);
    if (!program) throw new Error(`process ${pid} is no program that is served here`);
    if (this.program) throw new Error(`one connection, one program: this one is attached to ${this.program.program}`);
    if (this.#isTaken(program)) throw new Error(`somebody looks at ${program.program} (process ${pid}) already`);
    const { recording, whole } = this.#programs.recordingOf(program);
    this.program = program;
    this.#recording = recording;
    program.onChange = () => this.#changed();
    recording.onWritten = () => this.#changed(true);
    // that it stands there is no news to whoever comes
    this.#told = program.where;
    return { pid, program: program.program, trace: recording.file, whole };
  }

  #told: unknown;

  /** Tells of a stop once the calls up to there can be read. */
  #changed(grown = false): void {
    const { program } = this;
    const recording = this.#recording;
    if (!program || !recording) return;
    if (grown) this.#send({ event: 'grown' });
    const { where } = program;
    if (program.ended !== undefined) {
      if (recording.finished || recording.failure) this.#send({ event: 'ended', reason: program.ended });
    } else if (where && where !== this.#told && (recording.calls >= where.call || recording.failure)) {
      this.#told = where;
      this.#send({ event: 'stopped', where });
    }
  }

  #leave(): void {
    const { program } = this;
    if (!program) return;
    this.program = undefined;
    program.onChange = undefined;
    if (this.#recording) this.#recording.onWritten = undefined;
    if (program.ended === undefined) program.goOn();
    this.#programs.left(program);
  }
}
