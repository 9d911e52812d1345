/* SGL_OP_CLIENT_ARRAYS as it is sent. */
#include "check.h"
#include "client_arrays.h"
#include "gl_defs.h"

struct vertex {
    float position[3];
    uint8_t colour[4];
};

static uint64_t u64(const uint32_t *p) { return p[0] | (uint64_t)p[1] << 32; }

static void interleaved_share_a_block(void)
{
    static struct vertex v[10];
    struct sgl_track *cx = stub_track();
    const uint32_t *w;
    uint32_t n;
    memset(v, 7, sizeof v);
    v[4].position[0] = 1.5f;
    sgl_track_glColorPointer(cx, 4, GL_UNSIGNED_BYTE, sizeof *v, v[0].colour);
    sgl_track_glVertexPointer(cx, 3, GL_FLOAT, sizeof *v, v[0].position);
    sgl_track_glEnableClientState(cx, GL_COLOR_ARRAY);
    sgl_track_glEnableClientState(cx, GL_VERTEX_ARRAY);
    struct sgl_draw_extent e = {0};
    sgl_draw_add_arrays(&e, GL_TRIANGLES, 4, 3, 1, 0);
    sgl_send_client_arrays(stub_stream(), &e);
    CHECK(stub_next(&w, &n) == SGL_OP_CLIENT_ARRAYS);
    CHECK(w[0] == 2 && w[1] == 1);
    CHECK(w[2] == SGL_ARRAY_VERTEX && w[3] == 0 && u64(w + 4) == 0 && u64(w + 6) == 4 && u64(w + 8) == 3);
    CHECK(w[10] == SGL_ARRAY_COLOR && u64(w + 12) == 12 && u64(w + 14) == 4);
    CHECK(w[18] == ((uintptr_t)&v[4] & 15) && w[19] == 3 * sizeof *v);
    CHECK(memcmp(w + 20, &v[4], 3 * sizeof *v) == 0 && n == 20 + 3 * sizeof *v / 4);
    CHECK(stub_next(&w, &n) == 0);
}

static void separate_arrays_and_large_ones(void)
{
    static float positions[20000], normals[3 * 4];
    static uint8_t staged[sizeof positions];
    struct sgl_track *cx = stub_track();
    const uint32_t *w;
    uint32_t n;
    for (size_t i = 0; i < sizeof positions / sizeof *positions; i++) positions[i] = (float)i;
    sgl_track_glVertexPointer(cx, 2, GL_FLOAT, 0, positions);
    sgl_track_glEnableClientState(cx, GL_VERTEX_ARRAY);
    struct sgl_draw_extent e = {0};
    sgl_draw_add_arrays(&e, GL_POINTS, 0, 10000, 1, 0);
    sgl_send_client_arrays(stub_stream(), &e);
    CHECK(stub_next(&w, &n) == SGL_OP_CLIENT_ARRAYS && w[0] == 1 && w[1] == 1);
    CHECK(w[11] == SGL_PTR_STAGED && u64(w + 12) == 80000);
    CHECK(stub_staged(staged, sizeof staged) == 80000 && memcmp(staged, positions, 80000) == 0);

    sgl_track_glNormalPointer(cx, GL_FLOAT, 0, normals);
    sgl_track_glEnableClientState(cx, GL_NORMAL_ARRAY);
    e = (struct sgl_draw_extent){0};
    sgl_draw_add_arrays(&e, GL_POINTS, 0, 4, 1, 0);
    sgl_send_client_arrays(stub_stream(), &e);
    CHECK(stub_next(&w, &n) == SGL_OP_CLIENT_ARRAYS && w[0] == 2);
    /* wherever the linker put them: what counts is that both are there */
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < w[1]; i++) bytes += w[2 + 2 * SGL_CLIENT_ARRAY_WORDS + 2 * i + 1];
    CHECK(bytes == 4 * 8 + 4 * 12);
}

static void negative_first(void)
{
    static float positions[30];
    struct sgl_track *cx = stub_track();
    const uint32_t *w;
    uint32_t n;
    /* indices 5.. with base vertex -7: elements before the pointer, legal when the memory is there */
    sgl_track_glVertexPointer(cx, 2, GL_FLOAT, 0, positions + 10);
    sgl_track_glEnableClientState(cx, GL_VERTEX_ARRAY);
    struct sgl_draw_extent e = {0};
    sgl_draw_add(&e, -2, 1, 1, 0);
    positions[6] = 4.0f;
    sgl_send_client_arrays(stub_stream(), &e);
    CHECK(stub_next(&w, &n) == SGL_OP_CLIENT_ARRAYS);
    CHECK((int64_t)u64(w + 6) == -2 && u64(w + 8) == 4);
    float got;
    memcpy(&got, w + 12, 4);
    CHECK(got == 4.0f);
}

static void asks_for_ranges(void)
{
    struct sgl_track *cx = stub_track();
    const uint32_t *w;
    uint32_t n, low, high;
    const uint32_t answer[3] = {1, 3, 90};
    sgl_track_glBindBuffer(cx, GL_ELEMENT_ARRAY_BUFFER, 4);
    stub_reply(answer, sizeof answer);
    CHECK(sgl_find_index_range(stub_stream(), GL_UNSIGNED_SHORT, 12, (void *)24, &low, &high) && low == 3 && high == 90);
    CHECK(stub_next(&w, &n) == SGL_OP_INDEX_RANGE && w[0] == GL_UNSIGNED_SHORT && u64(w + 1) == 24 && u64(w + 3) == 12);
    CHECK(!sgl_find_index_range(stub_stream(), GL_FLOAT, 12, NULL, &low, &high));
    CHECK(stub_next(&w, &n) == 0);
}

static void asks_for_restart(void)
{
    struct sgl_track *cx = stub_track();
    const uint8_t indices[] = {9, 200, 3};
    const uint32_t answer[3] = {1, 0, 200};
    uint32_t low, high;
    sgl_track_glEnable(cx, GL_PRIMITIVE_RESTART);
    sgl_track_glDisable(cx, GL_PRIMITIVE_RESTART);
    sgl_track_glCallList(cx, 1);
    stub_reply(answer, sizeof answer);
    CHECK(sgl_find_index_range(stub_stream(), GL_UNSIGNED_BYTE, 3, indices, &low, &high) && low == 3 && high == 9);
    CHECK(!cx->restart_uncertain);
}

const struct test wire_tests[] = {
    {"interleaved arrays travel as one block, only what the draw reads", interleaved_share_a_block},
    {"large arrays are staged, separate ones are separate blocks", separate_arrays_and_large_ones},
    {"elements before the pointer", negative_first},
    {"the renderer is asked for the range of an element buffer", asks_for_ranges},
    {"the renderer is asked for restart state when a list may have changed it", asks_for_restart},
    {NULL, NULL},
};
