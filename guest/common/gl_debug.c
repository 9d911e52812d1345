/* Debug output. The callback is the program's code, so it stays here: the renderer queues messages, and they
 * are fetched when the program waits anyway (glGetError, glFinish, swaps), or, with
 * GL_DEBUG_OUTPUT_SYNCHRONOUS, after each command. native/exec_debug.cpp is the other side. */
#include "connection.h"
#include "context_state.h"
#include "gl_debug.h"
#include "gl_defs.h"
#include "opcodes.h"

#include <stdlib.h>

struct sgl_debug {
    GLDEBUGPROC callback;
    const void *user;
    bool output, synchronous; /* GL_DEBUG_OUTPUT, GL_DEBUG_OUTPUT_SYNCHRONOUS */
    bool draining;
};

void sgl_debug_free(struct sgl_debug *debug) { free(debug); }

static struct sgl_debug *state_of(struct sgl_context *context)
{
    if (context && !context->debug && (context->debug = calloc(1, sizeof *context->debug)))
        context->debug->output = context->request.flags & 1; /* initially on in debug contexts */
    return context ? context->debug : NULL;
}

void sgl_debug_refresh(struct sgl_stream *s)
{
    const struct sgl_debug *debug = s->context ? s->context->debug : NULL;
    s->debug_synchronous = !s->dummy && debug && debug->callback && debug->output && debug->synchronous;
    if (s->debug_synchronous) __atomic_store_n(&s->publish_at, NULL, __ATOMIC_RELAXED);
}

bool sgl_debug_enabled(struct sgl_context *context, uint32_t cap, bool *enabled)
{
    if (cap != GL_DEBUG_OUTPUT && cap != GL_DEBUG_OUTPUT_SYNCHRONOUS) return false;
    if (!context || !(context->version >= 43 || sgl_has_extension(context, "GL_KHR_debug") || sgl_has_extension(context, "GL_ARB_debug_output"))) return false;
    const struct sgl_debug *debug = state_of(context);
    *enabled = debug && (cap == GL_DEBUG_OUTPUT ? debug->output : debug->synchronous);
    return true;
}

bool sgl_debug_pointer(struct sgl_context *context, uint32_t pname, void **pointer)
{
    const struct sgl_debug *debug = state_of(context);
    if (pname == GL_DEBUG_CALLBACK_FUNCTION) memcpy(pointer, debug ? (const void *)&debug->callback : (const void *)&(void *){NULL}, sizeof *pointer);
    else if (pname == GL_DEBUG_CALLBACK_USER_PARAM) *pointer = debug ? (void *)(uintptr_t)debug->user : NULL;
    else return false;
    return true;
}

static void set_enabled(struct sgl_stream *s, GLenum cap, bool on)
{
    bool before;
    if (!sgl_debug_enabled(s->context, cap, &before)) return;
    if (cap == GL_DEBUG_OUTPUT) s->context->debug->output = on;
    else s->context->debug->synchronous = on;
    sgl_debug_refresh(s);
}

SGLAPI void APIENTRY glEnable(GLenum cap)
{
    struct sgl_stream *s = sgl_current;
    const bool clean = sgl_is_clean(s, sgl_memo_enable(s->track, cap, true));
    sgl_track_glEnable(s->track, cap);
    sgl_command(s, SGL_OP_glEnable, 1)[0] = cap;
    sgl_command_end(s);
    sgl_still_clean(s, clean);
    if (cap == GL_DEBUG_OUTPUT || cap == GL_DEBUG_OUTPUT_SYNCHRONOUS) set_enabled(s, cap, true);
}

SGLAPI void APIENTRY glDisable(GLenum cap)
{
    struct sgl_stream *s = sgl_current;
    const bool clean = sgl_is_clean(s, sgl_memo_enable(s->track, cap, false));
    sgl_track_glDisable(s->track, cap);
    sgl_command(s, SGL_OP_glDisable, 1)[0] = cap;
    sgl_command_end(s);
    sgl_still_clean(s, clean);
    if (cap == GL_DEBUG_OUTPUT || cap == GL_DEBUG_OUTPUT_SYNCHRONOUS) set_enabled(s, cap, false);
}

SGLAPI GLboolean APIENTRY glIsEnabled(GLenum cap)
{
    struct sgl_stream *s = sgl_current;
    bool enabled;
    uint32_t known;
    if (sgl_debug_enabled(s->context, cap, &enabled)) return enabled;
    if (sgl_memo_answer(s->track, cap, SGL_ASK_ENABLED, &known)) return known != 0;
    sgl_command(s, SGL_OP_glIsEnabled, 1)[0] = cap;
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_glIsEnabled);
    enabled = sgl_reply_result(s) != 0;
    sgl_reply_end(s);
    sgl_memo_learn(s->track, cap, SGL_ASK_ENABLED, enabled);
    return enabled;
}

/* words: callback 0 and 1 (whether there is one), userParam 2 (never sent) */
SGLAPI void APIENTRY glDebugMessageCallback(GLDEBUGPROC callback, const void *userParam)
{
    struct sgl_stream *s = sgl_current;
    struct sgl_debug *debug = state_of(s->context);
    if (!debug) return;
    sgl_debug_drain(s); /* what came so far is for the old one */
    debug->callback = callback;
    s->track->memo.watched = true;
    debug->user = userParam;
    uint32_t *p = sgl_command(s, SGL_OP_glDebugMessageCallback, 3);
    sgl_put_u64(p, callback != NULL);
    p[2] = SGL_PTR_NULL;
    sgl_command_end(s);
    sgl_debug_refresh(s);
}

struct message {
    uint32_t source, type, id, severity, length;
    char *text;
};

/* The answer: how many messages, then of each the words above and its characters, padded to 4. */
static struct message *fetch(struct sgl_stream *s, uint32_t *count)
{
    struct message *messages;
    uint32_t n = 0, filled = 0;
    sgl_command(s, SGL_OP_DRAIN_DEBUG, 0);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_DRAIN_DEBUG);
    sgl_reply_read(s, &n, sizeof n);
    messages = n && n <= sgl_reply_left(s) / 20 ? calloc(n, sizeof *messages) : NULL;
    for (; messages && filled < n; filled++) {
        struct message *m = &messages[filled];
        sgl_reply_read(s, m, 20);
        if (m->length > sgl_reply_left(s) || !(m->text = malloc((size_t)m->length + 1))) break;
        sgl_reply_read(s, m->text, m->length);
        sgl_reply_read(s, NULL, -m->length & 3);
        m->text[m->length] = 0;
    }
    sgl_reply_end(s);
    *count = filled;
    return messages;
}

void sgl_debug_drain(struct sgl_stream *s)
{
    struct sgl_debug *debug = s->context ? s->context->debug : NULL;
    if (!debug || !debug->callback || debug->draining || s->dummy || s->asking) return;
    debug->draining = true; /* the callback may call OpenGL */
    uint32_t count;
    struct message *messages = fetch(s, &count);
    for (uint32_t i = 0; i < count; i++) {
        struct message *m = &messages[i];
        if (debug->callback) debug->callback(m->source, m->type, m->id, m->severity, (GLsizei)m->length, m->text, debug->user);
        free(m->text);
    }
    free(messages);
    debug->draining = false;
}
