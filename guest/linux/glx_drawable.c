/* Drawables: the table of GLX windows, pbuffers, pixmaps and of plain X windows that were made current;
 * their sizes, and their presenters. The entry points that make and end them are in glx_surfaces.c. */
#include <stdlib.h>
#include <string.h>

#include "glx_internal.h"
#include "present_image.h"
#include "presenter.h"

enum { CHAINS = 256 };
static struct sgl_glx_drawable *chains[CHAINS];
static struct sgl_glx_drawable *dead; /* unlinked, to be ended when the lock is free */

static unsigned chain_of(XID id) { return (unsigned)(id ^ id >> 8) % CHAINS; }

/* ---- life ------------------------------------------------------------------------------------- */

static void end_drawable(struct sgl_glx_drawable *d)
{
    if (d->presenter) sgl_presenter_end(d->presenter);
    sgl_drawable_destroy(d->drawable);
    if (d->area) sgl_frames_release(d->area);
    pthread_mutex_destroy(&d->size_lock);
    free(d);
}

static void drop_locked(struct sgl_glx_drawable *d)
{
    if (--d->references) return;
    d->next = dead;
    dead = d;
}

/* Out of the table: its id means nothing any more; it lives on where it is current. */
static void unlink_locked(struct sgl_glx_drawable *d)
{
    struct sgl_glx_drawable **link = &chains[chain_of(d->id)];
    while (*link && *link != d) link = &(*link)->next;
    if (!*link) return;
    *link = d->next;
    d->next = NULL;
    drop_locked(d);
}

void sgl_glx_unlock(void)
{
    struct sgl_glx_drawable *list = dead;
    dead = NULL;
    pthread_mutex_unlock(&sgl_glx_lock);
    while (list) {
        struct sgl_glx_drawable *d = list;
        list = d->next;
        end_drawable(d);
    }
}

struct sgl_glx_drawable *sgl_glx_find_drawable(int server, XID id)
{
    struct sgl_glx_drawable *d = chains[chain_of(id)];
    while (d && (d->id != id || d->server != server)) d = d->next;
    return d;
}

struct sgl_glx_drawable *sgl_glx_add_drawable(Display *dpy, const struct sgl_glx_drawable *model)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    struct sgl_glx_drawable *d = malloc(sizeof *d);
    if (!d) return NULL;
    *d = *model;
    d->dpy = dpy;
    d->server = display->server;
    d->references = 2; /* the table's and the caller's */
    d->swap_interval = 1;
    if (!d->texture_target) d->texture_target = GLX_TEXTURE_RECTANGLE_EXT; /* as the X server has it */
    d->traffic = sgl_glx_traffic(dpy);
    d->drawable = sgl_drawable_create(d->config.host, d->width, d->height, d->config.double_buffer != 0, (uint32_t)d->kind | d->host_flags | (d->config.accum_red ? SGL_DRAWABLE_ACCUM : 0u));
    if (!d->drawable) {
        free(d);
        return NULL;
    }
    pthread_mutex_init(&d->size_lock, NULL);
    pthread_mutex_lock(&sgl_glx_lock);
    d->next = chains[chain_of(d->id)];
    chains[chain_of(d->id)] = d;
    if (d->kind == SGL_WINDOW) sgl_glx_watch(dpy, d->server, d->x_drawable);
    sgl_glx_unlock();
    return d;
}

struct sgl_glx_drawable *sgl_glx_acquire_drawable(Display *dpy, XID id, const struct sgl_glx_config *config)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    if (!display || !id) return NULL;
    pthread_mutex_lock(&sgl_glx_lock);
    struct sgl_glx_drawable *d = sgl_glx_find_drawable(display->server, id);
    if (d) d->references++;
    sgl_glx_unlock();
    if (d) return d;

    /* Not one of ours: a plain window, or nothing. */
    struct sgl_glx_geometry geometry;
    if (!sgl_glx_geometry(dpy, id, &geometry) || !geometry.visual) return NULL;
    for (int s = 0; !config && s < display->screen_count; s++)
        if (RootWindow(dpy, s) == geometry.root) config = sgl_glx_visual_config(dpy, s, geometry.visual);
    if (!config) return NULL;
    struct sgl_glx_drawable model = {
        .id = id, .x_drawable = id, .kind = SGL_WINDOW, .config = *config, .width = geometry.width, .height = geometry.height};
    return sgl_glx_add_drawable(dpy, &model);
}

void sgl_glx_release_drawable(struct sgl_glx_drawable *d)
{
    if (!d) return;
    pthread_mutex_lock(&sgl_glx_lock);
    drop_locked(d);
    sgl_glx_unlock();
}

/* glXDestroy...: false when there is no such drawable of that kind, or its window went before it (a
 * GLX window ends with its window). */
bool sgl_glx_remove_drawable(Display *dpy, XID id, int kind)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    if (!display) return false;
    pthread_mutex_lock(&sgl_glx_lock);
    struct sgl_glx_drawable *d = sgl_glx_find_drawable(display->server, id);
    bool found = d && d->named && d->kind == kind;
    XID window = found && kind == SGL_WINDOW ? d->x_drawable : None;
    if (found) unlink_locked(d);
    sgl_glx_unlock();
    unsigned width, height;
    return found && (!window || sgl_glx_size(dpy, window, &width, &height));
}

void sgl_glx_forget_display(Display *dpy)
{
    pthread_mutex_lock(&sgl_glx_lock);
    for (int i = 0; i < CHAINS; i++) {
        struct sgl_glx_drawable *next;
        for (struct sgl_glx_drawable *d = chains[i]; d; d = next) {
            next = d->next;
            if (d->dpy != dpy) continue;
            d->dpy = NULL;
            unlink_locked(d);
        }
    }
    sgl_glx_unlock();
}

void sgl_glx_forget_all(void)
{
    memset(chains, 0, sizeof chains);
    dead = NULL;
    sgl_glx_forget_watchers();
    sgl_present_forget_servers();
}

/* ---- sizes ------------------------------------------------------------------------------------ */

void sgl_glx_window_changed(int server, XID window, bool destroyed, unsigned width, unsigned height)
{
    for (int i = 0; i < CHAINS; i++) { /* several GLX drawables may belong to one window */
        struct sgl_glx_drawable *next;
        for (struct sgl_glx_drawable *d = chains[i]; d; d = next) {
            next = d->next;
            if (d->x_drawable != window || d->server != server || d->kind != SGL_WINDOW) continue;
            if (destroyed) {
                d->gone = true;
                unlink_locked(d);
            } else {
                d->told_width = width;
                d->told_height = height;
            }
        }
    }
}

static void renew_area(struct sgl_glx_drawable *d)
{
    struct sgl_frame_area *area = NULL, *before = d->area;
    sgl_drawable_frames(d->drawable, &area);
    if (d->presenter) sgl_presenter_set_area(d->presenter, area);
    d->area = area;
    if (before && before != area) sgl_frames_release(before);
}

void sgl_glx_follow_size(Display *dpy, struct sgl_glx_drawable *d, bool ask)
{
    if (d->kind != SGL_WINDOW) return;
    pthread_mutex_lock(&sgl_glx_lock);
    unsigned width = d->told_width ? d->told_width : d->width;
    unsigned height = d->told_height ? d->told_height : d->height;
    bool gone = d->gone;
    d->told_width = d->told_height = 0;
    sgl_glx_unlock();
    if (gone) return;
    pthread_mutex_lock(&d->size_lock);
    /* What the program can know of a new size it asked for or was told on its connection; whatever else
     * happens to the window reaches us as fast as it reaches anybody. So most frames need no question. */
    if (ask || sgl_glx_traffic(dpy) != d->traffic) {
        if (!sgl_glx_size(dpy, d->x_drawable, &width, &height)) width = d->width, height = d->height;
        d->traffic = sgl_glx_traffic(dpy);
    }
    if (width != d->width || height != d->height) {
        d->width = width;
        d->height = height;
        sgl_drawable_resize(d->drawable, width, height);
        if (d->area) renew_area(d);
    }
    pthread_mutex_unlock(&d->size_lock);
}

/* ---- presenting ------------------------------------------------------------------------------- */

static bool pixel_format(Display *dpy, const struct sgl_glx_drawable *d, struct sgl_presenter_target *target)
{
    struct sgl_glx_geometry geometry;
    if (!sgl_glx_geometry(dpy, d->x_drawable, &geometry)) return false;
    target->depth = geometry.depth;
    int count = 0;
    XVisualInfo pattern = {.visualid = geometry.visual};
    XVisualInfo *visual = geometry.visual ? XGetVisualInfo(dpy, VisualIDMask, &pattern, &count) : NULL;
    if (visual) {
        target->red_mask = (uint32_t)visual->red_mask;
        target->green_mask = (uint32_t)visual->green_mask;
        target->blue_mask = (uint32_t)visual->blue_mask;
        XFree(visual);
    } else { /* a pixmap has no masks of its own: what depth and configuration suggest */
        const struct sgl_glx_config *c = &d->config;
        target->blue_mask = (1u << c->blue) - 1u;
        target->green_mask = ((1u << c->green) - 1u) << c->blue;
        target->red_mask = ((1u << c->red) - 1u) << (c->blue + c->green);
    }
    return true;
}

void sgl_glx_show(struct sgl_glx_drawable *d)
{
    if (d->kind == SGL_PBUFFER || d->gone || !d->dpy || d->presenter) return;
    pthread_mutex_lock(&d->size_lock);
    struct sgl_presenter_target target = {.display = DisplayString(d->dpy), .drawable = (uint32_t)d->x_drawable};
    if (!d->presenter && pixel_format(d->dpy, d, &target)) {
        d->presenter = sgl_presenter_start(&target);
        if (d->presenter) renew_area(d);
    }
    pthread_mutex_unlock(&d->size_lock);
}
