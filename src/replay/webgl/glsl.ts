// Shaders for ANGLE, which takes the languages of OpenGL ES 2 and 3 (versions 100 and 300 es). Sources of desktop versions and of
// later ES ones get another version line and default precisions, where what they use is in those languages; else what is
// not there is named. Nothing else is rewritten: what then does not compile is reported with the compiler's words.

export interface Translated {
  readonly source: string;
  /** The version that the source asks for: `100`, `330 core`. */
  readonly from: string;
  /** What the languages of OpenGL ES 3.0 lack, by name; empty: it may work. */
  readonly impossible: readonly string[];
}

const WITHOUT_COMMENTS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const VERSION = /^[ \t]*#[ \t]*version[ \t]+(\d+)[ \t]*(\w*)[^\n]*$/m;
const EXTENSION = /^[ \t]*#[ \t]*extension[ \t]+(\w+)[ \t]*:[ \t]*(\w+)[^\n]*$/gm;

/** Names that only desktop or later languages have. */
const DESKTOP =
  /\b(gl_(?:Vertex|Normal|Color|SecondaryColor|MultiTexCoord\d|FogCoord|ModelView\w*|Projection\w*|NormalMatrix|TextureMatrix\w*|FrontColor|BackColor|FrontSecondaryColor|BackSecondaryColor|TexCoord|FogFragCoord|LightSource|LightModel|FrontMaterial|BackMaterial|FrontLight\w*|BackLight\w*|Fog|ClipVertex|ClipDistance|PrimitiveID|Layer|ViewportIndex)|ftransform|[iu]?sampler(?:1D|2DRect|Buffer|2DMS|1DArray|CubeArray)\w*|[iu]?image(?:1D|2D|3D|Cube|Buffer)\w*|texture(?:1D|2DRect|Rect)\w*|shadow(?:1D|2D)\w*|double|dvec[234]|dmat\w+|noperspective|subroutine|imageLoad|imageStore|atomic\w+|textureGather\w*|texture[Q]ueryL\w+|fma|gl_GlobalInvocationID|gl_SampleID|gl_SampleMask\w*|gl_InvocationID|gl_FragDepthEXT)\b/g;
const LATER = /\b(buffer)\s+\w+\s*\{|\blayout\s*\([^)]*\b(binding|offset|local_size_x|component|early_fragment_tests)\b/g;
/** What ES 3.0 has without being asked. */
const BUILT_IN = new Set([
  'GL_ARB_explicit_attrib_location',
  'GL_ARB_uniform_buffer_object',
  'GL_ARB_shading_language_100',
  'GL_ARB_draw_instanced',
  'GL_ARB_shader_bit_encoding',
  'GL_EXT_draw_instanced',
]);
const PRECISIONS =
  'precision highp float;\nprecision highp int;\nprecision highp sampler2D;\nprecision highp samplerCube;\nprecision highp sampler3D;\nprecision highp sampler2DArray;\nprecision highp sampler2DShadow;\nprecision highp isampler2D;\nprecision highp usampler2D;\n';
const PRECISIONS_100 =
  '#ifdef GL_FRAGMENT_PRECISION_HIGH\nprecision highp float;\n#else\nprecision mediump float;\n#endif\nprecision highp int;\n';

function named(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(DESKTOP)) found.add(match[1]!);
  for (const match of text.matchAll(LATER)) found.add(match[1] === 'buffer' ? 'shader storage blocks' : `layout(${match[2]})`);
  return [...found];
}

/** `es`: it was given to a context of OpenGL ES, where no version line means 100. */
export function translateShader(source: string, es: boolean): Translated {
  const code = source.replace(WITHOUT_COMMENTS, ' ');
  const version = VERSION.exec(code);
  const number = version ? Number(version[1]) : es ? 100 : 110;
  const profile = version?.[2] ?? '';
  const from = `${number}${profile ? ` ${profile}` : ''}`;
  const extensions = [...code.matchAll(EXTENSION)]
    .filter(([, name, behaviour]) => behaviour !== 'disable' && !BUILT_IN.has(name!) && behaviour !== 'warn' && name !== 'all')
    .filter(([, , behaviour]) => behaviour === 'require')
    .map(([, name]) => name!);
  if (number === 100 || (number === 300 && profile === 'es')) return { source, from, impossible: extensions };
  const old = number < 130;
  const impossible = [...extensions, ...named(code)];
  if (!old && /\bgl_Frag(Color|Data)\b/.test(code)) impossible.push('gl_FragColor in version 130 and later');
  if (!old && /\b(attribute|varying)\b/.test(code)) impossible.push('attribute and varying in version 130 and later');
  const withoutVersion = version ? source.replace(VERSION, '') : source;
  const body = withoutVersion.replace(EXTENSION, (line, name: string) => (BUILT_IN.has(name) ? '' : line));
  const head = old ? `#version 100\n${PRECISIONS_100}` : `#version 300 es\n${PRECISIONS}`;
  // what must stand before all else but the version
  const directives = [...body.matchAll(EXTENSION)].map(([line]) => line).join('\n');
  return {
    source: `${head.split('\n')[0]}\n${directives}\n${head.slice(head.indexOf('\n') + 1)}#line 1\n${body.replace(EXTENSION, '')}`,
    from,
    impossible,
  };
}
