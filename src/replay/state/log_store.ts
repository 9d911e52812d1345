// Change logs of traces: made once by a process of its own, kept in the cache folder, read from there.
import { closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StateLog } from '../../inspect/state/log.js';
import { cacheFolder, readParts } from '../cache.js';
import { progressFile, ReplayError, startReplayProcess } from '../replay_process.js';
import type { PassMessage } from './pass_child.js';

export interface LogOptions {
  /** Where it is kept, in place of the trace's folder in the cache. */
  readonly folder?: string;
  readonly onProgress?: (calls: number, total: number) => void;
  /** Nobody waits for it: with a lower priority, and until the signal stops it. */
  readonly background?: AbortSignal;
}

/** The log that was made before; undefined when there is none. */
export function cachedStateLog(file: string, folder = cacheFolder(file)): StateLog | undefined {
  return readParts(join(folder, 'state.log'), (size, read) => StateLog.decode(size, read));
}

/** The change log of a trace; makes it when there is none. Throws ReplayError. */
export async function stateLog(file: string, { folder = cacheFolder(file), ...options }: LogOptions = {}): Promise<StateLog> {
  const cached = cachedStateLog(file, folder);
  if (cached) return cached;
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new ReplayError(`the cache folder ${folder} cannot be made (XDG_CACHE_HOME names another): ${(error as Error).message}`);
  }
  await makeLog(file, join(folder, 'state.log'), options);
  const made = cachedStateLog(file, folder);
  if (!made) throw new ReplayError(`${file}: the state pass left no log in ${folder}`);
  return made;
}

function makeLog(file: string, output: string, { onProgress, background }: LogOptions): Promise<void> {
  const script = new URL(import.meta.url.endsWith('.ts') ? './pass_child.ts' : './pass_child.js', import.meta.url);
  const progress = progressFile();
  const child = startReplayProcess(script, progress);
  return new Promise<void>((resolve, reject) => {
    let answer: PassMessage | undefined;
    child.on('message', (message: PassMessage) => {
      if (message.kind === 'progress') {
        onProgress?.(message.calls, message.total);
        return;
      }
      answer = message;
      child.disconnect();
    });
    child.on('error', error => reject(new ReplayError(`the state pass cannot be started: ${error.message}`)));
    child.on('exit', (code, signal) => {
      closeSync(progress);
      if (answer?.kind === 'done') resolve();
      else if (answer?.kind === 'failed') reject(new ReplayError(answer.message, answer.exitCode));
      else reject(new ReplayError(`${file}: the state pass ended (${signal ?? `exit code ${code}`})`));
    });
    child.send({ file, output, background: background !== undefined });
    if (!background) return;
    child.unref();
    child.channel?.unref();
    background.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  });
}
