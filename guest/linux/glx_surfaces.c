/* Windows, pixmaps and pbuffers: the entry points that make, end and query GLX drawables. */
#include <string.h>

#include "glx_internal.h"

/* ---- making ----------------------------------------------------------------------------------- */

static bool visual_class_fits(Display *dpy, uint32_t visual, const struct sgl_glx_config *config)
{
    XVisualInfo pattern = {.visualid = visual};
    int count = 0;
    XVisualInfo *info = XGetVisualInfo(dpy, VisualIDMask, &pattern, &count);
    if (!info) return false;
    int type = info->class == TrueColor ? GLX_TRUE_COLOR : info->class == DirectColor ? GLX_DIRECT_COLOR : GLX_NONE;
    XFree(info);
    return type == config->visual_type;
}

/* Makes the drawable and gives up the caller's reference: the table keeps it. */
static XID enter(Display *dpy, struct sgl_glx_drawable *model)
{
    if (!model->id) model->id = sgl_glx_new_id(dpy);
    model->named = true;
    struct sgl_glx_drawable *d = sgl_glx_add_drawable(dpy, model);
    if (!d) return None;
    if (d->kind == SGL_PIXMAP) sgl_glx_show(d);
    sgl_glx_release_drawable(d);
    return model->id;
}

GLXWindow glXCreateWindow(Display *dpy, GLXFBConfig given, Window window, const int *attributes)
{
    (void)attributes; /* GLX 1.4 defines none */
    const struct sgl_glx_config *config = sgl_glx_find_config(dpy, given);
    struct sgl_glx_geometry geometry;
    if (!config) {
        sgl_glx_error(dpy, GLXBadFBConfig, true, 0, X_GLXCreateWindow);
    } else if (!sgl_glx_geometry(dpy, window, &geometry) || !geometry.visual) {
        sgl_glx_error(dpy, BadWindow, false, window, X_GLXCreateWindow);
    } else if (!(config->drawable_type & GLX_WINDOW_BIT) || !visual_class_fits(dpy, geometry.visual, config)) {
        sgl_glx_error(dpy, BadMatch, false, window, X_GLXCreateWindow);
    } else {
        struct sgl_glx_drawable model = {
            .x_drawable = window, .kind = SGL_WINDOW, .config = *config, .width = geometry.width, .height = geometry.height};
        return enter(dpy, &model);
    }
    return None;
}

static GLXPixmap create_pixmap(Display *dpy, const struct sgl_glx_config *config, Pixmap pixmap, const int *attributes, int minor)
{
    struct sgl_glx_geometry geometry;
    if (!config) {
        sgl_glx_error(dpy, GLXBadFBConfig, true, 0, minor);
    } else if (!sgl_glx_geometry(dpy, pixmap, &geometry)) {
        sgl_glx_error(dpy, BadDrawable, false, pixmap, minor);
    } else if (geometry.visual) {
        sgl_glx_error(dpy, BadPixmap, false, pixmap, minor);
    } else if (!(config->drawable_type & GLX_PIXMAP_BIT)) {
        sgl_glx_error(dpy, BadMatch, false, pixmap, minor);
    } else {
        struct sgl_glx_drawable model = {
            .x_drawable = pixmap, .kind = SGL_PIXMAP, .config = *config, .width = geometry.width, .height = geometry.height};
        for (; attributes && *attributes; attributes += 2) {
            if (attributes[0] == GLX_TEXTURE_FORMAT_EXT) model.texture_format = attributes[1];
            if (attributes[0] == GLX_TEXTURE_TARGET_EXT) model.texture_target = attributes[1];
        }
        return enter(dpy, &model);
    }
    return None;
}

GLXPixmap glXCreatePixmap(Display *dpy, GLXFBConfig config, Pixmap pixmap, const int *attributes)
{
    return create_pixmap(dpy, sgl_glx_find_config(dpy, config), pixmap, attributes, X_GLXCreatePixmap);
}

GLXPixmap glXCreateGLXPixmap(Display *dpy, XVisualInfo *visual, Pixmap pixmap)
{
    const struct sgl_glx_config *config = sgl_glx_visual_config(dpy, visual->screen, visual->visualid);
    if (!config) {
        sgl_glx_error(dpy, BadValue, false, visual->visualid, X_GLXCreateGLXPixmap);
        return None;
    }
    return create_pixmap(dpy, config, pixmap, NULL, X_GLXCreateGLXPixmap);
}

GLXPixmap glXCreateGLXPixmapWithConfigSGIX(Display *dpy, GLXFBConfig config, Pixmap pixmap)
{
    return glXCreatePixmap(dpy, config, pixmap, NULL);
}

static GLXPbuffer create_pbuffer(Display *dpy, GLXFBConfig given, unsigned width, unsigned height, const int *attributes)
{
    const struct sgl_glx_config *config = sgl_glx_find_config(dpy, given);
    if (!config) {
        sgl_glx_error(dpy, GLXBadFBConfig, true, 0, X_GLXCreatePbuffer);
        return None;
    }
    struct sgl_glx_drawable model = {.kind = SGL_PBUFFER, .config = *config, .width = width, .height = height, .preserved = true};
    for (; attributes && *attributes; attributes += 2) {
        switch (attributes[0]) {
        case GLX_PBUFFER_WIDTH: model.width = (unsigned)attributes[1]; break;
        case GLX_PBUFFER_HEIGHT: model.height = (unsigned)attributes[1]; break;
        case GLX_PRESERVED_CONTENTS: model.preserved = attributes[1] != 0; break;
        case GLX_LARGEST_PBUFFER: model.largest = attributes[1] != 0; break;
        default: break; /* the X server lets them pass too */
        }
    }
    unsigned most_width = (unsigned)config->max_pbuffer_width, most_height = (unsigned)config->max_pbuffer_height;
    if (model.largest) {
        if (model.width > most_width) model.width = most_width;
        if (model.height > most_height) model.height = most_height;
    }
    if (!(config->drawable_type & GLX_PBUFFER_BIT)) {
        sgl_glx_error(dpy, BadMatch, false, 0, X_GLXCreatePbuffer);
        return None;
    }
    if (model.width > most_width || model.height > most_height) {
        sgl_glx_error(dpy, BadAlloc, false, 0, X_GLXCreatePbuffer);
        return None;
    }
    return enter(dpy, &model);
}

GLXPbuffer glXCreatePbuffer(Display *dpy, GLXFBConfig config, const int *attributes) { return create_pbuffer(dpy, config, 0, 0, attributes); }
GLXPbuffer glXCreateGLXPbufferSGIX(Display *dpy, GLXFBConfig config, unsigned width, unsigned height, int *attributes)
{
    return create_pbuffer(dpy, config, width, height, attributes);
}

/* ---- ending ----------------------------------------------------------------------------------- */

static void destroy(Display *dpy, XID id, int kind, int error, int minor)
{
    if (!sgl_glx_remove_drawable(dpy, id, kind)) sgl_glx_error(dpy, error, true, id, minor);
}

void glXDestroyWindow(Display *dpy, GLXWindow id) { destroy(dpy, id, SGL_WINDOW, GLXBadWindow, X_GLXDestroyWindow); }
void glXDestroyPixmap(Display *dpy, GLXPixmap id) { destroy(dpy, id, SGL_PIXMAP, GLXBadPixmap, X_GLXDestroyPixmap); }
void glXDestroyGLXPixmap(Display *dpy, GLXPixmap id) { destroy(dpy, id, SGL_PIXMAP, GLXBadPixmap, X_GLXDestroyGLXPixmap); }
void glXDestroyPbuffer(Display *dpy, GLXPbuffer id) { destroy(dpy, id, SGL_PBUFFER, GLXBadPbuffer, X_GLXDestroyPbuffer); }
void glXDestroyGLXPbufferSGIX(Display *dpy, GLXPbuffer id) { glXDestroyPbuffer(dpy, id); }

/* ---- asking ----------------------------------------------------------------------------------- */

/* A copy of what the table has; a plain window is answered for although nobody made it current yet. */
static bool look_up(Display *dpy, XID id, struct sgl_glx_drawable *out)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    struct sgl_glx_geometry geometry;
    if (!display || !id) return false;
    const struct sgl_glx_drawable *mine = sgl_glx_current.draw;
    pthread_mutex_lock(&sgl_glx_lock);
    struct sgl_glx_drawable *d = sgl_glx_find_drawable(display->server, id);
    if (!d && mine && mine->id == id) d = sgl_glx_current.draw; /* destroyed while current: still there for us */
    if (d) *out = *d;
    sgl_glx_unlock();
    if (!d) {
        if (!sgl_glx_geometry(dpy, id, &geometry) || !geometry.visual) return false;
        memset(out, 0, sizeof *out);
        out->id = out->x_drawable = id;
        const struct sgl_glx_config *config = NULL;
        for (int s = 0; !config && s < display->screen_count; s++)
            if (RootWindow(dpy, s) == geometry.root) config = sgl_glx_visual_config(dpy, s, geometry.visual);
        if (config) out->config = *config;
    }
    if (out->x_drawable) sgl_glx_size(dpy, out->x_drawable, &out->width, &out->height); /* as it is now */
    return true;
}

void glXQueryDrawable(Display *dpy, GLXDrawable id, int attribute, unsigned *value)
{
    struct sgl_glx_drawable d;
    if (!look_up(dpy, id, &d)) {
        sgl_glx_error(dpy, GLXBadDrawable, true, id, X_GLXGetDrawableAttributes);
        return;
    }
    *value = 0;
    switch (attribute) {
    case GLX_WIDTH: *value = d.width; break;
    case GLX_HEIGHT: *value = d.height; break;
    case GLX_PRESERVED_CONTENTS: *value = d.kind == SGL_PBUFFER && d.preserved; break;
    case GLX_LARGEST_PBUFFER: *value = d.kind == SGL_PBUFFER && d.largest; break;
    case GLX_FBCONFIG_ID: *value = (unsigned)d.config.fbconfig_id; break;
    case GLX_SCREEN: *value = (unsigned)d.config.screen; break;
    case GLX_EVENT_MASK: *value = (unsigned)d.event_mask; break;
    case GLX_DRAWABLE_TYPE: *value = d.kind == SGL_WINDOW ? GLX_WINDOW_BIT : d.kind == SGL_PIXMAP ? GLX_PIXMAP_BIT : GLX_PBUFFER_BIT; break;
    case GLX_TEXTURE_FORMAT_EXT: *value = (unsigned)d.texture_format; break;
    case GLX_TEXTURE_TARGET_EXT: *value = (unsigned)d.texture_target; break;
    case GLX_Y_INVERTED_EXT: *value = (unsigned)d.config.y_inverted; break;
    case GLX_SWAP_INTERVAL_EXT: *value = (unsigned)d.swap_interval; break;
    case GLX_BACK_BUFFER_AGE_EXT: {
        const struct sgl_glx_current *current = &sgl_glx_current;
        if (!current->context || current->dpy != dpy || (current->draw->id != id && current->read->id != id))
            sgl_glx_error(dpy, GLXBadDrawable, true, id, X_GLXGetDrawableAttributes);
        break; /* 0: the contents after a swap are undefined */
    }
    default: break;
    }
}

void glXQueryGLXPbufferSGIX(Display *dpy, GLXPbuffer id, int attribute, unsigned *value) { glXQueryDrawable(dpy, id, attribute, value); }

void glXSelectEvent(Display *dpy, GLXDrawable id, unsigned long mask)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    if (!display) return;
    pthread_mutex_lock(&sgl_glx_lock);
    struct sgl_glx_drawable *d = sgl_glx_find_drawable(display->server, id);
    if (d) d->event_mask = mask;
    sgl_glx_unlock();
    if (!d) sgl_glx_error(dpy, GLXBadDrawable, true, id, X_GLXChangeDrawableAttributes);
}

void glXGetSelectedEvent(Display *dpy, GLXDrawable id, unsigned long *mask)
{
    unsigned value = 0;
    glXQueryDrawable(dpy, id, GLX_EVENT_MASK, &value);
    *mask = value;
}

void glXSelectEventSGIX(Display *dpy, GLXDrawable id, unsigned long mask) { glXSelectEvent(dpy, id, mask); }
void glXGetSelectedEventSGIX(Display *dpy, GLXDrawable id, unsigned long *mask) { glXGetSelectedEvent(dpy, id, mask); }
