/* What OpenGL ES 3.0 has beyond 2, a tile each: uniform blocks, instances, several draw buffers, texture arrays with samplers,
 * transform feedback, mapped buffers, pixel buffers, client arrays, integer attributes, multisampling; with queries and
 * fences between. `es3_scenes [FRAMES]` draws so many frames (default 4) in a window of 256x192. */
#include <GLES3/gl3.h>
#include <string.h>

#include "es_window.h"
#include "gl_program.h"

enum { TILE = 64, COLUMNS = 4, ROWS = 3, WIDTH = TILE * COLUMNS, HEIGHT = TILE * ROWS };

static const GLfloat square[] = {-0.8f, -0.8f, 0.8f, -0.8f, -0.8f, 0.8f, 0.8f, 0.8f};

#define V "#version 300 es\n"
#define F "#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2DArray;\n"

static GLuint program(const char *vertex, const char *fragment, int count, const char **captured)
{
    GLuint p = glCreateProgram();
    add_shader(p, GL_VERTEX_SHADER, vertex);
    add_shader(p, GL_FRAGMENT_SHADER, fragment);
    if (count) glTransformFeedbackVaryings(p, count, captured, GL_INTERLEAVED_ATTRIBS);
    return link_program(p);
}

static void tile(int n) { glViewport(n % COLUMNS * TILE, n / COLUMNS * TILE, TILE, TILE); }

static GLuint buffer(GLenum target, GLsizeiptr bytes, const void *data)
{
    GLuint b;
    glGenBuffers(1, &b);
    glBindBuffer(target, b);
    glBufferData(target, bytes, data, GL_STATIC_DRAW);
    return b;
}

/* ---- uniform blocks and instances ---------------------------------------------------------------- */

static void instances(int frame)
{
    static GLuint p, vao, block;
    if (!p) {
        p = program(V "layout(location = 3) in vec2 at; layout(location = 5) in vec2 shift; uniform Place { vec4 scale; vec4 tint[2]; } place;"
                      "flat out vec4 colour; void main() { gl_Position = vec4(at * place.scale.xy + shift, 0.0, 1.0); colour = place.tint[gl_InstanceID]; }",
                    F "flat in vec4 colour; out vec4 o; void main() { o = colour; }", 0, NULL);
        glGenVertexArrays(1, &vao);
        glBindVertexArray(vao);
        buffer(GL_ARRAY_BUFFER, sizeof square, square);
        glVertexAttribPointer(3, 2, GL_FLOAT, GL_FALSE, 0, NULL);
        glEnableVertexAttribArray(3);
        static const GLfloat shifts[] = {-0.4f, -0.3f, 0.4f, 0.3f};
        buffer(GL_ARRAY_BUFFER, sizeof shifts, shifts);
        glVertexAttribPointer(5, 2, GL_FLOAT, GL_FALSE, 0, NULL);
        glVertexAttribDivisor(5, 1);
        glEnableVertexAttribArray(5);
        static const GLushort indices[] = {0, 1, 2, 2, 1, 3};
        buffer(GL_ELEMENT_ARRAY_BUFFER, sizeof indices, indices);
        glBindVertexArray(0);
        block = buffer(GL_UNIFORM_BUFFER, 48, NULL);
    }
    const GLfloat values[12] = {0.4f, 0.5f, 0, 0, 1, 0.2f * (float)(frame % 5), 0, 1, 0, 0.5f, 1, 1};
    glBindBuffer(GL_UNIFORM_BUFFER, block);
    glBufferSubData(GL_UNIFORM_BUFFER, 0, sizeof values, values);
    glUseProgram(p);
    glUniformBlockBinding(p, glGetUniformBlockIndex(p, "Place"), 2);
    glBindBufferBase(GL_UNIFORM_BUFFER, 2, block);
    glBindVertexArray(vao);
    tile(0);
    glDrawElementsInstanced(GL_TRIANGLES, 6, GL_UNSIGNED_SHORT, NULL, 2);
    glBindVertexArray(0);
}

/* ---- several draw buffers, framebuffers, reading the second by a blit ------------------------------ */

static void draw_buffers(void)
{
    static GLuint p, framebuffer, textures[2], vertices;
    if (!p) {
        p = program(V "layout(location = 0) in vec2 at; void main() { gl_Position = vec4(at, 0.0, 1.0); }",
                    F "layout(location = 0) out vec4 a; layout(location = 1) out vec4 b; void main() { a = vec4(1.0, 0.5, 0.0, 1.0); b = vec4(0.0, 1.0, 0.25, 1.0); }", 0, NULL);
        vertices = buffer(GL_ARRAY_BUFFER, sizeof square, square);
        glGenFramebuffers(1, &framebuffer);
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        glGenTextures(2, textures);
        for (unsigned i = 0; i < 2; i++) {
            glBindTexture(GL_TEXTURE_2D, textures[i]);
            glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, TILE, TILE);
            glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0 + i, GL_TEXTURE_2D, textures[i], 0);
        }
        glDrawBuffers(2, (const GLenum[]){GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1});
    }
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glViewport(0, 0, TILE, TILE);
    glClearBufferfv(GL_COLOR, 0, (const GLfloat[]){0, 0, 0.5f, 1});
    glClearBufferfv(GL_COLOR, 1, (const GLfloat[]){0.5f, 0, 0, 1});
    glUseProgram(p);
    glBindBuffer(GL_ARRAY_BUFFER, vertices);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, NULL);
    glEnableVertexAttribArray(0);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glDisableVertexAttribArray(0);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
    for (int i = 0; i < 2; i++) {
        glReadBuffer(GL_COLOR_ATTACHMENT0 + (GLenum)i);
        glBlitFramebuffer(0, 0, TILE, TILE, (1 + i) * TILE, 0, (2 + i) * TILE, TILE, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

/* ---- texture arrays, samplers, pixel buffers ------------------------------------------------------- */

static GLuint textured; /* draws a square with a layer of the array in unit 1, mixed with the texture in unit 0 */

static void textures(int frame)
{
    static GLuint array, flat, sampler, unpack, vertices;
    unsigned char pixels[2][4 * 4 * 4];
    if (!textured) {
        textured = program(V "layout(location = 0) in vec2 at; out vec2 uv; void main() { uv = at * 0.5 + 0.5; gl_Position = vec4(at, 0.0, 1.0); }",
                           F "in vec2 uv; uniform sampler2DArray layers; uniform sampler2D plain; uniform float share[2]; uniform ivec2 pick; out vec4 o;"
                             "void main() { o = texture(layers, vec3(uv * 2.0, float(pick.y))) * share[0] + texture(plain, uv) * share[1]; }", 0, NULL);
        vertices = buffer(GL_ARRAY_BUFFER, sizeof square, square);
        for (int layer = 0; layer < 2; layer++)
            for (int i = 0; i < 4 * 4 * 4; i++) pixels[layer][i] = (unsigned char)(i % 4 == 3 ? 255 : (i * 37 + layer * 90) & 0xf0);
        glActiveTexture(GL_TEXTURE1);
        glGenTextures(1, &array);
        glBindTexture(GL_TEXTURE_2D_ARRAY, array);
        glTexStorage3D(GL_TEXTURE_2D_ARRAY, 1, GL_RGBA8, 4, 4, 2);
        glTexSubImage3D(GL_TEXTURE_2D_ARRAY, 0, 0, 0, 0, 4, 4, 2, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
        glGenSamplers(1, &sampler);
        glSamplerParameteri(sampler, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glSamplerParameteri(sampler, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        glSamplerParameteri(sampler, GL_TEXTURE_WRAP_S, GL_MIRRORED_REPEAT);
        glBindSampler(1, sampler);
        glActiveTexture(GL_TEXTURE0);
        glGenTextures(1, &flat);
        glBindTexture(GL_TEXTURE_2D, flat);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        unpack = buffer(GL_PIXEL_UNPACK_BUFFER, 64 + 16, NULL);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 4, 4, 0, GL_RGBA, GL_UNSIGNED_BYTE, (const void *)16);
        glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
    }
    for (int i = 0; i < 64; i++) pixels[0][i] = (unsigned char)(i % 4 == 3 ? 255 : (i * 11 + frame * 30) & 0xe0);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, unpack);
    glBufferSubData(GL_PIXEL_UNPACK_BUFFER, 16, 64, pixels[0]);
    glBindTexture(GL_TEXTURE_2D, flat);
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, 4, 4, GL_RGBA, GL_UNSIGNED_BYTE, (const void *)16);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
    glUseProgram(textured);
    glUniform1i(glGetUniformLocation(textured, "layers"), 1);
    glUniform1i(glGetUniformLocation(textured, "plain"), 0);
    glUniform1fv(glGetUniformLocation(textured, "share"), 2, (const GLfloat[]){0.5f, 0.5f});
    glUniform2i(glGetUniformLocation(textured, "pick"), 0, frame % 2);
    glBindBuffer(GL_ARRAY_BUFFER, vertices);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, NULL);
    glEnableVertexAttribArray(0);
    tile(3);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glDisableVertexAttribArray(0);
}

/* ---- transform feedback, what it captured drawn again, counted --------------------------------------- */

static void feedback(int frame)
{
    static GLuint capture, draw, captured, object, query, source;
    static const char *names[] = {"place", "tint"};
    if (!capture) {
        capture = program(V "layout(location = 0) in vec2 at; uniform mat2x3 turn; out vec4 place; out vec4 tint;"
                            "void main() { vec3 t = turn * at; place = vec4(t.xy * 0.7, 0.0, 1.0); tint = vec4(at * 0.5 + 0.5, 0.5, 1.0); }",
                          F "out vec4 o; void main() { o = vec4(1.0); }", 2, names);
        draw = program(V "layout(location = 0) in vec4 at; layout(location = 1) in vec4 tint; out vec4 c; void main() { gl_Position = at; c = tint; }",
                       F "in vec4 c; out vec4 o; void main() { o = vec4(step(0.5, c.rgb), 1.0); }", 0, NULL);
        source = buffer(GL_ARRAY_BUFFER, sizeof square, square);
        captured = buffer(GL_ARRAY_BUFFER, 4 * 32, NULL);
        glGenTransformFeedbacks(1, &object);
        glGenQueries(1, &query);
    }
    const GLfloat turn[6] = {1, 0.25f * (float)(frame % 3), 0, -0.25f, 1, 0};
    glUseProgram(capture);
    glUniformMatrix2x3fv(glGetUniformLocation(capture, "turn"), 1, GL_FALSE, turn);
    glBindBuffer(GL_ARRAY_BUFFER, source);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, NULL);
    glEnableVertexAttribArray(0);
    glBindTransformFeedback(GL_TRANSFORM_FEEDBACK, object);
    glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, captured);
    glEnable(GL_RASTERIZER_DISCARD);
    glBeginQuery(GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN, query);
    glBeginTransformFeedback(GL_POINTS);
    glDrawArrays(GL_POINTS, 0, 4);
    glEndTransformFeedback();
    glEndQuery(GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN);
    glDisable(GL_RASTERIZER_DISCARD);
    glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, 0);
    glBindTransformFeedback(GL_TRANSFORM_FEEDBACK, 0);
    GLuint written = 0;
    glGetQueryObjectuiv(query, GL_QUERY_RESULT, &written);
    glUseProgram(draw);
    glBindBuffer(GL_ARRAY_BUFFER, captured);
    glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 32, NULL);
    glVertexAttribPointer(1, 4, GL_FLOAT, GL_FALSE, 32, (const void *)16);
    glEnableVertexAttribArray(1);
    tile(4);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, (GLsizei)written);
    glDisableVertexAttribArray(0);
    glDisableVertexAttribArray(1);
}

/* ---- mapped buffers, integer attributes, client arrays ------------------------------------------------ */

static void vertices(int frame)
{
    static GLuint p, mapped, whole;
    if (!p) {
        p = program(V "layout(location = 0) in vec2 at; layout(location = 1) in ivec2 code; flat out uvec3 c;"
                      "void main() { gl_Position = vec4(at, 0.0, 1.0); c = uvec3(uint(code.x), uint(code.y), 3u); }",
                    F "flat in uvec3 c; uniform uint most; out vec4 o; void main() { o = vec4(vec3(c) / float(most), 1.0); }", 0, NULL);
        mapped = buffer(GL_ARRAY_BUFFER, sizeof square, NULL);
        static const GLbyte codes[] = {1, 4, 1, 4, 1, 4, 1, 4};
        whole = buffer(GL_ARRAY_BUFFER, sizeof codes, codes);
    }
    glBindBuffer(GL_ARRAY_BUFFER, mapped);
    GLfloat *to = glMapBufferRange(GL_ARRAY_BUFFER, 0, sizeof square, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT);
    for (int i = 0; to && i < 8; i++) to[i] = square[i] * (0.5f + 0.1f * (float)(frame % 4));
    glUnmapBuffer(GL_ARRAY_BUFFER);
    glUseProgram(p);
    glUniform1ui(glGetUniformLocation(p, "most"), 4);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, NULL);
    glBindBuffer(GL_ARRAY_BUFFER, whole);
    glVertexAttribIPointer(1, 2, GL_BYTE, 2, NULL);
    glEnableVertexAttribArray(0);
    glEnableVertexAttribArray(1);
    tile(5);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    /* the same from memory, both attributes interleaved, with indices */
    static const struct { GLfloat at[2]; GLbyte code[4]; } mixed[] = {
        {{9, 9}, {0, 0}}, {{-0.5f, -0.9f}, {4, 1}}, {{0.5f, -0.9f}, {4, 1}}, {{-0.9f, 0.9f}, {4, 1}}, {{0.9f, 0.9f}, {4, 1}}};
    static const GLubyte indices[] = {1, 2, 3, 3, 2, 4};
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, sizeof mixed[0], mixed[0].at);
    glVertexAttribIPointer(1, 2, GL_BYTE, sizeof mixed[0], mixed[0].code);
    tile(6);
    glDrawElements(GL_TRIANGLES, 6, GL_UNSIGNED_BYTE, indices);
    glDisableVertexAttribArray(1);
    glVertexAttribI4i(1, 2, 2, 0, 0);
    tile(7);
    glDrawRangeElements(GL_TRIANGLES, 1, 4, 6, GL_UNSIGNED_BYTE, indices);
    glDisableVertexAttribArray(0);
}

/* ---- multisampled renderbuffers, stencil, copies, a fence -------------------------------------------- */

static void samples(void)
{
    static GLuint framebuffer, resolved, renderbuffers[3], p, at;
    if (!p) {
        p = program(V "layout(location = 0) in vec2 at; void main() { gl_Position = vec4(at.x, at.y * 0.5 + at.x * 0.25, 0.0, 1.0); }",
                    F "uniform vec3 tint; out vec4 o; void main() { o = vec4(tint, 1.0); }", 0, NULL);
        at = buffer(GL_ARRAY_BUFFER, sizeof square, square);
        glGenFramebuffers(1, &framebuffer);
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        glGenRenderbuffers(3, renderbuffers);
        glBindRenderbuffer(GL_RENDERBUFFER, renderbuffers[0]);
        glRenderbufferStorageMultisample(GL_RENDERBUFFER, 4, GL_RGBA8, TILE, TILE);
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, renderbuffers[0]);
        glBindRenderbuffer(GL_RENDERBUFFER, renderbuffers[1]);
        glRenderbufferStorageMultisample(GL_RENDERBUFFER, 4, GL_DEPTH24_STENCIL8, TILE, TILE);
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_RENDERBUFFER, renderbuffers[1]);
        glGenFramebuffers(1, &resolved); /* the window may have another format, which samples are not resolved to */
        glBindFramebuffer(GL_FRAMEBUFFER, resolved);
        glBindRenderbuffer(GL_RENDERBUFFER, renderbuffers[2]);
        glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, TILE, TILE);
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, renderbuffers[2]);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glViewport(0, 0, TILE, TILE);
    glClear(GL_COLOR_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
    glUseProgram(p);
    glUniform3fv(glGetUniformLocation(p, "tint"), 1, (const GLfloat[]){1, 1, 0});
    glBindBuffer(GL_ARRAY_BUFFER, at);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, NULL);
    glEnableVertexAttribArray(0);
    glEnable(GL_STENCIL_TEST);
    glStencilFunc(GL_EQUAL, 0, 0xff);
    glStencilOp(GL_KEEP, GL_KEEP, GL_INCR);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glUniform3f(glGetUniformLocation(p, "tint"), 1, 0, 0);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4); /* refused by the stencil */
    glDisable(GL_STENCIL_TEST);
    glDisableVertexAttribArray(0);
    glInvalidateFramebuffer(GL_READ_FRAMEBUFFER, 1, (const GLenum[]){GL_DEPTH_STENCIL_ATTACHMENT});
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, resolved);
    glBlitFramebuffer(0, 0, TILE, TILE, 0, 0, TILE, TILE, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, resolved);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
    GLsync fence = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    glWaitSync(fence, 0, GL_TIMEOUT_IGNORED);
    glClientWaitSync(fence, GL_SYNC_FLUSH_COMMANDS_BIT, 1000000000);
    glDeleteSync(fence);
    glBlitFramebuffer(0, 0, TILE, TILE, 0, 2 * TILE, TILE, 3 * TILE, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

/* ---- blending, scissor, depth in the window ---------------------------------------------------------- */

static void tests(int frame)
{
    for (int i = 0; i < 3; i++) {
        glEnable(GL_SCISSOR_TEST);
        glScissor(TILE * (1 + i) + 4, 2 * TILE + 4, TILE - 8, TILE - 8);
        glClearColor(i == 0, i == 1, i == 2, 1);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    }
    glDisable(GL_SCISSOR_TEST);
    glUseProgram(textured);
    glEnable(GL_BLEND);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    glBlendEquation(frame % 2 ? GL_MAX : GL_FUNC_ADD);
    glUniform1fv(glGetUniformLocation(textured, "share"), 2, (const GLfloat[]){0.25f, 0.25f});
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, square);
    glEnableVertexAttribArray(0);
    tile(10);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glDisableVertexAttribArray(0);
    glDisable(GL_BLEND);
    glClearColor(0, 0, 0, 1);
}

int main(int argc, char **argv)
{
    int frames = argc > 1 ? atoi(argv[1]) : 4;
    struct es_window window = open_es_window(3, WIDTH, HEIGHT, 24);
    glClearColor(0, 0, 0, 1);
    for (int frame = 0; frame < frames; frame++) {
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        instances(frame);
        draw_buffers();
        textures(frame);
        feedback(frame);
        vertices(frame);
        samples();
        tests(frame);
        eglSwapBuffers(window.display, window.surface);
    }
    printf("%s, %d frames, error %#x\n", glGetString(GL_VERSION), frames, glGetError());
    close_es_window(&window);
    return 0;
}
