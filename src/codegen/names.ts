// Emits model.json: what tools in TypeScript need of the model (dumps, trace dictionaries, names of enums).
import type { Model } from '../spec/model.js';
import type { Command } from '../spec/types.js';
import { replies } from './layout.js';
import type { GeneratedFile } from './output.js';

function row(command: Command) {
  const { name, opcode, result, parameters, carriage, aliases, annotation } = command;
  return {
    name,
    opcode,
    carriage,
    reply: carriage !== 'client' && replies(command),
    result,
    parameters: parameters.map(({ isConst: _, ...rest }) => rest),
    ...(aliases.length > 0 && { aliases }),
    ...(annotation.flags && { flags: annotation.flags }),
    ...(annotation.replyClass && { replyClass: annotation.replyClass }),
    ...(annotation.newName && { newName: annotation.newName }),
    ...(annotation.executorByHand !== undefined && { executorByHand: true }),
  };
}

export function modelJson(model: Model): GeneratedFile {
  const enums = model.enums.map(({ name, value, groups, bitmask }) => ({
    name,
    value: Number(value),
    ...(groups.length > 0 && { groups }),
    ...(bitmask && { bitmask }),
  }));
  const text = JSON.stringify({
    highestOpcode: model.highestOpcode,
    commands: model.commands.map(row),
    enums,
    extensions: model.extensions,
  });
  return { name: 'model.json', text: `${text}\n` };
}
