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

/** Columns of NativeAsker.ask's rows. */
const ANSWER_COLUMNS = 5;

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
    const { answers, payloads, errors, failure } = this.native.ask(questions.bytes(), stream, context);
    if (failure !== undefined) throw new AskError(failure);
    const rows = new Int32Array(questions.calls).fill(-1);
    for (let at = 0; at < answers.length; at += ANSWER_COLUMNS) rows[answers[at]!] = at;
    const errorOf = new Map(errors.map(({ call, error }) => [call, error]));
    const payload = (call: number): Uint8Array | undefined => {
      const at = rows[call] ?? -1;
      return at < 0 || errorOf.has(call) ? undefined : payloads.subarray(answers[at + 3]!, answers[at + 3]! + answers[at + 4]!);
    };
    const { dictionary } = this.names;
    return {
      reply(call) {
        const bytes = payload(call);
        const at = rows[call]!;
        return bytes && decodeReply(answers[at + 1]!, answers[at + 2]!, bytes, dictionary);
      },
      payload,
      error: call => errorOf.get(call) ?? 0,
    };
  }
}
