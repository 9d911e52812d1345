// `sgl man`: the manual page sgl(1), from the same tables as the help texts.
import { readFileSync } from 'node:fs';
import { commonOptions, exitCode, type Option, usageLine, type Verb } from './command.js';
import { verbs } from './verbs.js';

export const verb: Verb = {
  name: 'man',
  summary: 'Prints the manual page sgl(1).',
  operands: '',
  options: [],
  examples: [
    ['sgl man | man -l -', 'to read it'],
    ['sgl man > /usr/local/share/man/man1/sgl.1', 'for `man sgl`'],
  ],
  async run(args) {
    args.none();
    const all = await Promise.all([...verbs.values()].map(load => load()));
    process.stdout.write(manualPage(all, version()));
    return exitCode.fine;
  },
};

function version(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}

/** Text as troff takes it: backslashes and hyphens are themselves, no line begins with a request. */
function troff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/`([^`]*)`/g, '\\fB$1\\fR')
    .split('\n')
    .map(line => (/^[.']/.test(line) ? `\\&${line}` : line))
    .join('\n');
}

const FILES: readonly (readonly [string, string])[] = [
  ['TRACE.notes.json', 'marks and notes of the inspector, beside the trace'],
  ['$XDG_CONFIG_HOME/sgl/config.toml', 'settings of the inspector'],
  ['$XDG_CACHE_HOME/sgl', 'what is known of traces already; may be removed at any time'],
  ['/dev/shm/sgl', 'memory that programs and `sgl serve` share'],
];
const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['SGL_SHM', 'the shared memory of a running renderer, where no --shm is given'],
  ['SGL_SYNC_PRESENT', '1: a swap waits until its frame is in the window'],
  ['SGL_DEBUG', 'failures come with where they arose'],
  ['NO_COLOR, TERM=dumb', 'no colours; the inspector as a prompt'],
];
const EXITS: readonly (readonly [string, string])[] = [
  ['0', 'fine'],
  ['1', 'a difference or a failure was found'],
  ['2', 'wrong use, or input that cannot be read'],
];

function list(rows: readonly (readonly [string, string])[]): string[] {
  return rows.flatMap(([what, is]) => ['.TP', `.B ${troff(what)}`, troff(is)]);
}

function option({ long, short, value, help }: Option): string[] {
  const words = [...(short ? [`\\-${short}`] : []), `\\-\\-${troff(long)}`].map(word => `\\fB${word}\\fR`).join(', ');
  return ['.TP', `${words}${value ? ` \\fI${troff(value)}\\fR` : ''}`, troff(help)];
}

function section(each: Verb): string[] {
  return [
    `.SS ${troff(usageLine(each))}`,
    troff(each.summary),
    ...[...each.options].flatMap(option),
    ...(each.notes ?? []).flatMap(note => ['.PP', troff(note)]),
    '.PP',
    'Examples:',
    ...list(each.examples),
  ];
}

export function manualPage(all: readonly Verb[], version: string): string {
  return `${[
    `.TH SGL 1 "" "sgl ${troff(version)}" "User Commands"`,
    '.SH NAME',
    'sgl \\- moves the OpenGL of programs to a renderer, records it, replays it, looks into it',
    '.SH SYNOPSIS',
    '.B sgl',
    '.I VERB',
    '[options] ...',
    '.SH DESCRIPTION',
    troff(
      "A client library takes the place of the system's libGL.so.1 and sends each call to a renderer, which executes it with the host's driver. The stream of calls can be",
    ),
    troff('recorded into a trace, replayed, and looked into.'),
    '.PP',
    troff(
      'Calls have numbers, from 0 on through the whole trace; frames too. A place is a call (1234), a frame (f12), something in a frame (f12:draw3, f12:clear0, f12:call5) or end.',
    ),
    '.PP',
    'Every verb takes:',
    ...commonOptions.flatMap(option),
    '.SH VERBS',
    ...all.flatMap(section),
    '.SH EXIT STATUS',
    ...list(EXITS),
    '.PP',
    troff('run and record end with the exit code of the program, or with 128 + n when signal n ended it.'),
    '.SH ENVIRONMENT',
    ...list(ENVIRONMENT),
    '.SH FILES',
    ...list(FILES),
    '.SH SEE ALSO',
    '.BR glxinfo (1),',
    '.BR apitrace (1)',
  ].join('\n')}\n`;
}
