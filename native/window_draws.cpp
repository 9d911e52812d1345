// See window_draws.h. The executor calls the driver through HostGl: its draws are exchanged there for ones that look first.
#include "window_draws.h"

namespace sgl {
namespace {

HostGl driver; // as it is without us
bool skipping = false;

template <auto Member, class Function = decltype(driver.*Member)> struct Draw;
template <auto Member, class... Arguments> struct Draw<Member, void(APIENTRY*&)(Arguments...)> {
    static void APIENTRY elsewhere(Arguments... arguments) {
        GLint framebuffer = 0;
        driver.GetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &framebuffer);
        if (framebuffer != 0) (driver.*Member)(arguments...);
    }
};

template <auto... Members> void exchange(HostGl& gl) { ((gl.*Members ? void(gl.*Members = Draw<Members, decltype((driver.*Members))>::elsewhere) : void()), ...); }
template <auto... Members> void restore(HostGl& gl) { ((gl.*Members = driver.*Members), ...); }

#define SGL_DRAWS                                                                                                                                     \
    &HostGl::DrawArrays, &HostGl::DrawArraysInstanced, &HostGl::DrawArraysInstancedBaseInstance, &HostGl::DrawElements, &HostGl::DrawElementsBaseVertex, \
        &HostGl::DrawElementsInstanced, &HostGl::DrawElementsInstancedBaseInstance, &HostGl::DrawElementsInstancedBaseVertex,                            \
        &HostGl::DrawElementsInstancedBaseVertexBaseInstance, &HostGl::DrawRangeElements, &HostGl::DrawRangeElementsBaseVertex, &HostGl::MultiDrawArrays, \
        &HostGl::MultiDrawElements, &HostGl::MultiDrawElementsBaseVertex, &HostGl::DrawArraysIndirect, &HostGl::DrawElementsIndirect,                    \
        &HostGl::MultiDrawArraysIndirect, &HostGl::MultiDrawElementsIndirect, &HostGl::MultiDrawArraysIndirectCount, &HostGl::MultiDrawElementsIndirectCount

} // namespace

void skipWindowDraws(HostGl& gl, bool skip) {
    if (skip == skipping) return;
    skipping = skip;
    if (!skip) return restore<SGL_DRAWS>(gl);
    driver = gl;
    exchange<SGL_DRAWS>(gl);
}

} // namespace sgl
