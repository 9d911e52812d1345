/* What OpenGL ES draws where it differs from OpenGL on the way: fixed-point and byte arrays, point size arrays,
 * client arrays with indices in a buffer, half-float and packed attributes, pbuffers as textures, fences between
 * threads, buffers mapped through extensions. Prints a hash of each picture and the errors. Run natively and
 * through the client library: the same lines. */
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES/gl.h>
#include <GLES/glext.h>
#undef GL_GLEXT_PROTOTYPES
#include <GLES3/gl31.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifndef GL_HALF_FLOAT_OES
#define GL_HALF_FLOAT_OES 0x8D61
#endif

static EGLDisplay d;
static EGLConfig config;
enum { SIZE = 64 };

static void picture(const char *what)
{
    static unsigned char pixels[SIZE * SIZE * 4];
    uint64_t hash = 1469598103934665603u;
    int lit = 0;
    memset(pixels, 7, sizeof pixels);
    glReadPixels(0, 0, SIZE, SIZE, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    for (size_t i = 0; i < sizeof pixels; i++) {
        hash = (hash ^ pixels[i]) * 1099511628211u;
        lit += i % 4 < 3 && pixels[i];
    }
    printf("%s: %016llx lit %d error %#x egl %#x\n", what, (unsigned long long)hash, lit, glGetError(), (unsigned)eglGetError());
    glClear(GL_COLOR_BUFFER_BIT);
}

static EGLContext context(EGLint version, EGLContext share)
{
    return eglCreateContext(d, config, share, (const EGLint[]){EGL_CONTEXT_CLIENT_VERSION, version, EGL_NONE});
}

/* ---- OpenGL ES 1 ---------------------------------------------------------------------------------- */

static void fixed_function(EGLSurface surface)
{
    EGLContext c = context(1, EGL_NO_CONTEXT);
    eglMakeCurrent(d, surface, surface, c);
    printf("version %s\n", glGetString(GL_VERSION));
    glClear(GL_COLOR_BUFFER_BIT); /* a new pbuffer holds anything */
    static const GLbyte bytes[] = {-100, -100, 100, -90, 0, 100};
    static const GLfixed fixed[] = {-0x8000, -0x8000, 0, 0x8000, -0x8000, 0, 0, 0xc000, 0x4000};
    static const GLubyte colours[] = {255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255};
    static const GLubyte indices[] = {2, 0, 1};
    static const GLfloat sizes[] = {4, 9.5f, 15};
    glMatrixMode(GL_PROJECTION);
    glOrthox(-0x10000, 0x10000, -0x10000, 0x10000, -0x10000, 0x10000);
    glEnableClientState(GL_VERTEX_ARRAY);
    glEnableClientState(GL_COLOR_ARRAY);
    glColorPointer(4, GL_UNSIGNED_BYTE, 0, colours);
    glVertexPointer(3, GL_FIXED, 0, fixed);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    picture("fixed-point vertices");
    glPushMatrix();
    glScalex(0x200, 0x200, 0x10000);
    glVertexPointer(2, GL_BYTE, 0, bytes);
    glDrawElements(GL_TRIANGLES, 3, GL_UNSIGNED_BYTE, indices);
    picture("byte vertices");
    glPopMatrix();
    void (*point_sizes)(GLenum, GLsizei, const void *) = (void (*)(GLenum, GLsizei, const void *))eglGetProcAddress("glPointSizePointerOES");
    glEnableClientState(GL_POINT_SIZE_ARRAY_OES);
    if (point_sizes) point_sizes(GL_FLOAT, 0, sizes);
    glVertexPointer(3, GL_FIXED, 0, fixed);
    glDrawArrays(GL_POINTS, 0, 3);
    picture("point size array");
    void *pointer = NULL;
    glGetPointerv(GL_POINT_SIZE_ARRAY_POINTER_OES, &pointer);
    printf("its pointer %d\n", pointer == sizes);
    glDisableClientState(GL_POINT_SIZE_ARRAY_OES);
    GLuint buffer;
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffer);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, sizeof indices, indices, GL_STATIC_DRAW);
    glDrawElements(GL_TRIANGLES, 3, GL_UNSIGNED_BYTE, NULL);
    picture("indices in a buffer, vertices in memory");
    static const GLfixed ambient[] = {0x4000, 0x8000, 0xc000, 0x10000}, light[] = {0, 0, 0x10000, 0};
    GLfixed back[16] = {0};
    glLightModelxv(GL_LIGHT_MODEL_AMBIENT, ambient);
    glLightxv(GL_LIGHT0, GL_POSITION, light);
    glEnable(GL_LIGHTING);
    glEnable(GL_LIGHT0);
    glDisableClientState(GL_COLOR_ARRAY);
    glMaterialx(GL_FRONT_AND_BACK, GL_SHININESS, 20 << 16);
    glNormal3x(0, 0x8000, 0x8000);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    picture("lit");
    glGetLightxv(GL_LIGHT0, GL_DIFFUSE, back);
    printf("diffuse %d %d %d %d", back[0], back[1], back[2], back[3]);
    glGetFixedv(GL_PROJECTION_MATRIX, back);
    printf(" matrix %d %d", back[0], back[15]);
    GLfloat plane[4] = {0};
    glClipPlanef(GL_CLIP_PLANE0, (const GLfloat[]){0, 1, 0, 0.25f});
    glGetClipPlanef(GL_CLIP_PLANE0, plane);
    printf(" plane %g %g error %#x\n", plane[1], plane[3], glGetError());
    eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(d, c);
}

/* ---- OpenGL ES 2 and 3 ---------------------------------------------------------------------------- */

static GLuint program(void)
{
    static const char *vertex = "attribute vec4 p; attribute vec4 c; varying vec4 v; void main() { v = c; gl_Position = p; }";
    static const char *fragment = "precision mediump float; varying vec4 v; uniform sampler2D t; uniform float k; void main() { gl_FragColor = mix(v, texture2D(t, v.xy), k); }";
    GLuint vs = glCreateShader(GL_VERTEX_SHADER), fs = glCreateShader(GL_FRAGMENT_SHADER), p = glCreateProgram();
    glShaderSource(vs, 1, &vertex, NULL);
    glShaderSource(fs, 1, &fragment, NULL);
    glCompileShader(vs);
    glCompileShader(fs);
    glAttachShader(p, vs);
    glAttachShader(p, fs);
    glBindAttribLocation(p, 0, "p");
    glBindAttribLocation(p, 1, "c");
    glLinkProgram(p);
    glUseProgram(p);
    return p;
}

static const GLfloat corners[] = {-0.9f, -0.9f, 0.9f, -0.8f, 0.1f, 0.9f, -0.5f, 0.6f};
static const GLfloat tints[] = {1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 0, 1};

static void shaders(EGLSurface surface)
{
    EGLContext c = context(2, EGL_NO_CONTEXT);
    eglMakeCurrent(d, surface, surface, c);
    GLuint p = program(), buffer;
    static const GLushort indices[] = {0, 1, 2, 0, 2, 3};
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, corners);
    glVertexAttribPointer(1, 4, GL_FLOAT, GL_FALSE, 0, tints);
    glEnableVertexAttribArray(0);
    glEnableVertexAttribArray(1);
    glDrawElements(GL_TRIANGLES, 6, GL_UNSIGNED_SHORT, indices);
    picture("client arrays and indices");
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffer);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, sizeof indices, indices, GL_STATIC_DRAW);
    glDrawElements(GL_TRIANGLES, 3, GL_UNSIGNED_SHORT, (const void *)6);
    picture("client arrays, indices in a buffer");
    static const GLushort halves[] = {0xb800, 0xb800, 0x3800, 0xb800, 0, 0x3a00}; /* -0.5, 0.5, 0.75 */
    glVertexAttribPointer(0, 2, GL_HALF_FLOAT_OES, GL_FALSE, 0, halves);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    picture("half floats");
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, corners);
    void *(*map)(GLenum, GLenum) = (void *(*)(GLenum, GLenum))eglGetProcAddress("glMapBufferOES");
    GLboolean (*unmap)(GLenum) = (GLboolean(*)(GLenum))eglGetProcAddress("glUnmapBufferOES");
    GLushort *mapped = map ? map(GL_ELEMENT_ARRAY_BUFFER, 0x88B9 /* GL_WRITE_ONLY_OES */) : NULL;
    if (mapped) mapped[0] = 3;
    printf("mapped %d unmapped %d\n", mapped != NULL, mapped ? unmap(GL_ELEMENT_ARRAY_BUFFER) : -1);
    glDrawElements(GL_TRIANGLES, 3, GL_UNSIGNED_SHORT, NULL);
    picture("after the map");

    /* a pbuffer as a texture */
    EGLSurface other = eglCreatePbufferSurface(d, config, (const EGLint[]){EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_TEXTURE_FORMAT, EGL_TEXTURE_RGBA, EGL_TEXTURE_TARGET, EGL_TEXTURE_2D, EGL_NONE});
    eglMakeCurrent(d, other, other, c);
    glClearColor(0.25f, 0.5f, 1, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glClearColor(0, 0, 0, 0);
    eglMakeCurrent(d, surface, surface, c);
    GLuint texture;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    printf("bind %d", eglBindTexImage(d, other, EGL_BACK_BUFFER));
    printf(" %#x\n", (unsigned)eglGetError());
    glUniform1f(glGetUniformLocation(p, "k"), 1);
    glDrawElements(GL_TRIANGLES, 6, GL_UNSIGNED_SHORT, NULL);
    picture("textured with a pbuffer");
    printf("release %d", eglReleaseTexImage(d, other, EGL_BACK_BUFFER));
    printf(" window %d", eglBindTexImage(d, surface, EGL_BACK_BUFFER));
    printf(" %#x\n", (unsigned)eglGetError());
    eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroySurface(d, other);
    eglDestroyContext(d, c);
}

/* ---- threads -------------------------------------------------------------------------------------- */

static EGLContext main_context;
static EGLSync fence;
static GLuint shared_texture;

static void *upload(void *unused)
{
    (void)unused;
    static unsigned char pixels[SIZE * SIZE * 4];
    EGLContext c = context(3, main_context);
    eglBindAPI(EGL_OPENGL_ES_API);
    printf("in a thread %d", eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, c));
    printf(" taken %d", eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, main_context));
    printf(" %#x\n", (unsigned)eglGetError());
    for (size_t i = 0; i < sizeof pixels; i++) pixels[i] = (unsigned char)(i * 37 >> 3);
    glGenTextures(1, &shared_texture);
    glBindTexture(GL_TEXTURE_2D, shared_texture);
    glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, SIZE, SIZE);
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, SIZE, SIZE, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    fence = eglCreateSync(d, EGL_SYNC_FENCE, NULL);
    glFlush();
    eglReleaseThread();
    eglDestroyContext(d, c);
    return NULL;
}

static void threads(EGLSurface surface)
{
    pthread_t thread;
    main_context = context(3, EGL_NO_CONTEXT);
    eglMakeCurrent(d, surface, surface, main_context);
    GLuint p = program();
    pthread_create(&thread, NULL, upload, NULL);
    pthread_join(thread, NULL);
    printf("server wait %d", eglWaitSync(d, fence, 0));
    printf(" client wait %#x\n", eglClientWaitSync(d, fence, 0, EGL_FOREVER));
    glBindTexture(GL_TEXTURE_2D, shared_texture);
    glUniform1f(glGetUniformLocation(p, "k"), 1);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 0, corners);
    glVertexAttribPointer(1, 4, GL_FLOAT, GL_FALSE, 0, tints);
    glEnableVertexAttribArray(0);
    glEnableVertexAttribArray(1);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    picture("another thread's texture");
    EGLContext alone = context(2, EGL_NO_CONTEXT);
    eglMakeCurrent(d, surface, surface, alone);
    printf("from another group %#x", eglClientWaitSync(d, fence, 0, EGL_FOREVER));
    printf(" %d", eglDestroySync(d, fence));
    printf(" %#x\n", (unsigned)eglGetError());
    eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(d, alone);
    eglDestroyContext(d, main_context);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    EGLint n = 0;
    d = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
    if (!eglInitialize(d, NULL, NULL)) return 1;
    const EGLint wish[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RED_SIZE, 8, EGL_ALPHA_SIZE, 8, EGL_DEPTH_SIZE, 16, EGL_BUFFER_SIZE, 32, EGL_NONE};
    EGLConfig configs[64];
    eglChooseConfig(d, wish, configs, 64, &n);
    for (int i = 0; i < n && !config; i++) {
        EGLint red = 0;
        eglGetConfigAttrib(d, configs[i], EGL_RED_SIZE, &red);
        if (red == 8) config = configs[i];
    }
    EGLSurface surface = eglCreatePbufferSurface(d, config, (const EGLint[]){EGL_WIDTH, SIZE, EGL_HEIGHT, SIZE, EGL_NONE});
    fixed_function(surface);
    shaders(surface);
    threads(surface);
    return 0;
}
