// What kind of work a command does, where that is all there is to say about it.
import { type Annotations, combine, flagged, merge } from './rules.js';

export const flags: Annotations = merge(
  flagged('clear', ['glClear', 'glClearBufferfi', 'glClearNamedFramebufferfi', 'glAccum']),
  flagged('draw', ['glCopyPixels']),
  flagged('copy', [
    ...combine('glCopy', ['BufferSubData', 'NamedBufferSubData', 'ImageSubData', 'ImageSubDataNV', 'MultiTexImage1DEXT', 'MultiTexImage2DEXT']),
    ...combine(['glCopyTexImage'], ['1D', '2D']),
    ...combine(['glCopyTexSubImage', 'glCopyTextureSubImage'], ['1D', '2D', '3D']),
    ...combine('glCopyTextureSubImage', ['1D', '2D', '3D'], 'EXT'),
    ...combine('glCopyTextureImage', ['1D', '2D'], 'EXT'),
    ...combine('glCopyMultiTexSubImage', ['1D', '2D', '3D'], 'EXT'),
    'glNamedCopyBufferSubDataEXT', 'glBlitFramebuffer', 'glBlitNamedFramebuffer', 'glGenerateMipmap', 'glGenerateTextureMipmap',
    'glGenerateTextureMipmapEXT', 'glGenerateMultiTexMipmapEXT',
  ]),
);
