/* Reads back whatever OpenGL lets a program read: images of every kind of texture under several pack states, compressed
 * images, buffers, pixel maps, stipples, queries, binaries. Prints a hash of the memory (with what lies around it)
 * and the error of each; what it prints natively it must print through the client library.
 *
 *   gcc -O1 readback.c -o readback -lGL -lX11 */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>
#include <stdint.h>

#include "glx_window.h"

static uint8_t memory[1 << 18];

static void fresh(void) { memset(memory, 0x77, sizeof memory); }

static void report(const char *what, int detail)
{
    uint64_t hash = 14695981039346656037u;
    unsigned touched = 0;
    for (size_t i = 0; i < sizeof memory; i++) {
        hash = (hash ^ memory[i]) * 1099511628211u;
        touched += memory[i] != 0x77;
    }
    printf("%s %d: %016llx, %u bytes, error 0x%x\n", what, detail, (unsigned long long)hash, touched, glGetError());
    fresh();
}

static const struct { int alignment, row_length, skip_pixels, skip_rows, image_height, skip_images, swap; } stores[] = {
    {4, 0, 0, 0, 0, 0, 0}, {1, 19, 2, 1, 0, 0, 0}, {8, 0, 0, 2, 9, 1, 1}};

static void store(int which)
{
    glPixelStorei(GL_PACK_ALIGNMENT, stores[which].alignment);
    glPixelStorei(GL_PACK_ROW_LENGTH, stores[which].row_length);
    glPixelStorei(GL_PACK_SKIP_PIXELS, stores[which].skip_pixels);
    glPixelStorei(GL_PACK_SKIP_ROWS, stores[which].skip_rows);
    glPixelStorei(GL_PACK_IMAGE_HEIGHT, stores[which].image_height);
    glPixelStorei(GL_PACK_SKIP_IMAGES, stores[which].skip_images);
    glPixelStorei(GL_PACK_SWAP_BYTES, stores[which].swap);
}

static void textures(const uint8_t *data)
{
    GLuint t[4], array;
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glGenTextures(4, t);
    glBindTexture(GL_TEXTURE_2D, t[0]);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 13, 7, 0, GL_RGBA, GL_UNSIGNED_BYTE, data);
    glBindTexture(GL_TEXTURE_3D, t[1]);
    glTexImage3D(GL_TEXTURE_3D, 0, GL_RGB8, 13, 7, 3, 0, GL_RGB, GL_UNSIGNED_BYTE, data);
    glBindTexture(GL_TEXTURE_CUBE_MAP, t[2]);
    for (GLenum face = 0; face < 6; face++)
        glTexImage2D(GL_TEXTURE_CUBE_MAP_POSITIVE_X + face, 0, GL_RGBA8, 8, 8, 0, GL_RGBA, GL_UNSIGNED_BYTE, data + face * 100);
    glBindTexture(GL_TEXTURE_1D_ARRAY, t[3]);
    glTexImage2D(GL_TEXTURE_1D_ARRAY, 0, GL_RG16, 13, 4, 0, GL_RG, GL_UNSIGNED_SHORT, data);
    for (int s = 0; s < 3; s++) {
        store(s);
        glGetTexImage(GL_TEXTURE_2D, 0, GL_BGRA, GL_UNSIGNED_BYTE, memory + 4096), report("2D BGRA", s);
        glGetTexImage(GL_TEXTURE_2D, 0, GL_RGB, GL_FLOAT, memory + 4096), report("2D RGB float", s);
        glGetTexImage(GL_TEXTURE_2D, 0, GL_RGB, GL_UNSIGNED_SHORT_5_6_5, memory + 4096), report("2D 565", s);
        glGetTexImage(GL_TEXTURE_3D, 0, GL_RGB, GL_UNSIGNED_BYTE, memory + 4096), report("3D RGB", s);
        glGetTexImage(GL_TEXTURE_CUBE_MAP_NEGATIVE_Y, 0, GL_RGBA, GL_UNSIGNED_BYTE, memory + 4096), report("cube face", s);
        if (s < 2) glGetTexImage(GL_TEXTURE_1D_ARRAY, 0, GL_RG, GL_UNSIGNED_SHORT, memory + 4096), report("1D array", s);
        glGetnTexImageARB(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, 100, memory + 4096), report("n too small", s);
        glGetnTexImageARB(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, 8000, memory + 4096), report("n", s);
        glGetTextureImage(t[1], 0, GL_RGBA, GL_UNSIGNED_INT, 80000, memory + 4096), report("named 3D", s);
        if (s < 2) glGetTextureImage(t[2], 0, GL_RGBA, GL_UNSIGNED_BYTE, 80000, memory + 4096), report("named cube", s);
        glGetTextureSubImage(t[1], 0, 2, 1, 1, 5, 4, 2, GL_RGB, GL_UNSIGNED_BYTE, 80000, memory + 4096), report("part of 3D", s);
        glGetTextureSubImage(t[1], 0, 2, 1, 1, 50, 4, 2, GL_RGB, GL_UNSIGNED_BYTE, 80000, memory + 4096), report("outside", s);
        glReadPixels(3, 4, 21, 9, GL_RGBA, GL_UNSIGNED_BYTE, memory + 4096), report("pixels", s);
        glReadPixels(3, 4, 21, 9, GL_DEPTH_COMPONENT, GL_FLOAT, memory + 4096), report("depth", s);
        glReadnPixels(3, 4, 21, 9, GL_RGBA, GL_UNSIGNED_BYTE, 300, memory + 4096), report("pixels, too small", s);
    }
    store(0);
    glGetTexImage(GL_TEXTURE_2D, 5, GL_RGBA, GL_UNSIGNED_BYTE, memory), report("no level", 0);
    glGetTexImage(GL_TEXTURE_2D, -1, GL_RGBA, GL_UNSIGNED_BYTE, memory), report("bad level", 0);
    glGetTexImage(GL_TEXTURE_CUBE_MAP, 0, GL_RGBA, GL_UNSIGNED_BYTE, memory), report("bad target", 0);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_SHORT_5_6_5, memory), report("bad pair", 0);
    glGetTexImage(GL_TEXTURE_2D, 0, 0x1234, GL_UNSIGNED_BYTE, memory), report("bad format", 0);

    GLuint pack;
    glGenBuffers(1, &pack);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, pack);
    glBufferData(GL_PIXEL_PACK_BUFFER, 4000, data, GL_STREAM_READ);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, (void *)(intptr_t)128), report("into a buffer", 0);
    glReadPixels(0, 0, 8, 8, GL_RGBA, GL_UNSIGNED_BYTE, (void *)(intptr_t)1024), report("pixels into a buffer", 0);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, (void *)(intptr_t)3900), report("past the buffer", 0);
    glGetBufferSubData(GL_PIXEL_PACK_BUFFER, 64, 1500, memory), report("the buffer", 0);
    glGetBufferSubData(GL_PIXEL_PACK_BUFFER, 64, 150000, memory), report("more than the buffer", 0);
    glGetNamedBufferSubData(pack, 0, 4000, memory), report("the buffer by name", 0);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);

    glGenTextures(1, &array);
    glBindTexture(GL_TEXTURE_2D_ARRAY, array);
    glCompressedTexImage3D(GL_TEXTURE_2D_ARRAY, 0, GL_COMPRESSED_RGBA_BPTC_UNORM, 16, 8, 3, 0, 384, data);
    glGetCompressedTexImage(GL_TEXTURE_2D_ARRAY, 0, memory), report("compressed", 0);
    glGetCompressedTextureImage(array, 0, 383, memory), report("compressed, too small", 0);
    glGetCompressedTextureSubImage(array, 0, 4, 4, 1, 8, 4, 2, 1000, memory), report("part of compressed", 0);
    glPixelStorei(GL_PACK_COMPRESSED_BLOCK_WIDTH, 4);
    glPixelStorei(GL_PACK_COMPRESSED_BLOCK_HEIGHT, 4);
    glPixelStorei(GL_PACK_COMPRESSED_BLOCK_DEPTH, 1);
    glPixelStorei(GL_PACK_COMPRESSED_BLOCK_SIZE, 16);
    glPixelStorei(GL_PACK_ROW_LENGTH, 24);
    glGetCompressedTexImage(GL_TEXTURE_2D_ARRAY, 0, memory), report("compressed with gaps", 0);
    glGetCompressedTexImage(GL_TEXTURE_2D, 0, memory), report("not compressed", 0);
    store(0);
}

static void fixed_function(const uint8_t *data)
{
    float values[32];
    for (int i = 0; i < 32; i++) values[i] = (float)i / 40;
    glPixelMapfv(GL_PIXEL_MAP_R_TO_R, 32, values);
    glGetPixelMapfv(GL_PIXEL_MAP_R_TO_R, (GLfloat *)memory), report("pixel map", 0);
    glGetPixelMapusv(GL_PIXEL_MAP_R_TO_R, (GLushort *)memory), report("pixel map", 1);
    glGetPixelMapuiv(GL_PIXEL_MAP_I_TO_I, (GLuint *)memory), report("pixel map", 2);
    glGetnPixelMapfvARB(GL_PIXEL_MAP_R_TO_R, 16, (GLfloat *)memory), report("pixel map, too small", 0);
    glGetPixelMapfv(GL_FOG, (GLfloat *)memory), report("no pixel map", 0);
    glPolygonStipple(data);
    for (int lsb = 0; lsb < 2; lsb++) {
        glPixelStorei(GL_PACK_LSB_FIRST, lsb);
        glPixelStorei(GL_PACK_SKIP_PIXELS, lsb * 8);
        glGetPolygonStipple(memory + 64), report("stipple", lsb);
    }
    glPixelStorei(GL_PACK_LSB_FIRST, 0);
    glPixelStorei(GL_PACK_SKIP_PIXELS, 0);
    glGetMaterialfv(GL_FRONT, GL_AMBIENT, (GLfloat *)memory), report("material", 0);
    glGetLightfv(GL_LIGHT0, GL_SPOT_DIRECTION, (GLfloat *)memory), report("light", 0);
    glGetDoublev(GL_PROJECTION_MATRIX, (GLdouble *)memory), report("matrix", 0);
    glGetIntegerv(GL_COMPRESSED_TEXTURE_FORMATS, (GLint *)memory), report("formats", 0);
    glGetIntegerv(0x1, (GLint *)memory), report("no state", 0);
    const GLfloat points[] = {0, 0, 0, 9, 1, 2, 3, 9, 4, 5, 6};
    glMap1f(GL_MAP1_VERTEX_3, 0, 1, 4, 3, points);
    glGetMapfv(GL_MAP1_VERTEX_3, GL_COEFF, (GLfloat *)memory), report("evaluator", 0);
}

static void objects(void)
{
    GLuint query, result_buffer, program = glCreateProgram(), shader = glCreateShader(GL_VERTEX_SHADER);
    const char *source = "uniform mat3 m; uniform vec4 v[3]; void main() { gl_Position = vec4(m[0], 1.0) + v[0] + v[2]; }";
    glShaderSource(shader, 1, &source, NULL);
    glCompileShader(shader);
    glAttachShader(program, shader);
    glLinkProgram(program);
    glUseProgram(program);
    const float m[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    glUniformMatrix3fv(glGetUniformLocation(program, "m"), 1, GL_FALSE, m);
    glGetUniformfv(program, glGetUniformLocation(program, "m"), (GLfloat *)memory), report("uniform", 0);
    glGetnUniformfv(program, glGetUniformLocation(program, "m"), 8, (GLfloat *)memory), report("uniform, too small", 0);
    for (int room = 0; room < 9; room += 4) glGetShaderSource(shader, room, (GLsizei *)memory, (GLchar *)memory + 64), report("source", room);
    glGetAttachedShaders(program, 5, (GLsizei *)memory, (GLuint *)memory + 8), report("shaders", 0);
    const GLenum properties[] = {GL_NAME_LENGTH, GL_TYPE, GL_ARRAY_SIZE};
    glGetProgramResourceiv(program, GL_UNIFORM, 1, 3, properties, 10, (GLsizei *)memory, (GLint *)memory + 8), report("resource", 0);
    glGetInternalformativ(GL_RENDERBUFFER, GL_RGBA8, GL_SAMPLES, 10, (GLint *)memory), report("internal format", 0);
    glGetActiveUniform(program, 0, 3, (GLsizei *)memory, (GLint *)memory + 4, (GLenum *)memory + 8, (GLchar *)memory + 64), report("active uniform", 0);
    glUseProgram(0);
    glGenQueries(1, &query);
    glBeginQuery(GL_SAMPLES_PASSED, query);
    glRectf(-1, -1, 0, 0);
    glEndQuery(GL_SAMPLES_PASSED);
    glGetQueryObjectuiv(query, GL_QUERY_RESULT, (GLuint *)memory), report("query", 0);
    glGetQueryObjectui64v(query, GL_QUERY_RESULT, (GLuint64 *)memory), report("query", 1);
    glGenBuffers(1, &result_buffer);
    glBindBuffer(GL_QUERY_BUFFER, result_buffer);
    glBufferData(GL_QUERY_BUFFER, 64, NULL, GL_DYNAMIC_READ);
    glClearBufferData(GL_QUERY_BUFFER, GL_R8, GL_RED, GL_UNSIGNED_BYTE, NULL);
    glGetQueryObjectuiv(query, GL_QUERY_RESULT, (GLuint *)(intptr_t)8), report("query into a buffer", 0);
    glGetBufferSubData(GL_QUERY_BUFFER, 0, 64, memory), report("query buffer", 0);
}

int main(void)
{
    static uint8_t data[16384];
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, (int[]){GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 24, None});
    Window window = make_window(dpy, config, 64, 64);
    glXMakeCurrent(dpy, window, glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True));
    for (size_t i = 0; i < sizeof data; i++) data[i] = (uint8_t)(i * 37 + i / 251);
    glClearColor(0.2f, 0.4f, 0.6f, 1);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glColor3f(1, 0.5f, 0.25f);
    glRectf(-0.5f, -0.5f, 0.3f, 0.4f);
    fresh();
    textures(data);
    fixed_function(data);
    objects();
    return 0;
}
