// Textures, images that go up and down, compressed images, samplers (GL 4.6 compatibility, chapters 8 and 18).
import type { ImageShape } from '../types.js';
import {
  type Annotations, byHand, combine, each, gets, inputByName, inputBytes, inputOrNull, measured, merge, outputPixels, pixels,
  pointers, suffixType, unpackBytes,
} from './rules.js';

const IMAGE = 'an EGLImage is named by a number of the client';

/** A texture larger than any driver has is an error that is raised without reading. */
const extent = (size: string) => `sgl_texture_extent(${size})`;

const UPLOADS: readonly ImageShape[] = [
  { width: extent('width'), format: 'format', type: 'type', dimensions: 1 },
  { width: extent('width'), height: extent('height'), format: 'format', type: 'type', dimensions: 2 },
  { width: extent('width'), height: extent('height'), depth: extent('depth'), format: 'format', type: 'type', dimensions: 3 },
];
const COMPRESSED = [
  'sgl_compressed_bytes(&cx->unpack, 1, width, 1, 1, imageSize)',
  'sgl_compressed_bytes(&cx->unpack, 2, width, height, 1, imageSize)',
  'sgl_compressed_bytes(&cx->unpack, 3, width, height, depth, imageSize)',
];

/** Functions that exist for one, two and three dimensions: `glTex#Image`. */
function perDimension(pattern: string, parameter: string, nullable: boolean): Annotations {
  const result: Annotations = {};
  UPLOADS.forEach((image, i) => {
    result[pattern.replace('#', `${i + 1}D`)] = pointers({ [parameter]: pixels(image, nullable) });
  });
  return result;
}
function compressed(pattern: string, parameter: string, nullable: boolean): Annotations {
  const result: Annotations = {};
  COMPRESSED.forEach((size, i) => {
    result[pattern.replace('#', `${i + 1}D`)] = pointers({ [parameter]: unpackBytes(size, nullable) });
  });
  return result;
}

const READBACK = 'the image\'s size is that of a texture level, which only the renderer knows';
const readBack = (...parameters: string[]) =>
  pointers(Object.fromEntries(parameters.map((p) => [p, byHand])), { clientByHand: READBACK, executorByHand: READBACK });

export const textures: Annotations = merge(
  perDimension('glTexImage#', 'pixels', true),
  perDimension('glTexSubImage#', 'pixels', false),
  perDimension('glTextureSubImage#', 'pixels', false),
  perDimension('glTextureImage#EXT', 'pixels', true),
  perDimension('glTextureSubImage#EXT', 'pixels', false),
  perDimension('glMultiTexImage#EXT', 'pixels', true),
  perDimension('glMultiTexSubImage#EXT', 'pixels', false),
  compressed('glCompressedTexImage#', 'data', true),
  compressed('glCompressedTexSubImage#', 'data', false),
  compressed('glCompressedTextureSubImage#', 'data', false),
  compressed('glCompressedTextureImage#EXT', 'bits', true),
  compressed('glCompressedTextureSubImage#EXT', 'bits', false),
  compressed('glCompressedMultiTexImage#EXT', 'bits', true),
  compressed('glCompressedMultiTexSubImage#EXT', 'bits', false),

  each(['glClearTexImage', 'glClearTexSubImage'], pointers({ data: inputBytes('sgl_clear_value_bytes(format, type)', true) }, { flags: ['clear'] })),

  each(
    [
      ...combine(['glTexParameter', 'glTextureParameter'], ['fv', 'iv', 'Iiv', 'Iuiv']),
      ...combine(['glTextureParameter', 'glMultiTexParameter'], ['fv', 'iv', 'Iiv', 'Iuiv'], 'EXT'),
    ],
    (name) => pointers({
      [/^glTextureParameter[fi]v$/.test(name) ? 'param' : 'params']: inputByName('tex_parameter', 'pname', suffixType(name)),
    }),
  ),
  each(combine('glSamplerParameter', ['fv', 'iv', 'Iiv', 'Iuiv']), (name) =>
    pointers({ param: inputByName('tex_parameter', 'pname', suffixType(name)) })),
  gets(combine(['glGetTexParameter', 'glGetTextureParameter'], ['fv', 'iv', 'Iiv', 'Iuiv']), 'params'),
  gets(combine(['glGetTextureParameter', 'glGetMultiTexParameter'], ['fv', 'iv', 'Iiv', 'Iuiv'], 'EXT'), 'params'),
  gets(combine('glGetSamplerParameter', ['fv', 'iv', 'Iiv', 'Iuiv']), 'params'),
  gets(combine(['glGetTexLevelParameter', 'glGetTextureLevelParameter'], ['fv', 'iv']), 'params'),
  gets(combine(['glGetTextureLevelParameter', 'glGetMultiTexLevelParameter'], ['fv', 'iv'], 'EXT'), 'params'),

  {
    glReadPixels: pointers({ pixels: outputPixels({ width: 'width', height: 'height', format: 'format', type: 'type', dimensions: 2 }) }),
    glReadnPixels: pointers({ data: outputPixels({ width: 'width', height: 'height', format: 'format', type: 'type', dimensions: 2 }, 'bufSize') }),
    glDrawPixels: pointers(
      { pixels: pixels({ width: 'width', height: 'height', format: 'format', type: 'type', dimensions: 2 }) },
      { flags: ['draw'] },
    ),
    glBitmap: pointers(
      { bitmap: pixels({ width: 'width', height: 'height', format: 'GL_COLOR_INDEX', type: 'GL_BITMAP', dimensions: 2 }, true) },
      { flags: ['draw'] },
    ),
    glPolygonStipple: pointers({ mask: pixels({ width: '32', height: '32', format: 'GL_COLOR_INDEX', type: 'GL_BITMAP', dimensions: 2 }) }),
    glGetPolygonStipple: pointers({ mask: outputPixels({ width: '32', height: '32', format: 'GL_COLOR_INDEX', type: 'GL_BITMAP', dimensions: 2 }) }),
    ...each(['glGetnPolygonStipple', 'glGetnPolygonStippleARB'], pointers({
      pattern: outputPixels({ width: '32', height: '32', format: 'GL_COLOR_INDEX', type: 'GL_BITMAP', dimensions: 2 }, 'bufSize'),
    })),
    glPixelMapfv: pointers({ values: unpackBytes('sgl_bytes(mapsize, 4)') }),
    glPixelMapuiv: pointers({ values: unpackBytes('sgl_bytes(mapsize, 4)') }),
    glPixelMapusv: pointers({ values: unpackBytes('sgl_bytes(mapsize, 2)') }),
    glGetMultisamplefv: pointers({ val: measured }),

    glGetTexImage: readBack('pixels'),
    glGetnTexImage: readBack('pixels'),
    glGetnTexImageARB: readBack('img'),
    glGetTextureImage: readBack('pixels'),
    glGetTextureSubImage: readBack('pixels'),
    glGetTextureImageEXT: readBack('pixels'),
    glGetMultiTexImageEXT: readBack('pixels'),
    glGetCompressedTexImage: readBack('img'),
    glGetnCompressedTexImage: readBack('pixels'),
    glGetnCompressedTexImageARB: readBack('img'),
    glGetCompressedTextureImage: readBack('pixels'),
    glGetCompressedTextureSubImage: readBack('pixels'),
    glGetCompressedTextureImageEXT: readBack('img'),
    glGetCompressedMultiTexImageEXT: readBack('img'),
    glGetPixelMapfv: readBack('values'),
    glGetPixelMapuiv: readBack('values'),
    glGetPixelMapusv: readBack('values'),
    glGetnPixelMapfv: readBack('values'),
    glGetnPixelMapuiv: readBack('values'),
    glGetnPixelMapusv: readBack('values'),
    ...each(combine('glGetnPixelMap', ['fv', 'uiv', 'usv'], 'ARB'), readBack('values')),

    glBindTextures: pointers({ textures: inputOrNull('count', 'ui') }),
    glBindImageTextures: pointers({ textures: inputOrNull('count', 'ui') }, { notNegative: ['count'] }),
    glBindSamplers: pointers({ samplers: inputOrNull('count', 'ui') }),
    // published: images belong to no share group, whose streams would wait for each other
    glEGLImageTargetTexture2DOES: { executorByHand: IMAGE, publish: true },
    glEGLImageTargetRenderbufferStorageOES: { executorByHand: IMAGE, publish: true },
  },
  each(['glEGLImageTargetTexStorageEXT', 'glEGLImageTargetTextureStorageEXT'],
    pointers({ attrib_list: byHand }, { executorByHand: IMAGE, clientByHand: 'of a list it matters only whether it is empty' })),
  {  },
);
