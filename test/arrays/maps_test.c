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
        CHECK(op == SGL_OP_FLUSH_MAP && w[0] == 3);
        const uint64_t at = w[1] | (uint64_t)w[2] << 32;
        CHECK(at + w[3] <= store_bytes && n == 4 + (w[3] + 3) / 4);
        memcpy(store + at, w + 4, w[3]);
        bytes += w[3];
    }
    return bytes;
}

static struct sgl_buffer_mapping *mapping(uint64_t offset, uint64_t length, uint32_t access, const uint8_t *contents)
{
    struct sgl_buffer_mapping *m = sgl_maps_add(stub_context()->group, 3, offset, length, access);
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
    {"a map of unknown contents is sent whole", unknown_contents_go_whole},
    {"a flush sends its range", flushed_range},
    {"coherent maps send the bytes that changed, and no others", coherent},
    {"large coherent maps send what changed, whichever page it is on", coherent_large},
    {"what the renderer wrote is fetched, the program's own writes stay", fetched},
    {"a write-only map is fetched where the buffer was bound for writing", write_only_is_fetched_where_written},
    {NULL, NULL},
};
