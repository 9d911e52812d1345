/* glArrayElement. It is legal between glBegin and glEnd, where no array pointer can be set: so with arrays in the
 * program's memory the element itself goes along, and the renderer sets the attributes one by one, as the
 * specification defines the command (GL 4.6 compatibility, section 10.3.5). Arrays that are in buffers beside those it
 * reads itself.
 *
 * Words: index, number of attributes n; then n times: slot, the element's bytes padded to 4. Format and type are the
 * tracked ones. n = 0: the renderer calls glArrayElement. */
#include "gl_draw.h"
#include "pointers.h"

#define LARGEST 32u /* four doubles */

SGLAPI void APIENTRY glArrayElement(GLint i)
{
    struct sgl_stream *const s = sgl_current;
    struct sgl_track *const cx = s->track;
    uint32_t words[SGL_ARRAYS * (1 + LARGEST / 4)], used = 0, n = 0;
    /* a restart index, or a wrong one, reads nothing */
    const bool restart = cx->restart.enabled && (GLuint)i == cx->restart.index;
    if (cx->needs_client_arrays && !restart && i >= 0) {
        const struct sgl_vertex_array *vao = cx->vao;
        for (uint64_t left = cx->client_arrays; left; left &= left - 1, n++) {
            const uint32_t slot = (uint32_t)__builtin_ctzll(left);
            const struct sgl_array *a = &vao->arrays[slot];
            const uintptr_t from = (uintptr_t)((int64_t)a->pointer + (int64_t)i * vao->bindings[a->binding].stride);
            words[used] = slot;
            words[used + (a->element_bytes + 3u) / 4] = 0;
            memcpy(&words[used + 1], (const void *)from, a->element_bytes);
            used += 1 + (a->element_bytes + 3u) / 4;
        }
    }
    uint32_t *const p = sgl_command(s, SGL_OP_glArrayElement, 2 + used);
    p[0] = (uint32_t)i;
    p[1] = n;
    memcpy(p + 2, words, used * sizeof *words);
    sgl_command_end(s);
}
