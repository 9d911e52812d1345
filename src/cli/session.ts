// `sgl session`: a trace, or a live program, as a service on stdin and stdout, for editors and scripts.
import { createInterface } from 'node:readline';
import { type Serve, serveLines } from '../library/json_rpc.js';
import { sessionServer } from '../library/servers.js';
import { Trace } from '../library/trace.js';
import { type Arguments, exitCode, UsageError, type Verb } from './command.js';
import { liveOptions, liveTarget } from './inspect_live.js';

export const verb: Verb = {
  name: 'session',
  summary: 'Serves a trace or a live program to other programs: JSON-RPC 2.0, one message a line.',
  operands: 'TRACE | --live -- PROGRAM [arguments] | --attach [CLIENT]',
  options: [{ long: 'stdio', help: 'on standard input and output' }, ...liveOptions],
  notes: ['The method `methods` lists what can be asked, with the parameters of each. Ends with its input.'],
  examples: [
    ['sgl session a.pb --stdio', 'JSON-RPC 2.0, one message a line'],
    ['sgl session --live --stdio -- glxgears', 'a program that stops and steps when it is told'],
  ],
  async run(args) {
    if (!args.has('stdio')) throw new UsageError('over what? --stdio is what there is');
    if (args.has('live') || args.has('attach')) return serveLive(args);
    const trace = Trace.open(args.single('trace'));
    try {
      await overStdio(sessionServer(trace));
    } finally {
      trace.close();
    }
    return exitCode.fine;
  },
};

function overStdio(serve: Serve): Promise<void> {
  return serveLines(createInterface({ input: process.stdin }), text => process.stdout.write(text), serve);
}

async function serveLive(args: Arguments): Promise<number> {
  const { target, at } = await liveTarget(args);
  const { LiveSession } = await import('./session_live.js');
  try {
    const session = await LiveSession.open(target, at);
    try {
      await overStdio(session.serve);
    } finally {
      session.close();
    }
  } finally {
    target.connection.close();
    target.finish();
  }
  return exitCode.fine;
}
