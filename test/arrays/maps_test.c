/* What of a mapped buffer is sent. */
#include "buffer_map.h"
#include "check.h"
#include "context_state.h"
#include "gl_defs.h"

/* Plays the renderer: applies the flushes to `store`, returns the bytes that came. */
static uint64_t apply(uint8_t *store, uint64_t store_bytes)
{
    const uint32_t *w;
    uint32_t n;
    uint64_t bytes = 0;
    for (uint32_t op; (op = stub_next(&w, &n)) != 0;) {
        CHECK((op == SGL_OP_FLUSH_MAP || op == SGL_OP_FLUSH_WORDS) && w[0] == 3);
        const uint64_t at = w[1] | (uint64_t)w[2] << 32;
        if (op == SGL_OP_FLUSH_WORDS) {
            const uint32_t blocks = w[3], *from = w + 5 + (blocks + 1) / 2;
            CHECK(w[4] == (n - 5) * 4 && at + blocks * 64 <= store_bytes);
            for (uint32_t i = 0; i < blocks * 16; i++) {
                if (!(w[5 + i / 32] >> i % 32 & 1)) continue;
                memcpy(store + at + i * 4, from++, 4);
                bytes += 4;
            }
            CHECK(from == w + n);
            continue;
        }
        CHECK(at + w[3] <= store_bytes && n == 4 + (w[3] + 3) / 4);
        memcpy(store + at, w + 4, w[3]);
        bytes += w[3];
    }
    return bytes;
}

static struct sgl_buffer_mapping *mapping(uint64_t offset, uint64_t length, uint32_t access, const uint8_t *contents)
{
    struct sgl_buffer_mapping *m = sgl_maps_add(stub_context()->group, 3, offset, length, access, false);
    if (contents) memcpy(m->memory, contents, length);
    sgl_maps_begin(stub_context()->group, m, contents != NULL);
    return m;
}

static void only_changes(void)
{
    static uint8_t store[100000], original[100000];
    for (size_t i = 0; i < sizeof store; i++) store[i] = original[i] = (uint8_t)(i * 7);
    struct sgl_buffer_mapping *m = mapping(0, sizeof store, GL_MAP_WRITE_BIT, store);
    CHECK(((uintptr_t)m->memory & 63) == 0);
    m->memory[0] ^= 1;
    m->memory[1023] ^= 1;
    m->memory[1024] ^= 1;
    m->memory[50000] ^= 1;
    m->memory[99999] ^= 1;
    sgl_maps_send(stub_stream(), m, 0, m->length);
    const uint64_t bytes = apply(store, sizeof store);
    CHECK(bytes == 5);
    CHECK(memcmp(store, m->memory, sizeof store) == 0);
    sgl_maps_send(stub_stream(), m, 0, m->length);
    CHECK(apply(store, sizeof store) == 0);
    memset(m->memory + 100, 1, 60000);
    sgl_maps_send(stub_stream(), m, 0, m->length);
    apply(store, sizeof store);
    CHECK(memcmp(store, m->memory, sizeof store) == 0);
}

/* One coordinate in three moves, as in a wave: only those words go, whatever lies around them. */
static void interleaved_changes(void)
{
    static uint8_t store[40000];
    for (size_t i = 0; i < sizeof store; i++) store[i] = (uint8_t)(i * 7);
    struct sgl_buffer_mapping *m = mapping(0, sizeof store, GL_MAP_WRITE_BIT, store);
    for (size_t i = 0; i + 12 <= 30000; i += 12) m->memory[i] ^= 1;
    sgl_maps_send(stub_stream(), m, 0, m->length);
    CHECK(stub_bytes() < 30000 / 2);
    CHECK(apply(store, sizeof store) == 30000 / 3);
    CHECK(memcmp(store, m->memory, sizeof store) == 0 && memcmp(store, m->copy, sizeof store) == 0);
    uint32_t seed = 5;
    for (int round = 0; round < 400; round++) {
        stub_rewind();
        const uint64_t from = (seed >> 3) % 30000, length = (seed >> 9) % 9000;
        for (int i = 0; i < round * 9; i++) {
            seed = seed * 1664525u + 1013904223u;
            m->memory[from + (seed >> 8) % 10000] = (uint8_t)seed;
        }
        sgl_maps_send(stub_stream(), m, from, length);
        apply(store, sizeof store);
        if (memcmp(store + from, m->memory + from, length) != 0) CHECK(!"contents of the range differ");
        sgl_maps_send(stub_stream(), m, 0, m->length);
        apply(store, sizeof store);
        if (memcmp(store, m->memory, sizeof store) != 0) CHECK(!"contents differ");
    }
}

/* Map, write, unmap: what the buffer holds is remembered from the second such map on, until something else writes it. */
static void remembered(void)
{
    static uint8_t store[5000];
    struct sgl_share_group *group = stub_context()->group;
    struct sgl_track *cx = stub_track();
    cx->buffer_hook = sgl_buffer_changed;
    sgl_track_glBindBuffer(cx, GL_ARRAY_BUFFER, 3);
    sgl_track_glBufferData(cx, GL_ARRAY_BUFFER, sizeof store, store, GL_DYNAMIC_DRAW);
    uint32_t asked = 0;
    for (int round = 0; round < 40; round++) {
        const uint64_t from = round % 4 == 3 ? 1000 : 0, length = round % 4 == 3 ? 500 : sizeof store;
        const bool covered = sgl_shadow_covers(sgl_buffers_find(group, 3, false), from, length);
        struct sgl_buffer_mapping *m = sgl_maps_add(group, 3, from, length, GL_MAP_WRITE_BIT, true);
        if (!covered) {
            asked++;
            memcpy(m->memory, store + from, length);
            CHECK(sgl_maps_begin(group, m, true));
        }
        CHECK(memcmp(m->memory, store + from, length) == 0);
        m->memory[round * 7] ^= 0x55;
        sgl_maps_send(stub_stream(), m, 0, m->length);
        CHECK(apply(store, sizeof store) == 1);
        sgl_maps_remove(group, m);
        switch (round) {
        case 10:
            store[77] = 1;
            sgl_track_glBufferSubData(cx, GL_ARRAY_BUFFER, 77, 1, store);
            break;
        case 15:
            store[78] = 2;
            sgl_track_glCopyBufferSubData(cx, GL_COPY_READ_BUFFER, GL_ARRAY_BUFFER, 0, 78, 1);
            break;
        case 20:
            store[79] = 3;
            sgl_track_glClearNamedBufferSubData(cx, 3, GL_R8, 79, 1, GL_RED, GL_UNSIGNED_BYTE, store);
            break;
        case 25: /* a map that discards: nothing is known of what was written through it */
            m = sgl_maps_add(group, 3, 0, 8, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_RANGE_BIT, false);
            CHECK(!m->shadow && sgl_maps_begin(group, m, false));
            memset(m->memory, 8, 8);
            sgl_maps_send(stub_stream(), m, 0, 8);
            CHECK(apply(store, sizeof store) == 8 && store[7] == 8);
            sgl_maps_remove(group, m);
            break;
        default: break;
        }
        stub_rewind();
    }
    CHECK(asked == 2 + 5); /* after round 10 for a part, and then for the rest */
    CHECK(sgl_shadow_bytes == 2 * sizeof store);
    /* redefined while it is mapped: the program still has its pointer */
    struct sgl_buffer_mapping *m = sgl_maps_add(group, 3, 0, sizeof store, GL_MAP_WRITE_BIT, true);
    CHECK(m->shadow && m->doubtful == false);
    sgl_track_glBufferData(cx, GL_ARRAY_BUFFER, 64, NULL, GL_DYNAMIC_DRAW);
    m->memory[4999] = 1;
    CHECK(m->doubtful && !sgl_shadow_covers(sgl_buffers_find(group, 3, false), 0, 64));
    sgl_maps_remove(group, m);
    CHECK(sgl_shadow_bytes == 0);
    /* where the GPU may write, nothing is remembered */
    for (int round = 0; round < 6; round++) {
        m = sgl_maps_add(group, 3, 0, 64, GL_MAP_WRITE_BIT, true);
        CHECK(sgl_maps_begin(group, m, true) && sgl_shadow_covers(sgl_buffers_find(group, 3, false), 0, 64) == (round > 0 && round < 3));
        sgl_maps_remove(group, m);
        if (round == 2) sgl_track_glTextureBuffer(cx, 1, GL_R32F, 3);
    }
    sgl_track_glDeleteBuffers(cx, 1, &(uint32_t){3});
    CHECK(sgl_shadow_bytes == 0);
}

static void unknown_contents_go_whole(void)
{
    static uint8_t store[40000];
    memset(store, 9, sizeof store);
    struct sgl_buffer_mapping *m = mapping(0, sizeof store, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT, NULL);
    m->memory[5] = 1;
    sgl_maps_send(stub_stream(), m, 0, m->length);
    CHECK(apply(store, sizeof store) == sizeof store && store[5] == 1 && store[6] == 0);
}

static void flushed_range(void)
{
    static uint8_t store[4096];
    const struct sgl_buffer_mapping *first;
    struct sgl_buffer_mapping *m = mapping(70, 1000, GL_MAP_WRITE_BIT | GL_MAP_FLUSH_EXPLICIT_BIT, store);
    CHECK(((uintptr_t)m->memory & 63) == 70 % 64);
    memset(m->memory, 4, 1000);
    sgl_maps_send(stub_stream(), m, 10, 20);
    CHECK(apply(store, sizeof store) == 20);
    CHECK(store[79] == 0 && store[80] == 4 && store[99] == 4 && store[100] == 0);
    sgl_maps_send(stub_stream(), m, 990, 5000);
    CHECK(apply(store, sizeof store) == 10);
    first = sgl_maps_find(stub_context()->group, 3);
    CHECK(first == m && !sgl_maps_find(stub_context()->group, 4) && !sgl_maps_find(stub_context()->group, 0));
}

static void coherent(void)
{
    static uint8_t store[300];
    const uint32_t access = GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT;
    struct sgl_buffer_mapping *m = mapping(0, sizeof store, access, store);
    CHECK(sgl_coherent_maps == 1 && sgl_readable_maps == 1);
    m->memory[8] = 1;
    m->memory[20] = 1;
    sgl_before_read(stub_stream());
    CHECK(apply(store, sizeof store) == 2); /* nothing between that the renderer may have written */
    sgl_before_read(stub_stream());
    CHECK(apply(store, sizeof store) == 0);
    sgl_maps_remove(stub_context()->group, m);
    CHECK(sgl_coherent_maps == 0 && sgl_readable_maps == 0);
}

/* Large ones go by pages that the kernel saw written: rounds of random writes, and pauses in which pages are
 * protected again. */
static void coherent_large(void)
{
    static uint8_t store[1500000];
    const uint32_t access = GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT;
    struct sgl_buffer_mapping *m = mapping(100, sizeof store - 100, access, store + 100);
    uint32_t seed = 7;
    for (int round = 0; round < 300; round++) {
        uint64_t wrote = 0;
        for (int i = 0; i < round % 7; i++) {
            seed = seed * 1664525u + 1013904223u;
            const uint64_t at = seed % (m->length - 9000), bytes = seed >> 20 & 1 ? 4 : seed % 9000;
            memset(m->memory + at, (int)(seed >> 9), bytes);
            wrote += bytes;
        }
        if (round == 200) memset(m->memory, 1, m->length), wrote += m->length;
        stub_rewind();
        sgl_before_read(stub_stream());
        const uint64_t bytes = apply(store, sizeof store);
        if (bytes > wrote || memcmp(store + 100, m->memory, m->length) != 0) {
            CHECK(!"contents differ");
            return;
        }
        for (int i = 0; i < 20 && round % 50 == 0; i++) {
            stub_rewind();
            sgl_before_read(stub_stream());
            CHECK(apply(store, sizeof store) == 0);
        }
    }
}

static void fetched(void)
{
    static uint8_t store[64];
    const uint32_t access = GL_MAP_WRITE_BIT | GL_MAP_READ_BIT | GL_MAP_PERSISTENT_BIT;
    struct sgl_buffer_mapping *m = mapping(0, sizeof store, access, store);
    const uint32_t *w;
    uint32_t n;
    m->memory[1] = 5;            /* the program's, not sent yet */
    store[2] = 6, store[3] = 7;  /* the renderer's */
    stub_reply(store, sizeof store);
    sgl_after_wait(stub_stream());
    CHECK(stub_next(&w, &n) == SGL_OP_READ_BUFFER && w[1] == 3);
    CHECK(m->memory[1] == 5 && m->memory[2] == 6 && m->memory[3] == 7);
    sgl_before_read(stub_stream());
    CHECK(apply(store, sizeof store) == 1 && store[1] == 5);
}

static void write_only_is_fetched_where_written(void)
{
    static uint8_t store[64];
    struct sgl_track *cx = stub_track();
    const uint32_t *w;
    uint32_t n;
    cx->buffer_hook = sgl_buffer_changed;
    struct sgl_buffer_mapping *m = mapping(0, sizeof store, GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT, store);
    sgl_after_wait(stub_stream());
    CHECK(stub_next(&w, &n) == 0);
    sgl_track_glBindBufferBase(cx, GL_SHADER_STORAGE_BUFFER, 0, 3);
    store[9] = 1;
    stub_reply(store, sizeof store);
    sgl_after_wait(stub_stream());
    CHECK(stub_next(&w, &n) == SGL_OP_READ_BUFFER && m->memory[9] == 1);
    sgl_track_glDeleteBuffers(cx, 1, (GLuint[]){3});
    CHECK(!sgl_maps_find(cx->owner ? stub_context()->group : NULL, 3) && sgl_coherent_maps == 0);
}

const struct test maps_tests[] = {
    {"only what changed is sent", only_changes},
    {"words that changed are sent without those between", interleaved_changes},
    {"what a buffer holds is remembered between maps, until something else writes it", remembered},
    {"a map of unknown contents is sent whole", unknown_contents_go_whole},
    {"a flush sends its range", flushed_range},
    {"coherent maps send the bytes that changed, and no others", coherent},
    {"large coherent maps send what changed, whichever page it is on", coherent_large},
    {"what the renderer wrote is fetched, the program's own writes stay", fetched},
    {"a write-only map is fetched where the buffer was bound for writing", write_only_is_fetched_where_written},
    {NULL, NULL},
};
