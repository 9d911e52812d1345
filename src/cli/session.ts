// `sgl session`: a trace as a service on stdin and stdout, for editors and scripts.
import { createInterface } from 'node:readline';
import { serveLines } from '../library/json_rpc.js';
import { sessionServer } from '../library/servers.js';
import { Trace } from '../library/trace.js';
import { exitCode, UsageError, type Verb } from './command.js';

export const verb: Verb = {
  name: 'session',
  summary: 'Serves a trace to other programs: JSON-RPC 2.0, one message a line.',
  operands: 'TRACE',
  options: [{ long: 'stdio', help: 'on standard input and output' }],
  notes: ['The method `methods` lists what can be asked, with the parameters of each. Ends with its input.'],
  examples: [['sgl session a.pb --stdio', 'JSON-RPC 2.0, one message a line']],
  async run(args) {
    if (!args.has('stdio')) throw new UsageError('over what? --stdio is what there is');
    const trace = Trace.open(args.single('trace'));
    try {
      await serveLines(createInterface({ input: process.stdin }), text => process.stdout.write(text), sessionServer(trace));
    } finally {
      trace.close();
    }
    return exitCode.fine;
  },
};
