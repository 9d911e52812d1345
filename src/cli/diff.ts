// `sgl diff`: compares two traces, or two places of one trace or of two.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallDiff, CallDifference } from '../inspect/diff/calls.js';
import type { ImageDifference } from '../inspect/diff/images.js';
import { placeName } from '../inspect/place.js';
import { diffJson } from '../inspect/state/json.js';
import { diffText } from '../inspect/state/text.js';
import { type ComparedPicture, type Comparison, compareTraces, isSame, type Place } from '../replay/compare.js';
import { encodePng } from '../replay/pictures.js';
import { TraceReader } from '../trace/reader.js';
import { type Arguments, exitCode, UsageError, type Verb } from './command.js';
import { diffPage } from './diff_page.js';
import { attachmentOf } from './image.js';
import { DETAILS, type JudgedCase, type Judgement, judgementOptions, tellJudgement } from './judgement.js';
import { Progress, printJson } from './output.js';
import { placeAt, placeNote } from './places.js';

export const verb: Verb = {
  name: 'diff',
  summary: 'Compares two traces, or two places: calls, frames, pictures, state; exit code 1 when they differ.',
  operands: 'A [B]',
  options: [
    { long: 'at', value: 'A,B', help: 'compare these places: f10,f20, f3:draw1,f4:draw1; one for both: f10' },
    { long: 'backends', value: 'A,B', help: 'one trace on two back ends: native,webgl; --at f10-f20 for some frames' },
    { long: 'tolerance', value: 'N', help: 'with --backends: colours that differ by so many levels of 255 are the same (default: 0)' },
    { long: 'strict', help: 'with --backends: stop when a back end cannot do something that the trace uses' },
    { long: 'attachment', value: 'NAME', help: 'compare this instead of what the window shows: color0, depth …' },
    { long: 'max', value: 'N', help: 'show so many differences of calls (default: 50)' },
    { long: 'pictures', value: 'N', help: 'compare the pictures of so many frames that differ (default: 1)' },
    { long: 'no-state', help: 'leave state out' },
    { long: 'no-replay', help: 'only what the files tell: calls and recorded hashes of frames' },
    { long: 'output', short: 'o', value: 'DIR', help: 'write pictures there: a, b and a heat map of each pair' },
    { long: 'html', value: 'FILE', help: 'write one page with everything in it' },
    ...judgementOptions,
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [
    'The heat map goes from grey blue (little) to yellow (the largest error); pixels that are equal are dark.',
    placeNote,
    'Of whole traces, state is compared at the first draw after the first call that differs.',
  ],
  examples: [
    ['sgl diff good.pb bad.pb', 'what the bad run does differently'],
    ['sgl diff good.pb bad.pb --html page.html', 'the same as one page for a colleague'],
    ['sgl diff a.pb --at f10,f11', 'what changed from one frame to the next'],
    ['sgl diff a.pb --backends native,webgl', 'which frames another implementation draws differently'],
  ],
  async run(args) {
    const backends = args.text('backends');
    if (backends !== undefined) return (await import('./diff_backends.js')).diffBackends(args, backends);
    const [first, second, more] = args.operands;
    if (first === undefined) throw new UsageError('which traces? usage: sgl diff A B, or sgl diff A --at f10,f20');
    if (more !== undefined) throw new UsageError(`two traces at most, but '${more}' follows`);
    if (second === undefined && !args.has('at'))
      throw new UsageError('one trace is compared with itself at two places: --at f10,f20, for example');
    const a = new TraceReader(first);
    const b = second === undefined ? a : new TraceReader(second);
    const progress = new Progress();
    try {
      const attachment = attachmentOf(args);
      const at = placesOf(args, a, b);
      const comparison = await compareTraces(a, b, {
        ...(at && { at }),
        ...(attachment && { attachment }),
        most: args.number('max', { least: 0, most: 1e6 }) ?? 50,
        pictures: args.number('pictures', { least: 0, most: 1e6 }) ?? 1,
        withoutReplay: args.has('no-replay'),
        withoutState: args.has('no-state'),
        onProgress: what => progress.update(() => what),
      }).finally(() => progress.clear());
      const names: PlaceNames = ({ a: left, b: right }) => [placeName(a, left.call), placeName(b, right.call)];
      const folder = args.text('output');
      const files = folder === undefined ? [] : comparison.pictures.map((picture, i) => writePictures(folder, picture, i));
      const html = args.text('html');
      if (html !== undefined) writeFileSync(html, diffPage(a.file, b.file, comparison, names));
      tellJudgement(args, () => judged(`${a.file} ${b.file}`, comparison, names));
      if (args.has('json')) printJson(record(comparison, files, names));
      else process.stdout.write(text(comparison, files, names));
      return isSame(comparison) ? exitCode.fine : exitCode.difference;
    } finally {
      a.close();
      if (b !== a) b.close();
    }
  },
};

function placesOf(args: Arguments, a: TraceReader, b: TraceReader): { a: Place; b: Place } | undefined {
  const text = args.text('at');
  if (text === undefined) return undefined;
  const [left = '', right = left, more] = text.split(',');
  if (more !== undefined) throw new UsageError(`--at takes one place or two, not '${text}'`);
  return { a: placeAt(a, left, '--at'), b: placeAt(b, right, '--at') };
}

/** Both places in words, once where they are the same. */
export type PlaceNames = (picture: { readonly a: Place; readonly b: Place }) => readonly [string, string];

function writePictures(folder: string, { left, right, heat, a, b }: ComparedPicture, i: number): string[] {
  mkdirSync(folder, { recursive: true });
  const name = ({ call, frame }: Place) => (frame === undefined ? `call${call}` : `frame${frame}`);
  return [[left, `${i}-a-${name(a)}.png`] as const, [right, `${i}-b-${name(b)}.png`] as const, [heat, `${i}-heat.png`] as const].map(
    ([picture, file]) => {
      const path = join(folder, file);
      writeFileSync(path, encodePng(picture));
      return path;
    },
  );
}

function judged(file: string, { calls, frames, pictures, state }: Comparison, names: PlaceNames): Judgement {
  const cases: JudgedCase[] = [];
  if (calls) {
    const differing = calls.removed + calls.added + calls.changed;
    const details = calls.differences.flatMap(differenceLines).slice(0, DETAILS);
    cases.push({ name: 'calls', ...(differing > 0 && { failure: `${differing} calls differ` }), details });
  }
  if (frames) {
    const wrong = frames.different.length > 0 || frames.a !== frames.b;
    const details = frames.different.slice(0, DETAILS).map(frame => `f${frame}`);
    const failure = `${frames.different.length} of ${frames.compared} frames differ; the traces have ${frames.a} and ${frames.b}`;
    cases.push({ name: 'frames', ...(wrong && { failure }), details });
  }
  for (const { a, b, of, difference } of pictures) {
    const fine = difference.sameSize && difference.different === 0;
    cases.push({ name: `picture of the ${of}`, place: names({ a, b })[1], ...(!fine && { failure: pictureText(difference) }) });
  }
  if (state)
    cases.push({
      name: 'state',
      ...(state.changes.length > 0 && { failure: `${state.changes.length} objects or contexts differ` }),
      details: stateText(state).slice(1, DETAILS),
    });
  return { suite: 'diff', file, cases };
}

function record(comparison: Comparison, files: readonly (readonly string[])[], names: PlaceNames): unknown {
  const pictures = comparison.pictures.map(({ a, b, of, difference }, i) => ({
    a: { ...a, place: names({ a, b })[0] },
    b: { ...b, place: names({ a, b })[1] },
    of,
    ...difference,
    ...(files[i] && { files: files[i] }),
  }));
  const { state } = comparison;
  return { same: isSame(comparison), ...comparison, pictures, state: state && { ...state, changes: diffJson(state.changes) } };
}

export function differenceLines(difference: CallDifference): string[] {
  if (difference.kind === 'removed') return [`- ${difference.text}`];
  if (difference.kind === 'added') return [`+ ${difference.text}`];
  const { text, other, arguments: differing } = difference;
  const note = differing.length > 0 ? differing.map(({ name, a, b }) => `${name}: ${a} → ${b}`).join('; ') : 'the data differs';
  return [`- ${text}`, `+ ${other}`, `    ${note}`];
}

export function callsText({ a, b, same, removed, added, changed, differences }: CallDiff): string[] {
  if (removed + added + changed === 0) return [`calls: all ${same} are the same`];
  const shown = differences.flatMap(differenceLines);
  const more = removed + added + changed - differences.length;
  return [
    `calls: ${a} and ${b}, ${same} the same; only in a: ${removed}, only in b: ${added}, with other arguments: ${changed}`,
    ...shown,
    ...(more > 0 ? [`… ${more} more (--max N)`] : []),
  ];
}

export function pictureText({ pixels, sameSize, different, most, mean, box, first }: ImageDifference): string {
  const size = sameSize ? '' : 'the sizes differ; ';
  if (different === 0 || !box || !first) return `${size}the same in all ${pixels} pixels`;
  const share = ((100 * different) / pixels).toPrecision(3);
  return `${size}${different} of ${pixels} pixels differ (${share} %), at most by ${most}, ${mean.toPrecision(3)} in the mean; within ${box.width}x${box.height} at ${box.x},${box.y}; first at ${first.x},${first.y}: ${first.a.slice(0, 3).join(' ')} → ${first.b.slice(0, 3).join(' ')}`;
}

function text(comparison: Comparison, files: readonly (readonly string[])[], names: PlaceNames): string {
  const { calls, frames, pictures } = comparison;
  const lines = calls ? callsText(calls) : [];
  if (frames) {
    const { different, compared, a, b } = frames;
    const counts = a === b ? '' : `; the traces have ${a} and ${b}`;
    const list = different.length > 12 ? `${different.slice(0, 12).join(', ')} …` : different.join(', ');
    lines.push(
      different.length === 0
        ? `frames: all ${compared} are the same${counts}`
        : `frames: ${different.length} of ${compared} differ: ${list}${counts}`,
    );
  }
  pictures.forEach(({ a, b, of, difference }, i) => {
    const where = [...new Set(names({ a, b }))].join(' and ');
    lines.push(`picture of ${where}${of === 'window' ? '' : `, ${of}`}: ${pictureText(difference)}`);
    if (files[i]) lines.push(`  ${files[i].join(' ')}`);
  });
  lines.push(...stateText(comparison.state));
  return `${lines.join('\n')}\n`;
}

export function stateText(state: Comparison['state']): string[] {
  if (!state) return [];
  const { a, b, before, changes } = state;
  const where = `${before ? 'before' : 'after'} call ${a}${a === b ? '' : ` of a and call ${b} of b`}`;
  if (changes.length === 0) return [`state ${where}: the same`];
  return [
    `state ${where}:`,
    ...diffText(changes)
      .trimEnd()
      .split('\n')
      .map(line => `  ${line}`),
  ];
}
