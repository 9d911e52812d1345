/* Choosing configurations and visuals: GLX 1.4 section 3.3.3. Where the specification leaves the order
 * open, or Mesa reads it differently, the order is Mesa's, so that a program gets the configuration it
 * gets natively. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "glx_internal.h"

enum rule { EXACT, AT_LEAST, ALL_BITS, EQUAL_IF_TRANSPARENT };

static const struct criterion {
    int attribute;
    enum rule rule;
    int standard;        /* glXChooseFBConfig when the attribute is not given */
    int visual_standard; /* glXChooseVisual */
} criteria[] = {
    {GLX_FBCONFIG_ID, EXACT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_BUFFER_SIZE, AT_LEAST, 0, 0},
    {GLX_LEVEL, EXACT, 0, 0},
    {GLX_DOUBLEBUFFER, EXACT, GLX_DONT_CARE, False},
    {GLX_STEREO, EXACT, False, False},
    {GLX_AUX_BUFFERS, AT_LEAST, 0, 0},
    {GLX_RED_SIZE, AT_LEAST, 0, 0},
    {GLX_GREEN_SIZE, AT_LEAST, 0, 0},
    {GLX_BLUE_SIZE, AT_LEAST, 0, 0},
    {GLX_ALPHA_SIZE, AT_LEAST, 0, 0},
    {GLX_DEPTH_SIZE, AT_LEAST, 0, 0},
    {GLX_STENCIL_SIZE, AT_LEAST, 0, 0},
    {GLX_ACCUM_RED_SIZE, AT_LEAST, 0, 0},
    {GLX_ACCUM_GREEN_SIZE, AT_LEAST, 0, 0},
    {GLX_ACCUM_BLUE_SIZE, AT_LEAST, 0, 0},
    {GLX_ACCUM_ALPHA_SIZE, AT_LEAST, 0, 0},
    {GLX_SAMPLE_BUFFERS, AT_LEAST, 0, 0},
    {GLX_SAMPLES, AT_LEAST, 0, 0},
    {GLX_RENDER_TYPE, ALL_BITS, GLX_RGBA_BIT, GLX_DONT_CARE},
    {GLX_DRAWABLE_TYPE, ALL_BITS, GLX_WINDOW_BIT, GLX_WINDOW_BIT},
    {GLX_X_RENDERABLE, EXACT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_X_VISUAL_TYPE, EXACT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_CONFIG_CAVEAT, EXACT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_TRANSPARENT_TYPE, EXACT, GLX_NONE, GLX_NONE},
    {GLX_TRANSPARENT_INDEX_VALUE, EQUAL_IF_TRANSPARENT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_TRANSPARENT_RED_VALUE, EQUAL_IF_TRANSPARENT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_TRANSPARENT_GREEN_VALUE, EQUAL_IF_TRANSPARENT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_TRANSPARENT_BLUE_VALUE, EQUAL_IF_TRANSPARENT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_TRANSPARENT_ALPHA_VALUE, EQUAL_IF_TRANSPARENT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_SWAP_METHOD_OML, EXACT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_FRAMEBUFFER_SRGB_CAPABLE_ARB, EXACT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_BIND_TO_TEXTURE_RGB_EXT, EXACT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_BIND_TO_TEXTURE_RGBA_EXT, EXACT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_BIND_TO_MIPMAP_TEXTURE_EXT, EXACT, GLX_DONT_CARE, GLX_DONT_CARE},
    {GLX_BIND_TO_TEXTURE_TARGETS_EXT, ALL_BITS, GLX_DONT_CARE, GLX_DONT_CARE},
};
enum { CRITERIA = sizeof criteria / sizeof *criteria };

struct wish {
    int value[CRITERIA];
};

static int criterion_of(int attribute)
{
    for (int i = 0; i < CRITERIA; i++)
        if (criteria[i].attribute == attribute) return i;
    return -1;
}

/* Attributes that choose nothing, unknown ones among them, are passed over with their values. */
static void read_wish(struct wish *wish, const int *list)
{
    for (int i = 0; i < CRITERIA; i++) wish->value[i] = criteria[i].standard;
    for (; list && *list; list += 2) {
        int i = criterion_of(list[0]);
        if (i >= 0) wish->value[i] = list[1];
    }
}

/* glXChooseVisual's list: four attributes are flags without a value. */
static void read_visual_wish(struct wish *wish, const int *list)
{
    for (int i = 0; i < CRITERIA; i++) wish->value[i] = criteria[i].visual_standard;
    while (list && *list) {
        int attribute = *list++, i = criterion_of(attribute);
        if (attribute == GLX_USE_GL) continue;
        if (attribute == GLX_RGBA) {
            wish->value[criterion_of(GLX_RENDER_TYPE)] = GLX_RGBA_BIT;
        } else if (attribute == GLX_DOUBLEBUFFER || attribute == GLX_STEREO) {
            wish->value[i] = True;
        } else {
            if (i >= 0) wish->value[i] = *list;
            list++;
        }
    }
}

static bool fulfils(const struct sgl_glx_config *config, const struct wish *wish)
{
    int id = wish->value[0];
    if (id != GLX_DONT_CARE) return config->fbconfig_id == id; /* everything else is ignored then */
    for (int i = 1; i < CRITERIA; i++) {
        int wanted = wish->value[i], has = 0;
        if (wanted == GLX_DONT_CARE) continue;
        sgl_glx_config_attribute(config, criteria[i].attribute, &has);
        switch (criteria[i].rule) {
        case EXACT:
            if (has != wanted) return false;
            break;
        case AT_LEAST:
            if (has < wanted) return false;
            break;
        case ALL_BITS:
            if ((has & wanted) != wanted) return false;
            break;
        case EQUAL_IF_TRANSPARENT:
            if (config->transparent != GLX_NONE && has != wanted) return false;
            break;
        }
    }
    return true;
}

/* 0, or what sorts first: none of it, else the more the better. */
static int none_or_more(int a, int b)
{
    if (a == b) return 0;
    if (a == 0) return -1;
    if (b == 0) return 1;
    return a > b ? -1 : 1;
}
static int less(int a, int b) { return a < b ? -1 : a > b; }

/* Which of two fitting configurations comes first: < 0 the first. */
static int prefer(const struct sgl_glx_config *a, const struct sgl_glx_config *b)
{
    int order = 0;
#define BY(comparison) if ((order = (comparison)) != 0) return order
    BY(less(a->select_group, b->select_group));
    BY(less(a->caveat, b->caveat)); /* none, slow, non-conformant: in the order of the tokens */
    BY(none_or_more(a->red, b->red));
    BY(none_or_more(a->green, b->green));
    BY(none_or_more(a->blue, b->blue));
    BY(none_or_more(a->alpha, b->alpha));
    BY(less(a->buffer_size, b->buffer_size));
    BY(less(a->double_buffer, b->double_buffer));
    BY(less(a->aux_buffers, b->aux_buffers));
    BY(less(a->sample_buffers, b->sample_buffers));
    BY(less(a->samples, b->samples));
    BY(none_or_more(a->depth, b->depth));
    BY(less(a->stencil, b->stencil));
    BY(none_or_more(a->accum_red, b->accum_red));
    BY(none_or_more(a->accum_green, b->accum_green));
    BY(none_or_more(a->accum_blue, b->accum_blue));
    BY(none_or_more(a->accum_alpha, b->accum_alpha));
    BY(less(a->visual_type, b->visual_type));
    BY(none_or_more(a->max_pbuffer_width, b->max_pbuffer_width));
    BY(none_or_more(a->max_pbuffer_height, b->max_pbuffer_height));
    BY(none_or_more(a->max_pbuffer_pixels, b->max_pbuffer_pixels));
#undef BY
    return 0;
}

static int compare_entries(const void *p, const void *q)
{
    struct sgl_glx_config *const *a = p, *const *b = q;
    int order = prefer(*a, *b);
    return order ? order : (*a > *b) - (*a < *b); /* equals stay in the order of the list */
}

GLXFBConfig *glXChooseFBConfig(Display *dpy, int number, const int *attributes, int *count)
{
    struct sgl_glx_screen *screen = sgl_glx_screen(dpy, number);
    struct wish wish;
    *count = 0;
    if (!screen || screen->count == 0) return NULL;
    read_wish(&wish, attributes);
    GLXFBConfig *found = malloc((size_t)screen->count * sizeof *found); /* for XFree, which is free */
    if (!found) return NULL;
    for (int i = 0; i < screen->count; i++)
        if (fulfils(&screen->configs[i], &wish)) found[(*count)++] = &screen->configs[i];
    if (*count == 0) {
        free(found);
        return NULL;
    }
    qsort(found, (size_t)*count, sizeof *found, compare_entries);
    return found;
}

GLXFBConfig *glXGetFBConfigs(Display *dpy, int number, int *count)
{
    struct sgl_glx_screen *screen = sgl_glx_screen(dpy, number);
    *count = 0;
    if (!screen || screen->count == 0) return NULL;
    GLXFBConfig *all = malloc((size_t)screen->count * sizeof *all);
    if (!all) return NULL;
    for (int i = 0; i < screen->count; i++) all[i] = &screen->configs[i];
    *count = screen->count;
    return all;
}

static XVisualInfo *visual_info(Display *dpy, int screen, VisualID id)
{
    XVisualInfo pattern = {.visualid = id, .screen = screen};
    int count = 0;
    return id ? XGetVisualInfo(dpy, VisualScreenMask | VisualIDMask, &pattern, &count) : NULL;
}

/* Visuals are looked at in the X server's order: the first of equals wins. */
static struct sgl_glx_config *best_for_visual(Display *dpy, int number, struct sgl_glx_screen *screen, const struct wish *wish)
{
    struct sgl_glx_config *best = NULL;
    XVisualInfo pattern = {.screen = number};
    int visuals = 0;
    XVisualInfo *list = XGetVisualInfo(dpy, VisualScreenMask, &pattern, &visuals);
    for (int v = 0; v < visuals; v++) {
        for (int i = 0; i < screen->count; i++) {
            struct sgl_glx_config *config = &screen->configs[i];
            if ((VisualID)config->visual_id != list[v].visualid || !fulfils(config, wish)) continue;
            if (!best || prefer(config, best) < 0) best = config;
        }
    }
    if (list) XFree(list);
    return best;
}

XVisualInfo *glXChooseVisual(Display *dpy, int number, int *attributes)
{
    struct sgl_glx_screen *screen = sgl_glx_screen(dpy, number);
    struct wish wish;
    if (!screen || screen->count == 0) return NULL;
    read_visual_wish(&wish, attributes);
    struct sgl_glx_config *best = best_for_visual(dpy, number, screen, &wish);
    if (!best) return NULL;
    if (screen->shared_visuals) sgl_glx_visual_was_chosen(best);
    return visual_info(dpy, number, (VisualID)best->visual_id);
}

int glXGetConfig(Display *dpy, XVisualInfo *visual, int attribute, int *value)
{
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    *value = 0;
    if (!display) return GLX_NO_EXTENSION;
    if (visual->screen < 0 || visual->screen >= display->screen_count) return GLX_BAD_SCREEN;
    const struct sgl_glx_config *config = sgl_glx_visual_config(dpy, visual->screen, visual->visualid);
    if (attribute == GLX_USE_GL) {
        *value = config != NULL;
        return 0;
    }
    if (!config) return GLX_BAD_VISUAL;
    if (attribute == GLX_RGBA) {
        *value = (config->render_type & GLX_RGBA_BIT) != 0;
        return 0;
    }
    if (attribute == GLX_SWAP_METHOD_OML) {
        *value = GLX_SWAP_UNDEFINED_OML; /* servers tell it of configurations only, not of visuals */
        return 0;
    }
    return sgl_glx_config_attribute(config, attribute, value) ? 0 : GLX_BAD_ATTRIBUTE;
}

int glXGetFBConfigAttrib(Display *dpy, GLXFBConfig config, int attribute, int *value)
{
    const struct sgl_glx_config *c = sgl_glx_own_config(dpy, config);
    if (!c && sgl_glx_find_config(dpy, config)) return GLXBadFBConfig; /* another connection's: no error, as Mesa has it */
    if (!c) {
        sgl_glx_error(dpy, GLXBadFBConfig, true, 0, X_GLXGetFBConfigs);
        return GLX_BAD_VISUAL;
    }
    if (attribute == GLX_USE_GL) {
        *value = True;
        return 0;
    }
    if (attribute == GLX_RGBA) {
        *value = (c->render_type & GLX_RGBA_BIT) != 0;
        return 0;
    }
    return sgl_glx_config_attribute(c, attribute, value) ? 0 : GLX_BAD_ATTRIBUTE;
}

XVisualInfo *glXGetVisualFromFBConfig(Display *dpy, GLXFBConfig config)
{
    struct sgl_glx_config *c = sgl_glx_own_config(dpy, config);
    if (!c || !c->visual_id) return NULL;
    if (sgl_glx_screen(dpy, c->screen)->shared_visuals) sgl_glx_visual_was_chosen(c);
    return visual_info(dpy, c->screen, (VisualID)c->visual_id);
}

/* GLX_SGIX_fbconfig */
int glXGetFBConfigAttribSGIX(Display *dpy, GLXFBConfig config, int attribute, int *value)
{
    return glXGetFBConfigAttrib(dpy, config, attribute, value);
}
GLXFBConfig *glXChooseFBConfigSGIX(Display *dpy, int screen, int *attributes, int *count)
{
    return glXChooseFBConfig(dpy, screen, attributes, count);
}
XVisualInfo *glXGetVisualFromFBConfigSGIX(Display *dpy, GLXFBConfig config) { return glXGetVisualFromFBConfig(dpy, config); }
GLXFBConfig glXGetFBConfigFromVisualSGIX(Display *dpy, XVisualInfo *visual)
{
    return sgl_glx_visual_config(dpy, visual->screen, visual->visualid);
}
