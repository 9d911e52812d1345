// `--backend`: what a trace is executed on, and what another one than the host's driver cannot do, said before it starts.
import { BACKENDS, type Backend } from '../replay/backend.js';
import type { Omission } from '../replay/webgl/omissions.js';
import { surveyTrace } from '../replay/webgl/survey.js';
import { type Arguments, CommandError, type Option, UsageError } from './command.js';
import { withTrace } from './trace_input.js';

export const backendOptions: readonly Option[] = [
  {
    long: 'backend',
    value: 'NAME',
    choices: BACKENDS,
    help: 'execute on native (the driver of this machine) or webgl (ANGLE; needs an X server)',
  },
  { long: 'strict', help: 'stop when the back end cannot do something that the trace uses (default: name it, and go on)' },
];
export const backendNote =
  'The webgl back end does what WebGL 2 has (OpenGL ES 2 and 3.0, and desktop OpenGL where it is the same). What it cannot do is listed on stderr before it starts; answers are not compared.';

export function backendNamed(name: string): Backend {
  const found = BACKENDS.find(each => each === name);
  if (!found) throw new UsageError(`there is no back end '${name}'; there are ${BACKENDS.join(' and ')}`);
  return found;
}

export function backendOf(args: Arguments): Backend {
  const backend = backendNamed(args.text('backend') ?? 'native');
  if (args.has('strict') && backend === 'native') throw new UsageError('--strict goes with --backend webgl');
  return backend;
}

const KINDS: Readonly<Record<Omission['kind'], string>> = {
  context: 'contexts',
  call: 'call',
  format: 'format',
  shader: 'shader',
  refused: 'refused',
};

export function omissionLines(omissions: readonly Omission[]): string[] {
  return omissions.map(
    ({ kind, what, count, first }) =>
      `  ${KINDS[kind].padEnd(9)}${what}, ${count === 1 ? 'once' : `${count} times`}, first at call ${first}`,
  );
}

/** Lists what the webgl back end cannot do of a trace; with --strict that ends it. Nothing for the host's driver. */
export async function announce(args: Arguments, backend: Backend = backendOf(args)): Promise<void> {
  if (backend !== 'webgl') return;
  const file = args.operands[0];
  const impossible = await withTrace(file, trace => surveyTrace(trace));
  if (impossible.length === 0) return;
  process.stderr.write(`sgl: ${file}: the webgl back end cannot do everything that it uses:\n${omissionLines(impossible).join('\n')}\n`);
  if (args.has('strict')) throw new CommandError('stopped before the replay (--strict)');
}
