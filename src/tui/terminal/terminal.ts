// The terminal an inspector runs in: taken over (raw, alternate screen, mouse), asked what it can show, and given back on
// every way out: an exit, a signal, an exception.
import { writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import type { ColourDepth } from './ansi.js';
import { type InputEvent, InputParser } from './input.js';

type Output = typeof process.stdout;

export interface Abilities {
  readonly depth: ColourDepth;
  readonly utf8: boolean;
  /** Pictures by the kitty graphics protocol; else they are made of half blocks. */
  readonly kitty: boolean;
  /** Pixels of a character cell. */
  readonly cell: { readonly width: number; readonly height: number };
}

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?2004h\u001b[?7l\u001b[2J';
const MOUSE = '\u001b[?1002h\u001b[?1006h';
const LEAVE = '\u001b[?7h\u001b[?1006l\u001b[?1002l\u001b[?2004l\u001b[?25h\u001b[0m\u001b[?1049l';
const ESCAPE_MS = 30;
/** A terminal answers within a round trip; over a slow line rather half blocks than waiting. */
const ANSWER_MS = 300;
/** A picture of one pixel, only asked about; the size of a cell; and what every terminal answers, as the last. */
const QUESTIONS = '\u001b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u001b\\\u001b[16t\u001b[c';

export function utf8Locale(env: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

/** NO_COLOR is obeyed; what the terminal says of itself decides else. */
export function colourDepth(env: NodeJS.ProcessEnv): ColourDepth {
  if ((env.NO_COLOR ?? '') !== '') return 0;
  const term = env.TERM ?? '';
  // tmux takes all colours and gives its own terminal what that one can show.
  if (/^(truecolor|24bit)$/.test(env.COLORTERM ?? '') || env.TMUX || /kitty|ghostty|direct|foot|alacritty|wezterm/.test(term))
    return 16777216;
  if (/256color/.test(term)) return 256;
  return term === 'linux' || /color|xterm|screen|tmux|vt220|rxvt/.test(term) ? 16 : 0;
}

/** Why the inspector cannot run in this terminal; undefined when it can. */
export function unsuitable(stdin: ReadStream, stdout: Output, env: NodeJS.ProcessEnv): string | undefined {
  if (!stdout.isTTY || !stdin.isTTY) return 'it needs a terminal for its input and its output';
  if (env.TERM === 'dumb' || (env.TERM ?? '') === '') return `it needs a terminal that can place text, and TERM is '${env.TERM ?? ''}'`;
  return undefined;
}

export interface TerminalEvents {
  readonly onInput: (event: InputEvent) => void;
  readonly onResize: () => void;
  /** The terminal is ours again after Ctrl-Z: everything is to be painted. */
  readonly onResume: () => void;
  /** The terminal is gone (its window was closed, the line was cut). */
  readonly onGone: () => void;
}

export class Terminal {
  readonly #stdin: ReadStream;
  readonly #stdout: Output;
  readonly #parser = new InputParser();
  #events: TerminalEvents | undefined;
  #taken = false;
  #lent = false;
  #mouse = false;
  #timer: NodeJS.Timeout | undefined;
  #full = false;
  #onDrain: (() => void) | undefined;
  #answers: string[] | undefined;

  constructor(stdin: ReadStream, stdout: Output) {
    this.#stdin = stdin;
    this.#stdout = stdout;
  }

  get columns(): number {
    return this.#stdout.columns || 80;
  }
  get rows(): number {
    return this.#stdout.rows || 24;
  }
  get stdin(): ReadStream {
    return this.#stdin;
  }

  /** Takes the terminal over. From here on `leave` gives it back; it also does so when the process exits. */
  enter(mouse: boolean, events: TerminalEvents): void {
    this.#mouse = mouse;
    this.#events = events;
    process.on('exit', this.leave);
    this.#take();
    this.#stdin.setEncoding('utf8');
    this.#stdin.on('data', this.#read);
    this.#stdin.on('error', this.#gone);
    this.#stdin.on('end', this.#gone);
    this.#stdout.on('error', this.#gone);
    this.#stdin.resume();
    this.#stdout.on('resize', this.#resized);
    this.#stdout.on('drain', this.#drained);
    process.on('SIGCONT', this.#resumed);
  }

  #take(): void {
    this.#stdin.setRawMode(true);
    this.#taken = true;
    writeSync(this.#stdout.fd, this.#mouse ? ENTER + MOUSE : ENTER);
  }

  /** Gives the terminal back as it was. Safe to call at any time and more than once. */
  readonly leave = (): void => {
    if (!this.#taken) return;
    this.#taken = false;
    try {
      writeSync(this.#stdout.fd, LEAVE);
      this.#stdin.setRawMode(false);
    } catch {
      // The terminal itself is gone.
    }
  };

  close(): void {
    this.leave();
    process.off('exit', this.leave);
    process.off('SIGCONT', this.#resumed);
    this.#stdin.off('data', this.#read);
    this.#stdin.off('error', this.#gone);
    this.#stdin.off('end', this.#gone);
    this.#stdout.off('error', this.#gone);
    this.#stdin.pause();
    this.#stdout.off('resize', this.#resized);
    this.#stdout.off('drain', this.#drained);
    clearTimeout(this.#timer);
  }

  /** Ctrl-Z: gives the terminal back and stops; goes on when the shell says so. */
  suspend(): void {
    this.leave();
    process.kill(process.pid, 'SIGSTOP');
  }

  /** Runs `action` (an editor) with the terminal given back to it. */
  async lend<T>(action: () => Promise<T>): Promise<T> {
    this.leave();
    this.#lent = true;
    this.#stdin.pause();
    try {
      return await action();
    } finally {
      this.#lent = false;
      this.#stdin.resume();
      this.#take();
      this.#events?.onResume();
    }
  }

  /** Asks the terminal what it can show. Call it once, after `enter`. */
  async ask(env: NodeJS.ProcessEnv): Promise<Abilities> {
    const answers: string[] = [];
    this.#answers = answers;
    this.write(QUESTIONS);
    const end = Date.now() + ANSWER_MS;
    while (Date.now() < end && !answers.some(answer => /^\[\?[\d;]*c$/.test(answer))) await new Promise(wake => setTimeout(wake, 5));
    this.#answers = undefined;
    const cell = answers.map(answer => /^\[6;(\d+);(\d+)t$/.exec(answer)).find(match => match !== null);
    const depth = colourDepth(env);
    return {
      depth,
      utf8: utf8Locale(env),
      kitty: depth !== 0 && answers.some(answer => /^_Gi=31;OK/.test(answer)),
      cell: cell ? { width: Number(cell[2]) || 8, height: Number(cell[1]) || 16 } : { width: 8, height: 16 },
    };
  }

  /** Whether the terminal takes more without storing it up. */
  get ready(): boolean {
    return !this.#full;
  }

  /** Calls `action` once the terminal has taken what was written. */
  whenReady(action: () => void): void {
    this.#onDrain = action;
  }

  write(text: string): void {
    if (this.#taken && text !== '' && !this.#stdout.write(text)) this.#full = true;
  }

  readonly #drained = (): void => {
    this.#full = false;
    const action = this.#onDrain;
    this.#onDrain = undefined;
    action?.();
  };

  readonly #gone = (): void => {
    this.#taken = false;
    this.#events?.onGone();
  };

  readonly #resized = (): void => this.#events?.onResize();

  readonly #resumed = (): void => {
    if (this.#taken || this.#lent) return;
    this.#take();
    this.#events?.onResume();
  };

  readonly #read = (text: string): void => {
    clearTimeout(this.#timer);
    this.#pass(this.#parser.push(text));
    if (this.#parser.waiting) this.#timer = setTimeout(() => this.#pass(this.#parser.flush()), ESCAPE_MS);
  };

  #pass(events: readonly InputEvent[]): void {
    for (const event of events) {
      if (event.kind === 'answer') this.#answers?.push(event.text);
      else this.#events?.onInput(event);
    }
  }
}
