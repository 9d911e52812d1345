// `sgl env`: shell lines that make the programs started afterwards use a renderer.
import { defaultRegion } from '../renderer/region_name.js';
import { exitCode, type Verb } from './command.js';
import { printJson } from './output.js';
import { programEnvironment, vendorOption } from './program.js';
import { shmOption } from './region_options.js';
import { quoted } from './shell.js';

export const verb: Verb = {
  name: 'env',
  summary: 'Prints shell lines that lead programs to a renderer: eval "$(sgl env)".',
  operands: '',
  options: [shmOption, vendorOption, { long: 'json', help: 'print an object of variables instead' }],
  examples: [
    ['eval "$(sgl env)"', 'programs of this shell use the running renderer'],
    ['eval "$(sgl env --glvnd)"', "the same, beside the system's libraries"],
  ],
  async run(args) {
    args.none();
    const variables = programEnvironment(args.text('shm') ?? process.env.SGL_SHM ?? defaultRegion, args.has('glvnd'));
    if (args.has('json')) printJson(variables);
    else for (const [name, value] of Object.entries(variables)) process.stdout.write(`export ${name}=${quoted(value)}\n`);
    return exitCode.fine;
  },
};
