/* What the client's runtime answers, sends and waits for: large data both ways, errors, state, programs, syncs,
 * debug output, threads of a share group that never flush, and threads that come and go. Prints what it sees;
 * what it prints natively it must print through the client library. With the argument `fork` a child makes a
 * context of its own as well (which llvmpipe itself does not survive once the parent has used it).
 *
 *   gcc -O1 client_runtime.c -o client_runtime -lGL -lX11 -lpthread */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "glx_window.h"

#define SIZE 1024
#define ROUNDS 200

static Display *dpy;
static GLXFBConfig config;
static GLXContext first;
static unsigned char pixels[SIZE * SIZE * 4];

static GLXContext make_context(GLXContext share)
{
    const int attributes[] = {GLX_CONTEXT_MAJOR_VERSION_ARB, 4, GLX_CONTEXT_MINOR_VERSION_ARB, 3, GLX_CONTEXT_PROFILE_MASK_ARB,
                              GLX_CONTEXT_COMPATIBILITY_PROFILE_BIT_ARB, None};
    PFNGLXCREATECONTEXTATTRIBSARBPROC create = (PFNGLXCREATECONTEXTATTRIBSARBPROC)glXGetProcAddress((const GLubyte *)"glXCreateContextAttribsARB");
    return create(dpy, config, share, True, attributes);
}

static GLXPbuffer make_pbuffer(int size)
{
    const int attributes[] = {GLX_PBUFFER_WIDTH, size, GLX_PBUFFER_HEIGHT, size, None};
    return glXCreatePbuffer(dpy, config, attributes);
}

static void large_data(void)
{
    const size_t bytes = 48u << 20;
    unsigned *there = malloc(bytes), *back = calloc(1, bytes);
    GLuint buffer;
    for (size_t i = 0; i < bytes / 4; i++) there[i] = (unsigned)i * 2654435761u;
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)bytes, there, GL_STATIC_DRAW);
    glGetBufferSubData(GL_ARRAY_BUFFER, 0, (GLsizeiptr)bytes, back);
    printf("48 MiB there and back: %s\n", memcmp(there, back, bytes) ? "different" : "equal");
    glDeleteBuffers(1, &buffer);
    free(there);
    free(back);
    glClearColor(0.25f, 0.5f, 0.75f, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glReadPixels(0, 0, SIZE, SIZE, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    printf("4 MiB of pixels: %d %d %d, last %d, error %x\n", pixels[0], pixels[1], pixels[2], pixels[sizeof pixels - 1], glGetError());
}

static void errors_and_state(void)
{
    GLint values[16] = {0};
    GLfloat matrix[16] = {0};
    glEnable(0x1234);
    printf("errors %x", glGetError());
    printf(" %x\n", glGetError());
    glGetIntegerv(GL_VIEWPORT, values);
    glGetFloatv(GL_MODELVIEW_MATRIX, matrix);
    printf("viewport %d %d %d %d, matrix %g %g %g\n", values[0], values[1], values[2], values[3], matrix[0], matrix[1], matrix[5]);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 2);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 3);
    glGetIntegerv(GL_UNPACK_ALIGNMENT, values);
    printf("alignment %d, error %x\n", values[0], glGetError());
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glGetIntegerv(GL_NUM_EXTENSIONS, values);
    const int last = glGetStringi(GL_EXTENSIONS, (GLuint)values[0] - 1) != NULL, beyond = glGetStringi(GL_EXTENSIONS, (GLuint)values[0]) != NULL;
    printf("last extension %d, one beyond %d, error %x\n", last, beyond, glGetError());
}

static void programs(void)
{
    const char *vertex[] = {"#version 330 compatibility\n", "layout(location = 3) in vec4 p; uniform vec4 offset;",
                            "out vec4 fed; void main() { gl_Position = p + offset; fed = p; }"};
    const char *fragment = "#version 330 compatibility\nuniform vec4 colour; out vec4 o; void main() { o = colour; } and more";
    const char *varying = "fed", *names[] = {"offset", "none"};
    const GLint length = (GLint)strlen(fragment) - 9;
    const GLuint v = glCreateShader(GL_VERTEX_SHADER), f = glCreateShader(GL_FRAGMENT_SHADER), program = glCreateProgram();
    GLint linked = 0;
    GLuint indices[2] = {7, 7};
    char source[500];
    printf("no such stage %d", glCreateShader(77) != 0);
    printf(", error %x\n", glGetError());
    glShaderSource(v, 3, vertex, NULL);
    glShaderSource(f, 1, &fragment, &length);
    glCompileShader(v);
    glCompileShader(f);
    glAttachShader(program, v);
    glAttachShader(program, f);
    glTransformFeedbackVaryings(program, 1, &varying, GL_INTERLEAVED_ATTRIBS);
    printf("location before the link %d", glGetUniformLocation(program, "colour"));
    printf(", error %x\n", glGetError());
    glLinkProgram(program);
    glGetProgramiv(program, GL_LINK_STATUS, &linked);
    printf("linked %d, colour %d, none %d %d, p %d\n", linked, glGetUniformLocation(program, "colour") >= 0, glGetUniformLocation(program, "none"),
           glGetUniformLocation(program, "none"), glGetAttribLocation(program, "p"));
    glGetUniformIndices(program, 2, names, indices);
    glGetShaderSource(v, sizeof source, NULL, source);
    printf("indices %d %d, source %zu\n", indices[0] < 2, indices[1] == GL_INVALID_INDEX, strlen(source));
    char whole[200];
    snprintf(whole, sizeof whole, "%.*s", length, fragment);
    const char *wholes[] = {whole};
    const GLuint separate = glCreateShaderProgramv(GL_FRAGMENT_SHADER, 1, wholes), next = glCreateProgram();
    glGetProgramiv(separate, GL_LINK_STATUS, &linked);
    printf("separate program %d, the next one %d, error %x\n", linked, glIsProgram(next) && next != separate, glGetError());
}

static void syncs(void)
{
    GLsync sync = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    GLint status = 0;
    GLsizei length = 0;
    char label[20] = "";
    const GLenum waited = glClientWaitSync(sync, GL_SYNC_FLUSH_COMMANDS_BIT, 10000000000ull);
    glGetSynciv(sync, GL_SYNC_STATUS, 1, &length, &status);
    glWaitSync(sync, 0, GL_TIMEOUT_IGNORED);
    glObjectPtrLabel(sync, -1, "a label");
    glGetObjectPtrLabel(sync, sizeof label, &length, label);
    printf("sync %d, waited %d, status %x, label %s (%d)\n", glIsSync(sync), waited == GL_ALREADY_SIGNALED || waited == GL_CONDITION_SATISFIED, status, label, length);
    glDeleteSync(sync);
    printf("deleted %d", glIsSync(sync));
    printf(", error %x", glGetError());
    printf(", fence with a flag %d", glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 1) != NULL);
    printf(", error %x\n", glGetError());
}

static int messages;
static void APIENTRY on_message(GLenum source, GLenum type, GLuint id, GLenum severity, GLsizei length, const GLchar *text, const void *user)
{
    (void)id, (void)severity, (void)user;
    messages++;
    printf("  message %x %x", source, type);
    if (source == GL_DEBUG_SOURCE_APPLICATION) printf(" %.*s", length, text);
    printf("\n");
}

static void debug_output(void)
{
    void *callback = NULL;
    printf("debug output %d\n", glIsEnabled(GL_DEBUG_OUTPUT));
    glDebugMessageCallback(on_message, NULL);
    glEnable(GL_DEBUG_OUTPUT);
    glEnable(0x4321);
    const GLenum error = glGetError();
    printf("after glGetError %d, error %x\n", messages, error);
    glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
    glEnable(0x4322);
    printf("at once %d\n", messages);
    glDebugMessageInsert(GL_DEBUG_SOURCE_APPLICATION, GL_DEBUG_TYPE_MARKER, 5, GL_DEBUG_SEVERITY_HIGH, -1, "mark");
    glPushDebugGroup(GL_DEBUG_SOURCE_APPLICATION, 1, 5, "group and more");
    glPopDebugGroup();
    glGetPointerv(GL_DEBUG_CALLBACK_FUNCTION, &callback);
    printf("in all %d, callback %d\n", messages, callback == (void *)on_message);
    glDisable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
    glDebugMessageCallback(NULL, NULL);
    glEnable(0x4323);
    GLenum type = 0;
    GLsizei length = 0;
    char text[2000];
    const GLuint logged = glGetDebugMessageLog(1, sizeof text, NULL, &type, NULL, NULL, &length, text);
    printf("logged %u of type %x, length %d\n", logged, type, length == (GLsizei)strlen(text) + 1);
    while (glGetError()) {}
    glDisable(GL_DEBUG_OUTPUT);
}

static int turn; /* 1 the loader's, 2 the drawer's */
static GLuint texture;

static void *load(void *context)
{
    GLXPbuffer pbuffer = make_pbuffer(16);
    if (!glXMakeContextCurrent(dpy, pbuffer, pbuffer, context)) return NULL;
    for (int i = 0; i < ROUNDS; i++) {
        unsigned char image[64];
        memset(image, i, sizeof image);
        while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) != 1) usleep(10);
        glGenTextures(1, &texture);
        glBindTexture(GL_TEXTURE_2D, texture);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 4, 4, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
        __atomic_store_n(&turn, 2, __ATOMIC_RELEASE); /* no flush: natively the texture is there */
    }
    glXMakeContextCurrent(dpy, None, None, NULL);
    return NULL;
}

static void share_group(void)
{
    pthread_t thread;
    int wrong = 0;
    pthread_create(&thread, NULL, load, make_context(first));
    for (int i = 0; i < ROUNDS; i++) {
        unsigned char image[64] = {0};
        __atomic_store_n(&turn, 1, __ATOMIC_RELEASE);
        while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) != 2) usleep(10);
        glBindTexture(GL_TEXTURE_2D, texture);
        glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
        wrong += image[0] != (unsigned char)i || image[63] != (unsigned char)i;
        glDeleteTextures(1, &texture);
    }
    pthread_join(thread, NULL);
    printf("textures of another thread: %d wrong, error %x\n", wrong, glGetError());
}

static void *brief(void *failed)
{
    GLXContext context = make_context(first);
    GLuint name;
    if (!context || !glXMakeContextCurrent(dpy, None, None, context)) {
        ++*(int *)failed;
        return NULL;
    }
    glGenTextures(1, &name);
    glXMakeContextCurrent(dpy, None, None, NULL);
    glXDestroyContext(dpy, context);
    return NULL;
}

static void come_and_go(void)
{
    int failed = 0; /* more threads, one after the other, than may be there at once */
    for (int i = 0; i < 150; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, brief, &failed);
        pthread_join(thread, NULL);
    }
    printf("brief threads: %d failed\n", failed);
}

static int in_child(void)
{
    glClear(GL_COLOR_BUFFER_BIT); /* the parent's context: leads nowhere */
    dpy = open_display();
    const int attributes[] = {GLX_DRAWABLE_TYPE, GLX_PBUFFER_BIT, GLX_ALPHA_SIZE, 8, None};
    config = choose_config(dpy, attributes);
    GLXContext context = make_context(NULL);
    GLXPbuffer pbuffer = make_pbuffer(16);
    if (!context || !glXMakeContextCurrent(dpy, pbuffer, pbuffer, context)) return 1;
    glClearColor(1, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    return pixels[0] == 255 && pixels[1] == 0 ? 0 : 2;
}

int main(int argc, char **argv)
{
    XInitThreads();
    setvbuf(stdout, NULL, _IOLBF, 0);
    dpy = open_display();
    const int attributes[] = {GLX_DRAWABLE_TYPE, GLX_PBUFFER_BIT, GLX_ALPHA_SIZE, 8, None};
    config = choose_config(dpy, attributes);
    first = make_context(NULL);
    GLXPbuffer pbuffer = make_pbuffer(SIZE);
    if (!first || !glXMakeContextCurrent(dpy, pbuffer, pbuffer, first)) {
        fprintf(stderr, "no context of version 4.3\n");
        return 2;
    }
    large_data();
    errors_and_state();
    programs();
    syncs();
    debug_output();
    share_group();
    come_and_go();
    if (argc > 1 && strcmp(argv[1], "fork") == 0) {
        int status = 0;
        const pid_t child = fork();
        if (child == 0) exit(in_child());
        waitpid(child, &status, 0);
        printf("child %x\n", status);
    }
    GLint64 now = 0; /* no replay can give the same again */
    glGetInteger64v(GL_TIMESTAMP, &now);
    printf("the driver's clock goes: %d\n", now > 0);
    glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    printf("at the end %d %d %d, error %x\n", pixels[0], pixels[1], pixels[2], glGetError());
    return 0;
}
