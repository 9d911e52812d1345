// Finds out which of the functions that are to be written by hand exist, from the symbols of what was built.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Written } from '../spec/report.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Functions with a real definition, from the symbols of what was built; undefined when that is not there. */
function defined(files: readonly string[], pattern: RegExp): Set<string> | undefined {
  if (files.length === 0) return undefined;
  try {
    const symbols = execFileSync('nm', ['--defined-only', ...files], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return new Set([...symbols.matchAll(pattern)].flatMap(match => match[1] ?? []));
  } catch {
    return undefined;
  }
}

function filesIn(folder: string, wanted: RegExp): string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter(name => wanted.test(name))
    .map(name => join(path, name));
}

/** From build/libsgl and the addon's objects. */
export function writtenFunctions(): Written {
  return {
    client: defined(filesIn('build/libsgl', /^libGL\.so\.1$/), / T (gl[A-Z]\w*)$/gm),
    executor: defined(
      filesIn('build/Release/obj.target/sgl/native', /^exec_.*\.o$/),
      / T _ZN3sgl\d+hand_(gl[A-Z]\w*)ERNS_4ExecERNS_4ArgsE$/gm,
    ),
  };
}
