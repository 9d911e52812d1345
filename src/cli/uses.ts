// `sgl uses`: who makes, writes and reads an object.
import { parseObject } from '../inspect/objects/kinds.js';
import type { AccessKind } from '../inspect/objects/tracker.js';
import { placeName } from '../inspect/place.js';
import { objectUses, type Use } from '../inspect/uses.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { printJson } from './output.js';
import { stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'uses',
  summary: 'Tells which calls make, write, read and delete an object, also through what is bound.',
  operands: 'TRACE OBJECT',
  options: [
    { long: 'writes', help: 'only calls that change its contents' },
    { long: 'reads', help: 'only calls that read its contents' },
    { long: 'json', help: 'print an array instead' },
  ],
  notes: [
    'An OBJECT is texture:3, buffer:1, framebuffer:2, program:4, drawable:1 …; texture:3@2 is the one of context 2.',
    'A draw reads the textures of the units that its program samples, as far as the sources and uniforms of the trace tell.',
  ],
  examples: [['sgl uses a.pb texture:1 --writes', 'who writes a texture']],
  async run(args) {
    const [file, word, more] = args.operands;
    if (word === undefined) throw new UsageError('which object? sgl uses TRACE texture:3, for example');
    if (more !== undefined) throw new UsageError(`one object only, but '${more}' follows '${word}'`);
    const object = parseObject(word);
    const kinds: AccessKind[] = [
      ...(args.has('writes') ? (['makes', 'writes', 'reads and writes'] as const) : []),
      ...(args.has('reads') ? (['reads', 'reads and writes'] as const) : []),
    ];
    const progress = stepProgress('following objects');
    const options = { ...(kinds.length > 0 && { access: new Set(kinds) }), progress: progress.step };
    const uses = await withTrace(file, trace =>
      objectUses(trace, object, options).map(use => ({ ...use, place: placeName(trace, use.call) })),
    ).finally(() => progress.clear());
    if (args.has('json')) printJson(uses);
    else process.stdout.write(uses.map(line).join(''));
    return exitCode.fine;
  },
};

function line({ call, place, name, access, as, level, layer, object, scope }: Use & { readonly place: string }): string {
  const where = [level !== undefined && level > 0 ? `level ${level}` : '', layer !== undefined ? `layer ${layer}` : '']
    .filter(Boolean)
    .join(', ');
  const role = [as, where].filter(Boolean).join(', ');
  return `${String(call).padStart(9)}  ${access.padEnd(16)} ${name}${role ? ` (${role})` : ''}  ${place}  ${object}@${scope}\n`;
}
