// Places (f12:draw3) there and back, on a recording.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CallPages } from '../../src/inspect/call_pages.js';
import { CallSelection, parseCallSet } from '../../src/inspect/callset.js';
import { PlaceError, parsePlace, placeText, resolvePlace, withCallNumbers } from '../../src/inspect/place.js';
import { walkCalls } from '../../src/inspect/walk.js';
import { FLAG } from '../../src/trace/dictionary.js';
import { TraceReader } from '../../src/trace/reader.js';

const reader = new TraceReader(join(import.meta.dirname, '../../traces/core_fbo.pb'));
after(() => reader.close());
const pages = new CallPages(reader);

test('places are read', () => {
  assert.deepEqual(parsePlace('1234'), { kind: 'call', call: 1234 });
  assert.deepEqual(parsePlace(' f12 '), { kind: 'frame', frame: 12 });
  assert.deepEqual(parsePlace('f12:draw3'), { kind: 'in frame', frame: 12, what: 'draw', number: 3 });
  assert.deepEqual(parsePlace('f12:5'), { kind: 'in frame', frame: 12, what: 'call', number: 5 });
  assert.deepEqual(parsePlace('-2'), { kind: 'calls on', by: -2 });
  assert.deepEqual(parsePlace('f+1'), { kind: 'frames on', by: 1 });
  for (const wrong of ['', 'f', 'draw3', 'f1:', 'f1:triangle2', '1-2', '99999999999999999999'])
    assert.throws(() => parsePlace(wrong), PlaceError, wrong);
});

test('places mean calls, and what is not there says so', () => {
  assert.equal(resolvePlace('f3', pages), reader.frame(3)!.call);
  assert.equal(resolvePlace('f3:call0', pages), reader.frame(2)!.call + 1);
  assert.equal(resolvePlace('end', pages), reader.calls - 1);
  assert.equal(resolvePlace('+10', pages, 20), 30);
  assert.equal(resolvePlace('-100', pages, 20), 0);
  assert.equal(resolvePlace('f+1', pages, resolvePlace('f3:call4', pages)), reader.frame(4)!.call);
  assert.throws(() => resolvePlace('f99', pages), /frames 0 to/);
  assert.throws(() => resolvePlace('f3:draw99', pages), /frame 3 has \d+ draws, counted from 0/);
  assert.throws(() => resolvePlace('f3:error0', pages), /has no errors/);
  assert.throws(() => resolvePlace('100000', pages), /calls 0 to/);
});

test('every call has a place that leads back to it', () => {
  for (let call = 0; call < reader.calls; call++) assert.equal(resolvePlace(placeText(pages, call), pages), call);
});

test('calls by number are those of a walk from the beginning, in any order', () => {
  const walked = [...walkCalls(reader, new CallSelection(parseCallSet('*', String), reader))];
  for (const i of [500, 3, 906, 0, 501, 502, 499, 17]) {
    assert.deepEqual(pages.at(i), walked[i]);
    assert.equal(pages.name(i), walked[i]!.call.name);
  }
  const draws = walked.filter(({ call }) => (reader.dictionary.flags(call.opcode) & FLAG.draw) !== 0).map(({ call }) => call.call);
  const found: number[] = [];
  for (let at = pages.nearestFlag(-1, 1, FLAG.draw); at !== undefined; at = pages.nearestFlag(at, 1, FLAG.draw)) found.push(at);
  assert.deepEqual(found, draws);
  assert.equal(pages.nearestFlag(draws[5]!, -1, FLAG.draw), draws[4]);
  assert.equal(
    pages.nearest(0, -1, () => true),
    undefined,
  );
});

test('call sets may have places in them', () => {
  const [draw, end] = [resolvePlace('f3:draw0', pages), reader.calls - 1];
  assert.equal(withCallNumbers('f3:draw0', pages), String(draw));
  assert.equal(withCallNumbers('1,f3:draw0-end/draw', pages), `1,${draw}-${end}/draw`);
  // objects, names and files stay what they are
  for (const same of ['*/texture:3', 'f3/drawable:1', '*/glEnd', '@end', '@dir/f3:draw0', 'f3-f4/draw'])
    assert.equal(withCallNumbers(same, pages), same);
  assert.throws(() => withCallNumbers('f3:draw99', pages), PlaceError);
});
