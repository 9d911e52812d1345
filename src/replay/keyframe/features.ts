// What a context has by its version: OpenGL and OpenGL ES have got the same things at different times.

/** Which OpenGL a context is of. */
export interface ApiVersion {
  readonly es: boolean;
  readonly core: boolean;
  /** major * 10 + minor. */
  readonly version: number;
}

const NEVER = Number.POSITIVE_INFINITY;
/** First versions: of OpenGL, of OpenGL ES. */
const SINCE = {
  separateFramebuffers: [30, 30],
  vertexArrays: [30, 30],
  maskPerBuffer: [30, 32],
  feedback: [30, 30],
  uniformBuffers: [31, 30],
  samplers: [33, 30],
  blendingPerBuffer: [40, 32],
  feedbackObjects: [40, 30],
  pipelines: [41, 31],
  viewportArrays: [41, NEVER],
  images: [42, 31],
  atomicBuffers: [42, 31],
  storageBuffers: [43, 31],
  framebufferDefaults: [43, 31],
} as const;

export const has = ({ es, version }: ApiVersion, feature: keyof typeof SINCE): boolean => version >= SINCE[feature][es ? 1 : 0];

export const hasFixedFunction = ({ es, core }: ApiVersion): boolean => !es && !core;
