/* Mapped buffers, the client's side: what of the program's memory travels, and what comes back into it. */
#include "buffer_map.h"

#include "buffer_watch.h"
#include "client_arrays.h"
#include "context_state.h"
#include "gl_defs.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/* Where the change that begins at `at` ends: at the first word that is equal. Looks at whole words of 4
 * bytes, since no command of OpenGL writes less beside the program than that (but uploads, which the program orders). */
static uint64_t change_end(const uint8_t *now, const uint8_t *then, uint64_t at, uint64_t end)
{
    uint64_t stop = at + 1;
    bool equal = false;
    uint64_t i = (at & ~(uint64_t)3) + 4;
    if (i > end) i = end;
    stop = i;
    for (; end - i >= 4 && !equal; i += 4) {
        equal = !words_differ(now + i, then + i);
        if (!equal) stop = i + 4;
    }
    if (end - i < 4 && !equal) stop = end;
    while (now[stop - 1] == then[stop - 1] && stop > at + 1) stop--;
    return stop;
}

/* ---- changes by words ------------------------------------------------------------------------------- */

#define BLOCK 64u
#define BLOCKS (PIECE / BLOCK)

/* A bit for each of a block's 16 words: whether it changed. */
static uint32_t changed_words(const uint8_t *now, const uint8_t *then)
{
    uint32_t mask = 0;
#ifdef __SSE2__
    for (uint32_t i = 0; i < 4; i++) {
        const __m128i equal = _mm_cmpeq_epi32(_mm_loadu_si128((const __m128i *)(const void *)(now + 16 * i)),
                                              _mm_loadu_si128((const __m128i *)(const void *)(then + 16 * i)));
        mask |= (uint32_t)_mm_movemask_ps(_mm_castsi128_ps(equal)) << 4 * i;
    }
    return ~mask & 0xffff;
#else
    for (uint32_t i = 0; i < 16; i++) mask |= (uint32_t)words_differ(now + 4 * i, then + 4 * i) << i;
    return mask;
#endif
}

/* Just the changed words of `count` blocks. */
static void send_words(struct sgl_stream *s, struct sgl_buffer_mapping *m, uint64_t at, const uint16_t *masks, uint32_t count, uint32_t changed)
{
    const uint32_t mask_words = (count + 1) / 2, tail = mask_words + changed;
    uint32_t *p = sgl_command(s, SGL_OP_FLUSH_WORDS, 5 + tail);
    p[0] = m->buffer;
    p = sgl_put_u64(p + 1, m->offset + at);
    p[0] = count;
    p[1] = tail * 4;
    p += 2;
    p[mask_words - 1] = 0;
    memcpy(p, masks, count * sizeof *masks);
    p += mask_words;
    for (uint32_t block = 0; block < count; block++) {
        const uint64_t from = at + block * BLOCK;
        for (uint32_t left = masks[block]; left; left &= left - 1) {
            const uint64_t place = from + 4 * (uint32_t)__builtin_ctz(left);
            memcpy(p, m->memory + place, 4); /* once: the program may write it meanwhile */
            memcpy(m->copy + place, p++, 4);
        }
    }
    sgl_command_end(s);
}

/* `bytes` from `at` on, without what is equal at both ends. */
static void send_trimmed(struct sgl_stream *s, struct sgl_buffer_mapping *m, uint64_t at, uint64_t bytes)
{
    const uint64_t end = at + bytes;
    while (at < end && m->memory[at] == m->copy[at]) at++;
    uint64_t stop = end;
    while (stop > at && m->memory[stop - 1] == m->copy[stop - 1]) stop--;
    if (stop > at) send(s, m, at, stop - at);
}

/* The changes in [at, end), block by block: runs of changed blocks go whole, or by words where most of them stayed. */
static void send_blocks(struct sgl_stream *s, struct sgl_buffer_mapping *m, uint64_t at, uint64_t end)
{
    while (end - at >= BLOCK) {
        uint16_t masks[BLOCKS];
        uint32_t count = 0, changed = 0, mask = 1;
        for (; count < BLOCKS && end - at >= (count + 1) * BLOCK; count++) {
            mask = changed_words(m->memory + at + count * BLOCK, m->copy + at + count * BLOCK);
            if (!mask) break;
            masks[count] = (uint16_t)mask;
            changed += (uint32_t)__builtin_popcount(mask);
        }
        if (count >= 4 && changed * 4 + count * 2 < count * BLOCK * 3 / 4) send_words(s, m, at, masks, count, changed);
        else if (count) send_trimmed(s, m, at, count * BLOCK);
        at += (count + !mask) * BLOCK;
    }
    if (at < end) send_trimmed(s, m, at, end - at);
}

/* ---- all of it -------------------------------------------------------------------------------------- */

/* The changed bytes of [at, end), and nothing else. */
static bool send_changes(struct sgl_stream *s, struct sgl_buffer_mapping *m, uint64_t at, uint64_t end)
{
    bool any = false;
    while ((at = next_change(m->memory, m->copy, at, end)) < end) {
        const uint64_t stop = change_end(m->memory, m->copy, at, end);
        send(s, m, at, stop - at);
        at = stop;
        any = true;
    }
    return any;
}


void sgl_maps_send(struct sgl_stream *s, struct sgl_buffer_mapping *m, uint64_t at, uint64_t bytes)
{
    if (at >= m->length) return;
    if (bytes > m->length - at) bytes = m->length - at;
    if (!m->copy) {
        send(s, m, at, bytes);
        return;
    }
    const uint64_t end = at + bytes;
    while (at < end) {
        /* chunks that are equal are found fastest; a change goes on over the chunks that differ */
        uint64_t stop = at;
        while (stop < end) {
            const uint64_t chunk = end - stop < CHUNK ? end - stop : CHUNK;
            if (memcmp(m->memory + stop, m->copy + stop, (size_t)chunk) == 0) break;
            stop += chunk;
        }
        /* In a persistent map the renderer may write beside us: nothing that the program did not write is sent. */
        if (stop > at && (m->access & GL_MAP_PERSISTENT_BIT)) send_changes(s, m, at, stop);
        else if (stop > at) send_blocks(s, m, at, stop);
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
    return send_changes(l->s, m, from, to);
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
