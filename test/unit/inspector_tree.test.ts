// The tree of calls: forwards and backwards are the same rows, closed or open.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { CallPages } from '../../src/inspect/call_pages.js';
import { frameSpans, type Span, withPasses } from '../../src/inspect/outline.js';
import type { Pass } from '../../src/inspect/passes.js';
import { TraceReader } from '../../src/trace/reader.js';
import { CallList } from '../../src/tui/call_list.js';
import { CallTree, type Row } from '../../src/tui/tree.js';

function open(name: string): CallPages {
  return new CallPages(new TraceReader(join(import.meta.dirname, `../../traces/${name}.pb`)));
}

function forwards(tree: CallTree): Row[] {
  const rows: Row[] = [];
  for (let row: Row | undefined = { kind: 'frame', frame: 0 }; row; row = tree.next(row)) rows.push(row);
  return rows;
}

function backwards(tree: CallTree, last: Row): Row[] {
  const rows: Row[] = [];
  for (let row: Row | undefined = last; row; row = tree.previous(row)) rows.unshift(row);
  return rows;
}

test('a frame that is open shows each of its calls; closed ones a heading', () => {
  const pages = open('core_fbo');
  const tree = new CallTree(pages);
  tree.visit(3);
  const rows = forwards(tree);
  const { first, last } = pages.frame(3);
  assert.equal(rows.length, pages.frames + (last - first + 1));
  assert.deepEqual(backwards(tree, rows.at(-1)!), rows);
  tree.visit(4);
  assert.equal(forwards(tree).filter(row => row.kind === 'call' && row.frame === 3).length, 0);
});

test('glBegin to glEnd and lists are spans; a closed one is one row, and a call in it opens it', () => {
  const pages = open('fixed_function');
  const spans = frameSpans(pages, pages.frame(0));
  assert.ok(spans.some(({ kind }) => kind === 'list') && spans.some(({ kind }) => kind === 'begin'));
  const outer = spans.find(({ kind }) => kind === 'list')!;
  assert.ok(spans.some(span => span.depth === outer.depth + 1 && span.first > outer.first && span.last < outer.last));
  const tree = new CallTree(pages);
  tree.visit(0);
  const open0 = forwards(tree).length;
  tree.setOpen({ kind: 'call', frame: 0, call: outer.first }, false);
  const rows = forwards(tree);
  assert.equal(rows.length, open0 - (outer.last - outer.first));
  assert.deepEqual(backwards(tree, rows.at(-1)!), rows);
  tree.reveal(outer.last - 1);
  assert.equal(forwards(tree).length, open0);
});

test('passes have headings of their own', () => {
  const pages = open('core_fbo');
  const spansOf = (_pages: CallPages, frame: number): Span[] => {
    const { first } = pages.frame(frame);
    return [{ kind: 'pass', first: first + 2, last: first + 5, depth: 0, title: 'pass 0' }];
  };
  const tree = new CallTree(pages, spansOf);
  tree.visit(2);
  const rows = forwards(tree);
  const { first, last } = pages.frame(2);
  assert.equal(rows.length, pages.frames + (last - first + 1) + 1);
  assert.deepEqual(backwards(tree, rows.at(-1)!), rows);
  const heading = rows.find(row => row.kind === 'span')!;
  tree.setOpen(heading, false);
  const closed = forwards(tree);
  assert.equal(closed.length, rows.length - 4);
  assert.deepEqual(backwards(tree, closed.at(-1)!), closed);
});

test('the window follows the cursor and always shows it', () => {
  const pages = open('core_fbo');
  const list = new CallList(pages);
  for (const call of [0, 300, 301, 302, 290, 906, 5]) {
    list.moveTo(list.tree.reveal(call));
    const { rows, cursor } = list.visible(10);
    assert.ok(rows.length <= 10);
    assert.deepEqual(rows[cursor], list.cursor);
  }
  const { rows } = list.visible(10);
  list.moveTo(list.away(3));
  assert.ok(
    list.visible(10).rows.some(row => JSON.stringify(row) === JSON.stringify(rows[0])),
    'a short way does not scroll far',
  );
});

test('passes stand within groups and around them; what would cross a group is left out', () => {
  const range = { frame: 0, first: 0, last: 99, mark: undefined };
  const group = (first: number, last: number): Span => ({ kind: 'group', first, last, depth: 0, title: '' });
  const begin = (first: number, last: number): Span => ({ kind: 'begin', first, last, depth: 0, title: '' });
  const pass = (firstCall: number, lastCall: number): Pass => ({
    pass: 7,
    kind: 'render',
    place: `f0:call${firstCall}`,
    context: 1,
    frame: 0,
    firstCall,
    lastCall,
    framebuffer: 0,
    targets: [{ object: 'drawable:1', as: 'window', level: 0, layer: -1 }],
    draws: 2,
    clears: 1,
    dispatches: 0,
    copies: 0,
    programs: [],
    reads: [],
  });
  const placed = (spans: Span[], passes: Pass[]) =>
    withPasses(spans, passes, range).map(({ kind, first, last, depth }) => `${kind} ${first}-${last} ${depth}`);
  assert.deepEqual(placed([group(10, 50)], [pass(20, 30)]), ['group 10-50 0', 'pass 20-30 1']);
  assert.deepEqual(placed([group(10, 20)], [pass(5, 30)]), ['pass 5-30 0', 'group 10-20 1']);
  assert.deepEqual(placed([group(10, 20)], [pass(15, 30)]), ['group 10-20 0']);
  assert.deepEqual(placed([group(10, 20)], [pass(5, 15)]), ['group 10-20 0']);
  assert.deepEqual(placed([begin(14, 20)], [pass(5, 14)]), ['pass 5-20 0', 'begin 14-20 1']);
  assert.equal(withPasses([], [pass(5, 9)], range)[0]!.title, 'pass 7 render → window 1: 2 draws, 1 clear');
});
