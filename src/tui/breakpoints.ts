// Where `c` and `C` stop: calls by number, name (glTex*), kind (draw), error; where a value of the state changes, and where a
// pixel does. Several at a time; the nearest counts.
import type { CallPages } from '../inspect/call_pages.js';
import type { StateLog } from '../inspect/state/log.js';
import { nearestChange, parseStateName } from '../inspect/state/who.js';
import { type Dictionary, FLAG } from '../trace/dictionary.js';

export interface Breakpoint {
  /** As it was written. */
  readonly text: string;
  /** Of a single call. */
  readonly call: number | undefined;
  /** Of calls by what they are. */
  readonly holds?: (opcode: number, call: number) => boolean;
  /** Of what calls do: the nearest after (step 1) or before one. */
  readonly find?: (from: number, step: 1 | -1, isStopped: () => boolean) => Promise<number | undefined>;
}

export class BreakpointError extends Error {}

/** What is not in the calls themselves. */
export interface BreakpointSources {
  /** All commands, where calls may come that the trace does not have yet. */
  readonly all?: Dictionary | undefined;
  log(): Promise<StateLog>;
  /** The pixel under the cross. */
  pixel(): { readonly x: number; readonly y: number } | undefined;
  /** The first (step 1) or last call of a range that changes a pixel of what is drawn to at `at`. */
  pixelChange(x: number, y: number, at: number, from: number, to: number, step: 1 | -1): Promise<number | null>;
}

const KINDS = ['draw', 'clear', 'dispatch', 'copy', 'frame', 'marker'] as const;
const PIECE_MS = 10;
const PIECE_CALLS = 4096;
/** Frames that are replayed for a pixel before it is looked whether somebody waits. */
const MOST_FRAMES = 64;

export class Breakpoints {
  readonly #pages: CallPages;
  readonly #sources: BreakpointSources;
  readonly all: Breakpoint[] = [];
  #running = 0;

  constructor(pages: CallPages, sources: BreakpointSources) {
    this.#pages = pages;
    this.#sources = sources;
  }

  /** Adds one; with a text that is there already, takes it away. Gives its text, or undefined. Throws BreakpointError. */
  toggle(text: string): string | undefined {
    const made = this.#parse(text.trim());
    const at = this.all.findIndex(each => each.text === made.text);
    if (at >= 0) {
      this.all.splice(at, 1);
      return undefined;
    }
    this.all.push(made);
    return made.text;
  }

  isStop(call: number): boolean {
    return this.all.some(each => each.call === call);
  }

  #parse(text: string): Breakpoint {
    const pages = this.#pages;
    const { all } = this.#sources;
    const dictionary = all ?? pages.reader.dictionary;
    if (/^\d{1,15}$/.test(text)) {
      const number = Number(text);
      if (number >= pages.calls && !all) throw new BreakpointError(`the trace has calls 0 to ${pages.calls - 1}, not ${text}`);
      return { text, call: number, holds: (_opcode, call) => call === number };
    }
    if (text === 'error') return { text, call: undefined, holds: (_opcode, call) => pages.hasError(call) };
    const kind = KINDS.find(each => each === text);
    if (kind) return { text, call: undefined, holds: opcode => (dictionary.flags(opcode) & FLAG[kind]) !== 0 };
    if (/^(gl|sgl)[A-Za-z0-9*]*$/.test(text)) {
      const pattern = new RegExp(`^${text.replaceAll('*', '.*')}$`);
      const opcodes = new Set([...dictionary.commands.values()].filter(({ name }) => pattern.test(name)).map(({ opcode }) => opcode));
      if (opcodes.size === 0)
        throw new BreakpointError(`${all ? 'there is no function' : 'the trace calls nothing'} that is named ${text}`);
      return { text, call: undefined, holds: opcode => opcodes.has(opcode) };
    }
    if (/^pixel\b/.test(text)) return this.#pixel(text);
    const condition = this.#condition(text);
    if (condition) return condition;
    throw new BreakpointError(
      `a breakpoint is a call (1234), a name (glTex*), error, ${KINDS.join(', ')}, a value (blend.enabled, blend.enabled=false), pixel; not ${JSON.stringify(text)}`,
    );
  }

  /** `blend.enabled`: wherever it changes; `blend.enabled=false`: where it changes to that. */
  #condition(text: string): Breakpoint | undefined {
    const [, name = '', value] = /^(\w+[.:[][^=]*?)\s*(?:=\s*(.+))?$/.exec(text) ?? [];
    const wanted = name === '' ? undefined : parseStateName(name);
    if (!wanted) return undefined;
    const log = () => this.#sources.log();
    return {
      text: value === undefined ? name : `${name}=${value}`,
      call: undefined,
      find: async (from, step) => nearestChange(await log(), wanted, value, from, step),
    };
  }

  /** `pixel` under the cross, or `pixel 120,80`: wherever its colour changes. */
  #pixel(text: string): Breakpoint {
    const [, x, y] = /^pixel\s+(\d{1,6}),(\d{1,6})$/.exec(text) ?? [];
    const at = x === undefined ? (text === 'pixel' ? this.#sources.pixel() : undefined) : { x: Number(x), y: Number(y) };
    if (!at)
      throw new BreakpointError(text === 'pixel' ? 'there is no picture yet: pixel 120,80' : `pixel 120,80; not ${JSON.stringify(text)}`);
    return {
      text: `pixel ${at.x},${at.y}`,
      call: undefined,
      find: (from, step, isStopped) => this.#findPixel(at.x, at.y, from, step, isStopped),
    };
  }

  async #findPixel(x: number, y: number, from: number, step: 1 | -1, isStopped: () => boolean): Promise<number | undefined> {
    const pages = this.#pages;
    const last = pages.frames - 1;
    let frame = pages.frameOf(from);
    for (let frames = 1; frame >= 0 && frame <= last && !isStopped(); frames = Math.min(MOST_FRAMES, frames * 2)) {
      const end = Math.max(0, Math.min(last, frame + step * (frames - 1)));
      const [low, high] = step === 1 ? [frame, end] : [end, frame];
      const first = Math.max(pages.frame(low).first, step === 1 ? from + 1 : 0);
      const to = Math.min(pages.frame(high).last, step === 1 ? pages.calls - 1 : from - 1);
      const found = first > to ? null : await this.#sources.pixelChange(x, y, from, first, to, step);
      if (found !== null) return found;
      frame = end + step;
    }
    return undefined;
  }

  /** The nearest call where one holds, and which; in pieces, so that keys are answered meanwhile. */
  async next(from: number, step: 1 | -1): Promise<{ readonly call: number; readonly breakpoint: Breakpoint } | 'none' | 'stopped'> {
    const mine = ++this.#running;
    const isStopped = () => mine !== this.#running;
    const pending = this.all.flatMap(breakpoint =>
      breakpoint.find ? [breakpoint.find(from, step, isStopped).then(call => ({ call, breakpoint }))] : [],
    );
    const walked = await this.#walk(from, step, isStopped);
    const found = await Promise.all(pending);
    if (isStopped() || walked === 'stopped') return 'stopped';
    const all = [walked, ...found].flatMap(each => (each?.call === undefined ? [] : [{ call: each.call, breakpoint: each.breakpoint }]));
    all.sort((a, b) => step * (a.call - b.call));
    return all[0] ?? 'none';
  }

  /** The nearest call that is one by itself. */
  async #walk(
    from: number,
    step: 1 | -1,
    isStopped: () => boolean,
  ): Promise<{ readonly call: number; readonly breakpoint: Breakpoint } | undefined | 'stopped'> {
    const mine = this.all.filter(each => each.holds);
    if (mine.length === 0) return undefined;
    const holds = (opcode: number, call: number) => mine.some(each => each.holds!(opcode, call));
    let until = performance.now() + PIECE_MS;
    for (let at = from; at >= 0 && at < this.#pages.calls; at += step * PIECE_CALLS) {
      const call = this.#pages.nearest(at, step, holds, PIECE_CALLS + 1);
      if (call !== undefined) return { call, breakpoint: mine.find(each => each.holds!(this.#pages.opcode(call), call))! };
      if (performance.now() < until) continue;
      await new Promise(resume => setImmediate(resume));
      if (isStopped()) return 'stopped';
      until = performance.now() + PIECE_MS;
    }
    return undefined;
  }

  cancel(): void {
    this.#running++;
  }
}
