// The owner's side of a replay process: starts it, asks, follows its progress, and says where the driver crashed if it
// did. What the process does is in child.ts.
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostEnvironment } from '../host_environment.js';
import { TraceReader } from '../trace/reader.js';
import type { Backend } from './backend.js';
import {
  type Failure,
  type PlayedFrame,
  PROGRESS_BYTES,
  PROGRESS_DESCRIPTOR,
  type Request,
  type Response,
  type WrittenPicture,
} from './messages.js';
import type { BenchResult, VerifyResult } from './verify.js';

/** The replay could not be done. `exitCode` is that of the verb. */
export class ReplayError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'ReplayError';
    this.exitCode = exitCode;
  }
}

export interface ReplayOptions {
  readonly onProgress?: (calls: number, total: number) => void;
  /** What it is executed on (default: native). */
  readonly backend?: Backend;
  /** Ends the process. */
  readonly signal?: AbortSignal;
  /** Another program in place of child.ts: for tests of what happens when it crashes. */
  readonly script?: string;
}

const on = ({ backend = 'native' }: ReplayOptions) => ({ backend });

/** Replays everything and compares frames and answers. Throws TraceError's message as ReplayError. */
export async function verifyTrace(file: string, options: ReplayOptions = {}): Promise<VerifyResult> {
  const response = await ask({ verb: 'verify', file, ...on(options) }, options);
  return response.kind === 'verified' ? response.result : unexpected(response);
}

export async function benchTrace(file: string, options: ReplayOptions = {}): Promise<BenchResult> {
  const response = await ask({ verb: 'bench', file, ...on(options) }, options);
  return response.kind === 'benched' ? response.result : unexpected(response);
}

/** Writes a PNG file for each frame or call of the set; gives what was written. */
export async function writePictures(
  file: string,
  callSet: string,
  folder: string,
  options: ReplayOptions & { readonly onPicture?: (picture: WrittenPicture) => void } = {},
): Promise<WrittenPicture[]> {
  const pictures: WrittenPicture[] = [];
  await ask({ verb: 'pictures', file, callSet, folder, ...on(options) }, options, response => {
    if (response.kind !== 'picture') return;
    pictures.push(response.picture);
    options.onPicture?.(response.picture);
  });
  return pictures;
}

/** Hands over the picture of each frame; the next comes when `show` is done with it. Resolves after the last. */
export async function playTrace(
  file: string,
  frames: { readonly first: number; readonly last: number },
  show: (frame: PlayedFrame) => void | Promise<void>,
  options: ReplayOptions = {},
): Promise<void> {
  const request: Request = { verb: 'play', file, firstFrame: frames.first, lastFrame: frames.last, ...on(options) };
  await ask(request, options, async (response, child) => {
    if (response.kind !== 'frame') return;
    await show(response.frame);
    if (child.connected) child.send({ verb: 'next' } satisfies Request);
  });
}

function unexpected(response: Response): never {
  throw new ReplayError(`the replay process answered ${response.kind}`);
}

type OnResponse = (response: Response, child: ChildProcess) => void | Promise<void>;

async function ask(request: Exclude<Request, { verb: 'next' }>, options: ReplayOptions, onResponse?: OnResponse): Promise<Response> {
  const outcome = await run(request, options, onResponse);
  if (outcome.kind === 'answered') return outcome.response;
  if (outcome.kind === 'failed')
    throw Object.assign(new ReplayError(outcome.failure.message, outcome.failure.exitCode), { cause: outcome.failure });
  if (options.signal?.aborted) throw new ReplayError('the replay was stopped');
  throw new ReplayError(await describeCrash(request.file, outcome, options));
}

interface Crash {
  readonly kind: 'crashed';
  readonly how: string;
  /** What it was executing; undefined when nothing yet. */
  readonly first: number | undefined;
  readonly end: number;
}
type Outcome = { readonly kind: 'answered'; readonly response: Response } | { readonly kind: 'failed'; readonly failure: Failure } | Crash;

/** Descriptor of a file in which a replay process notes what it executes. */
export function progressFile(): number {
  const folder = mkdtempSync(join(tmpdir(), 'sgl-replay-'));
  const progress = openSync(join(folder, 'progress'), 'w+');
  rmSync(folder, { recursive: true }); // the descriptor keeps the file
  return progress;
}

/** MiB. Node's own choice grows to 16 and costs each process three times that, for a few per cent less of its time. */
const YOUNG_GENERATION = '--max-semi-space-size=4';

/** Starts a process on the host's driver, with `progress` where PROGRESS_DESCRIPTOR says. */
export function startReplayProcess(script: URL | string, progress: number): ChildProcess {
  const stdio: (number | 'inherit' | 'ignore' | 'ipc')[] = ['ignore', 'ignore', 'inherit', 'ipc'];
  stdio[PROGRESS_DESCRIPTOR] = progress;
  const path = typeof script === 'string' ? script : fileURLToPath(script);
  // what is built needs none of the loaders that started us
  const execArgv = [...(path.endsWith('.js') ? [] : process.execArgv), YOUNG_GENERATION];
  return fork(path, { serialization: 'advanced', stdio, env: hostEnvironment(), execArgv });
}

async function run(request: Request, options: ReplayOptions, onResponse?: OnResponse): Promise<Outcome> {
  const progress = progressFile();
  try {
    return await converse(request, options, progress, onResponse);
  } finally {
    closeSync(progress);
  }
}

function converse(request: Request, options: ReplayOptions, progress: number, onResponse?: OnResponse): Promise<Outcome> {
  const own = new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url);
  const child = startReplayProcess(options.script ?? own, progress);
  return new Promise<Outcome>((resolve, reject) => {
    let answer: Outcome | undefined;
    let pending = Promise.resolve();
    const stop = () => child.kill('SIGKILL');
    options.signal?.addEventListener('abort', stop, { once: true });
    if (options.signal?.aborted) stop();
    child.on('error', error => {
      if (options.signal?.aborted && child.pid !== undefined) return; // it was ended before it could be asked
      reject(new ReplayError(`the replay process cannot be started: ${error.message}`));
    });
    child.on('message', (response: Response) => {
      if (response.kind === 'progress') options.onProgress?.(response.calls, response.total);
      else if (response.kind === 'picture' || response.kind === 'frame') {
        pending = pending
          .then(() => onResponse?.(response, child))
          .catch(error => {
            stop();
            reject(error);
          });
      } else {
        answer = response.kind === 'failed' ? { kind: 'failed', failure: response.failure } : { kind: 'answered', response };
        child.disconnect();
      }
    });
    child.on('exit', (code, signal) => {
      options.signal?.removeEventListener('abort', stop);
      const crash = (): Crash => ({ kind: 'crashed', how: signal ?? `exit code ${code}`, ...callBeingExecuted(progress) });
      pending.then(() => resolve(answer ?? crash()), reject);
    });
    child.send(request);
  });
}

/** What the process noted: the piece that it executes or executed last. `first` is undefined before the first. */
export function callBeingExecuted(descriptor: number): { first: number | undefined; end: number } {
  const bytes = new Uint8Array(PROGRESS_BYTES);
  if (readSync(descriptor, bytes, 0, PROGRESS_BYTES, 0) < PROGRESS_BYTES) return { first: undefined, end: 0 };
  const [first, end] = new Float64Array(bytes.buffer);
  return { first, end: end! };
}

/** A crash somewhere in a long piece: a second process goes through it call by call. */
async function describeCrash(file: string, crash: Crash, options: ReplayOptions): Promise<string> {
  const what = `${file}: the replay process ended (${crash.how})`;
  if (crash.first === undefined) return `${what} before it executed anything`;
  let { first, end } = crash;
  if (end - first > 1) {
    const { onProgress: _, ...quietly } = options;
    const again = await run({ verb: 'locate', file, from: first!, to: end - 1, ...on(options) }, quietly);
    if (again.kind !== 'crashed' || again.first === undefined)
      return `${what} in calls ${first} to ${end - 1}; call by call it does not crash`;
    ({ first, end } = again);
  }
  return `${what}: the driver crashed in call ${first} ${nameOf(file, first!)}`;
}

function nameOf(file: string, call: number): string {
  const reader = new TraceReader(file);
  try {
    return reader.callName(call);
  } finally {
    reader.close();
  }
}
