// `sgl shader`: sources, logs and uniforms of a program.
import { placeName } from '../inspect/place.js';
import type { ProgramView, UniformView } from '../replay/look/program.js';
import { ReplaySession } from '../replay/session.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { printJson } from './output.js';
import { callOption, placeNote } from './places.js';
import { withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'shader',
  summary: 'Shows a program at a call: sources, logs, uniforms with their values.',
  operands: 'TRACE',
  options: [
    { long: 'at', value: 'PLACE', help: 'after which call: 1234, f12:draw3' },
    { long: 'program', value: 'N', help: 'which one (default: the one in use)' },
    { long: 'uniforms', help: 'no sources, only values' },
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [placeNote],
  examples: [['sgl shader a.pb --at 247', 'sources, logs, uniforms with values']],
  async run(args) {
    const file = args.single('trace');
    const found = await withTrace(file, trace => {
      const call = callOption(args, 'at', trace);
      return call === undefined ? undefined : { call, place: placeName(trace, call) };
    });
    if (!found) throw new UsageError('at which call? --at 1234 or --at f12:draw3, for example');
    const { call, place } = found;
    const program = args.number('program', { least: 1, most: 0xffffffff });
    const session = new ReplaySession(file);
    try {
      const view = await session.do('program', { call, ...(program !== undefined && { program }) });
      if (args.has('json')) printJson({ place, ...view });
      else process.stdout.write(text(view, !args.has('uniforms')));
    } finally {
      session.close();
    }
    return exitCode.fine;
  },
};

const number = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value));

function valueText({ values, block, size }: UniformView): string {
  if (block !== undefined) return `in block ${block}`;
  const each = values.map(value => (value.length === 1 ? number(value[0]!) : `(${value.map(number).join(', ')})`));
  return size === 1 ? (each[0] ?? '?') : `[${each.join(', ')}]`;
}

function text(view: ProgramView, withSources: boolean): string {
  const lines = [`program ${view.program}: ${view.linked ? 'linked' : 'not linked'}`];
  if (view.log.trim() !== '')
    lines.push(
      ...view.log
        .trimEnd()
        .split('\n')
        .map(line => `  ${line}`),
    );
  for (const { name, type, location } of view.attributes) lines.push(`  in ${type} ${name}${location >= 0 ? ` at ${location}` : ''}`);
  for (const uniform of view.uniforms) {
    const array = uniform.size > 1 ? `[${uniform.size}]` : '';
    const place = uniform.location >= 0 ? ` at ${uniform.location}` : '';
    lines.push(`  uniform ${uniform.type} ${uniform.name}${array}${place} = ${valueText(uniform)}`);
  }
  for (const { name, binding, bytes, buffer } of view.blocks)
    lines.push(`  block ${name}: binding ${binding}, ${bytes} bytes, ${buffer === 0 ? 'no buffer is bound' : `buffer:${buffer}`}`);
  if (withSources && view.shaders.length === 0)
    lines.push('  its shaders were detached: `sgl uses TRACE program:N` shows the calls that attached them');
  for (const { shader, type, source, compiled, log } of withSources ? view.shaders : []) {
    lines.push('', `// shader ${shader}, ${type}${compiled ? '' : ', not compiled'}`);
    if (log.trim() !== '')
      lines.push(
        ...log
          .trimEnd()
          .split('\n')
          .map(line => `// ${line}`),
      );
    lines.push(source.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}
