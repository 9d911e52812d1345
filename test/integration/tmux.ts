// A real terminal for tests: programs in a tmux server of our own, keys sent to it, its screen read.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { folder, root, until } from './support.js';

/** Not the folder of the tests, which may go before the servers do. */
const sockets = mkdtempSync(join(tmpdir(), 'sgl-tmux-'));
const open = new Set<TmuxTerminal>();
after(() => {
  for (const terminal of open) terminal.close();
  rmSync(sockets, { recursive: true, force: true });
});
let terminals = 0;

export interface TmuxOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

export class TmuxTerminal {
  readonly #socket = join(sockets, `${terminals++}`);

  /** Starts a command in a terminal; when it ends, `ended CODE` stands there, and how the terminal's settings are. */
  constructor(command: readonly string[], { columns = 80, rows = 24, env = {} }: TmuxOptions = {}) {
    const variables = Object.entries({ LC_ALL: 'C.UTF-8', NO_COLOR: '', COLORTERM: '', XDG_CONFIG_HOME: folder, ...env });
    const line = `${variables.map(([name, value]) => `${name}=${quoted(value)}`).join(' ')} ${command.map(quoted).join(' ')}`;
    const script = `cd ${quoted(root)}; ${line}; echo "ended $?"; stty -a | tr ' ' '\\n' | grep -x -e '-\\?icanon;\\?' -e '-\\?echo'; read -r end`;
    this.#tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), 'sh', '-c', script);
    open.add(this);
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...args], { encoding: 'utf8', env: { ...process.env, TMUX: '', LC_ALL: 'C.UTF-8' } });
  }

  /** Keys by tmux's names (`n`, `Tab`, `C-c`), one after the other. */
  press(...keys: string[]): this {
    for (const key of keys) this.#tmux('send-keys', '--', key);
    return this;
  }

  /** Text, then Enter. */
  type(text: string): this {
    this.#tmux('send-keys', '-l', '--', text);
    return this.press('Enter');
  }

  /** Lines of the screen. */
  screen(): string {
    return this.#tmux('capture-pane', '-p');
  }

  /** The same with its styles: SGR sequences, with ␛ for ESC. */
  styled(): string {
    return this.#tmux('capture-pane', '-p', '-e', '-N').replaceAll('\u001b', '␛');
  }

  /** Waits until the screen shows what is wanted; gives the screen. */
  async shows(wanted: string | RegExp, limitMs = 20_000): Promise<string> {
    let last = '';
    try {
      return await until(
        `the screen shows ${wanted}`,
        () => {
          last = this.screen();
          return (typeof wanted === 'string' ? last.includes(wanted) : wanted.test(last)) && last;
        },
        limitMs,
      );
    } catch (error) {
      throw new Error(`${(error as Error).message}; it shows\n${last}`);
    }
  }

  /** A format of tmux's about the pane: `#{alternate_on}`. */
  ask(format: string): string {
    return this.#tmux('display-message', '-p', format).trim();
  }

  /** What was copied last (OSC 52). */
  copied(): string {
    return this.#tmux('show-buffer');
  }

  set(...option: string[]): void {
    this.#tmux('set-option', '-g', ...option);
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** Process id of the shell in the pane. */
  get pid(): number {
    return Number(this.ask('#{pane_pid}'));
  }

  close(): void {
    open.delete(this);
    try {
      this.#tmux('kill-server');
    } catch {
      // It ended before.
    }
  }
}
