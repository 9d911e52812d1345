// A double-buffered window's front buffer. The host's pbuffer has one colour buffer, which is the window's back
// buffer; the front buffer is a second pbuffer, made when the program first selects it. While GL_FRONT is selected
// in the default framebuffer that surface is the current one, and the driver is told GL_BACK. With both selected
// exec_both.cpp draws twice. What this does not carry (docs/limits.md): selections inside display lists.
#include "decode_pointers.h"
#include "executor_core.h"
#include "opcodes.h"

namespace sgl {

bool hand_glDrawBuffer(Exec&, Args&);
bool hand_glDrawBuffers(Exec&, Args&);
bool hand_glFramebufferDrawBufferEXT(Exec&, Args&);
bool hand_glFramebufferDrawBuffersEXT(Exec&, Args&);
bool hand_glFramebufferReadBufferEXT(Exec&, Args&);
bool hand_glNamedFramebufferDrawBuffer(Exec&, Args&);
bool hand_glNamedFramebufferDrawBuffers(Exec&, Args&);
bool hand_glNamedFramebufferReadBuffer(Exec&, Args&);
bool hand_glReadBuffer(Exec&, Args&);
bool hand_glPushAttrib(Exec&, Args&);
bool hand_glPopAttrib(Exec&, Args&);
bool hand_glFlush(Exec&, Args&);
bool hand_glGetBooleanv(Exec&, Args&);
bool hand_glGetDoublev(Exec&, Args&);
bool hand_glGetFloatv(Exec&, Args&);
bool hand_glGetIntegerv(Exec&, Args&);
bool hand_glGetInteger64v(Exec&, Args&);
bool hand_glGetFramebufferParameteriv(Exec&, Args&);
bool hand_glGetNamedFramebufferParameteriv(Exec&, Args&);

static bool defaultFramebuffer(Exec& x, GLenum binding) {
    GLint bound = 0;
    x.gl.GetIntegerv(binding, &bound);
    return bound == 0;
}

static bool isFront(GLenum buffer) { return buffer == GL_FRONT || buffer == GL_FRONT_LEFT; }

static bool isBack(GLenum buffer) { return buffer == GL_BACK || buffer == GL_BACK_LEFT; }
static bool isBoth(GLenum buffer) { return buffer == GL_FRONT_AND_BACK || buffer == GL_LEFT; }

// Notes which buffers of the window the program selected to draw to, and says what the driver is to be told.
static GLenum selectDraw(Exec& x, GLenum buffer) {
    HostContext& c = *x.context;
    Drawable* d = x.stream->draw;
    if (x.cx->list_mode == GL_COMPILE || !d || !d->request.double_buffered) return buffer;
    const bool front = isFront(buffer), both = isBoth(buffer), known = front || both || isBack(buffer);
    if (!known && buffer != GL_NONE) return buffer; // an error
    if ((front || both) && d->front == EGL_NO_SURFACE && !x.executor.makeFront(*d)) return buffer;
    c.frontDraw = front;
    c.bothDraw = both;
    c.drawSelected = known ? buffer : 0;
    x.executor.activate(*x.stream);
    return known ? GL_BACK : buffer;
}

static GLenum selectRead(Exec& x, GLenum buffer) {
    HostContext& c = *x.context;
    Drawable* d = x.stream->read;
    if (x.cx->list_mode == GL_COMPILE || !d || !d->request.double_buffered || x.cx->es) return buffer;
    const bool front = isFront(buffer) || isBoth(buffer), known = front || isBack(buffer); // of both, the front is read
    if (!known && buffer != GL_NONE) return buffer;
    if (front && d->front == EGL_NO_SURFACE && !x.executor.makeFront(*d)) return buffer;
    c.frontRead = front;
    c.readSelected = known ? (front ? (buffer == GL_FRONT_LEFT ? buffer : GL_FRONT) : buffer) : 0;
    x.executor.activate(*x.stream);
    return known ? GL_BACK : buffer;
}

bool hand_glDrawBuffer(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    const GLenum buffer = a.u32(0);
    x.gl.DrawBuffer(defaultFramebuffer(x, GL_DRAW_FRAMEBUFFER_BINDING) ? selectDraw(x, buffer) : buffer);
    return true;
}

// Of the window's buffers one may be named, or its front and back, which then get the same. False: the driver is to be asked.
static bool selectDraws(Exec& x, GLsizei n, const GLenum* buffers, GLenum& selected) {
    GLenum window = 0;
    if (n == 1 && (buffers[0] == GL_FRONT_LEFT || isBack(buffers[0]))) window = buffers[0];
    if (n == 2 && buffers[0] + buffers[1] == GL_FRONT_LEFT + GL_BACK_LEFT && (isFront(buffers[0]) || isFront(buffers[1]))) window = GL_LEFT;
    const bool doubleBuffered = x.stream->draw && x.stream->draw->request.double_buffered && !x.cx->es; // ES knows no front
    if (!window || !doubleBuffered) return false;
    selected = selectDraw(x, window);
    if (window == GL_LEFT && x.context->bothDraw) x.context->drawSelected = buffers[0];
    return true;
}

// Names of buffers behind their count, the argument in front of them. Null: there is nothing to be done (natively the program
// itself would have crashed).
static bool namesIn(Exec& x, Args& a, unsigned place, GLsizei& n, const GLenum*& buffers) {
    Data d;
    if (!a.fixed(place + 1) || !a.data(place, d)) return x.malformed("is too short");
    n = a.i32(place - 1);
    if (d.offset || d.client || (!d.null && n > 0 && d.bytes < static_cast<uint64_t>(n) * 4)) return x.malformed("has too little data in bufs");
    buffers = static_cast<const GLenum*>(d.p);
    return true;
}

// `one` and `all` tell the driver; `window`: they select buffers of the window.
template <class One, class All> static bool drawBuffers(Exec& x, Args& a, unsigned place, bool window, One&& one, All&& all) {
    GLsizei n;
    const GLenum* buffers;
    if (!namesIn(x, a, place, n, buffers)) return false;
    if (n > 0 && !buffers) return true;
    GLenum selected;
    if (window && selectDraws(x, n, buffers, selected)) one(selected);
    else all(n, buffers);
    return true;
}

// The same with a framebuffer's name in front.
template <class One, class All> static bool namedDrawBuffers(Exec& x, Args& a, One one, All all) {
    const GLuint framebuffer = a.fixed(1) ? a.u32(0) : 0;
    return drawBuffers(
        x, a, 2, framebuffer == 0, [&](GLenum selected) { one(framebuffer, selected); },
        [&](GLsizei n, const GLenum* buffers) { all(framebuffer, n, buffers); });
}

// Words: framebuffer, buffer.
template <class Set> static bool namedBuffer(Exec& x, Args& a, GLenum select(Exec&, GLenum), Set set) {
    if (!a.fixed(2)) return x.malformed("is too short");
    const GLuint framebuffer = a.u32(0);
    const GLenum buffer = a.u32(1);
    set(framebuffer, framebuffer == 0 ? select(x, buffer) : buffer);
    return true;
}

bool hand_glDrawBuffers(Exec& x, Args& a) {
    return drawBuffers(x, a, 1, defaultFramebuffer(x, GL_DRAW_FRAMEBUFFER_BINDING), x.gl.DrawBuffer, x.gl.DrawBuffers);
}
bool hand_glNamedFramebufferDrawBuffers(Exec& x, Args& a) {
    return namedDrawBuffers(x, a, x.gl.NamedFramebufferDrawBuffer, x.gl.NamedFramebufferDrawBuffers);
}
bool hand_glFramebufferDrawBuffersEXT(Exec& x, Args& a) {
    return namedDrawBuffers(x, a, x.gl.FramebufferDrawBufferEXT, x.gl.FramebufferDrawBuffersEXT);
}
bool hand_glNamedFramebufferDrawBuffer(Exec& x, Args& a) { return namedBuffer(x, a, selectDraw, x.gl.NamedFramebufferDrawBuffer); }
bool hand_glNamedFramebufferReadBuffer(Exec& x, Args& a) { return namedBuffer(x, a, selectRead, x.gl.NamedFramebufferReadBuffer); }
bool hand_glFramebufferDrawBufferEXT(Exec& x, Args& a) { return namedBuffer(x, a, selectDraw, x.gl.FramebufferDrawBufferEXT); }
bool hand_glFramebufferReadBufferEXT(Exec& x, Args& a) { return namedBuffer(x, a, selectRead, x.gl.FramebufferReadBufferEXT); }

bool hand_glReadBuffer(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    const GLenum buffer = a.u32(0);
    x.gl.ReadBuffer(defaultFramebuffer(x, GL_READ_FRAMEBUFFER_BINDING) ? selectRead(x, buffer) : buffer);
    return true;
}

// The driver's own stack carries GL_BACK; which surface that meant is ours to remember.
bool hand_glPushAttrib(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    x.gl.PushAttrib(a.u32(0));
    const HostContext& c = *x.context;
    if (!x.errorRaised() && x.cx->list_mode != GL_COMPILE)
        x.context->pushedFront.push_back({a.u32(0), c.frontDraw, c.bothDraw, c.frontRead, c.drawSelected, c.readSelected});
    return true;
}

bool hand_glPopAttrib(Exec& x, Args&) {
    x.gl.PopAttrib();
    HostContext& c = *x.context;
    if (x.errorRaised() || x.cx->list_mode == GL_COMPILE || c.pushedFront.empty()) return true;
    const HostContext::PushedFront pushed = c.pushedFront.back();
    c.pushedFront.pop_back();
    if (pushed.mask & GL_COLOR_BUFFER_BIT) {
        c.frontDraw = pushed.draw;
        c.bothDraw = pushed.both;
        c.drawSelected = pushed.drawSelected;
    }
    if (pushed.mask & GL_PIXEL_MODE_BIT) {
        c.frontRead = pushed.read;
        c.readSelected = pushed.readSelected;
    }
    x.executor.activate(*x.stream);
    return true;
}

bool hand_glFlush(Exec& x, Args&) {
    x.gl.Flush();
    if ((x.context->frontDraw || x.context->bothDraw) && x.stream->draw) x.executor.showFront(*x.stream->draw);
    return true;
}

// ---- State as a program with a window sees it -----------------------------------------------------------

// The value of `name` where it is not the driver's to tell; false: it is.
static bool windowState(Exec& x, GLenum name, GLint& value) {
    const StreamState& s = *x.stream;
    if (x.cx->es) return false; // no front there, and the rest is the driver's to tell
    // as the program named it; GL_FRONT is what the host's surfaces begin with
    const auto selected = [&](uint32_t named, const Drawable* d, GLenum binding) {
        if (!d || !d->request.double_buffered || !defaultFramebuffer(x, binding)) return false;
        value = static_cast<GLint>(named);
        if (!named) x.gl.GetIntegerv(name, &value);
        if (!named && value == GL_FRONT) value = GL_BACK;
        return true;
    };
    switch (name) {
    case GL_DRAW_BUFFER:
    case GL_DRAW_BUFFER0: return selected(x.context->drawSelected, s.draw, GL_DRAW_FRAMEBUFFER_BINDING);
    case GL_READ_BUFFER: return selected(x.context->readSelected, s.read, GL_READ_FRAMEBUFFER_BINDING);
    case GL_ACCUM_RED_BITS:
    case GL_ACCUM_GREEN_BITS:
    case GL_ACCUM_BLUE_BITS:
    case GL_ACCUM_ALPHA_BITS:
        value = 16;
        return !x.context->core && s.draw && (s.draw->request.kind & SGL_DRAWABLE_ACCUM) && defaultFramebuffer(x, GL_DRAW_FRAMEBUFFER_BINDING);
    case GL_LIST_INDEX:
        value = static_cast<GLint>(x.context->compiledList);
        return x.cx->list_mode && !x.context->compiledSteps.empty();
    case GL_DOUBLEBUFFER:
        value = s.draw ? s.draw->request.double_buffered != 0 : 0;
        return s.draw && defaultFramebuffer(x, GL_DRAW_FRAMEBUFFER_BINDING);
    default: return false;
    }
}

template <class T, class Get> static bool get(Exec& x, Args& a, Get&& ask) {
    if (!a.fixed(2)) return x.malformed("is too short");
    const GLenum name = a.u32(0);
    if (enumRefused(name)) return refuse(x, raised(x, GL_INVALID_ENUM), true, "");
    GLint known = 0;
    T value{};
    Measured answer{};
    if (windowState(x, name, known)) {
        value = sizeof(T) == 1 ? static_cast<T>(known != 0) : static_cast<T>(known);
        answer = {reinterpret_cast<const uint8_t*>(&value), sizeof value};
    } else {
        answer = x.measure([&](void* to) { ask(name, static_cast<T*>(to)); });
    }
    x.reply.begin(x.opcode);
    replyOut(x, a.isNull(1), answer.p, answer.bytes);
    x.reply.end();
    return true;
}

bool hand_glGetBooleanv(Exec& x, Args& a) {
    return get<GLboolean>(x, a, [&](GLenum name, GLboolean* to) { x.gl.GetBooleanv(name, to); });
}
bool hand_glGetDoublev(Exec& x, Args& a) {
    return get<GLdouble>(x, a, [&](GLenum name, GLdouble* to) { x.gl.GetDoublev(name, to); });
}
bool hand_glGetFloatv(Exec& x, Args& a) {
    return get<GLfloat>(x, a, [&](GLenum name, GLfloat* to) { x.gl.GetFloatv(name, to); });
}
bool hand_glGetIntegerv(Exec& x, Args& a) {
    return get<GLint>(x, a, [&](GLenum name, GLint* to) { x.gl.GetIntegerv(name, to); });
}
bool hand_glGetInteger64v(Exec& x, Args& a) {
    return get<GLint64>(x, a, [&](GLenum name, GLint64* to) { x.gl.GetInteger64v(name, to); });
}

// Words: framebuffer or target, pname, room. `drawable`: the default framebuffer's; null: it is not asked for.
template <class Ask> static bool framebufferParameter(Exec& x, Args& a, const Drawable* drawable, Ask&& ask) {
    if (!a.fixed(3)) return x.malformed("lacks arguments");
    if (a.restWords()) return x.malformed("is longer than its arguments");
    const GLenum name = a.u32(1);
    if (enumRefused(a.u32(0)) || enumRefused(name)) return refuse(x, raised(x, GL_INVALID_ENUM), true, "");
    const Measured answer = x.measure([&](void* to) {
        ask(name, static_cast<GLint*>(to));
        if (name == GL_DOUBLEBUFFER && drawable && !x.cx->es && !x.errorRaised()) *static_cast<GLint*>(to) = drawable->request.double_buffered != 0;
    });
    x.reply.begin(x.opcode);
    replyOut(x, a.isNull(2), answer.p, answer.bytes);
    x.reply.end();
    return true;
}

bool hand_glGetFramebufferParameteriv(Exec& x, Args& a) {
    const GLenum target = a.fixed(1) ? a.u32(0) : 0;
    const bool read = target == GL_READ_FRAMEBUFFER;
    const bool window = defaultFramebuffer(x, read ? GL_READ_FRAMEBUFFER_BINDING : GL_DRAW_FRAMEBUFFER_BINDING);
    return framebufferParameter(x, a, !window ? nullptr : read ? x.stream->read : x.stream->draw,
                                [&](GLenum name, GLint* to) { x.gl.GetFramebufferParameteriv(target, name, to); });
}

bool hand_glGetNamedFramebufferParameteriv(Exec& x, Args& a) {
    const GLuint framebuffer = a.fixed(1) ? a.u32(0) : 0;
    return framebufferParameter(x, a, framebuffer == 0 ? x.stream->draw : nullptr,
                                [&](GLenum name, GLint* to) { x.gl.GetNamedFramebufferParameteriv(framebuffer, name, to); });
}

// ---- The second surface ---------------------------------------------------------------------------------

// Makes the front surface. Its contents are the back buffer's, which is what the last swap showed.
bool Executor::makeFront(Drawable& d) {
    d.front = host.createPbuffer(d.request.config, d.width, d.height, d.request.kind);
    if (d.front == EGL_NO_SURFACE) return false;
    d.depthIn = Drawable::DepthIn::Back;
    copyToFront(d);
    return true;
}

// Natively both colour buffers are drawn under the window's one depth and stencil buffer. Here each surface has its own:
// before one is drawn to, it gets the values of the one that was drawn to last.
bool Executor::moveDepth(Drawable& d, Drawable::DepthIn wanted) {
    using DepthIn = Drawable::DepthIn;
    const DepthIn now = d.depthIn;
    d.depthIn = wanted;
    const HostConfig* config = host.config(d.request.config);
    const GLbitfield mask = (config->info.depth ? GL_DEPTH_BUFFER_BIT : 0u) | (config->info.stencil ? GL_STENCIL_BUFFER_BIT : 0u);
    if (now == wanted || now == DepthIn::Both || !mask) return true;
    if (currentKnown_ && currentContext_) host.gl.Flush();
    if (!bindPresent(now == DepthIn::Back ? d.front : d.surface, now == DepthIn::Back ? d.surface : d.front)) return false;
    const auto w = static_cast<GLint>(d.width), h = static_cast<GLint>(d.height);
    host.gl.BlitFramebuffer(0, 0, w, h, 0, 0, w, h, mask, GL_NEAREST);
    host.gl.Flush();
    return true;
}

// Of a command that reads depth or stencil values while another buffer is read than is drawn to.
static bool readsDepth(uint32_t opcode, const uint32_t* arguments, uint32_t count) {
    const auto depth = [](GLenum format) {
        return format == GL_DEPTH_COMPONENT || format == GL_STENCIL_INDEX || format == GL_DEPTH_STENCIL || format == GL_DEPTH || format == GL_STENCIL;
    };
    switch (opcode) {
    case SGL_OP_glReadPixels:
    case SGL_OP_glReadnPixels:
    case SGL_OP_glCopyPixels: return count > 4 && depth(arguments[4]);
    case SGL_OP_glBlitFramebuffer: return count > 8 && arguments[8] & (GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
    case SGL_OP_glCopyTexImage1D:
    case SGL_OP_glCopyTexImage2D:
    case SGL_OP_glCopyTexSubImage1D:
    case SGL_OP_glCopyTexSubImage2D:
    case SGL_OP_glCopyTexSubImage3D: return true;
    default: return false;
    }
}

void Executor::readInTwo(StreamState& s, uint32_t opcode, const uint32_t* arguments, uint32_t count) {
    Drawable* d = s.draw;
    if (!d || d != s.read || d->front == EGL_NO_SURFACE || !readsDepth(opcode, arguments, count)) return;
    moveDepth(*d, Drawable::DepthIn::Both);
    activate(s);
}

// What a swap does to the front buffer, when there is one.
void Executor::copyToFront(Drawable& d) {
    if (exec.context) host.gl.Flush();
    StreamState* stream = exec.stream;
    if (bindPresent(d.front, d.surface)) {
        const auto w = static_cast<GLint>(d.width), h = static_cast<GLint>(d.height);
        host.gl.DrawBuffer(GL_BACK);
        host.gl.ReadBuffer(GL_BACK);
        host.gl.BlitFramebuffer(0, 0, w, h, 0, 0, w, h, GL_COLOR_BUFFER_BIT, GL_NEAREST);
        host.gl.Flush();
    }
    activate(*stream);
}

// Shows the front buffer in the window. Not a frame: nothing is recorded.
void Executor::showFront(Drawable& d) {
    if (d.front == EGL_NO_SURFACE || !d.frames) return;
    StreamState* stream = exec.stream;
    showInWindow(d, d.front);
    sink.shown(d);
    activate(*stream);
}

} // namespace sgl
