/* libEGL.so.1 for as long as EGL is not carried: so that an EGL program does not slip past to the
 * native driver unnoticed, every way into EGL fails properly and says so once on stderr. */
#include <stdint.h>
#include <stdio.h>

#pragma GCC diagnostic ignored "-Wunused-parameter"

#define EXPORT __attribute__((visibility("default")))

typedef void *handle;
typedef unsigned boolean;
typedef int32_t integer;
typedef intptr_t attribute;

enum { EGL_SUCCESS = 0x3000, EGL_NOT_INITIALIZED = 0x3001, EGL_BAD_DISPLAY = 0x3008, EGL_OPENGL_ES_API = 0x30A0, EGL_CONDITION_SATISFIED = 0 };

static _Thread_local integer last_error = EGL_SUCCESS;

/* Fails with an error that eglGetError tells; the value is what failing calls return. */
static uintptr_t absent(integer error)
{
    static char said;
    if (!__atomic_exchange_n(&said, 1, __ATOMIC_RELAXED))
        fprintf(stderr, "sgl: this program uses EGL, which sgl does not carry yet: only OpenGL through GLX is. Start it without sgl, or have it use GLX\n");
    last_error = error;
    return 0;
}

EXPORT integer eglGetError(void)
{
    integer error = last_error;
    last_error = EGL_SUCCESS;
    return error;
}

/* The ways in. */
EXPORT handle eglGetDisplay(handle native) { (void)native; return (handle)absent(EGL_SUCCESS); }
EXPORT handle eglGetPlatformDisplay(unsigned platform, void *native, const attribute *list) { (void)platform, (void)native, (void)list; return (handle)absent(EGL_SUCCESS); }
EXPORT handle eglGetPlatformDisplayEXT(unsigned platform, void *native, const integer *list) { (void)platform, (void)native, (void)list; return (handle)absent(EGL_SUCCESS); }
EXPORT const char *eglQueryString(handle display, integer name) { (void)display, (void)name; return (const char *)absent(EGL_BAD_DISPLAY); }
EXPORT void (*eglGetProcAddress(const char *name))(void) { (void)name; absent(EGL_SUCCESS); return NULL; }

/* Without a display nothing else can succeed. */
#define FAILS(type, name, parameters) EXPORT type name parameters { return (type)absent(EGL_BAD_DISPLAY); }
FAILS(boolean, eglInitialize, (handle d, integer *major, integer *minor))
FAILS(boolean, eglTerminate, (handle d))
FAILS(boolean, eglGetConfigs, (handle d, handle *configs, integer size, integer *count))
FAILS(boolean, eglChooseConfig, (handle d, const integer *list, handle *configs, integer size, integer *count))
FAILS(boolean, eglGetConfigAttrib, (handle d, handle config, integer name, integer *value))
FAILS(handle, eglCreateContext, (handle d, handle config, handle share, const integer *list))
FAILS(boolean, eglDestroyContext, (handle d, handle context))
FAILS(boolean, eglQueryContext, (handle d, handle context, integer name, integer *value))
FAILS(handle, eglCreateWindowSurface, (handle d, handle config, uintptr_t window, const integer *list))
FAILS(handle, eglCreatePixmapSurface, (handle d, handle config, uintptr_t pixmap, const integer *list))
FAILS(handle, eglCreatePlatformWindowSurface, (handle d, handle config, void *window, const attribute *list))
FAILS(handle, eglCreatePlatformPixmapSurface, (handle d, handle config, void *pixmap, const attribute *list))
FAILS(handle, eglCreatePbufferSurface, (handle d, handle config, const integer *list))
FAILS(handle, eglCreatePbufferFromClientBuffer, (handle d, unsigned type, handle buffer, handle config, const integer *list))
FAILS(boolean, eglDestroySurface, (handle d, handle surface))
FAILS(boolean, eglQuerySurface, (handle d, handle surface, integer name, integer *value))
FAILS(boolean, eglSurfaceAttrib, (handle d, handle surface, integer name, integer value))
FAILS(boolean, eglBindTexImage, (handle d, handle surface, integer buffer))
FAILS(boolean, eglReleaseTexImage, (handle d, handle surface, integer buffer))
FAILS(boolean, eglSwapInterval, (handle d, integer interval))
FAILS(boolean, eglSwapBuffers, (handle d, handle surface))
FAILS(boolean, eglCopyBuffers, (handle d, handle surface, uintptr_t pixmap))
FAILS(handle, eglCreateSync, (handle d, unsigned type, const attribute *list))
FAILS(boolean, eglDestroySync, (handle d, handle sync))
FAILS(integer, eglClientWaitSync, (handle d, handle sync, integer flags, uint64_t timeout))
FAILS(boolean, eglGetSyncAttrib, (handle d, handle sync, integer name, attribute *value))
FAILS(boolean, eglWaitSync, (handle d, handle sync, integer flags))
FAILS(handle, eglCreateImage, (handle d, handle context, unsigned target, handle buffer, const attribute *list))
FAILS(boolean, eglDestroyImage, (handle d, handle image))

/* These say nothing about a display: releasing what nobody has is no mistake. */
EXPORT boolean eglMakeCurrent(handle d, handle draw, handle read, handle context)
{
    (void)d, (void)draw, (void)read;
    return context ? (boolean)absent(EGL_BAD_DISPLAY) : 1;
}
EXPORT handle eglGetCurrentContext(void) { return NULL; }
EXPORT handle eglGetCurrentSurface(integer which) { (void)which; return NULL; }
EXPORT handle eglGetCurrentDisplay(void) { return NULL; }
static _Thread_local unsigned bound_api = EGL_OPENGL_ES_API;
EXPORT boolean eglBindAPI(unsigned api) { bound_api = api; return 1; }
EXPORT unsigned eglQueryAPI(void) { return bound_api; }
EXPORT boolean eglReleaseThread(void) { last_error = EGL_SUCCESS; return 1; }
EXPORT boolean eglWaitClient(void) { return 1; }
EXPORT boolean eglWaitGL(void) { return 1; }
EXPORT boolean eglWaitNative(integer engine) { (void)engine; return 1; }
