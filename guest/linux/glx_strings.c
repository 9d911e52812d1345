/* What the library says about itself and its host: versions, extensions, GLX_MESA_query_renderer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "../common/context_state.h"
#include "../common/override.h"
#include "glx_internal.h"

static const char always[] =
    "GLX_ARB_context_flush_control GLX_ARB_create_context GLX_ARB_create_context_profile GLX_ARB_fbconfig_float "
    "GLX_ARB_framebuffer_sRGB GLX_ARB_get_proc_address GLX_ARB_multisample GLX_EXT_create_context_es2_profile "
    "GLX_EXT_create_context_es_profile GLX_EXT_fbconfig_packed_float "
    "GLX_EXT_framebuffer_sRGB GLX_EXT_no_config_context GLX_EXT_texture_from_pixmap GLX_EXT_visual_info GLX_EXT_visual_rating GLX_MESA_copy_sub_buffer "
    "GLX_MESA_query_renderer GLX_OML_swap_method GLX_SGIS_multisample GLX_SGIX_fbconfig GLX_SGIX_pbuffer "
    "GLX_SGIX_visual_select_group GLX_SGI_make_current_read";
static const char where_swaps_wait[] = " GLX_EXT_swap_control GLX_MESA_swap_control GLX_SGI_swap_control";

bool sgl_glx_software_host(void)
{
    const struct sgl_host *host = sgl_host();
    return host && (strstr(host->renderer, "llvmpipe") || strstr(host->renderer, "softpipe") || strstr(host->renderer, "Software Rasterizer") ||
                    strstr(host->renderer, "SwiftShader"));
}

static const char *extensions(void)
{
    static char text[1024];
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    const struct sgl_host *host = sgl_host();
    if (!host) return "";
    pthread_mutex_lock(&lock);
    if (!*text)
        snprintf(text, sizeof text, "%s%s%s%s", always, host->info.flags & SGL_HOST_ROBUSTNESS ? " GLX_ARB_create_context_robustness" : "",
                 host->info.flags & SGL_HOST_NO_ERROR ? " GLX_ARB_create_context_no_error" : "", sgl_glx_software_host() ? "" : where_swaps_wait);
    pthread_mutex_unlock(&lock);
    return text;
}

/* GLX 1.4, or what GLX_VERSION_OVERRIDE says ("1.2"). */
static const char *version(void)
{
    const char *text = getenv("GLX_VERSION_OVERRIDE");
    return text && strlen(text) == 3 && text[0] == '1' && text[1] == '.' && text[2] >= '0' && text[2] <= '9' ? text : "1.4";
}

/* The X server needs no GLX of its own: this library answers for it. */
Bool glXQueryExtension(Display *dpy, int *error_base, int *event_base)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    if (!display) return False;
    if (error_base) *error_base = display->error_base;
    if (event_base) *event_base = display->event_base;
    return True;
}

Bool glXQueryVersion(Display *dpy, int *major, int *minor)
{
    if (!sgl_glx_display(dpy)) return False;
    if (major) *major = 1;
    if (minor) *minor = version()[2] - '0';
    return True;
}

const char *glXQueryExtensionsString(Display *dpy, int screen)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    return display && screen >= 0 && screen < display->screen_count ? extensions() : NULL;
}

const char *glXGetClientString(Display *dpy, int name)
{
    (void)dpy;
    switch (name) {
    case GLX_VENDOR: return "sgl";
    case GLX_VERSION: return version();
    case GLX_EXTENSIONS: return extensions();
    default: return NULL;
    }
}

const char *glXQueryServerString(Display *dpy, int screen, int name)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    return display && screen >= 0 && screen < display->screen_count ? glXGetClientString(dpy, name) : NULL;
}

/* ---- GLX_MESA_query_renderer ------------------------------------------------------------------ */

/* The driver's version out of GL_VERSION ("4.5 (Compatibility Profile) Mesa 22.3.6"): the last x.y.z in it. */
static void driver_version(unsigned version[3])
{
    static unsigned known[4];
    if (!known[3]) {
        struct sgl_context_request request = {.major = 1, .profile = 2, .double_buffered = 1};
        uint32_t error;
        struct sgl_context *context = sgl_context_create(&request, NULL, &error);
        unsigned a, b, c;
        for (const char *p = context ? context->version_string : ""; *p; p++) {
            bool starts = context->version_string == p || p[-1] == ' ';
            int n = starts ? sscanf(p, "%u.%u.%u", &a, &b, &c) : 0;
            if (n < 2) continue;
            known[0] = a;
            known[1] = b;
            known[2] = n > 2 ? c : 0;
        }
        if (context) sgl_context_destroy(context);
        known[3] = 1;
    }
    memcpy(version, known, sizeof known[0] * 3);
}

/* major * 10 + minor of the newest ES context from that version on; 0: the host makes none. */
static unsigned es_version(unsigned from)
{
    static unsigned known[4];
    if (!known[from]) {
        struct sgl_context_request request = {.major = from, .minor = 0, .profile = 4, .double_buffered = 1};
        uint32_t error;
        struct sgl_context *context = sgl_context_create(&request, NULL, &error);
        known[from] = 1 + (context ? sgl_context_version(context) : 0);
        if (context) sgl_context_destroy(context);
    }
    return known[from] - 1;
}

static bool renderer_integer(int attribute, unsigned *value)
{
    const struct sgl_host *host = sgl_host();
    struct sysinfo memory;
    if (!host) return false;
    switch (attribute) {
    case GLX_RENDERER_VENDOR_ID_MESA:
    case GLX_RENDERER_DEVICE_ID_MESA: value[0] = 0xffffffffu; return true; /* not a PCI device of this machine */
    case GLX_RENDERER_VERSION_MESA: driver_version(value); return true;
    case GLX_RENDERER_ACCELERATED_MESA: value[0] = !sgl_glx_software_host(); return true;
    case GLX_RENDERER_VIDEO_MEMORY_MESA:
        value[0] = sysinfo(&memory) == 0 ? (unsigned)((uint64_t)memory.totalram * memory.mem_unit >> 20) : 0;
        return true;
    case GLX_RENDERER_UNIFIED_MEMORY_ARCHITECTURE_MESA: value[0] = sgl_glx_software_host(); return true;
    case GLX_RENDERER_PREFERRED_PROFILE_MESA:
        value[0] = host->info.max_core_version ? GLX_CONTEXT_CORE_PROFILE_BIT_ARB : GLX_CONTEXT_COMPATIBILITY_PROFILE_BIT_ARB;
        return true;
    case GLX_RENDERER_OPENGL_CORE_PROFILE_VERSION_MESA:
        value[0] = sgl_override_version(1, host->info.max_core_version) / 10;
        value[1] = sgl_override_version(1, host->info.max_core_version) % 10;
        return true;
    case GLX_RENDERER_OPENGL_COMPATIBILITY_PROFILE_VERSION_MESA:
        value[0] = sgl_override_version(2, host->info.max_compat_version) / 10;
        value[1] = sgl_override_version(2, host->info.max_compat_version) % 10;
        return true;
    case GLX_RENDERER_OPENGL_ES_PROFILE_VERSION_MESA:
    case GLX_RENDERER_OPENGL_ES2_PROFILE_VERSION_MESA: {
        unsigned version = es_version(attribute == GLX_RENDERER_OPENGL_ES_PROFILE_VERSION_MESA ? 1 : 2);
        value[0] = version / 10;
        value[1] = version % 10;
        return true;
    }
    default: return false;
    }
}

static const char *renderer_string(int attribute)
{
    const struct sgl_host *host = sgl_host();
    if (!host) return NULL;
    switch (attribute) {
    case GLX_RENDERER_VENDOR_ID_MESA: return host->vendor;
    case GLX_RENDERER_DEVICE_ID_MESA: return host->renderer;
    default: return NULL;
    }
}

static bool has_renderer(Display *dpy, int screen, int renderer)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    return display && screen >= 0 && screen < display->screen_count && renderer == 0;
}

Bool glXQueryRendererIntegerMESA(Display *dpy, int screen, int renderer, int attribute, unsigned *value)
{
    return has_renderer(dpy, screen, renderer) && renderer_integer(attribute, value);
}
Bool glXQueryCurrentRendererIntegerMESA(int attribute, unsigned *value)
{
    return sgl_glx_current.context && renderer_integer(attribute, value);
}
const char *glXQueryRendererStringMESA(Display *dpy, int screen, int renderer, int attribute)
{
    return has_renderer(dpy, screen, renderer) ? renderer_string(attribute) : NULL;
}
const char *glXQueryCurrentRendererStringMESA(int attribute) { return sgl_glx_current.context ? renderer_string(attribute) : NULL; }
