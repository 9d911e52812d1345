/* What two implementations of OpenGL ES 2 may draw otherwise, and what they may not: the left half is noise that mediump leaves
 * open; in the second frame there is a square on the right whose colour its shader chooses by an extension that only one of them
 * has; in the third one triangle, moved to the right by so many pixels as the argument says. `two_opinions [PIXELS]`, in a window
 * of 128x64. */
#include <GLES2/gl2.h>

#include "es_window.h"
#include "gl_program.h"

enum { WIDTH = 128, HEIGHT = 64 };

static GLuint program(const char *fragment)
{
    static const char vertex[] = "attribute vec2 place; varying vec2 at;"
                                 "void main() { at = place * 0.5 + 0.5; gl_Position = vec4(place, 0.0, 1.0); }";
    GLuint p = glCreateProgram();
    add_shader(p, GL_VERTEX_SHADER, vertex);
    add_shader(p, GL_FRAGMENT_SHADER, fragment);
    glBindAttribLocation(p, 0, "place");
    return link_program(p);
}

int main(int argc, char **argv)
{
    float moved = argc > 1 ? 2 * strtof(argv[1], NULL) / WIDTH : 0;
    struct es_window window = open_es_window(2, WIDTH, HEIGHT, 0);
    GLuint noise = program("precision mediump float; varying vec2 at;"
                           "void main() { gl_FragColor = vec4(vec3(fract(sin(dot(at, vec2(12.9, 78.2))) * 437.5)), 1.0); }");
    GLuint named = program("#ifdef GL_OES_EGL_image_external\n"
                           "void main() { gl_FragColor = vec4(1.0, 0.0, 0.0, 1.0); }\n"
                           "#else\n"
                           "void main() { gl_FragColor = vec4(0.0, 0.0, 1.0, 1.0); }\n"
                           "#endif\n");
    GLuint plain = program("void main() { gl_FragColor = vec4(0.0, 1.0, 0.5, 1.0); }");
    static const GLfloat left[] = {-1, -1, 0, -1, -1, 1, 0, 1}, right[] = {0.25f, -0.5f, 0.75f, -0.5f, 0.25f, 0.5f, 0.75f, 0.5f};
    GLfloat triangle[] = {-0.9f + moved, -0.9f, 0.83f + moved, -0.4f, 0.1f + moved, 0.9f};
    glEnableVertexAttribArray(0);
    for (int frame = 0; frame < 3; frame++) {
        glClear(GL_COLOR_BUFFER_BIT);
        glUseProgram(frame == 2 ? plain : noise);
        glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, frame == 2 ? triangle : left);
        glDrawArrays(GL_TRIANGLE_STRIP, 0, frame == 2 ? 3 : 4);
        if (frame == 1) {
            glUseProgram(named);
            glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, right);
            glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
        }
        eglSwapBuffers(window.display, window.surface);
    }
    printf("error %#x\n", glGetError());
    return 0;
}
