/* What the client knows of the buffers of each share group: their stores, and their mappings with the memory
 * that the program got. */
#include "buffer_map.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "buffer_watch.h"
#include "context_state.h"
#include "gl_defs.h"

uint32_t sgl_coherent_maps;
uint32_t sgl_readable_maps;

struct table {
    pthread_mutex_t lock;
    struct sgl_buffer *places; /* hash table by name: open addressing, no gaps in a run */
    uint32_t capacity, used;   /* capacity is 0 or a power of two */
    struct sgl_buffer_mapping *persistent;
};

static pthread_mutex_t create_lock = PTHREAD_MUTEX_INITIALIZER;

static void release(struct sgl_buffer_mapping *m)
{
    if (m->coherent) __atomic_sub_fetch(&sgl_coherent_maps, 1, __ATOMIC_RELAXED);
    if (m->persistent) __atomic_sub_fetch(&sgl_readable_maps, 1, __ATOMIC_RELAXED);
    if (m->watch) sgl_watch_end(m->watch);
    if (m->shadow) {
        if (m->shadow->left) sgl_shadow_free(m->shadow);
        free(m);
        return;
    }
    if (m->allocated) munmap(m->allocation, m->allocated);
    else free(m->allocation);
    free(m->copy);
    free(m);
}

static void free_table(void *opaque)
{
    struct table *t = opaque;
    if (!t) return;
    for (uint32_t i = 0; i < t->capacity; i++) {
        if (!t->places[i].name) continue;
        sgl_shadow_leave(&t->places[i]);
        if (t->places[i].mapping) release(t->places[i].mapping);
    }
    pthread_mutex_destroy(&t->lock);
    free(t->places);
    free(t);
}

/* Made when it is first needed; without memory for it the process cannot go on. */
static struct table *table_of(struct sgl_share_group *group)
{
    struct table *t = __atomic_load_n(&group->buffers, __ATOMIC_ACQUIRE);
    if (t) return t;
    pthread_mutex_lock(&create_lock);
    t = group->buffers;
    if (!t) {
        t = calloc(1, sizeof *t);
        if (!t) abort();
        pthread_mutex_init(&t->lock, NULL);
        group->free_buffers = free_table;
        __atomic_store_n(&group->buffers, t, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&create_lock);
    return t;
}

void sgl_buffers_lock(struct sgl_share_group *group) { pthread_mutex_lock(&table_of(group)->lock); }
void sgl_buffers_unlock(struct sgl_share_group *group) { pthread_mutex_unlock(&table_of(group)->lock); }
struct sgl_buffer_mapping *sgl_buffers_persistent(struct sgl_share_group *group) { return table_of(group)->persistent; }

/* ---- the table ------------------------------------------------------------------------------------- */

static uint32_t home(const struct table *t, uint32_t name) { return name * 2654435761u & (t->capacity - 1); }

static bool grow(struct table *t)
{
    const uint32_t capacity = t->capacity ? t->capacity * 2 : 64;
    struct sgl_buffer *old = t->places, *places = calloc(capacity, sizeof *places);
    const uint32_t old_capacity = t->capacity;
    if (!places) return false;
    t->places = places;
    t->capacity = capacity;
    for (uint32_t i = 0; i < old_capacity; i++) {
        if (!old[i].name) continue;
        uint32_t at = home(t, old[i].name);
        while (places[at].name) at = (at + 1) & (capacity - 1);
        places[at] = old[i];
    }
    free(old);
    return true;
}

struct sgl_buffer *sgl_buffers_find(struct sgl_share_group *group, uint32_t name, bool create)
{
    struct table *t = table_of(group);
    if (!name) return NULL;
    if (t->capacity)
        for (uint32_t at = home(t, name); t->places[at].name; at = (at + 1) & (t->capacity - 1))
            if (t->places[at].name == name) return &t->places[at];
    if (!create || (t->used >= t->capacity / 2 && !grow(t))) return NULL;
    uint32_t at = home(t, name);
    while (t->places[at].name) at = (at + 1) & (t->capacity - 1);
    t->places[at] = (struct sgl_buffer){.name = name};
    t->used++;
    return &t->places[at];
}

/* Closes the gap, so that searches need no marks of removed ones. */
static void forget(struct table *t, struct sgl_buffer *b)
{
    const uint32_t mask = t->capacity - 1;
    uint32_t gap = (uint32_t)(b - t->places);
    for (uint32_t at = (gap + 1) & mask; t->places[at].name; at = (at + 1) & mask) {
        const uint32_t from = home(t, t->places[at].name);
        if (((at - from) & mask) < ((at - gap) & mask)) continue; /* it would stand before its home */
        t->places[gap] = t->places[at];
        gap = at;
    }
    t->places[gap].name = 0;
    t->used--;
}

/* ---- mappings --------------------------------------------------------------------------------------- */

#define ALIGNMENT 64u /* GL_MIN_MAP_BUFFER_ALIGNMENT: of the pointer minus the offset */
#define OWN_PAGES 65536u   /* persistent maps from this size on have pages of their own */
#define LARGE (4u << 20) /* and all others from this one on: the memory goes back at once */
#define WATCHED 131072u /* coherent maps: from this size on the kernel is asked which pages were written */

struct sgl_buffer_mapping *sgl_maps_find(struct sgl_share_group *group, uint32_t buffer)
{
    const struct sgl_buffer *b = sgl_buffers_find(group, buffer, false);
    return b ? b->mapping : NULL;
}

void sgl_maps_remove(struct sgl_share_group *group, struct sgl_buffer_mapping *m)
{
    struct table *t = table_of(group);
    struct sgl_buffer *b = sgl_buffers_find(group, m->buffer, false);
    if (b && b->mapping == m) b->mapping = NULL;
    if (m->persistent) {
        struct sgl_buffer_mapping **at = &t->persistent;
        while (*at && *at != m) at = &(*at)->next;
        if (*at) *at = m->next;
    }
    release(m);
}

static bool allocate(struct sgl_buffer_mapping *m)
{
    if (m->memory) return true; /* lent */
    const size_t shift = (size_t)(m->offset % ALIGNMENT);
    if (m->length > SIZE_MAX - 2 * ALIGNMENT - 4096) return false;
    const size_t bytes = (size_t)m->length + shift;
    if (bytes >= (m->access & GL_MAP_PERSISTENT_BIT ? OWN_PAGES : LARGE)) {
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

struct sgl_buffer_mapping *sgl_maps_add(struct sgl_share_group *group, uint32_t buffer, uint64_t offset, uint64_t length, uint32_t access,
                                        bool keep)
{
    struct sgl_buffer *b = sgl_buffers_find(group, buffer, true);
    struct sgl_buffer_mapping *m = b ? calloc(1, sizeof *m) : NULL;
    if (!m) return NULL;
    m->buffer = buffer;
    m->offset = offset;
    m->length = length;
    m->access = access;
    if (b->mapping) sgl_maps_remove(group, b->mapping);
    if (keep) sgl_shadow_lend(b, m);
    else if (access & GL_MAP_WRITE_BIT) sgl_shadow_forget(b);
    if (!allocate(m)) {
        free(m);
        return NULL;
    }
    b->mapping = m;
    return m;
}

bool sgl_maps_begin(struct sgl_share_group *group, struct sgl_buffer_mapping *m, bool known)
{
    struct table *t = table_of(group);
    const bool persistent = m->access & GL_MAP_PERSISTENT_BIT, writes = m->access & GL_MAP_WRITE_BIT;
    if (m->shadow) {
        if (known) sgl_shadow_learn(m);
        else m->copy = NULL, m->shadow->from = m->shadow->to = 0; /* everything is sent */
    } else if ((known && writes) || persistent) {
        m->copy = malloc(m->length ? (size_t)m->length : 1);
        if (!m->copy) return false;
        memcpy(m->copy, m->memory, (size_t)m->length);
    }
    if (!persistent) return true;
    m->persistent = true;
    m->next = t->persistent;
    t->persistent = m;
    __atomic_add_fetch(&sgl_readable_maps, 1, __ATOMIC_RELAXED);
    if (!writes || ((m->access & GL_MAP_FLUSH_EXPLICIT_BIT) && !(m->access & GL_MAP_COHERENT_BIT))) return true;
    if (m->allocated && m->length >= WATCHED) m->watch = sgl_watch_begin(m->allocation, m->allocated);
    m->coherent = true;
    __atomic_add_fetch(&sgl_coherent_maps, 1, __ATOMIC_RELAXED);
    return true;
}

/* ---- what happens to buffers -------------------------------------------------------------------------- */

static void stored(struct sgl_track *cx, struct sgl_buffer *b, bool immutable, const struct sgl_buffer_store *store)
{
    if (b->immutable) return; /* an error: the store stays as it was */
    b->bytes = store->bytes;
    b->immutable = immutable;
    b->flags = store->flags;
    sgl_shadow_leave(b);
    if (b->mapping) b->mapping->doubtful = true;
    if (store->data || immutable) return;
    cx->orphan_buffer = b->name;
    cx->orphan_position = sgl_position(sgl_current);
}

void sgl_buffer_changed(struct sgl_track *cx, uint32_t buffer, enum sgl_buffer_event event, const struct sgl_buffer_store *store)
{
    struct sgl_context *context = cx->owner;
    struct sgl_share_group *group = context ? context->group : NULL;
    if (!group || (event == SGL_BUFFER_WRITTEN && !__atomic_load_n(&sgl_shadow_bytes, __ATOMIC_RELAXED))) return;
    sgl_buffers_lock(group);
    struct sgl_buffer *b = sgl_buffers_find(group, buffer, event != SGL_BUFFER_DELETED && event != SGL_BUFFER_WRITTEN);
    if (b) {
        switch (event) {
        case SGL_BUFFER_DELETED:
            sgl_shadow_leave(b);
            if (b->mapping) sgl_maps_remove(group, b->mapping);
            forget(table_of(group), b);
            break;
        case SGL_BUFFER_STORED: stored(cx, b, false, store); break;
        case SGL_BUFFER_IMMUTABLE: stored(cx, b, true, store); break;
        case SGL_BUFFER_WRITABLE:
            b->writable = true;
            sgl_shadow_forget(b);
            break;
        case SGL_BUFFER_EXPOSED:
            b->exposed = true;
            sgl_shadow_forget(b);
            break;
        case SGL_BUFFER_WRITTEN: sgl_shadow_forget(b); break;
        }
    }
    sgl_buffers_unlock(group);
}
