// A recording replays on a driver that gives other locations and indices. Such a recording is made here of one from this driver,
// by moving all its numbers: in the commands, and in what the recording says of each link.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { addon } from '../../src/native.js';
import { verify } from '../../src/replay/verify.js';
import { CommandCursor } from '../../src/trace/commands.js';
import type { CommandInfo } from '../../src/trace/dictionary.js';
import { TraceReader } from '../../src/trace/reader.js';
import { REPLY_NOTE, type Segment } from '../../src/trace/segment.js';
import { folder, root, sgl, start } from './support.js';

const program = join(folder, 'places');
execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/places.c'), '-o', program, '-lGL', '-lX11']);
const trace = join(folder, 'places.pb');

/** Kinds of places (native/reflection.h), and by how much the other driver's numbers are larger. */
const shifts = new Map([
  [1, 3],
  [2, 100],
  [3, 10],
  [4, 20],
  [20, 5], // subroutines of the fragment stage
]);
const shiftOf = (kind: number) => shifts.get(kind) ?? 0;
/** By parameter. */
const kinds = new Map([
  ['location', 2],
  ['uniformBlockIndex', 3],
  ['storageBlockIndex', 4],
]);
const attributeCalls = /^gl(Enable|Disable)VertexAttribArray$|^glVertexAttribPointer$/;
const wide = new Set(['int64', 'uint64', 'double', 'handle']);

function moveCommand(cursor: CommandCursor, command: CommandInfo): number {
  let at = cursor.args;
  let moved = 0;
  for (const { name, kind } of command.parameters) {
    const number = attributeCalls.test(command.name) && name === 'index' ? 1 : kinds.get(name);
    if (number !== undefined && cursor.words[at] !== 0xffffffff) {
      cursor.words[at] = (cursor.words[at] as number) + shiftOf(number);
      moved++;
    }
    at += wide.has(kind) ? 2 : 1;
  }
  if (command.name !== 'glUniformSubroutinesuiv') return moved;
  for (let i = at; i < cursor.end; i++) cursor.words[i] = (cursor.words[i] as number) + shiftOf(20);
  return moved + 1;
}

function moveNote(payload: Uint8Array): number {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  let places = 0;
  for (let at = 0; at + 16 <= payload.length; places++) {
    view.setInt32(at + 4, view.getInt32(at + 4, true) + shiftOf(view.getUint32(at, true)), true);
    at += 16 + ((view.getUint32(at + 12, true) + 3) & ~3);
  }
  return places;
}

/** A reader whose segments come with their numbers moved; `notes`: what is said of links is moved with them. */
function movedReader(notes: boolean): { reader: TraceReader; moved: { commands: number; places: number } } {
  const reader = new TraceReader(trace);
  const whole = reader.segment.bind(reader);
  const done = new Set<Segment>();
  const moved = { commands: 0, places: 0 };
  reader.segment = (i: number) => {
    const segment = whole(i);
    if (done.has(segment)) return segment;
    done.add(segment);
    const cursor = new CommandCursor(segment);
    while (cursor.next()) {
      const command = reader.dictionary.commands.get(cursor.opcode);
      if (command) moved.commands += moveCommand(cursor, command);
    }
    for (let row = 0; notes && row < segment.replies.rows; row++) {
      const isLink = /^gl(LinkProgram|ProgramBinary)$/.test(reader.dictionary.name(segment.replies.opcode[row] as number));
      if (isLink && (segment.replies.flags[row] as number) & REPLY_NOTE) moved.places += moveNote(segment.replyPayload(row));
    }
    return segment;
  };
  return { reader, moved };
}

test('the program draws through sgl what it draws natively', async () => {
  const native = await start(program, []).result;
  assert.equal(native.code, 0, native.stderr);
  const ours = await sgl(['record', '-o', trace, '--', program]);
  assert.equal(ours.stdout, native.stdout, ours.stderr);
  const verified = JSON.parse((await sgl(['replay', '--verify', '--json', trace])).stdout);
  assert.deepEqual([verified.frames.identical, verified.replies.different], [3, 0]);
});

test('with the numbers of another driver every frame is the same', () => {
  const { reader, moved } = movedReader(true);
  const result = verify(reader, new (addon().Replayer)({ hashFrames: true }));
  assert.ok(moved.commands > 50 && moved.places >= 20, JSON.stringify(moved));
  assert.equal(result.frames.identical, 3, JSON.stringify(result));
  // the binary has another length, since its attributes are where the recording has them
  const others = result.replies.samples.filter(({ name }) => name !== 'glGetProgramiv');
  assert.ok(others.length === 0 && result.replies.different <= 1, JSON.stringify(result.replies.samples));
});

test('... and not without what the recording says of links', () => {
  const { reader } = movedReader(false);
  const result = verify(reader, new (addon().Replayer)({ hashFrames: true }));
  assert.equal(result.frames.identical, 0);
});
