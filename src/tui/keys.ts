// The keys of the inspector, as data: handlers (commands/ has one for each id), footer, `?`, docs/inspector.md and the
// tests all come from this table.

export type KeyGroup = 'move' | 'look' | 'picture' | 'find' | 'live' | 'marks' | 'other';

export interface KeyRow {
  readonly id: string;
  /** Names as InputParser gives them; the first is the one that help shows. */
  readonly keys: readonly string[];
  readonly group: KeyGroup;
  /** A few words for the footer; without them it is not there. */
  readonly short?: string;
  readonly help: string;
  /** Only while that panel has the keys. */
  readonly panel?: 'calls' | 'picture' | 'text';
  /** Only of a live program. */
  readonly live?: true;
}

const rows = [
  { id: 'next-call', keys: ['n'], group: 'move', short: 'call', help: 'the next call' },
  { id: 'previous-call', keys: ['p'], group: 'move', short: '', help: 'the call before' },
  { id: 'next-draw', keys: ['N'], group: 'move', short: 'draw', help: 'the next draw, clear or dispatch' },
  { id: 'previous-draw', keys: ['P'], group: 'move', short: '', help: 'the draw, clear or dispatch before' },
  { id: 'next-frame', keys: ['f'], group: 'move', short: 'frame', help: 'the next frame (what it presents)' },
  { id: 'previous-frame', keys: ['F'], group: 'move', short: '', help: 'the frame before' },
  { id: 'go-to', keys: ['g'], group: 'move', short: 'go', help: 'go to a place: 1234, f12, f12:draw3, +10, end' },
  { id: 'why', keys: ['i'], group: 'look', short: 'why not', help: 'why the draw under the cursor does not show, and who is to blame' },
  { id: 'why-pixel', keys: ['I'], group: 'look', help: 'the same for the pixel under the cross' },
  { id: 'back', keys: ['backspace', 'C-o'], group: 'move', help: 'back to where the last jump began' },
  { id: 'up', keys: ['up', 'k'], group: 'move', panel: 'calls', help: 'one row up' },
  { id: 'down', keys: ['down', 'j'], group: 'move', panel: 'calls', help: 'one row down' },
  { id: 'page-up', keys: ['pageup', 'C-b'], group: 'move', panel: 'calls', help: 'one page up' },
  { id: 'page-down', keys: ['pagedown', 'C-f'], group: 'move', panel: 'calls', help: 'one page down' },
  { id: 'first', keys: ['home'], group: 'move', panel: 'calls', help: 'the first call' },
  { id: 'last', keys: ['end', 'G'], group: 'move', panel: 'calls', help: 'the last call' },
  { id: 'fold', keys: ['left'], group: 'move', panel: 'calls', help: 'close the frame or group, or go to its heading' },
  { id: 'unfold', keys: ['right'], group: 'move', panel: 'calls', help: 'open the frame or group' },
  { id: 'toggle-fold', keys: ['enter', 'space'], group: 'move', panel: 'calls', help: 'open or close the frame or group' },
  { id: 'search', keys: ['/'], group: 'find', short: 'search', help: 'search: part of a name or of the arguments, or a name like glTex*' },
  { id: 'search-next', keys: ['*'], group: 'find', help: 'the next call that the search finds' },
  { id: 'search-previous', keys: ['#'], group: 'find', help: 'the call before that the search finds' },
  { id: 'continue', keys: ['c'], group: 'find', short: 'continue', help: 'on to the next breakpoint (without any: to the next GL error)' },
  { id: 'reverse', keys: ['C'], group: 'find', help: 'back to the breakpoint before' },
  {
    id: 'breakpoint',
    keys: ['b'],
    group: 'find',
    help: 'a breakpoint: a call, a name (glTex*), error, draw, a value (blend.enabled, blend.enabled=false), pixel; again takes it away',
  },
  { id: 'command', keys: [':'], group: 'find', short: 'command', help: 'a command; :help lists them' },
  {
    id: 'pause',
    keys: ['.'],
    group: 'live',
    live: true,
    short: 'pause',
    help: 'pause the program; when it stands, go there: from there n, N, f and c step it',
  },
  { id: 'record', keys: ['R'], group: 'live', live: true, short: 'record', help: 'begin a recording with this frame; again writes it' },
  { id: 'mark', keys: ['m'], group: 'marks', help: 'mark this place with a letter (kept beside the trace)' },
  {
    id: 'go-to-mark',
    keys: ["'"],
    group: 'marks',
    help: "go to the mark with a letter; '' is where the last jump began",
  },
  { id: 'next-panel', keys: ['tab'], group: 'look', short: 'panel', help: 'give the keys to the next panel' },
  { id: 'previous-panel', keys: ['S-tab'], group: 'look', help: 'give the keys to the panel before' },
  { id: 'next-page', keys: [']'], group: 'look', short: 'page', help: 'the next page of the panel with several' },
  { id: 'previous-page', keys: ['['], group: 'look', help: 'the page before' },
  { id: 'scroll-up', keys: ['up', 'k'], group: 'look', panel: 'text', help: 'scroll up' },
  { id: 'scroll-down', keys: ['down', 'j'], group: 'look', panel: 'text', help: 'scroll down' },
  { id: 'scroll-page-up', keys: ['pageup', 'C-b'], group: 'look', panel: 'text', help: 'scroll one page up' },
  { id: 'scroll-page-down', keys: ['pagedown', 'C-f', 'space'], group: 'look', panel: 'text', help: 'scroll one page down' },
  {
    id: 'state-base',
    keys: ['s'],
    group: 'look',
    short: 'since',
    help: 'the state page: compare with the call before, the draw before, a mark',
  },
  { id: 'state-all', keys: ['S'], group: 'look', help: 'the state page: all state, or what is not as in a new context' },
  { id: 'who', keys: ['w'], group: 'look', short: 'who', help: 'who set a value of the state: blend.enabled, texture:3.min_filter, blend' },
  {
    id: 'go-to-who',
    keys: ['W'],
    group: 'look',
    help: 'go to the call that set it; from the pages why and history: to the calls that they name, one after the other',
  },
  {
    id: 'history',
    keys: ['h'],
    group: 'look',
    short: 'history',
    help: 'what happened to the pixel under the cross in this frame, up to this call',
  },
  { id: 'uses', keys: ['u'], group: 'look', short: 'uses', help: 'uses of the object that the call names' },
  { id: 'previous-use', keys: ['<'], group: 'find', help: 'the use before of the object whose uses are shown' },
  { id: 'next-use', keys: ['>'], group: 'find', help: 'the next use of it' },
  { id: 'cross-left', keys: ['left'], group: 'picture', panel: 'picture', help: 'the cross to the left' },
  { id: 'cross-right', keys: ['right'], group: 'picture', panel: 'picture', help: 'the cross to the right' },
  { id: 'cross-up', keys: ['up'], group: 'picture', panel: 'picture', help: 'the cross up' },
  { id: 'cross-down', keys: ['down'], group: 'picture', panel: 'picture', help: 'the cross down' },
  { id: 'pixel-left', keys: ['S-left'], group: 'picture', panel: 'picture', help: 'one pixel to the left' },
  { id: 'pixel-right', keys: ['S-right'], group: 'picture', panel: 'picture', help: 'one pixel to the right' },
  { id: 'pixel-up', keys: ['S-up'], group: 'picture', panel: 'picture', help: 'one pixel up' },
  { id: 'pixel-down', keys: ['S-down'], group: 'picture', panel: 'picture', help: 'one pixel down' },
  { id: 'zoom-in', keys: ['+', '='], group: 'picture', help: 'larger' },
  { id: 'zoom-out', keys: ['-'], group: 'picture', help: 'smaller' },
  { id: 'zoom-fit', keys: ['0'], group: 'picture', help: 'as large as fits' },
  { id: 'channels', keys: ['a'], group: 'picture', help: 'colours, colours with alpha, or one channel' },
  {
    id: 'target',
    keys: ['t'],
    group: 'picture',
    help: 'what is looked at: what draws write, the window, color0 to color3, depth, stencil',
  },
  {
    id: 'compare',
    keys: ['d'],
    group: 'picture',
    short: 'diff',
    help: 'compare with a mark, the other trace, the draw without the edit: side by side, difference, blinking, off',
  },
  { id: 'next-difference', keys: ['}'], group: 'find', help: 'the next call that differs in the other trace (:diff FILE)' },
  { id: 'previous-difference', keys: ['{'], group: 'find', help: 'the one before that differs there' },
  {
    id: 'edit',
    keys: ['e'],
    group: 'look',
    help: 'edit a shader of the draw in $EDITOR, and show the draw before and after',
  },
  { id: 'retry', keys: ['r'], group: 'picture', help: 'try again what failed' },
  { id: 'export', keys: ['x'], group: 'other', help: 'write the picture to a PNG file' },
  { id: 'copy', keys: ['y'], group: 'other', short: 'copy', help: 'copy: y the call, p the place, v the command line of this view' },
  { id: 'help', keys: ['?', 'f1'], group: 'other', short: 'help', help: 'this list' },
  { id: 'redraw', keys: ['C-l'], group: 'other', help: 'paint the screen again' },
  { id: 'suspend', keys: ['C-z'], group: 'other', help: 'back to the shell for a while (fg goes on here)' },
  { id: 'quit', keys: ['q', 'C-c'], group: 'other', short: 'quit', help: 'quit' },
] as const satisfies readonly KeyRow[];

export type KeyId = (typeof rows)[number]['id'];
export const keyTable: readonly (KeyRow & { readonly id: KeyId })[] = rows;

/** What a key does while `panel` has the keys: a row of that panel's own comes before one of all panels. */
export function keyRow(key: string, panel: KeyRow['panel']): (KeyRow & { readonly id: KeyId }) | undefined {
  const found = keyTable.filter(row => row.keys.includes(key) && (row.panel === undefined || row.panel === panel));
  return found.find(row => row.panel !== undefined) ?? found[0];
}

const SHOWN: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  tab: 'Tab',
  'S-tab': 'Shift-Tab',
  'S-left': 'Shift-←',
  'S-right': 'Shift-→',
  'S-up': 'Shift-↑',
  'S-down': 'Shift-↓',
  enter: 'Enter',
  space: 'Space',
  escape: 'Esc',
  backspace: 'Backspace',
  f1: 'F1',
};

/** A key as people write it: `Ctrl-C`, `PgUp`, `n`. */
export function keyText(key: string): string {
  return SHOWN[key] ?? (/^C-./.test(key) ? `Ctrl-${key.slice(2).toUpperCase()}` : key);
}

export const GROUP_TITLES: Readonly<Record<KeyGroup, string>> = {
  move: 'Moving',
  find: 'Finding',
  look: 'Looking',
  picture: 'The picture',
  live: 'A live program',
  marks: 'Marks and notes',
  other: 'Other',
};

/** What `?` shows first: how to begin, by what is wrong. */
export const BEGINNINGS: readonly (readonly [what: string, how: string])[] = [
  [
    'a wrong pixel',
    'f to the frame, Tab to the picture, arrows put the cross on the pixel; h lists what drew there, W goes to the draw; w asks who set a value: blend',
  ],
  ['nothing shows', 'N and P go from draw to draw (/ searches); i tells why the draw does not show, W goes to the call to blame'],
  ['it worked once', ':diff GOOD.pb goes to the first call that differs, } to the next'],
  ['a GL error', 'c goes to the next one, C back'],
];
