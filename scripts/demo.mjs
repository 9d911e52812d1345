// The demo itself, once everything is built: glxgears and a scene of glmark2, recorded and replayed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'build/demo');
const sgl = [join(root, 'bin/sgl.js')];
const seconds = 3;

const say = text => process.stdout.write(`${text}\n`);
const fail = text => {
  say(`demo: ${text}`);
  process.exit(1);
};

/** A private X server. @returns its display, and how to end it */
async function xServer() {
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24', '+extension', 'GLX', '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = await new Promise((resolve, reject) => {
    server.once('error', error => reject(new Error(`Xvfb cannot be started: ${error.message}`)));
    server.once('exit', () => reject(new Error('Xvfb ended before it said its display')));
    server.stdout.once('data', data => resolve(String(data).trim()));
  });
  return { display: `:${number}`, end: () => server.kill() };
}

function record(name, program, display) {
  const trace = join(folder, `${name}.pb`);
  const result = spawnSync(process.execPath, [...sgl, 'record', '-o', trace, '--', ...program], {
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, DISPLAY: display, vblank_mode: '0', SGL_SHM: undefined },
  });
  // `timeout` ends glxgears, which runs for ever, with code 124
  if (![0, 124].includes(result.status))
    fail(`recording ${program.join(' ')} ended with ${result.signal ?? result.status}:\n${result.stderr}${result.stdout}`);
  return trace;
}

function verify(trace) {
  const result = spawnSync(process.execPath, [...sgl, 'replay', '--verify', '--json', trace], {
    encoding: 'utf8',
    timeout: 300_000,
    maxBuffer: 1 << 26,
  });
  if (result.status !== 0 && result.status !== 1)
    fail(`replaying ${trace} ended with ${result.signal ?? result.status}:\n${result.stderr}`);
  return JSON.parse(result.stdout);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const server = await xServer();
let identical = true;
try {
  const programs = [
    ['glxgears', ['timeout', String(seconds), 'glxgears']],
    ['glmark2-build', ['glmark2', '-s', '400x300', '-b', `build:duration=${seconds}`]],
  ];
  for (const [name, program] of programs) {
    say(`demo: recording ${program.join(' ')} …`);
    const trace = record(name, program, server.display);
    const { frames, replies } = verify(trace);
    const same = frames.total > 0 && frames.identical === frames.total && replies.different === 0;
    identical &&= same;
    const size = (statSync(trace).size / 2 ** 20).toFixed(1);
    say(
      `      ${frames.identical} of ${frames.total} frames identical when replayed, ${replies.different} of ${replies.total} answers different (${size} MiB)`,
    );
  }
} catch (error) {
  fail(error.message);
} finally {
  server.end();
}
if (!identical) fail('not everything came out identical');
say(`
demo: all identical. The traces are in build/demo. To go on:
  node bin/sgl.js info build/demo/glxgears.pb                        what a trace holds
  node bin/sgl.js dump build/demo/glxgears.pb --calls f60 | less     the calls of a frame
  node bin/sgl.js image build/demo/glxgears.pb --at f60 -o /tmp/img  a frame as a picture
  node bin/sgl.js record -- YOUR-PROGRAM                             your own program (needs an X display)
  node bin/sgl.js doctor                                             whether this machine has all it needs`);
