/* Mapped buffers, the client's side: the mappings of each share group, and what of them travels. */
#include "buffer_map.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "buffer_watch.h"
#include "client_arrays.h"
#include "context_state.h"
#include "gl_defs.h"

uint32_t sgl_coherent_maps;
uint32_t sgl_readable_maps;

struct maps {
    pthread_mutex_t lock;
    struct sgl_buffer_mapping *first;
    uint64_t *writable; /* a bit for each buffer name that was bound for writing */
    uint32_t writable_words;
};

static pthread_mutex_t create_lock = PTHREAD_MUTEX_INITIALIZER;

static void release(struct sgl_buffer_mapping *m)
{
    if (m->tracked) __atomic_sub_fetch(&sgl_coherent_maps, 1, __ATOMIC_RELAXED);
    if (m->refreshed) __atomic_sub_fetch(&sgl_readable_maps, 1, __ATOMIC_RELAXED);
    if (m->watch) sgl_watch_end(m->watch);
    if (m->allocated) munmap(m->allocation, m->allocated);
    else free(m->allocation);
    free(m->copy);
    free(m);
}

static void free_maps(void *opaque)
{
    struct maps *maps = opaque;
    if (!maps) return;
    while (maps->first) {
        struct sgl_buffer_mapping *m = maps->first;
        maps->first = m->next;
        release(m);
    }
    pthread_mutex_destroy(&maps->lock);
    free(maps->writable);
    free(maps);
}

/* Made at the group's first map. NULL: there is none yet (or no memory for it). */
static struct maps *maps_of(struct sgl_share_group *group, bool create)
{
    struct maps *maps = __atomic_load_n(&group->buffers, __ATOMIC_ACQUIRE);
    if (maps || !create) return maps;
    pthread_mutex_lock(&create_lock);
    maps = group->buffers;
    if (!maps && (maps = calloc(1, sizeof *maps))) {
        pthread_mutex_init(&maps->lock, NULL);
        group->free_buffers = free_maps;
        __atomic_store_n(&group->buffers, maps, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&create_lock);
    return maps;
}

void sgl_maps_lock(struct sgl_share_group *group)
{
    struct maps *maps = maps_of(group, true);
    if (maps) pthread_mutex_lock(&maps->lock);
}
void sgl_maps_unlock(struct sgl_share_group *group)
{
    struct maps *maps = maps_of(group, false);
    if (maps) pthread_mutex_unlock(&maps->lock);
}

struct sgl_buffer_mapping *sgl_maps_find(struct sgl_share_group *group, uint32_t buffer)
{
    struct maps *maps = maps_of(group, false);
    struct sgl_buffer_mapping *m = maps && buffer ? maps->first : NULL;
    while (m && m->buffer != buffer) m = m->next;
    return m;
}

void sgl_maps_remove(struct sgl_share_group *group, struct sgl_buffer_mapping *m)
{
    struct maps *maps = maps_of(group, false);
    struct sgl_buffer_mapping **at = &maps->first;
    while (*at && *at != m) at = &(*at)->next;
    if (*at) *at = m->next;
    release(m);
}

#define MOST_NAMES (1u << 24) /* names beyond count as writable */

static bool is_writable(const struct maps *maps, uint32_t buffer)
{
    if (buffer >= MOST_NAMES) return true;
    return buffer / 64 < maps->writable_words && maps->writable[buffer / 64] >> buffer % 64 & 1;
}

/* Names are small numbers: a bit map is enough. */
static void set_writable(struct maps *maps, uint32_t buffer, bool on)
{
    if (buffer >= MOST_NAMES || (!on && buffer / 64 >= maps->writable_words)) return;
    if (buffer / 64 >= maps->writable_words) {
        const uint32_t words = buffer / 64 * 2 + 16;
        uint64_t *larger = realloc(maps->writable, words * sizeof *larger);
        if (!larger) return;
        memset(larger + maps->writable_words, 0, (words - maps->writable_words) * sizeof *larger);
        maps->writable = larger;
        maps->writable_words = words;
    }
    const uint64_t bit = (uint64_t)1 << buffer % 64;
    if (on) maps->writable[buffer / 64] |= bit;
    else maps->writable[buffer / 64] &= ~bit;
}

/* ---- memory ---------------------------------------------------------------------------------------- */

#define ALIGNMENT 64u /* GL_MIN_MAP_BUFFER_ALIGNMENT: of the pointer minus the offset */
#define OWN_PAGES 65536u
#define WATCHED 131072u /* coherent maps: from this size on the kernel is asked which pages were written */

static bool allocate(struct sgl_buffer_mapping *m)
{
    const size_t shift = (size_t)(m->offset % ALIGNMENT);
    if (m->length > SIZE_MAX - 2 * ALIGNMENT - 4096) return false;
    const size_t bytes = (size_t)m->length + shift;
    if (bytes >= OWN_PAGES) {
        void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED) return false;
        m->allocation = p;
        m->allocated = bytes;
    } else {
        m->allocation = aligned_alloc(ALIGNMENT, (bytes + ALIGNMENT) / ALIGNMENT * ALIGNMENT);
        if (!m->allocation) return false;
        memset(m->allocation, 0, bytes);
    }
    m->memory = (uint8_t *)m->allocation + shift;
    return true;
}

struct sgl_buffer_mapping *sgl_maps_add(struct sgl_share_group *group, uint32_t buffer, uint64_t offset, uint64_t length, uint32_t access)
{
    struct maps *maps = maps_of(group, true);
    struct sgl_buffer_mapping *old = sgl_maps_find(group, buffer), *m = maps ? calloc(1, sizeof *m) : NULL;
    if (!m) return NULL;
    m->buffer = buffer;
    m->offset = offset;
    m->length = length;
    m->access = access;
    if (!allocate(m)) {
        free(m);
        return NULL;
    }
    if (old) sgl_maps_remove(group, old);
    m->written = is_writable(maps, buffer);
    m->next = maps->first;
    maps->first = m;
    return m;
}

bool sgl_maps_begin(struct sgl_buffer_mapping *m, bool known)
{
    const bool persistent = m->access & GL_MAP_PERSISTENT_BIT, writes = m->access & GL_MAP_WRITE_BIT;
    const bool coherent = persistent && writes && (!(m->access & GL_MAP_FLUSH_EXPLICIT_BIT) || (m->access & GL_MAP_COHERENT_BIT));
    if ((known && writes) || persistent) {
        m->copy = malloc(m->length ? (size_t)m->length : 1);
        if (!m->copy) return false;
        memcpy(m->copy, m->memory, (size_t)m->length);
    }
    if (coherent && m->allocated && m->length >= WATCHED) m->watch = sgl_watch_begin(m->allocation, m->allocated);
    m->tracked = coherent;
    m->refreshed = persistent;
    if (coherent) __atomic_add_fetch(&sgl_coherent_maps, 1, __ATOMIC_RELAXED);
    if (persistent) __atomic_add_fetch(&sgl_readable_maps, 1, __ATOMIC_RELAXED);
    return true;
}

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
    if (s->dummy || !s->context) return;
    struct sgl_share_group *group = s->context->group;
    struct maps *maps = maps_of(group, false);
    if (!maps) return;
    pthread_mutex_lock(&maps->lock);
    for (struct sgl_buffer_mapping *m = maps->first; m; m = m->next)
        if (m->tracked) send_coherent(s, m);
    pthread_mutex_unlock(&maps->lock);
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
    struct maps *maps = maps_of(s->context->group, false);
    if (!maps) return;
    pthread_mutex_lock(&maps->lock);
    for (struct sgl_buffer_mapping *m = maps->first; m && !s->dummy; m = m->next)
        if (m->refreshed && (m->written || (m->access & GL_MAP_READ_BIT))) fetch(s, m);
    pthread_mutex_unlock(&maps->lock);
}

/* ---- buffers that go away ------------------------------------------------------------------------------ */

void sgl_buffer_changed(struct sgl_track *cx, uint32_t buffer, enum sgl_buffer_event event)
{
    struct sgl_context *context = cx->owner;
    if (event == SGL_BUFFER_ORPHANED) {
        cx->orphan_buffer = buffer;
        cx->orphan_position = sgl_position(sgl_current);
    }
    struct maps *maps = context ? maps_of(context->group, event == SGL_BUFFER_WRITABLE) : NULL;
    if (!maps) return;
    pthread_mutex_lock(&maps->lock);
    struct sgl_buffer_mapping *m = sgl_maps_find(context->group, buffer);
    switch (event) {
    case SGL_BUFFER_DELETED:
        if (m) sgl_maps_remove(context->group, m);
        set_writable(maps, buffer, false);
        break;
    case SGL_BUFFER_WRITABLE:
        if (m) m->written = true;
        set_writable(maps, buffer, true);
        break;
    default:
        if (m) m->doubtful = true;
        break;
    }
    pthread_mutex_unlock(&maps->lock);
}
