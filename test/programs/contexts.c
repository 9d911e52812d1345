/* Several contexts: two windows of one share group drawn by turns, a core profile context of its own in a third, and
 * a thread with a context of the group that uploads textures, handed over by fences.
 *
 *   contexts [FRAMES]   draws that many in each window (10), the same each time, and ends */
#define GL_GLEXT_PROTOTYPES
#include "glx_core.h"

#include <pthread.h>

#define SIZE 96
#define TEXTURES 4

static Display *dpy;
static GLXFBConfig config;
static Window windows[3];
static GLXContext first, second, own, uploader;
static GLXPbuffer hidden;

/* Handed from the uploading thread to the drawing one, one texture at a time. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    GLuint texture;
    GLsync ready;
    int full, frames;
} hand = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, NULL, 0, 0};

static void put(GLuint texture, GLsync ready)
{
    pthread_mutex_lock(&hand.lock);
    while (hand.full) pthread_cond_wait(&hand.changed, &hand.lock);
    hand.texture = texture;
    hand.ready = ready;
    hand.full = 1;
    pthread_cond_broadcast(&hand.changed);
    pthread_mutex_unlock(&hand.lock);
}

static GLuint take(GLsync *ready)
{
    pthread_mutex_lock(&hand.lock);
    while (!hand.full) pthread_cond_wait(&hand.changed, &hand.lock);
    const GLuint texture = hand.texture;
    *ready = hand.ready;
    hand.full = 0;
    pthread_cond_broadcast(&hand.changed);
    pthread_mutex_unlock(&hand.lock);
    return texture;
}

static void *upload(void *unused)
{
    (void)unused;
    glXMakeContextCurrent(dpy, hidden, hidden, uploader);
    for (int frame = 0; frame < hand.frames; frame++) {
        GLubyte image[16][16][4];
        GLuint texture;
        for (int y = 0; y < 16; y++)
            for (int x = 0; x < 16; x++) {
                image[y][x][0] = (GLubyte)(x * 16);
                image[y][x][1] = (GLubyte)(y * 16);
                image[y][x][2] = (GLubyte)(frame * 25);
                image[y][x][3] = 255;
            }
        glGenTextures(1, &texture);
        glBindTexture(GL_TEXTURE_2D, texture);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 16, 16, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
        GLsync ready = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
        glFlush();
        put(texture, ready);
    }
    glXMakeContextCurrent(dpy, None, None, NULL);
    return NULL;
}

static void quad(float size)
{
    glBegin(GL_QUADS);
    for (int i = 0; i < 4; i++) {
        const float x = i == 1 || i == 2 ? 1 : -1, y = i >= 2 ? 1 : -1;
        glTexCoord2f(x / 2 + 0.5f, y / 2 + 0.5f);
        glVertex2f(x * size, y * size);
    }
    glEnd();
}

/* The same texture in both windows of the group; each context has its own matrices and colours. */
static void draw_shared(int which, GLuint texture, int frame)
{
    glXMakeCurrent(dpy, windows[which], which ? second : first);
    glClearColor(which ? 0.2f : 0, 0, which ? 0 : 0.3f, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glRotatef(which ? -7 : 5, 0, 0, 1);
    glEnable(GL_TEXTURE_2D);
    glBindTexture(GL_TEXTURE_2D, texture);
    glColor3f(1, which ? 0.5f : 1, 1);
    quad(0.4f + 0.02f * (float)frame);
    glXSwapBuffers(dpy, windows[which]);
}

static void draw_own(int frame)
{
    static GLuint program, array;
    static GLint shift;
    glXMakeCurrent(dpy, windows[2], own);
    if (!program) {
        program = make_program("#version 330 core\nuniform float shift; out vec3 tint;\n"
                               "void main() { vec2 p = vec2(gl_VertexID & 1, gl_VertexID >> 1); tint = vec3(p, shift);\n"
                               "  gl_Position = vec4(p * 1.5 - 0.9 + vec2(shift, 0) * 0.3, 0, 1); }\n",
                               "#version 330 core\nin vec3 tint; out vec4 colour; void main() { colour = vec4(tint, 1); }\n");
        shift = glGetUniformLocation(program, "shift");
        glGenVertexArrays(1, &array);
        glBindVertexArray(array);
        glUseProgram(program);
    }
    glClear(GL_COLOR_BUFFER_BIT);
    glUniform1f(shift, (float)frame / 10);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glXSwapBuffers(dpy, windows[2]);
}

static void draw(int frames)
{
    static GLuint kept[TEXTURES];
    for (int frame = 0; frame < frames; frame++) {
        GLsync ready;
        const GLuint texture = take(&ready);
        glXMakeCurrent(dpy, windows[0], first);
        glWaitSync(ready, 0, GL_TIMEOUT_IGNORED);
        glDeleteSync(ready);
        draw_shared(0, texture, frame);
        draw_shared(1, texture, frame);
        draw_own(frame);
        glXMakeCurrent(dpy, windows[0], first);
        if (kept[frame % TEXTURES]) glDeleteTextures(1, &kept[frame % TEXTURES]);
        kept[frame % TEXTURES] = texture;
    }
}

int main(int argc, char **argv)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER,  True, GLX_RED_SIZE,  8, GLX_GREEN_SIZE, 8, GLX_BLUE_SIZE, 8, GLX_DRAWABLE_TYPE, GLX_WINDOW_BIT | GLX_PBUFFER_BIT,
                                     None};
    static const int pbuffer[] = {GLX_PBUFFER_WIDTH, 16, GLX_PBUFFER_HEIGHT, 16, None};
    pthread_t thread;
    XInitThreads();
    dpy = open_display();
    config = choose_config(dpy, attributes);
    hand.frames = argc > 1 ? atoi(argv[1]) : 10;
    for (int i = 0; i < 3; i++) windows[i] = make_window(dpy, config, SIZE, SIZE);
    hidden = glXCreatePbuffer(dpy, config, pbuffer);
    first = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    second = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, first, True);
    uploader = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, first, True);
    own = make_core_context(dpy, config, NULL, 3, 3);
    pthread_create(&thread, NULL, upload, NULL);
    draw(hand.frames);
    pthread_join(thread, NULL);
    glXMakeCurrent(dpy, windows[0], first);
    printf("%d frames in each window, error %x\n", hand.frames, glGetError());
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, own);
    glXDestroyContext(dpy, uploader);
    glXDestroyContext(dpy, second);
    glXDestroyContext(dpy, first);
    glXDestroyPbuffer(dpy, hidden);
    XCloseDisplay(dpy);
    return 0;
}
