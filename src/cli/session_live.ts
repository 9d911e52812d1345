// `sgl session --live`: a program that stops where it is told, by JSON-RPC. Where it stands, the methods of a trace answer from the
// program itself; what went by they answer from its trace.

import { RPC, RpcError, type Serve } from '../library/json_rpc.js';
import { inputSchema, type Method, methods, type ParameterSchema, Params } from '../library/methods.js';
import { sessionServer } from '../library/servers.js';
import { LibraryError, Trace } from '../library/trace.js';
import { type Step, SteppedProgram } from '../renderer/stepped_program.js';
import { StopAtError } from '../renderer/stop_at.js';
import { modelNames } from '../replay/asker.js';
import { ReplaySession } from '../replay/session.js';
import type { TraceReader } from '../trace/reader.js';
import type { LiveTarget } from './inspect_live.js';

type LiveMethod = Pick<Method, 'name' | 'description' | 'parameters' | 'required'> & {
  run(live: LiveSession, params: Params): Promise<unknown> | unknown;
};

const WAIT_MS = 10_000;
const STEPS: readonly Step[] = ['call', 'draw', 'frame'];
const MS: ParameterSchema = { type: 'integer', description: `wait so long for it to stop, in ms (default: ${WAIT_MS})` };

const liveMethods: readonly LiveMethod[] = [
  {
    name: 'where',
    description: 'Whether the program stands, runs or has ended; `now`: the call that it stands behind, as `at` of other methods.',
    parameters: {},
    required: [],
    run: live => live.where(),
  },
  {
    name: 'pause',
    description: 'Stops it in front of its next call.',
    parameters: { ms: MS },
    required: [],
    run: (live, p) => live.wait(p.number('ms'), program => program.pause()),
  },
  {
    name: 'step',
    description: 'Goes on by a call, past the next draw, or to the end of the frame.',
    parameters: { by: { type: 'string', description: `${STEPS.join(', ')} (default: call)` }, ms: MS },
    required: [],
    run(live, p) {
      const by = STEPS.find(step => step === (p.text('by') ?? 'call'));
      if (!by) throw new LibraryError(`step: by is ${STEPS.join(', ')}`);
      live.requireStanding();
      return live.wait(p.number('ms'), program => program.step(by));
    },
  },
  {
    name: 'until',
    description: 'Goes on to a place: 1234, f20 (its end), f20:draw3, f20:glCallList:1, glTex*, error.',
    parameters: { at: { type: 'string', description: 'the place' }, ms: MS },
    required: ['at'],
    run: (live, p) => live.wait(p.number('ms'), program => program.runTo(p.text('at')!)),
  },
  {
    name: 'continue',
    description: 'Goes on until it is paused.',
    parameters: {},
    required: [],
    run(live) {
      live.program.goOn();
      return live.where();
    },
  },
  {
    name: 'end',
    description: 'Ends the program. Without it, it goes on when the session ends.',
    parameters: {},
    required: [],
    async run(live) {
      await live.program.end();
      return live.where();
    },
  },
];

export class LiveSession {
  readonly program: SteppedProgram;
  readonly #reader: TraceReader;
  readonly #replay: ReplaySession;
  readonly #trace: Trace;
  #stops: (() => void)[] = [];

  private constructor(program: SteppedProgram, reader: TraceReader) {
    this.program = program;
    this.#reader = reader;
    this.#replay = new ReplaySession(reader.file);
    this.#trace = Trace.over(reader, {
      do: (operation, params) => program.answer(operation, params) ?? this.#replay.do(operation, params),
    });
    program.hear = event => {
      if (event === 'grown') reader.grow();
      else if (event !== 'running') for (const tell of this.#stops.splice(0)) tell();
    };
  }

  /** With the program at its first stop, if it comes there soon. */
  static async open({ connection, attached }: LiveTarget, at: string): Promise<LiveSession> {
    const program = new SteppedProgram(connection, attached, at);
    const session = new LiveSession(program, await program.open());
    await session.wait();
    return session;
  }

  where(): unknown {
    const { where, ended, text, now } = this.program;
    return {
      state: text,
      ...(where && {
        now,
        next: { call: where.call, name: modelNames().dictionary.name(where.opcode) },
        frame: where.frames,
        error: where.error,
      }),
      ...(ended && { reason: ended }),
      calls: this.#reader.calls,
    };
  }

  requireStanding(): void {
    if (!this.program.where) throw new LibraryError(`${this.program.program} does not stand: pause stops it`);
  }

  /** Starts something, and waits for the program to stop. */
  async wait(ms = WAIT_MS, start: (program: SteppedProgram) => void = () => {}): Promise<unknown> {
    try {
      start(this.program);
    } catch (error) {
      if (error instanceof StopAtError) throw new LibraryError(error.message);
      throw error;
    }
    let timer: NodeJS.Timeout | undefined;
    if (this.program.running)
      await new Promise<void>(resolve => {
        this.#stops.push(resolve);
        timer = setTimeout(resolve, ms);
      });
    clearTimeout(timer);
    return this.where();
  }

  get serve(): Serve {
    const ofTrace = sessionServer(this.#trace);
    return async request => {
      if (request.method === 'methods')
        return [...liveMethods, ...methods].map(each => ({ name: each.name, description: each.description, params: inputSchema(each) }));
      const method = liveMethods.find(({ name }) => name === request.method);
      if (!method) return ofTrace(request);
      try {
        return await method.run(this, new Params(method, request.params));
      } catch (error) {
        if (error instanceof LibraryError) throw new RpcError(RPC.params, error.message);
        throw error;
      }
    };
  }

  close(): void {
    this.program.hear = undefined;
    this.program.detach();
    this.#replay.close();
    this.#reader.close();
  }
}
