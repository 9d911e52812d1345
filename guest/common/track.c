/* Tracked state: creation, pixel store, buffer bindings, primitive restart and display lists. */
#include "track.h"

#include <stdlib.h>
#include <string.h>

#include "track_internal.h"

void sgl_vertex_array_init(struct sgl_vertex_array *vao, uint32_t name)
{
    memset(vao, 0, sizeof *vao);
    vao->name = name;
    for (uint32_t slot = 0; slot < SGL_ARRAYS; slot++) {
        struct sgl_array *a = &vao->arrays[slot];
        a->binding = (uint8_t)slot;
        a->type = SGL_GL_FLOAT;
        switch (slot) {
        case SGL_ARRAY_NORMAL:
        case SGL_ARRAY_SECONDARY_COLOR: a->size = 3; break;
        case SGL_ARRAY_FOG_COORD:
        case SGL_ARRAY_INDEX:
        case SGL_ARRAY_POINT_SIZE: a->size = 1; break;
        case SGL_ARRAY_EDGE_FLAG:
            a->size = 1;
            a->type = SGL_GL_UNSIGNED_BYTE;
            break;
        default: a->size = 4; break;
        }
        a->element_bytes = (uint16_t)sgl_track_element_bytes(a->size, a->type);
        vao->bindings[slot].stride = slot >= SGL_ARRAY_GENERIC0 && slot != SGL_ARRAY_POINT_SIZE ? 16 : a->element_bytes;
        vao->bindings[slot].users = (uint64_t)1 << slot;
    }
}

void sgl_track_init(struct sgl_track *cx, bool core)
{
    static const struct sgl_pixel_store initial = SGL_PIXEL_STORE_INITIAL;
    memset(cx, 0, sizeof *cx);
    cx->core = core;
    cx->max_attribs = cx->max_bindings = 16;
    cx->pack = cx->unpack = initial;
    cx->render_mode = SGL_GL_RENDER;
    sgl_vertex_array_init(&cx->default_vao, 0);
    cx->vao = &cx->default_vao;
}

void sgl_track_free(struct sgl_track *cx)
{
    for (uint32_t i = 0; i < cx->vao_slots; i++) free(cx->vaos[i].vao);
    free(cx->vaos);
    while (cx->attrib_depth) free(cx->attrib_stack[--cx->attrib_depth]);
    if (cx->owns_memory) {
        free(cx->feedback_memory);
        free(cx->select_memory);
        cx->owns_memory = false;
    }
    cx->vaos = NULL;
    cx->vao_slots = cx->vao_used = 0;
    cx->vao = &cx->default_vao;
    sgl_track_refresh(cx);
}

void sgl_track_refresh(struct sgl_track *cx)
{
    const struct sgl_vertex_array *vao = cx->vao;
    cx->client_arrays = vao->enabled & vao->pointed & ~vao->buffered;
    cx->needs_client_arrays = cx->client_arrays != 0;
}

/* ---- Pixel store (GL 4.6 compatibility, section 8.4.1) -------------------------------------------- */

static void set_int(int32_t *place, int32_t value)
{
    if (value >= 0) *place = value;
}

void sgl_track_glPixelStorei(struct sgl_track *cx, uint32_t pname, int32_t param)
{
    struct sgl_pixel_store *pack = &cx->pack, *unpack = &cx->unpack;
    switch (pname) {
    case 0x0CF0: unpack->swap_bytes = param != 0; break;
    case 0x0CF1: unpack->lsb_first = param != 0; break;
    case 0x0CF2: set_int(&unpack->row_length, param); break;
    case 0x0CF3: set_int(&unpack->skip_rows, param); break;
    case 0x0CF4: set_int(&unpack->skip_pixels, param); break;
    case 0x0CF5:
        if (param == 1 || param == 2 || param == 4 || param == 8) unpack->alignment = param;
        break;
    case 0x0D00: pack->swap_bytes = param != 0; break;
    case 0x0D01: pack->lsb_first = param != 0; break;
    case 0x0D02: set_int(&pack->row_length, param); break;
    case 0x0D03: set_int(&pack->skip_rows, param); break;
    case 0x0D04: set_int(&pack->skip_pixels, param); break;
    case 0x0D05:
        if (param == 1 || param == 2 || param == 4 || param == 8) pack->alignment = param;
        break;
    case 0x806B: set_int(&pack->skip_images, param); break;
    case 0x806C: set_int(&pack->image_height, param); break;
    case 0x806D: set_int(&unpack->skip_images, param); break;
    case 0x806E: set_int(&unpack->image_height, param); break;
    case 0x8758: pack->invert = param != 0; break; /* GL_PACK_INVERT_MESA */
    case 0x9127: set_int(&unpack->block_width, param); break;
    case 0x9128: set_int(&unpack->block_height, param); break;
    case 0x9129: set_int(&unpack->block_depth, param); break;
    case 0x912A: set_int(&unpack->block_size, param); break;
    case 0x912B: set_int(&pack->block_width, param); break;
    case 0x912C: set_int(&pack->block_height, param); break;
    case 0x912D: set_int(&pack->block_depth, param); break;
    case 0x912E: set_int(&pack->block_size, param); break;
    default: break;
    }
}

void sgl_track_glPixelStoref(struct sgl_track *cx, uint32_t pname, float param)
{
    /* rounded to the nearest integer, as state of integer type is; booleans by being non-zero */
    bool boolean = pname == 0x0CF0 || pname == 0x0CF1 || pname == 0x0D00 || pname == 0x0D01 || pname == 0x8758;
    int32_t value;
    if (boolean) value = param != 0.0f;
    else if (!(param > -2147483648.0f)) value = INT32_MIN;
    else if (param >= 2147483647.0f) value = INT32_MAX;
    else value = (int32_t)(param < 0 ? param - 0.5f : param + 0.5f);
    sgl_track_glPixelStorei(cx, pname, value);
}

/* ---- Buffer bindings ------------------------------------------------------------------------------- */

uint32_t *sgl_track_binding(struct sgl_track *cx, uint32_t target)
{
    switch (target) {
    case 0x8892: return &cx->array_buffer;
    case 0x8893: return &cx->vao->element_buffer;
    case 0x88EB: return &cx->pixel_pack_buffer;
    case 0x88EC: return &cx->pixel_unpack_buffer;
    case 0x8F36: return &cx->copy_read_buffer;
    case 0x8F37: return &cx->copy_write_buffer;
    case 0x8A11: return &cx->uniform_buffer;
    case 0x90D2: return &cx->shader_storage_buffer;
    case 0x92C0: return &cx->atomic_counter_buffer;
    case 0x8C2A: return &cx->texture_buffer;
    case 0x8C8E: return &cx->transform_feedback_buffer;
    case 0x8F3F: return &cx->draw_indirect_buffer;
    case 0x90EE: return &cx->dispatch_indirect_buffer;
    case 0x80EE: return &cx->parameter_buffer;
    case 0x9192: return &cx->query_buffer;
    default: return NULL;
    }
}

/* Copies, transform feedback, shader storage, atomic counters, pixel packing, query results. */
static bool writes(uint32_t target)
{
    return target == 0x8F37 || target == 0x8C8E || target == 0x90D2 || target == 0x92C0 || target == 0x88EB || target == 0x9192;
}
static void note_writable(struct sgl_track *cx, uint32_t target, uint32_t buffer)
{
    if (buffer && cx->buffer_hook && writes(target)) cx->buffer_hook(cx, buffer, SGL_BUFFER_WRITABLE, NULL);
}

static void bind_buffer(struct sgl_track *cx, uint32_t target, uint32_t buffer)
{
    uint32_t *binding = sgl_track_binding(cx, target);
    if (!binding) return;
    if (buffer && cx->core && cx->buffer_named && !cx->buffer_named(cx, buffer)) return; /* an error: the old one stays */
    *binding = buffer;
    note_writable(cx, target, buffer);
}

void sgl_track_glBindBuffer(struct sgl_track *cx, uint32_t target, uint32_t buffer) { bind_buffer(cx, target, buffer); }

/* The indexed calls bind the general target too (section 6.1.1). */
static bool indexed(uint32_t target) { return target == 0x8A11 || target == 0x90D2 || target == 0x92C0 || target == 0x8C8E; }

void sgl_track_glBindBufferBase(struct sgl_track *cx, uint32_t target, uint32_t index, uint32_t buffer)
{
    (void)index;
    if (indexed(target)) bind_buffer(cx, target, buffer);
}
void sgl_track_glBindBufferRange(struct sgl_track *cx, uint32_t target, uint32_t index, uint32_t buffer, intptr_t offset, intptr_t size)
{
    if (buffer && (offset < 0 || size <= 0)) return;
    sgl_track_glBindBufferBase(cx, target, index, buffer);
}
void sgl_track_glBindBufferOffsetEXT(struct sgl_track *cx, uint32_t target, uint32_t index, uint32_t buffer, intptr_t offset)
{
    if (offset >= 0 && target == 0x8C8E) sgl_track_glBindBufferBase(cx, target, index, buffer);
}
/* These leave the general targets alone (section 6.1.1). */
void sgl_track_glBindBuffersBase(struct sgl_track *cx, uint32_t target, uint32_t first, int32_t count, const uint32_t *buffers)
{
    (void)first;
    for (int32_t i = 0; buffers && i < count; i++) note_writable(cx, target, buffers[i]);
}
void sgl_track_glBindBuffersRange(struct sgl_track *cx, uint32_t target, uint32_t first, int32_t count, const uint32_t *buffers,
                                  const void *offsets, const void *sizes)
{
    (void)offsets, (void)sizes;
    sgl_track_glBindBuffersBase(cx, target, first, count, buffers);
}

static void forget_buffer(struct sgl_track *cx, uint32_t buffer)
{
    static const uint16_t targets[] = {0x8892, 0x8893, 0x88EB, 0x88EC, 0x8F36, 0x8F37, 0x8A11, 0x90D2,
                                       0x92C0, 0x8C2A, 0x8C8E, 0x8F3F, 0x90EE, 0x80EE, 0x9192};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        uint32_t *binding = sgl_track_binding(cx, targets[i]);
        if (*binding == buffer) *binding = 0;
    }
    for (uint32_t slot = 0; slot < SGL_ARRAYS; slot++)
        if (cx->vao->bindings[slot].buffer == buffer) sgl_vertex_array_buffer(cx->vao, slot, 0);
}

/* Unbound in this context and taken from the current vertex array object; other objects keep it (section 5.1.2). */
void sgl_track_glDeleteBuffers(struct sgl_track *cx, int32_t n, const uint32_t *buffers)
{
    if (!buffers) return;
    for (int32_t i = 0; i < n; i++) {
        if (!buffers[i]) continue;
        forget_buffer(cx, buffers[i]);
        sgl_client_attrib_forget_buffer(cx, buffers[i]);
        if (cx->buffer_hook) cx->buffer_hook(cx, buffers[i], SGL_BUFFER_DELETED, NULL);
    }
    if (n > 0) sgl_track_refresh(cx);
}

static void new_store(struct sgl_track *cx, uint32_t buffer, intptr_t size, const void *data)
{
    const struct sgl_buffer_store store = {(uint64_t)size, 0, data != NULL};
    if (buffer && size >= 0 && cx->buffer_hook) cx->buffer_hook(cx, buffer, SGL_BUFFER_STORED, &store);
}
static void new_storage(struct sgl_track *cx, uint32_t buffer, intptr_t size, const void *data, uint32_t flags)
{
    const struct sgl_buffer_store store = {(uint64_t)size, flags, data != NULL};
    if (buffer && size > 0 && cx->buffer_hook) cx->buffer_hook(cx, buffer, SGL_BUFFER_IMMUTABLE, &store);
}
void sgl_track_glBufferData(struct sgl_track *cx, uint32_t target, intptr_t size, const void *data, uint32_t usage)
{
    const uint32_t *binding = sgl_track_binding(cx, target);
    (void)usage;
    if (binding) new_store(cx, *binding, size, data);
}
void sgl_track_glBufferStorage(struct sgl_track *cx, uint32_t target, intptr_t size, const void *data, uint32_t flags)
{
    const uint32_t *binding = sgl_track_binding(cx, target);
    if (binding) new_storage(cx, *binding, size, data, flags);
}
void sgl_track_glNamedBufferData(struct sgl_track *cx, uint32_t buffer, intptr_t size, const void *data, uint32_t usage)
{
    (void)usage;
    new_store(cx, buffer, size, data);
}
void sgl_track_glNamedBufferDataEXT(struct sgl_track *cx, uint32_t buffer, intptr_t size, const void *data, uint32_t usage)
{
    (void)usage;
    new_store(cx, buffer, size, data);
}
void sgl_track_glNamedBufferStorage(struct sgl_track *cx, uint32_t buffer, intptr_t size, const void *data, uint32_t flags)
{
    new_storage(cx, buffer, size, data, flags);
}

/* ---- Primitive restart, display lists, programs ---------------------------------------------------- */

/* Client states are names for glEnable, too, in OpenGL 1.1's drivers: Mesa's among them. */
static bool client_state(uint32_t cap) { return (cap >= 0x8074 && cap <= 0x8079) || cap == 0x8457 || cap == 0x845E; }

static void enable(struct sgl_track *cx, uint32_t cap, bool on)
{
    if (client_state(cap) && !cx->core && !cx->es && cx->list_mode != SGL_GL_COMPILE) {
        if (on) sgl_track_glEnableClientState(cx, cap);
        else sgl_track_glDisableClientState(cx, cap);
        return;
    }
    if (cap != SGL_GL_PRIMITIVE_RESTART && cap != SGL_GL_PRIMITIVE_RESTART_FIXED_INDEX) return;
    cx->restart_touched = true;
    if (cx->list_mode == SGL_GL_COMPILE) return;
    if (cap == SGL_GL_PRIMITIVE_RESTART) cx->restart.enabled = on;
    else cx->restart.fixed = on;
}
void sgl_track_glEnable(struct sgl_track *cx, uint32_t cap) { enable(cx, cap, true); }
void sgl_track_glDisable(struct sgl_track *cx, uint32_t cap) { enable(cx, cap, false); }

void sgl_track_glPrimitiveRestartIndex(struct sgl_track *cx, uint32_t index) { cx->restart.index = index; }
void sgl_track_glPrimitiveRestartIndexNV(struct sgl_track *cx, uint32_t index) { cx->restart.index = index; }

void sgl_track_glNewList(struct sgl_track *cx, uint32_t list, uint32_t mode)
{
    if (list && !cx->list_mode && (mode == SGL_GL_COMPILE || mode == SGL_GL_COMPILE_AND_EXECUTE)) {
        cx->list_mode = mode;
        cx->list_begun = false;
    }
}
void sgl_track_glEndList(struct sgl_track *cx) { cx->list_mode = 0; }

void sgl_track_glBegin(struct sgl_track *cx, uint32_t mode)
{
    if (mode > SGL_GL_PATCHES) return;
    if (cx->list_mode != SGL_GL_COMPILE) cx->begun = true;
    cx->list_begun = cx->list_mode != 0;
}
void sgl_track_glEnd(struct sgl_track *cx)
{
    if (cx->list_mode && !cx->list_begun) cx->lists_end = true;
    if (cx->list_mode != SGL_GL_COMPILE) cx->begun = false;
    cx->list_begun = false;
}

static void restart_changed_elsewhere(struct sgl_track *cx)
{
    if (cx->restart_touched) cx->restart_uncertain = true;
}
static void list_called(struct sgl_track *cx)
{
    if (cx->lists_end && cx->list_mode != SGL_GL_COMPILE) cx->begun = false; /* or not: then the driver says what is an error */
    restart_changed_elsewhere(cx);
}
void sgl_track_glCallList(struct sgl_track *cx, uint32_t list)
{
    (void)list;
    list_called(cx);
}
void sgl_track_glCallLists(struct sgl_track *cx, int32_t n, uint32_t type, const void *lists)
{
    (void)n, (void)type, (void)lists;
    list_called(cx);
}
void sgl_track_glPopAttrib(struct sgl_track *cx) { restart_changed_elsewhere(cx); }

/* GL_FRONT_LEFT, GL_FRONT_RIGHT, GL_FRONT, GL_LEFT, GL_RIGHT, GL_FRONT_AND_BACK */
static void draws_to(struct sgl_track *cx, uint32_t buffer)
{
    cx->front_drawn |= buffer == 0x0400 || buffer == 0x0401 || buffer == 0x0404 || (buffer >= 0x0406 && buffer <= 0x0408);
}
void sgl_track_glDrawBuffer(struct sgl_track *cx, uint32_t buffer) { draws_to(cx, buffer); }
void sgl_track_glDrawBuffers(struct sgl_track *cx, int32_t n, const uint32_t *buffers)
{
    for (int32_t i = 0; buffers && i < n; i++) draws_to(cx, buffers[i]);
}
void sgl_track_glNamedFramebufferDrawBuffer(struct sgl_track *cx, uint32_t framebuffer, uint32_t buffer)
{
    if (!framebuffer) draws_to(cx, buffer);
}
void sgl_track_glNamedFramebufferDrawBuffers(struct sgl_track *cx, uint32_t framebuffer, int32_t n, const uint32_t *buffers)
{
    if (!framebuffer) sgl_track_glDrawBuffers(cx, n, buffers);
}
void sgl_track_glFramebufferDrawBufferEXT(struct sgl_track *cx, uint32_t framebuffer, uint32_t buffer)
{
    sgl_track_glNamedFramebufferDrawBuffer(cx, framebuffer, buffer);
}

void sgl_track_glUseProgram(struct sgl_track *cx, uint32_t program) { cx->program = program; }
