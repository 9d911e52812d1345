/* What a drawing command reads from vertex arrays. */
#include "track_draws.h"

#include <string.h>

void sgl_draw_add(struct sgl_draw_extent *extent, int64_t first, int64_t last, uint32_t instances, uint32_t base_instance)
{
    if (last < first || instances == 0) return;
    if (!extent->reads) {
        *extent = (struct sgl_draw_extent){true, first, last, base_instance, base_instance, instances};
        return;
    }
    if (first < extent->first) extent->first = first;
    if (last > extent->last) extent->last = last;
    if (base_instance < extent->base_low) extent->base_low = base_instance;
    if (base_instance > extent->base_high) extent->base_high = base_instance;
    if (instances > extent->instances) extent->instances = instances;
}

void sgl_draw_add_arrays(struct sgl_draw_extent *extent, uint32_t mode, int32_t first, int32_t count, int32_t instances,
                         uint32_t base_instance)
{
    if (!sgl_draw_mode_known(mode) || first < 0 || count <= 0 || instances <= 0) return;
    sgl_draw_add(extent, first, (int64_t)first + count - 1, (uint32_t)instances, base_instance);
}

/* Blocks of a fixed length, without branches: compilers make vector code of these at -O2. */
#define BLOCK 32
#define SCAN(name, type, none)                                                                              \
    static uint64_t name(const uint8_t *at, uint64_t count, bool skip, type restart, uint32_t *low, uint32_t *high) \
    {                                                                                                       \
        type least = none, most = 0;                                                                        \
        uint64_t left = count, skipped = 0;                                                                 \
        for (; left >= BLOCK; left -= BLOCK, at += BLOCK * sizeof(type)) {                                  \
            type v[BLOCK];                                                                                  \
            memcpy(v, at, sizeof v);                                                                        \
            if (!skip) {                                                                                    \
                for (int i = 0; i < BLOCK; i++) least = v[i] < least ? v[i] : least;                        \
                for (int i = 0; i < BLOCK; i++) most = v[i] > most ? v[i] : most;                           \
            } else {                                                                                        \
                uint32_t here = 0;                                                                          \
                for (int i = 0; i < BLOCK; i++) {                                                           \
                    bool cut = v[i] == restart;                                                             \
                    type down = cut ? none : v[i], up = cut ? 0 : v[i];                                     \
                    least = down < least ? down : least;                                                    \
                    most = up > most ? up : most;                                                           \
                    here += cut;                                                                            \
                }                                                                                           \
                skipped += here;                                                                            \
            }                                                                                               \
        }                                                                                                   \
        for (; left; left--, at += sizeof(type)) {                                                          \
            type v;                                                                                         \
            memcpy(&v, at, sizeof v);                                                                       \
            if (skip && v == restart) {                                                                     \
                skipped++;                                                                                  \
                continue;                                                                                   \
            }                                                                                               \
            least = v < least ? v : least;                                                                  \
            most = v > most ? v : most;                                                                     \
        }                                                                                                   \
        *low = least;                                                                                       \
        *high = most;                                                                                       \
        return count - skipped;                                                                             \
    }
SCAN(scan_bytes, uint8_t, UINT8_MAX)
SCAN(scan_shorts, uint16_t, UINT16_MAX)
SCAN(scan_ints, uint32_t, UINT32_MAX)

bool sgl_index_range(const void *indices, uint32_t type, uint64_t count, const struct sgl_restart *restart, uint32_t *low, uint32_t *high)
{
    uint32_t bytes = sgl_index_bytes(type);
    if (!bytes || !indices || !count) return false;
    uint32_t most = bytes == 4 ? UINT32_MAX : (1u << bytes * 8) - 1;
    /* the fixed index comes before the program's own; one beyond the type's range is never met (section 10.3.6) */
    bool skip = restart->fixed || (restart->enabled && restart->index <= most);
    uint32_t index = restart->fixed ? most : restart->index;
    switch (bytes) {
    case 1: return scan_bytes(indices, count, skip, (uint8_t)index, low, high) != 0;
    case 2: return scan_shorts(indices, count, skip, (uint16_t)index, low, high) != 0;
    default: return scan_ints(indices, count, skip, index, low, high) != 0;
    }
}

bool sgl_draw_elements_of(const struct sgl_vertex_array *vao, uint32_t slot, const struct sgl_draw_extent *extent, int64_t *first,
                          uint64_t *count)
{
    if (!extent->reads) return false;
    const struct sgl_array_binding *b = &vao->bindings[vao->arrays[slot].binding];
    if (b->divisor == 0) {
        *first = extent->first;
        *count = (uint64_t)(extent->last - extent->first) + 1;
    } else {
        *first = extent->base_low;
        *count = (uint64_t)(extent->base_high - extent->base_low) + (extent->instances - 1) / b->divisor + 1;
    }
    return true;
}

uint64_t sgl_array_span(const struct sgl_vertex_array *vao, uint32_t slot, uint64_t count)
{
    const struct sgl_array *a = &vao->arrays[slot];
    uint64_t stride = (uint64_t)(uint32_t)vao->bindings[a->binding].stride, bytes;
    if (count == 0) return 0;
    if (__builtin_mul_overflow(count - 1, stride, &bytes)) return UINT64_MAX;
    return bytes > UINT64_MAX - a->element_bytes ? UINT64_MAX : bytes + a->element_bytes;
}
