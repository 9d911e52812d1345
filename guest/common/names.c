/* Object names: the client chooses them, ascending for each kind and share group, never twice. */
#include "context_state.h"

uint32_t sgl_new_names(struct sgl_context *context, enum sgl_object_kind kind, uint32_t count)
{
    if (!context) return 0; /* nothing is made without a context */
    /* the counter holds the last name, so that it starts at zero */
    return __atomic_fetch_add(&context->group->next_name[kind], count, __ATOMIC_RELAXED) + 1;
}

void sgl_seen_name(struct sgl_context *context, enum sgl_object_kind kind, uint32_t name)
{
    if (!context || name == 0 || name >= 0x80000000u) return; /* so far up the counter never comes */
    uint32_t *last = &context->group->next_name[kind];
    uint32_t seen = __atomic_load_n(last, __ATOMIC_RELAXED);
    while (seen < name && !__atomic_compare_exchange_n(last, &seen, name, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
}
