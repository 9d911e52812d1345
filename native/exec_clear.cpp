// glClear{Buffer,NamedFramebuffer}{fv,iv,uiv}. The host's pbuffers are single-buffered, and there Mesa's GL_BACK names
// the only colour buffer for every command but these, which clear nothing. So they run with GL_FRONT selected.
#include "decode_pointers.h"
#include "executor_core.h"

namespace sgl {
namespace {

// While it lives, GL_FRONT stands in for GL_BACK of the default framebuffer.
class BackAsFront {
public:
    explicit BackAsFront(Exec& x) : gl_(x.gl) {
        if (x.cx->es) return; // there Mesa looks for the front buffer itself
        GLint selected = 0;
        GLboolean doubleBuffered = GL_TRUE;
        gl_.GetIntegerv(GL_DRAW_BUFFER, &selected);
        if (selected != GL_BACK) return;
        gl_.GetBooleanv(GL_DOUBLEBUFFER, &doubleBuffered);
        changed_ = !doubleBuffered;
        if (changed_) gl_.DrawBuffer(GL_FRONT);
    }
    ~BackAsFront() {
        if (changed_) gl_.DrawBuffer(GL_BACK);
    }
    BackAsFront(const BackAsFront&) = delete;
    BackAsFront& operator=(const BackAsFront&) = delete;

private:
    const HostGl& gl_;
    bool changed_ = false;
};

// Words from `at`: buffer, drawbuffer, value.
template <class T, class Clear> bool clearBuffer(Exec& x, Args& a, uint32_t at, Clear&& clear) {
    if (!a.fixed(at + 3)) return x.malformed("lacks arguments");
    const GLenum buffer = a.u32(at);
    const GLint drawbuffer = a.i32(at + 1);
    Data d;
    if (!a.data(at + 2, d)) return x.malformed("is cut off in value");
    if (a.restWords()) return x.malformed("is longer than its arguments");
    if (enumRefused(buffer)) return refuse(x, raised(x, GL_INVALID_ENUM), false, "");
    const T* value = nullptr;
    const Taken taken = takeIn(x, d, uint64_t{sgl_clear_buffer_count(buffer)} * sizeof(T), false, value);
    if (taken != Taken::Ok) return refuse(x, taken, false, "has too little data or no such pointer in value");
    clear(buffer, drawbuffer, value);
    return true;
}

template <class T, class Clear> bool clearCurrent(Exec& x, Args& a, Clear clear) {
    return clearBuffer<T>(x, a, 0, [&](GLenum buffer, GLint drawbuffer, const T* value) {
        BackAsFront selected(x);
        clear(buffer, drawbuffer, value);
    });
}

template <class T, class Clear> bool clearNamed(Exec& x, Args& a, Clear clear) {
    return clearBuffer<T>(x, a, 1, [&](GLenum buffer, GLint drawbuffer, const T* value) {
        const GLuint framebuffer = a.u32(0);
        if (framebuffer != 0) return clear(framebuffer, buffer, drawbuffer, value);
        GLint bound = 0;
        x.gl.GetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &bound);
        if (bound != 0) x.gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
        {
            BackAsFront selected(x);
            clear(framebuffer, buffer, drawbuffer, value);
        }
        if (bound != 0) x.gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, static_cast<GLuint>(bound));
    });
}

} // namespace

bool hand_glClearBufferfv(Exec& x, Args& a) { return clearCurrent<GLfloat>(x, a, x.gl.ClearBufferfv); }
bool hand_glClearBufferiv(Exec& x, Args& a) { return clearCurrent<GLint>(x, a, x.gl.ClearBufferiv); }
bool hand_glClearBufferuiv(Exec& x, Args& a) { return clearCurrent<GLuint>(x, a, x.gl.ClearBufferuiv); }
bool hand_glClearNamedFramebufferfv(Exec& x, Args& a) { return clearNamed<GLfloat>(x, a, x.gl.ClearNamedFramebufferfv); }
bool hand_glClearNamedFramebufferiv(Exec& x, Args& a) { return clearNamed<GLint>(x, a, x.gl.ClearNamedFramebufferiv); }
bool hand_glClearNamedFramebufferuiv(Exec& x, Args& a) { return clearNamed<GLuint>(x, a, x.gl.ClearNamedFramebufferuiv); }

} // namespace sgl
