/* What the draw entry points share. On the common path (everything in buffer objects) a draw costs one test. */
#ifndef SGL_GL_DRAW_H
#define SGL_GL_DRAW_H

#include "buffer_map.h"
#include "client.h"
#include "client_arrays.h"
#include "gl_defs.h"
#include "opcodes.h"
#include "track.h"

/* Whether something must be sent ahead of a draw: client arrays, or coherent maps that were written. */
static inline bool sgl_draw_special(const struct sgl_stream *s)
{
    return sgl_unlikely(s->track->needs_client_arrays | (sgl_coherent_maps_now() != 0));
}

/* Around the reading of the program's memory for a draw: should the program die of it, its trace ends with this draw. Words as in the
 * draw's command; pointers as SGL_PTR_CLIENT. `count`: at most SGL_ATTEMPT_WORDS - 1. */
static inline void sgl_draw_attempt(struct sgl_stream *s, uint32_t opcode, uint32_t count, const uint32_t *words)
{
    for (uint32_t i = 0; i < count; i++) __atomic_store_n(&s->ctl->attempt[1 + i], words[i], __ATOMIC_RELAXED);
    __atomic_store_n(&s->ctl->attempt[0], SGL_HEADER(opcode, 1 + count), __ATOMIC_RELEASE);
}
static inline void sgl_draw_attempted(struct sgl_stream *s) { __atomic_store_n(&s->ctl->attempt[0], 0, __ATOMIC_RELEASE); }

/* Sends that, for a draw of which the extent is known. */
static inline void sgl_before_draw(struct sgl_stream *s, const struct sgl_draw_extent *extent)
{
    if (sgl_coherent_maps_now()) sgl_send_coherent_maps(s);
    if (s->track->needs_client_arrays && extent->reads) sgl_send_client_arrays(s, extent);
}

/* Sends that, for a draw by indices. */
void sgl_before_elements(struct sgl_stream *, GLenum mode, GLsizei count, GLenum type, const void *indices, GLsizei instances,
                         GLint base_vertex, GLuint base_instance);

/* Indices: an offset when an element buffer is bound, else as many as the draw reads. */
static inline struct sgl_blob sgl_blob_indices(struct sgl_stream *s, GLenum mode, GLsizei count, GLenum type, const void *indices)
{
    if (sgl_likely(s->track->vao->element_buffer != 0)) return sgl_blob_offset((uint64_t)(uintptr_t)indices);
    if (count <= 0 || !sgl_draw_mode_known(mode) || !sgl_index_bytes(type)) return sgl_blob_null();
    return sgl_blob_data(s, indices, (uint64_t)count * sgl_index_bytes(type));
}

#endif
