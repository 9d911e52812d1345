/* A red square on blue that shows, or for one planted reason does not, for `sgl why`.
 *
 *   unseen CAUSE...        draws a frame with each of the causes, with objects of its own; `fine` shows
 *   unseen core CAUSE...   the same in a core profile, where `program-0` draws nothing */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>
#include <math.h>

#include "glx_core.h"

#define WIDTH 160
#define HEIGHT 120

static const char *vertex_text = "#version 130\n"
                                 "in vec3 position;\n"
                                 "uniform mat4 view;\n"
                                 "out vec2 place;\n"
                                 "void main() { place = position.xy + 0.5; gl_Position = view * vec4(position, 1.0); }\n";
static const char *colour_text = "#version 130\n"
                                 "uniform vec4 tint;\n"
                                 "uniform float least;\n"
                                 "out vec4 colour;\n"
                                 "in vec2 place;\n"
                                 "void main() { if (tint.r < least) discard; colour = tint; }\n";
static const char *texture_text = "#version 130\n"
                                  "uniform vec4 tint;\n"
                                  "uniform sampler2D image;\n"
                                  "in vec2 place;\n"
                                  "out vec4 colour;\n"
                                  "void main() { colour = tint * texture(image, vec2(0.83) - place * 0.7); }\n";
static const char *broken_text = "#version 130\n"
                                 "out vec4 colour;\n"
                                 "void main() { colour = missing; }\n";

static const char *cause;
static int is(const char *name) { return !strcmp(cause, name); }

static GLuint texture(int size, int levels)
{
    static unsigned char pixels[256 * 256 * 4];
    memset(pixels, 255, sizeof pixels);
    for (int i = 0; i < 256 * 256; i += 3) pixels[i * 4 + 2] = 60;
    GLuint name;
    glGenTextures(1, &name);
    glBindTexture(GL_TEXTURE_2D, name);
    for (int level = 0; level < levels; level++)
        glTexImage2D(GL_TEXTURE_2D, level, GL_RGBA8, size >> level ? size >> level : 1, size >> level ? size >> level : 1, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    return name;
}

static GLuint framebuffer(GLuint colour)
{
    GLuint name;
    glGenFramebuffers(1, &name);
    glBindFramebuffer(GL_FRAMEBUFFER, name);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, colour, 0);
    return name;
}

/* The framebuffer with several samples that the sample mask needs. */
static GLuint multisampled(void)
{
    GLuint name, colour;
    glGenRenderbuffers(1, &colour);
    glBindRenderbuffer(GL_RENDERBUFFER, colour);
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, 4, GL_RGBA8, WIDTH, HEIGHT);
    glGenFramebuffers(1, &name);
    glBindFramebuffer(GL_FRAMEBUFFER, name);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour);
    return name;
}

static void attach_text(GLuint program, GLenum stage, const char *text)
{
    GLuint shader = glCreateShader(stage);
    glShaderSource(shader, 1, &text, NULL);
    glCompileShader(shader);
    glAttachShader(program, shader);
}

static void immediate_square(float z)
{
    glColor4f(0.9f, 0.1f, 0.1f, 0.3f);
    glBegin(GL_QUADS);
    glVertex3f(-0.5f, -0.5f, z);
    glVertex3f(0.5f, -0.5f, z);
    glVertex3f(0.5f, 0.5f, z);
    glVertex3f(-0.5f, 0.5f, z);
    glEnd();
}

/* One frame with the cause; what it changed of the state is put back. */
static const char *compute_text = "#version 430\n"
                                  "layout(local_size_x = 4) in;\n"
                                  "layout(std430, binding = 2) buffer Sums { uint sums[]; };\n"
                                  "void main() { sums[gl_GlobalInvocationID.x] = 7u; }\n";
static const char *paint_text = "#version 430\n"
                                "layout(local_size_x = 4) in;\n"
                                "layout(rgba8, binding = 3) writeonly uniform image2D canvas;\n"
                                "void main() { imageStore(canvas, ivec2(gl_GlobalInvocationID.xy), vec4(1)); }\n";

/* A clear, the second of the frame, or a dispatch that does not do what it seems to. */
static void clear_or_dispatch(void)
{
    const GLbitfield all = GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT;
    glClearColor(0.1f, 0.1f, 0.4f, 1);
    glClearDepth(0.5);
    glClearStencil(3);
    glClear(all);
    glClearColor(0.9f, 0.1f, 0.1f, 1);
    glClearDepth(1);
    glClearStencil(0);
    if (is("clear-depth-mask")) glDepthMask(GL_FALSE);
    if (is("clear-colour-mask")) glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
    if (is("clear-stencil-mask")) glStencilMask(0);
    if (is("clear-discard")) glEnable(GL_RASTERIZER_DISCARD);
    if (is("clear-scissor")) glEnable(GL_SCISSOR_TEST), glScissor(500, 500, 10, 10);
    if (is("clear-incomplete")) framebuffer(0);
    if (is("clear-draw-buffer")) glDrawBuffer(GL_NONE);
    if (is("clear-same")) glClearColor(0.1f, 0.1f, 0.4f, 1), glClear(GL_COLOR_BUFFER_BIT);
    else if (is("clear-nothing")) glClear(0);
    else if (is("clear-draw-buffer")) glClear(GL_COLOR_BUFFER_BIT);
    else if (is("clear-stencil-mask")) glClearBufferfi(GL_DEPTH_STENCIL, 0, 1, 0);
    else glClear(all);
    if (!strncmp(cause, "dispatch", 8)) {
        GLuint program = glCreateProgram();
        attach_text(program, GL_COMPUTE_SHADER, is("dispatch-image") ? paint_text : compute_text);
        glLinkProgram(program);
        glUseProgram(is("dispatch-program") ? 0 : program);
        GLuint buffer;
        glGenBuffers(1, &buffer);
        glBindBuffer(GL_SHADER_STORAGE_BUFFER, buffer);
        glBufferData(GL_SHADER_STORAGE_BUFFER, 256, NULL, GL_STATIC_DRAW);
        glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 2, is("dispatch-buffer") ? 0 : buffer);
        if (is("dispatch-indirect")) {
            static const GLuint groups[4] = {9, 0, 1, 1};
            GLuint numbers;
            glGenBuffers(1, &numbers);
            glBindBuffer(GL_DISPATCH_INDIRECT_BUFFER, numbers);
            glBufferData(GL_DISPATCH_INDIRECT_BUFFER, sizeof groups, groups, GL_STATIC_DRAW);
            glDispatchComputeIndirect(4);
        } else
            glDispatchCompute(is("dispatch-none") ? 0 : 2, 1, 1);
        glUseProgram(0);
    }
    glDepthMask(GL_TRUE);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glStencilMask(~0u);
    glDisable(GL_RASTERIZER_DISCARD);
    glDisable(GL_SCISSOR_TEST);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glDrawBuffer(GL_BACK);
}

static void draw_frame(void)
{
    static const float corners[] = {-0.5f, -0.5f, 0, 0.5f, -0.5f, 0, -0.5f, 0.5f, 0, 0.5f, 0.5f, 0};
    static const float no_numbers[] = {NAN, NAN, 0, NAN, -0.5f, 0, -0.5f, NAN, 0, NAN, 0.5f, 0};
    const int textured = is("unbound-texture") || is("incomplete-texture") || is("feedback-loop");
    GLuint program = glCreateProgram(), array, buffer;
    attach_text(program, GL_VERTEX_SHADER, vertex_text);
    attach_text(program, GL_FRAGMENT_SHADER, is("no-program") ? broken_text : textured ? texture_text : colour_text);
    glLinkProgram(program);
    glGenVertexArrays(1, &array);
    glBindVertexArray(array);
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, sizeof corners, is("nan") ? no_numbers : corners, GL_STATIC_DRAW);
    glEnableVertexAttribArray(0);
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, 0, NULL);

    float view[16] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    if (is("outside")) view[12] = 5;
    if (is("far")) view[14] = 3;
    if (is("nan-uniform")) view[5] = INFINITY * 0;
    glUseProgram(program);
    glUniformMatrix4fv(glGetUniformLocation(program, "view"), 1, GL_FALSE, view);
    glUniform4f(glGetUniformLocation(program, "tint"), 0.9f, 0.1f, 0.1f, is("blend") ? 0.0f : 1.0f);
    glUniform1f(glGetUniformLocation(program, "least"), is("discard") ? 0.95f : 0.0f);

    if (is("program-0")) glUseProgram(0);

    GLuint drawn = 0, image = 0;
    if (is("incomplete-texture")) image = texture(64, 2);
    if (is("incomplete-framebuffer")) drawn = framebuffer(0);
    if (is("wrong-target")) drawn = framebuffer(image = texture(64, 1));
    if (is("feedback-loop")) drawn = framebuffer(image = texture(256, 1));
    if (is("feedback-loop")) glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    if (is("sample-mask")) drawn = multisampled();

    glBindFramebuffer(GL_FRAMEBUFFER, is("sample-mask") ? drawn : 0);
    glClearColor(0.1f, 0.1f, 0.4f, 1);
    glClearDepth(is("depth") ? 0.2 : 1);
    if (is("depth-kept")) glClearDepth(0), glClear(GL_DEPTH_BUFFER_BIT), glClearDepth(1), glDepthMask(GL_FALSE);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
    if (is("depth-kept")) glDepthMask(GL_TRUE), glEnable(GL_DEPTH_TEST);
    if (drawn) glBindFramebuffer(GL_FRAMEBUFFER, drawn);
    glBindTexture(GL_TEXTURE_2D, is("wrong-target") ? 0 : image);
    if (is("culled")) glEnable(GL_CULL_FACE), glFrontFace(GL_CW);
    if (is("depth")) glEnable(GL_DEPTH_TEST);
    if (is("stencil")) glEnable(GL_STENCIL_TEST), glStencilFunc(GL_EQUAL, 1, 0xff);
    if (is("scissor")) glEnable(GL_SCISSOR_TEST), glScissor(0, 0, 20, 20);
    if (is("colour-mask")) glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
    if (is("rasterizer-discard")) glEnable(GL_RASTERIZER_DISCARD);
    if (is("blend")) glEnable(GL_BLEND), glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    if (is("viewport")) glViewport(0, 0, 0, HEIGHT);
    if (is("sample-mask")) glEnable(GL_SAMPLE_MASK), glSampleMaski(0, 0);
    if (is("no-draw-buffer")) glDrawBuffer(GL_NONE);
    if (is("logic-op")) glEnable(GL_COLOR_LOGIC_OP), glLogicOp(GL_NOOP);
    if (is("several")) { /* neither alone: the stencil test keeps the left half, the scissor box the right one */
        glEnable(GL_SCISSOR_TEST);
        glScissor(0, 0, WIDTH / 2, HEIGHT);
        glClearStencil(1);
        glClear(GL_STENCIL_BUFFER_BIT);
        glClearStencil(0);
        glScissor(WIDTH / 2, 0, WIDTH / 2, HEIGHT);
        glEnable(GL_STENCIL_TEST);
        glStencilFunc(GL_EQUAL, 1, 0xff);
    }
    if (is("alpha-test") || is("immediate-depth") || is("list")) {
        glUseProgram(0);
        glBindVertexArray(0);
        if (is("alpha-test")) glEnable(GL_ALPHA_TEST), glAlphaFunc(GL_GREATER, 0.5f);
        if (is("immediate-depth")) glEnable(GL_DEPTH_TEST), glDepthFunc(GL_GREATER);
        if (is("list")) {
            glNewList(1, GL_COMPILE);
            immediate_square(0);
            glEndList();
            glMatrixMode(GL_MODELVIEW);
            glLoadIdentity();
            glTranslatef(0, 4, 0);
            glCallList(1);
            glLoadIdentity();
        } else
            immediate_square(0);
        glBindVertexArray(array);
    } else if (is("no-instances"))
        glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, 0);
    else
        glDrawArrays(GL_TRIANGLE_STRIP, 0, is("no-vertices") ? 0 : is("too-few") ? 2 : 4);
    if (is("covered")) glEnable(GL_SCISSOR_TEST), glScissor(20, 20, 120, 90), glClear(GL_COLOR_BUFFER_BIT), glDisable(GL_SCISSOR_TEST);

    glDisable(GL_CULL_FACE);
    glFrontFace(GL_CCW);
    glDisable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    glDisable(GL_STENCIL_TEST);
    glStencilFunc(GL_ALWAYS, 0, 0xff);
    glDisable(GL_SCISSOR_TEST);
    glScissor(0, 0, WIDTH, HEIGHT);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glDisable(GL_RASTERIZER_DISCARD);
    glDisable(GL_BLEND);
    glDisable(GL_ALPHA_TEST);
    glDisable(GL_SAMPLE_MASK);
    glDisable(GL_COLOR_LOGIC_OP);
    glViewport(0, 0, WIDTH, HEIGHT);
    if (is("sample-mask")) {
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
        glBlitFramebuffer(0, 0, WIDTH, HEIGHT, 0, 0, WIDTH, HEIGHT, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    if (is("no-draw-buffer")) glDrawBuffer(GL_BACK);
}

int main(int argc, char **argv)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_GREEN_SIZE, 8, GLX_BLUE_SIZE, 8, GLX_DEPTH_SIZE, 24, GLX_STENCIL_SIZE, 8, None};
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, WIDTH, HEIGHT);
    const int core = argc > 1 && !strcmp(argv[1], "core");
    GLXContext context = core ? make_core_context(dpy, config, NULL, 3, 3) : glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    for (int i = 1 + core; i < argc; i++) {
        cause = argv[i];
        if (!strncmp(cause, "clear-", 6) || !strncmp(cause, "dispatch", 8)) clear_or_dispatch();
        else draw_frame();
        glXSwapBuffers(dpy, window);
    }
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XCloseDisplay(dpy);
    return 0;
}
