// Why query enums have no row in the state table, and which are asked while walking through lists of the driver's.

const LISTS = 'program lists (src/replay/state/program_state.ts)';
/** Asked with each element of a list that the driver gives. */
export const listed: readonly (readonly [string, string])[] = [
  'ACTIVE_RESOURCES',
  'LOCATION',
  'LOCATION_INDEX',
  'TYPE',
  'ARRAY_SIZE',
  'ARRAY_STRIDE',
  'MATRIX_STRIDE',
  'IS_ROW_MAJOR',
  'BLOCK_INDEX',
  'OFFSET',
  'ATOMIC_COUNTER_BUFFER_INDEX',
  'BUFFER_BINDING',
  'BUFFER_DATA_SIZE',
].map(name => [`GL_${name}`, LISTS] as const);

const POINTER = 'a pointer of the program: the client library answers, the renderer has none';
const REPEATS = 'follows from the values that have rows';
const IMAGING = 'imaging subset: no driver that this was written with offers it, so a row could not be shown to be right';
const SCRATCH = 'a question about the implementation, not state';
const LIMIT = 'a limit of an extension that no driver offers which this was written with';

/** By name. */
export const reasons: readonly (readonly [RegExp, string])[] = [
  [/_POINTER(_EXT|_ARB)?$|^GL_DEBUG_CALLBACK/, POINTER],
  [/^GL_BLEND_(SRC|DST)$/, `${REPEATS}: blend.src_rgb, blend.dst_rgb`],
  [/^GL_DRAW_BUFFER$/, `${REPEATS}: framebuffer draw_buffer[0]`],
  [/^GL_PIXEL_MAP_\w+_SIZE$/, `${REPEATS}: the length of pixel_map`],
  [/_ARRAY_COUNT_EXT$/, 'EXT_vertex_array keeps a count that no draw uses since OpenGL 1.1'],
  [/^GL_POLYGON_OFFSET_BIAS_EXT$/, `${REPEATS}: polygon.offset_units, in units of the depth buffer`],
  [/^GL_TIMESTAMP$/, 'the time, not state'],
  [/COLOR_TABLE|CONVOLUTION|HISTOGRAM|MINMAX|COLOR_MATRIX/, IMAGING],
  [/^GL_AMBIENT_AND_DIFFUSE$/, 'sets two values that have rows'],
  [/^GL_(MAX|NUM)_.*(SPARSE|VIRTUAL_PAGE)/, `${SCRATCH}: about a format, for sparse textures`],
  [/^GL_(MAX_)?PROGRAM_?.*_ARB$|^GL_MAX_PROGRAM_/, 'a limit of ARB assembly programs, asked by program target'],
  [
    /^GL_(FETCH_PER_SAMPLE|FRAGMENT_SHADER_FRAMEBUFFER_FETCH|SHADING_RATE|TEXTURE_UNNORMALIZED_COORDINATES)/,
    'of OpenGL ES extensions that no driver offers which this was written with',
  ],
  [
    /^GL_RENDERBUFFER_(COLOR_SAMPLES_NV|SAMPLES_IMG)$|_OVR$|SAMPLES_EXT$/,
    'of an extension that no driver offers which this was written with',
  ],
  [/^GL_NUM_WINDOW_RECTANGLES_EXT$|^GL_WEIGHT_ARRAY_BUFFER_BINDING$/, 'of an extension that no driver offers which this was written with'],
  [/^GL_MAX_|^GL_NUM_/, LIMIT],
  [/^GL_(EXTENSIONS|RENDERER|SHADING_LANGUAGE_VERSION|VENDOR|VERSION)$/, 'a text about the implementation: `sgl info` shows it'],
  [/^GL_QUERY_RESULT/, 'a result: asking would wait for it, and it is the trace that has it'],
  [/^GL_QUERY_COUNTER_BITS$/, SCRATCH],
  [/^GL_PROGRAM_BINARY_LENGTH/, 'how long the driver would make a binary now: not what a program set'],
];

const OLD_LIST = 'the older way to ask for what the program lists have';
/** By enum group, for all of its enums. */
export const groupReasons: Readonly<Record<string, string>> = {
  InternalFormatPName: `${SCRATCH}: about a format`,
  ProgramInterfacePName: 'the size of an answer, not state',
  ProgramResourceProperty: 'follows from the linked program; not shown',
  ProgramStagePName: 'subroutines: their choice is lost at every glUseProgram; not shown yet',
  SubroutineParameterName: 'subroutines: their choice is lost at every glUseProgram; not shown yet',
  UniformPName: OLD_LIST,
  UniformBlockPName: OLD_LIST,
  AtomicCounterBufferPName: OLD_LIST,
  BufferTargetARB: 'a target that glGet takes with an index: its binding has a row',
  SyncParameterName: 'fences: whether one is signalled depends on time, and the recording has what the program saw',
  GetMultisamplePNameNV: 'positions that the implementation gives its samples',
  ProgramStringProperty: 'the text of ARB assembly programs; not shown yet',
};
