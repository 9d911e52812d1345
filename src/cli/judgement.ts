// What verbs that judge say to a CI: a JUnit report, annotations beside the lines of a job's log.
import { writeFileSync } from 'node:fs';
import { type Arguments, type Option, UsageError } from './command.js';

/** One thing that was looked at. */
export interface JudgedCase {
  readonly name: string;
  /** Why it is not fine, in one line; undefined: it is. */
  readonly failure?: string | undefined;
  /** More about it. */
  readonly details?: readonly string[];
  /** Where: `f12:draw3`. */
  readonly place?: string;
}

export interface Judgement {
  /** The verb. */
  readonly suite: string;
  /** The trace. */
  readonly file: string;
  readonly cases: readonly JudgedCase[];
}

const KINDS = ['github'] as const;

/** Lines of details at most: reports are read by people. */
export const DETAILS = 20;

export const judgementOptions: readonly Option[] = [
  { long: 'junit', value: 'FILE', help: 'write what was found as a JUnit report' },
  { long: 'annotations', value: 'KIND', choices: KINDS, help: 'say on stderr what was found as annotations of a CI: github' },
];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// what XML 1.0 cannot hold becomes a question mark
const xml = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?').replace(/[&<>"]/g, each => ESCAPES[each]!);

/** A report as JUnit's readers take it: one suite, one case for each thing that was looked at. */
export function junitReport({ suite, file, cases }: Judgement): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`;
  const lines = cases.map(({ name, failure, details = [], place }) => {
    const head = `    <testcase classname="${xml(`${suite} ${file}`)}" name="${xml(place === undefined ? name : `${name} (${place})`)}"`;
    if (failure === undefined) return `${head}/>`;
    const body = [failure, ...details].map(xml).join('\n');
    return `${head}>\n      <failure message="${xml(failure)}">${body}</failure>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${xml(`sgl ${suite}`)}" ${counts}>`,
    ...lines,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

// https://docs.github.com/actions/reference/workflow-commands-for-github-actions: values and properties are escaped apart
const githubValue = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const githubProperty = (text: string) => githubValue(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

export function annotationLines({ suite, file, cases }: Judgement): string[] {
  return cases.flatMap(({ name, failure, details = [], place }) => {
    if (failure === undefined) return [];
    const title = `sgl ${suite}: ${name}${place === undefined ? '' : ` (${place})`}`;
    const text = [failure, ...details].join('\n');
    return [`::error file=${githubProperty(file)},title=${githubProperty(title)}::${githubValue(text)}`];
  });
}

/** Does what --junit and --annotations ask for; wrong ones are wrong use. */
export function tellJudgement(args: Arguments, judgement: () => Judgement): void {
  const [report, annotations] = [args.text('junit'), args.text('annotations')];
  const kind = KINDS.find(each => each === annotations);
  if (annotations !== undefined && !kind)
    throw new UsageError(`there are no annotations for '${annotations}'; there are for ${KINDS.join(' and ')}`);
  if (report === undefined && !kind) return;
  const judged = judgement();
  if (report !== undefined) writeFileSync(report, junitReport(judged));
  if (kind)
    process.stderr.write(
      annotationLines(judged)
        .map(line => `${line}\n`)
        .join(''),
    );
}
