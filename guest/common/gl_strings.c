/* glGetString, glGetStringi and GetProcAddress: answered by the client from what came with the context. */
#include "context_state.h"
#include "gl_debug.h"
#include "gl_defs.h"
#include "opcodes.h"

#include <stdio.h>
#include <stdlib.h>

/* All extensions in one line, as glGetString had them before version 3.0. */
static const char *extension_line(struct sgl_context *context)
{
    char *line = __atomic_load_n(&context->extension_line, __ATOMIC_ACQUIRE);
    if (line) return line;
    size_t room = 1;
    for (uint32_t i = 0; i < context->extension_count; i++) room += strlen(context->extensions[i]) + 1;
    char *end = line = malloc(room);
    if (!line) return "";
    for (uint32_t i = 0; i < context->extension_count; i++) end += sprintf(end, i ? " %s" : "%s", context->extensions[i]);
    *end = 0;
    context->extension_line = line; /* a context is current in one thread only */
    return line;
}

/* What is wrong with the assembly program that was last loaded: the only string that changes, so it is asked. */
static const GLubyte *program_error(struct sgl_stream *s)
{
    char **text = &s->context->program_error; /* until the next one is asked, as in drivers */
    const size_t room = 4096;
    if (!*text && !(*text = malloc(room))) return (const GLubyte *)"";
    sgl_command(s, SGL_OP_glGetString, 1)[0] = GL_PROGRAM_ERROR_STRING_ARB;
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_glGetString);
    uint64_t bytes = sgl_reply_out(s, *text, room - 1);
    sgl_reply_end(s);
    (*text)[bytes] = 0;
    return (const GLubyte *)*text;
}

SGLAPI const GLubyte *APIENTRY glGetString(GLenum name)
{
    struct sgl_stream *s = sgl_current;
    struct sgl_context *context = s->context;
    if (!context) return NULL;
    if (s->track->begun) {
        sgl_client_error(s, GL_INVALID_OPERATION);
        return NULL;
    }
    switch (name) {
    case GL_VENDOR: return (const GLubyte *)context->vendor;
    case GL_RENDERER: return (const GLubyte *)context->renderer;
    case GL_VERSION: return (const GLubyte *)context->version_string;
    case GL_SHADING_LANGUAGE_VERSION:
        if (context->version < 20) break;
        return (const GLubyte *)context->shading_language;
    case GL_EXTENSIONS:
        if (context->profile == 1 && context->version >= 31) break;
        return (const GLubyte *)extension_line(context);
    case GL_PROGRAM_ERROR_STRING_ARB:
        if (!sgl_has_extension(context, "GL_ARB_vertex_program") && !sgl_has_extension(context, "GL_ARB_fragment_program")) break;
        return program_error(s);
    default: break;
    }
    sgl_client_error(s, GL_INVALID_ENUM);
    return NULL;
}

/* Versions of the shading language that a context takes (GL 4.3, GL_NUM_SHADING_LANGUAGE_VERSIONS). */
const char *sgl_shading_language(const struct sgl_context *context, uint32_t index)
{
    for (const char *at = context->languages; at && at < context->languages_end; at += strlen(at) + 1) {
        if (context->newest_language && *at && !strstr(at, "es") && (unsigned)atoi(at) > context->newest_language) continue;
        if (index-- == 0) return at;
    }
    return NULL;
}

SGLAPI const GLubyte *APIENTRY glGetStringi(GLenum name, GLuint index)
{
    struct sgl_stream *s = sgl_current;
    struct sgl_context *context = s->context;
    if (!context) return NULL;
    const char *string = NULL;
    if (s->track->begun) {
        sgl_client_error(s, GL_INVALID_OPERATION);
        return NULL;
    }
    if (name == GL_EXTENSIONS && context->version >= 30) {
        if (index < context->extension_count) string = context->extensions[index];
    } else if (name == GL_SHADING_LANGUAGE_VERSION && context->version >= 43) {
        string = sgl_shading_language(context, index);
    } else {
        sgl_client_error(s, GL_INVALID_ENUM);
        return NULL;
    }
    if (!string) sgl_client_error(s, GL_INVALID_VALUE);
    return (const GLubyte *)string;
}

void *sgl_get_proc_address(const char *name)
{
    uint32_t low = 0, high = sgl_proc_row_count;
    while (name && low < high) {
        uint32_t middle = (low + high) / 2;
        int order = strcmp(name, sgl_proc_rows[middle].name);
        if (order == 0) {
            void *proc;
            memcpy(&proc, &sgl_proc_rows[middle].proc, sizeof proc);
            return proc;
        }
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return NULL;
}
