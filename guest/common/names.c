/* Object names: the client chooses them, ascending for each kind and share group (or context, for what contexts do not
 * share), never twice.
 *
 * The renderer's driver chooses ascending, too. Where several contexts share, a name and the place of its command in the
 * order of all threads are taken under one lock: otherwise the driver would have made the object that one thread asked for
 * under the name that another was given, and objects may have a type from the start (shaders, glCreateTextures). */
#include "connection.h"
#include "context_state.h"

/* The counter holds the last name, so that it starts at zero. */
static uint32_t *counter(struct sgl_context *context, enum sgl_object_kind kind)
{
    return sgl_object_is_shared(kind) ? &context->group->next_name[kind] : &context->next_name[kind];
}

uint32_t sgl_new_names(struct sgl_context *context, enum sgl_object_kind kind, uint32_t count)
{
    if (!context) return 0; /* nothing is made without a context */
    struct sgl_stream *s = context->stream;
    if (sgl_object_is_shared(kind) && s && !s->naming && __atomic_load_n(&context->connection->shared, __ATOMIC_ACQUIRE)) {
        pthread_mutex_lock(&context->group->naming);
        s->naming = context->group;
        __atomic_store_n(&s->publish_at, NULL, __ATOMIC_RELAXED); /* sgl_names_sent comes with the command's end */
    }
    return __atomic_fetch_add(counter(context, kind), count, __ATOMIC_RELAXED) + 1;
}

void sgl_names_sent(struct sgl_stream *s)
{
    struct sgl_share_group *group = s->naming;
    sgl_publish(s);
    s->naming = NULL;
    pthread_mutex_unlock(&group->naming);
}

void sgl_seen_name(struct sgl_context *context, enum sgl_object_kind kind, uint32_t name)
{
    if (!context || name == 0 || name >= 0x80000000u) return; /* so far up the counter never comes */
    if (context->profile == 1) return; /* core contexts take no names that were not generated */
    uint32_t *last = counter(context, kind);
    uint32_t seen = __atomic_load_n(last, __ATOMIC_RELAXED);
    while (seen < name && !__atomic_compare_exchange_n(last, &seen, name, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
}
