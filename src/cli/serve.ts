// `sgl serve`: a renderer for any number of programs and guests, until it is stopped.
import { rmSync, unlinkSync } from 'node:fs';
import { socketPath } from '../renderer/live_server.js';
import { defaultRegion, regionOwner, regionPath } from '../renderer/region_name.js';
import { Supervisor, type SupervisorOptions } from '../renderer/supervisor.js';
import { type Arguments, CommandError, exitCode, type Verb } from './command.js';
import { checkScreen, windowKeysHelp } from './frame_window.js';
import { memoryBytes, rendererLimits, rendererOptions, shmOption } from './region_options.js';
import { quoted } from './shell.js';

export const verb: Verb = {
  name: 'serve',
  summary: 'Executes the OpenGL of programs and guests that share memory with it, until Ctrl-C.',
  operands: '',
  options: [
    { long: 'vm-arguments', short: 'v', help: 'print what libvirt and QEMU need to share the memory' },
    ...rendererOptions,
    { long: 'window', short: 'w', help: 'show what each program draws in a window of its own, with keys to stop and step it' },
    {
      long: 'inspectable',
      help: 'keep the calls of each program while it runs, so that sgl inspect --attach shows them from the first on',
    },
    { long: 'network', short: 'n', help: 'listen on the network (not yet)' },
    { long: 'port', short: 'p', value: 'PORT', help: 'port to listen on (not yet)' },
    { long: 'remove', short: 'x', help: 'remove shared memory that a killed renderer left behind, and end' },
    shmOption,
  ],
  notes: ['Programs find it by `eval "$(sgl env)"`, or start them with `sgl run --shm NAME -- PROGRAM`.', windowKeysHelp(false)],
  examples: [
    ['sgl serve &', 'then: eval "$(sgl env)", and start programs'],
    ['sgl serve --window', 'with a window for each program'],
  ],
  async run(args) {
    args.none();
    if (args.has('network') || args.has('port'))
      throw new CommandError('--network and --port: not yet; sgl serves shared memory only', exitCode.wrongUse);
    const path = regionPath(args.text('shm') ?? process.env.SGL_SHM ?? defaultRegion);
    if (args.has('remove')) return remove(path);
    const options: SupervisorOptions = { ...serveOptions(args, path), ...(args.has('inspectable') && { inspectable: 'always' }) };
    return serve(args.has('window') ? { ...options, ...(await windowOptions()) } : options, args.has('vm-arguments'));
  },
};

export function serveOptions(args: Arguments, path: string): SupervisorOptions {
  return { path, bytes: memoryBytes(args), limits: rendererLimits(args), keepSpare: true, log: say };
}

/** A window for each program that comes. Throws CommandError when there is no screen. */
async function windowOptions(): Promise<Pick<SupervisorOptions, 'live' | 'onLive'>> {
  await checkScreen();
  const { atSwap, ProgramWindow } = await import('./serve_window.js');
  return {
    live: () => atSwap,
    onLive: program =>
      void new ProgramWindow(program, say).run().catch(error => say(error instanceof Error ? error.message : String(error))),
  };
}

function say(line: string): void {
  process.stderr.write(`sgl: ${line}\n`);
}

/** Serves until a signal asks to stop. */
export async function serve(options: SupervisorOptions, vmArguments = false): Promise<number> {
  const supervisor = new Supervisor(options);
  // Signals that come from here on leave nothing behind.
  const asked = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const name = options.path.replace(/^\/dev\/shm\/(?=[^/]+$)/, '');
  say(`serving ${options.path} (${options.bytes / 2 ** 20} MiB)${options.recording ? ', recording each program' : ''}; Ctrl-C ends it`);
  say(`programs: eval "$(SGL_SHM=${quoted(name)} sgl env)", then start them`);
  if (vmArguments) process.stderr.write(vmText(options.path, options.bytes));
  await asked;
  await supervisor.close();
  for (const recording of supervisor.recordings)
    if (recording.complete) say(`${recording.file}: ${recording.frames} frames, ${recording.calls} calls`);
  return supervisor.recordings.some(recording => recording.failure) ? exitCode.difference : exitCode.fine;
}

function remove(path: string): number {
  const owner = regionOwner(path);
  if (!owner) throw new CommandError(`${path}: no shared memory of sgl is there`, exitCode.wrongUse);
  if (owner.alive) throw new CommandError(`${path} is in use by process ${owner.pid}; stop that one first`);
  unlinkSync(path);
  rmSync(socketPath(path), { force: true });
  say(`removed ${path}`);
  return exitCode.fine;
}

/** What to add to a virtual machine so that it sees the region as an ivshmem device. */
function vmText(path: string, bytes: number): string {
  const mib = bytes / 2 ** 20;
  const name = path.split('/').at(-1) as string;
  const lines = [
    '',
    'libvirt:',
    `  <shmem name="${name}">`,
    '    <model type="ivshmem-plain"/>',
    `    <size unit="M">${mib}</size>`,
    '  </shmem>',
    '',
    'qemu:',
    `  -object memory-backend-file,id=sgl,share=on,mem-path=${path},size=${mib}M -device ivshmem-plain,memdev=sgl`,
    '',
  ];
  if (!Number.isInteger(Math.log2(mib)))
    lines.push(`(ivshmem wants a power of two: choose --memory ${2 ** Math.ceil(Math.log2(mib))})`, '');
  return `${lines.join('\n')}\n`;
}
