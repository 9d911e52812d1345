// Where programs have their parts, by what the program asked its driver: for recordings that keep nothing of their links.
import { CallSelection, parseCallSet } from '../../inspect/callset.js';
import { walkCalls } from '../../inspect/walk.js';
import type { TraceReader } from '../../trace/reader.js';
import { REPLY_NOTE } from '../../trace/segment.js';
import { modelNames } from '../asker.js';
import { CallArguments } from './call_arguments.js';
import { PLACE, type RecordedPlace } from './program.js';

const QUESTIONS: Readonly<Record<string, { readonly kind: number; readonly name: string }>> = {
  glGetAttribLocation: { kind: PLACE.attribute, name: 'name' },
  glGetUniformLocation: { kind: PLACE.uniform, name: 'name' },
  glGetUniformBlockIndex: { kind: PLACE.block, name: 'uniformBlockName' },
};
/** Elements that an array may have: how many, nobody asked. */
const ELEMENTS = 64;

/** Whether the recording notes where linked programs have their parts. */
function hasNotes(reader: TraceReader): boolean {
  const link = modelNames().command('glLinkProgram').opcode;
  for (let i = 0; i < reader.segments.length; i++) {
    const { rows, opcode, flags } = reader.tables(i).replies;
    for (let row = 0; row < rows; row++) if (opcode[row] === link && flags[row]! & REPLY_NOTE) return true;
  }
  return false;
}

/** By context and program: `2,5`. Empty when the recording knows better. */
export function askedPlaces(reader: TraceReader): ReadonlyMap<string, readonly RecordedPlace[]> {
  const found = new Map<string, RecordedPlace[]>();
  if (hasNotes(reader)) return found;
  const questions = new CallSelection(
    parseCallSet(
      Object.keys(QUESTIONS)
        .map(name => `*/${name}`)
        .join(','),
      () => '',
    ),
    reader,
  );
  for (const { call, reply, context } of walkCalls(reader, questions)) {
    const { kind, name } = QUESTIONS[call.name]!;
    const a = new CallArguments(call, reader.dictionary);
    const at = Number(reply?.result?.value ?? -1);
    if (!(at >= 0) || at === 0xffffffff) continue;
    const key = `${context},${a.number('program')}`;
    const text = a.text(name);
    const isElement = text.endsWith(']') && !text.endsWith('[0]');
    found.set(key, [...(found.get(key) ?? []), { kind, at, count: kind === PLACE.uniform && !isElement ? ELEMENTS : 1, name: text }]);
  }
  return found;
}
