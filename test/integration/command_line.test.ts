// The command line as a person meets it: wrong words and wrong files get one clear line and the right exit code.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sgl } from './support.js';

const traces = join(root, 'traces');
const trace = join(traces, readdirSync(traces).find(name => name.endsWith('.pb')) ?? 'missing.pb');
const stackTrace = /^ +at |node:internal|Uncaught|Segmentation|heap out of memory/m;

test('wrong words end with 2 and one line', async () => {
  const wrong = [
    ['frobnicate'],
    ['replay'],
    ['replay', '/no/such.pb'],
    ['replay', '/etc'],
    ['info', trace, 'another.pb'],
    ['serve', '-m', 'zero'],
    ['serve', '-r', '12'],
    ['serve', '-g', '9.9'],
    ['serve', '--frobnicate'],
    ['serve', 'word'],
    ['dump', trace, '--calls', 'x-y'],
    ['image', trace, '--at', 'f999999', '-o', join(folder, 'images')],
    ['run'],
    ['record', '-o', '/no/such/folder/t.pb', '--', 'true'],
  ];
  for (const words of wrong) {
    const { code, stdout, stderr } = await sgl(words, { limitMs: 20_000 });
    assert.equal(code, 2, `sgl ${words.join(' ')}: ${stderr}`);
    assert.match(stderr, /^sgl: [^\n]+\n$/, words.join(' '));
    assert.equal(stdout, '');
  }
});

test('without a verb sgl lists its verbs and ends with 2; help ends with 0', async () => {
  const nothing = await sgl([]);
  assert.equal(nothing.code, 2);
  assert.match(nothing.stderr, /record .*\n[\s\S]*replay/);
  for (const words of [['--help'], ['help', 'record'], ['record', '--help'], ['serve', '-h'], ['--version']]) {
    const { code, stdout } = await sgl(words);
    assert.equal(code, 0, words.join(' '));
    assert.notEqual(stdout, '');
  }
});

test('files that are no trace, and damaged traces, are named with 1 or 2', async () => {
  const good = readFileSync(trace);
  const flipped = Buffer.from(good);
  for (let at = 200; at < flipped.length; at += 997) flipped[at] = (flipped[at] as number) ^ 0x5a;
  const files: Record<string, Uint8Array> = {
    'empty.pb': Buffer.alloc(0),
    'text.pb': Buffer.from('hello\n'),
    'noise.pb': Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * 7919 + (n >> 3)) & 255)),
    'huge.pb': Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
    'flipped.pb': flipped,
  };
  for (const [name, bytes] of Object.entries(files)) {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    for (const words of [['info'], ['replay', '--verify'], ['dump'], ['stat']]) {
      const { code, stdout, stderr } = await sgl([...words, file]);
      assert.ok(code === 1 || code === 2, `sgl ${words.join(' ')} ${name}: exit code ${code}: ${stderr}`);
      assert.ok((stdout + stderr).includes(name), `sgl ${words.join(' ')} ${name} does not name the file: ${stderr}`);
      assert.doesNotMatch(stderr, stackTrace);
    }
  }
});

test('a trace that was cut off is read up to its last whole packet, and repaired', async () => {
  const bytes = readFileSync(trace);
  const file = join(folder, 'cut.pb');
  writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
  const before = await sgl(['info', '--json', file]);
  assert.equal(before.code, 0, before.stderr);
  assert.equal(JSON.parse(before.stdout).complete, false);
  assert.equal((await sgl(['repair', file])).code, 0);
  const after = JSON.parse((await sgl(['info', '--json', file])).stdout);
  assert.equal(after.complete, true);
  assert.equal(after.calls, JSON.parse(before.stdout).calls);
});

test('env prints lines that a shell understands', async () => {
  const { code, stdout } = await sgl(['env', '--shm', "odd 'name'"], { env: { LD_LIBRARY_PATH: '/opt/lib' } });
  assert.equal(code, 0);
  assert.match(stdout, /^export LD_LIBRARY_PATH=\S*build\/libsgl:\S*:\/opt\/lib$/m);
  assert.ok(stdout.includes(`export SGL_SHM='odd '\\''name'\\'''`), stdout);
});

test('doctor finds this machine healthy', async () => {
  const { code, stdout } = await sgl(['doctor', '--json']);
  const { healthy, findings } = JSON.parse(stdout);
  assert.equal(code, 0, stdout);
  assert.equal(healthy, true);
  assert.ok(findings.some((each: { what: string; state: string }) => each.what === 'host OpenGL' && each.state === 'good'));
});
