/* Draws by several parameter sets: glMultiDraw*, and draws whose parameters lie in a buffer or in client memory.
 *
 * The `indices` of glMultiDrawElements* travel as one blob: a word that says what follows (0 offsets into the
 * element buffer, 64 bit each; 1 the index arrays one after the other, each padded to 4 bytes), a reserved word, then that. */
#include <stdlib.h>

#include "gl_draw.h"
#include "pointers.h"

static void out_of_memory(struct sgl_stream *s) { sgl_client_error(s, GL_OUT_OF_MEMORY); }

SGLAPI void APIENTRY glMultiDrawArrays(GLenum mode, const GLint *first, const GLsizei *count, GLsizei drawcount)
{
    struct sgl_stream *const s = sgl_current;
    const uint32_t attempt[] = {mode, SGL_PTR_CLIENT, SGL_PTR_CLIENT, (uint32_t)drawcount};
    sgl_draw_attempt(s, SGL_OP_glMultiDrawArrays, 4, attempt);
    if (sgl_draw_special(s)) {
        struct sgl_draw_extent extent = {0};
        for (GLsizei i = 0; first && count && i < drawcount; i++) sgl_draw_add_arrays(&extent, mode, first[i], count[i], 1, 0);
        sgl_before_draw(s, &extent);
    }
    const uint64_t bytes = drawcount > 0 ? (uint64_t)drawcount * 4 : 0;
    const struct sgl_blob firsts = sgl_blob_data(s, first, bytes), counts = sgl_blob_data(s, count, bytes);
    uint32_t *p = sgl_command(s, SGL_OP_glMultiDrawArrays, 4 + firsts.tail_words + counts.tail_words);
    p[0] = mode;
    p[1] = firsts.slot;
    p[2] = counts.slot;
    p[3] = (uint32_t)drawcount;
    sgl_put_blob(sgl_put_blob(p + 4, &firsts), &counts);
    sgl_draw_attempted(s);
    sgl_command_end(s);
}

/* Bytes of one of several index arrays on the wire. */
static uint64_t index_array_bytes(GLsizei count, GLenum type)
{
    return count > 0 ? ((uint64_t)count * sgl_index_bytes(type) + 3) & ~(uint64_t)3 : 0;
}

/* The blob described above, in `room` if it is enough for it, else allocated. NULL when there is no memory. */
static uint32_t *pack_indices(const struct sgl_track *cx, const GLsizei *count, GLenum type, const void *const *indices, GLsizei draws,
                              uint32_t *room, uint64_t room_bytes, uint64_t *bytes)
{
    const bool buffer = cx->vao->element_buffer != 0;
    *bytes = 8;
    for (GLsizei i = 0; i < draws; i++) *bytes += buffer ? 8 : index_array_bytes(count[i], type);
    uint32_t *blob = *bytes <= room_bytes ? room : malloc((size_t)*bytes);
    if (!blob) return NULL;
    uint32_t *p = blob;
    *p++ = buffer ? 0 : 1;
    *p++ = 0;
    for (GLsizei i = 0; i < draws; i++) {
        if (buffer) {
            p = sgl_put_u64(p, (uintptr_t)indices[i]);
        } else if (count[i] > 0 && sgl_index_bytes(type)) {
            const uint64_t padded = index_array_bytes(count[i], type);
            p[padded / 4 - 1] = 0;
            if (indices[i]) memcpy(p, indices[i], (size_t)count[i] * sgl_index_bytes(type));
            else memset(p, 0, (size_t)padded);
            p += padded / 4;
        }
    }
    return blob;
}

static void multi_elements(uint32_t opcode, GLenum mode, const GLsizei *count, GLenum type, const void *const *indices, GLsizei drawcount,
                           bool based, const GLint *base_vertex)
{
    struct sgl_stream *const s = sgl_current;
    uint32_t room[256];
    uint64_t bytes = 0;
    const GLsizei draws = count && indices && drawcount > 0 && sgl_draw_mode_known(mode) && (!based || base_vertex) ? drawcount : 0;
    const uint32_t attempt[] = {mode, SGL_PTR_CLIENT, type, SGL_PTR_CLIENT, (uint32_t)drawcount, SGL_PTR_CLIENT};
    sgl_draw_attempt(s, opcode, 5 + based, attempt);
    if (sgl_draw_special(s)) {
        struct sgl_draw_extent extent = {0};
        for (GLsizei i = 0; s->track->needs_client_arrays && i < draws; i++) {
            uint32_t low, high;
            const int64_t base = based ? base_vertex[i] : 0;
            if (count[i] > 0 && sgl_find_index_range(s, type, (uint64_t)count[i], indices[i], &low, &high))
                sgl_draw_add(&extent, low + base, high + base, 1, 0);
        }
        sgl_before_draw(s, &extent);
    }
    uint32_t *const packed = pack_indices(s->track, count, type, indices, draws, room, sizeof room, &bytes);
    if (!packed) {
        sgl_draw_attempted(s);
        out_of_memory(s);
        return;
    }
    const uint64_t words = (uint64_t)draws * 4;
    const struct sgl_blob counts = sgl_blob_data(s, count, words), arrays = sgl_blob_data(s, packed, bytes);
    const struct sgl_blob bases = based ? sgl_blob_data(s, base_vertex, words) : sgl_blob_null();
    uint32_t *p = sgl_command(s, opcode, 5 + based + counts.tail_words + arrays.tail_words + bases.tail_words);
    p[0] = mode;
    p[1] = counts.slot;
    p[2] = type;
    p[3] = arrays.slot;
    p[4] = (uint32_t)drawcount;
    if (based) p[5] = bases.slot;
    p = sgl_put_blob(p + 5 + based, &counts);
    p = sgl_put_blob(p, &arrays);
    if (based) sgl_put_blob(p, &bases);
    sgl_draw_attempted(s);
    sgl_command_end(s);
    if (packed != room) free(packed);
}

SGLAPI void APIENTRY glMultiDrawElements(GLenum mode, const GLsizei *count, GLenum type, const void *const *indices, GLsizei drawcount)
{
    multi_elements(SGL_OP_glMultiDrawElements, mode, count, type, indices, drawcount, false, NULL);
}

SGLAPI void APIENTRY glMultiDrawElementsBaseVertex(GLenum mode, const GLsizei *count, GLenum type, const void *const *indices,
                                                   GLsizei drawcount, const GLint *basevertex)
{
    multi_elements(SGL_OP_glMultiDrawElementsBaseVertex, mode, count, type, indices, drawcount, true, basevertex);
}

/* ---- Indirect (GL 4.6 compatibility, section 10.4): from the bound buffer, else from client memory ------- */

/* Bytes from the first structure to the last one's end; 0 when the parameters are an error. */
static uint64_t indirect_bytes(GLenum mode, GLsizei drawcount, GLsizei stride, uint32_t each)
{
    if (drawcount <= 0 || stride < 0 || stride % 4 || !sgl_draw_mode_known(mode)) return 0;
    return (uint64_t)(drawcount - 1) * (uint32_t)(stride ? (uint32_t)stride : each) + each;
}

/* Client arrays of an indirect draw. `type` 0: by vertices. */
static void before_indirect(struct sgl_stream *s, GLenum mode, GLenum type, const void *indirect, GLsizei drawcount, GLsizei stride)
{
    struct sgl_draw_extent extent = {0};
    const uint32_t each = type ? sizeof(struct sgl_elements_indirect) : sizeof(struct sgl_arrays_indirect);
    const uint64_t bytes = indirect_bytes(mode, drawcount, stride, each);
    if (s->track->needs_client_arrays && bytes) {
        uint8_t *fetched = NULL;
        const uint8_t *at = indirect;
        if (s->track->draw_indirect_buffer) {
            fetched = malloc((size_t)bytes);
            if (!fetched) {
                out_of_memory(s);
                return;
            }
            sgl_read_buffer(s, GL_DRAW_INDIRECT_BUFFER, 0, (uintptr_t)indirect, bytes, fetched);
            at = fetched;
        }
        for (GLsizei i = 0; at && i < drawcount; i++, at += stride ? (uint32_t)stride : each) {
            if (!type) {
                struct sgl_arrays_indirect d;
                memcpy(&d, at, sizeof d);
                if (d.count) sgl_draw_add(&extent, d.first, (int64_t)d.first + d.count - 1, d.instances, d.base_instance);
            } else {
                struct sgl_elements_indirect d;
                uint32_t low, high;
                memcpy(&d, at, sizeof d);
                if (d.count && s->track->vao->element_buffer &&
                    sgl_find_index_range(s, type, d.count, (const void *)((uintptr_t)d.first_index * sgl_index_bytes(type)), &low, &high))
                    sgl_draw_add(&extent, (int64_t)low + d.base_vertex, (int64_t)high + d.base_vertex, d.instances, d.base_instance);
            }
        }
        free(fetched);
    }
    sgl_before_draw(s, &extent);
}

/* The parameters themselves. A core context has them in a buffer, or raises an error without reading. */
static struct sgl_blob blob_indirect(struct sgl_stream *s, const void *indirect, uint64_t bytes)
{
    if (s->track->draw_indirect_buffer || s->track->core) return sgl_blob_offset((uint64_t)(uintptr_t)indirect);
    return bytes ? sgl_blob_data(s, indirect, bytes) : sgl_blob_null();
}

SGLAPI void APIENTRY glDrawArraysIndirect(GLenum mode, const void *indirect)
{
    struct sgl_stream *const s = sgl_current;
    if (sgl_draw_special(s)) before_indirect(s, mode, 0, indirect, 1, 0);
    const struct sgl_blob blob = blob_indirect(s, indirect, sizeof(struct sgl_arrays_indirect));
    uint32_t *p = sgl_command(s, SGL_OP_glDrawArraysIndirect, 2 + blob.tail_words);
    p[0] = mode;
    p[1] = blob.slot;
    sgl_put_blob(p + 2, &blob);
    sgl_command_end(s);
}

SGLAPI void APIENTRY glDrawElementsIndirect(GLenum mode, GLenum type, const void *indirect)
{
    struct sgl_stream *const s = sgl_current;
    if (sgl_draw_special(s) && sgl_index_bytes(type)) before_indirect(s, mode, type, indirect, 1, 0);
    const struct sgl_blob blob = blob_indirect(s, indirect, sizeof(struct sgl_elements_indirect));
    uint32_t *p = sgl_command(s, SGL_OP_glDrawElementsIndirect, 3 + blob.tail_words);
    p[0] = mode;
    p[1] = type;
    p[2] = blob.slot;
    sgl_put_blob(p + 3, &blob);
    sgl_command_end(s);
}

SGLAPI void APIENTRY glMultiDrawArraysIndirect(GLenum mode, const void *indirect, GLsizei drawcount, GLsizei stride)
{
    struct sgl_stream *const s = sgl_current;
    if (sgl_draw_special(s)) before_indirect(s, mode, 0, indirect, drawcount, stride);
    const struct sgl_blob blob = blob_indirect(s, indirect, indirect_bytes(mode, drawcount, stride, sizeof(struct sgl_arrays_indirect)));
    uint32_t *p = sgl_command(s, SGL_OP_glMultiDrawArraysIndirect, 4 + blob.tail_words);
    p[0] = mode;
    p[1] = blob.slot;
    p[2] = (uint32_t)drawcount;
    p[3] = (uint32_t)stride;
    sgl_put_blob(p + 4, &blob);
    sgl_command_end(s);
}

SGLAPI void APIENTRY glMultiDrawElementsIndirect(GLenum mode, GLenum type, const void *indirect, GLsizei drawcount, GLsizei stride)
{
    struct sgl_stream *const s = sgl_current;
    if (sgl_draw_special(s) && sgl_index_bytes(type)) before_indirect(s, mode, type, indirect, drawcount, stride);
    const struct sgl_blob blob = blob_indirect(s, indirect, indirect_bytes(mode, drawcount, stride, sizeof(struct sgl_elements_indirect)));
    uint32_t *p = sgl_command(s, SGL_OP_glMultiDrawElementsIndirect, 5 + blob.tail_words);
    p[0] = mode;
    p[1] = type;
    p[2] = blob.slot;
    p[3] = (uint32_t)drawcount;
    p[4] = (uint32_t)stride;
    sgl_put_blob(p + 5, &blob);
    sgl_command_end(s);
}

/* With the number of draws in the parameter buffer. There is no form in client memory. */
static void before_indirect_count(struct sgl_stream *s, GLenum mode, GLenum type, const void *indirect, GLintptr drawcount,
                                  GLsizei maxdrawcount, GLsizei stride)
{
    uint32_t count = 0;
    if (s->track->needs_client_arrays && s->track->parameter_buffer && drawcount >= 0 && s->track->draw_indirect_buffer)
        sgl_read_buffer(s, GL_PARAMETER_BUFFER, 0, (uint64_t)drawcount, sizeof count, &count);
    if (maxdrawcount < 0) maxdrawcount = 0;
    before_indirect(s, mode, type, indirect, count < (uint32_t)maxdrawcount ? (GLsizei)count : maxdrawcount, stride);
}

SGLAPI void APIENTRY glMultiDrawArraysIndirectCount(GLenum mode, const void *indirect, GLintptr drawcount, GLsizei maxdrawcount, GLsizei stride)
{
    struct sgl_stream *const s = sgl_current;
    if (sgl_draw_special(s)) before_indirect_count(s, mode, 0, indirect, drawcount, maxdrawcount, stride);
    const struct sgl_blob blob = sgl_blob_offset((uint64_t)(uintptr_t)indirect);
    uint32_t *p = sgl_command(s, SGL_OP_glMultiDrawArraysIndirectCount, 6 + blob.tail_words);
    p[0] = mode;
    p[1] = blob.slot;
    p = sgl_put_u64(p + 2, (uint64_t)(int64_t)drawcount);
    p[0] = (uint32_t)maxdrawcount;
    p[1] = (uint32_t)stride;
    sgl_put_blob(p + 2, &blob);
    sgl_command_end(s);
}

SGLAPI void APIENTRY glMultiDrawElementsIndirectCount(GLenum mode, GLenum type, const void *indirect, GLintptr drawcount,
                                                      GLsizei maxdrawcount, GLsizei stride)
{
    struct sgl_stream *const s = sgl_current;
    if (sgl_draw_special(s) && sgl_index_bytes(type)) before_indirect_count(s, mode, type, indirect, drawcount, maxdrawcount, stride);
    const struct sgl_blob blob = sgl_blob_offset((uint64_t)(uintptr_t)indirect);
    uint32_t *p = sgl_command(s, SGL_OP_glMultiDrawElementsIndirectCount, 7 + blob.tail_words);
    p[0] = mode;
    p[1] = type;
    p[2] = blob.slot;
    p = sgl_put_u64(p + 3, (uint64_t)(int64_t)drawcount);
    p[0] = (uint32_t)maxdrawcount;
    p[1] = (uint32_t)stride;
    sgl_put_blob(p + 2, &blob);
    sgl_command_end(s);
}

/* ---- From transform feedback: how many vertices only the driver knows ------------------------------------ */

/* Client arrays of such a draw: the renderer counts (native/exec_draw_feedback.cpp). SGL_OP_READ_BUFFER with the "target"
 * GL_TRANSFORM_FEEDBACK, the object as name, the stream as offset brings u64 vertices, or nothing. */
static bool before_feedback(struct sgl_stream *s, GLenum mode, GLuint id, GLuint stream, GLsizei instances)
{
    static int said;
    struct sgl_draw_extent extent = {0};
    if (sgl_coherent_maps_now()) sgl_send_coherent_maps(s);
    if (!s->track->needs_client_arrays) return true;
    uint64_t count = 0;
    if (sgl_read_buffer(s, GL_TRANSFORM_FEEDBACK, id, stream, sizeof count, &count) < sizeof count) {
        sgl_not_carried(&said, "glDrawTransformFeedback* with arrays in client memory, in selection, feedback or a query of GL_PRIMITIVES_GENERATED,");
        return false;
    }
    if (count <= INT32_MAX) sgl_draw_add_arrays(&extent, mode, 0, (int32_t)count, instances, 0);
    sgl_before_draw(s, &extent);
    return true;
}

static void feedback_draw(uint32_t opcode, GLenum mode, GLuint id, GLuint stream, GLsizei instances, uint32_t count, const uint32_t *words)
{
    struct sgl_stream *const s = sgl_current;
    if (sgl_draw_special(s) && !before_feedback(s, mode, id, stream, instances)) return;
    uint32_t *p = sgl_command(s, opcode, count);
    for (uint32_t i = 0; i < count; i++) p[i] = words[i];
    sgl_command_end(s);
}

SGLAPI void APIENTRY glDrawTransformFeedback(GLenum mode, GLuint id)
{
    const uint32_t words[] = {mode, id};
    feedback_draw(SGL_OP_glDrawTransformFeedback, mode, id, 0, 1, 2, words);
}
SGLAPI void APIENTRY glDrawTransformFeedbackInstanced(GLenum mode, GLuint id, GLsizei instancecount)
{
    const uint32_t words[] = {mode, id, (uint32_t)instancecount};
    feedback_draw(SGL_OP_glDrawTransformFeedbackInstanced, mode, id, 0, instancecount, 3, words);
}
SGLAPI void APIENTRY glDrawTransformFeedbackStream(GLenum mode, GLuint id, GLuint stream)
{
    const uint32_t words[] = {mode, id, stream};
    feedback_draw(SGL_OP_glDrawTransformFeedbackStream, mode, id, stream, 1, 3, words);
}
SGLAPI void APIENTRY glDrawTransformFeedbackStreamInstanced(GLenum mode, GLuint id, GLuint stream, GLsizei instancecount)
{
    const uint32_t words[] = {mode, id, stream, (uint32_t)instancecount};
    feedback_draw(SGL_OP_glDrawTransformFeedbackStreamInstanced, mode, id, stream, instancecount, 4, words);
}
