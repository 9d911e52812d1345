// Keys of the picture: cross, zoom, channels, what is looked at, comparisons, the edit of a shader, the file that it is written to.
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { encodePng } from '../../replay/pictures.js';
import type { Inspector } from '../inspector.js';
import { COMPARISONS } from '../picture_view.js';
import type { Handler, Handlers } from './handler.js';

/** As it is: neither zoomed nor by channels. */
function exportPicture(inspector: Inspector, file: string): void {
  if (file.trim() === '') return;
  const { looking } = inspector;
  const kept = looking.pictures.picture(looking.wanted);
  if (!kept || 'problem' in kept) {
    inspector.say(kept ? kept.problem : 'the picture is not there yet', 'problem');
    return;
  }
  try {
    writeFileSync(file, encodePng(kept.value));
    inspector.say(`${file}: ${kept.value.width}x${kept.value.height}`);
  } catch (error) {
    inspector.say(`not written: ${(error as Error).message}`, 'problem');
  }
}

/** Moves the cross by a pixel, or by as many as a dot of the screen stands for. */
function moveCross(byX: number, byY: number, dots: boolean): Handler {
  return (inspector, host) => {
    const { view, lastImage } = inspector.looking;
    if (!lastImage) return;
    const step = dots ? view.stepOf(lastImage, host.columns() - 2, (host.rows() - 2) * 2) : 1;
    view.move(lastImage, byX * step, byY * step);
    inspector.changed();
  };
}

/** `d`: asks which mark first, then goes from one way of comparing to the next. */
function compareWith(inspector: Inspector): void {
  const { looking, notes } = inspector;
  const { view } = looking;
  if (view.comparison !== 'off') {
    view.comparison = COMPARISONS[COMPARISONS.indexOf(view.comparison) + 1]!;
    inspector.changed();
    return;
  }
  const show = (against: typeof looking.against): void => {
    looking.against = against;
    view.comparison = COMPARISONS[0]!;
    inspector.changed();
  };
  // what was asked for last goes on; else what there is
  if (looking.against === 'edit' && inspector.editing.asked) {
    show('edit');
    return;
  }
  if (inspector.other && (looking.against === 'other' || notes.marks.size === 0)) {
    show('other');
    return;
  }
  const start = (call: number): void => {
    looking.against = 'mark';
    looking.marked = call;
    view.comparison = COMPARISONS[0]!;
    inspector.changed();
  };
  const [only] = notes.marks.values();
  if (only === undefined) inspector.say('nothing to compare with: m and a letter marks a place, then d elsewhere', 'problem');
  else if (notes.marks.size === 1) start(only);
  else
    inspector.waitForKey(`compare with the mark … (${[...notes.marks.keys()].join(' ')})`, key => {
      const call = notes.marks.get(key);
      if (call === undefined) inspector.say(`there is no mark ${key}`, 'problem');
      else start(call);
    });
}

export const looking = {
  'cross-left': moveCross(-1, 0, true),
  'cross-right': moveCross(1, 0, true),
  'cross-up': moveCross(0, -1, true),
  'cross-down': moveCross(0, 1, true),
  'pixel-left': moveCross(-1, 0, false),
  'pixel-right': moveCross(1, 0, false),
  'pixel-up': moveCross(0, -1, false),
  'pixel-down': moveCross(0, 1, false),
  'zoom-in': inspector => {
    inspector.looking.view.zoomBy(1);
    inspector.changed();
  },
  'zoom-out': inspector => {
    inspector.looking.view.zoomBy(-1);
    inspector.changed();
  },
  'zoom-fit': inspector => {
    inspector.looking.view.zoom = 0;
    inspector.changed();
  },
  channels: inspector => {
    inspector.looking.view.nextChannels();
    inspector.changed();
  },
  target: inspector => {
    inspector.looking.nextTarget();
    const { target } = inspector.looking;
    inspector.say(
      `the picture is of ${target.kind === 'attachment' ? target.attachment : target.kind === 'auto' ? 'what draws write' : 'the window'}`,
    );
  },
  export: inspector => {
    const name = `${basename(inspector.file).replace(/\.pb$/, '')}-${inspector.place.replace(':', '-')}.png`;
    inspector.ask('write the picture to ', 'export', text => exportPicture(inspector, text), name);
  },
  compare: inspector => compareWith(inspector),
  edit: (inspector, host) => void inspector.editing.begin((command, file) => host.edit(command, file)),
  retry: inspector => {
    inspector.looking.pictures.retry(inspector.looking.wanted);
    inspector.looking.questions.retry();
  },
} satisfies Handlers;
