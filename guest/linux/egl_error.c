/* EGL's errors, one a thread, and EGL_KHR_debug: a callback of the program hears of them. */
#include "egl_internal.h"

_Thread_local struct sgl_egl_thread sgl_egl_thread = {.error = EGL_SUCCESS};

static pthread_mutex_t debug_lock = PTHREAD_MUTEX_INITIALIZER;
static EGLDEBUGPROCKHR callback;
static uint32_t enabled = 3; /* bit of each message type, from critical on; EGL_KHR_debug has these two on */

static void tell(EGLint type, EGLint error, EGLLabelKHR object, const char *why)
{
    const struct sgl_egl_thread *t = &sgl_egl_thread;
    pthread_mutex_lock(&debug_lock);
    EGLDEBUGPROCKHR call = enabled >> (type - EGL_DEBUG_MSG_CRITICAL_KHR) & 1 ? callback : NULL;
    pthread_mutex_unlock(&debug_lock);
    if (call) call((EGLenum)error, t->command, type, t->label, object, why);
}

uintptr_t sgl_egl_fail(EGLint error, const char *why)
{
    sgl_egl_thread.error = error;
    tell(error == EGL_BAD_ALLOC ? EGL_DEBUG_MSG_CRITICAL_KHR : EGL_DEBUG_MSG_ERROR_KHR, error, NULL, why);
    return 0;
}

EGLint eglGetError(void)
{
    EGLint error = sgl_egl_thread.error;
    sgl_egl_thread.error = EGL_SUCCESS;
    return error;
}

EGLint eglDebugMessageControlKHR(EGLDEBUGPROCKHR given, const EGLAttrib *list)
{
    SGL_EGL_ENTER();
    uint32_t set = enabled;
    for (; list && *list != EGL_NONE; list += 2) {
        if (list[0] < EGL_DEBUG_MSG_CRITICAL_KHR || list[0] > EGL_DEBUG_MSG_INFO_KHR) {
            sgl_egl_fail(EGL_BAD_ATTRIBUTE, "no such kind of message");
            return EGL_BAD_ATTRIBUTE;
        }
        uint32_t bit = 1u << (list[0] - EGL_DEBUG_MSG_CRITICAL_KHR);
        set = list[1] ? set | bit : set & ~bit;
    }
    pthread_mutex_lock(&debug_lock);
    callback = given;
    enabled = given ? set : 3;
    pthread_mutex_unlock(&debug_lock);
    return EGL_SUCCESS;
}

EGLBoolean eglQueryDebugKHR(EGLint name, EGLAttrib *value)
{
    SGL_EGL_ENTER();
    if (name == EGL_DEBUG_CALLBACK_KHR) *value = (EGLAttrib)callback;
    else if (name >= EGL_DEBUG_MSG_CRITICAL_KHR && name <= EGL_DEBUG_MSG_INFO_KHR) *value = enabled >> (name - EGL_DEBUG_MSG_CRITICAL_KHR) & 1;
    else return (EGLBoolean)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "no such attribute");
    return EGL_TRUE;
}

EGLint eglLabelObjectKHR(EGLDisplay given, EGLenum type, EGLObjectKHR object, EGLLabelKHR label)
{
    SGL_EGL_ENTER();
    if (type == EGL_OBJECT_THREAD_KHR) {
        sgl_egl_thread.label = label;
        return EGL_SUCCESS;
    }
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return EGL_BAD_DISPLAY;
    bool found = true;
    pthread_mutex_lock(&sgl_egl_lock);
    struct sgl_egl_context *context = type == EGL_OBJECT_CONTEXT_KHR ? sgl_egl_find_context(d, object) : NULL;
    struct sgl_egl_surface *surface = type == EGL_OBJECT_SURFACE_KHR ? sgl_egl_find_surface(d, object) : NULL;
    struct sgl_egl_image *image = type == EGL_OBJECT_IMAGE_KHR ? sgl_egl_find_image(d, object) : NULL;
    struct sgl_egl_sync *sync = type == EGL_OBJECT_SYNC_KHR ? sgl_egl_find_sync(d, object) : NULL;
    if (context) context->label = label;
    else if (surface) surface->label = label;
    else if (sync) sgl_egl_label_sync(sync, label);
    else if (image) sgl_egl_label_image(image, label);
    else if (type == EGL_OBJECT_DISPLAY_KHR && object == given) d->label = label;
    else found = false;
    pthread_mutex_unlock(&sgl_egl_lock);
    if (found) return EGL_SUCCESS;
    sgl_egl_fail(EGL_BAD_PARAMETER, "no such object");
    return EGL_BAD_PARAMETER;
}
