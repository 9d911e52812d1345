// How long the inspector takes to show what a key asks for, in a recording of a million calls, and whether stepping makes
// it grow: a real `sgl inspect` in a pseudo terminal (util-linux's `script`).
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, run } from './machine.js';
import type { Settings } from './main.js';
import { columns, type Figure, rounded } from './table.js';
import { commandFor, compiled, sgl } from './ways.js';

const FRAMES = 100;
const CALLS = 10_000;
const STEPS = 10_000;
const MEASURED = 200;
const SIZES = [
  [80, 24],
  [300, 80],
] as const;
/** What closes everything that the inspector writes at a time. */
const SYNC_END = '\u001b[?2026l';
const MOST_MS = 30;
/** A heap that was only just collected or not yet differs by so much. */
const MOST_GROWTH_MIB = 48;

interface Stepped {
  /** From the key to the last byte of the text, ms, sorted. */
  readonly times: readonly number[];
  /** Processor time of the inspector for a step, ms. */
  readonly cpuMs: number;
  readonly growthMiB: number;
}

const residentMiB = (pid: number) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;
const cpuNs = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]);

async function step(trace: string, width: number, height: number, steps: number): Promise<Stepped> {
  const { file, args } = sgl('inspect', trace, 'f10:call5');
  // exec: the shell's process becomes the inspector, which says its number first.
  const shell = `stty cols ${width} rows ${height}; echo pid $$; exec ${[file, ...args].map(word => `'${word}'`).join(' ')}`;
  const child = spawn('script', ['-qfec', shell, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', NO_COLOR: '', XDG_CONFIG_HOME: folder },
  });
  let said = '';
  let heard: () => void = () => {};
  child.stdout.setEncoding('latin1');
  child.stdout.on('data', (text: string) => {
    said += text;
    heard();
  });
  const until = (what: string) =>
    new Promise<void>((done, fail) => {
      const limit = setTimeout(
        () => fail(new Error(`the inspector did not write ${JSON.stringify(what)} within 20 s: ${said.slice(-500)}`)),
        20_000,
      );
      const look = () => {
        if (!said.includes(what)) return;
        clearTimeout(limit);
        said = '';
        done();
      };
      heard = look;
      look();
    });
  await until('\u001b[c');
  child.stdin.write('\u001b[?62c'); // as a terminal answers
  await until(SYNC_END);
  await new Promise(wake => setTimeout(wake, 3000)); // the walk over the whole trace
  const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'latin1').trim().split(' ')[0]);
  const key = async (text: string) => {
    said = '';
    const since = performance.now();
    child.stdin.write(text);
    await until(SYNC_END);
    return performance.now() - since;
  };
  for (let i = 0; i < MEASURED; i++) await key('n');
  const times: number[] = [];
  const before = cpuNs(pid);
  for (let i = 0; i < MEASURED; i++) times.push(await key('n'));
  const cpuMs = (cpuNs(pid) - before) / 1e6 / MEASURED;
  for (let i = 0; i < 1000; i++) await key('n');
  const early = residentMiB(pid);
  for (let i = 0; i < steps; i++) await key(i % 200 === 199 ? 'f' : 'n');
  const growthMiB = residentMiB(pid) - early;
  child.stdin.write('q');
  await new Promise(done => child.once('close', done));
  return { times: times.sort((a, b) => a - b), cpuMs, growthMiB };
}

export async function benchInspector({ show }: Settings): Promise<Figure[]> {
  const trace = join(folder, 'inspector.pb');
  await run(commandFor('record', [compiled('bench_calls'), 'stream', String(FRAMES), String(CALLS)], { trace }));
  // Text only: what a replay takes is measured where replays are.
  mkdirSync(join(folder, 'sgl'), { recursive: true });
  writeFileSync(join(folder, 'sgl/config.toml'), '[inspect]\npictures = false\n');
  const figures: Figure[] = [];
  const rows = [['a step in a million calls', 'median ms', 'p95 ms', 'processor ms', `MiB more after ${STEPS} steps`]];
  for (const [width, height] of SIZES) {
    const { times, cpuMs, growthMiB } = await step(trace, width, height, width === 80 ? STEPS : 1000);
    const at = (part: number) => times[Math.floor(part * (times.length - 1))]!;
    rows.push([`${width}x${height}`, rounded(at(0.5)), rounded(at(0.95)), rounded(cpuMs), width === 80 ? rounded(growthMiB) : '']);
    figures.push({ bench: 'inspector', name: `key to text, ${width}x${height}`, value: at(0.5), unit: 'ms', target: { most: MOST_MS } });
    figures.push({
      bench: 'inspector',
      name: `processor time of a step, ${width}x${height}`,
      value: cpuMs,
      unit: 'ms',
      target: { most: MOST_MS },
    });
    if (width === 80)
      figures.push({
        bench: 'inspector',
        name: `growth over ${STEPS} steps`,
        value: growthMiB,
        unit: 'MiB',
        target: { most: MOST_GROWTH_MIB },
      });
  }
  show(columns(rows));
  return figures;
}
