/* EGL's images of textures and renderbuffers. Those of pixmaps and of the kernel's buffers are not carried: they name
 * memory that the host's driver does not have. */
#include <stdlib.h>

#include "../common/platform.h"
#include "egl_internal.h"

struct sgl_egl_image {
    struct sgl_egl_image *next;
    uint32_t number;
    EGLLabelKHR label;
};

/* OpenGL takes it as a handle that goes to the renderer as it is. */
static EGLImage handle_of(const struct sgl_egl_image *image) { return (EGLImage)(uintptr_t)image->number; }

struct sgl_egl_image *sgl_egl_find_image(struct sgl_egl_display *d, EGLImage given)
{
    struct sgl_egl_image *image = d->images;
    while (image && handle_of(image) != given) image = image->next;
    return image;
}
void sgl_egl_label_image(struct sgl_egl_image *image, EGLLabelKHR label) { image->label = label; }

enum { MOST_ATTRIBUTES = 32 };

static EGLImage create(EGLDisplay given, EGLContext given_context, EGLenum target, EGLClientBuffer buffer, const EGLAttrib *list)
{
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return NULL;
    uint32_t pairs[2 * MOST_ATTRIBUTES], attributes = 0;
    for (; list && *list != EGL_NONE; list += 2, attributes++) {
        if (attributes == MOST_ATTRIBUTES) return (EGLImage)sgl_egl_fail(EGL_BAD_ATTRIBUTE, "too many attributes");
        pairs[2 * attributes] = (uint32_t)list[0];
        pairs[2 * attributes + 1] = (uint32_t)list[1];
    }
    uint32_t context = 0;
    if (given_context) {
        pthread_mutex_lock(&sgl_egl_lock);
        const struct sgl_egl_context *c = sgl_egl_find_context(d, given_context);
        if (c) context = sgl_context_id(c->inner);
        pthread_mutex_unlock(&sgl_egl_lock);
        if (!context) return (EGLImage)sgl_egl_fail(EGL_BAD_CONTEXT, "no such context");
    }
    const bool of_object = target == EGL_GL_RENDERBUFFER || (target >= EGL_GL_TEXTURE_2D && target <= EGL_GL_TEXTURE_CUBE_MAP_NEGATIVE_Z);
    const struct sgl_host *host = sgl_host();
    if (!host) return (EGLImage)sgl_egl_fail(EGL_BAD_ALLOC, "the renderer is gone");
    if (!of_object || !(host->info.flags & SGL_HOST_IMAGES) || (uintptr_t)buffer > UINT32_MAX)
        return (EGLImage)sgl_egl_fail(EGL_BAD_PARAMETER, "only images of textures and renderbuffers are carried");
    if (!context) return (EGLImage)sgl_egl_fail(EGL_BAD_CONTEXT, "the object is of no context");
    struct sgl_egl_image *image = calloc(1, sizeof *image);
    if (!image) return (EGLImage)sgl_egl_fail(EGL_BAD_ALLOC, "no memory");
    uint32_t error;
    image->number = sgl_image_create(context, target, (uint32_t)(uintptr_t)buffer, attributes, pairs, &error);
    if (!image->number) {
        free(image);
        return (EGLImage)sgl_egl_fail((EGLint)error, "the host makes no such image");
    }
    pthread_mutex_lock(&sgl_egl_lock);
    image->next = d->images;
    d->images = image;
    pthread_mutex_unlock(&sgl_egl_lock);
    return handle_of(image);
}

EGLImage eglCreateImage(EGLDisplay d, EGLContext context, EGLenum target, EGLClientBuffer buffer, const EGLAttrib *list)
{
    SGL_EGL_ENTER();
    return create(d, context, target, buffer, list);
}
EGLImage eglCreateImageKHR(EGLDisplay d, EGLContext context, EGLenum target, EGLClientBuffer buffer, const EGLint *list)
{
    SGL_EGL_ENTER();
    bool bad = false;
    EGLAttrib *wide = sgl_egl_widen(list, &bad);
    if (bad) return (EGLImage)sgl_egl_fail(EGL_BAD_ALLOC, "no memory");
    EGLImage image = create(d, context, target, buffer, wide);
    free(wide);
    return image;
}

/* Takes an image out of the display, the first one for NULL; false: there is none. */
static bool end(struct sgl_egl_display *d, EGLImage handle)
{
    pthread_mutex_lock(&sgl_egl_lock);
    struct sgl_egl_image **link = &d->images;
    while (*link && handle && handle_of(*link) != handle) link = &(*link)->next;
    struct sgl_egl_image *image = *link;
    if (image) *link = image->next;
    pthread_mutex_unlock(&sgl_egl_lock);
    if (!image) return false;
    sgl_image_destroy(image->number);
    free(image);
    return true;
}

static EGLBoolean destroy(EGLDisplay given, EGLImage handle)
{
    struct sgl_egl_display *d = sgl_egl_display(given);
    if (!d) return EGL_FALSE;
    return handle && end(d, handle) ? EGL_TRUE : (EGLBoolean)sgl_egl_fail(EGL_BAD_PARAMETER, "no such image");
}
EGLBoolean eglDestroyImage(EGLDisplay d, EGLImage image)
{
    SGL_EGL_ENTER();
    return destroy(d, image);
}
EGLBoolean eglDestroyImageKHR(EGLDisplay d, EGLImage image)
{
    SGL_EGL_ENTER();
    return destroy(d, image);
}

void sgl_egl_destroy_images(struct sgl_egl_display *d)
{
    while (end(d, NULL)) {}
}
