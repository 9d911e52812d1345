// What verbs print: JSON for scripts, a progress line for people who watch a terminal.

/** Numbers of 64 bits become plain ones. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? Number(each) : each), indent);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${jsonText(value, 2)}\n`);
}

/** Text is written in pieces of about this size. */
const pieceBytes = 1 << 16;

/** Writes lines as fast as the reader takes them; those before a failure are written too. */
export async function writeLines(lines: Iterable<string>): Promise<void> {
  let piece = '';
  const write = async () => {
    if (piece !== '' && !process.stdout.write(piece)) await new Promise(resume => process.stdout.once('drain', resume));
    piece = '';
  };
  try {
    for (const line of lines) {
      piece += `${line}\n`;
      if (piece.length >= pieceBytes) await write();
    }
  } finally {
    await write();
  }
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 100 * 2 ** 20 ? 1 : 0)} MiB`;
}

/** One line on the terminal that is written over; nothing at all when stderr is no terminal. */
export class Progress {
  private shown = false;
  private next = 0;

  constructor(private readonly everyMs = 200) {}

  /** Shows what `text` gives, unless the line is fresh. */
  update(text: () => string): void {
    const now = Date.now();
    if (!process.stderr.isTTY || now < this.next) return;
    this.next = now + this.everyMs;
    this.shown = true;
    process.stderr.write(`\r\u001b[K${text().slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  clear(): void {
    if (this.shown) process.stderr.write('\r\u001b[K');
    this.shown = false;
    this.next = 0;
  }
}
