// Which environment variables a renderer process gets: what a driver reads, and nothing that could make it load
// our own client library.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hostLibraryPath, hostVendorVariables } from '../host_environment.js';
import { projectRoot } from '../native.js';
import { PROGRAM_NAME_VARIABLES } from '../replay/program_name.js';

/** The driver's own settings. The program's values of these count, since the driver works for the program. */
const driver =
  /^(MESA|GALLIUM|LIBGL|LP|DRI|EGL|NIR|TGSI|DRAW|SOFTPIPE|LLVMPIPE|RADEON|AMD|R600|RADV|INTEL|NOUVEAU|VIRGL|ZINK|NV|V3D|ETNA|FD|PAN)_\w+$|^(DRI_PRIME|force_s3tc_enable|allow_\w+|__GL_\w+|__EGL_\w+|__NV_\w+|__VK_\w+|mesa_glthread|mesa_no_error)$/;
/** Counts the driver's readings of the clock (native/preload). */
const clockCounter = join(projectRoot, 'build', 'Release', 'sgl_clock.node');
/** What a process needs to find its files. */
const system = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
  'SGL_DEBUG',
  'SGL_ADDON',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
]);

/** Environment of a renderer process, from the supervisor's own. */
export function rendererEnvironment(from: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(from)) {
    if (value !== undefined && (system.has(name) || driver.test(name))) result[name] = value;
  }
  setVendors(result);
  const libraries = hostLibraryPath(from.LD_LIBRARY_PATH);
  if (libraries) result.LD_LIBRARY_PATH = libraries;
  result.LD_PRELOAD = clockCounter;
  return result;
}

/** The environment that a process of our own user was started with; undefined for those of others. */
export function environmentOf(pid: number): ReadonlyMap<string, string> | undefined {
  try {
    // root could read everybody's, and would then write files that another user's program names
    if (statSync(`/proc/${pid}`).uid !== process.getuid?.()) return undefined;
    const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
    return new Map(pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  } catch {
    return undefined;
  }
}

/** What a renderer must set before the driver starts: the program's driver settings, and its name, by which
 * drivers choose workarounds. */
export function programSettings(program: string, environment: ReadonlyMap<string, string> | undefined): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of environment ?? []) if (driver.test(name)) result[name] = value;
  setVendors(result);
  for (const name of PROGRAM_NAME_VARIABLES) result[name] ??= program;
  return result;
}

function setVendors(environment: Record<string, string>): void {
  for (const [name, value] of Object.entries(hostVendorVariables(environment))) {
    if (value === undefined) delete environment[name];
    else environment[name] = value;
  }
}
