// A program with a mistake of one line, found in the inspector by keys alone: from the wrong pixel to the call that set the
// wrong state; by breakpoints on values and pixels; by asking why something does not show; beside the program without the mistake;
// and with a shader edited.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { folder, root, sgl } from './support.js';
import { type TmuxOptions, TmuxTerminal } from './tmux.js';

const LIMIT_MS = 60_000;
const traces = { good: join(folder, 'good.pb'), bad: join(folder, 'bad.pb'), unseen: join(folder, 'unseen.pb') } as const;

before(async () => {
  for (const name of ['one_bug', 'unseen'])
    execFileSync('gcc', ['-O1', join(root, `test/programs/${name}.c`), '-o', join(folder, name), '-lGL', '-lX11', '-lm']);
  const record = async (trace: string, ...command: string[]) =>
    assert.equal((await sgl(['record', '-o', trace, '--', join(folder, command[0]!), ...command.slice(1)])).code, 0);
  await record(traces.good, 'one_bug', '8');
  await record(traces.bad, 'one_bug', '8', 'bug');
  await record(traces.unseen, 'unseen', 'fine', 'culled');
});

function inspect(files: readonly string[], options: TmuxOptions = {}): TmuxTerminal {
  const env = { XDG_CACHE_HOME: folder };
  return new TmuxTerminal([process.execPath, join(root, 'bin/sgl.js'), 'inspect', ...files], { columns: 120, rows: 40, env, ...options });
}

/** Puts the cross onto a pixel of the glass that is seen through the ground, where it should not be. */
async function crossOnGround(terminal: TmuxTerminal): Promise<void> {
  await terminal.shows(/rgb {2}presented {3}/, LIMIT_MS);
  await terminal.shows('80,60 #');
  terminal.press('Tab', 'Tab');
  for (let i = 0; i < 8; i++) terminal.press('Right');
  for (let i = 0; i < 4; i++) terminal.press('Down');
  await terminal.shows(/1[01]\d,7\d #/);
}

test('from the wrong pixel to the call that set the wrong state', async () => {
  const terminal = inspect([traces.bad, 'f5']);
  await crossOnGround(terminal);
  terminal.press('h');
  const history = await terminal.shows(/5 calls were looked at, 4 cover the pixel/, LIMIT_MS);
  assert.match(history, /refused: +depth test/);
  terminal.press('W');
  await terminal.shows('glEnd  call 199');
  terminal.press('w', 'C-u').type('blend.enabled');
  const who = await terminal.shows(/blend\.enabled is true/, LIMIT_MS);
  assert.match(who, /set by +185 glEnable/);
  terminal.press('W');
  const cause = await terminal.shows('glEnable  call 185');
  assert.match(cause, /cap +GL_BLEND/);
});

test('breakpoints on a value and on the pixel under the cross, forwards and back', async () => {
  const terminal = inspect([traces.bad, 'f5']);
  await crossOnGround(terminal);
  terminal.press('b').type('blend.enabled=true');
  await terminal.shows('breakpoints: blend.enabled=true');
  terminal.press('C');
  await terminal.shows('stopped at blend.enabled=true', LIMIT_MS);
  await terminal.shows('glEnable  call 185');
  terminal.press('c');
  await terminal.shows(/glEnable {2}call 218/, LIMIT_MS);
  terminal.press('b').type('blend.enabled=true');
  await terminal.shows('no breakpoint blend.enabled=true any more');
  terminal.press('b').type('blend.enabled');
  terminal.press('C');
  await terminal.shows('glDisable  call 207', LIMIT_MS);
  terminal.press('b').type('blend.enabled');
  terminal.press('b').type('pixel');
  await terminal.shows(/breakpoints: pixel 1[01]\d,7\d/);
  for (const call of [199, 192, 176]) {
    terminal.press('C');
    await terminal.shows(new RegExp(`gl(End|Clear) {2}call ${call}`), LIMIT_MS);
  }
  terminal.press('c');
  await terminal.shows('glEnd  call 192', LIMIT_MS);
  terminal.press('b').type('pixel 1');
  await terminal.shows('! pixel 120,80; not "pixel 1"');
  terminal.press('b').type('nothing like that');
  await terminal.shows('! a breakpoint is a call');
});

test('i tells why a draw does not show, I why the pixel under the cross does not; W goes to the calls to blame', async () => {
  const terminal = inspect([traces.unseen, 'f1:draw0'], { columns: 80, rows: 24 });
  await terminal.shows('glDrawArrays  call');
  terminal.press('i');
  await terminal.shows('Nothing shows: GL_CULL_FACE is on', LIMIT_MS);
  await terminal.shows('81 glFrontFace(mode = GL_CW)', LIMIT_MS);
  terminal.press('W');
  await terminal.shows('glFrontFace  call', LIMIT_MS);
  terminal.press('W');
  await terminal.shows('glEnable  call');
  terminal.press('g').type('f1:call0');
  terminal.press('i');
  await terminal.shows('! glCreateProgram draws nothing: N and P go');
  const wide = inspect([traces.unseen, 'f0:draw0']);
  await wide.shows('80,60 #', LIMIT_MS);
  wide.press('I');
  await wide.shows('Why 80,60 of draw', LIMIT_MS);
  await wide.shows('It shows: the draw changes 80,60', LIMIT_MS);
});

test('two traces: the first call that differs, the state behind it, and the pictures side by side, as difference, blinking', async () => {
  const terminal = inspect([traces.good, traces.bad]);
  const first = await terminal.shows('▶ only in A  193 glDisable(cap = GL_BLEND)', LIMIT_MS);
  assert.match(first, /3 only in A, 0 only in B, 0 with other arguments/);
  await terminal.shows('glDisable  call 193');
  await terminal.shows(/≠ blend\.enabled +false -> true/, LIMIT_MS);
  terminal.press('}');
  await terminal.shows('glDisable  call 227');
  terminal.press('{', 'f');
  await terminal.shows('sglSwapBuffers  call 209');
  terminal.press('d', ':').type('page picture');
  // the ground: 48x60
  await terminal.shows(/≠ 2880 pixels/, LIMIT_MS);
  await terminal.shows(/│A +B +│/);
  terminal.press('d');
  await terminal.shows('Picture presented, difference');
  terminal.press('d');
  await terminal.shows(/ A │/);
  await terminal.shows(/ B │/);
  terminal.press('d');
  await terminal.shows(/rgb {2}presented/);
  const wrong = await sgl(['inspect', traces.good, traces.bad, 'f99']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /the trace has frames 0 to 8/);
});

test('e edits a shader of the draw: before and after; what does not compile is said, and nothing is lost', async () => {
  const editor = join(folder, 'editor');
  // the first time another colour, then a mistake
  writeFileSync(
    editor,
    '#!/bin/sh\nif grep -q vec4.0.1 "$1"; then sed -i s/vec4.0.1/nothing\\(0.1/ "$1"; else sed -i "s/colour = tint/colour = vec4(0.1, 0.9, 0.2, 1.0)/" "$1"; fi\n',
  );
  chmodSync(editor, 0o755);
  const terminal = inspect([traces.unseen, 'f0:draw0'], { env: { XDG_CACHE_HOME: folder, VISUAL: editor } });
  await terminal.shows('glDrawArrays  call');
  terminal.press('e');
  await terminal.shows('edit which shader? f frag, v vert', LIMIT_MS);
  terminal.press('f');
  const done = await terminal.shows(/≠ 4800 pixels, most by \d+, first at 40,30/, LIMIT_MS);
  assert.match(done, /compiled and linked/);
  terminal.press(':').type('page picture');
  await terminal.shows(/│before +edited +│/, LIMIT_MS);
  terminal.press('e');
  await terminal.shows('edit which shader?', LIMIT_MS);
  terminal.press('f');
  const failed = await terminal.shows('! not linked: the draw is as it was', LIMIT_MS);
  assert.match(failed, /nothing/);
  const [, file] = /(\/\S+\.frag)/.exec(failed) ?? [];
  assert.match(readFileSync(file!, 'utf8'), /nothing\(0\.1, 0\.9/);
  terminal.press('g').type('f0:call0');
  terminal.press('e');
  await terminal.shows('draws nothing', LIMIT_MS);
  terminal.press('q');
  await terminal.shows('ended 0');
  assert.ok(!existsSync(file!), 'what was edited goes with the inspector');
});
