// Opens the host's EGL display and reads what it offers.
#include "host.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace sgl {

namespace {

bool hasWord(const char* list, const char* word) {
    if (!list) return false;
    const size_t n = std::strlen(word);
    for (const char* p = list; (p = std::strstr(p, word)); p += n)
        if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == 0)) return true;
    return false;
}

EGLDisplay openDisplay(std::string& tried) {
    const char* client = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
    auto getPlatformDisplay = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
    auto initialised = [&](EGLDisplay d, const char* name) {
        if (d != EGL_NO_DISPLAY && eglInitialize(d, nullptr, nullptr)) return true;
        tried += std::string(tried.empty() ? "" : ", ") + name + " (" + eglErrorName(eglGetError()) + ")";
        return false;
    };
    if (getPlatformDisplay && hasWord(client, "EGL_MESA_platform_surfaceless")) {
        EGLDisplay d = getPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
        if (initialised(d, "surfaceless platform")) return d;
    }
    if (getPlatformDisplay && hasWord(client, "EGL_EXT_platform_device")) {
        auto queryDevices = reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
        EGLDeviceEXT devices[16];
        EGLint n = 0;
        if (queryDevices && queryDevices(16, devices, &n))
            for (EGLint i = 0; i < n; i++) {
                EGLDisplay d = getPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, devices[i], nullptr);
                if (initialised(d, "device platform")) return d;
            }
    }
    EGLDisplay d = eglGetDisplay(EGL_DEFAULT_DISPLAY);
    return initialised(d, "default display") ? d : EGL_NO_DISPLAY;
}

} // namespace

const char* eglErrorName(EGLint error) {
    switch (error) {
    case EGL_SUCCESS: return "EGL_SUCCESS";
    case EGL_NOT_INITIALIZED: return "EGL_NOT_INITIALIZED";
    case EGL_BAD_ACCESS: return "EGL_BAD_ACCESS";
    case EGL_BAD_ALLOC: return "EGL_BAD_ALLOC";
    case EGL_BAD_ATTRIBUTE: return "EGL_BAD_ATTRIBUTE";
    case EGL_BAD_CONFIG: return "EGL_BAD_CONFIG";
    case EGL_BAD_CONTEXT: return "EGL_BAD_CONTEXT";
    case EGL_BAD_DISPLAY: return "EGL_BAD_DISPLAY";
    case EGL_BAD_MATCH: return "EGL_BAD_MATCH";
    case EGL_BAD_PARAMETER: return "EGL_BAD_PARAMETER";
    case EGL_BAD_SURFACE: return "EGL_BAD_SURFACE";
    case EGL_CONTEXT_LOST: return "EGL_CONTEXT_LOST";
    default: return "an unknown EGL error";
    }
}

Host& Host::get() {
    static Host* host = [] {
        auto* h = new Host;
        h->open();
        return h;
    }();
    return *host;
}

void Host::open() {
    std::string tried;
    display = openDisplay(tried);
    if (display == EGL_NO_DISPLAY)
        throw std::runtime_error("no EGL display can be opened here: " + tried + "; install a driver (Debian: libegl1 libgl1-mesa-dri)");
    if (!eglBindAPI(EGL_OPENGL_API)) throw std::runtime_error("this EGL offers no desktop OpenGL");
    const char* extensions = eglQueryString(display, EGL_EXTENSIONS);
    noConfigContexts = hasWord(extensions, "EGL_KHR_no_config_context") || hasWord(extensions, "EGL_MESA_configless_context");
    releaseNone = hasWord(extensions, "EGL_KHR_context_flush_control");
    robustness = hasWord(extensions, "EGL_EXT_create_context_robustness");
    noError = hasWord(extensions, "EGL_KHR_create_context_no_error");
    colorspace = hasWord(extensions, "EGL_KHR_gl_colorspace");
    images = true;
    for (const char* name : {"EGL_KHR_image_base", "EGL_KHR_gl_texture_2D_image", "EGL_KHR_gl_texture_cubemap_image", "EGL_KHR_gl_texture_3D_image", "EGL_KHR_gl_renderbuffer_image"})
        images &= hasWord(extensions, name);
    if (!noConfigContexts) throw std::runtime_error("this EGL lacks EGL_KHR_no_config_context, which sgl needs");
    listConfigs();
    loadHostGl(gl);
    probeVersions();
}

void Host::listConfigs() {
    EGLint n = 0;
    eglGetConfigs(display, nullptr, 0, &n);
    std::vector<EGLConfig> all(static_cast<size_t>(std::max(n, 1)));
    if (!eglGetConfigs(display, all.data(), n, &n)) n = 0;
    for (EGLint i = 0; i < n; i++) {
        auto attribute = [&](EGLint name) {
            EGLint v = 0;
            return eglGetConfigAttrib(display, all[static_cast<size_t>(i)], name, &v) ? v : 0;
        };
        if (!(attribute(EGL_SURFACE_TYPE) & EGL_PBUFFER_BIT) || !(attribute(EGL_RENDERABLE_TYPE) & EGL_OPENGL_BIT)) continue;
        if (attribute(EGL_COLOR_BUFFER_TYPE) != EGL_RGB_BUFFER) continue;
        sgl_config c{};
        c.id = static_cast<uint32_t>(configs.size() + 1);
        c.red = static_cast<uint8_t>(attribute(EGL_RED_SIZE));
        c.green = static_cast<uint8_t>(attribute(EGL_GREEN_SIZE));
        c.blue = static_cast<uint8_t>(attribute(EGL_BLUE_SIZE));
        c.alpha = static_cast<uint8_t>(attribute(EGL_ALPHA_SIZE));
        c.depth = static_cast<uint8_t>(attribute(EGL_DEPTH_SIZE));
        c.stencil = static_cast<uint8_t>(attribute(EGL_STENCIL_SIZE));
        c.samples = static_cast<uint8_t>(attribute(EGL_SAMPLES));
        c.float_components = attribute(EGL_COLOR_COMPONENT_TYPE_EXT) == EGL_COLOR_COMPONENT_TYPE_FLOAT_EXT;
        texImage = texImage || attribute(EGL_BIND_TO_TEXTURE_RGB) || attribute(EGL_BIND_TO_TEXTURE_RGBA);
        c.srgb_capable = c.red == 8 && c.green == 8 && c.blue == 8;
        configs.push_back({c, all[static_cast<size_t>(i)]});
        maxWidth = std::max(maxWidth, static_cast<int>(attribute(EGL_MAX_PBUFFER_WIDTH)));
        maxHeight = std::max(maxHeight, static_cast<int>(attribute(EGL_MAX_PBUFFER_HEIGHT)));
    }
    if (configs.empty()) throw std::runtime_error("this EGL has no configuration with pbuffers and desktop OpenGL");
    if (maxWidth <= 0) maxWidth = maxHeight = 16384;
}

void Host::probeVersions() {
    for (const bool core : {true, false}) {
        sgl_context_request request{};
        request.profile = core ? 1u : 2u;
        request.major = core ? 3u : 1u;
        request.minor = core ? 2u : 0u;
        uint32_t error = 0;
        EGLContext context = createContext(request, EGL_NO_CONTEXT, &error);
        if (context == EGL_NO_CONTEXT) continue;
        if (eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context)) {
            auto text = [&](GLenum name) {
                const auto* s = reinterpret_cast<const char*>(gl.GetString(name));
                return std::string(s ? s : "");
            };
            vendor = text(GL_VENDOR);
            renderer = text(GL_RENDERER);
            version = text(GL_VERSION);
            int major = 0, minor = 0;
            if (std::sscanf(version.c_str(), "%d.%d", &major, &minor) == 2) (core ? maxCoreVersion : maxCompatVersion) = major * 10 + minor;
            eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        }
        eglDestroyContext(display, context);
    }
    if (renderer.empty()) throw std::runtime_error("no OpenGL context can be made on this EGL display");
}

EGLContext Host::createContext(const sgl_context_request& request, EGLContext share, uint32_t* error) const {
    std::vector<EGLint> a;
    auto add = [&](EGLint name, EGLint value) {
        a.push_back(name);
        a.push_back(value);
    };
    const bool es = request.profile == 4;
    const int version = static_cast<int>(request.major * 10 + request.minor);
    add(EGL_CONTEXT_MAJOR_VERSION, static_cast<EGLint>(request.major ? request.major : 1));
    add(EGL_CONTEXT_MINOR_VERSION, static_cast<EGLint>(request.minor));
    if (!es && version >= 32)
        add(EGL_CONTEXT_OPENGL_PROFILE_MASK, request.profile == 1 ? EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT : EGL_CONTEXT_OPENGL_COMPATIBILITY_PROFILE_BIT);
    EGLint flags = 0;
    if (request.flags & 1) flags |= EGL_CONTEXT_OPENGL_DEBUG_BIT_KHR;
    if (request.flags & 2) flags |= EGL_CONTEXT_OPENGL_FORWARD_COMPATIBLE_BIT_KHR;
    if (request.flags & 4 && robustness && !es) flags |= EGL_CONTEXT_OPENGL_ROBUST_ACCESS_BIT_KHR;
    if (flags) add(EGL_CONTEXT_FLAGS_KHR, flags);
    if (request.flags & 4 && robustness && es) add(EGL_CONTEXT_OPENGL_ROBUST_ACCESS_EXT, EGL_TRUE);
    if (request.reset_strategy == 1 && robustness) add(es ? EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY_EXT : EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY_KHR, EGL_LOSE_CONTEXT_ON_RESET_KHR);
    if (request.flags & 8 && noError) add(EGL_CONTEXT_OPENGL_NO_ERROR_KHR, EGL_TRUE);
    if (releaseNone) add(EGL_CONTEXT_RELEASE_BEHAVIOR_KHR, EGL_CONTEXT_RELEASE_BEHAVIOR_NONE_KHR);
    a.push_back(EGL_NONE);

    eglBindAPI(es ? EGL_OPENGL_ES_API : EGL_OPENGL_API);
    EGLContext context = eglCreateContext(display, EGL_NO_CONFIG_KHR, share, a.data());
    if (context == EGL_NO_CONTEXT) switch (eglGetError()) {
        case EGL_BAD_MATCH: *error = share != EGL_NO_CONTEXT ? SGL_CONTEXT_BAD_SHARE : SGL_CONTEXT_BAD_VERSION; break;
        case EGL_BAD_ATTRIBUTE: *error = SGL_CONTEXT_BAD_ATTRIBUTE; break;
        case EGL_BAD_CONTEXT: *error = SGL_CONTEXT_BAD_SHARE; break;
        default: *error = SGL_CONTEXT_FAILED;
        }
    else *error = SGL_CONTEXT_OK;
    return context;
}

EGLSurface Host::createPbuffer(uint32_t id, uint32_t width, uint32_t height, uint32_t kind) const {
    const HostConfig* c = config(id);
    if (!c) return EGL_NO_SURFACE;
    std::vector<EGLint> attributes{EGL_WIDTH, static_cast<EGLint>(width), EGL_HEIGHT, static_cast<EGLint>(height)};
    if (kind & SGL_DRAWABLE_SRGB && colorspace) attributes.insert(attributes.end(), {EGL_GL_COLORSPACE_KHR, EGL_GL_COLORSPACE_SRGB_KHR});
    if (kind & (SGL_DRAWABLE_TEXTURE_RGB | SGL_DRAWABLE_TEXTURE_RGBA) && texImage) {
        const EGLint format = kind & SGL_DRAWABLE_TEXTURE_RGBA ? EGL_TEXTURE_RGBA : EGL_TEXTURE_RGB, mipmap = kind & SGL_DRAWABLE_MIPMAP ? EGL_TRUE : EGL_FALSE;
        attributes.insert(attributes.end(), {EGL_TEXTURE_FORMAT, format, EGL_TEXTURE_TARGET, EGL_TEXTURE_2D, EGL_MIPMAP_TEXTURE, mipmap});
    }
    attributes.push_back(EGL_NONE);
    return eglCreatePbufferSurface(display, c->egl, attributes.data());
}

} // namespace sgl
