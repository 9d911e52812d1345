// The layout, by Ink: boxes with borders, empty inside. Panels are painted into the places that it measures (screen.ts says
// why); Ink composes anew only when the layout changes.
import { Box, type DOMElement } from 'ink';
import { type ReactNode, useEffect, useLayoutEffect, useReducer, useRef } from 'react';
import type { PanelId } from './inspector.js';
import type { Screen } from './terminal/screen.js';

/** Which panels there are in a terminal of a size, and how much of it each gets. */
export interface Layout {
  readonly columns: readonly (readonly { readonly panel: PanelId /** Rows with border; 0 = what is left. */; readonly rows: number }[])[];
  /** Width of each column but the last. */
  readonly widths: readonly number[];
  /** Rows for thumbnails of frames; 0 = none. */
  readonly strip: number;
}

const THREE_COLUMNS = 150;
const STRIP_FROM_ROWS = 34;

/** One layout for small terminals, one for wide ones, with the frame strip where there are rows for it. */
export function layoutFor(columns: number, rows: number): Layout {
  const strip = rows >= STRIP_FROM_ROWS ? Math.min(12, Math.max(7, Math.floor(rows / 7))) : 0;
  const body = rows - 2 - strip;
  const argumentRows = Math.max(5, Math.min(Math.floor(body * 0.36), 22));
  if (columns >= THREE_COLUMNS) {
    const left = Math.floor(columns * 0.32);
    const middle = Math.floor(columns * 0.36);
    return {
      columns: [
        [{ panel: 'calls', rows: 0 }],
        [{ panel: 'picture', rows: 0 }],
        [
          { panel: 'arguments', rows: argumentRows },
          { panel: 'page', rows: 0 },
        ],
      ],
      widths: [left, middle],
      strip,
    };
  }
  return {
    columns: [
      [{ panel: 'calls', rows: 0 }],
      [
        { panel: 'arguments', rows: argumentRows },
        { panel: 'page', rows: 0 },
      ],
    ],
    widths: [Math.floor(columns * (columns < 100 ? 0.5 : 0.45))],
    strip,
  };
}

/** Panels of a layout in the order of Tab. */
export function panelsOf(layout: Layout): PanelId[] {
  return layout.columns.flatMap(column => column.map(({ panel }) => panel));
}

/** Where a box of Ink's ended up on the screen. */
function measure(node: DOMElement): { x: number; y: number; width: number; height: number } {
  let [x, y] = [0, 0];
  for (let each: DOMElement | undefined = node; each; each = each.parentNode) {
    x += each.yogaNode?.getComputedLeft() ?? 0;
    y += each.yogaNode?.getComputedTop() ?? 0;
  }
  return { x, y, width: node.yogaNode?.getComputedWidth() ?? 0, height: node.yogaNode?.getComputedHeight() ?? 0 };
}

/** Keeps a place of the screen free for a painter. */
function Place({
  name,
  screen,
  children,
  ...box
}: { name: string; screen: Screen; children?: ReactNode } & Parameters<typeof Box>[0]): ReactNode {
  const ref = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    if (ref.current) screen.place(name, measure(ref.current));
  });
  useEffect(() => () => screen.place(name, undefined), [name, screen]);
  return (
    <Box ref={ref} flexShrink={0} {...box}>
      {children}
    </Box>
  );
}

export function App({ screen }: { readonly screen: Screen }): ReactNode {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    screen.ink.on('resize', again);
    return () => {
      screen.ink.off('resize', again);
    };
  }, [screen]);
  const { columns, rows } = screen;
  const layout = layoutFor(columns, rows);
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Place name="title" screen={screen} height={1} />
      <Box flexGrow={1}>
        {layout.columns.map((panels, i) => {
          const width = layout.widths[i];
          return (
            <Box
              key={panels[0]!.panel}
              flexDirection="column"
              {...(width === undefined ? { flexGrow: 1, flexBasis: 0 } : { width, flexShrink: 0 })}
            >
              {panels.map(({ panel, rows: height }) => (
                <Place
                  key={panel}
                  name={panel}
                  screen={screen}
                  borderStyle="round"
                  borderDimColor
                  {...(height === 0 ? { flexGrow: 1, flexBasis: 0, flexShrink: 1 } : { height })}
                />
              ))}
            </Box>
          );
        })}
      </Box>
      {layout.strip > 0 && <Place name="strip" screen={screen} height={layout.strip} />}
      <Place name="bottom" screen={screen} height={1} />
    </Box>
  );
}
