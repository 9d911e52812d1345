// Keys that find: search, breakpoints, uses of an object.
import { runCommand } from '../colon.js';
import type { Inspector } from '../inspector.js';
import type { Handlers } from './handler.js';

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

export const finding = {
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
} satisfies Handlers;
