// Runs node-gyp on a folder. Headers come from the Node that runs this when it has them beside it, so that
// nothing is downloaded.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

const prefix = dirname(dirname(process.execPath));
const headers = existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
const program = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');

/** Configures and builds `folder`; ends this process with node-gyp's exit code when that fails. */
export function nodeGyp(folder, env = {}) {
  const jobs = process.env.SGL_JOBS ?? String(availableParallelism());
  const quiet = process.argv.includes('--verbose') ? [] : ['--loglevel=warn'];
  // `configure` lists the sources anew: a file that was added or generated since is found.
  for (const args of [['configure'], ['build', '--jobs', jobs]]) {
    const { status, error } = spawnSync(process.execPath, [program, ...args, ...headers, ...quiet], {
      cwd: folder,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    if (error) throw error;
    if (status !== 0) process.exit(status ?? 1);
  }
}
