/* A client stream into plain memory, for the tests. */
#include <stdlib.h>

#include "check.h"
#include "context_state.h"

static uint8_t memory[1 << 21] __attribute__((aligned(8)));
static struct sgl_stream_ctl ctl;
static struct sgl_stream stream;
static struct sgl_context context;
static struct sgl_share_group group;
static const uint8_t *read_at;
static uint8_t replies[4096];
static uint64_t reply_end, reply_at;
static struct {
    uint8_t *p;
    uint64_t bytes;
} staged[16];
static uint32_t staged_count;

_Thread_local struct sgl_stream *sgl_thread_stream = &stream;
struct sgl_stream *sgl_stream_nowhere(void) { return &stream; }
struct sgl_stream *stub_stream(void) { return &stream; }
struct sgl_track *stub_track(void) { return &context.track; }
struct sgl_context *stub_context(void) { return &context; }

void stub_reset(void)
{
    sgl_track_free(&context.track);
    sgl_track_init(&context.track, false);
    if (group.free_buffers) group.free_buffers(group.buffers);
    memset(&group, 0, sizeof group);
    context.group = &group;
    context.track.owner = &context;
    memset(&stream, 0, sizeof stream);
    stream.cur = memory;
    stream.limit = memory + sizeof memory;
    stream.publish_at = stream.limit;
    stream.origin = (uintptr_t)memory;
    stream.ctl = &ctl;
    stream.context = &context;
    stream.track = &context.track;
    stream.inline_limit = SGL_INLINE_LIMIT;
    read_at = memory;
    reply_end = reply_at = 0;
    while (staged_count) free(staged[--staged_count].p);
}

uint64_t stub_bytes(void) { return (uint64_t)(stream.cur - memory); }

void stub_rewind(void)
{
    stream.cur = memory;
    read_at = memory;
}

uint32_t stub_next(const uint32_t **arguments, uint32_t *count)
{
    if (read_at >= stream.cur) return 0;
    const uint32_t *w = (const uint32_t *)(const void *)read_at;
    const uint32_t words = w[0] >> 16 ? w[0] >> 16 : w[1], header = w[0] >> 16 ? 1 : 2;
    *arguments = w + header;
    *count = words - header;
    read_at += (size_t)words * 4;
    return w[0] & 0xffff;
}

uint64_t stub_staged(uint8_t *out, uint64_t room)
{
    if (!staged_count) return 0;
    const uint64_t bytes = staged[0].bytes;
    memcpy(out, staged[0].p, bytes < room ? bytes : room);
    free(staged[0].p);
    memmove(staged, staged + 1, --staged_count * sizeof *staged);
    return bytes;
}

void stub_reply(const void *p, uint64_t bytes)
{
    memcpy(replies + reply_end, p, bytes);
    reply_end += bytes;
}

uint32_t *sgl_command_slow(struct sgl_stream *s, uint32_t opcode, uint32_t words)
{
    uint32_t *p = (uint32_t *)(void *)s->cur;
    if (((size_t)words + 2) * 4 > (size_t)(s->limit - s->cur)) abort();
    p[0] = SGL_HEADER(opcode, 0);
    p[1] = words + 2;
    s->next = s->cur + ((size_t)words + 2) * 4;
    return p + 2;
}
void sgl_command_ended(struct sgl_stream *s, const uint8_t *command) { (void)s, (void)command; }
void sgl_stage(struct sgl_stream *s, const void *p, uint64_t bytes)
{
    staged[staged_count].p = malloc(bytes);
    memcpy(staged[staged_count].p, p, bytes);
    staged[staged_count++].bytes = bytes;
}
void sgl_wait_reply(struct sgl_stream *s, uint32_t opcode) { (void)s, (void)opcode; }
void sgl_reply_read(struct sgl_stream *s, void *dst, uint64_t n)
{
    const uint64_t left = reply_end - reply_at, bytes = n < left ? n : left;
    memset(dst, 0, n);
    memcpy(dst, replies + reply_at, bytes);
    reply_at += bytes;
}
uint64_t sgl_reply_left(const struct sgl_stream *s) { return reply_end - reply_at; }
void sgl_reply_end(struct sgl_stream *s) { reply_end = reply_at = 0; }
