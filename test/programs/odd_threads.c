/* What programs do with their threads while they use OpenGL: threads that end with a context or outlive the first one, signals all
 * the time, little stacks. Prints what it sees.
 *
 *   odd_threads CASE
 *
 *   gcc -O1 odd_threads.c -o odd_threads -lGL -lEGL -lX11 -lpthread */
#define _GNU_SOURCE
#include "odd.h"

#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

/* ---- threads ----------------------------------------------------------------------------------------------- */

static EGLContext handed;
static void *leaves_it_current(void *unused)
{
    (void)unused;
    use(handed);
    show("thread", 120);
    return NULL;
}

static void *is_cancelled(void *unused)
{
    (void)unused;
    use(handed);
    for (;;) {
        int old;
        pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
        draw(121);
        pthread_setcancelstate(old, &old);
        pthread_testcancel();
    }
    return NULL;
}

static void *destroys(void *context)
{
    printf("destroyed elsewhere: %d\n", eglDestroyContext(display, context));
    return NULL;
}

static void threads_end(void)
{
    pthread_t thread;
    void *result = NULL;
    handed = make_context(EGL_NO_CONTEXT);
    pthread_create(&thread, NULL, leaves_it_current, NULL);
    pthread_join(thread, NULL);
    handed = make_context(EGL_NO_CONTEXT);
    pthread_create(&thread, NULL, is_cancelled, NULL);
    usleep(100000);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("cancelled %d\n", result == PTHREAD_CANCELED);
    handed = make_context(EGL_NO_CONTEXT);
    use(handed);
    show("main after that", 123);
    pthread_create(&thread, NULL, destroys, handed);
    pthread_join(thread, NULL);
    show("destroyed while current", 124);
    eglMakeCurrent(display, NULL, NULL, NULL);
    eglReleaseThread();
    begin();
    show("again", 125);
}

static void *goes_on(void *late)
{
    usleep(200000);
    if (late) begin();
    else use(handed);
    for (int i = 0; i < 10; i++) {
        draw(i);
        usleep(30000);
    }
    draw_long("without the first thread");
    show("without the first thread", 130);
    spawn_hello("its child");
    exit(0);
}

static void first_thread(void *late)
{
    pthread_t thread;
    if (!late) {
        begin();
        show("first thread", 131);
        handed = make_context(eglGetCurrentContext());
    }
    pthread_create(&thread, NULL, goes_on, late);
    pthread_exit(NULL); /* with its context current */
}

static void first_thread_ends(void) { first_thread(NULL); }
static void first_thread_ended(void) { first_thread(&ballast); }

static void *on_little_stack(void *unused)
{
    (void)unused;
    ballast[5] = 1;
    begin();
    show("little stack", 140);
    glNewList(1, GL_COMPILE);
    glRectf(-1, -1, 1, 1);
    glEndList();
    glCallList(1);
    GLuint texture;
    static unsigned char image[256 * 256 * 4];
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 256, 256, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
    show("little stack", 141);
    return NULL;
}

static void stacks(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, sizeof ballast + (256 << 10));
    pthread_create(&thread, &attributes, on_little_stack, NULL);
    pthread_join(thread, NULL);
    /* a window's pictures come into it although threads' own memory is larger than most stacks */
    Display *dpy = open_display();
    GLXFBConfig fb = choose_config(dpy, window_config);
    Window window = make_window(dpy, fb, SIZE, SIZE);
    glXMakeCurrent(dpy, window, glXCreateNewContext(dpy, fb, GLX_RGBA_TYPE, NULL, True));
    draw_quarters(SIZE, SIZE, 1);
    glXSwapBuffers(dpy, window);
    glXWaitGL();
    print_x_pixels(dpy, window, "window", SIZE, SIZE);
}

/* ---- signals ----------------------------------------------------------------------------------------------- */

static volatile int alarms;
static void count_alarm(int number)
{
    (void)number;
    alarms++;
}

static void signals(void)
{
    struct sigaction action = {.sa_handler = count_alarm}; /* system calls are not begun again */
    const struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    static unsigned char image[512 * 512 * 4];
    unsigned sum = 0;
    GLuint texture;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    begin();
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    for (int i = 0; i < 60; i++) {
        for (size_t k = 0; k < sizeof image; k++) image[k] = (unsigned char)(k * 7 + (size_t)i);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 512, 512, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
        memset(image, 0, sizeof image);
        glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
        for (size_t k = 0; k < sizeof image; k++) sum = sum * 31 + image[k];
        sum = sum * 31 + draw(i);
    }
    draw_long("signals");
    spawn_hello("child");
    setitimer(ITIMER_REAL, &never, NULL);
    printf("sum %08x, alarms %d\n", sum, alarms > 20);
    show("signals", 150);
}

static void *waits_for_signals(void *set)
{
    int number;
    begin();
    for (int i = 0; i < 3; i++) {
        sigwait(set, &number);
        show(number == SIGUSR1 ? "signal 1" : "another signal", 160 + i);
    }
    return NULL;
}

static void signal_thread(void)
{
    sigset_t set;
    pthread_t thread;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    begin();
    pthread_create(&thread, NULL, waits_for_signals, &set);
    for (int i = 0; i < 3; i++) {
        draw(163);
        kill(getpid(), SIGUSR1);
        usleep(150000);
    }
    pthread_join(thread, NULL);
    show("main", 164);
}

int main(int argc, char **argv)
{
    static const struct odd_case cases[] = {
        {"threads-end", threads_end}, {"first-thread-ends", first_thread_ends}, {"first-thread-ended", first_thread_ended},
        {"stacks", stacks}, {"signals", signals}, {"signal-thread", signal_thread}, {"hello", hello},
    };
    return run_case(argc, argv, cases, sizeof cases / sizeof *cases);
}
