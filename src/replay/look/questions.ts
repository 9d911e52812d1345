// Common questions to a driver that stands still: integers, texts, contents of buffers. For whatever looks at the
// state between two calls.
import type { DecodedReply } from '../../inspect/decode.js';
import type { CommandArgument, CommandWriter } from '../../trace/command_writer.js';
import type { Answers, Asker } from '../asker.js';

/** What cannot be looked at, and why. */
export class LookError extends Error {}

/** A call with its arguments. */
export type Ask = readonly [name: string, ...args: CommandArgument[]];

export function bytesOf(reply: DecodedReply | undefined, parameter = 0): Uint8Array | undefined {
  const value = reply?.outs[parameter]?.value;
  return typeof value === 'object' && value.kind === 'data' ? Uint8Array.from(value.bytes) : undefined;
}

export function textOf(bytes: Uint8Array | undefined): string {
  if (!bytes) return '';
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

export class Questions {
  readonly asker: Asker;
  readonly context: number;

  /** Throws LookError when the context cannot be asked now. */
  constructor(asker: Asker, context: number) {
    this.asker = asker;
    this.context = context;
    const found = asker.contexts().find(({ id }) => id === context);
    if (!found)
      throw new LookError(context === 0 ? 'no context is current at this call' : `context ${context} does not exist at this call`);
    if (found.insideBegin)
      throw new LookError('this call is between glBegin and glEnd: OpenGL answers nothing there; ask at or after the glEnd');
  }

  get es(): boolean {
    return this.asker.contexts().find(({ id }) => id === this.context)?.es ?? false;
  }

  write(): CommandWriter {
    return this.asker.write();
  }

  ask(writer: CommandWriter): Answers {
    return this.asker.ask(this.context, writer);
  }

  /** Performs calls one after the other; gives their errors. */
  run(calls: readonly Ask[]): number[] {
    const writer = this.write();
    const numbers = calls.map(([name, ...args]) => writer.call(name, ...args));
    const answers = this.ask(writer);
    return numbers.map(number => answers.error(number));
  }

  /** Integer answers of several questions at once; an empty list where one failed. Questions end with the parameter that
   * receives: it is added here, with room for `room` bytes. */
  integers(questions: readonly Ask[], room = 256): number[][] {
    const writer = this.write();
    const numbers = questions.map(([name, ...args]) => writer.call(name, ...args, { room }));
    const answers = this.ask(writer);
    return numbers.map(number => {
      const bytes = bytesOf(answers.reply(number));
      return bytes ? [...new Int32Array(bytes.buffer, 0, bytes.length >> 2)] : [];
    });
  }

  /** First integer of each glGetIntegerv; `otherwise` where the context does not know it. */
  get(names: readonly (string | number)[], otherwise = 0): number[] {
    return this.integers(names.map(name => ['glGetIntegerv', name] as const)).map(values => values[0] ?? otherwise);
  }

  /** Contents of a buffer from `offset` on; fewer bytes when there are fewer. */
  buffer(name: number, offset = 0, bytes?: number): Uint8Array {
    const [previous = 0] = this.get([0x8f36]);
    this.run([['glBindBuffer', 0x8f36, name]]);
    const [[size = 0] = []] = this.integers([['glGetBufferParameteriv', 0x8f36, 'GL_BUFFER_SIZE']]);
    const wanted = Math.max(0, Math.min(bytes ?? size, size - offset));
    const writer = this.write();
    const call = wanted > 0 ? writer.call('glGetBufferSubData', 0x8f36, offset, wanted, { room: wanted }) : -1;
    writer.call('glBindBuffer', 0x8f36, previous);
    const payload = this.ask(writer).payload(call);
    if (wanted > 0 && !payload) throw new LookError(`buffer ${name} cannot be read: it is mapped, or the context is of OpenGL ES`);
    // the payload is a length and the bytes
    return payload ? Uint8Array.from(payload.subarray(4, 4 + wanted)) : new Uint8Array(0);
  }
}
