// The direction of imports that docs/architecture.md promises: lower layers know nothing of higher ones.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const source = resolve(import.meta.dirname, '../../src');

/** Folder of src/ → folders whose files it may import. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  codegen: ['spec'],
  trace: ['spec'],
  inspect: ['trace', 'spec'],
  replay: ['inspect', 'trace', 'spec'],
  library: ['replay', 'inspect', 'trace', 'spec'],
  renderer: ['replay', 'inspect', 'trace', 'spec'],
  tui: ['renderer', 'replay', 'inspect', 'trace', 'spec'],
  cli: ['library', 'tui', 'renderer', 'replay', 'inspect', 'trace', 'spec'],
};
/** Modules that mean a terminal, a window, other processes, or the addon with its GPU. */
const outside = /^(node:(readline|tty|child_process|worker_threads)|ink|react|@kmamal\/sdl|gl)(\/|$)/;
const pure = new Set(['spec', 'trace', 'inspect']);

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly what: string;
  /** Erased by the compiler. */
  readonly typeOnly: boolean;
}

function imports(): Import[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(name => /\.tsx?$/.test(name));
  return files.flatMap(file => {
    const text = readFileSync(join(source, file), 'utf8');
    const found = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[\w*{][^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g)];
    return found.map(match => ({
      file,
      folder: file.split('/')[0] as string,
      what: (match[2] ?? match[3]) as string,
      typeOnly: match[1] !== undefined,
    }));
  });
}

const all = imports();

test('imports go one way between the folders of src', () => {
  const wrong = all.filter(({ file, folder, what }) => {
    if (!what.startsWith('.') || !(folder in allowed)) return false;
    const target = relative(source, resolve(source, file, '..', what));
    if (target.startsWith('..')) return false;
    const targetFolder = target.split('/')[0] as string;
    return target.includes('/') && targetFolder !== folder && !allowed[folder]?.includes(targetFolder);
  });
  assert.deepEqual(
    wrong.map(each => `${each.file} imports ${each.what}`),
    [],
  );
});

test('spec, trace and inspect know neither terminal nor GPU', () => {
  const wrong = all.filter(
    ({ folder, what, typeOnly }) => pure.has(folder) && !typeOnly && (outside.test(what) || /\/native\.js$/.test(what)),
  );
  assert.deepEqual(
    wrong.map(each => `${each.file} imports ${each.what}`),
    [],
  );
});

test('every folder of src is in the table, and the imports were really found', () => {
  const folders = new Set(all.filter(each => each.file.includes('/')).map(each => each.folder));
  assert.deepEqual(
    [...folders].filter(folder => !(folder in allowed)),
    [],
  );
  assert.ok(all.length > 50, `${all.length} imports`);
});
