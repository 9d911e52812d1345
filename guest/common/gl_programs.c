/* Shaders and programs: arrays of strings, names of shaders, and the locations of uniforms and attributes,
 * which are asked once after a link and then known. */
#include "context_state.h"
#include "gl_debug.h"
#include "gl_defs.h"
#include "opcodes.h"

#include <stdlib.h>

/* ---- arrays of strings ------------------------------------------------------------------------------- */

/* Strings laid one after the other. */
struct strings {
    char *text; /* malloc */
    GLint *lengths; /* of each; -1 for NULL */
    uint64_t bytes;
};

/* `ended`: each keeps a terminating zero, which its length does not count. False without memory. */
static bool join(struct strings *joined, GLsizei count, const GLchar *const *strings, const GLint *lengths, bool ended)
{
    uint64_t bytes = 0;
    if (count < 0) count = 0; /* an error; that there were strings is told all the same */
    joined->lengths = malloc(count ? (size_t)count * sizeof(GLint) : 1);
    if (!joined->lengths) return false;
    for (GLsizei i = 0; i < count; i++) {
        size_t length = !strings[i] ? 0 : lengths && lengths[i] >= 0 ? (size_t)lengths[i] : strlen(strings[i]);
        joined->lengths[i] = strings[i] ? (GLint)length : -1;
        bytes += length + ended;
    }
    joined->text = malloc(bytes ? bytes : 1);
    if (!joined->text) {
        free(joined->lengths);
        return false;
    }
    char *end = joined->text;
    for (GLsizei i = 0; i < count; i++) {
        if (joined->lengths[i] > 0) {
            memcpy(end, strings[i], (size_t)joined->lengths[i]);
            end += joined->lengths[i];
        }
        if (ended) *end++ = 0;
    }
    joined->bytes = bytes;
    return true;
}

static void join_free(struct strings *joined)
{
    free(joined->text);
    free(joined->lengths);
}

/* `object`, count, and the strings; NULL or a count that is an error go without them. `extra` words follow the pointers'. */
static uint32_t *put_strings(struct sgl_stream *s, uint32_t opcode, const uint32_t *words, uint32_t before, const struct sgl_blob *text,
                             const struct sgl_blob *lengths, uint32_t after)
{
    uint32_t fixed = before + 1 + (lengths ? 1 : 0) + after;
    uint32_t *p = sgl_command(s, opcode, fixed + text->tail_words + (lengths ? lengths->tail_words : 0));
    memcpy(p, words, before * sizeof *words);
    p[before] = text->slot;
    if (lengths) p[before + 1] = lengths->slot;
    uint32_t *tail = sgl_put_blob(p + fixed, text);
    if (lengths) sgl_put_blob(tail, lengths);
    return p + fixed - after;
}

/* A name that was never given out: the driver raises its error without looking at the strings, which may be anything. */
static bool never_named(const struct sgl_stream *s, GLuint name)
{
    return name == 0 || (s->context && name > __atomic_load_n(&s->context->group->next_name[SGL_OBJECT_PROGRAM], __ATOMIC_RELAXED));
}

/* Notes that a name is a shader's. */
static void is_shader(struct sgl_context *context, GLuint name)
{
    if (!context) return;
    struct sgl_share_group *group = context->group;
    const uint32_t word = name / 64;
    pthread_mutex_lock(&group->lock);
    if (word >= group->shader_words) {
        const uint32_t words = word + 1 > 2 * group->shader_words ? word + 1 : 2 * group->shader_words;
        uint64_t *more = realloc(group->shaders, words * sizeof *more);
        if (more) {
            memset(more + group->shader_words, 0, (words - group->shader_words) * sizeof *more);
            group->shaders = more;
            group->shader_words = words;
        }
    }
    if (word < group->shader_words) group->shaders[word] |= (uint64_t)1 << name % 64;
    pthread_mutex_unlock(&group->lock);
}

/* A name that is no shader's, or was never given out: as above. */
static bool no_shader(const struct sgl_stream *s, GLuint name)
{
    if (!s->context) return true;
    struct sgl_share_group *group = s->context->group;
    pthread_mutex_lock(&group->lock);
    const bool known = name / 64 < group->shader_words && group->shaders[name / 64] >> name % 64 & 1;
    pthread_mutex_unlock(&group->lock);
    return !known;
}

/* words: shader 0, count 1, string 2 (all of them, one after the other), length 3 (of each, -1 for NULL) */
SGLAPI void APIENTRY glShaderSource(GLuint shader, GLsizei count, const GLchar *const *string, const GLint *length)
{
    struct sgl_stream *s = sgl_current;
    struct strings joined = {NULL, NULL, 0};
    if (no_shader(s, shader) && count > 0) count = 0;
    if (string && !join(&joined, count, string, length, false)) {
        sgl_client_error(s, GL_OUT_OF_MEMORY);
        return;
    }
    const uint32_t words[2] = {shader, (uint32_t)count};
    struct sgl_blob text = sgl_blob_data(s, joined.text, joined.bytes);
    struct sgl_blob lengths = sgl_blob_data(s, joined.lengths, joined.lengths && count > 0 ? (uint64_t)count * 4 : 0);
    put_strings(s, SGL_OP_glShaderSource, words, 2, &text, &lengths, 0);
    sgl_command_end(s);
    join_free(&joined);
}

/* words: shader 0, count 1, path 2, length 3 */
SGLAPI void APIENTRY glCompileShaderIncludeARB(GLuint shader, GLsizei count, const GLchar *const *path, const GLint *length)
{
    struct sgl_stream *s = sgl_current;
    struct strings joined = {NULL, NULL, 0};
    if (path && !join(&joined, count, path, length, false)) {
        sgl_client_error(s, GL_OUT_OF_MEMORY);
        return;
    }
    const uint32_t words[2] = {shader, (uint32_t)count};
    struct sgl_blob text = sgl_blob_data(s, joined.text, joined.bytes);
    struct sgl_blob lengths = sgl_blob_data(s, joined.lengths, joined.lengths && count > 0 ? (uint64_t)count * 4 : 0);
    put_strings(s, SGL_OP_glCompileShaderIncludeARB, words, 2, &text, &lengths, 0);
    sgl_command_end(s);
    join_free(&joined);
}

/* words: program 0, count 1, varyings 2 (each with its zero), bufferMode 3 */
SGLAPI void APIENTRY glTransformFeedbackVaryings(GLuint program, GLsizei count, const GLchar *const *varyings, GLenum bufferMode)
{
    struct sgl_stream *s = sgl_current;
    struct strings joined = {NULL, NULL, 0};
    if (never_named(s, program)) count = 0;
    if (count > 0 && varyings && !join(&joined, count, varyings, NULL, true)) {
        sgl_client_error(s, GL_OUT_OF_MEMORY);
        return;
    }
    const uint32_t words[2] = {program, (uint32_t)count};
    struct sgl_blob text = sgl_blob_data(s, joined.text, joined.bytes);
    *put_strings(s, SGL_OP_glTransformFeedbackVaryings, words, 2, &text, NULL, 1) = bufferMode;
    sgl_command_end(s);
    join_free(&joined);
}

/* words: program 0, uniformCount 1, uniformNames 2 (each with its zero), uniformIndices 3 (room) */
SGLAPI void APIENTRY glGetUniformIndices(GLuint program, GLsizei uniformCount, const GLchar *const *uniformNames, GLuint *uniformIndices)
{
    struct sgl_stream *s = sgl_current;
    struct strings joined = {NULL, NULL, 0};
    if (uniformCount > 0 && uniformNames && !join(&joined, uniformCount, uniformNames, NULL, true)) {
        sgl_client_error(s, GL_OUT_OF_MEMORY);
        return;
    }
    uint64_t room = uniformCount > 0 ? (uint64_t)uniformCount * 4 : 0;
    const uint32_t words[2] = {program, (uint32_t)uniformCount};
    struct sgl_blob text = sgl_blob_data(s, joined.text, joined.bytes);
    *put_strings(s, SGL_OP_glGetUniformIndices, words, 2, &text, NULL, 1) = uniformIndices ? (uint32_t)room : SGL_PTR_NULL;
    sgl_command_end(s);
    join_free(&joined);
    sgl_wait_reply(s, SGL_OP_glGetUniformIndices);
    sgl_reply_out(s, uniformIndices, room);
    sgl_reply_end(s);
}

/* ---- names ------------------------------------------------------------------------------------------- */

bool sgl_has_extension(const struct sgl_context *context, const char *name)
{
    for (uint32_t i = 0; context && i < context->extension_count; i++)
        if (strcmp(context->extensions[i], name) == 0) return true;
    return false;
}

static bool has_es_stage(const struct sgl_context *context, GLenum type)
{
    switch (type) {
    case GL_VERTEX_SHADER:
    case GL_FRAGMENT_SHADER: return context->version >= 20;
    case GL_COMPUTE_SHADER: return context->version >= 31;
    case GL_GEOMETRY_SHADER:
        return context->version >= 32 || sgl_has_extension(context, "GL_OES_geometry_shader") || sgl_has_extension(context, "GL_EXT_geometry_shader");
    case GL_TESS_CONTROL_SHADER:
    case GL_TESS_EVALUATION_SHADER:
        return context->version >= 32 || sgl_has_extension(context, "GL_OES_tessellation_shader") || sgl_has_extension(context, "GL_EXT_tessellation_shader");
    default: return false;
    }
}

/* Whether the context has that stage: only then a name can be chosen without asking. */
static bool has_stage(const struct sgl_context *context, GLenum type)
{
    if (!context) return false;
    if (context->track.es) return has_es_stage(context, type);
    switch (type) {
    case GL_VERTEX_SHADER:
    case GL_FRAGMENT_SHADER: return context->version >= 20 || sgl_has_extension(context, "GL_ARB_shader_objects");
    case GL_GEOMETRY_SHADER: return context->version >= 32 || sgl_has_extension(context, "GL_ARB_geometry_shader4");
    case GL_TESS_CONTROL_SHADER:
    case GL_TESS_EVALUATION_SHADER: return context->version >= 40 || sgl_has_extension(context, "GL_ARB_tessellation_shader");
    case GL_COMPUTE_SHADER: return context->version >= 43 || sgl_has_extension(context, "GL_ARB_compute_shader");
    default: return false;
    }
}

/* words: type 0, name 1 */
SGLAPI GLuint APIENTRY glCreateShader(GLenum type)
{
    struct sgl_stream *s = sgl_current;
    if (!has_stage(s->context, type)) {
        sgl_client_error(s, GL_INVALID_ENUM);
        return 0;
    }
    GLuint name = sgl_new_names(s->context, SGL_OBJECT_SHADER, 1);
    is_shader(s->context, name);
    uint32_t *p = sgl_command(s, SGL_OP_glCreateShader, 2);
    p[0] = type;
    p[1] = name;
    sgl_command_end(s);
    return name;
}

/* The renderer makes a shader on the way, as the definition of these functions has it: it gets the name before
 * the program's. */
static GLuint shader_program_name(struct sgl_stream *s) { return sgl_new_names(s->context, SGL_OBJECT_PROGRAM, 2) + 1; }

/* words: type 0, count 1, strings 2 (each with its zero), name 3 */
SGLAPI GLuint APIENTRY glCreateShaderProgramv(GLenum type, GLsizei count, const GLchar *const *strings)
{
    struct sgl_stream *s = sgl_current;
    struct strings joined = {NULL, NULL, 0};
    if (!has_stage(s->context, type) || count < 0) {
        sgl_client_error(s, count < 0 ? GL_INVALID_VALUE : GL_INVALID_ENUM);
        return 0;
    }
    if (count > 0 && strings && !join(&joined, count, strings, NULL, true)) {
        sgl_client_error(s, GL_OUT_OF_MEMORY);
        return 0;
    }
    GLuint name = shader_program_name(s);
    const uint32_t words[2] = {type, (uint32_t)count};
    struct sgl_blob text = sgl_blob_data(s, joined.text, joined.bytes);
    *put_strings(s, SGL_OP_glCreateShaderProgramv, words, 2, &text, NULL, 1) = name;
    sgl_command_end(s);
    join_free(&joined);
    return name;
}

/* words: type 0, string 1, name 2 */
SGLAPI GLuint APIENTRY glCreateShaderProgramEXT(GLenum type, const GLchar *string)
{
    struct sgl_stream *s = sgl_current;
    if (s->context && !s->context->track.es && !sgl_has_extension(s->context, "GL_EXT_separate_shader_objects")) {
        sgl_client_error(s, GL_INVALID_OPERATION);
        return 0;
    }
    if (!has_stage(s->context, type)) {
        sgl_client_error(s, GL_INVALID_ENUM);
        return 0;
    }
    GLuint name = shader_program_name(s);
    struct sgl_blob text = sgl_blob_data(s, string, string ? strlen(string) + 1 : 0);
    *put_strings(s, SGL_OP_glCreateShaderProgramEXT, &type, 1, &text, NULL, 1) = name;
    sgl_command_end(s);
    return name;
}
