/* The EGL interface that this library exports: types, tokens and prototypes of EGL 1.5 and of the
 * extensions it carries. Our own, so that building needs no EGL headers of the system. */
#ifndef SGL_EGL_API_H
#define SGL_EGL_API_H

#include <stdint.h>

#ifndef SGLAPI
#define SGLAPI __attribute__((visibility("default")))
#endif

typedef int32_t EGLint;
typedef unsigned EGLBoolean, EGLenum;
typedef intptr_t EGLAttrib;
typedef uint64_t EGLTime;
typedef struct sgl_egl_display *EGLDisplay;
typedef struct sgl_egl_config *EGLConfig;
typedef struct sgl_egl_context *EGLContext;
typedef struct sgl_egl_surface *EGLSurface;
typedef struct sgl_egl_sync *EGLSync;
typedef struct sgl_egl_device *EGLDeviceEXT;
typedef void *EGLImage, *EGLClientBuffer, *EGLLabelKHR, *EGLObjectKHR;
typedef uintptr_t EGLNativeWindowType, EGLNativePixmapType;
typedef void (*sgl_egl_function)(void);
typedef void (*EGLDEBUGPROCKHR)(EGLenum error, const char *command, EGLint type, EGLLabelKHR thread, EGLLabelKHR object, const char *message);

enum {
    EGL_FALSE = 0,
    EGL_TRUE = 1,
    EGL_DONT_CARE = -1,
    EGL_UNKNOWN = -1,

    EGL_SUCCESS = 0x3000,
    EGL_NOT_INITIALIZED,
    EGL_BAD_ACCESS,
    EGL_BAD_ALLOC,
    EGL_BAD_ATTRIBUTE,
    EGL_BAD_CONFIG,
    EGL_BAD_CONTEXT,
    EGL_BAD_CURRENT_SURFACE,
    EGL_BAD_DISPLAY,
    EGL_BAD_MATCH,
    EGL_BAD_NATIVE_PIXMAP,
    EGL_BAD_NATIVE_WINDOW,
    EGL_BAD_PARAMETER,
    EGL_BAD_SURFACE,
    EGL_CONTEXT_LOST,

    EGL_BUFFER_SIZE = 0x3020,
    EGL_ALPHA_SIZE,
    EGL_BLUE_SIZE,
    EGL_GREEN_SIZE,
    EGL_RED_SIZE,
    EGL_DEPTH_SIZE,
    EGL_STENCIL_SIZE,
    EGL_CONFIG_CAVEAT,
    EGL_CONFIG_ID,
    EGL_LEVEL,
    EGL_MAX_PBUFFER_HEIGHT,
    EGL_MAX_PBUFFER_PIXELS,
    EGL_MAX_PBUFFER_WIDTH,
    EGL_NATIVE_RENDERABLE,
    EGL_NATIVE_VISUAL_ID,
    EGL_NATIVE_VISUAL_TYPE,
    EGL_SAMPLES = 0x3031,
    EGL_SAMPLE_BUFFERS,
    EGL_SURFACE_TYPE,
    EGL_TRANSPARENT_TYPE,
    EGL_TRANSPARENT_BLUE_VALUE,
    EGL_TRANSPARENT_GREEN_VALUE,
    EGL_TRANSPARENT_RED_VALUE,
    EGL_NONE,
    EGL_BIND_TO_TEXTURE_RGB,
    EGL_BIND_TO_TEXTURE_RGBA,
    EGL_MIN_SWAP_INTERVAL,
    EGL_MAX_SWAP_INTERVAL,
    EGL_LUMINANCE_SIZE,
    EGL_ALPHA_MASK_SIZE,
    EGL_COLOR_BUFFER_TYPE,
    EGL_RENDERABLE_TYPE,
    EGL_MATCH_NATIVE_PIXMAP,
    EGL_CONFORMANT,
    EGL_SLOW_CONFIG = 0x3050,
    EGL_NON_CONFORMANT_CONFIG,
    EGL_TRANSPARENT_RGB,
    EGL_VENDOR,
    EGL_VERSION,
    EGL_EXTENSIONS,
    EGL_HEIGHT,
    EGL_WIDTH,
    EGL_LARGEST_PBUFFER,
    EGL_DRAW,
    EGL_READ,
    EGL_CORE_NATIVE_ENGINE,
    EGL_NO_TEXTURE,
    EGL_TEXTURE_RGB,
    EGL_TEXTURE_RGBA,
    EGL_TEXTURE_2D,
    EGL_TEXTURE_FORMAT = 0x3080,
    EGL_TEXTURE_TARGET,
    EGL_MIPMAP_TEXTURE,
    EGL_MIPMAP_LEVEL,
    EGL_BACK_BUFFER,
    EGL_SINGLE_BUFFER,
    EGL_RENDER_BUFFER,
    EGL_VG_COLORSPACE,
    EGL_VG_ALPHA_FORMAT,
    EGL_VG_COLORSPACE_sRGB,
    EGL_VG_COLORSPACE_LINEAR,
    EGL_VG_ALPHA_FORMAT_NONPRE,
    EGL_VG_ALPHA_FORMAT_PRE,
    EGL_CLIENT_APIS,
    EGL_RGB_BUFFER,
    EGL_LUMINANCE_BUFFER,
    EGL_HORIZONTAL_RESOLUTION,
    EGL_VERTICAL_RESOLUTION,
    EGL_PIXEL_ASPECT_RATIO,
    EGL_SWAP_BEHAVIOR,
    EGL_BUFFER_PRESERVED,
    EGL_BUFFER_DESTROYED,
    EGL_OPENVG_IMAGE,
    EGL_CONTEXT_CLIENT_TYPE,
    EGL_CONTEXT_MAJOR_VERSION,
    EGL_MULTISAMPLE_RESOLVE,
    EGL_MULTISAMPLE_RESOLVE_DEFAULT,
    EGL_MULTISAMPLE_RESOLVE_BOX,
    EGL_GL_COLORSPACE = 0x309D,
    EGL_GL_TEXTURE_2D = 0x30B1,
    EGL_GL_TEXTURE_3D,
    EGL_GL_TEXTURE_CUBE_MAP_POSITIVE_X,
    EGL_GL_TEXTURE_CUBE_MAP_NEGATIVE_Z = 0x30B8,
    EGL_GL_RENDERBUFFER,
    EGL_OPENGL_ES_API = 0x30A0,
    EGL_OPENVG_API,
    EGL_OPENGL_API,
    EGL_CONTEXT_OPENGL_ROBUST_ACCESS_EXT = 0x30BF,
    EGL_SYNC_PRIOR_COMMANDS_COMPLETE = 0x30F0,
    EGL_SYNC_STATUS,
    EGL_SIGNALED,
    EGL_UNSIGNALED,
    EGL_TIMEOUT_EXPIRED = 0x30F5,
    EGL_CONDITION_SATISFIED,
    EGL_SYNC_TYPE,
    EGL_SYNC_CONDITION,
    EGL_SYNC_FENCE,
    EGL_SYNC_REUSABLE_KHR,
    EGL_CONTEXT_MINOR_VERSION,
    EGL_CONTEXT_FLAGS_KHR,
    EGL_CONTEXT_OPENGL_PROFILE_MASK,
    EGL_CONTEXT_PRIORITY_LEVEL_IMG = 0x3100,
    EGL_CONTEXT_PRIORITY_HIGH_IMG,
    EGL_CONTEXT_PRIORITY_MEDIUM_IMG,
    EGL_CONTEXT_PRIORITY_LOW_IMG,
    EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY_EXT = 0x3138,
    EGL_PLATFORM_DEVICE_EXT = 0x313F,
    EGL_BAD_DEVICE_EXT = 0x322B,
    EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY = 0x31BD,
    EGL_NO_RESET_NOTIFICATION,
    EGL_LOSE_CONTEXT_ON_RESET,
    EGL_CONTEXT_OPENGL_DEBUG = 0x31B0,
    EGL_CONTEXT_OPENGL_FORWARD_COMPATIBLE,
    EGL_CONTEXT_OPENGL_ROBUST_ACCESS,
    EGL_CONTEXT_OPENGL_NO_ERROR_KHR,
    EGL_PLATFORM_X11 = 0x31D5,
    EGL_PLATFORM_X11_SCREEN,
    EGL_PLATFORM_GBM,
    EGL_PLATFORM_WAYLAND,
    EGL_PLATFORM_XCB_EXT = 0x31DC,
    EGL_PLATFORM_XCB_SCREEN_EXT = 0x31DE,
    EGL_PLATFORM_SURFACELESS_MESA = 0x31DD,
    EGL_DEVICE_EXT = 0x322C,
    EGL_OBJECT_THREAD_KHR = 0x33B0,
    EGL_OBJECT_DISPLAY_KHR,
    EGL_OBJECT_CONTEXT_KHR,
    EGL_OBJECT_SURFACE_KHR,
    EGL_OBJECT_IMAGE_KHR,
    EGL_OBJECT_SYNC_KHR,
    EGL_OBJECT_STREAM_KHR,
    EGL_DEBUG_CALLBACK_KHR = 0x33B8,
    EGL_DEBUG_MSG_CRITICAL_KHR,
    EGL_DEBUG_MSG_ERROR_KHR,
    EGL_DEBUG_MSG_WARN_KHR,
    EGL_DEBUG_MSG_INFO_KHR,
    EGL_COLOR_COMPONENT_TYPE_EXT = 0x3339,
    EGL_COLOR_COMPONENT_TYPE_FIXED_EXT,
    EGL_COLOR_COMPONENT_TYPE_FLOAT_EXT,
    EGL_CONTEXT_RELEASE_BEHAVIOR_KHR = 0x2097,
    EGL_CONTEXT_RELEASE_BEHAVIOR_FLUSH_KHR = 0x2098,

    EGL_PBUFFER_BIT = 1,
    EGL_PIXMAP_BIT = 2,
    EGL_WINDOW_BIT = 4,
    EGL_SWAP_BEHAVIOR_PRESERVED_BIT = 0x400,
    EGL_OPENGL_ES_BIT = 1,
    EGL_OPENGL_ES2_BIT = 4,
    EGL_OPENGL_BIT = 8,
    EGL_OPENGL_ES3_BIT = 0x40,
    EGL_SYNC_FLUSH_COMMANDS_BIT = 1,
};
#define EGL_FOREVER UINT64_MAX

/* EGL 1.5 */
SGLAPI EGLint eglGetError(void);
SGLAPI EGLDisplay eglGetDisplay(void *native);
SGLAPI EGLDisplay eglGetPlatformDisplay(EGLenum platform, void *native, const EGLAttrib *list);
SGLAPI EGLBoolean eglInitialize(EGLDisplay, EGLint *major, EGLint *minor);
SGLAPI EGLBoolean eglTerminate(EGLDisplay);
SGLAPI const char *eglQueryString(EGLDisplay, EGLint name);
SGLAPI sgl_egl_function eglGetProcAddress(const char *name);
SGLAPI EGLBoolean eglBindAPI(EGLenum api);
SGLAPI EGLenum eglQueryAPI(void);
SGLAPI EGLBoolean eglReleaseThread(void);
SGLAPI EGLBoolean eglGetConfigs(EGLDisplay, EGLConfig *configs, EGLint room, EGLint *count);
SGLAPI EGLBoolean eglChooseConfig(EGLDisplay, const EGLint *list, EGLConfig *configs, EGLint room, EGLint *count);
SGLAPI EGLBoolean eglGetConfigAttrib(EGLDisplay, EGLConfig, EGLint name, EGLint *value);
SGLAPI EGLContext eglCreateContext(EGLDisplay, EGLConfig, EGLContext share, const EGLint *list);
SGLAPI EGLBoolean eglDestroyContext(EGLDisplay, EGLContext);
SGLAPI EGLBoolean eglQueryContext(EGLDisplay, EGLContext, EGLint name, EGLint *value);
SGLAPI EGLBoolean eglMakeCurrent(EGLDisplay, EGLSurface draw, EGLSurface read, EGLContext);
SGLAPI EGLContext eglGetCurrentContext(void);
SGLAPI EGLSurface eglGetCurrentSurface(EGLint which);
SGLAPI EGLDisplay eglGetCurrentDisplay(void);
SGLAPI EGLBoolean eglWaitClient(void);
SGLAPI EGLBoolean eglWaitGL(void);
SGLAPI EGLBoolean eglWaitNative(EGLint engine);
SGLAPI EGLSurface eglCreateWindowSurface(EGLDisplay, EGLConfig, EGLNativeWindowType window, const EGLint *list);
SGLAPI EGLSurface eglCreatePixmapSurface(EGLDisplay, EGLConfig, EGLNativePixmapType pixmap, const EGLint *list);
SGLAPI EGLSurface eglCreatePlatformWindowSurface(EGLDisplay, EGLConfig, void *window, const EGLAttrib *list);
SGLAPI EGLSurface eglCreatePlatformPixmapSurface(EGLDisplay, EGLConfig, void *pixmap, const EGLAttrib *list);
SGLAPI EGLSurface eglCreatePbufferSurface(EGLDisplay, EGLConfig, const EGLint *list);
SGLAPI EGLSurface eglCreatePbufferFromClientBuffer(EGLDisplay, EGLenum type, EGLClientBuffer buffer, EGLConfig, const EGLint *list);
SGLAPI EGLBoolean eglDestroySurface(EGLDisplay, EGLSurface);
SGLAPI EGLBoolean eglQuerySurface(EGLDisplay, EGLSurface, EGLint name, EGLint *value);
SGLAPI EGLBoolean eglSurfaceAttrib(EGLDisplay, EGLSurface, EGLint name, EGLint value);
SGLAPI EGLBoolean eglBindTexImage(EGLDisplay, EGLSurface, EGLint buffer);
SGLAPI EGLBoolean eglReleaseTexImage(EGLDisplay, EGLSurface, EGLint buffer);
SGLAPI EGLBoolean eglSwapInterval(EGLDisplay, EGLint interval);
SGLAPI EGLBoolean eglSwapBuffers(EGLDisplay, EGLSurface);
SGLAPI EGLBoolean eglCopyBuffers(EGLDisplay, EGLSurface, EGLNativePixmapType pixmap);
SGLAPI EGLSync eglCreateSync(EGLDisplay, EGLenum type, const EGLAttrib *list);
SGLAPI EGLBoolean eglDestroySync(EGLDisplay, EGLSync);
SGLAPI EGLint eglClientWaitSync(EGLDisplay, EGLSync, EGLint flags, EGLTime timeout);
SGLAPI EGLBoolean eglGetSyncAttrib(EGLDisplay, EGLSync, EGLint name, EGLAttrib *value);
SGLAPI EGLBoolean eglWaitSync(EGLDisplay, EGLSync, EGLint flags);
SGLAPI EGLImage eglCreateImageKHR(EGLDisplay, EGLContext, EGLenum target, EGLClientBuffer buffer, const EGLint *list);
SGLAPI EGLBoolean eglDestroyImageKHR(EGLDisplay, EGLImage);
SGLAPI EGLImage eglCreateImage(EGLDisplay, EGLContext, EGLenum target, EGLClientBuffer buffer, const EGLAttrib *list);
SGLAPI EGLBoolean eglDestroyImage(EGLDisplay, EGLImage);

/* Extensions */
SGLAPI EGLDisplay eglGetPlatformDisplayEXT(EGLenum platform, void *native, const EGLint *list);
SGLAPI EGLSurface eglCreatePlatformWindowSurfaceEXT(EGLDisplay, EGLConfig, void *window, const EGLint *list);
SGLAPI EGLSurface eglCreatePlatformPixmapSurfaceEXT(EGLDisplay, EGLConfig, void *pixmap, const EGLint *list);
SGLAPI EGLBoolean eglSwapBuffersWithDamageKHR(EGLDisplay, EGLSurface, const EGLint *rectangles, EGLint count);
SGLAPI EGLBoolean eglSwapBuffersWithDamageEXT(EGLDisplay, EGLSurface, const EGLint *rectangles, EGLint count);
SGLAPI EGLSync eglCreateSyncKHR(EGLDisplay, EGLenum type, const EGLint *list);
SGLAPI EGLBoolean eglDestroySyncKHR(EGLDisplay, EGLSync);
SGLAPI EGLint eglClientWaitSyncKHR(EGLDisplay, EGLSync, EGLint flags, EGLTime timeout);
SGLAPI EGLBoolean eglGetSyncAttribKHR(EGLDisplay, EGLSync, EGLint name, EGLint *value);
SGLAPI EGLBoolean eglSignalSyncKHR(EGLDisplay, EGLSync, EGLenum mode);
SGLAPI EGLint eglWaitSyncKHR(EGLDisplay, EGLSync, EGLint flags);
SGLAPI EGLint eglDebugMessageControlKHR(EGLDEBUGPROCKHR callback, const EGLAttrib *list);
SGLAPI EGLBoolean eglQueryDebugKHR(EGLint name, EGLAttrib *value);
SGLAPI EGLint eglLabelObjectKHR(EGLDisplay, EGLenum type, EGLObjectKHR object, EGLLabelKHR label);
SGLAPI EGLBoolean eglQueryDevicesEXT(EGLint room, EGLDeviceEXT *devices, EGLint *count);
SGLAPI const char *eglQueryDeviceStringEXT(EGLDeviceEXT, EGLint name);
SGLAPI EGLBoolean eglQueryDeviceAttribEXT(EGLDeviceEXT, EGLint name, EGLAttrib *value);
SGLAPI const char *eglGetDisplayDriverName(EGLDisplay);
SGLAPI char *eglGetDisplayDriverConfig(EGLDisplay);
SGLAPI EGLBoolean eglQueryDisplayAttribEXT(EGLDisplay, EGLint name, EGLAttrib *value);

#endif
