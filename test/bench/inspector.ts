// How long the inspector takes to show what a key asks for in a recording of a million calls, its text and its picture, and
// whether stepping makes it grow: a real `sgl inspect` in a pseudo terminal. The clock counts here, since a person waits: on a
// machine that does nothing else.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { family, folder, run, sleep } from './machine.js';
import type { Settings } from './main.js';
import type { SeekSettings } from './seek.js';
import { columns, type Figure, rounded } from './table.js';
import { type Rows, Terminal } from './terminal.js';
import { commandFor, sgl } from './ways.js';

/** A frame of glmark2's scene `ideas` has more. */
const CALLS_OF_IDEAS = 300;
const STEPS = [1000, 5000, 10_000] as const;
/** Keys of each kind whose times are taken. */
const MEASURED = 100;
const TEXT_MS = 30;
const PICTURE_MS = 150;
/** Between 1,000 and 10,000 steps. A heap that was only just collected or not yet differs by so much. */
const MOST_GROWTH_MIB = 32;
/** Keys that repeat come this fast, and so many of them. */
const REPEAT_MS = 30;
const BURST = 20;
const PASSES_LIMIT_MS = 15 * 60_000;
const SIZES = [
  [80, 24],
  [120, 40],
  [300, 80],
] as const;

/** The keys that are measured, and from which part of the trace on: nowhere have the pictures been made already. */
const KEYS = [
  { key: 'p', name: 'previous call', from: 0.6 },
  { key: 'n', name: 'next call', from: 0.4 },
  { key: 'N', name: 'next draw', from: 0.5 },
  { key: 'F', name: 'previous frame', from: 0.9 },
  { key: 'f', name: 'next frame', from: 0.7 },
] as const;

/** The call under the cursor, by the list's title: the one of its arguments is cut off where the screen is narrow. */
const callOf = (rows: Rows): number => Number(/ Calls (\d+) of /.exec(rows.join('\n'))?.[1] ?? Number.NaN);
/** The picture is that of the cursor's call. */
const whole = (rows: Rows): boolean => {
  const screen = rows.join('\n');
  return /\d+x\d+ {2}(fit|zoom)/.test(screen) && !screen.includes('replaying');
};

function memoryMiB(pid: number): { readonly own: number; readonly replayers: number } {
  const pss = (member: number): number => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/smaps_rollup`, 'latin1'))?.[1] ?? 0) / 1024;
    } catch {
      return 0; // it has ended
    }
  };
  const [own, ...replayers] = family(pid);
  return { own: pss(own!), replayers: replayers.reduce((sum, member) => sum + pss(member), 0) };
}

/** What a session prepares behind the questions is there, or will not be. */
async function untilPassesEnd(pid: number): Promise<void> {
  const passes = () =>
    family(pid).some(member => {
      try {
        return /pass_child/.test(readFileSync(`/proc/${member}/cmdline`, 'latin1'));
      } catch {
        return false;
      }
    });
  const end = performance.now() + PASSES_LIMIT_MS;
  // the second begins a moment after the first
  for (let quiet = 0; quiet < 8; ) {
    if (performance.now() > end) throw new Error("the inspector's passes do not end");
    await sleep(250);
    quiet = passes() ? 0 : quiet + 1;
  }
}

class Stepping {
  readonly #terminal: Terminal;
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Presses a key; until the text of another call stands there, and until its picture does, ms. */
  async step(key: string, forPicture = true): Promise<{ readonly text: number; readonly picture: number }> {
    const before = callOf(this.#terminal.rows);
    const since = performance.now();
    const text = await this.#terminal.timed(key, rows => callOf(rows) !== before);
    return { text, picture: forPicture ? (await this.#terminal.shows(whole)) - since : Number.NaN };
  }

  /** Keys as fast as they repeat; until the last one's picture stands there, ms from the last key. */
  async burst(): Promise<number> {
    const wanted = callOf(this.#terminal.rows) + BURST;
    for (let i = 1; i < BURST; i++) {
      this.#terminal.press('n');
      await sleep(REPEAT_MS);
    }
    return this.#terminal.timed('n', rows => callOf(rows) === wanted && whole(rows));
  }
}

const percentile = (times: readonly number[], part: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(part * times.length))] ?? Number.NaN;

async function start(trace: string, width: number, height: number, place: string): Promise<Terminal> {
  const terminal = await Terminal.start(sgl('inspect', trace, place), width, height, { XDG_CONFIG_HOME: folder });
  await terminal.shows(whole);
  return terminal;
}

export async function benchInspector({ show, calls }: Settings & SeekSettings): Promise<Figure[]> {
  const trace = join(folder, 'inspector.pb');
  const frames = Math.ceil(calls / CALLS_OF_IDEAS);
  const program = ['glmark2', '-s', '300x200', '-b', `ideas:nframes=${frames}:duration=100000`];
  await run(commandFor('record', program, { trace }), { limitMs: 900_000 });
  mkdirSync(join(folder, 'sgl'), { recursive: true });
  writeFileSync(join(folder, 'sgl/config.toml'), '');
  // what an earlier run left in the cache would be no pass
  process.env.XDG_CACHE_HOME = join(folder, 'inspector-cache');
  mkdirSync(process.env.XDG_CACHE_HOME);
  const figures: Figure[] = [];
  const figure = (name: string, value: number, unit: string, most?: number): number =>
    figures.push({ bench: 'inspector', name, value, unit, ...(most !== undefined && { target: { most } }) });
  // none of the places where keys are measured: going there is seen by the call that changes
  const middle = Math.floor(frames * 0.65);

  const opened = performance.now();
  const terminal = await start(trace, 80, 24, `f${middle}:draw2`);
  figure('first picture, at 65 % of the trace', performance.now() - opened, 'ms');
  await untilPassesEnd(terminal.pid);
  await terminal.close('q');

  const times = [['a key in a million calls, ms', 'text median', 'p95', 'picture median', 'p95']];
  for (const [width, height] of SIZES) {
    const looking = await start(trace, width, height, `f${middle}:draw2`);
    const stepping = new Stepping(looking);
    const row = (name: string, text: readonly number[], picture: readonly number[]): void => {
      const [textP95, pictureP95] = [percentile(text, 0.95), percentile(picture, 0.95)];
      const shown = [percentile(text, 0.5), textP95, percentile(picture, 0.5), pictureP95];
      times.push([name, ...shown.map(ms => (Number.isNaN(ms) ? '' : rounded(ms)))]);
      if (text.length > 0) figure(`${name}: key to text, p95`, textP95, 'ms', TEXT_MS);
      figure(`${name}: key to picture, p95`, pictureP95, 'ms', PICTURE_MS);
    };
    for (const { key, name, from } of KEYS) {
      await stepping.step(`gf${Math.floor(frames * from)}:draw2\r`);
      const text: number[] = [];
      const picture: number[] = [];
      for (let i = 0; i < MEASURED; i++) {
        const step = await stepping.step(key);
        text.push(step.text);
        picture.push(step.picture);
      }
      row(`${width}x${height}, ${name} (${key})`, text, picture);
    }
    const bursts: number[] = [];
    for (let i = 0; i < MEASURED / 5; i++) bursts.push(await stepping.burst());
    row(`${width}x${height}, n held down, from its last key`, [], bursts);
    await looking.close('q');
  }
  show(columns(times));

  const memory = [['after so many steps, MiB', 'inspector', 'replayers', 'together']];
  const looking = await start(trace, 80, 24, `f${middle}:draw2`);
  const stepping = new Stepping(looking);
  const sums: number[] = [];
  for (let done = 0; done < STEPS.at(-1)!; ) {
    // calls, and now and then a frame, so that it comes through the trace; back again at times
    const key = done % 200 === 199 ? (done % 1000 === 999 ? 'F' : 'f') : 'n';
    await stepping.step(key, done % 4 === 3);
    done++;
    if (!STEPS.some(steps => steps === done)) continue;
    const { own, replayers } = memoryMiB(looking.pid);
    sums.push(own + replayers);
    memory.push([String(done), rounded(own), rounded(replayers), rounded(own + replayers)]);
    figure(`memory after ${done} steps`, own + replayers, 'MiB');
  }
  await looking.close('q');
  figure(`growth from ${STEPS[0]} to ${STEPS.at(-1)} steps`, sums.at(-1)! - sums[0]!, 'MiB', MOST_GROWTH_MIB);
  show(columns(memory));
  return figures;
}
