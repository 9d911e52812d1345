/* The client runtime of the round-trip tests: encodes into plain memory, and reads replies from what the
 * decoder made at once. */
#include <stdlib.h>

#include "client.h"
#include "pixels.h"
#include "track.h"

void roundtrip_staged(const void *p, uint64_t bytes);
const uint8_t *roundtrip_reply(uint32_t opcode, uint64_t *bytes);

static uint8_t memory[1 << 22] __attribute__((aligned(8)));
static struct sgl_stream_ctl ctl;
static struct sgl_track track;
static struct sgl_stream stream;
static const uint8_t *reply;
static uint64_t reply_bytes, reply_at;
_Thread_local struct sgl_stream *sgl_thread_stream = &stream;

struct sgl_stream *sgl_stream_nowhere(void) { return &stream; }

void roundtrip_reset(void)
{
    stream.cur = memory;
    stream.limit = memory + sizeof memory;
    stream.publish_at = stream.limit;
    stream.origin = (uintptr_t)memory;
    stream.ctl = &ctl;
    stream.track = &track;
    stream.inline_limit = SGL_INLINE_LIMIT;
}
const uint32_t *roundtrip_words(uint32_t *count)
{
    *count = (uint32_t)((stream.cur - memory) / 4);
    return (const uint32_t *)(void *)memory;
}
struct sgl_track *roundtrip_track(void) { return &track; }

uint32_t *sgl_command_slow(struct sgl_stream *s, uint32_t opcode, uint32_t words)
{
    uint32_t *p = (uint32_t *)(void *)s->cur;
    if (((uint64_t)words + 2) * 4 > sizeof memory) abort();
    p[0] = SGL_HEADER(opcode, 0);
    p[1] = words + 2;
    s->next = s->cur + ((size_t)words + 2) * 4;
    return p + 2;
}
void sgl_command_ended(struct sgl_stream *s, const uint8_t *command) { (void)s, (void)command; }
void sgl_publish(struct sgl_stream *s) { (void)s; }
uint32_t sgl_coherent_maps, sgl_readable_maps;
void sgl_send_coherent_maps(struct sgl_stream *s) { (void)s; }
void sgl_fetch_readable_maps(struct sgl_stream *s) { (void)s; }
int sgl_uniform_count(unsigned program, int location, int count) { return (void)program, (void)location, count; }
void sgl_stage(struct sgl_stream *s, const void *p, uint64_t bytes)
{
    (void)s;
    roundtrip_staged(p, bytes);
}
uint32_t sgl_new_names(struct sgl_context *context, enum sgl_object_kind kind, uint32_t count)
{
    (void)context, (void)kind, (void)count;
    return 37; /* also the driver's own result: see kResult */
}

void sgl_seen_name(struct sgl_context *context, enum sgl_object_kind kind, uint32_t name)
{
    (void)context, (void)kind, (void)name;
}

void sgl_wait_reply(struct sgl_stream *s, uint32_t opcode)
{
    (void)s;
    reply = roundtrip_reply(opcode, &reply_bytes);
    reply_at = 0;
}
void sgl_reply_read(struct sgl_stream *s, void *dst, uint64_t n)
{
    uint64_t have = reply_bytes - reply_at;
    (void)s;
    if (have > n) have = n;
    if (dst) {
        memcpy(dst, reply + reply_at, have);
        memset((uint8_t *)dst + have, 0, n - have);
    }
    reply_at += have;
}
uint64_t sgl_reply_result(struct sgl_stream *s)
{
    uint64_t result;
    sgl_reply_read(s, &result, 8);
    return result;
}
uint64_t sgl_reply_out(struct sgl_stream *s, void *dst, uint64_t room)
{
    uint32_t length;
    sgl_reply_read(s, &length, 4);
    if (length == SGL_PTR_NULL) return 0;
    if (length > room) abort();
    sgl_reply_read(s, dst, length);
    sgl_reply_read(s, NULL, (4 - length % 4) % 4);
    return length;
}
void sgl_reply_out_pixels(struct sgl_stream *s, void *dst, const struct sgl_image_layout *layout)
{
    uint8_t row[65536];
    uint32_t length;
    uint64_t i;
    sgl_reply_read(s, &length, 4);
    if (length == SGL_PTR_NULL || length == 0) return;
    if (length != sgl_image_tight_bytes(layout) || layout->row_bytes > sizeof row) abort();
    for (i = 0; i < layout->rows * layout->images; i++) {
        sgl_reply_read(s, row, layout->row_bytes);
        sgl_image_store_row((uint8_t *)dst + sgl_image_row_at(layout, i), row, layout);
    }
}
void sgl_reply_end(struct sgl_stream *s)
{
    (void)s;
    if (reply_bytes - reply_at > 3) abort(); /* something was not read */
}
