// Functions that make names: the client chooses them, so that nobody waits for an answer.
import type { ObjectKind } from '../types.js';
import { type Annotations, merge, newNames, pointers } from './rules.js';

/** Function, receiving parameter, how many, kind of object. */
const GENERATORS: readonly (readonly [string, string, string, ObjectKind])[] = [
  ['glGenBuffers', 'buffers', 'n', 'buffer'],
  ['glCreateBuffers', 'buffers', 'n', 'buffer'],
  ['glGenTextures', 'textures', 'n', 'texture'],
  ['glGenTexturesEXT', 'textures', 'n', 'texture'],
  ['glCreateTextures', 'textures', 'n', 'texture'],
  ['glGenFramebuffers', 'framebuffers', 'n', 'framebuffer'],
  ['glCreateFramebuffers', 'framebuffers', 'n', 'framebuffer'],
  ['glGenRenderbuffers', 'renderbuffers', 'n', 'renderbuffer'],
  ['glCreateRenderbuffers', 'renderbuffers', 'n', 'renderbuffer'],
  ['glGenVertexArrays', 'arrays', 'n', 'vertexArray'],
  ['glCreateVertexArrays', 'arrays', 'n', 'vertexArray'],
  ['glGenSamplers', 'samplers', 'count', 'sampler'],
  ['glCreateSamplers', 'samplers', 'n', 'sampler'],
  ['glGenQueries', 'ids', 'n', 'query'],
  ['glCreateQueries', 'ids', 'n', 'query'],
  ['glGenProgramPipelines', 'pipelines', 'n', 'programPipeline'],
  ['glCreateProgramPipelines', 'pipelines', 'n', 'programPipeline'],
  ['glGenTransformFeedbacks', 'ids', 'n', 'transformFeedback'],
  ['glCreateTransformFeedbacks', 'ids', 'n', 'transformFeedback'],
  ['glGenProgramsARB', 'programs', 'n', 'programArb'],
];

const generators: Annotations = {};
for (const [name, parameter, count, object] of GENERATORS) generators[name] = pointers({ [parameter]: newNames(count, object) });

export const names: Annotations = merge(
  generators,
  {
    glCreateProgram: { newName: { object: 'program' } },
    glGenLists: { newName: { object: 'displayList', count: 'range' } },
    glGenFragmentShadersATI: { newName: { object: 'fragmentShaderAti', count: 'range' } },
  },
);
