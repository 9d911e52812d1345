/* Makes and destroys: what it is told, in rounds. For measuring memory from outside: after `warm` rounds and after
 * `rounds` more it prints a line and waits for one on its standard input.
 *
 *   leaks contexts|objects|maps|threads|alive WARM ROUNDS
 *
 * A round is a window and a context that drew (contexts), an object of each kind that was used (objects), 24 buffers
 * mapped at once (maps), a thread with a context of a share group (threads), or an object of each kind that stays (alive). */
#define GL_GLEXT_PROTOTYPES
#include <pthread.h>

#include "glx_core.h"

static Display *dpy;
static GLXFBConfig config;

static void wait_for_line(const char *what)
{
    char line[16];
    printf("%s\n", what);
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) exit(3);
}

static void contexts(int round)
{
    const Window window = make_window(dpy, config, 32 + round % 3, 32);
    GLXContext context = round % 2 ? glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True) : make_core_context(dpy, config, NULL, 3, 3);
    glXMakeCurrent(dpy, window, context);
    glClearColor((float)(round % 10) / 10, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glXSwapBuffers(dpy, window);
    if (round % 5 == 0) glXDestroyContext(dpy, context); /* some while current */
    glXMakeCurrent(dpy, None, NULL);
    if (round % 5) glXDestroyContext(dpy, context);
    XDestroyWindow(dpy, window);
}

/* 20 objects; all are used. Names are kept for the caller. */
static GLuint program_kept;
static void objects(int round, int stays)
{
    GLuint buffers[3], textures[3], framebuffer, renderbuffer, array, sampler, queries[2], pipeline, feedback, old_program;
    GLubyte texels[64] = {(GLubyte)round};
    glGenBuffers(3, buffers);
    for (int i = 0; i < 3; i++) {
        glBindBuffer(GL_ARRAY_BUFFER, buffers[i]);
        glBufferData(GL_ARRAY_BUFFER, sizeof texels, texels, GL_STATIC_DRAW);
    }
    glGenTextures(3, textures);
    for (int i = 0; i < 3; i++) {
        glBindTexture(GL_TEXTURE_2D, textures[i]);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 4, 4, 0, GL_RGBA, GL_UNSIGNED_BYTE, texels);
    }
    glGenRenderbuffers(1, &renderbuffer);
    glBindRenderbuffer(GL_RENDERBUFFER, renderbuffer);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT24, 4, 4);
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, textures[0], 0);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, renderbuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glGenVertexArrays(1, &array);
    glBindVertexArray(array);
    glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, 0, NULL);
    glBindVertexArray(0);
    glGenSamplers(1, &sampler);
    glSamplerParameteri(sampler, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glGenQueries(2, queries);
    for (int i = 0; i < 2; i++) glBeginQuery(GL_SAMPLES_PASSED, queries[i]), glEndQuery(GL_SAMPLES_PASSED);
    glGenProgramPipelines(1, &pipeline);
    glBindProgramPipeline(pipeline), glBindProgramPipeline(0);
    glGenTransformFeedbacks(1, &feedback);
    glBindTransformFeedback(GL_TRANSFORM_FEEDBACK, feedback), glBindTransformFeedback(GL_TRANSFORM_FEEDBACK, 0);
    glGenProgramsARB(1, &old_program);
    const GLuint list = glGenLists(1);
    glNewList(list, GL_COMPILE), glColor3f(1, 0, 0), glEndList();
    const GLuint shader = glCreateShader(GL_FRAGMENT_SHADER), program = glCreateProgram();
    const char *source = "void main() { gl_FragColor = vec4(1); }";
    glShaderSource(shader, 1, &source, NULL);
    glAttachShader(program, shader);
    GLsync sync = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    if (stays) return;
    glDeleteSync(sync);
    glDeleteShader(shader), glDeleteProgram(program);
    glDeleteLists(list, 1);
    glDeleteProgramsARB(1, &old_program);
    glDeleteTransformFeedbacks(1, &feedback);
    glDeleteProgramPipelines(1, &pipeline);
    glDeleteQueries(2, queries);
    glDeleteSamplers(1, &sampler);
    glDeleteVertexArrays(1, &array);
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteRenderbuffers(1, &renderbuffer);
    glDeleteTextures(3, textures);
    glDeleteBuffers(3, buffers);
}

/* A program that is linked and used: reflection is remembered with it. */
static void programs(void)
{
    const GLuint program = make_program("#version 330\nin vec4 p; uniform vec4 u; void main() { gl_Position = p + u; }\n",
                                        "#version 330\nuniform vec4 c; out vec4 o; void main() { o = c; }\n");
    glUseProgram(program);
    glUniform4f(glGetUniformLocation(program, "c"), 1, 0, 0, 1);
    glGetAttribLocation(program, "p");
    glUseProgram(0);
    glDeleteProgram(program);
    program_kept = program;
}

#define MAPS 24
static void maps(int round)
{
    GLuint buffers[MAPS];
    unsigned char *memory[MAPS];
    glGenBuffers(MAPS, buffers);
    for (int i = 0; i < MAPS; i++) {
        const GLsizeiptr bytes = 1000 + i * 3000;
        glBindBuffer(GL_ARRAY_BUFFER, buffers[i]);
        if (i % 3 == 0) {
            glBufferStorage(GL_ARRAY_BUFFER, bytes, NULL, GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT);
            memory[i] = glMapBufferRange(GL_ARRAY_BUFFER, 0, bytes, GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT);
        } else {
            glBufferData(GL_ARRAY_BUFFER, bytes, NULL, GL_DYNAMIC_DRAW);
            memory[i] = i % 3 == 1 ? glMapBuffer(GL_ARRAY_BUFFER, GL_READ_WRITE) : glMapBufferRange(GL_ARRAY_BUFFER, 100, bytes - 100, GL_MAP_WRITE_BIT | GL_MAP_FLUSH_EXPLICIT_BIT);
        }
    }
    for (int i = 0; i < MAPS; i++) memset(memory[i], round + i, 900);
    glClear(GL_COLOR_BUFFER_BIT);
    for (int i = 0; i < MAPS; i++) {
        glBindBuffer(GL_ARRAY_BUFFER, buffers[i]);
        if (i % 3 == 2) glFlushMappedBufferRange(GL_ARRAY_BUFFER, 0, 900);
        if ((round + i) % 4) glUnmapBuffer(GL_ARRAY_BUFFER); /* the others are deleted while mapped */
    }
    glDeleteBuffers(MAPS, buffers);
}

static GLXContext first;
static void *in_thread(void *unused)
{
    static const int size[] = {GLX_PBUFFER_WIDTH, 16, GLX_PBUFFER_HEIGHT, 16, None};
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, first, True);
    GLXPbuffer pbuffer = glXCreatePbuffer(dpy, config, size);
    GLuint texture;
    glXMakeContextCurrent(dpy, pbuffer, pbuffer, context);
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glClear(GL_COLOR_BUFFER_BIT);
    glFinish();
    glDeleteTextures(1, &texture);
    glXMakeContextCurrent(dpy, None, None, NULL);
    glXDestroyContext(dpy, context);
    glXDestroyPbuffer(dpy, pbuffer);
    return unused;
}

static void one_round(const char *kind, int round)
{
    pthread_t thread;
    if (strcmp(kind, "contexts") == 0) contexts(round);
    else if (strcmp(kind, "objects") == 0) objects(round, 0);
    else if (strcmp(kind, "alive") == 0) objects(round, 1);
    else if (strcmp(kind, "programs") == 0) programs();
    else if (strcmp(kind, "maps") == 0) maps(round);
    else if (strcmp(kind, "threads") == 0) pthread_create(&thread, NULL, in_thread, NULL), pthread_join(thread, NULL);
    else exit(4);
    if (strcmp(kind, "contexts") != 0 && round % 16 == 0) glFinish();
}

int main(int argc, char **argv)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DRAWABLE_TYPE, GLX_WINDOW_BIT | GLX_PBUFFER_BIT, None};
    if (argc < 4) return 4;
    const int warm = atoi(argv[2]), rounds = atoi(argv[3]);
    XInitThreads();
    dpy = open_display();
    config = choose_config(dpy, attributes);
    const Window window = make_window(dpy, config, 32, 32);
    if (strcmp(argv[1], "contexts") != 0) {
        first = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
        glXMakeCurrent(dpy, window, first);
    }
    for (int i = 0; i < warm; i++) one_round(argv[1], i);
    if (first) glFinish();
    wait_for_line("warm");
    for (int i = 0; i < rounds; i++) one_round(argv[1], i);
    if (first) glFinish();
    wait_for_line("done");
    if (first) printf("error %x\n", glGetError());
    return 0;
}
