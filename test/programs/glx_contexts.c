/* Contexts and where they are current: four threads with contexts that share, one context moved between
 * threads, contexts and windows destroyed while current, pbuffers, read drawables, no drawable at all. */
#define GL_GLEXT_PROTOTYPES
#include "glx_window.h"

#include <GL/glext.h>
#include <pthread.h>

static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DRAWABLE_TYPE, GLX_WINDOW_BIT | GLX_PBUFFER_BIT, None};
static const int pbuffer_size[] = {GLX_PBUFFER_WIDTH, 40, GLX_PBUFFER_HEIGHT, 30, None};

struct worker {
    Display *dpy;
    GLXContext context;
    GLXDrawable drawable;
    int number;
    GLuint texture; /* defined by the main thread */
    unsigned char pixel[4], sampled[4];
    GLenum error;
};

static void *work(void *argument)
{
    struct worker *w = argument;
    glXMakeCurrent(w->dpy, w->drawable, w->context);
    for (int i = 0; i < 200; i++) { /* long enough for the threads to meet */
        glClearColor((float)w->number / 4, (float)i / 200, 0.5f, 1);
        glClear(GL_COLOR_BUFFER_BIT);
    }
    glReadPixels(5, 5, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, w->pixel);
    glBindTexture(GL_TEXTURE_2D, w->texture);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, w->sampled);
    w->error = glGetError();
    glXMakeCurrent(w->dpy, None, NULL);
    return NULL;
}

static void threads(Display *dpy, GLXFBConfig config)
{
    enum { THREADS = 4 };
    struct worker workers[THREADS];
    pthread_t running[THREADS];
    const unsigned char colour[4] = {10, 20, 30, 255};
    GLXPbuffer own = glXCreatePbuffer(dpy, config, pbuffer_size);
    GLXContext first = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    GLuint texture;
    glXMakeCurrent(dpy, own, first);
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 1, 1, 0, GL_RGBA, GL_UNSIGNED_BYTE, colour);
    glFlush();
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.dpy = dpy, .number = i, .texture = texture};
        workers[i].context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, first, True);
        workers[i].drawable = glXCreatePbuffer(dpy, config, pbuffer_size);
    }
    for (int i = 0; i < THREADS; i++) pthread_create(&running[i], NULL, work, &workers[i]);
    for (int i = 0; i < THREADS; i++) pthread_join(running[i], NULL);
    for (int i = 0; i < THREADS; i++) {
        const struct worker *w = &workers[i];
        printf("thread %d: pixel %02x%02x%02x, texture %02x%02x%02x, error %x\n", i, w->pixel[0], w->pixel[1], w->pixel[2], w->sampled[0],
               w->sampled[1], w->sampled[2], w->error);
    }
    /* what a thread left in its pbuffer is there for the context's next thread */
    printf("moved: %d\n", glXMakeCurrent(dpy, workers[3].drawable, workers[3].context));
    print_gl_pixel("moved", 5, 5);
    glXMakeCurrent(dpy, None, NULL);
    for (int i = 0; i < THREADS; i++) {
        glXDestroyContext(dpy, workers[i].context);
        glXDestroyPbuffer(dpy, workers[i].drawable);
    }
    glXDestroyContext(dpy, first);
    glXDestroyPbuffer(dpy, own);
}

static void draw_and_read(Display *dpy, GLXFBConfig config)
{
    GLXPbuffer a = glXCreatePbuffer(dpy, config, pbuffer_size), b = glXCreatePbuffer(dpy, config, pbuffer_size);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, a, context);
    glClearColor(1, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    printf("two drawables: %d\n", glXMakeContextCurrent(dpy, b, a, context));
    glClearColor(0, 0, 1, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    print_gl_pixel("read drawable", 1, 1);
    printf("current: draw %d read %d\n", glXGetCurrentDrawable() == b, glXGetCurrentReadDrawable() == a);
    glXMakeCurrent(dpy, b, context);
    print_gl_pixel("draw drawable", 1, 1);

    /* another one goes: what follows still reaches the current one */
    GLXPbuffer other = glXCreatePbuffer(dpy, config, pbuffer_size);
    glXMakeCurrent(dpy, other, context);
    glXMakeCurrent(dpy, b, context);
    glClearColor(1, 1, 0, 1);
    glXDestroyPbuffer(dpy, other);
    glClear(GL_COLOR_BUFFER_BIT);
    print_gl_pixel("another drawable is gone", 1, 1);

    /* destroyed while current: both go on until they are released */
    glXDestroyContext(dpy, context);
    glXDestroyPbuffer(dpy, b);
    glClearColor(0, 1, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    print_gl_pixel("destroyed, still current", 1, 1);
    printf("current: %d\n", glXGetCurrentContext() == context);
    glXMakeCurrent(dpy, None, NULL);
    printf("current: %d\n", glXGetCurrentContext() != NULL);
    glXDestroyPbuffer(dpy, a);
}

static void window_goes_first(Display *dpy, GLXFBConfig config)
{
    Window window = make_window(dpy, config, 50, 50);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    GLuint texture;
    glXMakeCurrent(dpy, window, context);
    glGenTextures(1, &texture);
    XDestroyWindow(dpy, window);
    XSync(dpy, False);
    glBindTexture(GL_TEXTURE_2D, texture); /* objects do not need the window */
    printf("window gone: texture %d, error %x\n", glIsTexture(texture), glGetError());
    Window next = make_window(dpy, config, 60, 60);
    printf("next window: %d\n", glXMakeCurrent(dpy, next, context));
    glClearColor(0, 1, 1, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    print_gl_pixel("next window", 30, 30);
    printf("texture %d\n", glIsTexture(texture));
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XDestroyWindow(dpy, next);
}

int main(void)
{
    XInitThreads();
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    threads(dpy, config);
    draw_and_read(dpy, config);
    window_goes_first(dpy, config);
    XCloseDisplay(dpy);
    return 0;
}
