/* Vertex arrays in the program's memory. They travel with each draw, and only what the draw reads:
 *
 *   SGL_OP_CLIENT_ARRAYS   arrays n, blocks b,
 *                          n times: slot (enum sgl_array_slot), block, u64 byte offset in the block,
 *                                   i64 number of the first element that is sent, u64 elements
 *                          b times: the block's address in the program modulo 16 (so that it keeps its alignment),
 *                                   pointer word
 *                          then the blocks as tails
 *   the draw itself        with client indices as its own data, or as an offset when an element buffer is bound
 *
 * Arrays that lie interleaved share a block. An array that the draw would read but that is not there makes the
 * draw malformed.
 *
 * What the client must know and only the renderer can say:
 *
 *   SGL_OP_INDEX_RANGE     type, u64 offset, u64 count  ->  u32 any, low, high of the bound element buffer's indices
 *   SGL_OP_RESTART_STATE   -> u32 enabled, fixed, index of primitive restart
 *   SGL_OP_READ_BUFFER     target or (with 0) name, u64 offset, u64 bytes  ->  the contents; fewer bytes when there are fewer
 */
#ifndef SGL_CLIENT_ARRAYS_H
#define SGL_CLIENT_ARRAYS_H

#include "track_draws.h"
#include "wire.h"

#define SGL_CLIENT_ARRAY_WORDS 8u /* per array: slot, block, offset, first, count */
#define SGL_CLIENT_BLOCK_WORDS 2u

struct sgl_stream;

/* Sends what the enabled client arrays hold for the draw of `extent`. */
void sgl_send_client_arrays(struct sgl_stream *, const struct sgl_draw_extent *extent);
/* Smallest and largest index of a draw, from client memory or from the bound element buffer. */
bool sgl_find_index_range(struct sgl_stream *, uint32_t type, uint64_t count, const void *indices, uint32_t *low, uint32_t *high);
/* Contents of the buffer bound to a target; what cannot be read is 0. Returns the bytes read. */
uint64_t sgl_read_buffer(struct sgl_stream *, uint32_t target, uint32_t buffer, uint64_t offset, uint64_t bytes, void *dst);

#endif
