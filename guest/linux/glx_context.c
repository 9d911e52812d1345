/* GLX contexts: making them by each of the ways that GLX grew, with the errors that the X server and
 * Mesa raise between them natively; ending, copying and querying them. */
#include <stdlib.h>
#include <string.h>

#include "glx_internal.h"

struct sgl_glx_context *sgl_glx_valid_context(GLXContext context)
{
    return context && context->magic == SGL_GLX_CONTEXT_MAGIC && !context->destroyed ? context : NULL;
}

void sgl_glx_free_context(struct sgl_glx_context *context)
{
    context->magic = 0;
    free(context);
}

/* Bits of sgl_context_request.flags that are not GLX's own. */
enum { SGL_NO_ERROR = 8, SGL_RELEASE_WITHOUT_FLUSH = 16 };

/* What a context is asked to be. Errors are X's own or GLX's (glx set). */
struct wanted {
    struct sgl_context_request request;
    int render_type;
    int error;
    bool glx;
};

static struct sgl_glx_context *make(Display *dpy, const struct sgl_glx_config *config, int screen, GLXContext share, struct wanted *w, int minor)
{
    if (!sgl_host()) return NULL; /* which said on stderr what to start */
    const struct sgl_glx_context *shared = sgl_glx_valid_context(share);
    if (share && !shared) {
        sgl_glx_error(dpy, GLXBadContext, true, 0, minor);
        return NULL;
    }
    /* GLX_ARB_create_context_robustness: a share group has one reset strategy. */
    if (shared && shared->reset_strategy != w->request.reset_strategy) {
        sgl_glx_error(dpy, BadMatch, false, 0, minor);
        return NULL;
    }
    struct sgl_glx_context *context = calloc(1, sizeof *context);
    uint32_t failure = SGL_CONTEXT_FAILED;
    w->request.double_buffered = config ? config->double_buffer != 0 : 1;
    if (context) context->context = sgl_context_create(&w->request, shared ? shared->context : NULL, &failure);
    if (!context || !context->context) {
        free(context);
        if (failure == SGL_CONTEXT_BAD_PROFILE)
            sgl_glx_error(dpy, GLXBadProfileARB, true, 0, minor);
        else if (failure == SGL_CONTEXT_BAD_SHARE)
            sgl_glx_error(dpy, BadMatch, false, 0, minor);
        else
            sgl_glx_error(dpy, GLXBadFBConfig, true, 0, minor);
        return NULL;
    }
    context->magic = SGL_GLX_CONTEXT_MAGIC;
    context->id = sgl_glx_new_id(dpy);
    context->share_id = shared ? shared->id : None;
    context->dpy = dpy;
    context->screen = screen;
    context->render_type = w->render_type;
    context->reset_strategy = w->request.reset_strategy;
    if (config) {
        context->has_config = true;
        context->config = *config;
    }
    return context;
}

/* A context of no particular version: the newest compatibility context that the host has. */
static const struct wanted any_version = {.request = {.major = 1, .minor = 0, .profile = 2}, .render_type = GLX_RGBA_TYPE};

GLXContext glXCreateContext(Display *dpy, XVisualInfo *visual, GLXContext share, Bool direct)
{
    (void)direct; /* every context is */
    const struct sgl_glx_config *config = sgl_glx_visual_config(dpy, visual->screen, visual->visualid);
    if (!config) {
        if (sgl_host()) sgl_glx_error(dpy, BadValue, false, visual->visualid, X_GLXCreateContext);
        return NULL;
    }
    struct wanted w = any_version;
    return make(dpy, config, visual->screen, share, &w, X_GLXCreateContext);
}

/* The part of both calls that name a render type outside of an attribute list. */
static GLXContext create_new(Display *dpy, GLXFBConfig given, int render_type, GLXContext share)
{
    const struct sgl_glx_config *config = sgl_glx_find_config(dpy, given);
    if (!config) {
        if (sgl_host()) sgl_glx_error(dpy, GLXBadFBConfig, true, 0, X_GLXCreateNewContext);
        return NULL;
    }
    struct wanted w = any_version;
    switch (render_type) {
    case GLX_RGBA_TYPE:
        break;
    case GLX_RGBA_FLOAT_TYPE_ARB:
        if (config->render_type & GLX_RGBA_FLOAT_BIT_ARB) {
            w.render_type = render_type;
            break;
        }
        __attribute__((fallthrough));
    default: /* colour indices among them: no configuration has them */
        sgl_glx_error(dpy, BadValue, false, (XID)render_type, X_GLXCreateNewContext);
        return NULL;
    }
    return make(dpy, config, config->screen, share, &w, X_GLXCreateNewContext);
}

GLXContext glXCreateNewContext(Display *dpy, GLXFBConfig config, int render_type, GLXContext share, Bool direct)
{
    (void)direct;
    return create_new(dpy, config, render_type, share);
}
GLXContext glXCreateContextWithConfigSGIX(Display *dpy, GLXFBConfig config, int render_type, GLXContext share, Bool direct)
{
    (void)direct;
    return create_new(dpy, config, render_type, share);
}

/* ---- GLX_ARB_create_context and what builds on it --------------------------------------------- */

static bool refuse(struct wanted *w, int error, bool glx)
{
    w->error = error;
    w->glx = glx;
    return false;
}

/* Versions between those that exist; newer ones than exist are the host's to refuse. */
static bool possible_version(uint32_t major, uint32_t minor)
{
    static const uint8_t last_minor[] = {0, 5, 1, 3};
    return (int32_t)major >= 1 && (major >= sizeof last_minor || minor <= last_minor[major]);
}

/* One attribute; false when it is refused. */
static bool read_attribute(struct wanted *w, int attribute, int value)
{
    struct sgl_context_request *r = &w->request;
    switch (attribute) {
    case GLX_CONTEXT_MAJOR_VERSION_ARB:
        r->major = (uint32_t)value;
        return true;
    case GLX_CONTEXT_MINOR_VERSION_ARB:
        r->minor = (uint32_t)value;
        return true;
    case GLX_CONTEXT_FLAGS_ARB:
        if (value & ~(GLX_CONTEXT_DEBUG_BIT_ARB | GLX_CONTEXT_FORWARD_COMPATIBLE_BIT_ARB | GLX_CONTEXT_ROBUST_ACCESS_BIT_ARB)) return refuse(w, BadValue, false);
        r->flags |= (uint32_t)value; /* the same bits on the wire */
        return true;
    case GLX_CONTEXT_PROFILE_MASK_ARB:
        if (value != GLX_CONTEXT_CORE_PROFILE_BIT_ARB && value != GLX_CONTEXT_COMPATIBILITY_PROFILE_BIT_ARB && value != GLX_CONTEXT_ES2_PROFILE_BIT_EXT)
            return refuse(w, GLXBadProfileARB, true);
        r->profile = (uint32_t)value;
        return true;
    case GLX_CONTEXT_RESET_NOTIFICATION_STRATEGY_ARB:
        if (value != GLX_NO_RESET_NOTIFICATION_ARB && value != GLX_LOSE_CONTEXT_ON_RESET_ARB) return refuse(w, BadMatch, false);
        r->reset_strategy = value == GLX_LOSE_CONTEXT_ON_RESET_ARB;
        return true;
    case GLX_CONTEXT_RELEASE_BEHAVIOR_ARB:
        if (value != GLX_CONTEXT_RELEASE_BEHAVIOR_NONE_ARB && value != GLX_CONTEXT_RELEASE_BEHAVIOR_FLUSH_ARB) return refuse(w, BadValue, false);
        r->flags = value == GLX_CONTEXT_RELEASE_BEHAVIOR_NONE_ARB ? r->flags | SGL_RELEASE_WITHOUT_FLUSH : r->flags & ~SGL_RELEASE_WITHOUT_FLUSH;
        return true;
    case GLX_CONTEXT_OPENGL_NO_ERROR_ARB:
        if (value) r->flags |= SGL_NO_ERROR;
        return true;
    case GLX_RENDER_TYPE:
        w->render_type = value;
        return true;
    case GLX_SCREEN:
        return true;
    default:
        return refuse(w, BadValue, false);
    }
}

/* GLX_ARB_create_context, "Errors"; the X server checks in this order. */
static bool check_wanted(struct wanted *w, const struct sgl_glx_config *config)
{
    struct sgl_context_request *r = &w->request;
    bool es = r->profile == GLX_CONTEXT_ES2_PROFILE_BIT_EXT;
    bool is_float = w->render_type == GLX_RGBA_FLOAT_TYPE_ARB && config && (config->render_type & GLX_RGBA_FLOAT_BIT_ARB);
    if (w->render_type == GLX_COLOR_INDEX_TYPE && r->major >= 3) return refuse(w, BadMatch, false);
    const bool open = !config && w->render_type == (int)GLX_DONT_CARE; /* not said, as Mesa reports it */
    if (w->render_type != GLX_RGBA_TYPE && !is_float && !open) return refuse(w, BadValue, false);
    if (!es && !possible_version(r->major, r->minor)) return refuse(w, BadMatch, false);
    if ((r->flags & GLX_CONTEXT_FORWARD_COMPATIBLE_BIT_ARB) && r->major < 3) return refuse(w, BadMatch, false);
    if ((r->flags & SGL_NO_ERROR) && (r->flags & (GLX_CONTEXT_DEBUG_BIT_ARB | GLX_CONTEXT_ROBUST_ACCESS_BIT_ARB))) return refuse(w, BadMatch, false);
    /* Profiles exist from 3.2 on; before, a context is what 3.1 and older were: compatibility, but for a
     * forward-compatible 3.x, which lacks what was deprecated. */
    if (!es && (r->major < 3 || (r->major == 3 && r->minor < 2))) r->profile = GLX_CONTEXT_COMPATIBILITY_PROFILE_BIT_ARB;
    return true;
}

GLXContext glXCreateContextAttribsARB(Display *dpy, GLXFBConfig given, GLXContext share, Bool direct, const int *attributes)
{
    (void)direct;
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    const struct sgl_glx_config *config = given ? sgl_glx_find_config(dpy, given) : NULL;
    if (!display || !sgl_host()) return NULL;
    if (given && !config) {
        sgl_glx_error(dpy, GLXBadFBConfig, true, 0, X_GLXCreateContextAttribsARB);
        return NULL;
    }
    struct wanted w = {.request = {.major = 1, .minor = 0, .profile = 1}, .render_type = config ? GLX_RGBA_TYPE : (int)GLX_DONT_CARE};
    int screen = config ? config->screen : -1;
    bool good = true;
    for (; good && attributes && *attributes; attributes += 2) {
        good = read_attribute(&w, attributes[0], attributes[1]);
        if (attributes[0] != GLX_SCREEN) continue;
        if (config && attributes[1] != screen) good = refuse(&w, BadValue, false);
        screen = attributes[1];
    }
    if (good && screen < 0) good = refuse(&w, GLXBadFBConfig, true);
    if (good && screen >= display->screen_count) good = refuse(&w, BadValue, false);
    if (!good || !check_wanted(&w, config)) {
        sgl_glx_error(dpy, w.error, w.glx, 0, X_GLXCreateContextAttribsARB);
        return NULL;
    }
    return make(dpy, config, screen, share, &w, X_GLXCreateContextAttribsARB);
}

/* ---- the rest of a context's life ------------------------------------------------------------- */

void glXDestroyContext(Display *dpy, GLXContext given)
{
    struct sgl_glx_context *context = sgl_glx_valid_context(given);
    (void)dpy;
    if (!context) return; /* natively, too, destroying one twice is no error */
    pthread_mutex_lock(&sgl_glx_lock);
    context->destroyed = true;
    bool idle = context->current == 0;
    struct sgl_context *inner = context->context;
    sgl_glx_unlock();
    sgl_context_destroy(inner);
    if (idle) sgl_glx_free_context(context);
}

/* Host contexts cannot be copied (EGL has no call for it), and natively a direct context cannot either:
 * the same errors. */
void glXCopyContext(Display *dpy, GLXContext from, GLXContext to, unsigned long mask)
{
    (void)mask;
    const struct sgl_glx_context *source = sgl_glx_valid_context(from), *destination = sgl_glx_valid_context(to);
    if (!source || !destination)
        sgl_glx_error(dpy, GLXBadContext, true, 0, X_GLXCopyContext);
    else if (destination->current)
        sgl_glx_error(dpy, BadMatch, false, 0, X_GLXCopyContext);
    else
        sgl_glx_error(dpy, GLXBadContextTag, true, 0, X_GLXCopyContext);
}

Bool glXIsDirect(Display *dpy, GLXContext context)
{
    if (sgl_glx_valid_context(context)) return True;
    sgl_glx_error(dpy, GLXBadContext, true, 0, 6 /* X_GLXIsDirect */);
    return False;
}

int glXQueryContext(Display *dpy, GLXContext given, int attribute, int *value)
{
    const struct sgl_glx_context *context = sgl_glx_valid_context(given);
    if (!context) {
        sgl_glx_error(dpy, GLXBadContext, true, 0, X_GLXQueryContext);
        return GLX_BAD_CONTEXT;
    }
    switch (attribute) {
    case GLX_FBCONFIG_ID: *value = context->has_config ? context->config.fbconfig_id : None; return 0;
    case GLX_RENDER_TYPE: *value = context->render_type; return 0;
    case GLX_SCREEN: *value = context->screen; return 0;
    case GLX_SHARE_CONTEXT_EXT: *value = (int)context->share_id; return 0;
    case GLX_VISUAL_ID: *value = context->has_config ? context->config.visual_id : None; return 0;
    default: return GLX_BAD_ATTRIBUTE;
    }
}

/* GLX_EXT_import_context: contexts here are direct, and those cannot be imported. */
int glXQueryContextInfoEXT(Display *dpy, GLXContext context, int attribute, int *value) { return glXQueryContext(dpy, context, attribute, value); }
GLXContextID glXGetContextIDEXT(GLXContext given)
{
    const struct sgl_glx_context *context = sgl_glx_valid_context(given);
    return context ? context->id : None;
}
GLXContext glXImportContextEXT(Display *dpy, GLXContextID id)
{
    sgl_glx_error(dpy, GLXBadContext, true, id, X_GLXVendorPrivateWithReply);
    return NULL;
}
void glXFreeContextEXT(Display *dpy, GLXContext context) { glXDestroyContext(dpy, context); }
