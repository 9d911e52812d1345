/* What is easily forgotten of OpenGL since 3.0: transform feedback and draws from it, program pipelines, subroutines,
 * program binaries, image load and store, queries into buffers, conditional rendering, sparse textures and buffers,
 * debug output, object labels, robust reads. Prints values, errors and hashes of pictures; what it prints natively it
 * must print through the client library. */
#define GL_GLEXT_PROTOTYPES
#include <pthread.h>

#include "glx_core.h"
#include "gl_show.h"

#define SIZE 96

static Display *dpy;
static GLXFBConfig config;
static Window window;

static void show(const char *what)
{
    show_picture(what, SIZE, SIZE);
    glClear(GL_COLOR_BUFFER_BIT);
}

static GLuint make_shader(GLenum stage, const char *source)
{
    GLuint shader = glCreateShader(stage);
    glShaderSource(shader, 1, &source, NULL);
    glCompileShader(shader);
    return shader;
}

/* ---- transform feedback --------------------------------------------------------------------------------- */

static void feedback(void)
{
    static const char *plain = "#version 330 compatibility\nout vec2 place; out vec3 tint;\n"
                               "void main() { place = gl_Vertex.xy * 0.9; tint = gl_Color.rgb; gl_Position = gl_Vertex; gl_FrontColor = gl_Color; }\n";
    const char *names[] = {"place", "tint"};
    static const float points[] = {-1, -1, 1, -1, 0, 1, -0.5f, 0.5f, 0.5f, 0.5f, 0, -0.5f};
    static const float tints[] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1};
    GLuint program = glCreateProgram(), shader = make_shader(GL_VERTEX_SHADER, plain), buffer, object, query, more;
    float got[40] = {0};
    GLuint64 value = 0;
    GLuint written = 0;
    glAttachShader(program, shader);
    glTransformFeedbackVaryings(program, 2, names, GL_INTERLEAVED_ATTRIBS);
    glLinkProgram(program);
    GLsizei size = 0, length = 0;
    GLenum type = 0;
    char name[20] = "";
    glGetTransformFeedbackVarying(program, 1, sizeof name, &length, &size, &type, name);
    printf("varying %s %d %x %d\n", name, size, type, length);
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_TRANSFORM_FEEDBACK_BUFFER, buffer);
    glBufferData(GL_TRANSFORM_FEEDBACK_BUFFER, 400, NULL, GL_DYNAMIC_COPY);
    glGenTransformFeedbacks(1, &object);
    glBindTransformFeedback(GL_TRANSFORM_FEEDBACK, object);
    glBindBufferRange(GL_TRANSFORM_FEEDBACK_BUFFER, 0, buffer, 0, 400);
    glGenQueries(1, &query), glGenQueries(1, &more);
    glUseProgram(program);
    glEnable(GL_RASTERIZER_DISCARD);
    glBeginQuery(GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN, query), glBeginQuery(GL_PRIMITIVES_GENERATED, more);
    glEnableClientState(GL_VERTEX_ARRAY), glEnableClientState(GL_COLOR_ARRAY);
    glVertexPointer(2, GL_FLOAT, 0, points), glColorPointer(3, GL_FLOAT, 0, tints);
    glBeginTransformFeedback(GL_TRIANGLES);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glPauseTransformFeedback();
    glDrawArrays(GL_TRIANGLES, 0, 6);
    glResumeTransformFeedback();
    glDrawArrays(GL_TRIANGLES, 3, 3);
    glDrawArrays(GL_LINES, 0, 2), show_error("lines into triangles");
    glEndTransformFeedback();
    glEndQuery(GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN), glEndQuery(GL_PRIMITIVES_GENERATED);
    glDisable(GL_RASTERIZER_DISCARD);
    glGetQueryObjectuiv(query, GL_QUERY_RESULT, &written), glGetQueryObjectui64v(more, GL_QUERY_RESULT, &value);
    glGetBufferSubData(GL_TRANSFORM_FEEDBACK_BUFFER, 0, 120, got);
    printf("written %u of %u, error %x\n", written, (unsigned)value, glGetError());
    show_floats("fed back", got, 30);
    glUseProgram(0);
    /* draws as many as were written: from a buffer, from client memory */
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glVertexPointer(2, GL_FLOAT, 20, NULL), glColorPointer(3, GL_FLOAT, 20, (char *)8);
    glDrawTransformFeedback(GL_TRIANGLES, object);
    show("drawn from feedback");
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    glVertexPointer(2, GL_FLOAT, 0, points), glColorPointer(3, GL_FLOAT, 0, tints);
    glDrawTransformFeedback(GL_TRIANGLES, object);
    show("drawn from client memory as often as fed back");
    glDrawTransformFeedbackInstanced(GL_TRIANGLES, object, 2);
    glDrawTransformFeedbackStream(GL_LINE_LOOP, object, 0);
    show("instances and streams");
    glDrawTransformFeedback(GL_TRIANGLES, object + 55), show_error("no feedback object");
    glDrawTransformFeedbackStream(GL_TRIANGLES, object, 55), show_error("no stream");
    GLuint fresh;
    glCreateTransformFeedbacks(1, &fresh);
    glDrawTransformFeedback(GL_TRIANGLES, fresh), show_error("nothing fed back yet");
    glDrawTransformFeedback(GL_RGB, object), show_error("no mode");
    glDisableClientState(GL_VERTEX_ARRAY), glDisableClientState(GL_COLOR_ARRAY);
    glEndTransformFeedback(), show_error("not begun");
    glBeginTransformFeedback(GL_TRIANGLES), show_error("no program");
    glBindTransformFeedback(GL_TRANSFORM_FEEDBACK, 0);
    glDeleteTransformFeedbacks(1, &object), glDeleteTransformFeedbacks(1, &fresh);
    glDeleteQueries(1, &query), glDeleteQueries(1, &more);
    glDeleteProgram(program), glDeleteShader(shader);
    glDeleteBuffers(1, &buffer);
}

/* ---- programs ---------------------------------------------------------------------------------------------- */

static const char *strip = "#version 430 compatibility\nout gl_PerVertex { vec4 gl_Position; };\n"
                           "void main() { gl_Position = vec4(gl_VertexID & 1, gl_VertexID >> 1, 0, 1) * vec4(1.6, 1.6, 0, 1) - vec4(0.8, 0.8, 0, 0); }\n";

static void pipelines(void)
{
    static const char *red = "#version 430 compatibility\nuniform float f; out vec4 c; void main() { c = vec4(1, f, 0, 1); }\n";
    static const char *bad = "#version 430 compatibility\nvoid main() { nothing(); }\n";
    static const char *chosen = "#version 430 compatibility\nsubroutine vec4 tint(float x); subroutine uniform tint one; subroutine uniform tint two;\n"
                                "subroutine(tint) vec4 warm(float x) { return vec4(x, 0.5, 0, 1); }\nsubroutine(tint) vec4 cold(float x) { return vec4(0, x, 1, 1); }\n"
                                "out vec4 c; void main() { c = gl_FragCoord.x < 40.0 ? one(0.5) : two(0.75); }\n";
    GLuint pipeline, vertex = glCreateShaderProgramv(GL_VERTEX_SHADER, 1, &strip), fragment = glCreateShaderProgramv(GL_FRAGMENT_SHADER, 1, &red);
    GLuint subroutines = glCreateShaderProgramv(GL_FRAGMENT_SHADER, 1, &chosen), wrong = glCreateShaderProgramv(GL_FRAGMENT_SHADER, 1, &bad);
    GLint value = 0, values[4] = {0};
    char text[200] = "";
    GLsizei length = 0;
    glGetProgramiv(wrong, GL_LINK_STATUS, &value), glGetProgramInfoLog(wrong, sizeof text, &length, text);
    printf("a wrong program: linked %d, log %d %s\n", value, length > 0, strstr(text, "nothing") ? "names it" : text);
    glGenProgramPipelines(1, &pipeline);
    printf("before its first use %d", glIsProgramPipeline(pipeline));
    glBindProgramPipeline(pipeline), printf(", after %d\n", glIsProgramPipeline(pipeline));
    glUseProgramStages(pipeline, GL_VERTEX_SHADER_BIT, vertex), glUseProgramStages(pipeline, GL_FRAGMENT_SHADER_BIT, fragment);
    glActiveShaderProgram(pipeline, fragment);
    glUniform1f(glGetUniformLocation(fragment, "f"), 0.5f);
    glValidateProgramPipeline(pipeline);
    glGetProgramPipelineiv(pipeline, GL_VALIDATE_STATUS, &value), printf("valid %d, ", value);
    glGetProgramPipelineiv(pipeline, GL_FRAGMENT_SHADER, &value), printf("fragment %d\n", (GLuint)value == fragment);
    GLuint array;
    glGenVertexArrays(1, &array), glBindVertexArray(array);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    show("a pipeline");
    glProgramUniform1f(fragment, glGetUniformLocation(fragment, "f"), 1);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 3);
    show("its uniform by program");
    glUseProgramStages(pipeline, GL_FRAGMENT_SHADER_BIT, subroutines);
    const GLuint warm = glGetSubroutineIndex(subroutines, GL_FRAGMENT_SHADER, "warm"), cold = glGetSubroutineIndex(subroutines, GL_FRAGMENT_SHADER, "cold");
    const GLint one = glGetSubroutineUniformLocation(subroutines, GL_FRAGMENT_SHADER, "one");
    printf("subroutines %d %d %d, none %d\n", warm != cold, one >= 0, (int)glGetSubroutineUniformLocation(subroutines, GL_FRAGMENT_SHADER, "x"),
           glGetSubroutineIndex(subroutines, GL_FRAGMENT_SHADER, "x") == GL_INVALID_INDEX);
    glGetProgramStageiv(subroutines, GL_FRAGMENT_SHADER, GL_ACTIVE_SUBROUTINES, &value), printf("active %d\n", value);
    glGetActiveSubroutineName(subroutines, GL_FRAGMENT_SHADER, warm, sizeof text, &length, text), printf("name %s\n", text);
    glGetActiveSubroutineUniformiv(subroutines, GL_FRAGMENT_SHADER, 0, GL_COMPATIBLE_SUBROUTINES, values), printf("compatible %d %d\n", values[0], values[1]);
    for (int i = 0; i < 2; i++) {
        GLuint indices[2] = {warm, warm}, now = 9;
        indices[(one + i) % 2] = cold;
        glUniformSubroutinesuiv(GL_FRAGMENT_SHADER, 2, indices), show_error("with a pipeline");
        glGetUniformSubroutineuiv(GL_FRAGMENT_SHADER, 0, &now), show_error("");
        glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
        show("subroutines in a pipeline");
    }
    glBindProgramPipeline(0);
    /* in a program of its own */
    GLuint program = glCreateProgram();
    add_shader(program, GL_VERTEX_SHADER, strip), add_shader(program, GL_FRAGMENT_SHADER, chosen);
    glProgramParameteri(program, GL_PROGRAM_BINARY_RETRIEVABLE_HINT, GL_TRUE);
    glLinkProgram(program);
    glUseProgram(program);
    for (int i = 0; i < 2; i++) {
        GLuint indices[2] = {i ? cold : warm, i ? warm : cold}, now = 9;
        glUniformSubroutinesuiv(GL_FRAGMENT_SHADER, 2, indices), glGetUniformSubroutineuiv(GL_FRAGMENT_SHADER, one, &now);
        printf("chosen %d, error %x\n", now == indices[one], glGetError());
        glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
        show("subroutines");
    }
    glUniformSubroutinesuiv(GL_FRAGMENT_SHADER, 1, &warm), show_error("too few subroutines");
    glUniformSubroutinesuiv(GL_FRAGMENT_SHADER, 2, (const GLuint[]){99, 99}), show_error("no such subroutines");
    /* its binary */
    GLint formats = 0, bytes = 0;
    glGetIntegerv(GL_NUM_PROGRAM_BINARY_FORMATS, &formats), glGetProgramiv(program, GL_PROGRAM_BINARY_LENGTH, &bytes);
    printf("binary formats %d, length %d\n", formats, bytes > 0);
    if (bytes > 0) {
        void *binary = malloc((size_t)bytes);
        GLenum format = 0;
        const GLuint again = glCreateProgram();
        glGetProgramBinary(program, bytes, &length, &format, binary);
        glGetProgramBinary(program, 3, &length, &format, binary), show_error("no room for a binary");
        glGetProgramBinary(program, bytes, &length, &format, binary);
        glProgramBinary(again, format, binary, length);
        glGetProgramiv(again, GL_LINK_STATUS, &value), printf("from a binary: linked %d, error %x\n", value, glGetError());
        glUseProgram(again);
        glUniformSubroutinesuiv(GL_FRAGMENT_SHADER, 2, (const GLuint[]){cold, warm});
        glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
        show("a program from a binary");
        ((char *)binary)[0] ^= 85;
        glProgramBinary(again, format, binary, length);
        glGetProgramiv(again, GL_LINK_STATUS, &value), printf("from a spoilt one: linked %d, error %x\n", value, glGetError());
        glProgramBinary(again, 0x1234, binary, length), show_error("no format");
        free(binary);
        glUseProgram(0), glDeleteProgram(again);
    }
    glUseProgram(0);
    glDeleteProgram(program), glDeleteProgram(vertex), glDeleteProgram(fragment), glDeleteProgram(subroutines), glDeleteProgram(wrong);
    glDeleteProgramPipelines(1, &pipeline), glDeleteVertexArrays(1, &array);
}

/* ---- images, queries, conditions ----------------------------------------------------------------------------- */

static void images(void)
{
    GLuint texture, buffer, program = make_compute("#version 430\nlayout(local_size_x = 8, local_size_y = 8) in; layout(rgba8, binding = 1) uniform image2D a;\n"
                                                   "layout(std430, binding = 0) buffer B { uint n; uint sum[]; };\nvoid main() { ivec2 p = ivec2(gl_GlobalInvocationID.xy); vec4 v = imageLoad(a, p);\n"
                                                   "imageStore(a, p, v.bgra + vec4(0.2, p.x / 32.0, 0, 1)); atomicAdd(n, 1u); atomicMax(sum[p.y], uint(p.x)); }\n");
    GLubyte image[32 * 32 * 4];
    GLuint values[40] = {0};
    for (size_t i = 0; i < sizeof image; i++) image[i] = (GLubyte)(i * 3);
    glGenTextures(1, &texture), glBindTexture(GL_TEXTURE_2D, texture);
    glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, 32, 32);
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, 32, 32, GL_RGBA, GL_UNSIGNED_BYTE, image);
    glBindImageTexture(1, texture, 0, GL_FALSE, 0, GL_READ_WRITE, GL_RGBA8);
    glGenBuffers(1, &buffer), glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 0, buffer);
    glBufferData(GL_SHADER_STORAGE_BUFFER, sizeof values, values, GL_DYNAMIC_COPY);
    glUseProgram(program), glDispatchCompute(4, 4, 1);
    glMemoryBarrier(GL_ALL_BARRIER_BITS);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
    glGetBufferSubData(GL_SHADER_STORAGE_BUFFER, 0, sizeof values, values);
    printf("images %016llx, %u invocations, %u, error %x\n", hash_bytes(image, sizeof image), values[0], values[5], glGetError());
    glDispatchCompute(70000, 1, 1), show_error("too many groups");
    glBindBuffer(GL_DISPATCH_INDIRECT_BUFFER, buffer);
    glBufferSubData(GL_DISPATCH_INDIRECT_BUFFER, 4, 12, (const GLuint[]){2, 1, 1});
    glDispatchComputeIndirect(4), glMemoryBarrier(GL_ALL_BARRIER_BITS);
    glGetBufferSubData(GL_SHADER_STORAGE_BUFFER, 0, 4, values), printf("then %u, error %x\n", values[0], glGetError());
    glDispatchComputeIndirect(3), show_error("an odd offset");
    glClearTexImage(texture, 0, GL_RGBA, GL_UNSIGNED_BYTE, (const GLubyte[]){1, 2, 3, 4});
    glGetTextureSubImage(texture, 0, 3, 3, 0, 4, 4, 1, GL_RGBA, GL_UNSIGNED_BYTE, sizeof image, image), printf("cleared %d %d, error %x\n", image[0], image[7], glGetError());
    glGetTextureSubImage(texture, 0, 3, 3, 0, 4, 4, 1, GL_RGBA, GL_UNSIGNED_BYTE, 10, image), show_error("no room");
    glUseProgram(0), glDeleteProgram(program), glDeleteTextures(1, &texture), glDeleteBuffers(1, &buffer);
}

static void queries(void)
{
    GLuint query[4], buffer, got[6] = {7, 7, 7, 7, 7, 7}, result = 0;
    GLint available = 0, bits = -1;
    glGenQueries(4, query), glGenBuffers(1, &buffer);
    glBindBuffer(GL_QUERY_BUFFER, buffer), glBufferData(GL_QUERY_BUFFER, sizeof got, got, GL_DYNAMIC_COPY);
    glBeginQuery(GL_SAMPLES_PASSED, query[0]);
    glRectf(-0.5f, -0.5f, 0.5f, 0.5f);
    glEndQuery(GL_SAMPLES_PASSED);
    glBeginQuery(GL_ANY_SAMPLES_PASSED, query[1]), glEndQuery(GL_ANY_SAMPLES_PASSED);
    glGetQueryObjectuiv(query[0], GL_QUERY_RESULT, (GLuint *)4), show_error("a result into a buffer");
    glGetQueryObjectuiv(query[1], GL_QUERY_RESULT, (GLuint *)12);
    glGetQueryBufferObjectuiv(query[0], buffer, GL_QUERY_RESULT_AVAILABLE, 16), show_error("by name");
    glGetQueryBufferObjectuiv(query[0], buffer, GL_QUERY_RESULT, 400), show_error("beyond the buffer");
    glGetBufferSubData(GL_QUERY_BUFFER, 0, sizeof got, got);
    printf("in the buffer %u %u %u %u %u %u\n", got[0], got[1], got[2], got[3], got[4], got[5]);
    glBindBuffer(GL_QUERY_BUFFER, 0);
    glGetQueryObjectuiv(query[0], GL_QUERY_RESULT, &result), glGetQueryObjectiv(query[0], GL_QUERY_RESULT_AVAILABLE, &available);
    glGetQueryiv(GL_SAMPLES_PASSED, GL_QUERY_COUNTER_BITS, &bits);
    printf("result %u, available %d, bits %d, error %x\n", result, available, bits, glGetError());
    glGetQueryObjectuiv(query[3], GL_QUERY_RESULT, &result), show_error("never begun");
    glBeginQuery(GL_TIME_ELAPSED, query[0]), show_error("of another target");
    glBeginQuery(GL_SAMPLES_PASSED, 0), show_error("query 0");
    glEndQuery(GL_SAMPLES_PASSED), show_error("not begun");
    show("counted");
    /* conditional rendering */
    for (int i = 0; i < 2; i++) {
        glColor3f(1, (float)i, 0.5f);
        glBeginConditionalRender(query[i], i ? GL_QUERY_BY_REGION_WAIT : GL_QUERY_WAIT);
        glRectf(-0.8f, -0.8f, 0.2f, 0.2f), glClear(GL_DEPTH_BUFFER_BIT);
        glEndConditionalRender();
        show(i ? "not drawn" : "drawn");
        glBeginConditionalRender(query[i], GL_QUERY_WAIT_INVERTED);
        glRectf(-0.8f, -0.8f, 0.2f, 0.2f);
        glEndConditionalRender();
        show("the other way round");
    }
    glEndConditionalRender(), show_error("not begun");
    glBeginConditionalRender(999, GL_QUERY_WAIT), show_error("no query");
    glBeginConditionalRender(query[0], GL_RGB), show_error("no mode");
    glBeginQueryIndexed(GL_PRIMITIVES_GENERATED, 1, query[2]), glEndQueryIndexed(GL_PRIMITIVES_GENERATED, 1), show_error("an index");
    glQueryCounter(query[3], GL_TIMESTAMP), glGetQueryObjectiv(query[3], GL_QUERY_RESULT_AVAILABLE, &available), show_error("a time stamp");
    glDeleteQueries(4, query), glDeleteBuffers(1, &buffer);
}

static int has(const char *name)
{
    GLint n = 0;
    glGetIntegerv(GL_NUM_EXTENSIONS, &n);
    for (GLint i = 0; i < n; i++)
        if (strcmp((const char *)glGetStringi(GL_EXTENSIONS, (GLuint)i), name) == 0) return 1;
    return 0;
}

static void sparse(void)
{
    printf("sparse textures %d, buffers %d\n", has("GL_ARB_sparse_texture"), has("GL_ARB_sparse_buffer"));
    if (has("GL_ARB_sparse_texture")) {
        GLuint texture;
        GLint sizes[3] = {0}, n = 0;
        GLubyte *image = malloc(256 * 256 * 4);
        memset(image, 77, 256 * 256 * 4);
        glGetInternalformativ(GL_TEXTURE_2D, GL_RGBA8, GL_NUM_VIRTUAL_PAGE_SIZES_ARB, 1, &n);
        glGetInternalformativ(GL_TEXTURE_2D, GL_RGBA8, GL_VIRTUAL_PAGE_SIZE_X_ARB, 1, sizes);
        glGenTextures(1, &texture), glBindTexture(GL_TEXTURE_2D, texture);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_SPARSE_ARB, GL_TRUE);
        glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, 256, 256);
        ((PFNGLTEXPAGECOMMITMENTARBPROC)glXGetProcAddress((const GLubyte *)"glTexPageCommitmentARB"))(GL_TEXTURE_2D, 0, 0, 0, 0, 128, 128, 1, GL_TRUE);
        glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, 128, 128, GL_RGBA, GL_UNSIGNED_BYTE, image);
        memset(image, 0, 256 * 256 * 4);
        glGetTextureSubImage(texture, 0, 0, 0, 0, 128, 128, 1, GL_RGBA, GL_UNSIGNED_BYTE, 128 * 128 * 4, image);
        printf("pages %d of %d, texel %d, error %x\n", n, sizes[0], image[100], glGetError());
        glDeleteTextures(1, &texture), free(image);
    }
    if (has("GL_ARB_sparse_buffer")) {
        GLuint buffer;
        GLint page = 0;
        GLubyte byte = 0;
        glGetIntegerv(GL_SPARSE_BUFFER_PAGE_SIZE_ARB, &page);
        glGenBuffers(1, &buffer), glBindBuffer(GL_ARRAY_BUFFER, buffer);
        glBufferStorage(GL_ARRAY_BUFFER, page * 8, NULL, GL_SPARSE_STORAGE_BIT_ARB | GL_DYNAMIC_STORAGE_BIT);
        ((PFNGLBUFFERPAGECOMMITMENTARBPROC)glXGetProcAddress((const GLubyte *)"glBufferPageCommitmentARB"))(GL_ARRAY_BUFFER, page, page, GL_TRUE);
        glBufferSubData(GL_ARRAY_BUFFER, page + 5, 1, "x"), glGetBufferSubData(GL_ARRAY_BUFFER, page + 5, 1, &byte);
        printf("page %d, byte %d, error %x\n", page, byte, glGetError());
        glDeleteBuffers(1, &buffer);
    }
}

/* ---- debug output, labels ------------------------------------------------------------------------------------ */

static pthread_t debug_thread;
static int debug_messages, debug_strangers, in_call;

static void APIENTRY on_message(GLenum source, GLenum type, GLuint id, GLenum severity, GLsizei length, const GLchar *text, const void *user)
{
    debug_messages++;
    debug_strangers += !pthread_equal(pthread_self(), debug_thread);
    if (source == GL_DEBUG_SOURCE_APPLICATION) printf("  %x %u %x %d '%.*s' for %s%s\n", type, id, severity, length, length, text, (const char *)user, in_call ? ", in the call" : "");
    else printf("  of the driver: %x %x%s\n", source, type, in_call ? ", in the call" : "");
}

static void *debug_elsewhere(void *context)
{
    static const int attributes[] = {GLX_PBUFFER_WIDTH, 8, GLX_PBUFFER_HEIGHT, 8, None};
    GLXPbuffer pbuffer = glXCreatePbuffer(dpy, config, attributes);
    debug_thread = pthread_self();
    glXMakeContextCurrent(dpy, pbuffer, pbuffer, context);
    glEnable(GL_DEBUG_OUTPUT), glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
    glDebugMessageCallback(on_message, "another thread");
    in_call = 1;
    glDebugMessageInsert(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_OTHER, 3, GL_DEBUG_SEVERITY_HIGH, -1, "elsewhere");
    glEnable(0x7777);
    in_call = 0;
    glXMakeContextCurrent(dpy, None, None, NULL);
    return NULL;
}

static void debug_output(GLXContext context)
{
    pthread_t thread;
    GLint value = 0;
    char text[300];
    GLsizei length = 0;
    debug_thread = pthread_self();
    printf("debug context %d, synchronous %d\n", glIsEnabled(GL_DEBUG_OUTPUT), glIsEnabled(GL_DEBUG_OUTPUT_SYNCHRONOUS));
    glDebugMessageCallback(on_message, "user");
    glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
    in_call = 1;
    glDebugMessageInsert(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_MARKER, 1, GL_DEBUG_SEVERITY_NOTIFICATION, 3, "abcdef");
    glDebugMessageInsert(GL_DEBUG_SOURCE_THIRD_PARTY, GL_DEBUG_TYPE_PERFORMANCE, 2, GL_DEBUG_SEVERITY_MEDIUM, -1, "other");
    glDebugMessageInsert(GL_DEBUG_SOURCE_API, GL_DEBUG_TYPE_OTHER, 2, GL_DEBUG_SEVERITY_MEDIUM, -1, "not allowed");
    glPushDebugGroup(GL_DEBUG_SOURCE_APPLICATION, 8, -1, "group");
    glDebugMessageControl(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_MARKER, GL_DONT_CARE, 0, NULL, GL_FALSE);
    glDebugMessageInsert(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_MARKER, 1, GL_DEBUG_SEVERITY_HIGH, -1, "filtered");
    glPopDebugGroup();
    glDebugMessageInsert(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_MARKER, 1, GL_DEBUG_SEVERITY_HIGH, -1, "not filtered");
    glDebugMessageControl(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_MARKER, GL_DONT_CARE, 2, (const GLuint[]){5, 6}, GL_FALSE);
    glDebugMessageInsert(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_MARKER, 6, GL_DEBUG_SEVERITY_HIGH, -1, "filtered by its number");
    in_call = 0;
    show_error("messages");
    glPopDebugGroup(), show_error("nothing pushed");
    show_integer("depth", GL_DEBUG_GROUP_STACK_DEPTH);
    glDisable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
    glDebugMessageInsert(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_OTHER, 11, GL_DEBUG_SEVERITY_LOW, -1, "later");
    glFinish();
    glDebugMessageCallback(NULL, NULL);
    glDebugMessageInsert(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_OTHER, 12, GL_DEBUG_SEVERITY_HIGH, -1, "logged");
    show_integer("logged", GL_DEBUG_LOGGED_MESSAGES);
    show_integer("next", GL_DEBUG_NEXT_LOGGED_MESSAGE_LENGTH);
    GLuint id = 0;
    printf("fetched %u", glGetDebugMessageLog(5, sizeof text, NULL, NULL, &id, NULL, &length, text));
    printf(" %u '%s' %d, error %x\n", id, text, length, glGetError());
    printf("messages %d, on wrong threads %d\n", debug_messages, debug_strangers);
    glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
    pthread_create(&thread, NULL, debug_elsewhere, make_core_context(dpy, config, context, 4, 3));
    pthread_join(thread, NULL);
    printf("messages %d, on wrong threads %d\n", debug_messages, debug_strangers);
    debug_thread = pthread_self();
    GLuint names[2];
    glGenTextures(1, names), glGenBuffers(1, names + 1);
    glObjectLabel(GL_TEXTURE, names[0], -1, "not there yet"), show_error("a label before the object is");
    glBindTexture(GL_TEXTURE_2D, names[0]), glBindBuffer(GL_ARRAY_BUFFER, names[1]);
    glObjectLabel(GL_TEXTURE, names[0], 5, "texture"), glObjectLabel(GL_BUFFER, names[1], -1, "buffer"), show_error("labels");
    glGetObjectLabel(GL_TEXTURE, names[0], sizeof text, &length, text), printf("label %s %d\n", text, length);
    glGetObjectLabel(GL_BUFFER, names[1], 4, &length, text), printf("label %s %d\n", text, length);
    glGetObjectLabel(GL_BUFFER, names[1], 0, &length, NULL), printf("label %d, error %x\n", length, glGetError());
    glObjectLabel(GL_BUFFER, names[1], 0, NULL), glGetObjectLabel(GL_BUFFER, names[1], sizeof text, &length, text), printf("removed '%s' %d\n", text, length);
    glObjectLabel(GL_RGB, 1, -1, "x"), show_error("of no kind"), glObjectLabel(GL_SHADER, 4444, -1, "x"), show_error("of no shader");
    glGetIntegerv(GL_MAX_LABEL_LENGTH, &value);
    glDeleteTextures(1, names), glDeleteBuffers(1, names + 1);
}

/* ---- robustness ------------------------------------------------------------------------------------------------ */

static void robustness(create_context create)
{
    for (int strategy = 0; strategy < 2; strategy++) {
        const int attributes[] = {GLX_CONTEXT_MAJOR_VERSION_ARB, 4, GLX_CONTEXT_MINOR_VERSION_ARB, 3, GLX_CONTEXT_FLAGS_ARB, GLX_CONTEXT_ROBUST_ACCESS_BIT_ARB,
                                  GLX_CONTEXT_RESET_NOTIFICATION_STRATEGY_ARB, strategy ? GLX_LOSE_CONTEXT_ON_RESET_ARB : GLX_NO_RESET_NOTIFICATION_ARB, None};
        GLXContext context = create(dpy, config, NULL, True, attributes);
        printf("robust context %d\n", context != NULL);
        if (!context) continue;
        GLubyte pixels[64] = {0};
        GLint value = 0;
        glXMakeCurrent(dpy, window, context);
        show_integer("strategy", GL_RESET_NOTIFICATION_STRATEGY), show_integer("flags", GL_CONTEXT_FLAGS);
        printf("reset status %x %x\n", glGetGraphicsResetStatus(), glGetError());
        glClearColor(0.5f, 0.25f, 0, 1), glClear(GL_COLOR_BUFFER_BIT);
        glReadnPixels(0, 0, 4, 4, GL_RGBA, GL_UNSIGNED_BYTE, 64, pixels), printf("read %d %d, error %x\n", pixels[0], pixels[61], glGetError());
        glReadnPixels(0, 0, 4, 4, GL_RGBA, GL_UNSIGNED_BYTE, 63, pixels), show_error("no room for pixels");
        GLuint program = make_program("#version 430\nuniform vec4 u; void main() { gl_Position = u; }\n", "#version 430\nuniform mat3 m; out vec4 c; void main() { c = m[1].xyzz; }\n");
        GLfloat floats[9] = {0};
        glProgramUniform4f(program, glGetUniformLocation(program, "u"), 1, 2, 3, 4);
        glGetnUniformfv(program, glGetUniformLocation(program, "u"), 16, floats), show_floats("uniform", floats, 4);
        glGetnUniformfv(program, glGetUniformLocation(program, "u"), 15, floats), show_error("no room for a uniform");
        glGetnUniformiv(program, glGetUniformLocation(program, "m"), 36, (GLint *)floats), show_error("a matrix");
        glGetnUniformfv(program, 4444, 36, floats), show_error("no location");
        glGetIntegerv(GL_CONTEXT_PROFILE_MASK, &value);
        glXMakeCurrent(dpy, None, NULL);
        glXDestroyContext(dpy, context);
    }
}

int main(void)
{
    static const int wanted[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 24, GLX_DRAWABLE_TYPE, GLX_WINDOW_BIT | GLX_PBUFFER_BIT, None};
    XInitThreads();
    setvbuf(stdout, NULL, _IOLBF, 0);
    dpy = open_display();
    config = choose_config(dpy, wanted);
    window = make_window(dpy, config, SIZE, SIZE);
    create_context create = (create_context)glXGetProcAddressARB((const GLubyte *)"glXCreateContextAttribsARB");
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    feedback(), glXSwapBuffers(dpy, window);
    pipelines(), glXSwapBuffers(dpy, window);
    images();
    queries(), glXSwapBuffers(dpy, window);
    sparse();
    const int debug[] = {GLX_CONTEXT_MAJOR_VERSION_ARB, 4, GLX_CONTEXT_MINOR_VERSION_ARB, 3, GLX_CONTEXT_FLAGS_ARB, GLX_CONTEXT_DEBUG_BIT_ARB, None};
    GLXContext debugged = create(dpy, config, NULL, True, debug);
    glXMakeCurrent(dpy, window, debugged);
    debug_output(debugged);
    robustness(create);
    return 0;
}
