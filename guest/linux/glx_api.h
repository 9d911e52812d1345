/* The GLX interface that this library exports: types, tokens and prototypes of GLX 1.4 and of the
 * extensions it carries. Our own, so that building needs no OpenGL headers of the system. */
#ifndef SGL_GLX_API_H
#define SGL_GLX_API_H

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <stdint.h>

#ifndef SGLAPI
#define SGLAPI __attribute__((visibility("default")))
#endif

typedef struct sgl_glx_context *GLXContext;
typedef struct sgl_glx_config *GLXFBConfig;
typedef XID GLXDrawable;
typedef XID GLXWindow;
typedef XID GLXPixmap;
typedef XID GLXPbuffer;
typedef XID GLXContextID;
typedef void (*sgl_glx_function)(void);

/* Protocol: error codes relative to the extension's base, request codes for XErrorEvent.minor_code. */
enum {
    GLXBadContext = 0,
    GLXBadContextState = 1,
    GLXBadDrawable = 2,
    GLXBadPixmap = 3,
    GLXBadContextTag = 4,
    GLXBadCurrentWindow = 5,
    GLXBadRenderRequest = 6,
    GLXBadLargeRequest = 7,
    GLXUnsupportedPrivateRequest = 8,
    GLXBadFBConfig = 9,
    GLXBadPbuffer = 10,
    GLXBadCurrentDrawable = 11,
    GLXBadWindow = 12,
    GLXBadProfileARB = 13,
    SGL_GLX_ERRORS = 14,
};
enum {
    X_GLXCreateContext = 3,
    X_GLXDestroyContext = 4,
    X_GLXMakeCurrent = 5,
    X_GLXCopyContext = 10,
    X_GLXSwapBuffers = 11,
    X_GLXUseXFont = 12,
    X_GLXCreateGLXPixmap = 13,
    X_GLXDestroyGLXPixmap = 15,
    X_GLXVendorPrivate = 16,
    X_GLXVendorPrivateWithReply = 17,
    X_GLXGetFBConfigs = 21,
    X_GLXCreatePixmap = 22,
    X_GLXDestroyPixmap = 23,
    X_GLXCreateNewContext = 24,
    X_GLXQueryContext = 25,
    X_GLXMakeContextCurrent = 26,
    X_GLXCreatePbuffer = 27,
    X_GLXDestroyPbuffer = 28,
    X_GLXGetDrawableAttributes = 29,
    X_GLXChangeDrawableAttributes = 30,
    X_GLXCreateWindow = 31,
    X_GLXDestroyWindow = 32,
    X_GLXCreateContextAttribsARB = 34,
};

/* glXGetConfig answers. */
enum { GLX_BAD_SCREEN = 1, GLX_BAD_ATTRIBUTE, GLX_NO_EXTENSION, GLX_BAD_VISUAL, GLX_BAD_CONTEXT, GLX_BAD_VALUE, GLX_BAD_ENUM };
/* glXGetClientString names. */
enum { GLX_VENDOR = 1, GLX_VERSION, GLX_EXTENSIONS };

/* Attributes of configurations. */
enum {
    GLX_USE_GL = 1,
    GLX_BUFFER_SIZE = 2,
    GLX_LEVEL = 3,
    GLX_RGBA = 4,
    GLX_DOUBLEBUFFER = 5,
    GLX_STEREO = 6,
    GLX_AUX_BUFFERS = 7,
    GLX_RED_SIZE = 8,
    GLX_GREEN_SIZE = 9,
    GLX_BLUE_SIZE = 10,
    GLX_ALPHA_SIZE = 11,
    GLX_DEPTH_SIZE = 12,
    GLX_STENCIL_SIZE = 13,
    GLX_ACCUM_RED_SIZE = 14,
    GLX_ACCUM_GREEN_SIZE = 15,
    GLX_ACCUM_BLUE_SIZE = 16,
    GLX_ACCUM_ALPHA_SIZE = 17,
    GLX_CONFIG_CAVEAT = 0x20,
    GLX_X_VISUAL_TYPE = 0x22,
    GLX_TRANSPARENT_TYPE = 0x23,
    GLX_TRANSPARENT_INDEX_VALUE = 0x24,
    GLX_TRANSPARENT_RED_VALUE = 0x25,
    GLX_TRANSPARENT_GREEN_VALUE = 0x26,
    GLX_TRANSPARENT_BLUE_VALUE = 0x27,
    GLX_TRANSPARENT_ALPHA_VALUE = 0x28,
    GLX_CONTEXT_PRIORITY_LEVEL_EXT = 0x3100,
    GLX_NONE = 0x8000,
    GLX_SLOW_CONFIG = 0x8001,
    GLX_TRUE_COLOR = 0x8002,
    GLX_DIRECT_COLOR = 0x8003,
    GLX_PSEUDO_COLOR = 0x8004,
    GLX_STATIC_COLOR = 0x8005,
    GLX_GRAY_SCALE = 0x8006,
    GLX_STATIC_GRAY = 0x8007,
    GLX_TRANSPARENT_RGB = 0x8008,
    GLX_TRANSPARENT_INDEX = 0x8009,
    GLX_SHARE_CONTEXT_EXT = 0x800A,
    GLX_VISUAL_ID = 0x800B,
    GLX_SCREEN = 0x800C,
    GLX_NON_CONFORMANT_CONFIG = 0x800D,
    GLX_DRAWABLE_TYPE = 0x8010,
    GLX_RENDER_TYPE = 0x8011,
    GLX_X_RENDERABLE = 0x8012,
    GLX_FBCONFIG_ID = 0x8013,
    GLX_RGBA_TYPE = 0x8014,
    GLX_COLOR_INDEX_TYPE = 0x8015,
    GLX_MAX_PBUFFER_WIDTH = 0x8016,
    GLX_MAX_PBUFFER_HEIGHT = 0x8017,
    GLX_MAX_PBUFFER_PIXELS = 0x8018,
    GLX_VISUAL_SELECT_GROUP_SGIX = 0x8028,
    GLX_SWAP_METHOD_OML = 0x8060,
    GLX_SWAP_EXCHANGE_OML = 0x8061,
    GLX_SWAP_COPY_OML = 0x8062,
    GLX_SWAP_UNDEFINED_OML = 0x8063,
    GLX_FRAMEBUFFER_SRGB_CAPABLE_ARB = 0x20B2,
    GLX_RGBA_UNSIGNED_FLOAT_TYPE_EXT = 0x20B1,
    GLX_RGBA_FLOAT_TYPE_ARB = 0x20B9,
    GLX_BIND_TO_TEXTURE_RGB_EXT = 0x20D0,
    GLX_BIND_TO_TEXTURE_RGBA_EXT = 0x20D1,
    GLX_BIND_TO_MIPMAP_TEXTURE_EXT = 0x20D2,
    GLX_BIND_TO_TEXTURE_TARGETS_EXT = 0x20D3,
    GLX_Y_INVERTED_EXT = 0x20D4,
    GLX_SAMPLE_BUFFERS = 100000,
    GLX_SAMPLES = 100001,
};
#define GLX_DONT_CARE ((int)0xFFFFFFFF)
enum { GLX_WINDOW_BIT = 1, GLX_PIXMAP_BIT = 2, GLX_PBUFFER_BIT = 4 };
enum { GLX_RGBA_BIT = 1, GLX_COLOR_INDEX_BIT = 2, GLX_RGBA_FLOAT_BIT_ARB = 4, GLX_RGBA_UNSIGNED_FLOAT_BIT_EXT = 8 };
enum { GLX_TEXTURE_2D_BIT_EXT = 2, GLX_TEXTURE_RECTANGLE_BIT_EXT = 4 };

/* Attributes of drawables. */
enum {
    GLX_PRESERVED_CONTENTS = 0x801B,
    GLX_LARGEST_PBUFFER = 0x801C,
    GLX_WIDTH = 0x801D,
    GLX_HEIGHT = 0x801E,
    GLX_EVENT_MASK = 0x801F,
    GLX_DAMAGED = 0x8020,
    GLX_SAVED = 0x8021,
    GLX_WINDOW = 0x8022,
    GLX_PBUFFER = 0x8023,
    GLX_PBUFFER_HEIGHT = 0x8040,
    GLX_PBUFFER_WIDTH = 0x8041,
    GLX_TEXTURE_FORMAT_EXT = 0x20D5,
    GLX_TEXTURE_TARGET_EXT = 0x20D6,
    GLX_MIPMAP_TEXTURE_EXT = 0x20D7,
    GLX_TEXTURE_FORMAT_NONE_EXT = 0x20D8,
    GLX_TEXTURE_FORMAT_RGB_EXT = 0x20D9,
    GLX_TEXTURE_FORMAT_RGBA_EXT = 0x20DA,
    GLX_TEXTURE_2D_EXT = 0x20DC,
    GLX_TEXTURE_RECTANGLE_EXT = 0x20DD,
    GLX_FRONT_LEFT_EXT = 0x20DE,
    GLX_SWAP_INTERVAL_EXT = 0x20F1,
    GLX_MAX_SWAP_INTERVAL_EXT = 0x20F2,
    GLX_LATE_SWAPS_TEAR_EXT = 0x20F3,
    GLX_BACK_BUFFER_AGE_EXT = 0x20F4,
};

/* Attributes of contexts. */
enum {
    GLX_CONTEXT_MAJOR_VERSION_ARB = 0x2091,
    GLX_CONTEXT_MINOR_VERSION_ARB = 0x2092,
    GLX_CONTEXT_FLAGS_ARB = 0x2094,
    GLX_CONTEXT_RELEASE_BEHAVIOR_ARB = 0x2097,
    GLX_CONTEXT_RELEASE_BEHAVIOR_NONE_ARB = 0,
    GLX_CONTEXT_RELEASE_BEHAVIOR_FLUSH_ARB = 0x2098,
    GLX_CONTEXT_OPENGL_NO_ERROR_ARB = 0x31B3,
    GLX_CONTEXT_RESET_NOTIFICATION_STRATEGY_ARB = 0x8256,
    GLX_LOSE_CONTEXT_ON_RESET_ARB = 0x8252,
    GLX_NO_RESET_NOTIFICATION_ARB = 0x8261,
    GLX_CONTEXT_PROFILE_MASK_ARB = 0x9126,
};
enum { GLX_CONTEXT_DEBUG_BIT_ARB = 1, GLX_CONTEXT_FORWARD_COMPATIBLE_BIT_ARB = 2, GLX_CONTEXT_ROBUST_ACCESS_BIT_ARB = 4 };
enum { GLX_CONTEXT_CORE_PROFILE_BIT_ARB = 1, GLX_CONTEXT_COMPATIBILITY_PROFILE_BIT_ARB = 2, GLX_CONTEXT_ES2_PROFILE_BIT_EXT = 4 };

/* GLX_MESA_query_renderer. */
enum {
    GLX_RENDERER_VENDOR_ID_MESA = 0x8183,
    GLX_RENDERER_DEVICE_ID_MESA = 0x8184,
    GLX_RENDERER_VERSION_MESA = 0x8185,
    GLX_RENDERER_ACCELERATED_MESA = 0x8186,
    GLX_RENDERER_VIDEO_MEMORY_MESA = 0x8187,
    GLX_RENDERER_UNIFIED_MEMORY_ARCHITECTURE_MESA = 0x8188,
    GLX_RENDERER_PREFERRED_PROFILE_MESA = 0x8189,
    GLX_RENDERER_OPENGL_CORE_PROFILE_VERSION_MESA = 0x818A,
    GLX_RENDERER_OPENGL_COMPATIBILITY_PROFILE_VERSION_MESA = 0x818B,
    GLX_RENDERER_OPENGL_ES_PROFILE_VERSION_MESA = 0x818C,
    GLX_RENDERER_OPENGL_ES2_PROFILE_VERSION_MESA = 0x818D,
};

/* GLX 1.0 to 1.4 */
SGLAPI XVisualInfo *glXChooseVisual(Display *, int screen, int *attributes);
SGLAPI GLXContext glXCreateContext(Display *, XVisualInfo *, GLXContext share, Bool direct);
SGLAPI void glXDestroyContext(Display *, GLXContext);
SGLAPI Bool glXMakeCurrent(Display *, GLXDrawable, GLXContext);
SGLAPI void glXCopyContext(Display *, GLXContext source, GLXContext destination, unsigned long mask);
SGLAPI void glXSwapBuffers(Display *, GLXDrawable);
SGLAPI GLXPixmap glXCreateGLXPixmap(Display *, XVisualInfo *, Pixmap);
SGLAPI void glXDestroyGLXPixmap(Display *, GLXPixmap);
SGLAPI Bool glXQueryExtension(Display *, int *error_base, int *event_base);
SGLAPI Bool glXQueryVersion(Display *, int *major, int *minor);
SGLAPI Bool glXIsDirect(Display *, GLXContext);
SGLAPI int glXGetConfig(Display *, XVisualInfo *, int attribute, int *value);
SGLAPI GLXContext glXGetCurrentContext(void);
SGLAPI GLXDrawable glXGetCurrentDrawable(void);
SGLAPI void glXWaitGL(void);
SGLAPI void glXWaitX(void);
SGLAPI void glXUseXFont(Font, int first, int count, int list);
SGLAPI const char *glXQueryExtensionsString(Display *, int screen);
SGLAPI const char *glXQueryServerString(Display *, int screen, int name);
SGLAPI const char *glXGetClientString(Display *, int name);
SGLAPI Display *glXGetCurrentDisplay(void);
SGLAPI GLXFBConfig *glXChooseFBConfig(Display *, int screen, const int *attributes, int *count);
SGLAPI int glXGetFBConfigAttrib(Display *, GLXFBConfig, int attribute, int *value);
SGLAPI GLXFBConfig *glXGetFBConfigs(Display *, int screen, int *count);
SGLAPI XVisualInfo *glXGetVisualFromFBConfig(Display *, GLXFBConfig);
SGLAPI GLXWindow glXCreateWindow(Display *, GLXFBConfig, Window, const int *attributes);
SGLAPI void glXDestroyWindow(Display *, GLXWindow);
SGLAPI GLXPixmap glXCreatePixmap(Display *, GLXFBConfig, Pixmap, const int *attributes);
SGLAPI void glXDestroyPixmap(Display *, GLXPixmap);
SGLAPI GLXPbuffer glXCreatePbuffer(Display *, GLXFBConfig, const int *attributes);
SGLAPI void glXDestroyPbuffer(Display *, GLXPbuffer);
SGLAPI void glXQueryDrawable(Display *, GLXDrawable, int attribute, unsigned *value);
SGLAPI GLXContext glXCreateNewContext(Display *, GLXFBConfig, int render_type, GLXContext share, Bool direct);
SGLAPI Bool glXMakeContextCurrent(Display *, GLXDrawable draw, GLXDrawable read, GLXContext);
SGLAPI GLXDrawable glXGetCurrentReadDrawable(void);
SGLAPI int glXQueryContext(Display *, GLXContext, int attribute, int *value);
SGLAPI void glXSelectEvent(Display *, GLXDrawable, unsigned long mask);
SGLAPI void glXGetSelectedEvent(Display *, GLXDrawable, unsigned long *mask);
SGLAPI sgl_glx_function glXGetProcAddress(const unsigned char *name);

/* Extensions */
SGLAPI sgl_glx_function glXGetProcAddressARB(const unsigned char *name);
SGLAPI GLXContext glXCreateContextAttribsARB(Display *, GLXFBConfig, GLXContext share, Bool direct, const int *attributes);
SGLAPI Display *glXGetCurrentDisplayEXT(void);
SGLAPI int glXQueryContextInfoEXT(Display *, GLXContext, int attribute, int *value);
SGLAPI GLXContextID glXGetContextIDEXT(GLXContext);
SGLAPI GLXContext glXImportContextEXT(Display *, GLXContextID);
SGLAPI void glXFreeContextEXT(Display *, GLXContext);
SGLAPI GLXDrawable glXGetCurrentReadDrawableSGI(void);
SGLAPI Bool glXMakeCurrentReadSGI(Display *, GLXDrawable draw, GLXDrawable read, GLXContext);
SGLAPI int glXGetFBConfigAttribSGIX(Display *, GLXFBConfig, int attribute, int *value);
SGLAPI GLXFBConfig *glXChooseFBConfigSGIX(Display *, int screen, int *attributes, int *count);
SGLAPI GLXPixmap glXCreateGLXPixmapWithConfigSGIX(Display *, GLXFBConfig, Pixmap);
SGLAPI GLXContext glXCreateContextWithConfigSGIX(Display *, GLXFBConfig, int render_type, GLXContext share, Bool direct);
SGLAPI XVisualInfo *glXGetVisualFromFBConfigSGIX(Display *, GLXFBConfig);
SGLAPI GLXFBConfig glXGetFBConfigFromVisualSGIX(Display *, XVisualInfo *);
SGLAPI GLXPbuffer glXCreateGLXPbufferSGIX(Display *, GLXFBConfig, unsigned width, unsigned height, int *attributes);
SGLAPI void glXDestroyGLXPbufferSGIX(Display *, GLXPbuffer);
SGLAPI void glXQueryGLXPbufferSGIX(Display *, GLXPbuffer, int attribute, unsigned *value);
SGLAPI void glXSelectEventSGIX(Display *, GLXDrawable, unsigned long mask);
SGLAPI void glXGetSelectedEventSGIX(Display *, GLXDrawable, unsigned long *mask);
SGLAPI void glXCopySubBufferMESA(Display *, GLXDrawable, int x, int y, int width, int height);
SGLAPI void glXBindTexImageEXT(Display *, GLXDrawable, int buffer, const int *attributes);
SGLAPI void glXReleaseTexImageEXT(Display *, GLXDrawable, int buffer);
SGLAPI void glXSwapIntervalEXT(Display *, GLXDrawable, int interval);
SGLAPI int glXSwapIntervalMESA(unsigned interval);
SGLAPI int glXGetSwapIntervalMESA(void);
SGLAPI int glXSwapIntervalSGI(int interval);
SGLAPI Bool glXQueryRendererIntegerMESA(Display *, int screen, int renderer, int attribute, unsigned *value);
SGLAPI Bool glXQueryCurrentRendererIntegerMESA(int attribute, unsigned *value);
SGLAPI const char *glXQueryRendererStringMESA(Display *, int screen, int renderer, int attribute);
SGLAPI const char *glXQueryCurrentRendererStringMESA(int attribute);

#endif
