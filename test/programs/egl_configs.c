/* Prints what an EGL implementation says of itself: client and display strings of each platform, every
 * configuration with every attribute, and what some choices give. Run natively and through the client
 * library: the same lines, but for what docs/limits.md names. */
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    EGLint attribute;
} attributes[] = {
    {"id", EGL_CONFIG_ID}, {"buffer", EGL_BUFFER_SIZE}, {"r", EGL_RED_SIZE}, {"g", EGL_GREEN_SIZE}, {"b", EGL_BLUE_SIZE},
    {"a", EGL_ALPHA_SIZE}, {"l", EGL_LUMINANCE_SIZE}, {"mask", EGL_ALPHA_MASK_SIZE}, {"depth", EGL_DEPTH_SIZE},
    {"stencil", EGL_STENCIL_SIZE}, {"buffers", EGL_SAMPLE_BUFFERS}, {"samples", EGL_SAMPLES}, {"colour", EGL_COLOR_BUFFER_TYPE},
    {"caveat", EGL_CONFIG_CAVEAT}, {"conformant", EGL_CONFORMANT}, {"level", EGL_LEVEL}, {"visual", EGL_NATIVE_VISUAL_ID},
    {"vtype", EGL_NATIVE_VISUAL_TYPE}, {"native", EGL_NATIVE_RENDERABLE}, {"renderable", EGL_RENDERABLE_TYPE},
    {"surface", EGL_SURFACE_TYPE}, {"transparent", EGL_TRANSPARENT_TYPE}, {"tr", EGL_TRANSPARENT_RED_VALUE},
    {"bindrgb", EGL_BIND_TO_TEXTURE_RGB}, {"bindrgba", EGL_BIND_TO_TEXTURE_RGBA}, {"min", EGL_MIN_SWAP_INTERVAL},
    {"max", EGL_MAX_SWAP_INTERVAL}, {"pw", EGL_MAX_PBUFFER_WIDTH}, {"ph", EGL_MAX_PBUFFER_HEIGHT}, {"pp", EGL_MAX_PBUFFER_PIXELS},
    {"float", EGL_COLOR_COMPONENT_TYPE_EXT},
};

static const EGLint choices[][16] = {
    {EGL_NONE},
    {EGL_RED_SIZE, 1, EGL_NONE},
    {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_ES2_BIT, EGL_NONE},
    {EGL_SURFACE_TYPE, EGL_WINDOW_BIT, EGL_RED_SIZE, 8, EGL_GREEN_SIZE, 8, EGL_BLUE_SIZE, 8, EGL_DEPTH_SIZE, 24, EGL_STENCIL_SIZE, 8, EGL_NONE},
    {EGL_ALPHA_SIZE, 8, EGL_DEPTH_SIZE, 1, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE},
    {EGL_SAMPLES, 4, EGL_SAMPLE_BUFFERS, 1, EGL_RED_SIZE, 5, EGL_NONE},
    {EGL_BUFFER_SIZE, 16, EGL_SURFACE_TYPE, EGL_DONT_CARE, EGL_NONE},
    {EGL_CONFIG_ID, 3, EGL_RED_SIZE, 16, EGL_NONE},
    {EGL_CONFIG_ID, 100000, EGL_NONE},
    {EGL_RED_SIZE, EGL_DONT_CARE, EGL_CONFIG_CAVEAT, EGL_NON_CONFORMANT_CONFIG, EGL_NONE},
    {EGL_COLOR_BUFFER_TYPE, EGL_LUMINANCE_BUFFER, EGL_NONE},
    {EGL_COLOR_COMPONENT_TYPE_EXT, EGL_COLOR_COMPONENT_TYPE_FLOAT_EXT, EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_NONE},
    {EGL_NATIVE_RENDERABLE, EGL_TRUE, EGL_NONE},
    {EGL_MATCH_NATIVE_PIXMAP, 5, EGL_NONE},
    {EGL_SURFACE_TYPE, EGL_SWAP_BEHAVIOR_PRESERVED_BIT | EGL_WINDOW_BIT, EGL_NONE},
    {0x7777, 5, EGL_NONE},
    {EGL_MIN_SWAP_INTERVAL, 0, EGL_DEPTH_SIZE, 16, EGL_NONE},
    {EGL_RED_SIZE, -7, EGL_NONE},
};

static void display(const char *name, EGLDisplay d)
{
    EGLint major = -1, minor = -1, count = 0;
    printf("== %s\n", name);
    if (!eglInitialize(d, &major, &minor)) {
        printf("does not initialise: %#x\n", eglGetError());
        return;
    }
    printf("%d.%d\nvendor %s\nversion %s\napis %s\nextensions %s\n", major, minor, eglQueryString(d, EGL_VENDOR), eglQueryString(d, EGL_VERSION),
           eglQueryString(d, EGL_CLIENT_APIS), eglQueryString(d, EGL_EXTENSIONS));
    EGLConfig configs[512];
    eglGetConfigs(d, configs, 512, &count);
    for (int i = 0; i < count; i++) {
        printf("config");
        for (size_t k = 0; k < sizeof attributes / sizeof *attributes; k++) {
            EGLint value = -1;
            if (!eglGetConfigAttrib(d, configs[i], attributes[k].attribute, &value)) value = -eglGetError();
            printf(" %s=%#x", attributes[k].name, (unsigned)value);
        }
        printf("\n");
    }
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        EGLint n = -1;
        EGLBoolean good = eglChooseConfig(d, choices[i], configs, 512, &n);
        printf("choice %zu: %d %d %#x:", i, good, n, eglGetError());
        for (int k = 0; good && k < n; k++) {
            EGLint id = 0;
            eglGetConfigAttrib(d, configs[k], EGL_CONFIG_ID, &id);
            printf(" %d", id);
        }
        printf("\n");
    }
    EGLint n = 0;
    EGLBoolean good = eglChooseConfig(d, choices[0], NULL, 0, &n);
    printf("choose for the number: %d %d; ", good, n);
    good = eglGetConfigs(d, configs, 2, &n);
    printf("two of all: %d %d; ", good, n);
    good = eglGetConfigs(d, NULL, 0, NULL);
    printf("nowhere: %d %#x\n", good, eglGetError());
    good = eglTerminate(d);
    printf("terminate %d", good);
    good = eglTerminate(d);
    printf(" again %d %#x\n", good, eglGetError());
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("client %s\n", eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS));
    printf("client version %.3s\n", eglQueryString(EGL_NO_DISPLAY, EGL_VERSION));
    int found = eglQueryString(EGL_NO_DISPLAY, EGL_VENDOR) != NULL;
    printf("vendor of no display %d %#x\n", found, eglGetError());
    if (getenv("DISPLAY")) {
        display("default", eglGetDisplay(EGL_DEFAULT_DISPLAY));
        display("x11", eglGetPlatformDisplay(EGL_PLATFORM_X11_KHR, EGL_DEFAULT_DISPLAY, NULL));
    }
    display("surfaceless", eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL));
    PFNEGLQUERYDEVICESEXTPROC devices = (PFNEGLQUERYDEVICESEXTPROC)eglGetProcAddress("eglQueryDevicesEXT");
    PFNEGLQUERYDEVICESTRINGEXTPROC text = (PFNEGLQUERYDEVICESTRINGEXTPROC)eglGetProcAddress("eglQueryDeviceStringEXT");
    EGLDeviceEXT list[8];
    EGLint count = 0;
    if (devices && devices(8, list, &count) && count > 0) {
        printf("devices %d\nextensions of the device %s\n", count, text(list[count - 1], EGL_EXTENSIONS));
        display("device", eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, list[count - 1], NULL));
    }
    printf("unknown platform %d", eglGetPlatformDisplay(0x1234, NULL, NULL) != EGL_NO_DISPLAY);
    printf(" %#x\n", eglGetError());
    return 0;
}
