// Options of the verbs that start a renderer (serve, run, record), and what they mean.
import type { RendererLimits } from '../renderer/messages.js';
import { regionOwner, regionPath } from '../renderer/region_name.js';
import { type Arguments, CommandError, exitCode, type Option, UsageError } from './command.js';
import { quoted } from './shell.js';

/** MiB of shared memory: room for the streams of many threads and for two frames of 3840×2160 with stripes to spare.
 * All of it is taken at the start, so that running out of memory is an error message then and not a crash later. */
const defaultMemory = 128;
/** MiB that the data of one call may have. */
const defaultUpload = 4096;

export const shmOption: Option = { long: 'shm', value: 'NAME', help: 'shared memory: a name in /dev/shm or a path (else SGL_SHM)' };

export const rendererOptions: readonly Option[] = [
  { long: 'gl', short: 'g', value: 'VERSION', help: "OpenGL version to offer: 3.3, 3.3core, 4.6compat, es3.1 (default: the host's)" },
  { long: 'resolution', short: 'r', value: 'WIDTHxHEIGHT', help: "largest window or pbuffer (default: the host's limit)" },
  { long: 'memory', short: 'm', value: 'MiB', help: `size of the shared memory (default: ${defaultMemory})` },
  { long: 'max-upload', value: 'MiB', help: `most data that one call may carry (default: ${defaultUpload})` },
  { long: 'overlay', short: 'o', help: 'draw the frame rate into the picture' },
];

/** The same without a letter that the verb gives another meaning. */
export function withoutLetter(options: readonly Option[], letter: string): readonly Option[] {
  return options.map(option =>
    option.short === letter ? { long: option.long, help: option.help, ...(option.value && { value: option.value }) } : option,
  );
}

export function memoryBytes(args: Arguments): number {
  return (args.number('memory', { least: 8, most: 65536 }) ?? defaultMemory) * 2 ** 20;
}

/** Versions that there are, and with `core` those that have profiles. */
const glVersions = /^(1\.[0-5]|2\.[01]|3\.[0-3]|4\.[0-6]|(3\.[23]|4\.[0-6])(core|compat)|es(1\.[01]|2\.0|3\.[0-2]))$/;

/** What --gl says. */
export function glVersion(args: Arguments): string | undefined {
  const text = args.text('gl');
  if (text !== undefined && !glVersions.test(text))
    throw new UsageError(`--gl takes an OpenGL version like 3.3, 3.3core, 4.6compat or es3.1, not '${text}'`);
  return text;
}

export function rendererLimits(args: Arguments): RendererLimits {
  const gl = glVersion(args);
  const largest = args.pair('resolution', 'x', '1920x1080');
  if (largest && (largest[0] < 1 || largest[1] < 1 || largest[0] > 65536 || largest[1] > 65536))
    throw new UsageError('--resolution takes sides from 1 to 65536');
  const upload = args.number('max-upload', { least: 1, most: 1 << 20 }) ?? defaultUpload;
  return {
    maxUpload: upload * 2 ** 20,
    overlay: args.has('overlay'),
    ...(gl && { gl }),
    ...(largest && { largest }),
  };
}

/** Throws unless a living renderer serves the region. */
export function requireRenderer(region: string): void {
  const owner = regionOwner(regionPath(region));
  if (owner?.alive) return;
  const why = owner ? `the renderer of ${regionPath(region)} is gone` : `no renderer serves ${regionPath(region)}`;
  throw new CommandError(`${why}; start one with \`sgl serve --shm ${quoted(region)}\``, exitCode.wrongUse);
}
