// The call under the cursor with all that is known of it: arguments by name, what came back, its error, its frame.
import { errorName } from '../../inspect/error_names.js';
import { elementsOf, valueText } from '../../inspect/format.js';
import { labelText, type Piece, valueStyle } from '../call_line.js';
import type { Inspector } from '../inspector.js';
import { theme } from '../theme.js';
import { type Line, textPanel, wrap } from './panel.js';

const MOST_ELEMENTS = 4096;
const DUMPED_BYTES = 1024;

function milliseconds(ns: number): string {
  return `${(ns / 1e6).toFixed(ns < 1e8 ? 3 : 1)} ms`;
}

/** Data that has more to it than a line: whole texts, arrays by rows, bytes in hexadecimal. */
function dataLines(bytes: Uint8Array, element: Parameters<typeof elementsOf>[1], width: number): string[] {
  if (element === 'char') {
    const text = new TextDecoder().decode(bytes).replace(/\0+$/, '');
    return text.includes('\n') || text.length > 60 ? text.replaceAll('\0', '\n').split('\n') : [];
  }
  const elements = element === 'ubyte' ? undefined : elementsOf(bytes, element, MOST_ELEMENTS);
  if (elements)
    return elements.length > 4
      ? wrap(elements.map(each => (typeof each === 'number' ? Number(each.toPrecision(7)) : each)).join(' '), width)
      : [];
  const lines: string[] = [];
  const each = width >= 60 ? 16 : 8;
  for (let at = 0; at < Math.min(bytes.length, DUMPED_BYTES); at += each)
    lines.push(
      `${at.toString(16).padStart(4, '0')} ${Buffer.from(bytes.subarray(at, at + each))
        .toString('hex')
        .replace(/../g, ' $&')}`,
    );
  if (bytes.length > DUMPED_BYTES) lines.push(`… ${bytes.length - DUMPED_BYTES} bytes more`);
  return lines;
}

function argumentLines(inspector: Inspector, width: number): readonly Line[] {
  const { pages, survey, call: number } = inspector;
  const walked = pages.at(number);
  if (!walked) return [[['Calls are missing from the trace here.', theme.error]]];
  const { dictionary } = pages.reader;
  const { call, reply, error, frame, loss } = walked;
  const lines: Line[] = [
    [
      [call.name, theme.bold],
      [`  call ${number}`, theme.dim],
    ],
  ];
  if (loss) lines.push([[`! calls are missing before this one: ${loss.reason}`, theme.error]]);
  if (error) lines.push([[` ! ${errorName(error.error)} `, theme.error]]);
  const names = call.arguments.map(({ parameter }) => parameter.name.length);
  const column = Math.min(20, Math.max(6, ...names));
  for (const argument of call.arguments) {
    const out = reply?.outs.find(({ parameter }) => parameter.name === argument.parameter.name);
    const shown = out ?? argument;
    const pieces: Piece[] = [
      [`${argument.parameter.name.padEnd(column)} `, theme.dim],
      [valueText(shown, dictionary), valueStyle(shown)],
    ];
    const label = labelText(argument, survey, number);
    if (label !== '') pieces.push([label, theme.label]);
    lines.push(pieces);
    if (typeof shown.value === 'object' && shown.value.kind === 'data')
      for (const line of dataLines(shown.value.bytes, shown.value.element, width - 2)) lines.push([['  '], [line]]);
  }
  if (call.restBytes > 0) lines.push([[`${call.restBytes} bytes in a format of their own`, theme.dim]]);
  const result = call.result ?? reply?.result;
  if (result)
    lines.push([
      [`${'returns'.padEnd(column)} `, theme.dim],
      [valueText(result, dictionary), valueStyle(result)],
    ]);
  if (frame) lines.push([[`ends frame ${frame.frame}, ${frame.width}x${frame.height}, drawable ${frame.drawable}`, theme.frame]]);
  const note = inspector.notes.notes.get(number);
  if (note !== undefined) for (const line of wrap(`✎ ${note}`, width)) lines.push([[line, theme.mark]]);
  lines.push([[`thread ${call.stream}, context ${walked.context}, after ${milliseconds(walked.timeNs)}`, theme.dim]]);
  return lines;
}

export const argumentsPanel = textPanel('arguments', () => 'Arguments', argumentLines);
