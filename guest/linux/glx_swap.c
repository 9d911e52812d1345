/* Swaps, swap intervals, and waiting for GL and for X. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../common/platform.h"
#include "glx_internal.h"
#include "presenter.h"

/* SGL_SYNC_PRESENT=1: for programs that look at their windows through X (screenshots of themselves):
 * a swap returns when its frame is in the window. */
static bool synchronous(void)
{
    static int answer;
    if (!answer) {
        const char *set = getenv("SGL_SYNC_PRESENT");
        answer = set && *set && strcmp(set, "0") != 0 ? 1 : -1;
    }
    return answer > 0;
}

/* The drawable that is meant, with a reference. */
static struct sgl_glx_drawable *find(Display *dpy, XID id)
{
    struct sgl_glx_drawable *d = sgl_glx_current.draw;
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    if (!display) return NULL;
    pthread_mutex_lock(&sgl_glx_lock);
    if (!d || d->id != id || d->server != display->server) d = sgl_glx_find_drawable(display->server, id);
    if (d) d->references++;
    sgl_glx_unlock();
    return d;
}

/* Returns when what was presented is in the window. */
static void show_until_now(struct sgl_glx_drawable *d)
{
    if (!d->presenter || !d->area || d->gone) return;
    sgl_wait_gl();
    sgl_presenter_wait(d->presenter);
}

/* ---- intervals -------------------------------------------------------------------------------- */

/* A host driver that renders by itself waits for no screen, whatever the interval; where it would wait
 * for one (and vblank_mode=0 does not forbid it), a swap takes its share of a 60 Hz screen's time. */
static bool paced(void)
{
    static int answer;
    if (!answer) {
        const char *mode = getenv("vblank_mode");
        answer = (mode && strcmp(mode, "0") == 0) || sgl_glx_software_host() ? -1 : 1;
    }
    return answer > 0;
}

static void pace(struct sgl_glx_drawable *d)
{
    if (d->swap_interval <= 0 || d->kind != SGL_WINDOW || !paced()) return;
    uint64_t interval = (uint64_t)d->swap_interval * 16666667u, now = sgl_platform_now_ns();
    uint64_t due = d->swapped_at + interval;
    if (d->swapped_at && now < due) {
        sgl_platform_sleep_us((uint32_t)((due - now) / 1000));
        d->swapped_at = due;
    } else {
        d->swapped_at = now;
    }
}

void glXSwapIntervalEXT(Display *dpy, GLXDrawable id, int interval)
{
    struct sgl_glx_drawable *d = find(dpy, id);
    if (!d) {
        sgl_glx_error(dpy, BadWindow, false, id, X_GLXVendorPrivate);
    } else if (interval < 0) {
        sgl_glx_error(dpy, BadValue, false, (XID)interval, X_GLXVendorPrivate);
    } else {
        d->swap_interval = interval;
    }
    sgl_glx_release_drawable(d);
}

int glXSwapIntervalMESA(unsigned interval)
{
    if (interval > 0x7fffffffu) return GLX_BAD_VALUE;
    if (!sgl_glx_current.draw) return GLX_BAD_CONTEXT;
    sgl_glx_current.draw->swap_interval = (int)interval;
    return 0;
}
int glXGetSwapIntervalMESA(void) { return sgl_glx_current.draw ? sgl_glx_current.draw->swap_interval : 0; }
int glXSwapIntervalSGI(int interval)
{
    if (interval <= 0) return GLX_BAD_VALUE;
    return glXSwapIntervalMESA((unsigned)interval);
}

/* ---- swaps ------------------------------------------------------------------------------------ */

static void flush(void)
{
    void (*gl_flush)(void) = (void (*)(void))sgl_get_proc_address("glFlush");
    if (gl_flush) gl_flush();
}

void sgl_glx_swap(struct sgl_glx_drawable *d)
{
    sgl_glx_show(d);
    sgl_swap_buffers(d->drawable);
    if (synchronous()) show_until_now(d);
    pace(d);
}

void glXSwapBuffers(Display *dpy, GLXDrawable id)
{
    struct sgl_glx_drawable *d = find(dpy, id);
    if (!d) {
        sgl_glx_error(dpy, GLXBadDrawable, true, id, X_GLXSwapBuffers);
        return;
    }
    if (!d->config.double_buffer || d->kind == SGL_PIXMAP) {
        flush(); /* nothing to swap */
    } else {
        sgl_glx_swap(d);
    }
    sgl_glx_release_drawable(d);
}

void glXCopySubBufferMESA(Display *dpy, GLXDrawable id, int x, int y, int width, int height)
{
    struct sgl_glx_drawable *d = find(dpy, id);
    if (!d) {
        sgl_glx_error(dpy, GLXBadDrawable, true, id, X_GLXVendorPrivate);
        return;
    }
    if (d->config.double_buffer && width > 0 && height > 0) {
        sgl_glx_show(d);
        sgl_copy_sub_buffer(d->drawable, x, y, width, height);
        if (synchronous()) show_until_now(d);
    }
    sgl_glx_release_drawable(d);
}

/* ---- waiting ---------------------------------------------------------------------------------- */

void sgl_glx_wait(struct sgl_glx_drawable *d)
{
    if (d && sgl_draws_front()) flush(); /* what is in the front buffer is to be seen */
    sgl_wait_gl();
    if (d) show_until_now(d);
}

void glXWaitGL(void)
{
    if (sgl_glx_current.context) sgl_glx_wait(sgl_glx_current.draw);
}

void glXWaitX(void)
{
    if (sgl_glx_current.dpy) XSync(sgl_glx_current.dpy, False);
}
