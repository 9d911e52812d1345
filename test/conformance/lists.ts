// The lists of piglit's tests that are run, and what each test gives natively. `piglit.txt` has its native results in
// piglit-native.json; the further lists hold theirs line by line:
//
//   # platform x11_egl          how the tests get their contexts (default: glx)
//   # many tests a process      shader_runner takes all files of a folder at once
//   pass<TAB>NAME               what the test gives natively; "-": not needed so far, since it passes through sgl
//   <TAB>skip<TAB>NAME          a part of the test before it; parts that pass are not listed
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A test's result, or with a key of `partKey` that of a part. */
export type Results = Readonly<Record<string, string>>;

export type Platform = 'glx' | 'x11_egl' | 'surfaceless_egl';

export interface List {
  readonly file: string;
  readonly name: string;
  readonly tests: readonly string[];
  readonly platform: Platform;
  /** Each test has a process of its own; else piglit puts as many into one as it can. */
  readonly isolated: boolean;
  readonly native: Results;
}

export const partKey = (test: string, part: string) => `${test}: ${part}`;

const nativeFile = join(import.meta.dirname, 'piglit-native.json');
const platforms: readonly string[] = ['glx', 'x11_egl', 'surfaceless_egl'] satisfies Platform[];

export function readList(file: string): List {
  const tests: string[] = [];
  const native: Record<string, string> = {};
  let platform: Platform = 'glx';
  let isolated = true;
  let plain = true;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const words = /^# (platform (\w+)|many tests a process)/.exec(line);
    if (words?.[2] !== undefined) {
      if (!platforms.includes(words[2])) throw new Error(`${file}: platform ${words[2]} is not known`);
      platform = words[2] as Platform;
    } else if (words) isolated = false;
    if (line === '' || line.startsWith('#')) continue;
    const [result, name, part] = line.split('\t');
    if (name === undefined) tests.push(line);
    else {
      plain = false;
      if (part !== undefined) native[partKey(tests.at(-1) ?? '', part)] = name;
      else {
        tests.push(name);
        if (result !== '-') native[name] = result as string;
      }
    }
  }
  const kept: Results = plain ? JSON.parse(readFileSync(nativeFile, 'utf8')) : native;
  return { file, name: basename(file, '.txt'), tests, platform, isolated, native: kept };
}

/** Tests that are known to be worse, and replays known to differ (`replayKey` in record.ts), with the reason. */
export function knownDifferences(): ReadonlyMap<string, string> {
  const lines = readFileSync(join(import.meta.dirname, 'differences.txt'), 'utf8').split('\n');
  return new Map(lines.filter(line => line !== '' && !line.startsWith('#')).map(line => line.split('\t') as [string, string]));
}

/** Keeps native results where the list has them. */
export function writeNative(list: List, results: Results): void {
  const text = readFileSync(list.file, 'utf8').split('\n');
  if (!text.some(line => !line.startsWith('#') && line.includes('\t'))) {
    const sorted = Object.entries({ ...list.native, ...results }).sort(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(nativeFile, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
    return;
  }
  const lines = text.filter(line => line.startsWith('#'));
  for (const test of list.tests) {
    lines.push(`${results[test] ?? '-'}\t${test}`);
    const prefix = partKey(test, '');
    for (const [key, result] of Object.entries(results))
      if (key.startsWith(prefix) && result !== 'pass') lines.push(`\t${result}\t${key.slice(prefix.length)}`);
  }
  writeFileSync(list.file, `${lines.join('\n')}\n`);
}
