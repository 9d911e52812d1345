// Keys that move: by calls, draws, frames and rows, to places and marks; and what opens and closes rows.
import type { Handlers } from './handler.js';

const LETTER = /^[A-Za-z0-9]$/;

export const moving = {
  'next-call': inspector => inspector.step(1),
  'previous-call': inspector => inspector.step(-1),
  'next-draw': inspector => inspector.stepDraw(1),
  'previous-draw': inspector => inspector.stepDraw(-1),
  'next-frame': inspector => inspector.stepFrame(1),
  'previous-frame': inspector => inspector.stepFrame(-1),
  'go-to': inspector => inspector.ask('go to ', 'place', text => inspector.goToPlace(text)),
  back: inspector => inspector.back(),
  up: inspector => inspector.moveTo(inspector.list.away(-1)),
  down: inspector => inspector.moveTo(inspector.list.away(1)),
  'page-up': inspector => inspector.moveTo(inspector.list.away(1 - inspector.list.height)),
  'page-down': inspector => inspector.moveTo(inspector.list.away(inspector.list.height - 1)),
  first: inspector => inspector.jumpTo(0),
  last: inspector => inspector.jumpTo(inspector.pages.calls - 1),
  fold: inspector => {
    const { tree, cursor } = inspector.list;
    if (tree.canFold(cursor) && tree.isOpen(cursor)) {
      tree.setOpen(cursor, false);
      inspector.changed();
    } else inspector.moveTo(tree.heading(cursor));
  },
  unfold: inspector => {
    const { tree, cursor } = inspector.list;
    if (tree.isOpen(cursor) || !tree.canFold(cursor)) return inspector.moveTo(inspector.list.away(1));
    tree.setOpen(cursor, true);
    inspector.changed();
  },
  'toggle-fold': inspector => {
    const { tree, cursor } = inspector.list;
    const row = tree.canFold(cursor) ? cursor : undefined;
    if (!row) return inspector.say('nothing to open here: only frames (▸ f12) and groups');
    tree.setOpen(row, !tree.isOpen(row));
    inspector.changed();
  },
  mark: inspector =>
    inspector.waitForKey('mark this place with a letter …', key => {
      if (!LETTER.test(key)) return inspector.say('a mark is a letter or a digit', 'problem');
      try {
        inspector.notes.setMark(key, inspector.call);
        inspector.say(`${inspector.place} is marked ${key}`);
      } catch (error) {
        inspector.say(`the mark is not kept: ${(error as Error).message}`, 'problem');
      }
    }),
  'go-to-mark': inspector =>
    inspector.waitForKey('go to the mark …', key => {
      const call = key === "'" ? inspector.lastJump : inspector.notes.marks.get(key);
      if (call === undefined) inspector.say(key === "'" ? 'no jump yet' : `there is no mark ${key}`, 'problem');
      else inspector.jumpTo(call);
    }),
  'next-difference': inspector => inspector.stepDifference(1),
  'previous-difference': inspector => inspector.stepDifference(-1),
} satisfies Handlers;
