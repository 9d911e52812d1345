/* glMapBuffer*, glUnmap*, glFlushMapped* and the pointers that the program asks for. See buffer_map.h for what
 * travels. The map table's lock is held from before a command to after its answer: another thread of the share
 * group may map the same buffer. */
#include <sys/mman.h>

#include "buffer_map.h"
#include "context_state.h"
#include "gl_defs.h"
#include "opcodes.h"

/* Which buffer a call is about: bound to a target, or by name. */
struct which {
    uint32_t word; /* as the call has it */
    uint32_t buffer; /* its name, 0 when there is none */
};

static struct which by_target(const struct sgl_stream *s, GLenum target)
{
    const uint32_t *binding = sgl_track_binding(s->track, target);
    return (struct which){target, binding ? *binding : 0};
}
static struct which by_name(GLuint buffer) { return (struct which){buffer, buffer}; }

/* glBufferData(NULL) was the last command (6 words): nobody can miss what the buffer held. */
static bool orphaned(const struct sgl_stream *s, uint32_t buffer)
{
    return s->track->orphan_buffer == buffer && sgl_position(s) - s->track->orphan_position == 6 * sizeof(uint32_t);
}

/* After the renderer was lost: memory that goes nowhere, since programs do not expect NULL. Taken as it is touched. */
static void *nowhere(void)
{
    static void *memory;
    const size_t bytes = sizeof(size_t) > 4 ? (size_t)1 << 32 : (size_t)1 << 28;
    void *known = __atomic_load_n(&memory, __ATOMIC_ACQUIRE);
    if (known) return known;
    void *fresh = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (fresh == MAP_FAILED) return NULL;
    if (__atomic_compare_exchange_n(&memory, &known, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return fresh;
    munmap(fresh, bytes);
    return known;
}

/* Whether the call cannot fail, as far as the client can know; then nobody has to wait for the renderer, if the
 * program can neither read nor miss what the buffer held. `length` of the whole buffer is filled in. */
static bool certain(const struct sgl_buffer *b, bool ranged, GLintptr offset, GLsizeiptr *length, GLbitfield access)
{
    const GLbitfield known = GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_RANGE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT | GL_MAP_FLUSH_EXPLICIT_BIT |
                             GL_MAP_UNSYNCHRONIZED_BIT;
    if (!b || b->mapping || !b->bytes || b->bytes > PTRDIFF_MAX) return false;
    if (!(access & GL_MAP_WRITE_BIT) || (access & ~known) || (b->immutable && !(b->flags & GL_MAP_WRITE_BIT))) return false;
    if (!ranged) *length = (GLsizeiptr)b->bytes;
    return offset >= 0 && *length > 0 && (uint64_t)offset <= b->bytes && (uint64_t)*length <= b->bytes - (uint64_t)offset;
}

static void *map(uint32_t opcode, struct which which, bool ranged, GLintptr offset, GLsizeiptr length, GLenum access_word, GLbitfield access)
{
    struct sgl_stream *const s = sgl_current;
    if (!s->context) return NULL;
    if (s->lost) return nowhere();
    struct sgl_share_group *const group = s->context->group;
    const bool discards = (access & (GL_MAP_INVALIDATE_RANGE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT)) || orphaned(s, which.buffer);
    const bool wanted = (access & (GL_MAP_READ_BIT | GL_MAP_PERSISTENT_BIT)) || !discards;
    sgl_buffers_lock(group);
    GLsizeiptr mapped = length;
    /* whether it may leave bytes as they were and read none, so that remembering them pays */
    const bool keep = !discards && (access & (GL_MAP_WRITE_BIT | GL_MAP_READ_BIT | GL_MAP_PERSISTENT_BIT)) == GL_MAP_WRITE_BIT &&
                      __atomic_load_n(&group->references, __ATOMIC_RELAXED) == 1;
    const struct sgl_buffer *const b = sgl_buffers_find(group, which.buffer, false);
    const bool possible = !s->track->begun && certain(b, ranged, offset, &mapped, access);
    const bool covered = possible && keep && sgl_shadow_covers(b, (uint64_t)offset, (uint64_t)mapped);
    const bool sure = covered || (possible && discards);
    uint32_t *p = sgl_command(s, opcode, ranged ? 7 : 3);
    *p++ = which.word;
    if (ranged) {
        p = sgl_put_u64(p, (uint64_t)(int64_t)offset);
        p = sgl_put_u64(p, (uint64_t)(int64_t)length);
    }
    *p++ = access_word;
    *p = sure ? SGL_MAP_NO_ANSWER : wanted ? SGL_MAP_CONTENTS : 0;
    sgl_command_end(s);
    struct sgl_buffer_mapping *m = NULL;
    uint64_t head[3] = {sure, (uint64_t)offset, (uint64_t)mapped};
    bool known = false;
    if (!sure) {
        sgl_wait_reply(s, opcode);
        sgl_reply_read(s, head, sizeof head);
    }
    if (head[0]) m = sgl_maps_add(group, which.buffer, head[1], head[2], access, keep);
    if (!sure) {
        known = m && sgl_reply_left(s) >= m->length;
        if (known) sgl_reply_read(s, m->memory, m->length);
        sgl_reply_end(s);
    }
    if (m && !covered && !sgl_maps_begin(group, m, known)) {
        sgl_maps_remove(group, m);
        m = NULL;
    }
    /* the two sides of a persistent map start alike, whatever undefined bytes there were */
    if (m && !known && (access & GL_MAP_PERSISTENT_BIT) && (access & GL_MAP_WRITE_BIT)) sgl_maps_send_all(s, m);
    void *const memory = m ? m->memory : NULL;
    sgl_buffers_unlock(group);
    if (s->lost) return nowhere();
    if (head[0] && !memory) sgl_client_error(s, GL_OUT_OF_MEMORY);
    return memory;
}

/* The bits that an old-style access means. */
static GLbitfield access_bits(GLenum access)
{
    switch (access) {
    case GL_READ_ONLY: return GL_MAP_READ_BIT;
    case GL_WRITE_ONLY: return GL_MAP_WRITE_BIT;
    default: return GL_MAP_READ_BIT | GL_MAP_WRITE_BIT;
    }
}

SGLAPI void *APIENTRY glMapBuffer(GLenum target, GLenum access)
{
    return map(SGL_OP_glMapBuffer, by_target(sgl_current, target), false, 0, 0, access, access_bits(access));
}
SGLAPI void *APIENTRY glMapBufferRange(GLenum target, GLintptr offset, GLsizeiptr length, GLbitfield access)
{
    return map(SGL_OP_glMapBufferRange, by_target(sgl_current, target), true, offset, length, access, access);
}
SGLAPI void *APIENTRY glMapNamedBuffer(GLuint buffer, GLenum access)
{
    return map(SGL_OP_glMapNamedBuffer, by_name(buffer), false, 0, 0, access, access_bits(access));
}
SGLAPI void *APIENTRY glMapNamedBufferEXT(GLuint buffer, GLenum access)
{
    return map(SGL_OP_glMapNamedBufferEXT, by_name(buffer), false, 0, 0, access, access_bits(access));
}
SGLAPI void *APIENTRY glMapNamedBufferRange(GLuint buffer, GLintptr offset, GLsizeiptr length, GLbitfield access)
{
    return map(SGL_OP_glMapNamedBufferRange, by_name(buffer), true, offset, length, access, access);
}
SGLAPI void *APIENTRY glMapNamedBufferRangeEXT(GLuint buffer, GLintptr offset, GLsizeiptr length, GLbitfield access)
{
    return map(SGL_OP_glMapNamedBufferRangeEXT, by_name(buffer), true, offset, length, access, access);
}

/* ---- unmap and flush ------------------------------------------------------------------------------- */

static GLboolean unmap(uint32_t opcode, struct which which)
{
    struct sgl_stream *const s = sgl_current;
    if (!s->context) return GL_FALSE;
    if (s->lost) return GL_TRUE;
    struct sgl_share_group *const group = s->context->group;
    sgl_buffers_lock(group);
    struct sgl_buffer_mapping *m = sgl_maps_find(group, which.buffer);
    /* What was written without the flush that it needed is undefined; drivers mostly have it, so it goes if it can be told. */
    const bool unflushed = m && (m->access & GL_MAP_FLUSH_EXPLICIT_BIT) && !m->coherent && !m->copy;
    if (m && (m->access & GL_MAP_WRITE_BIT) && !unflushed) sgl_maps_send(s, m, 0, m->length);
    /* without a mapping, or after the buffer got a new store, only the driver can say */
    const bool ask = !m || m->doubtful;
    if (m) sgl_maps_remove(group, m);
    sgl_buffers_unlock(group);
    uint32_t *p = sgl_command(s, opcode, 2);
    p[0] = which.word;
    p[1] = ask;
    sgl_command_end(s);
    if (!ask) return GL_TRUE;
    sgl_wait_reply(s, opcode);
    const GLboolean result = (GLboolean)sgl_reply_result(s);
    sgl_reply_end(s);
    return result;
}

SGLAPI GLboolean APIENTRY glUnmapBuffer(GLenum target) { return unmap(SGL_OP_glUnmapBuffer, by_target(sgl_current, target)); }
SGLAPI GLboolean APIENTRY glUnmapNamedBuffer(GLuint buffer) { return unmap(SGL_OP_glUnmapNamedBuffer, by_name(buffer)); }
SGLAPI GLboolean APIENTRY glUnmapNamedBufferEXT(GLuint buffer) { return unmap(SGL_OP_glUnmapNamedBufferEXT, by_name(buffer)); }

static void flush(uint32_t opcode, struct which which, GLintptr offset, GLsizeiptr length)
{
    struct sgl_stream *const s = sgl_current;
    if (!s->context) return;
    struct sgl_share_group *const group = s->context->group;
    sgl_buffers_lock(group);
    struct sgl_buffer_mapping *m = sgl_maps_find(group, which.buffer);
    /* a range that is an error is left to the driver */
    if (m && (m->access & GL_MAP_FLUSH_EXPLICIT_BIT) && offset >= 0 && length > 0 && (uint64_t)offset <= m->length &&
        (uint64_t)length <= m->length - (uint64_t)offset)
        sgl_maps_send(s, m, (uint64_t)offset, (uint64_t)length);
    sgl_buffers_unlock(group);
    uint32_t *p = sgl_command(s, opcode, 5);
    p[0] = which.word;
    p = sgl_put_u64(p + 1, (uint64_t)(int64_t)offset);
    sgl_put_u64(p, (uint64_t)(int64_t)length);
    sgl_command_end(s);
}

SGLAPI void APIENTRY glFlushMappedBufferRange(GLenum target, GLintptr offset, GLsizeiptr length)
{
    flush(SGL_OP_glFlushMappedBufferRange, by_target(sgl_current, target), offset, length);
}
SGLAPI void APIENTRY glFlushMappedNamedBufferRange(GLuint buffer, GLintptr offset, GLsizeiptr length)
{
    flush(SGL_OP_glFlushMappedNamedBufferRange, by_name(buffer), offset, length);
}
SGLAPI void APIENTRY glFlushMappedNamedBufferRangeEXT(GLuint buffer, GLintptr offset, GLsizeiptr length)
{
    flush(SGL_OP_glFlushMappedNamedBufferRangeEXT, by_name(buffer), offset, length);
}

/* ---- the pointer ----------------------------------------------------------------------------------- */

static void pointer(struct which which, GLenum pname, void **params)
{
    struct sgl_stream *const s = sgl_current;
    if (!s->context) return;
    if (pname != GL_BUFFER_MAP_POINTER) {
        sgl_client_error(s, GL_INVALID_ENUM);
        return;
    }
    if (!which.buffer) {
        sgl_client_error(s, GL_INVALID_OPERATION);
        return;
    }
    sgl_buffers_lock(s->context->group);
    const struct sgl_buffer_mapping *m = sgl_maps_find(s->context->group, which.buffer);
    *params = m && !m->doubtful ? m->memory : NULL;
    sgl_buffers_unlock(s->context->group);
}

SGLAPI void APIENTRY glGetBufferPointerv(GLenum target, GLenum pname, void **params)
{
    struct sgl_stream *const s = sgl_current;
    if (!sgl_track_binding(s->track, target)) sgl_client_error(s, GL_INVALID_ENUM);
    else pointer(by_target(s, target), pname, params);
}
SGLAPI void APIENTRY glGetNamedBufferPointerv(GLuint buffer, GLenum pname, void **params) { pointer(by_name(buffer), pname, params); }
SGLAPI void APIENTRY glGetNamedBufferPointervEXT(GLuint buffer, GLenum pname, void **params) { pointer(by_name(buffer), pname, params); }
