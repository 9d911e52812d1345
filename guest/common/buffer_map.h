/* Mapped buffers. The program gets memory of its own for each mapping; what it writes there goes to the
 * renderer, which has the host's buffer mapped in the same way:
 *
 *   SGL_OP_FLUSH_MAP   buffer, u64 offset in the buffer, pointer word, tail: bytes that the program wrote.
 *                      Stored in the host's mapping; ignored if the buffer is not mapped there (any more).
 *
 * It goes ahead of glUnmapBuffer and glFlushMappedBufferRange, and for persistent maps that need no flush
 * ahead of every command that may read the buffer. The GL calls have one word more than parameters:
 *
 *   glMap*     1: the contents are wanted; 2: no answer is (the client knows that the call succeeds, and that
 *              nobody can miss the contents). Answer: u64 result (0 or 1), u64 offset and u64 length of the
 *              mapping, then the contents.
 *   glUnmap*   whether the result is wanted (the client expects GL_TRUE, and does not wait for it).
 *
 * Contents are wanted when the program may read them, and when it may leave bytes of a range unwritten that
 * must stay as they were. What the program wrote is then found by comparing with a copy. */
#ifndef SGL_BUFFER_MAP_H
#define SGL_BUFFER_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "track.h"

struct sgl_stream;
struct sgl_share_group;

/* Mappings in the whole process that the program can write without saying so. */
extern uint32_t sgl_coherent_maps;
static inline uint32_t sgl_coherent_maps_now(void) { return __atomic_load_n(&sgl_coherent_maps, __ATOMIC_RELAXED); }
/* Sends what the program wrote through them since the last time. */
void sgl_send_coherent_maps(struct sgl_stream *);

/* Ahead of every command that may read a buffer or that other threads wait for. */
static inline void sgl_before_read(struct sgl_stream *s)
{
    if (__builtin_expect(sgl_coherent_maps_now() != 0, 0)) sgl_send_coherent_maps(s);
}

/* Persistent mappings: the program may read what the renderer wrote into them. Those that it asked to write only
 * are fetched too where the buffer was bound for writing, since natively they are the same memory. */
extern uint32_t sgl_readable_maps;
/* Fetches what the renderer wrote into them. */
void sgl_fetch_readable_maps(struct sgl_stream *);

/* After glFinish, and after a wait for a fence that was signalled. */
static inline void sgl_after_wait(struct sgl_stream *s)
{
    if (__builtin_expect(__atomic_load_n(&sgl_readable_maps, __ATOMIC_RELAXED) != 0, 0)) sgl_fetch_readable_maps(s);
}

/* For struct sgl_track's buffer_hook: owner is the struct sgl_context. */
void sgl_buffer_changed(struct sgl_track *, uint32_t buffer, enum sgl_buffer_event, const struct sgl_buffer_store *);

enum { SGL_MAP_CONTENTS = 1, SGL_MAP_NO_ANSWER = 2 };

/* ---- inside: buffer_table.c, buffer_map.c, gl_map.c ----------------------------------------------- */

struct sgl_watch; /* buffer_watch.h */

struct sgl_buffer_mapping {
    struct sgl_buffer_mapping *next; /* of the group's persistent ones */
    uint32_t buffer;
    uint32_t access; /* GL_MAP_*_BIT */
    uint64_t offset, length;
    uint8_t *memory; /* what the program got */
    uint8_t *copy;   /* contents as the renderer has them; NULL: unknown, everything is sent */
    void *allocation;
    size_t allocated; /* bytes of an anonymous mapping; 0: from malloc */
    bool doubtful;    /* the buffer got a new store meanwhile: the driver knows whether it is still mapped */
    bool persistent;  /* in the group's list, counts in sgl_readable_maps */
    bool coherent;    /* counts in sgl_coherent_maps */
    struct sgl_watch *watch; /* NULL: the whole range is compared */
};

/* What is known of a buffer of the share group. */
struct sgl_buffer {
    uint32_t name; /* 0: the place is free */
    uint32_t flags; /* of glBufferStorage */
    uint64_t bytes; /* of the data store; 0: unknown */
    bool immutable;
    bool writable; /* was bound for other commands to write */
    struct sgl_buffer_mapping *mapping;
};

/* The group's table. Everything below is called with the lock held. */
void sgl_buffers_lock(struct sgl_share_group *);
void sgl_buffers_unlock(struct sgl_share_group *);
/* NULL: nothing is known of it (or, creating, no memory). Pointers last until the next creation. */
struct sgl_buffer *sgl_buffers_find(struct sgl_share_group *, uint32_t name, bool create);
struct sgl_buffer_mapping *sgl_buffers_persistent(struct sgl_share_group *);

struct sgl_buffer_mapping *sgl_maps_find(struct sgl_share_group *, uint32_t buffer);
/* Memory for a mapping; replaces an older one of the buffer. NULL without memory. */
struct sgl_buffer_mapping *sgl_maps_add(struct sgl_share_group *, uint32_t buffer, uint64_t offset, uint64_t length, uint32_t access);
/* Ready for use: its contents are there (`known`), or are not known. */
bool sgl_maps_begin(struct sgl_share_group *, struct sgl_buffer_mapping *, bool known);
void sgl_maps_remove(struct sgl_share_group *, struct sgl_buffer_mapping *);
/* Sends what was written in [at, at + bytes) of the mapping. */
void sgl_maps_send(struct sgl_stream *, struct sgl_buffer_mapping *, uint64_t at, uint64_t bytes);
/* Sends everything, changed or not. */
void sgl_maps_send_all(struct sgl_stream *, struct sgl_buffer_mapping *);

#endif
