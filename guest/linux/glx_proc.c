/* glXGetProcAddress: GLX names from the table here, GL names from the generated one. */
#include <stdlib.h>
#include <string.h>

#include "glx_internal.h"

static const struct entry {
    const char *name;
    sgl_glx_function function;
} entries[] = {
#define ENTRY(name) {#name, (sgl_glx_function)name}
    /* sorted by strcmp */
    ENTRY(glXBindTexImageEXT),
    ENTRY(glXChooseFBConfig),
    ENTRY(glXChooseFBConfigSGIX),
    ENTRY(glXChooseVisual),
    ENTRY(glXCopyContext),
    ENTRY(glXCopySubBufferMESA),
    ENTRY(glXCreateContext),
    ENTRY(glXCreateContextAttribsARB),
    ENTRY(glXCreateContextWithConfigSGIX),
    ENTRY(glXCreateGLXPbufferSGIX),
    ENTRY(glXCreateGLXPixmap),
    ENTRY(glXCreateGLXPixmapWithConfigSGIX),
    ENTRY(glXCreateNewContext),
    ENTRY(glXCreatePbuffer),
    ENTRY(glXCreatePixmap),
    ENTRY(glXCreateWindow),
    ENTRY(glXDestroyContext),
    ENTRY(glXDestroyGLXPbufferSGIX),
    ENTRY(glXDestroyGLXPixmap),
    ENTRY(glXDestroyPbuffer),
    ENTRY(glXDestroyPixmap),
    ENTRY(glXDestroyWindow),
    ENTRY(glXFreeContextEXT),
    ENTRY(glXGetClientString),
    ENTRY(glXGetConfig),
    ENTRY(glXGetContextIDEXT),
    ENTRY(glXGetCurrentContext),
    ENTRY(glXGetCurrentDisplay),
    ENTRY(glXGetCurrentDisplayEXT),
    ENTRY(glXGetCurrentDrawable),
    ENTRY(glXGetCurrentReadDrawable),
    ENTRY(glXGetCurrentReadDrawableSGI),
    ENTRY(glXGetFBConfigAttrib),
    ENTRY(glXGetFBConfigAttribSGIX),
    ENTRY(glXGetFBConfigFromVisualSGIX),
    ENTRY(glXGetFBConfigs),
    ENTRY(glXGetProcAddress),
    ENTRY(glXGetProcAddressARB),
    ENTRY(glXGetSelectedEvent),
    ENTRY(glXGetSelectedEventSGIX),
    ENTRY(glXGetSwapIntervalMESA),
    ENTRY(glXGetVisualFromFBConfig),
    ENTRY(glXGetVisualFromFBConfigSGIX),
    ENTRY(glXImportContextEXT),
    ENTRY(glXIsDirect),
    ENTRY(glXMakeContextCurrent),
    ENTRY(glXMakeCurrent),
    ENTRY(glXMakeCurrentReadSGI),
    ENTRY(glXQueryContext),
    ENTRY(glXQueryContextInfoEXT),
    ENTRY(glXQueryCurrentRendererIntegerMESA),
    ENTRY(glXQueryCurrentRendererStringMESA),
    ENTRY(glXQueryDrawable),
    ENTRY(glXQueryExtension),
    ENTRY(glXQueryExtensionsString),
    ENTRY(glXQueryGLXPbufferSGIX),
    ENTRY(glXQueryRendererIntegerMESA),
    ENTRY(glXQueryRendererStringMESA),
    ENTRY(glXQueryServerString),
    ENTRY(glXQueryVersion),
    ENTRY(glXReleaseTexImageEXT),
    ENTRY(glXSelectEvent),
    ENTRY(glXSelectEventSGIX),
    ENTRY(glXSwapBuffers),
    ENTRY(glXSwapIntervalEXT),
    ENTRY(glXSwapIntervalMESA),
    ENTRY(glXSwapIntervalSGI),
    ENTRY(glXUseXFont),
    ENTRY(glXWaitGL),
    ENTRY(glXWaitX),
#undef ENTRY
};

static int compare(const void *name, const void *entry) { return strcmp(name, ((const struct entry *)entry)->name); }

sgl_glx_function glXGetProcAddress(const unsigned char *name)
{
    if (!name) return NULL;
    if (strncmp((const char *)name, "glX", 3) != 0) return (sgl_glx_function)sgl_get_proc_address((const char *)name);
    const struct entry *found = bsearch(name, entries, sizeof entries / sizeof *entries, sizeof *entries, compare);
    return found ? found->function : NULL;
}

sgl_glx_function glXGetProcAddressARB(const unsigned char *name) { return glXGetProcAddress(name); }
