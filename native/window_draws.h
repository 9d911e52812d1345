// Draws to windows that are left out of a replay, because nobody will see what they drew (src/replay/unseen_draws.ts).
#pragma once
#include "host_gl.h" // generated

namespace sgl {

// From now on draws by glDraw… and glMultiDraw… do nothing (`skip`), or draw again, where the default framebuffer is bound to be
// drawn to. All else about such a command is as ever: its data is taken, and what the executor tracks follows it.
void skipWindowDraws(HostGl&, bool skip);

} // namespace sgl
