/* What is current in each thread, and how it becomes so. */
#include <stdlib.h>
#include <string.h>

#include "glx_internal.h"
#include "presenter.h"

static pthread_key_t thread_key;

/* A context's hold on this thread ends; `current` is empty afterwards. */
static void let_go(struct sgl_glx_current *current)
{
    struct sgl_glx_context *context = current->context;
    struct sgl_glx_drawable *draw = current->draw, *read = current->read;
    memset(current, 0, sizeof *current);
    if (!context) return;
    pthread_mutex_lock(&sgl_glx_lock);
    bool over = --context->current == 0 && context->destroyed;
    sgl_glx_unlock();
    if (over) sgl_glx_free_context(context);
    sgl_glx_release_drawable(draw);
    sgl_glx_release_drawable(read);
}

static void thread_ends(void *unused)
{
    (void)unused;
    let_go(&sgl_glx_current);
}

/* Natively the driver asks for the window's size at the first draw after a swap: a program that was told
 * of a new size and draws a frame for it gets that size in this very frame. */
static void frame_begins(struct sgl_drawable *drawable)
{
    struct sgl_glx_drawable *d = sgl_glx_current.draw;
    if (d && d->drawable == drawable && sgl_glx_current.dpy) sgl_glx_follow_size(sgl_glx_current.dpy, d, false);
}

/* The program expects to see what it flushed to the front; see sgl_front_hook. */
static void front_begins(struct sgl_drawable *drawable)
{
    struct sgl_glx_drawable *d = sgl_glx_current.draw;
    if (d && d->drawable == drawable) sgl_glx_show(d);
}

static void front_was_shown(struct sgl_drawable *drawable, bool finish)
{
    struct sgl_glx_drawable *d = sgl_glx_current.draw;
    if (!d || d->drawable != drawable || d->kind == SGL_PBUFFER) return;
    if (!finish) sgl_wait_gl();
    if (d->presenter) sgl_presenter_wait(d->presenter);
    if (sgl_glx_current.dpy) sgl_glx_follow_size(sgl_glx_current.dpy, d, false);
}

void sgl_glx_current_once(void)
{
    pthread_key_create(&thread_key, thread_ends);
    sgl_front_hook = front_begins;
    sgl_front_shown_hook = front_was_shown;
    sgl_frame_begins_hook = frame_begins;
}

static Bool fail(Display *dpy, int error, bool glx, int minor)
{
    sgl_glx_error(dpy, error, glx, None, minor);
    return False;
}

/* The new ones are acquired; on success they are this thread's, otherwise the caller gives them back. */
static uint32_t take(Display *dpy, struct sgl_glx_context *context, struct sgl_glx_drawable *draw, struct sgl_glx_drawable *read)
{
    uint32_t error = sgl_make_current(context->context, draw ? draw->drawable : NULL, read ? read->drawable : NULL);
    if (error) return error;
    pthread_mutex_lock(&sgl_glx_lock);
    context->current++;
    sgl_glx_unlock();
    let_go(&sgl_glx_current);
    sgl_glx_current = (struct sgl_glx_current){context, dpy, draw, read};
    pthread_setspecific(thread_key, &sgl_glx_current);
    return SGL_MAKE_CURRENT_OK;
}

static Bool release(void)
{
    sgl_make_current(NULL, NULL, NULL);
    let_go(&sgl_glx_current);
    return True;
}

/* Sizes are looked at now; what has no back buffer is shown from now on. */
static void prepare(Display *dpy, struct sgl_glx_drawable *d)
{
    if (!d) return;
    sgl_glx_follow_size(dpy, d, true);
    if (!d->config.double_buffer) sgl_glx_show(d);
}

static Bool make_current(Display *dpy, GLXDrawable draw_id, GLXDrawable read_id, GLXContext given, int minor)
{
    const struct sgl_glx_current *now = &sgl_glx_current;
    if (!now->context && sgl_current_context()) return fail(dpy, BadAccess, false, minor); /* EGL has the thread */
    if (!given) {
        if (draw_id || read_id) return fail(dpy, BadMatch, false, minor);
        return now->context ? release() : True;
    }
    struct sgl_glx_context *context = sgl_glx_valid_context(given);
    if (!context && given != now->context) return fail(dpy, GLXBadContext, true, minor);
    if (!draw_id != !read_id) return fail(dpy, BadMatch, false, minor);
    bool same_ids = now->context == given && now->dpy == dpy && (now->draw ? now->draw->id : None) == draw_id && (now->read ? now->read->id : None) == read_id;
    if (same_ids && (!now->draw || !now->draw->gone)) {
        if (now->draw) sgl_glx_follow_size(dpy, sgl_glx_current.draw, false);
        return True;
    }
    if (!context) return fail(dpy, GLXBadContext, true, minor);

    const struct sgl_glx_config *config = context->has_config ? &context->config : NULL;
    struct sgl_glx_drawable *draw = NULL, *read = NULL;
    if (draw_id) {
        draw = sgl_glx_acquire_drawable(dpy, draw_id, config);
        if (draw) read = read_id == draw_id ? draw : sgl_glx_acquire_drawable(dpy, read_id, config);
        if (!draw || !read) {
            sgl_glx_release_drawable(draw);
            release(); /* natively the old context is gone by then */
            return fail(dpy, GLXBadDrawable, true, minor);
        }
        if (read == draw) {
            pthread_mutex_lock(&sgl_glx_lock);
            read->references++;
            sgl_glx_unlock();
        }
    }
    prepare(dpy, draw);
    if (read != draw) prepare(dpy, read);
    uint32_t error = take(dpy, context, draw, read);
    if (!error) return True;
    sgl_glx_release_drawable(draw);
    sgl_glx_release_drawable(read);
    switch (error) {
    case SGL_MAKE_CURRENT_IN_USE: return fail(dpy, BadAccess, false, minor);
    case SGL_MAKE_CURRENT_BAD_DRAWABLE: return fail(dpy, GLXBadDrawable, true, minor);
    case SGL_MAKE_CURRENT_BAD_CONTEXT:
        if (sgl_context_is_dead(context->context)) return False; /* the renderer is gone; that was said */
        return fail(dpy, GLXBadContext, true, minor);
    default:
        if (!sgl_current_context()) let_go(&sgl_glx_current);
        return sgl_context_is_dead(context->context) ? False : fail(dpy, GLXBadContext, true, minor);
    }
}

Bool glXMakeCurrent(Display *dpy, GLXDrawable drawable, GLXContext context)
{
    return make_current(dpy, drawable, drawable, context, X_GLXMakeCurrent);
}
Bool glXMakeContextCurrent(Display *dpy, GLXDrawable draw, GLXDrawable read, GLXContext context)
{
    return make_current(dpy, draw, read, context, X_GLXMakeContextCurrent);
}
Bool glXMakeCurrentReadSGI(Display *dpy, GLXDrawable draw, GLXDrawable read, GLXContext context)
{
    return make_current(dpy, draw, read, context, X_GLXMakeContextCurrent);
}

GLXContext glXGetCurrentContext(void) { return sgl_glx_current.context; }
GLXDrawable glXGetCurrentDrawable(void) { return sgl_glx_current.context && sgl_glx_current.draw ? sgl_glx_current.draw->id : None; }
GLXDrawable glXGetCurrentReadDrawable(void) { return sgl_glx_current.context && sgl_glx_current.read ? sgl_glx_current.read->id : None; }
GLXDrawable glXGetCurrentReadDrawableSGI(void) { return glXGetCurrentReadDrawable(); }
Display *glXGetCurrentDisplay(void) { return sgl_glx_current.context ? sgl_glx_current.dpy : NULL; }
Display *glXGetCurrentDisplayEXT(void) { return glXGetCurrentDisplay(); }
