// Where `c` and `C` stop: calls by number, name (glTex*), kind (draw), error. Several at a time; the nearest counts.
import type { CallPages } from '../inspect/call_pages.js';
import { type Dictionary, FLAG } from '../trace/dictionary.js';

export interface Breakpoint {
  /** As it was written. */
  readonly text: string;
  readonly holds: (opcode: number, call: number) => boolean;
  /** Of a single call. */
  readonly call: number | undefined;
}

export class BreakpointError extends Error {}

const KINDS = ['draw', 'clear', 'dispatch', 'copy', 'frame', 'marker'] as const;
const PIECE_MS = 10;
const PIECE_CALLS = 4096;

export class Breakpoints {
  readonly #pages: CallPages;
  /** All commands, where calls may come that the trace does not have yet. */
  readonly #all: Dictionary | undefined;
  readonly all: Breakpoint[] = [];
  #running = 0;

  constructor(pages: CallPages, all?: Dictionary) {
    this.#pages = pages;
    this.#all = all;
  }

  /** Adds one; with a text that is there already, takes it away. Gives whether it is there now. Throws BreakpointError. */
  toggle(text: string): boolean {
    const word = text.trim();
    const at = this.all.findIndex(each => each.text === word);
    if (at >= 0) {
      this.all.splice(at, 1);
      return false;
    }
    this.all.push(this.#parse(word));
    return true;
  }

  isStop(call: number): boolean {
    return this.all.some(each => each.call === call);
  }

  #parse(text: string): Breakpoint {
    const pages = this.#pages;
    const dictionary = this.#all ?? pages.reader.dictionary;
    if (/^\d{1,15}$/.test(text)) {
      const number = Number(text);
      if (number >= pages.calls && !this.#all) throw new BreakpointError(`the trace has calls 0 to ${pages.calls - 1}, not ${text}`);
      return { text, call: number, holds: (_opcode, call) => call === number };
    }
    if (text === 'error') return { text, call: undefined, holds: (_opcode, call) => pages.hasError(call) };
    const kind = KINDS.find(each => each === text);
    if (kind) return { text, call: undefined, holds: opcode => (dictionary.flags(opcode) & FLAG[kind]) !== 0 };
    if (/^(gl|sgl)[A-Za-z0-9*]*$/.test(text)) {
      const pattern = new RegExp(`^${text.replaceAll('*', '.*')}$`);
      const opcodes = new Set([...dictionary.commands.values()].filter(({ name }) => pattern.test(name)).map(({ opcode }) => opcode));
      if (opcodes.size === 0)
        throw new BreakpointError(`${this.#all ? 'there is no function' : 'the trace calls nothing'} that is named ${text}`);
      return { text, call: undefined, holds: opcode => opcodes.has(opcode) };
    }
    throw new BreakpointError(`a breakpoint is a call (1234), a name (glTex*), error, ${KINDS.join(', ')}; not ${JSON.stringify(text)}`);
  }

  /** The nearest call where one holds, and which; in pieces, so that keys are answered meanwhile. */
  async next(from: number, step: 1 | -1): Promise<{ readonly call: number; readonly breakpoint: Breakpoint } | 'none' | 'stopped'> {
    const mine = ++this.#running;
    const holds = (opcode: number, call: number) => this.all.some(each => each.holds(opcode, call));
    let until = performance.now() + PIECE_MS;
    for (let at = from; at >= 0 && at < this.#pages.calls; at += step * PIECE_CALLS) {
      const call = this.#pages.nearest(at, step, holds, PIECE_CALLS + 1);
      if (call !== undefined) return { call, breakpoint: this.all.find(each => each.holds(this.#pages.opcode(call), call))! };
      if (performance.now() < until) continue;
      await new Promise(resume => setImmediate(resume));
      if (mine !== this.#running) return 'stopped';
      until = performance.now() + PIECE_MS;
    }
    return 'none';
  }

  cancel(): void {
    this.#running++;
  }
}
