/* Sends vertex arrays that lie in the program's memory, ahead of the draw that reads them. */
#include "client_arrays.h"

#include <stdlib.h>

#include "client.h"

struct part { /* one array's bytes in the program */
    uintptr_t low, high;
    int64_t first;
    uint64_t count;
    uint32_t slot, block;
};

struct block {
    uintptr_t low, high;
    struct sgl_blob blob;
};

static uint32_t collect(const struct sgl_track *cx, const struct sgl_draw_extent *extent, struct part *parts)
{
    uint32_t n = 0;
    for (uint64_t left = cx->client_arrays; left; left &= left - 1) {
        uint32_t slot = (uint32_t)__builtin_ctzll(left);
        struct part *p = &parts[n];
        if (!sgl_draw_elements_of(cx->vao, slot, extent, &p->first, &p->count)) continue;
        const struct sgl_array *a = &cx->vao->arrays[slot];
        int64_t stride = cx->vao->bindings[a->binding].stride;
        p->low = (uintptr_t)((int64_t)a->pointer + p->first * stride);
        p->high = p->low + (uintptr_t)sgl_array_span(cx->vao, slot, p->count);
        p->slot = slot;
        n++;
    }
    return n;
}

/* By address; there are few, and they mostly come in order. */
static void sort(struct part *parts, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        struct part moving = parts[i];
        uint32_t at = i;
        for (; at && parts[at - 1].low > moving.low; at--) parts[at] = parts[at - 1];
        parts[at] = moving;
    }
}

/* Arrays whose bytes overlap or touch become one block. */
static uint32_t join(struct part *parts, uint32_t n, struct block *blocks)
{
    uint32_t b = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (b && parts[i].low <= blocks[b - 1].high) {
            if (parts[i].high > blocks[b - 1].high) blocks[b - 1].high = parts[i].high;
        } else {
            blocks[b].low = parts[i].low;
            blocks[b++].high = parts[i].high;
        }
        parts[i].block = b - 1;
    }
    return b;
}

void sgl_send_client_arrays(struct sgl_stream *s, const struct sgl_draw_extent *extent)
{
    struct part parts[SGL_ARRAYS];
    struct block blocks[SGL_ARRAYS];
    if (s->dummy) return;
    uint32_t n = collect(s->track, extent, parts);
    if (n == 0) return;
    if (n > 1) sort(parts, n);
    uint32_t b = join(parts, n, blocks);
    uint32_t words = 2 + n * SGL_CLIENT_ARRAY_WORDS + b * SGL_CLIENT_BLOCK_WORDS;
    for (uint32_t i = 0; i < b; i++) {
        blocks[i].blob = sgl_blob_data(s, (const void *)blocks[i].low, blocks[i].high - blocks[i].low);
        words += blocks[i].blob.tail_words;
    }
    uint32_t *p = sgl_command(s, SGL_OP_CLIENT_ARRAYS, words);
    *p++ = n;
    *p++ = b;
    for (uint32_t i = 0; i < n; i++) {
        *p++ = parts[i].slot;
        *p++ = parts[i].block;
        p = sgl_put_u64(p, parts[i].low - blocks[parts[i].block].low);
        p = sgl_put_u64(p, (uint64_t)parts[i].first);
        p = sgl_put_u64(p, parts[i].count);
    }
    for (uint32_t i = 0; i < b; i++) {
        *p++ = (uint32_t)(blocks[i].low & 15);
        *p++ = blocks[i].blob.slot;
    }
    for (uint32_t i = 0; i < b; i++) p = sgl_put_blob(p, &blocks[i].blob);
    sgl_command_end(s);
}

/* ---- What only the renderer knows ------------------------------------------------------------------- */

/* A display list or glPopAttrib may have changed primitive restart unseen. */
static void settle_restart(struct sgl_stream *s)
{
    uint32_t state[3];
    if (!s->track->restart_uncertain) return;
    sgl_command(s, SGL_OP_RESTART_STATE, 0);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_RESTART_STATE);
    sgl_reply_read(s, state, sizeof state);
    sgl_reply_end(s);
    s->track->restart = (struct sgl_restart){state[0] != 0, state[1] != 0, state[2]};
    s->track->restart_uncertain = false;
}

bool sgl_find_index_range(struct sgl_stream *s, uint32_t type, uint64_t count, const void *indices, uint32_t *low, uint32_t *high)
{
    uint32_t answer[3];
    if (!sgl_index_bytes(type) || count == 0) return false;
    settle_restart(s);
    if (!s->track->vao->element_buffer) return sgl_index_range(indices, type, count, &s->track->restart, low, high);
    uint32_t *p = sgl_command(s, SGL_OP_INDEX_RANGE, 5);
    p[0] = type;
    p = sgl_put_u64(p + 1, (uintptr_t)indices);
    sgl_put_u64(p, count);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_INDEX_RANGE);
    sgl_reply_read(s, answer, sizeof answer);
    sgl_reply_end(s);
    *low = answer[1];
    *high = answer[2];
    return answer[0] != 0;
}

uint64_t sgl_read_buffer(struct sgl_stream *s, uint32_t target, uint32_t buffer, uint64_t offset, uint64_t bytes, void *dst)
{
    uint32_t *p = sgl_command(s, SGL_OP_READ_BUFFER, 6);
    p[0] = target;
    p[1] = buffer;
    p = sgl_put_u64(p + 2, offset);
    sgl_put_u64(p, bytes);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_READ_BUFFER);
    uint64_t got = sgl_reply_left(s);
    if (got > bytes) got = bytes;
    sgl_reply_read(s, dst, got);
    sgl_reply_end(s);
    if (got < bytes) memset((char *)dst + got, 0, (size_t)(bytes - got));
    return got;
}
