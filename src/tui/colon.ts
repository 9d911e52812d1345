// The commands behind `:`, as data: `:help`, the documentation and completion with Tab come from this table.
import { parseObject } from '../inspect/objects/kinds.js';
import type { Inspector } from './inspector.js';
import { pageIds } from './panels/index.js';

export interface ColonCommand {
  readonly name: string;
  /** What follows it. */
  readonly operand: string;
  readonly help: string;
  /** What it gives is over when what it began is. */
  readonly run: (inspector: Inspector, operand: string) => unknown;
}

function say(inspector: Inspector, action: () => void): void {
  try {
    action();
  } catch (error) {
    inspector.say((error as Error).message, 'problem');
  }
}

export const colonCommands: readonly ColonCommand[] = [
  {
    name: 'go',
    operand: 'PLACE',
    help: 'go to a place: 1234, f12, f12:draw3, +10, end',
    run: (inspector, text) => inspector.goToPlace(text),
  },
  {
    name: 'find',
    operand: 'TEXT',
    help: 'the next call with that text, or of that name (glTex*)',
    run: (inspector, text) =>
      inspector.search.find(text, inspector.call, 1).then(found => {
        if (typeof found === 'number') inspector.jumpTo(found);
        else if (found === 'none') inspector.say(`nothing found: ${text}`, 'problem');
      }),
  },
  {
    name: 'break',
    operand: 'WHAT',
    help: 'a breakpoint: a call (1234), a name (glTex*), error, draw; where a value changes (blend.enabled, blend.enabled=false) or the pixel under the cross (pixel); the same again takes it away',
    run: (inspector, text) =>
      say(inspector, () => {
        const { breakpoints } = inspector;
        const all = () => breakpoints.all.map(each => each.text).join(', ');
        if (text === '') inspector.say(breakpoints.all.length === 0 ? 'no breakpoints' : `breakpoints: ${all()}`);
        else {
          const made = breakpoints.toggle(text);
          inspector.say(made === undefined ? `no breakpoint ${text} any more` : `breakpoints: ${all()} (c and C go there)`);
        }
      }),
  },
  {
    name: 'until',
    operand: 'WHERE',
    help: 'a live program: on to a call (1234), the end of a frame (f20), the second of a name in it (f20:glCallList:1), draw, error',
    run: (inspector, text) =>
      say(inspector, () => {
        if (!inspector.live) throw new Error('this is a trace, not a live program: :go goes to a place');
        inspector.live.runTo(text);
      }),
  },
  {
    name: 'diff',
    operand: 'FILE',
    help: 'compare with another trace: } and { go to the calls that differ, d compares pictures',
    run: (inspector, text) =>
      say(inspector, () => {
        if (text === '') throw new Error('with which trace? :diff other.pb');
        inspector.compareWith(text);
      }),
  },
  {
    name: 'note',
    operand: 'TEXT',
    help: 'write a note to this call, kept beside the trace; without text: take it away',
    run: (inspector, text) =>
      say(inspector, () => {
        inspector.notes.setNote(inspector.call, text);
        inspector.say(text === '' ? 'the note is gone' : `noted at ${inspector.place} (${inspector.notes.path})`);
      }),
  },
  {
    name: 'uses',
    operand: 'OBJECT',
    help: 'uses of an object: texture:3, buffer:1, program:2; < and > go from one to the next',
    run: (inspector, text) =>
      say(inspector, () => {
        if (text !== '') parseObject(text);
        inspector.objectPinned = text === '' ? undefined : text;
        inspector.page = 'uses';
        inspector.changed();
      }),
  },
  {
    name: 'texture',
    operand: 'N [LEVEL [LAYER]]',
    help: 'look at a texture; t goes back to what draws write',
    run: (inspector, text) => {
      const [name, level = 0, layer = 0] = text.split(/\s+/).map(Number);
      if (!(Number.isInteger(name) && name! > 0 && Number.isInteger(level) && Number.isInteger(layer))) {
        inspector.say('which texture? :texture 3, :texture 3 LEVEL LAYER', 'problem');
        return;
      }
      inspector.looking.target = { kind: 'texture', name: name!, level, layer };
      inspector.looking.range = undefined;
      inspector.changed();
    },
  },
  {
    name: 'range',
    operand: 'LOW HIGH',
    help: 'values that are shown black and white: depth, floats; without them what suits the values',
    run: (inspector, text) => {
      const [low, high, more] = text === '' ? [] : text.split(/\s+/).map(Number);
      const isRange = Number.isFinite(low) && Number.isFinite(high) && more === undefined && low !== high;
      if (text !== '' && !isRange) {
        inspector.say('two numbers: :range 0.9 1', 'problem');
        return;
      }
      inspector.looking.range = text === '' ? undefined : { low: low!, high: high! };
      inspector.changed();
    },
  },
  {
    name: 'page',
    operand: 'NAME',
    help: `show a page: ${pageIds.join(', ')}`,
    run: (inspector, text) => {
      const page = pageIds.find(each => each === text) ?? pageIds.find(each => text !== '' && each.startsWith(text));
      if (!page) return inspector.say(`pages are ${pageIds.join(', ')}`, 'problem');
      inspector.page = page;
      inspector.changed();
    },
  },
  {
    name: 'help',
    operand: '',
    help: 'keys and commands',
    run: inspector => {
      inspector.helpOpen = true;
      inspector.changed();
    },
  },
  {
    name: 'quit',
    operand: '',
    help: 'quit',
    run: inspector => {
      inspector.quitting = true;
      inspector.changed();
    },
  },
];

/** Runs a line as it was typed behind the `:`. The beginning of a name will do where it means one command; a place goes there. */
export function runCommand(inspector: Inspector, line: string): unknown {
  const [word = '', ...rest] = line.trim().split(/\s+/);
  if (word === '') return undefined;
  const operand = rest.length === 0 ? '' : line.trim().slice(word.length).trim();
  const matching = colonCommands.filter(({ name }) => name.startsWith(word));
  const exact = matching.find(({ name }) => name === word) ?? (matching.length === 1 ? matching[0] : undefined);
  if (exact) return exact.run(inspector, operand);
  if (/^[f+\-\d]/.test(word) && /\d/.test(word)) inspector.goToPlace(word);
  else if (matching.length > 1) inspector.say(`:${word} can mean ${matching.map(({ name }) => name).join(' or ')}`, 'problem');
  else inspector.say(`there is no command ':${word}'; :help lists them`, 'problem');
  return undefined;
}

/** The command's name that the beginning of a line means: for Tab. */
export function completeCommand(text: string): string {
  const matching = colonCommands.filter(({ name }) => name.startsWith(text));
  return matching.length === 1 ? `${matching[0]!.name} ` : text;
}
