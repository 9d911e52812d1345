// docs/inspector.md says what the tables say, and the tests in a terminal press what they list.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { withTables } from '../../src/tui/docs.js';
import { keyTable } from '../../src/tui/keys.js';

test('the tables of docs/inspector.md are those of the code (npm run docs writes them)', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/inspector.md'), 'utf8');
  assert.equal(document, withTables(document));
  assert.match(document, /\| `n` \| the next call \|/);
  assert.match(document, /\| `:break WHAT` \|/);
});

/** What tmux calls keys that are not only written larger there (`S-Left`). */
const TMUX: Readonly<Record<string, string>> = { backspace: 'BSpace', pageup: 'PPage', pagedown: 'NPage', 'S-tab': 'BTab' };
const tmuxName = (key: string) => TMUX[key] ?? key.replace(/\b[a-z](?=[a-z])/, letter => letter.toUpperCase());

test('every key of the table is pressed in a real terminal', () => {
  const folder = join(import.meta.dirname, '../integration');
  const tests = readdirSync(folder).filter(name => /^inspector.*\.test\.ts$/.test(name));
  const calls = tests.flatMap(name => readFileSync(join(folder, name), 'utf8').match(/\.press\([^)]*\)/g) ?? []);
  const pressed = new Set(calls.flatMap(call => [...call.matchAll(/'([^']+)'|"([^"]+)"/g)].map(([, one, other]) => one ?? other)));
  const left = keyTable.filter(({ keys }) => !keys.some(key => pressed.has(tmuxName(key)))).map(({ id }) => id);
  assert.deepEqual(left, []);
});
