/* What a write into a coherent map and a draw from it cost: CPU time of the calling thread, while a second thread works in
 * memory of its own.
 *
 *   bench_maps [ROUNDS [DRAWS]]   one line a size of map: BYTES BEST MEDIAN (ns a write of 64 bytes and a draw)
 *
 * The writes go through the map one after the other, as into a ring. Nothing is rasterised. */
#define GL_GLEXT_PROTOTYPES
#include "glx_window.h"

#include <GL/glext.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

static int stop;

/* Touches its memory now and then: translations that the first thread's system calls take away cost both. */
static void *work(void *unused)
{
    static volatile char memory[1 << 20];
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        for (size_t i = 0; i < sizeof memory; i += 4096) memory[i]++;
        usleep(50);
    }
    return unused;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void measure(size_t bytes, int rounds, int draws)
{
    const GLbitfield access = GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT;
    double *times = calloc((size_t)rounds, sizeof *times);
    GLuint buffer;
    size_t at = 0;
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferStorage(GL_ARRAY_BUFFER, (GLsizeiptr)bytes, NULL, access);
    char *map = glMapBufferRange(GL_ARRAY_BUFFER, 0, (GLsizeiptr)bytes, access);
    glEnableClientState(GL_VERTEX_ARRAY);
    for (int round = 0; round < rounds; round++) {
        const double start = now();
        for (int i = 0; i < draws; i++, at = (at + 64) % bytes) {
            float *v = (float *)(map + at);
            for (int k = 0; k < 16; k++) v[k] = (float)(i * 16 + k + round);
            glVertexPointer(4, GL_FLOAT, 16, (char *)0 + at);
            glDrawArrays(GL_POINTS, 0, 4);
        }
        times[round] = (now() - start) / draws;
        glFinish();
    }
    qsort(times, (size_t)rounds, sizeof *times, ascending);
    printf("%zu %.0f %.0f\n", bytes, times[0], times[rounds / 2]);
    glDeleteBuffers(1, &buffer);
    free(times);
}

int main(int argc, char **argv)
{
    static const int wanted[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    const int rounds = argc > 1 ? atoi(argv[1]) : 7, draws = argc > 2 ? atoi(argv[2]) : 2000;
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, wanted);
    Window window = make_window(dpy, config, 16, 16);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    pthread_t thread;
    glXMakeCurrent(dpy, window, context);
    glEnable(GL_RASTERIZER_DISCARD);
    pthread_create(&thread, NULL, work, NULL);
    measure(65536, rounds, draws);
    measure(1 << 20, rounds, draws);
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    return 0;
}
