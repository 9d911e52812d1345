/* EGL's syncs. A fence is a fence of OpenGL where the context has
 * them; it is waited for by contexts that share with it, and by all others (and where there is no such
 * fence) by waiting until its context has finished. A reusable sync is the client's own. */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "../common/platform.h"
#include "egl_internal.h"

struct sgl_egl_sync {
    struct sgl_egl_sync *next;
    EGLenum type;
    bool signalled;
    uint32_t context, group; /* of a fence: numbers, the context may end */
    void *fence;             /* GLsync; NULL: the context has none */
    uint32_t waiters;        /* under the lock, as is what follows */
    bool destroyed;
    EGLLabelKHR label;
};

/* Of reusable syncs: one signal is rare, and wakes all. */
static pthread_cond_t signalled = PTHREAD_COND_INITIALIZER;

enum { GL_SYNC_GPU_COMMANDS_COMPLETE = 0x9117, GL_SYNC_FLUSH_COMMANDS_BIT = 1, GL_TIMEOUT_EXPIRED = 0x911B, GL_WAIT_FAILED = 0x911D };

extern void *glFenceSync(unsigned condition, unsigned flags);
extern unsigned glClientWaitSync(void *sync, unsigned flags, uint64_t timeout);
extern void glWaitSync(void *sync, unsigned flags, uint64_t timeout);
extern void glDeleteSync(void *sync);
extern void glFlush(void);

struct sgl_egl_sync *sgl_egl_find_sync(struct sgl_egl_display *d, EGLSync given)
{
    struct sgl_egl_sync *s = d->syncs;
    while (s && s != given) s = s->next;
    return s;
}
void sgl_egl_label_sync(struct sgl_egl_sync *s, EGLLabelKHR label) { s->label = label; }

static bool has_fences(const struct sgl_egl_context *c)
{
    uint32_t version = sgl_context_version(c->inner);
    return c->api == EGL_OPENGL_ES_API ? version >= 30 : version >= 32;
}

/* `extension`: by EGL_KHR_fence_sync and EGL_KHR_reusable_sync, whose errors differ. */
static EGLSync create(EGLDisplay given, EGLenum type, bool attributes, bool extension)
{
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return NULL;
    const bool fence = type == EGL_SYNC_FENCE;
    if (!fence && type != EGL_SYNC_REUSABLE_KHR) return (EGLSync)sgl_egl_fail(extension ? EGL_BAD_ATTRIBUTE : EGL_BAD_PARAMETER, "no such kind of sync");
    if (attributes) return (EGLSync)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "syncs of this kind have no attributes");
    const struct sgl_egl_context *c = sgl_egl_current();
    if (fence && (!c || c->display != d)) return (EGLSync)sgl_egl_fail(EGL_BAD_MATCH, "no context of this display is current");
    struct sgl_egl_sync *s = calloc(1, sizeof *s);
    if (!s) return (EGLSync)sgl_egl_fail(EGL_BAD_ALLOC, "no memory");
    s->type = type;
    if (fence) {
        s->context = sgl_context_id(c->inner);
        s->group = sgl_context_group(c->inner);
        if (has_fences(c)) s->fence = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
        sgl_flush_stream(); /* others may ask the renderer about it from now on */
    }
    pthread_mutex_lock(&sgl_egl_lock);
    s->next = d->syncs;
    d->syncs = s;
    pthread_mutex_unlock(&sgl_egl_lock);
    return s;
}

EGLSync eglCreateSync(EGLDisplay d, EGLenum type, const EGLAttrib *list)
{
    SGL_EGL_ENTER();
    return create(d, type, list && *list != EGL_NONE, false);
}
EGLSync eglCreateSyncKHR(EGLDisplay d, EGLenum type, const EGLint *list)
{
    SGL_EGL_ENTER();
    return create(d, type, list && *list != EGL_NONE, true);
}

/* The sync of a handle, held by the caller against its end; NULL: the error is raised. */
static struct sgl_egl_sync *hold(EGLDisplay given, EGLSync sync)
{
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return NULL;
    pthread_mutex_lock(&sgl_egl_lock);
    struct sgl_egl_sync *s = sgl_egl_find_sync(d, sync);
    if (s) s->waiters++;
    pthread_mutex_unlock(&sgl_egl_lock);
    return s ? s : (void *)sgl_egl_fail(EGL_BAD_PARAMETER, "no such sync");
}

/* Is the context that shares with the fence's current here? */
static bool shares(const struct sgl_egl_sync *s)
{
    const struct sgl_egl_context *c = sgl_egl_current();
    return c && s->fence && sgl_context_group(c->inner) == s->group;
}

static void drop(struct sgl_egl_sync *s)
{
    pthread_mutex_lock(&sgl_egl_lock);
    bool over = --s->waiters == 0 && s->destroyed;
    pthread_mutex_unlock(&sgl_egl_lock);
    if (!over) return;
    if (shares(s)) glDeleteSync(s->fence); /* elsewhere it goes with its share group */
    free(s);
}

static bool end(struct sgl_egl_display *d, EGLSync given)
{
    pthread_mutex_lock(&sgl_egl_lock);
    struct sgl_egl_sync **link = &d->syncs;
    while (*link && *link != given) link = &(*link)->next;
    struct sgl_egl_sync *s = *link;
    if (s) {
        *link = s->next;
        s->destroyed = s->signalled = true; /* who waits is let go */
        s->waiters++;
        pthread_cond_broadcast(&signalled);
    }
    pthread_mutex_unlock(&sgl_egl_lock);
    if (s) drop(s);
    return s != NULL;
}

void sgl_egl_destroy_syncs(struct sgl_egl_display *d)
{
    while (d->syncs) end(d, d->syncs);
}

static EGLBoolean destroy(EGLDisplay given, EGLSync sync)
{
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return EGL_FALSE;
    return end(d, sync) ? EGL_TRUE : (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "no such sync");
}
EGLBoolean eglDestroySync(EGLDisplay d, EGLSync sync)
{
    SGL_EGL_ENTER();
    return destroy(d, sync);
}
EGLBoolean eglDestroySyncKHR(EGLDisplay d, EGLSync sync)
{
    SGL_EGL_ENTER();
    return destroy(d, sync);
}

/* ---- waiting ---------------------------------------------------------------------------------- */

static EGLint wait_reusable(struct sgl_egl_sync *s, EGLTime timeout)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    const uint64_t most = 100ull * 365 * 86400 * 1000000000u;
    uint64_t ns = (timeout < most ? timeout : most) + (uint64_t)until.tv_nsec;
    until.tv_sec += (time_t)(ns / 1000000000u);
    until.tv_nsec = (long)(ns % 1000000000u);
    int failed = 0;
    pthread_mutex_lock(&sgl_egl_lock);
    while (!s->signalled && !failed) failed = timeout ? pthread_cond_timedwait(&signalled, &sgl_egl_lock, &until) : ETIMEDOUT;
    bool good = s->signalled;
    pthread_mutex_unlock(&sgl_egl_lock);
    return good ? EGL_CONDITION_SATISFIED : EGL_TIMEOUT_EXPIRED;
}

static EGLint wait_fence(struct sgl_egl_sync *s, EGLint flags, EGLTime timeout)
{
    if (s->signalled) return EGL_CONDITION_SATISFIED;
    if (shares(s)) {
        unsigned result = glClientWaitSync(s->fence, flags & EGL_SYNC_FLUSH_COMMANDS_BIT ? GL_SYNC_FLUSH_COMMANDS_BIT : 0, timeout);
        if (result == GL_TIMEOUT_EXPIRED) return EGL_TIMEOUT_EXPIRED;
        if (result == GL_WAIT_FAILED) return (EGLint)sgl_egl_fail(EGL_BAD_ALLOC, "the host cannot wait");
    } else {
        sgl_finish_context(s->context);
    }
    s->signalled = true;
    return EGL_CONDITION_SATISFIED;
}

static EGLint client_wait(EGLDisplay d, EGLSync sync, EGLint flags, EGLTime timeout)
{
    struct sgl_egl_sync *s = hold(d, sync);
    if (!s) return EGL_FALSE;
    if (s->type == EGL_SYNC_REUSABLE_KHR && flags & EGL_SYNC_FLUSH_COMMANDS_BIT && sgl_egl_current()) glFlush();
    EGLint result = s->type == EGL_SYNC_FENCE ? wait_fence(s, flags, timeout) : wait_reusable(s, timeout);
    drop(s);
    return result;
}
EGLint eglClientWaitSync(EGLDisplay d, EGLSync sync, EGLint flags, EGLTime timeout)
{
    SGL_EGL_ENTER();
    return client_wait(d, sync, flags, timeout);
}
EGLint eglClientWaitSyncKHR(EGLDisplay d, EGLSync sync, EGLint flags, EGLTime timeout)
{
    SGL_EGL_ENTER();
    return client_wait(d, sync, flags, timeout);
}

static EGLBoolean server_wait(EGLDisplay d, EGLSync sync, EGLint flags)
{
    struct sgl_egl_sync *s = hold(d, sync);
    if (!s) return EGL_FALSE;
    EGLint error = !sgl_egl_current() ? EGL_BAD_MATCH : flags ? EGL_BAD_PARAMETER : s->type != EGL_SYNC_FENCE ? EGL_BAD_MATCH : 0;
    if (!error && shares(s)) glWaitSync(s->fence, 0, UINT64_MAX);
    else if (!error) wait_fence(s, 0, EGL_FOREVER);
    drop(s);
    return error ? (EGLBoolean)sgl_egl_fail(error, "that cannot be waited for here") : EGL_TRUE;
}
EGLBoolean eglWaitSync(EGLDisplay d, EGLSync sync, EGLint flags)
{
    SGL_EGL_ENTER();
    return server_wait(d, sync, flags);
}
EGLint eglWaitSyncKHR(EGLDisplay d, EGLSync sync, EGLint flags)
{
    SGL_EGL_ENTER();
    return (EGLint)server_wait(d, sync, flags);
}

EGLBoolean eglSignalSyncKHR(EGLDisplay d, EGLSync sync, EGLenum mode)
{
    SGL_EGL_ENTER();
    struct sgl_egl_sync *s = hold(d, sync);
    if (!s) return EGL_FALSE;
    EGLint error = s->type != EGL_SYNC_REUSABLE_KHR ? EGL_BAD_MATCH : mode != EGL_SIGNALED && mode != EGL_UNSIGNALED ? EGL_BAD_ATTRIBUTE : 0;
    if (!error) {
        pthread_mutex_lock(&sgl_egl_lock);
        s->signalled = mode == EGL_SIGNALED;
        if (s->signalled) pthread_cond_broadcast(&signalled);
        pthread_mutex_unlock(&sgl_egl_lock);
    }
    drop(s);
    return error ? (EGLBoolean)sgl_egl_fail(error, "that cannot be signalled") : EGL_TRUE;
}

/* ---- asking ----------------------------------------------------------------------------------- */

static EGLBoolean get(EGLDisplay d, EGLSync sync, EGLint name, EGLAttrib *value)
{
    struct sgl_egl_sync *s = hold(d, sync);
    if (!s) return EGL_FALSE;
    EGLint error = value ? 0 : EGL_BAD_PARAMETER;
    if (value) switch (name) {
        case EGL_SYNC_TYPE: *value = (EGLAttrib)s->type; break;
        case EGL_SYNC_STATUS:
            if (s->type == EGL_SYNC_FENCE) wait_fence(s, EGL_SYNC_FLUSH_COMMANDS_BIT, 0);
            *value = s->signalled ? EGL_SIGNALED : EGL_UNSIGNALED;
            break;
        case EGL_SYNC_CONDITION:
            if (s->type == EGL_SYNC_FENCE) *value = EGL_SYNC_PRIOR_COMMANDS_COMPLETE;
            else error = EGL_BAD_ATTRIBUTE;
            break;
        default: error = EGL_BAD_ATTRIBUTE; break;
        }
    drop(s);
    return error ? (EGLBoolean)sgl_egl_fail(error, "no such attribute of a sync") : EGL_TRUE;
}
EGLBoolean eglGetSyncAttrib(EGLDisplay d, EGLSync sync, EGLint name, EGLAttrib *value)
{
    SGL_EGL_ENTER();
    return get(d, sync, name, value);
}
EGLBoolean eglGetSyncAttribKHR(EGLDisplay d, EGLSync sync, EGLint name, EGLint *value)
{
    SGL_EGL_ENTER();
    EGLAttrib wide = 0;
    EGLBoolean good = get(d, sync, name, value ? &wide : NULL);
    if (good) *value = (EGLint)wide;
    return good;
}
