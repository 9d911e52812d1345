// The environment in which the host's own driver is found, whatever `sgl env` did to the shell that started us.
import { join } from 'node:path';
import { projectRoot } from './native.js';

/** Folder of our libGL.so.1 and its other names, for LD_LIBRARY_PATH of programs. */
export const clientLibrary = join(projectRoot, 'build', 'libsgl');

/** LD_LIBRARY_PATH without our client library; undefined when nothing is left of it. */
export function hostLibraryPath(path = process.env.LD_LIBRARY_PATH ?? ''): string | undefined {
  return (
    path
      .split(':')
      .filter(folder => folder !== '' && folder !== clientLibrary)
      .join(':') || undefined
  );
}

/** Environment for processes of ours that use the host's driver. They show nothing in windows of their own: vblank_mode
 * would only make the driver say that it was set. */
export function hostEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LD_LIBRARY_PATH: hostLibraryPath(), vblank_mode: undefined };
}
