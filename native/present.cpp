// Contexts and surfaces on the host: what is current, sizes, and reading back what a swap shows.
#include <algorithm>
#include <utility>
#define XXH_STATIC_LINKING_ONLY // XXH3_state_t on the stack
#include <xxh_x86dispatch.h>

#include "clock_reads.h"
#include "executor_core.h"

namespace sgl {

uint64_t hashBytes(const void* p, uint64_t bytes) { return XXH3_64bits_dispatch(p, bytes); }

bool Executor::activate(StreamState& s) {
    exec.stream = &s;
    exec.context = s.context;
    exec.cx = s.context ? &s.context->track : &noTrack_;
    if (!s.context) return true; // nothing of the host's is used
    const auto chosen = [](const Drawable* d, bool front) {
        return !d ? EGL_NO_SURFACE : front && d->front != EGL_NO_SURFACE ? d->front : d->surface;
    };
    const EGLSurface draw = chosen(s.draw, s.context->frontDraw), read = chosen(s.read, s.context->frontRead);
    HostContext& c = *s.context;
    c.twoBuffers = c.bothDraw || c.frontDraw != c.frontRead;
    using DepthIn = Drawable::DepthIn;
    if (s.draw && s.draw->front != EGL_NO_SURFACE && !moveDepth(*s.draw, c.bothDraw ? DepthIn::Both : c.frontDraw ? DepthIn::Front : DepthIn::Back)) return false;
    if (currentKnown_ && currentContext_ == s.context) {
        if (currentDraw_ == draw && currentRead_ == read) return true;
        if (!c.core && !c.track.es) host.gl.Flush(); // vertices that the driver holds back would go to the other surface
    }
    if (!eglMakeCurrent(host.display, draw, read, s.context->egl)) {
        forgetCurrent();
        return fail(std::string("the host's driver refused to make the context current: ") + eglErrorName(eglGetError()));
    }
    currentKnown_ = true;
    currentContext_ = s.context;
    currentDraw_ = draw;
    currentRead_ = read;
    return true;
}

static void onDebugMessage(GLenum source, GLenum type, GLuint, GLenum, GLsizei, const GLchar*, const void* user) {
    if (source == GL_DEBUG_SOURCE_API && type == GL_DEBUG_TYPE_ERROR) static_cast<Executor*>(const_cast<void*>(user))->errorFlagged();
}

// The buffers that a context has initially: the host's surfaces have GL_FRONT, which is the same memory. Set when it
// first has surfaces; framebuffer objects may be bound by then.
void Executor::chooseBuffers(HostContext& c) {
    c.buffersChosen = true;
    const HostGl& gl = host.gl;
    GLint draw = 0, read = 0;
    gl.GetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &draw);
    gl.GetIntegerv(GL_READ_FRAMEBUFFER_BINDING, &read);
    if (draw) gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
    if (read) gl.BindFramebuffer(GL_READ_FRAMEBUFFER, 0);
    if (exec.stream->draw->request.double_buffered || c.request.double_buffered) gl.DrawBuffer(GL_BACK);
    if (exec.stream->read && exec.stream->read->request.double_buffered) gl.ReadBuffer(GL_BACK);
    if (draw) gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, static_cast<GLuint>(draw));
    if (read) gl.BindFramebuffer(GL_READ_FRAMEBUFFER, static_cast<GLuint>(read));
    while (gl.GetError()) {}
    errorFlag_ = false;
}

// What a context needs once: its initial buffers, and the driver's word on errors.
void Executor::prepare(HostContext& c) {
    if (!c.buffersChosen && !c.track.es && exec.stream->draw) chooseBuffers(c);
    if (c.prepared) return;
    c.prepared = true;
    while (host.gl.GetError()) {}
    if (!host.gl.DebugMessageCallback || (c.request.flags & 9)) return;
    host.gl.Enable(GL_DEBUG_OUTPUT);
    host.gl.Enable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
    if (host.gl.GetError()) return; // no KHR_debug here: errors are asked for after each command
    host.gl.DebugMessageCallback(onDebugMessage, this);
    host.gl.DebugMessageControl(GL_DONT_CARE, GL_DONT_CARE, GL_DONT_CARE, 0, nullptr, GL_FALSE);
    host.gl.DebugMessageControl(GL_DEBUG_SOURCE_API, GL_DEBUG_TYPE_ERROR, GL_DONT_CARE, 0, nullptr, GL_TRUE);
    c.errorsFlagged = host.gl.GetError() == 0;
}

bool Executor::resizeDrawable(Drawable& d, uint32_t width, uint32_t height) {
    // What is larger than the host can hold is cut off there: the window's rest shows nothing.
    const auto within = [](uint32_t n, int host, uint32_t chosen) { return std::clamp(n, 1u, chosen ? std::min(chosen, static_cast<uint32_t>(host)) : static_cast<uint32_t>(host)); };
    width = within(width, host.maxWidth, options.maxWidth);
    height = within(height, host.maxHeight, options.maxHeight);
    if (d.surface != EGL_NO_SURFACE && d.width == width && d.height == height) return true;
    EGLSurface surface = host.createPbuffer(d.request.config, width, height, d.request.kind);
    if (surface == EGL_NO_SURFACE) return false;
    const EGLSurface old = d.surface;
    d.surface = surface;
    d.width = width;
    d.height = height;
    d.accum.clear();
    if (old != EGL_NO_SURFACE) {
        if (currentKnown_) {
            if (exec.context) host.gl.Flush();
            eglMakeCurrent(host.display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
            forgetCurrent();
        }
        eglDestroySurface(host.display, old);
        if (d.front != EGL_NO_SURFACE) {
            eglDestroySurface(host.display, d.front);
            d.front = host.createPbuffer(d.request.config, width, height, d.request.kind);
            d.depthIn = Drawable::DepthIn::Both;
        }
    }
    // a new window's buffer is black on the usual drivers, and a replay must begin as the recording did
    if (bindPresent(surface, surface)) {
        host.gl.Clear(GL_COLOR_BUFFER_BIT);
        host.gl.Flush();
    }
    return failure_.empty();
}

void Executor::releaseStream(StreamState& s) {
    HostContext* c = s.context;
    Drawable* both[2] = {s.draw, s.read};
    s.context = nullptr;
    s.draw = s.read = nullptr;
    if (c && --c->users == 0 && c->destroyed) destroyContext(*c);
    for (int i = 0; i < 2; i++)
        if (both[i] && --both[i]->users == 0 && both[i]->destroyed) destroyDrawable(*both[i]);
    if (exec.stream == &s) {
        exec.context = nullptr;
        exec.cx = &noTrack_;
    }
}

// A context goes when the driver's threads have done all that it was given: destroying ones with work in flight was seen to
// corrupt the heap (Mesa 22.3, llvmpipe).
void Executor::destroyContext(HostContext& c) {
    forgetCurrent();
    if (eglMakeCurrent(host.display, EGL_NO_SURFACE, EGL_NO_SURFACE, c.egl)) host.gl.Finish();
    eglMakeCurrent(host.display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(host.display, c.egl);
    contexts.erase(c.id);
}

void Executor::destroyDrawable(Drawable& d) {
    if (currentKnown_ && (currentContext_ || currentDraw_ == d.surface || currentRead_ == d.surface)) {
        eglMakeCurrent(host.display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        forgetCurrent();
    }
    eglDestroySurface(host.display, d.surface);
    if (d.front != EGL_NO_SURFACE) eglDestroySurface(host.display, d.front);
    drawables.erase(d.id);
}

bool Executor::bindPresent(EGLSurface draw, EGLSurface read) {
    if (presentContext_ == EGL_NO_CONTEXT) {
        sgl_context_request request{};
        request.profile = 2;
        request.major = 1;
        uint32_t error = 0;
        presentContext_ = host.createContext(request, EGL_NO_CONTEXT, &error);
        if (presentContext_ == EGL_NO_CONTEXT) return fail("the host's driver gives no context to read frames with");
    }
    forgetCurrent();
    if (!eglMakeCurrent(host.display, draw, read, presentContext_)) return fail(std::string("a frame cannot be read: ") + eglErrorName(eglGetError()));
    if (!presentAsked_) {
        presentAsked_ = true;
        const auto* extensions = reinterpret_cast<const char*>(host.gl.GetString(GL_EXTENSIONS));
        presentInvert_ = extensions && std::strstr(extensions, "GL_MESA_pack_invert");
    }
    return true;
}

void Executor::packTightly() {
    host.gl.PixelStorei(GL_PACK_ALIGNMENT, 1);
    if (presentInvert_) host.gl.PixelStorei(GL_PACK_INVERT_MESA, 0);
}

// Out of a surface with alpha Mesa's software drivers copy BGRA as it is. Without alpha they convert each pixel, and
// RGBA in half the time (300x300: 70 against 115 us), so that swapping red and blue ourselves is faster.
static bool convertsSlowly(const Host& host, const Drawable& d) {
    const HostConfig* config = host.config(d.request.config);
    return config && !config->info.alpha && config->info.red == 8 && host.renderer.rfind("llvmpipe", 0) == 0;
}

using Pixels8 = uint32_t __attribute__((vector_size(32), aligned(4), may_alias));

// RGBA to BGRA in place; chooses the widest instructions when it is first called.
#if defined(__x86_64__)
__attribute__((target_clones("avx2", "default")))
#endif
static void swapRedAndBlue(uint8_t* pixels, size_t count) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        auto* p = reinterpret_cast<Pixels8*>(pixels + i * 4);
        const Pixels8 v = *p;
        *p = (v & 0xff00ff00u) | ((v & 0xffu) << 16) | ((v >> 16) & 0xffu);
    }
    for (; i < count; i++) std::swap(pixels[i * 4], pixels[i * 4 + 2]);
}

// The same, and the hash of the result, computed piece by piece while that is in the nearest cache.
static uint64_t swapAndHash(uint8_t* pixels, size_t count) {
    constexpr size_t kPiece = 2048; // pixels
    alignas(64) XXH3_state_t state;
    XXH3_64bits_reset(&state);
    for (size_t at = 0; at < count; at += kPiece) {
        const size_t n = std::min(kPiece, count - at);
        swapRedAndBlue(pixels + at * 4, n);
        XXH3_64bits_update_dispatch(&state, pixels + at * 4, n * 4);
    }
    return XXH3_64bits_digest(&state);
}

// With several samples a pixel what is shown is their average, which drivers make at a swap; reading may give one of them
// (llvmpipe). Leaves the current context reading from a renderbuffer that holds the average.
void Executor::resolve(const Drawable& d, const HostConfig& config) {
    const HostGl& gl = host.gl;
    const auto w = static_cast<GLsizei>(d.width), h = static_cast<GLsizei>(d.height);
    const auto red = config.info.red;
    if (!resolveFramebuffer_) {
        gl.GenFramebuffers(1, &resolveFramebuffer_);
        gl.GenRenderbuffers(1, &resolveRenderbuffer_);
    }
    gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, resolveFramebuffer_);
    gl.BindRenderbuffer(GL_RENDERBUFFER, resolveRenderbuffer_);
    const GLenum format = red == 5 ? GL_RGB565 : red == 10 ? GL_RGB10_A2 : red == 16 ? GL_RGBA16F : GL_RGBA8;
    if (resolveSize_ != std::tuple{w, h, format}) {
        gl.RenderbufferStorage(GL_RENDERBUFFER, format, w, h);
        gl.FramebufferRenderbuffer(GL_DRAW_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, resolveRenderbuffer_);
        resolveSize_ = {w, h, format};
    }
    gl.BlitFramebuffer(0, 0, w, h, 0, 0, w, h, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
    gl.BindFramebuffer(GL_READ_FRAMEBUFFER, resolveFramebuffer_);
}

// Reading goes through a context of our own: the program's pixel transfer state would change the result. `hash`: where
// that of the pixels goes, if it is wanted.
bool Executor::readPixels(Drawable& d, EGLSurface surface, uint8_t* out, uint64_t* hash) {
    if (exec.context) host.gl.Flush();
    if (!bindPresent(surface, surface)) return false;
    host.gl.ReadBuffer(GL_BACK);
    const HostConfig* config = host.config(d.request.config);
    const bool several = config && config->info.samples > 1 && host.gl.BlitFramebuffer;
    if (several) {
        const uint64_t before = clockReadings();
        resolve(d, *config);
        readsAtStart_ += clockReadings() - before; // the driver has resolved the surface, too, when it was left
    }
    readBound(d, several, out, hash);
    if (several) host.gl.BindFramebuffer(GL_READ_FRAMEBUFFER, 0);
    return true;
}

// Reads what the current context reads from, top row first. `resolved`: from a renderbuffer with alpha.
void Executor::readBound(const Drawable& d, bool resolved, uint8_t* out, uint64_t* hash) {
    if (presentInvert_) {
        const bool swap = !resolved && convertsSlowly(host, d);
        host.gl.PixelStorei(GL_PACK_INVERT_MESA, 1);
        host.gl.ReadPixels(0, 0, static_cast<GLsizei>(d.width), static_cast<GLsizei>(d.height), swap ? GL_RGBA : GL_BGRA,
                           swap ? GL_UNSIGNED_BYTE : GL_UNSIGNED_INT_8_8_8_8_REV, out);
        const size_t count = static_cast<size_t>(d.width) * d.height;
        if (swap && hash) *hash = swapAndHash(out, count);
        else if (swap) swapRedAndBlue(out, count);
        else if (hash) *hash = hashBytes(out, count * 4);
        return;
    }
    const size_t row = static_cast<size_t>(d.width) * 4;
    rows_.resize(row * d.height);
    host.gl.ReadPixels(0, 0, static_cast<GLsizei>(d.width), static_cast<GLsizei>(d.height), GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, rows_.data());
    for (size_t y = 0; y < d.height; y++) std::memcpy(out + y * row, rows_.data() + (d.height - 1 - y) * row, row);
    if (hash) *hash = hashBytes(out, row * d.height);
}

// Takes a frame slot that the presenter does not hold; null when there is none.
static sgl_frame_slot* takeSlot(Drawable& d, uint32_t* index) {
    if (!d.frames) return nullptr;
    if (static_cast<uint64_t>(d.width) * d.height * 4 > d.slotBytes) return nullptr;
    for (const uint32_t wanted : {SGL_FRAME_FREE, SGL_FRAME_READY})
        for (uint32_t i = 0; i < d.slots; i++) {
            uint32_t expected = wanted;
            if (__atomic_compare_exchange_n(&d.frames->slot[i].state, &expected, static_cast<uint32_t>(SGL_FRAME_WRITING), false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
                *index = i;
                return &d.frames->slot[i];
            }
        }
    return nullptr;
}

// Reads a surface into a frame slot that the presenter does not hold, and says that it is there.
uint8_t* Executor::showInWindow(Drawable& d, EGLSurface surface) {
    uint32_t index = 0;
    sgl_frame_slot* slot = takeSlot(d, &index);
    if (!slot) return nullptr;
    uint8_t* to = reinterpret_cast<uint8_t*>(d.frames) + SGL_FRAME_DATA + index * d.slotBytes;
    shownHash_ = 0; // of what was drawn, before anything is painted over it
    if (!readPixels(d, surface, to, options.hashFrames ? &shownHash_ : nullptr)) {
        __atomic_store_n(&slot->state, static_cast<uint32_t>(SGL_FRAME_FREE), __ATOMIC_RELEASE);
        return nullptr;
    }
    if (options.overlay) overlay_.paint(to, d.width, d.height, monotonicNs());
    slot->width = d.width;
    slot->height = d.height;
    slot->sequence = ++d.shown;
    __atomic_store_n(&slot->state, static_cast<uint32_t>(SGL_FRAME_READY), __ATOMIC_RELEASE);
    __atomic_store_n(&d.frames->sequence, d.shown, __ATOMIC_RELEASE);
    __atomic_add_fetch(&d.frames->bell, 1, __ATOMIC_SEQ_CST);
    return to;
}

void Executor::present(StreamState& s, Drawable& d) {
    frames_++;
    const HostConfig* config = host.config(d.request.config);
    resolving_ = config && config->info.samples > 1;
    if (d.frames || options.hashFrames) {
        uint64_t hash = 0;
        if (showInWindow(d, d.surface)) {
            hash = shownHash_;
        } else if (options.hashFrames) { // late for display, never for recording
            const size_t bytes = static_cast<size_t>(d.width) * d.height * 4;
            frame_.resize(bytes);
            readPixels(d, d.surface, frame_.data(), &hash);
        }
        if (options.hashFrames && failure_.empty()) sink.frame({exec.call, monotonicNs(), hash, d.id, d.width, d.height, s.context ? s.context->id : 0});
        activate(s);
    }
    if (d.front != EGL_NO_SURFACE) copyToFront(d);
    sink.swapped(s, d);
}

} // namespace sgl
