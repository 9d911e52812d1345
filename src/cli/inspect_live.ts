// `--live` and `--attach` of `sgl inspect` and `sgl session`: finds or starts the program.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Attached, type Candidate, LiveConnection, listeningRegions } from '../renderer/live_client.js';
import { socketPath } from '../renderer/live_server.js';
import { regionPath, temporaryFolder } from '../renderer/region_name.js';
import { parseStopAt, StopAtError } from '../renderer/stop_at.js';
import { type Arguments, CommandError, exitCode, type Option, UsageError } from './command.js';
import { shmOption } from './region_options.js';
import { HELD_FOR } from './run.js';

export const liveOptions: readonly Option[] = [
  { long: 'live', help: 'start a program, and stop it: the panels show its real state' },
  { long: 'attach', help: 'stop a program that sgl serve (or run, or record) serves already: its process id or name' },
  {
    long: 'at',
    value: 'WHERE',
    help: 'where it stops first: 1234, f20 (its end), f20:draw3, f20:glCallList:1, glTex*, error (default: f0)',
  },
  shmOption,
];

/** Where a program is to stop first. Throws UsageError for options that say nothing sensible. */
export function checkLive(args: Arguments): string {
  if (args.has('live') && args.has('attach')) throw new UsageError('--live starts a program, --attach goes to one that runs: one of them');
  if (args.has('live') && args.operands.length === 0)
    throw new UsageError(`which program? usage: sgl ${args.verb.name} --live -- PROGRAM [arguments]`);
  const at = args.text('at') ?? 'f0';
  try {
    parseStopAt(at);
  } catch (error) {
    if (error instanceof StopAtError) throw new UsageError(error.message);
    throw error;
  }
  return at;
}

/** The program that `--live` or `--attach` means, and where it is to stop first. */
export async function liveTarget(args: Arguments): Promise<{ readonly target: LiveTarget; readonly at: string }> {
  const at = checkLive(args);
  return { target: args.has('live') ? await startProgram(args.operands) : await attachProgram(args), at };
}

/** A program that stands or runs, with whoever serves it. */
export interface LiveTarget {
  readonly connection: LiveConnection;
  readonly attached: Attached;
  /** After the inspector: prints what the program said, removes what was needed. */
  finish(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const LOOK_MS = 50;
/** The end of a long output is what people look for. */
const SHOWN_BYTES = 8192;

/** Starts a program that stands at its first call. */
async function startProgram(command: readonly string[]): Promise<LiveTarget> {
  const folder = temporaryFolder();
  const output = join(folder, 'output.txt');
  const file = openSync(output, 'w');
  const main = fileURLToPath(new URL('../../bin/sgl.js', import.meta.url));
  // In a session of its own: what ends this terminal does not end the program, and its output does not get into the picture.
  const child = spawn(process.execPath, [main, 'run', '--held', '--', ...command], {
    detached: true,
    stdio: ['ignore', file, file],
    env: { ...process.env, SGL_SHM: undefined, [HELD_FOR]: String(process.pid) },
  });
  closeSync(file);
  child.unref();
  // Until it can be asked what becomes of the program, it ends with this.
  const onSignal = (signal: NodeJS.Signals): void => {
    if (child.pid) process.kill(-child.pid, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
    process.off(signal, onSignal);
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const said = () => {
    const text = existsSync(output) ? readFileSync(output) : Buffer.alloc(0);
    return text.subarray(Math.max(0, text.length - SHOWN_BYTES)).toString();
  };
  const finish = () => {
    const text = said();
    if (text !== '') process.stderr.write(`${text.trimEnd()}\n`);
    rmSync(folder, { recursive: true, force: true });
  };
  const ours = `sgl-private-${child.pid}-`;
  process.stderr.write(`sgl: waiting for ${command[0]} to use OpenGL; Ctrl-C ends this\n`);
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      finish();
      throw new CommandError(`${command[0]} ended without using OpenGL`, child.exitCode ?? 1);
    }
    const region = listeningRegions().find(path => path.includes(ours));
    // a socket that does not answer yet will at the next look; this goes on until the program ends
    const connection = region === undefined ? undefined : await LiveConnection.open(region).catch(() => undefined);
    const [first] = (await connection?.programs().catch(() => [])) ?? [];
    if (connection && first) {
      const attached = await connection.attach(first.pid);
      for (const signal of SIGNALS) process.off(signal, onSignal);
      return { connection, attached, finish };
    }
    connection?.close();
    await sleep(LOOK_MS);
  }
}

interface Found {
  readonly region: string;
  readonly candidate: Candidate;
}

async function candidates(region: string | undefined): Promise<Found[]> {
  const regions = region === undefined ? listeningRegions() : [regionPath(region)];
  const found: Found[] = [];
  for (const path of regions) {
    const connection = await LiveConnection.open(path).catch((error: Error) => {
      if (region !== undefined)
        throw new CommandError(
          `nobody listens at ${socketPath(path)} (${error.message}); is it served by \`sgl serve\`?`,
          exitCode.wrongUse,
        );
      return undefined; // another user's, or its supervisor was killed
    });
    for (const candidate of (await connection?.programs().catch(() => [])) ?? []) found.push({ region: path, candidate });
    connection?.close();
  }
  return found;
}

function list(rows: readonly Found[]): void {
  for (const { region, candidate } of rows) {
    const facts = [region, ...(candidate.stopped ? ['stopped'] : []), ...(candidate.taken ? ['somebody looks at it'] : [])].join(', ');
    process.stderr.write(`${String(candidate.pid).padStart(9)}  ${candidate.commandLine || candidate.program}  (${facts})\n`);
  }
}

/** Asks which one, where somebody can answer. */
async function choose(found: readonly Found[]): Promise<Found> {
  list(found);
  const wrong = () => new CommandError('which one? --attach and its number', exitCode.wrongUse);
  if (!process.stdin.isTTY) throw wrong();
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = (await lines.question('which one? ')).trim();
    const chosen = found.find(({ candidate }) => answer === String(candidate.pid));
    if (!chosen) throw wrong();
    return chosen;
  } finally {
    lines.close();
  }
}

/** Attaches to a program that runs: by its process id or name; the only one without. */
async function attachProgram(args: Arguments): Promise<LiveTarget> {
  const [wanted, more] = args.operands;
  if (more !== undefined) throw new UsageError(`one program only, but '${more}' follows '${wanted}'`);
  const all = await candidates(args.text('shm'));
  const found = all.filter(({ candidate }) => wanted === undefined || wanted === String(candidate.pid) || wanted === candidate.program);
  const [first, second] = found;
  if (!first) {
    list(all);
    throw new CommandError(wanted === undefined ? 'no program is served' : `no program ${wanted} is served`, exitCode.wrongUse);
  }
  const chosen = second ? await choose(found) : first;
  const connection = await LiveConnection.open(chosen.region);
  try {
    return { connection, attached: await connection.attach(chosen.candidate.pid), finish: () => {} };
  } catch (error) {
    connection.close();
    throw new CommandError((error as Error).message);
  }
}
