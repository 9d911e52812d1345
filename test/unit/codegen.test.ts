// The generated encoders and decoders against each other: what a program passes is what the driver gets, for
// every generated command; cut and lengthened commands are refused. Builds and runs build/gen/test_roundtrip_*.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const objects = join(root, 'build/test/codegen');
const flags = [
  '-O0',
  '-g',
  '-Wall',
  '-Wextra',
  '-Wno-unused-parameter',
  '-Inative',
  '-Iguest/common',
  '-Ibuild/gen',
  '-Itest/unit/codegen',
];

/** The newest header of both sides: an object older than it is compiled again. */
function newestHeader(): number {
  const folders = ['native', 'guest/common', 'build/gen', 'test/unit/codegen'];
  const times = folders.flatMap(folder =>
    readdirSync(join(root, folder))
      .filter(name => name.endsWith('.h'))
      .map(name => statSync(join(root, folder, name)).mtimeMs),
  );
  return Math.max(...times);
}

function compile(source: string, newest: number): string {
  const object = join(objects, `${source.replace(/\W/g, '_')}.o`);
  const changed = Math.max(newest, statSync(join(root, source)).mtimeMs);
  if (!existsSync(object) || statSync(object).mtimeMs < changed) {
    const [compiler, standard] = source.endsWith('.c') ? ['gcc', '-std=gnu11'] : ['g++', '-std=gnu++17'];
    execFileSync(compiler, [standard, ...flags, '-c', source, '-o', object], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  }
  return object;
}

test('every generated command reaches the driver as the program made it', { timeout: 600_000 }, () => {
  execFileSync(process.execPath, ['--import', 'tsx', 'src/codegen/main.ts'], { cwd: root });
  mkdirSync(objects, { recursive: true });
  const list = (folder: string, wanted: RegExp) =>
    readdirSync(join(root, folder))
      .filter(name => wanted.test(name))
      .map(name => `${folder}/${name}`);
  const sources = [
    ...list('build/gen', /^(client_(gl_\d+|memo)\.c|decode.*\.cpp|test_\w+\.cc)$/),
    ...list('guest/common', /^(sizes|pixels|track|memo)\w*\.c$/),
    ...list('test/unit/codegen', /\.(c|cc)$/),
  ];
  const newest = newestHeader();
  const program = join(objects, 'roundtrip');
  execFileSync('g++', ['-o', program, ...sources.map(source => compile(source, newest))], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const run = spawnSync(program, { encoding: 'utf8' });
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}${run.signal ?? ''}`);
  const counts = /^(\d+) calls, (\d+) damaged commands, 0 failures$/m.exec(run.stdout);
  assert.ok(Number(counts?.[1]) > 3000 && Number(counts?.[2]) > 3000, run.stdout);
});
