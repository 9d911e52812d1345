// `sgl doctor`: looks at everything that sgl needs here, and says what is wrong and what to do about it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { clientLibrary, hostEnvironment } from '../host_environment.js';
import { addon, type HostInfo, projectRoot } from '../native.js';
import { defaultRegion, regionOwner, regionPath } from '../renderer/region_name.js';
import { exitCode, type Verb } from './command.js';
import { mebibytes, printJson } from './output.js';

interface Finding {
  readonly what: string;
  /** `missing`: a part that not everybody needs. */
  readonly state: 'good' | 'missing' | 'wrong';
  readonly found: string;
  readonly advice?: string;
}

export const verb: Verb = {
  name: 'doctor',
  summary: 'Looks at what sgl needs on this machine: what is wrong, and what to do.',
  operands: '',
  options: [{ long: 'json', help: 'print an object instead' }],
  examples: [['sgl doctor', 'what is wrong on this machine, and what to do']],
  async run(args) {
    args.none();
    const findings = [node(), sharedMemory(), ...nativeParts(), library(), serving(), window(), webgl(), xServer()];
    const healthy = findings.every(finding => finding.state !== 'wrong');
    if (args.has('json')) printJson({ healthy, findings });
    else {
      const width = Math.max(...findings.map(finding => finding.what.length)) + 2;
      for (const { what, state, found, advice } of findings) {
        process.stdout.write(`${state.padEnd(9)}${what.padEnd(width)}${found}\n`);
        if (advice) process.stdout.write(`${' '.repeat(9 + width)}→ ${advice}\n`);
      }
    }
    return healthy ? exitCode.fine : exitCode.difference;
  },
};

const message = (error: unknown) => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));

function node(): Finding {
  const what = 'Node.js';
  const found = `${process.version} on ${process.platform} ${process.arch}`;
  if (Number(process.versions.node.split('.')[0]) < 20) return { what, state: 'wrong', found, advice: 'install Node.js 20 or newer' };
  return { what, state: 'good', found };
}

/** What a renderer takes by default, and room for a second. */
const comfortable = 256 * 2 ** 20;

function sharedMemory(): Finding {
  const what = 'shared memory';
  try {
    accessSync('/dev/shm', constants.W_OK);
    const { bavail, bsize } = statfsSync('/dev/shm');
    const free = bavail * bsize;
    const found = `/dev/shm has ${mebibytes(free)} free`;
    if (free >= comfortable) return { what, state: 'good', found };
    return { what, state: 'wrong', found, advice: 'give it 256 MiB or more (in a container: --shm-size=1g), or choose a smaller --memory' };
  } catch (error) {
    return { what, state: 'wrong', found: message(error), advice: 'sgl needs a writable /dev/shm' };
  }
}

/** Asked in a process of its own: a broken driver may crash, and ours may have been started with our client library. */
function hostInfo(): HostInfo {
  const script = `process.stdout.write(JSON.stringify((await import(${JSON.stringify(new URL('../native.js', import.meta.url).href)})).addon().hostInfo()))`;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: hostEnvironment(),
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (status === 0) return JSON.parse(stdout) as HostInfo;
  throw new Error(
    signal ? `the driver ended the process that asked it (${signal})` : (stderr.match(/Error: (.*)/)?.[1] ?? 'the driver gave no answer'),
  );
}

function nativeParts(): Finding[] {
  try {
    addon();
  } catch (error) {
    return [{ what: 'native addon', state: 'wrong', found: message(error), advice: 'npm run build' }];
  }
  const loads: Finding = { what: 'native addon', state: 'good', found: 'loads' };
  const what = 'host OpenGL';
  try {
    const host = hostInfo();
    const versions = `core ${host.coreVersion.toFixed(1)}, compatibility ${host.compatVersion.toFixed(1)}`;
    return [
      loads,
      {
        what,
        state: 'good',
        found: `${host.renderer} (${host.vendor}), ${host.version}; ${versions}; ${host.configs} framebuffer configurations`,
      },
    ];
  } catch (error) {
    return [loads, { what, state: 'wrong', found: message(error), advice: 'install a driver: apt-get install libegl1 libgl1-mesa-dri' }];
  }
}

/** Names under which programs open OpenGL. */
const libraryNames = ['libGL.so.1', 'libGL.so', 'libGLX.so.0', 'libOpenGL.so.0'];

function library(): Finding {
  const what = 'client library';
  const missing = libraryNames.filter(name => !existsSync(`${clientLibrary}/${name}`));
  if (missing.length === 0) return { what, state: 'good', found: clientLibrary };
  return { what, state: 'wrong', found: `${clientLibrary} lacks ${missing.join(', ')}`, advice: 'npm run build' };
}

function serving(): Finding {
  const what = 'renderers';
  const path = regionPath(process.env.SGL_SHM ?? defaultRegion);
  const owner = regionOwner(path);
  const left = readdirSync('/dev/shm').filter(name => name.startsWith('sgl') && regionOwner(`/dev/shm/${name}`)?.alive === false);
  if (left.length > 0)
    return {
      what,
      state: 'good',
      found: `left behind by killed ones: ${left.join(', ')}`,
      advice: '`sgl serve -x --shm NAME` removes one',
    };
  if (owner?.alive) return { what, state: 'good', found: `process ${owner.pid} serves ${path} (${mebibytes(owner.bytes)})` };
  return { what, state: 'good', found: `nobody serves ${path}; run and record start their own` };
}

function optionalPart(what: string, name: string, file: string, advice: string): Finding {
  try {
    accessSync(`${projectRoot}/node_modules/${file}`);
    createRequire(import.meta.url).resolve(name);
    return { what, state: 'good', found: `${name} is built` };
  } catch {
    return { what, state: 'missing', found: `${name} is not built`, advice };
  }
}

function window(): Finding {
  return optionalPart('replay --window', '@kmamal/sdl', '@kmamal/sdl/dist/sdl.node', 'npm run setup');
}

function webgl(): Finding {
  return optionalPart('WebGL', 'gl', 'gl/build/Release/webgl.node', 'npm run setup');
}

function xServer(): Finding {
  const what = 'X server';
  if (process.env.DISPLAY) return { what, state: 'good', found: `DISPLAY is ${process.env.DISPLAY}` };
  return {
    what,
    state: 'missing',
    found: 'DISPLAY is not set',
    advice: 'programs with windows need one (Xvfb will do); the renderer does not',
  };
}
