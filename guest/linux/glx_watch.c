/* A thread with an X connection of its own that hears of windows that are resized or destroyed by others,
 * so that swaps ask nobody. It is a thread because connecting can take as long as a program likes: the X
 * server lets nobody in while a program has grabbed it, and this may be called by that very program. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "../common/platform.h"
#include "glx_internal.h"

enum { SERVERS = 16 };

/* One X server's watcher. All under sgl_glx_lock. */
static struct watcher {
    char *display;
    xcb_connection_t *connection; /* NULL until it is made */
    XID *waiting;                 /* windows to be watched when it is */
    size_t count, room;
    int server;
    bool started;
} watchers[SERVERS];

static void select_changes(xcb_connection_t *c, XID window)
{
    uint32_t mask = XCB_EVENT_MASK_STRUCTURE_NOTIFY;
    xcb_change_window_attributes(c, (xcb_window_t)window, XCB_CW_EVENT_MASK, &mask);
}

/* What an event changes is noted here; drawables that end by it are ended by the program's own threads,
 * which have streams to the renderer. An error says that a window was gone already. */
static void hear(int server, const xcb_generic_event_t *event)
{
    const xcb_configure_notify_event_t *configure = (const void *)event;
    const xcb_destroy_notify_event_t *destroy = (const void *)event;
    pthread_mutex_lock(&sgl_glx_lock);
    switch (event->response_type & 0x7f) {
    case XCB_CONFIGURE_NOTIFY: sgl_glx_window_changed(server, configure->window, false, configure->width, configure->height); break;
    case XCB_DESTROY_NOTIFY: sgl_glx_window_changed(server, destroy->window, true, 0, 0); break;
    default: break;
    }
    pthread_mutex_unlock(&sgl_glx_lock);
}

static void *watch(void *argument)
{
    struct watcher *w = argument;
    pthread_setname_np(pthread_self(), "sgl-watch");
    xcb_connection_t *c = xcb_connect(w->display, NULL);
    pthread_mutex_lock(&sgl_glx_lock);
    w->connection = c;
    for (size_t i = 0; i < w->count; i++) select_changes(c, w->waiting[i]);
    w->count = 0;
    pthread_mutex_unlock(&sgl_glx_lock);
    xcb_flush(c);
    xcb_generic_event_t *event;
    while ((event = xcb_wait_for_event(c))) {
        hear(w->server, event);
        free(event);
    }
    return NULL; /* the X server is gone */
}

static void start(struct watcher *w, const char *display, int server)
{
    w->started = true;
    w->server = server;
    if (!(w->display = strdup(display))) return;
    sgl_platform_thread(watch, w, 128 * 1024); /* without it sizes are learnt of when a window is made current */
}

void sgl_glx_watch(Display *dpy, int server, XID window)
{
    struct watcher *w = &watchers[server];
    if (!w->started) start(w, DisplayString(dpy), server);
    if (w->connection) {
        select_changes(w->connection, window);
        xcb_flush(w->connection);
        return;
    }
    if (w->count == w->room) {
        size_t room = w->room ? w->room * 2 : 16;
        XID *grown = realloc(w->waiting, room * sizeof *grown);
        if (!grown) return;
        w->waiting = grown;
        w->room = room;
    }
    w->waiting[w->count++] = window;
}

void sgl_glx_forget_watchers(void) { memset(watchers, 0, sizeof watchers); }
