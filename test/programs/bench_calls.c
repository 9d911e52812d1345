/* What a call costs the program: CPU time of the calling thread (not of the renderer, not of the driver's other
 * threads), for calls with small arguments and for calls that ask something.
 *
 *   bench_calls [ROUNDS [CALLS]]     one line a kind of call: NAME KIND BEST MEDIAN (ns a call over the rounds)
 *   bench_calls stream FRAMES CALLS  that many frames of that many small calls each, for traces to be replayed
 *
 * Nothing that is drawn is rasterised, so that the driver's threads stay out of the way. */
#define GL_GLEXT_PROTOTYPES
#include "glx_window.h"

#include <time.h>

static GLuint textures[2], buffers[2], elements, program, vertex_array;
static GLint uniform, matrix_uniform;
static const GLfloat matrix[16] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
static char data[65536];

static void uniform4f(int n)
{
    for (int i = 0; i < n; i++) glUniform4f(uniform, (float)i, 2, 3, 4);
}
static void uniform_matrix(int n)
{
    for (int i = 0; i < n; i++) glUniformMatrix4fv(matrix_uniform, 1, GL_FALSE, matrix);
}
static void vertex_attrib4f(int n)
{
    for (int i = 0; i < n; i++) glVertexAttrib4f(1, (float)i, 2, 3, 4);
}
static void vertex3f(int n)
{
    for (int i = 0; i < n; i += 1000) {
        glBegin(GL_TRIANGLES);
        for (int k = 0; k < 998; k++) glVertex3f((float)k, 2, 3);
        glEnd();
    }
}
static void color4f(int n)
{
    for (int i = 0; i < n; i++) glColor4f(0, (float)i, 0, 1);
}
static void enable_disable(int n)
{
    for (int i = 0; i < n; i += 2) {
        glEnable(GL_BLEND);
        glDisable(GL_BLEND);
    }
}
static void scissor(int n)
{
    for (int i = 0; i < n; i++) glScissor(0, 0, i & 255, 20);
}
static void blend_func(int n)
{
    for (int i = 0; i < n; i++) glBlendFunc(GL_ONE, i & 1 ? GL_ZERO : GL_ONE);
}
static void bind_texture(int n)
{
    for (int i = 0; i < n; i++) glBindTexture(GL_TEXTURE_2D, textures[i & 1]);
}
static void bind_buffer(int n)
{
    for (int i = 0; i < n; i++) glBindBuffer(GL_ARRAY_BUFFER, buffers[i & 1]);
}
static void active_texture(int n)
{
    for (int i = 0; i < n; i++) glActiveTexture(GL_TEXTURE0 + (unsigned)(i & 1));
    glActiveTexture(GL_TEXTURE0);
}
static void translate(int n)
{
    for (int i = 0; i < n; i++) glTranslatef(1, 0, i & 1 ? 1 : -1);
    glLoadIdentity();
}
static void attrib_pointer(int n)
{
    for (int i = 0; i < n; i++) glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 16, (const char *)NULL + (i & 7) * 16);
}
static void draw_arrays(int n)
{
    for (int i = 0; i < n; i++) glDrawArrays(GL_TRIANGLES, i & 15, 3);
}
static void draw_elements(int n)
{
    for (int i = 0; i < n; i++) glDrawElements(GL_TRIANGLES, 3, GL_UNSIGNED_SHORT, (const char *)NULL + (i & 7) * 6);
}
static void sub_data(int n)
{
    for (int i = 0; i < n; i++) glBufferSubData(GL_ARRAY_BUFFER, (i & 15) * 64, 64, data);
}
static void sub_data_64k(int n)
{
    for (int i = 0; i < n; i++) glBufferSubData(GL_ARRAY_BUFFER, 0, sizeof data, data);
}
static void get_error(int n)
{
    for (int i = 0; i < n; i++)
        if (glGetError()) exit(3);
}
static void get_viewport(int n)
{
    GLint box[4];
    for (int i = 0; i < n; i++) glGetIntegerv(GL_VIEWPORT, box);
}
static void get_limit(int n)
{
    GLint limit;
    for (int i = 0; i < n; i++) glGetIntegerv(GL_MAX_TEXTURE_SIZE, &limit);
}
static void is_enabled(int n)
{
    for (int i = 0; i < n; i++) (void)glIsEnabled(GL_BLEND);
}
static void ask_after_set(int n)
{
    GLint box[4];
    for (int i = 0; i < n; i++) {
        glScissor(0, 0, i & 255, 20);
        glGetIntegerv(GL_SCISSOR_BOX, box);
    }
}
static void read_pixel(int n)
{
    GLubyte p[4];
    for (int i = 0; i < n; i++) glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
}

static const struct kind {
    const char *name, *kind;
    void (*run)(int);
    int divisor; /* of the number of calls: slow ones make fewer */
} kinds[] = {
    {"glUniform4f", "small", uniform4f, 1},
    {"glVertexAttrib4f", "small", vertex_attrib4f, 1},
    {"glVertex3f", "small", vertex3f, 1},
    {"glColor4f", "small", color4f, 1},
    {"glEnable/glDisable", "small", enable_disable, 1},
    {"glScissor", "small", scissor, 1},
    {"glBlendFunc", "small", blend_func, 1},
    {"glBindTexture", "small", bind_texture, 1},
    {"glBindBuffer", "small", bind_buffer, 1},
    {"glActiveTexture", "small", active_texture, 1},
    {"glTranslatef", "small", translate, 1},
    {"glVertexAttribPointer", "small", attrib_pointer, 1},
    {"glDrawArrays", "small", draw_arrays, 1},
    {"glDrawElements", "small", draw_elements, 1},
    {"glUniformMatrix4fv", "data", uniform_matrix, 1},
    {"glBufferSubData(64)", "data", sub_data, 1},
    {"glBufferSubData(64K)", "data", sub_data_64k, 50},
    {"glGetError", "ask", get_error, 10},
    {"glGetIntegerv(VIEWPORT)", "ask", get_viewport, 10},
    {"glGetIntegerv(MAX_TEXTURE_SIZE)", "ask", get_limit, 10},
    {"glIsEnabled", "ask", is_enabled, 10},
    {"glScissor+glGetIntegerv", "ask", ask_after_set, 10},
    {"glReadPixels(1x1)", "ask", read_pixel, 100},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static GLuint make_shader(GLenum stage, const char *source)
{
    GLuint shader = glCreateShader(stage);
    glShaderSource(shader, 1, &source, NULL);
    glCompileShader(shader);
    return shader;
}

static void set_up(void)
{
    program = glCreateProgram();
    glAttachShader(program, make_shader(GL_VERTEX_SHADER, "uniform vec4 u; uniform mat4 m; attribute vec4 a; attribute vec4 b;"
                                                          "void main() { gl_Position = m * a + u + b; }"));
    glAttachShader(program, make_shader(GL_FRAGMENT_SHADER, "void main() { gl_FragColor = vec4(1.0); }"));
    glBindAttribLocation(program, 0, "a");
    glBindAttribLocation(program, 1, "b");
    glLinkProgram(program);
    glUseProgram(program);
    uniform = glGetUniformLocation(program, "u");
    matrix_uniform = glGetUniformLocation(program, "m");
    glGenVertexArrays(1, &vertex_array);
    glBindVertexArray(vertex_array);
    glGenBuffers(2, buffers);
    for (int i = 0; i < 2; i++) {
        glBindBuffer(GL_ARRAY_BUFFER, buffers[i]);
        glBufferData(GL_ARRAY_BUFFER, sizeof data, data, GL_DYNAMIC_DRAW);
    }
    glGenBuffers(1, &elements);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, elements);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, 4096, data, GL_STATIC_DRAW);
    glEnableVertexAttribArray(0);
    glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 16, NULL);
    glGenTextures(2, textures);
    for (int i = 0; i < 2; i++) {
        glBindTexture(GL_TEXTURE_2D, textures[i]);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 16, 16, 0, GL_RGBA, GL_UNSIGNED_BYTE, data);
    }
    glEnable(GL_RASTERIZER_DISCARD);
    glFinish();
}

static double thread_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(int rounds, int calls)
{
    double (*costs)[KINDS] = malloc(sizeof *costs * (size_t)rounds), *sorted = malloc(sizeof(double) * (size_t)rounds);
    for (int round = -1; round < rounds; round++)
        for (size_t k = 0; k < KINDS; k++) {
            int n = (round < 0 ? calls / 10 : calls) / kinds[k].divisor / 1000 * 1000;
            if (n < 100) n = 100;
            glFinish();
            double since = thread_ns();
            kinds[k].run(n);
            if (round >= 0) costs[round][k] = (thread_ns() - since) / n;
        }
    for (size_t k = 0; k < KINDS; k++) {
        for (int i = 0; i < rounds; i++) sorted[i] = costs[i][k];
        qsort(sorted, (size_t)rounds, sizeof *sorted, by_value);
        printf("%s %s %.1f %.1f\n", kinds[k].name, kinds[k].kind, sorted[0], sorted[rounds / 2]);
    }
    free(costs);
    free(sorted);
}

static void stream(Display *dpy, Window window, int frames, int calls)
{
    for (int frame = 0; frame < frames; frame++) {
        for (int i = 0; i < calls; i += 10) {
            glUniform4f(uniform, (float)i, (float)frame, 3, 4);
            glBindTexture(GL_TEXTURE_2D, textures[i & 1]);
            glEnable(GL_BLEND);
            glBlendFunc(GL_ONE, GL_ZERO);
            glScissor(0, 0, i & 255, 20);
            glVertexAttrib4f(1, (float)i, 2, 3, 4);
            glBindBuffer(GL_ARRAY_BUFFER, buffers[i / 10 & 1]);
            glUniformMatrix4fv(matrix_uniform, 1, GL_FALSE, matrix);
            glDrawArrays(GL_TRIANGLES, i & 15, 3);
            glDisable(GL_BLEND);
        }
        glXSwapBuffers(dpy, window);
    }
    glFinish();
}

int main(int argc, char **argv)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, 64, 64);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    if (!context || !glXMakeCurrent(dpy, window, context)) {
        fprintf(stderr, "no GLX context\n");
        return 2;
    }
    set_up();
    if (argc > 3 && !strcmp(argv[1], "stream")) stream(dpy, window, atoi(argv[2]), atoi(argv[3]));
    else measure(argc > 1 ? atoi(argv[1]) : 7, argc > 2 ? atoi(argv[2]) : 100000);
    if (glGetError()) {
        fprintf(stderr, "a GL error\n");
        return 1;
    }
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XCloseDisplay(dpy);
    return 0;
}
