// Recordings of the tests, replayed one after the other while further tests run: every answer and every frame must come
// out again as it was recorded.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { verifyTrace } from '../../src/replay/replay_process.js';
import type { VerifyResult } from '../../src/replay/verify.js';
import { TraceReader } from '../../src/trace/reader.js';

const replayProcess = join(import.meta.dirname, '../../dist/replay/child.js');
const limitMs = 300_000;
/** A recording takes no longer to be finished after its program has ended. */
const closeMs = 30_000;

export interface Replayed {
  /** The recorded program with its arguments. */
  readonly command: string;
  /** `identical`, else what went wrong. */
  readonly outcome: string;
  /** Answers in the recording. */
  readonly replies: number;
}

export const isIdentical = ({ outcome }: Replayed) => outcome === 'identical';

/** What differences.txt calls the replay of a test's program: its words without folders, and without piglit's own options. */
export function replayKey(command: string): string {
  const words = command.split(' ').filter(word => word !== '-auto' && word !== '-fbo');
  return `replay: ${words.map(word => word.slice(word.lastIndexOf('/') + 1)).join(' ')}`;
}

/** Replays each recording as soon as the recording renderer's log says that its program is gone. */
export class Recordings {
  readonly results: Replayed[] = [];
  readonly #files = new Map<string, string>();
  readonly #waiting: string[] = [];
  readonly #workers: Promise<void>[] = [];
  readonly #jobs: number;
  readonly #tell: (replayed: Replayed) => void;
  #lastFile: string | undefined;
  #running = 0;

  constructor(jobs: number, tell: (replayed: Replayed) => void) {
    this.#jobs = jobs;
    this.#tell = tell;
  }

  /** A line that the recording renderer said. */
  read(line: string): void {
    const recording = /^sgl: recording (.+)$/.exec(line);
    if (recording) this.#lastFile = recording[1];
    const [, pid, what] = /\(process (\d+)\) (is connected|is gone|lost its renderer)/.exec(line) ?? [];
    if (pid === undefined) return;
    if (what === 'is connected' && this.#lastFile !== undefined) {
      this.#files.set(pid, this.#lastFile);
      this.#lastFile = undefined;
    } else if (what !== 'is connected') {
      const file = this.#files.get(pid);
      this.#files.delete(pid);
      if (file !== undefined) this.#add(file);
    }
  }

  /** All recordings are replayed: those of programs that ended, and of those that the renderer is not yet done with. */
  async finish(): Promise<readonly Replayed[]> {
    for (let waited = 0; this.#files.size > 0 && waited < closeMs; waited += 100) await new Promise(wake => setTimeout(wake, 100));
    for (const file of this.#files.values()) this.#add(file);
    while (this.#running > 0) await Promise.all(this.#workers.splice(0));
    return this.results;
  }

  #add(file: string): void {
    this.#waiting.push(file);
    if (this.#running >= this.#jobs) return;
    this.#running++;
    this.#workers.push(this.#work());
  }

  async #work(): Promise<void> {
    for (let file = this.#waiting.shift(); file !== undefined; file = this.#waiting.shift()) {
      const replayed = await replay(file);
      this.results.push(replayed);
      this.#tell(replayed);
      rmSync(file, { force: true });
    }
    this.#running--;
  }
}

async function replay(file: string): Promise<Replayed> {
  let command = file;
  try {
    const reader = new TraceReader(file);
    command = reader.header.commandLine;
    reader.close();
    const result = await verifyTrace(file, { script: replayProcess, signal: AbortSignal.timeout(limitMs) });
    return { command, outcome: judge(result), replies: result.replies.total };
  } catch (error) {
    return { command, outcome: `the replay failed: ${error instanceof Error ? error.message : String(error)}`, replies: 0 };
  }
}

function judge({ frames, replies, malformed }: VerifyResult): string {
  const problems: string[] = [];
  if (malformed !== null) problems.push(`the replay ended early: ${malformed}`);
  if (replies.different > 0) {
    const names = [...new Set(replies.samples.map(sample => sample.name))];
    problems.push(`${replies.different} of ${replies.total} answers differ (${names.join(', ')})`);
  }
  if (frames.identical < frames.total) problems.push(`${frames.total - frames.identical} of ${frames.total} frames differ`);
  return problems.length > 0 ? problems.join('; ') : 'identical';
}
