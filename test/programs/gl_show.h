/* What the test programs print of OpenGL's state: hashes of pictures, errors, values. */
#ifndef GL_SHOW_H
#define GL_SHOW_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static inline unsigned long long hash_bytes(const void *p, size_t bytes)
{
    unsigned long long hash = 1469598103934665603ull;
    for (size_t i = 0; i < bytes; i++) hash = (hash ^ ((const unsigned char *)p)[i]) * 1099511628211ull;
    return hash;
}

/* The error, then the hash of the picture's colours; how many colours it has keeps an empty one from passing as drawn. */
static inline void show_picture(const char *what, int width, int height)
{
    const GLenum error = glGetError();
    unsigned *pixels = malloc((size_t)width * (size_t)height * 4), colours = 1;
    glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    for (int i = 1; i < width * height; i++) colours += pixels[i] != pixels[i - 1];
    printf("%s: error %x, picture %016llx (%u runs), then %x\n", what, error, hash_bytes(pixels, (size_t)width * (size_t)height * 4), colours, glGetError());
    free(pixels);
}

static inline void show_error(const char *what) { printf("%s: error %x\n", what, glGetError()); }

static inline void show_integer(const char *what, GLenum name)
{
    GLint value[16] = {-77};
    glGetIntegerv(name, value);
    printf("%s %x: %d, error %x\n", what, name, value[0], glGetError());
}

static inline void show_floats(const char *what, const float *values, int count)
{
    printf("%s:", what);
    for (int i = 0; i < count; i++) printf(" %.5g", values[i]);
    printf("\n");
}

#endif
