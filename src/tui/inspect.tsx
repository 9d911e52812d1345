// Runs the inspector in the terminal: takes it over, connects keys, model and screen, and gives it back however it ends.
import { render } from 'ink';
import type { LiveConnection } from '../renderer/live_client.js';
import type { Attached } from '../renderer/live_wire.js';
import type { TraceReader } from '../trace/reader.js';
import { App, layoutFor, panelsOf } from './app.js';
import type { Host } from './commands/index.js';
import { handleInput } from './controls.js';
import { runEditor } from './editing.js';
import { Inspector } from './inspector.js';
import { Live } from './live.js';
import { paintScreen } from './painting.js';
import type { Settings } from './settings.js';
import type { InputEvent } from './terminal/input.js';
import { KittyPictures } from './terminal/pixels.js';
import { Screen } from './terminal/screen.js';
import { Terminal } from './terminal/terminal.js';

/** How long each picture shows while two alternate. */
const BLINK_MS = 600;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export interface InspectOptions {
  /** Where to begin: `f12:draw3`. */
  readonly place?: string;
  /** Another trace to compare with. */
  readonly other?: string;
  readonly settings?: Settings;
  /** The program that the trace is of, while it lives. */
  readonly live?: Live;
}

/** The inspector on a program that was attached to; it stops first at `at` (stop_at.ts). */
export async function inspectLiveProgram(connection: LiveConnection, attached: Attached, at: string, settings: Settings): Promise<void> {
  const live = new Live(connection, attached, at);
  const reader = await live.open();
  try {
    await inspect(reader, { settings, live });
  } finally {
    live.detach();
    reader.close();
  }
}

/** Shows the inspector until the user quits. Rejects with what made it crash, the terminal given back. */
export async function inspect(reader: TraceReader, options: InspectOptions = {}): Promise<void> {
  const inspector = new Inspector(reader, options.settings, options.live);
  options.live?.bind(inspector);
  if (options.place !== undefined) inspector.goToPlace(options.place);
  else if (!options.live && inspector.pages.frames > 0) inspector.goTo(inspector.pages.frame(0).last);
  const terminal = new Terminal(process.stdin, process.stdout);
  let end: (error?: unknown) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = error => (error === undefined ? resolve() : reject(error));
  });
  // Ctrl-C goes to the editor, too.
  let lent = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (lent && signal === 'SIGINT') return;
    terminal.leave();
    // Ended by the signal itself, so that whoever waits for us knows.
    for (const each of SIGNALS) process.off(each, onSignal);
    process.kill(process.pid, signal);
  };
  // As the kernel does to what has lost its terminal; Node's own way out would stop over the terminal's settings.
  const onGone = (): void => onSignal('SIGHUP');
  const crashed = (error: unknown): void => end(error);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);
  let screen: Screen | undefined;
  let repaint = (): void => screen?.repaint();
  let early: InputEvent[] | undefined = [];
  const panels = () => panelsOf(layoutFor(terminal.columns, terminal.rows));
  const host: Host = {
    write: text => terminal.write(text),
    suspend: () => terminal.suspend(),
    edit: (command, file) => {
      lent = true;
      return terminal
        .lend(() => runEditor(command, file))
        .finally(() => {
          lent = false;
        });
    },
    redraw: () => repaint(),
    height: () => terminal.rows,
    panels,
    rows: () => (screen?.rect(inspector.focus)?.height ?? 3) - 2,
    columns: () => (screen?.rect(inspector.focus)?.width ?? 3) - 2,
  };
  const handle = (event: InputEvent): void => {
    if (early) early.push(event);
    else handleInput(inspector, host, screen!, event);
    if (inspector.quitting) end();
  };
  let app: ReturnType<typeof render> | undefined;
  let blink: NodeJS.Timeout | undefined;
  try {
    terminal.enter(inspector.settings.mouse, { onInput: handle, onResize: () => screen?.resize(), onResume: () => repaint(), onGone });
    const asked = await terminal.ask(process.env);
    const abilities = inspector.settings.graphics === 'blocks' ? { ...asked, kitty: false } : asked;
    inspector.abilities = abilities;
    const kitty = new KittyPictures();
    screen = new Screen(terminal, abilities, shown => {
      if (!panels().includes(inspector.focus)) inspector.focus = 'calls';
      const { kittyWanted } = inspector.looking;
      kittyWanted.clear();
      paintScreen(shown, inspector, panels());
      return abilities.kitty ? kitty.show(kittyWanted) : '';
    });
    repaint = () => {
      kitty.forget();
      screen?.repaint();
    };
    const { ink } = screen;
    // Ink keeps to its output's methods that a terminal has and we give it.
    app = render(<App screen={screen} />, {
      stdout: ink as unknown as NodeJS.WriteStream,
      debug: true,
      patchConsole: false,
      exitOnCtrlC: false,
    });
    inspector.subscribe(() => {
      screen?.changed();
      if (inspector.quitting) end();
    });
    inspector.surveyAll();
    if (options.other !== undefined) inspector.compareWith(options.other);
    const { view } = inspector.looking;
    blink = setInterval(() => {
      if (view.comparison !== 'blink') return;
      view.blinked = !view.blinked;
      inspector.changed();
    }, BLINK_MS);
    const waited = early;
    early = undefined;
    for (const event of waited) handle(event);
    await ended;
  } finally {
    inspector.quitting = true;
    clearInterval(blink);
    app?.unmount();
    inspector.looking.close();
    inspector.other?.close();
    inspector.editing.close();
    inspector.analysis.close();
    terminal.close();
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('uncaughtException', crashed);
    process.off('unhandledRejection', crashed);
  }
}
