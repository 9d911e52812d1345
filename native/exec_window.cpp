// The protocol's own commands: contexts, drawables, MakeCurrent, swaps, staged data.
#include <cstdlib>

#include "executor_core.h"

namespace sgl {

// Hand-written elsewhere: exec_draw.cpp, exec_map.cpp, exec_debug.cpp, exec_accum.cpp.
bool hand_sglClientArrays(Exec&, Args&);
bool hand_sglFlushMap(Exec&, Args&);
bool hand_sglFlushWords(Exec&, Args&);
bool hand_sglCreateImage(Exec&, Args&);
bool hand_sglDestroyImage(Exec&, Args&);
bool hand_sglDrainDebug(Exec&, Args&);
bool hand_sglIndexRange(Exec&, Args&);
bool hand_sglRestartState(Exec&, Args&);
bool hand_sglReadBuffer(Exec&, Args&);
bool hand_sglGetAccum(Exec&, Args&);
bool hand_sglSetAccum(Exec&, Args&);

namespace {

bool opStage(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed("is too short");
    const uint64_t total = a.u64(0), offset = a.u64(2);
    const uint64_t room = static_cast<uint64_t>(a.restWords()) * 4;
    auto& blobs = x.stream->blobs;
    if (offset == 0) {
        if (!blobs.empty() && blobs.back().filled != blobs.back().total) return x.malformed("begins before the one before it is whole");
        if (total == 0 || total > x.executor.options.maxUpload - x.executor.staged)
            return x.malformed("is larger than this renderer allows (see --max-upload)");
        Blob blob;
        blob.p = static_cast<uint8_t*>(std::malloc(total + 64)); // drivers may read a little past the end
        if (!blob.p) return x.malformed("is larger than this renderer's memory");
        blob.total = total;
        x.executor.staged += total;
        blobs.push_back(blob);
    }
    if (blobs.empty()) return x.malformed("goes on without a beginning");
    Blob& blob = blobs.back();
    if (blob.total != total || blob.filled != offset) return x.malformed("is out of order");
    const uint64_t left = blob.total - blob.filled, n = room < left ? room : left;
    if (n == 0 || room - n > 3) return x.malformed("has a wrong length");
    std::memcpy(blob.p + blob.filled, a.rest(), n);
    blob.filled += n;
    return true;
}

bool opFrameArea(Exec& x, Args& a) {
    if (!a.fixed(6)) return x.malformed("is too short");
    Drawable* d = x.executor.drawable(a.u32(0));
    if (!d) return x.malformed("names an unknown drawable");
    const uint32_t slots = a.u32(1);
    const uint64_t offset = a.u64(2), slotBytes = a.u64(4);
    d->frames = nullptr;
    if (offset == 0 || x.replaying()) return true;
    if (slots < 1 || slots > SGL_FRAME_SLOTS || slotBytes > (1ull << 31)) return x.malformed("has a wrong size");
    d->frames = reinterpret_cast<sgl_frame_area*>(x.executor.sink.memory(offset, SGL_FRAME_DATA + slots * slotBytes));
    if (!d->frames) return x.malformed("points outside of the shared memory");
    d->slots = slots;
    d->slotBytes = slotBytes;
    return true;
}

bool opError(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    x.raise(a.u32(0));
    return true;
}

bool opQueryHost(Exec& x, Args&) {
    x.reply.begin(SGL_OP_QUERY_HOST);
    const auto payload = hostInfoPayload(x.executor.host, x.executor.options);
    x.reply.raw(payload.data(), payload.size());
    x.reply.end();
    return true;
}

bool opCreateContext(Exec& x, Args& a) {
    if (!a.fixed(sizeof(sgl_context_request) / 4)) return x.malformed("is too short");
    sgl_context_request request;
    for (uint32_t i = 0; i < sizeof request / 4; i++) reinterpret_cast<uint32_t*>(&request)[i] = a.u32(i);
    Executor& e = x.executor;
    if (request.context == 0 || e.context(request.context)) return x.malformed("uses a context number twice");
    if (e.contexts.size() >= 16384) return x.malformed("is one context too many");
    HostContext* share = request.share ? e.context(request.share) : nullptr;
    if (request.share && !share) return x.malformed("shares with an unknown context");

    auto answer = [&](const std::vector<uint8_t>& payload) {
        x.reply.begin(SGL_OP_CREATE_CONTEXT);
        x.reply.raw(payload.data(), payload.size());
        x.reply.end();
        return true;
    };
    uint32_t error = 0;
    EGLContext egl = e.host.createContext(request, share ? share->egl : EGL_NO_CONTEXT, &error);
    if (egl == EGL_NO_CONTEXT) {
        sgl_context_reply failed{};
        failed.error = error;
        const auto* p = reinterpret_cast<const uint8_t*>(&failed);
        return answer(std::vector<uint8_t>(p, p + sizeof failed));
    }
    auto context = std::make_unique<HostContext>();
    context->id = request.context;
    context->egl = egl;
    context->request = request;
    context->group = share ? share->group : std::make_shared<ShareGroup>();
    e.forgetCurrent();
    if (!eglMakeCurrent(e.host.display, EGL_NO_SURFACE, EGL_NO_SURFACE, egl)) {
        sgl_context_reply failed{};
        failed.error = SGL_CONTEXT_FAILED;
        eglDestroyContext(e.host.display, egl);
        const auto* p = reinterpret_cast<const uint8_t*>(&failed);
        return answer(std::vector<uint8_t>(p, p + sizeof failed));
    }
    GLint mask = 0;
    const auto* version = reinterpret_cast<const char*>(e.host.gl.GetString(GL_VERSION));
    int major = 0, minor = 0;
    if (version) std::sscanf(version, "%d.%d", &major, &minor);
    if (major * 10 + minor >= 32) e.host.gl.GetIntegerv(GL_CONTEXT_PROFILE_MASK, &mask);
    context->core = mask & GL_CONTEXT_CORE_PROFILE_BIT;
    sgl_track_init(&context->track, context->core);
    context->track.es = request.profile == 4;
    for (const auto& [name, most] : {std::pair{GL_MAX_VERTEX_ATTRIBS, &context->track.max_attribs}, std::pair{GL_MAX_VERTEX_ATTRIB_BINDINGS, &context->track.max_bindings}}) {
        GLint value = 0;
        e.host.gl.GetIntegerv(name, &value);
        if (e.host.gl.GetError() == 0 && value > 0) *most = static_cast<uint32_t>(value);
    }
    const auto payload = contextInfoPayload(e.host, *context, request);
    e.contexts.emplace(request.context, std::move(context));
    e.activate(*x.stream);
    return answer(payload);
}

bool opDestroyContext(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    HostContext* c = x.executor.context(a.u32(0));
    if (!c) return x.malformed("names an unknown context");
    c->destroyed = true;
    if (c->users == 0) x.executor.destroyContext(*c);
    return x.executor.activate(*x.stream);
}

bool opCreateDrawable(Exec& x, Args& a) {
    if (!a.fixed(sizeof(sgl_drawable_request) / 4)) return x.malformed("is too short");
    sgl_drawable_request request;
    for (uint32_t i = 0; i < sizeof request / 4; i++) reinterpret_cast<uint32_t*>(&request)[i] = a.u32(i);
    Executor& e = x.executor;
    if (request.drawable == 0 || e.drawable(request.drawable)) return x.malformed("uses a drawable number twice");
    if (!e.host.config(request.config)) return x.malformed("names an unknown configuration");
    if (e.drawables.size() >= 16384) return x.malformed("is one drawable too many");
    auto d = std::make_unique<Drawable>();
    d->id = request.drawable;
    d->request = request;
    if (!e.resizeDrawable(*d, request.width, request.height)) return x.malformed("cannot be had from the host's driver");
    e.drawables.emplace(d->id, std::move(d));
    return e.activate(*x.stream);
}

bool opResizeDrawable(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed("is too short");
    Drawable* d = x.executor.drawable(a.u32(0));
    if (!d) return x.malformed("names an unknown drawable");
    if (!x.executor.resizeDrawable(*d, a.u32(1), a.u32(2))) return x.malformed("cannot be had from the host's driver");
    return x.executor.activate(*x.stream);
}

bool opDestroyDrawable(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    Drawable* d = x.executor.drawable(a.u32(0));
    if (!d) return x.malformed("names an unknown drawable");
    d->destroyed = true;
    d->frames = nullptr; // the client takes its memory back
    if (d->users == 0) x.executor.destroyDrawable(*d);
    return x.executor.activate(*x.stream); // the driver may have no context current now, and calls follow
}

bool opMakeCurrent(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed("is too short");
    Executor& e = x.executor;
    StreamState& s = *x.stream;
    const uint32_t id = a.u32(0), drawId = a.u32(1), readId = a.u32(2);
    auto answer = [&](uint32_t error) {
        x.reply.begin(SGL_OP_MAKE_CURRENT);
        x.reply.raw(&error, 4);
        x.reply.end();
        return true;
    };
    HostContext* context = id ? e.context(id) : nullptr;
    Drawable* draw = drawId ? e.drawable(drawId) : nullptr;
    Drawable* read = readId ? e.drawable(readId) : nullptr;
    if (id && (!context || context->destroyed)) return answer(SGL_MAKE_CURRENT_BAD_CONTEXT);
    if ((drawId && (!draw || draw->destroyed)) || (readId && (!read || read->destroyed))) return answer(SGL_MAKE_CURRENT_BAD_DRAWABLE);
    if (context && context->users && s.context != context) return answer(SGL_MAKE_CURRENT_IN_USE);
    // the program's own MakeCurrent flushes the context it leaves (GLX 1.4, section 3.3.7)
    // unless it was made without (GLX_ARB_context_flush_control)
    if (s.context && s.context != context && !(s.context->request.flags & 16)) {
        e.host.gl.Flush();
        e.collectErrors();
    }
    e.releaseStream(s);
    s.context = context;
    s.draw = draw;
    s.read = read;
    if (context) context->users++;
    if (draw) draw->users++;
    if (read) read->users++;
    if (!e.activate(s)) return answer(SGL_MAKE_CURRENT_FAILED);
    if (context) e.prepare(*context);
    return answer(SGL_MAKE_CURRENT_OK);
}

bool opSwapBuffers(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed("is too short");
    Drawable* d = x.executor.drawable(a.u32(0));
    if (!d) return x.malformed("names an unknown drawable");
    x.executor.present(*x.stream, *d);
    return true;
}

bool opCopySubBuffer(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed("is too short");
    Drawable* d = x.executor.drawable(a.u32(0));
    if (!d) return x.malformed("names an unknown drawable");
    x.executor.present(*x.stream, *d);
    return true;
}

bool opCopyContext(Exec& x, Args& a) {
    // EGL has no counterpart; the client library refuses glXCopyContext with an error before it comes here.
    if (!a.fixed(3)) return x.malformed("is too short");
    return true;
}

bool opSync(Exec& x, Args&) {
    x.reply.begin(SGL_OP_SYNC);
    x.reply.end();
    return true;
}

bool opWaitGl(Exec& x, Args&) {
    if (x.context) x.gl.Finish();
    x.reply.begin(SGL_OP_WAIT_GL);
    x.reply.end();
    return true;
}

// A context that is current in another stream is no more so for the driver: there is one thread here.
bool opFinishContext(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    Executor& e = x.executor;
    HostContext* context = e.context(a.u32(0));
    if (context && context != x.context) {
        e.forgetCurrent();
        if (eglMakeCurrent(e.host.display, EGL_NO_SURFACE, EGL_NO_SURFACE, context->egl)) e.host.gl.Finish();
        if (!e.activate(*x.stream)) return false;
    } else if (context) {
        x.gl.Finish();
    }
    x.reply.begin(SGL_OP_FINISH_CONTEXT);
    x.reply.end();
    return true;
}

bool opBindTexImage(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed("is too short");
    Drawable* d = x.executor.drawable(a.u32(0));
    if (!d) return x.malformed("names an unknown drawable");
    if (!x.context || !(d->request.kind & (SGL_DRAWABLE_TEXTURE_RGB | SGL_DRAWABLE_TEXTURE_RGBA))) return true;
    if (a.u32(1)) eglBindTexImage(x.executor.host.display, d->surface, EGL_BACK_BUFFER);
    else eglReleaseTexImage(x.executor.host.display, d->surface, EGL_BACK_BUFFER);
    return true;
}

bool opReleaseThread(Exec& x, Args&) {
    x.executor.releaseStream(*x.stream);
    x.stream->finished = true;
    return x.executor.activate(*x.stream);
}

bool opNotExecuted(Exec& x, Args&) {
    x.stream->skipsNext = true;
    return true;
}

} // namespace

Decoder protocolDecoder(uint32_t opcode) {
    switch (opcode) {
    case SGL_OP_STAGE: return opStage;
    case SGL_OP_CLIENT_ARRAYS: return hand_sglClientArrays;
    case SGL_OP_FRAME_AREA: return opFrameArea;
    case SGL_OP_ERROR: return opError;
    case SGL_OP_FLUSH_MAP: return hand_sglFlushMap;
    case SGL_OP_DRAIN_DEBUG: return hand_sglDrainDebug;
    case SGL_OP_INDEX_RANGE: return hand_sglIndexRange;
    case SGL_OP_RESTART_STATE: return hand_sglRestartState;
    case SGL_OP_READ_BUFFER: return hand_sglReadBuffer;
    case SGL_OP_SYNC: return opSync;
    case SGL_OP_FLUSH_WORDS: return hand_sglFlushWords;
    case SGL_OP_NOT_EXECUTED: return opNotExecuted;
    case SGL_OP_QUERY_HOST: return opQueryHost;
    case SGL_OP_CREATE_CONTEXT: return opCreateContext;
    case SGL_OP_DESTROY_CONTEXT: return opDestroyContext;
    case SGL_OP_CREATE_DRAWABLE: return opCreateDrawable;
    case SGL_OP_RESIZE_DRAWABLE: return opResizeDrawable;
    case SGL_OP_DESTROY_DRAWABLE: return opDestroyDrawable;
    case SGL_OP_MAKE_CURRENT: return opMakeCurrent;
    case SGL_OP_SWAP_BUFFERS: return opSwapBuffers;
    case SGL_OP_COPY_CONTEXT: return opCopyContext;
    case SGL_OP_WAIT_GL: return opWaitGl;
    case SGL_OP_COPY_SUB_BUFFER: return opCopySubBuffer;
    case SGL_OP_RELEASE_THREAD: return opReleaseThread;
    case SGL_OP_FINISH_CONTEXT: return opFinishContext;
    case SGL_OP_BIND_TEX_IMAGE: return opBindTexImage;
    case SGL_OP_CREATE_IMAGE: return hand_sglCreateImage;
    case SGL_OP_DESTROY_IMAGE: return hand_sglDestroyImage;
    case SGL_OP_GET_ACCUM: return hand_sglGetAccum;
    case SGL_OP_SET_ACCUM: return hand_sglSetAccum;
    default: return nullptr;
    }
}

const char* opcodeName(uint32_t opcode) {
    switch (opcode) {
    case SGL_OP_NOP: return "sglNop";
    case SGL_OP_STAGE: return "sglStage";
    case SGL_OP_CLIENT_ARRAYS: return "sglClientArrays";
    case SGL_OP_FRAME_AREA: return "sglFrameArea";
    case SGL_OP_ERROR: return "sglError";
    case SGL_OP_FLUSH_MAP: return "sglFlushMap";
    case SGL_OP_DRAIN_DEBUG: return "sglDrainDebug";
    case SGL_OP_INDEX_RANGE: return "sglIndexRange";
    case SGL_OP_RESTART_STATE: return "sglRestartState";
    case SGL_OP_READ_BUFFER: return "sglReadBuffer";
    case SGL_OP_SYNC: return "sglSync";
    case SGL_OP_FLUSH_WORDS: return "sglFlushWords";
    case SGL_OP_NOT_EXECUTED: return "sglNotExecuted";
    case SGL_OP_QUERY_HOST: return "sglQueryHost";
    case SGL_OP_CREATE_CONTEXT: return "sglCreateContext";
    case SGL_OP_DESTROY_CONTEXT: return "sglDestroyContext";
    case SGL_OP_CREATE_DRAWABLE: return "sglCreateDrawable";
    case SGL_OP_RESIZE_DRAWABLE: return "sglResizeDrawable";
    case SGL_OP_DESTROY_DRAWABLE: return "sglDestroyDrawable";
    case SGL_OP_MAKE_CURRENT: return "sglMakeCurrent";
    case SGL_OP_SWAP_BUFFERS: return "sglSwapBuffers";
    case SGL_OP_COPY_CONTEXT: return "sglCopyContext";
    case SGL_OP_WAIT_GL: return "sglWaitGL";
    case SGL_OP_COPY_SUB_BUFFER: return "sglCopySubBuffer";
    case SGL_OP_RELEASE_THREAD: return "sglReleaseThread";
    case SGL_OP_FINISH_CONTEXT: return "sglFinishContext";
    case SGL_OP_BIND_TEX_IMAGE: return "sglBindTexImage";
    case SGL_OP_CREATE_IMAGE: return "sglCreateImage";
    case SGL_OP_DESTROY_IMAGE: return "sglDestroyImage";
    case SGL_OP_GET_ACCUM: return "sglGetAccum";
    case SGL_OP_SET_ACCUM: return "sglSetAccum";
    default: break;
    }
    const char* name = opcode >= SGL_FIRST_GL && opcode < kDecoderCount ? commandName(opcode) : nullptr;
    return name ? name : "an unknown command";
}

} // namespace sgl
