// The tour of the inspector that README shows: driven in a terminal, each screen looked at. `npm run demo:screens` writes what it saw.
import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Canvas } from '../../src/tui/terminal/canvas.js';
import { animatedSvg, screenCanvas } from './screen_svg.js';
import { folder, root, sampleTrace, until } from './support.js';
import { TmuxTerminal } from './tmux.js';

const [columns, rows] = [150, 38];
const seconds = 4;

test('the tour: a frame, its draws, why one of them shows nothing more, who set the state', async () => {
  const file = join(folder, 'gears.pb');
  copyFileSync(sampleTrace('glxgears'), file);
  const command = [process.execPath, join(root, 'bin/sgl.js'), 'inspect', file, 'f30'];
  const terminal = new TmuxTerminal(command, { columns, rows, env: { COLORTERM: 'truecolor' } });
  const screens: Canvas[] = [];
  const keep = async (wanted: RegExp): Promise<void> => {
    await terminal.shows(wanted, 60_000);
    // whole: nothing is asked for any more, and the thumbnails are there
    await until('the screen to be whole', () => !/replaying|asking the driver|…\s{10,}(…|$)/m.test(terminal.screen()), 60_000);
    screens.push(screenCanvas(terminal.styled(), columns, rows));
  };
  await keep(/gears\.pb {2}f30 /);
  terminal.press('P');
  await keep(/gears\.pb {2}f30:draw2 /);
  terminal.press('P');
  await keep(/gears\.pb {2}f30:draw1 /);
  terminal.type(':page state');
  await keep(/State after \d+[\s\S]*since the call before/);
  terminal.press('w');
  await terminal.shows(/who set /);
  terminal.press('C-u').type('depth.test');
  await keep(/depth\.test is true[\s\S]*set by/);
  terminal.press('i');
  await keep(/executed again/);
  terminal.press('q');
  await terminal.shows('ended 0');
  const svg = animatedSvg(screens, seconds);
  assert.equal(svg.match(/<g class="s"/g)?.length, screens.length);
  // red, green and blue gears are in the picture
  for (const gear of [
    /fill="#[c-f][0-9a-f]{1}[0-2][0-9a-f][0-2][0-9a-f]"/,
    /fill="#[0-2][0-9a-f][9a-f][0-9a-f][0-5][0-9a-f]"/,
    /fill="#[2-4][0-9a-f][2-4][0-9a-f][e-f][0-9a-f]"/,
  ])
    assert.match(svg, gear);
  assert.match(svg, />depth\.test is true<|depth\.test/);
  if (process.env.SGL_DEMO_SVG) writeFileSync(process.env.SGL_DEMO_SVG, svg);
});
