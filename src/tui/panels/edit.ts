// The shader that was edited: what compiler and linker said, and what the draw makes with it. The pictures stand on the page beside.
import type { Inspector } from '../inspector.js';
import { theme } from '../theme.js';
import { type Line, textPanel, wrap } from './panel.js';

function editLines(inspector: Inspector, width: number): readonly Line[] {
  const { editing, looking } = inspector;
  const { asked, file } = editing;
  if (!asked)
    return wrap('e opens a shader of the draw under the cursor in $EDITOR, and shows the draw before and after.', width).map(line => [
      [line, theme.dim],
    ]);
  const kept = looking.questions.ask('edited', asked);
  if (!kept) return [[['executing the draw with the new shader …', theme.dim]]];
  if ('problem' in kept) return wrap(kept.problem, width).map(line => [[line]]);
  const { program, linked, log } = kept.value;
  const lines: Line[] = [
    [
      [`shader:${asked.shader}`, theme.object],
      [` of program:${program}, draw ${asked.call}`, theme.dim],
    ],
    [[linked ? 'compiled and linked' : '! not linked: the draw is as it was', linked ? theme.bold : theme.error]],
    ...log
      .trim()
      .split('\n')
      .filter(Boolean)
      .flatMap(line => wrap(line, width).map((part): Line => [[part, theme.changed]])),
  ];
  const pair = looking.pair();
  if (pair && 'left' in pair) {
    const { pixels, largest, first } = looking.differenceOf(pair.left, pair.right);
    const what = pixels === 0 ? '= the same picture' : `≠ ${pixels} pixels, most by ${largest}, first at ${first!.x},${first!.y}`;
    lines.push(
      [['']],
      [[what, pixels === 0 ? theme.bold : theme.changed]],
      ...wrap('The page picture shows both; d: side by side, difference, blinking, off.', width).map((line): Line => [[line, theme.dim]]),
    );
  }
  lines.push(
    [['']],
    [[file, theme.dim]],
    ...wrap('e goes on editing; the file goes when the inspector ends.', width).map((line): Line => [[line, theme.dim]]),
  );
  return lines;
}

export const editPanel = textPanel(
  'edit',
  ({ editing: { asked } }) => (asked ? `Shader ${asked.shader}, edited` : 'Edited shader'),
  editLines,
);
