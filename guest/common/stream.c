/* A thread's command ring: room, publishing, staging, and the waits for the renderer. The fast path
 * is in client.h. */
#include "connection.h"

#include <stdlib.h>

#include "context_state.h"
#include "opcodes.h"

/* ---- waiting -------------------------------------------------------------------------------------- */

#define SPIN_NS 4000u
#define SPIN_LEAST_NS 500u

static inline uint64_t load(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }

void sgl_dummy_wait(struct sgl_stream *s, uint32_t milliseconds)
{
    if (s->lost) sgl_platform_sleep_us(milliseconds * 1000);
}

/* A short spin pays when the answer is on its way; how long adapts to whether it did. */
static bool spin(struct sgl_stream *s, const uint64_t *word, uint64_t target)
{
    uint64_t end = sgl_platform_now_ns() + s->spin;
    do {
        for (int i = 0; i < 32; i++) {
            if (load(word) >= target) {
                s->spin = SPIN_NS;
                return true;
            }
            sgl_platform_pause();
        }
    } while (sgl_platform_now_ns() < end);
    if (s->spin > SPIN_LEAST_NS) s->spin /= 2;
    return false;
}

bool sgl_stream_wait(struct sgl_stream *s, enum sgl_sleep what, uint64_t target)
{
    if (s->dummy) return false;
    const uint64_t *word = sgl_sleep_word(s->ctl, what);
    if (load(word) >= target) return true;
    if (spin(s, word, target)) return true;
    struct sgl_connection *c = s->connection;
    struct sgl_stream_ctl *ctl = s->ctl;
    uint64_t looked = sgl_platform_now_ms();
    uint32_t nap = 20;
    bool here = true;
    for (;;) {
        uint32_t bell = __atomic_load_n(&ctl->client_bell, __ATOMIC_ACQUIRE);
        __atomic_store_n(&ctl->client_target, target, __ATOMIC_RELAXED);
        __atomic_store_n(&ctl->client_sleeping, what, __ATOMIC_SEQ_CST);
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        if (load(word) >= target) break;
        uint64_t now = sgl_platform_now_ms();
        bool thorough = now - looked >= SGL_SLICE_MS;
        if (thorough) looked = now;
        if (!sgl_connection_alive(c, thorough)) {
            here = load(word) >= target;
            break;
        }
        if (c->futex) {
            sgl_platform_sleep_on(&ctl->client_bell, bell, SGL_SLICE_MS);
        } else {
            sgl_platform_sleep_us(nap);
            if (nap < 2000) nap *= 2;
        }
    }
    __atomic_store_n(&ctl->client_sleeping, SGL_AWAKE, __ATOMIC_RELAXED);
    if (!here) sgl_stream_lose(s, NULL);
    return here;
}

/* Natively the driver reads the clock on this thread (around compiling shaders, for one). Under a virtual clock
 * that moves with each reading, the program would see another time without those. */
void sgl_follow_clock(struct sgl_stream *s)
{
    if (s->dummy || s->clock_reads == UINT64_MAX) return;
    uint64_t target = load(&s->ctl->clock_reads);
    if (target - s->clock_reads > 100000) s->clock_reads = target; /* nonsense, or too many to follow */
    if (s->clock_reads < target) sgl_expect_clock(s);
    for (; s->clock_reads < target; s->clock_reads++) sgl_platform_read_clock();
}

#define CLOCK_DRAWS 64
void sgl_expect_clock(struct sgl_stream *s)
{
    if (s->dummy || s->clock_reads == UINT64_MAX) return;
    s->clock_draws = CLOCK_DRAWS;
    __atomic_store_n(&s->publish_at, NULL, __ATOMIC_RELAXED);
}

/* After a draw in which the driver may have compiled something: the readings come before the program's next one. */
static void wait_for_draw(struct sgl_stream *s)
{
    s->clock_draws--;
    sgl_command(s, SGL_OP_SYNC, 0);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_SYNC);
    sgl_reply_end(s);
}

void sgl_expect_clock_of_swap(struct sgl_stream *s)
{
    if (s->clock_draws && !s->dummy) wait_for_draw(s);
}

/* ---- dummies ---------------------------------------------------------------------------------------- */

#define SCRATCH_BYTES 65536u

/* Everything of one command fits in the scratch; each starts at its beginning again. */
static bool dummy_scratch(struct sgl_stream *s, size_t bytes)
{
    if (bytes > s->scratch_bytes) {
        uint8_t *larger = realloc(s->scratch, bytes);
        if (!larger) return false;
        s->scratch = larger;
        s->scratch_bytes = bytes;
    }
    s->cur = s->scratch;
    s->limit = s->scratch + s->scratch_bytes;
    s->publish_at = NULL;
    s->origin = (uint64_t)(uintptr_t)s->scratch;
    return true;
}

/* Where a write goes when even the scratch cannot be had: nothing can go on then. */
static void out_of_memory(void)
{
    sgl_say("out of memory");
    abort();
}

static void become_dummy(struct sgl_stream *s)
{
    s->dummy = true;
    s->ctl = &s->own_ctl;
    s->inline_limit = SGL_INLINE_LIMIT; /* above it data is staged, which does nothing here */
    s->debug_synchronous = s->drain_due = s->frame_due = false;
    if (!dummy_scratch(s, SCRATCH_BYTES)) out_of_memory();
    s->next = s->cur;
}

void sgl_stream_lose(struct sgl_stream *s, const char *why)
{
    if (s->dummy) return;
    sgl_connection_lose(s->connection, why);
    s->lost = true;
    become_dummy(s);
}

struct sgl_stream *sgl_stream_new_dummy(void)
{
    struct sgl_stream *s = calloc(1, sizeof *s);
    if (!s || !(s->track = sgl_track_create(false))) out_of_memory();
    become_dummy(s);
    return s;
}

/* ---- publishing ------------------------------------------------------------------------------------- */

static void set_publish_at(struct sgl_stream *s, uint8_t *at)
{
    __atomic_store_n(&s->publish_at, at, __ATOMIC_SEQ_CST);
    if (s->debug_synchronous || s->clock_draws || __atomic_load_n(&s->connection->shared, __ATOMIC_SEQ_CST))
        __atomic_store_n(&s->publish_at, NULL, __ATOMIC_RELAXED);
}

void sgl_streams_share(struct sgl_connection *c)
{
    pthread_mutex_lock(&c->lock);
    __atomic_store_n(&c->shared, true, __ATOMIC_SEQ_CST);
    for (struct sgl_stream *s = c->streams; s; s = s->next_stream) __atomic_store_n(&s->publish_at, NULL, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&c->lock);
}

void sgl_publish(struct sgl_stream *s)
{
    if (s->dummy) return;
    uint64_t end = sgl_position(s);
    if (end == s->published_end) return;
    if (s->published - s->batches_done >= SGL_BATCHES) {
        s->batches_done = load(&s->ctl->batches_done);
        /* some more than one place, so as not to wait for each of the next ones */
        if (s->published - s->batches_done >= SGL_BATCHES &&
            !sgl_stream_wait(s, SGL_SLEEP_BATCHES, s->published - SGL_BATCHES * 3 / 4))
            return;
        s->batches_done = load(&s->ctl->batches_done);
    }
    struct sgl_stream_ctl *ctl = s->ctl;
    struct sgl_batch *batch = &ctl->batch[s->published % SGL_BATCHES];
    s->published_end = end;
    s->published++;
    __atomic_store_n(&batch->end, end, __ATOMIC_RELAXED);
    __atomic_store_n(&batch->ticket, __atomic_fetch_add(&s->connection->client->ticket, 1, __ATOMIC_SEQ_CST), __ATOMIC_RELAXED);
    /* with its last batch, so that the renderer is through with the stream when it has both */
    if (sgl_unlikely(s->closed)) __atomic_store_n(&ctl->state, SGL_STREAM_CLOSED, __ATOMIC_RELEASE);
    __atomic_store_n(&ctl->published, s->published, __ATOMIC_RELEASE);
    set_publish_at(s, s->cur + SGL_EARLY_BYTES);
    sgl_ring_renderer(s->connection);
}

void sgl_command_ended(struct sgl_stream *s, const uint8_t *command)
{
    uint32_t opcode = *(const uint32_t *)(const void *)command & 0xffffu;
    if (sgl_unlikely(s->naming != NULL) && opcode >= SGL_FIRST_GL) sgl_names_sent(s); /* staged names are not their command */
    if (s->dummy) {
        dummy_scratch(s, SCRATCH_BYTES);
        return;
    }
    uint8_t flags = opcode >= SGL_FIRST_GL ? sgl_opcode_flags[opcode - SGL_FIRST_GL] : 0;
    struct sgl_connection *c = s->connection;
    uint64_t waiting = sgl_position(s) - s->published_end;
    if (waiting >= SGL_BATCH_BYTES || (c->shared && (flags & SGL_OPCODE_SHARED))) {
        sgl_publish(s);
    } else if (waiting >= SGL_EARLY_BYTES) {
        if (__atomic_load_n(&c->client->renderer_sleeping, __ATOMIC_RELAXED)) sgl_publish(s);
        else set_publish_at(s, s->cur + (SGL_BATCH_BYTES - waiting));
    }
    if (s->clock_draws && (flags & SGL_OPCODE_DRAWS)) wait_for_draw(s);
    if (s->debug_synchronous && opcode >= SGL_FIRST_GL) {
        if (flags & SGL_OPCODE_REPLY) s->drain_due = true;
        else sgl_debug_drain(s);
    }
}

/* ---- room ------------------------------------------------------------------------------------------- */

/* Waits until `bytes` from `cur` on may be written. */
static bool wait_room(struct sgl_stream *s, size_t bytes)
{
    uint64_t position = sgl_position(s);
    uint64_t consumed = load(&s->ctl->consumed);
    if (position + bytes - consumed > s->ring_size) {
        sgl_publish(s);
        if (s->dummy) return false;
        /* a quarter of the ring at least, so as not to sleep again for each command; never more than is unread */
        uint64_t room = bytes > s->ring_size / 4 ? bytes : s->ring_size / 4;
        if (!sgl_stream_wait(s, SGL_SLEEP_CONSUMED, position + room - s->ring_size)) return false;
        consumed = load(&s->ctl->consumed);
    }
    if (consumed > position) {
        sgl_stream_lose(s, "it says it consumed what was never sent");
        return false;
    }
    uint64_t room = s->ring_size - (position - consumed);
    uint64_t to_end = (uint64_t)(s->ring + s->ring_size - s->cur);
    s->limit = s->cur + (room < to_end ? room : to_end);
    return true;
}

/* Fills the ring's end with a no-op and goes on at its beginning. Batches never cross the end. */
static bool wrap(struct sgl_stream *s)
{
    size_t bytes = (size_t)(s->ring + s->ring_size - s->cur);
    if (bytes) {
        if (!wait_room(s, bytes)) return false;
        uint32_t *p = (uint32_t *)(void *)s->cur;
        uint32_t words = (uint32_t)(bytes / 4);
        p[0] = SGL_HEADER(SGL_OP_NOP, words > 0xffffu ? 0 : words);
        if (words > 0xffffu) p[1] = words;
    }
    uint64_t position = sgl_position(s) + bytes;
    s->cur = s->ring + s->ring_size;
    __atomic_store_n(&s->ctl->written, position, __ATOMIC_RELEASE);
    sgl_publish(s);
    if (s->dummy) return false;
    s->cur = s->ring;
    s->origin = (uint64_t)(uintptr_t)s->ring - position;
    s->limit = s->cur;
    set_publish_at(s, s->cur + SGL_EARLY_BYTES);
    return true;
}

/* After a swap `limit` leaves no room, so that each command comes by sgl_command_slow until one draws. */
void sgl_stream_expect_frame(struct sgl_stream *s)
{
    if (s->dummy || s->frame_due || !sgl_frame_begins_hook) return;
    s->frame_due = true;
    s->room_end = s->limit;
    s->limit = s->cur;
}

static void begin_frame(struct sgl_stream *s, uint32_t opcode)
{
    bool draws = opcode >= SGL_FIRST_GL ? (sgl_opcode_flags[opcode - SGL_FIRST_GL] & SGL_OPCODE_DRAWS) != 0 : opcode == SGL_OP_CLIENT_ARRAYS;
    s->limit = s->room_end;
    if (!draws && opcode != SGL_OP_glBegin && opcode != SGL_OP_glReadPixels && opcode != SGL_OP_glReadnPixels) return;
    s->frame_due = false; /* first: the hook writes commands too */
    if (s->context && s->context->draw) sgl_frame_begins_hook(s->context->draw);
}

uint32_t *sgl_command_slow(struct sgl_stream *s, uint32_t opcode, uint32_t words)
{
    if (s->frame_due) begin_frame(s, opcode);
    bool extended = words >= 0xffffu;
    uint32_t total = words + (extended ? 2 : 1);
    size_t bytes = (size_t)total * 4;
    if (!s->dummy && bytes > s->ring_size / 2) sgl_stream_lose(s, "a command is larger than its ring, which is an error in this library");
    if (!s->dummy && bytes > (size_t)(s->ring + s->ring_size - s->cur)) wrap(s);
    if (!s->dummy && bytes > (size_t)(s->limit - s->cur)) wait_room(s, bytes);
    if (s->dummy && !dummy_scratch(s, bytes > SCRATCH_BYTES ? bytes : SCRATCH_BYTES)) out_of_memory();
    uint32_t *p = (uint32_t *)(void *)s->cur;
    s->next = s->cur + bytes;
    if (s->frame_due) {
        s->room_end = s->limit;
        s->limit = s->next;
    }
    p[0] = SGL_HEADER(opcode, extended ? 0 : total);
    if (!extended) return p + 1;
    p[1] = total;
    return p + 2;
}

void sgl_stage(struct sgl_stream *s, const void *data, uint64_t bytes)
{
    uint64_t most = s->ring_size / 4 < SGL_STAGE_PIECE ? s->ring_size / 4 : SGL_STAGE_PIECE;
    for (uint64_t offset = 0; offset < bytes && !s->dummy; offset += most) {
        uint32_t piece = (uint32_t)(bytes - offset < most ? bytes - offset : most);
        uint32_t words = 4 + (piece + 3) / 4;
        uint32_t *p = sgl_command(s, SGL_OP_STAGE, words);
        p[words - 1] = 0;
        memcpy(sgl_put_u64(sgl_put_u64(p, bytes), offset), (const uint8_t *)data + offset, piece);
        sgl_command_end(s);
    }
}

void sgl_client_error(struct sgl_stream *s, uint32_t error)
{
    uint32_t *p = sgl_command(s, SGL_OP_ERROR, 1);
    p[0] = error;
    sgl_command_end(s);
}
