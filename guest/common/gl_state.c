/* glGetIntegerv and its siblings: limits that never change and state that the client has are answered at
 * once; everything else is asked. What is answered here is what the renderer's driver would say: where a
 * name may be unknown to the context, it is asked, so that the error is the driver's. */
#include "context_state.h"
#include "gl_debug.h"
#include "gl_defs.h"
#include "opcodes.h"

#include <stdlib.h>

/* Single integers that never change in a context's life: their first answer is kept. Sorted. */
static const uint32_t constant_names[] = {
#include "gl_limits.h"
};

static int compare_names(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}
static bool is_constant(uint32_t pname)
{
    return bsearch(&pname, constant_names, sizeof constant_names / 4, 4, compare_names) != NULL;
}

/* Place of pname among the context's limits, or where it belongs. */
static uint32_t place(const struct sgl_context *context, uint32_t pname)
{
    uint32_t low = 0, high = context->limit_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (context->limits[middle].pname < pname) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void keep_limit(struct sgl_context *context, uint32_t pname, int32_t value)
{
    uint32_t at = place(context, pname);
    if (at < context->limit_count && context->limits[at].pname == pname) return;
    if (context->limit_count == context->limit_room) {
        uint32_t room = context->limit_room * 2 + 16;
        struct sgl_limit *larger = realloc(context->limits, room * sizeof *larger);
        if (!larger) return;
        context->limits = larger;
        context->limit_room = room;
    }
    memmove(&context->limits[at + 1], &context->limits[at], (context->limit_count - at) * sizeof *context->limits);
    context->limits[at] = (struct sgl_limit){pname, value};
    context->limit_count++;
}

/* What the context was asked to be; flags of the host's context that the program did not ask for are not shown. */
static bool context_state(const struct sgl_context *c, uint32_t pname, int64_t *value)
{
    switch (pname) {
    case GL_NUM_EXTENSIONS:
        *value = c->extension_count;
        return c->version >= 30;
    case GL_NUM_SHADING_LANGUAGE_VERSIONS:
        if (!c->newest_language || c->version < 43) return false;
        for (*value = 0; sgl_shading_language(c, (uint32_t)*value); ++*value) {}
        return true;
    case GL_CONTEXT_FLAGS:
        *value = (c->request.flags & 1 ? GL_CONTEXT_FLAG_DEBUG_BIT : 0) | (c->request.flags & 2 ? GL_CONTEXT_FLAG_FORWARD_COMPATIBLE_BIT : 0) |
                 (c->request.flags & 4 ? GL_CONTEXT_FLAG_ROBUST_ACCESS_BIT : 0) | (c->request.flags & 8 ? GL_CONTEXT_FLAG_NO_ERROR_BIT : 0);
        return c->version >= (c->track.es ? 32 : 30);
    case GL_RESET_NOTIFICATION_STRATEGY:
        *value = c->request.reset_strategy ? GL_LOSE_CONTEXT_ON_RESET : GL_NO_RESET_NOTIFICATION;
        return c->version >= (c->track.es ? 32 : 45) || sgl_has_extension(c, "GL_KHR_robustness") || sgl_has_extension(c, "GL_ARB_robustness") ||
               sgl_has_extension(c, "GL_EXT_robustness");
    case GL_CONTEXT_RELEASE_BEHAVIOR:
        *value = c->request.flags & 16 ? GL_NONE : GL_CONTEXT_RELEASE_BEHAVIOR_FLUSH;
        return c->version >= 45 || sgl_has_extension(c, "GL_KHR_context_flush_control");
    default: return false;
    }
}

/* Bindings and pixel store, as struct sgl_track has them. */
static bool tracked_state(const struct sgl_context *c, uint32_t pname, int64_t *value)
{
    const struct sgl_track *t = &c->track;
    const bool es = t->es;
    switch (pname) {
    case GL_ARRAY_BUFFER_BINDING: *value = t->array_buffer; return c->version >= (es ? 11 : 15);
    case GL_ELEMENT_ARRAY_BUFFER_BINDING: *value = t->vao->element_buffer; return c->version >= (es ? 11 : 15);
    case GL_PIXEL_PACK_BUFFER_BINDING: *value = t->pixel_pack_buffer; return c->version >= (es ? 30 : 21);
    case GL_PIXEL_UNPACK_BUFFER_BINDING: *value = t->pixel_unpack_buffer; return c->version >= (es ? 30 : 21);
    case GL_VERTEX_ARRAY_BINDING: *value = t->vao->name; return c->version >= 30;
    case GL_UNPACK_ALIGNMENT: *value = t->unpack.alignment; return true;
    case GL_UNPACK_ROW_LENGTH: *value = t->unpack.row_length; return !es || c->version >= 30;
    case GL_UNPACK_SKIP_PIXELS: *value = t->unpack.skip_pixels; return !es || c->version >= 30;
    case GL_UNPACK_SKIP_ROWS: *value = t->unpack.skip_rows; return !es || c->version >= 30;
    case GL_UNPACK_SWAP_BYTES: *value = t->unpack.swap_bytes; return !es;
    case GL_UNPACK_LSB_FIRST: *value = t->unpack.lsb_first; return !es;
    case GL_PACK_ALIGNMENT: *value = t->pack.alignment; return true;
    case GL_PACK_ROW_LENGTH: *value = t->pack.row_length; return !es || c->version >= 30;
    case GL_PACK_SKIP_PIXELS: *value = t->pack.skip_pixels; return !es || c->version >= 30;
    case GL_PACK_SKIP_ROWS: *value = t->pack.skip_rows; return !es || c->version >= 30;
    case GL_PACK_SWAP_BYTES: *value = t->pack.swap_bytes; return !es;
    case GL_PACK_LSB_FIRST: *value = t->pack.lsb_first; return !es;
    default: return false;
    }
}

/* True: the client knows the (single) value. */
static bool answer(struct sgl_context *context, uint32_t pname, int64_t *value)
{
    bool enabled;
    if (!context || context->track.begun || context->track.memo.begin_unknown) return false; /* an error there */
    uint32_t at = place(context, pname);
    if (at < context->limit_count && context->limits[at].pname == pname) {
        *value = context->limits[at].value;
        return true;
    }
    if (sgl_debug_enabled(context, pname, &enabled)) {
        *value = enabled;
        return true;
    }
    uint32_t known;
    if (sgl_memo_answer(&context->track, pname, SGL_ASK_GET, &known)) {
        *value = (int32_t)known; /* drivers give names as integers, too */
        return true;
    }
    return context_state(context, pname, value) || tracked_state(context, pname, value);
}

/* words: pname 0, data 1 (room). Returns how many bytes came. */
static uint64_t ask(struct sgl_stream *s, uint32_t opcode, GLenum pname, void *data)
{
    const bool clean = sgl_is_clean(s, sgl_memo_outside(s->track));
    uint32_t *p = sgl_command(s, opcode, 2);
    p[0] = pname;
    p[1] = data ? SGL_PTR_MAX_INLINE : SGL_PTR_NULL;
    sgl_command_end(s);
    sgl_wait_reply(s, opcode);
    uint64_t bytes = sgl_reply_out(s, data, UINT64_MAX);
    sgl_reply_end(s);
    sgl_still_clean(s, clean && bytes > 0); /* an error has no values */
    return bytes;
}

SGLAPI void APIENTRY glGetIntegerv(GLenum pname, GLint *data)
{
    struct sgl_stream *s = sgl_current;
    int64_t value;
    if (data && answer(s->context, pname, &value)) {
        *data = (GLint)value;
        return;
    }
    if (ask(s, SGL_OP_glGetIntegerv, pname, data) != sizeof *data || !s->context) return;
    if (is_constant(pname)) keep_limit(s->context, pname, *data);
    else sgl_memo_learn(s->track, pname, SGL_ASK_GET, (uint32_t)*data);
}

SGLAPI void APIENTRY glGetFloatv(GLenum pname, GLfloat *data)
{
    struct sgl_stream *s = sgl_current;
    int64_t value;
    if (data && answer(s->context, pname, &value)) *data = (GLfloat)value;
    else ask(s, SGL_OP_glGetFloatv, pname, data);
}

SGLAPI void APIENTRY glGetDoublev(GLenum pname, GLdouble *data)
{
    struct sgl_stream *s = sgl_current;
    int64_t value;
    if (data && answer(s->context, pname, &value)) *data = (GLdouble)value;
    else ask(s, SGL_OP_glGetDoublev, pname, data);
}

SGLAPI void APIENTRY glGetInteger64v(GLenum pname, GLint64 *data)
{
    struct sgl_stream *s = sgl_current;
    int64_t value;
    if (data && answer(s->context, pname, &value)) *data = value;
    else ask(s, SGL_OP_glGetInteger64v, pname, data);
}

SGLAPI void APIENTRY glGetBooleanv(GLenum pname, GLboolean *data)
{
    struct sgl_stream *s = sgl_current;
    int64_t value;
    if (data && answer(s->context, pname, &value)) *data = value ? GL_TRUE : GL_FALSE;
    else ask(s, SGL_OP_glGetBooleanv, pname, data);
}

SGLAPI void APIENTRY glGetTexEnviv(GLenum target, GLenum pname, GLint *params)
{
    struct sgl_stream *s = sgl_current;
    const bool mode = target == GL_TEXTURE_ENV && pname == GL_TEXTURE_ENV_MODE && params;
    uint32_t known;
    if (mode && sgl_memo_answer(s->track, pname, SGL_ASK_TEX_ENV, &known)) {
        *params = (GLint)known;
        return;
    }
    uint32_t *p = sgl_command(s, SGL_OP_glGetTexEnviv, 3);
    p[0] = target;
    p[1] = pname;
    p[2] = params ? SGL_PTR_MAX_INLINE : SGL_PTR_NULL;
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_glGetTexEnviv);
    const uint64_t bytes = sgl_reply_out(s, params, UINT64_MAX);
    sgl_reply_end(s);
    if (mode && bytes == sizeof *params) sgl_memo_learn(s->track, pname, SGL_ASK_TEX_ENV, (uint32_t)*params);
}
