/* EGL's images: what a texture or renderbuffer of one context holds, seen and drawn by another that shares nothing with
 * it, of desktop OpenGL and of OpenGL ES, and which mistakes are noticed. Run natively and through the client library: the
 * same lines. */
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <stdio.h>
#include <string.h>

enum { SIZE = 8 };
enum {
    TEXTURE_2D = 0x0DE1, TEXTURE_3D = 0x806F, CUBE_MAP = 0x8513, CUBE_POSITIVE_X = 0x8515, RENDERBUFFER = 0x8D41, FRAMEBUFFER = 0x8D40,
    COLOR_ATTACHMENT0 = 0x8CE0, FRAMEBUFFER_COMPLETE = 0x8CD5, RGBA = 0x1908, RGBA8 = 0x8058, UNSIGNED_BYTE = 0x1401, COLOR_BUFFER_BIT = 0x4000,
    MIN_FILTER = 0x2801, NEAREST = 0x2600, EXTENSIONS = 0x1F03, TEXTURE_WIDTH = 0x1000,
};

#define GL_FUNCTIONS(F)                                                                                                  \
    F(void, GenTextures, (int, unsigned *)) F(void, BindTexture, (unsigned, unsigned))                                    \
    F(void, TexImage2D, (unsigned, int, int, int, int, int, unsigned, unsigned, const void *))                             \
    F(void, TexSubImage2D, (unsigned, int, int, int, int, int, unsigned, unsigned, const void *))                          \
    F(void, TexImage3D, (unsigned, int, int, int, int, int, int, unsigned, unsigned, const void *))                        \
    F(void, TexParameteri, (unsigned, unsigned, int)) F(void, DeleteTextures, (int, const unsigned *))                    \
    F(void, GenRenderbuffers, (int, unsigned *)) F(void, BindRenderbuffer, (unsigned, unsigned))                          \
    F(void, RenderbufferStorage, (unsigned, unsigned, int, int)) F(void, GenFramebuffers, (int, unsigned *))              \
    F(void, BindFramebuffer, (unsigned, unsigned)) F(unsigned, CheckFramebufferStatus, (unsigned))                        \
    F(void, FramebufferTexture2D, (unsigned, unsigned, unsigned, unsigned, int))                                          \
    F(void, FramebufferRenderbuffer, (unsigned, unsigned, unsigned, unsigned)) F(void, ClearColor, (float, float, float, float)) \
    F(void, Clear, (unsigned)) F(void, Finish, (void)) F(void, ReadPixels, (int, int, int, int, unsigned, unsigned, void *)) \
    F(unsigned, GetError, (void)) F(const unsigned char *, GetString, (unsigned)) F(void, Viewport, (int, int, int, int))  \
    F(void, EGLImageTargetTexture2DOES, (unsigned, void *)) F(void, EGLImageTargetRenderbufferStorageOES, (unsigned, void *)) \
    F(void, EGLImageTargetTexStorageEXT, (unsigned, void *, const int *))                                                 \
    F(void, EGLImageTargetTextureStorageEXT, (unsigned, void *, const int *))
#define F(type, name, parameters) static type(*name) parameters;
GL_FUNCTIONS(F)
#undef F

static EGLDisplay d;
static PFNEGLCREATEIMAGEKHRPROC create_khr;
static PFNEGLDESTROYIMAGEKHRPROC destroy_khr;

static unsigned egl_error(void) { return (unsigned)eglGetError(); }

static EGLContext context(EGLenum api)
{
    const EGLint es[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_NONE};
    eglBindAPI(api);
    return eglCreateContext(d, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, api == EGL_OPENGL_ES_API ? es : NULL);
}

static void current(EGLContext c, EGLenum api)
{
    eglBindAPI(api);
    printf("current %d\n", eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, c));
    Viewport(0, 0, SIZE, SIZE);
}

static void fill(unsigned char *pixels, int seed)
{
    for (int i = 0; i < SIZE * SIZE * 4; i++) pixels[i] = (unsigned char)(i * 7 + seed);
}

/* What the bound framebuffer shows, as a sum. */
static void tell(const char *what)
{
    unsigned char pixels[SIZE * SIZE * 4];
    memset(pixels, 0, sizeof pixels);
    unsigned sum = 0, status = CheckFramebufferStatus(FRAMEBUFFER);
    if (status == FRAMEBUFFER_COMPLETE) ReadPixels(0, 0, SIZE, SIZE, RGBA, UNSIGNED_BYTE, pixels);
    for (unsigned i = 0; i < sizeof pixels; i++) sum = sum * 31 + pixels[i];
    printf("%s: status %#x sum %08x error %#x\n", what, status, sum, GetError());
}

static unsigned texture_of(EGLImage image, const char *how)
{
    unsigned t;
    GenTextures(1, &t);
    BindTexture(TEXTURE_2D, t);
    TexParameteri(TEXTURE_2D, MIN_FILTER, NEAREST);
    EGLImageTargetTexture2DOES(TEXTURE_2D, image);
    printf("%s: target %#x\n", how, GetError());
    FramebufferTexture2D(FRAMEBUFFER, COLOR_ATTACHMENT0, TEXTURE_2D, t, 0);
    return t;
}

static void between(EGLenum from, EGLenum to)
{
    printf("from %#x to %#x\n", from, to);
    EGLContext a = context(from), b = context(to);
    unsigned char pixels[SIZE * SIZE * 4];
    unsigned t, r, cube, fb, volume;
    current(a, from);
    GenTextures(1, &t);
    BindTexture(TEXTURE_2D, t);
    TexParameteri(TEXTURE_2D, MIN_FILTER, NEAREST);
    fill(pixels, 1);
    TexImage2D(TEXTURE_2D, 0, RGBA, SIZE, SIZE, 0, RGBA, UNSIGNED_BYTE, pixels);
    GenRenderbuffers(1, &r);
    BindRenderbuffer(RENDERBUFFER, r);
    RenderbufferStorage(RENDERBUFFER, RGBA8, SIZE, SIZE);
    GenFramebuffers(1, &fb);
    BindFramebuffer(FRAMEBUFFER, fb);
    FramebufferRenderbuffer(FRAMEBUFFER, COLOR_ATTACHMENT0, RENDERBUFFER, r);
    ClearColor(0.2f, 0.4f, 0.6f, 1);
    Clear(COLOR_BUFFER_BIT);
    GenTextures(1, &cube);
    BindTexture(CUBE_MAP, cube);
    TexParameteri(CUBE_MAP, MIN_FILTER, NEAREST);
    for (int face = 0; face < 6; face++) {
        fill(pixels, 10 * face);
        TexImage2D(CUBE_POSITIVE_X + (unsigned)face, 0, RGBA, SIZE, SIZE, 0, RGBA, UNSIGNED_BYTE, pixels);
    }
    GenTextures(1, &volume);
    BindTexture(TEXTURE_3D, volume);
    TexParameteri(TEXTURE_3D, MIN_FILTER, NEAREST);
    unsigned char deep[4 * SIZE * SIZE * 4];
    for (unsigned i = 0; i < sizeof deep; i++) deep[i] = (unsigned char)(i * 3);
    TexImage3D(TEXTURE_3D, 0, RGBA8, SIZE, SIZE, 4, 0, RGBA, UNSIGNED_BYTE, deep);
    Finish();
    const EGLint preserved[] = {EGL_IMAGE_PRESERVED_KHR, EGL_TRUE, EGL_NONE}, level[] = {EGL_GL_TEXTURE_LEVEL_KHR, 0, EGL_NONE};
    const EGLint slice[] = {EGL_GL_TEXTURE_LEVEL_KHR, 0, EGL_GL_TEXTURE_ZOFFSET_KHR, 2, EGL_NONE};
    EGLImage of_texture = create_khr(d, a, EGL_GL_TEXTURE_2D_KHR, (EGLClientBuffer)(long)t, preserved);
    printf("image of a texture: %d %#x\n", of_texture != NULL, egl_error());
    EGLImage of_buffer = eglCreateImage(d, a, EGL_GL_RENDERBUFFER, (EGLClientBuffer)(long)r, NULL);
    printf("image of a renderbuffer: %d %#x\n", of_buffer != NULL, egl_error());
    EGLImage of_face = create_khr(d, a, EGL_GL_TEXTURE_CUBE_MAP_NEGATIVE_Y_KHR, (EGLClientBuffer)(long)cube, level);
    printf("image of a face: %d %#x\n", of_face != NULL, egl_error());
    EGLImage of_slice = create_khr(d, a, EGL_GL_TEXTURE_3D_KHR, (EGLClientBuffer)(long)volume, slice);
    printf("image of a slice: %d %#x\n", of_slice != NULL, egl_error());

    current(b, to);
    GenFramebuffers(1, &fb);
    BindFramebuffer(FRAMEBUFFER, fb);
    unsigned seen = texture_of(of_texture, "texture");
    tell("texture");
    TexSubImage2D(TEXTURE_2D, 0, 1, 1, 2, 2, RGBA, UNSIGNED_BYTE, pixels);
    tell("texture, written");
    texture_of(of_face, "face");
    tell("face");
    unsigned rb;
    GenRenderbuffers(1, &rb);
    BindRenderbuffer(RENDERBUFFER, rb);
    EGLImageTargetRenderbufferStorageOES(RENDERBUFFER, of_buffer);
    FramebufferRenderbuffer(FRAMEBUFFER, COLOR_ATTACHMENT0, RENDERBUFFER, rb);
    tell("renderbuffer");
    ClearColor(1, 0.5f, 0, 1);
    Clear(COLOR_BUFFER_BIT);
    tell("renderbuffer, cleared");
    if (strstr((const char *)GetString(EXTENSIONS) ? (const char *)GetString(EXTENSIONS) : "", "GL_EXT_EGL_image_storage")) {
        const int empty[] = {0};
        unsigned s;
        GenTextures(1, &s);
        BindTexture(TEXTURE_2D, s);
        TexParameteri(TEXTURE_2D, MIN_FILTER, NEAREST);
        EGLImageTargetTexStorageEXT(TEXTURE_2D, of_texture, empty);
        FramebufferTexture2D(FRAMEBUFFER, COLOR_ATTACHMENT0, TEXTURE_2D, s, 0);
        tell("storage");
        TexImage2D(TEXTURE_2D, 0, RGBA, SIZE, SIZE, 0, RGBA, UNSIGNED_BYTE, pixels);
        printf("storage stays: %#x\n", GetError());
    }
    printf("ended: %d %d\n", destroy_khr(d, of_texture), eglDestroyImage(d, of_buffer));
    FramebufferTexture2D(FRAMEBUFFER, COLOR_ATTACHMENT0, TEXTURE_2D, seen, 0);
    tell("texture, its image ended");
    const EGLBoolean again = destroy_khr(d, of_texture);
    printf("ended again: %d %#x\n", again, egl_error());
    Finish();

    current(a, from);
    FramebufferTexture2D(FRAMEBUFFER, COLOR_ATTACHMENT0, TEXTURE_2D, t, 0);
    tell("the first one's texture");
    FramebufferRenderbuffer(FRAMEBUFFER, COLOR_ATTACHMENT0, RENDERBUFFER, r);
    tell("the first one's renderbuffer");
    DeleteTextures(1, &cube);
    current(b, to);
    texture_of(of_face, "face of a deleted texture");
    tell("face of a deleted texture");
    eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    printf("ended: %d %d\n", destroy_khr(d, of_face), destroy_khr(d, of_slice));
    eglDestroyContext(d, a);
    eglDestroyContext(d, b);
}

static void mistake(const char *what, EGLContext c, EGLenum target, unsigned name, const EGLint *list)
{
    EGLImage image = create_khr(d, c, target, (EGLClientBuffer)(unsigned long)name, list);
    printf("%s: %d %#x\n", what, image != NULL, egl_error());
    if (image) destroy_khr(d, image);
}

static void mistakes(void)
{
    EGLContext c = context(EGL_OPENGL_API);
    current(c, EGL_OPENGL_API);
    unsigned t, empty;
    GenTextures(1, &t);
    BindTexture(TEXTURE_2D, t);
    TexImage2D(TEXTURE_2D, 0, RGBA, SIZE, SIZE, 0, RGBA, UNSIGNED_BYTE, NULL);
    TexParameteri(TEXTURE_2D, MIN_FILTER, NEAREST);
    GenTextures(1, &empty);
    BindTexture(TEXTURE_2D, empty);
    mistake("no texture", c, EGL_GL_TEXTURE_2D_KHR, 0, NULL);
    mistake("unknown texture", c, EGL_GL_TEXTURE_2D_KHR, 1000, NULL);
    mistake("empty texture", c, EGL_GL_TEXTURE_2D_KHR, empty, NULL);
    mistake("unknown renderbuffer", c, EGL_GL_RENDERBUFFER_KHR, 1000, NULL);
    mistake("missing level", c, EGL_GL_TEXTURE_2D_KHR, t, (const EGLint[]){EGL_GL_TEXTURE_LEVEL_KHR, 5, EGL_NONE});
    mistake("unknown target", c, 0x1234, t, NULL);
    mistake("unknown attribute", c, EGL_GL_TEXTURE_2D_KHR, t, (const EGLint[]){0x1234, 5, EGL_NONE});
    const EGLBoolean nothing = destroy_khr(d, (EGLImage)0x123456);
    printf("destroys nothing: %d %#x\n", nothing, egl_error());
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 4096);
    d = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
    if (!eglInitialize(d, NULL, NULL)) return 2;
    create_khr = (PFNEGLCREATEIMAGEKHRPROC)eglGetProcAddress("eglCreateImageKHR");
    destroy_khr = (PFNEGLDESTROYIMAGEKHRPROC)eglGetProcAddress("eglDestroyImageKHR");
#define F(type, name, parameters) name = (type(*) parameters)eglGetProcAddress("gl" #name);
    GL_FUNCTIONS(F)
#undef F
    static const char *const names[] = {"EGL_KHR_image_base", "EGL_KHR_gl_texture_2D_image", "EGL_KHR_gl_texture_cubemap_image", "EGL_KHR_gl_renderbuffer_image"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) printf("%s %d\n", names[i], strstr(eglQueryString(d, EGL_EXTENSIONS), names[i]) != NULL);
    between(EGL_OPENGL_API, EGL_OPENGL_API);
    between(EGL_OPENGL_API, EGL_OPENGL_ES_API);
    between(EGL_OPENGL_ES_API, EGL_OPENGL_ES_API);
    mistakes();
    printf("terminated %d\n", eglTerminate(d));
    return 0;
}
