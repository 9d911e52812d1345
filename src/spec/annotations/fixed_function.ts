// Fixed function: lights, materials, fog, texture environment, evaluators, lists, stipple, accumulation
// (GL 4.6 compatibility, chapters 10 to 12, 16 and 21).
import {
  type Annotations, byHand, combine, each, gets, input, inputByName, inputBytes, measured, merge, output, pointers, suffixType,
} from './rules.js';

const FEEDBACK = 'the driver writes to this memory until the render mode changes';

export const fixedFunction: Annotations = merge(
  each(combine('glLight', ['fv', 'iv']), pointers({ params: inputByName('light', 'pname', 'f') })),
  each(combine('glLightModel', ['fv', 'iv']), pointers({ params: inputByName('light_model', 'pname', 'f') })),
  each(combine('glMaterial', ['fv', 'iv']), pointers({ params: inputByName('material', 'pname', 'f') })),
  each(combine('glFog', ['fv', 'iv']), pointers({ params: inputByName('fog', 'pname', 'f') })),
  each([...combine('glTexEnv', ['fv', 'iv']), ...combine('glMultiTexEnv', ['fv', 'iv'], 'EXT')], pointers({ params: inputByName('tex_env', 'pname', 'f') })),
  each([...combine('glTexGen', ['fv', 'iv', 'dv']), ...combine('glMultiTexGen', ['fv', 'iv', 'dv'], 'EXT')], (name) =>
    pointers({ params: inputByName('tex_gen', 'pname', suffixType(name)) })),
  each(combine('glPointParameter', ['fv', 'iv']), pointers({ params: inputByName('point_parameter', 'pname', 'f') })),
  gets([...combine('glGet', ['Light', 'Material', 'TexEnv', 'TexGen'], ['fv', 'iv']), 'glGetTexGendv'], 'params'),
  gets([...combine('glGet', ['MultiTexEnv', 'MultiTexGen'], ['fv', 'iv'], 'EXT'), 'glGetMultiTexGendvEXT'], 'params'),
  each(combine('glPatchParameter', 'fv'), pointers({ values: inputByName('patch_parameter', 'pname', 'f') })),
  gets(combine('glGetMap', ['fv', 'iv', 'dv']), 'v'),
  gets(combine('glGetnMap', ['fv', 'iv', 'dv'], ['', 'ARB']), 'v'),
  {
    glGetClipPlane: pointers({ equation: measured }),
    glMap1f: pointers({ points: inputBytes('sgl_map1_bytes(target, stride, order, 4)') }),
    glMap1d: pointers({ points: inputBytes('sgl_map1_bytes(target, stride, order, 8)') }),
    glMap2f: pointers({ points: inputBytes('sgl_map2_bytes(target, ustride, uorder, vstride, vorder, 4)') }),
    glMap2d: pointers({ points: inputBytes('sgl_map2_bytes(target, ustride, uorder, vstride, vorder, 8)') }),
    glCallLists: pointers({ lists: inputBytes('sgl_call_lists_bytes(n, type)') }, { flags: ['draw'] }),
    glCallList: { flags: ['draw'] },
    glPrioritizeTextures: pointers({ textures: input('n', 'ui'), priorities: input('n', 'f') }),
    ...each(['glAreTexturesResident', 'glAreTexturesResidentEXT'], pointers(
      { textures: input('n', 'ui'), residences: output('n', 'b') },
      { executorByHand: 'residences are written only when the result is GL_FALSE', replyClass: 'environment' },
    )),
    glFeedbackBuffer: pointers({ buffer: byHand }, { clientByHand: FEEDBACK, executorByHand: FEEDBACK }),
    glSelectBuffer: pointers({ buffer: byHand }, { clientByHand: FEEDBACK, executorByHand: FEEDBACK }),
    glRenderMode: { clientByHand: 'brings what was fed back or selected', executorByHand: 'returns what was fed back or selected' },
    glNewList: { flags: ['listCompile'] },
    glEndList: { flags: ['listCompile'] },
  },
);
