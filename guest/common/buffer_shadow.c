/* What a buffer holds, kept from one map for writing to the next. A program that maps a buffer to write and does not
 * invalidate it keeps the bytes that it leaves alone; natively that costs nothing, here it would cost a wait for the
 * renderer and the contents' way back, each time. So from the second such map on they are remembered.
 *
 * They are the truth only while the program's maps are all that writes the buffer. Whatever else does says so through
 * the tracked state (SGL_BUFFER_WRITTEN and its kin in track.h); buffers that were ever bound where the GPU writes have
 * no shadow at all, nor has any buffer once contexts share objects. All of it with the group's lock held. */
#include "buffer_map.h"

#include <stdlib.h>
#include <string.h>

#define REPEATED 2u           /* a buffer that is filled once needs none */
#define LARGEST (16u << 20)   /* bytes of a buffer */
#define ALL_OF_THEM (64u << 20)
#define ALIGNMENT 64u

uint64_t sgl_shadow_bytes;

void sgl_shadow_free(struct sgl_shadow *shadow)
{
    __atomic_sub_fetch(&sgl_shadow_bytes, 2 * shadow->bytes, __ATOMIC_RELAXED);
    free(shadow->memory);
    free(shadow->copy);
    free(shadow);
}

static struct sgl_shadow *create(uint64_t bytes)
{
    if (!bytes || bytes > LARGEST) return NULL;
    if (__atomic_add_fetch(&sgl_shadow_bytes, 2 * bytes, __ATOMIC_RELAXED) <= ALL_OF_THEM) {
        const size_t room = ((size_t)bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        struct sgl_shadow *shadow = calloc(1, sizeof *shadow);
        uint8_t *memory = aligned_alloc(ALIGNMENT, room), *copy = malloc(room);
        if (shadow && memory && copy) {
            *shadow = (struct sgl_shadow){.memory = memory, .copy = copy, .bytes = bytes};
            memset(memory, 0, room); /* what was in our own memory is not the program's to see */
            return shadow;
        }
        free(memory);
        free(copy);
        free(shadow);
    }
    __atomic_sub_fetch(&sgl_shadow_bytes, 2 * bytes, __ATOMIC_RELAXED);
    return NULL;
}

bool sgl_shadow_covers(const struct sgl_buffer *b, uint64_t offset, uint64_t length)
{
    const struct sgl_shadow *shadow = b ? b->shadow : NULL;
    return shadow && !b->writable && !b->exposed && offset >= shadow->from && offset <= shadow->to && length <= shadow->to - offset;
}

void sgl_shadow_lend(struct sgl_buffer *b, struct sgl_buffer_mapping *m)
{
    if (b->writes < UINT8_MAX) b->writes++;
    if (b->writable || b->exposed) return;
    if (!b->shadow && b->writes >= REPEATED) b->shadow = create(b->bytes);
    struct sgl_shadow *shadow = b->shadow;
    if (!shadow) return;
    if (m->offset > shadow->bytes || m->length > shadow->bytes - m->offset) { /* not as large as we believed */
        sgl_shadow_forget(b);
        return;
    }
    m->shadow = shadow;
    m->memory = shadow->memory + m->offset;
    m->copy = shadow->copy + m->offset;
}

void sgl_shadow_learn(struct sgl_buffer_mapping *m)
{
    struct sgl_shadow *shadow = m->shadow;
    const uint64_t from = m->offset, to = m->offset + m->length;
    memcpy(m->copy, m->memory, (size_t)m->length);
    if (from > shadow->to || to < shadow->from) { /* apart from what is known: the newer one is likelier to be asked for */
        shadow->from = from;
        shadow->to = to;
        return;
    }
    if (from < shadow->from) shadow->from = from;
    if (to > shadow->to) shadow->to = to;
}

void sgl_shadow_forget(struct sgl_buffer *b)
{
    if (b->shadow) b->shadow->from = b->shadow->to = 0;
}

void sgl_shadow_leave(struct sgl_buffer *b)
{
    struct sgl_shadow *shadow = b->shadow;
    b->shadow = NULL;
    b->writes = 0;
    if (!shadow) return;
    if (b->mapping && b->mapping->shadow == shadow) shadow->left = true;
    else sgl_shadow_free(shadow);
}
