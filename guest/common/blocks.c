/* Allocation of the region's 64 KiB blocks. The owner table has a word per block: 0 = free, else client
 * slot + 1. Clients of several processes take blocks at the same time, so each word is taken by
 * compare-and-swap; a run that somebody else cuts into is given back and looked for further on. */
#include "connection.h"

#include <stdlib.h>

static bool take(struct sgl_connection *c, uint32_t block)
{
    uint32_t free_word = 0;
    return __atomic_compare_exchange_n(&c->owners[block], &free_word, c->slot + 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

uint32_t sgl_blocks_take(struct sgl_connection *c, uint32_t count)
{
    uint32_t run = 0;
    if (count == 0) return 0;
    for (uint32_t block = c->first_block; block < c->block_count; block++) {
        if (__atomic_load_n(&c->owners[block], __ATOMIC_RELAXED) != 0) {
            run = 0;
            continue;
        }
        if (++run < count) continue;
        uint32_t first = block + 1 - count, taken = 0;
        while (taken < count && take(c, first + taken)) taken++;
        if (taken == count) return first;
        sgl_blocks_free(c, first, taken);
        block = first + taken; /* belongs to somebody else now */
        run = 0;
    }
    return 0;
}

void sgl_blocks_free(struct sgl_connection *c, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t ours = c->slot + 1; /* whatever is not ours stays as it is */
        __atomic_compare_exchange_n(&c->owners[first + i], &ours, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
    }
}

uint32_t sgl_blocks_left(struct sgl_connection *c)
{
    uint32_t left = 0;
    for (uint32_t block = c->first_block; block < c->block_count; block++)
        left += __atomic_load_n(&c->owners[block], __ATOMIC_RELAXED) == 0;
    return left;
}

void sgl_blocks_reap(struct sgl_connection *c)
{
    for (struct sgl_stream **link = &c->streams; *link;) {
        struct sgl_stream *s = *link;
        if (s->dummy || !sgl_stream_is_finished(s)) {
            link = &s->next_stream;
            continue;
        }
        sgl_blocks_free(c, s->first_block, s->blocks);
        *link = s->next_stream;
        free(s);
    }
    sgl_frames_reap(c);
}
