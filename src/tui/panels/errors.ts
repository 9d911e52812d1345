// All GL errors of the trace, and where calls are missing.
import { errorName } from '../../inspect/error_names.js';
import type { Inspector } from '../inspector.js';
import { theme } from '../theme.js';
import { type Line, textPanel } from './panel.js';

const MOST = 10_000;

function errorLines({ survey, pages, call }: Inspector): readonly Line[] {
  const lines: Line[] = [];
  if (!survey.done) lines.push([[`looked at ${Math.floor(survey.progress * 100)} % of the trace so far`, theme.dim]]);
  for (const loss of survey.losses) lines.push([[`! before ${loss.call}: calls are missing (${loss.reason})`, theme.error]]);
  if (survey.errors.length === 0 && survey.done) lines.push([['No call raised a GL error.', theme.dim]]);
  for (const error of survey.errors.slice(0, MOST)) {
    const here = error.call === call;
    lines.push(() => [
      [here ? '▶ ' : '  ', theme.bold],
      [String(error.call), here ? theme.bold : theme.dim],
      [' ! ', theme.changed],
      [`${pages.name(error.call)} `, here ? theme.bold : theme.plain],
      [errorName(error.error)],
    ]);
  }
  if (survey.errors.length > 0) lines.push([[':break error, then c and C go from one to the next', theme.dim]]);
  return lines;
}

export const errorsPanel = textPanel('errors', ({ survey }) => `Errors ${survey.errors.length}`, errorLines);
