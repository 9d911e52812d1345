/* A program that asks the driver for every number it uses of a shader program: attributes, uniforms (an array and a structure
 * among them), uniform and storage blocks, subroutines; and a second one made of the first one's binary. Three frames. */
#define GL_GLEXT_PROTOTYPES
#include "glx_core.h"

static const char vertex[] = "#version 430\nin vec2 place; in vec3 tint; out vec3 mixed;\n"
                             "uniform vec2 move; uniform float sizes[3];\n"
                             "void main() { gl_Position = vec4(place * sizes[gl_InstanceID % 3] + move, 0, 1); mixed = tint; }";
static const char fragment[] = "#version 430\nin vec3 mixed; out vec4 colour;\n"
                               "struct Lamp { vec3 light; float power; }; uniform Lamp lamp;\n"
                               "layout(std140) uniform First { vec4 one; }; layout(std140) uniform Second { vec4 two; };\n"
                               "layout(std430) buffer Third { vec4 three[]; };\n"
                               "subroutine vec3 Finish(vec3 c); subroutine uniform Finish finish;\n"
                               "subroutine(Finish) vec3 plain(vec3 c) { return c; }\n"
                               "subroutine(Finish) vec3 swapped(vec3 c) { return c.bgr; }\n"
                               "void main() { colour = vec4(finish(mixed * lamp.light * lamp.power + one.rgb * two.rgb + three[1].rgb), 1); }";

static void set(GLuint program, int frame)
{
    const GLfloat sizes[] = {0.5f, 0.4f, 0.3f};
    glUseProgram(program);
    glUniform2f(glGetUniformLocation(program, "move"), (GLfloat)frame * 0.2f - 0.2f, 0.1f);
    glUniform1fv(glGetUniformLocation(program, "sizes"), 3, sizes);
    glUniform1f(glGetUniformLocation(program, "sizes[1]"), 0.8f);
    glUniform3f(glGetUniformLocation(program, "lamp.light"), 1, 0.5f, 0.25f);
    glProgramUniform1f(program, glGetUniformLocation(program, "lamp.power"), 0.75f);
    glUniformBlockBinding(program, glGetUniformBlockIndex(program, "First"), 2);
    glUniformBlockBinding(program, glGetUniformBlockIndex(program, "Second"), 3);
    glShaderStorageBlockBinding(program, glGetProgramResourceIndex(program, GL_SHADER_STORAGE_BLOCK, "Third"), 1);
    const GLuint which = glGetSubroutineIndex(program, GL_FRAGMENT_SHADER, frame == 1 ? "swapped" : "plain");
    glUniformSubroutinesuiv(GL_FRAGMENT_SHADER, 1, &which);
    GLfloat power = 0;
    glGetUniformfv(program, glGetUniformLocation(program, "lamp.power"), &power);
    printf("power %g error %x\n", power, glGetError());
}

int main(void)
{
    const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, 96, 64);
    glXMakeCurrent(dpy, window, make_core_context(dpy, config, NULL, 4, 3));
    GLuint first = make_program(vertex, fragment), second = glCreateProgram();
    const GLuint place = (GLuint)glGetAttribLocation(first, "place"), tint = (GLuint)glGetAttribLocation(first, "tint");

    const GLfloat corners[] = {-1, -1, 1, 0, 0, 1, -1, 0, 1, 0, 0, 1, 0, 0, 1};
    const GLfloat blocks[] = {0.25f, 0.5f, 0.75f, 1}, storage[] = {1, 1, 1, 1, 0.125f, 0.0625f, 0, 0};
    GLuint array, buffers[4];
    glGenVertexArrays(1, &array);
    glBindVertexArray(array);
    glGenBuffers(4, buffers);
    glBindBuffer(GL_ARRAY_BUFFER, buffers[0]);
    glBufferData(GL_ARRAY_BUFFER, sizeof corners, corners, GL_STATIC_DRAW);
    glVertexAttribPointer(place, 2, GL_FLOAT, GL_FALSE, 20, NULL);
    glVertexAttribPointer(tint, 3, GL_FLOAT, GL_FALSE, 20, (const GLvoid *)8);
    glEnableVertexAttribArray(place);
    glEnableVertexAttribArray(tint);
    for (GLuint i = 1; i < 4; i++) {
        const GLenum target = i < 3 ? GL_UNIFORM_BUFFER : GL_SHADER_STORAGE_BUFFER;
        glBindBuffer(target, buffers[i]);
        glBufferData(target, i < 3 ? sizeof blocks : sizeof storage, i < 3 ? blocks : storage, GL_STATIC_DRAW);
        glBindBufferBase(target, i < 3 ? i + 1 : 1, buffers[i]);
    }

    GLint length = 0, linked = 0;
    GLenum format = 0;
    glGetProgramiv(first, GL_PROGRAM_BINARY_LENGTH, &length);
    void *binary = malloc((size_t)length + 1);
    glGetProgramBinary(first, length, NULL, &format, binary);
    glProgramBinary(second, format, binary, length);
    glGetProgramiv(second, GL_LINK_STATUS, &linked);
    printf("binary %d linked %d\n", length > 0, linked);

    for (int frame = 0; frame < 3; frame++) {
        glClear(GL_COLOR_BUFFER_BIT);
        set(first, frame);
        glDrawArraysInstanced(GL_TRIANGLES, 0, 3, 2);
        glViewport(48, 0, 48, 32);
        set(second, frame + 1);
        glDrawArraysInstanced(GL_TRIANGLES, 0, 3, 2);
        glViewport(0, 0, 96, 64);
        unsigned char pixels[96 * 64 * 4];
        unsigned long long hash = 1469598103934665603ull;
        glReadPixels(0, 0, 96, 64, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
        for (size_t i = 0; i < sizeof pixels; i++) hash = (hash ^ pixels[i]) * 1099511628211ull;
        printf("frame %d %016llx error %x\n", frame, hash, glGetError());
        glXSwapBuffers(dpy, window);
    }
    return 0;
}
