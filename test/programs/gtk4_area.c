/* GTK 4: a GLArea (OpenGL 3.2 core, with a depth buffer) among ordinary widgets. Draws 30 frames, one each tick of the
 * frame clock, and prints a hash of each picture that it drew itself. Needs libgtk-4-dev. */
#include <epoxy/gl.h>
#include <gtk/gtk.h>

enum { WIDTH = 200, HEIGHT = 150, FRAMES = 30 };

static const char vertex_text[] =
    "#version 150\n"
    "in vec3 position; uniform float angle; out vec3 colour;\n"
    "void main() { colour = position * 0.5 + 0.5; float c = cos(angle), s = sin(angle);\n"
    "  gl_Position = vec4(position.x * c - position.y * s, position.x * s + position.y * c, position.z, 1.0); }";
static const char fragment_text[] = "#version 150\nin vec3 colour; out vec4 shown; void main() { shown = vec4(colour, 1.0); }";
static const float corners[] = {-.8f, -.8f, 0, .8f, -.8f, .2f, 0, .8f, .5f, -.5f, .5f, .4f, .5f, .5f, .1f, 0, -.9f, .3f};

static int frame;
static GLuint program, array;
static GtkWidget *area, *label;

static void add_shader(GLenum kind, const char *text)
{
    GLuint shader = glCreateShader(kind);
    glShaderSource(shader, 1, &text, NULL);
    glCompileShader(shader);
    glAttachShader(program, shader);
}

static void on_realize(GtkGLArea *self)
{
    GLuint buffer;
    gtk_gl_area_make_current(self);
    if (gtk_gl_area_get_error(self)) {
        g_print("no context: %s\n", gtk_gl_area_get_error(self)->message);
        return;
    }
    program = glCreateProgram();
    add_shader(GL_VERTEX_SHADER, vertex_text);
    add_shader(GL_FRAGMENT_SHADER, fragment_text);
    glBindAttribLocation(program, 0, "position");
    glLinkProgram(program);
    glGenVertexArrays(1, &array);
    glBindVertexArray(array);
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, sizeof corners, corners, GL_STATIC_DRAW);
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, 0, NULL);
    glEnableVertexAttribArray(0);
}

static gboolean on_render(GtkGLArea *self, GdkGLContext *context)
{
    static unsigned char pixels[WIDTH * HEIGHT * 4];
    guint64 hash = 1469598103934665603u;
    (void)self, (void)context;
    glClearColor(.2f, .3f, .4f, 1);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glEnable(GL_DEPTH_TEST);
    glUseProgram(program);
    glUniform1f(glGetUniformLocation(program, "angle"), (float)frame * 0.1f);
    glBindVertexArray(array);
    glDrawArrays(GL_TRIANGLES, 0, 6);
    glReadPixels(0, 0, WIDTH, HEIGHT, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    for (size_t i = 0; i < sizeof pixels; i++) hash = (hash ^ pixels[i]) * 1099511628211u;
    g_print("frame %d %016" G_GINT64_MODIFIER "x\n", frame, hash);
    return TRUE;
}

static gboolean on_tick(GtkWidget *self, GdkFrameClock *clock, gpointer application)
{
    char text[40];
    (void)self, (void)clock;
    if (++frame > FRAMES) {
        g_application_quit(application);
        return G_SOURCE_REMOVE;
    }
    g_snprintf(text, sizeof text, "frame %d", frame);
    gtk_label_set_text(GTK_LABEL(label), text);
    gtk_gl_area_queue_render(GTK_GL_AREA(area));
    return G_SOURCE_CONTINUE;
}

static void on_activate(GApplication *application)
{
    GtkWidget *window = gtk_application_window_new(GTK_APPLICATION(application)), *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 4);
    gtk_window_set_default_size(GTK_WINDOW(window), 300, 260);
    area = gtk_gl_area_new();
    gtk_gl_area_set_has_depth_buffer(GTK_GL_AREA(area), TRUE);
    gtk_gl_area_set_auto_render(GTK_GL_AREA(area), FALSE);
    gtk_widget_set_vexpand(area, TRUE);
    gtk_widget_set_size_request(area, WIDTH, HEIGHT);
    label = gtk_label_new("frame");
    gtk_box_append(GTK_BOX(box), area);
    gtk_box_append(GTK_BOX(box), label);
    gtk_box_append(GTK_BOX(box), gtk_button_new_with_label("button"));
    gtk_window_set_child(GTK_WINDOW(window), box);
    g_signal_connect(area, "realize", G_CALLBACK(on_realize), NULL);
    g_signal_connect(area, "render", G_CALLBACK(on_render), NULL);
    gtk_widget_add_tick_callback(area, on_tick, application, NULL);
    gtk_window_present(GTK_WINDOW(window));
}

int main(int count, char **words)
{
    GtkApplication *application = gtk_application_new(NULL, G_APPLICATION_NON_UNIQUE);
    g_signal_connect(application, "activate", G_CALLBACK(on_activate), NULL);
    return g_application_run(G_APPLICATION(application), count, words);
}
