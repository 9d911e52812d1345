// What the client answers for itself: the hooks that entry points get, against the state table's word on which calls set what.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { memoAttrib, memoHook, memoNames, TOLD_BY_HAND, undecidedByHand } from '../../src/spec/memo.js';
import { loadModel } from '../../src/spec/model.js';
import { contextRows } from '../../src/spec/state/index.js';

const { commands } = loadModel();
const header = readFileSync(join(resolve(import.meta.dirname, '../..'), 'guest/common/memo.h'), 'utf8');

/** `glBlendFunc glTexEnv*(pname) glColor[34]*` as a pattern of whole names. */
const setterPattern = (setter: string) => new RegExp(`^${setter.replace(/\(.*\)$/, '').replaceAll('*', '\\w*')}$`);

test('no call that sets what is remembered passes unnoticed', () => {
  let checked = 0;
  for (const name of memoNames) {
    const rows = contextRows.filter(row => row.query.args.includes(name.pname) && row.query.command !== 'glGetFloatv');
    const setters = rows.flatMap(row => row.setBy).map(setterPattern);
    for (const command of commands.filter(c => c.carriage === 'async' && setters.some(pattern => pattern.test(c.name)))) {
      const { before, sure } = memoHook(command);
      assert.ok(
        before.includes('sgl_memo_forget(cx);') || sure?.startsWith(`sgl_memo_${command.name}(`),
        `${command.name} sets ${name.pname}`,
      );
      checked++;
    }
  }
  assert.ok(checked > 45, `${checked} setters`);
});

test('entry points written by hand are decided on, and those that set what is remembered say so themselves', () => {
  assert.equal(undecidedByHand(commands), undefined);
  assert.equal(undecidedByHand([{ name: 'glSomethingNew', carriage: 'hand' }]), 'glSomethingNew');
  const folder = join(resolve(import.meta.dirname, '../..'), 'guest/common');
  const sources = readdirSync(folder).filter(file => /^gl_.*\.c$/.test(file));
  const text = sources.map(file => readFileSync(join(folder, file), 'utf8')).join('\n');
  for (const name of TOLD_BY_HAND) {
    const body = text.split(`APIENTRY ${name}(`)[1]?.split('\n}\n')[0];
    assert.match(body ?? '', /sgl_memo_|memo\.watched/, name);
  }
  const setters = memoNames.flatMap(({ pname }) =>
    contextRows.filter(row => row.query.args.includes(pname)).flatMap(row => row.setBy.map(setterPattern)),
  );
  const byHand = commands.filter(c => c.carriage === 'hand' && setters.some(pattern => pattern.test(c.name)));
  assert.ok(byHand.length > 0);
  for (const { name } of byHand) assert.ok(TOLD_BY_HAND.has(name), name);
});

test('an entry point that nobody named forgets all, and every hook is declared', () => {
  assert.deepEqual(memoHook({ name: 'glSomethingNew', parameters: [] }).before, ['sgl_memo_forget(cx);']);
  for (const command of commands) {
    const { before, sure } = memoHook(command);
    for (const statement of [...before, ...(sure ? [sure] : [])]) {
      const hook = /^(sgl_memo_\w+)\(/.exec(statement)?.[1];
      assert.ok(hook && header.includes(`${hook}(`), statement);
    }
  }
});

test('what glPopAttrib brings back is what the state table says', () => {
  const attrib = (pname: string) => memoNames.filter(name => name.pname === pname).map(name => [...memoAttrib(name)].sort());
  assert.deepEqual(attrib('GL_BLEND'), [['GL_COLOR_BUFFER_BIT', 'GL_ENABLE_BIT']]);
  assert.deepEqual(attrib('GL_LIGHT3'), [['GL_ENABLE_BIT', 'GL_LIGHTING_BIT']]);
  assert.deepEqual(attrib('GL_TEXTURE_BINDING_2D'), [['GL_TEXTURE_BIT']]);
});
