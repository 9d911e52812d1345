// `sgl mesh`: the vertices of a draw as it reads them.

import { floatText } from '../inspect/format.js';
import { placeName } from '../inspect/place.js';
import type { Mesh, MeshAttribute } from '../replay/look/mesh.js';
import { ReplaySession } from '../replay/session.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { printJson, writeLines } from './output.js';
import { callOption, placeNote } from './places.js';
import { withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'mesh',
  summary: 'Prints the vertices of a draw as it reads them (CSV), indices resolved.',
  operands: 'TRACE',
  options: [
    { long: 'at', value: 'PLACE', help: 'the draw: 1234, f12:draw3' },
    { long: 'instance', value: 'N', help: 'which instance (default: 0)' },
    { long: 'max', value: 'N', help: 'at most so many vertices' },
    { long: 'json', help: 'print an object instead, with the formats of the attributes' },
  ],
  notes: [
    'Values are those that the vertex shader gets: normalized, from buffers and from client memory. Empty fields lie beyond the data; NaN and Infinity are counted on stderr.',
    placeNote,
  ],
  examples: [
    ['sgl mesh a.pb --at 247', 'the vertices of a draw (CSV)'],
    ['sgl mesh a.pb --at 247 --json', 'with the formats of the attributes'],
  ],
  async run(args) {
    const file = args.single('trace');
    const found = await withTrace(file, trace => {
      const call = callOption(args, 'at', trace);
      return call === undefined ? undefined : { call, place: placeName(trace, call) };
    });
    if (!found) throw new UsageError('which draw? --at 1234 or --at f12:draw3, for example');
    const { call, place } = found;
    const instance = args.number('instance', { least: 0, most: 0xffffffff });
    const most = args.number('max', { least: 1, most: Number.MAX_SAFE_INTEGER });
    const session = new ReplaySession(file);
    try {
      const mesh = await session.do('mesh', { call, ...(instance !== undefined && { instance }), ...(most !== undefined && { most }) });
      if (args.has('json'))
        printJson({ place, ...mesh, vertices: mesh.vertices.map(vertex => ({ ...vertex, values: vertex.values.map(jsonValues) })) });
      else await writeLines(csvLines(mesh));
      const odd = [
        mesh.nan > 0 ? `${mesh.nan} NaN` : '',
        mesh.infinite > 0 ? `${mesh.infinite} infinite` : '',
        mesh.beyond > 0 ? `${mesh.beyond} beyond the data` : '',
      ].filter(Boolean);
      if (odd.length > 0 && !args.has('json')) process.stderr.write(`sgl: values of the vertices: ${odd.join(', ')}\n`);
    } finally {
      session.close();
    }
    return exitCode.fine;
  },
};

/** JSON has no NaN and no infinities: they are texts. */
const jsonValues = (values: readonly number[] | null) => values?.map(value => (Number.isFinite(value) ? value : String(value))) ?? null;

const LETTERS = 'xyzw';
const columns = ({ name, size }: MeshAttribute) => (size === 1 ? [name] : Array.from({ length: size }, (_, i) => `${name}.${LETTERS[i]}`));

export function* csvLines({ attributes, vertices }: Mesh): Generator<string> {
  const isMulti = vertices.some(({ part }) => part > 0);
  yield [...(isMulti ? ['part'] : []), 'vertex', 'index', ...attributes.flatMap(columns)].join(',');
  for (const { part, vertex, index, values } of vertices) {
    const cells = attributes.flatMap(({ size }, i) => Array.from({ length: size }, (_, j) => values[i]?.[j]));
    yield [...(isMulti ? [part] : []), vertex, index ?? 'restart', ...cells.map(cell => (cell === undefined ? '' : number(cell)))].join(
      ',',
    );
  }
}

const number = (value: number) => (Math.fround(value) === value ? floatText(value) : String(value));
