/* Draws by one call: glDrawArrays, glDrawElements and their instanced, ranged and based forms. */
#include "gl_draw.h"

void sgl_before_elements(struct sgl_stream *s, GLenum mode, GLsizei count, GLenum type, const void *indices, GLsizei instances,
                         GLint base_vertex, GLuint base_instance)
{
    struct sgl_draw_extent extent = {0};
    uint32_t low, high;
    if (s->track->needs_client_arrays && sgl_draw_mode_known(mode) && count > 0 && instances > 0 &&
        sgl_find_index_range(s, type, (uint64_t)count, indices, &low, &high))
        sgl_draw_add(&extent, (int64_t)low + base_vertex, (int64_t)high + base_vertex, (uint32_t)instances, base_instance);
    sgl_before_draw(s, &extent);
}

/* `words`: how many of its arguments the command has. */
static void before_arrays(struct sgl_stream *s, uint32_t opcode, uint32_t words, GLenum mode, GLint first, GLsizei count, GLsizei instances,
                          GLuint base_instance)
{
    const uint32_t arguments[] = {mode, (uint32_t)first, (uint32_t)count, (uint32_t)instances, base_instance};
    struct sgl_draw_extent extent = {0};
    sgl_draw_attempt(s, opcode, words, arguments);
    sgl_draw_add_arrays(&extent, mode, first, count, instances, base_instance);
    sgl_before_draw(s, &extent);
    sgl_draw_attempted(s);
}

SGLAPI void APIENTRY glDrawArrays(GLenum mode, GLint first, GLsizei count)
{
    struct sgl_stream *const s = sgl_current;
    const bool clean = sgl_is_clean(s, sgl_memo_glDrawArrays(s->track, mode, first, count));
    if (sgl_draw_special(s)) before_arrays(s, SGL_OP_glDrawArrays, 3, mode, first, count, 1, 0);
    uint32_t *const p = sgl_command(s, SGL_OP_glDrawArrays, 3);
    p[0] = mode;
    p[1] = (uint32_t)first;
    p[2] = (uint32_t)count;
    sgl_command_end(s);
    sgl_still_clean(s, clean);
}

SGLAPI void APIENTRY glDrawArraysInstanced(GLenum mode, GLint first, GLsizei count, GLsizei instancecount)
{
    struct sgl_stream *const s = sgl_current;
    if (sgl_draw_special(s)) before_arrays(s, SGL_OP_glDrawArraysInstanced, 4, mode, first, count, instancecount, 0);
    uint32_t *const p = sgl_command(s, SGL_OP_glDrawArraysInstanced, 4);
    p[0] = mode;
    p[1] = (uint32_t)first;
    p[2] = (uint32_t)count;
    p[3] = (uint32_t)instancecount;
    sgl_command_end(s);
}

SGLAPI void APIENTRY glDrawArraysInstancedBaseInstance(GLenum mode, GLint first, GLsizei count, GLsizei instancecount, GLuint baseinstance)
{
    struct sgl_stream *const s = sgl_current;
    if (sgl_draw_special(s))
        before_arrays(s, SGL_OP_glDrawArraysInstancedBaseInstance, 5, mode, first, count, instancecount, baseinstance);
    uint32_t *const p = sgl_command(s, SGL_OP_glDrawArraysInstancedBaseInstance, 5);
    p[0] = mode;
    p[1] = (uint32_t)first;
    p[2] = (uint32_t)count;
    p[3] = (uint32_t)instancecount;
    p[4] = baseinstance;
    sgl_command_end(s);
}

/* The command of a draw by indices: mode, count, type, indices, then `more` words (at most 3). */
static inline void elements(uint32_t opcode, GLenum mode, GLsizei count, GLenum type, const void *indices, GLsizei instances,
                            GLint base_vertex, GLuint base_instance, uint32_t more, const uint32_t *words)
{
    struct sgl_stream *const s = sgl_current;
    const bool reads = sgl_draw_special(s) || !s->track->vao->element_buffer;
    if (sgl_unlikely(reads)) {
        uint32_t arguments[7] = {mode, (uint32_t)count, type, SGL_PTR_CLIENT};
        for (uint32_t i = 0; i < more; i++) arguments[4 + i] = words[i];
        sgl_draw_attempt(s, opcode, 4 + more, arguments);
        if (sgl_draw_special(s)) sgl_before_elements(s, mode, count, type, indices, instances, base_vertex, base_instance);
    }
    const struct sgl_blob blob = sgl_blob_indices(s, mode, count, type, indices);
    uint32_t *p = sgl_command(s, opcode, 4 + more + blob.tail_words);
    p[0] = mode;
    p[1] = (uint32_t)count;
    p[2] = type;
    p[3] = blob.slot;
    for (uint32_t i = 0; i < more; i++) p[4 + i] = words[i];
    sgl_put_blob(p + 4 + more, &blob);
    if (sgl_unlikely(reads)) sgl_draw_attempted(s);
    sgl_command_end(s);
}

SGLAPI void APIENTRY glDrawElements(GLenum mode, GLsizei count, GLenum type, const void *indices)
{
    elements(SGL_OP_glDrawElements, mode, count, type, indices, 1, 0, 0, 0, NULL);
}

SGLAPI void APIENTRY glDrawElementsBaseVertex(GLenum mode, GLsizei count, GLenum type, const void *indices, GLint basevertex)
{
    const uint32_t words[] = {(uint32_t)basevertex};
    elements(SGL_OP_glDrawElementsBaseVertex, mode, count, type, indices, 1, basevertex, 0, 1, words);
}

SGLAPI void APIENTRY glDrawElementsInstanced(GLenum mode, GLsizei count, GLenum type, const void *indices, GLsizei instancecount)
{
    const uint32_t words[] = {(uint32_t)instancecount};
    elements(SGL_OP_glDrawElementsInstanced, mode, count, type, indices, instancecount, 0, 0, 1, words);
}

SGLAPI void APIENTRY glDrawElementsInstancedBaseInstance(GLenum mode, GLsizei count, GLenum type, const void *indices,
                                                         GLsizei instancecount, GLuint baseinstance)
{
    const uint32_t words[] = {(uint32_t)instancecount, baseinstance};
    elements(SGL_OP_glDrawElementsInstancedBaseInstance, mode, count, type, indices, instancecount, 0, baseinstance, 2, words);
}

SGLAPI void APIENTRY glDrawElementsInstancedBaseVertex(GLenum mode, GLsizei count, GLenum type, const void *indices,
                                                       GLsizei instancecount, GLint basevertex)
{
    const uint32_t words[] = {(uint32_t)instancecount, (uint32_t)basevertex};
    elements(SGL_OP_glDrawElementsInstancedBaseVertex, mode, count, type, indices, instancecount, basevertex, 0, 2, words);
}

SGLAPI void APIENTRY glDrawElementsInstancedBaseVertexBaseInstance(GLenum mode, GLsizei count, GLenum type, const void *indices,
                                                                   GLsizei instancecount, GLint basevertex, GLuint baseinstance)
{
    const uint32_t words[] = {(uint32_t)instancecount, (uint32_t)basevertex, baseinstance};
    elements(SGL_OP_glDrawElementsInstancedBaseVertexBaseInstance, mode, count, type, indices, instancecount, basevertex, baseinstance, 3,
             words);
}

/* The range is a hint that programs get wrong, so it is not believed here either. */
static inline void range_elements(uint32_t opcode, GLenum mode, GLuint start, GLuint end, GLsizei count, GLenum type, const void *indices,
                                  bool based, GLint base_vertex)
{
    struct sgl_stream *const s = sgl_current;
    const bool reads = sgl_draw_special(s) || !s->track->vao->element_buffer;
    if (sgl_unlikely(reads)) {
        const uint32_t arguments[] = {mode, start, end, (uint32_t)count, type, SGL_PTR_CLIENT, (uint32_t)base_vertex};
        sgl_draw_attempt(s, opcode, 6 + based, arguments);
        if (sgl_draw_special(s)) sgl_before_elements(s, mode, end < start ? 0 : count, type, indices, 1, base_vertex, 0);
    }
    const struct sgl_blob blob = sgl_blob_indices(s, mode, end < start ? 0 : count, type, indices);
    uint32_t *p = sgl_command(s, opcode, 6 + based + blob.tail_words);
    p[0] = mode;
    p[1] = start;
    p[2] = end;
    p[3] = (uint32_t)count;
    p[4] = type;
    p[5] = blob.slot;
    if (based) p[6] = (uint32_t)base_vertex;
    sgl_put_blob(p + 6 + based, &blob);
    if (sgl_unlikely(reads)) sgl_draw_attempted(s);
    sgl_command_end(s);
}

SGLAPI void APIENTRY glDrawRangeElements(GLenum mode, GLuint start, GLuint end, GLsizei count, GLenum type, const void *indices)
{
    range_elements(SGL_OP_glDrawRangeElements, mode, start, end, count, type, indices, false, 0);
}

SGLAPI void APIENTRY glDrawRangeElementsBaseVertex(GLenum mode, GLuint start, GLuint end, GLsizei count, GLenum type, const void *indices,
                                                   GLint basevertex)
{
    range_elements(SGL_OP_glDrawRangeElementsBaseVertex, mode, start, end, count, type, indices, true, basevertex);
}
