/* What draws read. */
#include "check.h"
#include "gl_defs.h"
#include "track_draws.h"

static void array_draws(void)
{
    struct sgl_draw_extent e = {0};
    sgl_draw_add_arrays(&e, GL_TRIANGLES, -1, 3, 1, 0);
    sgl_draw_add_arrays(&e, GL_TRIANGLES, 0, 0, 1, 0);
    sgl_draw_add_arrays(&e, GL_TRIANGLES, 0, 3, 0, 0);
    sgl_draw_add_arrays(&e, 0x4242, 0, 3, 1, 0);
    CHECK(!e.reads);
    sgl_draw_add_arrays(&e, GL_TRIANGLES, 10, 3, 1, 0);
    sgl_draw_add_arrays(&e, GL_POINTS, 4, 1, 7, 2);
    CHECK(e.reads && e.first == 4 && e.last == 12 && e.instances == 7 && e.base_low == 0 && e.base_high == 2);
    e = (struct sgl_draw_extent){0};
    sgl_draw_add_arrays(&e, GL_POINTS, INT32_MAX, INT32_MAX, 1, 0);
    CHECK(e.last == 2ll * INT32_MAX - 1);
}

/* Against the plain way, for lengths around the block length. */
static void index_ranges(void)
{
    uint32_t ints[200];
    uint16_t shorts[200];
    uint8_t bytes[200];
    uint32_t seed = 1;
    for (uint32_t count = 1; count < 200; count++) {
        for (uint32_t i = 0; i < count; i++) {
            seed = seed * 1664525u + 1013904223u;
            ints[i] = seed >> 4;
            shorts[i] = (uint16_t)(seed >> 8);
            bytes[i] = (uint8_t)(seed >> 16);
        }
        for (int mode = 0; mode < 3; mode++) {
            const struct sgl_restart r = {mode == 1, mode == 2, bytes[0]};
            for (uint32_t type = GL_UNSIGNED_BYTE; type <= GL_UNSIGNED_INT; type += 2) {
                const void *p = type == GL_UNSIGNED_BYTE ? (void *)bytes : type == GL_UNSIGNED_SHORT ? (void *)shorts : (void *)ints;
                const uint32_t fixed = type == GL_UNSIGNED_BYTE ? 0xff : type == GL_UNSIGNED_SHORT ? 0xffff : UINT32_MAX;
                uint32_t low = UINT32_MAX, high = 0, got_low = 1, got_high = 1;
                bool any = false;
                for (uint32_t i = 0; i < count; i++) {
                    const uint32_t v = type == GL_UNSIGNED_BYTE ? bytes[i] : type == GL_UNSIGNED_SHORT ? shorts[i] : ints[i];
                    if ((mode == 1 && v == r.index) || (mode == 2 && v == fixed)) continue;
                    any = true;
                    if (v < low) low = v;
                    if (v > high) high = v;
                }
                const bool got = sgl_index_range(p, type, count, &r, &got_low, &got_high);
                if (got != any || (any && (got_low != low || got_high != high))) {
                    CHECK(!"range differs");
                    return;
                }
            }
        }
    }
}

static void restart_beyond_type(void)
{
    const uint8_t bytes[] = {0xff, 1, 0xff};
    uint32_t low, high;
    CHECK(sgl_index_range(bytes, GL_UNSIGNED_BYTE, 3, &(struct sgl_restart){true, false, 0xffff}, &low, &high) && high == 0xff);
    CHECK(sgl_index_range(bytes, GL_UNSIGNED_BYTE, 3, &(struct sgl_restart){true, true, 1}, &low, &high) && low == 1 && high == 1);
    CHECK(!sgl_index_range(bytes, GL_UNSIGNED_BYTE, 1, &(struct sgl_restart){true, false, 0xff}, &low, &high));
    CHECK(!sgl_index_range(bytes, GL_FLOAT, 3, &(struct sgl_restart){0}, &low, &high));
    CHECK(!sgl_index_range(NULL, GL_UNSIGNED_BYTE, 3, &(struct sgl_restart){0}, &low, &high));
}

static void instanced_arrays(void)
{
    struct sgl_track *cx = stub_track();
    static float data[4];
    const uint32_t slot = SGL_ARRAY_GENERIC0 + 1;
    struct sgl_draw_extent e = {0};
    int64_t first;
    uint64_t count;
    sgl_track_glVertexAttribPointer(cx, 1, 3, GL_FLOAT, GL_FALSE, 20, data);
    sgl_track_glVertexAttribDivisor(cx, 1, 3);
    sgl_draw_add_arrays(&e, GL_TRIANGLES, 100, 3, 7, 5);
    CHECK(sgl_draw_elements_of(cx->vao, slot, &e, &first, &count) && first == 5 && count == 3);
    CHECK(sgl_draw_elements_of(cx->vao, SGL_ARRAY_VERTEX, &e, &first, &count) && first == 100 && count == 3);
    CHECK(sgl_array_span(cx->vao, slot, 3) == 52 && sgl_array_span(cx->vao, slot, 0) == 0);
    CHECK(sgl_array_span(cx->vao, slot, UINT64_MAX) == UINT64_MAX);
}

static void element_sizes(void)
{
    CHECK(sgl_track_element_bytes(GL_BGRA, GL_UNSIGNED_BYTE) == 4);
    CHECK(sgl_track_element_bytes(3, GL_HALF_FLOAT) == 6);
    CHECK(sgl_track_element_bytes(4, GL_DOUBLE) == 32);
    CHECK(sgl_track_element_bytes(3, GL_UNSIGNED_INT_10F_11F_11F_REV) == 4);
    CHECK(sgl_track_element_bytes(5, GL_FLOAT) == 0 && sgl_track_element_bytes(4, GL_BITMAP) == 0);
}

const struct test draws_tests[] = {
    {"draws by vertices, errors left out, several together", array_draws},
    {"ranges of indices of every type, with and without restart", index_ranges},
    {"a restart index beyond the type is never met", restart_beyond_type},
    {"instanced arrays go by divisor and base instance", instanced_arrays},
    {"bytes of elements", element_sizes},
    {NULL, NULL},
};
