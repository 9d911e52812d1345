/* The framebuffer configurations of a screen. With GLX in the X server they are the server's own (same
 * ids, same order, same visuals as a native driver lists), less what the host cannot render exactly.
 * Without it they are made here: each fitting host configuration on each visual. */
#include <stdlib.h>
#include <string.h>

#include "glx_internal.h"

static const struct {
    int attribute;
    size_t field;
} fields[] = {
#define FIELD(attribute, name) {attribute, offsetof(struct sgl_glx_config, name)}
    FIELD(GLX_BUFFER_SIZE, buffer_size),
    FIELD(GLX_LEVEL, level),
    FIELD(GLX_DOUBLEBUFFER, double_buffer),
    FIELD(GLX_STEREO, stereo),
    FIELD(GLX_AUX_BUFFERS, aux_buffers),
    FIELD(GLX_RED_SIZE, red),
    FIELD(GLX_GREEN_SIZE, green),
    FIELD(GLX_BLUE_SIZE, blue),
    FIELD(GLX_ALPHA_SIZE, alpha),
    FIELD(GLX_DEPTH_SIZE, depth),
    FIELD(GLX_STENCIL_SIZE, stencil),
    FIELD(GLX_ACCUM_RED_SIZE, accum_red),
    FIELD(GLX_ACCUM_GREEN_SIZE, accum_green),
    FIELD(GLX_ACCUM_BLUE_SIZE, accum_blue),
    FIELD(GLX_ACCUM_ALPHA_SIZE, accum_alpha),
    FIELD(GLX_CONFIG_CAVEAT, caveat),
    FIELD(GLX_X_VISUAL_TYPE, visual_type),
    FIELD(GLX_TRANSPARENT_TYPE, transparent),
    FIELD(GLX_TRANSPARENT_INDEX_VALUE, transparent_index),
    FIELD(GLX_TRANSPARENT_RED_VALUE, transparent_red),
    FIELD(GLX_TRANSPARENT_GREEN_VALUE, transparent_green),
    FIELD(GLX_TRANSPARENT_BLUE_VALUE, transparent_blue),
    FIELD(GLX_TRANSPARENT_ALPHA_VALUE, transparent_alpha),
    FIELD(GLX_VISUAL_ID, visual_id),
    FIELD(GLX_SCREEN, screen),
    FIELD(GLX_DRAWABLE_TYPE, drawable_type),
    FIELD(GLX_RENDER_TYPE, render_type),
    FIELD(GLX_X_RENDERABLE, x_renderable),
    FIELD(GLX_FBCONFIG_ID, fbconfig_id),
    FIELD(GLX_MAX_PBUFFER_WIDTH, max_pbuffer_width),
    FIELD(GLX_MAX_PBUFFER_HEIGHT, max_pbuffer_height),
    FIELD(GLX_MAX_PBUFFER_PIXELS, max_pbuffer_pixels),
    FIELD(GLX_VISUAL_SELECT_GROUP_SGIX, select_group),
    FIELD(GLX_SWAP_METHOD_OML, swap_method),
    FIELD(GLX_SAMPLE_BUFFERS, sample_buffers),
    FIELD(GLX_SAMPLES, samples),
    FIELD(GLX_FRAMEBUFFER_SRGB_CAPABLE_ARB, srgb_capable),
    FIELD(GLX_BIND_TO_TEXTURE_RGB_EXT, bind_rgb),
    FIELD(GLX_BIND_TO_TEXTURE_RGBA_EXT, bind_rgba),
    FIELD(GLX_BIND_TO_MIPMAP_TEXTURE_EXT, bind_mipmap),
    FIELD(GLX_BIND_TO_TEXTURE_TARGETS_EXT, bind_targets),
    FIELD(GLX_Y_INVERTED_EXT, y_inverted),
#undef FIELD
};

static int *config_field(struct sgl_glx_config *config, int attribute)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].attribute == attribute) return (int *)(void *)((char *)config + fields[i].field);
    return NULL;
}

bool sgl_glx_config_attribute(const struct sgl_glx_config *config, int attribute, int *value)
{
    struct sgl_glx_config copy = *config;
    const int *field = config_field(&copy, attribute);
    if (!field) return false;
    *value = *field;
    return true;
}

/* ---- what the host can render ----------------------------------------------------------------- */

static bool colours_match(const struct sgl_config *host, const struct sgl_glx_config *config)
{
    return host->red == config->red && host->green == config->green && host->blue == config->blue && host->alpha == config->alpha;
}

/* Exactly the same bits; 0 if the host has no such configuration. */
static uint32_t exact_host_config(const struct sgl_host *host, const struct sgl_glx_config *config)
{
    for (uint32_t i = 0; i < host->info.config_count; i++) {
        const struct sgl_config *c = &host->configs[i];
        if (colours_match(c, config) && c->depth == config->depth && c->stencil == config->stencil && c->samples == config->samples &&
            !c->float_components && (!config->srgb_capable || c->srgb_capable))
            return c->id;
    }
    return 0;
}

/* Accumulation buffers are the renderer's own, which keeps them as Mesa's drivers do. */
static bool accum_fits(const struct sgl_host *host, const struct sgl_glx_config *config)
{
    if (!config->accum_red && !config->accum_green && !config->accum_blue && !config->accum_alpha) return true;
    return (host->info.flags & SGL_HOST_ACCUM) && config->accum_red == 16 && config->accum_green == 16 && config->accum_blue == 16 && config->accum_alpha == 16 &&
           config->samples == 0 && (config->red == 5 || config->red == 8 || config->red == 10);
}

static bool renderable(const struct sgl_host *host, const struct sgl_glx_config *config)
{
    return (config->render_type & GLX_RGBA_BIT) && accum_fits(host, config) && !config->aux_buffers && !config->stereo && config->level == 0 &&
           config->transparent == GLX_NONE;
}

static void add_config(struct sgl_glx_screen *screen, const struct sgl_host *host, struct sgl_glx_config *config)
{
    size_t room = 64;
    while (room <= (size_t)screen->count) room *= 2;
    if ((screen->count & (screen->count - 1)) == 0) { /* grow at powers of two */
        struct sgl_glx_config *grown = realloc(screen->configs, (room > 64 ? room : 64) * sizeof *grown);
        if (!grown) return;
        screen->configs = grown;
    }
    config->max_pbuffer_width = (int)host->info.max_pbuffer_width;
    config->max_pbuffer_height = (int)host->info.max_pbuffer_height;
    uint64_t pixels = (uint64_t)host->info.max_pbuffer_width * host->info.max_pbuffer_height;
    config->max_pbuffer_pixels = pixels > INT32_MAX ? INT32_MAX : (int)pixels;
    screen->configs[screen->count++] = *config;
}

static const struct sgl_glx_config plain = {
    .drawable_type = GLX_WINDOW_BIT | GLX_PIXMAP_BIT | GLX_PBUFFER_BIT,
    .render_type = GLX_RGBA_BIT,
    .x_renderable = True,
    .visual_type = GLX_NONE,
    .caveat = GLX_NONE,
    .swap_method = GLX_SWAP_UNDEFINED_OML,
    .transparent = GLX_NONE,
    .y_inverted = True,
};

static void from_server(struct sgl_glx_display *display, int number, const struct sgl_host *host)
{
    struct sgl_glx_screen *screen = &display->screens[number];
    uint32_t count = 0, pairs = 0;
    uint32_t *values = sgl_glx_server_configs(display->dpy, display->codes->major_opcode, number, &count, &pairs);
    for (uint32_t i = 0; values && i < count; i++) {
        struct sgl_glx_config config = plain;
        config.x_renderable = False;
        for (uint32_t k = 0; k < pairs; k++) {
            const uint32_t *pair = values + ((size_t)i * pairs + k) * 2;
            int *field = config_field(&config, (int)pair[0]);
            if (field) *field = (int)pair[1];
        }
        config.screen = number;
        config.y_inverted = True;
        config.x_renderable = (config.drawable_type & (GLX_WINDOW_BIT | GLX_PIXMAP_BIT)) != 0;
        config.bind_mipmap = 0;
        config.bind_targets &= GLX_TEXTURE_2D_BIT_EXT | GLX_TEXTURE_RECTANGLE_BIT_EXT;
        if (renderable(host, &config) && (config.host = exact_host_config(host, &config)) != 0) add_config(screen, host, &config);
    }
    free(values);
}

/* ---- without GLX in the X server -------------------------------------------------------------- */

static int mask_bits(unsigned long mask) { return __builtin_popcountl(mask); }

/* May a window of this visual show that configuration? Depth 24 hides alpha, depth 32 needs it. */
static bool fits_visual(const struct sgl_config *host, const XVisualInfo *visual)
{
    if (host->float_components) return false;
    if (host->red != mask_bits(visual->red_mask) || host->green != mask_bits(visual->green_mask) || host->blue != mask_bits(visual->blue_mask))
        return false;
    int colour = host->red + host->green + host->blue;
    return visual->depth > colour ? host->alpha == visual->depth - colour : true;
}

static void synthesise(struct sgl_glx_screen *screen, int number, const struct sgl_host *host, const XVisualInfo *visual, int *id)
{
    for (uint32_t i = 0; i < host->info.config_count; i++) {
        const struct sgl_config *c = &host->configs[i];
        if (visual && !fits_visual(c, visual)) continue;
        for (int double_buffer = 1; double_buffer >= 0; double_buffer--) {
            struct sgl_glx_config config = plain;
            config.screen = number;
            config.host = c->id;
            config.fbconfig_id = (*id)++;
            config.double_buffer = double_buffer;
            config.red = c->red;
            config.green = c->green;
            config.blue = c->blue;
            config.alpha = c->alpha;
            config.buffer_size = c->red + c->green + c->blue + c->alpha;
            config.depth = c->depth;
            config.stencil = c->stencil;
            config.samples = c->samples;
            config.sample_buffers = c->samples != 0;
            config.srgb_capable = c->srgb_capable != 0;
            if (visual) {
                config.visual_id = (int)visual->visualid;
                config.visual_type = visual->class == TrueColor ? GLX_TRUE_COLOR : GLX_DIRECT_COLOR;
                config.bind_rgb = True;
                config.bind_rgba = config.alpha > 0;
                config.bind_targets = GLX_TEXTURE_2D_BIT_EXT | GLX_TEXTURE_RECTANGLE_BIT_EXT;
            } else {
                config.drawable_type = GLX_PBUFFER_BIT;
                config.x_renderable = False;
                if (c->float_components) config.render_type = GLX_RGBA_FLOAT_BIT_ARB;
            }
            add_config(screen, host, &config);
        }
    }
}

static void without_server(struct sgl_glx_display *display, int number, const struct sgl_host *host)
{
    struct sgl_glx_screen *screen = &display->screens[number];
    int count = 0, id = 0x1001; /* above the ids that X servers give to visuals */
    XVisualInfo pattern = {.screen = number};
    XVisualInfo *visuals = XGetVisualInfo(display->dpy, VisualScreenMask, &pattern, &count);
    for (int i = 0; i < count; i++)
        if (visuals[i].class == TrueColor || visuals[i].class == DirectColor) synthesise(screen, number, host, &visuals[i], &id);
    if (visuals) XFree(visuals);
    synthesise(screen, number, host, NULL, &id);
    screen->shared_visuals = true;
}

static bool has_windows(const struct sgl_glx_screen *screen)
{
    for (int i = 0; i < screen->count; i++)
        if (screen->configs[i].visual_id && screen->configs[i].double_buffer && screen->configs[i].depth) return true;
    return false;
}

void sgl_glx_fill_screen(struct sgl_glx_display *display, int number)
{
    struct sgl_glx_screen *screen = &display->screens[number];
    const struct sgl_host *host = sgl_host();
    if (!host) return; /* said so already; asked again next time */
    if (display->server_has_glx) from_server(display, number, host);
    if (!has_windows(screen)) {
        screen->count = 0;
        without_server(display, number, host);
    }
    __atomic_store_n(&screen->filled, true, __ATOMIC_RELEASE);
}

/* ---- look-ups --------------------------------------------------------------------------------- */

bool sgl_glx_place_of_config(const struct sgl_glx_display *display, GLXFBConfig config, int *screen, int *index)
{
    for (int i = 0; display && config && i < display->screen_count; i++) {
        const struct sgl_glx_screen *s = &display->screens[i];
        uintptr_t offset = (uintptr_t)config - (uintptr_t)s->configs;
        if (!s->configs || (uintptr_t)config < (uintptr_t)s->configs || offset >= (size_t)s->count * sizeof *config || offset % sizeof *config) continue;
        *screen = i;
        *index = (int)(offset / sizeof *config);
        return true;
    }
    return false;
}

struct sgl_glx_config *sgl_glx_own_config(Display *dpy, GLXFBConfig config)
{
    int number, index;
    return sgl_glx_place_of_config(sgl_glx_display(dpy), config, &number, &index) ? config : NULL;
}

struct sgl_glx_config *sgl_glx_find_config(Display *dpy, GLXFBConfig config)
{
    int number, index;
    if (sgl_glx_own_config(dpy, config)) return config;
    /* programs look one up on one connection and use it on another to the same server */
    if (!config || !sgl_glx_config_elsewhere(dpy, config, &number, &index)) return NULL;
    const struct sgl_glx_screen *screen = sgl_glx_screen(dpy, number);
    return screen && index < screen->count ? &screen->configs[index] : NULL;
}

/* Where several configurations share a visual: what a program most likely means by it. */
static int likeliness(const struct sgl_glx_config *config)
{
    return config->double_buffer * 8 + (config->depth == 24 && config->stencil == 8) * 4 + (config->samples == 0) * 16 + (config->alpha != 0) * 2 + !config->srgb_capable;
}

static struct sgl_glx_config *chosen_for[8];

struct sgl_glx_config *sgl_glx_visual_config(Display *dpy, int number, VisualID visual)
{
    struct sgl_glx_screen *screen = sgl_glx_screen(dpy, number);
    struct sgl_glx_config *best = NULL;
    for (int i = 0; screen && screen->shared_visuals && i < 8; i++) {
        struct sgl_glx_config *c = __atomic_load_n(&chosen_for[i], __ATOMIC_ACQUIRE);
        if (c && sgl_glx_find_config(dpy, c) && (VisualID)c->visual_id == visual) return c;
    }
    for (int i = 0; screen && i < screen->count; i++) {
        struct sgl_glx_config *c = &screen->configs[i];
        if ((VisualID)c->visual_id != visual) continue;
        if (!screen->shared_visuals) return c;
        if (!best || likeliness(c) > likeliness(best)) best = c;
    }
    return best;
}

void sgl_glx_visual_was_chosen(struct sgl_glx_config *config)
{
    int free_place = (int)((unsigned)config->visual_id % 8u);
    __atomic_store_n(&chosen_for[free_place], config, __ATOMIC_RELEASE);
}
