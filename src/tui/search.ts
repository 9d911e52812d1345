// Searching calls: a name with * (glTex*), or a part of the call as it is printed. In pieces, so that keys are answered
// meanwhile and a new key ends it.
import { type CallPages, NO_CALL } from '../inspect/call_pages.js';
import { callText } from '../inspect/format.js';

const PIECE_MS = 10;
/** Calls between two looks at the clock. */
const PIECE_CALLS = 256;

export class Search {
  readonly #pages: CallPages;
  /** What was asked for last. */
  text = '';
  #running = 0;

  constructor(pages: CallPages) {
    this.#pages = pages;
  }

  /** Whether a call is one that `text` means. */
  matcher(text: string): (opcode: number, call: number) => boolean {
    const { dictionary } = this.#pages.reader;
    const byName = new Map<number, boolean>();
    const nameHolds = (opcode: number, holds: (name: string) => boolean) => {
      let held = byName.get(opcode);
      if (held !== undefined) return held;
      held = opcode !== NO_CALL && holds(dictionary.name(opcode));
      byName.set(opcode, held);
      return held;
    };
    if (/^[A-Za-z0-9*]*\*[A-Za-z0-9*]*$/.test(text)) {
      const pattern = new RegExp(`^${text.replaceAll('*', '.*')}$`, 'i');
      return opcode => nameHolds(opcode, name => pattern.test(name));
    }
    const wanted = text.toLowerCase();
    // Lower case finds all, a capital letter only itself.
    const fold = wanted === text ? (value: string) => value.toLowerCase() : (value: string) => value;
    return (opcode, call) => {
      if (nameHolds(opcode, name => fold(name).includes(text))) return true;
      const walked = this.#pages.at(call);
      return (
        walked !== undefined &&
        fold(callText(walked.call, walked.reply, dictionary))
          .replace(/^\d+ /, '')
          .includes(text)
      );
    };
  }

  /** The nearest call that `text` means, going round at the end. Another search, or `cancel`, stops it. */
  async find(
    text: string,
    from: number,
    step: 1 | -1,
    onProgress: (call: number) => void = () => {},
  ): Promise<number | 'none' | 'stopped'> {
    this.text = text;
    const mine = ++this.#running;
    const holds = this.matcher(text);
    const { calls } = this.#pages;
    let at = from;
    let until = performance.now() + PIECE_MS;
    for (let looked = 0; looked < calls; looked += PIECE_CALLS) {
      const found = this.#pages.nearest(at, step, holds, PIECE_CALLS + 1);
      if (found !== undefined) return found;
      at += step * PIECE_CALLS;
      if (at >= calls) at = -1;
      else if (at < 0) at = calls;
      if (performance.now() < until) continue;
      onProgress(at);
      await new Promise(resume => setImmediate(resume));
      if (mine !== this.#running) return 'stopped';
      until = performance.now() + PIECE_MS;
    }
    return this.#pages.nearest(at, step, holds, PIECE_CALLS + 1) ?? 'none';
  }

  cancel(): void {
    this.#running++;
  }
}
