// What can be wrong with a trace file, as one exception type that says which file, where in it, and what to do.

/** `not a trace`: nothing of ours, or unreadable (exit code 2). `damaged`: a trace, but broken at `offset` (exit code 1).
 * `newer`: written by a later version (exit code 2). */
export type TraceFault = 'not a trace' | 'damaged' | 'newer';

export class TraceError extends Error {
  readonly kind: TraceFault;
  readonly file: string;
  /** Byte offset of the packet that is wrong, when there is one. */
  readonly offset: number | undefined;

  constructor(kind: TraceFault, file: string, what: string, offset?: number) {
    super(`${file}: ${what}${offset === undefined ? '' : ` (at byte ${offset})`}`);
    this.name = 'TraceError';
    this.kind = kind;
    this.file = file;
    this.offset = offset;
  }

  /** Exit code of a verb that meets this error. */
  get exitCode(): 1 | 2 {
    return this.kind === 'damaged' ? 1 : 2;
  }
}
