// Commands that guest/common/track.h follows because of vertex arrays, mapped buffers and primitive restart,
// beyond those of track.ts.
import { type Annotations, each } from './rules.js';

export const handArrays: Annotations = each(
  [
    'glGenVertexArrays', 'glBufferData', 'glBufferStorage', 'glNamedBufferData', 'glNamedBufferDataEXT', 'glNamedBufferStorage',
    'glCallList', 'glCallLists', 'glPopAttrib',
  ],
  { track: true },
);
