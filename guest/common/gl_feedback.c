/* Selection and feedback (GL 4.6 compatibility, sections 23.4 and 23.5): the driver writes into memory of the
 * renderer; glRenderMode, which ends a pass, brings it. Also the pointers that only the client knows.
 *
 * Answer to glRenderMode: u64 result, u32 render mode now in force, u32 reserved, then one receiving pointer. */
#include "client.h"
#include "gl_debug.h"
#include "gl_defs.h"
#include "opcodes.h"
#include "track.h"

SGLAPI void APIENTRY glFeedbackBuffer(GLsizei size, GLenum type, GLfloat *buffer)
{
    struct sgl_stream *const s = sgl_current;
    if (size >= 0 && (buffer || size == 0) && type >= GL_2D && type <= GL_4D_COLOR_TEXTURE && s->track->render_mode != GL_FEEDBACK) {
        s->track->feedback_memory = buffer;
        s->track->feedback_values = (uint32_t)size;
        s->track->feedback_type = type;
    }
    uint32_t *const p = sgl_command(s, SGL_OP_glFeedbackBuffer, 3);
    p[0] = (uint32_t)size;
    p[1] = type;
    p[2] = buffer ? 0 : SGL_PTR_NULL;
    sgl_command_end(s);
}

SGLAPI void APIENTRY glSelectBuffer(GLsizei size, GLuint *buffer)
{
    struct sgl_stream *const s = sgl_current;
    if (size >= 0 && s->track->render_mode != GL_SELECT) {
        s->track->select_memory = buffer;
        s->track->select_values = buffer ? (uint32_t)size : 0;
    }
    uint32_t *const p = sgl_command(s, SGL_OP_glSelectBuffer, 2);
    p[0] = (uint32_t)size;
    p[1] = buffer ? 0 : SGL_PTR_NULL;
    sgl_command_end(s);
}

SGLAPI GLint APIENTRY glRenderMode(GLenum mode)
{
    struct sgl_stream *const s = sgl_current;
    struct sgl_track *const cx = s->track;
    uint32_t *const p = sgl_command(s, SGL_OP_glRenderMode, 1);
    p[0] = mode;
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_glRenderMode);
    const GLint result = (GLint)sgl_reply_result(s);
    uint32_t now[2];
    sgl_reply_read(s, now, sizeof now);
    if (cx->render_mode == GL_FEEDBACK) sgl_reply_out(s, cx->feedback_memory, cx->feedback_values * 4);
    else if (cx->render_mode == GL_SELECT) sgl_reply_out(s, cx->select_memory, cx->select_values * 4);
    sgl_reply_end(s);
    if (now[0]) cx->render_mode = now[0];
    return result;
}

/* ---- Pointers ---------------------------------------------------------------------------------------- */

static void *array_pointer(const struct sgl_vertex_array *vao, uint32_t slot)
{
    return (void *)(uintptr_t)vao->arrays[slot].pointer;
}

/* Slot of a fixed-function array's GL_*_ARRAY_POINTER. */
static uint32_t pointer_slot(GLenum pname, uint32_t unit)
{
    switch (pname) {
    case GL_VERTEX_ARRAY_POINTER: return SGL_ARRAY_VERTEX;
    case GL_NORMAL_ARRAY_POINTER: return SGL_ARRAY_NORMAL;
    case GL_COLOR_ARRAY_POINTER: return SGL_ARRAY_COLOR;
    case GL_SECONDARY_COLOR_ARRAY_POINTER: return SGL_ARRAY_SECONDARY_COLOR;
    case GL_FOG_COORD_ARRAY_POINTER: return SGL_ARRAY_FOG_COORD;
    case GL_POINT_SIZE_ARRAY_POINTER_OES: return SGL_ARRAY_POINT_SIZE;
    case GL_INDEX_ARRAY_POINTER: return SGL_ARRAY_INDEX;
    case GL_EDGE_FLAG_ARRAY_POINTER: return SGL_ARRAY_EDGE_FLAG;
    case GL_TEXTURE_COORD_ARRAY_POINTER: return unit < SGL_TEX_COORD_ARRAYS ? SGL_ARRAY_TEX_COORD0 + unit : (uint32_t)SGL_NO_SLOT;
    default: return SGL_NO_SLOT;
    }
}

SGLAPI void APIENTRY glGetPointerv(GLenum pname, void **params)
{
    struct sgl_stream *const s = sgl_current;
    struct sgl_track *const cx = s->track;
    if (!params || !s->context) return;
    const uint32_t slot = cx->core ? (uint32_t)SGL_NO_SLOT : pointer_slot(pname, cx->client_texture);
    if (cx->begun) sgl_client_error(s, GL_INVALID_OPERATION);
    else if (slot != SGL_NO_SLOT) *params = array_pointer(cx->vao, slot);
    else if (pname == GL_FEEDBACK_BUFFER_POINTER && !cx->core) *params = cx->feedback_memory;
    else if (pname == GL_SELECTION_BUFFER_POINTER && !cx->core) *params = cx->select_memory;
    else if (!sgl_debug_pointer(s->context, pname, params)) sgl_client_error(s, GL_INVALID_ENUM);
}

SGLAPI void APIENTRY glGetVertexAttribPointerv(GLuint index, GLenum pname, void **pointer)
{
    struct sgl_stream *const s = sgl_current;
    struct sgl_track *const cx = s->track;
    if (!pointer || !s->context) return;
    if (index >= cx->max_attribs || index >= SGL_GENERIC_ARRAYS) sgl_client_error(s, GL_INVALID_VALUE);
    else if (pname != GL_VERTEX_ATTRIB_ARRAY_POINTER) sgl_client_error(s, GL_INVALID_ENUM);
    else *pointer = array_pointer(cx->vao, SGL_ARRAY_GENERIC0 + index);
}

static void indexed_pointer(GLenum pname, GLuint index, void **data)
{
    struct sgl_stream *const s = sgl_current;
    if (!data || !s->context) return;
    if (pname != GL_TEXTURE_COORD_ARRAY_POINTER) sgl_client_error(s, GL_INVALID_ENUM);
    else if (index >= SGL_TEX_COORD_ARRAYS) sgl_client_error(s, GL_INVALID_VALUE);
    else *data = array_pointer(s->track->vao, SGL_ARRAY_TEX_COORD0 + index);
}
SGLAPI void APIENTRY glGetPointerIndexedvEXT(GLenum target, GLuint index, void **data) { indexed_pointer(target, index, data); }
SGLAPI void APIENTRY glGetPointeri_vEXT(GLenum pname, GLuint index, void **params) { indexed_pointer(pname, index, params); }

SGLAPI void APIENTRY glGetVertexArrayPointervEXT(GLuint vaobj, GLenum pname, void **param)
{
    struct sgl_stream *const s = sgl_current;
    const struct sgl_vertex_array *vao = sgl_track_vertex_array(s->track, vaobj);
    const uint32_t slot = pointer_slot(pname, s->track->client_texture);
    if (!param || !s->context) return;
    if (!vao) sgl_client_error(s, GL_INVALID_OPERATION);
    else if (slot == SGL_NO_SLOT) sgl_client_error(s, GL_INVALID_ENUM);
    else *param = array_pointer(vao, slot);
}

SGLAPI void APIENTRY glGetVertexArrayPointeri_vEXT(GLuint vaobj, GLuint index, GLenum pname, void **param)
{
    struct sgl_stream *const s = sgl_current;
    const struct sgl_vertex_array *vao = sgl_track_vertex_array(s->track, vaobj);
    if (!param || !s->context) return;
    if (!vao) sgl_client_error(s, GL_INVALID_OPERATION);
    else if (pname == GL_VERTEX_ATTRIB_ARRAY_POINTER && index < s->track->max_attribs && index < SGL_GENERIC_ARRAYS)
        *param = array_pointer(vao, SGL_ARRAY_GENERIC0 + index);
    else if (pname == GL_TEXTURE_COORD_ARRAY_POINTER && index < SGL_TEX_COORD_ARRAYS) *param = array_pointer(vao, SGL_ARRAY_TEX_COORD0 + index);
    else if (pname == GL_VERTEX_ATTRIB_ARRAY_POINTER || pname == GL_TEXTURE_COORD_ARRAY_POINTER) sgl_client_error(s, GL_INVALID_VALUE);
    else sgl_client_error(s, GL_INVALID_ENUM);
}
