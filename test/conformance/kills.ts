// `npm run test:kills [-- --rounds N] [--clients N] [--seed N] [--json]`: several programs draw on one renderer that records
// them all, and in each round a program or its renderer process is killed with -9; in the end the server itself. Each trace
// must have the frames that it is due and give them again, and who was not killed must go on. Exit code 1: not so.
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verifyTrace } from '../../src/replay/replay_process.js';
import { isIdentical } from '../../src/replay/verify.js';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, runScript, runSgl, type Server, serve, start, startXServer } from './processes.js';
import { buildDetframe } from './program_list.js';
import { randomNumbers } from './random_numbers.js';

const replayProcess = join(import.meta.dirname, '../../dist/replay/child.js');
/** Swaps that return before their frame is drawn (guest/common/connection.h). */
const swapsOutstanding = 2;
/** A client without a renderer swaps ten times a second; so many swaps within `patienceMs` only one with its own. */
const goesOnSwaps = 300;
const patienceMs = 20_000;
/** A killed process counts as dead when the kernel has taken its memory apart: seconds, on a busy machine. */
const deathMs = 60_000;
const limitMs = 120_000;
const victims = ['program', 'renderer'] as const;
type Victim = (typeof victims)[number] | 'server';

interface Client {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly renderer: number;
  readonly trace: string;
  readonly counter: string;
}

interface Round {
  readonly victim: Victim;
  /** That had returned: when the renderer was killed, or ever. */
  readonly swaps: number;
  readonly frames: number;
  /** From the kill until the renderer process is no more: the kernel's time. */
  readonly goneMs?: number;
  /** From then to a closed trace. */
  readonly closedMs?: number;
  readonly wrong: readonly string[];
}

const sleep = (ms: number) => new Promise<void>(wake => setTimeout(wake, ms));

/** False: it did not come about. */
async function until(condition: () => boolean, ms = patienceMs): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) if (condition()) return true;
  return condition();
}

const swapsOf = ({ counter }: Pick<Client, 'counter'>) => (existsSync(counter) ? Number(readFileSync(counter).readBigUInt64LE()) : 0);
/** Processes that a process has started. */
const childrenOf = (pid: number) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
const isThere = (pid: number) => existsSync(`/proc/${pid}/exe`);
const isRenderer = (pid: number) => isThere(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('renderer/child');

/** What the server has told: which program has which trace, and who lost its renderer. */
class Heard {
  readonly traces = new Map<number, string>();
  readonly lost = new Set<number>();
  /** Not the server's own lines: what a C library says of a process that it ends. */
  readonly strange: string[] = [];
  #file = '';

  read(line: string): void {
    if (!line.startsWith('sgl: ')) this.strange.push(line);
    this.#file = /^sgl: recording (.+)$/.exec(line)?.[1] ?? this.#file;
    const [, pid, what] = /\(process (\d+)\) (is connected|lost its renderer)/.exec(line) ?? [];
    if (what === 'is connected') this.traces.set(Number(pid), this.#file);
    else if (what !== undefined) this.lost.add(Number(pid));
  }
}

class Scene {
  readonly clients: Client[] = [];
  #started = 0;

  constructor(
    private readonly server: Server,
    private readonly heard: Heard,
    private readonly detframe: string,
  ) {}

  /** The renderer that waits for the next client: all others have one, so that nothing must be guessed. */
  async #spare(): Promise<number> {
    let spare: number[] = [];
    const found = await until(() => {
      spare = childrenOf(this.server.pid).filter(pid => isRenderer(pid) && !this.clients.some(({ renderer }) => renderer === pid));
      return spare.length === 1;
    });
    if (!found) throw new Error(`${spare.length} renderers without a client, where one is due`);
    return spare[0] as number;
  }

  async add(): Promise<void> {
    const renderer = await this.#spare();
    const counter = join(folder, `swaps-${this.#started++}`);
    const counting = { LD_PRELOAD: this.detframe, DF_NOREAD: '1', DF_REAL: '1', DF_COUNT: counter, vblank_mode: '0' };
    const { child } = start('glxgears', ['-geometry', '100x100'], { ...this.server.env, ...counting });
    const pid = child.pid as number;
    if (!(await until(() => swapsOf({ counter }) > 0 && this.heard.traces.has(pid)))) throw new Error('a program does not draw');
    this.clients.push({ child, pid, renderer, counter, trace: this.heard.traces.get(pid) as string });
  }

  /** Kills one client or its renderer, and looks what became of it and of the others. */
  async round(victim: 'program' | 'renderer', index: number): Promise<Round> {
    const [client] = this.clients.splice(index, 1) as [Client];
    const wrong: string[] = [];
    const atLeast = swapsOf(client);
    process.kill(victim === 'program' ? client.pid : client.renderer, 'SIGKILL');
    const killed = Date.now();
    if (!(await until(() => !existsSync(`/proc/${client.renderer}`), deathMs))) wrong.push('the renderer process stays');
    const gone = Date.now();
    if (!(await until(() => isClosed(client.trace)))) wrong.push('the trace is not closed');
    const closed = Date.now();
    const swaps = victim === 'program' ? swapsOf(client) : atLeast;
    if (victim === 'renderer' && !(await until(() => this.heard.lost.has(client.pid))))
      wrong.push('the server did not say that the renderer is lost');
    client.child.kill('SIGKILL');
    for (const { child } of this.clients) child.kill('SIGSTOP'); // they would take the processor
    const { frames, problems } = await judge(client.trace);
    for (const { child } of this.clients) child.kill('SIGCONT');
    wrong.push(...problems);
    if (victim === 'program' && frames !== swaps && frames !== swaps + 1)
      wrong.push(`${swaps} swaps returned, ${frames} frames are in the trace`);
    if (victim === 'renderer' && frames < atLeast - swapsOutstanding)
      wrong.push(`${atLeast} swaps had returned, ${frames} frames are in the trace`);
    wrong.push(...(await this.#othersGoOn()));
    rmSync(client.trace, { force: true });
    return { victim, swaps, frames, goneMs: gone - killed, closedMs: closed - gone, wrong };
  }

  async #othersGoOn(): Promise<string[]> {
    const before = this.clients.map(swapsOf);
    const goOn = () => this.clients.every((client, i) => swapsOf(client) >= (before[i] as number) + goesOnSwaps);
    if (await until(goOn))
      return this.clients.filter(({ pid }) => this.heard.lost.has(pid)).map(({ pid }) => `process ${pid} lost its renderer, too`);
    return this.clients.map((client, i) => `process ${client.pid}: ${swapsOf(client) - (before[i] as number)} swaps since`);
  }

  /** Kills the server: what it wrote can be repaired, and neither renderers nor the region stay. */
  async end(): Promise<Round[]> {
    const renderers = childrenOf(this.server.pid).filter(isRenderer);
    const counts = this.clients.map(swapsOf);
    process.kill(this.server.pid, 'SIGKILL');
    const left: string[] = [];
    if (!(await until(() => !renderers.some(isThere)))) left.push('renderers stay');
    for (const { child } of this.clients) child.kill('SIGKILL');
    left.push(...this.heard.strange.map(line => `a renderer said: ${line}`));
    const rounds: Round[] = [];
    for (const [i, client] of this.clients.entries()) {
      const { code, stderr } = await runSgl(['repair', client.trace], { limitMs });
      const wrong = i === 0 ? [...left] : [];
      if (code !== 0) wrong.push(`repair: ${stderr.trim()}`);
      const { frames, problems } = await judge(client.trace);
      wrong.push(...problems);
      if (frames === 0) wrong.push('no frame is in the trace');
      rounds.push({ victim: 'server', swaps: counts[i] as number, frames, wrong });
    }
    return rounds;
  }
}

function isClosed(trace: string): boolean {
  const reader = new TraceReader(trace);
  try {
    return reader.complete;
  } finally {
    reader.close();
  }
}

async function judge(trace: string): Promise<{ frames: number; problems: string[] }> {
  const result = await verifyTrace(trace, { script: replayProcess, signal: AbortSignal.timeout(limitMs) });
  const { frames, replies, malformed } = result;
  const text = `replayed: ${frames.identical} of ${frames.total} frames identical, ${replies.different} answers differ, ${malformed ?? 'to its end'}`;
  return { frames: frames.total + frames.withoutHash, problems: isIdentical(result) ? [] : [text] };
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '10' },
      clients: { type: 'string', default: '4' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const number = (name: 'rounds' | 'clients' | 'seed') => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} ${values[name]}: not a whole number above 0`);
    return value;
  };
  const [rounds, clients, numbers] = [number('rounds'), number('clients'), randomNumbers(number('seed'))];
  const random = () => numbers.next().value;
  process.execArgv.length = 0; // replay processes need no tsx: they are the built ones
  process.env.DISPLAY = await startXServer();
  const heard = new Heard();
  const server = await serve({ file: join(folder, 'killed.pb'), onLine: line => heard.read(line) });
  const scene = new Scene(server, heard, buildDetframe(folder));
  const done: Round[] = [];
  const tell = (round: Round) => {
    done.push(round);
    if (values.json) return;
    const { victim, swaps, frames, goneMs, closedMs, wrong } = round;
    const closed = goneMs === undefined ? '' : `, closed ${closedMs} ms after the renderer, which took ${goneMs} ms to end`;
    process.stdout.write(`${victim}: ${swaps} swaps, ${frames} frames in the trace${closed}${wrong.map(what => `; ${what}`).join('')}\n`);
  };
  for (let i = 0; i < rounds; i++) {
    while (scene.clients.length < clients) await scene.add();
    await sleep(random() * 1500);
    tell(await scene.round(victims[i % victims.length] as 'program' | 'renderer', Math.floor(random() * clients)));
  }
  while (scene.clients.length < clients) await scene.add();
  await sleep(1000);
  for (const round of await scene.end()) tell(round);
  const { end } = await serve(); // takes over the region that was left, and removes it
  await end();
  const name = server.env.SGL_SHM as string;
  if (existsSync(`/dev/shm/${name}`)) throw new Error(`/dev/shm/${name} stays`);
  const bad = done.filter(({ wrong }) => wrong.length > 0).length;
  if (values.json) process.stdout.write(`${JSON.stringify({ rounds: done, bad }, null, 2)}\n`);
  else process.stdout.write(`${done.length} kills, ${bad} with something wrong\n`);
  return bad === 0;
}

await runScript('kills', main);
