/* More data in one call than the shared memory holds: a texture of 8192x8192 and a buffer of 512 MiB, sent and
 * read back in every way OpenGL has. Prints a hash and the error of each; what it prints natively it must print
 * through the client library. With "wait" it says "deleted" at the end, and stays until it is killed.
 *
 *   gcc -O1 large_data.c -o large_data -lGL -lX11 */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>
#include <stdint.h>
#include <unistd.h>

#include "glx_window.h"

enum { SIDE = 8192 };
static const size_t texture_bytes = (size_t)SIDE * SIDE * 4, buffer_bytes = (size_t)512 << 20;

/* No two words alike, so that a piece that went missing or to the wrong place shows. */
static void fill(uint64_t *words, size_t bytes, uint64_t seed)
{
    for (size_t i = 0; i < bytes / 8; i++) words[i] = (i + seed) * 0x9e3779b97f4a7c15u;
}

static void report(const char *what, const uint64_t *words, size_t bytes)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < bytes / 8; i++) hash = (hash ^ words[i]) * 1099511628211u;
    printf("%s: %016llx, error 0x%x\n", what, (unsigned long long)hash, glGetError());
    fflush(stdout);
}

static void textures(uint64_t *data)
{
    GLuint texture, framebuffer;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    fill(data, texture_bytes, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, SIDE, SIDE, 0, GL_RGBA, GL_UNSIGNED_BYTE, data);
    memset(data, 0, texture_bytes);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, data);
    report("texture", data, texture_bytes);
    fill(data, texture_bytes, 2);
    glTexSubImage2D(GL_TEXTURE_2D, 0, 1, 3, SIDE - 1, SIDE - 4, GL_BGRA, GL_UNSIGNED_BYTE, data);
    memset(data, 0, texture_bytes);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_INT_8_8_8_8, data);
    report("part of the texture", data, texture_bytes);
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
    memset(data, 0, texture_bytes);
    glReadPixels(0, 0, SIDE, SIDE, GL_RGBA, GL_UNSIGNED_BYTE, data);
    report("pixels", data, texture_bytes);
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteTextures(1, &texture);
}

static void buffers(uint64_t *data)
{
    GLuint buffer[2];
    glGenBuffers(2, buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer[0]);
    fill(data, buffer_bytes, 3);
    glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)buffer_bytes, data, GL_STATIC_DRAW);
    memset(data, 0, buffer_bytes);
    glGetBufferSubData(GL_ARRAY_BUFFER, 0, (GLsizeiptr)buffer_bytes, data);
    report("buffer", data, buffer_bytes);
    fill(data, buffer_bytes, 4);
    glBufferSubData(GL_ARRAY_BUFFER, 24, (GLsizeiptr)buffer_bytes - 32, data);
    memset(data, 0, buffer_bytes);
    glGetBufferSubData(GL_ARRAY_BUFFER, 8, (GLsizeiptr)buffer_bytes - 16, data);
    report("part of the buffer", data, buffer_bytes);

    uint64_t *map = glMapBufferRange(GL_ARRAY_BUFFER, 0, (GLsizeiptr)buffer_bytes, GL_MAP_READ_BIT | GL_MAP_WRITE_BIT);
    if (map) {
        report("map", map, buffer_bytes);
        fill(map, buffer_bytes, 5);
    }
    printf("unmapped: %d\n", glUnmapBuffer(GL_ARRAY_BUFFER));
    glBindBuffer(GL_COPY_WRITE_BUFFER, buffer[1]);
    glBufferStorage(GL_COPY_WRITE_BUFFER, (GLsizeiptr)buffer_bytes, NULL, 0);
    glCopyBufferSubData(GL_ARRAY_BUFFER, GL_COPY_WRITE_BUFFER, 0, 0, (GLsizeiptr)buffer_bytes);
    memset(data, 0, buffer_bytes);
    glGetBufferSubData(GL_COPY_WRITE_BUFFER, 0, (GLsizeiptr)buffer_bytes, data);
    report("copy of what the map wrote", data, buffer_bytes);
    glDeleteBuffers(2, buffer);
}

int main(int argc, char **argv)
{
    Display *dpy = open_display();
    static const int attributes[] = {GLX_RENDER_TYPE, GLX_RGBA_BIT, GLX_DOUBLEBUFFER, True, None};
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, 64, 64);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    glFinish();
    uint64_t *data = malloc(buffer_bytes);
    if (!data) return 2;
    textures(data);
    buffers(data);
    free(data);
    glFinish();
    if (argc > 1 && strcmp(argv[1], "wait") == 0) {
        puts("deleted");
        fflush(stdout);
        pause();
    }
    return 0;
}
