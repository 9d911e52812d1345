/* Tracked state: vertex array objects, array pointers and enables (GL 4.6 compatibility, chapter 10). */
#include <stdlib.h>
#include <string.h>

#include "track.h"
#include "track_internal.h"

#define BIT(slot) ((uint64_t)1 << (slot))

uint32_t sgl_track_element_bytes(int32_t size, uint32_t type)
{
    uint32_t components = size == SGL_GL_BGRA ? 4 : (uint32_t)size;
    if (components < 1 || components > 4) return 0;
    switch (type) {
    case SGL_GL_BYTE:
    case SGL_GL_UNSIGNED_BYTE: return components;
    case SGL_GL_SHORT:
    case SGL_GL_UNSIGNED_SHORT:
    case SGL_GL_HALF_FLOAT:
    case SGL_GL_HALF_FLOAT_OES: return components * 2;
    case SGL_GL_INT:
    case SGL_GL_UNSIGNED_INT:
    case SGL_GL_FLOAT:
    case SGL_GL_FIXED: return components * 4;
    case SGL_GL_DOUBLE:
    case SGL_GL_UNSIGNED_INT64: return components * 8;
    case SGL_GL_UNSIGNED_INT_2_10_10_10_REV:
    case SGL_GL_INT_2_10_10_10_REV:
    case SGL_GL_UNSIGNED_INT_10_10_10_2_OES:
    case SGL_GL_INT_10_10_10_2_OES:
    case SGL_GL_UNSIGNED_INT_10F_11F_11F_REV: return 4;
    default: return 0;
    }
}

/* ---- Which sizes and types an array takes (tables 10.2 and 10.3) ----------------------------------- */

enum {
    T_BYTE = 1, T_UBYTE = 2, T_SHORT = 4, T_USHORT = 8, T_INT = 16, T_UINT = 32, T_FLOAT = 64, T_DOUBLE = 128, T_HALF = 256,
    T_FIXED = 512, T_2101010 = 1024, T_111110 = 2048, T_UINT64 = 4096, T_ES = 8192,
};

static uint32_t type_bit(uint32_t type)
{
    switch (type) {
    case SGL_GL_BYTE: return T_BYTE;
    case SGL_GL_UNSIGNED_BYTE: return T_UBYTE;
    case SGL_GL_SHORT: return T_SHORT;
    case SGL_GL_UNSIGNED_SHORT: return T_USHORT;
    case SGL_GL_INT: return T_INT;
    case SGL_GL_UNSIGNED_INT: return T_UINT;
    case SGL_GL_FLOAT: return T_FLOAT;
    case SGL_GL_DOUBLE: return T_DOUBLE;
    case SGL_GL_HALF_FLOAT: return T_HALF;
    case SGL_GL_FIXED: return T_FIXED;
    case SGL_GL_UNSIGNED_INT_2_10_10_10_REV:
    case SGL_GL_INT_2_10_10_10_REV: return T_2101010;
    case SGL_GL_UNSIGNED_INT_10F_11F_11F_REV: return T_111110;
    case SGL_GL_UNSIGNED_INT64: return T_UINT64;
    case SGL_GL_HALF_FLOAT_OES:
    case SGL_GL_UNSIGNED_INT_10_10_10_2_OES:
    case SGL_GL_INT_10_10_10_2_OES: return T_ES;
    default: return 0;
    }
}

bool sgl_array_format_valid(const struct sgl_track *cx, uint32_t slot, enum sgl_array_kind kind, int32_t size, uint32_t type, bool normalized)
{
    const uint32_t integers = T_BYTE | T_UBYTE | T_SHORT | T_USHORT | T_INT | T_UINT, floats = T_HALF | T_FLOAT | T_DOUBLE;
    uint32_t types = 0, low = 1, high = 4, bit = type_bit(type);
    const uint32_t es = cx->es ? T_BYTE | T_FIXED : 0; /* OpenGL ES 1 takes these too */
    bool bgra = false;
    if (slot == SGL_ARRAY_POINT_SIZE) {
        high = 1;
        types = T_FLOAT | T_FIXED;
    } else if (slot >= SGL_ARRAY_GENERIC0) {
        bgra = kind == SGL_ARRAY_FLOAT;
        types = kind == SGL_ARRAY_FLOAT     ? integers | floats | T_FIXED | T_2101010 | T_111110 | (cx->es ? T_ES : 0)
                : kind == SGL_ARRAY_INTEGER ? integers
                                            : (uint32_t)(T_DOUBLE | T_UINT64);
        if (kind == SGL_ARRAY_LONG && bit == T_UINT64) high = 1;
    } else if (slot >= SGL_ARRAY_TEX_COORD0) {
        types = T_SHORT | T_INT | floats | T_2101010 | es;
    } else {
        switch (slot) {
        case SGL_ARRAY_VERTEX: low = 2; types = T_SHORT | T_INT | floats | T_2101010 | es; break;
        case SGL_ARRAY_NORMAL: low = high = 3; types = T_BYTE | T_SHORT | T_INT | floats | T_2101010 | es; break;
        case SGL_ARRAY_COLOR:
        case SGL_ARRAY_SECONDARY_COLOR: low = 3; bgra = true; types = integers | floats | T_2101010 | es; break;
        case SGL_ARRAY_FOG_COORD: high = 1; types = floats; break;
        case SGL_ARRAY_INDEX: high = 1; types = T_UBYTE | T_SHORT | T_INT | T_FLOAT | T_DOUBLE; break;
        case SGL_ARRAY_EDGE_FLAG: high = 1; types = T_UBYTE; break;
        default: return false;
        }
    }
    if (!(bit & types)) return false;
    if (size == SGL_GL_BGRA) return bgra && (bit == T_UBYTE || bit == T_2101010) && normalized;
    if (size < (int32_t)low || size > (int32_t)high) return false;
    if (bit == T_2101010 && size != 4 && slot != SGL_ARRAY_NORMAL) return false;
    if (bit == T_111110 && size != 3) return false;
    return true;
}

/* ---- Operations on an object ------------------------------------------------------------------------ */

void sgl_vertex_array_buffer(struct sgl_vertex_array *vao, uint32_t binding, uint32_t buffer)
{
    struct sgl_array_binding *b = &vao->bindings[binding];
    b->buffer = buffer;
    if (buffer) vao->buffered |= b->users;
    else vao->buffered &= ~b->users;
}

void sgl_vertex_array_use(struct sgl_vertex_array *vao, uint32_t slot, uint32_t binding)
{
    struct sgl_array *a = &vao->arrays[slot];
    if (a->binding != binding) {
        vao->bindings[a->binding].users &= ~BIT(slot);
        vao->bindings[binding].users |= BIT(slot);
        a->binding = (uint8_t)binding;
    }
    if (vao->bindings[binding].buffer) vao->buffered |= BIT(slot);
    else vao->buffered &= ~BIT(slot);
}

void sgl_array_set_format(struct sgl_array *a, int32_t size, uint32_t type, bool normalized, enum sgl_array_kind kind,
                          uint32_t offset)
{
    a->size = size == SGL_GL_BGRA ? 4 : (uint8_t)size;
    a->bgra = size == SGL_GL_BGRA;
    a->type = (uint16_t)type;
    a->element_bytes = (uint16_t)sgl_track_element_bytes(size, type);
    a->normalized = normalized;
    a->kind = (uint8_t)kind;
    a->relative_offset = offset;
}

/* Where an array reads, whatever its format. */
static void point(struct sgl_vertex_array *vao, uint32_t slot, int32_t stride, uint32_t buffer, uint64_t pointer)
{
    struct sgl_array *a = &vao->arrays[slot];
    a->stride = stride;
    a->pointer = pointer;
    if (pointer) vao->pointed |= BIT(slot);
    else vao->pointed &= ~BIT(slot);
    if (a->binding != slot) sgl_vertex_array_use(vao, slot, slot);
    vao->bindings[slot].stride = stride ? stride : a->element_bytes;
    vao->bindings[slot].offset = buffer ? pointer : 0;
    sgl_vertex_array_buffer(vao, slot, buffer);
}

void sgl_vertex_array_pointer(struct sgl_vertex_array *vao, uint32_t slot, int32_t size, uint32_t type, bool normalized,
                              enum sgl_array_kind kind, int32_t stride, uint32_t buffer, uint64_t pointer)
{
    sgl_array_set_format(&vao->arrays[slot], size, type, normalized, kind, 0);
    point(vao, slot, stride, buffer, pointer);
}

static bool has_format(const struct sgl_array *a, int32_t size, uint32_t type, bool normalized, enum sgl_array_kind kind)
{
    return a->size == size && a->type == type && a->normalized == normalized && a->kind == kind && !a->bgra && !a->relative_offset && a->element_bytes;
}

static void pointer_call(struct sgl_track *cx, uint32_t slot, int32_t size, uint32_t type, bool normalized, enum sgl_array_kind kind,
                         int32_t stride, const void *pointer)
{
    struct sgl_vertex_array *vao = cx->vao;
    if (slot >= SGL_ARRAYS || stride < 0) return;
    /* a format that the array has is one that it takes, and most calls only move the pointer */
    const bool known = has_format(&vao->arrays[slot], size, type, normalized, kind);
    if (!known && !sgl_array_format_valid(cx, slot, kind, size, type, normalized)) return;
    if (cx->core && vao == &cx->default_vao) return;
    if (pointer && !cx->array_buffer && vao != &cx->default_vao) return;
    if (!known) sgl_array_set_format(&vao->arrays[slot], size, type, normalized, kind, 0);
    point(vao, slot, stride, cx->array_buffer, (uintptr_t)pointer);
    sgl_track_refresh(cx);
}

static void enable_slot(struct sgl_track *cx, struct sgl_vertex_array *vao, uint32_t slot, bool on)
{
    if (!vao || slot >= SGL_ARRAYS) return;
    if (on) vao->enabled |= BIT(slot);
    else vao->enabled &= ~BIT(slot);
    sgl_track_refresh(cx);
}

uint32_t sgl_track_slot(uint32_t array, uint32_t unit)
{
    switch (array) {
    case 0x8074: return SGL_ARRAY_VERTEX;
    case 0x8075: return SGL_ARRAY_NORMAL;
    case 0x8076: return SGL_ARRAY_COLOR;
    case 0x8077: return SGL_ARRAY_INDEX;
    case SGL_GL_TEXTURE_COORD_ARRAY: return unit < SGL_TEX_COORD_ARRAYS ? SGL_ARRAY_TEX_COORD0 + unit : (uint32_t)SGL_NO_SLOT;
    case 0x8079: return SGL_ARRAY_EDGE_FLAG;
    case 0x8457: return SGL_ARRAY_FOG_COORD;
    case 0x8B9C: return SGL_ARRAY_POINT_SIZE;
    case 0x845E: return SGL_ARRAY_SECONDARY_COLOR;
    default: return SGL_NO_SLOT;
    }
}

/* ---- Pointers --------------------------------------------------------------------------------------- */

#define LEGACY(slot, size, normalized) pointer_call(cx, slot, size, type, normalized, SGL_ARRAY_FLOAT, stride, pointer)

void sgl_track_glVertexPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer) { LEGACY(SGL_ARRAY_VERTEX, size, false); }
void sgl_track_glNormalPointer(struct sgl_track *cx, uint32_t type, int32_t stride, const void *pointer) { LEGACY(SGL_ARRAY_NORMAL, 3, true); }
void sgl_track_glColorPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer) { LEGACY(SGL_ARRAY_COLOR, size, true); }
void sgl_track_glSecondaryColorPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer) { LEGACY(SGL_ARRAY_SECONDARY_COLOR, size, true); }
void sgl_track_glFogCoordPointer(struct sgl_track *cx, uint32_t type, int32_t stride, const void *pointer) { LEGACY(SGL_ARRAY_FOG_COORD, 1, false); }
void sgl_track_glIndexPointer(struct sgl_track *cx, uint32_t type, int32_t stride, const void *pointer) { LEGACY(SGL_ARRAY_INDEX, 1, false); }
void sgl_track_glPointSizePointerOES(struct sgl_track *cx, uint32_t type, int32_t stride, const void *pointer) { LEGACY(SGL_ARRAY_POINT_SIZE, 1, false); }
void sgl_track_glEdgeFlagPointer(struct sgl_track *cx, int32_t stride, const void *pointer)
{
    pointer_call(cx, SGL_ARRAY_EDGE_FLAG, 1, SGL_GL_UNSIGNED_BYTE, false, SGL_ARRAY_INTEGER, stride, pointer);
}
void sgl_track_glTexCoordPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer) { LEGACY(SGL_ARRAY_TEX_COORD0 + cx->client_texture, size, false); }
void sgl_track_glMultiTexCoordPointerEXT(struct sgl_track *cx, uint32_t texunit, int32_t size, uint32_t type, int32_t stride, const void *pointer)
{
    LEGACY(sgl_track_slot(SGL_GL_TEXTURE_COORD_ARRAY, texunit - SGL_GL_TEXTURE0), size, false);
}
/* GL_EXT_vertex_array: `count` bounds what may be read; a negative one is an error. */
void sgl_track_glVertexPointerEXT(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, int32_t count, const void *pointer) { if (count >= 0) LEGACY(SGL_ARRAY_VERTEX, size, false); }
void sgl_track_glNormalPointerEXT(struct sgl_track *cx, uint32_t type, int32_t stride, int32_t count, const void *pointer) { if (count >= 0) LEGACY(SGL_ARRAY_NORMAL, 3, true); }
void sgl_track_glColorPointerEXT(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, int32_t count, const void *pointer) { if (count >= 0) LEGACY(SGL_ARRAY_COLOR, size, true); }
void sgl_track_glIndexPointerEXT(struct sgl_track *cx, uint32_t type, int32_t stride, int32_t count, const void *pointer) { if (count >= 0) LEGACY(SGL_ARRAY_INDEX, 1, false); }
void sgl_track_glEdgeFlagPointerEXT(struct sgl_track *cx, int32_t stride, int32_t count, const unsigned char *pointer) { if (count >= 0) sgl_track_glEdgeFlagPointer(cx, stride, pointer); }
void sgl_track_glTexCoordPointerEXT(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, int32_t count, const void *pointer) { if (count >= 0) sgl_track_glTexCoordPointer(cx, size, type, stride, pointer); }

void sgl_track_glVertexAttribPointer(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, unsigned char normalized, int32_t stride, const void *pointer)
{
    pointer_call(cx, sgl_track_generic(cx, index), size, type, normalized != 0, SGL_ARRAY_FLOAT, stride, pointer);
}
void sgl_track_glVertexAttribIPointer(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, int32_t stride, const void *pointer)
{
    pointer_call(cx, sgl_track_generic(cx, index), size, type, false, SGL_ARRAY_INTEGER, stride, pointer);
}
void sgl_track_glVertexAttribLPointer(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, int32_t stride, const void *pointer)
{
    pointer_call(cx, sgl_track_generic(cx, index), size, type, false, SGL_ARRAY_LONG, stride, pointer);
}

/* ---- Enables ---------------------------------------------------------------------------------------- */

void sgl_track_glClientActiveTexture(struct sgl_track *cx, uint32_t texture)
{
    uint32_t unit = texture - SGL_GL_TEXTURE0;
    if (unit < SGL_TEX_COORD_ARRAYS) cx->client_texture = unit;
}

static void client_state(struct sgl_track *cx, uint32_t array, bool on)
{
    if (array == SGL_GL_PRIMITIVE_RESTART_NV) {
        cx->restart.enabled = on;
        cx->restart_touched = true;
    } else {
        enable_slot(cx, cx->vao, sgl_track_slot(array, cx->client_texture), on);
    }
}
void sgl_track_glEnableClientState(struct sgl_track *cx, uint32_t array) { client_state(cx, array, true); }
void sgl_track_glDisableClientState(struct sgl_track *cx, uint32_t array) { client_state(cx, array, false); }

/* The indexed forms set the active texture for the call and put it back. */
static void client_state_indexed(struct sgl_track *cx, uint32_t array, uint32_t index, bool on)
{
    if (array == SGL_GL_TEXTURE_COORD_ARRAY) enable_slot(cx, cx->vao, sgl_track_slot(array, index), on);
}
void sgl_track_glEnableClientStateIndexedEXT(struct sgl_track *cx, uint32_t array, uint32_t index) { client_state_indexed(cx, array, index, true); }
void sgl_track_glDisableClientStateIndexedEXT(struct sgl_track *cx, uint32_t array, uint32_t index) { client_state_indexed(cx, array, index, false); }
void sgl_track_glEnableClientStateiEXT(struct sgl_track *cx, uint32_t array, uint32_t index) { client_state_indexed(cx, array, index, true); }
void sgl_track_glDisableClientStateiEXT(struct sgl_track *cx, uint32_t array, uint32_t index) { client_state_indexed(cx, array, index, false); }

static bool attrib_allowed(const struct sgl_track *cx) { return !cx->core || cx->vao != &cx->default_vao; }

void sgl_track_glEnableVertexAttribArray(struct sgl_track *cx, uint32_t index)
{
    if (attrib_allowed(cx)) enable_slot(cx, cx->vao, sgl_track_generic(cx, index), true);
}
void sgl_track_glDisableVertexAttribArray(struct sgl_track *cx, uint32_t index)
{
    if (attrib_allowed(cx)) enable_slot(cx, cx->vao, sgl_track_generic(cx, index), false);
}
void sgl_track_glEnableVertexArrayAttrib(struct sgl_track *cx, uint32_t vaobj, uint32_t index)
{
    enable_slot(cx, sgl_track_vertex_array(cx, vaobj), sgl_track_generic(cx, index), true);
}
void sgl_track_glDisableVertexArrayAttrib(struct sgl_track *cx, uint32_t vaobj, uint32_t index)
{
    enable_slot(cx, sgl_track_vertex_array(cx, vaobj), sgl_track_generic(cx, index), false);
}
void sgl_track_glEnableVertexArrayAttribEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index)
{
    enable_slot(cx, sgl_track_vertex_array_ext(cx, vaobj), sgl_track_generic(cx, index), true);
}
void sgl_track_glDisableVertexArrayAttribEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index)
{
    enable_slot(cx, sgl_track_vertex_array_ext(cx, vaobj), sgl_track_generic(cx, index), false);
}
/* `array` is one of glEnableClientState's, or GL_TEXTUREi for texture coordinates. */
static void enable_by_name(struct sgl_track *cx, uint32_t vaobj, uint32_t array, bool on)
{
    uint32_t unit = array - SGL_GL_TEXTURE0;
    uint32_t slot = unit < 32 ? sgl_track_slot(SGL_GL_TEXTURE_COORD_ARRAY, unit) : sgl_track_slot(array, cx->client_texture);
    enable_slot(cx, sgl_track_vertex_array_ext(cx, vaobj), slot, on);
}
void sgl_track_glEnableVertexArrayEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t array) { enable_by_name(cx, vaobj, array, true); }
void sgl_track_glDisableVertexArrayEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t array) { enable_by_name(cx, vaobj, array, false); }
