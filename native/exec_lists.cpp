// Display lists with what the driver cannot hold: glAccum and clears of the accumulation buffer are executed here
// (exec_accum.cpp). Such a list is cut: the driver has its first part under the list's own name and each later one under a
// name of ours, and a call goes through all of them in turn. A list that calls a cut one is cut there, too.
#include "decode_pointers.h"
#include "executor_core.h"

namespace sgl {

bool hand_glAccum(Exec&, Args&);
bool hand_glClear(Exec&, Args&);
bool hand_glNewList(Exec&, Args&);
bool hand_glEndList(Exec&, Args&);
bool hand_glCallList(Exec&, Args&);
bool hand_glCallLists(Exec&, Args&);
bool hand_glDeleteLists(Exec&, Args&);

namespace {

constexpr int kDeepest = 64; // GL_MAX_LIST_NESTING of every driver

// Between glBegin and glEnd, or where a list that is being compiled will be: nothing can be asked there, and no list be cut.
bool withinPrimitive(Exec& x) { return x.cx->begun || x.cx->list_begun || x.context->insideBegin; }

// Executes `step`, and puts it where it stands into the list that is being compiled.
void doOrCompile(Exec& x, std::function<void(Exec&)> step) {
    HostContext& c = *x.context;
    if (!x.cx->list_mode) return step(x);
    x.gl.EndList();
    const uint32_t part = c.group->lastListPart++;
    c.compiledSteps.push_back({step, part});
    if (x.cx->list_mode == GL_COMPILE_AND_EXECUTE) step(x);
    x.gl.NewList(part, x.cx->list_mode);
}

void callList(Exec& x, GLuint list) {
    static thread_local int depth;
    x.gl.CallList(list);
    const auto& all = x.group().cutLists;
    const auto found = all.find(list);
    if (found == all.end() || depth >= kDeepest) return;
    const std::shared_ptr<const CutList> steps = found->second; // a step may delete the list
    depth++;
    for (const ListStep& step : *steps) {
        step.first(x);
        x.gl.CallList(step.part);
    }
    depth--;
}

// A name in the array of glCallLists.
GLuint nameAt(const uint8_t* names, GLenum type, size_t i) {
    const auto as = [&](auto value) {
        std::memcpy(&value, names + i * sizeof value, sizeof value);
        return static_cast<GLuint>(static_cast<int64_t>(value));
    };
    const auto digits = [&](size_t count) {
        GLuint value = 0;
        for (size_t k = 0; k < count; k++) value = value << 8 | names[i * count + k];
        return value;
    };
    switch (type) {
    case GL_BYTE: return as(GLbyte{});
    case GL_UNSIGNED_BYTE: return as(GLubyte{});
    case GL_SHORT: return as(GLshort{});
    case GL_UNSIGNED_SHORT: return as(GLushort{});
    case GL_FLOAT: return as(GLfloat{});
    case GL_2_BYTES: return digits(2);
    case GL_3_BYTES: return digits(3);
    case GL_4_BYTES: return digits(4);
    default: return as(GLuint{});
    }
}

void forget(Exec& x, GLuint list) {
    auto& all = x.group().cutLists;
    const auto found = all.find(list);
    if (found == all.end()) return;
    for (const ListStep& step : *found->second) x.gl.DeleteLists(step.part, 1);
    all.erase(found);
}

} // namespace

bool hand_glAccum(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed("lacks arguments");
    const GLenum operation = a.u32(0);
    const GLfloat value = a.f32(1);
    if (enumRefused(operation)) return refuse(x, raised(x, GL_INVALID_ENUM), false, "");
    if (x.cx->list_begun) x.gl.Accum(operation, value); // an error there
    else doOrCompile(x, [=](Exec& when) { when.executor.accumulate(operation, value); });
    return true;
}

bool hand_glClear(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("lacks arguments");
    const GLbitfield mask = a.u32(0);
    if (!(mask & GL_ACCUM_BUFFER_BIT) || x.cx->list_begun) x.gl.Clear(mask);
    else doOrCompile(x, [=](Exec& when) { when.executor.clearWithAccum(mask); });
    return true;
}

bool hand_glNewList(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed("lacks arguments");
    const GLuint list = a.u32(0);
    const GLenum mode = a.u32(1);
    if (enumRefused(mode)) return refuse(x, raised(x, GL_INVALID_ENUM), false, "");
    const bool compiling = x.cx->list_mode != 0;
    x.gl.NewList(list, mode);
    if (compiling || x.context->insideBegin || x.errorRaised()) return true;
    sgl_track_glNewList(x.cx, list, mode);
    x.context->compiledList = list;
    x.context->compiledSteps.clear();
    return true;
}

bool hand_glEndList(Exec& x, Args& a) {
    if (!a.fixed(0)) return x.malformed("lacks arguments");
    HostContext& c = *x.context;
    const bool compiling = x.cx->list_mode != 0;
    sgl_track_glEndList(x.cx);
    x.gl.EndList();
    if (!compiling) return true;
    forget(x, c.compiledList);
    if (!c.compiledSteps.empty()) c.group->cutLists[c.compiledList] = std::make_shared<const CutList>(std::move(c.compiledSteps));
    c.compiledSteps.clear();
    return true;
}

bool hand_glCallList(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("lacks arguments");
    const GLuint list = a.u32(0);
    sgl_track_glCallList(x.cx, list);
    if (!x.group().cutLists.count(list) || (x.cx->list_mode && withinPrimitive(x))) x.gl.CallList(list);
    else doOrCompile(x, [=](Exec& when) { callList(when, list); });
    return true;
}

bool hand_glCallLists(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed("lacks arguments");
    const GLsizei n = a.i32(0);
    const GLenum type = a.u32(1);
    Data d;
    if (!a.data(2, d)) return x.malformed("is cut off in lists");
    if (enumRefused(type)) return refuse(x, raised(x, GL_INVALID_ENUM), false, "");
    const uint64_t bytes = sgl_call_lists_bytes(n, type);
    const uint8_t* lists = nullptr;
    if (const Taken taken = takeIn(x, d, bytes, false, lists); taken != Taken::Ok) return refuse(x, taken, false, "has too little data or no such pointer in lists");
    sgl_track_glCallLists(x.cx, n, type, lists);
    if (x.group().cutLists.empty() || n <= 0 || !bytes || withinPrimitive(x)) {
        x.gl.CallLists(n, type, lists);
        return true;
    }
    doOrCompile(x, [n, type, names = std::vector<uint8_t>(lists, lists + bytes)](Exec& when) {
        GLint base = 0;
        when.gl.GetIntegerv(GL_LIST_BASE, &base);
        for (size_t i = 0; i < static_cast<size_t>(n); i++) callList(when, static_cast<GLuint>(base) + nameAt(names.data(), type, i));
    });
    return true;
}

bool hand_glDeleteLists(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed("lacks arguments");
    const GLuint list = a.u32(0);
    const GLsizei range = a.i32(1);
    x.gl.DeleteLists(list, range);
    if (range <= 0 || x.group().cutLists.empty() || withinPrimitive(x)) return true;
    std::vector<GLuint> gone;
    for (const auto& [name, steps] : x.group().cutLists)
        if (name - list < static_cast<GLuint>(range)) gone.push_back(name);
    for (const GLuint name : gone) forget(x, name);
    return true;
}

} // namespace sgl
