/* Versions that the program is to see; see override.h. What the host's context really is stands in the trace. */
#include "override.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "connection.h"
#include "context_state.h"

enum { CORE = 1, COMPATIBILITY = 2, ES = 4 };

struct wanted {
    unsigned version; /* major * 10 + minor; 0: nothing is wanted */
    unsigned profile; /* that each context gets; ES: the version is of OpenGL ES contexts; 0: whatever was asked for */
};

static struct wanted parse(const char *text)
{
    struct wanted w = {0, 0};
    unsigned major, minor;
    char profile[8] = "";
    bool es = strncmp(text, "es", 2) == 0;
    if (sscanf(es ? text + 2 : text, "%1u.%1u%7s", &major, &minor, profile) < 2 || major < 1) return w;
    if (es) w.profile = *profile ? 0 : ES;
    else if (strcasecmp(profile, "core") == 0) w.profile = CORE;
    else if (strcasecmp(profile, "compat") == 0) w.profile = COMPATIBILITY;
    if (!*profile || w.profile) w.version = major * 10 + minor;
    if (w.profile == CORE && w.version < 32) w.version = 0; /* there were no profiles */
    return w;
}

/* The environment's, else the renderer's. */
static struct wanted wanted(const struct sgl_connection *c)
{
    static char said;
    const char *text = getenv("GL_VERSION_OVERRIDE");
    if (text && *text) {
        struct wanted w = parse(text);
        if (w.version) return w;
        if (!__atomic_exchange_n(&said, 1, __ATOMIC_RELAXED))
            fprintf(stderr, "sgl: GL_VERSION_OVERRIDE=%s is no version: write 3.3, 3.3core (from 3.2 on), 4.6compat or es3.1\n", text);
    }
    if (c && __atomic_load_n(&c->host_known, __ATOMIC_ACQUIRE)) return parse(c->host.override);
    return (struct wanted){0, 0};
}

/* Whether it is about contexts of that profile. */
static bool concerns(const struct wanted *w, unsigned profile) { return w->version && (w->profile == ES) == (profile == ES); }

bool sgl_override_request(const struct sgl_context *context, struct sgl_context_request *request)
{
    const struct sgl_connection *c = context->connection;
    const struct wanted w = wanted(c);
    if (!concerns(&w, request->profile)) return true;
    if (request->major * 10 + request->minor > w.version) return false;
    if (w.profile == CORE || w.profile == COMPATIBILITY) request->profile = w.profile;
    unsigned version = request->major * 10 + request->minor;
    if (request->profile == CORE && version < 32) version = w.version; /* asked for before there was a choice */
    if (request->profile != ES && c->host_known) { /* what it has must do for what it is to claim */
        const unsigned newest = request->profile == CORE ? c->host.info.max_core_version : c->host.info.max_compat_version;
        if (newest && version > newest) version = newest;
    }
    request->major = version / 10;
    request->minor = version % 10;
    return true;
}

unsigned sgl_override_version(unsigned profile, unsigned version)
{
    const struct wanted w = wanted(sgl_connected());
    if (!concerns(&w, profile)) return version;
    if ((w.profile == CORE && profile == COMPATIBILITY) || (w.profile == COMPATIBILITY && profile == CORE)) return 0;
    return w.version;
}

/* ---- what a context says ------------------------------------------------------------------------------ */

/* Equal texts are one; they are kept, as all strings that programs get. */
static const char *kept(const char *text)
{
    static struct text {
        struct text *next;
        char text[];
    } *all;
    struct text *t = __atomic_load_n(&all, __ATOMIC_ACQUIRE);
    for (; t; t = t->next)
        if (strcmp(t->text, text) == 0) return t->text;
    const size_t bytes = strlen(text) + 1;
    if (!(t = malloc(sizeof *t + bytes))) return "";
    memcpy(t->text, text, bytes);
    t->next = __atomic_load_n(&all, __ATOMIC_ACQUIRE);
    while (!__atomic_compare_exchange_n(&all, &t->next, t, true, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {}
    return t->text;
}

/* `text` with the first number in it replaced. */
static const char *with_number(const char *text, const char *number)
{
    char result[512];
    const size_t before = strcspn(text, "0123456789"), length = strspn(text + before, "0123456789.");
    snprintf(result, sizeof result, "%.*s%s%s", (int)before, text, number, text + before + length);
    return kept(result);
}

/* The shading language that comes with a version, as version * 100: GL 4.6 table 1.3 and its elders, ES 3.2. */
static unsigned language_of(unsigned version, bool es)
{
    if (es) return version >= 30 ? version * 10 : version >= 20 ? 100 : 0;
    if (version >= 33) return version * 10;
    if (version >= 30) return 130 + (version - 30) * 10;
    return version == 21 ? 120 : version == 20 ? 110 : 0;
}

static void set_limit(struct sgl_context *context, uint32_t pname, int32_t value)
{
    for (uint32_t i = 0; i < context->limit_count; i++)
        if (context->limits[i].pname == pname) context->limits[i].value = value;
}

static void set_language(struct sgl_context *context, unsigned language)
{
    char number[16];
    snprintf(number, sizeof number, "%u.%02u", language / 100, language % 100);
    if (context->profile == ES && context->shading_language[0]) context->shading_language = with_number(context->shading_language, number);
    else context->shading_language = language ? kept(number) : "";
    context->newest_language = language;
}

void sgl_override_context(struct sgl_context *context)
{
    const struct wanted w = wanted(context->connection);
    const bool es = context->profile == ES;
    if (concerns(&w, context->profile) && w.version != context->version && !(es && context->version < 20)) {
        char number[16];
        snprintf(number, sizeof number, "%u.%u", w.version / 10, w.version % 10);
        context->version_string = with_number(context->version_string, number);
        context->version = w.version;
        set_limit(context, 0x821B /* GL_MAJOR_VERSION */, (int32_t)w.version / 10);
        set_limit(context, 0x821C /* GL_MINOR_VERSION */, (int32_t)w.version % 10);
        set_language(context, language_of(w.version, es));
    }
    const char *text = getenv("GLSL_VERSION_OVERRIDE"); /* 330 and 3.30 */
    unsigned whole, part;
    if (!text || es || context->version < 20) return;
    const int numbers = sscanf(text, "%u.%2u", &whole, &part);
    if (numbers >= 1) set_language(context, numbers == 2 ? whole * 100 + (text[strlen(text) - 2] == '.' ? part * 10 : part) : whole);
}
