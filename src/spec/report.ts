// `npm run model:report`: how each entry point is carried, and what is still missing.
import { carriedExtensions, refusedCommands, refusedExtensions } from './extensions.js';
import { carriedEsExtensions } from './extensions_es.js';
import type { Model } from './model.js';
import type { Registry } from './registry.js';
import type { Command } from './types.js';

export type Means = Command['carriage'] | 'alias' | 'unclassified';

export interface EntryPoint {
  readonly name: string;
  readonly means: Means;
  /** Of an alias: the command whose row it shares. */
  readonly aliasOf?: string;
  readonly opcode?: number;
  /** Why a side is written by hand, or why nothing is sent. */
  readonly client?: string;
  readonly executor?: string;
  /** Belongs to OpenGL 1.0 to 4.6. */
  readonly core: boolean;
  /** Belongs to OpenGL ES 1.0 to 3.2. */
  readonly es: boolean;
  /** Hand-written functions that do not exist yet: `client`, `executor`. */
  readonly missing?: readonly string[];
}

export interface Report {
  readonly counts: Readonly<Record<Means, number>>;
  readonly core: number;
  /** Of those of OpenGL ES, the ones that desktop OpenGL does not have. */
  readonly es: number;
  readonly total: number;
  readonly entryPoints: readonly EntryPoint[];
  readonly gaps: Model['gaps'];
  /** Hand-written functions that do not exist yet. */
  readonly unwritten: readonly string[];
  readonly extensions: {
    readonly carried: number;
    readonly carriedEs: number;
    readonly refused: Readonly<Record<string, string>>;
    readonly unreviewed: number;
  };
}

/** What exists of the functions that are to be written by hand; undefined where that is not known. */
export interface Written {
  readonly client: ReadonlySet<string> | undefined;
  readonly executor: ReadonlySet<string> | undefined;
}

interface Versions {
  readonly core: ReadonlySet<string>;
  readonly es: ReadonlySet<string>;
}

function entryPoint(command: Command, { core, es }: Versions, gaps: ReadonlySet<string>, written: Written): EntryPoint {
  const { annotation, carriage, name, opcode } = command;
  const client = annotation.clientByHand ?? annotation.clientOnly;
  const missing = [
    ...(client !== undefined && written.client?.has(name) === false ? ['client'] : []),
    ...(annotation.executorByHand !== undefined && carriage !== 'client' && written.executor?.has(name) === false ? ['executor'] : []),
  ];
  return {
    name,
    means: gaps.has(name) ? 'unclassified' : carriage,
    opcode,
    core: core.has(name),
    es: es.has(name),
    ...(client !== undefined && { client }),
    ...(annotation.executorByHand !== undefined && { executor: annotation.executorByHand }),
    ...(missing.length > 0 && { missing }),
  };
}

export function makeReport(model: Model, registry: Registry, written: Written): Report {
  const versions = {
    core: new Set(registry.versions.flatMap(version => version.commands)),
    es: new Set(registry.esVersions.flatMap(version => version.commands)),
  };
  const gaps = new Set(model.gaps.map(gap => gap.command));
  const entryPoints = model.commands.flatMap((command): EntryPoint[] => [
    entryPoint(command, versions, gaps, written),
    ...command.aliases.map(
      (name): EntryPoint => ({ name, means: 'alias', aliasOf: command.name, core: versions.core.has(name), es: versions.es.has(name) }),
    ),
  ]);
  const counts: Record<Means, number> = { async: 0, reply: 0, client: 0, hand: 0, alias: 0, unclassified: 0 };
  for (const { means } of entryPoints) counts[means]++;
  const reviewed = new Set([...carriedExtensions, ...carriedEsExtensions, ...Object.keys(refusedExtensions)]);
  return {
    counts,
    core: entryPoints.filter(e => e.core).length,
    es: entryPoints.filter(e => e.es && !e.core).length,
    total: entryPoints.length,
    entryPoints,
    gaps: model.gaps,
    unwritten: entryPoints.flatMap(e => (e.missing ?? []).map(side => `${e.name} (${side})`)),
    extensions: {
      carried: carriedExtensions.length,
      carriedEs: carriedEsExtensions.length,
      refused: refusedExtensions,
      unreviewed: [...registry.extensions.keys()].filter(name => !reviewed.has(name)).length,
    },
  };
}

const SUMMARY: readonly (readonly [Means, string])[] = [
  ['async', 'sent, no answer'],
  ['reply', 'sent, the program waits for the answer'],
  ['client', 'answered by the client library alone'],
  ['hand', 'client side written by hand'],
  ['alias', 'another name of one of these'],
  ['unclassified', 'not carried: nobody says how'],
];

function line(e: EntryPoint): string {
  const reasons = [
    ...(e.aliasOf === undefined ? [] : [`= ${e.aliasOf}`]),
    ...(e.client === undefined ? [] : [e.client]),
    ...(e.executor === undefined || e.executor === e.client ? [] : [`executor by hand: ${e.executor}`]),
    ...(e.missing === undefined ? [] : [`NOT WRITTEN YET: ${e.missing.join(', ')}`]),
  ];
  return `${e.name.padEnd(46)} ${e.means.padEnd(12)} ${reasons.join('; ')}`.trimEnd();
}

export function reportText(report: Report): string {
  const refused = { ...report.extensions.refused, ...refusedCommands };
  return [
    ...report.entryPoints.map(line),
    '',
    ...report.gaps.map(gap => `gap: ${gap.command}${gap.parameter === undefined ? '' : ` ${gap.parameter}`}: ${gap.why}`),
    'Refused extensions:',
    ...Object.entries(refused).map(([name, why]) => `  ${name.padEnd(44)} ${why}`),
    '',
    `${report.total} entry points: ${report.core} of OpenGL 1.0 to 4.6, ${report.es} more of OpenGL ES 1.0 to 3.2, ${report.total - report.core - report.es} of extensions`,
    ...SUMMARY.map(([means, what]) => `${String(report.counts[means]).padStart(6)} ${means.padEnd(12)} ${what}`),
    `${report.extensions.carried} extensions carried (${report.extensions.carriedEs} in OpenGL ES), ${Object.keys(report.extensions.refused).length} refused, ${report.extensions.unreviewed} others not carried`,
    ...(report.unwritten.length > 0 ? [`${report.unwritten.length} functions are to be written by hand and do not exist yet`] : []),
    '',
  ].join('\n');
}
