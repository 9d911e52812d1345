// The executor's loop: checks the structure of commands, dispatches them, collects GL errors.
#include "clock_reads.h"
#include "executor_core.h"

#include "kept_objects.h"

#include <ctime>
#include <dlfcn.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <unistd.h>

namespace sgl {

uint64_t monotonicNs() {
    timespec t;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t); // not libc's function: its calls are counted as the driver's
    return static_cast<uint64_t>(t.tv_sec) * 1000000000ull + static_cast<uint64_t>(t.tv_nsec);
}

uint64_t clockReadings() {
    static auto* const count = reinterpret_cast<uint64_t (*)()>(dlsym(RTLD_DEFAULT, "sgl_clock_reads"));
    return count ? count() : 0;
}

uint64_t Executor::clockReads(const StreamState& s) const { return s.clockReads + (running_ == &s ? clockReadings() - readsAtStart_ : 0); }

Executor::Executor(Host& h, Sink& s, const ExecutorOptions& o) : host(h), sink(s), options(o), exec(*this, h.gl) {
    sgl_track_init(&noTrack_, false);
    exec.cx = &noTrack_;
}

Executor::~Executor() {
    for (auto& [id, stream] : streams_) releaseStream(*stream);
    destroyImages();
    while (!contexts.empty()) destroyContext(*contexts.begin()->second);
    while (!drawables.empty()) destroyDrawable(*drawables.begin()->second);
    eglMakeCurrent(host.display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    if (presentContext_ != EGL_NO_CONTEXT) eglDestroyContext(host.display, presentContext_);
    sgl_track_free(&noTrack_);
}

StreamState& Executor::stream(uint32_t id) {
    auto& slot = streams_[id];
    if (!slot) {
        slot = std::make_unique<StreamState>();
        slot->id = id;
    }
    return *slot;
}

void Executor::forgetStreams() {
    for (auto& [id, stream] : streams_) {
        releaseStream(*stream);
        for (const Blob& blob : stream->blobs) staged -= blob.total;
        dropTaken(*stream);
    }
    streams_.clear();
    parked_ = 0;
    running_ = nullptr;
    exec.stream = nullptr;
    exec.context = nullptr;
    exec.cx = &noTrack_;
    forgetCurrent();
}

Drawable* Executor::drawable(uint32_t id) {
    auto it = drawables.find(id);
    return it == drawables.end() ? nullptr : it->second.get();
}

HostContext* Executor::context(uint32_t id) {
    auto it = contexts.find(id);
    return it == contexts.end() ? nullptr : it->second.get();
}

StreamState* Executor::streamOf(const HostContext& context) {
    for (const auto& [id, stream] : streams_)
        if (stream->context == &context) return stream.get();
    return nullptr;
}

// Splits a header into opcode, length in words and the words that the header itself takes.
struct Header {
    uint32_t opcode;
    uint64_t words;
    uint32_t headerWords;
};
static inline bool readHeader(const uint32_t* w, size_t left, Header& h) {
    h.opcode = w[0] & 0xffffu;
    h.words = w[0] >> 16;
    h.headerWords = 1;
    if (h.words == 0) {
        if (left < 2) return false;
        h.words = w[1];
        h.headerWords = 2;
    }
    return true;
}

size_t Executor::scan(const uint32_t* words, size_t count, uint32_t* calls, size_t* last) {
    size_t at = 0;
    uint32_t n = 0;
    while (at < count) {
        Header h;
        if (!readHeader(words + at, count - at, h)) break;
        if (h.words < h.headerWords) throw std::runtime_error("a command has the length " + std::to_string(h.words));
        if (h.opcode >= kDecoderCount) throw std::runtime_error("opcode " + std::to_string(h.opcode) + " is not known here (the highest is " + std::to_string(kDecoderCount - 1) + ")");
        if (h.words > count - at) break;
        n += countsAsCall(h.opcode);
        if (last) *last = at;
        at += h.words;
    }
    *calls = n;
    return at;
}

uint64_t Executor::run(StreamState& stream, const uint32_t* words, size_t count, uint64_t firstCall, uint64_t lastCall) {
    if (!activate(stream)) return 0;
    uint64_t call = firstCall;
    size_t at = 0;
    running_ = &stream;
    readsAtStart_ = clockReadings();
    while (at < count) {
        Header h;
        if (!readHeader(words + at, count - at, h) || h.words > count - at || h.words < h.headerWords) {
            fail("a command is cut off");
            break;
        }
        const bool counts = countsAsCall(h.opcode);
        if (stream.parked()) {
            fail("a command follows one that waits for an answer");
            break;
        }
        if (counts && call > lastCall) break;
        if (counts && stream.skipsNext) {
            stream.skipsNext = false;
            call++;
            at += h.words;
            continue;
        }
        exec.call = call;
        exec.opcode = h.opcode;
        for (uint32_t i = 0; i < 2; i++) exec.firstWords[i] = h.words > h.headerWords + i ? words[at + h.headerWords + i] : 0;
        sink.executing(call);
        errorCollected_ = false;
        const uint32_t* const arguments = words + at + h.headerWords;
        const auto argumentWords = static_cast<uint32_t>(h.words - h.headerWords);
        if (exec.context && exec.context->twoBuffers) {
            if (exec.context->bothDraw) drawInFront(stream, h.opcode, arguments, argumentWords, true);
            readInTwo(stream, h.opcode, arguments, argumentWords);
        }
        if (!execute(stream, h.opcode, arguments, argumentWords)) break;
        if (errorFlag_ || (exec.context && !exec.context->errorsFlagged)) collectErrors();
        if (options.seeking && !errorCollected_) stampProgram(exec, h.opcode, arguments, argumentWords);
        if (!stream.taken.empty()) dropTaken(stream);
        if (exec.context && exec.context->twoBuffers && exec.context->bothDraw) drawInFront(stream, h.opcode, arguments, argumentWords, false);
        if (!scratch_.empty()) scratch_.clear();
        call += counts;
        at += h.words;
    }
    stream.clockReads = clockReads(stream);
    running_ = nullptr;
    return call - firstCall;
}

void Executor::dropTaken(StreamState& stream) {
    for (const Blob& blob : stream.taken) staged -= blob.total;
    stream.dropTaken();
}

bool Executor::execute(StreamState& stream, uint32_t opcode, const uint32_t* arguments, uint32_t count) {
    Args args(arguments, count, stream);
    if (opcode >= SGL_FIRST_GL) {
        const Decoder decoder = kDecoders[opcode];
        if (!decoder) return exec.malformed("is not carried");
        if (!exec.context) return exec.malformed("came without a current context");
        if (options.seeking && keepDeleted(exec, opcode, arguments, count)) return true;
        return decoder(exec, args);
    }
    if (opcode == SGL_OP_NOP) return true;
    const Decoder decoder = protocolDecoder(opcode);
    if (!decoder) return exec.malformed("is not a command");
    const uint64_t before = clockReadings();
    resolving_ = false;
    const bool fine = decoder(exec, args);
    if (!resolving_) readsAtStart_ += clockReadings() - before; // ours, not the program's
    return fine;
}

bool Executor::fail(const std::string& why) {
    if (failure_.empty()) failure_ = why;
    return false;
}

// Reads the error that the driver holds. Between glBegin and glEnd it cannot be read (the question is itself
// an error there, which does not replace an older one), so the flag stays up until it can.
void Executor::collectErrors() {
    HostContext* context = exec.context;
    if (!context) {
        errorFlag_ = false;
        return;
    }
    if (!context->errorsFlagged && context->insideBegin) return;
    const uint32_t error = host.gl.GetError();
    if (!error) {
        if (!context->insideBegin) errorFlag_ = false;
        return;
    }
    errorFlag_ = false;
    errorCollected_ = true;
    sink.error({exec.call, error, context->id});
    if (!context->pendingError) context->pendingError = error;
    askForBindings();
}

// A call that raised an error changed nothing, but the tracked state may have followed it. Where that decides
// whether the driver takes a pointer for an offset, the driver's word counts.
void Executor::askForBindings() {
    HostContext& c = *exec.context;
    if (c.insideBegin) return;
    const std::pair<GLenum, uint32_t*> bindings[] = {
        {GL_PIXEL_PACK_BUFFER_BINDING, &c.track.pixel_pack_buffer},
        {GL_PIXEL_UNPACK_BUFFER_BINDING, &c.track.pixel_unpack_buffer},
        {GL_ARRAY_BUFFER_BINDING, &c.track.array_buffer},
        {GL_ELEMENT_ARRAY_BUFFER_BINDING, &c.track.vao->element_buffer},
        {GL_DRAW_INDIRECT_BUFFER_BINDING, &c.track.draw_indirect_buffer},
        {GL_DISPATCH_INDIRECT_BUFFER_BINDING, &c.track.dispatch_indirect_buffer},
        {GL_PARAMETER_BUFFER_BINDING, &c.track.parameter_buffer},
        {GL_QUERY_BUFFER_BINDING, &c.track.query_buffer},
    };
    for (const auto& [name, tracked] : bindings) {
        GLint bound = 0;
        host.gl.GetIntegerv(name, &bound);
        if (host.gl.GetError() == 0) *tracked = static_cast<uint32_t>(bound);
    }
    errorFlag_ = false;
}

bool Executor::pollParked() {
    bool moved = false;
    for (auto& [id, stream] : streams_) {
        if (!stream->parked() || !activate(*stream)) continue;
        auto poll = stream->poll;
        if (!poll(monotonicNs() >= stream->deadline)) continue;
        stream->poll = nullptr;
        parked_--;
        moved = true;
    }
    return moved;
}

} // namespace sgl
