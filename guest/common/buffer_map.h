/* Mapped buffers. The program gets memory of its own for each mapping; what it writes there goes to the
 * renderer, which has the host's buffer mapped in the same way:
 *
 *   SGL_OP_FLUSH_MAP   buffer, u64 offset in the buffer, pointer word, tail: bytes that the program wrote.
 *                      Stored in the host's mapping; ignored if the buffer is not mapped there (any more).
 *
 * It goes ahead of glUnmapBuffer and glFlushMappedBufferRange, and for coherent persistent maps ahead of every
 * command that may read the buffer. glMap* itself has, after its own parameters, a word that says whether the
 * contents are wanted; its answer is u64 result (0 or 1), u64 offset and u64 length of the mapping, then the contents. */
#ifndef SGL_BUFFER_MAP_H
#define SGL_BUFFER_MAP_H

#include <stdbool.h>
#include <stdint.h>

struct sgl_stream;
struct sgl_track;

/* Coherent persistent mappings that the program can write, in the whole process. */
extern uint32_t sgl_coherent_maps;
static inline uint32_t sgl_coherent_maps_now(void) { return __atomic_load_n(&sgl_coherent_maps, __ATOMIC_RELAXED); }

/* Sends what the program wrote through them since the last time. Ahead of commands that may read buffers. */
void sgl_send_coherent_maps(struct sgl_stream *);
static inline void sgl_before_read(struct sgl_stream *s)
{
    if (__builtin_expect(sgl_coherent_maps_now() != 0, 0)) sgl_send_coherent_maps(s);
}

/* Persistent mappings that the program can read. */
extern uint32_t sgl_readable_maps;
/* Fetches what the renderer wrote into them: after glFinish and waits for a fence. */
void sgl_fetch_readable_maps(struct sgl_stream *);
static inline void sgl_after_wait(struct sgl_stream *s)
{
    if (__builtin_expect(__atomic_load_n(&sgl_readable_maps, __ATOMIC_RELAXED) != 0, 0)) sgl_fetch_readable_maps(s);
}

/* For struct sgl_track's buffer_hook. */
void sgl_buffer_changed(struct sgl_track *, uint32_t buffer, bool deleted);

#endif
