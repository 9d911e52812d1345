// docs/inspector.md says what the tables say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { withTables } from '../../src/tui/docs.js';

test('the tables of docs/inspector.md are those of the code (npm run docs writes them)', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/inspector.md'), 'utf8');
  assert.equal(document, withTables(document));
  assert.match(document, /\| `n` \| the next call \|/);
  assert.match(document, /\| `:break WHAT` \|/);
});
