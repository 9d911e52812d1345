// The environment in which the host's own driver is found, whatever `sgl env` did to the shell that started us.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './native.js';

/** Folder of our libGL.so.1 and its other names, for LD_LIBRARY_PATH of programs. */
export const clientLibrary = join(projectRoot, 'build', 'libsgl');

/** The same library under the names that libglvnd looks for. */
export const vendorLibrary = join(clientLibrary, 'glvnd');
/** What tells libglvnd of it as an EGL vendor. */
export const eglVendorFile = join(vendorLibrary, 'egl_vendor.d', '90_sgl.json');

/** Where they are for 32-bit programs, if they were built: the loader passes over libraries of the wrong width. */
export const client32Library = join(clientLibrary, '32');
export const vendor32Library = join(client32Library, 'glvnd');

const ours: ReadonlySet<string> = new Set([clientLibrary, vendorLibrary, client32Library, vendor32Library]);

/** LD_LIBRARY_PATH without our client library; undefined when nothing is left of it. */
export function hostLibraryPath(path = process.env.LD_LIBRARY_PATH ?? ''): string | undefined {
  return (
    path
      .split(':')
      .filter(folder => folder !== '' && !ours.has(folder))
      .join(':') || undefined
  );
}

/** A file of egl_vendor.d that leads to us. */
function namesUs(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes('libEGL_sgl.so');
  } catch {
    return false;
  }
}

/** What libglvnd must be told so that the host's driver is found and not our client library; undefined: to be unset. */
export function hostVendorVariables(from: NodeJS.ProcessEnv = process.env): Record<string, string | undefined> {
  const files = (from.__EGL_VENDOR_LIBRARY_FILENAMES ?? '').split(':').filter(file => file !== '' && !namesUs(file));
  return {
    __EGL_VENDOR_LIBRARY_FILENAMES: files.join(':') || undefined,
    __GLX_VENDOR_LIBRARY_NAME: from.__GLX_VENDOR_LIBRARY_NAME === 'sgl' ? undefined : from.__GLX_VENDOR_LIBRARY_NAME,
    // where a package has installed it as a vendor, our library refuses to be loaded here (guest/linux/glvnd_egl.c)
    SGL_IS_RENDERER: '1',
  };
}

/** Environment for processes of ours that use the host's driver. They show nothing in windows of their own: vblank_mode
 * would only make the driver say that it was set. */
export function hostEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...hostVendorVariables(), LD_LIBRARY_PATH: hostLibraryPath(), vblank_mode: undefined };
}
