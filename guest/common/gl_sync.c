/* glGetError, glFlush, glFinish, syncs and the reset status. A sync is a token of the client's choice; the
 * renderer keeps the host's sync for it (native/exec_sync.cpp). */
#include "buffer_map.h"
#include "connection.h"
#include "context_state.h"
#include "gl_defs.h"
#include "opcodes.h"

SGLAPI GLenum APIENTRY glGetError(void)
{
    struct sgl_stream *s = sgl_current;
    /* Nothing that can fail was encoded since the renderer last said that there is no error: there is none. */
    if (s->dummy || s->clean_position == sgl_position(s)) return GL_NO_ERROR;
    sgl_command(s, SGL_OP_glGetError, 0);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_glGetError);
    GLenum error = (GLenum)sgl_reply_result(s);
    sgl_reply_end(s);
    sgl_debug_drain(s);
    s->clean_position = error == GL_NO_ERROR && !s->dummy ? sgl_position(s) : UINT64_MAX;
    if (s->clean_position == UINT64_MAX) sgl_memo_error(s->track);
    else sgl_memo_no_error(s->track);
    return error;
}

SGLAPI void APIENTRY glFlush(void)
{
    struct sgl_stream *s = sgl_current;
    sgl_before_read(s);
    const bool front = sgl_front_begin(s);
    sgl_command(s, SGL_OP_glFlush, 0);
    sgl_command_end(s);
    sgl_publish(s);
    if (front) sgl_front_end(s, false);
    sgl_debug_drain(s);
}

SGLAPI void APIENTRY glFinish(void)
{
    struct sgl_stream *s = sgl_current;
    if (s->dummy) {
        sgl_dummy_wait(s, SGL_LOST_SWAP_MS);
        return;
    }
    sgl_before_read(s);
    const bool front = sgl_front_begin(s);
    sgl_command(s, SGL_OP_glFinish, 0);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_glFinish);
    sgl_reply_end(s);
    if (front) sgl_front_end(s, true);
    sgl_after_wait(s);
    sgl_debug_drain(s);
}

SGLAPI GLenum APIENTRY glGetGraphicsResetStatus(void)
{
    struct sgl_stream *s = sgl_current;
    if (s->lost && s->context) return s->context->request.reset_strategy ? GL_UNKNOWN_CONTEXT_RESET : GL_NO_ERROR;
    sgl_command(s, SGL_OP_glGetGraphicsResetStatus, 0);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_glGetGraphicsResetStatus);
    GLenum status = (GLenum)sgl_reply_result(s);
    sgl_reply_end(s);
    return status;
}

/* words: condition 0, flags 1, token 2 and 3 */
SGLAPI GLsync APIENTRY glFenceSync(GLenum condition, GLbitfield flags)
{
    struct sgl_stream *s = sgl_current;
    if (!s->context) return NULL;
    if (condition != GL_SYNC_GPU_COMMANDS_COMPLETE || flags != 0) {
        sgl_client_error(s, flags != 0 ? GL_INVALID_VALUE : GL_INVALID_ENUM);
        return NULL;
    }
    sgl_before_read(s);
    uint64_t token = __atomic_add_fetch(&s->context->group->next_sync, 1, __ATOMIC_RELAXED);
    uint32_t *p = sgl_command(s, SGL_OP_glFenceSync, 4);
    p[0] = condition;
    p[1] = flags;
    sgl_put_u64(p + 2, token);
    sgl_command_end(s);
    return (GLsync)(uintptr_t)token;
}

/* words: sync 0 and 1, flags 2, timeout 3 and 4 */
SGLAPI GLenum APIENTRY glClientWaitSync(GLsync sync, GLbitfield flags, GLuint64 timeout)
{
    struct sgl_stream *s = sgl_current;
    if (s->dummy) {
        sgl_dummy_wait(s, SGL_LOST_SWAP_MS);
        return s->lost ? GL_ALREADY_SIGNALED : GL_WAIT_FAILED; /* nothing will ever be waited for again */
    }
    uint32_t *p = sgl_command(s, SGL_OP_glClientWaitSync, 5);
    sgl_put_u64(p, (uint64_t)(uintptr_t)sync);
    p[2] = flags;
    sgl_put_u64(p + 3, timeout);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_glClientWaitSync);
    GLenum result = (GLenum)sgl_reply_result(s);
    sgl_reply_end(s);
    if (result == GL_ALREADY_SIGNALED || result == GL_CONDITION_SATISFIED) sgl_after_wait(s);
    return result;
}
