// A call in one line of a panel: its name and the values of its arguments, objects with their labels.
import type { CallPages } from '../inspect/call_pages.js';
import type { Argument } from '../inspect/decode.js';
import { valueText } from '../inspect/format.js';
import { labelledObject, type Survey } from '../inspect/survey.js';
import type { WalkedCall } from '../inspect/walk.js';
import type { Style } from './terminal/canvas.js';
import { theme } from './theme.js';

export type Piece = readonly [string, Style?];

/** Style of a value: what it is says more than how it looks. */
export function valueStyle({ parameter, value }: Argument): Style {
  if (labelledObject(parameter)) return theme.object;
  return typeof value !== 'object' && (parameter.kind === 'enum' || parameter.kind === 'bitfield') ? theme.enum : theme.plain;
}

/** The label of the object that an argument names, in quotation marks; '' without one. */
export function labelText(argument: Argument, survey: Survey, call: number): string {
  const object = labelledObject(argument.parameter);
  const label = object && typeof argument.value !== 'object' ? survey.label(object, Number(argument.value), call) : undefined;
  return label === undefined ? '' : ` "${label}"`;
}

/** Values without the names of their parameters: `glDrawArrays(GL_TRIANGLES, 0, 3)`, then what came back. */
export function callPieces(walked: WalkedCall, pages: CallPages, survey: Survey, nameStyle: Style): Piece[] {
  const { dictionary } = pages.reader;
  const { call, reply } = walked;
  const pieces: Piece[] = [[call.name, nameStyle], ['(']];
  call.arguments.forEach((argument, i) => {
    const out = reply?.outs.find(({ parameter }) => parameter.name === argument.parameter.name);
    if (i > 0) pieces.push([', ']);
    pieces.push([valueText(out ?? argument, dictionary), valueStyle(out ?? argument)]);
    const label = labelText(argument, survey, call.call);
    if (label !== '') pieces.push([label, theme.label]);
  });
  pieces.push([call.restBytes > 0 ? `${call.arguments.length > 0 ? ', ' : ''}… ${call.restBytes} bytes)` : ')']);
  const result = call.result ?? reply?.result;
  if (result) pieces.push([' = '], [valueText(result, dictionary), valueStyle(result)]);
  if (call.notExecuted) pieces.push(['  the program died here', theme.error]);
  return pieces;
}
