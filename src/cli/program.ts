// Starting the user's program with our client library in place of the system's OpenGL, and ending as it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { client32Library, clientLibrary, eglVendorFile, hostLibraryPath, vendor32Library, vendorLibrary } from '../host_environment.js';
import { processFields } from '../renderer/region_name.js';
import type { Ended } from '../trace/index_packet.js';
import { CommandError, type Option } from './command.js';

export const vendorOption: Option = { long: 'glvnd', help: "as a vendor's library of the system's libglvnd, not in place of libGL" };

/** Variables that lead a program to the renderer of a region: by our library in place of the system's, unless only libglvnd
 * is to lead there. A program that loads the system's library all the same (by its full path, or by folders that it puts
 * first, as R's launcher does) comes to us by libglvnd then. */
export function programEnvironment(region: string, onlyGlvnd = false): Record<string, string> {
  const inPlace = onlyGlvnd ? [] : [clientLibrary, client32Library];
  const folders = [...inPlace, vendorLibrary, vendor32Library].filter(folder => existsSync(folder));
  return {
    LD_LIBRARY_PATH: [...folders, hostLibraryPath()].filter(Boolean).join(':'),
    __GLX_VENDOR_LIBRARY_NAME: 'sgl',
    __EGL_VENDOR_LIBRARY_FILENAMES: eglVendorFile,
    SGL_SHM: region,
  };
}

/** Exit codes of the shell for a program that could not be started. */
const notFound = 127;
const notExecutable = 126;

export interface ProgramEnd {
  /** Exit code to give: the program's, or 128 + n for signal n. */
  readonly code: number;
  readonly ended: Ended;
}

export class Program {
  readonly ended: Promise<ProgramEnd>;
  private readonly child: ChildProcess;

  constructor(command: readonly string[], environment: Readonly<Record<string, string>>) {
    const [file, ...args] = command as [string, ...string[]];
    this.child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
    const forward = passSignalsTo(this.child);
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', (error: NodeJS.ErrnoException) => {
        forward.stop();
        reject(startError(file, error));
      });
      this.child.once('exit', (code, signal) => {
        forward.stop();
        const number = signal ? constants.signals[signal] : 0;
        resolve(
          signal
            ? { code: 128 + number, ended: { how: 'signal', code: number, reason: '' } }
            : { code: code ?? 0, ended: { how: 'exit', code: code ?? 0, reason: '' } },
        );
      });
    });
    // Whoever awaits it hears of a failure; nobody may be there yet.
    this.ended.catch(() => {});
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }
}

function startError(file: string, error: NodeJS.ErrnoException): CommandError {
  if (error.code === 'ENOENT') return new CommandError(`${file}: no such program`, notFound);
  if (error.code === 'EACCES') return new CommandError(`${file}: not a program that may be started`, notExecutable);
  return new CommandError(`${file}: cannot be started: ${error.message}`, notExecutable);
}

const passedOn = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGCONT', 'SIGWINCH'] as const;
/** What the terminal itself sends to every process in its foreground. */
const fromTerminal: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGWINCH', 'SIGCONT']);

/** Passes on the signals that we get, save those that the terminal gives to the program anyway. */
function passSignalsTo(child: ChildProcess): { stop(): void } {
  const listener = (signal: NodeJS.Signals) => {
    if (!(fromTerminal.has(signal) && inForeground())) child.kill(signal);
  };
  for (const signal of passedOn) process.on(signal, listener);
  return {
    stop() {
      for (const signal of passedOn) process.off(signal, listener);
    },
  };
}

/** Whether this process is in its terminal's foreground process group. */
function inForeground(): boolean {
  const fields = processFields(process.pid);
  return fields !== undefined && fields[2] === fields[5];
}
