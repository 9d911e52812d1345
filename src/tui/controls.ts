// What the terminal sends, passed on: to a prompt, to help, to a waiting chord, else by the key table to its handler.
import { TraceError } from '../trace/errors.js';
import { type Host, handlers } from './commands/index.js';
import type { Inspector } from './inspector.js';
import { keyRow, keyText } from './keys.js';
import { panelAt } from './panels/index.js';
import { stripFrameAt } from './panels/strip.js';
import { typeInto } from './prompt.js';
import type { InputEvent } from './terminal/input.js';
import type { Screen } from './terminal/screen.js';
import { sameRow } from './tree.js';

const WHEEL_ROWS = 3;

/** A damaged place of the trace is told in the bottom line; all else that is thrown is a fault of ours. */
export function handleInput(inspector: Inspector, host: Host, screen: Screen, event: InputEvent): void {
  try {
    pass(inspector, host, screen, event);
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    inspector.say(error.message, 'problem');
  }
}

function pass(inspector: Inspector, host: Host, screen: Screen, event: InputEvent): void {
  if (inspector.prompt) {
    if (event.kind !== 'mouse') typeInto(inspector, event);
  } else if (event.kind === 'mouse') handleMouse(inspector, screen, event);
  else if (event.kind === 'key') handleKey(inspector, host, event.key);
}

function handleKey(inspector: Inspector, host: Host, key: string): void {
  if (inspector.chord) {
    const { done } = inspector.chord;
    inspector.chord = undefined;
    inspector.message = undefined;
    if (key !== 'escape' && key !== 'C-c') done(key);
  } else if (inspector.helpOpen) handleHelp(inspector, host, key);
  else {
    inspector.message = undefined;
    inspector.search.cancel();
    inspector.breakpoints.cancel();
    const row = keyRow(key, panelAt(inspector.focus, inspector).keys);
    if (row) handlers[row.id](inspector, host);
    else if (key !== 'escape') inspector.say(`nothing is on ${keyText(key)}; ? lists the keys`);
  }
  inspector.changed();
}

function handleHelp(inspector: Inspector, host: Host, key: string): void {
  const row = keyRow(key, 'text');
  // one line stays
  const helpPage = Math.max(1, host.height() - 3);
  const steps: Readonly<Record<string, number>> = {
    'scroll-up': -1,
    'scroll-down': 1,
    'scroll-page-up': -helpPage,
    'scroll-page-down': helpPage,
  };
  const by = row && steps[row.id];
  if (by !== undefined) inspector.scroll.set('help', Math.max(0, (inspector.scroll.get('help') ?? 0) + by));
  else if (row?.id === 'redraw' || row?.id === 'suspend') handlers[row.id](inspector, host);
  else inspector.helpOpen = false;
}

function handleMouse(inspector: Inspector, screen: Screen, event: InputEvent & { kind: 'mouse' }): void {
  const at = screen.placeAt(event.x, event.y);
  if (at?.name === 'strip' && event.action === 'press' && !inspector.helpOpen) {
    const rect = screen.rect('strip')!;
    const frame = stripFrameAt(inspector, rect.width, rect.height, at.x);
    if (frame !== undefined) inspector.jumpTo(inspector.pages.frame(frame).last);
    return;
  }
  const focus = (['calls', 'arguments', 'page', 'picture'] as const).find(id => id === at?.name);
  if (!at || !focus || inspector.helpOpen) return;
  const { list } = inspector;
  if (event.action === 'up' || event.action === 'down') {
    const by = event.action === 'up' ? -WHEEL_ROWS : WHEEL_ROWS;
    if (focus === 'calls') inspector.moveTo(list.away(by));
    else {
      const id = focus === 'page' ? inspector.page : focus;
      inspector.scroll.set(id, Math.max(0, (inspector.scroll.get(id) ?? 0) + by));
    }
  } else if (event.action === 'press') {
    inspector.focus = focus;
    const row = focus === 'calls' ? list.visible(list.height).rows[at.y - 1] : undefined;
    // A click goes there, one more opens or closes.
    if (row && sameRow(row, list.cursor) && list.tree.canFold(row)) list.tree.setOpen(row, !list.tree.isOpen(row));
    else if (row) inspector.moveTo(row);
  }
  inspector.changed();
}
