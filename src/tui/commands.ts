// What the keys do: one handler for each id of the key table. Everything that a key can do is also reached from here by
// the commands behind `:`.
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { callText } from '../inspect/format.js';
import { drawSpan } from '../replay/look/draw_again.js';
import { encodePng } from '../replay/pictures.js';
import { FLAG } from '../trace/dictionary.js';
import { copyText } from './clipboard.js';
import { runCommand } from './colon.js';
import type { Inspector, PageId, PanelId } from './inspector.js';
import type { KeyId } from './keys.js';
import { pagesBeside } from './panels/index.js';
import { blamed, whyAnswer } from './panels/why.js';
import { COMPARISONS } from './picture_view.js';

/** What a handler may do beyond the model. */
export interface Host {
  /** Writes to the terminal as it is: the clipboard. */
  write(text: string): void;
  suspend(): void;
  /** Runs an editor in the terminal. Rejects when it fails. */
  edit(command: string, file: string): Promise<void>;
  redraw(): void;
  /** Rows of the terminal. */
  height(): number;
  /** Panels that the layout shows now, in order. */
  panels(): readonly PanelId[];
  /** Rows and columns of the panel that has the keys, without its border. */
  rows(): number;
  columns(): number;
}

/** What it gives is over when what it began is. */
type Handler = (inspector: Inspector, host: Host) => unknown;

const LETTER = /^[A-Za-z0-9]$/;

function cycle<T>(all: readonly T[], now: T, by: 1 | -1): T {
  return all[(all.indexOf(now) + by + all.length) % all.length]!;
}

function scrollBy(by: number): (inspector: Inspector) => void {
  return inspector => {
    const id = inspector.focus === 'page' ? inspector.page : inspector.focus;
    inspector.scroll.set(id, Math.max(0, (inspector.scroll.get(id) ?? 0) + by));
    inspector.changed();
  };
}

async function searchFor(inspector: Inspector, text: string, step: 1 | -1): Promise<void> {
  if (text === '') return;
  const found = await inspector.search.find(text, inspector.call, step, call => inspector.say(`searching at call ${call} …`));
  if (found === 'stopped') return;
  inspector.message = undefined;
  if (found === 'none') inspector.say(`nothing found: ${text}`, 'problem');
  else {
    const round = step === 1 ? found <= inspector.call : found >= inspector.call;
    inspector.jumpTo(found);
    if (round) inspector.say(step === 1 ? 'found from the beginning on' : 'found from the end back');
  }
}

async function continueTo(inspector: Inspector, step: 1 | -1): Promise<void> {
  const { breakpoints } = inspector;
  if (step === 1 && inspector.atNow) {
    if (breakpoints.all.some(({ find }) => find))
      inspector.say('values and pixels are looked for in what was recorded, not in what a live program will do', 'problem');
    inspector.live?.goOnTo(breakpoints.all);
    return;
  }
  if (breakpoints.all.length === 0) breakpoints.toggle('error');
  if (breakpoints.all.some(({ find }) => find)) inspector.say('looking for where it changes …');
  const stop = await breakpoints.next(inspector.call, step).catch((error: Error) => error);
  if (stop === 'stopped') return;
  if (stop instanceof Error) return inspector.say(stop.message, 'problem');
  const names = breakpoints.all.map(({ text }) => text).join(', ');
  if (stop === 'none') inspector.say(`no breakpoint ${step === 1 ? 'after' : 'before'} this call (there are: ${names})`);
  else {
    inspector.jumpTo(stop.call);
    inspector.say(`stopped at ${stop.breakpoint.text}`);
  }
}

/** `R`: begins a recording, or asks where to write it. */
function toggleRecording(inspector: Inspector): void {
  const { live } = inspector;
  if (!live) inspector.say('a trace is recorded already: sgl trim cuts it', 'problem');
  if (!live) return;
  if (!live.whole) {
    inspector.say('a recording needs the calls from the first one on: sgl inspect --live starts a program so', 'problem');
    return;
  }
  if (live.recording === undefined) {
    live.startRecording();
    inspector.say(`recording from frame ${live.recording} on; R ends it`);
    return;
  }
  inspector.ask(
    'write the recording to ',
    'recording',
    file => {
      if (file.trim() === '') return;
      inspector.say(`writing ${file} …`);
      live.stopRecording(file.trim()).then(
        said => inspector.say(said),
        (error: Error) => inspector.say(`not written: ${error.message}`, 'problem'),
      );
    },
    live.recordingName(),
  );
}

function pauseOrShow(inspector: Inspector): void {
  const { live } = inspector;
  if (!live) inspector.say('this is a trace, not a live program', 'problem');
  else if (live.ended !== undefined) inspector.say(`${live.program} has ended`);
  else if (live.now === undefined) {
    live.pause();
    inspector.say(`${live.program} stops at its next call …`);
  } else inspector.jumpTo(live.now);
}

/** `q` of a live program asks what becomes of it. */
function quit(inspector: Inspector): void {
  const leave = (): void => {
    inspector.quitting = true;
    inspector.changed();
  };
  const { live } = inspector;
  if (!live || live.ended !== undefined) {
    leave();
    return;
  }
  inspector.waitForKey(`quit: g lets ${live.program} go on, e ends it, any other key stays …`, key => {
    if (key === 'g') leave();
    else if (key === 'e') void live.end().then(leave);
  });
}

function copyKey(inspector: Inspector, host: Host, key: string): void {
  const walked = inspector.pages.at(inspector.call);
  const texts: Readonly<Record<string, () => string>> = {
    y: () => (walked ? callText(walked.call, walked.reply, inspector.reader.dictionary) : ''),
    p: () => inspector.place,
    v: () =>
      inspector.live
        ? `sgl inspect --live --at ${inspector.live.where?.call ?? inspector.call} -- ${inspector.reader.header.commandLine}`
        : `sgl inspect ${inspector.file} ${inspector.place}`,
  };
  const text = texts[key]?.();
  if (text) {
    host.write(copyText(text));
    inspector.say(`copied: ${text}`);
  } else inspector.say('y copies the call, p the place, v the command line', 'problem');
}

/** To the next use of the object whose uses are shown; from now on it stays that one. */
function stepUse(inspector: Inspector, by: 1 | -1): void {
  const object = inspector.objectShown;
  if (object === undefined) {
    inspector.say('no object yet: u on a call that names one, or :uses texture:3', 'problem');
    return;
  }
  inspector.objectPinned = object;
  const kept = inspector.analysis.uses(object);
  if (!kept) inspector.say(`looking for uses of ${object} …`);
  else if ('problem' in kept) inspector.say(kept.problem, 'problem');
  else {
    const { value } = kept;
    const use = by === 1 ? value.find(({ call }) => call > inspector.call) : value.findLast(({ call }) => call < inspector.call);
    if (use) inspector.jumpTo(use.call);
    else inspector.say(by === 1 ? `${object} is not used after this` : `${object} is not used before this`);
  }
}

function showPage(inspector: Inspector, page: PageId): void {
  inspector.page = page;
  inspector.scroll.delete(page);
  inspector.changed();
}

function askWhy(inspector: Inspector, pixel?: { readonly x: number; readonly y: number }): void {
  const { pages, call, looking } = inspector;
  try {
    if ((pages.flags(call) & (FLAG.clear | FLAG.dispatch)) === 0) drawSpan(pages, call);
  } catch {
    inspector.say(`${pages.name(call)} draws nothing: N and P go from draw to draw`, 'problem');
    return;
  }
  looking.why = { call, ...(pixel && { pixel }) };
  showPage(inspector, 'why');
}

function askWho(inspector: Inspector, name: string): void {
  if (name.trim() === '') return;
  inspector.who.ask(name.trim());
  showPage(inspector, 'who');
}

/** To the next of some calls after the one under the cursor, if that is one of them; else to the first. */
function goRound(inspector: Inspector, calls: readonly number[]): void {
  const next = calls[(calls.indexOf(inspector.call) + 1) % calls.length];
  if (next !== undefined) inspector.jumpTo(next);
}

function goToBlamed(inspector: Inspector): void {
  const why = whyAnswer(inspector);
  if (!why || 'problem' in why) inspector.say('nothing is blamed yet: i asks why the draw under the cursor does not show', 'problem');
  else if (blamed(why).length === 0) inspector.say(inspector.who.log ? 'no single call is to blame' : 'who set it is being read …');
  else goRound(inspector, blamed(why));
}

/** To the calls that changed the pixel, the last first. */
function goToWriter(inspector: Inspector): void {
  const { history, questions } = inspector.looking;
  const kept = history && questions.ask('history', history);
  if (!kept || 'problem' in kept) inspector.say('there is no history yet: h asks for that of the pixel under the cross', 'problem');
  else
    goRound(
      inspector,
      kept.value.events
        .filter(({ changed }) => changed)
        .map(({ call }) => call)
        .reverse(),
    );
}

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

export const handlers: Readonly<Record<KeyId, Handler>> = {
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
  search: inspector => inspector.ask('/', 'search', text => searchFor(inspector, text === '' ? inspector.search.text : text, 1)),
  'search-next': inspector =>
    inspector.search.text === ''
      ? inspector.say('nothing was searched for yet: / does', 'problem')
      : searchFor(inspector, inspector.search.text, 1),
  'search-previous': inspector =>
    inspector.search.text === ''
      ? inspector.say('nothing was searched for yet: / does', 'problem')
      : searchFor(inspector, inspector.search.text, -1),
  continue: inspector => continueTo(inspector, 1),
  reverse: inspector => continueTo(inspector, -1),
  breakpoint: inspector =>
    inspector.ask('breakpoint ', 'breakpoint', text => runCommand(inspector, `break ${text === '' ? inspector.call : text}`), ''),
  pause: pauseOrShow,
  record: toggleRecording,
  command: inspector => inspector.ask(':', 'command', text => runCommand(inspector, text)),
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
  'next-panel': (inspector, host) => {
    inspector.focus = cycle(host.panels(), inspector.focus, 1);
    inspector.changed();
  },
  'previous-panel': (inspector, host) => {
    inspector.focus = cycle(host.panels(), inspector.focus, -1);
    inspector.changed();
  },
  'next-page': (inspector, host) => {
    inspector.page = cycle(pagesBeside(host.panels()), inspector.page, 1);
    inspector.changed();
  },
  'previous-page': (inspector, host) => {
    inspector.page = cycle(pagesBeside(host.panels()), inspector.page, -1);
    inspector.changed();
  },
  'scroll-up': scrollBy(-1),
  'scroll-down': scrollBy(1),
  'scroll-page-up': (inspector, host) => scrollBy(1 - host.rows())(inspector),
  'scroll-page-down': (inspector, host) => scrollBy(host.rows() - 1)(inspector),
  'state-base': inspector => {
    inspector.looking.state.nextBase();
    inspector.page = 'state';
    inspector.scroll.delete('state');
    inspector.changed();
  },
  'state-all': inspector => {
    inspector.looking.state.all = !inspector.looking.state.all;
    inspector.page = 'state';
    inspector.changed();
  },
  who: inspector => {
    const { who } = inspector;
    inspector.ask('who set ', 'who', text => askWho(inspector, text), who.name || inspector.looking.state.firstChanged);
  },
  why: inspector => askWhy(inspector),
  'why-pixel': inspector => {
    const pixel = inspector.looking.cross;
    if (!pixel) inspector.say('this asks about the pixel under the cross, and there is no picture yet', 'problem');
    else askWhy(inspector, pixel);
  },
  'go-to-who': inspector => {
    if (inspector.page === 'why') return goToBlamed(inspector);
    if (inspector.page === 'history') return goToWriter(inspector);
    const set = inspector.who.at(inspector.call)?.[0]?.set;
    if (!set) inspector.say('nothing yet: w asks who set a value', 'problem');
    else if (set.initial) inspector.say('nobody set it: so it began');
    else inspector.jumpTo(set.call);
  },
  history: inspector => {
    const { looking, pages, call } = inspector;
    const pixel = looking.cross;
    if (!pixel) {
      inspector.say('the history is of the pixel under the cross, and there is no picture yet', 'problem');
      return;
    }
    looking.history = { ...pixel, at: call, from: pages.frame(pages.frameOf(call)).first };
    showPage(inspector, 'history');
  },
  uses: inspector => {
    inspector.objectPinned = undefined;
    const object = inspector.objectShown;
    if (object === undefined) {
      inspector.say('this call names no object; :uses texture:3 asks for one', 'problem');
      return;
    }
    inspector.objectPinned = object;
    inspector.page = 'uses';
    inspector.changed();
  },
  'previous-use': inspector => stepUse(inspector, -1),
  'next-use': inspector => stepUse(inspector, 1),
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
  'next-difference': inspector => inspector.stepDifference(1),
  'previous-difference': inspector => inspector.stepDifference(-1),
  edit: (inspector, host) => void inspector.editing.begin((command, file) => host.edit(command, file)),
  retry: inspector => {
    inspector.looking.pictures.retry(inspector.looking.wanted);
    inspector.looking.questions.retry();
  },
  copy: (inspector, host) => inspector.waitForKey('copy: y call, p place, v command line …', key => copyKey(inspector, host, key)),
  help: inspector => {
    inspector.helpOpen = true;
    inspector.scroll.delete('help');
    inspector.changed();
  },
  redraw: (_inspector, host) => host.redraw(),
  suspend: (_inspector, host) => host.suspend(),
  quit,
};
