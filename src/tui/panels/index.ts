// The panels by name, and what stands beside them: the pages that share one place, which of them there are.
import type { Inspector, PageId, PanelId } from '../inspector.js';
import { argumentsPanel } from './arguments.js';
import { callsPanel } from './calls.js';
import { errorsPanel } from './errors.js';
import { notesPanel } from './notes.js';
import type { Panel } from './panel.js';

export const pages: Readonly<Partial<Record<PageId, Panel>>> = { errors: errorsPanel, notes: notesPanel };

export const pageIds = Object.keys(pages) as readonly PageId[];

/** The panel in a place of the layout. */
export function panelAt(place: PanelId, inspector: Inspector): Panel {
  switch (place) {
    case 'calls':
      return callsPanel;
    case 'arguments':
      return argumentsPanel;
    case 'picture':
      return pages.picture ?? argumentsPanel;
    case 'page':
      return pages[inspector.page] ?? errorsPanel;
  }
}
