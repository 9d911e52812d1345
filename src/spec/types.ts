// Types of the command model: one `Command` per entry point, joined from the Khronos registry and
// our annotations. Code generators and tools read only this; nothing here knows C or the wire.

/** A C expression over the command's parameters, valid in the client encoder and in the executor's
 * decoder alike. It may call the functions of guest/common/sizes.h, with `cx` as the tracked state. */
export type CExpression = string;

export type ObjectKind =
  | 'buffer'
  | 'texture'
  | 'framebuffer'
  | 'renderbuffer'
  | 'vertexArray'
  | 'sampler'
  | 'query'
  | 'program'
  | 'shader'
  | 'programPipeline'
  | 'transformFeedback'
  | 'displayList'
  | 'sync'
  | 'programArb'
  | 'fragmentShaderAti'
  | 'memoryObject'
  | 'semaphore'
  | 'perfMonitor'
  | 'context'
  | 'drawable';

/** How the data behind a pointer parameter travels. `nullable`: the driver gives NULL a meaning of its own; elsewhere the
 * decoder never passes NULL where bytes are due, but that many zeros. */
export type PointerRule =
  /** So many bytes from the program. */
  | { readonly kind: 'in'; readonly bytes: CExpression; readonly nullable?: boolean }
  /** Characters from the program, up to NUL, or `length` of them when that is a parameter and not negative. */
  | { readonly kind: 'inString'; readonly length?: string; readonly nullable?: boolean }
  /** An image read with the unpack state; an offset when a pixel unpack buffer is bound. */
  | { readonly kind: 'inPixels'; readonly image: ImageShape; readonly nullable?: boolean }
  /** Like `in`, but an offset when a pixel unpack buffer is bound (compressed images, pixel maps). */
  | { readonly kind: 'inUnpack'; readonly bytes: CExpression; readonly nullable?: boolean }
  /** Always an offset into a bound buffer, or an opaque value: 64 bits, never followed. */
  | { readonly kind: 'offset' }
  /** A vertex array pointer: an offset when an array buffer is bound, else client memory sent with each draw. */
  | { readonly kind: 'vertexPointer' }
  /** So many bytes to the program. */
  | { readonly kind: 'out'; readonly bytes: CExpression }
  /** As many bytes as the driver writes (found by calling it twice over different fillings), at most `max`. */
  | { readonly kind: 'outMeasured'; readonly max?: number }
  /** Characters to the program: at most `capacity` bytes; how many is in `length` if that is a parameter. */
  | { readonly kind: 'outString'; readonly capacity: string; readonly length?: string }
  /** An image written with the pack state; an offset when a pixel pack buffer is bound. `bufSize`: parameter that bounds it. */
  | { readonly kind: 'outPixels'; readonly image: ImageShape; readonly bufSize?: string }
  /** Like `out`, but an offset when a pixel pack buffer is bound. */
  | { readonly kind: 'outPack'; readonly bytes: CExpression }
  /** Names that the client chooses (glGen*): sent to the renderer as `in`, written to the program by the client. */
  | { readonly kind: 'newNames'; readonly count: CExpression; readonly object: ObjectKind }
  /** Handled by hand on both sides. */
  | { readonly kind: 'hand' };

/** Parameters (names or C expressions) that give an image its size. Missing ones are 1. */
export interface ImageShape {
  readonly width: CExpression;
  readonly height?: CExpression;
  readonly depth?: CExpression;
  readonly format: CExpression;
  readonly type: CExpression;
  /** 3 when SKIP_IMAGES and IMAGE_HEIGHT apply. */
  readonly dimensions: 1 | 2 | 3;
}

export type Carriage =
  | 'async' // encoded, no answer
  | 'reply' // encoded, the program waits for the answer
  | 'client' // answered by the client library alone
  | 'hand'; // the client's side is written by hand

/** Whether a replay must give the recorded reply again. */
export type ReplyClass = 'exact' | 'location' | 'timing' | 'environment';

/** Our word on an entry point, where the registry is silent. Keyed by function name in src/spec/annotations/. */
export interface Annotation {
  readonly pointers?: Readonly<Record<string, PointerRule>>;
  /** The client function is hand-written (guest/common/*.c defines it); the reason says why. */
  readonly clientByHand?: string;
  /** The executor's decoder is hand-written (native/exec_*.cpp defines it); the reason says why. */
  readonly executorByHand?: string;
  /** Never reaches the wire. */
  readonly clientOnly?: string;
  /** Both sides call `sgl_track_NAME(cx, params...)` (guest/common/track.h): the client before encoding, the executor before executing. */
  readonly track?: boolean;
  /** The result is a name that the client chooses (glCreateProgram, glGenLists). */
  readonly newName?: { readonly object: ObjectKind; readonly count?: CExpression };
  readonly replyClass?: ReplyClass;
  /** Parameters whose negative values the driver must not see: the executor raises GL_INVALID_VALUE in its place. */
  readonly notNegative?: readonly string[];
  /** Publish the batch after this command (glFlush). */
  readonly publish?: boolean;
  readonly flags?: readonly CommandFlag[];
}
export type CommandFlag = 'draw' | 'clear' | 'dispatch' | 'copy' | 'frame' | 'listCompile' | 'marker';

export interface Parameter {
  readonly name: string;
  /** C type as the registry spells it, e.g. `const GLfloat *`. */
  readonly type: string;
  /** Base type without const and pointers: GLenum, GLfloat, void. */
  readonly base: string;
  readonly pointer: 0 | 1 | 2;
  readonly isConst: boolean;
  /** Registry enum group (for names in dumps) and object kind. */
  readonly group?: string;
  readonly object?: ObjectKind;
  readonly rule?: PointerRule;
}

export interface Command {
  readonly name: string;
  readonly opcode: number;
  readonly result: { readonly type: string; readonly group?: string; readonly object?: ObjectKind };
  readonly parameters: readonly Parameter[];
  readonly carriage: Carriage;
  /** Other entry points that are this one under another name. They have no opcode of their own. */
  readonly aliases: readonly string[];
  /** Versions (`GL_VERSION_3_0`) and extensions that bring it. */
  readonly requiredBy: readonly string[];
  readonly annotation: Annotation;
}
