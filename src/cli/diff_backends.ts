// `sgl diff TRACE --backends native,webgl`: one trace on two back ends.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUNDING_LEVELS, type Verdict } from '../inspect/diff/explain.js';
import { escapeHtml, htmlPage, htmlPicture, htmlTable } from '../inspect/html.js';
import type { Backend } from '../replay/backend.js';
import { type BackendComparison, compareBackends, type ShownFrame, worstFirst } from '../replay/compare_backends.js';
import type { Explanation } from '../replay/look/explain.js';
import { encodePng } from '../replay/pictures.js';
import { announce, backendNamed, omissionLines } from './backend.js';
import { type Arguments, exitCode, UsageError } from './command.js';
import { pictureText } from './diff.js';
import { type Judgement, tellJudgement } from './judgement.js';
import { Progress, printJson } from './output.js';
import { frameRange, withTrace } from './trace_input.js';

/** Frames that are listed one by one. */
const LISTED = 20;
const MEANING: Readonly<Record<Verdict, string>> = {
  same: 'the same',
  rounding: 'rounding',
  rasterization: 'edges within a pixel',
  more: 'more than rounding',
};

function twoBackends(text: string): readonly [Backend, Backend] {
  const [a, b, more] = text.split(',').map(backendNamed);
  if (!a || !b || more || a === b) throw new UsageError(`--backends takes two different ones: native,webgl, not '${text}'`);
  return [a, b];
}

export async function diffBackends(args: Arguments, backends: string): Promise<number> {
  const file = args.single('trace');
  const pair = twoBackends(backends);
  for (const backend of pair) await announce(args, backend);
  const progress = new Progress();
  const comparison = await withTrace(file, trace =>
    compareBackends(trace, pair, {
      frames: frameRange(args.text('at'), trace.frames, '--at with --backends'),
      tolerance: args.number('tolerance', { least: 0, most: 255 }) ?? 0,
      pictures: args.number('pictures', { least: 0, most: 1e6 }) ?? 1,
      onProgress: what => progress.update(() => what),
    }),
  ).finally(() => progress.clear());
  const folder = args.text('output');
  const files = folder === undefined ? [] : comparison.shown.map(frame => writeFrame(folder, comparison, frame));
  const html = args.text('html');
  if (html !== undefined) writeFileSync(html, page(file, comparison));
  tellJudgement(args, () => judged(file, comparison));
  if (args.has('json')) printJson(record(comparison, files));
  else process.stdout.write(`${text(comparison, files).join('\n')}\n`);
  return comparison.different.length === 0 ? exitCode.fine : exitCode.difference;
}

/** A case for each frame that differs; one that is fine when none does. */
function judged(file: string, { a, b, different, shown, compared }: BackendComparison): Judgement {
  const cases = worstFirst(different).map(({ frame, difference, verdict }) => ({
    name: `${a} and ${b}`,
    place: `f${frame}`,
    failure: `${pictureText(difference)}; ${MEANING[verdict]}`,
    details: shown.filter(each => each.frame === frame).flatMap(shownText),
  }));
  return { suite: 'diff', file, cases: cases.length > 0 ? cases : [{ name: `${a} and ${b}: ${compared} frames` }] };
}

function writeFrame(folder: string, { a, b }: BackendComparison, { frame, left, right, heat }: ShownFrame): string[] {
  mkdirSync(folder, { recursive: true });
  return (
    [
      [a, left],
      [b, right],
      ['heat', heat],
    ] as const
  ).map(([name, picture]) => {
    const path = join(folder, `f${frame}-${name}.png`);
    writeFileSync(path, encodePng(picture));
    return path;
  });
}

function record({ shown, ...comparison }: BackendComparison, files: readonly (readonly string[])[]): unknown {
  return {
    same: comparison.different.length === 0,
    ...comparison,
    shown: shown.map(({ frame, draw, explained }, i) => ({ frame, draw, explained, ...(files[i] && { files: files[i] }) })),
  };
}

/** Where a shown frame differs first, and why. */
function shownText({ draw, explained }: ShownFrame): string[] {
  const where =
    draw.call === null
      ? 'no single draw is the first to differ'
      : draw.before
        ? `${draw.of} differed before this frame drew into it (${draw.place}, call ${draw.call} ${draw.name}): see an earlier frame`
        : `first draw whose result differs: ${draw.place}, call ${draw.call} ${draw.name}, in ${draw.of}`;
  // what is proven needs no guesses
  const reasons = 'rest' in explained && explained.rest === null ? [] : draw.reasons;
  const how = draw.difference && draw.call !== null ? [`    ${pictureText(draw.difference)}`] : [];
  return [`  ${where}`, ...how, ...reasons.map(reason => `    ${reasons.length > 1 ? '- ' : ''}${reason}`), ...explainedText(explained)];
}

const WAYS: Readonly<Record<Explanation['kind'], (by: string) => string>> = {
  precision: () => 'lie within what native draws with full precision (highp for mediump and lowp)',
  geometry: by => `lie within what native draws when the geometry moves by up to ${by} pixel`,
  detail: by => `lie within what native draws when the level of detail of textures changes by up to ${by}`,
  depth: () => 'lie within what native draws where the other of two draws at the same depth wins',
  'geometry and precision': by => `lie within what native draws with full precision and the geometry moved by up to ${by} pixel`,
  rounding: () => `differ by ${ROUNDING_LEVELS} of 255 at most: rounding of colours`,
};

const fraction = (by: number) => (by > 0 && by < 1 ? `1/${Math.round(1 / by)}` : `${by}`);

/** What executing the frame again proves. */
function explainedText(explained: ShownFrame['explained']): string[] {
  if ('problem' in explained) return [`  its draws cannot be executed again in other ways: ${explained.problem}`];
  const { different, explanations, unexplained, rest, untried } = explained;
  const part = (pixels: number) => `${pixels} (${Number(((100 * pixels) / Math.max(1, different)).toPrecision(3))} %)`;
  const lines = explanations.map(({ kind, pixels, by }) => `    ${part(pixels)} ${WAYS[kind](fraction(by))}`);
  if (rest) {
    const { draw, x, y, most } = rest;
    const from =
      draw.call === null ? 'no single draw is the first' : `the first draw with one is ${draw.place}, call ${draw.call} ${draw.name}`;
    lines.push(`    ${part(unexplained)} are unexplained: at most by ${most}, first at ${x},${y}; ${from}`);
  }
  lines.push(...untried.map(({ kind, why }) => `    not tried: ${kind}: ${why}`));
  return [`  executed again in the ways that OpenGL leaves open, of ${different} pixels that differ:`, ...lines];
}

function text({ a, b, compared, different, shown, omissions }: BackendComparison, files: readonly (readonly string[])[]): string[] {
  if (different.length === 0) return [`${a} and ${b}: all ${compared} frames are the same`];
  const counts = new Map<Verdict, number>();
  for (const { verdict } of different) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const kinds = [...counts].map(([verdict, count]) => `${count} by ${MEANING[verdict]}`).join(', ');
  const lines = [`${a} and ${b}: ${different.length} of ${compared} frames differ (${kinds})`];
  if (different.length > LISTED) lines.push(`the ${LISTED} worst of them (--json has all):`);
  const listed = worstFirst(different).slice(0, LISTED);
  for (const { frame, difference, verdict } of listed.sort((x, y) => x.frame - y.frame))
    lines.push(`frame ${frame}: ${pictureText(difference)}; ${MEANING[verdict]}`);
  shown.forEach((each, i) => {
    lines.push(`frame ${each.frame}:`, ...shownText(each), ...(files[i] ? [`  ${files[i].join(' ')}`] : []));
  });
  if (omissions.length > 0) lines.push('left out or refused on webgl:', ...omissionLines(omissions));
  return lines;
}

function page(file: string, comparison: BackendComparison): string {
  const { a, b, compared, different, shown, omissions } = comparison;
  const parts = [`<p>${escapeHtml(`${file}: ${different.length} of ${compared} frames differ between ${a} and ${b}.`)}</p>`];
  for (const each of shown) {
    const { frame, left, right, heat, difference } = each;
    parts.push(`<h2>Frame ${frame}</h2>`, `<p>${escapeHtml(pictureText(difference))}</p>`);
    parts.push(
      `<div class="pictures">${htmlPicture(encodePng(left), a)}${htmlPicture(encodePng(right), b)}${htmlPicture(encodePng(heat), `difference; yellow is ${difference.most}`)}</div>`,
      `<pre>${escapeHtml(shownText(each).join('\n'))}</pre>`,
    );
  }
  if (different.length > 0)
    parts.push(
      '<h2>Frames</h2>',
      htmlTable(
        ['frame', 'pixels', 'at most', 'mean', 'looks like'],
        different.map(({ frame, difference, verdict }) => [
          frame,
          difference.different,
          difference.most,
          Number(difference.mean.toPrecision(3)),
          MEANING[verdict],
        ]),
      ),
    );
  if (omissions.length > 0)
    parts.push('<h2>Left out or refused on webgl</h2>', `<pre>${escapeHtml(omissionLines(omissions).join('\n'))}</pre>`);
  return htmlPage('sgl diff --backends', parts.join('\n'));
}
