/* Reading answers from the reply ring. An answer may be larger than its ring: reading makes room, and
 * the renderer goes on writing. */
#include "connection.h"

#include <stdio.h>

#include "pixels.h"

/* Frees what was read, for the renderer to write again. */
static void give_back(struct sgl_stream *s)
{
    __atomic_store_n(&s->ctl->reply_read, s->reply_position, __ATOMIC_RELEASE);
    sgl_ring_renderer(s->connection);
}

/* n bytes of the ring, in one or two pieces, waiting as they come. */
static void take(struct sgl_stream *s, uint8_t *to, uint64_t n)
{
    while (n && !s->dummy) {
        uint64_t written = __atomic_load_n(&s->ctl->reply_written, __ATOMIC_ACQUIRE);
        uint64_t here = written - s->reply_position;
        if (here > s->reply_size) {
            sgl_stream_lose(s, "its answers overrun their ring");
            return;
        }
        if (here == 0) {
            give_back(s);
            sgl_stream_wait(s, SGL_SLEEP_REPLY, s->reply_position + 1);
            continue;
        }
        uint64_t at = s->reply_position & (s->reply_size - 1);
        uint64_t piece = s->reply_size - at;
        if (piece > here) piece = here;
        if (piece > n) piece = n;
        if (to) {
            memcpy(to, s->reply_ring + at, piece);
            to += piece;
        }
        s->reply_position += piece;
        n -= piece;
        /* large answers: let the renderer fill one half while the other is read */
        if (n && s->reply_position - __atomic_load_n(&s->ctl->reply_read, __ATOMIC_RELAXED) >= s->reply_size / 2) give_back(s);
    }
    if (n && to) memset(to, 0, n);
}

void sgl_wait_reply(struct sgl_stream *s, uint32_t opcode)
{
    struct sgl_reply header;
    s->asking = true;
    s->reply_end = s->reply_position;
    sgl_publish(s);
    if (!s->dummy) take(s, (uint8_t *)&header, sizeof header);
    if (!s->dummy && (header.opcode != opcode || header.bytes > UINT64_MAX / 4)) {
        char why[80];
        snprintf(why, sizeof why, "it answered command %u where %u was asked", header.opcode, opcode);
        sgl_stream_lose(s, why);
    }
    if (s->dummy) {
        s->reply_end = s->reply_position;
        s->reply_flags = SGL_REPLY_FAILED;
        sgl_dummy_wait(s, SGL_LOST_REPLY_MS);
        return;
    }
    s->reply_flags = header.flags;
    s->reply_end = s->reply_position + header.bytes;
    if (!(header.flags & SGL_REPLY_FAILED)) return;
    /* Refused: the payload is the reason, said once; the call reads as if the renderer had nothing to say. */
    static bool said;
    char reason[256];
    uint64_t n = header.bytes < sizeof reason - 1 ? header.bytes : sizeof reason - 1;
    take(s, (uint8_t *)reason, n);
    reason[n] = 0;
    uint64_t padded = s->reply_end + (-header.bytes & 7);
    take(s, NULL, padded - s->reply_position);
    s->reply_end = s->reply_position;
    if (!__atomic_exchange_n(&said, true, __ATOMIC_RELAXED)) sgl_say("the renderer refused a call: %s", reason);
}

uint64_t sgl_reply_left(const struct sgl_stream *s) { return s->dummy ? 0 : s->reply_end - s->reply_position; }

void sgl_reply_read(struct sgl_stream *s, void *dst, uint64_t n)
{
    uint64_t left = sgl_reply_left(s);
    uint64_t here = n < left ? n : left;
    take(s, dst, here);
    if (here < n && dst) memset((uint8_t *)dst + here, 0, n - here);
}

uint64_t sgl_reply_result(struct sgl_stream *s)
{
    uint64_t result;
    sgl_reply_read(s, &result, sizeof result);
    return result;
}

/* The length word of a receiving pointer; 0 for none. */
static uint64_t out_bytes(struct sgl_stream *s)
{
    uint32_t n;
    if (sgl_reply_left(s) < sizeof n) return 0;
    sgl_reply_read(s, &n, sizeof n);
    if (n == SGL_PTR_NULL) return 0;
    return n <= sgl_reply_left(s) ? n : sgl_reply_left(s);
}

uint64_t sgl_reply_out(struct sgl_stream *s, void *dst, uint64_t room)
{
    uint64_t n = out_bytes(s);
    uint64_t here = dst ? (n < room ? n : room) : 0;
    if (here) take(s, dst, here);
    sgl_reply_read(s, NULL, n - here + (-n & 3));
    return s->dummy ? 0 : here;
}

void sgl_reply_out_pixels(struct sgl_stream *s, void *dst, const struct sgl_image_layout *layout)
{
    uint64_t n = out_bytes(s), left = n;
    uint64_t rows = layout->row_bytes ? layout->rows * layout->images : 0;
    if (dst && layout->bits == 0 && layout->row_stride == layout->row_bytes &&
        (layout->images <= 1 || layout->image_stride == layout->row_bytes * layout->rows)) {
        uint64_t all = layout->row_bytes * rows;
        uint64_t here = all < left ? all : left;
        if (here) take(s, (uint8_t *)dst + layout->offset, here);
        left -= here;
    } else if (dst && layout->bits == 0) {
        for (uint64_t row = 0; row < rows && left >= layout->row_bytes && !s->dummy; row++, left -= layout->row_bytes)
            take(s, (uint8_t *)dst + sgl_image_row_at(layout, row), layout->row_bytes);
    } else if (dst) {
        uint8_t bits[8192]; /* 65536 pixels of a bitmap row */
        for (uint64_t row = 0; row < rows && left >= layout->row_bytes && layout->row_bytes <= sizeof bits && !s->dummy; row++) {
            take(s, bits, layout->row_bytes);
            left -= layout->row_bytes;
            if (!s->dummy) sgl_image_store_row((uint8_t *)dst + sgl_image_row_at(layout, row), bits, layout);
        }
    }
    sgl_reply_read(s, NULL, left + (-n & 3));
}

void sgl_reply_end(struct sgl_stream *s)
{
    s->asking = false;
    if (s->dummy) return;
    uint64_t end = (s->reply_end + 7) & ~(uint64_t)7;
    if (end > s->reply_position) take(s, NULL, end - s->reply_position);
    if (s->dummy) return;
    __atomic_store_n(&s->ctl->reply_read, s->reply_position, __ATOMIC_RELEASE);
    sgl_follow_clock(s);
    if (s->drain_due) {
        s->drain_due = false;
        sgl_debug_drain(s);
    }
}
