// What programs tell tools: labels and the end of a frame. They are carried whatever the host's driver knows of them; labels
// that it cannot keep are kept here.
#include <string>

#include "decode_pointers.h"
#include "executor_core.h"
#include "opcodes.h"

namespace sgl {
namespace {

enum Annotation : uint32_t { Label = 1, Marker = 2, StringMarker = 4, FrameTerminator = 8 };

// Whether the driver offers it in this context. Asked once: that there is a function by the name says nothing.
bool offered(Exec& x, Annotation which) {
    if (!x.context) return false;
    uint32_t& known = x.context->annotations;
    if (!known) {
        known = 1u << 31;
        const auto note = [&](const char* list) {
            const std::string all = std::string(" ") + (list ? list : "") + " ";
            if (all.find(" GL_EXT_debug_label ") != std::string::npos) known |= Label;
            if (all.find(" GL_EXT_debug_marker ") != std::string::npos) known |= Marker;
            if (all.find(" GL_GREMEDY_string_marker ") != std::string::npos) known |= StringMarker;
            if (all.find(" GL_GREMEDY_frame_terminator ") != std::string::npos) known |= FrameTerminator;
        };
        GLint n = 0;
        if (x.context->core) x.gl.GetIntegerv(GL_NUM_EXTENSIONS, &n);
        for (GLint i = 0; i < n; i++) note(reinterpret_cast<const char*>(x.gl.GetStringi(GL_EXTENSIONS, static_cast<GLuint>(i))));
        if (!x.context->core) note(reinterpret_cast<const char*>(x.gl.GetString(GL_EXTENSIONS)));
    }
    return known & which;
}

// words: length 0, text 1; `ended` lengths mean a zero-terminated one
bool marker(Exec& x, Args& a, Annotation which, void (*pass)(const HostGl&, GLsizei, const GLchar*)) {
    Data d;
    if (!a.fixed(2) || !a.data(1, d)) return x.malformed("is too short");
    const GLsizei length = a.i32(0);
    const GLchar* text = nullptr;
    const Taken taken = takeText(x, d, length <= 0 ? -1 : length, false, text);
    if (taken != Taken::Ok) return refuse(x, taken, false, "has no text as long as it says");
    if (offered(x, which)) pass(x.gl, length, text);
    return true;
}

} // namespace

bool hand_glStringMarkerGREMEDY(Exec& x, Args& a) {
    return marker(x, a, StringMarker, [](const HostGl& gl, GLsizei length, const GLchar* text) { gl.StringMarkerGREMEDY(length, text); });
}
bool hand_glInsertEventMarkerEXT(Exec& x, Args& a) {
    return marker(x, a, Marker, [](const HostGl& gl, GLsizei length, const GLchar* text) { gl.InsertEventMarkerEXT(length, text); });
}
bool hand_glPushGroupMarkerEXT(Exec& x, Args& a) {
    return marker(x, a, Marker, [](const HostGl& gl, GLsizei length, const GLchar* text) { gl.PushGroupMarkerEXT(length, text); });
}
bool hand_glPopGroupMarkerEXT(Exec& x, Args&) {
    if (offered(x, Marker)) x.gl.PopGroupMarkerEXT();
    return true;
}

// words: type 0, object 1, length 2, label 3; a length of 0 means a zero-terminated one
bool hand_glLabelObjectEXT(Exec& x, Args& a) {
    Data d;
    if (!a.fixed(4) || !a.data(3, d)) return x.malformed("is too short");
    const GLsizei length = a.i32(2);
    const GLchar* label = nullptr;
    const Taken taken = takeText(x, d, length == 0 ? -1 : length, true, label);
    if (taken != Taken::Ok) return refuse(x, taken, false, "has no label as long as it says");
    if (offered(x, Label)) {
        x.gl.LabelObjectEXT(a.u32(0), a.u32(1), length, label);
    } else if (x.context) {
        auto& labels = x.group().labels;
        const auto key = std::make_pair(a.u32(0), a.u32(1));
        if (!label) labels.erase(key);
        else if (labels.size() < 1 << 20) labels[key] = length > 0 ? std::string(label, static_cast<size_t>(length)) : std::string(label);
    }
    return true;
}

// words: type 0, object 1, bufSize 2, length 3, label 4
bool hand_glGetObjectLabelEXT(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed("is too short");
    const GLsizei room = textRoom(a.i32(2));
    auto* text = static_cast<GLchar*>(x.scratch(room > 0 ? static_cast<uint64_t>(room) : 1));
    GLsizei length = 0;
    bool failed = !text;
    if (text && offered(x, Label)) {
        x.gl.GetObjectLabelEXT(a.u32(0), a.u32(1), room, &length, a.isNull(4) ? nullptr : text);
        failed = x.errorRaised();
    } else if (text && x.context) {
        const auto found = x.group().labels.find({a.u32(0), a.u32(1)});
        const std::string label = found == x.group().labels.end() ? "" : found->second;
        const size_t n = room > 0 ? std::min(label.size(), static_cast<size_t>(room) - 1) : 0;
        std::memcpy(text, label.data(), n);
        length = static_cast<GLsizei>(a.isNull(4) ? label.size() : n);
    }
    x.reply.begin(SGL_OP_glGetObjectLabelEXT);
    replyOut(x, a.isNull(3), &length, failed ? 0 : sizeof length);
    replyOut(x, a.isNull(4), text, failed || room <= 0 ? 0 : std::min<uint64_t>(static_cast<uint64_t>(length) + 1, static_cast<uint64_t>(room)));
    x.reply.end();
    return true;
}

// A frame ends, where no swap says so: with a window its swaps are the frames.
bool hand_glFrameTerminatorGREMEDY(Exec& x, Args&) {
    if (offered(x, FrameTerminator)) x.gl.FrameTerminatorGREMEDY();
    x.executor.endFrame(*x.stream);
    return true;
}

void Executor::endFrame(StreamState& s) {
    Drawable* d = s.draw;
    if (!s.context || (d && (d->request.kind & SGL_DRAWABLE_KIND) == 0)) return;
    frames_++;
    if (!options.hashFrames) return;
    uint64_t hash = 0;
    if (d) {
        frame_.resize(static_cast<size_t>(d->width) * d->height * 4);
        if (readPixels(*d, frame_.data())) hash = hashBytes(frame_.data(), frame_.size());
    }
    if (failure_.empty()) sink.frame({exec.call, monotonicNs(), hash, d ? d->id : 0, d ? d->width : 0, d ? d->height : 0, s.context->id});
    activate(s);
}

} // namespace sgl
