/* EGL surfaces: windows and pixmaps of X, pbuffers; how they are made, ended and asked. */
#include <stdlib.h>

#include "egl_internal.h"

/* What an attribute list said. */
struct wanted {
    EGLint type;
    EGLint width, height, largest, format, target, mipmap, buffer, colorspace, vg_colorspace, vg_alpha;
};

/* 0, or what is wrong with it. */
static EGLint read_attribute(struct wanted *w, EGLAttrib name, EGLAttrib value)
{
    bool pbuffer = w->type == EGL_PBUFFER_BIT;
    EGLint v = (EGLint)value;
    switch (name) {
    case EGL_WIDTH:
    case EGL_HEIGHT:
        if (!pbuffer) return EGL_BAD_ATTRIBUTE;
        if (v < 0) return EGL_BAD_PARAMETER;
        if (name == EGL_WIDTH) w->width = v;
        else w->height = v;
        return 0;
    case EGL_LARGEST_PBUFFER: w->largest = v != 0; return pbuffer ? 0 : EGL_BAD_ATTRIBUTE;
    case EGL_TEXTURE_FORMAT: w->format = v; return pbuffer && (v == EGL_TEXTURE_RGB || v == EGL_TEXTURE_RGBA || v == EGL_NO_TEXTURE) ? 0 : EGL_BAD_ATTRIBUTE;
    case EGL_TEXTURE_TARGET: w->target = v; return pbuffer && (v == EGL_TEXTURE_2D || v == EGL_NO_TEXTURE) ? 0 : EGL_BAD_ATTRIBUTE;
    case EGL_MIPMAP_TEXTURE: w->mipmap = v != 0; return pbuffer ? 0 : EGL_BAD_ATTRIBUTE;
    case EGL_RENDER_BUFFER: w->buffer = v; return w->type == EGL_WINDOW_BIT && (v == EGL_BACK_BUFFER || v == EGL_SINGLE_BUFFER) ? 0 : EGL_BAD_ATTRIBUTE;
    case EGL_GL_COLORSPACE:
        w->colorspace = v;
        if (!(sgl_host()->info.flags & SGL_HOST_COLORSPACE)) return EGL_BAD_ATTRIBUTE;
        return v == EGL_VG_COLORSPACE_sRGB || v == EGL_VG_COLORSPACE_LINEAR ? 0 : EGL_BAD_ATTRIBUTE; /* the same tokens */
    case EGL_VG_COLORSPACE: w->vg_colorspace = v; return v == EGL_VG_COLORSPACE_sRGB || v == EGL_VG_COLORSPACE_LINEAR ? 0 : EGL_BAD_ATTRIBUTE;
    case EGL_VG_ALPHA_FORMAT: w->vg_alpha = v; return v == EGL_VG_ALPHA_FORMAT_NONPRE || v == EGL_VG_ALPHA_FORMAT_PRE ? 0 : EGL_BAD_ATTRIBUTE;
    default: return EGL_BAD_ATTRIBUTE;
    }
}

static EGLint read_list(struct wanted *w, EGLint type, const EGLAttrib *list)
{
    *w = (struct wanted){.type = type, .format = EGL_NO_TEXTURE, .target = EGL_NO_TEXTURE, .buffer = type == EGL_PIXMAP_BIT ? EGL_SINGLE_BUFFER : EGL_BACK_BUFFER,
                         .colorspace = EGL_VG_COLORSPACE_LINEAR, .vg_colorspace = EGL_VG_COLORSPACE_sRGB, .vg_alpha = EGL_VG_ALPHA_FORMAT_NONPRE};
    for (; list && *list != EGL_NONE; list += 2) {
        EGLint error = read_attribute(w, list[0], list[1]);
        if (error) return error;
    }
    return (w->format == EGL_NO_TEXTURE) == (w->target == EGL_NO_TEXTURE) ? 0 : EGL_BAD_MATCH;
}

/* Bits of sgl_drawable_request.kind beside the kind. */
static uint32_t host_flags(const struct wanted *w)
{
    return (w->colorspace == EGL_VG_COLORSPACE_sRGB ? SGL_DRAWABLE_SRGB : 0u) | (w->format == EGL_TEXTURE_RGB ? SGL_DRAWABLE_TEXTURE_RGB : 0u) |
           (w->format == EGL_TEXTURE_RGBA ? SGL_DRAWABLE_TEXTURE_RGBA : 0u) | (w->mipmap && w->format != EGL_NO_TEXTURE ? SGL_DRAWABLE_MIPMAP : 0u);
}

/* ---- making and ending ------------------------------------------------------------------------ */

struct sgl_egl_surface *sgl_egl_find_surface(struct sgl_egl_display *d, EGLSurface given)
{
    struct sgl_egl_surface *s = d->surfaces;
    while (s && s != given) s = s->next;
    return s;
}

void sgl_egl_drop_surface(struct sgl_egl_surface *s)
{
    if (!s) return;
    pthread_mutex_lock(&sgl_egl_lock);
    bool over = --s->references == 0;
    pthread_mutex_unlock(&sgl_egl_lock);
    if (!over) return;
    if (s->x) sgl_glx_release_drawable(s->x);
    else sgl_drawable_destroy(s->drawable);
    if (s->area) sgl_frames_release(s->area);
    free(s);
}

static struct sgl_egl_surface *enter(struct sgl_egl_display *d, const struct sgl_egl_config *config, const struct wanted *w, const struct sgl_egl_surface *made)
{
    struct sgl_egl_surface *s = calloc(1, sizeof *s);
    if (!s) return (void *)sgl_egl_fail(EGL_BAD_ALLOC, "no memory");
    *s = *made;
    s->display = d;
    s->config = config;
    s->type = w->type;
    s->largest = w->largest;
    s->texture_format = w->format;
    s->texture_target = w->target;
    s->mipmap = w->mipmap;
    s->buffer = w->buffer;
    s->colorspace = w->colorspace;
    s->vg_colorspace = w->vg_colorspace;
    s->vg_alpha = w->vg_alpha;
    s->behavior = w->type == EGL_WINDOW_BIT || !d->dpy ? EGL_BUFFER_DESTROYED : EGL_BUFFER_PRESERVED;
    s->references = 1;
    pthread_mutex_lock(&sgl_egl_lock);
    s->next = d->surfaces;
    d->surfaces = s;
    pthread_mutex_unlock(&sgl_egl_lock);
    return s;
}

void sgl_egl_follow_program(const struct sgl_egl_display *d)
{
    if (d->connection) free(xcb_get_input_focus_reply(d->connection, xcb_get_input_focus(d->connection), NULL));
}

static EGLSurface create_x(EGLDisplay given, EGLConfig config, XID native, EGLint type, const EGLAttrib *list)
{
    static XID next_id = 0x20000000; /* in GLX's table, beyond all ids of X, which have 29 bits */
    struct sgl_egl_display *d = sgl_egl_display(given);
    const bool window = type == EGL_WINDOW_BIT;
    if (d && !d->dpy) return (EGLSurface)sgl_egl_fail(window ? EGL_BAD_NATIVE_WINDOW : EGL_BAD_NATIVE_PIXMAP, "this display has pbuffers only");
    if (!d || !sgl_egl_valid_config(d, config)) return NULL;
    struct wanted w;
    EGLint error = read_list(&w, type, list);
    if (!error && !config->visual) error = EGL_BAD_MATCH;
    if (error) return (EGLSurface)sgl_egl_fail(error, "a surface's attribute is refused");
    pthread_mutex_lock(&sgl_egl_lock);
    const struct sgl_egl_surface *other = d->surfaces;
    while (other && (other->native != native || other->type != type)) other = other->next;
    XID id = next_id++;
    pthread_mutex_unlock(&sgl_egl_lock);
    if (native && other) return (EGLSurface)sgl_egl_fail(EGL_BAD_ALLOC, "it has a surface already");
    struct sgl_glx_geometry geometry;
    sgl_egl_follow_program(d);
    if (!native || !sgl_glx_geometry(d->dpy, native, &geometry) || window != (geometry.visual != 0))
        return (EGLSurface)sgl_egl_fail(window ? EGL_BAD_NATIVE_WINDOW : EGL_BAD_NATIVE_PIXMAP, "X has no such window or pixmap");
    const struct sgl_config *host = &config->host;
    struct sgl_glx_drawable model = {
        .id = id,
        .x_drawable = native,
        .kind = window ? SGL_WINDOW : SGL_PIXMAP,
        .named = true,
        .config = {.host = host->id, .double_buffer = window, .red = host->red, .green = host->green, .blue = host->blue, .alpha = host->alpha, .screen = d->screen},
        .width = geometry.width,
        .height = geometry.height,
        .host_flags = host_flags(&w),
    };
    struct sgl_egl_surface made = {.native = native, .x = sgl_glx_add_drawable(d->dpy, &model)};
    if (!made.x) return (EGLSurface)sgl_egl_fail(EGL_BAD_ALLOC, "no renderer or no memory");
    made.drawable = made.x->drawable;
    if (!window) sgl_glx_show(made.x);
    return enter(d, config, &w, &made);
}

static EGLSurface create_narrow(EGLDisplay given, EGLConfig config, XID native, EGLint type, const EGLint *list)
{
    bool bad;
    EGLAttrib *wide = sgl_egl_widen(list, &bad);
    EGLSurface s = bad ? NULL : create_x(given, config, native, type, wide);
    free(wide);
    return s;
}

/* What a platform's functions are given: a pointer to the X id, of the width that the platform has. */
static XID behind(EGLDisplay given, const void *native)
{
    if (!native) return None;
    if (sgl_egl_is_display(given) && given->platform == EGL_PLATFORM_XCB_EXT) return *(const uint32_t *)native;
    return *(const XID *)native;
}

EGLSurface eglCreateWindowSurface(EGLDisplay d, EGLConfig config, EGLNativeWindowType window, const EGLint *list)
{
    SGL_EGL_ENTER();
    return create_narrow(d, config, window, EGL_WINDOW_BIT, list);
}
EGLSurface eglCreatePixmapSurface(EGLDisplay d, EGLConfig config, EGLNativePixmapType pixmap, const EGLint *list)
{
    SGL_EGL_ENTER();
    return create_narrow(d, config, pixmap, EGL_PIXMAP_BIT, list);
}
EGLSurface eglCreatePlatformWindowSurface(EGLDisplay d, EGLConfig config, void *window, const EGLAttrib *list)
{
    SGL_EGL_ENTER();
    return create_x(d, config, behind(d, window), EGL_WINDOW_BIT, list);
}
EGLSurface eglCreatePlatformPixmapSurface(EGLDisplay d, EGLConfig config, void *pixmap, const EGLAttrib *list)
{
    SGL_EGL_ENTER();
    return create_x(d, config, behind(d, pixmap), EGL_PIXMAP_BIT, list);
}
EGLSurface eglCreatePlatformWindowSurfaceEXT(EGLDisplay d, EGLConfig config, void *window, const EGLint *list)
{
    SGL_EGL_ENTER();
    return create_narrow(d, config, behind(d, window), EGL_WINDOW_BIT, list);
}
EGLSurface eglCreatePlatformPixmapSurfaceEXT(EGLDisplay d, EGLConfig config, void *pixmap, const EGLint *list)
{
    SGL_EGL_ENTER();
    return create_narrow(d, config, behind(d, pixmap), EGL_PIXMAP_BIT, list);
}

EGLSurface eglCreatePbufferSurface(EGLDisplay given, EGLConfig config, const EGLint *list)
{
    SGL_EGL_ENTER();
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d || !sgl_egl_valid_config(d, config)) return NULL;
    bool bad;
    EGLAttrib *wide = sgl_egl_widen(list, &bad);
    if (bad) return NULL;
    struct wanted w;
    EGLint error = read_list(&w, EGL_PBUFFER_BIT, wide);
    free(wide);
    if (error) return (EGLSurface)sgl_egl_fail(error, "a pbuffer's attribute is refused");
    const struct sgl_host_info *info = &sgl_host()->info;
    uint32_t width = (uint32_t)w.width, height = (uint32_t)w.height;
    if (w.largest && width > info->max_pbuffer_width) width = info->max_pbuffer_width;
    if (w.largest && height > info->max_pbuffer_height) height = info->max_pbuffer_height;
    struct sgl_egl_surface made = {.width = (EGLint)width, .height = (EGLint)height};
    made.drawable = sgl_drawable_create(config->host.id, width, height, false, SGL_PBUFFER | host_flags(&w));
    if (!made.drawable) return (EGLSurface)sgl_egl_fail(EGL_BAD_ALLOC, "no renderer or no memory");
    return enter(d, config, &w, &made);
}

EGLSurface eglCreatePbufferFromClientBuffer(EGLDisplay given, EGLenum type, EGLClientBuffer buffer, EGLConfig config, const EGLint *list)
{
    (void)type, (void)buffer, (void)list;
    SGL_EGL_ENTER();
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d || !sgl_egl_valid_config(d, config)) return NULL;
    return (EGLSurface)sgl_egl_fail(EGL_BAD_ALLOC, "buffers of OpenVG are not carried"); /* as drivers without OpenVG */
}

static bool end(struct sgl_egl_display *d, EGLSurface given)
{
    pthread_mutex_lock(&sgl_egl_lock);
    struct sgl_egl_surface **link = &d->surfaces;
    while (*link && *link != given) link = &(*link)->next;
    struct sgl_egl_surface *s = *link;
    if (s) *link = s->next;
    pthread_mutex_unlock(&sgl_egl_lock);
    if (!s) return false;
    if (s->x && s->x->dpy) sgl_glx_remove_drawable(s->x->dpy, s->x->id, s->x->kind);
    sgl_egl_drop_surface(s);
    return true;
}

void sgl_egl_destroy_surfaces(struct sgl_egl_display *d)
{
    while (d->surfaces) end(d, d->surfaces);
}

struct sgl_egl_surface *sgl_egl_valid_surface(EGLDisplay given, EGLSurface surface)
{
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return NULL;
    pthread_mutex_lock(&sgl_egl_lock);
    struct sgl_egl_surface *s = sgl_egl_find_surface(d, surface);
    pthread_mutex_unlock(&sgl_egl_lock);
    return s ? s : (void *)sgl_egl_fail(EGL_BAD_SURFACE, "no such surface");
}

EGLBoolean eglDestroySurface(EGLDisplay given, EGLSurface surface)
{
    SGL_EGL_ENTER();
    return sgl_egl_valid_surface(given, surface) && end(given, surface);
}

/* ---- attributes ------------------------------------------------------------------------------- */

static EGLint size(const struct sgl_egl_surface *s, EGLint name)
{
    if (!s->x) return name == EGL_WIDTH ? s->width : s->height;
    unsigned width = s->x->width, height = s->x->height;
    sgl_egl_follow_program(s->display);
    if (s->x->dpy) sgl_glx_size(s->x->dpy, s->native, &width, &height);
    return (EGLint)(name == EGL_WIDTH ? width : height);
}

EGLBoolean eglQuerySurface(EGLDisplay given, EGLSurface surface, EGLint name, EGLint *value)
{
    SGL_EGL_ENTER();
    const struct sgl_egl_surface *s = sgl_egl_valid_surface(given, surface);
    if (!s) return EGL_FALSE;
    if (!value) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "nowhere to put it");
    const bool pbuffer = s->type == EGL_PBUFFER_BIT; /* what only these have leaves the value alone elsewhere */
    switch (name) {
    case EGL_WIDTH:
    case EGL_HEIGHT: *value = size(s, name); return EGL_TRUE;
    case EGL_CONFIG_ID: *value = s->config->id; return EGL_TRUE;
    case EGL_LARGEST_PBUFFER: *value = pbuffer ? s->largest : *value; return EGL_TRUE;
    case EGL_TEXTURE_FORMAT: *value = pbuffer ? s->texture_format : *value; return EGL_TRUE;
    case EGL_TEXTURE_TARGET: *value = pbuffer ? s->texture_target : *value; return EGL_TRUE;
    case EGL_MIPMAP_TEXTURE: *value = pbuffer ? s->mipmap : *value; return EGL_TRUE;
    case EGL_MIPMAP_LEVEL: *value = pbuffer ? s->level : *value; return EGL_TRUE;
    case EGL_SWAP_BEHAVIOR: *value = s->behavior; return EGL_TRUE;
    case EGL_RENDER_BUFFER: *value = s->buffer; return EGL_TRUE;
    case EGL_PIXEL_ASPECT_RATIO:
    case EGL_HORIZONTAL_RESOLUTION:
    case EGL_VERTICAL_RESOLUTION: *value = EGL_UNKNOWN; return EGL_TRUE;
    case EGL_MULTISAMPLE_RESOLVE: *value = EGL_MULTISAMPLE_RESOLVE_DEFAULT; return EGL_TRUE;
    case EGL_VG_COLORSPACE: *value = s->vg_colorspace; return EGL_TRUE;
    case EGL_VG_ALPHA_FORMAT: *value = s->vg_alpha; return EGL_TRUE;
    case EGL_GL_COLORSPACE:
        if (!(sgl_host()->info.flags & SGL_HOST_COLORSPACE)) break;
        *value = s->colorspace;
        return EGL_TRUE;
    default: break;
    }
    return (EGLBoolean)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "no such attribute");
}

EGLBoolean eglSurfaceAttrib(EGLDisplay given, EGLSurface surface, EGLint name, EGLint value)
{
    SGL_EGL_ENTER();
    struct sgl_egl_surface *s = sgl_egl_valid_surface(given, surface);
    if (!s) return EGL_FALSE;
    switch (name) {
    case EGL_MIPMAP_LEVEL: s->level = value < 0 ? 0 : value; return EGL_TRUE;
    case EGL_SWAP_BEHAVIOR: /* the host's buffer keeps its contents in any case */
        if (value != EGL_BUFFER_DESTROYED && value != EGL_BUFFER_PRESERVED) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "no such behaviour");
        if (value == EGL_BUFFER_PRESERVED && !s->config->visual) return (EGLBoolean)sgl_egl_fail(EGL_BAD_MATCH, "its configuration has no preserved buffers");
        s->behavior = value;
        return EGL_TRUE;
    case EGL_MULTISAMPLE_RESOLVE:
        if (value == EGL_MULTISAMPLE_RESOLVE_DEFAULT) return EGL_TRUE;
        if (value == EGL_MULTISAMPLE_RESOLVE_BOX) return (EGLBoolean)sgl_egl_fail(EGL_BAD_MATCH, "its configuration has no box filter");
        return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "no such filter");
    default: return (EGLBoolean)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "no such attribute");
    }
}
