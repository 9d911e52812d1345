/* glGetInternalformat*: what the driver says of a format never changes in a context's life, and programs ask thousands of
 * times; each question is asked once. An answer of no values may come with an error, so it is asked again. */
#include "context_state.h"
#include "gl_defs.h"
#include "opcodes.h"

#include <stdlib.h>

enum {
    KEPT_VALUES = 16,       /* lists of sample counts or the like; longer answers are asked again */
    MOST_ANSWERS = 1 << 16, /* 10 MiB: more than there are formats, targets and questions that make sense */
};

struct format_answer {
    uint32_t target, format, pname;
    uint8_t room;   /* how many values the program had room for, at most KEPT_VALUES + 1 */
    uint8_t count;  /* values; 0: the place is empty */
    bool wide;      /* asked with 64 bits */
    int64_t values[KEPT_VALUES];
};

/* A table by hash, at most half full. */
struct sgl_formats {
    uint32_t used, room; /* a power of two */
    struct format_answer **answers;
};

void sgl_formats_free(struct sgl_formats *formats)
{
    if (!formats) return;
    for (uint32_t i = 0; i < formats->room; i++) free(formats->answers[i]);
    free(formats->answers);
    free(formats);
}

/* Where the answer to a question stands, or belongs. */
static struct format_answer **place(const struct sgl_formats *formats, const struct format_answer *asked)
{
    uint32_t at = (((asked->target * 31 + asked->format) * 31 + asked->pname) * 31 + asked->room) * 2654435769u >> 8;
    for (;; at++) {
        struct format_answer **slot = &formats->answers[at & (formats->room - 1)], *a = *slot;
        if (!a || (a->target == asked->target && a->format == asked->format && a->pname == asked->pname && a->room == asked->room)) return slot;
    }
}

static bool grow(struct sgl_formats *formats)
{
    struct sgl_formats larger = {formats->used, formats->room ? formats->room * 2 : 256, NULL};
    if (!(larger.answers = calloc(larger.room, sizeof *larger.answers))) return false;
    for (uint32_t i = 0; i < formats->room; i++)
        if (formats->answers[i]) *place(&larger, formats->answers[i]) = formats->answers[i];
    free(formats->answers);
    *formats = larger;
    return true;
}

static void keep(struct sgl_context *context, const struct format_answer *answer)
{
    struct sgl_formats *formats = context->formats;
    if (!formats && !(formats = context->formats = calloc(1, sizeof *formats))) return;
    if (formats->used >= MOST_ANSWERS || ((formats->used + 1) * 2 > formats->room && !grow(formats))) return;
    struct format_answer **slot = place(formats, answer);
    if (!*slot) {
        if (!(*slot = malloc(sizeof **slot))) return;
        formats->used++;
    }
    **slot = *answer;
}

/* Whether what was asked with 32 bits is known when it is asked with 64, and the other way round: not where a value may
 * be larger than 32 bits. */
static bool answers(const struct format_answer *known, bool wide)
{
    return known && (known->wide == wide || known->pname != GL_MAX_COMBINED_DIMENSIONS);
}

static void get(uint32_t opcode, GLenum target, GLenum format, GLenum pname, GLsizei count, void *params)
{
    struct sgl_stream *s = sgl_current;
    const bool wide = opcode == SGL_OP_glGetInternalformati64v;
    const uint64_t bytes = wide ? 8 : 4;
    struct format_answer asked = {target, format, pname, (uint8_t)(count > KEPT_VALUES ? KEPT_VALUES + 1 : count), 0, wide, {0}};
    const bool keeps = s->context && params && count > 0;
    if (keeps && s->context->formats && s->context->formats->room && !s->track->begun) {
        const struct format_answer *known = *place(s->context->formats, &asked);
        if (answers(known, wide)) {
            for (int i = 0; i < known->count; i++)
                if (wide) ((GLint64 *)params)[i] = known->values[i];
                else ((GLint *)params)[i] = (GLint)known->values[i];
            return;
        }
    }
    /* words: target, format, pname, count, values */
    uint32_t *p = sgl_command(s, opcode, 5);
    p[0] = target;
    p[1] = format;
    p[2] = pname;
    p[3] = (uint32_t)count;
    p[4] = params ? SGL_PTR_MAX_INLINE : SGL_PTR_NULL;
    sgl_command_end(s);
    sgl_wait_reply(s, opcode);
    const uint64_t n = sgl_reply_out(s, params, count > 0 ? (uint64_t)count * bytes : 0) / bytes;
    sgl_reply_end(s);
    if (!keeps || !n || n > KEPT_VALUES) return;
    asked.count = (uint8_t)n;
    for (uint64_t i = 0; i < n; i++) asked.values[i] = wide ? ((GLint64 *)params)[i] : ((GLint *)params)[i];
    keep(s->context, &asked);
}

SGLAPI void APIENTRY glGetInternalformativ(GLenum target, GLenum internalformat, GLenum pname, GLsizei count, GLint *params)
{
    get(SGL_OP_glGetInternalformativ, target, internalformat, pname, count, params);
}
SGLAPI void APIENTRY glGetInternalformati64v(GLenum target, GLenum internalformat, GLenum pname, GLsizei count, GLint64 *params)
{
    get(SGL_OP_glGetInternalformati64v, target, internalformat, pname, count, params);
}
