// The host's OpenGL through EGL, without a window system: display, configurations, entry points. One a process.
#pragma once
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <cstdint>
#include <string>
#include <vector>

#include "host_gl.h"
extern "C" {
#include "../guest/common/wire.h"
}

namespace sgl {

struct HostConfig {
    sgl_config info; // info.id is 1 + index
    EGLConfig egl;
};

struct Host {
    EGLDisplay display = EGL_NO_DISPLAY;
    HostGl gl{};
    std::vector<HostConfig> configs; // with pbuffers and desktop OpenGL
    std::string vendor, renderer, version;
    int maxCoreVersion = 0, maxCompatVersion = 0; // major * 10 + minor
    int maxWidth = 0, maxHeight = 0;
    bool noConfigContexts = false, releaseNone = false, robustness = false, noError = false, colorspace = false, texImage = false, images = false;

    // Opens the driver at the first call. Throws std::runtime_error saying what failed and what to do.
    static Host& get();

    // A context for `request`, sharing with `share`. EGL_NO_CONTEXT and an sgl_context_error on failure.
    EGLContext createContext(const sgl_context_request& request, EGLContext share, uint32_t* error) const;
    // `kind`: of sgl_drawable_request.
    EGLSurface createPbuffer(uint32_t config, uint32_t width, uint32_t height, uint32_t kind) const;
    const HostConfig* config(uint32_t id) const { return id >= 1 && id <= configs.size() ? &configs[id - 1] : nullptr; }

private:
    void open();
    void listConfigs();
    void probeVersions();
};

const char* eglErrorName(EGLint error);

} // namespace sgl
