// A terminal for the benchmarks: a program in a pseudo terminal (util-linux's `script`), and what it writes as a screen. It
// understands what the inspector writes: places, text, and everything else left out.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Command } from './ways.js';

/** What closes everything that the inspector writes at a time. */
const SYNC_END = '\u001b[?2026l';
const QUESTION = '\u001b[c';
const ANSWER = '\u001b[?62c';
/** A control sequence, a string for the terminal (a picture), or text up to the next of them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about
const PART = /\u001b\[([?0-9;]*)([A-Za-z])|\u001b_[^\u001b]*\u001b\\|[^\u001b]+/g;
const LIMIT_MS = 120_000;

export type Rows = readonly string[];

interface Waiting {
  readonly shown: (rows: Rows) => boolean;
  readonly done: (at: number) => void;
}

export class Terminal {
  readonly #child: ChildProcess;
  #cells: string[][];
  #rest = '';
  #waiting: Waiting | undefined;
  /** Process id of the program. */
  pid = 0;

  private constructor(child: ChildProcess, width: number, height: number) {
    this.#child = child;
    this.#cells = Array.from({ length: height }, () => new Array<string>(width).fill(' '));
  }

  /** Resolves when the program has asked the terminal what it is. */
  static async start({ file, args }: Command, width: number, height: number, env: Readonly<Record<string, string>>): Promise<Terminal> {
    // exec: the shell's process becomes the program
    const shell = `stty cols ${width} rows ${height}; exec ${[file, ...args].map(word => `'${word}'`).join(' ')}`;
    const child = spawn('script', ['-qfec', shell, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', NO_COLOR: '', ...env },
    });
    const terminal = new Terminal(child, width, height);
    child.stdout!.setEncoding('utf8');
    await new Promise<void>(asked => {
      child.stdout!.on('data', (text: string) => {
        terminal.#take(text, performance.now());
        if (!text.includes(QUESTION)) return;
        terminal.press(ANSWER);
        asked();
      });
    });
    terminal.pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'latin1').trim().split(' ')[0]);
    return terminal;
  }

  press(keys: string): void {
    this.#child.stdin!.write(keys);
  }

  get rows(): Rows {
    return this.#cells.map(row => row.join(''));
  }

  /** When (performance.now) the screen came to show what is wanted. */
  shows(shown: (rows: Rows) => boolean): Promise<number> {
    if (shown(this.rows)) return Promise.resolve(performance.now());
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#child.kill(); // nobody is left to press its keys
        reject(new Error(`the screen does not show what it should:\n${this.rows.join('\n')}`));
      }, LIMIT_MS);
      this.#waiting = {
        shown,
        done: at => {
          clearTimeout(limit);
          this.#waiting = undefined;
          resolve(at);
        },
      };
    });
  }

  /** How long it takes from the keys until the screen shows what is wanted, ms. */
  async timed(keys: string, shown: (rows: Rows) => boolean): Promise<number> {
    const since = performance.now();
    this.press(keys);
    return (await this.shows(shown)) - since;
  }

  async close(keys: string): Promise<void> {
    const closed = new Promise(done => this.#child.once('close', done));
    this.press(keys);
    await closed;
  }

  #take(text: string, at: number): void {
    this.#rest += text;
    const end = this.#rest.lastIndexOf(SYNC_END);
    if (end < 0) return;
    this.#paint(this.#rest.slice(0, end));
    this.#rest = this.#rest.slice(end + SYNC_END.length);
    if (this.#waiting?.shown(this.rows)) this.#waiting.done(at);
  }

  #paint(text: string): void {
    let [x, y] = [0, 0];
    for (const [part, codes = '', letter] of text.matchAll(PART)) {
      if (letter === 'H') {
        const [row, column] = codes.split(';').map(Number);
        [x, y] = [(column || 1) - 1, (row || 1) - 1];
      } else if (!part.startsWith('\u001b')) {
        const row = this.#cells[y];
        for (const character of part) if (row && x < row.length) row[x++] = character;
      }
    }
  }
}
