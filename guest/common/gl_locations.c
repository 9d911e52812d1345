/* glGetUniformLocation and glGetAttribLocation: a name's location is asked once after each link and then
 * known. And how many elements the array at a location has. That a name has none is kept only once the program is known to be linked, since before that the
 * same answer comes with an error. */
#include "context_state.h"
#include "gl_defs.h"
#include "opcodes.h"

#include <stdlib.h>

struct location {
    struct location *next;
    uint32_t hash;
    GLint value;
    char attribute; /* else a uniform */
    char name[];
};

struct program {
    struct program *next;
    GLuint name;
    bool linked; /* said so since the last link */
    uint32_t count;
    struct location *buckets[64];
};

struct sgl_programs {
    struct program *buckets[64];
};

static void forget(struct program *program)
{
    for (int i = 0; i < 64; i++) {
        for (struct location *l = program->buckets[i], *next; l; l = next) {
            next = l->next;
            free(l);
        }
        program->buckets[i] = NULL;
    }
    program->count = 0;
    program->linked = false;
}

void sgl_programs_free(struct sgl_programs *programs)
{
    if (!programs) return;
    for (int i = 0; i < 64; i++)
        for (struct program *p = programs->buckets[i], *next; p; p = next) {
            next = p->next;
            forget(p);
            free(p);
        }
    free(programs);
}

/* With the group's lock held; NULL when it is not known (and `make` is false, or there is no memory). */
static struct program *find(struct sgl_share_group *group, GLuint name, bool make)
{
    if (!group->programs && !(make && (group->programs = calloc(1, sizeof *group->programs)))) return NULL;
    struct program **bucket = &group->programs->buckets[name % 64], *p = *bucket;
    while (p && p->name != name) p = p->next;
    if (p || !make || !(p = calloc(1, sizeof *p))) return p;
    p->name = name;
    p->next = *bucket;
    *bucket = p;
    return p;
}

static uint32_t hash_of(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

static bool known(struct sgl_share_group *group, GLuint program, char attribute, const char *name, uint32_t hash, GLint *value)
{
    bool found = false;
    pthread_mutex_lock(&group->lock);
    struct program *p = find(group, program, false);
    for (struct location *l = p ? p->buckets[hash % 64] : NULL; l && !found; l = l->next)
        if (l->hash == hash && l->attribute == attribute && strcmp(l->name, name) == 0) {
            *value = l->value;
            found = true;
        }
    pthread_mutex_unlock(&group->lock);
    return found;
}

#define MOST 4096u /* names kept for a program; a program that makes names up endlessly is not to fill the memory */

static void keep(struct sgl_share_group *group, GLuint program, char attribute, const char *name, uint32_t hash, GLint value, bool linked)
{
    size_t length = strlen(name) + 1;
    pthread_mutex_lock(&group->lock);
    struct program *p = find(group, program, true);
    struct location *l = p && p->count < MOST ? malloc(sizeof *l + length) : NULL;
    if (l) {
        l->hash = hash;
        l->value = value;
        l->attribute = attribute;
        memcpy(l->name, name, length);
        l->next = p->buckets[hash % 64];
        p->buckets[hash % 64] = l;
        p->count++;
        p->linked |= linked || value >= 0;
    }
    pthread_mutex_unlock(&group->lock);
}

static bool is_linked(struct sgl_share_group *group, GLuint program)
{
    pthread_mutex_lock(&group->lock);
    struct program *p = find(group, program, false);
    bool linked = p && p->linked;
    pthread_mutex_unlock(&group->lock);
    return linked;
}

static GLint location(uint32_t opcode, char attribute, GLuint program, const GLchar *name)
{
    struct sgl_stream *s = sgl_current;
    struct sgl_share_group *group = s->context ? s->context->group : NULL;
    GLint value = -1;
    if (!group) return 0; /* without a context nothing is said, not even that there is none */
    if (!name) return -1;
    uint32_t hash = hash_of(name);
    if (known(group, program, attribute, name, hash, &value)) return value;
    struct sgl_blob text = sgl_blob_data(s, name, strlen(name) + 1);
    uint32_t *p = sgl_command(s, opcode, 2 + text.tail_words);
    p[0] = program;
    p[1] = text.slot;
    sgl_put_blob(p + 2, &text);
    sgl_command_end(s);
    sgl_wait_reply(s, opcode);
    value = (GLint)sgl_reply_result(s);
    bool answered = !s->dummy;
    sgl_reply_end(s);
    if (!answered) return -1;
    if (value >= 0 || is_linked(group, program)) keep(group, program, attribute, name, hash, value, false);
    return value;
}

SGLAPI GLint APIENTRY glGetUniformLocation(GLuint program, const GLchar *name)
{
    return location(SGL_OP_glGetUniformLocation, 0, program, name);
}
SGLAPI GLint APIENTRY glGetAttribLocation(GLuint program, const GLchar *name)
{
    return location(SGL_OP_glGetAttribLocation, 1, program, name);
}

/* What changes locations, or ends the program: everything kept of it goes. */
static void invalidate(struct sgl_stream *s, GLuint program)
{
    struct sgl_share_group *group = s->context ? s->context->group : NULL;
    if (!group) return;
    pthread_mutex_lock(&group->lock);
    struct program *p = find(group, program, false);
    if (p) forget(p);
    pthread_mutex_unlock(&group->lock);
}

SGLAPI void APIENTRY glLinkProgram(GLuint program)
{
    struct sgl_stream *s = sgl_current;
    invalidate(s, program);
    sgl_command(s, SGL_OP_glLinkProgram, 1)[0] = program;
    sgl_command_end(s);
    sgl_expect_clock(s);
}

SGLAPI void APIENTRY glDeleteProgram(GLuint program)
{
    struct sgl_stream *s = sgl_current;
    invalidate(s, program);
    sgl_command(s, SGL_OP_glDeleteProgram, 1)[0] = program;
    sgl_command_end(s);
}

/* words: program 0, binaryFormat 1, binary 2, length 3 */
SGLAPI void APIENTRY glProgramBinary(GLuint program, GLenum binaryFormat, const void *binary, GLsizei length)
{
    struct sgl_stream *s = sgl_current;
    invalidate(s, program);
    struct sgl_blob data = sgl_blob_data(s, binary, length > 0 ? (uint64_t)length : 0);
    uint32_t *p = sgl_command(s, SGL_OP_glProgramBinary, 4 + data.tail_words);
    p[0] = program;
    p[1] = binaryFormat;
    p[2] = data.slot;
    p[3] = (uint32_t)length;
    sgl_put_blob(p + 4, &data);
    sgl_command_end(s);
}

GLsizei sgl_uniform_count(GLuint program, GLint wanted, GLsizei count)
{
    GLint uniforms = 0;
    if (program && wanted >= 0) glGetProgramiv(program, GL_ACTIVE_UNIFORMS, &uniforms);
    for (GLint i = 0; i < uniforms; i++) {
        char name[1024];
        GLint size = 0;
        GLenum type = 0;
        glGetActiveUniform(program, (GLuint)i, sizeof name, NULL, &size, &type, name);
        const GLint first = glGetUniformLocation(program, name);
        if (first < 0 || wanted < first || wanted - first >= size) continue;
        const GLsizei left = size - (wanted - first);
        if (strchr(name, '[')) return count < left ? count : left;
        break;
    }
    return 2; /* an error, of which the driver needs no more than that there is more than one */
}
