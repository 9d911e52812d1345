// Runs verbs on damaged traces and judges how each ends: with 0, 1 or 2, in time, within its memory, and with what is
// wrong said in words, not in those of the language that sgl is written in.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mutate } from './mutate.js';

const root = resolve(import.meta.dirname, '../..');
const traces = join(root, 'traces');
const LIMIT_MS = 120_000;
const LOOK_MS = 100;
const LIMIT_MIB = 4096;

const rpc = (method: string, params: object) => `${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`;

interface Ask {
  /** IN is the damaged trace, GOOD the one that it was, DIR a folder. */
  readonly words: string;
  readonly input?: string;
}

/** What is asked of each trace. Those that change the file come last. */
export const asks: readonly Ask[] = [
  ...['info IN', 'info --json IN', 'dump --calls 0-300 IN', 'dump --json --calls 0-300 IN', 'stat IN', 'errors IN', 'leaks IN'],
  ...['passes --json IN', 'find --object texture:1 IN', 'uses IN texture:1', 'replay --verify IN', 'replay --bench IN'],
  ...['state IN --at f0 --json', 'image IN --at f0 -o DIR/image', 'mesh IN --at f0:draw1', 'why IN --draw f0:draw1'],
  ...['diff GOOD IN', 'trim IN --frames 0-1 -o DIR/trimmed.pb', 'shader IN --at f0'],
]
  .map((words): Ask => ({ words }))
  .concat(
    { words: 'session IN --stdio', input: rpc('info', {}) + rpc('errors', {}) + rpc('passes', {}) },
    { words: 'mcp IN', input: rpc('tools/call', { name: 'info', arguments: {} }) },
    { words: 'repair IN' },
  );

/** MiB of a process and of those that it started. */
function memoryOf(pid: number): number {
  try {
    const own = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + memoryOf(Number(child)), own);
  } catch {
    return 0; // it ended meanwhile
  }
}

/** Messages of the language itself: nobody checked what they speak of. */
const UNCHECKED =
  /\n {4}at |is not (a function|iterable|defined)|Cannot (read|convert|mix)|Invalid (typed )?array|Maximum call stack|out of bounds/;

/** What is wrong with how the verb ended; undefined when nothing is. */
export function judge(words: readonly string[], input = ''): Promise<string | undefined> {
  const child = spawn(process.execPath, [join(root, 'bin/sgl.js'), ...words], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  const started = Date.now();
  let said = '';
  let ended: string | undefined;
  child.stdin.on('error', () => {}); // it may end before it has read all
  child.stdin.end(input);
  child.stdout.resume();
  child.stderr.on('data', data => {
    if (said.length < 1 << 20) said += data;
  });
  const timer = setInterval(() => {
    if (Date.now() - started > LIMIT_MS) ended ??= `not within ${LIMIT_MS / 1000} s`;
    else if (memoryOf(child.pid!) > LIMIT_MIB) ended ??= `more than ${LIMIT_MIB} MiB`;
    if (ended) child.kill('SIGKILL');
  }, LOOK_MS);
  return new Promise(done =>
    child.once('close', (code, signal) => {
      clearInterval(timer);
      if (ended !== undefined) done(ended);
      else if (signal || code === null || code > 2) done(`ended with ${signal ?? code}: ${said.slice(0, 400)}`);
      else if (UNCHECKED.test(said)) done(`says ${said.slice(0, 400)}`);
      else if (code === 2 && said === '') done('ended with 2 and did not say why');
      else done(undefined);
    }),
  );
}

/** Damages a trace as `seed` says, asks, and gives what went wrong. Files go to `folder`. */
export async function tryTrace(seed: number, folder: string, chosen: readonly Ask[] = asks): Promise<string[]> {
  const names = readdirSync(traces).filter(name => name.endsWith('.pb'));
  const good = join(traces, names[seed % names.length]!);
  const bytes = await mutate(readFileSync(good), seed);
  const wrong: string[] = [];
  for (const { words, input } of chosen) {
    const file = join(folder, `${seed}.pb`);
    writeFileSync(file, bytes);
    const line = words.split(' ').map(word =>
      word
        .replace(/^DIR/, folder)
        .replace(/^IN$/, file)
        .replace(/^GOOD$/, good),
    );
    const problem = await judge(line, input);
    if (problem !== undefined) wrong.push(`seed ${seed}: sgl ${words}: ${problem}`);
  }
  return wrong;
}
