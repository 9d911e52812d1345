/* Client contexts: creation with everything that comes with it (strings, extensions, limits), and
 * which of them is current in which thread. */
#include "buffer_map.h"
#include "context_state.h"

#include <stdio.h>
#include <stdlib.h>

#include "connection.h"
#include "gl_debug.h"
#include "gl_defs.h"
#include "override.h"

/* ---- tracked state of dummies ----------------------------------------------------------------------- */

struct sgl_track *sgl_track_create(bool core)
{
    struct sgl_track *track = calloc(1, sizeof *track);
    if (track) sgl_track_init(track, core);
    return track;
}

void sgl_track_destroy(struct sgl_track *track)
{
    if (!track) return;
    sgl_track_free(track);
    free(track);
}

/* ---- the host ---------------------------------------------------------------------------------------- */

/* What is left of the answer, with a NUL behind it; *bytes without that. */
static char *read_rest(struct sgl_stream *s, uint64_t *bytes)
{
    uint64_t n = sgl_reply_left(s);
    char *rest = n < 1u << 24 ? malloc(n + 1) : NULL;
    *bytes = rest ? n : 0;
    sgl_reply_read(s, rest, n);
    if (rest) rest[n] = 0;
    return rest;
}

/* The next string of such a rest; "" when there is none. */
static const char *next_string(const char **at, const char *end)
{
    const char *string = *at;
    if (string >= end) return "";
    *at = string + strlen(string) + 1;
    return string;
}

const struct sgl_host *sgl_host(void)
{
    struct sgl_connection *c = sgl_connect();
    if (!c) return NULL;
    if (__atomic_load_n(&c->host_known, __ATOMIC_ACQUIRE)) return &c->host;
    struct sgl_stream *s = sgl_own_stream();
    if (!s) return NULL;
    struct sgl_host_info info;
    uint64_t bytes;
    sgl_command(s, SGL_OP_QUERY_HOST, 0);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_QUERY_HOST);
    sgl_reply_read(s, &info, sizeof info);
    char *rest = read_rest(s, &bytes);
    sgl_reply_end(s);
    if (s->dummy || !rest || info.config_count > bytes / sizeof(struct sgl_config)) {
        free(rest);
        return NULL;
    }
    const char *at = rest + info.config_count * sizeof(struct sgl_config), *end = rest + bytes;
    pthread_mutex_lock(&c->lock);
    if (!c->host_known) {
        c->host.info = info;
        c->host.configs = (const struct sgl_config *)(const void *)rest;
        c->host.vendor = next_string(&at, end);
        c->host.renderer = next_string(&at, end);
        c->host.override = next_string(&at, end);
        __atomic_store_n(&c->host_known, true, __ATOMIC_RELEASE);
    } else {
        free(rest); /* another thread was faster */
    }
    pthread_mutex_unlock(&c->lock);
    return &c->host;
}

/* ---- contexts ---------------------------------------------------------------------------------------- */

static struct sgl_share_group *group_create(void)
{
    static uint32_t groups;
    struct sgl_share_group *group = calloc(1, sizeof *group);
    if (!group) return NULL;
    group->number = __atomic_add_fetch(&groups, 1, __ATOMIC_RELAXED);
    group->references = 1;
    pthread_mutex_init(&group->lock, NULL);
    pthread_mutex_init(&group->naming, NULL);
    return group;
}

static void group_drop(struct sgl_share_group *group)
{
    if (!group || __atomic_sub_fetch(&group->references, 1, __ATOMIC_ACQ_REL)) return;
    sgl_programs_free(group->programs);
    free(group->shaders);
    if (group->free_buffers) group->free_buffers(group->buffers);
    pthread_mutex_destroy(&group->lock);
    pthread_mutex_destroy(&group->naming);
    free(group);
}

static void context_free(struct sgl_context *context)
{
    if (context->free_buffers) context->free_buffers(context->buffers);
    sgl_debug_free(context->debug);
    sgl_formats_free(context->formats);
    sgl_track_free(&context->track);
    group_drop(context->group);
    free(context->extensions);
    free(context->extension_line);
    free(context->program_error);
    free(context->limits);
    free(context);
}

static int by_pname(const void *a, const void *b)
{
    uint32_t x = ((const struct sgl_limit *)a)->pname, y = ((const struct sgl_limit *)b)->pname;
    return x < y ? -1 : x > y;
}

/* Strings outlive their contexts, as a driver's do: programs keep glGetStringi's pointers when the context
 * that they asked first is gone. Contexts of a kind have the same ones, so there are few. */
struct sgl_kept_strings {
    struct sgl_kept_strings *next;
    uint64_t bytes;
    char *strings, *renderer;
};

/* The kept strings equal to these, which are given up or become kept ones. */
static const struct sgl_kept_strings *keep_strings(char *rest, uint64_t bytes, const char *renderer)
{
    static struct sgl_kept_strings *all;
    struct sgl_kept_strings *kept = __atomic_load_n(&all, __ATOMIC_ACQUIRE);
    for (; kept; kept = kept->next) {
        if (kept->bytes != bytes || memcmp(kept->strings, rest, bytes) != 0) continue;
        free(rest);
        return kept;
    }
    size_t room = strlen(renderer) + sizeof " (sgl)";
    kept = malloc(sizeof *kept);
    char *with_name = malloc(room);
    if (!kept || !with_name) {
        free(kept);
        free(with_name);
        return NULL;
    }
    snprintf(with_name, room, "%s (sgl)", renderer);
    *kept = (struct sgl_kept_strings){NULL, bytes, rest, with_name};
    kept->next = __atomic_load_n(&all, __ATOMIC_ACQUIRE);
    while (!__atomic_compare_exchange_n(&all, &kept->next, kept, true, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {}
    return kept;
}

/* How many arrays the driver has, where it said so. */
static void take_array_limits(struct sgl_context *context)
{
    for (uint32_t i = 0; i < context->limit_count; i++) {
        const struct sgl_limit *limit = &context->limits[i];
        if (limit->pname == GL_MAX_VERTEX_ATTRIBS && limit->value > 0) context->track.max_attribs = (uint32_t)limit->value;
        if (limit->pname == GL_MAX_VERTEX_ATTRIB_BINDINGS && limit->value > 0) context->track.max_bindings = (uint32_t)limit->value;
    }
}

/* Takes the creation reply's strings and limits apart; they are kept from here on if that succeeds. */
static bool take_strings(struct sgl_context *context, char *rest, uint64_t bytes, uint32_t extensions)
{
    const char *at = rest, *end = rest + bytes;
    (void)next_string(&at, end); /* the vendor */
    const struct sgl_kept_strings *kept = keep_strings(rest, bytes, next_string(&at, end));
    if (!kept) return false;
    at = rest = kept->strings;
    end = at + bytes;
    context->strings = rest;
    context->renderer = kept->renderer;
    context->vendor = next_string(&at, end);
    context->renderer_string = next_string(&at, end);
    context->version_string = next_string(&at, end);
    context->shading_language = next_string(&at, end);
    context->extensions = calloc(extensions ? extensions : 1, sizeof *context->extensions);
    if (!context->extensions) return false;
    for (; context->extension_count < extensions && at < end; context->extension_count++)
        context->extensions[context->extension_count] = next_string(&at, end);
    uint64_t place = (uint64_t)(at - rest);
    place = (place + 3) & ~(uint64_t)3; /* the fixed part before the strings is a multiple of 4 itself */
    uint32_t n = 0;
    if (place + 4 <= bytes) memcpy(&n, rest + place, 4);
    if (n && n > (bytes - place - 4) / sizeof(struct sgl_limit)) n = 0;
    context->limits = calloc(n ? n : 1, sizeof *context->limits);
    if (!context->limits) return false;
    context->limit_count = context->limit_room = n;
    if (n) memcpy(context->limits, rest + place + 4, n * sizeof *context->limits);
    qsort(context->limits, n, sizeof *context->limits, by_pname);
    place += 4 + (uint64_t)n * sizeof *context->limits;
    if (place < bytes) {
        context->languages = rest + place;
        context->languages_end = end;
    }
    return true;
}

static bool buffer_named(const struct sgl_track *track, uint32_t buffer)
{
    const struct sgl_context *context = track->owner;
    return buffer <= __atomic_load_n(&context->group->next_name[SGL_OBJECT_BUFFER], __ATOMIC_RELAXED);
}

/* What lost fixed function without a profile's word for it, 3.1 and forward-compatible contexts, counts as core. */
static uint32_t memo_profile(const struct sgl_context_reply *reply, const struct sgl_context_request *request)
{
    if (reply->profile == 4) return reply->version < 20 ? SGL_ES1 : SGL_ES2;
    const bool bare = reply->version == 31 || (reply->version >= 30 && request->flags & 2);
    return reply->profile == 1 || bare ? SGL_CORE : SGL_COMPATIBILITY;
}

struct sgl_context *sgl_context_create(const struct sgl_context_request *request, struct sgl_context *share, uint32_t *error)
{
    *error = SGL_CONTEXT_FAILED;
    struct sgl_stream *s = sgl_own_stream();
    if (!s) return NULL;
    struct sgl_connection *c = s->connection;
    if (share && share->connection != c) {
        *error = SGL_CONTEXT_BAD_SHARE;
        return NULL;
    }
    struct sgl_context *context = calloc(1, sizeof *context);
    if (!context) return NULL;
    context->connection = c;
    context->request = *request;
    context->id = context->request.context = __atomic_fetch_add(&c->next_context, 1, __ATOMIC_RELAXED);
    context->request.share = share ? share->id : 0;
    if (share) {
        context->group = share->group;
        __atomic_add_fetch(&context->group->references, 1, __ATOMIC_RELAXED);
        if (!c->shared) sgl_streams_share(c);
    } else {
        context->group = group_create();
    }
    if (!sgl_override_request(context, &context->request)) {
        *error = SGL_CONTEXT_BAD_VERSION;
        context_free(context);
        return NULL;
    }
    struct sgl_context_reply reply;
    uint64_t bytes;
    const uint32_t words = sizeof context->request / 4;
    memcpy(sgl_command(s, SGL_OP_CREATE_CONTEXT, words), &context->request, sizeof context->request);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_CREATE_CONTEXT);
    sgl_reply_read(s, &reply, sizeof reply);
    char *rest = read_rest(s, &bytes);
    sgl_reply_end(s);
    if (reply.error == SGL_CONTEXT_OK && (s->dummy || !rest || reply.version == 0)) reply.error = SGL_CONTEXT_FAILED;
    context->version = reply.version;
    context->profile = reply.profile;
    sgl_track_init(&context->track, reply.profile == 1);
    context->track.es = reply.profile == 4;
    context->track.owner = context;
    context->track.buffer_hook = sgl_buffer_changed;
    context->track.buffer_named = buffer_named;
    if (context->group) sgl_memo_init(&context->track, &context->group->memo, memo_profile(&reply, request), request->reset_strategy != 0);
    if (reply.error == SGL_CONTEXT_OK && context->group && take_strings(context, rest, bytes, reply.extension_count)) {
        *error = SGL_CONTEXT_OK;
        take_array_limits(context);
        sgl_override_context(context);
        return context;
    }
    *error = reply.error ? reply.error : SGL_CONTEXT_FAILED;
    if (!context->strings) free(rest);
    context_free(context);
    return NULL;
}

bool sgl_context_is_dead(const struct sgl_context *context)
{
    return context->connection != sgl_connected() || context->connection->lost;
}

void sgl_context_destroy(struct sgl_context *context)
{
    if (!context || context->destroyed) return;
    context->destroyed = true;
    struct sgl_stream *s = sgl_context_is_dead(context) ? NULL : sgl_own_stream();
    if (s) {
        sgl_command(s, SGL_OP_DESTROY_CONTEXT, 1)[0] = context->id;
        sgl_command_end(s);
        sgl_publish(s); /* the program may go to sleep for long now */
    }
    if (!__atomic_load_n(&context->stream, __ATOMIC_ACQUIRE)) context_free(context);
}

uint32_t sgl_context_version(const struct sgl_context *context) { return context->version; }
uint32_t sgl_context_profile(const struct sgl_context *context) { return context->profile; }
uint32_t sgl_context_id(const struct sgl_context *context) { return context->id; }
uint32_t sgl_context_group(const struct sgl_context *context) { return context->group->number; }
void *sgl_context_user(const struct sgl_context *context) { return context->user; }
void sgl_context_set_user(struct sgl_context *context, void *user) { context->user = user; }

void sgl_copy_context(struct sgl_context *source, struct sgl_context *destination, uint32_t mask)
{
    struct sgl_stream *s = sgl_own_stream();
    if (!s || sgl_context_is_dead(source) || sgl_context_is_dead(destination)) return;
    uint32_t *p = sgl_command(s, SGL_OP_COPY_CONTEXT, 3);
    p[0] = source->id;
    p[1] = destination->id;
    p[2] = mask;
    sgl_command_end(s);
    sgl_memo_forget(&destination->track);
}

/* ---- current ----------------------------------------------------------------------------------------- */

struct sgl_context *sgl_current_context(void)
{
    struct sgl_stream *s = sgl_own_stream_if_any();
    return s ? s->context : NULL;
}
struct sgl_drawable *sgl_current_draw(void)
{
    struct sgl_context *context = sgl_current_context();
    return context ? context->draw : NULL;
}
struct sgl_drawable *sgl_current_read(void)
{
    struct sgl_context *context = sgl_current_context();
    return context ? context->read : NULL;
}

/* The client's side of releasing the stream's context. */
static void let_go(struct sgl_stream *s)
{
    struct sgl_context *context = s->context;
    s->context = NULL;
    s->track = NULL;
    sgl_debug_refresh(s);
    sgl_stream_make_current(NULL);
    if (!context) return;
    sgl_drawable_drop(context->draw);
    sgl_drawable_drop(context->read);
    context->draw = context->read = NULL;
    __atomic_store_n(&context->stream, NULL, __ATOMIC_RELEASE);
    if (context->destroyed) context_free(context);
}

void sgl_context_thread_ended(struct sgl_stream *s) { let_go(s); }

/* While a renderer is there its word counts; a lost one lets contexts go without a word. */
static uint32_t ask(struct sgl_stream *s, uint32_t context, uint32_t draw, uint32_t read)
{
    uint32_t error;
    uint32_t *p = sgl_command(s, SGL_OP_MAKE_CURRENT, 3);
    p[0] = context;
    p[1] = draw;
    p[2] = read;
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_MAKE_CURRENT);
    sgl_reply_read(s, &error, sizeof error);
    sgl_reply_end(s);
    return s->dummy && context ? (uint32_t)SGL_MAKE_CURRENT_FAILED : error;
}

uint32_t sgl_make_current(struct sgl_context *context, struct sgl_drawable *draw, struct sgl_drawable *read)
{
    struct sgl_stream *s = sgl_own_stream_if_any();
    if (!context) {
        if (!s || !s->context) return SGL_MAKE_CURRENT_OK;
        ask(s, 0, 0, 0);
        let_go(s);
        return SGL_MAKE_CURRENT_OK;
    }
    if (context->destroyed || sgl_context_is_dead(context)) return SGL_MAKE_CURRENT_BAD_CONTEXT;
    if ((draw && draw->connection != context->connection) || (read && read->connection != context->connection))
        return SGL_MAKE_CURRENT_BAD_DRAWABLE;
    s = sgl_own_stream();
    if (!s) return SGL_MAKE_CURRENT_FAILED;
    struct sgl_stream *nowhere = NULL;
    if (context != s->context && !__atomic_compare_exchange_n(&context->stream, &nowhere, s, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        return SGL_MAKE_CURRENT_IN_USE;
    uint32_t error = ask(s, context->id, draw ? draw->id : 0, read ? read->id : 0);
    if (error != SGL_MAKE_CURRENT_OK) {
        if (context != s->context) __atomic_store_n(&context->stream, NULL, __ATOMIC_RELEASE);
        if (error == SGL_MAKE_CURRENT_FAILED && !s->dummy) let_go(s); /* the renderer let the old one go */
        return error;
    }
    sgl_drawable_keep(draw); /* before the old ones go: they may be the same */
    sgl_drawable_keep(read);
    if (context == s->context) {
        sgl_drawable_drop(context->draw);
        sgl_drawable_drop(context->read);
    } else {
        let_go(s);
    }
    context->draw = draw;
    context->read = read;
    s->context = context;
    s->track = &context->track;
    s->clean_position = UINT64_MAX;
    sgl_memo_unprove(s->track);
    sgl_debug_refresh(s);
    sgl_stream_make_current(s);
    return SGL_MAKE_CURRENT_OK;
}
