// State, program and vertices in the inspector: what the library answers is what stands on the screen.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root, sampleTrace, until } from './support.js';
import { type TmuxOptions, TmuxTerminal } from './tmux.js';

const LIMIT_MS = 60_000;

let copies = 0;
function inspect(name: string, place: string, options: TmuxOptions = {}): TmuxTerminal {
  const file = join(folder, `${name}_state${copies++}.pb`);
  copyFileSync(sampleTrace(name), file);
  return new TmuxTerminal([process.execPath, join(root, 'bin/sgl.js'), 'inspect', file, place], options);
}

test('state: what changed since the call before, the draw before, a mark; then all of it', async () => {
  const terminal = inspect('core_fbo', 'f5:call11', { columns: 120, rows: 45 }); // glUseProgram(1)
  await terminal.shows('glUseProgram  call 320');
  terminal.press(':').type('page state');
  await terminal.shows('since the call before (f5:call10, 319)', LIMIT_MS);
  const call = terminal.screen();
  assert.match(call, /≠ binding\.program +4 -> 1/);
  assert.doesNotMatch(call, /≠ depth\.test/);
  assert.match(call, /context 1: OpenGL 4\.\d core/);
  terminal.press('s');
  const draw = await terminal.shows('since the draw before (f5:call9, 318)', LIMIT_MS);
  assert.match(draw, /≠ depth\.test +false -> true/);
  assert.match(draw, /≠ binding\.program +4 -> 1/);
  terminal.press('s');
  await terminal.shows('no mark is chosen');
  const short = /(\d+) more lines/.exec(await terminal.shows(/\d+ more lines/))![1];
  terminal.press('S');
  await until('all state', () => Number(/(\d+) more lines/.exec(terminal.screen())?.[1]) > Number(short));
  terminal.press('Tab', 'Tab', 'NPage');
  await until('scrolled', () => !terminal.screen().includes('no mark is chosen'));
});

test('shader: uniforms with values, sources with line numbers; vertices of a draw with their attributes', async () => {
  const terminal = inspect('core_fbo', 'f5:draw1', { columns: 120, rows: 45 });
  await terminal.shows('glDrawArrays  call');
  terminal.press(':').type('page shader');
  const shader = await terminal.shows('program:4  linked', LIMIT_MS);
  assert.match(shader, /uniform float level = 1/);
  assert.match(shader, /1 #version 330 core/);
  assert.match(shader, /GL_FRAGMENT_SHADER/);
  terminal.press(':').type('page mesh');
  terminal.press('p');
  await terminal.shows('draws nothing');
  terminal.press('g').type('f5:draw0');
  const mesh = await terminal.shows('GL_TRIANGLES  36 vertices', LIMIT_MS);
  assert.match(mesh, /position {2}3 × GL_FLOAT, buffer:3 \+ 0, stride 24/);
  assert.match(mesh, /0 +0 {2}1 -1 -1/);
});

test('w tells who set a value and W goes there; h tells the history of the pixel under the cross', async () => {
  const terminal = inspect('core_fbo', 'f5:draw0', { columns: 120, rows: 45, env: { XDG_CACHE_HOME: folder } });
  await terminal.shows('glDrawArraysInstanced  call 323');
  terminal.press('w').type('depth.test');
  const who = await terminal.shows(/depth\.test is true/, LIMIT_MS);
  assert.match(who, /set by +319 glEnable/);
  terminal.press('W');
  await terminal.shows('glEnable  call 319');
  terminal.press('n', 'w', 'C-u').type('no.such.thing');
  await terminal.shows('Nothing is named no.such.thing');
  terminal.press(':').type('page picture');
  await terminal.shows(/128x128 {2}fit/, LIMIT_MS);
  terminal.press('h');
  await terminal.shows('single pixels of a multisampled framebuffer cannot be followed', LIMIT_MS);
  terminal.press('g').type('f5:draw1');
  terminal.press(':').type('page picture');
  await terminal.shows(/240x180 {2}fit/, LIMIT_MS);
  await until('its picture', () => !terminal.screen().includes('replaying'));
  terminal.press('h');
  await terminal.shows(/History of 120,90 up to 353/);
  const history = await terminal.shows(/\d+ calls were looked at, \d+ cover the pixel/, LIMIT_MS);
  assert.match(history, /≠ 353 glDrawArrays/);
});
