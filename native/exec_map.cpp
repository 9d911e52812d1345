// Mapped buffers on the executor's side.
#include "executor.h"

namespace sgl {

bool hand_sglReadBuffer(Exec& x, Args&) { return x.malformed("is not carried"); }

} // namespace sgl
