// What a change log keeps besides state: which contexts and objects are there, where contexts are current. As cells whose
// paths begin with $; nobody is shown them as state.

export const PRESENCE = {
  /** Of a context: 1 from when it is made, 0 when it is destroyed. */
  made: '$made',
  /** `4.5`, from when it is first current. */
  version: '$version',
  /** core, compatibility or es. */
  profile: '$profile',
  /** The thread in which it is current; -1: none. */
  stream: '$stream',
  draw: '$draw',
  read: '$read',
  pendingError: '$pending_error',
  /** Between glBegin and glEnd. */
  inside: '$inside',
  /** Of an object: see There. */
  there: '$there',
} as const;

export const THERE = { gone: 0, object: 1, name: 2 } as const;

export const isPresence = (path: string): boolean => path.startsWith('$');

/** Value of a property that an object has no longer: a level, a uniform of the program that it was before. */
export const ABSENT = '\u0000';
