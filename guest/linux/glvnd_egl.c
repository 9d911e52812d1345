/* libglvnd's interface to EGL vendors: libEGL.so.1 loads this library as libEGL_sgl.so.0 (a JSON file in egl_vendor.d
 * names it) and asks __egl_Main for its functions. Those of EGL 1.5 and of client extensions it dispatches itself;
 * for each display extension's it wants a function of ours that finds the vendor and calls that one's. The interface
 * is specified in glvnd/libeglabi.h. */
#define EGL_EGLEXT_PROTOTYPES
#include <glvnd/libeglabi.h>
#include <stdlib.h>
#include <unistd.h>

#include "../common/platform.h"
#include "glvnd.h"

static const __EGLapiExports *libegl;

enum {
#define EXTENSION(name) INDEX_##name,
#include "glvnd_egl.inc"
#undef EXTENSION
    EXTENSIONS
};
static struct sgl_vendor_function functions[EXTENSIONS];

/* The vendor's own function, or NULL and the error is raised. libEGL asks that vendor for errors from now on. */
static sgl_function of_vendor(__EGLvendorInfo *vendor, int extension, EGLint error)
{
    libegl->threadInit();
    sgl_function call = vendor && functions[extension].index >= 0 ? (sgl_function)libegl->fetchDispatchEntry(vendor, functions[extension].index) : NULL;
    if (!call) libegl->setEGLError(error);
    else if (!libegl->setLastVendor(vendor)) return NULL;
    return call;
}

#define DISPATCH(type, otherwise, name, vendor, error, parameters, arguments)                        \
    static type dispatch_##name parameters                                                           \
    {                                                                                                \
        type(*call) parameters = (type(*) parameters)of_vendor(vendor, INDEX_##name, error);         \
        return call ? call arguments : otherwise;                                                    \
    }
#define OF_DISPLAY libegl->getVendorFromDisplay(d), EGL_BAD_DISPLAY
#define OF_DEVICE libegl->getVendorFromDevice(d), EGL_BAD_DEVICE_EXT
#define DISPATCH_BY(...) DISPATCH(__VA_ARGS__) /* parts OF_... into its two arguments */

DISPATCH_BY(EGLBoolean, EGL_FALSE, eglSwapBuffersWithDamageKHR, OF_DISPLAY, (EGLDisplay d, EGLSurface s, const EGLint *r, EGLint n), (d, s, r, n))
DISPATCH_BY(EGLBoolean, EGL_FALSE, eglSwapBuffersWithDamageEXT, OF_DISPLAY, (EGLDisplay d, EGLSurface s, const EGLint *r, EGLint n), (d, s, r, n))
DISPATCH_BY(EGLImageKHR, EGL_NO_IMAGE_KHR, eglCreateImageKHR, OF_DISPLAY, (EGLDisplay d, EGLContext c, EGLenum t, EGLClientBuffer b, const EGLint *l), (d, c, t, b, l))
DISPATCH_BY(EGLBoolean, EGL_FALSE, eglDestroyImageKHR, OF_DISPLAY, (EGLDisplay d, EGLImageKHR i), (d, i))
DISPATCH_BY(EGLSyncKHR, EGL_NO_SYNC_KHR, eglCreateSyncKHR, OF_DISPLAY, (EGLDisplay d, EGLenum t, const EGLint *l), (d, t, l))
DISPATCH_BY(EGLBoolean, EGL_FALSE, eglDestroySyncKHR, OF_DISPLAY, (EGLDisplay d, EGLSyncKHR s), (d, s))
DISPATCH_BY(EGLint, EGL_FALSE, eglClientWaitSyncKHR, OF_DISPLAY, (EGLDisplay d, EGLSyncKHR s, EGLint f, EGLTimeKHR t), (d, s, f, t))
DISPATCH_BY(EGLBoolean, EGL_FALSE, eglGetSyncAttribKHR, OF_DISPLAY, (EGLDisplay d, EGLSyncKHR s, EGLint n, EGLint *v), (d, s, n, v))
DISPATCH_BY(EGLBoolean, EGL_FALSE, eglSignalSyncKHR, OF_DISPLAY, (EGLDisplay d, EGLSyncKHR s, EGLenum m), (d, s, m))
DISPATCH_BY(EGLint, EGL_FALSE, eglWaitSyncKHR, OF_DISPLAY, (EGLDisplay d, EGLSyncKHR s, EGLint f), (d, s, f))
DISPATCH_BY(const char *, NULL, eglGetDisplayDriverName, OF_DISPLAY, (EGLDisplay d), (d))
DISPATCH_BY(char *, NULL, eglGetDisplayDriverConfig, OF_DISPLAY, (EGLDisplay d), (d))
DISPATCH_BY(EGLBoolean, EGL_FALSE, eglQueryDisplayAttribEXT, OF_DISPLAY, (EGLDisplay d, EGLint n, EGLAttrib *v), (d, n, v))
DISPATCH_BY(EGLBoolean, EGL_FALSE, eglQueryDeviceAttribEXT, OF_DEVICE, (EGLDeviceEXT d, EGLint n, EGLAttrib *v), (d, n, v))
DISPATCH_BY(const char *, NULL, eglQueryDeviceStringEXT, OF_DEVICE, (EGLDeviceEXT d, EGLint n), (d, n))

static struct sgl_vendor_function functions[EXTENSIONS] = {
#define EXTENSION(name) [INDEX_##name] = {#name, (sgl_function)dispatch_##name, -1},
#include "glvnd_egl.inc"
#undef EXTENSION
};

static void *dispatch_address(const char *name)
{
    const struct sgl_vendor_function *f = sgl_vendor_function_named(functions, EXTENSIONS, name);
    return f ? (void *)f->dispatch : NULL;
}

static void dispatch_index(const char *name, int index)
{
    struct sgl_vendor_function *f = sgl_vendor_function_named(functions, EXTENSIONS, name);
    if (f) f->index = index;
}

static void *proc_address(const char *name) { return (void *)eglGetProcAddress(name); }

/* EGL_NONE: eglGetDisplay of EGL_DEFAULT_DISPLAY. */
static EGLDisplay platform_display(EGLenum platform, void *native, const EGLAttrib *list)
{
    return platform == EGL_NONE ? eglGetDisplay(native) : eglGetPlatformDisplay(platform, native, list);
}

static EGLBoolean supports(EGLenum api) { return api == EGL_OPENGL_API || api == EGL_OPENGL_ES_API; }

static const char *vendor_string(int name)
{
    return name == __EGL_VENDOR_STRING_PLATFORM_EXTENSIONS
               ? "EGL_EXT_platform_device EGL_EXT_platform_x11 EGL_EXT_platform_xcb EGL_KHR_platform_x11 EGL_MESA_platform_surfaceless"
               : NULL;
}

/* Nobody asked for sgl by name, and no renderer is there: the other vendors may have this program. */
static bool not_meant(void)
{
    char path[256];
    if (getenv("__EGL_VENDOR_LIBRARY_FILENAMES") || getenv("SGL_SHM")) return false;
    return access(sgl_platform_region_path(path, sizeof path), F_OK) != 0;
}

bool sgl_glvnd_is_host(void) { return getenv("SGL_IS_RENDERER") != NULL; }

SGL_VENDOR_MAIN EGLBoolean __egl_Main(uint32_t version, const __EGLapiExports *exports, __EGLvendorInfo *vendor, __EGLapiImports *imports)
{
    (void)vendor;
    if (EGL_VENDOR_ABI_GET_MAJOR_VERSION(version) != EGL_VENDOR_ABI_MAJOR_VERSION || sgl_glvnd_is_host() || not_meant()) return EGL_FALSE;
    libegl = exports;
    imports->getPlatformDisplay = platform_display;
    imports->getSupportsAPI = supports;
    imports->getVendorString = vendor_string;
    imports->getProcAddress = proc_address;
    imports->getDispatchAddress = dispatch_address;
    imports->setDispatchIndex = dispatch_index;
    return EGL_TRUE;
}
