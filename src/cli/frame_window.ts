// A window that shows pictures of frames, with keys: SDL under `sgl replay --window` and `sgl serve --window`.
import type { Pixels } from '../native.js';
import { CommandError } from './command.js';

type Sdl = typeof import('@kmamal/sdl');
type SdlWindow = ReturnType<Sdl['video']['createWindow']>;

/** What keys ask for. */
export type WindowAction = 'pause' | 'next' | 'back' | 'on tenth' | 'back tenth' | 'first' | 'last' | 'close';

/** Keys by the names that SDL gives them, with what they do; the help texts read this. */
const KEYS: readonly { readonly keys: readonly string[]; readonly action: WindowAction; readonly help: string; readonly seeks?: true }[] = [
  { keys: ['space'], action: 'pause', help: 'Space stops and goes on' },
  { keys: ['right', 'n', '.'], action: 'next', help: '→ or n shows the next frame and stops' },
  { keys: ['left', 'p', ','], action: 'back', help: '← or p the frame before', seeks: true },
  { keys: ['pagedown'], action: 'on tenth', help: 'PgDn a tenth of the recording on', seeks: true },
  { keys: ['pageup'], action: 'back tenth', help: 'PgUp a tenth back', seeks: true },
  { keys: ['home'], action: 'first', help: 'Home the first frame', seeks: true },
  { keys: ['end'], action: 'last', help: 'End the last', seeks: true },
  { keys: ['escape', 'q'], action: 'close', help: 'q or Escape closes the window' },
];

/** One sentence for a help text. `seeks`: with those that go to other frames of a recording. */
export function windowKeysHelp(seeks: boolean): string {
  return `Keys in the window: ${KEYS.filter(key => seeks || !key.seeks)
    .map(({ help }) => help)
    .join(', ')}.`;
}

/** The rate of what was shown, over about a second. */
export class FrameRate {
  readonly #shown: { readonly ms: number; readonly frames: number }[] = [];

  /** `frames`: how many there were so far. Gives frames a second. */
  add(frames: number, ms = performance.now()): number {
    this.#shown.push({ ms, frames });
    while (this.#shown.length > 2 && ms - this.#shown[0]!.ms > 1000) this.#shown.shift();
    const first = this.#shown[0]!;
    return ms > first.ms ? ((frames - first.frames) * 1000) / (ms - first.ms) : 0;
  }

  /** After a pause it counts anew. */
  reset(): void {
    this.#shown.length = 0;
  }
}

let loaded: Sdl | undefined;

async function loadSdl(): Promise<Sdl> {
  try {
    loaded ??= ((await import('@kmamal/sdl')) as unknown as { default: Sdl }).default;
    return loaded;
  } catch (error) {
    throw new CommandError(
      `--window needs SDL (@kmamal/sdl), which cannot be loaded: ${(error as Error).message.split('\n')[0]}; run \`npm run setup\``,
    );
  }
}

/** Throws CommandError when there is no screen for windows. */
export async function checkScreen(): Promise<void> {
  const { video } = await loadSdl();
  if (video.displays.length === 0) throw new CommandError('--window needs a screen: DISPLAY is not set, or names no X server');
}

export class FrameWindow {
  readonly #window: SdlWindow;
  #title = '';

  private constructor(window: SdlWindow, onAction: (action: WindowAction) => void) {
    this.#window = window;
    window.on('close', () => onAction('close'));
    window.on('keyDown', ({ key }) => {
      const name = key?.toLowerCase();
      const found = KEYS.find(({ keys }) => name !== undefined && keys.includes(name));
      if (found) onAction(found.action);
    });
  }

  /** Throws CommandError when no window can be made. */
  static async open(title: string, width: number, height: number, onAction: (action: WindowAction) => void): Promise<FrameWindow> {
    await checkScreen();
    const { video } = await loadSdl();
    // without a GPU behind it: a copy of the picture is cheaper than a renderer of SDL's own
    return new FrameWindow(video.createWindow({ title, width, height, resizable: true, accelerated: false }), onAction);
  }

  get closed(): boolean {
    return this.#window.destroyed;
  }

  show({ width, height, data }: Pixels): void {
    if (this.closed) return;
    const window = this.#window;
    if (window.width !== width || window.height !== height) window.setSize(width, height);
    window.render(width, height, width * 4, 'rgba32', Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  }

  set title(text: string) {
    if (this.closed || text === this.#title) return;
    this.#title = text;
    this.#window.setTitle(text);
  }

  close(): void {
    if (!this.closed) this.#window.destroy();
  }
}
