#include "executor.h"
namespace sgl {
__attribute__((weak)) bool hand_sglFlushMap(Exec& x, Args&) { return x.malformed("missing"); }
__attribute__((weak)) bool hand_sglDrainDebug(Exec& x, Args&) { return x.malformed("missing"); }
}
