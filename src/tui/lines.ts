// The inspector without a screen: reads a command a line and prints text. For terminals that cannot place text (TERM=dumb), for
// pipes and scripts. The same model, keys, commands and pages as on the screen: only painting is another.
import { createInterface } from 'node:readline';
import { placeText } from '../inspect/place.js';
import type { TraceReader } from '../trace/reader.js';
import { callPieces } from './call_line.js';
import { colonCommands, runCommand } from './colon.js';
import { type Host, handlers } from './commands/index.js';
import { Inspector } from './inspector.js';
import { keyRow, keyTable, keyText } from './keys.js';
import { argumentsPanel } from './panels/arguments.js';
import { pageIds, pages } from './panels/index.js';
import { type Panel, wrap } from './panels/panel.js';
import type { Settings } from './settings.js';
import { asPlainText } from './terminal/ansi.js';
import { Canvas } from './terminal/canvas.js';
import { theme } from './theme.js';

/** Rows of a page that are printed at most. */
const MOST_ROWS = 2000;
const LIST_CALLS = 20;
const SETTLE_MS = 20;

export interface LineOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly columns?: number };
  /** Somebody types: a prompt is shown, and the questions of keys are asked. */
  readonly interactive: boolean;
  /** Signs beyond ASCII may be printed. */
  readonly utf8: boolean;
}

/** Keys that mean nothing without a screen. */
const SCREEN_ONLY: ReadonlySet<string> = new Set([
  ...['help', 'command', 'next-page', 'previous-page', 'zoom-in', 'zoom-out', 'zoom-fit', 'channels', 'copy', 'compare'],
  ...['pause', 'record', 'edit'],
]);

/** In lines of 78 characters. */
const HELP = [
  'Keys, each on a line of its own, with what they ask for behind them:',
  '`g f12:draw3`, `w blend.enabled`, `x picture.png`.',
  ...keyTable
    .filter(row => row.panel === undefined && row.keys[0]!.length === 1 && !SCREEN_ONLY.has(row.id))
    .flatMap(row => wrap(row.help, 72).map((line, i) => `  ${(i === 0 ? keyText(row.keys[0]!) : '').padEnd(4)}${line}`)),
  'Words: the commands behind `:`, a place (f12:draw3), and',
  ...colonCommands.map(({ name, operand }) => `  ${name} ${operand}`.trimEnd()),
  '  args       the call with all its arguments',
  '  list [N]   N calls from here on',
  '  picture    how large the picture here is; `x FILE` writes it',
  ...wrap(`and the name of a page prints it: ${pageIds.filter(id => id !== 'picture').join(', ')}`, 78),
  'A number repeats a key: `10 n`. An empty line repeats the last command.',
];

export class LineInspector {
  readonly #inspector: Inspector;
  readonly #options: LineOptions;
  #answers: AsyncIterator<string> | undefined;
  #last = '';

  constructor(inspector: Inspector, options: LineOptions) {
    this.#inspector = inspector;
    this.#options = options;
  }

  /** Until the input ends, or somebody quits. */
  async run(): Promise<void> {
    const { input, output, interactive } = this.#options;
    const lines = createInterface({ input, terminal: false });
    this.#answers = lines[Symbol.asyncIterator]();
    const inspector = this.#inspector;
    try {
      while (!(inspector.survey.done && inspector.analysis.idle)) await new Promise(wake => setTimeout(wake, SETTLE_MS));
      if (interactive) this.#print(['help lists the commands']);
      this.#print([this.#here()]);
      while (!inspector.quitting) {
        if (interactive) output.write(`${inspector.place}> `);
        const line = await this.#next();
        if (line === undefined) break;
        const command = line.trim() === '' ? this.#last : line.trim();
        this.#last = command;
        await this.#do(command);
      }
      if (interactive && !inspector.quitting) output.write('\n');
    } finally {
      lines.close();
    }
  }

  async #next(): Promise<string | undefined> {
    const next = await this.#answers!.next();
    return next.done ? undefined : next.value;
  }

  async #do(command: string): Promise<void> {
    const inspector = this.#inspector;
    const [, times = '1', line = ''] = /^(?:(\d+) +(?=\S$))?(.*)$/s.exec(command) ?? [];
    const [word = '', ...rest] = line.split(/\s+/);
    const operand = line.slice(word.length).trim();
    const before = { call: inspector.call, page: inspector.page };
    inspector.message = undefined;
    if (word === 'help' || word === '?') return this.#print(HELP);
    if (word === 'args') return this.#page(argumentsPanel);
    if (word === 'list') return this.#list(Number(rest[0]) > 0 ? Number(rest[0]) : LIST_CALLS);
    if (word === 'picture') return this.#picture();
    const page = pageIds.find(id => id === word);
    const row = word.length === 1 ? keyRow(word, undefined) : undefined;
    if (page && operand === '') inspector.page = page;
    else if (row) for (let i = 0; i < Math.min(Number(times), 1e6); i++) await this.#key(row.id, operand);
    else if (word !== '') await runCommand(inspector, line);
    await this.#settled();
    if (inspector.call !== before.call) this.#print([this.#here()]);
    if (
      (page || inspector.page !== before.page || /^(why|why-pixel|history|who|uses|state-base|state-all)$/.test(row?.id ?? '')) &&
      inspector.page !== 'picture'
    )
      await this.#page(pages[inspector.page]!);
    const { message } = inspector as Inspector;
    if (message) this.#print([message.text]);
  }

  /** A key, and what it asks for: from behind it, or from the next line. */
  async #key(id: (typeof keyTable)[number]['id'], operand: string): Promise<void> {
    const inspector = this.#inspector;
    // pictures are there before they are written, and pixels before they are asked about
    if (/^(export|history|why-pixel)$/.test(id)) await this.#pictureSeen();
    await handlers[id](inspector, this.#host);
    const { prompt, chord } = inspector;
    const asked = prompt ?? chord;
    if (!asked) return;
    const answer = operand !== '' ? operand : await this.#ask(asked.label, prompt?.text ?? '');
    inspector.prompt = undefined;
    inspector.chord = undefined;
    if (answer !== undefined) await asked.done(answer);
  }

  async #ask(label: string, otherwise: string): Promise<string | undefined> {
    if (this.#options.interactive) this.#options.output.write(`${label}${otherwise === '' ? '' : `[${otherwise}] `}`);
    const answer = await this.#next();
    return answer === '' ? otherwise : answer;
  }

  readonly #host: Host = {
    write() {},
    suspend() {},
    redraw() {},
    edit: () => Promise.reject(new Error('an editor needs the terminal')),
    height: () => LIST_CALLS,
    panels: () => ['calls', 'page'],
    rows: () => LIST_CALLS,
    columns: () => this.#columns,
  };

  get #columns(): number {
    return Math.max(40, this.#options.output.columns ?? 120);
  }

  /** Nothing is being asked or looked for any more. */
  async #settled(): Promise<void> {
    const { looking, analysis, who } = this.#inspector;
    const isIdle = () => looking.replayer.idle && analysis.idle && who.idle && (this.#inspector.other?.replayer.idle ?? true);
    while (!isIdle()) await new Promise(wake => setTimeout(wake, SETTLE_MS));
  }

  #text(pieces: readonly (readonly [string, ...unknown[]])[]): string {
    return pieces.map(([text]) => text).join('');
  }

  #here(call = this.#inspector.call): string {
    const { pages: calls, survey } = this.#inspector;
    const walked = calls.at(call);
    return `${String(call).padStart(9)}  ${placeText(calls, call)}  ${walked ? this.#text(callPieces(walked, calls, survey, theme.plain)) : '(lost)'}`;
  }

  #list(count: number): void {
    const { call, pages: calls } = this.#inspector;
    const last = Math.min(calls.calls - 1, call + count - 1);
    this.#print(Array.from({ length: Math.max(0, last - call + 1) }, (_, i) => this.#here(call + i)));
  }

  async #pictureSeen(): Promise<void> {
    const { looking } = this.#inspector;
    looking.pictures.picture(looking.wanted);
    await this.#settled();
    const kept = looking.pictures.picture(looking.wanted);
    if (kept && 'value' in kept) looking.lastImage = kept.value;
  }

  async #picture(): Promise<void> {
    await this.#pictureSeen();
    const { looking } = this.#inspector;
    const kept = looking.pictures.picture(looking.wanted);
    if (!kept) return this.#print(['there is no picture here']);
    this.#print(['problem' in kept ? kept.problem : `${kept.value.width}x${kept.value.height}; x FILE writes it`]);
  }

  /** Paints a panel until nothing that it shows is still asked for, and prints it. */
  async #page(panel: Panel): Promise<void> {
    for (;;) {
      const canvas = new Canvas(this.#columns, MOST_ROWS);
      const more = panel.paint(canvas.view({ x: 0, y: 0, width: canvas.width, height: canvas.height }), this.#inspector, false);
      const { looking, analysis, who } = this.#inspector;
      if (!(looking.replayer.idle && analysis.idle && who.idle)) {
        await this.#settled();
        continue;
      }
      const rows = Array.from({ length: MOST_ROWS }, (_, y) => canvas.rowText(y));
      while (rows.at(-1) === '') rows.pop();
      return this.#print([`-- ${panel.title(this.#inspector)}`, ...rows, ...(more && more !== 'end' ? [`… ${more}`] : [])]);
    }
  }

  #print(lines: readonly string[]): void {
    const text = lines.map(line => `${line}\n`).join('');
    this.#options.output.write(this.#options.utf8 ? text : asPlainText(text));
  }
}

/** The inspector on lines, begun at a place. */
export async function inspectLines(
  reader: TraceReader,
  {
    place,
    other,
    settings,
    ...options
  }: LineOptions & { readonly place?: string | undefined; readonly other?: string | undefined; readonly settings: Settings },
): Promise<void> {
  const inspector = new Inspector(reader, settings);
  if (place !== undefined) inspector.goToPlace(place);
  else if (inspector.pages.frames > 0) inspector.goTo(inspector.pages.frame(0).last);
  inspector.surveyAll();
  if (other !== undefined) inspector.compareWith(other);
  try {
    await new LineInspector(inspector, options).run();
  } finally {
    inspector.quitting = true;
    inspector.looking.close();
    inspector.other?.close();
    inspector.analysis.close();
  }
}
