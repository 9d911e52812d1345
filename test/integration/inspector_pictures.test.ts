// Pictures in the inspector: the right pixels, zoom and channels, comparing with a mark, and replayers that die.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { imageDifference, pixelAt } from '../../src/inspect/images.js';
import { Player } from '../../src/replay/player.js';
import { TraceReader } from '../../src/trace/reader.js';
import { descendants, folder, root, sampleTrace, until } from './support.js';
import { type TmuxOptions, TmuxTerminal } from './tmux.js';

// In wide terminals a page stands beside the picture: one that asks the driver nothing.
mkdirSync(join(folder, 'wide/sgl'), { recursive: true });
writeFileSync(join(folder, 'wide/sgl/config.toml'), '[inspect]\npage = "passes"\n');

let copies = 0;
function copyOf(name: string): string {
  const file = join(folder, `${name}_pictures${copies++}.pb`);
  copyFileSync(sampleTrace(name), file);
  return file;
}

function inspect(file: string, place: string, options: TmuxOptions = {}): TmuxTerminal {
  const env = { ...((options.columns ?? 0) >= 150 && { XDG_CONFIG_HOME: join(folder, 'wide') }), ...options.env };
  return new TmuxTerminal([process.execPath, join(root, 'bin/sgl.js'), 'inspect', file, place], { ...options, env });
}

/** What frames of a sample present. */
function presented(name: string, frames: readonly number[]) {
  const reader = new TraceReader(sampleTrace(name));
  const player = new Player(reader);
  const images = frames.map(frame => {
    const { call, drawable } = reader.frame(frame)!;
    player.goBefore(call);
    return player.pixels(drawable);
  });
  player.close();
  reader.close();
  return images;
}

const hex = (pixel: readonly number[]) => `#${pixel.map(value => value.toString(16).padStart(2, '0')).join('')}`;

test('the picture is what the replay shows, pixel by pixel under the cross', async () => {
  const [image] = presented('core_fbo', [3]);
  const terminal = inspect(copyOf('core_fbo'), 'f3', { columns: 120, rows: 40 });
  const shows = (x: number, y: number) => terminal.shows(`${x},${y} ${hex(pixelAt(image!, x, y)!)}`);
  await shows(120, 90);
  terminal.press('Tab', 'Tab', 'S-Left', 'S-Left', 'S-Down');
  await shows(118, 91);
  terminal.press('+', '+', '+', 'S-Right');
  await terminal.shows('zoom 4');
  await shows(119, 91);
  const seen = new Set<string>();
  for (let i = 0; i < 6; i++) {
    seen.add(/\d+x\d+ {2}(?:fit|zoom \d+) {2}(\w+)/.exec(terminal.screen())![1]!);
    const before = [...seen].at(-1)!;
    terminal.press('a');
    await terminal.shows(new RegExp(`zoom 4 {2}(?!${before} )\\w+`));
  }
  assert.deepEqual([...seen], ['rgb', 'rgba', 'r', 'g', 'b', 'a']);
  terminal.press('-');
  await terminal.shows('zoom 2');
  terminal.press('S-Up');
  await shows(119, 90);
  terminal.press('0');
  await terminal.shows(/\d+x\d+ {2}fit/);
  // Half blocks of the colours that are in the picture.
  await until('colours', () => terminal.styled().includes('▀'));
});

test('a call within a frame shows what was drawn so far, and the newest step wins', async () => {
  const file = copyOf('fixed_function');
  const terminal = inspect(file, 'f1:call0', { columns: 160, rows: 45 });
  await terminal.shows(/Picture after 197 /);
  for (let i = 0; i < 30; i++) terminal.press('n');
  await terminal.shows(/Picture after 227 /);
  await until('its picture', () => !terminal.screen().includes('replaying'));
  // Thumbnails of the frames around, numbered; the one with the cursor is signed.
  await terminal.shows(/f0 .*▶f1 .* f2 /);
  await until('thumbnails', () => (terminal.screen().split('\n').slice(-8).join('').match(/▀/g) ?? []).length > 100);
});

test('d compares with a mark: side by side, difference, blinking, off', async () => {
  const [one, two] = presented('core_fbo', [2, 9]);
  const { pixels, first } = imageDifference(one!, two!);
  const terminal = inspect(copyOf('core_fbo'), 'f2', { columns: 160, rows: 45 });
  await terminal.shows(/240x180 {2}fit/);
  terminal.press('d');
  await terminal.shows('nothing to compare with');
  terminal.press('m', 'a');
  await terminal.shows('is marked a');
  terminal.press('g').type('f9');
  await terminal.shows('Picture presented');
  terminal.press('d');
  await terminal.shows(`≠ ${pixels} pixels`);
  const side = await terminal.shows(`first at ${first!.x},${first!.y}`);
  assert.match(side, /side /);
  assert.match(side, /mark +here/);
  terminal.press('d');
  await terminal.shows('difference');
  terminal.press('d');
  await terminal.shows(/blink/);
  await terminal.shows(/ mark /);
  await terminal.shows(/ here /);
  terminal.press('d');
  await until('off', () => !/≠|blink/.test(terminal.screen()));
  terminal.press("'", 'a', 'd');
  await terminal.shows('= mark and here are the same');
});

test('a replayer that is killed is told and started again; -9 on the inspector leaves no process', async () => {
  const terminal = inspect(copyOf('core_fbo'), 'f3', { columns: 120, rows: 30 });
  await terminal.shows(/240x180 {2}fit/);
  const inspector = descendants(terminal.pid)[0]!;
  const replayers = () => descendants(terminal.pid).filter(pid => pid !== inspector);
  const [replayer] = replayers();
  process.kill(replayer!, 'SIGSTOP');
  terminal.press('g').type('f7');
  await terminal.shows('replaying');
  process.kill(replayer!, 'SIGKILL');
  await terminal.shows('ended (SIGKILL)');
  await terminal.shows('r tries again');
  terminal.press('r');
  await until('another picture', () => /240x180 {2}fit/.test(terminal.screen()) && !/ended|replaying/.test(terminal.screen()));
  const left = descendants(terminal.pid);
  assert.ok(left.length >= 2);
  process.kill(inspector, 'SIGKILL');
  await until('all are gone', () => left.every(pid => !alive(pid)));
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('without colours a picture is made of characters; with pictures turned off nothing is replayed', async () => {
  const terminal = inspect(copyOf('core_fbo'), 'f3', { env: { NO_COLOR: '1' } });
  await terminal.shows(/240x180 {2}fit/);
  await terminal.shows(/[-=+*#%@:.]{5}/);
  assert.doesNotMatch(terminal.styled(), /␛\[[0-9;]*[34]8;/);
});

test('t looks at what draws write, the window, attachments; depth has its own values; x writes a PNG', async () => {
  const terminal = inspect(copyOf('core_fbo'), 'f5:draw0', { columns: 120, rows: 30 });
  await terminal.shows(/128x128 {2}fit {2}rgb {2}renderbuffer:1 RGBA8/);
  terminal.press('t');
  await terminal.shows(/240x180 {2}fit {2}rgb {2}window/);
  terminal.press('t', 't');
  await terminal.shows(/128x128 {2}fit {2}rgb {2}renderbuffer:2/);
  terminal.press('t', 't', 't');
  await terminal.shows(/renderbuffer:3 DEPTH_COMPONENT24/);
  await terminal.shows(/64,64 0\.\d+ {2}\(GL y 63\)/);
  terminal.press(':').type('range 0.8 1');
  await terminal.shows('0.8 to 1');
  const file = join(folder, 'depth.png');
  terminal.press('x', 'C-u').type(file);
  await terminal.shows('depth.png: 128x128');
  assert.equal(PNG.sync.read(readFileSync(file)).width, 128);
  terminal.press(':').type('texture 1');
  await terminal.shows(/texture:1/);
  terminal.press(':').type('texture 99');
  await terminal.shows(/99/);
});
