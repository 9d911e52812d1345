// Builders for annotations: how the data behind a pointer travels, in the words of the OpenGL specification.
// They make the C expressions, so that the chapters beside this file only name parameters.
import type { Annotation, CExpression, CommandFlag, ImageShape, ObjectKind, PointerRule, ReplyClass } from '../types.js';

export type Annotations = Record<string, Annotation>;

/** Bytes of the C types that OpenGL calls by suffix. */
export const SIZES = { b: 1, s: 2, i: 4, ui: 4, f: 4, d: 8, i64: 8, ui64: 8, intptr: 8 } as const;
export type ElementType = keyof typeof SIZES;

/** Functions of guest/common/sizes.h that count the elements of a state by its name. */
export type CountFunction =
  | 'tex_parameter' | 'tex_env' | 'tex_gen' | 'light' | 'light_model' | 'material' | 'fog' | 'point_parameter'
  | 'patch_parameter' | 'convolution_parameter' | 'color_table_parameter' | 'clear_buffer';

/** `count` elements (a C expression), each made of `each`. */
export function bytes(count: CExpression, type: ElementType, each = 1): CExpression {
  // GLintptr and GLsizeiptr have the client's pointer width: the encoder widens them, see wire.h
  return `sgl_bytes(${count}, ${SIZES[type] * each})`;
}

export function input(count: CExpression, type: ElementType, each = 1): PointerRule {
  return { kind: 'in', bytes: bytes(count, type, each) };
}
/** As `input`, but NULL is meaningful. */
export function inputOrNull(count: CExpression, type: ElementType, each = 1): PointerRule {
  return { kind: 'in', bytes: bytes(count, type, each), nullable: true };
}
export function inputBytes(expression: CExpression, nullable = false): PointerRule {
  return nullable ? { kind: 'in', bytes: expression, nullable } : { kind: 'in', bytes: expression };
}
/** The values of the state that parameter `by` names. */
export function inputByName(count: CountFunction, by: string, type: ElementType): PointerRule {
  return { kind: 'in', bytes: `sgl_bytes(sgl_${count}_count(${by}), ${SIZES[type]})` };
}
/** Zero-terminated, or as long as the parameter `length` says. */
export function text(length?: string): PointerRule {
  return length === undefined ? { kind: 'inString' } : { kind: 'inString', length };
}
export function textOrNull(length?: string): PointerRule {
  return length === undefined ? { kind: 'inString', nullable: true } : { kind: 'inString', length, nullable: true };
}
/** Read by the unpack state, bound buffer included. */
export function pixels(image: ImageShape, nullable = false): PointerRule {
  return nullable ? { kind: 'inPixels', image, nullable } : { kind: 'inPixels', image };
}
export function unpackBytes(expression: CExpression, nullable = false): PointerRule {
  return nullable ? { kind: 'inUnpack', bytes: expression, nullable } : { kind: 'inUnpack', bytes: expression };
}
export const offset: PointerRule = { kind: 'offset' };
export const vertexPointer: PointerRule = { kind: 'vertexPointer' };
export const byHand: PointerRule = { kind: 'hand' };

export function output(count: CExpression, type: ElementType, each = 1): PointerRule {
  return { kind: 'out', bytes: bytes(count, type, each) };
}
/** However much the driver writes. */
export const measured: PointerRule = { kind: 'outMeasured' };
export function outputText(capacity: string, length?: string): PointerRule {
  return length === undefined ? { kind: 'outString', capacity } : { kind: 'outString', capacity, length };
}
/** Written by the pack state, bound buffer included. */
export function outputPixels(image: ImageShape, bufSize?: string): PointerRule {
  return bufSize === undefined ? { kind: 'outPixels', image } : { kind: 'outPixels', image, bufSize };
}
export function newNames(count: string, object: ObjectKind): PointerRule {
  return { kind: 'newNames', count, object };
}

/** One annotation: its pointers and whatever else there is to say. */
export function pointers(rules: Record<string, PointerRule>, more: Omit<Annotation, 'pointers'> = {}): Annotation {
  return { pointers: rules, ...more };
}

/** The same annotation for several functions. */
export function each(names: readonly string[], annotation: Annotation | ((name: string) => Annotation)): Annotations {
  const result: Annotations = {};
  for (const name of names) result[name] = typeof annotation === 'function' ? annotation(name) : annotation;
  return result;
}

/** Names out of parts: `combine('glColor', ['3', '4'], ['bv', 'dv'])`. */
export function combine(...parts: readonly (string | readonly string[])[]): string[] {
  return parts.reduce<string[]>(
    (names, part) => names.flatMap((name) => (typeof part === 'string' ? [name + part] : part.map((p) => name + p))),
    [''],
  );
}

/** Element type by the suffix of a function's name (`glTexParameterIuiv` has `ui`). */
export function suffixType(name: string): ElementType {
  const suffix = /(ui64|i64|ui|ub|us|b|s|i|f|d)v(?:[A-Z]+)?$/.exec(name)?.[1];
  switch (suffix) {
    case 'ub': return 'b';
    case 'us': return 's';
    case 'b': case 's': case 'i': case 'ui': case 'f': case 'd': case 'i64': case 'ui64': return suffix;
    default: throw new Error(`no type suffix in ${name}`);
  }
}

/** glGet* by name: `parameter` receives as much as the driver writes. */
export function gets(names: readonly string[], parameter: string, replyClass?: ReplyClass): Annotations {
  return each(names, pointers({ [parameter]: measured }, replyClass === undefined ? {} : { replyClass }));
}

export function flagged(flag: CommandFlag, names: readonly string[]): Annotations {
  return each(names, { flags: [flag] });
}

/** Joins annotations of the same function from several chapters. Two rules for one pointer are a mistake. */
export function merge(...chapters: readonly Annotations[]): Annotations {
  const merged: Annotations = {};
  for (const chapter of chapters) {
    for (const [name, annotation] of Object.entries(chapter)) {
      const before = merged[name];
      if (before === undefined) {
        merged[name] = annotation;
        continue;
      }
      for (const key of Object.keys(annotation) as (keyof Annotation)[]) {
        if (before[key] !== undefined && before[key] !== annotation[key] && key !== 'flags') throw new Error(`${name}: ${key} is annotated twice`);
      }
      const flags = [...(before.flags ?? []), ...(annotation.flags ?? [])];
      merged[name] = { ...before, ...annotation, ...(flags.length > 0 ? { flags } : {}) };
    }
  }
  return merged;
}
