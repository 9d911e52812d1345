// Paints the whole screen from the model: each panel into its place, titles into borders, help over all.
import type { Inspector, PanelId } from './inspector.js';
import { paintBottom, paintTitle } from './panels/bars.js';
import { paintHelp } from './panels/help.js';
import { pagesBeside, panelAt } from './panels/index.js';
import { paintStrip } from './panels/strip.js';
import { ATTR, type View } from './terminal/canvas.js';
import type { Screen } from './terminal/screen.js';
import { theme } from './theme.js';

const LEAST_COLUMNS = 40;
const LEAST_ROWS = 12;

/** The inside of a bordered box. */
export function inside(view: View): View {
  return view.view({ x: 1, y: 1, width: view.width - 2, height: view.height - 2 });
}

function paintBorder(view: View, inspector: Inspector, place: PanelId, focused: boolean, panels: readonly PanelId[]): void {
  const panel = panelAt(place, inspector);
  // of the program itself, not of a replay
  const live = inspector.atNow && panel.asksDriver ? ', live' : '';
  const title = ` ${panel.title(inspector)}${live} `;
  const style = focused ? { attr: ATTR.bold | ATTR.inverse } : theme.bold;
  const end = view.view({ x: 2, y: 0, width: view.width - 4, height: 1 }).put(0, 0, title, style) + 2;
  if (place !== 'page') return;
  const pageIds = pagesBeside(panels);
  const at = pageIds.indexOf(inspector.page) + 1;
  const all = ` [ ] ${pageIds.map(id => (id === inspector.page ? id.toUpperCase() : id)).join(' ')} `;
  // All names where there is room, else which of how many.
  for (const others of [all, ` [ ] ${at} of ${pageIds.length} `]) {
    const x = view.width - others.length - 2;
    if (x <= end) continue;
    view.put(x, 0, others, theme.dim);
    return;
  }
}

export function paintScreen(screen: Screen, inspector: Inspector, panels: readonly PanelId[]): void {
  const whole = screen.whole();
  if (whole.width < LEAST_COLUMNS || whole.height < LEAST_ROWS) {
    whole.fill();
    whole.put(0, 0, `${LEAST_COLUMNS}x${LEAST_ROWS} is the least; this is ${whole.width}x${whole.height}`);
    return;
  }
  if (inspector.helpOpen) {
    paintHelp(whole, inspector);
    return;
  }
  const pageIds = pagesBeside(panels);
  if (!pageIds.includes(inspector.page)) inspector.page = pageIds[0]!;
  const title = screen.view('title');
  if (title) paintTitle(title, inspector);
  for (const place of panels) {
    const view = screen.view(place);
    if (!view) continue;
    const focused = inspector.focus === place;
    paintBorder(view, inspector, place, focused, panels);
    const below = panelAt(place, inspector).paint(inside(view), inspector, focused);
    if (below) view.put(Math.max(2, view.width - below.length - 4), view.height - 1, ` ${below} `, theme.dim);
  }
  const strip = screen.view('strip');
  if (strip) paintStrip(strip, inspector);
  const bottom = screen.view('bottom');
  if (bottom) paintBottom(bottom, inspector, panelAt(inspector.focus, inspector).keys);
}
