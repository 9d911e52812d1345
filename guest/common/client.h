/* The client's encoder: how an entry point writes a command into its thread's stream and reads the
 * answer. Generated and hand-written entry points include this and nothing below it.
 *
 *   void APIENTRY glScissor(GLint x, GLint y, GLsizei width, GLsizei height)
 *   {
 *       struct sgl_stream *s = sgl_current;
 *       uint32_t *p = sgl_command(s, SGL_OP_glScissor, 4);   // 4 argument words, the header not counted
 *       p[0] = (uint32_t)x; ...
 *       sgl_command_end(s);
 *   }
 *
 * Data behind pointers is prepared first (large data is staged, and that is commands too):
 *
 *       struct sgl_blob value = sgl_blob_data(s, data, bytes);
 *       uint32_t *p = sgl_command(s, OP, fixed + value.tail_words);
 *       p[..] = value.slot;
 *       p = sgl_put_blob(p + fixed, &value);
 *       sgl_command_end(s);
 *
 * Between sgl_command and sgl_command_end nothing else may be called on the stream. */
#ifndef SGL_CLIENT_H
#define SGL_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "objects.h"
#include "wire.h"

#ifdef __cplusplus
#error "client.h belongs to the client library; the executor has its own headers"
#endif

#define sgl_likely(x) __builtin_expect(!!(x), 1)
#define sgl_unlikely(x) __builtin_expect(!!(x), 0)

struct sgl_context;
struct sgl_track;
struct sgl_image_layout;
struct sgl_connection;

/* One thread's way to the renderer, or a dummy that leads nowhere: without a current context, and
 * after the renderer was lost. A dummy has the same shape, so nobody has to ask which one it is. */
struct sgl_stream {
    uint8_t *cur;        /* the next command goes here */
    uint8_t *limit;      /* room without asking ends here: the ring's end, or what the renderer has not consumed */
    uint8_t *next;       /* where the command being written ends */
    uint8_t *publish_at; /* sgl_command_end looks closer when `cur` is here or past it; NULL = always */
    uint64_t origin;     /* address minus origin = position in the stream */
    struct sgl_stream_ctl *ctl;
    struct sgl_context *context;
    struct sgl_track *track; /* never NULL */
    uint32_t inline_limit;   /* data above this many bytes is staged */
    bool dummy;              /* nothing that is written here goes anywhere */
    bool lost;               /* dummy since the renderer is gone: waits sleep a little */
    bool asking;             /* between sgl_wait_reply and sgl_reply_end */
    bool debug_synchronous;  /* the program's debug callback runs before each call returns */
    bool drain_due;          /* ... which for the command being asked is after its answer */
    bool frame_due;          /* nothing was drawn since the last swap; see sgl_frame_begins_hook */
    struct sgl_share_group *naming; /* its lock is held until the command that makes new names is published */

    /* Below: stream.c and reply.c only. */
    uint32_t id;
    uint8_t *ring;
    uint8_t *room_end; /* while frame_due: what `limit` would be */
    uint32_t ring_size;
    uint64_t published;      /* descriptors */
    uint64_t published_end;  /* position that the last one ends at */
    uint64_t batches_done;   /* last value seen */
    uint64_t swaps;          /* sent so far */
    uint64_t clean_position; /* glGetError answered 0 when the stream stood here */
    uint8_t *reply_ring;
    uint32_t reply_size;
    uint32_t reply_flags;
    uint64_t reply_position; /* next byte of the reply ring to be read */
    uint64_t reply_end;      /* where the payload being read ends, without padding */
    struct sgl_connection *connection;
    struct sgl_stream *next_stream; /* list of the connection's streams */
    uint8_t *scratch;               /* a dummy writes here */
    size_t scratch_bytes;
    uint32_t first_block, blocks;
    uint64_t clock_reads; /* repeated of those that the driver made; UINT64_MAX = the clock is the real one */
    uint32_t clock_draws; /* so many draws more are waited for, since the driver may read the clock in them */
    uint32_t spin; /* how long waits spin before they sleep; adapts */
    bool closed;   /* the thread ended */
    uint64_t presented_position; /* where the front buffer was last shown */
    struct sgl_stream_ctl own_ctl; /* of a dummy */
};

/* The calling thread's stream: its own when a context is current, else a dummy. Never NULL. */
extern _Thread_local struct sgl_stream *sgl_thread_stream __attribute__((tls_model("initial-exec")));
struct sgl_stream *sgl_stream_nowhere(void);
static inline struct sgl_stream *sgl_stream_of_thread(void)
{
    struct sgl_stream *s = sgl_thread_stream;
    return sgl_likely(s != NULL) ? s : sgl_stream_nowhere();
}
#define sgl_current (sgl_stream_of_thread())

/* Out of line: no room without asking, or a command of 65535 words and more. */
uint32_t *sgl_command_slow(struct sgl_stream *, uint32_t opcode, uint32_t words);
/* Out of line, for the command whose header is at `command`: publishes, drains debug messages for
 * synchronous output. */
void sgl_command_ended(struct sgl_stream *, const uint8_t *command);

/* Room for a command of `words` argument words (header not counted), in one piece; its header is
 * written. Returns the first argument word. Waits for room; never fails. */
static inline uint32_t *sgl_command(struct sgl_stream *s, uint32_t opcode, uint32_t words)
{
    uint32_t *p = (uint32_t *)(void *)s->cur;
    size_t bytes = ((size_t)words + 1) * 4;
    if (sgl_unlikely(words >= 0xffffu || bytes > (size_t)(s->limit - s->cur))) return sgl_command_slow(s, opcode, words);
    p[0] = SGL_HEADER(opcode, words + 1);
    s->next = s->cur + bytes;
    return p + 1;
}

/* The command is whole: from here on it is executed even if this process dies at once. */
static inline void sgl_command_end(struct sgl_stream *s)
{
    const uint8_t *command = s->cur;
    uint8_t *cur = s->next;
    s->cur = cur;
    __atomic_store_n(&s->ctl->written, (uint64_t)(uintptr_t)cur - s->origin, __ATOMIC_RELEASE);
    if (sgl_unlikely((uintptr_t)cur >= (uintptr_t)__atomic_load_n(&s->publish_at, __ATOMIC_RELAXED)))
        sgl_command_ended(s, command);
}

/* 64-bit arguments: two words, low first. */
static inline uint32_t *sgl_put_u64(uint32_t *p, uint64_t v)
{
    p[0] = (uint32_t)v;
    p[1] = (uint32_t)(v >> 32);
    return p + 2;
}
static inline uint32_t sgl_float_bits(float v)
{
    uint32_t bits;
    memcpy(&bits, &v, 4);
    return bits;
}
static inline uint64_t sgl_double_bits(double v)
{
    uint64_t bits;
    memcpy(&bits, &v, 8);
    return bits;
}

/* The driver may read the clock in the next draws, as when new programs are first used. */
void sgl_expect_clock(struct sgl_stream *);

/* Hands everything written so far to the renderer (glFlush), without waiting. */
void sgl_publish(struct sgl_stream *);
/* The stream's position; equal positions mean that nothing was encoded between. */
static inline uint64_t sgl_position(const struct sgl_stream *s) { return (uint64_t)(uintptr_t)s->cur - s->origin; }

/* Errors: whether glGetError would say that there was none before a command, and the command cannot be one (`sure`); to be
 * taken before anything is encoded for it, and given back behind it. */
static inline bool sgl_is_clean(const struct sgl_stream *s, bool sure) { return sure && s->clean_position == sgl_position(s); }
static inline void sgl_still_clean(struct sgl_stream *s, bool clean)
{
    if (clean) s->clean_position = sgl_position(s);
}

/* ---- data behind pointers ------------------------------------------------------------------------ */

/* Sends `bytes` at p ahead of the command that refers to them with SGL_PTR_STAGED. */
void sgl_stage(struct sgl_stream *, const void *p, uint64_t bytes);

struct sgl_blob {
    const void *p;
    uint64_t bytes;      /* of the data; or the offset's value */
    uint32_t slot;       /* the pointer's word in the fixed part */
    uint32_t tail_words; /* room it needs in the tail */
};
static inline struct sgl_blob sgl_blob_null(void) { return (struct sgl_blob){NULL, 0, SGL_PTR_NULL, 0}; }
/* Client memory that travels with each draw. */
static inline struct sgl_blob sgl_blob_client(void) { return (struct sgl_blob){NULL, 0, SGL_PTR_CLIENT, 0}; }
static inline struct sgl_blob sgl_blob_offset(uint64_t value) { return (struct sgl_blob){NULL, value, SGL_PTR_OFFSET, 2}; }
/* `bytes` at p: NULL, inline, or staged at once. */
static inline struct sgl_blob sgl_blob_data(struct sgl_stream *s, const void *p, uint64_t bytes)
{
    if (!p) return sgl_blob_null();
    if (sgl_unlikely(bytes > s->inline_limit)) {
        sgl_stage(s, p, bytes);
        return (struct sgl_blob){p, bytes, SGL_PTR_STAGED, 2};
    }
    return (struct sgl_blob){p, bytes, (uint32_t)bytes, (uint32_t)(bytes + 3) / 4};
}
/* Writes the blob's tail; returns the word after it. */
static inline uint32_t *sgl_put_blob(uint32_t *tail, const struct sgl_blob *b)
{
    if (b->slot == SGL_PTR_STAGED || b->slot == SGL_PTR_OFFSET) return sgl_put_u64(tail, b->bytes);
    if (b->tail_words == 0) return tail;
    tail[b->tail_words - 1] = 0;
    memcpy(tail, b->p, b->bytes);
    return tail + b->tail_words;
}

/* ---- replies ------------------------------------------------------------------------------------- */

/* After sgl_command_end of a command that answers: publishes and waits for the answer's header. When
 * the renderer is lost everything below reads as 0 and leaves the program's memory alone. */
void sgl_wait_reply(struct sgl_stream *, uint32_t opcode);
/* The next n bytes of payload; dst NULL skips them. What the payload lacks reads as 0. */
void sgl_reply_read(struct sgl_stream *, void *dst, uint64_t n);
/* How much payload is left. */
uint64_t sgl_reply_left(const struct sgl_stream *);
/* The 8-byte return value. */
uint64_t sgl_reply_result(struct sgl_stream *);
/* One receiving pointer: length word, data, padding. At most `room` bytes go to dst; returns how many. */
uint64_t sgl_reply_out(struct sgl_stream *, void *dst, uint64_t room);
/* One receiving pointer whose data are tight rows: puts each where the layout has it, from dst on. */
void sgl_reply_out_pixels(struct sgl_stream *, void *dst, const struct sgl_image_layout *);
/* The answer is read; what is left of it is skipped. */
void sgl_reply_end(struct sgl_stream *);

/* ---- names --------------------------------------------------------------------------------------- */

/* The first of `count` consecutive names never used before in this share group; the next command makes them. */
uint32_t sgl_new_names(struct sgl_context *, enum sgl_object_kind, uint32_t count);
/* Their command is written (stream.c). */
void sgl_names_sent(struct sgl_stream *);
/* The program chose a name itself (binding in a compatibility context): new names stay above it. */
void sgl_seen_name(struct sgl_context *, enum sgl_object_kind, uint32_t name);

/* An error that the client found: travels as a command, so glGetError keeps its order. */
void sgl_client_error(struct sgl_stream *, uint32_t error);

/* ---- the generated tables ------------------------------------------------------------------------ */

typedef void (*sgl_proc)(void);
struct sgl_proc_row {
    const char *name; /* with its gl prefix; sorted by strcmp */
    sgl_proc proc;
};
extern const struct sgl_proc_row sgl_proc_rows[];
extern const uint32_t sgl_proc_row_count;

/* What the runtime must know of an opcode; index is opcode - SGL_FIRST_GL. */
enum sgl_opcode_flag {
    SGL_OPCODE_REPLY = 1,  /* the program waits for an answer */
    SGL_OPCODE_DRAWS = 4,  /* makes the driver draw, so perhaps compile */
    SGL_OPCODE_SHARED = 2, /* creates, defines or deletes what other contexts of the share group see */
};
extern const uint8_t sgl_opcode_flags[];

#endif
