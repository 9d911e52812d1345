// Kinds of OpenGL objects, and how people name one: `texture:3`, or `texture:3@2` where contexts that share nothing
// have one of that name each (2 is a context of the group).
import type { ContextDescription } from '../../trace/reader.js';

export const OBJECT_KINDS = [
  'texture',
  'buffer',
  'program',
  'shader',
  'framebuffer',
  'renderbuffer',
  'vertexArray',
  'sampler',
  'query',
  'transformFeedback',
  'programPipeline',
  'displayList',
  'sync',
  'context',
  'drawable',
] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** Objects that contexts share when they share at all (OpenGL 4.6, chapter 5); the others belong to one context. */
const SHARED: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'texture',
  'buffer',
  'program',
  'shader',
  'renderbuffer',
  'sampler',
  'displayList',
  'sync',
]);

export interface ObjectId {
  readonly kind: ObjectKind;
  readonly name: number;
  /** Context that it belongs to: of shared objects the first context of the share group; 0 of contexts and drawables. */
  readonly scope: number;
}

export class ObjectNameError extends Error {
  override readonly name = 'ObjectNameError';
  readonly exitCode = 2;
}

export function objectText({ kind, name }: ObjectId): string {
  return `${kind}:${name}`;
}

/** For maps. */
export function objectKey({ kind, name, scope }: ObjectId): string {
  return `${kind}:${name}@${scope}`;
}

/** What somebody asked for: `texture:3`, `texture:3@2`. */
export interface ObjectPattern {
  readonly kind: ObjectKind;
  readonly name: number;
  /** A context of the group; undefined: any. */
  readonly context: number | undefined;
}

const SHORT: Readonly<Record<string, ObjectKind>> = {
  tex: 'texture',
  fbo: 'framebuffer',
  rbo: 'renderbuffer',
  vao: 'vertexArray',
  list: 'displayList',
  pipeline: 'programPipeline',
  feedback: 'transformFeedback',
  window: 'drawable',
};

/** Throws ObjectNameError. */
export function parseObject(text: string): ObjectPattern {
  const match = /^([A-Za-z]+):(\d{1,10})(?:@(\d{1,9}))?$/.exec(text);
  const kind = match && (OBJECT_KINDS.find(each => each.toLowerCase() === match[1]!.toLowerCase()) ?? SHORT[match[1]!.toLowerCase()]);
  if (!match || !kind)
    throw new ObjectNameError(`'${text}' is no object: write a kind and a name like texture:3; kinds are ${OBJECT_KINDS.join(', ')}`);
  return { kind, name: Number(match[2]), context: match[3] === undefined ? undefined : Number(match[3]) };
}

export function isObjectKind(text: string): text is ObjectKind {
  return (OBJECT_KINDS as readonly string[]).includes(text);
}

/** To which context's namespace an object belongs. */
export class Scopes {
  readonly #roots = new Map<number, number>();

  constructor(contexts: readonly ContextDescription[]) {
    const share = new Map(contexts.map(({ id, share }) => [id, share]));
    for (const { id } of contexts) {
      let root = id;
      for (let steps = 0; steps <= contexts.length && share.get(root); steps++) root = share.get(root)!;
      this.#roots.set(id, root);
    }
  }

  /** First context of the share group of `context`. */
  group(context: number): number {
    return this.#roots.get(context) ?? context;
  }

  id(kind: ObjectKind, name: number, context: number): ObjectId {
    const scope = kind === 'context' || kind === 'drawable' ? 0 : SHARED.has(kind) ? this.group(context) : context;
    return { kind, name, scope };
  }

  matches(pattern: ObjectPattern, id: ObjectId): boolean {
    if (pattern.kind !== id.kind || pattern.name !== id.name) return false;
    return pattern.context === undefined || this.id(id.kind, id.name, pattern.context).scope === id.scope;
  }
}
