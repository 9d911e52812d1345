// `sgl find`: searches the calls of a trace by name, argument, object and error.
import { callRecord } from '../inspect/dump.js';
import { errorName, errorNames } from '../inspect/error_names.js';
import { findCalls, parseCondition, type Search } from '../inspect/find.js';
import { callText } from '../inspect/format.js';
import { parseObject } from '../inspect/objects/kinds.js';
import { placeName } from '../inspect/place.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { callSetNotes } from './dump.js';
import { jsonText, writeLines } from './output.js';
import { selectCalls, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'find',
  summary: 'Searches calls by name, argument, object and error; exit code 1 when there is none.',
  operands: 'TRACE [WORD]',
  options: [
    { long: 'name', value: 'NAME', help: 'functions of this name, * for anything: glTex*' },
    {
      long: 'arg',
      value: 'CONDITION',
      help: 'an argument or result: texture=3, width>512, string~main, GL_RGBA8; several parted by commas',
    },
    { long: 'object', value: 'OBJECT', help: 'calls that use texture:3, named in them or bound' },
    { long: 'error', value: 'NAME', help: 'calls that raised it: GL_INVALID_ENUM, or any' },
    { long: 'calls', value: 'CALLSET', help: 'where to look (default: *)' },
    { long: 'max', value: 'N', help: 'stop after so many' },
    { long: 'json', help: 'print one object a line instead' },
  ],
  notes: ['A WORD is a name, or a part of one: `sgl find a.pb TexImage`.', ...callSetNotes],
  examples: [
    ['sgl find a.pb TexImage', 'calls with that in their name'],
    ["sgl find a.pb --name 'glTex*' --arg 'level>5'", 'by an argument'],
    ['sgl find a.pb --object texture:3 --calls f12', 'what frame 12 does with a texture'],
  ],
  async run(args) {
    const [file, word, more] = args.operands;
    if (more !== undefined) throw new UsageError(`one word only, but '${more}' follows '${word}'`);
    const max = args.number('max', { least: 1, most: Number.MAX_SAFE_INTEGER }) ?? Number.POSITIVE_INFINITY;
    const name = args.text('name') ?? (word === undefined ? undefined : word.includes('*') ? word : `*${word}*`);
    if (name !== undefined && !/^[\w*]+$/.test(name)) throw new UsageError(`'${name}' is no name of a function`);
    const search: Search = {
      ...(name !== undefined && { name }),
      conditions: (args.text('arg')?.split(',') ?? []).map(parseCondition),
    };
    const filters = objectFilter(args.text('object')) + errorFilter(args.text('error'));
    const sets = (args.text('calls') ?? '*').split(',').map(set => set + filters);
    let found = 0;
    await withTrace(file, async trace => {
      const { dictionary } = trace;
      const selection = selectCalls(sets.join(','), trace);
      function* lines(): Generator<string> {
        for (const walked of findCalls(trace, selection, search)) {
          const said = walked.error ? ` // ${errorName(walked.error.error)}` : '';
          const place = placeName(trace, walked.call.call);
          yield args.has('json')
            ? jsonText(callRecord(walked, trace))
            : `${callText(walked.call, walked.reply, dictionary)}${said}  (${place})`;
          if (++found >= max) return;
        }
      }
      await writeLines(lines());
    });
    return found > 0 ? exitCode.fine : exitCode.difference;
  },
};

function objectFilter(text: string | undefined): string {
  if (text === undefined) return '';
  parseObject(text);
  return `/${text}`;
}

function errorFilter(text: string | undefined): string {
  if (text === undefined) return '';
  if (text === 'any') return '/error';
  const full = text.startsWith('GL_') ? text : `GL_${text}`;
  if (!errorNames.includes(full)) throw new UsageError(`'${text}' is no GL error: write any, or one of ${errorNames.join(', ')}`);
  return `/${full}`;
}
