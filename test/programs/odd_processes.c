/* What programs do with their process while they use OpenGL: exit handlers and destructors that draw, children of every kind, no
 * descriptors left, no /proc, no streams. Prints what it sees.
 *
 *   odd_processes CASE
 *
 *   gcc -O1 odd_processes.c -o odd_processes -lGL -lEGL -lX11 -lpthread */
#define _GNU_SOURCE
#include "odd.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/* ---- the end ----------------------------------------------------------------------------------------------- */

static void at_exit(void) { show("exit handler", 30); }
static int draws_late;
__attribute__((destructor)) static void at_end(void)
{
    if (draws_late) show("destructor", 40);
}

static void ends(void)
{
    draws_late = 1;
    atexit(at_exit); /* runs after the handlers of libraries that come later */
    begin();
    show("main", 20);
}

/* ---- children ---------------------------------------------------------------------------------------------- */

static volatile int stop;
static void *draws(void *shade)
{
    unsigned wrong = 0, first;
    begin();
    first = draw((int)(intptr_t)shade);
    while (!stop) wrong += draw((int)(intptr_t)shade) != first;
    return (void *)(uintptr_t)(wrong ? 0 : first);
}

static void children(void)
{
    pid_t child = fork();
    if (child == 0) { /* before anything */
        begin();
        show("child", 80);
        _exit(0);
    }
    wait_for(child, "fork first");
    pthread_t threads[3];
    begin();
    for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, draws, (void *)(intptr_t)(90 + i));
    for (int i = 0; i < 20; i++) {
        child = fork();
        if (child == 0) _exit(i);
        int status = -1;
        waitpid(child, &status, 0);
        if (WEXITSTATUS(status) != i) printf("fork %d: status %x\n", i, status);
    }
    spawn_hello("spawn");
    child = fork();
    if (child == 0) {
        execl("/proc/self/exe", self, "hello", (char *)NULL);
        _exit(9);
    }
    wait_for(child, "fork and exec");
    child = vfork();
    if (child == 0) {
        execl("/proc/self/exe", self, "hello", (char *)NULL);
        _exit(9);
    }
    wait_for(child, "vfork and exec");
    printf("system: %d\n", system("exit 7"));
    child = (pid_t)syscall(SYS_fork); /* no handlers run */
    if (child == 0) _exit(5);
    wait_for(child, "fork without handlers");
    stop = 1;
    for (int i = 0; i < 3; i++) {
        void *seen = NULL;
        pthread_join(threads[i], &seen);
        printf("thread %d: %08x\n", i, (unsigned)(uintptr_t)seen);
    }
    show("parent", 99);
    execl("/proc/self/exe", self, "hello", (char *)NULL);
}

/* The process that was started is gone before the one that draws begins. */
static void goes_behind(void)
{
    fflush(stdout);
    if (daemon(1, 1)) exit(2);
    usleep(300000);
    begin();
    for (int i = 0; i < 10; i++) {
        draw(i);
        usleep(50000);
    }
    show("behind", 110);
}

/* ---- descriptors and files ------------------------------------------------------------------------------- */

static void no_descriptors(void)
{
    begin();
    show("before", 170);
    const int next = dup(2);
    const struct rlimit none = {(rlim_t)next, (rlim_t)next};
    close(next);
    setrlimit(RLIMIT_NOFILE, &none);
    printf("descriptors: %d\n", open("/dev/null", 0));
    draw_long("no descriptors");
    eglMakeCurrent(display, NULL, NULL, NULL);
    begin();
    show("another context", 171);
}

static void closed_descriptors(void)
{
    closefrom(3);
    begin();
    show("before", 180);
    closefrom(3);
    draw_long("closed");
    for (int i = 0; i < 8; i++)
        if (open("/dev/null", 0) < 3) printf("low descriptor\n"); /* what was closed is something else now */
    eglMakeCurrent(display, NULL, NULL, NULL);
    begin();
    draw_long("closed");
    show("another context", 181);
}

static void other_root(void)
{
    char folder[] = "/tmp/sgl-root-XXXXXX";
    begin();
    show("before", 190);
    if (!mkdtemp(folder)) exit(2);
    const int root = open("/", 0);
    const int there = chroot(folder) == 0; /* as root only */
    draw_long("no files");
    show("no files", 191);
    if (there && (fchdir(root) || chroot("."))) exit(2);
    rmdir(folder);
}

static void no_output(void)
{
    const int out = dup2(1, 20);
    closefrom(21);
    for (int i = 0; i < 3; i++) close(i);
    Display *dpy = open_display(); /* its descriptor is 0 */
    GLXFBConfig fb = choose_config(dpy, window_config);
    Window window = make_window(dpy, fb, SIZE, SIZE);
    glXMakeCurrent(dpy, window, glXCreateNewContext(dpy, fb, GLX_RGBA_TYPE, NULL, True));
    for (int i = 0; i < 5; i++) {
        draw(i);
        glXSwapBuffers(dpy, window);
    }
    const unsigned pixel = draw(200);
    dprintf(out, "connection %d, pixel %08x, error %x\n", ConnectionNumber(dpy), pixel, glGetError());
}

int main(int argc, char **argv)
{
    static const struct odd_case cases[] = {
        {"ends", ends}, {"children", children}, {"hello", hello}, {"goes-behind", goes_behind},
        {"no-descriptors", no_descriptors}, {"closed-descriptors", closed_descriptors}, {"other-root", other_root}, {"no-output", no_output},
    };
    return run_case(argc, argv, cases, sizeof cases / sizeof *cases);
}
