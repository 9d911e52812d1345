// What a trace says about its commands: taken from the generated model, and only what occurs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codec } from '../../src/trace/codec.js';
import { Dictionary, dictionaryPacket, FLAG, readDictionary } from '../../src/trace/dictionary.js';
import { currentModel } from '../../src/trace/model_dictionary.js';

function opcodeOf(name: string): number {
  for (const command of currentModel().commands.values()) if (command.name === name) return command.opcode;
  throw new Error(`no ${name} in the model`);
}

test('the model names kinds, groups and flags', () => {
  const model = currentModel();
  const draw = model.commands.get(opcodeOf('glDrawArrays'))!;
  assert.deepEqual(
    draw.parameters.map(p => p.kind),
    ['enum', 'int', 'int'],
  );
  assert.equal(draw.flags & FLAG.draw, FLAG.draw);
  assert.equal(model.enumName('PrimitiveType', 4), 'GL_TRIANGLES');
  const image = model.commands.get(opcodeOf('glTexImage2D'))!;
  assert.equal(image.parameters[2]!.kind, 'enum'); // internalformat is a GLint in C
  assert.equal(image.parameters[8]!.kind, 'in');
  const create = model.commands.get(opcodeOf('glCreateProgram'))!;
  assert.equal(create.resultChosen, true);
  assert.equal(model.commands.get(opcodeOf('glGetError'))!.flags & FLAG.reply, FLAG.reply);
  assert.equal(model.commands.get(opcodeOf('glClientWaitSync'))!.replyClass, 'timing');
});

test('a dictionary holds what occurs, once, and comes back as it was', async () => {
  const model = currentModel();
  const written = new Dictionary();
  const opcodes = [opcodeOf('glDrawArrays'), opcodeOf('glClear')];
  const packet = await dictionaryPacket(model, written, opcodes, codec());
  assert.ok(packet?.dictionary);
  assert.equal(await dictionaryPacket(model, written, opcodes, codec()), undefined);
  const read = new Dictionary();
  readDictionary(packet.dictionary, read, codec());
  assert.equal(read.commands.size, 2);
  for (const opcode of opcodes) assert.deepEqual(read.commands.get(opcode), model.commands.get(opcode));
  assert.deepEqual([...read.groups.keys()].sort(), ['ClearBufferMask', 'PrimitiveType']);
  assert.deepEqual(read.groups.get('PrimitiveType'), model.groups.get('PrimitiveType'));
});

test('all commands of the model survive the way through a trace', async () => {
  const model = currentModel();
  const packet = await dictionaryPacket(model, new Dictionary(), model.commands.keys(), codec());
  const read = new Dictionary();
  readDictionary(packet!.dictionary!, read, codec());
  assert.deepEqual(read.commands, model.commands);
});

test('GLint is an enum only where the registry says so', () => {
  const command = (name: string) => [...currentModel().commands.values()].find(each => each.name === name)!;
  const kind = (name: string, parameter: string) => command(name).parameters.find(each => each.name === parameter)!.kind;
  assert.equal(kind('glTexImage2D', 'internalformat'), 'enum');
  assert.equal(kind('glDrawArrays', 'first'), 'int');
  assert.equal(kind('glVertexPointer', 'size'), 'int');
});
