// Entry of the command line: finds the verb, runs it, and turns every failure into one clear message and an exit code.
import { readFileSync } from 'node:fs';
import { exitCode, helpText, parseArguments, UsageError } from './command.js';
import { verbs } from './verbs.js';

async function overview(): Promise<string> {
  const rows = await Promise.all([...verbs.values()].map(async load => load()));
  const width = Math.max(...rows.map(verb => verb.name.length)) + 2;
  return [
    'usage: sgl VERB [options] …',
    '',
    "Moves a program's OpenGL to a renderer, records it, replays it.",
    '',
    ...rows.map(verb => `  ${verb.name.padEnd(width)}${verb.summary}`),
    '',
    '`sgl VERB --help` tells more. Try: sgl record -- glxgears',
    '',
  ].join('\n');
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
}

/** The verb that was probably meant. */
function similar(word: string): string {
  const near = [...verbs.keys()].find(name => name.startsWith(word) || word.startsWith(name));
  return near ? `did you mean \`sgl ${near}\`?` : '`sgl --help` lists the verbs';
}

async function run(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined) {
    process.stderr.write(await overview());
    return exitCode.wrongUse;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && rest[0] === undefined)) {
    process.stdout.write(await overview());
    return exitCode.fine;
  }
  if (name === '--version' || name === '-V') {
    process.stdout.write(`sgl ${version()}\n`);
    return exitCode.fine;
  }
  const asked = name === 'help' ? (rest[0] as string) : name;
  const load = verbs.get(asked);
  if (!load) throw new UsageError(`there is no verb '${asked}'; ${similar(asked)}`);
  const verb = await load();
  const args = name === 'help' ? undefined : parseArguments(verb, rest);
  if (!args || args.has('help')) {
    process.stdout.write(helpText(verb));
    return exitCode.fine;
  }
  return verb.run(args);
}

/** Errors of the command line and of the library say themselves what they end with; all else that is unexpected is 1. */
function codeOf(error: unknown): number {
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') return error.exitCode;
  return exitCode.difference;
}

// A reader that closes the pipe early (`sgl dump | head`) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCode.fine);
  throw error;
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`sgl: ${message.split('\n')[0]}\n`);
  if (process.env.SGL_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = codeOf(error);
}
