/* Tracked state: separate attribute formats and vertex buffer bindings (GL 4.6, section 10.3.2), and the calls
 * that take the vertex array object or the buffer by name. */
#include <string.h>

#include "track.h"
#include "track_internal.h"

#define OBJECT sgl_track_vertex_array(cx, vaobj)
#define OBJECT_EXT sgl_track_vertex_array_ext(cx, vaobj)

/* The current object for calls that act on it; NULL where these are an error (core, object 0). */
static struct sgl_vertex_array *current(struct sgl_track *cx)
{
    return cx->core && cx->vao == &cx->default_vao ? NULL : cx->vao;
}

static void format(struct sgl_track *cx, struct sgl_vertex_array *vao, uint32_t index, int32_t size, uint32_t type, bool normalized,
                   enum sgl_array_kind kind, uint32_t offset)
{
    uint32_t slot = sgl_track_generic(cx, index);
    if (!vao || slot == SGL_NO_SLOT || !sgl_array_format_valid(cx, slot, kind, size, type, normalized)) return;
    if (offset > 2047) return; /* GL_MAX_VERTEX_ATTRIB_RELATIVE_OFFSET is 2047 everywhere */
    sgl_array_set_format(&vao->arrays[slot], size, type, normalized, kind, offset);
}

static void attrib_binding(struct sgl_track *cx, struct sgl_vertex_array *vao, uint32_t index, uint32_t binding)
{
    uint32_t slot = sgl_track_generic(cx, index), to = sgl_track_binding_slot(cx, binding);
    if (!vao || slot == SGL_NO_SLOT || to == SGL_NO_SLOT) return;
    sgl_vertex_array_use(vao, slot, to);
    sgl_track_refresh(cx);
}

static void vertex_buffer(struct sgl_track *cx, struct sgl_vertex_array *vao, uint32_t binding, uint32_t buffer, intptr_t offset, int32_t stride)
{
    uint32_t slot = sgl_track_binding_slot(cx, binding);
    if (!vao || slot == SGL_NO_SLOT || offset < 0 || stride < 0) return;
    vao->bindings[slot].offset = (uint64_t)offset;
    vao->bindings[slot].stride = stride;
    sgl_vertex_array_buffer(vao, slot, buffer);
    sgl_track_refresh(cx);
}

static void vertex_buffers(struct sgl_track *cx, struct sgl_vertex_array *vao, uint32_t first, int32_t count, const uint32_t *buffers,
                           const void *offsets, const int32_t *strides)
{
    if (count < 0 || (uint64_t)first + (uint32_t)count > cx->max_bindings) return;
    for (int32_t i = 0; i < count; i++) {
        intptr_t offset = 0;
        if (buffers && offsets) memcpy(&offset, (const char *)offsets + (size_t)i * sizeof offset, sizeof offset);
        if (buffers && (!offsets || !strides)) return;
        vertex_buffer(cx, vao, first + (uint32_t)i, buffers ? buffers[i] : 0, offset, buffers ? strides[i] : 16);
    }
}

static void divisor(struct sgl_track *cx, struct sgl_vertex_array *vao, uint32_t binding, uint32_t value)
{
    uint32_t slot = sgl_track_binding_slot(cx, binding);
    if (vao && slot != SGL_NO_SLOT) vao->bindings[slot].divisor = value;
}

/* glVertexAttribDivisor also makes the attribute read its own binding again. */
static void attrib_divisor(struct sgl_track *cx, struct sgl_vertex_array *vao, uint32_t index, uint32_t value)
{
    attrib_binding(cx, vao, index, index);
    divisor(cx, vao, index, value);
}

void sgl_track_glVertexAttribFormat(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, unsigned char normalized, uint32_t relative_offset) { format(cx, current(cx), index, size, type, normalized != 0, SGL_ARRAY_FLOAT, relative_offset); }
void sgl_track_glVertexAttribIFormat(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset) { format(cx, current(cx), index, size, type, false, SGL_ARRAY_INTEGER, relative_offset); }
void sgl_track_glVertexAttribLFormat(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset) { format(cx, current(cx), index, size, type, false, SGL_ARRAY_LONG, relative_offset); }
void sgl_track_glVertexAttribBinding(struct sgl_track *cx, uint32_t index, uint32_t binding) { attrib_binding(cx, current(cx), index, binding); }
void sgl_track_glVertexBindingDivisor(struct sgl_track *cx, uint32_t binding, uint32_t value) { divisor(cx, current(cx), binding, value); }
void sgl_track_glVertexAttribDivisor(struct sgl_track *cx, uint32_t index, uint32_t value) { attrib_divisor(cx, cx->vao, index, value); }
void sgl_track_glBindVertexBuffer(struct sgl_track *cx, uint32_t binding, uint32_t buffer, intptr_t offset, int32_t stride) { vertex_buffer(cx, current(cx), binding, buffer, offset, stride); }
void sgl_track_glBindVertexBuffers(struct sgl_track *cx, uint32_t first, int32_t count, const uint32_t *buffers, const void *offsets, const int32_t *strides) { vertex_buffers(cx, current(cx), first, count, buffers, offsets, strides); }

/* ---- By name ---------------------------------------------------------------------------------------- */

void sgl_track_glVertexArrayElementBuffer(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer)
{
    struct sgl_vertex_array *vao = OBJECT;
    if (vao) vao->element_buffer = buffer;
}
void sgl_track_glVertexArrayVertexBuffer(struct sgl_track *cx, uint32_t vaobj, uint32_t binding, uint32_t buffer, intptr_t offset, int32_t stride) { vertex_buffer(cx, OBJECT, binding, buffer, offset, stride); }
void sgl_track_glVertexArrayVertexBuffers(struct sgl_track *cx, uint32_t vaobj, uint32_t first, int32_t count, const uint32_t *buffers, const void *offsets, const int32_t *strides) { vertex_buffers(cx, OBJECT, first, count, buffers, offsets, strides); }
void sgl_track_glVertexArrayAttribFormat(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, unsigned char normalized, uint32_t relative_offset) { format(cx, OBJECT, index, size, type, normalized != 0, SGL_ARRAY_FLOAT, relative_offset); }
void sgl_track_glVertexArrayAttribIFormat(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset) { format(cx, OBJECT, index, size, type, false, SGL_ARRAY_INTEGER, relative_offset); }
void sgl_track_glVertexArrayAttribLFormat(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset) { format(cx, OBJECT, index, size, type, false, SGL_ARRAY_LONG, relative_offset); }
void sgl_track_glVertexArrayAttribBinding(struct sgl_track *cx, uint32_t vaobj, uint32_t index, uint32_t binding) { attrib_binding(cx, OBJECT, index, binding); }
void sgl_track_glVertexArrayBindingDivisor(struct sgl_track *cx, uint32_t vaobj, uint32_t binding, uint32_t value) { divisor(cx, OBJECT, binding, value); }

/* ---- GL_EXT_direct_state_access: pointers with buffer and offset ------------------------------------- */

static void array_offset(struct sgl_track *cx, struct sgl_vertex_array *vao, uint32_t slot, int32_t size, uint32_t type, bool normalized,
                         enum sgl_array_kind kind, int32_t stride, uint32_t buffer, intptr_t offset)
{
    if (!vao || slot >= SGL_ARRAYS || stride < 0 || offset < 0 || !sgl_array_format_valid(cx, slot, kind, size, type, normalized)) return;
    if (!buffer && offset && vao != &cx->default_vao) return;
    sgl_vertex_array_pointer(vao, slot, size, type, normalized, kind, stride, buffer, (uint64_t)offset);
    sgl_track_refresh(cx);
}
#define OFFSET(slot, size, normalized) array_offset(cx, OBJECT_EXT, slot, size, type, normalized, SGL_ARRAY_FLOAT, stride, buffer, offset)

void sgl_track_glVertexArrayVertexOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, int32_t size, uint32_t type, int32_t stride, intptr_t offset) { OFFSET(SGL_ARRAY_VERTEX, size, false); }
void sgl_track_glVertexArrayColorOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, int32_t size, uint32_t type, int32_t stride, intptr_t offset) { OFFSET(SGL_ARRAY_COLOR, size, true); }
void sgl_track_glVertexArrayEdgeFlagOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, int32_t stride, intptr_t offset) { array_offset(cx, OBJECT_EXT, SGL_ARRAY_EDGE_FLAG, 1, SGL_GL_UNSIGNED_BYTE, false, SGL_ARRAY_INTEGER, stride, buffer, offset); }
void sgl_track_glVertexArrayIndexOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t type, int32_t stride, intptr_t offset) { OFFSET(SGL_ARRAY_INDEX, 1, false); }
void sgl_track_glVertexArrayNormalOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t type, int32_t stride, intptr_t offset) { OFFSET(SGL_ARRAY_NORMAL, 3, true); }
void sgl_track_glVertexArrayTexCoordOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, int32_t size, uint32_t type, int32_t stride, intptr_t offset) { OFFSET(SGL_ARRAY_TEX_COORD0 + cx->client_texture, size, false); }
void sgl_track_glVertexArrayMultiTexCoordOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t texunit, int32_t size, uint32_t type, int32_t stride, intptr_t offset) { OFFSET(sgl_track_slot(SGL_GL_TEXTURE_COORD_ARRAY, texunit - SGL_GL_TEXTURE0), size, false); }
void sgl_track_glVertexArrayFogCoordOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t type, int32_t stride, intptr_t offset) { OFFSET(SGL_ARRAY_FOG_COORD, 1, false); }
void sgl_track_glVertexArraySecondaryColorOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, int32_t size, uint32_t type, int32_t stride, intptr_t offset) { OFFSET(SGL_ARRAY_SECONDARY_COLOR, size, true); }
void sgl_track_glVertexArrayVertexAttribOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t index, int32_t size, uint32_t type, unsigned char normalized, int32_t stride, intptr_t offset) { array_offset(cx, OBJECT_EXT, sgl_track_generic(cx, index), size, type, normalized != 0, SGL_ARRAY_FLOAT, stride, buffer, offset); }
void sgl_track_glVertexArrayVertexAttribIOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t index, int32_t size, uint32_t type, int32_t stride, intptr_t offset) { array_offset(cx, OBJECT_EXT, sgl_track_generic(cx, index), size, type, false, SGL_ARRAY_INTEGER, stride, buffer, offset); }
void sgl_track_glVertexArrayVertexAttribLOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t index, int32_t size, uint32_t type, int32_t stride, intptr_t offset) { array_offset(cx, OBJECT_EXT, sgl_track_generic(cx, index), size, type, false, SGL_ARRAY_LONG, stride, buffer, offset); }
void sgl_track_glVertexArrayBindVertexBufferEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t binding, uint32_t buffer, intptr_t offset, int32_t stride) { vertex_buffer(cx, OBJECT_EXT, binding, buffer, offset, stride); }
void sgl_track_glVertexArrayVertexAttribFormatEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, unsigned char normalized, uint32_t relative_offset) { format(cx, OBJECT_EXT, index, size, type, normalized != 0, SGL_ARRAY_FLOAT, relative_offset); }
void sgl_track_glVertexArrayVertexAttribIFormatEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset) { format(cx, OBJECT_EXT, index, size, type, false, SGL_ARRAY_INTEGER, relative_offset); }
void sgl_track_glVertexArrayVertexAttribLFormatEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset) { format(cx, OBJECT_EXT, index, size, type, false, SGL_ARRAY_LONG, relative_offset); }
void sgl_track_glVertexArrayVertexAttribBindingEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index, uint32_t binding) { attrib_binding(cx, OBJECT_EXT, index, binding); }
void sgl_track_glVertexArrayVertexBindingDivisorEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t binding, uint32_t value) { divisor(cx, OBJECT_EXT, binding, value); }
void sgl_track_glVertexArrayVertexAttribDivisorEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index, uint32_t value) { attrib_divisor(cx, OBJECT_EXT, index, value); }
