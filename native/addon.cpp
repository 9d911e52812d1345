// Entry of the addon: registers the classes and functions that src/native.ts describes.
#include "addon.h"

static Napi::Object init(Napi::Env env, Napi::Object exports) {
    sgl::initSupervisor(env, exports);
    sgl::initRenderer(env, exports);
    sgl::initReplayer(env, exports);
    sgl::InitCodec(env, exports);
    return exports;
}

NODE_API_MODULE(sgl, init)
