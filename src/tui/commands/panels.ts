// Keys of the screen: panels and their pages, scrolling, help.

import type { Inspector } from '../inspector.js';
import { pagesBeside } from '../panels/index.js';
import type { Handlers } from './handler.js';

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

export const panels = {
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
  help: inspector => {
    inspector.helpOpen = true;
    inspector.scroll.delete('help');
    inspector.changed();
  },
  redraw: (_inspector, host) => host.redraw(),
  suspend: (_inspector, host) => host.suspend(),
} satisfies Handlers;
