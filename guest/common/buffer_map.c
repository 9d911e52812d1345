/* Mapped buffers, the client's side: what of the program's memory travels, and what comes back into it. */
#include "buffer_map.h"

#include "buffer_watch.h"
#include "client_arrays.h"
#include "context_state.h"
#include "gl_defs.h"

/* ---- what was written -------------------------------------------------------------------------------- */

#define PIECE 16384u
#define CHUNK 4096u

static void send(struct sgl_stream *s, struct sgl_buffer_mapping *m, uint64_t at, uint64_t bytes)
{
    while (bytes) {
        const uint64_t piece = bytes < PIECE ? bytes : PIECE;
        const struct sgl_blob blob = {m->memory + at, piece, (uint32_t)piece, (uint32_t)(piece + 3) / 4};
        uint32_t *p = sgl_command(s, SGL_OP_FLUSH_MAP, 4 + blob.tail_words);
        p[0] = m->buffer;
        p = sgl_put_u64(p + 1, m->offset + at);
        p[0] = blob.slot;
        /* the copy gets what was sent, not what the program may write meanwhile */
        if (m->copy) {
            memcpy(m->copy + at, m->memory + at, piece);
            p[blob.tail_words] = 0;
            memcpy(p + 1, m->copy + at, piece);
        } else {
            sgl_put_blob(p + 1, &blob);
        }
        sgl_command_end(s);
        at += piece;
        bytes -= piece;
    }
}

static bool words_differ(const uint8_t *a, const uint8_t *b)
{
    uint32_t x, y;
    memcpy(&x, a, 4);
    memcpy(&y, b, 4);
    return x != y;
}

/* The first byte of [at, end) that changed, or end. */
static uint64_t next_change(const uint8_t *now, const uint8_t *then, uint64_t at, uint64_t end)
{
    for (; end - at >= 64; at += 64) {
        uint64_t a[8], b[8], different = 0;
        memcpy(a, now + at, sizeof a);
        memcpy(b, then + at, sizeof b);
        for (int i = 0; i < 8; i++) different |= a[i] ^ b[i];
        if (different) break;
    }
    while (at < end && now[at] == then[at]) at++;
    return at;
}

/* Where the change that begins at `at` ends: at the first `gap` bytes that are equal. Looks at whole words of 4
 * bytes, since no command of OpenGL writes less beside the program than that (but uploads, which the program orders). */
static uint64_t change_end(const uint8_t *now, const uint8_t *then, uint64_t at, uint64_t end, uint64_t gap)
{
    uint64_t stop = at + 1, equal = 0;
    uint64_t i = (at & ~(uint64_t)3) + 4;
    if (i > end) i = end;
    stop = i;
    for (; end - i >= 4 && equal < gap; i += 4) {
        if (words_differ(now + i, then + i)) {
            equal = 0;
            stop = i + 4;
        } else {
            equal += 4;
        }
    }
    if (end - i < 4 && equal < gap) stop = end;
    while (now[stop - 1] == then[stop - 1] && stop > at + 1) stop--;
    return stop;
}

/* The changed bytes of [at, end). Runs of equal bytes shorter than `gap` go along. */
static bool send_changes(struct sgl_stream *s, struct sgl_buffer_mapping *m, uint64_t at, uint64_t end, uint64_t gap)
{
    bool any = false;
    while ((at = next_change(m->memory, m->copy, at, end)) < end) {
        const uint64_t stop = change_end(m->memory, m->copy, at, end, gap);
        send(s, m, at, stop - at);
        at = stop;
        any = true;
    }
    return any;
}

/* In a persistent map the renderer may write beside us: nothing that the program did not write is sent. */
static uint64_t gap_of(const struct sgl_buffer_mapping *m) { return m->access & GL_MAP_PERSISTENT_BIT ? 4 : 64; }

void sgl_maps_send(struct sgl_stream *s, struct sgl_buffer_mapping *m, uint64_t at, uint64_t bytes)
{
    if (at >= m->length) return;
    if (bytes > m->length - at) bytes = m->length - at;
    if (!m->copy) {
        send(s, m, at, bytes);
        return;
    }
    const uint64_t end = at + bytes, gap = gap_of(m);
    while (at < end) {
        /* chunks that are equal are found fastest; a change goes on over the chunks that differ */
        uint64_t stop = at;
        while (stop < end) {
            const uint64_t chunk = end - stop < CHUNK ? end - stop : CHUNK;
            if (memcmp(m->memory + stop, m->copy + stop, (size_t)chunk) == 0) break;
            stop += chunk;
        }
        if (stop > at) send_changes(s, m, at, stop, gap);
        at = stop + CHUNK;
    }
}

/* ---- coherent maps ------------------------------------------------------------------------------------ */

struct look {
    struct sgl_stream *s;
    struct sgl_buffer_mapping *m;
};

/* Positions of a watch count from the page that the mapping begins in. */
static bool look(void *user, size_t at, size_t bytes)
{
    const struct look *l = user;
    struct sgl_buffer_mapping *m = l->m;
    const uint64_t shift = (uint64_t)(m->memory - (uint8_t *)m->allocation);
    uint64_t from = at > shift ? at - shift : 0, to = at + bytes > shift ? at + bytes - shift : 0;
    if (to > m->length) to = m->length;
    if (from >= to || memcmp(m->memory + from, m->copy + from, (size_t)(to - from)) == 0) return false;
    return send_changes(l->s, m, from, to, gap_of(m));
}

static void send_coherent(struct sgl_stream *s, struct sgl_buffer_mapping *m)
{
    struct look l = {s, m};
    if (m->watch && sgl_watch_look(m->watch, look, &l)) return;
    sgl_maps_send(s, m, 0, m->length);
}

void sgl_maps_send_all(struct sgl_stream *s, struct sgl_buffer_mapping *m) { send(s, m, 0, m->length); }

void sgl_send_coherent_maps(struct sgl_stream *s)
{
    if (s->dummy || !s->context || s->track->begun) return; /* between glBegin and glEnd no buffer is read */
    struct sgl_share_group *group = s->context->group;
    sgl_buffers_lock(group);
    for (struct sgl_buffer_mapping *m = sgl_buffers_persistent(group); m; m = m->next)
        if (m->coherent) send_coherent(s, m);
    sgl_buffers_unlock(group);
}

/* ---- what the renderer wrote -------------------------------------------------------------------------- */

/* Bytes that are new there replace the program's; where they are not, the program's own writes stay. */
static void merge(struct sgl_buffer_mapping *m, uint64_t at, const uint8_t *fresh, uint64_t bytes)
{
    uint8_t *copy = m->copy + at, *memory = m->memory + at;
    if (memcmp(copy, fresh, (size_t)bytes) == 0) return;
    for (uint64_t i = 0; i < bytes; i++) {
        if (copy[i] == fresh[i]) continue;
        copy[i] = fresh[i];
        memory[i] = fresh[i];
    }
}

static void fetch(struct sgl_stream *s, struct sgl_buffer_mapping *m)
{
    uint8_t piece[4096];
    uint32_t *p = sgl_command(s, SGL_OP_READ_BUFFER, 6);
    p[0] = 0;
    p[1] = m->buffer;
    p = sgl_put_u64(p + 2, m->offset);
    sgl_put_u64(p, m->length);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_READ_BUFFER);
    uint64_t left = sgl_reply_left(s), at = 0;
    if (left > m->length) left = m->length;
    while (left) {
        const uint64_t bytes = left < sizeof piece ? left : sizeof piece;
        sgl_reply_read(s, piece, bytes);
        merge(m, at, piece, bytes);
        at += bytes;
        left -= bytes;
    }
    sgl_reply_end(s);
}

void sgl_fetch_readable_maps(struct sgl_stream *s)
{
    if (s->dummy || !s->context) return;
    struct sgl_share_group *group = s->context->group;
    sgl_buffers_lock(group);
    for (struct sgl_buffer_mapping *m = sgl_buffers_persistent(group); m && !s->dummy; m = m->next) {
        const struct sgl_buffer *buffer = sgl_buffers_find(group, m->buffer, false);
        if ((m->access & GL_MAP_READ_BIT) || (buffer && buffer->writable)) fetch(s, m);
    }
    sgl_buffers_unlock(group);
}
