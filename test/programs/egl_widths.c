/* What differs between 32 and 64 bits in OpenGL's interface, in a core context without a window system: sizes and offsets in
 * arrays, arrays of pointers, maps, syncs, 64-bit integers and doubles. Prints what it reads and a hash of what it draws. */
#define GL_GLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GL/gl.h>
#include <GL/glext.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 64 };

static const char vertex[] = "#version 430\nlayout(location = 0) in dvec2 place;\n"
                             "layout(std140, binding = 0) uniform A { vec4 move; }; layout(std140, binding = 1) uniform B { vec4 scale; };\n"
                             "void main() { gl_Position = vec4(vec2(place) * scale.xy + move.xy, 0, 1); }";
static const char fragment[] = "#version 430\nuniform double red; uniform uvec2 other; out vec4 colour;\n"
                               "void main() { colour = vec4(float(red), vec2(other) / 255.0, 1); }";

static void add_shader(GLuint program, GLenum type, const char *text)
{
    GLuint shader = glCreateShader(type);
    const GLint length = (GLint)strlen(text);
    glShaderSource(shader, 1, &text, &length);
    glCompileShader(shader);
    glAttachShader(program, shader);
    glDeleteShader(shader);
}

static void report(const char *what)
{
    static unsigned char pixels[SIDE * SIDE * 4];
    uint64_t hash = 1469598103934665603u;
    int lit = 0;
    glReadPixels(0, 0, SIDE, SIDE, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    for (size_t i = 0; i < sizeof pixels; i++) hash = (hash ^ pixels[i]) * 1099511628211u;
    for (size_t i = 0; i < sizeof pixels; i += 4) lit += pixels[i] != 0;
    printf("%s: %016" PRIx64 " lit %d error %x\n", what, hash, lit, glGetError());
    glClear(GL_COLOR_BUFFER_BIT);
}

static void context(void)
{
    PFNEGLGETPLATFORMDISPLAYEXTPROC get = (PFNEGLGETPLATFORMDISPLAYEXTPROC)eglGetProcAddress("eglGetPlatformDisplayEXT");
    EGLDisplay display = get ? get(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL) : EGL_NO_DISPLAY;
    const EGLint wanted[] = {EGL_CONTEXT_MAJOR_VERSION, 4, EGL_CONTEXT_MINOR_VERSION, 4, EGL_NONE};
    if (!eglInitialize(display, NULL, NULL) || !eglBindAPI(EGL_OPENGL_API)) exit(2);
    EGLContext made = eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, wanted);
    if (!eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, made)) exit(2);
}

int main(void)
{
    context();
    GLuint frame, image, array, buffers[4];
    glGenFramebuffers(1, &frame);
    glGenRenderbuffers(1, &image);
    glBindRenderbuffer(GL_RENDERBUFFER, image);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, SIDE, SIDE);
    glBindFramebuffer(GL_FRAMEBUFFER, frame);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, image);
    glViewport(0, 0, SIDE, SIDE);

    GLuint program = glCreateProgram();
    add_shader(program, GL_VERTEX_SHADER, vertex);
    add_shader(program, GL_FRAGMENT_SHADER, fragment);
    glLinkProgram(program);
    glUseProgram(program);
    glUniform1d(glGetUniformLocation(program, "red"), 0.75);
    glUniform2ui(glGetUniformLocation(program, "other"), 100, 200);

    /* two uniform blocks out of one buffer, by arrays of offsets and sizes */
    GLint alignment = 256;
    glGetIntegerv(GL_UNIFORM_BUFFER_OFFSET_ALIGNMENT, &alignment);
    const GLintptr step = alignment > 16 ? alignment : 16;
    glGenBuffers(4, buffers);
    glBindBuffer(GL_UNIFORM_BUFFER, buffers[0]);
    glBufferStorage(GL_UNIFORM_BUFFER, step * 2, NULL, GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT);
    float *blocks = glMapBufferRange(GL_UNIFORM_BUFFER, 0, step * 2, GL_MAP_WRITE_BIT | GL_MAP_PERSISTENT_BIT | GL_MAP_COHERENT_BIT);
    const GLuint both[2] = {buffers[0], buffers[0]};
    const GLintptr offsets[2] = {0, step};
    const GLsizeiptr sizes[2] = {16, 16};
    glBindBuffersRange(GL_UNIFORM_BUFFER, 0, 2, both, offsets, sizes);
    blocks[0] = 0.25f;
    blocks[1] = -0.25f;
    blocks[step / 4] = blocks[step / 4 + 1] = 0.5f;
    GLint64 at = -1, size = -1;
    glGetInteger64i_v(GL_UNIFORM_BUFFER_START, 1, &at);
    glGetInteger64i_v(GL_UNIFORM_BUFFER_SIZE, 1, &size);
    printf("block at %d steps, size %d\n", (int)(at / step), (int)size);

    const double corners[] = {-1, -1, 1, -1, -1, 1, 1, 1, 0, 0};
    const GLushort indices[] = {0, 1, 2, 3, 2, 1, 0, 4, 1};
    glGenVertexArrays(1, &array);
    glBindVertexArray(array);
    glBindBuffer(GL_ARRAY_BUFFER, buffers[1]);
    glBufferData(GL_ARRAY_BUFFER, sizeof corners, corners, GL_STATIC_DRAW);
    glVertexAttribLPointer(0, 2, GL_DOUBLE, 0, NULL);
    glEnableVertexAttribArray(0);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffers[2]);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, sizeof indices, indices, GL_STATIC_DRAW);
    const GLsizei counts[2] = {3, 3};
    const GLvoid *starts[2] = {NULL, (const GLvoid *)(3 * sizeof *indices)};
    glMultiDrawElements(GL_TRIANGLES, counts, GL_UNSIGNED_SHORT, starts, 2);
    report("two triangles");

    blocks[0] = -0.25f; /* seen without a flush: the map is coherent */
    glDrawElementsBaseVertex(GL_TRIANGLES, 3, GL_UNSIGNED_SHORT, (const GLvoid *)(6 * sizeof *indices), 0);
    report("moved");

    GLsync sync = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    GLenum waited = glClientWaitSync(sync, GL_SYNC_FLUSH_COMMANDS_BIT, UINT64_C(20000000000));
    printf("sync %d waited %d\n", glIsSync(sync), waited == GL_ALREADY_SIGNALED || waited == GL_CONDITION_SATISFIED);
    glDeleteSync(sync);

    /* copies and reads by 64-bit offsets, and a map that is read */
    glBindBuffer(GL_COPY_WRITE_BUFFER, buffers[3]);
    glBufferData(GL_COPY_WRITE_BUFFER, 1 << 20, NULL, GL_STREAM_READ);
    glClearBufferSubData(GL_COPY_WRITE_BUFFER, GL_R32UI, 0, 1 << 20, GL_RED_INTEGER, GL_UNSIGNED_INT, &(GLuint){0x01020304});
    glCopyBufferSubData(GL_ARRAY_BUFFER, GL_COPY_WRITE_BUFFER, 16, (1 << 20) - 64, 64);
    const unsigned char *bytes = glMapBufferRange(GL_COPY_WRITE_BUFFER, 1 << 19, 1 << 19, GL_MAP_READ_BIT);
    double last[8];
    memcpy(last, bytes + (1 << 19) - 64, 64);
    printf("map %d %02x corners %g %g %g %g\n", bytes != NULL, bytes[0], last[0], last[1], last[2], last[3]);
    glUnmapBuffer(GL_COPY_WRITE_BUFFER);
    GLdouble red = 0;
    glGetUniformdv(program, glGetUniformLocation(program, "red"), &red);
    GLvoid *pointer = NULL;
    glGetBufferPointerv(GL_UNIFORM_BUFFER, GL_BUFFER_MAP_POINTER, &pointer);
    printf("uniform %g pointer %d error %x\n", red, pointer == (GLvoid *)blocks, glGetError());

    /* memory of the program for pixels */
    GLuint texture;
    static unsigned char texels[SIDE * SIDE * 4];
    for (size_t i = 0; i < sizeof texels; i++) texels[i] = (unsigned char)(i * 7);
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, SIDE, SIDE, 0, GL_RGBA, GL_UNSIGNED_BYTE, texels);
    glCopyImageSubData(texture, GL_TEXTURE_2D, 0, 0, 0, 0, image, GL_RENDERBUFFER, 0, 0, 0, 0, SIDE, SIDE, 1);
    report("image");
    return 0;
}
