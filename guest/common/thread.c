/* Each thread's stream: made when the thread first needs the renderer, closed when the thread ends,
 * forgotten in forked children. */
#include "connection.h"

#include <stdlib.h>

_Thread_local struct sgl_stream *sgl_thread_stream;
static _Thread_local struct sgl_stream *own, *nowhere;

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void dummy_destroy(struct sgl_stream *s)
{
    if (!s) return;
    sgl_track_destroy(s->track);
    free(s->scratch);
    free(s);
}

static void thread_ended(void *unused)
{
    struct sgl_stream *s = own, *dummy = nowhere;
    (void)unused;
    own = nowhere = sgl_thread_stream = NULL;
    dummy_destroy(dummy);
    if (!s) return;
    struct sgl_connection *c = s->connection;
    sgl_context_thread_ended(s);
    s->context = NULL;
    s->track = NULL;
    if (s->dummy) { /* lost: nobody looks at its blocks any more */
        pthread_mutex_lock(&c->lock);
        for (struct sgl_stream **link = &c->streams; *link; link = &(*link)->next_stream)
            if (*link == s) {
                *link = s->next_stream;
                break;
            }
        pthread_mutex_unlock(&c->lock);
        free(s->scratch);
        free(s);
        return;
    }
    sgl_publish(s);
    sgl_command(s, SGL_OP_RELEASE_THREAD, 0);
    sgl_command_end(s);
    pthread_mutex_lock(&c->lock); /* from `closed` on another thread may free it */
    s->closed = true;
    sgl_publish(s);
    pthread_mutex_unlock(&c->lock);
}

static void make_key(void) { pthread_key_create(&key, thread_ended); }

static void watch_thread_end(void)
{
    pthread_once(&key_once, make_key);
    pthread_setspecific(key, &key); /* any value; the destructor looks at thread-local storage */
}

struct sgl_stream *sgl_stream_nowhere(void)
{
    if (!nowhere) {
        nowhere = sgl_stream_new_dummy();
        watch_thread_end();
    }
    return nowhere;
}

void sgl_stream_make_current(struct sgl_stream *s) { sgl_thread_stream = s; }
struct sgl_stream *sgl_own_stream_if_any(void) { return own; }

/* The renderer clears a closed stream's place when it has executed all of it and looks at it no more. */
bool sgl_stream_is_finished(const struct sgl_stream *s)
{
    return s->closed && __atomic_load_n(&s->connection->client->stream_offset[s->id], __ATOMIC_ACQUIRE) == 0;
}

#define CTL_BYTES ((sizeof(struct sgl_stream_ctl) + 4095u) & ~(size_t)4095u)
#define RING_MOST (1u << 20)
#define RING_LEAST (1u << 16)

static uint32_t reply_bytes(uint32_t ring) { return ring / 4 > 16384 ? ring / 4 : 16384; }

/* Blocks for control, reply ring and ring; a small region gives smaller rings. */
static bool place(struct sgl_connection *c, struct sgl_stream *s)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        if (attempt) sgl_platform_sleep_us(20000); /* streams that end give theirs back */
        sgl_blocks_reap(c);
        uint64_t room = (uint64_t)sgl_blocks_left(c) * SGL_BLOCK / 16;
        uint32_t ring = RING_MOST;
        while (ring > RING_LEAST && ring > room) ring /= 2;
        for (; ring >= RING_LEAST; ring /= 2) {
            s->blocks = (uint32_t)((CTL_BYTES + reply_bytes(ring) + ring + SGL_BLOCK - 1) / SGL_BLOCK);
            s->first_block = sgl_blocks_take(c, s->blocks);
            s->ring_size = ring;
            s->reply_size = reply_bytes(ring);
            if (s->first_block) return true;
        }
    }
    return false;
}

static bool find_id(struct sgl_connection *c, struct sgl_stream *s)
{
    /* Round and round, so that the renderer has long forgotten a number's last stream when it comes again. */
    for (uint32_t i = 0; i < SGL_MAX_STREAMS; i++) {
        s->id = (c->next_stream_id + i) % SGL_MAX_STREAMS;
        if (__atomic_load_n(&c->client->stream_offset[s->id], __ATOMIC_RELAXED) != 0) continue;
        c->next_stream_id = s->id + 1;
        return true;
    }
    return false;
}

#define CLOSED_PATIENCE 5000 /* ms */
static bool any_closed(const struct sgl_connection *c)
{
    for (const struct sgl_stream *s = c->streams; s; s = s->next_stream)
        if (s->closed && !s->dummy) return true;
    return false;
}

static bool open_stream(struct sgl_connection *c, struct sgl_stream *s)
{
    static int said_threads, said_full; /* with the lock held */
    sgl_blocks_reap(c); /* before a number is taken again */
    bool found = find_id(c, s);
    /* the renderer has yet to see that other threads ended: a wait, but not for those that go on */
    for (int i = 0; !found && i < CLOSED_PATIENCE && any_closed(c); i++) {
        sgl_platform_sleep_us(1000);
        sgl_blocks_reap(c);
        found = find_id(c, s);
    }
    if (!found) {
        if (!said_threads++) sgl_say("%u threads of this program use OpenGL already, which is all that is supported", SGL_MAX_STREAMS);
        return false;
    }
    if (!place(c, s)) {
        if (!said_full++) sgl_say("the renderer's shared memory (%llu MiB) is full: start `sgl serve` with a larger one (-m MIB)",
                (unsigned long long)(c->mapping.size >> 20));
        return false;
    }
    uint8_t *base = sgl_block_at(c, s->first_block);
    const uint64_t offset = (uint64_t)s->first_block * SGL_BLOCK;
    struct sgl_stream_ctl *ctl = (struct sgl_stream_ctl *)(void *)base;
    memset(ctl, 0, CTL_BYTES);
    s->connection = c;
    s->ctl = ctl;
    s->reply_ring = base + CTL_BYTES;
    s->ring = s->reply_ring + s->reply_size;
    s->cur = s->next = s->ring;
    s->limit = s->ring + s->ring_size;
    s->publish_at = c->shared ? NULL : s->ring + SGL_EARLY_BYTES;
    s->origin = (uint64_t)(uintptr_t)s->ring;
    s->clean_position = UINT64_MAX;
    s->inline_limit = s->ring_size / 8 < SGL_INLINE_LIMIT ? s->ring_size / 8 : SGL_INLINE_LIMIT;
    s->spin = 2000;
    s->clock_reads = sgl_platform_clock_is_virtual() ? 0 : UINT64_MAX;
    if (s->clock_reads == 0) sgl_expect_clock(s);
    ctl->id = s->id;
    ctl->state = SGL_STREAM_OPEN;
    ctl->tid = sgl_platform_tid();
    ctl->ring_offset = offset + CTL_BYTES + s->reply_size;
    ctl->reply_offset = offset + CTL_BYTES;
    ctl->ring_size = s->ring_size;
    ctl->reply_size = s->reply_size;
    s->next_stream = c->streams;
    c->streams = s;
    __atomic_store_n(&c->client->stream_offset[s->id], offset, __ATOMIC_RELEASE);
    return true;
}

struct sgl_stream *sgl_own_stream(void)
{
    if (own) return own->dummy ? NULL : own;
    struct sgl_connection *c = sgl_connect();
    if (!c) return NULL;
    struct sgl_stream *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    pthread_mutex_lock(&c->lock);
    bool opened = open_stream(c, s);
    pthread_mutex_unlock(&c->lock);
    if (!opened) {
        free(s);
        return NULL;
    }
    own = s;
    watch_thread_end();
    return s;
}

void sgl_streams_forget(void) { own = nowhere = sgl_thread_stream = NULL; }

void sgl_streams_leave(struct sgl_connection *c)
{
    if (own) sgl_publish(own);
    sgl_thread_stream = NULL;
    pthread_mutex_lock(&c->lock);
    for (struct sgl_stream *s = c->streams; s; s = s->next_stream) {
        /* Other threads may still be writing while the blocks go to somebody else; what they wrote so
         * far is in the region, and the renderer executes up to `written`. */
        if (s != own && !s->dummy) sgl_platform_detach(sgl_block_at(c, s->first_block), (size_t)s->blocks * SGL_BLOCK);
    }
    pthread_mutex_unlock(&c->lock);
    own = NULL;
}
