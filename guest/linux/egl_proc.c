/* eglGetProcAddress: EGL names from the table here, GL names from the generated one. */
#include <stdlib.h>
#include <string.h>

#include "egl_internal.h"

static const struct entry {
    const char *name;
    sgl_egl_function function;
} entries[] = {
#define ENTRY(name) {#name, (sgl_egl_function)name}
    /* sorted by strcmp */
    ENTRY(eglBindAPI),
    ENTRY(eglBindTexImage),
    ENTRY(eglChooseConfig),
    ENTRY(eglClientWaitSync),
    ENTRY(eglClientWaitSyncKHR),
    ENTRY(eglCopyBuffers),
    ENTRY(eglCreateContext),
    ENTRY(eglCreateImage),
    ENTRY(eglCreateImageKHR),
    ENTRY(eglCreatePbufferFromClientBuffer),
    ENTRY(eglCreatePbufferSurface),
    ENTRY(eglCreatePixmapSurface),
    ENTRY(eglCreatePlatformPixmapSurface),
    ENTRY(eglCreatePlatformPixmapSurfaceEXT),
    ENTRY(eglCreatePlatformWindowSurface),
    ENTRY(eglCreatePlatformWindowSurfaceEXT),
    ENTRY(eglCreateSync),
    ENTRY(eglCreateSyncKHR),
    ENTRY(eglCreateWindowSurface),
    ENTRY(eglDebugMessageControlKHR),
    ENTRY(eglDestroyContext),
    ENTRY(eglDestroyImage),
    ENTRY(eglDestroyImageKHR),
    ENTRY(eglDestroySurface),
    ENTRY(eglDestroySync),
    ENTRY(eglDestroySyncKHR),
    ENTRY(eglGetConfigAttrib),
    ENTRY(eglGetConfigs),
    ENTRY(eglGetCurrentContext),
    ENTRY(eglGetCurrentDisplay),
    ENTRY(eglGetCurrentSurface),
    ENTRY(eglGetDisplay),
    ENTRY(eglGetDisplayDriverConfig),
    ENTRY(eglGetDisplayDriverName),
    ENTRY(eglGetError),
    ENTRY(eglGetPlatformDisplay),
    ENTRY(eglGetPlatformDisplayEXT),
    ENTRY(eglGetProcAddress),
    ENTRY(eglGetSyncAttrib),
    ENTRY(eglGetSyncAttribKHR),
    ENTRY(eglInitialize),
    ENTRY(eglLabelObjectKHR),
    ENTRY(eglMakeCurrent),
    ENTRY(eglQueryAPI),
    ENTRY(eglQueryContext),
    ENTRY(eglQueryDebugKHR),
    ENTRY(eglQueryDeviceAttribEXT),
    ENTRY(eglQueryDeviceStringEXT),
    ENTRY(eglQueryDevicesEXT),
    ENTRY(eglQueryDisplayAttribEXT),
    ENTRY(eglQueryString),
    ENTRY(eglQuerySurface),
    ENTRY(eglReleaseTexImage),
    ENTRY(eglReleaseThread),
    ENTRY(eglSignalSyncKHR),
    ENTRY(eglSurfaceAttrib),
    ENTRY(eglSwapBuffers),
    ENTRY(eglSwapBuffersWithDamageEXT),
    ENTRY(eglSwapBuffersWithDamageKHR),
    ENTRY(eglSwapInterval),
    ENTRY(eglTerminate),
    ENTRY(eglWaitClient),
    ENTRY(eglWaitGL),
    ENTRY(eglWaitNative),
    ENTRY(eglWaitSync),
    ENTRY(eglWaitSyncKHR),
#undef ENTRY
};

static int compare(const void *name, const void *entry) { return strcmp(name, ((const struct entry *)entry)->name); }

sgl_egl_function eglGetProcAddress(const char *name)
{
    SGL_EGL_ENTER();
    if (!name) return NULL;
    if (strncmp(name, "egl", 3) != 0) return (sgl_egl_function)sgl_get_proc_address(name);
    const struct entry *found = bsearch(name, entries, sizeof entries / sizeof *entries, sizeof *entries, compare);
    return found ? found->function : NULL;
}
