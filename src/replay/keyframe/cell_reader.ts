// Reads the cells of a context again and again: a few thousand questions that are always the same, asked by native code
// in one go (native/state_probe.h). How long each answer is is learnt from asking in commands, the first time.
import type { NativeReplayer } from '../../native.js';
import type { CommandArgument, CommandWriter } from '../../trace/command_writer.js';
import type { Asker } from '../asker.js';
import type { Cell, CellValue } from './cells.js';
import { type Answer, type CellQuestions, Questions } from './questions.js';

/** A question in words, and where its answer begins in those of all. */
interface Probe {
  readonly name: string;
  readonly args: readonly number[];
  readonly returns: boolean;
}

/** Writes questions down, in place of asking them. */
class ProbeList implements CellQuestions {
  readonly probes: Probe[] = [];
  /** Command to execute before the question of that number. */
  readonly commands: { readonly before: number; readonly write: (out: CommandWriter) => void }[] = [];
  /** Each question's answer: an error or not, then its words. */
  readonly starts: number[] = [];
  words: readonly number[] = [];
  answers: Uint32Array = new Uint32Array(0);
  readonly #value: (argument: CommandArgument) => number;

  constructor(value: (argument: CommandArgument) => number) {
    this.#value = value;
  }

  do(name: string, ...args: readonly CommandArgument[]): number {
    this.commands.push({ before: this.probes.length, write: out => void out.call(name, ...args) });
    return 0;
  }
  bytes(name: string, ...args: readonly CommandArgument[]): Answer<Uint8Array | undefined> {
    const number = this.#ask(name, args, false);
    return () => {
      const words = this.#words(number);
      return words && new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    };
  }
  ints(name: string, ...args: readonly CommandArgument[]): Answer<Int32Array | undefined> {
    return this.#as(name, args, words => new Int32Array(words.slice().buffer));
  }
  floats(name: string, ...args: readonly CommandArgument[]): Answer<Float32Array | undefined> {
    return this.#as(name, args, words => new Float32Array(words.slice().buffer));
  }
  doubles(name: string, ...args: readonly CommandArgument[]): Answer<Float64Array | undefined> {
    return this.#as(name, args, words => new Float64Array(words.slice().buffer));
  }
  longs(name: string, ...args: readonly CommandArgument[]): Answer<BigInt64Array | undefined> {
    return this.#as(name, args, words => new BigInt64Array(words.slice().buffer));
  }
  int(name: string, ...args: readonly CommandArgument[]): Answer<number | undefined> {
    return this.#as(name, args, words => words[0]! | 0);
  }
  truth(name: string, ...args: readonly CommandArgument[]): Answer<boolean | undefined> {
    const number = this.#ask(name, args, true);
    return () => {
      const words = this.#words(number);
      return words && words[0] !== 0;
    };
  }

  #as<T>(name: string, args: readonly CommandArgument[], make: (words: Uint32Array) => T): Answer<T | undefined> {
    const number = this.#ask(name, args, false);
    return () => {
      const words = this.#words(number);
      return words && make(words);
    };
  }
  #ask(name: string, args: readonly CommandArgument[], returns: boolean): number {
    this.probes.push({ name, args: args.filter(each => typeof each !== 'object').map(this.#value), returns });
    return this.probes.length - 1;
  }
  #words(number: number): Uint32Array | undefined {
    const at = this.starts[number]!;
    const words = this.words[number]!;
    return words === 0 || this.answers[at] !== 0 ? undefined : this.answers.subarray(at + 1, at + 1 + words);
  }
}

/** Notes how long answers are, and asks in commands. */
class LengthNotes extends Questions {
  readonly lengths: Answer<number>[] = [];

  #note<T>(answer: Answer<T>, words: (value: T) => number): Answer<T> {
    this.lengths.push(() => words(answer()));
    return answer;
  }
  override ints(name: string, ...args: readonly CommandArgument[]): Answer<Int32Array | undefined> {
    return this.#note(super.ints(name, ...args), value => value?.length ?? 0);
  }
  override floats(name: string, ...args: readonly CommandArgument[]): Answer<Float32Array | undefined> {
    return this.#note(super.floats(name, ...args), value => value?.length ?? 0);
  }
  override doubles(name: string, ...args: readonly CommandArgument[]): Answer<Float64Array | undefined> {
    return this.#note(super.doubles(name, ...args), value => (value?.length ?? 0) * 2);
  }
  override longs(name: string, ...args: readonly CommandArgument[]): Answer<BigInt64Array | undefined> {
    return this.#note(super.longs(name, ...args), value => (value?.length ?? 0) * 2);
  }
  override int(name: string, ...args: readonly CommandArgument[]): Answer<number | undefined> {
    const ints = this.ints(name, ...args);
    return () => ints()?.[0];
  }
  override truth(name: string, ...args: readonly CommandArgument[]): Answer<boolean | undefined> {
    return this.#note(super.truth(name, ...args), value => (value === undefined ? 0 : 1));
  }
}

const ACTIVE_TEXTURE = 'GL_ACTIVE_TEXTURE';
const TEXTURE0 = 0x84c0;

export class CellReader {
  readonly #asker: Asker;
  readonly #cells: readonly Cell[];
  #list: ProbeList | undefined;
  #answers: { readonly key: string; readonly answer: Answer<CellValue | undefined> }[] = [];
  #program = new Uint32Array(0);
  #commands: Uint8Array<ArrayBufferLike> = new Uint8Array(0);
  /** The replayer whose functions the program names. */
  #native: NativeReplayer | undefined;

  constructor(asker: Asker, cells: readonly Cell[]) {
    this.#asker = asker;
    this.#cells = cells;
  }

  /** Values of a context by key. `stream`: where it is current; undefined: nowhere. */
  read(context: number, stream: number | undefined): Map<string, CellValue> {
    const native = this.#asker.native;
    if (stream === undefined || !('runProbed' in native)) return this.#ask(context);
    const replayer = native as NativeReplayer;
    if (!this.#list) {
      const values = this.#ask(context);
      this.#compile(replayer);
      return values;
    }
    if (this.#native !== replayer) this.#compile(replayer);
    return this.#probe(replayer, context, stream);
  }

  /** In commands. Learns how long the answers are. */
  #ask(context: number): Map<string, CellValue> {
    const questions = new LengthNotes(this.#asker, context);
    const varying = new Questions(this.#asker, context);
    const active = varying.int('glGetIntegerv', ACTIVE_TEXTURE);
    const values = new Map<string, CellValue>();
    const fixed = this.#cells
      .filter(({ key, varies }) => key !== ACTIVE_TEXTURE && !varies)
      .map(cell => ({ key: cell.key, answer: cell.ask(questions) }));
    const others = this.#cells.filter(({ varies }) => varies).map(cell => ({ key: cell.key, answer: cell.ask(varying) }));
    varying.run();
    questions.do('glActiveTexture', active() ?? TEXTURE0);
    questions.run();
    const found = new Map([...fixed, ...others].map(({ key, answer }) => [key, answer()]));
    // in the order of the cells: what is set is set in it
    for (const { key } of this.#cells) {
      const value = key === ACTIVE_TEXTURE ? Int32Array.of(active() ?? TEXTURE0) : found.get(key);
      if (value) values.set(key, value);
    }
    if (!this.#list) {
      const { names } = this.#asker;
      this.#list = new ProbeList(argument => (typeof argument === 'string' ? names.value(argument) : Number(argument)));
      this.#list.words = questions.lengths.map(length => length());
      this.#answers = this.#cells
        .filter(({ key, varies }) => key !== ACTIVE_TEXTURE && !varies)
        .map(cell => ({ key: cell.key, answer: cell.ask(this.#list!) }));
    }
    return values;
  }

  /** The program of steps for a replayer. */
  #compile(native: NativeReplayer): void {
    const list = this.#list!;
    const functions = new Map<string, number>();
    const functionOf = ({ name, args, returns }: Probe): number => {
      const key = `${name} ${args.length}`;
      let number = functions.get(key);
      if (number === undefined) {
        number = native.probeFunction(name, args.length, returns);
        functions.set(key, number);
      }
      return number;
    };
    const words: number[] = [];
    const out = this.#asker.write();
    let count = -1;
    const step = () => {
      count = words.length + 3;
      words.push(out.bytes().length / 4, 0, 0, 0);
    };
    let next = 0;
    list.starts.length = 0;
    let at = 0;
    if (list.commands[0]?.before !== 0) step();
    for (const [i, probe] of list.probes.entries()) {
      if (list.commands[next]?.before === i) {
        for (; list.commands[next]?.before === i; next++) list.commands[next]!.write(out);
        step();
      }
      list.starts.push(at);
      const wanted = list.words[i]!;
      if (wanted === 0) continue; // the driver refused
      const [a = 0, b = 0, c = 0, d = 0] = probe.args;
      words.push(functionOf(probe), a, b, c, d, wanted);
      words[count]!++;
      at += 1 + wanted;
    }
    this.#commands = out.bytes().slice();
    this.#program = Uint32Array.from(words);
    this.#native = native;
  }

  #probe(native: NativeReplayer, context: number, stream: number): Map<string, CellValue> {
    const varying = new Questions(this.#asker, context);
    const active = varying.int('glGetIntegerv', ACTIVE_TEXTURE);
    const others = this.#cells.filter(({ varies }) => varies).map(cell => ({ key: cell.key, answer: cell.ask(varying) }));
    varying.run();
    const { answers, malformed } = native.runProbed(this.#commands, stream, this.#program);
    if (malformed !== undefined) throw new Error(malformed);
    const list = this.#list!;
    list.answers = answers;
    const back = new Questions(this.#asker, context);
    back.do('glActiveTexture', active() ?? TEXTURE0);
    back.run();
    const found = new Map([...this.#answers, ...others].map(({ key, answer }) => [key, answer()]));
    const values = new Map<string, CellValue>();
    for (const { key } of this.#cells) {
      const value = key === ACTIVE_TEXTURE ? Int32Array.of(active() ?? TEXTURE0) : found.get(key);
      if (value) values.set(key, value);
    }
    return values;
  }
}
