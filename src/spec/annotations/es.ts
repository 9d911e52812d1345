// What only OpenGL ES has: fixed-point functions of OpenGL ES 1, and extensions of ES 1 to 3.
import {
  type Annotations, combine, each, flagged, gets, input, inputByName, merge, newNames, pixels, pointers, suffixType, unpackBytes, vertexPointer,
} from './rules.js';

const VOLUME = {
  width: 'sgl_texture_extent(width)',
  height: 'sgl_texture_extent(height)',
  depth: 'sgl_texture_extent(depth)',
  format: 'format',
  type: 'type',
  dimensions: 3,
} as const;
const COMPRESSED_VOLUME = 'sgl_compressed_bytes(&cx->unpack, 3, width, height, depth, imageSize)';

export const es: Annotations = merge(
  {
    glFogxv: pointers({ param: inputByName('fog', 'pname', 'i') }),
    glLightxv: pointers({ params: inputByName('light', 'pname', 'i') }),
    glLightModelxv: pointers({ param: inputByName('light_model', 'pname', 'i') }),
    glMaterialxv: pointers({ param: inputByName('material', 'pname', 'i') }),
    glTexEnvxv: pointers({ params: inputByName('tex_env', 'pname', 'i') }),
    glTexParameterxv: pointers({ params: inputByName('tex_parameter', 'pname', 'i') }),
    glPointParameterxv: pointers({ params: inputByName('point_parameter', 'pname', 'i') }),
    glTexGenxvOES: pointers({ params: inputByName('tex_gen', 'pname', 'i') }),
  },
  each(combine('glTexGen', ['fv', 'iv'], 'OES'), name => pointers({ params: inputByName('tex_gen', 'pname', suffixType(name)) })),
  gets(['glGetFixedv', ...combine('glGet', ['Light', 'Material', 'TexEnv', 'TexParameter'], 'xv')], 'params'),
  gets(combine('glGetTexGen', ['fv', 'iv', 'xv'], 'OES'), 'params'),

  {
    glGenFramebuffersOES: pointers({ framebuffers: newNames('n', 'framebuffer') }),
    glGenRenderbuffersOES: pointers({ renderbuffers: newNames('n', 'renderbuffer') }),
    glTexImage3DOES: pointers({ pixels: pixels(VOLUME, true) }),
    glTexSubImage3DOES: pointers({ pixels: pixels(VOLUME) }),
    glCompressedTexImage3DOES: pointers({ data: unpackBytes(COMPRESSED_VOLUME, true) }),
    glCompressedTexSubImage3DOES: pointers({ data: unpackBytes(COMPRESSED_VOLUME) }),
    glPointSizePointerOES: pointers({ pointer: vertexPointer }),
    glDepthRangeArrayfvOES: pointers({ v: input('count', 'f', 2) }),
    glDepthRangeArrayfvNV: pointers({ v: input('count', 'f', 2) }),
  },
  gets(combine('glGet', ['Renderbuffer', 'FramebufferAttachment'], 'ParameterivOES'), 'params'),

  flagged('draw', combine('glDrawTex', ['s', 'i', 'x', 'f', 'sv', 'iv', 'xv', 'fv'], 'OES')),
  flagged('copy', [
    'glBlitFramebufferANGLE', 'glGenerateMipmapOES', 'glCopyTexSubImage3DOES', 'glCopyTextureLevelsAPPLE', 'glResolveMultisampleFramebufferAPPLE',
  ]),
);
