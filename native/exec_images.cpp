// EGL's images: memory that a texture or renderbuffer shares with others, of other share groups too. The client names
// them by numbers; the driver's own handles stay here.
#include "executor_core.h"
#include "state.h"

#include <EGL/eglext.h>

#include "opcodes.h"

namespace sgl {

bool hand_sglCreateImage(Exec&, Args&);
bool hand_sglDestroyImage(Exec&, Args&);

namespace {

constexpr uint32_t kMostAttributes = 32;
constexpr size_t kMostImages = 1 << 20;

// Of EGL_KHR_image_base, which this display has when the client was told so.
const PFNEGLCREATEIMAGEKHRPROC createImage = reinterpret_cast<PFNEGLCREATEIMAGEKHRPROC>(eglGetProcAddress("eglCreateImageKHR"));
const PFNEGLDESTROYIMAGEKHRPROC destroyImage = reinterpret_cast<PFNEGLDESTROYIMAGEKHRPROC>(eglGetProcAddress("eglDestroyImageKHR"));

// No other target: they take what is the program's, of X or of the kernel, and not the renderer's.
bool isOfObject(uint32_t target) {
    return target == EGL_GL_TEXTURE_2D_KHR || target == EGL_GL_TEXTURE_3D_KHR || target == EGL_GL_RENDERBUFFER_KHR ||
           (target >= EGL_GL_TEXTURE_CUBE_MAP_POSITIVE_X_KHR && target <= EGL_GL_TEXTURE_CUBE_MAP_NEGATIVE_Z_KHR);
}

// The image whose number stands at word `slot`; null, and the error is raised, when there is none.
GLeglImageOES find(Exec& x, Args& a, uint32_t slot) {
    const auto& images = x.executor.images;
    const uint64_t number = a.u64(slot);
    const auto it = number <= UINT32_MAX ? images.find(static_cast<uint32_t>(number)) : images.end();
    if (it != images.end()) return it->second;
    x.raise(GL_INVALID_VALUE);
    return nullptr;
}

} // namespace

bool hand_sglCreateImage(Exec& x, Args& a) {
    constexpr uint32_t kHead = sizeof(sgl_image_request) / 4;
    if (!a.fixed(kHead)) return x.malformed("is too short");
    const sgl_image_request request{a.u32(0), a.u32(1), a.u32(2), a.u32(3), a.u32(4)};
    Executor& e = x.executor;
    if (request.attributes > kMostAttributes || a.restWords() != 2 * request.attributes) return x.malformed("has attributes that are not as long as it says");
    if (request.image == 0 || e.images.count(request.image)) return x.malformed("uses an image number twice");
    if (e.images.size() >= kMostImages) return x.malformed("is one image too many");
    const HostContext* context = e.context(request.context);
    EGLint error = EGL_SUCCESS;
    if (!context) error = EGL_BAD_CONTEXT;
    else if (!isOfObject(request.target) || !e.host.images) error = EGL_BAD_PARAMETER;
    else {
        EGLint attributes[2 * kMostAttributes + 1];
        for (uint32_t i = 0; i < 2 * request.attributes; i++) attributes[i] = static_cast<EGLint>(a.rest()[i]);
        attributes[2 * request.attributes] = EGL_NONE;
        const auto name = reinterpret_cast<EGLClientBuffer>(static_cast<uintptr_t>(request.name));
        const EGLImageKHR image = createImage(e.host.display, context->egl, request.target, name, attributes);
        if (image != EGL_NO_IMAGE_KHR) e.images.emplace(request.image, image);
        else error = eglGetError();
    }
    x.reply.begin(SGL_OP_CREATE_IMAGE);
    x.reply.raw(&error, sizeof error);
    x.reply.end();
    return true;
}

bool hand_sglDestroyImage(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    auto& images = x.executor.images;
    const auto it = images.find(a.u32(0));
    if (it == images.end()) return x.malformed("names an unknown image");
    destroyImage(x.executor.host.display, it->second);
    images.erase(it);
    return true;
}

void Executor::destroyImages() {
    for (const auto& [number, image] : images) destroyImage(host.display, image);
    images.clear();
}

// words: target 0, image 1 and 2
bool hand_glEGLImageTargetTexture2DOES(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed("is too short");
    if (GLeglImageOES image = find(x, a, 1)) x.gl.EGLImageTargetTexture2DOES(a.u32(0), image);
    return true;
}

// words: target 0, image 1 and 2
bool hand_glEGLImageTargetRenderbufferStorageOES(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed("is too short");
    if (GLeglImageOES image = find(x, a, 1)) x.gl.EGLImageTargetRenderbufferStorageOES(a.u32(0), image);
    return true;
}

// words: target 0, image 1 and 2, whether there are attributes 3: the extension has none, and says which error that is
bool hand_glEGLImageTargetTexStorageEXT(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed("is too short");
    const GLint some[] = {GL_TEXTURE_2D, 0, GL_NONE};
    if (GLeglImageOES image = find(x, a, 1)) x.gl.EGLImageTargetTexStorageEXT(a.u32(0), image, a.u32(3) ? some : nullptr);
    return true;
}

// words: texture 0, image 1 and 2, whether there are attributes 3
bool hand_glEGLImageTargetTextureStorageEXT(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed("is too short");
    const GLint some[] = {GL_TEXTURE_2D, 0, GL_NONE};
    if (GLeglImageOES image = find(x, a, 1)) x.gl.EGLImageTargetTextureStorageEXT(a.u32(0), image, a.u32(3) ? some : nullptr);
    return true;
}

} // namespace sgl
