// What a client is told of the host: configurations, versions, strings, extensions and limits.
#include <algorithm>
#include <set>

#include "executor_core.h"

namespace sgl {

// Generated from the reviewed lists in src/spec/extensions.ts and extensions_es.ts: sorted names, and how many.
extern const char* const kAllowedExtensions[];
extern const uint32_t kAllowedExtensionCount;
extern const char* const kAllowedEsExtensions[];
extern const uint32_t kAllowedEsExtensionCount;

namespace {

void append(std::vector<uint8_t>& to, const void* p, size_t n) {
    const auto* b = static_cast<const uint8_t*>(p);
    to.insert(to.end(), b, b + n);
}
void appendString(std::vector<uint8_t>& to, const std::string& s) { append(to, s.c_str(), s.size() + 1); }

bool allowed(const std::string& name, bool es) {
    const char* const* list = es ? kAllowedEsExtensions : kAllowedExtensions;
    return std::binary_search(list, list + (es ? kAllowedEsExtensionCount : kAllowedExtensionCount), name.c_str(),
                              [](const char* a, const char* b) { return std::strcmp(a, b) < 0; });
}

// Integer limits that never change in a context's life and that programs ask for.
constexpr GLenum kLimits[] = {
    GL_MAX_TEXTURE_SIZE, GL_MAX_3D_TEXTURE_SIZE, GL_MAX_CUBE_MAP_TEXTURE_SIZE, GL_MAX_RECTANGLE_TEXTURE_SIZE, GL_MAX_ARRAY_TEXTURE_LAYERS,
    GL_MAX_TEXTURE_IMAGE_UNITS, GL_MAX_COMBINED_TEXTURE_IMAGE_UNITS, GL_MAX_VERTEX_TEXTURE_IMAGE_UNITS, GL_MAX_GEOMETRY_TEXTURE_IMAGE_UNITS,
    GL_MAX_TEXTURE_UNITS, GL_MAX_TEXTURE_COORDS, GL_MAX_VERTEX_ATTRIBS, GL_MAX_VERTEX_UNIFORM_COMPONENTS, GL_MAX_FRAGMENT_UNIFORM_COMPONENTS,
    GL_MAX_VARYING_FLOATS, GL_MAX_DRAW_BUFFERS, GL_MAX_COLOR_ATTACHMENTS, GL_MAX_RENDERBUFFER_SIZE, GL_MAX_SAMPLES, GL_MAX_LIGHTS,
    GL_MAX_CLIP_PLANES, GL_MAX_UNIFORM_BUFFER_BINDINGS, GL_MAX_UNIFORM_BLOCK_SIZE, GL_UNIFORM_BUFFER_OFFSET_ALIGNMENT,
    GL_MAX_SHADER_STORAGE_BUFFER_BINDINGS, GL_SHADER_STORAGE_BUFFER_OFFSET_ALIGNMENT, GL_MAX_TRANSFORM_FEEDBACK_BUFFERS,
    GL_MAX_ATOMIC_COUNTER_BUFFER_BINDINGS, GL_MAX_VERTEX_ATTRIB_BINDINGS, GL_MAX_VERTEX_ATTRIB_STRIDE, GL_MAX_ELEMENTS_VERTICES,
    GL_MAX_ELEMENTS_INDICES, GL_MIN_MAP_BUFFER_ALIGNMENT, GL_MAJOR_VERSION, GL_MINOR_VERSION, GL_MAX_ATTRIB_STACK_DEPTH,
    GL_MAX_MODELVIEW_STACK_DEPTH, GL_MAX_PROJECTION_STACK_DEPTH, GL_MAX_TEXTURE_STACK_DEPTH, GL_MAX_NAME_STACK_DEPTH, GL_MAX_LIST_NESTING,
    GL_MAX_EVAL_ORDER, GL_MAX_PIXEL_MAP_TABLE,
};

std::vector<std::string> extensionsOf(const HostGl& gl, int version, bool es) {
    std::set<std::string> names;
    auto keep = [&](const char* name) {
        if (name && allowed(name, es)) names.insert(name);
    };
    if (version >= 30) {
        GLint n = 0;
        gl.GetIntegerv(GL_NUM_EXTENSIONS, &n);
        for (GLint i = 0; i < n; i++) keep(reinterpret_cast<const char*>(gl.GetStringi(GL_EXTENSIONS, static_cast<GLuint>(i))));
    } else if (const auto* all = reinterpret_cast<const char*>(gl.GetString(GL_EXTENSIONS))) {
        std::string word;
        for (const char* p = all;; p++) {
            if (*p && *p != ' ') {
                word += *p;
                continue;
            }
            if (!word.empty()) keep(word.c_str());
            word.clear();
            if (!*p) break;
        }
    }
    // what programs tell tools stands in the trace, whatever the host's driver makes of it (exec_annotations.cpp)
    for (const char* name : {"GL_KHR_debug", "GL_EXT_debug_label", "GL_EXT_debug_marker", "GL_GREMEDY_frame_terminator", "GL_GREMEDY_string_marker"})
        keep(name);
    return {names.begin(), names.end()};
}

// Versions of the shading language that the driver takes, as GL 4.3 lists them; none where it does not.
std::vector<std::string> languagesOf(const HostGl& gl, int version, const std::string& newest) {
    std::vector<std::string> names;
    if (version < 43) return names;
    GLint n = 0;
    gl.GetIntegerv(GL_NUM_SHADING_LANGUAGE_VERSIONS, &n);
    const double highest = std::atof(newest.c_str()) * 100 + 0.5;
    for (GLint i = 0; i < n; i++) {
        const auto* name = reinterpret_cast<const char*>(gl.GetStringi(GL_SHADING_LANGUAGE_VERSION, static_cast<GLuint>(i)));
        if (name && (std::strstr(name, "es") || std::atof(name) <= highest)) names.emplace_back(name);
    }
    return names;
}

} // namespace

std::vector<uint8_t> hostInfoPayload(const Host& host, const ExecutorOptions& options) {
    std::vector<uint8_t> out;
    sgl_host_info info{};
    info.max_core_version = static_cast<uint32_t>(host.maxCoreVersion);
    info.max_compat_version = static_cast<uint32_t>(host.maxCompatVersion);
    info.flags = (host.robustness ? SGL_HOST_ROBUSTNESS : 0u) | (host.noError ? SGL_HOST_NO_ERROR : 0u) | (host.colorspace ? SGL_HOST_COLORSPACE : 0u) |
                 (host.texImage ? SGL_HOST_TEX_IMAGE : 0u) | (host.images ? SGL_HOST_IMAGES : 0u) | SGL_HOST_ACCUM;
    info.config_count = static_cast<uint32_t>(host.configs.size());
    info.max_pbuffer_width = options.maxWidth ? options.maxWidth : static_cast<uint32_t>(host.maxWidth);
    info.max_pbuffer_height = options.maxHeight ? options.maxHeight : static_cast<uint32_t>(host.maxHeight);
    append(out, &info, sizeof info);
    for (const HostConfig& c : host.configs) append(out, &c.info, sizeof c.info);
    appendString(out, host.vendor);
    appendString(out, host.renderer);
    appendString(out, options.glOverride);
    return out;
}

std::vector<uint8_t> contextInfoPayload(const Host& host, const HostContext& context, const sgl_context_request& request) {
    const HostGl& gl = host.gl;
    auto text = [&](GLenum name) {
        const auto* s = reinterpret_cast<const char*>(gl.GetString(name));
        return std::string(s ? s : "");
    };
    std::string version = text(GL_VERSION), shading = text(GL_SHADING_LANGUAGE_VERSION);
    int major = 0, minor = 0;
    const size_t digit = version.find_first_of("0123456789");
    if (digit != std::string::npos) std::sscanf(version.c_str() + digit, "%d.%d", &major, &minor);
    const auto extensions = extensionsOf(gl, major * 10 + minor, request.profile == 4);

    std::vector<uint8_t> out;
    sgl_context_reply reply{};
    reply.version = static_cast<uint32_t>(major * 10 + minor);
    reply.profile = context.core ? 1u : request.profile == 4 ? 4u : 2u;
    reply.extension_count = static_cast<uint32_t>(extensions.size());
    append(out, &reply, sizeof reply);
    appendString(out, text(GL_VENDOR));
    appendString(out, text(GL_RENDERER));
    appendString(out, version);
    appendString(out, shading);
    for (const std::string& e : extensions) appendString(out, e);
    while (out.size() % 4) out.push_back(0);

    while (gl.GetError()) {}
    std::vector<uint32_t> pairs;
    for (const GLenum name : kLimits) {
        GLint value[4] = {0, 0, 0, 0};
        gl.GetIntegerv(name, value);
        if (gl.GetError()) continue;
        pairs.push_back(name);
        if (name == GL_MAJOR_VERSION) value[0] = major;
        if (name == GL_MINOR_VERSION) value[0] = minor;
        pairs.push_back(static_cast<uint32_t>(value[0]));
    }
    const auto n = static_cast<uint32_t>(pairs.size() / 2);
    append(out, &n, 4);
    append(out, pairs.data(), pairs.size() * 4);
    if (request.profile != 4)
        for (const std::string& language : languagesOf(gl, major * 10 + minor, shading)) appendString(out, language);
    return out;
}

} // namespace sgl
