// The inspector's terminal side without a terminal: keys out of bytes, cells into bytes, and the key table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handlers } from '../../src/tui/commands/index.js';
import { keyRow, keyTable } from '../../src/tui/keys.js';
import { canvasOf, difference, nearest256 } from '../../src/tui/terminal/ansi.js';
import { Canvas, palette, rgb, textCells } from '../../src/tui/terminal/canvas.js';
import { type InputEvent, InputParser } from '../../src/tui/terminal/input.js';
import { colourDepth, utf8Locale } from '../../src/tui/terminal/terminal.js';

const ESC = '\u001b';

function keys(...texts: string[]): string[] {
  const parser = new InputParser();
  const events: InputEvent[] = texts.flatMap(text => parser.push(text));
  events.push(...parser.flush());
  return events.map(event => (event.kind === 'key' ? event.key : JSON.stringify(event)));
}

test('bytes become keys, also when a read cuts them in two', () => {
  assert.deepEqual(keys('nN\r\t '), ['n', 'N', 'enter', 'tab', 'space']);
  assert.deepEqual(keys(`${ESC}[A${ESC}OB${ESC}[5~${ESC}[Z${ESC}[1;5C`), ['up', 'down', 'pageup', 'S-tab', 'C-right']);
  assert.deepEqual(keys('\u0003\u001a\u007fé'), ['C-c', 'C-z', 'backspace', 'é']);
  assert.deepEqual(keys(ESC, '[', 'A'), ['up']);
  assert.deepEqual(keys(ESC), ['escape']);
  assert.deepEqual(keys(`${ESC}x`), ['M-x']);
});

test('mouse, pastes and answers are no keys', () => {
  assert.deepEqual(keys(`${ESC}[<0;5;7M`), [JSON.stringify({ kind: 'mouse', action: 'press', x: 4, y: 6 })]);
  assert.deepEqual(keys(`${ESC}[<65;1;1M`), [JSON.stringify({ kind: 'mouse', action: 'down', x: 0, y: 0 })]);
  assert.deepEqual(keys(`${ESC}[200~quit\rq${ESC}[201~`), [JSON.stringify({ kind: 'paste', text: 'quit\rq' })]);
  assert.deepEqual(keys(`${ESC}_Gi=31;OK${ESC}\\${ESC}[?62;4c`), [
    JSON.stringify({ kind: 'answer', text: '_Gi=31;OK' }),
    JSON.stringify({ kind: 'answer', text: '[?62;4c' }),
  ]);
});

test('only changed cells are written, and colours as the terminal has them', () => {
  const before = new Canvas(20, 3);
  const after = new Canvas(20, 3);
  after.view({ x: 0, y: 0, width: 20, height: 3 }).put(4, 1, 'ab', { fg: rgb(255, 0, 0) });
  assert.equal(difference(before, before, { depth: 256, utf8: true }), '');
  assert.equal(difference(before, after, { depth: 16777216, utf8: true }), `${ESC}[2;5H${ESC}[0;38;2;255;0;0mab${ESC}[0m`);
  assert.equal(difference(before, after, { depth: 256, utf8: true }), `${ESC}[2;5H${ESC}[0;38;5;196mab${ESC}[0m`);
  assert.equal(difference(before, after, { depth: 0, utf8: true }), `${ESC}[2;5H${ESC}[0mab${ESC}[0m`);
  assert.equal(nearest256(128, 128, 128), 244);
});

test('text of a trace cannot steer the terminal', () => {
  const canvas = new Canvas(30, 1);
  canvas.view({ x: 0, y: 0, width: 30, height: 1 }).put(0, 0, `a${ESC}[2J\u009b31m\u202eb\r\n`);
  const written = difference(undefined, canvas, { depth: 256, utf8: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
  assert.doesNotMatch(written.replaceAll(/\u001b\[[0-9;]*[Hm]/g, ''), /[\u0000-\u001f\u007f-\u009f\u202e]/);
  assert.match(written, /a·\[2J·31mb··/);
});

test('what Ink writes is painted, wide characters take two cells, text that does not fit is cut', () => {
  const canvas = canvasOf(`${ESC}[1mbold${ESC}[22m ${ESC}[34mblue${ESC}[39m\n日本x`, 12, 2);
  assert.equal(canvas.rowText(0), 'bold blue');
  assert.equal(canvas.fg[5], palette(4));
  assert.equal(canvas.codes[12 + 4], 'x'.codePointAt(0));
  assert.equal(textCells('日本x'), 5);
  canvas.view({ x: 0, y: 0, width: 6, height: 1 }).put(0, 0, 'far too long');
  assert.equal(canvas.rowText(0).slice(0, 6), 'far t…');
});

test('colours and characters follow the environment', () => {
  assert.equal(colourDepth({ TERM: 'xterm-256color', NO_COLOR: '1' }), 0);
  assert.equal(colourDepth({ TERM: 'xterm-256color' }), 256);
  assert.equal(colourDepth({ TERM: 'xterm-256color', COLORTERM: 'truecolor' }), 16777216);
  assert.equal(colourDepth({ TERM: 'linux' }), 16);
  assert.equal(utf8Locale({ LANG: 'de_DE.UTF-8' }), true);
  assert.equal(utf8Locale({ LANG: 'en_US.UTF-8', LC_ALL: 'C' }), false);
});

test('no key means two things in one panel, and each row has a handler', () => {
  for (const panel of [undefined, 'calls', 'picture', 'text'] as const) {
    const seen = new Map<string, string>();
    for (const row of keyTable) {
      if (row.panel !== panel) continue;
      for (const key of row.keys) {
        assert.equal(seen.get(key), undefined, `${key}: ${seen.get(key)} and ${row.id}`);
        seen.set(key, row.id);
      }
    }
  }
  for (const {
    id,
    keys: [key],
    panel,
  } of keyTable) {
    assert.equal(typeof handlers[id], 'function');
    assert.equal(keyRow(key!, panel)?.id, id);
  }
  assert.equal(new Set(keyTable.map(({ id }) => id)).size, keyTable.length);
});
