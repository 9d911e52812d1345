// `sgl inspect` without a screen: commands from a pipe, and typed at a terminal that cannot place text.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sampleTrace, sizeOf } from './support.js';
import { TmuxTerminal } from './tmux.js';

const file = join(folder, 'lines.pb');
copyFileSync(sampleTrace('core_fbo'), file);

/** What `sgl inspect` prints for some lines of input. */
function answers(lines: readonly string[], place = 'f3:draw1', env: Record<string, string> = {}): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, 'bin/sgl.js'), 'inspect', file, place], {
    input: lines.map(line => `${line}\n`).join(''),
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
  });
  assert.equal(status, 0, stderr);
  assert.ok(!stdout.includes('\u001b'), 'no escape sequences');
  return stdout;
}

test('a pipe: keys, places and commands move, and each answer is a line with its place', () => {
  const text = answers(['n', '3 p', 'P', 'g f4:draw0', 'f5', '/ glUniform1f', 'b glEndQuery', 'c', 'C', 'nonsense', 'q']);
  const places = text.split('\n').flatMap(line => /^ +\d+ {2}(\S+) /.exec(line)?.[1] ?? []);
  assert.deepEqual(places.slice(0, 6), ['f3:draw1', 'f3', 'f3:call34', 'f3:draw0', 'f4:draw0', 'f5']);
  assert.match(text, /^ +\d+ {2}f6:call\d+ {2}glUniform1f\(/m);
  assert.match(text, /glEndQuery[\s\S]*stopped at glEndQuery/);
  assert.match(text, /there is no command ':nonsense'/);
});

test('pages are printed with what the driver answers, whole', () => {
  const text = answers(['args', 'state', 'shader', 'mesh', 'w binding.program', 'uses texture:2', 'list 3', 'passes', 'i']);
  assert.match(text, /^-- Arguments\nglDrawArrays {2}call 269\nmode +GL_TRIANGLES$/m);
  assert.match(text, /^-- State after 269\n[\s\S]*^ {2}binding\n {4}program +4$/m);
  assert.match(text, /^1 #version 330 core$/m);
  assert.match(text, /^-- Vertices of 269\nGL_TRIANGLES {2}3 vertices$/m);
  assert.match(text, /^binding\.program is 4\n {2}set by +266 glUseProgram$/m);
  assert.match(text, /^ +f19 +\d+ reads +glDrawArrays {2}unit 1, normals$/m);
  assert.match(text, /^ +269 {2}f3:draw1 .*\n +270 {2}f3 .*\n +271 {2}f4:call0 /m);
  assert.doesNotMatch(text, /asking the driver|more lines/);
  const png = join(folder, 'line.png');
  assert.match(answers(['picture', `x ${png}`]), /^240x180; x FILE writes it\n.*line\.png: 240x180$/m);
  assert.ok(sizeOf(png) > 100);
});

test('without UTF-8 only ASCII is printed', () => {
  const text = answers(['state', 'note größer', 'args', 'note'], 'f3:draw0', { LC_ALL: 'C' });
  assert.doesNotMatch(text, /[^\n -~]/);
});

test('a dumb terminal: a prompt with the place, questions for what a key needs, and an end by Ctrl-D', async () => {
  const terminal = new TmuxTerminal([process.execPath, join(root, 'bin/sgl.js'), 'inspect', file, 'f3'], { env: { TERM: 'dumb' } });
  await terminal.shows(/^f3>$/m);
  terminal.type('n');
  await terminal.shows(/^f4:call0>$/m);
  terminal.type('g');
  await terminal.shows(/^go to$/m);
  terminal.type('f5:draw0');
  await terminal.shows(/^f5:draw0>$/m);
  terminal.type('');
  await terminal.shows(/^go to$/m);
  terminal.type('end');
  await terminal.shows(/^f20:call\d+>$/m);
  terminal.type('help');
  await terminal.shows(/An empty line repeats the last command\./);
  terminal.press('C-d');
  await terminal.shows(/^ended 0$/m);
});
