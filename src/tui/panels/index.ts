// The panels by name, and what stands beside them: the pages that share one place, which of them there are.
import type { Inspector, PageId, PanelId } from '../inspector.js';
import { argumentsPanel } from './arguments.js';
import { callsPanel } from './calls.js';
import { diffPanel } from './diff.js';
import { editPanel } from './edit.js';
import { errorsPanel } from './errors.js';
import { historyPanel } from './history.js';
import { meshPanel } from './mesh.js';
import { notesPanel } from './notes.js';
import type { Panel } from './panel.js';
import { passesPanel } from './passes.js';
import { picturePanel } from './picture.js';
import { shaderPanel } from './shader.js';
import { statePanel } from './state.js';
import { usesPanel } from './uses.js';
import { whoPanel } from './who.js';
import { whyPanel } from './why.js';

export const pages: Readonly<Partial<Record<PageId, Panel>>> = {
  picture: picturePanel,
  state: statePanel,
  who: whoPanel,
  shader: shaderPanel,
  mesh: meshPanel,
  history: historyPanel,
  why: whyPanel,
  diff: diffPanel,
  edit: editPanel,
  passes: passesPanel,
  uses: usesPanel,
  errors: errorsPanel,
  notes: notesPanel,
};

const allPages = Object.keys(pages) as readonly PageId[];

/** Pages that share the place of pages: the picture is not among them where it has one of its own. */
export function pagesBeside(places: readonly PanelId[]): readonly PageId[] {
  return places.includes('picture') ? allPages.filter(id => id !== 'picture') : allPages;
}

export const pageIds = allPages;

/** The panel in a place of the layout. */
export function panelAt(place: PanelId, inspector: Inspector): Panel {
  switch (place) {
    case 'calls':
      return callsPanel;
    case 'arguments':
      return argumentsPanel;
    case 'picture':
      return picturePanel;
    case 'page':
      return pages[inspector.page] ?? errorsPanel;
  }
}
