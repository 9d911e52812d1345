// The name under which drivers see this process: they choose workarounds by it.

/** Variables that Mesa reads for it: up to version 22, from 23, and for its application profiles. */
export const PROGRAM_NAME_VARIABLES = ['GALLIUM_PROCESS_NAME', 'MESA_PROCESS_NAME', 'MESA_DRICONF_EXECUTABLE_OVERRIDE'] as const;

/** Call before the driver is loaded. What the user set counts. */
export function presentAs(program: string): void {
  for (const name of PROGRAM_NAME_VARIABLES) process.env[name] ??= program;
}
