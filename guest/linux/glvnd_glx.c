/* libglvnd's interface to GLX vendors: libGLX.so.0 loads this library as libGLX_sgl.so.0 and asks __glx_Main for
 * its functions. Those of GLX 1.4 it dispatches itself; for each extension's it wants a function of ours that finds
 * the vendor of its display, drawable, configuration or context, which need not be us, and calls that one's.
 * The interface is specified in glvnd/libglxabi.h. */
#define GLX_GLXEXT_PROTOTYPES
#include <glvnd/libglxabi.h>

#include "glvnd.h"

static const __GLXapiExports *libglx;

/* Where each function stands in `functions` below. */
enum {
#define EXTENSION(name) INDEX_##name,
#include "glvnd_glx.inc"
#undef EXTENSION
    EXTENSIONS
};
static struct sgl_vendor_function functions[EXTENSIONS];

/* The vendor's own function, or NULL. */
static sgl_function of_vendor(__GLXvendorInfo *vendor, int extension)
{
    return vendor && functions[extension].index >= 0 ? (sgl_function)libglx->fetchDispatchEntry(vendor, functions[extension].index) : NULL;
}

#define BY_SCREEN(dpy, screen) libglx->getDynDispatch(dpy, screen)
#define BY_DRAWABLE(dpy, drawable) libglx->vendorFromDrawable(dpy, drawable)
#define BY_CONFIG(dpy, config) libglx->vendorFromFBConfig(dpy, config)
#define BY_CONTEXT(context) libglx->vendorFromContext(context)
#define BY_CURRENT() libglx->getCurrentDynDispatch()

/* A function that only calls the vendor's; `otherwise` is what it returns where there is none. */
#define DISPATCH(type, otherwise, name, vendor, parameters, arguments)                        \
    static type dispatch_##name parameters                                                    \
    {                                                                                         \
        type(*call) parameters = (type(*) parameters)of_vendor(vendor, INDEX_##name);         \
        return call ? call arguments : otherwise;                                             \
    }
#define NOTHING ((void)0)

DISPATCH(void, NOTHING, glXBindTexImageEXT, BY_DRAWABLE(d, w), (Display * d, GLXDrawable w, int b, const int *a), (d, w, b, a))
DISPATCH(void, NOTHING, glXReleaseTexImageEXT, BY_DRAWABLE(d, w), (Display * d, GLXDrawable w, int b), (d, w, b))
DISPATCH(void, NOTHING, glXCopySubBufferMESA, BY_DRAWABLE(d, w), (Display * d, GLXDrawable w, int x, int y, int width, int height),
         (d, w, x, y, width, height))
DISPATCH(void, NOTHING, glXSwapIntervalEXT, BY_DRAWABLE(d, w), (Display * d, GLXDrawable w, int interval), (d, w, interval))
DISPATCH(int, GLX_BAD_CONTEXT, glXSwapIntervalMESA, BY_CURRENT(), (unsigned interval), (interval))
DISPATCH(int, GLX_BAD_CONTEXT, glXSwapIntervalSGI, BY_CURRENT(), (int interval), (interval))
DISPATCH(int, 0, glXGetSwapIntervalMESA, BY_CURRENT(), (void), ())
DISPATCH(Bool, False, glXQueryRendererIntegerMESA, BY_SCREEN(d, s), (Display * d, int s, int r, int a, unsigned *v), (d, s, r, a, v))
DISPATCH(const char *, NULL, glXQueryRendererStringMESA, BY_SCREEN(d, s), (Display * d, int s, int r, int a), (d, s, r, a))
DISPATCH(Bool, False, glXQueryCurrentRendererIntegerMESA, BY_CURRENT(), (int a, unsigned *v), (a, v))
DISPATCH(const char *, NULL, glXQueryCurrentRendererStringMESA, BY_CURRENT(), (int a), (a))
DISPATCH(int, GLX_NO_EXTENSION, glXGetFBConfigAttribSGIX, BY_CONFIG(d, c), (Display * d, GLXFBConfig c, int a, int *v), (d, c, a, v))
DISPATCH(XVisualInfo *, NULL, glXGetVisualFromFBConfigSGIX, BY_CONFIG(d, c), (Display * d, GLXFBConfig c), (d, c))
DISPATCH(void, NOTHING, glXQueryGLXPbufferSGIX, BY_DRAWABLE(d, p), (Display * d, GLXPbuffer p, int a, unsigned *v), (d, p, a, v))
DISPATCH(void, NOTHING, glXSelectEventSGIX, BY_DRAWABLE(d, w), (Display * d, GLXDrawable w, unsigned long m), (d, w, m))
DISPATCH(void, NOTHING, glXGetSelectedEventSGIX, BY_DRAWABLE(d, w), (Display * d, GLXDrawable w, unsigned long *m), (d, w, m))
DISPATCH(int, GLX_BAD_CONTEXT, glXQueryContextInfoEXT, BY_CONTEXT(c), (Display * d, GLXContext c, int a, int *v), (d, c, a, v))

/* Those that make or end something: libGLX must know whose it is. */

static GLXFBConfig *dispatch_glXChooseFBConfigSGIX(Display *dpy, int screen, int *attributes, int *count)
{
    __GLXvendorInfo *vendor = BY_SCREEN(dpy, screen);
    GLXFBConfig *(*call)(Display *, int, int *, int *) = (GLXFBConfig * (*)(Display *, int, int *, int *)) of_vendor(vendor, INDEX_glXChooseFBConfigSGIX);
    GLXFBConfig *configs = call ? call(dpy, screen, attributes, count) : NULL;
    for (int i = 0; configs && i < *count; i++) libglx->addVendorFBConfigMapping(dpy, configs[i], vendor);
    return configs;
}

static GLXFBConfig dispatch_glXGetFBConfigFromVisualSGIX(Display *dpy, XVisualInfo *visual)
{
    __GLXvendorInfo *vendor = BY_SCREEN(dpy, visual->screen);
    GLXFBConfig (*call)(Display *, XVisualInfo *) = (GLXFBConfig(*)(Display *, XVisualInfo *))of_vendor(vendor, INDEX_glXGetFBConfigFromVisualSGIX);
    GLXFBConfig config = call ? call(dpy, visual) : NULL;
    if (config) libglx->addVendorFBConfigMapping(dpy, config, vendor);
    return config;
}

static GLXContext dispatch_glXCreateContextWithConfigSGIX(Display *dpy, GLXFBConfig config, int type, GLXContext share, Bool direct)
{
    __GLXvendorInfo *vendor = BY_CONFIG(dpy, config);
    GLXContext (*call)(Display *, GLXFBConfig, int, GLXContext, Bool) =
        (GLXContext(*)(Display *, GLXFBConfig, int, GLXContext, Bool))of_vendor(vendor, INDEX_glXCreateContextWithConfigSGIX);
    GLXContext context = call ? call(dpy, config, type, share, direct) : NULL;
    if (context) libglx->addVendorContextMapping(dpy, context, vendor);
    return context;
}

static GLXPixmap dispatch_glXCreateGLXPixmapWithConfigSGIX(Display *dpy, GLXFBConfig config, Pixmap pixmap)
{
    __GLXvendorInfo *vendor = BY_CONFIG(dpy, config);
    GLXPixmap (*call)(Display *, GLXFBConfig, Pixmap) = (GLXPixmap(*)(Display *, GLXFBConfig, Pixmap))of_vendor(vendor, INDEX_glXCreateGLXPixmapWithConfigSGIX);
    GLXPixmap made = call ? call(dpy, config, pixmap) : None;
    if (made) libglx->addVendorDrawableMapping(dpy, made, vendor);
    return made;
}

static GLXPbuffer dispatch_glXCreateGLXPbufferSGIX(Display *dpy, GLXFBConfig config, unsigned width, unsigned height, int *attributes)
{
    __GLXvendorInfo *vendor = BY_CONFIG(dpy, config);
    GLXPbuffer (*call)(Display *, GLXFBConfig, unsigned, unsigned, int *) =
        (GLXPbuffer(*)(Display *, GLXFBConfig, unsigned, unsigned, int *))of_vendor(vendor, INDEX_glXCreateGLXPbufferSGIX);
    GLXPbuffer made = call ? call(dpy, config, width, height, attributes) : None;
    if (made) libglx->addVendorDrawableMapping(dpy, made, vendor);
    return made;
}

static void dispatch_glXDestroyGLXPbufferSGIX(Display *dpy, GLXPbuffer pbuffer)
{
    void (*call)(Display *, GLXPbuffer) = (void (*)(Display *, GLXPbuffer))of_vendor(BY_DRAWABLE(dpy, pbuffer), INDEX_glXDestroyGLXPbufferSGIX);
    libglx->removeVendorDrawableMapping(dpy, pbuffer);
    if (call) call(dpy, pbuffer);
}

static struct sgl_vendor_function functions[EXTENSIONS] = {
#define EXTENSION(name) [INDEX_##name] = {#name, (sgl_function)dispatch_##name, -1},
#include "glvnd_glx.inc"
#undef EXTENSION
};

static void *dispatch_address(const GLubyte *name)
{
    const struct sgl_vendor_function *f = sgl_vendor_function_named(functions, EXTENSIONS, (const char *)name);
    return f ? (void *)f->dispatch : NULL;
}

static void dispatch_index(const GLubyte *name, int index)
{
    struct sgl_vendor_function *f = sgl_vendor_function_named(functions, EXTENSIONS, (const char *)name);
    if (f) f->index = index;
}

/* Without a renderer, too: "no" would lead the program to another driver without a word. */
static Bool screen_supported(Display *dpy, int screen) { return screen >= 0 && screen < ScreenCount(dpy); }

static void *proc_address(const GLubyte *name) { return (void *)glXGetProcAddress(name); }

SGL_VENDOR_MAIN Bool __glx_Main(uint32_t version, const __GLXapiExports *exports, __GLXvendorInfo *vendor, __GLXapiImports *imports)
{
    (void)vendor;
    if (GLX_VENDOR_ABI_GET_MAJOR_VERSION(version) != GLX_VENDOR_ABI_MAJOR_VERSION || sgl_glvnd_is_host()) return False;
    libglx = exports;
    imports->isScreenSupported = screen_supported;
    imports->getProcAddress = proc_address;
    imports->getDispatchAddress = dispatch_address;
    imports->setDispatchIndex = dispatch_index;
    return True;
}
