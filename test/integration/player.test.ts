// The player and sessions on the sample traces: going back and forth, and questions in OpenGL's own words.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { Player } from '../../src/replay/player.js';
import { ReplaySession } from '../../src/replay/session.js';
import { TraceReader } from '../../src/trace/reader.js';
import { sampleTrace, until } from './support.js';

const INVALID_ENUM = 0x500;

function withPlayer(name: string, use: (player: Player, reader: TraceReader) => void): void {
  const reader = new TraceReader(sampleTrace(name));
  const player = new Player(reader);
  try {
    use(player, reader);
  } finally {
    player.close();
    reader.close();
  }
}

function numbers(bytes: unknown): number[] {
  const data = bytes as { kind: string; bytes: Uint8Array };
  assert.equal(data.kind, 'data');
  return [...new Int32Array(Uint8Array.from(data.bytes).buffer)];
}

test('going back and forth gives the same pictures', () => {
  withPlayer('glxgears', (player, reader) => {
    const swap = (frame: number) => reader.frame(frame)!.call;
    const picture = (frame: number) => {
      player.goBefore(swap(frame));
      return Buffer.from(player.pixels().data).toString('base64');
    };
    const second = picture(2);
    const fifth = picture(5);
    assert.notEqual(second, fifth);
    assert.equal(picture(2), second);
    assert.equal(picture(5), fifth);
    assert.equal(player.position, swap(5));
  });
});

test('questions are answered in the program context and leave its errors alone', () => {
  withPlayer('core_fbo', (player, reader) => {
    player.goBefore(reader.frame(0)!.call);
    const [context] = player.contexts();
    assert.ok(context?.core && context.stream !== undefined);
    const questions = player.write();
    const viewport = questions.call('glGetIntegerv', 'GL_VIEWPORT', { room: 16 });
    const wrong = questions.call('glEnable', 0xdead);
    const error = questions.call('glGetError');
    const name = questions.call('glIsTexture', 0xffffff);
    const answers = player.ask(context.id, questions);
    assert.equal(numbers(answers.reply(viewport)?.outs[0]?.value).length, 4);
    assert.equal(answers.error(wrong), INVALID_ENUM);
    assert.equal(answers.reply(wrong), undefined);
    assert.equal(answers.reply(error)?.result?.value, INVALID_ENUM);
    assert.equal(answers.reply(name)?.result?.value, false);
    assert.equal(player.contexts()[0]?.pendingError, context.pendingError);
  });
});

test('data of any size goes with a question: inline and in pieces', () => {
  withPlayer('core_fbo', (player, reader) => {
    player.goBefore(reader.frame(0)!.call);
    const context = player.contexts()[0]!.id;
    for (const [i, size] of [0, 3, 1000, 9_000_000].entries()) {
      const name = 4242 + i;
      const data = Uint8Array.from({ length: size }, (_, at) => at * 7 + (at >> 8));
      const questions = player.write();
      questions.call('glCreateBuffers', 1, Uint32Array.of(name));
      questions.call('glNamedBufferData', name, size, data, 'GL_STATIC_DRAW');
      const read = size > 0 ? questions.call('glGetNamedBufferSubData', name, 0, size, { room: size }) : -1;
      questions.call('glDeleteBuffers', 1, Uint32Array.of(name));
      const answers = player.ask(context, questions);
      if (size > 0)
        assert.deepEqual(
          Buffer.from(answers.payload(read)!)
            .subarray(4, 4 + size)
            .equals(data),
          true,
        );
    }
  });
});

test('a session answers in order, tells of wrong calls, and ends with its owner', async () => {
  const session = new ReplaySession(sampleTrace('glxgears'));
  try {
    const [first, again] = await Promise.all([
      session.do('picture', { call: 2000, before: true }),
      session.do('picture', { call: 2000, before: true }),
    ]);
    assert.ok(first.width > 0 && Buffer.from(first.data).equals(Buffer.from(again.data)));
    const pid = session.pid!;
    process.kill(pid, 'SIGKILL');
    await assert.rejects(session.do('picture', { call: 100 }), /the replay process ended \(SIGKILL\)/);
    const after = await session.do('picture', { call: 2000, before: true });
    assert.ok(Buffer.from(after.data).equals(Buffer.from(first.data)));
  } finally {
    session.close();
  }
});

test('a session that is closed while answers arrive leaves no process behind', async () => {
  for (let round = 0; round < 4; round++) {
    const session = new ReplaySession(sampleTrace('glxgears'));
    const answers = Array.from({ length: 30 }, () => session.do('picture', { call: 2000, before: true }));
    await answers[round];
    const pid = session.pid!;
    session.close();
    await Promise.allSettled(answers);
    await until('the end of the process', () => !existsSync(`/proc/${pid}`));
  }
});
