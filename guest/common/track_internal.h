/* What the track_*.c files share: GL constants by value (no GL header is needed on either side) and the
 * operations on vertex array objects. */
#ifndef SGL_TRACK_INTERNAL_H
#define SGL_TRACK_INTERNAL_H

#include "track.h"

enum {
    SGL_GL_BYTE = 0x1400,
    SGL_GL_UNSIGNED_BYTE = 0x1401,
    SGL_GL_SHORT = 0x1402,
    SGL_GL_UNSIGNED_SHORT = 0x1403,
    SGL_GL_INT = 0x1404,
    SGL_GL_UNSIGNED_INT = 0x1405,
    SGL_GL_FLOAT = 0x1406,
    SGL_GL_DOUBLE = 0x140A,
    SGL_GL_HALF_FLOAT = 0x140B,
    SGL_GL_HALF_FLOAT_OES = 0x8D61,
    SGL_GL_UNSIGNED_INT_10_10_10_2_OES = 0x8DF6,
    SGL_GL_INT_10_10_10_2_OES = 0x8DF7,
    SGL_GL_FIXED = 0x140C,
    SGL_GL_UNSIGNED_INT64 = 0x140F,
    SGL_GL_UNSIGNED_INT_2_10_10_10_REV = 0x8368,
    SGL_GL_INT_2_10_10_10_REV = 0x8D9F,
    SGL_GL_UNSIGNED_INT_10F_11F_11F_REV = 0x8C3B,
    SGL_GL_BGRA = 0x80E1,
    SGL_GL_PATCHES = 0x000E,
    SGL_GL_COMPILE = 0x1300,
    SGL_GL_COMPILE_AND_EXECUTE = 0x1301,
    SGL_GL_RENDER = 0x1C00,
    SGL_GL_PRIMITIVE_RESTART = 0x8F9D,
    SGL_GL_PRIMITIVE_RESTART_FIXED_INDEX = 0x8D69,
    SGL_GL_PRIMITIVE_RESTART_NV = 0x8558,
    SGL_GL_TEXTURE0 = 0x84C0,
    SGL_GL_TEXTURE_COORD_ARRAY = 0x8078,
    SGL_GL_CLIENT_PIXEL_STORE_BIT = 1,
    SGL_GL_CLIENT_VERTEX_ARRAY_BIT = 2,
};

/* Slot of a generic attribute, of a vertex buffer binding; SGL_NO_SLOT beyond the driver's limit. */
static inline uint32_t sgl_track_generic(const struct sgl_track *cx, uint32_t index)
{
    return index < cx->max_attribs && index < SGL_GENERIC_ARRAYS ? SGL_ARRAY_GENERIC0 + index : (uint32_t)SGL_NO_SLOT;
}
static inline uint32_t sgl_track_binding_slot(const struct sgl_track *cx, uint32_t index)
{
    return index < cx->max_bindings && index < SGL_GENERIC_ARRAYS ? SGL_ARRAY_GENERIC0 + index : (uint32_t)SGL_NO_SLOT;
}

void sgl_vertex_array_init(struct sgl_vertex_array *vao, uint32_t name);
/* The buffer of one binding, with the masks that follow from it. */
void sgl_vertex_array_buffer(struct sgl_vertex_array *vao, uint32_t binding, uint32_t buffer);
/* Lets a slot read a binding. */
void sgl_vertex_array_use(struct sgl_vertex_array *vao, uint32_t slot, uint32_t binding);
/* What a gl*Pointer call does, without its checks: `buffer` 0 = client memory. */
void sgl_vertex_array_pointer(struct sgl_vertex_array *vao, uint32_t slot, int32_t size, uint32_t type, bool normalized,
                              enum sgl_array_kind kind, int32_t stride, uint32_t buffer, uint64_t pointer);
/* For calls by name: GL_EXT_direct_state_access creates on first use, ARB_direct_state_access does not. */
struct sgl_vertex_array *sgl_track_vertex_array_ext(struct sgl_track *cx, uint32_t name);
/* What glVertexAttrib*Format does. */
void sgl_array_set_format(struct sgl_array *a, int32_t size, uint32_t type, bool normalized, enum sgl_array_kind kind, uint32_t offset);
/* Whether the driver takes an array of this size and type in this slot. */
bool sgl_array_format_valid(const struct sgl_track *cx, uint32_t slot, enum sgl_array_kind kind, int32_t size, uint32_t type, bool normalized);
/* Saved copies name buffers that do not exist any more. */
void sgl_client_attrib_forget_buffer(struct sgl_track *cx, uint32_t buffer);

#endif
