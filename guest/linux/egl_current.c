/* What EGL has current in each thread, and how it becomes so. A thread has one current context, of EGL or of GLX: while one of
 * them has it the other gets none, as with libglvnd. */
#include <string.h>

#include "egl_internal.h"

static pthread_key_t thread_key;

/* Gives up what the thread held. */
static void let_go(struct sgl_egl_context *context, struct sgl_egl_surface *draw, struct sgl_egl_surface *read)
{
    pthread_mutex_lock(&sgl_egl_lock);
    if (context) context->current = false;
    if (draw) draw->thread = NULL;
    if (read) read->thread = NULL;
    pthread_mutex_unlock(&sgl_egl_lock);
    sgl_egl_drop_context(context);
    sgl_egl_drop_surface(draw);
    sgl_egl_drop_surface(read);
}

void sgl_egl_leave(void)
{
    struct sgl_egl_thread *t = &sgl_egl_thread;
    struct sgl_egl_context *context = t->context;
    struct sgl_egl_surface *draw = t->draw, *read = t->read;
    t->context = NULL;
    t->draw = t->read = NULL;
    if (!context) return;
    if (!sgl_glx_current.context) memset(&sgl_glx_current, 0, sizeof sgl_glx_current); /* it named our drawables */
    let_go(context, draw, read);
}

static void thread_ends(void *unused)
{
    (void)unused;
    sgl_egl_leave();
}

void sgl_egl_current_once(void) { pthread_key_create(&thread_key, thread_ends); }

struct sgl_egl_context *sgl_egl_current(void)
{
    struct sgl_egl_thread *t = &sgl_egl_thread;
    if (t->context && sgl_current_context() != t->context->inner) sgl_egl_leave();
    return t->context;
}

/* With the lock held: may these become current here? 0, or the error. */
static EGLint check(const struct sgl_egl_context *c, const struct sgl_egl_surface *draw, const struct sgl_egl_surface *read)
{
    const struct sgl_egl_thread *t = &sgl_egl_thread;
    if (!draw != !read) return EGL_BAD_MATCH;
    if (c->current && t->context != c) return EGL_BAD_ACCESS;
    if (!draw) return 0;
    if ((draw->thread && draw->thread != t) || (read->thread && read->thread != t)) return EGL_BAD_ACCESS;
    if (c->config && (draw->config != c->config || read->config != c->config)) return EGL_BAD_MATCH;
    if ((draw->x && draw->x->gone) || (read->x && read->x->gone)) return EGL_BAD_NATIVE_WINDOW;
    return 0;
}

/* The window's size is looked at now. */
static void prepare(const struct sgl_egl_surface *s)
{
    if (s && s->x && s->x->dpy) sgl_glx_follow_size(s->x->dpy, s->x, true);
}

static EGLint take(struct sgl_egl_context *c, struct sgl_egl_surface *draw, struct sgl_egl_surface *read)
{
    struct sgl_egl_thread *t = &sgl_egl_thread;
    switch (sgl_make_current(c->inner, draw ? draw->drawable : NULL, read ? read->drawable : NULL)) {
    case SGL_MAKE_CURRENT_OK: break;
    case SGL_MAKE_CURRENT_IN_USE: return EGL_BAD_ACCESS;
    case SGL_MAKE_CURRENT_BAD_DRAWABLE: return EGL_BAD_SURFACE;
    case SGL_MAKE_CURRENT_BAD_CONTEXT: return sgl_context_is_dead(c->inner) ? EGL_CONTEXT_LOST : EGL_BAD_CONTEXT;
    default: return sgl_context_is_dead(c->inner) ? EGL_CONTEXT_LOST : EGL_BAD_ALLOC;
    }
    struct sgl_egl_context *old = t->context;
    struct sgl_egl_surface *old_draw = t->draw, *old_read = t->read;
    t->context = c;
    t->draw = draw;
    t->read = read;
    let_go(old, old_draw, old_read);
    pthread_mutex_lock(&sgl_egl_lock); /* after the old ones: they may be the same */
    c->current = true;
    if (draw) draw->thread = read->thread = t;
    pthread_mutex_unlock(&sgl_egl_lock);
    /* for sgl_frame_begins_hook and the hooks of the front, which GLX set */
    struct sgl_glx_drawable *x = draw ? draw->x : NULL;
    sgl_glx_current = (struct sgl_glx_current){NULL, x ? x->dpy : NULL, x, read ? read->x : NULL};
    pthread_setspecific(thread_key, t);
    return 0;
}

EGLBoolean eglMakeCurrent(EGLDisplay given, EGLSurface draw_given, EGLSurface read_given, EGLContext context)
{
    SGL_EGL_ENTER();
    if (sgl_glx_current.context) return EGL_FALSE; /* and no error, as libglvnd has it */
    struct sgl_egl_thread *t = &sgl_egl_thread;
    bool nothing = !draw_given && !read_given && !context;
    if (nothing && sgl_egl_is_display(given)) {
        if (sgl_egl_current()) sgl_make_current(NULL, NULL, NULL);
        sgl_egl_leave();
        return EGL_TRUE;
    }
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return EGL_FALSE;
    sgl_egl_current();
    pthread_mutex_lock(&sgl_egl_lock);
    struct sgl_egl_context *c = sgl_egl_find_context(d, context);
    struct sgl_egl_surface *draw = sgl_egl_find_surface(d, draw_given), *read = sgl_egl_find_surface(d, read_given);
    EGLint error = context && !c                                           ? EGL_BAD_CONTEXT
                   : (draw_given && !draw) || (read_given && !read)        ? EGL_BAD_SURFACE
                   : !c                                                    ? EGL_BAD_MATCH
                                                                           : check(c, draw, read);
    bool same = !error && t->context == c && t->draw == draw && t->read == read;
    if (!error && !same) {
        c->references++;
        if (draw) draw->references++, read->references++;
    }
    pthread_mutex_unlock(&sgl_egl_lock);
    if (error) return (EGLBoolean)sgl_egl_fail(error, "these cannot become current");
    if (same) {
        if (draw && draw->x && draw->x->dpy) sgl_glx_follow_size(draw->x->dpy, draw->x, d->own);
        return EGL_TRUE;
    }
    prepare(draw);
    if (read != draw) prepare(read);
    error = take(c, draw, read);
    if (!error) return EGL_TRUE;
    sgl_egl_drop_context(c);
    sgl_egl_drop_surface(draw);
    sgl_egl_drop_surface(read);
    sgl_egl_current(); /* the renderer may have let the old one go */
    return (EGLBoolean)sgl_egl_fail(error, "these cannot become current");
}

EGLContext eglGetCurrentContext(void)
{
    SGL_EGL_ENTER();
    return sgl_egl_current();
}

EGLDisplay eglGetCurrentDisplay(void)
{
    SGL_EGL_ENTER();
    const struct sgl_egl_context *c = sgl_egl_current();
    return c ? c->display : NULL;
}

EGLSurface eglGetCurrentSurface(EGLint which)
{
    SGL_EGL_ENTER();
    if (which != EGL_DRAW && which != EGL_READ) return (EGLSurface)sgl_egl_fail(EGL_BAD_PARAMETER, "neither EGL_DRAW nor EGL_READ");
    if (!sgl_egl_current()) return NULL;
    return which == EGL_DRAW ? sgl_egl_thread.draw : sgl_egl_thread.read;
}

/* ---- waiting ---------------------------------------------------------------------------------- */

/* Whether something is current to be waited for; *result is what the caller returns if not. */
static bool anything(EGLBoolean *result)
{
    bool context = sgl_egl_current() != NULL;
    *result = EGL_TRUE;
    if (context && !sgl_egl_thread.draw) *result = (EGLBoolean)sgl_egl_fail(EGL_BAD_CURRENT_SURFACE, "no surface is current");
    return context && sgl_egl_thread.draw;
}

static EGLBoolean wait_gl(void)
{
    EGLBoolean result;
    if (!anything(&result)) return result;
    if (sgl_egl_thread.draw->x) sgl_glx_wait(sgl_egl_thread.draw->x);
    else sgl_wait_gl();
    return EGL_TRUE;
}

EGLBoolean eglWaitClient(void)
{
    SGL_EGL_ENTER();
    return wait_gl();
}

EGLBoolean eglWaitGL(void)
{
    SGL_EGL_ENTER();
    return wait_gl();
}

EGLBoolean eglWaitNative(EGLint engine)
{
    SGL_EGL_ENTER();
    EGLBoolean result;
    if (!anything(&result)) return result;
    if (engine != EGL_CORE_NATIVE_ENGINE) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "no such engine");
    const struct sgl_egl_surface *s = sgl_egl_thread.draw;
    if (s->x && s->x->dpy) XSync(s->x->dpy, False);
    return EGL_TRUE;
}
