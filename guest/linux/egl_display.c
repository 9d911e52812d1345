/* EGL displays: which platform and which X connection stand behind one, its strings, its beginning and
 * end; devices, the bound API and the end of a thread's use. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "egl_internal.h"

pthread_mutex_t sgl_egl_lock = PTHREAD_MUTEX_INITIALIZER;
static struct sgl_egl_display *displays; /* never shorter: handles stay good */

static struct sgl_egl_device {
    int unused;
} the_device;

static void child_starts(void)
{
    pthread_mutex_init(&sgl_egl_lock, NULL);
    displays = NULL;
    sgl_egl_thread = (struct sgl_egl_thread){.error = EGL_SUCCESS};
}

static void once(void)
{
    pthread_atfork(NULL, NULL, child_starts);
    sgl_egl_current_once();
}

/* ---- finding one ------------------------------------------------------------------------------ */

static void not_carried(const char *what)
{
    static char said;
    if (!__atomic_exchange_n(&said, 1, __ATOMIC_RELAXED))
        fprintf(stderr, "sgl: this program wants EGL on %s, which sgl does not carry: X11, surfaceless and device displays are\n", what);
}

/* What kind of native display that is, as drivers find out: by what its first word points to. */
static EGLenum platform_of(void *native)
{
    const char *wanted = getenv("EGL_PLATFORM");
    if (!native && wanted && strcmp(wanted, "surfaceless") == 0) return EGL_PLATFORM_SURFACELESS_MESA;
    if (!native && wanted && strcmp(wanted, "device") == 0) return EGL_PLATFORM_DEVICE_EXT;
    if (!native && wanted && strcmp(wanted, "wayland") == 0) return EGL_PLATFORM_WAYLAND;
    if (!native && wanted && strcmp(wanted, "drm") == 0) return EGL_PLATFORM_GBM;
    void *first = NULL;
    Dl_info info;
    if ((uintptr_t)native > 4096) memcpy(&first, native, sizeof first);
    if (first && dladdr(first, &info) && info.dli_sname) {
        if (strcmp(info.dli_sname, "wl_display_interface") == 0) return EGL_PLATFORM_WAYLAND;
        if (strcmp(info.dli_sname, "gbm_create_device") == 0) return EGL_PLATFORM_GBM;
    }
    return EGL_PLATFORM_X11;
}

static struct sgl_egl_display *find_or_make(EGLenum platform, void *native, int screen)
{
    static pthread_once_t done = PTHREAD_ONCE_INIT;
    pthread_once(&done, once);
    pthread_mutex_lock(&sgl_egl_lock);
    struct sgl_egl_display *d = displays;
    while (d && (d->platform != platform || d->native != native || d->asked_screen != screen)) d = d->next;
    if (!d && (d = calloc(1, sizeof *d))) {
        d->platform = platform;
        d->native = native;
        d->screen = d->asked_screen = screen;
        d->next = displays;
        displays = d;
    }
    pthread_mutex_unlock(&sgl_egl_lock);
    return d ? d : (void *)sgl_egl_fail(EGL_BAD_ALLOC, "no memory");
}

static EGLDisplay platform_display(EGLenum platform, void *native, const EGLAttrib *list)
{
    int screen = -1;
    for (; list && *list != EGL_NONE; list += 2) {
        bool x_screen = (platform == EGL_PLATFORM_X11 && list[0] == EGL_PLATFORM_X11_SCREEN) || (platform == EGL_PLATFORM_XCB_EXT && list[0] == EGL_PLATFORM_XCB_SCREEN_EXT);
        if (!x_screen) return (EGLDisplay)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "no such attribute of a display");
        screen = (int)list[1];
    }
    switch (platform) {
    case EGL_PLATFORM_X11:
    case EGL_PLATFORM_XCB_EXT: return find_or_make(platform, native, screen);
    case EGL_PLATFORM_SURFACELESS_MESA:
        if (native) return (EGLDisplay)sgl_egl_fail(EGL_BAD_PARAMETER, "a surfaceless display has no native one");
        return find_or_make(platform, NULL, -1);
    case EGL_PLATFORM_DEVICE_EXT:
        if (native && native != &the_device) return (EGLDisplay)sgl_egl_fail(EGL_BAD_PARAMETER, "no such device");
        return find_or_make(platform, native, -1);
    case EGL_PLATFORM_GBM: not_carried("GBM"); break;
    case EGL_PLATFORM_WAYLAND: not_carried("Wayland"); break;
    default: break;
    }
    return (EGLDisplay)sgl_egl_fail(EGL_BAD_PARAMETER, "no such platform");
}

EGLDisplay eglGetPlatformDisplay(EGLenum platform, void *native, const EGLAttrib *list)
{
    SGL_EGL_ENTER();
    return platform_display(platform, native, list);
}

EGLAttrib *sgl_egl_widen(const EGLint *list, bool *bad)
{
    size_t n = 0;
    *bad = false;
    if (!list) return NULL;
    while (list[n] != EGL_NONE) n += 2;
    EGLAttrib *wide = malloc((n + 1) * sizeof *wide);
    *bad = !wide;
    for (size_t i = 0; wide && i <= n; i++) wide[i] = list[i];
    if (*bad) sgl_egl_fail(EGL_BAD_ALLOC, "no memory");
    return wide;
}

EGLDisplay eglGetPlatformDisplayEXT(EGLenum platform, void *native, const EGLint *list)
{
    SGL_EGL_ENTER();
    bool bad;
    EGLAttrib *wide = sgl_egl_widen(list, &bad);
    EGLDisplay d = bad ? NULL : platform_display(platform, native, wide);
    free(wide);
    return d;
}

EGLDisplay eglGetDisplay(void *native)
{
    SGL_EGL_ENTER();
    EGLenum platform = platform_of(native);
    EGLDisplay d = platform_display(platform, native, NULL);
    sgl_egl_thread.error = EGL_SUCCESS; /* eglGetDisplay has no errors */
    return d;
}

bool sgl_egl_is_display(EGLDisplay given)
{
    pthread_mutex_lock(&sgl_egl_lock);
    const struct sgl_egl_display *d = displays;
    while (d && d != given) d = d->next;
    pthread_mutex_unlock(&sgl_egl_lock);
    return d != NULL;
}

struct sgl_egl_display *sgl_egl_display(EGLDisplay given)
{
    if (!sgl_egl_is_display(given)) return (void *)sgl_egl_fail(EGL_BAD_DISPLAY, "no such display");
    if (!given->initialized) return (void *)sgl_egl_fail(EGL_NOT_INITIALIZED, "the display is not initialised");
    return given;
}

/* ---- beginning and end ------------------------------------------------------------------------ */

/* Where an xcb connection leads, as a name to open: its socket tells. */
static bool name_of(xcb_connection_t *connection, char *name, size_t room)
{
    struct sockaddr_un address = {.sun_family = AF_UNSPEC};
    socklen_t length = sizeof address;
    if (getpeername(xcb_get_file_descriptor(connection), (struct sockaddr *)&address, &length) != 0 || address.sun_family != AF_UNIX) return false;
    char path[sizeof address.sun_path + 1] = {0};
    size_t bytes = length > offsetof(struct sockaddr_un, sun_path) ? length - offsetof(struct sockaddr_un, sun_path) : 0;
    memcpy(path, address.sun_path, bytes);
    const char *number = strrchr(path[0] ? path : path + 1, 'X'); /* /tmp/.X11-unix/X0, in the abstract name space after a zero */
    if (!number || number[1] < '0' || number[1] > '9') return false;
    snprintf(name, room, ":%s", number + 1);
    return true;
}

static bool open_x(struct sgl_egl_display *d)
{
    char name[64];
    if (d->dpy) return true;
    if (!sgl_x_libraries()) return false;
    if (d->platform == EGL_PLATFORM_XCB_EXT) {
        d->connection = d->native;
        d->dpy = XOpenDisplay(d->connection && name_of(d->connection, name, sizeof name) ? name : NULL);
        d->own = true;
    } else if (d->native) {
        d->dpy = d->native;
    } else {
        d->dpy = XOpenDisplay(NULL);
        d->own = true;
    }
    if (!d->dpy || !sgl_glx_display(d->dpy)) return false;
    if (d->asked_screen < 0) d->screen = DefaultScreen(d->dpy);
    return d->screen < ScreenCount(d->dpy);
}

EGLBoolean eglInitialize(EGLDisplay given, EGLint *major, EGLint *minor)
{
    SGL_EGL_ENTER();
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
    if (!sgl_egl_is_display(given)) return (EGLBoolean)sgl_egl_fail(EGL_BAD_DISPLAY, "no such display");
    pthread_mutex_lock(&one_at_a_time);
    bool x = given->platform == EGL_PLATFORM_X11 || given->platform == EGL_PLATFORM_XCB_EXT;
    bool good = given->initialized || (sgl_host() && (!x || open_x(given)));
    if (good && !given->configs) sgl_egl_make_configs(given);
    if (good) __atomic_store_n(&given->initialized, true, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&one_at_a_time);
    if (!good) return (EGLBoolean)sgl_egl_fail(EGL_NOT_INITIALIZED, "no renderer, or no X server");
    if (major) *major = 1;
    if (minor) *minor = 5;
    return EGL_TRUE;
}

EGLBoolean eglTerminate(EGLDisplay given)
{
    SGL_EGL_ENTER();
    if (!sgl_egl_is_display(given)) return (EGLBoolean)sgl_egl_fail(EGL_BAD_DISPLAY, "no such display");
    if (!given->initialized) return EGL_TRUE;
    sgl_egl_destroy_syncs(given);
    sgl_egl_destroy_images(given);
    sgl_egl_destroy_contexts(given);
    sgl_egl_destroy_surfaces(given);
    __atomic_store_n(&given->initialized, false, __ATOMIC_RELEASE);
    return EGL_TRUE;
}

/* ---- strings ---------------------------------------------------------------------------------- */

static const char client_extensions[] =
    "EGL_EXT_client_extensions EGL_EXT_device_base EGL_EXT_device_enumeration EGL_EXT_device_query EGL_EXT_platform_base "
    "EGL_EXT_platform_device EGL_EXT_platform_x11 EGL_EXT_platform_xcb EGL_KHR_client_get_all_proc_addresses EGL_KHR_debug "
    "EGL_KHR_platform_x11 EGL_MESA_platform_surfaceless";

static const char *extensions(void)
{
    static char text[1024];
    const struct sgl_host *host = sgl_host();
    uint32_t flags = host ? host->info.flags : 0;
    pthread_mutex_lock(&sgl_egl_lock);
    if (!text[0])
        snprintf(text, sizeof text,
                 "%sEGL_EXT_pixel_format_float EGL_EXT_swap_buffers_with_damage EGL_KHR_config_attribs EGL_KHR_context_flush_control "
                 "EGL_KHR_create_context %sEGL_KHR_fence_sync EGL_KHR_get_all_proc_addresses %s%sEGL_KHR_no_config_context EGL_KHR_reusable_sync "
                 "EGL_KHR_surfaceless_context EGL_KHR_swap_buffers_with_damage EGL_KHR_wait_sync EGL_MESA_configless_context EGL_MESA_query_driver",
                 flags & SGL_HOST_ROBUSTNESS ? "EGL_EXT_create_context_robustness " : "",
                 flags & SGL_HOST_NO_ERROR ? "EGL_KHR_create_context_no_error " : "", flags & SGL_HOST_COLORSPACE ? "EGL_KHR_gl_colorspace " : "",
                 flags & SGL_HOST_IMAGES ? "EGL_KHR_gl_renderbuffer_image EGL_KHR_gl_texture_2D_image EGL_KHR_gl_texture_3D_image "
                                           "EGL_KHR_gl_texture_cubemap_image EGL_KHR_image_base " : "");
    pthread_mutex_unlock(&sgl_egl_lock);
    return text;
}

const char *eglQueryString(EGLDisplay given, EGLint name)
{
    SGL_EGL_ENTER();
    if (!given && name == EGL_EXTENSIONS) return client_extensions;
    if (!given && name == EGL_VERSION) return "1.5";
    if (!sgl_egl_display(given)) return NULL;
    switch (name) {
    case EGL_VENDOR: return "sgl";
    case EGL_VERSION: return "1.5";
    case EGL_CLIENT_APIS: return "OpenGL OpenGL_ES ";
    case EGL_EXTENSIONS: return extensions();
    default: return (const char *)sgl_egl_fail(EGL_BAD_PARAMETER, "no such string");
    }
}

/* EGL_MESA_query_driver */
const char *eglGetDisplayDriverName(EGLDisplay given)
{
    SGL_EGL_ENTER();
    return sgl_egl_display(given) ? "sgl" : NULL;
}
char *eglGetDisplayDriverConfig(EGLDisplay given)
{
    SGL_EGL_ENTER();
    return sgl_egl_display(given) ? strdup("<driinfo></driinfo>\n") : NULL; /* no options; the caller frees it */
}

/* ---- devices ---------------------------------------------------------------------------------- */

EGLBoolean eglQueryDevicesEXT(EGLint room, EGLDeviceEXT *devices, EGLint *count)
{
    SGL_EGL_ENTER();
    if (!count || (devices && room <= 0)) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "no room");
    if (devices) devices[0] = &the_device;
    *count = 1;
    return EGL_TRUE;
}

const char *eglQueryDeviceStringEXT(EGLDeviceEXT device, EGLint name)
{
    SGL_EGL_ENTER();
    if (device != &the_device) return (const char *)sgl_egl_fail(EGL_BAD_DEVICE_EXT, "no such device");
    if (name == EGL_EXTENSIONS) return sgl_glx_software_host() ? "EGL_MESA_device_software" : "";
    return (const char *)sgl_egl_fail(EGL_BAD_PARAMETER, "no such string");
}

EGLBoolean eglQueryDeviceAttribEXT(EGLDeviceEXT device, EGLint name, EGLAttrib *value)
{
    (void)name, (void)value;
    SGL_EGL_ENTER();
    if (device != &the_device) return (EGLBoolean)sgl_egl_fail(EGL_BAD_DEVICE_EXT, "no such device");
    return (EGLBoolean)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "the device has no attributes");
}

EGLBoolean eglQueryDisplayAttribEXT(EGLDisplay given, EGLint name, EGLAttrib *value)
{
    SGL_EGL_ENTER();
    if (!sgl_egl_display(given)) return EGL_FALSE;
    if (name != EGL_DEVICE_EXT) return (EGLBoolean)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "no such attribute");
    *value = (EGLAttrib)&the_device;
    return EGL_TRUE;
}

/* ---- the thread ------------------------------------------------------------------------------- */

EGLBoolean eglBindAPI(EGLenum api)
{
    SGL_EGL_ENTER();
    if (api != EGL_OPENGL_ES_API && api != EGL_OPENGL_API) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "only OpenGL and OpenGL ES are carried");
    sgl_egl_thread.api = api;
    return EGL_TRUE;
}

EGLenum eglQueryAPI(void)
{
    SGL_EGL_ENTER();
    return sgl_egl_thread.api ? sgl_egl_thread.api : EGL_OPENGL_ES_API;
}

EGLBoolean eglReleaseThread(void)
{
    SGL_EGL_ENTER();
    if (sgl_egl_current()) sgl_make_current(NULL, NULL, NULL);
    sgl_egl_leave();
    sgl_egl_thread.api = 0;
    return EGL_TRUE;
}
