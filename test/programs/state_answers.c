/* Sets state that the client library may answer for itself, in all ways that could make such an answer wrong, and reads it
 * back: random calls, good and bad, in two contexts that share objects, with attribute stacks that over- and underflow, display
 * lists that change state or begin what they do not end, deleted textures, draws that are errors. What it prints natively
 * it must print through the client library.
 *
 *   state_answers PROFILE SEED STEPS     PROFILE: compatibility, core, es1, es2
 *
 * Bits of the seed choose what takes part, since some of it makes the client library ask from then on. */
#define GL_GLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GL/gl.h>
#include <GL/glext.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LISTS = 1, OPEN_LISTS = 2, HIGH_UNITS = 4, FRAMEBUFFERS = 8, DELETES = 16, STACKS = 32, SHARED = 64, CALLBACK = 128 };
static unsigned features;
static uint64_t state;
static unsigned chance(unsigned n)
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(state >> 33) % n;
}
#define PICK(list) ((list)[chance(sizeof(list) / sizeof *(list))])

static const GLenum caps[] = {GL_BLEND, GL_CULL_FACE, GL_DEPTH_TEST, GL_DITHER, GL_SCISSOR_TEST, GL_STENCIL_TEST, GL_ALPHA_TEST, GL_LIGHTING, GL_FOG,
                              GL_NORMALIZE, GL_COLOR_MATERIAL, GL_LIGHT0, GL_LIGHT7, GL_TEXTURE_2D, GL_TEXTURE_GEN_S, GL_TEXTURE_GEN_T, GL_LINE_SMOOTH,
                              GL_POINT_SMOOTH, GL_COLOR_LOGIC_OP, GL_LINE_STIPPLE, GL_POLYGON_STIPPLE, GL_POLYGON_OFFSET_FILL, GL_POLYGON_SMOOTH,
                              GL_TEXTURE_1D, GL_MULTISAMPLE, GL_VERTEX_PROGRAM_ARB, 0x1234};
static const GLenum names[] = {GL_BLEND_SRC, GL_BLEND_DST, GL_BLEND_SRC_RGB, GL_BLEND_DST_RGB, GL_BLEND_SRC_ALPHA, GL_BLEND_DST_ALPHA, GL_FRONT_FACE,
                               GL_CULL_FACE_MODE, GL_DEPTH_FUNC, GL_DEPTH_WRITEMASK, GL_SHADE_MODEL, GL_MATRIX_MODE, GL_ACTIVE_TEXTURE, GL_TEXTURE_BINDING_2D,
                               GL_TEXTURE_BINDING_2D, GL_TEXTURE_BINDING_2D, GL_TEXTURE_ENV_MODE, GL_LIST_INDEX, GL_LIST_MODE, GL_ATTRIB_STACK_DEPTH};
static const GLenum factors[] = {GL_ZERO, GL_ONE, GL_SRC_COLOR, GL_DST_COLOR, GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_SRC_ALPHA_SATURATE, GL_CONSTANT_COLOR,
                                 GL_SRC1_COLOR, GL_FLAT};
static const GLenum enums[] = {GL_CW, GL_CCW, GL_FRONT, GL_BACK, GL_LESS, GL_ALWAYS, GL_FLAT, GL_SMOOTH, GL_MODELVIEW, GL_PROJECTION, GL_TEXTURE, GL_COLOR,
                               GL_MODULATE, GL_REPLACE, GL_ADD, GL_COMBINE, GL_DECAL, 77};
static const GLenum units[] = {GL_TEXTURE0, GL_TEXTURE0, GL_TEXTURE0, GL_TEXTURE1};
static const GLenum more_units[] = {GL_TEXTURE0, GL_TEXTURE1, GL_TEXTURE3, GL_TEXTURE0 + 9, GL_TEXTURE0 + 999, 0};
static const GLbitfield masks[] = {GL_ENABLE_BIT, GL_TEXTURE_BIT, GL_COLOR_BUFFER_BIT, GL_ALL_ATTRIB_BITS, GL_TEXTURE_BIT | GL_ENABLE_BIT, GL_TRANSFORM_BIT,
                                   GL_LIGHTING_BIT, GL_POLYGON_BIT | GL_DEPTH_BUFFER_BIT, 0, GL_CURRENT_BIT, GL_LINE_BIT | GL_FOG_BIT, GL_STENCIL_BUFFER_BIT};
static float array[64];
static int fixed_function, begun, compiling;

static void texture_calls(void)
{
    static const GLuint several[] = {3, 4, 0, 5};
    const GLuint name = chance(10);
    switch (chance(8)) {
    case 0: glBindTexture(chance(6) ? GL_TEXTURE_2D : GL_TEXTURE_3D, name); break;
    case 1: glTexParameteri(chance(9) ? GL_TEXTURE_2D : 5, chance(2) ? GL_TEXTURE_MAG_FILTER : GL_TEXTURE_WRAP_S, chance(2) ? GL_LINEAR : GL_REPEAT); break;
    case 2: glTexParameterf(GL_TEXTURE_2D, chance(3) ? GL_TEXTURE_MIN_FILTER : 6, chance(3) ? GL_NEAREST : 0.5f); break;
    case 3:
        if ((features & DELETES) && !begun && !compiling) glDeleteTextures(1, &name);
        break;
    case 4:
        if (chance(4) == 0 && fixed_function) glBindTextures(chance(3), 3, several);
        else if (chance(4) == 0 && fixed_function) glBindMultiTextureEXT(PICK(units), GL_TEXTURE_2D, name);
        break;
    case 5: glActiveTexture(features & HIGH_UNITS ? PICK(more_units) : PICK(units)); break;
    default: glBindTexture(GL_TEXTURE_2D, name); break;
    }
}

static void setter(void)
{
    switch (chance(16)) {
    case 0: case 1: case 2: glEnable(PICK(caps)); break;
    case 3: case 4: case 5: glDisable(PICK(caps)); break;
    case 6: glBlendFunc(PICK(factors), PICK(factors)); break;
    case 7: glFrontFace(PICK(enums)); break;
    case 8: glCullFace(PICK(enums)); break;
    case 9: glDepthFunc(PICK(enums)); break;
    case 10: glDepthMask((GLboolean)chance(3)); break;
    case 11: glShadeModel(PICK(enums)); break;
    case 12: glMatrixMode(PICK(enums)); break;
    case 13: chance(2) ? glTexEnvi(GL_TEXTURE_ENV, GL_TEXTURE_ENV_MODE, (GLint)PICK(enums)) : glTexEnvf(GL_TEXTURE_ENV, GL_TEXTURE_ENV_MODE, (GLfloat)PICK(enums)); break;
    case 14:
        if (chance(3) == 0) glBlendFuncSeparate(PICK(factors), PICK(factors), PICK(factors), PICK(factors));
        else if (chance(3) == 0) glTexEnviv(GL_TEXTURE_ENV, GL_TEXTURE_ENV_MODE, &(GLint){(GLint)PICK(enums)});
        else if (chance(2)) glClearColor(0, 1, 0, 1);
        else glEnablei(GL_BLEND, chance(3));
        break;
    default: texture_calls(); break;
    }
}

static void draws(void)
{
    if (!fixed_function) {
        glClear(chance(5) ? GL_COLOR_BUFFER_BIT : 0x77777);
        return;
    }
    switch (chance(12)) {
    case 0: glVertexPointer(chance(8) ? 2 : 7, GL_FLOAT, chance(8) ? 0 : -1, array); break;
    case 1: glColorPointer(chance(8) ? 4 : 2, GL_FLOAT, 0, array); break;
    case 2: glTexCoordPointer(2, chance(8) ? GL_FLOAT : GL_BLEND, 0, array); break;
    case 3: glEnableClientState(chance(8) ? GL_VERTEX_ARRAY : chance(2) ? GL_COLOR_ARRAY : 99); break;
    case 4: glDisableClientState(chance(2) ? GL_COLOR_ARRAY : GL_VERTEX_ARRAY); break;
    case 5: glClear(chance(5) ? GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT : 0x77777); break;
    case 6: glLoadIdentity(); break;
    case 7: chance(2) ? glTranslatef(0, 0, 0) : glPopMatrix(); break;
    case 8:
        if ((features & FRAMEBUFFERS) && chance(3) == 0) glBindFramebuffer(GL_FRAMEBUFFER, chance(2));
        break;
    case 9: /* from a buffer, mapped or not */
        if (begun || compiling) break;
        printf("before: %x\n", glGetError());
        glBindBuffer(GL_ARRAY_BUFFER, 1);
        if (chance(3) == 0 && !glMapBuffer(GL_ARRAY_BUFFER, GL_WRITE_ONLY)) glGetError();
        glVertexPointer(2, GL_FLOAT, 0, NULL);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        printf("from a buffer: %x\n", glGetError());
        glUnmapBuffer(GL_ARRAY_BUFFER);
        glBindBuffer(GL_ARRAY_BUFFER, 0);
        glVertexPointer(2, GL_FLOAT, 0, array);
        break;
    default: glDrawArrays(chance(12) ? GL_TRIANGLES + chance(3) : 99, 0, chance(9) ? 3 : -1); break;
    }
}

static void lists(void)
{
    const GLuint name = 1 + chance(4);
    if (!(features & LISTS) || !fixed_function) return;
    if (compiling) {
        if (chance(3)) return;
        glEndList();
        compiling = 0;
    } else if (chance(3) == 0) {
        const GLenum mode = chance(2) ? GL_COMPILE : GL_COMPILE_AND_EXECUTE;
        glNewList(name, mode);
        compiling = !begun;
    } else {
        if (chance(4)) glCallList(name);
        else glCallLists(1, GL_UNSIGNED_BYTE, &(GLubyte){(GLubyte)name});
    }
}

static void primitives(void)
{
    if (!fixed_function || (compiling && !(features & OPEN_LISTS))) return;
    if (chance(3) == 0 && !begun) {
        glBegin(chance(9) ? GL_TRIANGLES : 99);
        begun = 1;
        if (chance(2)) glVertex2f(0, 0);
    } else if (begun || chance(9) == 0) {
        glEnd();
        begun = 0;
    }
}

static void stacks(void)
{
    if (!(features & STACKS) || !fixed_function) return;
    if (chance(2)) glPushAttrib(PICK(masks));
    else glPopAttrib();
    if (chance(60) == 0)
        for (int i = 0; i < 18; i++) glPushAttrib(GL_ENABLE_BIT);
}

static void ask(void)
{
    GLint value = -7;
    GLfloat real = -7;
    GLboolean boolean = 7;
    /* beyond the profile's own capabilities drivers answer some names of the others */
    GLenum name = chance(2) ? (fixed_function ? PICK(caps) : caps[chance(6)]) : PICK(names);
    switch (chance(8)) {
    case 0:
        if (!begun) printf("error %x\n", glGetError()); /* between glBegin and glEnd drivers differ */
        return;
    case 1: case 2: name = PICK(caps), printf("enabled %x: %d\n", name, glIsEnabled(name)); return;
    case 3: glGetFloatv(name, &real), printf("float %x: %g\n", name, real); return;
    case 4: glGetBooleanv(name, &boolean), printf("boolean %x: %d\n", name, boolean); return;
    case 5: glGetTexEnviv(GL_TEXTURE_ENV, GL_TEXTURE_ENV_MODE, &value), printf("environment: %x\n", value); return;
    default: glGetIntegerv(name, &value), printf("integer %x: %d\n", name, value); return;
    }
}

static void message(GLenum source, GLenum type, GLuint id, GLenum severity, GLsizei length, const GLchar *text, const void *user)
{
    (void)source, (void)id, (void)severity, (void)length, (void)text, (void)user;
    if (type == GL_DEBUG_TYPE_ERROR) printf("an error's message\n");
}

int main(int argc, char **argv)
{
    if (argc != 4) return fprintf(stderr, "usage: state_answers compatibility|core|es1|es2 SEED STEPS\n"), 2;
    const char *profile = argv[1];
    const int es = !strncmp(profile, "es", 2), core = !strcmp(profile, "core");
    fixed_function = !core && strcmp(profile, "es2");
    features = (unsigned)atoi(argv[2]);
    state = features * 2654435761u + 12345;
    EGLDisplay d = eglGetDisplay(EGL_DEFAULT_DISPLAY);
    eglInitialize(d, NULL, NULL);
    eglBindAPI(es ? EGL_OPENGL_ES_API : EGL_OPENGL_API);
    const EGLint renderable = !es ? EGL_OPENGL_BIT : fixed_function ? EGL_OPENGL_ES_BIT : EGL_OPENGL_ES2_BIT;
    const EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, renderable, EGL_DEPTH_SIZE, 1, EGL_NONE};
    EGLConfig config;
    EGLint count;
    if (!eglChooseConfig(d, wanted, &config, 1, &count) || !count) return fprintf(stderr, "no configuration\n"), 2;
    const EGLint es_version[] = {EGL_CONTEXT_CLIENT_VERSION, fixed_function ? 1 : 2, EGL_NONE};
    const EGLint core_version[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 3, EGL_NONE};
    const EGLint *attributes = es ? es_version : core ? core_version : NULL;
    const EGLint size[] = {EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_NONE};
    EGLSurface surfaces[2];
    EGLContext contexts[2];
    for (int i = 0; i < 2; i++) {
        surfaces[i] = eglCreatePbufferSurface(d, config, size);
        contexts[i] = eglCreateContext(d, config, i ? contexts[0] : EGL_NO_CONTEXT, attributes);
    }
    GLuint made[16];
    for (int i = 1; i >= 0; i--) {
        if (!eglMakeCurrent(d, surfaces[i], surfaces[i], contexts[i])) return fprintf(stderr, "no context\n"), 2;
        if (i) {
            glGenTextures(9, made);
            glGenBuffers(1, made);
            glBindBuffer(GL_ARRAY_BUFFER, made[0]);
            glBufferData(GL_ARRAY_BUFFER, sizeof array, array, GL_STATIC_DRAW);
            glBindBuffer(GL_ARRAY_BUFFER, 0);
        }
        if (fixed_function) glVertexPointer(2, GL_FLOAT, 0, array), glColorPointer(4, GL_FLOAT, 0, array), glTexCoordPointer(2, GL_FLOAT, 0, array);
        if ((features & CALLBACK) && !es) glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS), glDebugMessageCallback(message, NULL);
    }
    for (int step = atoi(argv[3]), current = 0; step > 0; step--) {
        switch (chance(20)) {
        case 0: lists(); break;
        case 1: primitives(); break;
        case 2: case 3: stacks(); break;
        case 4: case 5: case 6: draws(); break;
        case 7:
            if (!(features & SHARED) || begun || compiling || chance(6)) break;
            current = !current;
            eglMakeCurrent(d, surfaces[current], surfaces[current], contexts[current]);
            break;
        case 8: case 9: case 10: case 11: setter(); break;
        case 12:
            if (!begun) glGetError();
            break;
        default: ask(); break;
        }
    }
    return 0;
}
