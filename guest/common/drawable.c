/* Drawables of the program, their frame areas in the region, and swaps with their flow control. */
#include "context_state.h"

#include <stdlib.h>

#include "connection.h"

void (*sgl_front_hook)(struct sgl_drawable *);
void (*sgl_front_shown_hook)(struct sgl_drawable *, bool finish);
void (*sgl_frame_begins_hook)(struct sgl_drawable *);

/* A frame area: allocated by the client, written by the renderer, shown by the window system's part. */
struct sgl_frames {
    struct sgl_frames *next;
    struct sgl_frame_area *area;
    uint64_t slot_bytes; /* what the area says of itself anybody may have written */
    uint32_t slots;
    uint32_t first_block, blocks;
    bool replaced, released;    /* the drawable has another one; nobody looks at it any more */
    struct sgl_stream *stream;  /* that told the renderer so, */
    uint64_t stream_end;        /* ... by the commands up to here */
    uint32_t stream_id;
};

static struct sgl_stream *stream_for(const struct sgl_drawable *d)
{
    if (!d || d->connection != sgl_connected() || d->connection->lost) return NULL;
    return sgl_own_stream();
}

/* ---- drawables --------------------------------------------------------------------------------------- */

struct sgl_drawable *sgl_drawable_create(uint32_t config_id, uint32_t width, uint32_t height, bool double_buffered, uint32_t kind)
{
    struct sgl_stream *s = sgl_own_stream();
    struct sgl_drawable *d = s ? calloc(1, sizeof *d) : NULL;
    if (!d) return NULL;
    d->connection = s->connection;
    d->id = __atomic_fetch_add(&d->connection->next_drawable, 1, __ATOMIC_RELAXED);
    d->references = 1;
    d->width = width;
    d->height = height;
    d->double_buffered = double_buffered;
    d->kind = kind & SGL_DRAWABLE_KIND;
    struct sgl_drawable_request request = {d->id, config_id, width, height, double_buffered, kind};
    memcpy(sgl_command(s, SGL_OP_CREATE_DRAWABLE, sizeof request / 4), &request, sizeof request);
    sgl_command_end(s);
    sgl_publish(s); /* another thread may use it at once */
    return d;
}

void sgl_drawable_resize(struct sgl_drawable *d, uint32_t width, uint32_t height)
{
    struct sgl_stream *s = stream_for(d);
    if (!s || (d->width == width && d->height == height)) return;
    d->width = width;
    d->height = height;
    uint32_t *p = sgl_command(s, SGL_OP_RESIZE_DRAWABLE, 3);
    p[0] = d->id;
    p[1] = width;
    p[2] = height;
    sgl_command_end(s);
}

void sgl_drawable_keep(struct sgl_drawable *d)
{
    if (d) __atomic_add_fetch(&d->references, 1, __ATOMIC_RELAXED);
}
void sgl_drawable_drop(struct sgl_drawable *d)
{
    if (d && __atomic_sub_fetch(&d->references, 1, __ATOMIC_ACQ_REL) == 0) free(d);
}

/* From now on the renderer writes nothing there. */
static void replace_frames(struct sgl_drawable *d, struct sgl_stream *s)
{
    struct sgl_frames *f = d->frames;
    if (!f) return;
    d->frames = NULL;
    f->stream = s;
    f->stream_id = s ? s->id : 0;
    f->stream_end = s ? sgl_position(s) : 0;
    __atomic_store_n(&f->replaced, true, __ATOMIC_RELEASE);
}

void sgl_drawable_destroy(struct sgl_drawable *d)
{
    if (!d) return;
    struct sgl_stream *s = stream_for(d);
    if (s) {
        sgl_command(s, SGL_OP_DESTROY_DRAWABLE, 1)[0] = d->id;
        sgl_command_end(s);
        sgl_publish(s);
    }
    replace_frames(d, s);
    sgl_drawable_drop(d);
}

uint32_t sgl_drawable_id(const struct sgl_drawable *d) { return d->id; }
void sgl_drawable_size(const struct sgl_drawable *d, uint32_t *width, uint32_t *height)
{
    *width = d->width;
    *height = d->height;
}

/* ---- frame areas ------------------------------------------------------------------------------------- */

static bool area_take(struct sgl_connection *c, struct sgl_frames *f, uint64_t image, uint32_t *slots, uint64_t *slot_bytes)
{
    /* some more than needed, so that a window that is being dragged larger seldom asks again */
    const uint64_t sizes[3] = {image + image / 4, image, image};
    for (int i = 0; i < 3; i++) {
        *slots = i < 2 ? SGL_FRAME_SLOTS : 1;
        *slot_bytes = (sizes[i] + 4095) & ~(uint64_t)4095;
        f->blocks = (uint32_t)((SGL_FRAME_DATA + *slots * *slot_bytes + SGL_BLOCK - 1) / SGL_BLOCK);
        f->first_block = sgl_blocks_take(c, f->blocks);
        if (!f->first_block) {
            sgl_blocks_reap(c);
            f->first_block = sgl_blocks_take(c, f->blocks);
        }
        if (f->first_block) return true;
    }
    return false;
}

bool sgl_drawable_frames(struct sgl_drawable *d, struct sgl_frame_area **out)
{
    struct sgl_stream *s = stream_for(d);
    *out = NULL;
    if (!s) return false;
    uint64_t image = (uint64_t)(d->width ? d->width : 1) * (d->height ? d->height : 1) * 4;
    if (d->frames && d->frames->slot_bytes >= image) {
        *out = d->frames->area;
        return true;
    }
    struct sgl_connection *c = d->connection;
    struct sgl_frames *f = calloc(1, sizeof *f);
    uint32_t slots = 0;
    uint64_t slot_bytes = 0;
    if (!f) return false;
    pthread_mutex_lock(&c->lock);
    bool taken = area_take(c, f, image, &slots, &slot_bytes);
    if (taken) {
        f->next = c->frames;
        c->frames = f;
    }
    pthread_mutex_unlock(&c->lock);
    uint64_t offset = taken ? (uint64_t)f->first_block * SGL_BLOCK : 0;
    if (taken) {
        f->area = sgl_block_at(c, f->first_block);
        memset(f->area, 0, SGL_FRAME_DATA);
        f->area->slots = f->slots = slots;
        f->area->slot_bytes = f->slot_bytes = slot_bytes;
    }
    uint32_t *p = sgl_command(s, SGL_OP_FRAME_AREA, 6);
    p[0] = d->id;
    p[1] = slots;
    sgl_put_u64(sgl_put_u64(p + 2, offset), slot_bytes);
    sgl_command_end(s);
    sgl_publish(s);
    replace_frames(d, s);
    if (!taken) {
        static bool said;
        free(f);
        if (!__atomic_exchange_n(&said, true, __ATOMIC_RELAXED))
            sgl_say("the renderer's shared memory (%llu MiB) has no room for frames of %ux%u, which are not shown: start `sgl serve` with a larger one (-m MIB)",
                    (unsigned long long)(c->mapping.size >> 20), d->width, d->height);
        return false;
    }
    d->frames = f;
    *out = f->area;
    return true;
}

uint32_t sgl_frames_slots(const struct sgl_frame_area *area, uint64_t *slot_bytes)
{
    struct sgl_connection *c = sgl_connected();
    uint32_t slots = 0;
    *slot_bytes = 0;
    if (!c || !area) return 0;
    pthread_mutex_lock(&c->lock);
    for (struct sgl_frames *f = c->frames; f; f = f->next) {
        if (f->area != area) continue;
        slots = f->slots;
        *slot_bytes = f->slot_bytes;
    }
    pthread_mutex_unlock(&c->lock);
    return slots;
}

void sgl_frames_release(struct sgl_frame_area *area)
{
    struct sgl_connection *c = sgl_connected();
    if (!c || !area) return;
    pthread_mutex_lock(&c->lock);
    for (struct sgl_frames *f = c->frames; f; f = f->next)
        if (f->area == area) f->released = true;
    sgl_frames_reap(c);
    pthread_mutex_unlock(&c->lock);
}

/* Whether the renderer is past the command by which it learned that the area is no longer its own. */
static bool renderer_is_past(struct sgl_connection *c, const struct sgl_frames *f)
{
    if (!f->stream) return true;
    for (struct sgl_stream *s = c->streams; s; s = s->next_stream)
        if (s == f->stream && s->id == f->stream_id) return s->dummy || __atomic_load_n(&s->ctl->consumed, __ATOMIC_ACQUIRE) > f->stream_end;
    return true; /* the stream ended, and everything in it was executed */
}

void sgl_frames_reap(struct sgl_connection *c)
{
    for (struct sgl_frames **link = &c->frames; *link;) {
        struct sgl_frames *f = *link;
        if (!f->released || !__atomic_load_n(&f->replaced, __ATOMIC_ACQUIRE) || !renderer_is_past(c, f)) {
            link = &f->next;
            continue;
        }
        *link = f->next;
        sgl_blocks_free(c, f->first_block, f->blocks);
        free(f);
    }
}

/* ---- swaps ------------------------------------------------------------------------------------------- */

/* Sent already; waits until no more than one other is outstanding. */
static void flow(struct sgl_stream *s)
{
    s->swaps++;
    sgl_publish(s);
    if (s->swaps >= SGL_SWAPS_OUTSTANDING) sgl_stream_wait(s, SGL_SLEEP_FRAMES, s->swaps - SGL_SWAPS_OUTSTANDING + 1);
    sgl_expect_clock_of_swap(s);
    sgl_follow_clock(s);
}

static void lost_swap(void)
{
    struct sgl_stream *s = sgl_own_stream_if_any();
    if (s) sgl_dummy_wait(s, SGL_LOST_SWAP_MS);
    else sgl_platform_sleep_us(SGL_LOST_SWAP_MS * 1000);
}

void sgl_swap_buffers(struct sgl_drawable *d)
{
    struct sgl_stream *s = stream_for(d);
    if (!s) {
        lost_swap();
        return;
    }
    uint32_t *p = sgl_command(s, SGL_OP_SWAP_BUFFERS, 4);
    p[0] = d->id;
    p[1] = 0;
    sgl_put_u64(p + 2, ++d->swaps);
    sgl_command_end(s);
    flow(s);
    if (s->context) sgl_debug_drain(s);
    if (s->context && s->context->draw == d) sgl_stream_expect_frame(s);
}

void sgl_copy_sub_buffer(struct sgl_drawable *d, int32_t x, int32_t y, int32_t width, int32_t height)
{
    struct sgl_stream *s = stream_for(d);
    if (!s) {
        lost_swap();
        return;
    }
    uint32_t *p = sgl_command(s, SGL_OP_COPY_SUB_BUFFER, 5);
    p[0] = d->id;
    p[1] = (uint32_t)x;
    p[2] = (uint32_t)y;
    p[3] = (uint32_t)width;
    p[4] = (uint32_t)height;
    sgl_command_end(s);
    flow(s);
}

/* The drawable whose front buffer the stream's context draws to; NULL: none. */
static struct sgl_drawable *front_of(const struct sgl_stream *s)
{
    struct sgl_drawable *d = s->context && !s->dummy ? s->context->draw : NULL;
    return d && d->kind != 1 && (!d->double_buffered || s->context->track.front_drawn) ? d : NULL;
}

bool sgl_draws_front(void) { return front_of(sgl_current) != NULL; }

bool sgl_front_begin(struct sgl_stream *s)
{
    struct sgl_drawable *d = front_of(s);
    if (!d || s->presented_position == sgl_position(s)) return false;
    if (sgl_front_hook) sgl_front_hook(d);
    if (!d->double_buffered) sgl_copy_sub_buffer(d, 0, 0, (int32_t)d->width, (int32_t)d->height);
    return true;
}

void sgl_front_end(struct sgl_stream *s, bool finish)
{
    struct sgl_drawable *d = front_of(s);
    if (d && sgl_front_shown_hook) sgl_front_shown_hook(d, finish);
    s->presented_position = sgl_position(s);
}

void sgl_drawable_bind_texture(struct sgl_drawable *d, bool bind)
{
    struct sgl_stream *s = stream_for(d);
    if (!s) return;
    uint32_t *p = sgl_command(s, SGL_OP_BIND_TEX_IMAGE, 2);
    p[0] = d->id;
    p[1] = bind;
    sgl_command_end(s);
}

void sgl_flush_stream(void)
{
    struct sgl_stream *s = sgl_own_stream_if_any();
    if (s && !s->dummy) sgl_publish(s);
}

void sgl_finish_context(uint32_t context)
{
    struct sgl_stream *s = sgl_own_stream();
    if (!s) return;
    sgl_command(s, SGL_OP_FINISH_CONTEXT, 1)[0] = context;
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_FINISH_CONTEXT);
    sgl_reply_end(s);
}

void sgl_wait_gl(void)
{
    struct sgl_stream *s = sgl_own_stream_if_any();
    if (!s) return;
    if (s->dummy) {
        sgl_dummy_wait(s, SGL_LOST_SWAP_MS);
        return;
    }
    sgl_command(s, SGL_OP_WAIT_GL, 0);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_WAIT_GL);
    sgl_reply_end(s);
}
