/* Displays as this library knows them: the GLX extension's numbers on each, errors raised through the
 * program's own error handler, the end of a display, and what a forked child starts with. */
#include <X11/Xlibint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Xlibint.h leaves macros behind that are ordinary words elsewhere. */
#undef min
#undef max

#include "glx_internal.h"

pthread_mutex_t sgl_glx_lock = PTHREAD_MUTEX_INITIALIZER;
_Thread_local struct sgl_glx_current sgl_glx_current;

static pthread_mutex_t setup_lock = PTHREAD_MUTEX_INITIALIZER;
static struct sgl_glx_display *displays;

/* Error base where the X server has no GLX: errors are still the program's handler's to see. Server
 * extensions take their numbers upwards from 128, so the top is the last to be used. */
#define SGL_OWN_ERROR_BASE (256 - SGL_GLX_ERRORS)

static char *server_names[16];

static int server_number(const char *name)
{
    for (int i = 0; i < 15; i++) {
        if (!server_names[i]) server_names[i] = strdup(name);
        if (!server_names[i] || strcmp(server_names[i], name) == 0) return i;
    }
    return 15;
}

static const char *const error_names[SGL_GLX_ERRORS] = {
    "GLXBadContext",        "GLXBadContextState",  "GLXBadDrawable",           "GLXBadPixmap",
    "GLXBadContextTag",     "GLXBadCurrentWindow", "GLXBadRenderRequest",      "GLXBadLargeRequest",
    "GLXUnsupportedPrivateRequest", "GLXBadFBConfig", "GLXBadPbuffer",         "GLXBadCurrentDrawable",
    "GLXBadWindow",         "GLXBadProfileARB",
};

static char *error_text(Display *dpy, int code, XExtCodes *codes, char *buffer, int room)
{
    (void)dpy;
    int base = codes->first_error ? codes->first_error : SGL_OWN_ERROR_BASE;
    if (code >= base && code < base + SGL_GLX_ERRORS) snprintf(buffer, (size_t)room, "%s", error_names[code - base]);
    return buffer;
}

static void free_display(struct sgl_glx_display *display)
{
    for (int i = 0; i < display->screen_count; i++) free(display->screens[i].configs);
    free(display->screens);
    free(display);
}

static int display_closes(Display *dpy, XExtCodes *codes)
{
    (void)codes;
    sgl_glx_forget_display(dpy);
    pthread_mutex_lock(&sgl_glx_lock);
    struct sgl_glx_display **link = &displays;
    while (*link && (*link)->dpy != dpy) link = &(*link)->next;
    struct sgl_glx_display *display = *link;
    if (display) *link = display->next;
    pthread_mutex_unlock(&sgl_glx_lock);
    if (display) free_display(display);
    return 0;
}

/* In a forked child: nothing of the parent's is ours, its locks may be held by threads that are not here. */
static void child_starts(void)
{
    pthread_mutex_init(&sgl_glx_lock, NULL);
    pthread_mutex_init(&setup_lock, NULL);
    displays = NULL;
    memset(&sgl_glx_current, 0, sizeof sgl_glx_current);
    sgl_glx_forget_all();
}

static struct sgl_glx_display *known_display(Display *dpy)
{
    pthread_mutex_lock(&sgl_glx_lock);
    struct sgl_glx_display *display = displays;
    while (display && display->dpy != dpy) display = display->next;
    pthread_mutex_unlock(&sgl_glx_lock);
    return display;
}

static struct sgl_glx_display *make_display(Display *dpy)
{
    struct sgl_glx_display *display = sgl_x_libraries() ? calloc(1, sizeof *display) : NULL;
    if (!display) return NULL;
    display->dpy = dpy;
    display->screen_count = ScreenCount(dpy);
    display->screens = calloc((size_t)display->screen_count, sizeof *display->screens);
    display->codes = XInitExtension(dpy, "GLX");
    display->server_has_glx = display->codes != NULL;
    if (!display->codes) display->codes = XAddExtension(dpy);
    if (!display->screens || !display->codes) {
        free(display->screens);
        free(display);
        return NULL;
    }
    display->error_base = display->server_has_glx ? display->codes->first_error : SGL_OWN_ERROR_BASE;
    display->event_base = display->server_has_glx ? display->codes->first_event : 0;
    XESetCloseDisplay(dpy, display->codes->extension, display_closes);
    XESetErrorString(dpy, display->codes->extension, error_text);
    return display;
}

struct sgl_glx_display *sgl_glx_display(Display *dpy)
{
    if (!dpy) return NULL;
    struct sgl_glx_display *display = known_display(dpy);
    if (display) return display;

    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, sgl_glx_once);
    pthread_mutex_lock(&setup_lock);
    display = known_display(dpy);
    if (!display && (display = make_display(dpy))) {
        pthread_mutex_lock(&sgl_glx_lock);
        display->server = server_number(DisplayString(dpy));
        display->next = displays;
        displays = display;
        pthread_mutex_unlock(&sgl_glx_lock);
    }
    pthread_mutex_unlock(&setup_lock);
    return display;
}

bool sgl_glx_config_elsewhere(Display *dpy, GLXFBConfig config, int *screen, int *index)
{
    const struct sgl_glx_display *display = sgl_glx_display(dpy);
    bool found = false;
    pthread_mutex_lock(&sgl_glx_lock);
    for (const struct sgl_glx_display *d = displays; d && display && !found; d = d->next)
        found = d != display && d->server == display->server && sgl_glx_place_of_config(d, config, screen, index);
    pthread_mutex_unlock(&sgl_glx_lock);
    return found;
}

void sgl_glx_once(void)
{
    pthread_atfork(NULL, NULL, child_starts);
    sgl_glx_current_once();
}

struct sgl_glx_screen *sgl_glx_screen(Display *dpy, int number)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    if (!display || number < 0 || number >= display->screen_count) return NULL;
    struct sgl_glx_screen *screen = &display->screens[number];
    if (!__atomic_load_n(&screen->filled, __ATOMIC_ACQUIRE)) {
        pthread_mutex_lock(&setup_lock);
        if (!screen->filled) sgl_glx_fill_screen(display, number);
        pthread_mutex_unlock(&setup_lock);
    }
    return screen;
}

void sgl_glx_error(Display *dpy, int code, bool glx, XID resource, int minor)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    if (!display) return;
    xError error;
    memset(&error, 0, sizeof error);
    LockDisplay(dpy);
    error.type = X_Error;
    error.errorCode = (CARD8)(glx ? display->error_base + code : code);
    error.sequenceNumber = (CARD16)dpy->request;
    error.resourceID = (CARD32)resource;
    error.minorCode = (CARD16)minor;
    error.majorCode = (CARD8)display->codes->major_opcode;
    _XError(dpy, &error);
    UnlockDisplay(dpy);
}
