// Bytes from a terminal as keys, mouse events, pasted text and answers to what it was asked.

export type InputEvent =
  /** A character (`n`, `N`, `/`) or a name: enter, escape, tab, up, pagedown, f1 …; with `C-`, `M-`, `S-` before it. */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'mouse'; readonly action: 'press' | 'release' | 'move' | 'up' | 'down'; readonly x: number; readonly y: number }
  /** A sequence that only terminals send: `[?62c`, `_Gi=31;OK`. Without ESC and terminator. */
  | { readonly kind: 'answer'; readonly text: string };

const LETTERS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};
const NUMBERS: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
};
const CONTROLS: Readonly<Record<number, string>> = {
  9: 'tab',
  13: 'enter',
  10: 'enter',
  27: 'escape',
  127: 'backspace',
  8: 'backspace',
  0: 'C-space',
};

const PASTE_BEGIN = '\u001b[200~';
const PASTE_END = '\u001b[201~';
/** No escape sequence of a terminal is longer; what is, is dropped. */
const LONGEST = 4096;

function withModifiers(name: string, modifiers: number): string {
  const bits = modifiers - 1;
  return `${(bits & 4) !== 0 ? 'C-' : ''}${(bits & 2) !== 0 ? 'M-' : ''}${(bits & 1) !== 0 ? 'S-' : ''}${name}`;
}

/** Turns bytes into events. An escape sequence that a read cuts in two is put together; a lone ESC is the key once
 * `flush` is called, which the owner does some 30 ms later. */
export class InputParser {
  #rest = '';

  push(text: string): InputEvent[] {
    this.#rest += text;
    const events: InputEvent[] = [];
    while (this.#rest !== '') {
      const taken = this.#take(events);
      if (taken === 0) break;
      this.#rest = this.#rest.slice(taken);
    }
    if (this.#rest.length > LONGEST && !this.#rest.startsWith(PASTE_BEGIN)) this.#rest = '';
    return events;
  }

  /** Whether bytes wait for more. */
  get waiting(): boolean {
    return this.#rest !== '';
  }

  /** Nothing more comes: a lone ESC was the key. */
  flush(): InputEvent[] {
    const rest = this.#rest;
    this.#rest = '';
    if (rest === '') return [];
    return rest === '\u001b' ? [{ kind: 'key', key: 'escape' }] : [];
  }

  /** Handles what the buffer begins with; gives the characters used, 0 to wait for more. */
  #take(events: InputEvent[]): number {
    const text = this.#rest;
    const first = text.codePointAt(0)!;
    if (first !== 0x1b) {
      const character = String.fromCodePoint(first);
      const control = CONTROLS[first];
      if (control) events.push({ kind: 'key', key: control });
      else if (first < 0x20) events.push({ kind: 'key', key: `C-${String.fromCharCode(first + 0x60)}` });
      else events.push({ kind: 'key', key: first === 0x20 ? 'space' : character });
      return character.length;
    }
    if (text.length === 1) return 0;
    if (text.startsWith(PASTE_BEGIN)) {
      const end = text.indexOf(PASTE_END);
      if (end < 0) return 0;
      events.push({ kind: 'paste', text: text.slice(PASTE_BEGIN.length, end) });
      return end + PASTE_END.length;
    }
    const second = text[1]!;
    if (second === '[') return this.#control(text, events);
    if (second === 'O') {
      if (text.length < 3) return 0;
      const name = LETTERS[text[2]!];
      if (name) events.push({ kind: 'key', key: name });
      return 3;
    }
    if ('_P]'.includes(second)) {
      // APC, DCS, OSC end with ST, OSC also with BEL.
      const st = text.indexOf('\u001b\\', 2);
      const bell = second === ']' ? text.indexOf('\u0007', 2) : -1;
      const end = bell >= 0 && (st < 0 || bell < st) ? bell : st;
      if (end < 0) return 0;
      events.push({ kind: 'answer', text: text.slice(1, end) });
      return end + (end === bell ? 1 : 2);
    }
    if (second === '\u001b') {
      events.push({ kind: 'key', key: 'escape' });
      return 1;
    }
    const character = String.fromCodePoint(text.codePointAt(1)!);
    events.push({ kind: 'key', key: `M-${character}` });
    return 1 + character.length;
  }

  #control(text: string, events: InputEvent[]): number {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about
    const match = /^\u001b\[([<?>=]?)([0-9;:]*)([ -/]*)([@-~])/.exec(text);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about
    if (!match) return /^\u001b\[[0-9;:<?>= -/]*$/.test(text) ? 0 : 2;
    const [whole, mark, numbers = '', , end = ''] = match;
    const values = numbers.split(/[;:]/);
    if (mark === '<' && (end === 'M' || end === 'm')) {
      const event = mouse(Number(values[0]), Number(values[1]) - 1, Number(values[2]) - 1, end === 'm');
      if (event) events.push(event);
    } else if (mark !== '' || end === 't' || end === 'R') events.push({ kind: 'answer', text: whole.slice(1) });
    else if (end === 'Z') events.push({ kind: 'key', key: 'S-tab' });
    else if (end === '~' && NUMBERS[values[0]!])
      events.push({ kind: 'key', key: withModifiers(NUMBERS[values[0]!]!, Number(values[1] ?? 1)) });
    else if (LETTERS[end]) events.push({ kind: 'key', key: withModifiers(LETTERS[end], Number(values[1] ?? 1) || 1) });
    return whole.length;
  }
}

function mouse(code: number, x: number, y: number, release: boolean): InputEvent | undefined {
  if ((code & 64) !== 0) return { kind: 'mouse', action: (code & 3) === 0 ? 'up' : 'down', x, y };
  if ((code & 3) === 3) return undefined;
  if ((code & 3) !== 0) return undefined; // only the first button does something
  return { kind: 'mouse', action: release ? 'release' : (code & 32) !== 0 ? 'move' : 'press', x, y };
}
