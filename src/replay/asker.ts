// Questions in OpenGL's own words to a driver that stands still between two calls of a program: in a replay (player.ts),
// or in the renderer of a program that was paused. Whatever looks at state is written against this.
import { type DecodedReply, decodeReply } from '../inspect/decode.js';
import type { KeptVertexArray, LiveContext, LiveDrawable, LiveStream, NativeAsker, Pixels } from '../native.js';
import { CommandNames, CommandWriter } from '../trace/command_writer.js';
import { currentEnums, currentModel } from '../trace/model_dictionary.js';

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
  names ??= new CommandNames(currentModel(), currentEnums());
  return names;
}

/** The executor refused what it was asked. */
export class AskError extends Error {}

export abstract class Asker {
  readonly names = modelNames();

  abstract get native(): NativeAsker;

  /** The picture in the back buffer of `drawable`, or of the one that the last executed call drew to. */
  abstract pixels(drawable?: number): Pixels;

  contexts(): LiveContext[] {
    return this.native.contexts();
  }

  drawables(): LiveDrawable[] {
    return this.native.drawables();
  }

  /** What is current in each of the program's threads. */
  streams(): LiveStream[] {
    return this.native.streams();
  }

  /** Of a context: the default one first. */
  vertexArrays(context: number): KeptVertexArray[] {
    return this.native.vertexArrays(context);
  }

  write(): CommandWriter {
    return new CommandWriter(this.names);
  }

  /** Executes questions of our own in a context; the program's pending errors stay as they are. They must leave all
   * state as it was, unless the program is to go on differently. Throws AskError when the executor refuses them. */
  ask(context: number, questions: CommandWriter): Answers {
    return this.#ask(questions, 0, context);
  }

  /** The same, as if the program had sent them in `stream`: contexts, drawables, MakeCurrent. */
  askStream(stream: number, questions: CommandWriter): Answers {
    return this.#ask(questions, stream, 0);
  }

  #ask(questions: CommandWriter, stream: number, context: number): Answers {
    const { answers, errors, failure } = this.native.ask(questions.bytes(), stream, context);
    if (failure !== undefined) throw new AskError(failure);
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
}
