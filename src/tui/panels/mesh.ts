// The vertices of the draw under the cursor as it reads them.

import type { Mesh } from '../../replay/look/mesh.js';
import { FLAG } from '../../trace/dictionary.js';
import type { Inspector } from '../inspector.js';
import { theme } from '../theme.js';
import { type Line, type Panel, textPanel, wrap } from './panel.js';

/** More than anybody scrolls through; `sgl mesh` prints all. */
const MOST_VERTICES = 2000;

const number = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(5))) : `!${value}`);

function meshLines(mesh: Mesh): Line[] {
  const { attributes, vertices, total, nan, infinite, beyond, mode } = mesh;
  const odd = [
    nan > 0 ? `${nan} NaN` : '',
    infinite > 0 ? `${infinite} infinite` : '',
    beyond > 0 ? `${beyond} beyond the data` : '',
  ].filter(Boolean);
  const lines: Line[] = [
    [
      [mode, theme.enum],
      [`  ${total} vertices${total > vertices.length ? `, the first ${vertices.length} here` : ''}`],
      [odd.length > 0 ? `  ! ${odd.join(', ')}` : '', theme.changed],
    ],
  ];
  for (const { name, size, type, normalized, divisor, stride, buffer, offset } of attributes)
    lines.push([
      [name, theme.bold],
      [`  ${size} × ${type}${normalized ? ' normalized' : ''}, `, theme.dim],
      [buffer === 0 ? 'client memory' : `buffer:${buffer}`, theme.object],
      [` + ${offset}, stride ${stride}${divisor > 0 ? `, divisor ${divisor}` : ''}`, theme.dim],
    ]);
  const rows = vertices.map(({ part, vertex, index, values }) => [
    part > 0 ? `${part}:${vertex}` : String(vertex),
    index === null ? 'restart' : String(index),
    ...values.map(value => (value === null ? '! beyond' : value.map(number).join(' '))),
  ]);
  const heads = ['vertex', 'index', ...attributes.map(({ name }) => name)];
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map(row => row[i]?.length ?? 0)));
  const joined = (cells: readonly string[]) =>
    cells.map((cell, i) => (i < 2 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  ');
  lines.push([[joined(heads), theme.group]]);
  for (const row of rows) lines.push([[joined(row), row.some(cell => cell.startsWith('!')) ? theme.changed : theme.plain]]);
  return lines;
}

let last: { readonly mesh: Mesh; readonly lines: Line[] } | undefined;

function panelLines(inspector: Inspector, width: number): readonly Line[] {
  const { pages, call, settings, looking } = inspector;
  if (!settings.pictures) return [[['This needs a replay, which is turned off (pictures = false).', theme.dim]]];
  if ((pages.flags(call) & FLAG.draw) === 0) return [[['This call draws nothing: N goes to the next that does.', theme.dim]]];
  const kept = looking.questions.ask('mesh', { call, most: MOST_VERTICES });
  if (!kept) return [[[inspector.busy === '' ? 'asking the driver …' : inspector.busy, theme.dim]]];
  if ('problem' in kept) return wrap(kept.problem, width).map(line => [[line]]);
  if (last?.mesh !== kept.value) last = { mesh: kept.value, lines: meshLines(kept.value) };
  return last.lines;
}

export const meshPanel: Panel = { ...textPanel('mesh', ({ call }) => `Vertices of ${call}`, panelLines), asksDriver: true };
