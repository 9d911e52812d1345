// A replay that can be moved and asked: goes to a call, and answers questions in OpenGL's own words there. Runs in the
// process that calls it (a session's process, or a test's); session.ts is its owner's side.
import { type DecodedReply, decodeReply } from '../inspect/decode.js';
import { addon, type LiveContext, type LiveDrawable, type NativeReplayer, type Pixels } from '../native.js';
import { CommandNames, CommandWriter } from '../trace/command_writer.js';
import { currentModel } from '../trace/model_dictionary.js';
import type { TraceReader } from '../trace/reader.js';
import { type DriverHooks, ReplayDriver } from './driver.js';

/** What a question brought. Numbers are those that CommandWriter.call gave. */
export interface Answers {
  /** Undefined: the call failed, or has no answer. */
  reply(call: number): DecodedReply | undefined;
  /** The answer's payload as it came (docs/protocol.md); for calls whose answer has a format of its own. */
  payload(call: number): Uint8Array | undefined;
  /** GLenum; 0 = none. */
  error(call: number): number;
}

let names: CommandNames | undefined;

/** Today's command model by name. */
export function modelNames(): CommandNames {
  names ??= new CommandNames(currentModel());
  return names;
}

export class PlayerError extends Error {}

export class Player {
  readonly reader: TraceReader;
  readonly names = modelNames();
  readonly #hooks: DriverHooks;
  #native: NativeReplayer;
  #driver: ReplayDriver;

  constructor(reader: TraceReader, hooks: DriverHooks = {}) {
    this.reader = reader;
    this.#hooks = hooks;
    this.#native = this.#newReplayer();
    this.#driver = new ReplayDriver(reader, this.#native, {}, hooks);
  }

  #newReplayer(): NativeReplayer {
    const { Replayer } = addon();
    return new Replayer({ hashFrames: false });
  }

  /** The call that would be executed next: all before it were. */
  get position(): number {
    return Math.min(this.#driver.nextCall, this.reader.calls);
  }

  /** The replayer itself, for pictures and state that commands cannot ask for. */
  get native(): NativeReplayer {
    return this.#native;
  }

  /** Executes everything before `call` and nothing after. Throws PlayerError when the trace cannot be replayed so far. */
  goBefore(call: number): void {
    if (call < this.position) this.#restart();
    this.#driver.runTo(call - 1);
    const { malformed } = this.#driver;
    if (malformed !== undefined)
      throw new PlayerError(`the replay ends at call ${this.#driver.nextCall}, before call ${call}: ${malformed}`);
  }

  /** Executes everything up to and with `call`. */
  goAfter(call: number): void {
    this.goBefore(call + 1);
  }

  #restart(): void {
    this.#native.close();
    this.#native = this.#newReplayer();
    this.#driver = new ReplayDriver(this.reader, this.#native, {}, this.#hooks);
  }

  contexts(): LiveContext[] {
    return this.#native.contexts();
  }

  drawables(): LiveDrawable[] {
    return this.#native.drawables();
  }

  /** The picture in the back buffer of `drawable`, or of the one that the last executed call drew to. */
  pixels(drawable?: number): Pixels {
    return this.#driver.pixels(drawable);
  }

  write(): CommandWriter {
    return new CommandWriter(this.names);
  }

  /** Executes questions of our own in a context; the program's pending errors stay as they are. They must leave all
   * state as it was, unless the replay is to go on differently. Throws PlayerError when the executor refuses them. */
  ask(context: number, questions: CommandWriter): Answers {
    return this.#ask(questions, 0, context);
  }

  /** The same, as if the program had sent them in `stream`: contexts, drawables, MakeCurrent. */
  askStream(stream: number, questions: CommandWriter): Answers {
    return this.#ask(questions, stream, 0);
  }

  #ask(questions: CommandWriter, stream: number, context: number): Answers {
    const { answers, errors, failure } = this.#native.ask(questions.bytes(), stream, context);
    if (failure !== undefined) throw new PlayerError(failure);
    const byCall = new Map(answers.map(answer => [answer.call, answer]));
    const errorOf = new Map(errors.map(({ call, error }) => [call, error]));
    const { dictionary } = this.names;
    return {
      reply(call) {
        const answer = byCall.get(call);
        return answer && !errorOf.has(call) ? decodeReply(answer.opcode, answer.flags, answer.payload, dictionary) : undefined;
      },
      payload: call => (errorOf.has(call) ? undefined : byCall.get(call)?.payload),
      error: call => errorOf.get(call) ?? 0,
    };
  }

  close(): void {
    this.#native.close();
  }
}
