// glDrawTransformFeedback* with arrays in client memory. How many vertices they draw only the driver knows, and it does not
// say: they are counted by drawing them as points that nobody sees. The client asks for that (guest/common/gl_draw_multi.c),
// sends as much of its arrays, and the draw counts again.
#include "client_arrays.h"
#include "executor.h"
#include "readback.h"
#include "state.h"

namespace sgl {
namespace {

constexpr const char* kShort = "is too short";
constexpr const char* kArrays = "reads client arrays that did not come with it";

// A vertex array object without arrays. It stays, as a name that the client has yet to choose.
GLuint emptyArrays(Exec& x) {
    auto& spares = x.context->spares.at(SGL_OBJECT_VERTEX_ARRAY);
    if (!spares.empty()) return *spares.begin();
    GLuint name = 0;
    x.gl.GenVertexArrays(1, &name);
    if (name) spares.insert(name);
    return name;
}

bool on(Exec& x, GLenum name) {
    GLint value = 0;
    x.gl.GetIntegerv(name, &value);
    return value != 0;
}

// Draws as points into a query of its own, with fixed vertex processing and no arrays.
uint64_t countPoints(Exec& x, GLuint id, GLuint stream) {
    GLint program = 0, pipeline = 0;
    GLuint query = 0;
    GLuint64 points = 0;
    x.gl.GetIntegerv(GL_CURRENT_PROGRAM, &program);
    x.gl.GetIntegerv(GL_PROGRAM_PIPELINE_BINDING, &pipeline);
    const bool paused = on(x, GL_TRANSFORM_FEEDBACK_ACTIVE) && !on(x, GL_TRANSFORM_FEEDBACK_PAUSED), discards = x.gl.IsEnabled(GL_RASTERIZER_DISCARD);
    if (paused) x.gl.PauseTransformFeedback();
    x.gl.UseProgram(0);
    x.gl.BindProgramPipeline(0);
    x.gl.BindVertexArray(emptyArrays(x));
    x.gl.Enable(GL_RASTERIZER_DISCARD);
    x.gl.GenQueries(1, &query);
    x.gl.BeginQuery(GL_PRIMITIVES_GENERATED, query);
    x.gl.DrawTransformFeedbackStream(GL_POINTS, id, stream);
    x.gl.EndQuery(GL_PRIMITIVES_GENERATED);
    x.gl.GetQueryObjectui64v(query, GL_QUERY_RESULT, &points);
    x.gl.DeleteQueries(1, &query);
    // the driver gave the name once and gives others from now on; a query of the client's may still begin under it
    x.context->spares.at(SGL_OBJECT_QUERY).insert(query);
    if (!discards) x.gl.Disable(GL_RASTERIZER_DISCARD);
    x.gl.BindVertexArray(x.cx->vao->name);
    x.gl.UseProgram(static_cast<GLuint>(program));
    x.gl.BindProgramPipeline(static_cast<GLuint>(pipeline));
    if (paused) x.gl.ResumeTransformFeedback();
    return answered(x) ? points : 0; // of an error it draws nothing
}

} // namespace

// False: it cannot be known now.
bool feedbackVertices(Exec& x, GLuint id, GLuint stream, uint64_t& count);
bool feedbackVertices(Exec& x, GLuint id, GLuint stream, uint64_t& count) {
    GLint mode = GL_RENDER, query = 0;
    if (x.context->insideBegin || x.cx->core || x.cx->es || x.cx->list_mode) return false;
    x.gl.GetIntegerv(GL_RENDER_MODE, &mode);
    x.gl.GetQueryiv(GL_PRIMITIVES_GENERATED, GL_CURRENT_QUERY, &query);
    if (!answered(x) || mode != GL_RENDER || query) return false;
    count = countPoints(x, id, stream);
    return true;
}

namespace {

template <class Draw> bool drawFeedback(Exec& x, GLenum mode, GLuint id, GLuint stream, GLsizei instances, Draw&& draw) {
    if (!x.cx->needs_client_arrays) {
        draw();
        return true;
    }
    uint64_t count = 0;
    if (!feedbackVertices(x, id, stream, count)) {
        x.raise(GL_INVALID_OPERATION);
        return true;
    }
    sgl_draw_extent extent{};
    if (count < 1u << 31) sgl_draw_add_arrays(&extent, mode, 0, static_cast<int32_t>(count), instances, 0);
    ArrayScope scope(x, extent);
    if (!scope.ok()) return x.malformed(kArrays);
    draw();
    return true;
}

} // namespace

bool hand_glDrawTransformFeedback(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed(kShort);
    return drawFeedback(x, a.u32(0), a.u32(1), 0, 1, [&] { x.gl.DrawTransformFeedback(a.u32(0), a.u32(1)); });
}
bool hand_glDrawTransformFeedbackInstanced(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed(kShort);
    return drawFeedback(x, a.u32(0), a.u32(1), 0, a.i32(2), [&] { x.gl.DrawTransformFeedbackInstanced(a.u32(0), a.u32(1), a.i32(2)); });
}
bool hand_glDrawTransformFeedbackStream(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed(kShort);
    return drawFeedback(x, a.u32(0), a.u32(1), a.u32(2), 1, [&] { x.gl.DrawTransformFeedbackStream(a.u32(0), a.u32(1), a.u32(2)); });
}
bool hand_glDrawTransformFeedbackStreamInstanced(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed(kShort);
    return drawFeedback(x, a.u32(0), a.u32(1), a.u32(2), a.i32(3), [&] { x.gl.DrawTransformFeedbackStreamInstanced(a.u32(0), a.u32(1), a.u32(2), a.i32(3)); });
}

} // namespace sgl
