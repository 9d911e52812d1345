// `sgl record`: a program, or every program that comes, recorded into a trace.
import { accessSync, constants, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { ClientRow } from '../native.js';
import { numberedFile, type Recording, type RecordingPlan } from '../renderer/recording.js';
import { defaultRegion, regionOwner, regionPath } from '../renderer/region_name.js';
import { TraceReader } from '../trace/reader.js';
import { type Arguments, CommandError, exitCode, UsageError, type Verb } from './command.js';
import { mebibytes, Progress } from './output.js';
import { vendorOption } from './program.js';
import { RecordedParts } from './record_parts.js';
import { rendererOptions, shmOption, withoutLetter } from './region_options.js';
import { runPrivately, runShared } from './run.js';
import { serve, serveOptions } from './serve.js';
import { frameRange, trimSummary, trimTrace } from './trim.js';

export const verb: Verb = {
  name: 'record',
  summary: 'Records the OpenGL of a program into a trace (without a program: of each that comes, until Ctrl-C).',
  operands: '[[--] PROGRAM [arguments]]',
  options: [
    { long: 'output', short: 'o', value: 'FILE', help: "the trace (default: the program's name and .pb)" },
    { long: 'frames', value: 'A-B', help: 'keep only these frames: all is recorded, and cut when the program has ended (see sgl trim)' },
    { long: 'parts', help: 'keep only what is drawn between a SIGUSR1 and the next (kill -USR1 and the number that it prints)' },
    ...withoutLetter(rendererOptions, 'o'),
    vendorOption,
    shmOption,
  ],
  notes: [
    'A further process of the same recording gets FILE-2.pb, and so on.',
    "With a program, ends with the program's exit code, or with 128 + n when signal n ended it; later where processes that draw outlive it.",
  ],
  program: true,
  examples: [
    ['sgl record -o gears.pb -- glxgears', 'until the program ends'],
    ['sgl record --frames 100-200 -- ./game', 'only these frames'],
    ['sgl record --parts -- ./game', 'what is drawn between two signals'],
  ],
  async run(args) {
    const output = args.text('output');
    if (output !== undefined) requireWritable(output);
    const frames = args.text('frames');
    if (frames !== undefined) {
      frameRange(frames, Number.MAX_SAFE_INTEGER); // what is wrong with it is said before anything is recorded
      if (args.operands.length === 0 || (args.text('shm') ?? process.env.SGL_SHM) !== undefined)
        throw new UsageError('--frames goes with a program and a renderer of its own');
    }
    if (args.has('parts')) {
      if (frames !== undefined) throw new UsageError('--frames or --parts: one of them');
      if (args.operands.length === 0 || (args.text('shm') ?? process.env.SGL_SHM) !== undefined)
        throw new UsageError('--parts goes with a program and a renderer of its own');
    }
    if (args.operands.length === 0) return recordAll(args, output);
    const shared = args.text('shm') ?? process.env.SGL_SHM;
    return shared === undefined ? recordPrivately(args, output) : recordShared(args, shared, output);
  },
};

/** Hands out file names: the wanted one, then numbered ones. */
class TraceFiles implements RecordingPlan {
  private readonly given = new Set<string>();

  constructor(private readonly wanted: string | undefined) {}

  fileFor(client: Pick<ClientRow, 'program'>): string {
    const first = this.wanted ?? `${client.program.replace(/[^\w.+-]/g, '_') || 'program'}.pb`;
    let file = first;
    // A name that was asked for is used even if there is such a file; one of our own choosing never overwrites.
    const taken = (name: string) => this.given.has(name) || (existsSync(name) && (this.wanted === undefined || name !== first));
    for (let n = 2; taken(file); n++) file = numberedFile(first, n);
    this.given.add(file);
    return file;
  }
}

function requireWritable(file: string): void {
  const folder = dirname(resolve(file));
  if (!existsSync(folder)) throw new CommandError(`${file}: there is no folder ${folder}`, exitCode.wrongUse);
  if (existsSync(file) && !statSync(file).isFile() && !statSync(file).isCharacterDevice())
    throw new CommandError(`${file}: not a file`, exitCode.wrongUse);
  try {
    accessSync(existsSync(file) ? file : folder, constants.W_OK);
  } catch {
    throw new CommandError(`${file}: no permission to write it`, exitCode.wrongUse);
  }
}

function say(line: string): void {
  process.stderr.write(`sgl: ${line}\n`);
}

async function recordAll(args: Arguments, output: string | undefined): Promise<number> {
  const path = regionPath(args.text('shm') ?? process.env.SGL_SHM ?? defaultRegion);
  return serve({ ...serveOptions(args, path), recording: new TraceFiles(output) });
}

async function recordPrivately(args: Arguments, output: string | undefined): Promise<number> {
  const progress = new Progress(500);
  let timer: NodeJS.Timeout | undefined;
  const begun: Recording[] = [];
  const parts = args.has('parts') ? new RecordedParts(say) : undefined;
  const { end, recordings } = await runPrivately(args, {
    recording: new TraceFiles(output),
    warn: line => {
      progress.clear();
      say(line);
    },
    onRecording: (recording, program) => {
      begun.push(recording);
      parts?.follow(recording, program);
      timer ??= setInterval(() => progress.update(() => `sgl: recorded ${begun.map(summary).join('; ')}`), 500);
    },
  }).finally(() => {
    clearInterval(timer);
    progress.clear();
  });
  if (recordings.length === 0) say(`${args.operands[0]} used no OpenGL: nothing was recorded`);
  for (const recording of recordings) if (!recording.failure) say(summary(recording));
  if (parts && !(await parts.cut()) && end.code === 0) return exitCode.difference;
  const frames = args.text('frames');
  if (frames !== undefined) {
    const whole = recordings.filter(recording => !recording.failure);
    const cut = await Promise.all(whole.map(recording => keepFrames(recording, frames)));
    if (end.code === 0 && !cut.every(Boolean)) return exitCode.difference;
  }
  return end.code === 0 && recordings.some(recording => recording.failure) ? exitCode.difference : end.code;
}

/** Cuts a recording to some frames; false when it stays whole. */
async function keepFrames({ file, frames }: Recording, wanted: string): Promise<boolean> {
  const part = `${file}.part`;
  try {
    const [first, last] = frameRange(wanted, frames);
    const result = await trimTrace(file, first, last, part);
    renameSync(part, file);
    say(trimSummary(file, result, first, last));
    return true;
  } catch (error) {
    rmSync(part, { force: true });
    say(`${file}: stays whole: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function summary(recording: Recording): string {
  return `${recording.file}: ${recording.frames} frames, ${recording.calls} calls, ${mebibytes(recording.bytes)}`;
}

/** How long the renderer that others share may take to close the trace once the program is gone. */
const closeMs = 10_000;
/** And how long to begin it: a program that used OpenGL has its trace from its first context on. */
const beginMs = 1_000;

/** Asks the renderer that serves the region already, by the program's environment, to record it. */
async function recordShared(args: Arguments, region: string, output: string | undefined): Promise<number> {
  const file = resolve(output ?? new TraceFiles(undefined).fileFor({ program: basename(args.operands[0] as string) }));
  rmSync(file, { force: true }); // the renderer numbers the files of this program's further processes, and overwrites none
  const end = await runShared(args, region, { SGL_RECORD: file });
  const since = Date.now();
  let size = -1;
  const alive = () => regionOwner(regionPath(region))?.alive ?? false;
  for (let waited = 0; waited < (existsSync(file) ? closeMs : beginMs) && alive(); waited = Date.now() - since) {
    const now = existsSync(file) ? statSync(file).size : -1;
    if (now > 0 && now === size && isComplete(file)) break;
    size = now;
    await new Promise(wake => setTimeout(wake, 100));
  }
  if (!existsSync(file)) say(`${args.operands[0]} used no OpenGL: nothing was recorded`);
  else if (!isComplete(file)) say(`${file}: its end is missing; \`sgl repair\` makes an index`);
  else say(`${file}: recorded by the renderer of ${regionPath(region)}`);
  return end.code;
}

function isComplete(file: string): boolean {
  try {
    const reader = new TraceReader(file);
    reader.close();
    return reader.complete;
  } catch {
    return false; // it is still being written
  }
}
