// Call sets: what is understood, what is refused and how it is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallSelection, CallSetError, parseCallSet } from '../../src/inspect/callset.js';
import { FLAG } from '../../src/trace/dictionary.js';

/** 100 calls, ten frames; the last call of each ten is a swap, every even one a draw, call 42 raised an error. */
const trace = { calls: 100, frames: 10, frame: (frame: number) => (frame < 10 ? { call: frame * 10 + 9 } : undefined) };
const files: Record<string, string> = {
  'list.txt': '# some calls\n4\n10-12/draw\n\nf9/frame # the last\n',
  'loop.txt': '@loop.txt',
  'two.txt': '1, 2 3',
};

function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw new Error('no such file');
  return text;
}

function calls(text: string): number[] {
  const selection = new CallSelection(parseCallSet(text, readFile), trace);
  const found: number[] = [];
  for (let call = 0; call < trace.calls; call++) {
    const isSwap = call % 10 === 9;
    const flags = (isSwap ? FLAG.frame : 0) | (call % 2 === 0 ? FLAG.draw : 0);
    const name = isSwap ? 'sglSwapBuffers' : call % 2 === 0 ? 'glDrawArrays' : 'glUniform4f';
    if (selection.includes({ call, flags, name, hasError: call === 42 })) found.push(call);
  }
  return found;
}

test('calls, ranges, frames, lists and files', () => {
  assert.deepEqual(calls('4'), [4]);
  assert.deepEqual(calls('10-12'), [10, 11, 12]);
  assert.deepEqual(calls('97-'), [97, 98, 99]);
  assert.deepEqual(calls('98-5000'), [98, 99]);
  assert.equal(calls('*').length, 100);
  assert.deepEqual(calls('f0'), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(calls('f3-f4/frame'), [39, 49]);
  assert.deepEqual(calls('f8-9/frame'), [89, 99]);
  assert.deepEqual(calls('7,3, 5-6'), [3, 5, 6, 7]);
  assert.deepEqual(calls('@list.txt'), [4, 10, 12, 99]);
  assert.deepEqual(calls('0,@two.txt'), [0, 1, 2, 3]);
});

test('filters', () => {
  assert.deepEqual(calls('0-8/draw'), [0, 2, 4, 6, 8]);
  assert.equal(calls('*/frame').length, 10);
  assert.deepEqual(calls('*/frame/4'), [9, 49, 89]);
  assert.deepEqual(calls('*/error'), [42]);
  assert.deepEqual(calls('0-5/glUni*'), [1, 3, 5]);
  assert.deepEqual(calls('0-5/glUniform4f'), [1, 3, 5]);
  assert.deepEqual(calls('0-5/*'.replace('/*', '/gl*/draw')), [0, 2, 4]);
  assert.deepEqual(calls('20-29/draw/2,21'), [20, 21, 24, 28]);
});

test('what is not a call set says why', () => {
  const cases: [string, RegExp][] = [
    ['x-y', /write a call/],
    ['', /empty/],
    ['4,', /empty/],
    ['20-10', /10 is before 20/],
    ['4/drawn', /no filter "drawn".*draw, clear/],
    ['4/', /nothing after a \//],
    ['4/0', /no filter/],
    ['10-f20', /calls or of frames/],
    ['f', /write a call/],
    ['-5', /write a call/],
    ['1.5', /write a call/],
    ['99999999999999999999', /too large/],
    ['@none.txt', /cannot be read/],
    ['@loop.txt', /more than 16 files/],
    ['100', /calls 0 to 99/],
    ['f10', /frames 0 to 9/],
  ];
  for (const [text, message] of cases) {
    assert.throws(
      () => calls(text),
      error => error instanceof CallSetError && message.test(error.message),
      text,
    );
  }
});

test('an empty trace has all of nothing', () => {
  const empty = { calls: 0, frames: 0, frame: () => undefined };
  assert.equal(new CallSelection(parseCallSet('*', readFile), empty).includes({ call: 0, flags: 0, name: '', hasError: false }), false);
  assert.throws(() => new CallSelection(parseCallSet('0', readFile), empty), /the trace has no calls/);
  assert.throws(() => new CallSelection(parseCallSet('f0', readFile), empty), /the trace has no frames/);
});
