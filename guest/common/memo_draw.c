/* Draws and clears that are proven to be no error, and what they draw with (memo.h). */
#include "memo.h"

#include "track_internal.h"

enum {
    PROVABLE_MODES = 10, /* GL_POINTS to GL_POLYGON */
    PROVABLE_ES_MODES = 7,
    PROVABLE_COUNT = 1 << 20, /* larger draws may run out of memory */
    LARGEST_STRIDE = 255,
};
static bool own_pipeline(const struct sgl_memo *s) { return __atomic_load_n(&s->group->facts, __ATOMIC_ACQUIRE) & SGL_OWN_PIPELINE; }

bool sgl_memo_glBindBuffer(struct sgl_track *cx, uint32_t target, uint32_t buffer)
{
    /* GL_ARRAY_BUFFER and GL_ELEMENT_ARRAY_BUFFER; in core contexts the name must have been generated */
    if ((target == 0x8892 || target == 0x8893) && sgl_memo_fixed(cx)) return cx->memo.profile == SGL_COMPATIBILITY || !buffer;
    sgl_memo_unprove(cx);
    return false;
}

static bool client_state(struct sgl_track *cx, uint32_t array)
{
    if (array >= 0x8074 && array <= 0x8078 && array != 0x8077) return sgl_memo_fixed(cx); /* vertex, normal, colour, texture coordinates */
    sgl_memo_unprove(cx);
    return false;
}
bool sgl_memo_glEnableClientState(struct sgl_track *cx, uint32_t array) { return client_state(cx, array); }
bool sgl_memo_glDisableClientState(struct sgl_track *cx, uint32_t array) { return client_state(cx, array); }

static bool pointed(struct sgl_track *cx, int32_t size, int32_t smallest, bool known_type, int32_t stride, const void *pointer)
{
    const bool good = sgl_memo_fixed(cx) && cx->vao == &cx->default_vao && size >= smallest && size <= 4 && known_type && stride >= 0 &&
                      stride <= LARGEST_STRIDE && (pointer || cx->array_buffer);
    if (!good || cx->array_buffer) sgl_memo_unprove(cx);
    return good;
}
bool sgl_memo_glVertexPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer)
{
    return pointed(cx, size, 2, type == SGL_GL_FLOAT || type == SGL_GL_SHORT, stride, pointer);
}
bool sgl_memo_glColorPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer)
{
    return pointed(cx, size, 4, type == SGL_GL_FLOAT || type == SGL_GL_UNSIGNED_BYTE, stride, pointer);
}
bool sgl_memo_glTexCoordPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer)
{
    return pointed(cx, size, 2, type == SGL_GL_FLOAT || type == SGL_GL_SHORT, stride, pointer);
}
bool sgl_memo_glNormalPointer(struct sgl_track *cx, uint32_t type, int32_t stride, const void *pointer)
{
    return pointed(cx, 3, 3, type == SGL_GL_FLOAT || type == SGL_GL_SHORT || type == SGL_GL_BYTE, stride, pointer);
}

bool sgl_memo_glBindFramebuffer(struct sgl_track *cx, uint32_t target, uint32_t framebuffer)
{
    sgl_memo_unprove(cx);
    if (target != 0x8D40 && target != 0x8CA9) return false; /* GL_FRAMEBUFFER, GL_DRAW_FRAMEBUFFER */
    if (framebuffer || sgl_memo_outside(cx)) cx->memo.framebuffer = framebuffer;
    else sgl_memo_own_pipeline(cx); /* an error, perhaps: then the old one stays */
    return false;
}
bool sgl_memo_glBindFramebufferEXT(struct sgl_track *cx, uint32_t target, uint32_t framebuffer)
{
    return sgl_memo_glBindFramebuffer(cx, target, framebuffer);
}
bool sgl_memo_glBindFramebufferOES(struct sgl_track *cx, uint32_t target, uint32_t framebuffer)
{
    return sgl_memo_glBindFramebuffer(cx, target, framebuffer);
}
bool sgl_memo_glUseProgram(struct sgl_track *cx, uint32_t program)
{
    sgl_memo_unprove(cx);
    if (program) sgl_memo_own_pipeline(cx);
    return false;
}

/* A draw is an error or not by the modes and by state that only calls that unprove can change, as long as nothing is
 * drawn with that other contexts can change: buffers may be mapped there, programs linked, framebuffers lose images. */
bool sgl_memo_glDrawArrays(struct sgl_track *cx, uint32_t mode, int32_t first, int32_t count)
{
    struct sgl_memo *s = &cx->memo;
    const struct sgl_vertex_array *vao = cx->vao;
    const uint32_t modes = s->profile == SGL_ES1 ? PROVABLE_ES_MODES : PROVABLE_MODES;
    if (mode >= modes || first < 0 || count < 0 || count > PROVABLE_COUNT || first > PROVABLE_COUNT) return false;
    if (!sgl_memo_fixed(cx) || own_pipeline(s) || s->framebuffer || vao != &cx->default_vao) return false;
    if ((vao->enabled & vao->buffered) || (vao->enabled & ~vao->pointed)) return false;
    if (s->proven >> mode & 1) return true;
    s->tried |= 1u << mode;
    return false;
}

/* As a draw: where one is no error, the framebuffer is complete. */
bool sgl_memo_glClear(struct sgl_track *cx, uint32_t mask)
{
    return sgl_memo_fixed(cx) && cx->memo.proven && !cx->memo.framebuffer && !own_pipeline(&cx->memo) && !(mask & ~0x4500u);
}
