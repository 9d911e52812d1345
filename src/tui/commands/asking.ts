// Keys that ask: what state there is and who set it, why a draw does not show, what happened to a pixel.
import { drawSpan } from '../../replay/look/draw_again.js';
import { FLAG } from '../../trace/dictionary.js';
import type { Inspector, PageId } from '../inspector.js';
import { blamed, whyAnswer } from '../panels/why.js';
import type { Handlers } from './handler.js';

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

function showPage(inspector: Inspector, page: PageId): void {
  inspector.page = page;
  inspector.scroll.delete(page);
  inspector.changed();
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

export const asking = {
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
} satisfies Handlers;
