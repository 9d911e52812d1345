/* What a drawing command reads from vertex arrays (GL 4.6 compatibility, sections 10.3 to 10.5). The client
 * computes it to know what to send, the renderer again, from what it received, to check that it is enough. */
#ifndef SGL_TRACK_DRAWS_H
#define SGL_TRACK_DRAWS_H

#include "track.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The vertices and instances of one draw, or all of them of a multi-draw. Start with zeros. */
struct sgl_draw_extent {
    bool reads;                    /* false: nothing is read, the rest means nothing */
    int64_t first, last;           /* vertices, base vertex included; can be negative in a wrong program */
    uint32_t base_low, base_high;  /* base instances */
    uint32_t instances;            /* most of any of the draws */
};

/* Members of the indirect structures, in the order of GL. */
struct sgl_arrays_indirect {
    uint32_t count, instances, first, base_instance;
};
struct sgl_elements_indirect {
    uint32_t count, instances, first_index;
    int32_t base_vertex;
    uint32_t base_instance;
};

/* A primitive mode that some driver accepts. */
static inline bool sgl_draw_mode_known(uint32_t mode) { return mode <= 0xE; }

/* Bytes of one index; 0 for a type that is an error. */
static inline uint32_t sgl_index_bytes(uint32_t type)
{
    return type == 0x1401 ? 1 : type == 0x1403 ? 2 : type == 0x1405 ? 4 : 0;
}

/* Widens the extent by a draw of vertices first to last. */
void sgl_draw_add(struct sgl_draw_extent *extent, int64_t first, int64_t last, uint32_t instances, uint32_t base_instance);
/* By a glDrawArrays*. Parameters that are an error read nothing. */
void sgl_draw_add_arrays(struct sgl_draw_extent *extent, uint32_t mode, int32_t first, int32_t count, int32_t instances,
                         uint32_t base_instance);

/* Smallest and largest of `count` indices, the primitive restart index left out. False: there is none. */
bool sgl_index_range(const void *indices, uint32_t type, uint64_t count, const struct sgl_restart *restart, uint32_t *low, uint32_t *high);

/* Elements of one array that the draw reads; false for none. */
bool sgl_draw_elements_of(const struct sgl_vertex_array *vao, uint32_t slot, const struct sgl_draw_extent *extent, int64_t *first,
                          uint64_t *count);

/* Bytes from an array's first to its last element's end. Saturates. */
uint64_t sgl_array_span(const struct sgl_vertex_array *vao, uint32_t slot, uint64_t count);

#ifdef __cplusplus
}
#endif

#endif
