/* What is done with EGL surfaces: swaps, copies into pixmaps, pbuffers as textures. */
#include "egl_internal.h"
#include "presenter.h"

/* ---- pbuffers as textures --------------------------------------------------------------------- */

static EGLBoolean tex_image(EGLDisplay given, EGLSurface surface, EGLint buffer, bool bind)
{
    struct sgl_egl_surface *s = sgl_egl_valid_surface(given, surface);
    if (!s) return EGL_FALSE;
    if (s->type != EGL_PBUFFER_BIT) return (EGLBoolean)sgl_egl_fail(EGL_BAD_SURFACE, "only pbuffers become textures");
    if (s->texture_format == EGL_NO_TEXTURE) return (EGLBoolean)sgl_egl_fail(EGL_BAD_MATCH, "the pbuffer was not made for textures");
    if (buffer != EGL_BACK_BUFFER) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "only EGL_BACK_BUFFER can be bound");
    if (sgl_egl_current()) sgl_drawable_bind_texture(s->drawable, bind);
    return EGL_TRUE;
}

EGLBoolean eglBindTexImage(EGLDisplay d, EGLSurface surface, EGLint buffer)
{
    SGL_EGL_ENTER();
    return tex_image(d, surface, buffer, true);
}
EGLBoolean eglReleaseTexImage(EGLDisplay d, EGLSurface surface, EGLint buffer)
{
    SGL_EGL_ENTER();
    return tex_image(d, surface, buffer, false);
}

/* ---- swaps ------------------------------------------------------------------------------------ */

static EGLBoolean swap(EGLDisplay given, EGLSurface surface)
{
    struct sgl_egl_surface *s = sgl_egl_valid_surface(given, surface);
    if (!s) return EGL_FALSE;
    struct sgl_egl_context *c = sgl_egl_current();
    if (!c || sgl_egl_thread.draw != s) return (EGLBoolean)sgl_egl_fail(EGL_BAD_SURFACE, "the surface is not current");
    if (sgl_context_is_dead(c->inner)) {
        if (s->x) sgl_glx_swap(s->x); /* takes its time, so that a loop does not spin */
        return (EGLBoolean)sgl_egl_fail(EGL_CONTEXT_LOST, "the renderer is gone");
    }
    if (s->type != EGL_WINDOW_BIT) return EGL_TRUE; /* no effect */
    if (s->x->gone) return (EGLBoolean)sgl_egl_fail(EGL_BAD_NATIVE_WINDOW, "the window is gone");
    sgl_glx_swap(s->x);
    if (s->display->own && s->x->dpy) sgl_glx_follow_size(s->x->dpy, s->x, true);
    return EGL_TRUE;
}

EGLBoolean eglSwapBuffers(EGLDisplay d, EGLSurface surface)
{
    SGL_EGL_ENTER();
    return swap(d, surface);
}

/* The rectangles are a hint, and whole frames are as cheap. */
static EGLBoolean swap_damage(EGLDisplay d, EGLSurface surface, const EGLint *rectangles, EGLint count)
{
    if (count < 0 || (count > 0 && !rectangles)) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "no such rectangles");
    return swap(d, surface);
}
EGLBoolean eglSwapBuffersWithDamageKHR(EGLDisplay d, EGLSurface surface, const EGLint *rectangles, EGLint count)
{
    SGL_EGL_ENTER();
    return swap_damage(d, surface, rectangles, count);
}
EGLBoolean eglSwapBuffersWithDamageEXT(EGLDisplay d, EGLSurface surface, const EGLint *rectangles, EGLint count)
{
    SGL_EGL_ENTER();
    return swap_damage(d, surface, rectangles, count);
}

EGLBoolean eglSwapInterval(EGLDisplay given, EGLint interval)
{
    SGL_EGL_ENTER();
    if (!sgl_egl_display(given)) return EGL_FALSE;
    if (!sgl_egl_current()) return (EGLBoolean)sgl_egl_fail(EGL_BAD_CONTEXT, "no context is current");
    const struct sgl_egl_surface *s = sgl_egl_thread.draw;
    if (!s) return (EGLBoolean)sgl_egl_fail(EGL_BAD_SURFACE, "no surface is current");
    if (s->x && !sgl_glx_software_host()) s->x->swap_interval = interval < 0 ? 0 : interval > 1000 ? 1000 : interval;
    return EGL_TRUE;
}

/* The surface's contents as one frame of a presenter that shows it in the pixmap. */
EGLBoolean eglCopyBuffers(EGLDisplay given, EGLSurface surface, EGLNativePixmapType pixmap)
{
    SGL_EGL_ENTER();
    struct sgl_egl_surface *s = sgl_egl_valid_surface(given, surface);
    if (!s) return EGL_FALSE;
    struct sgl_glx_geometry geometry;
    sgl_egl_follow_program(given);
    if (!given->dpy || !pixmap || !sgl_glx_geometry(given->dpy, pixmap, &geometry) || geometry.visual)
        return (EGLBoolean)sgl_egl_fail(EGL_BAD_NATIVE_PIXMAP, "X has no such pixmap");
    const struct sgl_config *c = &s->config->host;
    struct sgl_presenter_target target = {.display = DisplayString(given->dpy), .drawable = (uint32_t)pixmap, .depth = geometry.depth};
    target.blue_mask = (1u << c->blue) - 1u;
    target.green_mask = ((1u << c->green) - 1u) << c->blue;
    target.red_mask = ((1u << c->red) - 1u) << (c->blue + c->green);
    XFlush(given->dpy); /* before the presenter's own connection sees the pixmap */
    struct sgl_frame_area *area = NULL;
    struct sgl_presenter *presenter = sgl_presenter_start(&target), *window = s->x ? s->x->presenter : NULL;
    if (!presenter || !sgl_drawable_frames(s->drawable, &area)) {
        if (presenter) sgl_presenter_end(presenter);
        return (EGLBoolean)sgl_egl_fail(EGL_BAD_ALLOC, "no room for a frame");
    }
    if (!s->x) s->area = area;
    if (window) sgl_presenter_set_area(window, NULL); /* this frame is not the window's */
    sgl_presenter_set_area(presenter, area);
    uint32_t width, height;
    sgl_drawable_size(s->drawable, &width, &height);
    sgl_copy_sub_buffer(s->drawable, 0, 0, (int32_t)width, (int32_t)height);
    sgl_wait_gl();
    sgl_presenter_wait(presenter);
    sgl_presenter_set_area(presenter, NULL);
    sgl_presenter_end(presenter);
    if (window) sgl_presenter_set_area(window, area);
    else if (s->x) s->x->area = area;
    return EGL_TRUE;
}
