// piglit's tests recorded one by one, and each recording replayed: every answer must come out again as recorded.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { testCommands } from './piglit.js';
import { folder, runSgl } from './processes.js';

const limitMs = 60_000;

export interface Replayed {
  readonly test: string;
  /** `identical`; `no calls`: the program never used OpenGL; else what went wrong. */
  readonly outcome: string;
  /** Answers in the recordings. */
  readonly replies: number;
}

const environment = { PIGLIT_SOURCE_DIR: '/usr/lib/x86_64-linux-gnu/piglit', PIGLIT_PLATFORM: 'glx' };

/** Records and replays each test, `jobs` at a time, and tells about each as it comes. */
export async function recordAndReplay(tests: readonly string[], jobs: number, tell: (replayed: Replayed) => void): Promise<Replayed[]> {
  const commands = testCommands(tests);
  const results: Replayed[] = [];
  const left = [...tests.entries()];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [number, test] = next;
      const command = commands.get(test);
      const replayed = command
        ? await one(test, command, join(folder, `record-${number}`))
        : { test, outcome: 'piglit does not know it', replies: 0 };
      results.push(replayed);
      tell(replayed);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return results;
}

interface Verified {
  readonly frames: { readonly total: number; readonly identical: number };
  readonly replies: { readonly total: number; readonly different: number; readonly samples: readonly { name: string; text: string }[] };
  readonly malformed: string | null;
}

async function one(test: string, command: readonly string[], name: string): Promise<Replayed> {
  let replies = 0;
  const problems: string[] = [];
  const assigned = command.filter((word, i) => /^\w+=/.test(word) && command.slice(0, i).every(before => /^\w+=/.test(before)));
  const words = [...(assigned.length > 0 ? ['env', ...assigned] : []), ...command.slice(assigned.length)];
  const recorded = await runSgl(['record', '-o', `${name}.pb`, '--', ...words], { env: environment, limitMs });
  if (recorded.code === null) problems.push(`recording took more than ${limitMs / 1000} s`);
  const lost = /lost its renderer.*/.exec(recorded.stderr);
  if (lost) problems.push(lost[0]);
  const traces = readdirSync(folder)
    .map(file => join(folder, file))
    .filter(file => file === `${name}.pb` || (file.startsWith(`${name}-`) && file.endsWith('.pb')));
  for (const trace of traces) {
    const replay = await runSgl(['replay', '--verify', '--json', trace], { limitMs });
    replies += judge(replay.stdout, replay.stderr, problems);
    rmSync(trace);
  }
  const outcome = problems.length > 0 ? problems.join('; ') : traces.length === 0 ? 'no calls' : 'identical';
  return { test, outcome, replies };
}

/** Adds what differs to `problems`; returns how many answers were compared. */
function judge(stdout: string, stderr: string, problems: string[]): number {
  let verified: Verified;
  try {
    verified = JSON.parse(stdout);
  } catch {
    problems.push(`the replay failed: ${stderr.trim().split('\n').at(-1)}`);
    return 0;
  }
  const { frames, replies, malformed } = verified;
  if (malformed !== null) problems.push(`the replay ended early: ${malformed}`);
  if (replies.different > 0) {
    const names = [...new Set(replies.samples.map(sample => sample.name))];
    problems.push(`${replies.different} of ${replies.total} answers differ (${names.join(', ')})`);
  }
  if (frames.identical < frames.total) problems.push(`${frames.total - frames.identical} of ${frames.total} frames differ`);
  return replies.total;
}
