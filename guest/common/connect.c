/* Finding a renderer: maps the region, takes a slot of its client table and waits until a renderer
 * process serves it; and leaving it again, at exit and in forked children. Nothing here runs before
 * the program's first use of GL. */
#include "connection.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "opcodes.h"

static pthread_mutex_t connect_lock = PTHREAD_MUTEX_INITIALIZER;
static struct sgl_connection *the_connection;
static bool failed_for_good, said, hooks_set;

void sgl_say(const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int n = snprintf(line, sizeof line, "sgl: ");
    vsnprintf(line + n, sizeof line - (size_t)n - 1, format, arguments);
    va_end(arguments);
    size_t length = strlen(line);
    line[length] = '\n';
    fwrite(line, 1, length + 1, stderr); /* one write: lines of several processes do not mix */
}

/* Text of the region, which anybody may have written: bounded and printable. */
static void copy_text(char *to, size_t room, const char *from, size_t bytes)
{
    size_t i = 0;
    for (; i + 1 < room && i < bytes && from[i]; i++) to[i] = (unsigned char)from[i] < 32 || from[i] == 127 ? '?' : from[i];
    to[i] = 0;
}

static bool region_is_usable(struct sgl_connection *c, const char *path, char *why, size_t room)
{
    struct sgl_region *r = c->mapping.address;
    c->region = r;
    if (c->mapping.size < sizeof *r || __atomic_load_n(&r->magic, __ATOMIC_ACQUIRE) != SGL_MAGIC) {
        snprintf(why, room, "%s is not a renderer's shared memory, or its renderer is not ready: set SGL_SHM to the name that `sgl serve` shows", path);
        return false;
    }
    if (r->protocol != SGL_PROTOCOL) {
        snprintf(why, room, "the %s is too old: this library speaks protocol %u, the renderer %u; update the %s",
                 r->protocol < SGL_PROTOCOL ? "renderer" : "client library", SGL_PROTOCOL, r->protocol,
                 r->protocol < SGL_PROTOCOL ? "renderer" : "client library");
        return false;
    }
    /* the list of commands only grows: a renderer that knows more than we do knows all that we can say */
    if (r->highest_opcode < SGL_HIGHEST_OPCODE) {
        snprintf(why, room, "the renderer is too old: this library knows commands up to number %u, the renderer up to %u; update the renderer",
                 SGL_HIGHEST_OPCODE, r->highest_opcode);
        return false;
    }
    c->block_count = r->block_count;
    c->first_block = r->first_block;
    c->epoch = r->epoch;
    if (r->size > c->mapping.size || c->block_count > c->mapping.size / SGL_BLOCK || c->first_block >= c->block_count ||
        SGL_OWNERS_OFFSET + (uint64_t)c->block_count * 4 > (uint64_t)c->first_block * SGL_BLOCK) {
        snprintf(why, room, "%s is damaged (its sizes do not fit together): restart `sgl serve`", path);
        return false;
    }
    c->owners = (uint32_t *)((uint8_t *)c->mapping.address + SGL_OWNERS_OFFSET);
    c->supervisor_pid = r->supervisor_pid;
    c->supervisor_start = r->supervisor_start_time;
    c->heartbeat = __atomic_load_n(&r->heartbeat, __ATOMIC_RELAXED);
    c->heartbeat_ms = sgl_platform_now_ms();
    uint64_t start = sgl_platform_start_time(c->supervisor_pid);
    c->pids = start != 0 && start == c->supervisor_start; /* pid and start time both: the same machine */
    c->futex = c->mapping.same_kernel || c->pids;
    if (c->pids) return true;
    /* Another pid namespace or machine: then its heart beats; or it was killed and left its file. */
    for (int i = 0; i < 24; i++) {
        if (__atomic_load_n(&r->heartbeat, __ATOMIC_RELAXED) != c->heartbeat) return true;
        sgl_platform_sleep_us(50000);
    }
    snprintf(why, room, "the renderer of %s is no longer running: start one with `sgl serve`, or start the program with `sgl run -- PROGRAM`", path);
    return false;
}

static void ring_supervisor(struct sgl_region *r)
{
    __atomic_fetch_add(&r->bell, 1, __ATOMIC_SEQ_CST);
    sgl_platform_wake(&r->bell);
}

static bool claim_free_slot(struct sgl_connection *c)
{
    struct sgl_region *r = c->region;
    for (uint32_t i = 0; i < SGL_MAX_CLIENTS; i++) {
        struct sgl_client *k = &r->clients[i];
        uint32_t expected = SGL_CLIENT_FREE;
        if (!__atomic_compare_exchange_n(&k->state, &expected, SGL_CLIENT_CLAIMING, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) continue;
        c->slot = i;
        c->client = k;
        c->pid = sgl_platform_pid();
        /* whose it is comes first: should this process die here, the supervisor can tell, and frees the slot */
        k->start_time = 0;
        __atomic_store_n(&k->flags, c->pids ? SGL_CLIENT_FUTEX : 0, __ATOMIC_RELEASE);
        __atomic_store_n(&k->pid, c->pid, __ATOMIC_RELEASE);
        k->start_time = sgl_platform_start_time(c->pid);
        k->renderer_pid = 0;
        k->protocol = SGL_PROTOCOL;
        k->highest_opcode = SGL_HIGHEST_OPCODE;
        k->bits = (uint32_t)sizeof(void *) * 8;
        memset(k->program, 0, sizeof k->program);
        memset(k->command_line, 0, sizeof k->command_line);
        memset(k->reason, 0, sizeof k->reason);
        sgl_platform_program(k->program, sizeof k->program, k->command_line, sizeof k->command_line);
        k->bell = 0;
        k->renderer_sleeping = 0;
        k->ticket = 0;
        memset(k->stream_offset, 0, sizeof k->stream_offset);
        expected = SGL_CLIENT_CLAIMING; /* a process that stood still here for long may have lost it again */
        if (!__atomic_compare_exchange_n(&k->state, &expected, SGL_CLIENT_CLAIMED, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) continue;
        ring_supervisor(r);
        return true;
    }
    return false;
}

static bool claim_slot(struct sgl_connection *c, char *why, size_t room)
{
    for (int i = 0; i < 20; i++) { /* programs that ended without a word are noticed when somebody rings */
        if (claim_free_slot(c)) return true;
        ring_supervisor(c->region);
        sgl_platform_sleep_us(50000);
    }
    snprintf(why, room, "the renderer has %u programs connected already, which is all it can take: end one of them", SGL_MAX_CLIENTS);
    return false;
}

static bool wait_ready(struct sgl_connection *c, char *why, size_t room)
{
    struct sgl_client *k = c->client;
    char reason[sizeof k->reason + 1];
    uint64_t began = sgl_platform_now_ms();
    uint32_t state;
    while ((state = __atomic_load_n(&k->state, __ATOMIC_ACQUIRE)) == SGL_CLIENT_CLAIMED) {
        bool late = sgl_platform_now_ms() - began > SGL_CONNECT_TIMEOUT_MS;
        if (late || !sgl_connection_alive(c, true)) {
            snprintf(why, room, late ? "the renderer did not answer within %u s: look at the messages of `sgl serve`, or restart it"
                                     : "the renderer ended while this program was connecting (%u s at most): start `sgl serve` again",
                     SGL_CONNECT_TIMEOUT_MS / 1000);
            __atomic_store_n(&k->state, SGL_CLIENT_CLOSING, __ATOMIC_RELEASE);
            ring_supervisor(c->region);
            return false;
        }
        if (c->futex) sgl_platform_sleep_on(&k->state, state, SGL_SLICE_MS);
        else sgl_platform_sleep_us(1000);
    }
    if (state == SGL_CLIENT_READY) {
        c->renderer_pid = k->renderer_pid;
        c->renderer_start = c->pids ? sgl_platform_start_time(c->renderer_pid) : 0;
        return true;
    }
    copy_text(reason, sizeof reason, k->reason, sizeof k->reason);
    snprintf(why, room, "the renderer %s this program: %s", state == SGL_CLIENT_REFUSED ? "refused" : "could not serve",
             reason[0] ? reason : "it gave no reason; look at the messages of `sgl serve`");
    __atomic_store_n(&k->state, SGL_CLIENT_CLOSING, __ATOMIC_RELEASE);
    ring_supervisor(c->region);
    return false;
}

/* When the process ends, after its exit handlers and destructors, which may draw. */
__attribute__((destructor)) static void leave(void)
{
    struct sgl_connection *c = the_connection;
    if (!c || c->pid != sgl_platform_pid()) return;
    if (!c->lost) sgl_streams_leave(c);
    uint32_t state = __atomic_load_n(&c->client->state, __ATOMIC_ACQUIRE);
    if (state == SGL_CLIENT_READY || state == SGL_CLIENT_LOST)
        __atomic_compare_exchange_n(&c->client->state, &state, SGL_CLIENT_CLOSING, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
    ring_supervisor(c->region);
    __atomic_fetch_add(&c->client->bell, 1, __ATOMIC_SEQ_CST);
    sgl_platform_wake(&c->client->bell);
    c->lost = true;
}

/* The parent goes on using its stream; the child may connect anew. What it inherited is never touched. */
static void forget_in_child(void)
{
    pthread_mutex_init(&connect_lock, NULL);
    the_connection = NULL;
    failed_for_good = said = false;
    sgl_streams_forget();
}

static struct sgl_connection *attach(char *why, size_t room)
{
    char path[256];
    struct sgl_connection *c = calloc(1, sizeof *c);
    if (!c) {
        snprintf(why, room, "out of memory");
        return NULL;
    }
    sgl_platform_region_path(path, sizeof path);
    if (!sgl_platform_map(path, &c->mapping, why, room)) {
        free(c);
        return NULL;
    }
    bool usable = region_is_usable(c, path, why, room);
    if (!usable || !claim_slot(c, why, room) || !wait_ready(c, why, room)) {
        failed_for_good = usable;
        sgl_platform_unmap(&c->mapping);
        free(c);
        return NULL;
    }
    pthread_mutex_init(&c->lock, NULL);
    c->next_context = c->next_drawable = 1;
    if (!hooks_set) {
        hooks_set = true;
        pthread_atfork(NULL, NULL, forget_in_child);
    }
    return c;
}

struct sgl_connection *sgl_connected(void) { return __atomic_load_n(&the_connection, __ATOMIC_ACQUIRE); }

struct sgl_connection *sgl_connect(void)
{
    struct sgl_connection *c = sgl_connected();
    if (c) return c->lost ? NULL : c;
    pthread_mutex_lock(&connect_lock);
    c = the_connection;
    if (!c && !failed_for_good) {
        char why[1024];
        c = attach(why, sizeof why);
        if (!c && !said) {
            said = true;
            sgl_say("%s", why);
        }
        __atomic_store_n(&the_connection, c, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&connect_lock);
    return c;
}

bool sgl_connection_alive(struct sgl_connection *c, bool thorough)
{
    uint32_t state = __atomic_load_n(&c->client->state, __ATOMIC_ACQUIRE);
    if (c->lost || (state != SGL_CLIENT_READY && state != SGL_CLIENT_CLAIMED)) return false;
    if (__atomic_load_n(&c->region->epoch, __ATOMIC_RELAXED) != c->epoch) return false;
    if (!thorough) return true;
    if (c->pids) {
        if (c->renderer_start && sgl_platform_is_gone(c->renderer_pid, c->renderer_start)) return false;
        return !sgl_platform_is_gone(c->supervisor_pid, c->supervisor_start);
    }
    uint64_t beat = __atomic_load_n(&c->region->heartbeat, __ATOMIC_RELAXED), now = sgl_platform_now_ms();
    if (beat != c->heartbeat) {
        c->heartbeat = beat;
        c->heartbeat_ms = now;
    }
    return now - c->heartbeat_ms < 3000;
}

void sgl_connection_lose(struct sgl_connection *c, const char *why)
{
    if (__atomic_exchange_n(&c->lost, true, __ATOMIC_ACQ_REL)) return;
    char reason[sizeof c->client->reason + 1] = "";
    uint32_t state = __atomic_load_n(&c->client->state, __ATOMIC_ACQUIRE);
    if (state == SGL_CLIENT_CLOSING) return; /* our own exit */
    if (state == SGL_CLIENT_LOST) copy_text(reason, sizeof reason, c->client->reason, sizeof c->client->reason);
    if (!why) why = reason[0] ? reason : __atomic_load_n(&c->region->closing, __ATOMIC_RELAXED) ? "`sgl serve` was shut down" : "its process ended";
    sgl_say("the renderer is gone (%s); OpenGL does nothing from here on: restart this program to go on drawing", why);
}

void sgl_ring_renderer(struct sgl_connection *c)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!__atomic_load_n(&c->client->renderer_sleeping, __ATOMIC_RELAXED)) return;
    if (!__atomic_exchange_n(&c->client->renderer_sleeping, 0, __ATOMIC_SEQ_CST)) return; /* somebody else rings */
    __atomic_fetch_add(&c->client->bell, 1, __ATOMIC_SEQ_CST);
    if (c->futex) sgl_platform_wake(&c->client->bell);
}
