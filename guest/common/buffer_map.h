/* Mapped buffers. The program gets memory of its own for each mapping; what it writes there goes to the
 * renderer, which has the host's buffer mapped in the same way:
 *
 *   SGL_OP_FLUSH_MAP   buffer, u64 offset in the buffer, pointer word, tail: bytes that the program wrote.
 *                      Stored in the host's mapping; ignored if the buffer is not mapped there (any more).
 *   SGL_OP_FLUSH_WORDS buffer, u64 offset in the buffer, number of blocks of 64 bytes, pointer word (never staged), tail:
 *                      16 bits a block that say which of its 16 words were written, lowest first (padded to 4 bytes),
 *                      then those words. For vertices of which one coordinate in three moves.
 *
 * They go ahead of glUnmapBuffer and glFlushMappedBufferRange, and for persistent maps that need no flush
 * ahead of every command that may read the buffer. The GL calls have one word more than parameters:
 *
 *   glMap*     1: the contents are wanted; 2: no answer is (the client knows that the call succeeds, and what the
 *              range holds, or that nobody can miss it). Answer: u64 result (0 or 1), u64 offset and u64 length of the
 *              mapping, then the contents.
 *   glUnmap*   whether the result is wanted (the client expects GL_TRUE, and does not wait for it).
 *
 * Contents are wanted when the program may read them, and when it may leave bytes of a range unwritten that
 * must stay as they were. What the program wrote is then found by comparing with a copy.
 *
 * A buffer that is mapped for writing again and again, without being invalidated, keeps that copy between its maps
 * (struct sgl_shadow): as long as nothing but those maps writes the buffer, nobody needs to be asked. */
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

/* What a buffer holds, kept from map to map. */
struct sgl_shadow {
    uint8_t *memory, *copy; /* the whole store: what the program writes into; as the renderer has it */
    uint64_t bytes;
    uint64_t from, to; /* the part that is known; empty when from == to */
    bool left;         /* the buffer has another store: freed with the mapping that still uses it */
};

struct sgl_buffer_mapping {
    struct sgl_buffer_mapping *next; /* of the group's persistent ones */
    uint32_t buffer;
    uint32_t access; /* GL_MAP_*_BIT */
    uint64_t offset, length;
    uint8_t *memory; /* what the program got */
    uint8_t *copy;   /* contents as the renderer has them; NULL: unknown, everything is sent */
    struct sgl_shadow *shadow; /* memory and copy are its own; NULL: they are the mapping's */
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
    bool exposed;  /* other commands may write it without naming it: image stores */
    uint8_t writes; /* how often it was mapped for writing only, without discarding; stays at 255 */
    struct sgl_shadow *shadow;
    struct sgl_buffer_mapping *mapping;
};

/* The group's table. Everything below is called with the lock held. */
void sgl_buffers_lock(struct sgl_share_group *);
void sgl_buffers_unlock(struct sgl_share_group *);
/* NULL: nothing is known of it (or, creating, no memory). Pointers last until the next creation. */
struct sgl_buffer *sgl_buffers_find(struct sgl_share_group *, uint32_t name, bool create);
struct sgl_buffer_mapping *sgl_buffers_persistent(struct sgl_share_group *);

struct sgl_buffer_mapping *sgl_maps_find(struct sgl_share_group *, uint32_t buffer);
/* Memory for a mapping; replaces an older one of the buffer. `keep`: it only writes and discards nothing, so that what
 * it holds may be of use to the next one. NULL without memory. */
struct sgl_buffer_mapping *sgl_maps_add(struct sgl_share_group *, uint32_t buffer, uint64_t offset, uint64_t length, uint32_t access, bool keep);
/* Ready for use: its contents are there (`known`), or are not known. */
bool sgl_maps_begin(struct sgl_share_group *, struct sgl_buffer_mapping *, bool known);
void sgl_maps_remove(struct sgl_share_group *, struct sgl_buffer_mapping *);

/* buffer_shadow.c. Memory that shadows take in this process; 0: there are none. */
extern uint64_t sgl_shadow_bytes;
/* Whether the range is known, so that a map that only writes needs no answer. */
bool sgl_shadow_covers(const struct sgl_buffer *, uint64_t offset, uint64_t length);
/* For a mapping that only writes and discards nothing: its memory and copy become the shadow's, if it is to have one. */
void sgl_shadow_lend(struct sgl_buffer *, struct sgl_buffer_mapping *);
/* The mapping's contents came from the renderer: they are known from here on. */
void sgl_shadow_learn(struct sgl_buffer_mapping *);
/* Something else may have written the buffer. */
void sgl_shadow_forget(struct sgl_buffer *);
/* The buffer is gone, or has another store. */
void sgl_shadow_leave(struct sgl_buffer *);
void sgl_shadow_free(struct sgl_shadow *);
/* Sends what was written in [at, at + bytes) of the mapping. */
void sgl_maps_send(struct sgl_stream *, struct sgl_buffer_mapping *, uint64_t at, uint64_t bytes);
/* Sends everything, changed or not. */
void sgl_maps_send_all(struct sgl_stream *, struct sgl_buffer_mapping *);

#endif
