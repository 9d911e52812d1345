/* How the pointer arguments of generated entry points become blobs (client.h): text, pixel images, array
 * pointers, new names. The generated code only says which parameters these are about. */
#ifndef SGL_POINTERS_H
#define SGL_POINTERS_H

#include <stdio.h>
#include <stdlib.h>

#include "buffer_map.h"
#include "client.h"
#include "gl_defs.h"
#include "pixels.h"
#include "sizes.h"
#include "track.h"

/* Arrays of GLintptr and GLsizeiptr are 64 bit wide on the wire; `bytes` counts them so. */
static inline struct sgl_blob sgl_blob_intptrs(struct sgl_stream *s, const GLintptr *p, uint64_t bytes)
{
#if INTPTR_MAX == INT64_MAX
    return sgl_blob_data(s, p, bytes);
#else
    /* Always staged: the widened copy lives no longer than this function. */
    int64_t piece[256];
    struct sgl_blob blob;
    uint64_t count = bytes / 8, i;
    int64_t *wide = piece;
    if (!p) return sgl_blob_null();
    if (bytes == 0) return sgl_blob_data(s, p, 0);
    if (count > 256 && !(wide = malloc((size_t)bytes))) return sgl_blob_null();
    for (i = 0; i < count; i++) wide[i] = p[i];
    sgl_stage(s, wide, bytes);
    blob = (struct sgl_blob){p, bytes, SGL_PTR_STAGED, 2};
    if (wide != piece) free(wide);
    return blob;
#endif
}

/* `length` characters, or with a negative length all up to and with the terminating zero. */
static inline struct sgl_blob sgl_blob_text(struct sgl_stream *s, const GLchar *p, int64_t length)
{
    if (!p) return sgl_blob_null();
    return sgl_blob_data(s, p, length >= 0 ? (uint64_t)length : (uint64_t)strlen(p) + 1);
}

/* Data that is an offset when a pixel unpack buffer is bound. */
static inline struct sgl_blob sgl_blob_unpack(struct sgl_stream *s, const struct sgl_track *cx, const void *p, uint64_t bytes)
{
    if (cx->pixel_unpack_buffer) {
        sgl_before_read(s);
        return sgl_blob_offset((uint64_t)(uintptr_t)p);
    }
    return sgl_blob_data(s, p, bytes);
}

/* An image under the unpack state: the bytes from p up to the last one that is read. A format or type
 * that has no known size gives empty data; the renderer then raises the error without asking the driver. */
static inline struct sgl_blob sgl_blob_pixels(struct sgl_stream *s, const struct sgl_track *cx, int dimensions, int64_t width, int64_t height,
                                              int64_t depth, GLenum format, GLenum type, const void *p)
{
    struct sgl_image_layout layout;
    if (cx->pixel_unpack_buffer) {
        sgl_before_read(s);
        return sgl_blob_offset((uint64_t)(uintptr_t)p);
    }
    if (!p || !sgl_image_layout(&cx->unpack, dimensions, width, height, depth, format, type, &layout)) layout.extent = 0;
    return sgl_blob_data(s, p, layout.extent);
}

/* A vertex array pointer: an offset when an array buffer is bound, else memory that travels with each draw. */
static inline struct sgl_blob sgl_blob_vertex(const struct sgl_track *cx, const void *p)
{
    if (cx->array_buffer) return sgl_blob_offset((uint64_t)(uintptr_t)p);
    return p ? sgl_blob_client() : sgl_blob_null();
}

/* glGen*: chooses the names, gives them to the program and sends them. A count that is an error goes without names. */
static inline struct sgl_blob sgl_blob_names(struct sgl_stream *s, enum sgl_object_kind kind, int64_t count, GLuint *names)
{
    uint32_t first;
    int64_t i;
    if (!names || (s->dummy && !s->lost)) return sgl_blob_null(); /* without a context nothing is said */
    if (count <= 0) return sgl_blob_data(s, names, 0);
    first = sgl_new_names(s->context, kind, (uint32_t)count);
    for (i = 0; i < count; i++) names[i] = first + (GLuint)i;
    return sgl_blob_data(s, names, (uint64_t)count * 4);
}

/* One name, or the first of `count`, as a function's result; 0 for a count that is an error, and between glBegin and glEnd. */
static inline GLuint sgl_choose_name(struct sgl_stream *s, enum sgl_object_kind kind, int64_t count)
{
    return count > 0 && !s->track->begun ? sgl_new_names(s->context, kind, (uint32_t)count) : 0;
}

/* A receiving pointer: NULL or the room behind it. */
static inline struct sgl_blob sgl_blob_room(const void *p, uint64_t room)
{
    if (!p) return sgl_blob_null();
    return (struct sgl_blob){NULL, 0, room < SGL_PTR_MAX_INLINE ? (uint32_t)room : SGL_PTR_MAX_INLINE, 0};
}
/* The same for pixels, which go into the pixel pack buffer when one is bound. */
static inline struct sgl_blob sgl_blob_pack(const struct sgl_track *cx, const void *p)
{
    return cx->pixel_pack_buffer ? sgl_blob_offset((uint64_t)(uintptr_t)p) : sgl_blob_room(p, SGL_PTR_MAX_INLINE);
}

/* Reads back an image into the program's memory as the pack state has it. */
static inline void sgl_reply_pixels(struct sgl_stream *s, const struct sgl_track *cx, int dimensions, int64_t width, int64_t height,
                                    int64_t depth, GLenum format, GLenum type, void *p)
{
    struct sgl_image_layout layout;
    if (!p || !sgl_image_layout(&cx->pack, dimensions, width, height, depth, format, type, &layout)) sgl_reply_out(s, NULL, 0);
    else sgl_reply_out_pixels(s, p, &layout);
}

static inline GLfloat sgl_bits_float(uint64_t bits)
{
    uint32_t low = (uint32_t)bits;
    GLfloat value;
    memcpy(&value, &low, 4);
    return value;
}

/* Bytes of values that no array of uniforms has room for; larger counts are looked at before memory is read. */
#define SGL_LARGEST_UNIFORM (256u << 10)
/* `count` as far as the array that begins at this location has elements. Asks the renderer. */
GLsizei sgl_uniform_count(GLuint program, GLint location, GLsizei count);

/* An entry point that the model does not tell how to carry: said once. */
static inline void sgl_not_carried(int *said, const char *name)
{
    if (__atomic_exchange_n(said, 1, __ATOMIC_RELAXED)) return;
    fprintf(stderr, "sgl: %s is not carried; calls to it do nothing\n", name);
}

#endif
