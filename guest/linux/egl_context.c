/* EGL contexts: what may be asked for (EGL 1.5, 3.7.1, with the extensions that it took in), making,
 * ending and asking them. */
#include <stdlib.h>

#include "egl_internal.h"

/* Bits of sgl_context_request.flags. */
enum { DEBUG = 1, FORWARD_COMPATIBLE = 2, ROBUST_ACCESS = 4, NO_ERROR = 8, RELEASE_WITHOUT_FLUSH = 16 };
enum { CORE = 1, COMPATIBILITY = 2, ES = 4 };

/* What the attributes say. */
struct wanted {
    EGLenum api;
    struct sgl_context_request request;
    EGLint profile;
    EGLint error;
};

static bool refuse(struct wanted *w, EGLint error)
{
    w->error = error;
    return false;
}

static bool set_flag(struct wanted *w, uint32_t flag, EGLint on)
{
    if (on != EGL_TRUE && on != EGL_FALSE) return refuse(w, EGL_BAD_ATTRIBUTE);
    w->request.flags = on ? w->request.flags | flag : w->request.flags & ~flag;
    return true;
}

static bool read_attribute(struct wanted *w, EGLint name, EGLint value, uint32_t host)
{
    bool es = w->api == EGL_OPENGL_ES_API;
    struct sgl_context_request *r = &w->request;
    switch (name) {
    case EGL_CONTEXT_MAJOR_VERSION: r->major = (uint32_t)value; return true;
    case EGL_CONTEXT_MINOR_VERSION: r->minor = (uint32_t)value; return true;
    case EGL_CONTEXT_FLAGS_KHR:
        if (value & ~(es ? DEBUG : DEBUG | FORWARD_COMPATIBLE | ROBUST_ACCESS)) return refuse(w, EGL_BAD_ATTRIBUTE);
        r->flags |= (uint32_t)value; /* the same bits on the wire */
        return true;
    case EGL_CONTEXT_OPENGL_PROFILE_MASK:
        if (es) return refuse(w, EGL_BAD_ATTRIBUTE);
        w->profile = value;
        return true;
    case EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY_EXT:
        if (!es || !(host & SGL_HOST_ROBUSTNESS)) return refuse(w, EGL_BAD_ATTRIBUTE);
        __attribute__((fallthrough));
    case EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY:
        if (value != EGL_NO_RESET_NOTIFICATION && value != EGL_LOSE_CONTEXT_ON_RESET) return refuse(w, EGL_BAD_ATTRIBUTE);
        r->reset_strategy = value == EGL_LOSE_CONTEXT_ON_RESET;
        return true;
    case EGL_CONTEXT_OPENGL_ROBUST_ACCESS_EXT:
        if (!(host & SGL_HOST_ROBUSTNESS)) return refuse(w, EGL_BAD_ATTRIBUTE);
        __attribute__((fallthrough));
    case EGL_CONTEXT_OPENGL_ROBUST_ACCESS: return set_flag(w, ROBUST_ACCESS, value);
    case EGL_CONTEXT_OPENGL_DEBUG: return set_flag(w, DEBUG, value);
    case EGL_CONTEXT_OPENGL_FORWARD_COMPATIBLE: return es ? refuse(w, EGL_BAD_ATTRIBUTE) : set_flag(w, FORWARD_COMPATIBLE, value);
    case EGL_CONTEXT_OPENGL_NO_ERROR_KHR:
        if (!(host & SGL_HOST_NO_ERROR) || r->major < 2) return refuse(w, EGL_BAD_ATTRIBUTE);
        return set_flag(w, NO_ERROR, value);
    case EGL_CONTEXT_RELEASE_BEHAVIOR_KHR:
        if (value != EGL_NONE && value != 0 && value != EGL_CONTEXT_RELEASE_BEHAVIOR_FLUSH_KHR) return refuse(w, EGL_BAD_ATTRIBUTE);
        return set_flag(w, RELEASE_WITHOUT_FLUSH, value != EGL_CONTEXT_RELEASE_BEHAVIOR_FLUSH_KHR);
    case EGL_CONTEXT_PRIORITY_LEVEL_IMG: /* a hint, and host contexts have one priority */
        if (value < EGL_CONTEXT_PRIORITY_HIGH_IMG || value > EGL_CONTEXT_PRIORITY_LOW_IMG) return refuse(w, EGL_BAD_ATTRIBUTE);
        return true;
    default: return refuse(w, EGL_BAD_ATTRIBUTE);
    }
}

/* Versions that exist, and newer ones of the newest kind, which are the host's to refuse. */
static bool possible_version(bool es, uint32_t major, uint32_t minor)
{
    static const uint8_t last_gl[] = {0, 5, 1, 3}, last_es[] = {0, 1, 0};
    const uint8_t *last = es ? last_es : last_gl;
    size_t known = es ? sizeof last_es : sizeof last_gl;
    return major >= 1 && major <= (es ? 3u : 4u) && minor < 10 && (major >= known || minor <= last[major]);
}

static bool check_wanted(struct wanted *w)
{
    struct sgl_context_request *r = &w->request;
    bool es = w->api == EGL_OPENGL_ES_API;
    if (!possible_version(es, r->major, r->minor)) return refuse(w, EGL_BAD_MATCH);
    if (es) {
        r->profile = ES;
    } else {
        bool profiles = r->major > 3 || (r->major == 3 && r->minor >= 2);
        if (profiles && w->profile != CORE && w->profile != COMPATIBILITY) return refuse(w, EGL_BAD_MATCH);
        r->profile = profiles ? (uint32_t)w->profile : COMPATIBILITY; /* before, there is no choice: the host knows what they are */
        if (r->flags & FORWARD_COMPATIBLE && r->major < 3) return refuse(w, EGL_BAD_MATCH);
    }
    if (r->flags & NO_ERROR && r->flags & (DEBUG | ROBUST_ACCESS)) return refuse(w, EGL_BAD_MATCH);
    return true;
}

/* ---- life ------------------------------------------------------------------------------------- */

struct sgl_egl_context *sgl_egl_find_context(struct sgl_egl_display *d, EGLContext given)
{
    struct sgl_egl_context *c = d->contexts;
    while (c && c != given) c = c->next;
    return c;
}

static EGLint error_of(uint32_t error)
{
    switch (error) {
    case SGL_CONTEXT_BAD_VERSION:
    case SGL_CONTEXT_BAD_PROFILE:
    case SGL_CONTEXT_BAD_SHARE: return EGL_BAD_MATCH;
    case SGL_CONTEXT_BAD_ATTRIBUTE: return EGL_BAD_ATTRIBUTE;
    default: return EGL_BAD_ALLOC;
    }
}

EGLContext eglCreateContext(EGLDisplay given, EGLConfig config, EGLContext share_given, const EGLint *list)
{
    SGL_EGL_ENTER();
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d || (config && !sgl_egl_valid_config(d, config))) return NULL;
    const struct sgl_host *host = sgl_host();
    struct wanted w = {.api = eglQueryAPI(), .profile = CORE, .request = {.major = 1, .double_buffered = config != NULL}};
    SGL_EGL_ENTER();
    for (; host && list && *list != EGL_NONE; list += 2)
        if (!read_attribute(&w, list[0], list[1], host->info.flags)) return (EGLContext)sgl_egl_fail(w.error, "a context's attribute is refused");
    if (!check_wanted(&w)) return (EGLContext)sgl_egl_fail(w.error, "no such kind of context");

    struct sgl_context *shared = NULL;
    if (share_given) {
        pthread_mutex_lock(&sgl_egl_lock);
        struct sgl_egl_context *share = sgl_egl_find_context(d, share_given);
        shared = share ? share->inner : NULL;
        pthread_mutex_unlock(&sgl_egl_lock);
        if (!shared) return (EGLContext)sgl_egl_fail(EGL_BAD_CONTEXT, "no such context to share with");
    }
    struct sgl_egl_context *c = calloc(1, sizeof *c);
    if (!c) return (EGLContext)sgl_egl_fail(EGL_BAD_ALLOC, "no memory");
    uint32_t error = 0;
    c->inner = sgl_context_create(&w.request, shared, &error);
    if (!c->inner) {
        free(c);
        return (EGLContext)sgl_egl_fail(error_of(error), "the host makes no such context");
    }
    c->display = d;
    c->config = config;
    c->api = w.api;
    c->version = (EGLint)w.request.major;
    c->references = 1;
    pthread_mutex_lock(&sgl_egl_lock);
    c->next = d->contexts;
    d->contexts = c;
    pthread_mutex_unlock(&sgl_egl_lock);
    return c;
}

void sgl_egl_drop_context(struct sgl_egl_context *c)
{
    if (!c) return;
    pthread_mutex_lock(&sgl_egl_lock);
    bool over = --c->references == 0;
    pthread_mutex_unlock(&sgl_egl_lock);
    if (over) free(c);
}

/* Its handle means nothing any more; where it is current it stays so. */
static bool end(struct sgl_egl_display *d, EGLContext given)
{
    pthread_mutex_lock(&sgl_egl_lock);
    struct sgl_egl_context **link = &d->contexts;
    while (*link && *link != given) link = &(*link)->next;
    struct sgl_egl_context *c = *link;
    if (c) *link = c->next;
    pthread_mutex_unlock(&sgl_egl_lock);
    if (!c) return false;
    sgl_context_destroy(c->inner);
    sgl_egl_drop_context(c);
    return true;
}

void sgl_egl_destroy_contexts(struct sgl_egl_display *d)
{
    while (d->contexts) end(d, d->contexts);
}

EGLBoolean eglDestroyContext(EGLDisplay given, EGLContext context)
{
    SGL_EGL_ENTER();
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return EGL_FALSE;
    return end(d, context) ? EGL_TRUE : (EGLBoolean)sgl_egl_fail(EGL_BAD_CONTEXT, "no such context");
}

static EGLint render_buffer(const struct sgl_egl_context *c)
{
    const struct sgl_egl_thread *t = &sgl_egl_thread;
    if (sgl_egl_current() != c || !t->draw) return EGL_NONE;
    return t->draw->type == EGL_PIXMAP_BIT ? EGL_SINGLE_BUFFER : EGL_BACK_BUFFER;
}

EGLBoolean eglQueryContext(EGLDisplay given, EGLContext context, EGLint name, EGLint *value)
{
    SGL_EGL_ENTER();
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return EGL_FALSE;
    pthread_mutex_lock(&sgl_egl_lock);
    const struct sgl_egl_context *c = sgl_egl_find_context(d, context);
    pthread_mutex_unlock(&sgl_egl_lock);
    if (!c) return (EGLBoolean)sgl_egl_fail(EGL_BAD_CONTEXT, "no such context");
    if (!value) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "nowhere to put it");
    switch (name) {
    case EGL_CONFIG_ID: *value = c->config ? c->config->id : 0; return EGL_TRUE;
    case EGL_CONTEXT_CLIENT_TYPE: *value = (EGLint)c->api; return EGL_TRUE;
    case EGL_CONTEXT_MAJOR_VERSION: *value = c->version; return EGL_TRUE;
    case EGL_RENDER_BUFFER: *value = render_buffer(c); return EGL_TRUE;
    default: return (EGLBoolean)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "no such attribute");
    }
}
