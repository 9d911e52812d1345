/* EGL configurations: on X11 the host's ones for the first visual of each class, as drivers list them; elsewhere all of the host's, for pbuffers. And how EGL chooses among them (EGL 1.5, 3.4.1). */
#include <stdlib.h>
#include <string.h>

#include "egl_internal.h"

/* ---- the list --------------------------------------------------------------------------------- */

static void add(struct sgl_egl_display *d, const struct sgl_config *host, const XVisualInfo *visual)
{
    struct sgl_egl_config *c = &d->configs[d->config_count];
    *c = (struct sgl_egl_config){.id = d->config_count + 1, .host = *host, .visual_class = EGL_NONE};
    if (visual) {
        c->visual = (EGLint)visual->visualid;
        c->visual_class = visual->class;
    }
    d->config_count++;
}

static int bits(unsigned long mask) { return __builtin_popcountl(mask); }

/* A visual of depth 24 or 30 also stands for configurations with alpha, which nothing shows then. */
static bool fits(const struct sgl_config *c, const XVisualInfo *v)
{
    int colour = c->red + c->green + c->blue;
    if (c->float_components || c->red != bits(v->red_mask) || c->green != bits(v->green_mask) || c->blue != bits(v->blue_mask)) return false;
    if (v->depth == 24 || v->depth == 30) return true;
    return c->alpha == (v->depth > colour ? v->depth - colour : 0);
}

static void for_x(struct sgl_egl_display *d, const struct sgl_host *host)
{
    int count = 0;
    bool seen[6] = {false}; /* by class */
    XVisualInfo pattern = {.screen = d->screen};
    XVisualInfo *visuals = XGetVisualInfo(d->dpy, VisualScreenMask, &pattern, &count);
    if (!visuals) return;
    d->configs = calloc((size_t)count * host->info.config_count + 1, sizeof *d->configs);
    for (int i = 0; d->configs && i < count; i++) {
        const XVisualInfo *v = &visuals[i];
        if ((v->class != TrueColor && v->class != DirectColor) || seen[v->class]) continue;
        seen[v->class] = true;
        for (uint32_t k = 0; k < host->info.config_count; k++)
            if (fits(&host->configs[k], v)) add(d, &host->configs[k], v);
    }
    XFree(visuals);
}

void sgl_egl_make_configs(struct sgl_egl_display *d)
{
    const struct sgl_host *host = sgl_host();
    d->config_count = 0;
    if (d->dpy) {
        for_x(d, host);
        return;
    }
    d->configs = calloc(host->info.config_count + 1, sizeof *d->configs);
    for (uint32_t k = 0; d->configs && k < host->info.config_count; k++)
        if (d->platform == EGL_PLATFORM_SURFACELESS_MESA || !host->configs[k].float_components) add(d, &host->configs[k], NULL);
}

struct sgl_egl_config *sgl_egl_valid_config(struct sgl_egl_display *d, EGLConfig given)
{
    uintptr_t offset = (uintptr_t)given - (uintptr_t)d->configs;
    if ((uintptr_t)given >= (uintptr_t)d->configs && offset < (size_t)d->config_count * sizeof *given && offset % sizeof *given == 0) return given;
    return (void *)sgl_egl_fail(EGL_BAD_CONFIG, "no such configuration");
}

/* ---- attributes ------------------------------------------------------------------------------- */

enum match { EXACT, AT_LEAST, MASK, IGNORED };

/* In which way a wish is met, and what is wished where nothing is said. */
static const struct rule {
    EGLint name;
    enum match match;
    EGLint unsaid;
} rules[] = {
    {EGL_BUFFER_SIZE, AT_LEAST, 0},
    {EGL_RED_SIZE, AT_LEAST, 0},
    {EGL_GREEN_SIZE, AT_LEAST, 0},
    {EGL_BLUE_SIZE, AT_LEAST, 0},
    {EGL_LUMINANCE_SIZE, AT_LEAST, 0},
    {EGL_ALPHA_SIZE, AT_LEAST, 0},
    {EGL_ALPHA_MASK_SIZE, AT_LEAST, 0},
    {EGL_BIND_TO_TEXTURE_RGB, EXACT, EGL_DONT_CARE},
    {EGL_BIND_TO_TEXTURE_RGBA, EXACT, EGL_DONT_CARE},
    {EGL_COLOR_BUFFER_TYPE, EXACT, EGL_RGB_BUFFER},
    {EGL_CONFIG_CAVEAT, EXACT, EGL_DONT_CARE},
    {EGL_CONFIG_ID, EXACT, EGL_DONT_CARE},
    {EGL_CONFORMANT, MASK, 0},
    {EGL_DEPTH_SIZE, AT_LEAST, 0},
    {EGL_LEVEL, EXACT, 0},
    {EGL_MAX_PBUFFER_WIDTH, IGNORED, 0},
    {EGL_MAX_PBUFFER_HEIGHT, IGNORED, 0},
    {EGL_MAX_PBUFFER_PIXELS, IGNORED, 0},
    {EGL_MAX_SWAP_INTERVAL, EXACT, EGL_DONT_CARE},
    {EGL_MIN_SWAP_INTERVAL, EXACT, EGL_DONT_CARE},
    {EGL_NATIVE_RENDERABLE, EXACT, EGL_DONT_CARE},
    {EGL_NATIVE_VISUAL_ID, IGNORED, 0},
    {EGL_NATIVE_VISUAL_TYPE, EXACT, EGL_DONT_CARE},
    {EGL_RENDERABLE_TYPE, MASK, EGL_OPENGL_ES_BIT},
    {EGL_SAMPLE_BUFFERS, AT_LEAST, 0},
    {EGL_SAMPLES, AT_LEAST, 0},
    {EGL_STENCIL_SIZE, AT_LEAST, 0},
    {EGL_SURFACE_TYPE, MASK, EGL_WINDOW_BIT},
    {EGL_TRANSPARENT_TYPE, EXACT, EGL_NONE},
    {EGL_TRANSPARENT_RED_VALUE, EXACT, EGL_DONT_CARE},
    {EGL_TRANSPARENT_GREEN_VALUE, EXACT, EGL_DONT_CARE},
    {EGL_TRANSPARENT_BLUE_VALUE, EXACT, EGL_DONT_CARE},
    {EGL_MATCH_NATIVE_PIXMAP, IGNORED, 0},
    {EGL_COLOR_COMPONENT_TYPE_EXT, EXACT, EGL_COLOR_COMPONENT_TYPE_FIXED_EXT},
};
enum { RULES = sizeof rules / sizeof *rules };

static int rule_of(EGLint name)
{
    for (int i = 0; i < RULES; i++)
        if (rules[i].name == name) return i;
    return -1;
}

static EGLint attribute(const struct sgl_egl_config *c, EGLint name)
{
    const struct sgl_host_info *info = &sgl_host()->info;
    const EGLint apis = EGL_OPENGL_ES_BIT | EGL_OPENGL_ES2_BIT | EGL_OPENGL_ES3_BIT | EGL_OPENGL_BIT;
    switch (name) {
    case EGL_CONFIG_ID: return c->id;
    case EGL_BUFFER_SIZE: return c->host.red + c->host.green + c->host.blue + c->host.alpha;
    case EGL_RED_SIZE: return c->host.red;
    case EGL_GREEN_SIZE: return c->host.green;
    case EGL_BLUE_SIZE: return c->host.blue;
    case EGL_ALPHA_SIZE: return c->host.alpha;
    case EGL_DEPTH_SIZE: return c->host.depth;
    case EGL_STENCIL_SIZE: return c->host.stencil;
    case EGL_SAMPLES: return c->host.samples;
    case EGL_SAMPLE_BUFFERS: return c->host.samples != 0;
    case EGL_COLOR_BUFFER_TYPE: return EGL_RGB_BUFFER;
    case EGL_CONFIG_CAVEAT: return EGL_NONE;
    case EGL_CONFORMANT:
    case EGL_RENDERABLE_TYPE: return apis;
    case EGL_NATIVE_VISUAL_ID: return c->visual;
    case EGL_NATIVE_VISUAL_TYPE: return c->visual_class;
    case EGL_NATIVE_RENDERABLE: return EGL_TRUE;
    case EGL_SURFACE_TYPE: return c->visual ? EGL_WINDOW_BIT | EGL_PIXMAP_BIT | EGL_PBUFFER_BIT | EGL_SWAP_BEHAVIOR_PRESERVED_BIT : EGL_PBUFFER_BIT;
    case EGL_TRANSPARENT_TYPE: return EGL_NONE;
    case EGL_BIND_TO_TEXTURE_RGB: return (info->flags & SGL_HOST_TEX_IMAGE) != 0;
    case EGL_BIND_TO_TEXTURE_RGBA: return c->host.alpha != 0 && info->flags & SGL_HOST_TEX_IMAGE;
    case EGL_MIN_SWAP_INTERVAL: return !c->visual || sgl_glx_software_host(); /* then swaps wait for no screen */
    case EGL_MAX_SWAP_INTERVAL: return !c->visual || sgl_glx_software_host() ? 1 : 1000;
    case EGL_MAX_PBUFFER_WIDTH: return (EGLint)info->max_pbuffer_width;
    case EGL_MAX_PBUFFER_HEIGHT: return (EGLint)info->max_pbuffer_height;
    case EGL_COLOR_COMPONENT_TYPE_EXT: return c->host.float_components ? EGL_COLOR_COMPONENT_TYPE_FLOAT_EXT : EGL_COLOR_COMPONENT_TYPE_FIXED_EXT;
    default: return 0; /* luminance, mask, level, transparent colours; pixels in all: no limit of its own */
    }
}

EGLBoolean eglGetConfigAttrib(EGLDisplay given, EGLConfig config, EGLint name, EGLint *value)
{
    SGL_EGL_ENTER();
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d || !sgl_egl_valid_config(d, config)) return EGL_FALSE;
    if (rule_of(name) < 0 || name == EGL_MATCH_NATIVE_PIXMAP) return (EGLBoolean)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "no such attribute");
    if (!value) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "nowhere to put it");
    *value = attribute(config, name);
    return EGL_TRUE;
}

EGLBoolean eglGetConfigs(EGLDisplay given, EGLConfig *configs, EGLint room, EGLint *count)
{
    SGL_EGL_ENTER();
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return EGL_FALSE;
    if (!count) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "nowhere to put the number");
    *count = configs && room < d->config_count ? (room > 0 ? room : 0) : d->config_count;
    for (EGLint i = 0; configs && i < *count; i++) configs[i] = &d->configs[i];
    return EGL_TRUE;
}

/* ---- choosing --------------------------------------------------------------------------------- */

/* Which values can be wished for at all. */
static bool sensible(EGLint name, EGLint value)
{
    switch (name) {
    case EGL_LEVEL:
    case EGL_MATCH_NATIVE_PIXMAP: return value != EGL_DONT_CARE || name == EGL_MATCH_NATIVE_PIXMAP;
    case EGL_CONFIG_CAVEAT: return value == EGL_DONT_CARE || value == EGL_NONE || value == EGL_SLOW_CONFIG || value == EGL_NON_CONFORMANT_CONFIG;
    case EGL_COLOR_BUFFER_TYPE: return value == EGL_DONT_CARE || value == EGL_RGB_BUFFER || value == EGL_LUMINANCE_BUFFER;
    case EGL_TRANSPARENT_TYPE: return value == EGL_DONT_CARE || value == EGL_NONE || value == EGL_TRANSPARENT_RGB;
    case EGL_COLOR_COMPONENT_TYPE_EXT:
        return value == EGL_DONT_CARE || value == EGL_COLOR_COMPONENT_TYPE_FIXED_EXT || value == EGL_COLOR_COMPONENT_TYPE_FLOAT_EXT;
    case EGL_BIND_TO_TEXTURE_RGB:
    case EGL_BIND_TO_TEXTURE_RGBA:
    case EGL_NATIVE_RENDERABLE: return value == EGL_DONT_CARE || value == EGL_TRUE || value == EGL_FALSE;
    case EGL_CONFIG_ID: return value == EGL_DONT_CARE || value > 0;
    case EGL_NATIVE_VISUAL_ID: return true;
    default: return value >= EGL_DONT_CARE;
    }
}

static bool meets(const struct sgl_egl_config *c, const EGLint *wish)
{
    for (int i = 0; i < RULES; i++) {
        if (wish[i] == EGL_DONT_CARE || rules[i].match == IGNORED) continue;
        EGLint value = attribute(c, rules[i].name);
        bool good = rules[i].match == EXACT ? value == wish[i] : rules[i].match == AT_LEAST ? value >= wish[i] : (value & wish[i]) == wish[i];
        if (!good) return false;
    }
    return true;
}

/* Of the components that were asked for. */
static int colour_bits(const struct sgl_egl_config *c, const EGLint *wish)
{
    static const EGLint components[] = {EGL_RED_SIZE, EGL_GREEN_SIZE, EGL_BLUE_SIZE, EGL_LUMINANCE_SIZE, EGL_ALPHA_SIZE};
    int sum = 0;
    for (size_t i = 0; i < sizeof components / sizeof *components; i++)
        if (wish[rule_of(components[i])] > 0) sum += attribute(c, components[i]);
    return sum;
}

static bool comes_before(const struct sgl_egl_config *a, const struct sgl_egl_config *b, const EGLint *wish)
{
    static const EGLint smaller_first[] = {EGL_BUFFER_SIZE, EGL_SAMPLE_BUFFERS, EGL_SAMPLES, EGL_DEPTH_SIZE, EGL_STENCIL_SIZE, EGL_CONFIG_ID};
    if (a->host.float_components != b->host.float_components) return !a->host.float_components;
    int x = colour_bits(a, wish), y = colour_bits(b, wish);
    if (x != y) return x > y;
    for (size_t i = 0; i < sizeof smaller_first / sizeof *smaller_first; i++) {
        x = attribute(a, smaller_first[i]);
        y = attribute(b, smaller_first[i]);
        if (x != y) return x < y;
    }
    return false;
}

EGLBoolean eglChooseConfig(EGLDisplay given, const EGLint *list, EGLConfig *configs, EGLint room, EGLint *count)
{
    SGL_EGL_ENTER();
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return EGL_FALSE;
    if (!count) return (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "nowhere to put the number");
    EGLint wish[RULES];
    for (int i = 0; i < RULES; i++) wish[i] = rules[i].unsaid;
    for (; list && *list != EGL_NONE; list += 2) {
        int rule = rule_of(list[0]);
        if (rule < 0 || !sensible(list[0], list[1])) return (EGLBoolean)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "no such attribute, or no such value of it");
        wish[rule] = list[1];
    }
    if (wish[rule_of(EGL_CONFIG_ID)] != EGL_DONT_CARE) /* then nothing else counts */
        for (int i = 0; i < RULES; i++)
            if (rules[i].name != EGL_CONFIG_ID) wish[i] = EGL_DONT_CARE;
    struct sgl_egl_config **found = calloc((size_t)d->config_count + 1, sizeof *found);
    if (!found) return (EGLBoolean)sgl_egl_fail(EGL_BAD_ALLOC, "no memory");
    EGLint n = 0;
    for (int i = 0; i < d->config_count; i++) {
        struct sgl_egl_config *c = &d->configs[i];
        if (!meets(c, wish)) continue;
        EGLint at = n++;
        for (; at > 0 && comes_before(c, found[at - 1], wish); at--) found[at] = found[at - 1];
        found[at] = c;
    }
    *count = configs && room < n ? (room > 0 ? room : 0) : n;
    for (EGLint i = 0; configs && i < *count; i++) configs[i] = found[i];
    free(found);
    return EGL_TRUE;
}
