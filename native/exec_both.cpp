// Drawing into the front and the back buffer at once (GL_FRONT_AND_BACK, GL_LEFT) of a double-buffered window. They are
// two surfaces on the host (exec_front.cpp): what was drawn into the back buffer is drawn again into the front.
// Between glBegin and glEnd no surface can be changed, so these commands are kept until the end.
#include <optional>

#include "executor_core.h"
#include "opcodes.h"

namespace sgl {
namespace {

enum class Kind {
    Other,
    Data,   // comes before the command that it belongs to
    Opens,  // glBegin
    Draws,  // leaves no state behind, so it can be executed twice
    Changes // draws and leaves state behind: the front buffer's turn comes first, and the state is put back
};

Kind kindOf(uint32_t opcode) {
    switch (opcode) {
    case SGL_OP_STAGE:
    case SGL_OP_CLIENT_ARRAYS: return Kind::Data;
    case SGL_OP_glBegin: return Kind::Opens;
    case SGL_OP_glCallList:
    case SGL_OP_glCallLists:
    case SGL_OP_glBitmap: return Kind::Changes;
    case SGL_OP_glEnd:
    case SGL_OP_glClear:
    case SGL_OP_glClearBufferfv:
    case SGL_OP_glClearBufferiv:
    case SGL_OP_glClearBufferuiv:
    case SGL_OP_glClearBufferfi:
    case SGL_OP_glClearNamedFramebufferfv:
    case SGL_OP_glClearNamedFramebufferiv:
    case SGL_OP_glClearNamedFramebufferuiv:
    case SGL_OP_glBlitFramebuffer:
    case SGL_OP_glBlitNamedFramebuffer:
    case SGL_OP_glDrawPixels:
    case SGL_OP_glCopyPixels:
    case SGL_OP_glEvalMesh1:
    case SGL_OP_glEvalMesh2:
    case SGL_OP_glRectd:
    case SGL_OP_glRectdv:
    case SGL_OP_glRectf:
    case SGL_OP_glRectfv:
    case SGL_OP_glRecti:
    case SGL_OP_glRectiv:
    case SGL_OP_glRects:
    case SGL_OP_glRectsv:
    case SGL_OP_glDrawArrays:
    case SGL_OP_glDrawArraysInstanced:
    case SGL_OP_glDrawArraysInstancedBaseInstance:
    case SGL_OP_glDrawArraysIndirect:
    case SGL_OP_glDrawElements:
    case SGL_OP_glDrawElementsBaseVertex:
    case SGL_OP_glDrawElementsInstanced:
    case SGL_OP_glDrawElementsInstancedBaseInstance:
    case SGL_OP_glDrawElementsInstancedBaseVertex:
    case SGL_OP_glDrawElementsInstancedBaseVertexBaseInstance:
    case SGL_OP_glDrawElementsIndirect:
    case SGL_OP_glDrawRangeElements:
    case SGL_OP_glDrawRangeElementsBaseVertex:
    case SGL_OP_glDrawTransformFeedback:
    case SGL_OP_glDrawTransformFeedbackInstanced:
    case SGL_OP_glDrawTransformFeedbackStream:
    case SGL_OP_glDrawTransformFeedbackStreamInstanced:
    case SGL_OP_glMultiDrawArrays:
    case SGL_OP_glMultiDrawArraysIndirect:
    case SGL_OP_glMultiDrawElements:
    case SGL_OP_glMultiDrawElementsBaseVertex:
    case SGL_OP_glMultiDrawElementsIndirect: return Kind::Draws;
    default: return Kind::Other;
    }
}

// The framebuffer that a command draws to: named by itself, else the bound one.
GLint targetOf(uint32_t opcode, const std::vector<uint32_t>& commands, const HostGl& gl) {
    const uint32_t* const arguments = commands.data() + 2;
    switch (opcode) {
    case SGL_OP_glClearNamedFramebufferfv:
    case SGL_OP_glClearNamedFramebufferiv:
    case SGL_OP_glClearNamedFramebufferuiv:
        if (commands.size() > 2 && commands[0] == opcode) return static_cast<GLint>(arguments[0]);
        break;
    case SGL_OP_glBlitNamedFramebuffer:
        if (commands.size() > 3 && commands[0] == opcode) return static_cast<GLint>(arguments[1]);
        break;
    }
    GLint bound = 0;
    gl.GetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &bound);
    return bound;
}

// State that a display list may change, put back at the end: attributes and the current matrices.
class KeptState {
public:
    explicit KeptState(const HostGl& gl) : gl_(gl) {
        gl_.PushAttrib(GL_ALL_ATTRIB_BITS);
        kept_ = gl_.GetError() == 0;
        gl_.GetDoublev(GL_MODELVIEW_MATRIX, modelView_);
        gl_.GetDoublev(GL_PROJECTION_MATRIX, projection_);
    }
    ~KeptState() {
        gl_.MatrixMode(GL_MODELVIEW);
        gl_.LoadMatrixd(modelView_);
        gl_.MatrixMode(GL_PROJECTION);
        gl_.LoadMatrixd(projection_);
        if (kept_) gl_.PopAttrib(); // the matrix mode, too
    }
    KeptState(const KeptState&) = delete;
    KeptState& operator=(const KeptState&) = delete;

private:
    const HostGl& gl_;
    bool kept_ = false;
    GLdouble modelView_[16], projection_[16];
};

// More than this between glBegin and glEnd is drawn into the back buffer only.
constexpr size_t kMostWords = 64u << 20 >> 2;

} // namespace

void Executor::drawInFront(StreamState& s, uint32_t opcode, const uint32_t* arguments, uint32_t count, bool before) {
    HostContext& c = *exec.context;
    const Kind kind = kindOf(opcode);
    if (c.track.list_mode == GL_COMPILE) return;
    const auto keep = [&] {
        // the protocol's own are no drawing, and an error is asked for once
        if ((opcode < SGL_FIRST_GL && kind != Kind::Data) || opcode == SGL_OP_glGetError) return;
        if (again_.size() + count > kMostWords) return;
        again_.push_back(opcode);
        again_.push_back(count);
        again_.insert(again_.end(), arguments, arguments + count);
    };
    if (before) {
        if (kind != Kind::Changes || c.track.begun) return;
        keep();
        drawAgain(s);
        return;
    }
    if (kind == Kind::Data || (c.track.begun && kind != Kind::Opens)) {
        keep();
    } else if (kind == Kind::Opens) {
        again_.clear();
        if (c.track.begun) keep();
    } else if (kind == Kind::Draws && !(opcode == SGL_OP_glEnd && again_.empty())) {
        keep();
        drawAgain(s);
    } else {
        again_.clear();
    }
}

// Executes what was kept, with the front buffer as the surface. Its errors are those of the first time.
void Executor::drawAgain(StreamState& s) {
    HostContext& c = *exec.context;
    const uint32_t opcode = exec.opcode;
    std::vector<uint32_t> commands;
    commands.swap(again_);
    if (targetOf(opcode, commands, host.gl) != 0 || !s.draw || (s.draw->front == EGL_NO_SURFACE && !makeFront(*s.draw))) return;
    c.frontDraw = true;
    muted_ = true; // what answers between glBegin and glEnd has answered
    if (activate(s)) {
        std::optional<KeptState> kept;
        if (kindOf(opcode) == Kind::Changes && !c.core) kept.emplace(host.gl);
        for (size_t at = 0; at + 2 <= commands.size(); at += 2 + commands[at + 1]) {
            exec.opcode = commands[at];
            if (!execute(s, commands[at], commands.data() + at + 2, commands[at + 1])) break;
            if (!s.taken.empty()) dropTaken(s);
        }
    }
    muted_ = false;
    c.frontDraw = false;
    activate(s);
    while (host.gl.GetError()) {}
    errorFlag_ = false;
    exec.opcode = opcode;
}

} // namespace sgl
