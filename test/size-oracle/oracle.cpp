// The oracle's machinery: guard page, context, verdicts. See oracle.h.
#include "oracle.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

namespace oracle {

sgl::HostGl gl;
static sgl_track track;
sgl_track* cx = &track;
Objects objects;
Totals totals;
std::vector<GLint> locations{-1};

constexpr size_t kBytes = 8u << 20; // memory, and as much guard behind it
static uint8_t* base;
static volatile bool touched;
static size_t opened = 0; // pages of the guard that a fault made accessible

// What is being called, for the message about a crash.
static struct {
    const char* command = "start";
    std::string arguments;
} doing;

static volatile bool calling;
static sigjmp_buf escape;

// A fault in the guard is noted and let pass, so that the driver ends its call in good order.
static void onFault(int, siginfo_t* info, void*) {
    auto* at = static_cast<uint8_t*>(info->si_addr);
    if (at >= base + kBytes && at < base + 2 * kBytes) {
        touched = true;
        const auto page = size_t(at - base) & ~size_t(4095);
        mprotect(base + page, 4096, PROT_READ | PROT_WRITE);
        if (page + 4096 - kBytes > opened) opened = page + 4096 - kBytes;
        return;
    }
    if (!calling) {
        signal(SIGSEGV, SIG_DFL);
        return;
    }
    printf("# the driver crashes by itself in %s(%s)\n", doing.command, doing.arguments.c_str());
    siglongjmp(escape, 1);
}

uint8_t* memory(uint64_t bytes) { return base + kBytes - bytes; }

static void closeGuard() {
    if (opened) {
        madvise(base + kBytes, opened, MADV_DONTNEED);
        mprotect(base + kBytes, opened, PROT_NONE);
    }
    opened = 0;
    touched = false;
}

static void dropErrors() {
    while (gl.GetError()) {}
}

bool overruns(uint64_t bytes, const std::function<void(void*)>& call, int fill) {
    if (bytes > kBytes) return true;
    if (fill >= 0) memset(memory(bytes), fill, bytes);
    closeGuard();
    calling = true;
    if (!sigsetjmp(escape, 1)) call(memory(bytes)); // else: a fault that is not ours; arguments that no program uses
    calling = false;
    dropErrors();
    const bool result = touched;
    closeGuard();
    return result;
}

void Command::failure(const std::string& what) {
    if (failed_++ < 6) failures_ += "#   " + what + "\n";
}

void Command::reads(const char* parameter, uint64_t bytes, uint64_t unit, const std::string& arguments, const std::function<void(void*)>& call) {
    cases_++;
    doing = {name_, arguments};
    if (overruns(bytes, call)) {
        failure(std::string(parameter) + ": more than " + std::to_string(bytes) + " bytes are read with (" + arguments + ")");
        return;
    }
    if (bytes == 0) return;
    if (overruns(bytes - unit, call)) {
        exact_++;
    } else if (overruns(0, call)) {
        partial_++;
        uint64_t low = 1, high = bytes / unit - 1; // elements: the least that is not overrun
        while (low < high) {
            const uint64_t middle = (low + high) / 2;
            if (overruns(middle * unit, call)) low = middle + 1;
            else high = middle;
        }
        low *= unit;
        if (partialExample_.empty())
            partialExample_ = std::string(parameter) + ": " + std::to_string(low) + " of " + std::to_string(bytes) + " bytes are read with (" + arguments + ")";
    }
}

void Command::readsText(const char* parameter, int64_t length, const std::string& arguments, const std::function<void(void*)>& call) {
    cases_++;
    doing = {name_, arguments};
    const std::string value = "abc";
    const uint64_t bytes = length < 0 ? value.size() + 1 : uint64_t(length);
    const auto with = [&](uint64_t room) {
        const std::string text = length < 0 ? value : std::string(bytes, 'a');
        memcpy(memory(room), text.c_str(), room < text.size() + 1 ? room : text.size() + 1);
        return overruns(room, call, -1);
    };
    if (with(bytes)) failure(std::string(parameter) + ": more than " + std::to_string(bytes) + " characters are read with (" + arguments + ")");
    else if (bytes && with(bytes - 1)) exact_++;
}

void Command::writes(const char* parameter, uint64_t bytes, uint64_t unit, const std::string& arguments, const std::function<void(void*)>& call) {
    cases_++;
    doing = {name_, arguments};
    if (overruns(bytes, call, 0x5a)) {
        failure(std::string(parameter) + ": more than " + std::to_string(bytes) + " bytes are written with (" + arguments + ")");
        return;
    }
    if (bytes && bytes < 65536 && overruns(bytes - unit, call, 0x5a)) exact_++;
}

void Command::end() {
    totals.commands++;
    totals.cases += cases_;
    totals.exact += exact_;
    if (cases_ && !exact_ && !partial_) totals.neverTouched++;
    // Reading less is right where the driver stops at an error in the data; never reading all is not.
    const bool tooMuch = partial_ && !exact_;
    if (failed_ || tooMuch) totals.failed++;
    printf("%s %s: %llu calls, %llu to the last byte\n", failed_ || tooMuch ? "not ok" : "ok", name_, (unsigned long long)cases_, (unsigned long long)exact_);
    if (failed_) printf("%s", failures_.c_str());
    if (tooMuch) printf("#   %s\n", partialExample_.c_str());
    fflush(stdout);
}

void pixelStore(bool pack, const sgl_pixel_store& s) {
    (pack ? track.pack : track.unpack) = s;
    const GLenum first = pack ? GL_PACK_SWAP_BYTES : GL_UNPACK_SWAP_BYTES; // SWAP_BYTES ... ALIGNMENT follow each other
    const GLint values[] = {s.swap_bytes, s.lsb_first, s.row_length, s.skip_rows, s.skip_pixels, s.alignment};
    for (GLenum i = 0; i < 6; i++) gl.PixelStorei(first + i, values[i]);
    gl.PixelStorei(pack ? GL_PACK_SKIP_IMAGES : GL_UNPACK_SKIP_IMAGES, s.skip_images);
    gl.PixelStorei(pack ? GL_PACK_IMAGE_HEIGHT : GL_UNPACK_IMAGE_HEIGHT, s.image_height);
    const GLenum block = pack ? GL_PACK_COMPRESSED_BLOCK_WIDTH : GL_UNPACK_COMPRESSED_BLOCK_WIDTH;
    const GLint blocks[] = {s.block_width, s.block_height, s.block_depth, s.block_size};
    for (GLenum i = 0; i < 4; i++) gl.PixelStorei(block + i, blocks[i]);
}

// ---- Context and objects ---------------------------------------------------------------------------

// Uniforms of every type, all active.
static const char* kTypes[] = {"float", "vec2", "vec3", "vec4", "int", "ivec2", "ivec3", "ivec4", "uint", "uvec2", "uvec3", "uvec4", "bool",
                               "mat2", "mat3", "mat4", "mat2x3", "mat2x4", "mat3x2", "mat3x4", "mat4x2", "mat4x3",
                               "double", "dvec2", "dvec3", "dvec4", "dmat2", "dmat3", "dmat4", "dmat2x3", "dmat2x4", "dmat3x2", "dmat3x4", "dmat4x2", "dmat4x3",
                               "int64_t", "i64vec2", "i64vec3", "i64vec4", "uint64_t", "u64vec2", "u64vec3", "u64vec4"};

static GLuint compile(GLenum stage, const std::string& source) {
    const GLuint shader = gl.CreateShader(stage);
    const char* text = source.c_str();
    gl.ShaderSource(shader, 1, &text, nullptr);
    gl.CompileShader(shader);
    GLint done = 0;
    gl.GetShaderiv(shader, GL_COMPILE_STATUS, &done);
    if (!done) {
        char log[2000] = "";
        gl.GetShaderInfoLog(shader, sizeof log, nullptr, log);
        fprintf(stderr, "size oracle: shader: %s\n", log);
    }
    return shader;
}

static void makeProgram() {
    std::string uniforms, sum = "    float total = 0.0;\n";
    int n = 0;
    for (const char* type : kTypes) {
        const std::string name = "u" + std::to_string(n++), t = type;
        const bool wide = t.find("64") != std::string::npos;
        if (wide) uniforms += "#ifdef GL_ARB_gpu_shader_int64\n", sum += "#ifdef GL_ARB_gpu_shader_int64\n";
        uniforms += "uniform " + t + " " + name + "[3];\n";
        std::string element = name + "[gl_VertexID % 3]";
        if (t.find("mat") != std::string::npos) element += "[0][0]";
        else if (t.find("vec") != std::string::npos) element += ".x";
        sum += "    total += float(" + element + ");\n";
        if (wide) uniforms += "#endif\n", sum += "#endif\n";
    }
    const std::string vertex = "#version 450 compatibility\n#ifdef GL_ARB_gpu_shader_int64\n#extension GL_ARB_gpu_shader_int64 : enable\n#endif\n" + uniforms +
                               "subroutine float Pick(float x);\nsubroutine(Pick) float one(float x) { return x; }\nsubroutine(Pick) float two(float x) { return 2.0 * x; }\n"
                               "subroutine uniform Pick pick;\nlayout(binding = 0) uniform Block { vec4 member; vec4 other; } block;\nout vec4 varying_out;\nin vec4 attribute_in;\n"
                               "void main() {\n" + sum + "    varying_out = vec4(pick(total)) + block.member + block.other + attribute_in;\n    gl_Position = varying_out;\n}\n";
    const std::string fragment = "#version 450 compatibility\nin vec4 varying_out;\nout vec4 color;\nvoid main() { color = varying_out; }\n";
    objects.program = gl.CreateProgram();
    objects.shader = compile(GL_VERTEX_SHADER, vertex);
    gl.AttachShader(objects.program, objects.shader);
    gl.AttachShader(objects.program, compile(GL_FRAGMENT_SHADER, fragment));
    const char* varyings[] = {"varying_out"};
    gl.TransformFeedbackVaryings(objects.program, 1, varyings, GL_INTERLEAVED_ATTRIBS);
    gl.LinkProgram(objects.program);
    GLint linked = 0;
    gl.GetProgramiv(objects.program, GL_LINK_STATUS, &linked);
    if (!linked) fprintf(stderr, "size oracle: the program does not link\n");
    gl.UseProgram(objects.program);
    // A location that belongs to no uniform of ours makes Mesa's glGetUniform crash: only real ones are used.
    for (size_t i = 0; i < sizeof kTypes / sizeof *kTypes; i++) {
        const GLint location = gl.GetUniformLocation(objects.program, ("u" + std::to_string(i)).c_str());
        for (GLint element = 0; element < 3 && location >= 0; element++) locations.push_back(location + element);
    }
}

static void makeObjects() {
    makeProgram();
    gl.GenBuffers(1, &objects.buffer);
    for (GLenum target : {GL_ARRAY_BUFFER, GL_UNIFORM_BUFFER, GL_COPY_READ_BUFFER, GL_COPY_WRITE_BUFFER, GL_SHADER_STORAGE_BUFFER, GL_TEXTURE_BUFFER, GL_TRANSFORM_FEEDBACK_BUFFER})
        gl.BindBuffer(target, objects.buffer);
    gl.BufferData(GL_ARRAY_BUFFER, 65536, nullptr, GL_STATIC_DRAW);
    gl.GenTextures(1, &objects.texture);
    gl.BindTexture(GL_TEXTURE_2D, objects.texture);
    gl.TexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 16, 16, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    gl.GenFramebuffers(1, &objects.framebuffer);
    gl.BindFramebuffer(GL_FRAMEBUFFER, objects.framebuffer);
    gl.FramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, objects.texture, 0);
    gl.GenRenderbuffers(1, &objects.renderbuffer);
    gl.BindRenderbuffer(GL_RENDERBUFFER, objects.renderbuffer);
    gl.RenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH24_STENCIL8, 16, 16);
    gl.FramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_RENDERBUFFER, objects.renderbuffer);
    gl.GenVertexArrays(1, &objects.vertexArray);
    gl.GenSamplers(1, &objects.sampler);
    gl.GenQueries(1, &objects.query);
    gl.GenProgramPipelines(1, &objects.pipeline);
    gl.GenTransformFeedbacks(1, &objects.transformFeedback);
    gl.GenProgramsARB(1, &objects.programArb);
    gl.BindProgramARB(GL_VERTEX_PROGRAM_ARB, objects.programArb);
    gl.ObjectLabel(GL_TEXTURE, objects.texture, -1, "a label");
    dropErrors();
}

bool start() {
    base = static_cast<uint8_t*>(mmap(nullptr, 2 * kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(base + kBytes, kBytes, PROT_NONE);
    auto getDisplay = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
    if (!getDisplay) return false;
    EGLDisplay display = getDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (!eglInitialize(display, nullptr, nullptr) || !eglBindAPI(EGL_OPENGL_API)) return false;
    const EGLint attributes[] = {EGL_CONTEXT_MAJOR_VERSION, 4, EGL_CONTEXT_MINOR_VERSION, 5, EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_COMPATIBILITY_PROFILE_BIT, EGL_NONE};
    EGLContext context = eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, attributes);
    if (context == EGL_NO_CONTEXT || !eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context)) return false;
    sgl::loadHostGl(gl);
    struct sigaction action {};
    action.sa_sigaction = onFault;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGSEGV, &action, nullptr);
    makeObjects();
    sgl_pixel_store initial{};
    initial.alignment = 4;
    pixelStore(false, initial);
    pixelStore(true, initial);
    return true;
}

} // namespace oracle
