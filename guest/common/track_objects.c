/* Tracked state: vertex array objects by name, the client attribute stack, glInterleavedArrays. */
#include <stdlib.h>
#include <string.h>

#include "track.h"
#include "track_internal.h"

/* ---- Names ------------------------------------------------------------------------------------------- */

enum { ENTRY_EMPTY = 0, ENTRY_REMOVED = 1, ENTRY_NAMED = 2, ENTRY_CREATED = 3 };

static uint32_t place(const struct sgl_track *cx, uint32_t name) { return name * 2654435761u & (cx->vao_slots - 1); }

static struct sgl_vertex_array_entry *find(struct sgl_track *cx, uint32_t name)
{
    if (!cx->vao_slots || !name) return NULL;
    for (uint32_t i = place(cx, name);; i = (i + 1) & (cx->vao_slots - 1)) {
        struct sgl_vertex_array_entry *e = &cx->vaos[i];
        if (e->state == ENTRY_EMPTY) return NULL;
        if (e->state != ENTRY_REMOVED && e->name == name) return e;
    }
}

/* Keeps a quarter empty, so that searches end soon. Removed entries are left out of the new table. */
static bool make_room(struct sgl_track *cx)
{
    if (cx->vao_slots && cx->vao_used < cx->vao_slots - cx->vao_slots / 4) return true;
    struct sgl_vertex_array_entry *old = cx->vaos;
    uint32_t old_slots = cx->vao_slots, live = 0;
    for (uint32_t i = 0; i < old_slots; i++) live += old[i].state >= ENTRY_NAMED;
    uint32_t slots = 16;
    while (slots < live * 2 + 2) slots *= 2;
    struct sgl_vertex_array_entry *fresh = calloc(slots, sizeof *fresh);
    if (!fresh) return false;
    cx->vaos = fresh;
    cx->vao_slots = slots;
    cx->vao_used = live;
    for (uint32_t i = 0; i < old_slots; i++) {
        if (old[i].state < ENTRY_NAMED) continue;
        uint32_t at = place(cx, old[i].name);
        while (fresh[at].state != ENTRY_EMPTY) at = (at + 1) & (slots - 1);
        fresh[at] = old[i];
    }
    free(old);
    return true;
}

static void add(struct sgl_track *cx, int32_t n, const uint32_t *names, uint32_t state)
{
    if (!names) return;
    for (int32_t i = 0; i < n; i++) {
        struct sgl_vertex_array_entry *e = find(cx, names[i]);
        if (e) {
            if (e->state < state) e->state = state;
            continue;
        }
        if (!names[i] || !make_room(cx)) continue;
        uint32_t at = place(cx, names[i]);
        while (cx->vaos[at].state >= ENTRY_NAMED) at = (at + 1) & (cx->vao_slots - 1);
        cx->vao_used += cx->vaos[at].state == ENTRY_EMPTY;
        cx->vaos[at] = (struct sgl_vertex_array_entry){names[i], state, NULL};
    }
}

/* The object, made at its first use. */
static struct sgl_vertex_array *object(struct sgl_vertex_array_entry *e)
{
    if (!e->vao) {
        e->vao = malloc(sizeof *e->vao);
        if (!e->vao) return NULL;
        sgl_vertex_array_init(e->vao, e->name);
    }
    e->state = ENTRY_CREATED;
    return e->vao;
}

struct sgl_vertex_array *sgl_track_vertex_array(struct sgl_track *cx, uint32_t name)
{
    if (name == 0) return cx->core ? NULL : &cx->default_vao;
    struct sgl_vertex_array_entry *e = find(cx, name);
    return e && e->state == ENTRY_CREATED ? object(e) : NULL;
}

struct sgl_vertex_array *sgl_track_vertex_array_ext(struct sgl_track *cx, uint32_t name)
{
    if (name == 0) return cx->core ? NULL : &cx->default_vao;
    struct sgl_vertex_array_entry *e = find(cx, name);
    return e ? object(e) : NULL;
}

void sgl_track_glGenVertexArrays(struct sgl_track *cx, int32_t n, const uint32_t *arrays) { add(cx, n, arrays, ENTRY_NAMED); }
void sgl_track_glCreateVertexArrays(struct sgl_track *cx, int32_t n, const uint32_t *arrays) { add(cx, n, arrays, ENTRY_CREATED); }

void sgl_track_glBindVertexArray(struct sgl_track *cx, uint32_t array)
{
    struct sgl_vertex_array *vao = &cx->default_vao;
    if (array) {
        struct sgl_vertex_array_entry *e = find(cx, array);
        vao = e ? object(e) : NULL;
    }
    if (!vao) return;
    cx->vao = vao;
    sgl_track_refresh(cx);
}

void sgl_track_glDeleteVertexArrays(struct sgl_track *cx, int32_t n, const uint32_t *arrays)
{
    if (!arrays) return;
    for (int32_t i = 0; i < n; i++) {
        struct sgl_vertex_array_entry *e = find(cx, arrays[i]);
        if (!e) continue;
        if (e->vao && cx->vao == e->vao) {
            cx->vao = &cx->default_vao;
            sgl_track_refresh(cx);
        }
        free(e->vao);
        e->vao = NULL;
        e->state = ENTRY_REMOVED;
    }
}

/* ---- Client attributes (section 21.6) ----------------------------------------------------------------- */

struct sgl_client_attrib {
    uint32_t mask;
    struct sgl_pixel_store pack, unpack;
    uint32_t pixel_pack_buffer, pixel_unpack_buffer;
    uint32_t array_buffer, client_texture;
    bool array_buffer_gone;
    struct sgl_restart restart;
    struct sgl_vertex_array vao;
};

void sgl_track_glPushClientAttrib(struct sgl_track *cx, uint32_t mask)
{
    if (cx->attrib_depth >= SGL_CLIENT_ATTRIB_DEPTH) return;
    struct sgl_client_attrib *saved = malloc(sizeof *saved);
    if (!saved) return;
    *saved = (struct sgl_client_attrib){
        .mask = mask,
        .pack = cx->pack,
        .unpack = cx->unpack,
        .pixel_pack_buffer = cx->pixel_pack_buffer,
        .pixel_unpack_buffer = cx->pixel_unpack_buffer,
        .array_buffer = cx->array_buffer,
        .client_texture = cx->client_texture,
        .restart = cx->restart,
        .vao = *cx->vao,
    };
    cx->attrib_stack[cx->attrib_depth++] = saved;
}

void sgl_track_glPopClientAttrib(struct sgl_track *cx)
{
    if (!cx->attrib_depth) return;
    struct sgl_client_attrib *saved = cx->attrib_stack[--cx->attrib_depth];
    if (saved->mask & SGL_GL_CLIENT_PIXEL_STORE_BIT) {
        cx->pack = saved->pack;
        cx->unpack = saved->unpack;
        cx->pixel_pack_buffer = saved->pixel_pack_buffer;
        cx->pixel_unpack_buffer = saved->pixel_unpack_buffer;
    }
    if (saved->mask & SGL_GL_CLIENT_VERTEX_ARRAY_BIT) {
        /* a deleted object does not come back */
        struct sgl_vertex_array_entry *e = find(cx, saved->vao.name);
        struct sgl_vertex_array *vao = saved->vao.name == 0 ? &cx->default_vao : e ? object(e) : NULL;
        if (vao) {
            cx->vao = vao;
            cx->client_texture = saved->client_texture;
            cx->restart = saved->restart;
            if (!saved->array_buffer_gone) {
                *vao = saved->vao;
                cx->array_buffer = saved->array_buffer;
            } else {
                cx->array_buffer = 0;
            }
            vao->element_buffer = saved->vao.element_buffer;
            sgl_track_refresh(cx);
        }
    }
    free(saved);
}

void sgl_client_attrib_forget_buffer(struct sgl_track *cx, uint32_t buffer)
{
    for (uint32_t i = 0; i < cx->attrib_depth; i++) {
        struct sgl_client_attrib *saved = cx->attrib_stack[i];
        if (saved->array_buffer == buffer) saved->array_buffer_gone = true;
        if (saved->vao.element_buffer == buffer) saved->vao.element_buffer = 0;
    }
}

/* GL_EXT_direct_state_access: everything in the groups of `mask` as in a new context. */
void sgl_track_glClientAttribDefaultEXT(struct sgl_track *cx, uint32_t mask)
{
    static const struct sgl_pixel_store initial = SGL_PIXEL_STORE_INITIAL;
    if (mask & SGL_GL_CLIENT_PIXEL_STORE_BIT) {
        cx->pack = cx->unpack = initial;
        cx->pixel_pack_buffer = cx->pixel_unpack_buffer = 0;
    }
    if (mask & SGL_GL_CLIENT_VERTEX_ARRAY_BIT) {
        sgl_vertex_array_init(&cx->default_vao, 0);
        cx->vao = &cx->default_vao;
        cx->array_buffer = 0;
        cx->client_texture = 0;
        cx->restart = (struct sgl_restart){0};
        sgl_track_refresh(cx);
    }
}

void sgl_track_glPushClientAttribDefaultEXT(struct sgl_track *cx, uint32_t mask)
{
    if (cx->attrib_depth >= SGL_CLIENT_ATTRIB_DEPTH) return;
    sgl_track_glPushClientAttrib(cx, mask);
    sgl_track_glClientAttribDefaultEXT(cx, mask);
}

/* ---- glInterleavedArrays (section 10.3.1, table 10.5) -------------------------------------------------- */

struct layout {
    uint8_t texture_size, colour_size, normal, vertex_size;
    uint16_t colour_type;
    uint8_t colour_at, normal_at, vertex_at, stride;
};

static const struct layout layouts[] = {
    /* from GL_V2F 0x2A20 on */
    {0, 0, 0, 2, 0, 0, 0, 0, 8},
    {0, 0, 0, 3, 0, 0, 0, 0, 12},
    {0, 4, 0, 2, SGL_GL_UNSIGNED_BYTE, 0, 0, 4, 12},
    {0, 4, 0, 3, SGL_GL_UNSIGNED_BYTE, 0, 0, 4, 16},
    {0, 3, 0, 3, SGL_GL_FLOAT, 0, 0, 12, 24},
    {0, 0, 1, 3, 0, 0, 0, 12, 24},
    {0, 4, 1, 3, SGL_GL_FLOAT, 0, 16, 28, 40},
    {2, 0, 0, 3, 0, 0, 0, 8, 20},
    {4, 0, 0, 4, 0, 0, 0, 16, 32},
    {2, 4, 0, 3, SGL_GL_UNSIGNED_BYTE, 8, 0, 12, 24},
    {2, 3, 0, 3, SGL_GL_FLOAT, 8, 0, 20, 32},
    {2, 0, 1, 3, 0, 0, 8, 20, 32},
    {2, 4, 1, 3, SGL_GL_FLOAT, 8, 24, 36, 48},
    {4, 4, 1, 4, SGL_GL_FLOAT, 16, 32, 44, 60},
};

void sgl_track_glInterleavedArrays(struct sgl_track *cx, uint32_t format, int32_t stride, const void *pointer)
{
    uint32_t index = format - 0x2A20;
    if (stride < 0 || index >= sizeof layouts / sizeof *layouts) return;
    const struct layout *l = &layouts[index];
    const uint8_t *base = pointer;
    const int32_t step = stride ? stride : l->stride;

    sgl_track_glDisableClientState(cx, 0x8079); /* GL_EDGE_FLAG_ARRAY */
    sgl_track_glDisableClientState(cx, 0x8077); /* GL_INDEX_ARRAY */
    sgl_track_glDisableClientState(cx, 0x845E); /* GL_SECONDARY_COLOR_ARRAY */
    sgl_track_glDisableClientState(cx, 0x8457); /* GL_FOG_COORD_ARRAY */
    if (l->texture_size) {
        sgl_track_glEnableClientState(cx, SGL_GL_TEXTURE_COORD_ARRAY);
        sgl_track_glTexCoordPointer(cx, l->texture_size, SGL_GL_FLOAT, step, base);
    } else {
        sgl_track_glDisableClientState(cx, SGL_GL_TEXTURE_COORD_ARRAY);
    }
    if (l->colour_size) {
        sgl_track_glEnableClientState(cx, 0x8076);
        sgl_track_glColorPointer(cx, l->colour_size, l->colour_type, step, base + l->colour_at);
    } else {
        sgl_track_glDisableClientState(cx, 0x8076);
    }
    if (l->normal) {
        sgl_track_glEnableClientState(cx, 0x8075);
        sgl_track_glNormalPointer(cx, SGL_GL_FLOAT, step, base + l->normal_at);
    } else {
        sgl_track_glDisableClientState(cx, 0x8075);
    }
    sgl_track_glEnableClientState(cx, 0x8074);
    sgl_track_glVertexPointer(cx, l->vertex_size, SGL_GL_FLOAT, step, base + l->vertex_at);
}
