// A small trace made by hand, for tests of reading: three segments, five frames, replies, errors, a loss.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codec } from '../../src/trace/codec.js';
import { type CommandInfo, Dictionary, FLAG, type ParameterInfo } from '../../src/trace/dictionary.js';
import type { Ended } from '../../src/trace/index_packet.js';
import { OP, protocolCommands } from '../../src/trace/protocol_commands.js';
import { TraceWriter } from '../../src/trace/writer.js';
import { command, concat, memory, records, words } from './journal_records.js';

export const GL = { clear: 64, drawArrays: 65, getError: 66, bufferData: 67, getIntegerv: 68, uniform4f: 69 } as const;

function parameter(name: string, kind: ParameterInfo['kind'], more: Partial<ParameterInfo> = {}): ParameterInfo {
  return { name, kind, type: '', group: '', element: 'none', object: '', ...more };
}
function glCommand(opcode: number, name: string, parameters: ParameterInfo[], more: Partial<CommandInfo> = {}): CommandInfo {
  return {
    opcode,
    name,
    parameters,
    result: undefined,
    call: true,
    flags: 0,
    replyClass: 'exact',
    opaque: false,
    resultChosen: false,
    ...more,
  };
}

/** A model of a few commands, so that these tests need no generated one. */
export function sampleModel(): Dictionary {
  const model = new Dictionary();
  for (const own of protocolCommands) model.add(own);
  const float = (name: string) => parameter(name, 'float');
  for (const one of [
    glCommand(GL.clear, 'glClear', [parameter('mask', 'bitfield', { group: 'ClearBufferMask' })], { flags: FLAG.clear }),
    glCommand(
      GL.drawArrays,
      'glDrawArrays',
      [parameter('mode', 'enum', { group: 'PrimitiveType' }), parameter('first', 'int'), parameter('count', 'int')],
      {
        flags: FLAG.draw,
      },
    ),
    glCommand(GL.getError, 'glGetError', [], { flags: FLAG.reply, result: parameter('', 'enum', { group: 'ErrorCode' }) }),
    glCommand(GL.bufferData, 'glBufferData', [
      parameter('target', 'enum', { group: 'BufferTargetARB' }),
      parameter('size', 'int64'),
      parameter('data', 'in'),
      parameter('usage', 'enum'),
    ]),
    glCommand(GL.getIntegerv, 'glGetIntegerv', [parameter('pname', 'enum'), parameter('data', 'out', { element: 'int' })], {
      flags: FLAG.reply,
    }),
    glCommand(GL.uniform4f, 'glUniform4f', [parameter('location', 'int'), float('v0'), float('v1'), float('v2'), float('v3')]),
  ])
    model.add(one);
  model.addGroup({
    name: 'ClearBufferMask',
    values: [
      [0x4000, 'COLOR_BUFFER_BIT'],
      [0x100, 'DEPTH_BUFFER_BIT'],
    ],
  });
  model.addGroup({ name: 'PrimitiveType', values: [[4, 'TRIANGLES']] });
  model.addGroup({
    name: 'ErrorCode',
    values: [
      [0, 'NO_ERROR'],
      [0x500, 'INVALID_ENUM'],
    ],
  });
  return model;
}

const float = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0]!;
const swap = (n: number) => command(OP.swapBuffers, 1, 0, n, 0);

/** struct sgl_context_reply with strings and one limit. */
function contextReply(): Uint8Array {
  const text = new TextEncoder().encode('Vendor\0Renderer X\0' + '4.5 Test\0' + '4.50\0GL_EXT_one\0GL_EXT_two\0');
  const padded = new Uint8Array((text.length + 3) & ~3);
  padded.set(text);
  return concat([words(0, 45, 2, 2), padded, words(1, 0x0d33, 16384)]);
}

/** Journal segments: calls 0 to 20. */
export function sampleJournal(origin: bigint): ArrayBuffer[] {
  const t = (ms: number) => origin + BigInt(ms) * 1_000_000n;
  const draw = command(GL.drawArrays, 4, 0, 3);
  const frame = (n: number) => concat([command(GL.clear, 0x4100), draw, swap(n)]);
  return [
    memory([
      records.batch(0, 1, command(OP.createContext, 1, 0, 0, 0, 2, 0, 0, 1), { timeNs: t(1), context: 0 }),
      records.reply(0, OP.createContext, contextReply()),
      records.batch(1, 1, command(OP.createDrawable, 1, 3, 300, 200, 1, 0), { timeNs: t(2), context: 0 }),
      records.batch(2, 1, command(OP.makeCurrent, 1, 1, 1), { timeNs: t(3), context: 0 }),
      records.reply(2, OP.makeCurrent, words(0)),
      records.batch(3, 3, frame(1), { timeNs: t(4) }),
      records.frame(5, t(5), 0x1122334455667788n),
    ]),
    memory([
      records.batch(6, 1, concat([command(OP.stage, 8, 0, 0, 0, 1, 2), command(GL.bufferData, 0x8892, 8, 0, 0xfffffffe, 0x88e4, 8, 0)]), {
        timeNs: t(100),
      }),
      records.batch(7, 1, command(GL.uniform4f, 0xffffffff, float(1), float(0.5), float(-2), float(0))),
      records.error(7, 0x502),
      records.batch(8, 1, command(GL.getError), { timeNs: t(101) }),
      records.reply(8, GL.getError, words(0x502, 0)),
      records.batch(9, 3, frame(2), { timeNs: t(102) }),
      records.frame(11, t(103), 0xffffffffffffffffn),
      records.batch(12, 3, frame(3), { timeNs: t(104), stream: 1 }),
      records.frame(14, t(105), 3n),
    ]),
    memory([
      records.batch(15, 1, command(GL.getIntegerv, 0x0d33, 4), { timeNs: t(200) }),
      records.reply(15, GL.getIntegerv, words(4, 16384)),
      records.batch(16, 2, concat([draw, swap(4)]), { timeNs: t(201) }),
      records.frame(17, t(202), 4n),
      records.loss(18, t(203), 'a thread was stopped'),
      records.batch(18, 3, frame(5), { timeNs: t(204) }),
      records.frame(20, t(205), 5n, 8, 2),
    ]),
  ];
}

/** A folder that is gone after the test. */
export function temporaryFolder(after: (clean: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'sgl-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function writeSample(file: string, ended: Ended | 'not closed' = { how: 'exit', code: 0, reason: '' }): Promise<void> {
  const origin = 5_000_000_000n;
  const client = { program: 'sample', commandLine: 'sample --test', pid: 42, protocol: 1, pointerBits: 64 };
  const writer = await TraceWriter.create(file, { client, recorder: 'test', originNs: origin, model: sampleModel(), codec: codec() });
  for (const segment of sampleJournal(origin)) await writer.segment(await codec().packSegment(segment, { level: 1, originNs: origin }));
  if (ended === 'not closed') await writer.abandon();
  else await writer.close(ended);
}
