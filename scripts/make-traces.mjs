// Records the small traces of traces/ anew: compiles programs of test/programs and records each under an X server of
// its own. `npm run traces [NAME...]`; needs the built project, gcc and Xvfb.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, 'build/traces');
const traces = join(root, 'traces');
/** Programs and their frames: few, so that each trace stays well below 1 MiB; and their libraries, where they are others. */
const programs = [
  ['fixed_function', 20],
  ['core_fbo', 20],
  ['compute_ssbo', 20],
  ['contexts', 10],
  ['es3_scenes', 20, ['-lEGL', '-lGLESv2', '-lX11']],
  ['hard_to_seek', 30],
];
const mostBytes = 256 * 1024;

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

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', timeout: 120_000, ...options });
  if (result.status === 0) return result.stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${result.signal ?? result.status}:\n${result.stderr}${result.stdout}`);
}

/** Started in the folder of the program, by a name without folders: a trace tells the command line. */
function record(name, frames, display, libraries = ['-lGL', '-lX11', '-lpthread']) {
  const file = join(traces, `${name}.pb`);
  run('gcc', ['-O2', '-w', join(root, `test/programs/${name}.c`), '-o', join(built, name), ...libraries]);
  rmSync(file, { force: true });
  const env = { ...process.env, DISPLAY: display, vblank_mode: '0', SGL_SHM: undefined };
  run(process.execPath, [join(root, 'bin/sgl.js'), 'record', '-o', file, '--', `./${name}`, String(frames)], { cwd: built, env });
  const { size } = statSync(file);
  if (size > mostBytes) throw new Error(`${file} has ${size} bytes, more than ${mostBytes}`);
  process.stdout.write(`traces/${name}.pb: ${frames} frames, ${size} bytes\n`);
}

const wanted = process.argv.slice(2);
const unknown = wanted.find(name => !programs.some(([known]) => known === name));
if (unknown !== undefined) {
  process.stderr.write(`there is no trace ${unknown}; there are ${programs.map(([name]) => name).join(', ')}\n`);
  process.exit(2);
}
mkdirSync(built, { recursive: true });
const server = await xServer();
try {
  for (const [name, frames, libraries] of programs)
    if (wanted.length === 0 || wanted.includes(name)) record(name, frames, server.display, libraries);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  server.end();
}
