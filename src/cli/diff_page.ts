// The page of `sgl diff --html`: pictures, calls and state in one file.
import { escapeHtml, htmlPage, htmlPicture, htmlTable } from '../inspect/html.js';
import type { Comparison } from '../replay/compare.js';
import { encodePng } from '../replay/pictures.js';
import { callsText, type PlaceNames, pictureText, stateText } from './diff.js';

export function diffPage(a: string, b: string, { calls, frames, pictures, state }: Comparison, names: PlaceNames): string {
  const parts: string[] = [
    htmlTable(
      ['', 'trace'],
      [
        ['a', a],
        ['b', b],
      ],
    ),
  ];
  for (const { a: left, b: right, of, difference, left: first, right: second, heat } of pictures) {
    parts.push(`<h2>${escapeHtml(`${names({ a: left, b: right }).join(' of a, ')} of b${of === 'window' ? '' : `: ${of}`}`)}</h2>`);
    parts.push(`<p>${escapeHtml(pictureText(difference))}</p>`);
    parts.push(
      `<div class="pictures">${htmlPicture(encodePng(first), 'a')}${htmlPicture(encodePng(second), 'b')}${htmlPicture(encodePng(heat), `difference; yellow is ${difference.most}`)}</div>`,
    );
  }
  if (frames) {
    parts.push(
      '<h2>Frames</h2>',
      `<p>${frames.different.length} of ${frames.compared} differ${frames.different.length > 0 ? `: ${escapeHtml(frames.different.join(', '))}` : ''}.</p>`,
    );
  }
  if (calls) {
    const [head = '', ...lines] = callsText(calls);
    const line = (text: string) => {
      const kind = text.startsWith('- ') ? 'minus' : text.startsWith('+ ') ? 'plus' : '';
      return kind ? `<span class="${kind}">${escapeHtml(text)}</span>` : `${escapeHtml(text)}\n`;
    };
    parts.push('<h2>Calls</h2>', `<p>${escapeHtml(head)}</p>`);
    if (lines.length > 0) parts.push(`<pre>${lines.map(line).join('')}</pre>`);
  }
  const [place, ...changes] = stateText(state);
  if (place !== undefined) parts.push('<h2>State</h2>', `<p>${escapeHtml(place)}</p>`);
  if (changes.length > 0) parts.push(`<pre>${escapeHtml(changes.join('\n'))}</pre>`);
  return htmlPage('sgl diff', parts.join('\n'));
}
