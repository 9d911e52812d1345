// Proxy textures: the last image that a program asked the driver about. They are state of the context, and not of a texture.
import { asked, type Cell } from './cells.js';
import { COMPONENTS, componentsOf, transferOf } from './formats.js';
import { GL } from './gl.js';

/** With the dimensions of their images. */
const TARGETS: readonly (readonly [string, 1 | 2 | 3])[] = [
  ['GL_PROXY_TEXTURE_1D', 1],
  ['GL_PROXY_TEXTURE_2D', 2],
  ['GL_PROXY_TEXTURE_3D', 3],
  ['GL_PROXY_TEXTURE_CUBE_MAP', 2],
  ['GL_PROXY_TEXTURE_RECTANGLE', 2],
  ['GL_PROXY_TEXTURE_1D_ARRAY', 2],
  ['GL_PROXY_TEXTURE_2D_ARRAY', 3],
];
const FACTS = ['GL_TEXTURE_WIDTH', 'GL_TEXTURE_HEIGHT', 'GL_TEXTURE_DEPTH', ...Object.values(COMPONENTS)];

/** Level 0 of each: that others were asked for is forgotten. */
export const proxyCells = (): Cell[] =>
  TARGETS.map(([target, dimensions]) =>
    asked(
      target,
      'ints',
      FACTS.map(fact => ['glGetTexLevelParameteriv', target, 0, fact]),
      (out, value) => {
        const size = [...value.slice(0, dimensions)];
        const isEmpty = size.includes(0);
        const components = componentsOf(pname => value[FACTS.indexOf(pname)] ?? 0);
        const { format, type } = isEmpty ? { format: GL.RGBA, type: GL.UNSIGNED_BYTE } : transferOf(components);
        const internal = isEmpty ? GL.RGBA : components.internalFormat;
        out.call(`glTexImage${dimensions}D`, target, 0, internal, ...(isEmpty ? size.map(() => 0) : size), 0, format, type, null);
      },
    ),
  );
