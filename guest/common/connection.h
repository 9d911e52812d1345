/* The client's side of the region, below client.h: one connection a process, its slot in the client
 * table, its blocks and its threads' streams. Only the runtime's own files include this. */
#ifndef SGL_CONNECTION_H
#define SGL_CONNECTION_H

#include <pthread.h>

#include "client.h"
#include "context.h"
#include "platform.h"

#define SGL_SLICE_MS 100u          /* longest sleep between two looks at the renderer's life */
#define SGL_CONNECT_TIMEOUT_MS 10000u
#define SGL_BATCH_BYTES 8192u      /* published at this size, */
#define SGL_EARLY_BYTES 4096u      /* or at this one when the renderer sleeps */
#define SGL_SWAPS_OUTSTANDING 2u

struct sgl_connection {
    struct sgl_mapping mapping;
    struct sgl_region *region;
    struct sgl_client *client; /* our row */
    uint32_t *owners;
    uint32_t slot;
    uint32_t first_block, block_count;
    uint64_t epoch;
    uint32_t pid;             /* ours, when it was made */
    bool futex;               /* futexes reach the renderer */
    bool pids;                /* pids mean the same on both sides */
    uint32_t supervisor_pid, renderer_pid;
    uint64_t supervisor_start, renderer_start;
    uint64_t heartbeat, heartbeat_ms; /* last one seen, and when it changed */
    bool lost;                /* for good; said so already */
    bool shared;              /* a share group has two contexts: definitions are published at once */
    pthread_mutex_t lock;     /* of `streams`, `frames` and of allocation */
    struct sgl_stream *streams;
    struct sgl_frames *frames;
    uint32_t next_stream_id;
    uint32_t next_context, next_drawable;
    struct sgl_host host;
    bool host_known;
};

/* The process's connection; NULL when there is none (said on stderr once). */
struct sgl_connection *sgl_connect(void);
/* The connection if there is one already. */
struct sgl_connection *sgl_connected(void);
/* False: the renderer or its supervisor is gone. `thorough` also asks the kernel for their processes. */
bool sgl_connection_alive(struct sgl_connection *, bool thorough);
/* Declares it lost: says why on stderr, once, and what to do. */
void sgl_connection_lose(struct sgl_connection *, const char *why);
/* Rings the renderer if it sleeps. After what it is to see was stored. */
void sgl_ring_renderer(struct sgl_connection *);
/* One line on stderr, begun with "sgl: ". */
void sgl_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* `count` blocks in a row, owned by this client; 0 = no room. With the connection's lock held. */
uint32_t sgl_blocks_take(struct sgl_connection *, uint32_t count);
void sgl_blocks_free(struct sgl_connection *, uint32_t first, uint32_t count);
uint32_t sgl_blocks_left(struct sgl_connection *);
/* Gives back what closed streams and replaced frame areas hold, as far as the renderer is through with
 * it. With the lock held. */
void sgl_blocks_reap(struct sgl_connection *);
static inline void *sgl_block_at(struct sgl_connection *c, uint32_t block)
{
    return (uint8_t *)c->mapping.address + (uint64_t)block * SGL_BLOCK;
}

/* The calling thread's stream to the renderer, made at first use, whether or not a context is current.
 * NULL when there is no renderer. */
struct sgl_stream *sgl_own_stream(void);
/* The same if it exists. */
struct sgl_stream *sgl_own_stream_if_any(void);
/* Waits until *word (one of the renderer's counters of this stream) is at least `target`. False: the
 * renderer is lost, and the stream is a dummy now. */
bool sgl_stream_wait(struct sgl_stream *, enum sgl_sleep, uint64_t target);
/* After a swap: sgl_frame_begins_hook is called before the next command that draws. */
void sgl_stream_expect_frame(struct sgl_stream *);
/* Repeats the driver's readings of the clock, where that makes a difference to the program. */
void sgl_follow_clock(struct sgl_stream *);
/* After a swap: the driver compiles for it, too, when the first frames have samples to resolve. */
void sgl_expect_clock_of_swap(struct sgl_stream *);
/* The stream becomes a dummy that says so by sleeping in its waits. */
void sgl_stream_lose(struct sgl_stream *, const char *why);
/* A wait on a dummy of a lost renderer: sleeps a little, so that a program's loop does not spin. */
#define SGL_LOST_SWAP_MS 100u  /* swaps, glFinish, waits for syncs */
#define SGL_LOST_REPLY_MS 5u   /* anything else with an answer */
void sgl_dummy_wait(struct sgl_stream *, uint32_t milliseconds);
struct sgl_stream *sgl_stream_new_dummy(void);
/* The stream is through with everything, the renderer too. */
bool sgl_stream_is_finished(const struct sgl_stream *);
/* After fork, in the child: what was inherited leads nowhere. */
void sgl_streams_forget(void);
/* Publishes the thread's own stream and cuts off the others, at exit. */
void sgl_streams_leave(struct sgl_connection *);

/* Frame areas the client gave back; freed when the renderer no longer writes there (drawable.c). */
void sgl_frames_reap(struct sgl_connection *);

/* From now on the calling thread's GL commands go to this stream; NULL: nowhere. */
void sgl_stream_make_current(struct sgl_stream *);
/* All streams of the process look closer at each command (sgl_connection.shared). */
void sgl_streams_share(struct sgl_connection *);
/* A new context's tracked state, or a dummy's. */
struct sgl_track *sgl_track_create(bool core);
void sgl_track_destroy(struct sgl_track *);
/* The thread ends: its context is current nowhere (context.c). */
void sgl_context_thread_ended(struct sgl_stream *);

/* Debug messages (gl_debug.c): runs the program's callback for what the renderer has queued. */
void sgl_debug_drain(struct sgl_stream *);

#endif
