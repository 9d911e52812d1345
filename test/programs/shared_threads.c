/* Contexts of a share group in several threads: names that both make at once, objects that one makes while another
 * draws, objects that are each context's own, maps that one thread writes and another draws from, four contexts with
 * windows in four threads. Prints what it sees; what it prints natively it must print through the client library. */
#define GL_GLEXT_PROTOTYPES
#include "glx_core.h"

#include <pthread.h>
#include <unistd.h>

#include "gl_show.h"

#define SIZE 64
#define ROUNDS 400

static Display *dpy;
static GLXFBConfig config;

static GLXPbuffer make_pbuffer(void)
{
    const int attributes[] = {GLX_PBUFFER_WIDTH, SIZE, GLX_PBUFFER_HEIGHT, SIZE, None};
    return glXCreatePbuffer(dpy, config, attributes);
}

/* Both threads begin at once. */
static pthread_barrier_t together;

struct worker {
    GLXContext context;
    GLXDrawable drawable;
    int number;
    int wrong[8];
    GLenum error;
    unsigned long long hash;
};

/* ---- names ------------------------------------------------------------------------------------------- */

static void *make_names(void *argument)
{
    struct worker *w = argument;
    static const GLenum stages[2] = {GL_VERTEX_SHADER, GL_FRAGMENT_SHADER}, targets[2] = {GL_TEXTURE_2D, GL_TEXTURE_3D};
    const GLenum stage = stages[w->number], target = targets[w->number];
    glXMakeContextCurrent(dpy, w->drawable, w->drawable, w->context);
    pthread_barrier_wait(&together);
    for (int i = 0; i < ROUNDS; i++) {
        GLint value = 0;
        GLuint texture = 0, array, query, framebuffer;
        /* one thread makes more programs, so that shaders and programs meet at the same names */
        const GLuint program = w->number || i % 3 ? glCreateProgram() : 0, shader = glCreateShader(stage);
        glGetShaderiv(shader, GL_SHADER_TYPE, &value);
        w->wrong[0] += (GLenum)value != stage || !glIsShader(shader) || glIsProgram(shader);
        w->wrong[1] += program && (!glIsProgram(program) || glIsShader(program));
        glCreateTextures(target, 1, &texture);
        glGetTextureParameteriv(texture, GL_TEXTURE_TARGET, &value);
        w->wrong[2] += (GLenum)value != target;
        glGenVertexArrays(1, &array);
        glBindVertexArray(array);
        w->wrong[3] += !glIsVertexArray(array);
        glGenQueries(1, &query);
        glBeginQuery(GL_SAMPLES_PASSED, query);
        glEndQuery(GL_SAMPLES_PASSED);
        w->wrong[4] += !glIsQuery(query);
        glGenFramebuffers(1, &framebuffer);
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        w->wrong[5] += !glIsFramebuffer(framebuffer);
        glBindFramebuffer(GL_FRAMEBUFFER, 0);
        glDeleteTextures(1, &texture);
        if (i % 2) {
            glDeleteShader(shader);
            glDeleteProgram(program);
            glDeleteVertexArrays(1, &array);
            glDeleteFramebuffers(1, &framebuffer);
            glDeleteQueries(1, &query);
        }
        w->wrong[6] += glGetError() != 0;
    }
    glXMakeContextCurrent(dpy, None, None, NULL);
    return NULL;
}

static void names(void)
{
    struct worker workers[2] = {{0}};
    pthread_t threads[2];
    pthread_barrier_init(&together, NULL, 2);
    for (int i = 0; i < 2; i++) {
        workers[i].number = i;
        workers[i].drawable = make_pbuffer();
        workers[i].context = make_core_context(dpy, config, workers[0].context, 4, 5);
    }
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, make_names, &workers[i]);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < 2; i++) {
        printf("names of thread %d, wrong:", i);
        for (int k = 0; k < 7; k++) printf(" %d", workers[i].wrong[k]);
        printf("\n");
        glXDestroyContext(dpy, workers[i].context);
        glXDestroyPbuffer(dpy, workers[i].drawable);
    }
    pthread_barrier_destroy(&together);
}

/* ---- a loader ---------------------------------------------------------------------------------------- */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    GLuint texture, program, buffer;
    GLsync ready;
    int full;
} hand = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0, NULL, 0};

#define LOADS 24

static void *load(void *argument)
{
    struct worker *w = argument;
    glXMakeContextCurrent(dpy, w->drawable, w->drawable, w->context);
    for (int i = 0; i < LOADS; i++) {
        char fragment[300];
        unsigned char image[16 * 16 * 4];
        const float corners[8] = {-1, -1, 1 - (float)i / LOADS, -1, -1, 1, 1, 1 - (float)i / LOADS};
        GLuint texture, buffer;
        for (size_t k = 0; k < sizeof image; k++) image[k] = (unsigned char)(k * (size_t)(i + 3));
        snprintf(fragment, sizeof fragment,
                 "#version 330 core\nuniform sampler2D t; in vec2 at; out vec4 c; void main() { c = texture(t, at) * %g + vec4(0, 0, at); }\n", 0.3 + i * 0.02);
        const GLuint program = make_program("#version 330 core\nlayout(location = 0) in vec2 p; out vec2 at; void main() { at = p * 0.5 + 0.5; gl_Position = vec4(p, 0, 1); }\n",
                                            fragment);
        glGenTextures(1, &texture);
        glBindTexture(GL_TEXTURE_2D, texture);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 16, 16, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
        glGenBuffers(1, &buffer);
        glBindBuffer(GL_ARRAY_BUFFER, buffer);
        glBufferData(GL_ARRAY_BUFFER, sizeof corners, corners, GL_STATIC_DRAW);
        GLsync ready = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
        glFlush();
        pthread_mutex_lock(&hand.lock);
        while (hand.full) pthread_cond_wait(&hand.changed, &hand.lock);
        hand.texture = texture, hand.program = program, hand.buffer = buffer, hand.ready = ready, hand.full = 1;
        pthread_cond_broadcast(&hand.changed);
        pthread_mutex_unlock(&hand.lock);
    }
    w->error = glGetError();
    glXMakeContextCurrent(dpy, None, None, NULL);
    return NULL;
}

static void draw_loaded(void)
{
    struct worker loader = {.drawable = make_pbuffer()};
    const Window window = make_window(dpy, config, SIZE, SIZE);
    GLXContext context = make_core_context(dpy, config, NULL, 3, 3);
    GLuint array, texture = 0, program = 0, buffer = 0;
    pthread_t thread;
    loader.context = make_core_context(dpy, config, context, 3, 3);
    glXMakeCurrent(dpy, window, context);
    glGenVertexArrays(1, &array);
    glBindVertexArray(array);
    glEnableVertexAttribArray(0);
    pthread_create(&thread, NULL, load, &loader);
    for (int i = 0; i < LOADS; i++) {
        pthread_mutex_lock(&hand.lock);
        while (!hand.full) pthread_cond_wait(&hand.changed, &hand.lock);
        texture = hand.texture, program = hand.program, buffer = hand.buffer;
        GLsync ready = hand.ready;
        hand.full = 0;
        pthread_cond_broadcast(&hand.changed);
        pthread_mutex_unlock(&hand.lock);
        glWaitSync(ready, 0, GL_TIMEOUT_IGNORED);
        glDeleteSync(ready);
        glBindTexture(GL_TEXTURE_2D, texture);
        glUseProgram(program);
        glBindBuffer(GL_ARRAY_BUFFER, buffer);
        glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, NULL);
        glClear(GL_COLOR_BUFFER_BIT);
        glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
        if (i % 6 == 5) show_picture("drawn from a loader's objects", SIZE, SIZE);
        glXSwapBuffers(dpy, window);
        glDeleteTextures(1, &texture);
        glDeleteProgram(program);
        glDeleteBuffers(1, &buffer);
    }
    pthread_join(thread, NULL);
    printf("loader's error %x\n", loader.error);
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, loader.context);
    glXDestroyContext(dpy, context);
    glXDestroyPbuffer(dpy, loader.drawable);
}

/* ---- a map written by a thread without a context -------------------------------------------------------- */

static struct {
    float *memory;
    int turn; /* whose: 0 the writer's, 1 the drawer's */
    int frames;
} shared_map;

static void *write_map(void *unused)
{
    for (int i = 0; i < shared_map.frames; i++) {
        while (__atomic_load_n(&shared_map.turn, __ATOMIC_ACQUIRE) != 0) usleep(20);
        for (int k = 0; k < 3; k++) {
            float *v = shared_map.memory + (size_t)(i % 4) * 16 + k * 5;
            v[0] = k == 1 ? 1.0f : -1.0f;
            v[1] = k == 2 ? 1.0f - (float)i / 10 : -1.0f;
            v[2] = (float)i / 12, v[3] = (float)k / 3, v[4] = 1;
        }
        __atomic_store_n(&shared_map.turn, 1, __ATOMIC_RELEASE);
    }
    return unused;
}

/* `way`: 0 coherent, 1 flushed explicitly, 2 made visible by a barrier. */
static void map_with_writer(int way, GLsizeiptr bytes)
{
    static const char *names[] = {"coherent", "flushed", "barrier"};
    static const GLbitfield more[] = {GL_MAP_COHERENT_BIT, GL_MAP_FLUSH_EXPLICIT_BIT, 0};
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    GLXPbuffer pbuffer = make_pbuffer();
    GLuint buffer;
    pthread_t thread;
    char what[64];
    glXMakeContextCurrent(dpy, pbuffer, pbuffer, context);
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferStorage(GL_ARRAY_BUFFER, bytes, NULL, GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | (way ? 0 : GL_MAP_COHERENT_BIT));
    shared_map.memory = glMapBufferRange(GL_ARRAY_BUFFER, 0, bytes, GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | more[way]);
    shared_map.turn = 0;
    shared_map.frames = 8;
    glEnableClientState(GL_VERTEX_ARRAY), glEnableClientState(GL_COLOR_ARRAY);
    pthread_create(&thread, NULL, write_map, NULL);
    for (int i = 0; i < shared_map.frames; i++) {
        const GLintptr at = i % 4 * 64;
        while (__atomic_load_n(&shared_map.turn, __ATOMIC_ACQUIRE) != 1) usleep(20);
        if (way == 1) glFlushMappedBufferRange(GL_ARRAY_BUFFER, at, 60);
        if (way == 2) glMemoryBarrier(GL_CLIENT_MAPPED_BUFFER_BARRIER_BIT);
        glVertexPointer(2, GL_FLOAT, 20, (char *)0 + at);
        glColorPointer(3, GL_FLOAT, 20, (char *)0 + at + 8);
        glClear(GL_COLOR_BUFFER_BIT);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        snprintf(what, sizeof what, "%s map of %d bytes, frame %d", names[way], (int)bytes, i);
        show_picture(what, SIZE, SIZE);
        __atomic_store_n(&shared_map.turn, 0, __ATOMIC_RELEASE);
    }
    pthread_join(thread, NULL);
    printf("unmap %d, error %x\n", glUnmapBuffer(GL_ARRAY_BUFFER), glGetError());
    glXMakeContextCurrent(dpy, None, None, NULL);
    glXDestroyContext(dpy, context);
    glXDestroyPbuffer(dpy, pbuffer);
}

/* ---- four windows in four threads ------------------------------------------------------------------------ */

static void *draw_window(void *argument)
{
    struct worker *w = argument;
    unsigned char pixels[SIZE * SIZE * 4];
    glXMakeCurrent(dpy, w->drawable, w->context);
    const GLuint list = glGenLists(1);
    glNewList(list, GL_COMPILE);
    glRectf(-0.5f, -0.5f, 0.5f, 0.5f);
    glEndList();
    for (int frame = 0; frame < 30; frame++) {
        glClearColor((float)w->number / 4, (float)frame / 30, 0.25f, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        glColor3f(1, (float)w->number / 8, (float)frame / 60);
        glRotatef((float)(5 + w->number), 0, 0, 1);
        glCallList(list);
        glReadPixels(0, 0, SIZE, SIZE, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
        w->hash = w->hash * 31 + hash_bytes(pixels, sizeof pixels);
        glXSwapBuffers(dpy, w->drawable);
    }
    w->error = glGetError();
    glXMakeCurrent(dpy, None, NULL);
    return NULL;
}

static void four_windows(void)
{
    struct worker workers[4];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        workers[i] = (struct worker){.number = i, .drawable = make_window(dpy, config, SIZE, SIZE)};
        workers[i].context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, i & 1 ? workers[i - 1].context : NULL, True);
    }
    XSync(dpy, False);
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, draw_window, &workers[i]);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        printf("window %d: frames %016llx, error %x\n", i, workers[i].hash, workers[i].error);
    }
    for (int i = 3; i >= 0; i--) glXDestroyContext(dpy, workers[i].context);
}

/* ---- one context that moves from thread to thread ------------------------------------------------------------ */

static void *take_over(void *argument)
{
    struct worker *w = argument;
    unsigned char pixels[SIZE * SIZE * 4];
    w->wrong[0] += !glXMakeCurrent(dpy, w->drawable, w->context);
    glColor3f(0, (float)w->number / 6, 1);
    glRotatef(15, 0, 0, 1); /* adds to the turns of the threads before */
    glRectf(-0.7f, -0.2f, 0.7f, 0.2f);
    glReadPixels(0, 0, SIZE, SIZE, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    w->hash = hash_bytes(pixels, sizeof pixels);
    if (w->number % 2) glXMakeCurrent(dpy, None, NULL); /* the others end with it current */
    return NULL;
}

static void moved(void)
{
    struct worker w = {.drawable = make_pbuffer(), .context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True)};
    for (w.number = 1; w.number <= 5; w.number += 2) {
        pthread_t thread;
        pthread_create(&thread, NULL, take_over, &w);
        pthread_join(thread, NULL);
        printf("moved to thread %d: refused %d, picture %016llx\n", w.number, w.wrong[0], w.hash);
    }
    /* current in a thread that lives: nobody else gets it, until it lets go */
    glXMakeCurrent(dpy, w.drawable, w.context);
    glXDestroyContext(dpy, w.context);
    glXMakeCurrent(dpy, None, NULL);
}

int main(void)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_ALPHA_SIZE, 8, GLX_DRAWABLE_TYPE, GLX_WINDOW_BIT | GLX_PBUFFER_BIT, None};
    XInitThreads();
    setvbuf(stdout, NULL, _IOLBF, 0);
    dpy = open_display();
    config = choose_config(dpy, attributes);
    names();
    draw_loaded();
    for (int way = 0; way < 3; way++) {
        map_with_writer(way, 4096);
        map_with_writer(way, 1 << 20);
    }
    four_windows();
    moved();
    XCloseDisplay(dpy);
    return 0;
}
