/* Mapped buffers of every kind: ranges, flushes, several at once, persistent ones that the program or the renderer
 * writes, buffers that are redefined and deleted while mapped. Prints what is in them; what it prints natively it
 * must print through the client library.
 *
 *   gcc -O1 buffer_maps.c -o buffer_maps -lGL -lX11 */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>
#include <stdint.h>

#include "glx_window.h"

static unsigned checksum(const void *p, size_t bytes)
{
    unsigned sum = 2166136261u;
    for (size_t i = 0; i < bytes; i++) sum = (sum ^ ((const unsigned char *)p)[i]) * 16777619u;
    return sum;
}

/* What the buffer bound to GL_ARRAY_BUFFER holds. */
static void show(const char *what)
{
    static unsigned char contents[1 << 22];
    GLint size = 0;
    const GLenum error = glGetError();
    glGetBufferParameteriv(GL_ARRAY_BUFFER, GL_BUFFER_SIZE, &size);
    glGetBufferSubData(GL_ARRAY_BUFFER, 0, size, contents);
    printf("%s: %d bytes, sum %08x, error %x, then %x\n", what, size, checksum(contents, (size_t)size), error, glGetError());
}

static void state(const char *what)
{
    GLint mapped = 9, access = 9, length = 9, offset = 9;
    void *pointer = (void *)1;
    glGetBufferParameteriv(GL_ARRAY_BUFFER, GL_BUFFER_MAPPED, &mapped);
    glGetBufferParameteriv(GL_ARRAY_BUFFER, GL_BUFFER_ACCESS_FLAGS, &access);
    glGetBufferParameteriv(GL_ARRAY_BUFFER, GL_BUFFER_MAP_LENGTH, &length);
    glGetBufferParameteriv(GL_ARRAY_BUFFER, GL_BUFFER_MAP_OFFSET, &offset);
    glGetBufferPointerv(GL_ARRAY_BUFFER, GL_BUFFER_MAP_POINTER, &pointer);
    printf("%s: mapped %d access %x length %d offset %d pointer %d error %x\n", what, mapped, (unsigned)access, length, offset, pointer != NULL, glGetError());
}

static void plain(size_t bytes)
{
    unsigned char *data = malloc(bytes), *p;
    GLuint buffer;
    for (size_t i = 0; i < bytes; i++) data[i] = (unsigned char)(i * 31);
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)bytes, data, GL_DYNAMIC_DRAW);
    state("not mapped");
    p = glMapBuffer(GL_ARRAY_BUFFER, GL_READ_ONLY);
    printf("read: sum %08x aligned %d\n", checksum(p, bytes), ((uintptr_t)p & 63) == 0);
    state("read only");
    printf("second map: %p error %x\n", glMapBuffer(GL_ARRAY_BUFFER, GL_READ_ONLY), glGetError());
    glBufferSubData(GL_ARRAY_BUFFER, 0, 1, "x");
    printf("upload while mapped: error %x\n", glGetError());
    printf("unmap %d, again %d, error %x\n", glUnmapBuffer(GL_ARRAY_BUFFER), glUnmapBuffer(GL_ARRAY_BUFFER), glGetError());

    p = glMapBuffer(GL_ARRAY_BUFFER, GL_WRITE_ONLY);
    p[0] = 1, p[bytes / 2] = 2, p[bytes - 1] = 3;
    glUnmapBuffer(GL_ARRAY_BUFFER), show("three bytes written");
    p = glMapBuffer(GL_ARRAY_BUFFER, GL_READ_WRITE);
    for (size_t i = 0; i + 1 < bytes; i += 3) p[i] = (unsigned char)(p[i + 1] + 1);
    glUnmapBuffer(GL_ARRAY_BUFFER), show("read and written");
    p = glMapBufferRange(GL_ARRAY_BUFFER, 7, (GLsizeiptr)bytes / 3, GL_MAP_WRITE_BIT);
    printf("range aligned %d\n", ((uintptr_t)p & 63) == 7);
    state("range");
    memset(p + 5, 0xee, bytes / 4);
    glUnmapBuffer(GL_ARRAY_BUFFER), show("range written");
    p = glMapBufferRange(GL_ARRAY_BUFFER, 0, (GLsizeiptr)bytes, GL_MAP_WRITE_BIT | GL_MAP_FLUSH_EXPLICIT_BIT | GL_MAP_UNSYNCHRONIZED_BIT);
    memset(p + 10, 5, 20);
    glFlushMappedBufferRange(GL_ARRAY_BUFFER, 10, 20);
    glFlushMappedBufferRange(GL_ARRAY_BUFFER, (GLintptr)bytes, 20);
    printf("flush beyond: error %x\n", glGetError());
    glUnmapBuffer(GL_ARRAY_BUFFER), show("flushed");
    p = glMapBufferRange(GL_ARRAY_BUFFER, 16, 32, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_RANGE_BIT);
    memset(p, 77, 32);
    glUnmapBuffer(GL_ARRAY_BUFFER), show("invalidated range");
    p = glMapBufferRange(GL_ARRAY_BUFFER, 0, (GLsizeiptr)bytes, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT);
    memset(p, 78, bytes);
    glUnmapBuffer(GL_ARRAY_BUFFER), show("invalidated buffer");
    glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)bytes, NULL, GL_STREAM_DRAW);
    p = glMapBuffer(GL_ARRAY_BUFFER, GL_WRITE_ONLY);
    for (size_t i = 0; i < bytes; i++) p[i] = (unsigned char)i;
    glUnmapBuffer(GL_ARRAY_BUFFER), show("orphaned and written");

    const struct {
        GLintptr offset;
        GLsizeiptr length;
        GLbitfield access;
    } wrong[] = {{-1, 5, 2}, {0, 0, 2}, {0, -5, 2}, {(GLintptr)bytes, 1, 2}, {0, 4, 0}, {0, 4, GL_MAP_READ_BIT | GL_MAP_INVALIDATE_RANGE_BIT},
                 {0, 4, GL_MAP_READ_BIT | GL_MAP_FLUSH_EXPLICIT_BIT}, {0, 4, 0x10000}, {0, 4, GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        printf("wrong map %zu: %p error %x\n", i, glMapBufferRange(GL_ARRAY_BUFFER, wrong[i].offset, wrong[i].length, wrong[i].access), glGetError());
    p = glMapBuffer(GL_ARRAY_BUFFER, GL_WRITE_ONLY);
    p[0] = 9;
    glBufferData(GL_ARRAY_BUFFER, 64, data, GL_STATIC_DRAW);
    state("redefined while mapped");
    printf("unmap %d error %x\n", glUnmapBuffer(GL_ARRAY_BUFFER), glGetError());
    p = glMapBuffer(GL_ARRAY_BUFFER, GL_READ_ONLY);
    printf("new contents %08x\n", checksum(p, 64));
    glDeleteBuffers(1, &buffer);
    printf("unbound: %p error %x\n", glMapBuffer(GL_ARRAY_BUFFER, GL_READ_ONLY), glGetError());
    printf("target: %p error %x\n", glMapBuffer(GL_TEXTURE_2D, GL_READ_ONLY), glGetError());
    free(data);
}

/* Mapped to write again and again, every third byte moved, and in between written by everything else that can. */
static void again_and_again(size_t bytes)
{
    GLuint buffers[2], texture, query;
    unsigned char *data = malloc(bytes);
    for (size_t i = 0; i < bytes; i++) data[i] = (unsigned char)(i * 13);
    glGenBuffers(2, buffers);
    glBindBuffer(GL_COPY_READ_BUFFER, buffers[1]);
    glBufferData(GL_COPY_READ_BUFFER, (GLsizeiptr)bytes, data, GL_STATIC_DRAW);
    glBindBuffer(GL_ARRAY_BUFFER, buffers[0]);
    glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)bytes, data, GL_DYNAMIC_DRAW);
    for (int round = 0; round < 60; round++) {
        const size_t from = round % 5 == 4 ? bytes / 3 : 0, length = round % 5 == 4 ? bytes / 2 : bytes;
        const GLbitfield access = GL_MAP_WRITE_BIT | (round % 7 == 6 ? GL_MAP_FLUSH_EXPLICIT_BIT : 0) | (round % 3 ? 0 : GL_MAP_UNSYNCHRONIZED_BIT);
        unsigned char *p = round % 2 ? glMapBuffer(GL_ARRAY_BUFFER, GL_WRITE_ONLY)
                                     : glMapBufferRange(GL_ARRAY_BUFFER, (GLintptr)from, (GLsizeiptr)length, access);
        const size_t room = round % 2 ? bytes : length;
        for (size_t i = (size_t)round; i + 4 < room; i += round % 4 ? 12 : 400) memset(p + i, round, 4);
        if (!(round % 2) && (access & GL_MAP_FLUSH_EXPLICIT_BIT)) glFlushMappedBufferRange(GL_ARRAY_BUFFER, 0, (GLsizeiptr)length);
        if (round == 33) glBufferSubData(GL_ARRAY_BUFFER, 0, 8, "mapped: no"); /* an error, which writes nothing */
        glUnmapBuffer(GL_ARRAY_BUFFER);
        if (round % 4 == 3) show("written again");
        switch (round) {
        case 20: glBufferSubData(GL_ARRAY_BUFFER, 5, 20, data); break;
        case 22: glNamedBufferSubData(buffers[0], 6, 21, data + 9); break;
        case 24: glCopyBufferSubData(GL_COPY_READ_BUFFER, GL_ARRAY_BUFFER, 0, 17, (GLsizeiptr)bytes / 2); break;
        case 26: glCopyNamedBufferSubData(buffers[1], buffers[0], 8, 4, (GLsizeiptr)bytes / 2); break;
        case 28: glClearBufferSubData(GL_ARRAY_BUFFER, GL_R8, 3, 50, GL_RED, GL_UNSIGNED_BYTE, data + 5); break;
        case 30: glClearNamedBufferData(buffers[0], GL_R8, GL_RED, GL_UNSIGNED_BYTE, data + 8); break;
        case 35:
            p = glMapBufferRange(GL_ARRAY_BUFFER, 0, 64, GL_MAP_READ_BIT | GL_MAP_WRITE_BIT);
            p[60] = (unsigned char)(p[61] + 1);
            glUnmapBuffer(GL_ARRAY_BUFFER);
            break;
        case 37:
            memset(glMapBufferRange(GL_ARRAY_BUFFER, 0, 64, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_RANGE_BIT), 7, 64);
            glUnmapBuffer(GL_ARRAY_BUFFER);
            break;
        case 41:
            glGenQueries(1, &query);
            glBeginQuery(GL_SAMPLES_PASSED, query), glEndQuery(GL_SAMPLES_PASSED);
            glGetQueryBufferObjectuiv(query, buffers[0], GL_QUERY_RESULT, 40);
            break;
        case 43: glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)bytes, data, GL_STATIC_DRAW); break;
        case 48: /* the GPU may write it from here on */
            glGenTextures(1, &texture), glBindTexture(GL_TEXTURE_BUFFER, texture);
            glTexBuffer(GL_TEXTURE_BUFFER, GL_R32UI, buffers[0]);
            break;
        case 52:
            glBindBuffer(GL_PIXEL_PACK_BUFFER, buffers[0]);
            glClearColor(0.25f, 0.5f, 1, 1), glClear(GL_COLOR_BUFFER_BIT);
            glReadPixels(0, 0, 4, 4, GL_RGBA, GL_UNSIGNED_BYTE, (char *)16);
            glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
            break;
        default: continue;
        }
        if (round % 3) show("written by others");
    }
    show("at the end");
    glDeleteBuffers(2, buffers);
    free(data);
}

/* What a program does that animates its vertices: nothing of it needs an answer but the first maps. */
static void animated(void)
{
    static float vertices[3000];
    GLuint buffer;
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, sizeof vertices, vertices, GL_DYNAMIC_DRAW);
    for (int frame = 0; frame < 200; frame++) {
        float *p = glMapBuffer(GL_ARRAY_BUFFER, GL_WRITE_ONLY);
        for (int i = 0; i < 1000; i++) p[i * 3] = (float)(frame * i);
        glUnmapBuffer(GL_ARRAY_BUFFER);
    }
    show("animated");
    glDeleteBuffers(1, &buffer);
}

static void many(void)
{
    GLuint buffers[24];
    unsigned char *pointers[24];
    glGenBuffers(24, buffers);
    for (int i = 0; i < 24; i++) {
        glBindBuffer(GL_ARRAY_BUFFER, buffers[i]);
        glBufferData(GL_ARRAY_BUFFER, 1000 + i * 500, NULL, GL_STATIC_DRAW);
        pointers[i] = glMapBuffer(GL_ARRAY_BUFFER, GL_WRITE_ONLY);
    }
    for (int i = 0; i < 24; i++) memset(pointers[i], i + 1, (size_t)(1000 + i * 500));
    for (int i = 23; i >= 0; i--) glUnmapNamedBuffer(buffers[i]);
    for (int i = 0; i < 24; i += 5) glBindBuffer(GL_ARRAY_BUFFER, buffers[i]), show("one of many");
    glDeleteBuffers(24, buffers);
}

static void named(void)
{
    GLuint buffer;
    glCreateBuffers(1, &buffer);
    glNamedBufferData(buffer, 4096, NULL, GL_STATIC_DRAW);
    memset(glMapNamedBuffer(buffer, GL_WRITE_ONLY), 4, 4096);
    printf("unmap %d\n", glUnmapNamedBuffer(buffer));
    unsigned char *p = glMapNamedBufferRange(buffer, 128, 256, GL_MAP_WRITE_BIT | GL_MAP_FLUSH_EXPLICIT_BIT);
    void *got = NULL;
    glGetNamedBufferPointerv(buffer, GL_BUFFER_MAP_POINTER, &got);
    memset(p, 8, 256);
    glFlushMappedNamedBufferRange(buffer, 0, 100);
    printf("pointer %d unmap %d\n", got == p, glUnmapNamedBuffer(buffer));
    glBindBuffer(GL_ARRAY_BUFFER, buffer), show("named");
    printf("no such buffer: %p error %x\n", glMapNamedBuffer(999, GL_READ_ONLY), glGetError());
    glDeleteBuffers(1, &buffer);
}

static void pixel(const char *what)
{
    GLubyte p[4] = {0};
    glReadPixels(32, 32, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
    printf("%s: %02x%02x%02x error %x\n", what, p[0], p[1], p[2], glGetError());
}

static void persistent(size_t bytes)
{
    const GLbitfield access = GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT;
    GLuint buffer, other;
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferStorage(GL_ARRAY_BUFFER, (GLsizeiptr)bytes, NULL, access | GL_MAP_READ_BIT);
    float *p = glMapBufferRange(GL_ARRAY_BUFFER, 0, (GLsizeiptr)bytes, access);
    state("persistent");
    glVertexPointer(2, GL_FLOAT, 20, (char *)0 + (bytes - 60) / 4 * 4);
    glColorPointer(3, GL_FLOAT, 20, (char *)8 + (bytes - 60) / 4 * 4);
    glEnableClientState(GL_VERTEX_ARRAY), glEnableClientState(GL_COLOR_ARRAY);
    float *v = p + (bytes - 60) / 4;
    for (int i = 0; i < 3; i++) {
        const float c = (float)(i + 1) / 4;
        const float triangle[15] = {-1, -1, c, 1, 0, 3, -1, c, 1, 0, -1, 3, c, 1, 0};
        memcpy(v, triangle, sizeof triangle);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        pixel("drawn from a coherent map");
    }
    v[4] = v[9] = v[14] = 1;
    glDrawElements(GL_TRIANGLES, 3, GL_UNSIGNED_BYTE, (GLubyte[]){0, 1, 2});
    pixel("by elements");
    glDisableClientState(GL_COLOR_ARRAY), glDisableClientState(GL_VERTEX_ARRAY);
    /* copied from, uploaded over, read back */
    glGenBuffers(1, &other);
    glBindBuffer(GL_COPY_WRITE_BUFFER, other);
    glBufferStorage(GL_COPY_WRITE_BUFFER, (GLsizeiptr)bytes, NULL, GL_MAP_READ_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT);
    const unsigned char *q = glMapBufferRange(GL_COPY_WRITE_BUFFER, 0, (GLsizeiptr)bytes, GL_MAP_READ_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT);
    memset(p, 3, bytes);
    glCopyBufferSubData(GL_ARRAY_BUFFER, GL_COPY_WRITE_BUFFER, 0, 0, (GLsizeiptr)bytes);
    glFinish();
    printf("copied: %08x\n", checksum(q, bytes));
    memset(p, 9, bytes / 2);
    glCopyBufferSubData(GL_ARRAY_BUFFER, GL_COPY_WRITE_BUFFER, 0, 0, (GLsizeiptr)bytes);
    GLsync sync = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    const GLenum waited = glClientWaitSync(sync, GL_SYNC_FLUSH_COMMANDS_BIT, 1000000000);
    printf("copied again: %d %08x\n", waited == GL_ALREADY_SIGNALED || waited == GL_CONDITION_SATISFIED, checksum(q, bytes));
    show("contents");
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
    memset(p, 200, 64 * 64 * 4);
    glRasterPos2f(-1, -1), glDrawPixels(64, 64, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
    pixel("pixels from a coherent map");
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
    memset(p, 1, 100);
    glUnmapBuffer(GL_ARRAY_BUFFER), show("unmapped");
    /* pixels into a readable map */
    glBindBuffer(GL_PIXEL_PACK_BUFFER, other);
    glReadPixels(0, 0, 8, 8, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
    glFinish();
    printf("read into a map: %08x error %x\n", checksum(q, 256), glGetError());
    glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
    GLuint gone[] = {buffer, other};
    glDeleteBuffers(2, gone);
}

static void explicitly_flushed(void)
{
    const GLbitfield access = GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT;
    GLuint buffer;
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferStorage(GL_ARRAY_BUFFER, 1000, NULL, access);
    unsigned char *p = glMapBufferRange(GL_ARRAY_BUFFER, 0, 1000, access | GL_MAP_FLUSH_EXPLICIT_BIT);
    memset(p, 6, 1000);
    glFlushMappedBufferRange(GL_ARRAY_BUFFER, 0, 1000);
    show("flushed persistent map");
    glUnmapBuffer(GL_ARRAY_BUFFER);
    p = glMapBufferRange(GL_ARRAY_BUFFER, 0, 1000, access);
    memset(p, 7, 500);
    glMemoryBarrier(GL_CLIENT_MAPPED_BUFFER_BARRIER_BIT);
    show("after a barrier");
    glBufferData(GL_ARRAY_BUFFER, 10, NULL, GL_STATIC_DRAW);
    printf("immutable: error %x\n", glGetError());
    p[999] = 1;
    show("still mapped");
    printf("unmap %d error %x\n", glUnmapBuffer(GL_ARRAY_BUFFER), glGetError());
    glDeleteBuffers(1, &buffer);
}

int main(void)
{
    Display *dpy = open_display();
    const int wanted[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    GLXFBConfig config = choose_config(dpy, wanted);
    Window window = make_window(dpy, config, 64, 64);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    plain(100);
    plain(70001);
    plain(3000000);
    again_and_again(100);
    again_and_again(50001);
    again_and_again(400000);
    animated();
    many();
    named();
    persistent(65536);
    persistent(1 << 20);
    explicitly_flushed();
    return 0;
}
