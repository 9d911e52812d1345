// `sgl mcp`: traces as tools for agents, by the Model Context Protocol on stdin and stdout.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { serveLines } from '../library/json_rpc.js';
import { McpServer } from '../library/servers.js';
import { Trace } from '../library/trace.js';
import { exitCode, UsageError, type Verb } from './command.js';

export const verb: Verb = {
  name: 'mcp',
  summary: 'Serves traces as tools to agents (Model Context Protocol on stdin and stdout).',
  operands: '[TRACE]',
  options: [],
  notes: ['With TRACE the tools work on that one; without it each takes the path of a trace.'],
  examples: [['sgl mcp a.pb', 'tools for an agent, about one trace']],
  async run(args) {
    const [file, more] = args.operands;
    if (more !== undefined) throw new UsageError(`one trace at most, but '${more}' follows`);
    if (file !== undefined) Trace.open(file).close(); // what is wrong with it is said at once
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    const server = new McpServer(version, file);
    try {
      await serveLines(createInterface({ input: process.stdin }), text => process.stdout.write(text), server.serve);
    } finally {
      server.close();
    }
    return exitCode.fine;
  },
};
