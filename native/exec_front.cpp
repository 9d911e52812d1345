// A double-buffered window's front buffer. The host's pbuffer has one colour buffer, which is the window's back
// buffer; the front buffer is a second pbuffer, made when the program first selects it. While GL_FRONT is selected
// in the default framebuffer that surface is the current one, and the driver is told GL_BACK. What this does not
// carry (docs/limits.md): its own depth buffer, GL_FRONT_AND_BACK, selections inside display lists.
#include "decode_pointers.h"
#include "executor_core.h"

namespace sgl {

bool hand_glDrawBuffer(Exec&, Args&);
bool hand_glReadBuffer(Exec&, Args&);
bool hand_glPushAttrib(Exec&, Args&);
bool hand_glPopAttrib(Exec&, Args&);
bool hand_glFlush(Exec&, Args&);
bool hand_glGetBooleanv(Exec&, Args&);
bool hand_glGetDoublev(Exec&, Args&);
bool hand_glGetFloatv(Exec&, Args&);
bool hand_glGetIntegerv(Exec&, Args&);
bool hand_glGetInteger64v(Exec&, Args&);

static bool defaultFramebuffer(Exec& x, GLenum binding) {
    GLint bound = 0;
    x.gl.GetIntegerv(binding, &bound);
    return bound == 0;
}

static bool isFront(GLenum buffer) { return buffer == GL_FRONT || buffer == GL_FRONT_LEFT; }

// Notes which buffer the program selected and says what the driver is to be told.
static GLenum selectBuffer(Exec& x, Drawable* d, GLenum binding, GLenum buffer, bool HostContext::*front) {
    if (x.cx->list_mode == GL_COMPILE) return buffer;
    if (!d || !d->request.double_buffered || !defaultFramebuffer(x, binding)) return buffer;
    const bool back = buffer == GL_BACK || buffer == GL_BACK_LEFT;
    if (!isFront(buffer) && !back) return buffer;
    if (isFront(buffer) && d->front == EGL_NO_SURFACE && !x.executor.makeFront(*d)) return buffer;
    x.context->*front = isFront(buffer);
    x.executor.activate(*x.stream);
    return GL_BACK;
}

bool hand_glDrawBuffer(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    x.gl.DrawBuffer(selectBuffer(x, x.stream->draw, GL_DRAW_FRAMEBUFFER_BINDING, a.u32(0), &HostContext::frontDraw));
    return true;
}

bool hand_glReadBuffer(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    x.gl.ReadBuffer(selectBuffer(x, x.stream->read, GL_READ_FRAMEBUFFER_BINDING, a.u32(0), &HostContext::frontRead));
    return true;
}

// The driver's own stack carries GL_BACK; which surface that meant is ours to remember.
bool hand_glPushAttrib(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    x.gl.PushAttrib(a.u32(0));
    if (!x.errorRaised() && x.cx->list_mode != GL_COMPILE) x.context->pushedFront.push_back({a.u32(0), x.context->frontDraw, x.context->frontRead});
    return true;
}

bool hand_glPopAttrib(Exec& x, Args&) {
    x.gl.PopAttrib();
    HostContext& c = *x.context;
    if (x.errorRaised() || x.cx->list_mode == GL_COMPILE || c.pushedFront.empty()) return true;
    const HostContext::PushedFront pushed = c.pushedFront.back();
    c.pushedFront.pop_back();
    if (pushed.mask & GL_COLOR_BUFFER_BIT) c.frontDraw = pushed.draw;
    if (pushed.mask & GL_PIXEL_MODE_BIT) c.frontRead = pushed.read;
    x.executor.activate(*x.stream);
    return true;
}

bool hand_glFlush(Exec& x, Args&) {
    x.gl.Flush();
    if (x.context->frontDraw && x.stream->draw) x.executor.showFront(*x.stream->draw);
    return true;
}

// ---- State as a program with a window sees it -----------------------------------------------------------

// The value of `name` where it is not the driver's to tell; false: it is.
static bool windowState(Exec& x, GLenum name, GLint& value) {
    const StreamState& s = *x.stream;
    switch (name) {
    case GL_DRAW_BUFFER:
    case GL_DRAW_BUFFER0:
        value = GL_FRONT;
        return x.context->frontDraw && s.draw && s.draw->request.double_buffered && defaultFramebuffer(x, GL_DRAW_FRAMEBUFFER_BINDING);
    case GL_READ_BUFFER:
        value = GL_FRONT;
        return x.context->frontRead && s.read && s.read->request.double_buffered && defaultFramebuffer(x, GL_READ_FRAMEBUFFER_BINDING);
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

// ---- The second surface ---------------------------------------------------------------------------------

// Makes the front surface. Its contents are the back buffer's, which is what the last swap showed.
bool Executor::makeFront(Drawable& d) {
    d.front = host.createPbuffer(d.request.config, d.width, d.height);
    if (d.front == EGL_NO_SURFACE) return false;
    copyToFront(d);
    return true;
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
