// `sgl run`: a program with its OpenGL carried out by a renderer, not recorded.
import { addon, type StopAt } from '../native.js';
import { untilAllHaveLeft } from '../renderer/left_behind.js';
import type { LiveProgram } from '../renderer/live.js';
import { privateRegion, regionPath, removeAbandonedRegions } from '../renderer/region_name.js';
import { Supervisor, type SupervisorOptions } from '../renderer/supervisor.js';
import { type Arguments, UsageError, type Verb } from './command.js';
import { Program, programEnvironment, vendorOption } from './program.js';
import { glVersion, memoryBytes, rendererLimits, rendererOptions, requireRenderer, shmOption } from './region_options.js';

export const verb: Verb = {
  name: 'run',
  summary: 'Runs a program with its OpenGL carried out by a renderer.',
  operands: '[--] PROGRAM [arguments]',
  options: [
    { long: 'held', help: 'it stands at its first call until `sgl inspect --attach` comes' },
    ...rendererOptions,
    vendorOption,
    shmOption,
  ],
  notes: [
    'Without --shm and SGL_SHM it starts a renderer for this program alone.',
    "Ends with the program's exit code, or with 128 + n when signal n ended it; later where processes that draw outlive it.",
  ],
  program: true,
  examples: [
    ['sgl run -- glxgears', 'through a renderer of its own'],
    ['sgl run --shm sgl -- glxgears', 'through one that `sgl serve` keeps'],
  ],
  async run(args) {
    if (args.operands.length === 0) throw new UsageError('which program? usage: sgl run [--] PROGRAM [arguments]');
    const shared = args.text('shm') ?? process.env.SGL_SHM;
    if (args.has('held') && args.text('shm') !== undefined) throw new UsageError('--held goes with a renderer of its own, not with --shm');
    if (shared !== undefined && !args.has('held')) return (await runShared(args, shared)).code;
    let held = !args.has('held');
    const first = (): StopAt | undefined => {
      if (held) return undefined;
      held = true;
      return { call: 0 };
    };
    const { end } = await runPrivately(args, args.has('held') ? { live: first, onLive: heldFor(), inspectable: 'until they leave' } : {});
    return end.code;
  },
};

/** Process id of who has a program held, for itself. */
export const HELD_FOR = 'SGL_HELD_FOR';

/** A program that is held for somebody who is gone before they attached goes on. */
function heldFor(): (program: LiveProgram) => void {
  const pid = Number(process.env[HELD_FOR] ?? 0);
  delete process.env[HELD_FOR];
  if (!(pid > 0)) return () => {};
  return program =>
    void addon().watchProcess(pid, () => {
      if (!program.attended && program.ended === undefined) program.goOn();
    });
}

/** Runs a program on the renderer that serves a region already. */
export async function runShared(args: Arguments, region: string, environment: Readonly<Record<string, string>> = {}) {
  requireRenderer(region);
  const gl = glVersion(args);
  const own = { ...programEnvironment(region, args.has('glvnd')), ...(gl && { GL_VERSION_OVERRIDE: gl }) };
  return new Program(args.operands, { ...own, ...environment }).ended;
}

/** Runs a program on a renderer of its own, which ends with it. */
export async function runPrivately(
  args: Arguments,
  more: Pick<SupervisorOptions, 'recording' | 'onRecording' | 'warn' | 'live' | 'onLive' | 'inspectable'>,
) {
  removeAbandonedRegions();
  const region = privateRegion();
  const supervisor = new Supervisor({
    path: regionPath(region),
    bytes: memoryBytes(args),
    limits: rendererLimits(args),
    keepSpare: false,
    ...more,
  });
  try {
    const program = new Program(args.operands, programEnvironment(region, args.has('glvnd')));
    const end = await program.ended;
    supervisor.processEnded(program.pid, end.ended);
    if (end.ended.how === 'exit')
      await untilAllHaveLeft(region, supervisor, more.warn ?? (line => void process.stderr.write(`sgl: ${line}\n`)));
    await supervisor.settle();
    await supervisor.lookedAt();
    return { end, recordings: supervisor.recordings };
  } finally {
    await supervisor.close();
  }
}
