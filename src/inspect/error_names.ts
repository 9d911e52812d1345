// Names of GL errors: the same in every version, so a trace need not describe them.

const ERRORS: Readonly<Record<number, string>> = {
  1280: 'GL_INVALID_ENUM',
  1281: 'GL_INVALID_VALUE',
  1282: 'GL_INVALID_OPERATION',
  1283: 'GL_STACK_OVERFLOW',
  1284: 'GL_STACK_UNDERFLOW',
  1285: 'GL_OUT_OF_MEMORY',
  1286: 'GL_INVALID_FRAMEBUFFER_OPERATION',
  1287: 'GL_CONTEXT_LOST',
};

export function errorName(error: number): string {
  return ERRORS[error] ?? `0x${error.toString(16)}`;
}

/** Undefined when it is the name of no GL error. */
export function errorNumber(name: string): number | undefined {
  const found = Object.entries(ERRORS).find(([, text]) => text === name);
  return found && Number(found[0]);
}

export const errorNames: readonly string[] = Object.values(ERRORS);
